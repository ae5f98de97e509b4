"""A reviewer's changes: every number has an address, and a change moves what depends on it only."""

import csv
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.calc import beregning
from effekt.display.objects import Publiserbar
from effekt.model.storrelse import Storrelse
from effekt.model.verdi import VURDERING, les_verdi, skriv
from effekt.reading.documents import les_dokument
from effekt.reading.endringer import adresser, les_endringer, med_endringer
from effekt.reading.sektor import Sektor, alle_storrelser
from effekt.report import figurer, forside, kort, registre, tabeller
from tests.conftest import DATA
from tests.helpers.feildata import bytt, feilmelding

F = Fraction
MILL = 1_000_000


def _feil(endringer: dict[str, object], sektor: str = "hls") -> str:
    with pytest.raises(Datafeil) as feil:
        med_endringer(sektor, endringer)
    return str(feil.value)


# --- addresses -----------------------------------------------------------------------------------


def test_an_assumption_a_year_of_it_a_single_figure_and_a_cell_have_addresses(hls: Sektor) -> None:
    alle = adresser(hls)
    assert alle["SYE1.inntektstap"].verdi == 1_180_780
    assert alle["SYE1.inntektstap"].enhet == "kr per plass og år"
    assert (alle["SYE1.inntektstap"].kilde, alle["SYE1.inntektstap"].side) == ("delrapport-6", "49\u201351")
    assert alle["SYE1.innfasing[2027]"].verdi == F(5, 24)
    assert alle["SYE1.innfasing[2027]"].navn == "del av full effekt som er nådd, 2027"
    assert alle["tall.ansatte_sye"].verdi == 6897
    assert alle["rammekutt[HEL, 2026]"].verdi == -14_551
    assert alle["rammekutt[HEL, 2026]"].enhet == "1 000 kr"
    assert alle["nokkeltall[Ledertetthet, HEL]"].verdi is None


def test_every_number_of_the_sector_has_an_address(hls: Sektor) -> None:
    alle = adresser(hls)
    for tiltak in hls.tiltak.values():
        for navn, f in tiltak.forutsetninger.items():
            ar = [""] if isinstance(f.verdi, Fraction) else [f"[{a}]" for a in f.verdi]
            assert all(f"{tiltak.id}.{navn}{a}" in alle for a in ar)
    assert {f"tall.{navn}" for navn in hls.tall} <= set(alle)
    for tabell in hls.tabeller.values():
        har = {celle.adresse for celle in tabell.celler.values()} <= set(alle)
        assert har != tabell.ressurs.path.startswith("oppgitt/")


# What is a number or a rating in data/ and has no address, and why.
UTEN_ADRESSE = {
    r"\w+/oppgitt/.*": "what the source prints for what is computed: results are held against it",
    r"\w+/tiltak/\w+\.yml: oppgitt\..*": "the same, on the cards",
    r".*: (.*\.)?(side|sider)(\.\w+)?": "pages",
    r".*: (.*\.)?tillatt\.\d": "bounds of what may be typed",
    r"\w+/datapackage\.yml: .*": "the description of tables, bounds among it",
    r"hls/kontroller\.yml: .*": "the second transcription, which data/ is held against",
    r"(hls/historikk|felles/utgivelse)\.yml: .*": "which edition it is, and who publishes it",
    r"hls/(innhold|lenken_tilbake)\.yml: .*": "the contents of the printed report and the letter",
    r"hls/tiltak/\w+\.yml: kommunemal\.\d": "which goals a card names, by their number",
    r"hls/tiltak/\w+\.yml: uplasserte_vurderinger\.\d\.verdi": "in no known field, so in no result",
    r"hls/tiltak/\w+\.yml: lan\.forste_ar": "says which years the series i_drift marks",
    r"felles/offentlig(e_tall\.yml|/.*): .*": "what is fetched and how; the values have addresses",
    r"felles/program\.yml: (.*\.)?delrapport": "the number of a report",
    r"felles/program\.yml: (usikkerhet|konsekvens)\.\w+\.tegn": "signs of the scale",
    r"felles/program\.yml: vurderingsskala\.styrker\.\d": "the words that steps are made of",
}
_TALL = re.compile(r"[-+−]?\d+(\.\d+)?(/\d+)?")


