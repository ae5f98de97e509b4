"""What data/ may hold: immutable, complete, and nothing that the book could not show."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from effekt.model.program import Felles
from effekt.model.storrelse import Filkode, Modell
from effekt.model.tiltak import YAMLFILER, Kildedokument, Lan, Sektorinfo, Tiltak, UplassertVurdering, Vurderinger
from effekt.reading.sektor import Sektor

INFO: dict[str, Any] = {
    "id": "ny",
    "navn": "Ny",
    "kortnavn": "NY",
    "rapport": "r",
    "periode": ["2031", "2032"],
    "virksomheter": {"A": {"navn": "Etat A", "kilde": "r", "side": "1"}},
}


def _tiltak(tek: Sektor, **nytt: object) -> Tiltak:
    """VAN1 read anew, with some of its fields as given."""
    gitt = {navn: getattr(tek.tiltak["VAN1"], navn) for navn in Tiltak.model_fields}
    return Tiltak.model_validate({**gitt, **nytt})


def test_a_measure_has_the_printed_cards_four_ratings_in_its_order(tek: Sektor) -> None:
    for tiltak in tek.tiltak.values():
        assert list(tiltak.alle_vurderinger) == list(Vurderinger.model_fields)
        assert all(v.tekst and v.side for v in tiltak.alle_vurderinger.values())


def test_a_dash_on_a_card_is_kept_and_sums_as_nothing(tek: Sektor) -> None:
    vei2 = tek.tiltak["VEI2"]
    assert (vei2.oppgitt[2027], vei2.oppgitt_effekt(2027)) == ("-", 0)
    assert vei2.oppgitt_effekt(2029) == -100_000


def test_nothing_read_can_be_changed(tek: Sektor) -> None:
    tiltak = tek.tiltak["VAN1"]
    with pytest.raises(ValidationError, match="frozen"):
        tiltak.navn = "noe annet"
    for fryst in (tiltak.forutsetninger, tiltak.oppgitt, tiltak.sider, tek.felles.klasser):
        with pytest.raises(TypeError):
            fryst["x"] = fryst  # type: ignore[index]


# In usikkerhet.yml the names of the spans are the programme's.
@pytest.mark.parametrize("modell", [m for s, m in YAMLFILER.items() if s != "usikkerhet"])
def test_every_file_refuses_unknown_keys(modell: type[Modell]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        modell.model_validate({"en_nokkel_til": 1})


@pytest.mark.parametrize(
    ("felt", "verdi", "ventet"),
    [
        ("sider", {"omtale": "1"}, "mangler «kort»"),
        ("sider", {"kort": "1"}, "mangler «omtale»"),
        ("sider", {"kort": "1", "omtale": "2", "annet": "3"}, "'omtale' or 'kort'"),
        ("forutsetninger", {}, "at least 1 item"),
        ("kommunemal", ["fem"], "valid integer"),
        ("avrunding", {"til": "0", "kilde": "r", "side": "1"}, "greater than 0"),
        ("avrunding", {"til": "-1", "kilde": "r", "side": "1"}, "greater than 0"),
        ("oppgitt", {"2026": "ingen"}, "er «ingen», som ikke er et tall"),
        ("oppgitt", {"26": "1"}, "må være et årstall"),
        ("id", "hel1", "Bruk bare A–Z"),
        ("merknader", [""], "at least 1 character"),
    ],
)
def test_a_measure_that_could_not_be_shown_is_refused(tek: Sektor, felt: str, verdi: object, ventet: str) -> None:
    with pytest.raises(ValidationError, match=ventet):
        _tiltak(tek, **{felt: verdi})


def test_goals_and_pages_are_read_from_text_and_number_alike(tek: Sektor) -> None:
    tiltak = _tiltak(tek, kommunemal=["1", 2], sider={"omtale": "41-42", "kort": 43})
    assert tiltak.kommunemal == (1, 2)
    assert tiltak.sider == {"omtale": "41–42", "kort": "43"}


@pytest.mark.parametrize(("verdi", "grunnlag"), [("liten", "ingen"), ("ikke_gjengitt", "boks")])
def test_a_rating_is_either_printed_or_said_not_to_be(tek: Sektor, verdi: str, grunnlag: str) -> None:
    vurderinger = tek.tiltak["VAN1"].vurderinger.model_dump()
    vurderinger["estimatusikkerhet"].update(verdi=verdi, grunnlag=grunnlag)
    with pytest.raises(ValidationError, match="må være «ingen» når verdi er ikke_gjengitt"):
        _tiltak(tek, vurderinger=vurderinger)


def test_a_rating_without_a_field_names_the_fields_it_may_belong_to() -> None:
    felt = ["konsekvenser_samfunn", "konsekvenser_ansatte"]
    assert UplassertVurdering(verdi="likt", felt=tuple(felt), side="1")
    for feil in ([felt[0]], [felt[0], "konsekvenser"]):
        with pytest.raises(ValidationError):
            UplassertVurdering.model_validate({"verdi": "likt", "felt": feil, "side": "1"})


def test_the_programmes_scales_have_a_step_for_what_the_source_does_not_show(tek: Sektor) -> None:
    lav = tek.felles.usikkerhet["liten"]
    uten = {
        "programnavn": "Et program", "kommune": "En kommune", "klasser": {"en": "En"},
        "klasser_kilde": {"opphav": "valgt", "begrunnelse": "Slik ble det."},
        "usikkerhet": {"liten": lav}, "konsekvens": {"god": lav},
    }  # fmt: skip
    felles = Felles.model_validate(uten)
    assert felles.usikkerhet["ikke_gjengitt"].navn == "Ikke gjengitt"
    assert list(felles.konsekvens)[-1] == "ikke_gjengitt"
    with pytest.raises(ValidationError, match="har ingen trinn"):
        Felles.model_validate({**uten, "usikkerhet": {}})


# --- the sector ----------------------------------------------------------------------------------


def test_a_sector_may_have_any_period_and_number_of_agencies() -> None:
    info = Sektorinfo.model_validate(INFO)
    assert info.periode == (2031, 2032)
    assert (info.klasser_avledet, info.prisniva) == (None, None)


@pytest.mark.parametrize(
    "periode", [["2026", "2028"], ["2027", "2026"], ["2026", "2026"], [], "2026–2030", ["26"], ["i år"]], ids=str
)
def test_a_period_is_years_in_a_row(periode: object) -> None:
    with pytest.raises(ValidationError):
        Sektorinfo.model_validate({**INFO, "periode": periode})


@pytest.mark.parametrize("felt", ["virksomheter", "navn", "periode", "kortnavn"])
def test_a_sector_without_what_its_pages_need_is_refused(felt: str) -> None:
    with pytest.raises(ValidationError):
        Sektorinfo.model_validate({navn: verdi for navn, verdi in INFO.items() if navn != felt})


def test_a_document_may_lack_page_numbers() -> None:
    gitt = {"tittel": "Brev", "utgiver": "U", "dato": "2026", "lisens": "ukjent"}
    assert Kildedokument.model_validate(gitt).sider is None
    assert Kildedokument.model_validate({**gitt, "sider": "66"}).sider == 66


def test_a_loan_names_assumptions_and_no_amounts() -> None:
    felt = {"belop", "avdrag", "rentesats", "lisens", "besparelse"}
    assert set(Lan.model_fields) == felt | {"forste_ar", "nedbetalingstid"}
    with pytest.raises(ValidationError, match="Bruk bare a–z"):
        Lan.model_validate({**dict.fromkeys(felt, "x"), "belop": "40000000", "forste_ar": "2029"})


def test_amounts_are_exact(opp: Sektor) -> None:
    """A third is a third: 12 places at 25 000 kroner are 300 000, and a third of it is 100 000."""
    kul1 = opp.tiltak["KUL1"]
    assert kul1.forutsetninger["innfasing"].i_ar(2028) == Fraction(1, 3)
    assert kul1.oppgitt_effekt(2028) == -100_000


@pytest.mark.parametrize("id_", ["COM1", "NUL", "COM10", "KON"])
def test_an_id_that_windows_has_for_itself_is_refused(id_: str) -> None:
    les = TypeAdapter(Filkode).validate_python
    if id_ in {"COM10", "KON"}:
        assert les(id_) == id_
        return
    with pytest.raises(ValidationError, match="Windows har for seg selv"):
        les(id_)
