"""The audit: what the source prints is what the data give, and a difference says where."""

import dataclasses
from fractions import Fraction

import pytest

from effekt.audit import kontroll
from effekt.base.faults import Datafeil
from effekt.base.recording import Recorded
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import Celle, Tabelldata

OPPGITT = ("tabell_1", "tabell_8", "tabell_7", "tabell_6", "tabell_4_total", "langtidshjem_sum")


def _feil(sektor: Sektor | None = None) -> str:
    with pytest.raises(Datafeil) as feil:
        kontroll.kontroller(sektor or les_sektor("hls"))
    return str(feil.value)


def _med_tabell(sektor: Sektor, tabell: Tabelldata) -> Sektor:
    tabeller = {**sektor.tabeller.unrecorded(), tabell.ressurs.name: tabell}
    return dataclasses.replace(sektor, tabeller=Recorded("tabell.", tabeller, "tabell"))


# --- what is compared ----------------------------------------------------------------------------


def test_all_that_the_source_prints_of_hls_holds(hls: Sektor) -> None:
    """8 cards × 5 years; Tabell 1 and 8, 6 × 5 each; 7 and 6, 5 × 5 each; 4 totals, 2 sums."""
    sjekker = kontroll.kontroller(hls)
    assert len(sjekker) == 40 + 30 + 30 + 25 + 25 + 4 + 2
    assert all(sjekk.holder for sjekk in sjekker)


@pytest.mark.parametrize("navn", OPPGITT)
def test_every_printed_cell_is_compared(hls: Sektor, navn: str) -> None:
    sammenlignet = {sjekk.hva for sjekk in kontroll.sjekker(hls)}
    assert {celle.adresse for celle in hls.tabeller[navn].celler.values()} <= sammenlignet


@pytest.mark.parametrize("navn", OPPGITT)
def test_a_change_of_any_printed_cell_stops_the_build(hls: Sektor, navn: str) -> None:
    tabell = hls.tabeller[navn]
    for nokkel, celle in tabell.celler.items():
        annen = Celle(celle.adresse, (celle.verdi or Fraction(0)) + 1, celle.enhet)
        endret = dataclasses.replace(tabell, celler={**tabell.celler, nokkel: annen})
        assert celle.adresse in _feil(_med_tabell(hls, endret))


@pytest.mark.parametrize("id_", ["HEL1", "HEL2", "SYE1", "SYE2", "SYE3", "SYE4", "SYE5", "HLS1"])
def test_a_change_of_any_printed_effect_stops_the_build(hls: Sektor, id_: str) -> None:
    tiltak = hls.tiltak[id_]
    for ar in hls.info.periode:
        oppgitt = {**tiltak.oppgitt, ar: tiltak.oppgitt_effekt(ar) + 1}
        alle = {**hls.tiltak.unrecorded(), id_: tiltak.model_copy(update={"oppgitt": oppgitt})}
        feil = _feil(dataclasses.replace(hls, tiltak=Recorded("tiltak.", alle, "tiltak")))
        assert f"{id_}, {ar} (s. {tiltak.sider['kort']})" in feil