def _ord_for_vurdering(sektor: Sektor) -> set[str]:
    felles = sektor.felles
    return {*felles.usikkerhet, *felles.konsekvens, *felles.klasser}


def _blader(ting: object, sti: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a YAML document that holds no others, and its place."""
    if isinstance(ting, dict):
        for nokkel, verdi in ting.items():
            yield from _blader(verdi, f"{sti}.{nokkel}".lstrip("."))
    elif isinstance(ting, list):
        for nr, verdi in enumerate(ting):
            yield from _blader(verdi, f"{sti}.{nr}".lstrip("."))
    else:
        yield sti, ting


def _adresse_for(fil: str, sti: str, id_: str) -> str:
    """The address that a leaf should have by where it stands: the rule, written a second time."""
    forste, *resten = sti.split(".")
    if fil.endswith("sektor.yml") and forste == "periode":
        return "sektor.periode"
    if forste == "vurderinger":
        return f"{id_}.{resten[0]}"
    if sti == "samlet_vurdering.klasse":
        return f"{id_}.klasse"
    if sti == "avrunding.til":
        return f"{id_}.avrunding"
    if fil == "felles/usikkerhet.yml":
        return f"usikkerhet.{forste}"
    prefiks = {"forutsetninger": id_, "tall": "tall", "regneregler": "felles"}.get(forste)
    if prefiks is None or len(resten) not in {2, 3}:
        return ""
    navn, felt, *ar = resten
    return f"{prefiks}.{navn}{'' if felt == 'verdi' else '.' + felt}" + "".join(f"[{a}]" for a in ar)


def test_every_number_and_rating_in_data_has_an_address_or_a_reason_not_to(hls: Sektor) -> None:
    alle, ord_ = adresser(hls), _ord_for_vurdering(hls)
    uten, brukt, med = [], set(), set()
    for fil in sorted(DATA.rglob("*.yml")):
        navn = fil.relative_to(DATA).as_posix()
        innhold = les_dokument(fil).innhold
        id_ = str(innhold.get("id", ""))
        for sti, verdi in _blader(innhold):
            if not (_TALL.fullmatch(str(verdi)) or (verdi in ord_ and not sti.endswith("tone"))):
                continue
            adresse = _adresse_for(navn, sti, id_)
            grunn = next((m for m in UTEN_ADRESSE if re.fullmatch(m, f"{navn}: {sti}")), None)
            if adresse in alle:
                med.add(adresse)
            elif grunn:
                brukt.add(grunn)
            else:
                uten.append(f"{navn}: {sti} = {verdi}")
    assert not uten
    ubrukte = {m for m in UTEN_ADRESSE if m not in brukt and "oppgitt/" not in m}
    assert not ubrukte, "a reason that nothing needs"
    # The other way too: what has an address stands in a file, as a leaf or a cell.
    # A delay alone need not be written: it is none until someone delays the measure. And that a
    # measure is carried out is said nowhere: it is, until a reviewer leaves it out.
    assert {a for a in alle if a not in med and alle[a].adresse.partition("[")[0] not in
            hls.tabeller} == {f"{id_}.{hva}" for id_ in hls.tiltak
                              for hva in ("forsinkelse", "gjennomfores")}  # fmt: skip


def test_every_cell_of_numbers_has_an_address(hls: Sektor) -> None:
    alle = adresser(hls)
    for tabell in hls.tabeller.values():
        if tabell.ressurs.path.startswith("oppgitt/") or tabell.ressurs.tabell.teksttabell:
            continue
        if tabell.fil.is_dir():  # fetched: test_offentlig.py
            continue
        verdifelt = tabell.ressurs.tabell.verdifelt
        assert verdifelt is not None
        with tabell.fil.open(encoding="utf-8") as fil:
            rader = list(csv.DictReader(fil))
        for rad in rader:
            nokler = ", ".join(rad[n] for n in tabell.ressurs.tabell.nokler)
            assert f"{tabell.ressurs.name}[{nokler}]" in alle
        andre = {f.name for f in tabell.ressurs.tabell.felt} - {*tabell.ressurs.tabell.nokler}
        # «trykt» is the same number in the letter's own words; «kommunemal» and «nr» are names.
        for felt in andre - {verdifelt.name, "trykt", "kommunemal", "nr", "art"}:
            assert not any(_TALL.fullmatch(rad[felt]) for rad in rader), (tabell.fil, felt)


def test_every_address_reads_its_own_value_and_changes_nothing(hls: Sektor) -> None:
    """As typed, and as shown: «effekt changes» and the template give what can be typed back."""
    for a in adresser(hls).values():
        if a.verdi is not None:
            assert a.les(skriv(a.verdi)) == a.les(a.verdi) == a.verdi


def test_ends_of_a_range_have_addresses_and_bounds() -> None:
    alle = adresser(med_endringer("hls", {"HEL2.besparelse.hoy": "25 %"}))
    assert (alle["HEL2.besparelse.lav"].verdi, alle["HEL2.besparelse.hoy"].verdi) == (F(1, 10), F(1, 4))
    assert alle["HEL2.besparelse"].verdi == F(1, 10)
    assert "er 0.3, som er mer enn hoy (0.2)" in _feil({"HEL2.besparelse.lav": "30 %"})
    assert "Tillatt: 0–1" in _feil({"HEL2.besparelse.hoy": 20})


def test_a_rule_of_calculation_can_be_changed() -> None:
    endret = med_endringer("hls", {"felles.laneandel": "12 %"})
    assert endret.felles.regneregler["laneandel"].verdi == F(12, 100)
    assert "Den generelle regelen (s.\u00a016) setter renter og avdrag til 12" in repr(kort.tiltakskort(endret, "SYE3"))


def test_a_rounding_can_be_changed() -> None:
    """20 × 1 180 780 = 23 615 600, to the nearest 100 000: 23,6 mill."""
    endret = med_endringer("hls", {"SYE1.avrunding": "100 000"})
    assert beregning.effekt(endret.tiltak["SYE1"], endret.info.periode)[2030] == 23_600_000
    assert "er 0 kr. Tillatt: 1 og mer" in _feil({"SYE1.avrunding": 0})
    assert "ukjent adresse «HEL1.avrunding»" in _feil({"HEL1.avrunding": 1000})


def test_a_quantity_in_a_file_of_its_own_would_have_an_address(hls: Sektor) -> None:
    """What ``alle_storrelser`` gives is what has addresses; nothing else needs to know of it."""
    storrelser = alle_storrelser(hls)
    assert all(isinstance(s, Storrelse) and s.adresse == a for a, s in storrelser.items())
    assert {a.partition("[")[0] for a in adresser(hls)} >= set(storrelser)


# --- ratings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adresse", "verdi", "vist"),
    [
        ("SYE1.estimatusikkerhet", "stor", "Stor usikkerhet"),
        ("SYE1.estimatusikkerhet", "Stor usikkerhet", "Stor usikkerhet"),
        ("SYE1.konsekvenser_ansatte", "ikke_gjengitt", "Ikke gjengitt"),
        ("SYE1.konsekvenser_samfunn", "svart_negativ", "Svært negativ"),
    ],
)
def test_a_changed_rating_is_on_the_card_as_the_reviewers(adresse: str, verdi: str, vist: str, hls: Sektor) -> None:
    for_ = repr(kort.tiltakskort(hls, "SYE1"))
    etter = repr(kort.tiltakskort(med_endringer("hls", {adresse: verdi}), "SYE1"))
    assert etter.count(vist) == for_.count(vist) + 1
    assert etter.count(registre.ENDRET) == 1
    assert registre.ENDRET not in for_


def test_a_rating_that_is_not_reproduced_can_be_set_and_the_source_still_lacks_it(hls: Sektor) -> None:
    adresse = next(
        f"{id_}.{felt}"
        for id_, tiltak in hls.tiltak.items()
        for felt, v in tiltak.alle_vurderinger.items()
        if v.grunnlag == "ingen"
    )
    id_ = adresse.partition(".")[0]
    verdi = next(o for o in adresser(hls)[adresse].ord_ if o != "ikke_gjengitt")
    endret = med_endringer("hls", {adresse: verdi})
    assert repr(kort.tiltakskort(endret, id_)).count("Fargekoden på kortet er ikke gjengitt") == (
        repr(kort.tiltakskort(hls, id_)).count("Fargekoden på kortet er ikke gjengitt") - 1
    )
    assert repr(registre.kort(endret)) == repr(registre.kort(hls))
    assert "er endret i denne omregningen" in repr(registre.alle_vurderinger(endret))


def test_a_changed_class_moves_the_measure_between_sums_and_is_not_called_derived(hls: Sektor) -> None:
    endret = med_endringer("hls", {"SYE1.klasse": "Beste forhold"})
    for_, etter = beregning.sum_per_klasse(hls), beregning.sum_per_klasse(endret)
    assert etter["beste"][2030] == for_["beste"][2030] + 24 * MILL
    assert etter["nest_beste"][2030] == for_["nest_beste"][2030] - 24 * MILL
    vist = repr(kort.tiltakskort(endret, "SYE1"))
    assert "Beste forhold mellom økonomisk effekt og konsekvens" in vist
    assert "(avledet av boken)" not in vist.partition("Slik er effekten")[0]
    assert registre.ENDRET in vist


def test_the_same_rating_is_no_change(hls: Sektor) -> None:
    like = {a.adresse: a.verdi for a in adresser(hls).values() if a.enhet == VURDERING and a.verdi}
    assert len(like) == 6 * len(hls.tiltak)
    endret = med_endringer("hls", like)
    assert endret.tiltak.unrecorded() == hls.tiltak.unrecorded()


@pytest.mark.parametrize(
    ("adresse", "verdi", "grunn"),
    [
        ("SYE1.estimatusikkerhet", "stort", "Mente du stor? Velg én av: lav, middels, stor, "),
        ("SYE1.estimatusikkerhet", "noytral", "Velg én av: lav, middels, stor, ikke_gjengitt."),
        ("SYE1.klasse", "nest beste forholdet", "Mente du "),
        ("SYE1.klasse", 1, "er «1». Velg én av: beste, "),
        ("SYE1.estimat", "stor", "Mente du SYE1.estimatusikkerhet"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(adresse: str, verdi: object, grunn: str) -> None:
    assert grunn in _feil({adresse: verdi})


def test_an_analyst_cannot_mark_a_rating_as_a_reviewers(datakopi: Path) -> None:
    bytt(datakopi / "hls/tiltak/sye1.yml", "    grunnlag: boks\n", "    grunnlag: boks\n    endret: true\n")
    assert "vurderinger.estimatusikkerhet.endret er «true»" in feilmelding()


def test_an_assumption_cannot_have_the_name_of_a_field_of_the_card(datakopi: Path) -> None:
    fil = datakopi / "hls/tiltak/sye1.yml"
    bytt(fil, "  plasser:\n", "  klasse:\n")
    bytt(fil, "formel: plasser *", "formel: klasse *")
    assert "«klasse» er adressen til noe annet på kortet." in feilmelding()


# --- spelling of addresses -----------------------------------------------------------------------


@pytest.mark.parametrize("skrevet", ["rammekutt[HEL,2026]", " rammekutt[ HEL ,  2026 ]", "rammekutt [HEL,\u00a02026]"])
def test_spaces_in_an_address_do_not_matter(hls: Sektor, skrevet: str) -> None:
    assert les_endringer(hls, {skrevet: -16_000}) == {"rammekutt[HEL, 2026]": -16_000}


def test_the_same_address_twice_is_refused_however_it_is_spelt() -> None:
    feil = _feil({"rammekutt[HEL, 2026]": -1, "rammekutt[HEL,2026]": -1})
    assert feil == "endringer: rammekutt[HEL, 2026] er gitt to ganger. Slett den ene."


def test_a_table_without_a_cell_is_told_a_cell() -> None:
    assert _feil({"rammekutt": 1}) == (
        "endringer: ukjent adresse «rammekutt». Det er en tabell. Velg en rute, for eksempel rammekutt[HEL, 2025]."
    )


def test_a_cell_that_counts_takes_whole_numbers_only() -> None:
    assert "må være et helt tall" in _feil({"langtidshjem[Bjølsenhjemmet]": "12,5"})


def test_what_the_source_prints_cannot_be_changed(hls: Sektor) -> None:
    assert not any(adresse.startswith(("tabell_", "langtidshjem_sum")) for adresse in adresser(hls))
    assert "ukjent adresse «tabell_8[total, 2030]»" in _feil({"tabell_8[total, 2030]": 100})


@pytest.mark.parametrize(
    ("skrevet", "naermest"),
    [
        ("SYE1.intektstap", "SYE1.inntektstap"),
        ("SYE1.innfasing[2037]", "SYE1.innfasing[20"),
        ("tall.ansatte_sy", "tall.ansatte_sye"),
        ("rammekut[HEL, 2026]", "rammekutt[HEL, 2026]"),
        ("rammekutt[HEL, 2029]", "rammekutt[HEL, 202"),
    ],
)
def test_an_unknown_address_names_the_nearest(skrevet: str, naermest: str) -> None:
    feil = _feil({skrevet: 1})
    assert feil.startswith(f"endringer: ukjent adresse «{skrevet}». Mente du ")
    assert naermest in feil


def test_an_address_without_its_year_is_told_the_years() -> None:
    assert _feil({"SYE1.innfasing": 1}) == (
        "endringer: ukjent adresse «SYE1.innfasing». Den har ett tall per år: "
        "SYE1.innfasing[2026], SYE1.innfasing[2027], SYE1.innfasing[2028], "
        "SYE1.innfasing[2029], SYE1.innfasing[2030]."
    )


def test_all_faults_are_told_at_once() -> None:
    feil = _feil({"SYE1.plasse": 1, "SYE1.inntektstap": "mye"}).splitlines()
    assert len(feil) == 2
    assert any("SYE1.inntektstap er «mye»" in linje for linje in feil)


def test_an_unknown_sector_is_told_the_known_ones() -> None:
    assert "ukjent sektor «hsl». Mente du hls?" in _feil({"SYE1.plasser": 1}, "hsl")


# --- values as a reviewer types them -------------------------------------------------------------


@pytest.mark.parametrize(
    ("skrevet", "enhet", "verdi"),
    [
        (1250000, "kr", F(1_250_000)),
        (0.12, "andel", F(12, 100)),
        ("1250000", "kr", F(1_250_000)),
        ("1 250 000", "kr per plass og år", F(1_250_000)),
        ("1\u00a0250\u00a0000", "kr", F(1_250_000)),
        ("1 250 000 kr", "kr", F(1_250_000)),
        ("1 250 000 kroner", "kr", F(1_250_000)),
        ("1,25 mill.", "kr", F(1_250_000)),
        ("1.25 mill", "kr", F(1_250_000)),
        ("1,25 mill. kr", "kr per plass og år", F(1_250_000)),
        ("1,25 mill. kroner", "mill. kr", F("1.25")),
        ("-16 mill.", "1 000 kr", F(-16_000)),
        ("\u221216 mill.", "1 000 kr", F(-16_000)),
        ("5 mrd.", "mill. kr", F(5000)),
        ("16 000 000 kr", "1 000 kr", F(16_000)),
        ("2 500 000 kroner", "mill. kr", F("2.5")),
        ("12 %", "andel", F(12, 100)),
        ("12%", "andel", F(12, 100)),
        ("3,5 %", "andel", F(35, 1000)),
        ("12 %", "prosent", F(12)),
        ("12,5", "prosent", F("12.5")),
        ("5/24", "andel", F(5, 24)),
        ("-3", "plasser", F(-3)),
    ],
)
def test_a_value_is_read_as_a_reviewer_types_it(skrevet: object, enhet: str, verdi: Fraction) -> None:
    assert les_verdi(skrevet, enhet) == verdi


@pytest.mark.parametrize(
    ("skrevet", "enhet", "grunn"),
    [
        ("12 %", "plasser", "enheten er plasser, ikke prosent"),
        ("12 %", "kr", "enheten er kr, ikke prosent"),
        ("12 % kr", "kr", "ikke kroner"),
        ("1,25 mill.", "plasser", "enheten er plasser, ikke kroner"),
        ("20 kr", "plasser", "enheten er plasser, ikke kroner"),
        ("mange", "plasser", "som ikke er et tall"),
        ("1.250.000", "kr", "som ikke er et tall"),
        ("1/0", "andel", "kan ikke deles på null"),
        ("", "kr", "som ikke er et tall"),
        ("1e6", "kr", "som ikke er et tall"),
        (None, "kr", "må være ett tall"),
        (True, "kr", "må være ett tall"),
        ([1], "kr", "må være ett tall"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(skrevet: object, enhet: str, grunn: str) -> None:
    with pytest.raises(ValueError) as feil:
        les_verdi(skrevet, enhet)
    assert grunn in str(feil.value)


@pytest.mark.parametrize(
    ("adresse", "verdi"),
    [
        ("HEL1.besparelse", "110 %"),
        ("HEL1.besparelse", "-1 %"),
        ("SYE1.innfasing[2027]", 2),
        ("SYE3.rentesats", "3.5"),
        ("SYE3.rentesats", "16 %"),
    ],
)
def test_an_assumption_out_of_range_is_refused_with_the_range(adresse: str, verdi: object) -> None:
    feil = _feil({adresse: verdi})
    assert feil.startswith("endringer: ")
    assert "Tillatt: 0–" in feil


@pytest.mark.parametrize(
    ("adresse", "verdi"),
    [("rammekutt[HEL, 2026]", 16_000), ("andel_arsverk_2025[HEL]", 122), ("langtidshjem[Lillohjemmet]", -1)],
)
def test_a_cell_out_of_range_is_refused(adresse: str, verdi: object) -> None:
    feil = _feil({adresse: verdi})
    assert feil.startswith(f"endringer: {adresse} er ")
    assert "Tillatt: 0" in feil


# --- what a change moves -------------------------------------------------------------------------

Vis = Callable[[Sektor], Publiserbar]


def _med(vis: Callable[..., Publiserbar], hva: str | int) -> Vis:
    """The function for one of the things that it can show."""

    def ett(sektor: Sektor) -> Publiserbar:
        return vis(sektor, hva)

    ett.__name__ = f"{vis.__name__} {hva}"
    return ett


_SIDER: dict[str, list[Vis]] = {
    "": [
        tabeller.nokkeltall,
        tabeller.rammekutt,
        _med(tabeller.tabell, "langtidshjem"),
        tabeller.effekt_per_klasse,
        tabeller.effekt_per_klasse_sammendrag,
        tabeller.effekt_per_virksomhet,
        tabeller.effekt_per_tiltak,
        forside.hovedtall,
        forside.fordeling,
        registre.alle_tiltaksforutsetninger,
        registre.alle_enkelttall,
        registre.alle_tabellverdier,
        registre.alle_kilder,
    ],
    " (figur)": [
        _med(figurer.figur, 7),
        _med(figurer.figur, 8),
        _med(figurer.figur, 9),
        figurer.effekt_per_tiltak,
        forside.effekt_mot_rammekutt,
    ],
}
VISNINGER = {f"{getattr(vis, '__name__', '')}{sted}": vis for sted, alle in _SIDER.items() for vis in alle}
SUMMENE = {
    "effekt_per_klasse",
    "effekt_per_klasse_sammendrag",
    "effekt_per_virksomhet",
    "effekt_per_tiltak",
    "effekt_per_tiltak (figur)",
    "effekt_mot_rammekutt (figur)",
    "hovedtall",
    "fordeling",
}


def _bilde(sektor: Sektor) -> dict[str, str]:
    """Everything that is shown of the sector."""
    vist = {navn: repr(vis(sektor)) for navn, vis in VISNINGER.items()}
    return vist | {id_: repr(kort.tiltakskort(sektor, id_)) for id_ in sektor.tiltak}


@pytest.fixture(scope="module")
def bilde(hls: Sektor) -> dict[str, str]:
    return _bilde(hls)


@pytest.mark.parametrize(
    ("adresse", "verdi", "flytter"),
    [
        ("SYE1.inntektstap", "1,25 mill.", {"SYE1", "alle_tiltaksforutsetninger", *SUMMENE}),
        # 1 kr more does not reach the rounded effect, and so no sum.
        ("SYE1.inntektstap", 1_180_781, {"SYE1", "alle_tiltaksforutsetninger"}),
        # Of what has no column for 2027, nothing moves.
        (
            "SYE1.innfasing[2027]",
            "50 %",
            {"SYE1", "alle_tiltaksforutsetninger", *SUMMENE} - {"effekt_per_tiltak (figur)", "hovedtall"},
        ),
        (
            "rammekutt[HEL, 2026]",
            -16_000,
            {"rammekutt", "effekt_per_virksomhet", "effekt_mot_rammekutt (figur)", "fordeling", "alle_tabellverdier"},
        ),
        # A cut of before the period is in Tabell 4 and not in Tabell 7.
        ("rammekutt[HEL, 2025]", -16_000, {"rammekutt", "alle_tabellverdier"}),
        ("andel_arsverk_2025[HEL]", 23, {"figur 7 (figur)", "alle_tabellverdier"}),
        ("langtidshjem[Bjølsenhjemmet]", 130, {"tabell langtidshjem", "SYE3", "SYE5", "alle_tabellverdier"}),
        ("tall.ansatte_sye", 7000, {"alle_enkelttall"}),
        ("tall.hls1_grense_dager", 50, {"alle_enkelttall", "HLS1"}),
    ],
)
def test_a_change_moves_what_depends_on_it_and_nothing_else(
    bilde: dict[str, str], adresse: str, verdi: object, flytter: set[str]
) -> None:
    etter = _bilde(med_endringer("hls", {adresse: verdi}))
    assert {navn for navn in bilde if bilde[navn] != etter[navn]} == flytter


def test_a_change_moves_the_effect_by_what_it_is_worth() -> None:
    """20 plasser × 1 250 000 kr = 25 mill.; 5/24 of it is 5,2, and 10/24 is 10,4 mill."""
    endret = med_endringer("hls", {"SYE1.inntektstap": "1 250 000"})
    effekt = beregning.effekt(endret.tiltak["SYE1"], endret.info.periode)
    assert list(effekt.values()) == [0, 5 * MILL, 10 * MILL, 25 * MILL, 25 * MILL]
    assert beregning.total(endret)[2030] == 73 * MILL


def test_changes_work_together() -> None:
    """10 plasser × 2 mill. = 20 mill., and 5 % interest is 10 mill. of 200: 30 − 28 = 2."""
    endret = med_endringer("hls", {"SYE1.plasser": 10, "SYE1.inntektstap": "2 mill.", "SYE3.rentesats": "5 %"})
    effekter = beregning.effekter(endret)
    assert effekter["SYE1"][2030] == 20 * MILL
    assert effekter["SYE3"][2030] == 2 * MILL


def test_a_missing_value_can_be_filled_in() -> None:
    endret = med_endringer("hls", {"nokkeltall[Ledertetthet, HEL]": "12,5"})
    assert str(endret.tabeller["nokkeltall"]["Ledertetthet", "HEL"].verdi) == "25/2"


def test_a_change_to_the_same_value_moves_nothing(hls: Sektor, bilde: dict[str, str]) -> None:
    like = {a.adresse: a.verdi for a in adresser(hls).values() if a.verdi is not None}
    assert _bilde(med_endringer("hls", like)) == bilde


def test_the_sector_remembers_what_was_changed_and_data_is_untouched(datakopi: Path) -> None:
    for_ = {fil: fil.read_bytes() for fil in datakopi.rglob("*.*")}
    endret = med_endringer("hls", {"SYE1.plasser": 21})
    assert endret.endringer == {"SYE1.plasser": 21}
    assert med_endringer("hls", {}).endringer == {}
    assert {fil: fil.read_bytes() for fil in datakopi.rglob("*.*")} == for_
