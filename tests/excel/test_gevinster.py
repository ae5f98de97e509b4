"""What a controller fills in by Excel: the sheets come back as they went out, and a new report goes to its plan."""

from pathlib import Path
from typing import Any

import pytest

from effekt.reading.documents import les_dokument
from effekt.reading.sektorlesing import les_sektor
from tests.helpers import arkhjelp

VEI1 = "tek/gevinster/vei1.yml"


@pytest.mark.parametrize("sektor", ["tek", "opp"])
def test_a_round_trip_changes_nothing(tmp_path: Path, sektor: str) -> None:
    assert not arkhjelp.les(arkhjelp.mal(tmp_path, sektor), sektor=sektor).har_noe


def test_what_is_realised_is_a_row_and_goes_to_the_plan_of_the_measure(tmp_path: Path, kommunekopi: Path) -> None:
    def meld(bok: Any) -> None:
        arkhjelp.legg_til(
            bok, "Realisering", Tiltak="VEI1", Slag="realisert", År=2028, Verdi=390, Dato="2029-03-15",
            Kilde="tertial", Side=14,
        )  # fmt: skip

    lest = arkhjelp.les(arkhjelp.med(arkhjelp.mal(tmp_path), meld))
    assert not lest.feil
    assert list(lest.tekster) == [VEI1]
    lest.skriv()
    rad = les_dokument(kommunekopi / VEI1).innhold["realisering"][-1]
    assert rad == {
        "slag": "realisert",
        "ar": "2028",
        "verdi": "390",
        "dato": "2029-03-15",
        "kilde": "tertial",
        "side": "14",
    }
    (belop,) = [
        ett.verdi
        for ett in les_sektor("tek").gevinster["VEI1"].realisering
        if ett.ar == 2028 and ett.slag == "realisert"
    ]
    assert belop == 390


def test_a_new_plan_is_a_new_file(tmp_path: Path, kommunekopi: Path) -> None:
    def ny(bok: Any) -> None:
        arkhjelp.legg_til(bok, "Gevinster", Tiltak="VAN1", Kilde="plan-2027", Side=18, Ansvarlig="vaktleder")
        arkhjelp.legg_til(bok, "Indikatorer", Tiltak="VAN1", Indikator="vakter", Navn="vakter om natten",
                          Enhet="vakter", å2028=4, å2029=3)  # fmt: skip

    lest = arkhjelp.les(arkhjelp.med(arkhjelp.mal(tmp_path), ny))
    assert not lest.feil
    assert any("gevinstplan for VAN1" in linje for linje in lest.forskjell())
    lest.skriv()
    tekst = (kommunekopi / "tek/gevinster/van1.yml").read_text("utf-8")
    assert tekst.startswith("# yaml-language-server: $schema=../../skjema/gevinster.schema.json\ntiltak: VAN1\n")
    plan = les_sektor("tek").gevinster["VAN1"]
    assert plan.eier == "vaktleder"
    assert dict(plan.indikatorer["vakter"].mal) == {2028: 4, 2029: 3}


def test_a_changed_forecast_is_told_under_its_plan(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Realisering"]
        kolonne = arkhjelp.kolonne(ark, "Verdi")
        (rute,) = [rad[kolonne - 1] for rad in ark.iter_rows(min_row=5) if rad[kolonne - 1].value == 380]
        rute.value = 350

    lest = arkhjelp.les(arkhjelp.med(arkhjelp.mal(tmp_path), endre))
    assert any("VEI1.prognose[2028]: 380 → 350 (Realisering!" in linje for linje in lest.forskjell())


@pytest.mark.parametrize(
    ("endring", "sagt"),
    [
        ({"Tiltak": "VAN1"}, "det er ikke noe om gevinsten av «VAN1»"),
        ({"Slag": "antatt"}, "Slag"),
        ({"År": 2040}, "2040 er utenfor perioden 2027–2030"),
        ({"Side": ""}, "mangler kilde og side"),
    ],
)
def test_a_fault_is_told_at_its_cell(tmp_path: Path, endring: dict[str, Any], sagt: str) -> None:
    rad = {"Tiltak": "VEI1", "Slag": "realisert", "År": 2028, "Verdi": 390, "Kilde": "tertial", "Side": 14, **endring}
    feil = arkhjelp.feil(arkhjelp.med(arkhjelp.mal(tmp_path), lambda bok: arkhjelp.legg_til(bok, "Realisering", **rad)))
    assert any(sagt in ett and ett.startswith("Realisering!") for ett in feil), feil
