"""The source's figures that are words: boxes and lines, scales, goals; and what is told of each."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt import offentligfigurer
from effekt.blokker import skjermet
from effekt.innhold import STATUS_I_ORD, Figurplass
from effekt.kilder import Datafeil
from effekt.nummerert import Figur
from effekt.sektor import Sektor
from effekt.stil import Tegning
from effekt.tabelldata import Tabelldata
from effekt.tegninger import bokser, grener, hoyde_av_grener, skala
from effekt.tekster import Utfylt, fyll_ut, kapittelkontekst
from effekt.visning import Kilde

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TONER: Final = {
    "god": "#1d6f5f",
    "svak_god": "#9fd3c7",
    "noytral": "#c9d1d8",
    "svak_darlig": "#f3c99b",
    "darlig": "#a3372b",
    "ukjent": "#ffffff",
}


def tabell_med_tall(sektor: Sektor, plass: Figurplass) -> Tabelldata | None:
    """The table behind a figure's or table's place, where somebody has its numbers."""
    navn = PurePosixPath(plass.fil).stem if plass.fil else ""
    return sektor.tabeller.finn(navn)


def tekst_om(sektor: Sektor, plass: Figurplass, slag: str, nummer: int) -> Utfylt:
    """What the report's text says of the figure or table; empty where it says nothing.

    And what the book says of public statistics that are drawn in it, or of their missing.
    """
    tekst = " ".join(t for t in (plass.tekst, offentligfigurer.tekst(sektor, plass)) if t)
    return fyll_ut(tekst, kapittelkontekst(sektor), f"{slag.capitalize()} {nummer}")


def kildelinje(sektor: Sektor, plass: Figurplass, *tabeller: Tabelldata | None) -> Kilde:
    """The report's page, and the sources of the tables that are from elsewhere."""
    deler = [Kilde.trykt(sektor, sektor.info.rapport or "", plass.side).tekst]
    if plass.kildeangivelse and not plass.kildeangivelse.startswith("ikke oppgitt"):
        deler.append(f"Rapporten oppgir som kilde: {plass.kildeangivelse}")
    for ressurs in (t.ressurs for t in tabeller if t):
        if ressurs.kilde != sektor.info.rapport:
            kilde = Kilde.trykt(sektor, ressurs.kilde, ressurs.side).tekst
            deler.append(f"{ressurs.title}: {kilde.removeprefix('Kilde: ')}")
    return Kilde(". ".join(deler))


def diagram(sektor: Sektor, nummer: int, plass: Figurplass) -> Figur:
    """Boxes and lines, as the source's text describes them, in layers from the top."""
    assert plass.diagram is not None
    noder, kanter = plass.diagram.noder, plass.diagram.kanter
    dybde = dict.fromkeys(noder, 0)
    for _ in noder:
        for kant in kanter:
            dybde[kant.til] = max(dybde[kant.til], dybde[kant.fra] + 1)
    # What nothing is above stands just over what it is above itself, not at the top.
    for rot in set(noder) - {kant.til for kant in kanter}:
        dybde[rot] = min((dybde[k.til] - 1 for k in kanter if k.fra == rot), default=0)
    lag = [{n: noder[n] for n in noder if dybde[n] == d} for d in range(max(dybde.values()) + 1)]

    def tegn(akser: "Axes", smal: bool) -> None:
        bokser(akser, lag, [(kant.fra, kant.til) for kant in kanter], smal)

    rader = [[noder[kant.fra], kant.hva, noder[kant.til]] for kant in kanter]
    return _uten_tall(sektor, nummer, plass, tegn, ["Fra", "Forhold", "Til"], rader)


def vurderingsskala(sektor: Sektor, nummer: int, plass: Figurplass) -> Figur:
    """The report's scale for consequences and uncertainty, with the book's signs and colours."""
    felles = sektor.felles
    trinn = {**felles.konsekvens, **felles.usikkerhet}
    if felles.vurderingsskala is None:
        raise Datafeil(f"figur {nummer} trenger vurderingsskala i program.yml")
    belegg = {**felles.vurderingsskala.konsekvens, **felles.vurderingsskala.usikkerhet}

    def tegn(akser: "Axes", smal: bool) -> None:
        skala(akser, [(trinn[k].tegn, trinn[k].navn, TONER[trinn[k].tone]) for k in belegg], smal)

    rader = [
        [
            f"{skjermet(trinn[k].tegn)} {trinn[k].navn}",
            f"{'Teksten' if b.belegg == 'tekst' else 'Kort'}, s.\u00a0{b.side}",
            b.forklaring or "",
        ]
        for k, b in belegg.items()
    ]
    return _uten_tall(sektor, nummer, plass, tegn, ["Trinn", "Står i", "Forklaring"], rader)


def sektormal(sektor: Sektor, nummer: int, plass: Figurplass) -> Figur:
    """The municipality's goals and the sector's goals under them."""
    tabell = tabell_med_tall(sektor, plass)
    if tabell is None:
        raise Datafeil(f"figur {nummer} trenger tabellen {plass.fil}")
    grupper = {
        f"{nr} {navn}": [
            f"{r['sektormal']} {r['navn']}" for r in tabell.rader if r["kommunemal"] == nr
        ]
        for nr, navn in sektor.felles.kommunemal.items()
    }

    def tegn(akser: "Axes", smal: bool) -> None:
        grener(akser, grupper, smal)

    rader = [
        [
            f"{r['kommunemal']} {sektor.felles.kommunemal[r['kommunemal']]}",
            r["sektormal"],
            r["navn"],
        ]
        for r in tabell.rader
    ]
    hode = ["Kommunemål", "Nr.", "Sektormål"]
    hoyder = (hoyde_av_grener(grupper, smal=False), hoyde_av_grener(grupper, smal=True))
    return _uten_tall(sektor, nummer, plass, tegn, hode, rader, hoyder)


def _uten_tall(
    sektor: Sektor,
    nummer: int,
    plass: Figurplass,
    tegning: Tegning,
    hode: list[str],
    rader: list[list[str]],
    hoyder: tuple[float, float] | None = None,
) -> Figur:
    """A drawing of words: its «numbers» are the words in it, as a table."""
    tekst = tekst_om(sektor, plass, "figur", nummer)
    return Figur(
        sektor=sektor,
        adresse=f"figur-{nummer}",
        nummer=f"Figur {nummer}",
        tittel=plass.tittel,
        undertittel=STATUS_I_ORD[plass.status],
        kilde=kildelinje(sektor, plass),
        data=pd.DataFrame(rader, columns=[navn.lower() for navn in hode]),
        hode=hode,
        rader=rader,
        alternativtekst=tekst.tekst or plass.tittel,
        brutte_pastander=tekst.brutte,
        tegning=tegning,
        innhold="Ordene",
        hoyde=hoyder[0] if hoyder else max(2.4, 0.75 * len(rader) ** 0.5 * 2),
        hoyde_smal=hoyder[1] if hoyder else max(3.0, 0.45 * len(rader) + 1.0),
    )
