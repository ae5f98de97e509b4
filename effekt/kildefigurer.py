"""The source's figures and tables by number: drawn from what is known, or told to be missing."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt import figurer, offentligfigurer, tabellbygg
from effekt.framskrivingstegning import framskriving
from effekt.innhold import STATUS_I_ORD, Figurplass
from effekt.mangelboks import Mangelboks
from effekt.nummerert import Figur, Figurrekke, Tabell
from effekt.offentligfigurer import ar_i, serier_i
from effekt.ordfigurer import (
    diagram,
    kildelinje,
    sektormal,
    tabell_med_tall,
    tekst_om,
    vurderingsskala,
)
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tall import som_tall, vis_tall
from effekt.tegninger import (
    liggende_stolper,
    linjer,
    soyler,
    stablede_stolper,
)
from effekt.visning import Plassholder, Publiserbar

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PRESISJON: Final = "presisjon"
# What cannot be drawn from a list of values is shown as the list.
SOM_TABELL: Final = ("diagram", "kart", "tabell")


def figur(sektor: Sektor, nummer: int) -> Figur | Tabell | Plassholder | Figurrekke | Mangelboks:
    """The source's figure with this number, drawn from what is known.

    Where no numbers are known, its place says so: what the report's text says of it, and the file
    and columns in which the numbers can be entered. It draws itself once they are there. Public
    statistics that belong beside it come after it, under their own name. Raises Datafeil for a
    number that innhold.yml does not have.
    """
    plass = sektor.figurer[str(nummer)]
    vist = _figur(sektor, nummer, plass)
    ved_siden = offentligfigurer.ved_siden(sektor, plass)
    return Figurrekke([vist, ved_siden]) if ved_siden else vist


def _figur(
    sektor: Sektor, nummer: int, plass: Figurplass
) -> Figur | Tabell | Plassholder | Mangelboks:
    if plass.diagram:
        return diagram(sektor, nummer, plass)
    if plass.funksjon in ORDFIGURER:
        return ORDFIGURER[plass.funksjon](sektor, nummer, plass)
    if plass.funksjon in EGNE:
        return EGNE[plass.funksjon](sektor)
    tabell = tabell_med_tall(sektor, plass)
    if tabell is None and not plass.punkter and not offentligfigurer.i_figuren(sektor, plass):
        return _mangler(sektor, "figur", nummer, plass)
    if tabell is not None and plass.form in SOM_TABELL:
        return tabellbygg.fra_fil(sektor, tabell)
    return _fra_tabell(sektor, nummer, plass, tabell)


def etter(sektor: Sektor, tekst: str) -> Publiserbar | None:
    """What innhold.yml places after a shared text (``etter``), in its order; often nothing."""
    figurer, tabeller = sektor.plassert_etter(tekst)
    alle: list[Publiserbar] = [figur(sektor, int(nr)) for nr in figurer]
    alle += [tabell(sektor, int(nr)) for nr in tabeller]
    if len(alle) == 1:
        return alle[0]
    return Figurrekke(alle) if alle else None


def _mangler(sektor: Sektor, slag: str, nummer: int, plass: Figurplass) -> Plassholder:
    tekst = tekst_om(sektor, plass, slag, nummer)
    return Plassholder(
        sektor=sektor,
        adresse=f"{slag}-{nummer}",
        nummer=f"{slag.capitalize()} {nummer}",
        tittel=plass.tittel,
        kilde=kildelinje(sektor, plass),
        tekst=" ".join([tekst.tekst, *offentligfigurer.mangler(sektor, plass)]).strip(),
        brutte_pastander=tekst.brutte,
        fil=plass.fil or "",
        kolonner=plass.kolonner,
    )


def _fra_tabell(sektor: Sektor, nummer: int, plass: Figurplass, tabell: Tabelldata | None) -> Figur:
    """A figure by its form: series over years as lines, one value a row as bars."""
    punkter = [
        (p.ar, sektor.tall[p.verdi.removeprefix("tall.")].tallet, p.serie, p.merke)
        for p in plass.punkter
    ]
    serier = serier_i(tabell) if tabell else {}
    offentlig = offentligfigurer.i_figuren(sektor, plass)
    framskrevet = offentligfigurer.navngitte_serier(plass, offentlig)
    if framskrevet and plass.offentlig and plass.offentlig.egen_serie and list(serier) == [""]:
        serier = {plass.offentlig.egen_serie: serier[""]}
    egne = {navn: ar_i(serie) for navn, serie in serier.items()} if framskrevet else {}
    rader: list[tuple[str, int | str, Fraction]] = [
        (navn, ar, v) for navn, serie in serier.items() for ar, v in serie.items()
    ]
    rader += [(navn, ar, v) for navn, serie in framskrevet.items() for ar, v in serie.items()]
    rader += [(navn, ar, verdi) for ar, verdi, navn, _ in punkter]
    merknad = [t.ressurs.merknad for t in (tabell, offentlig) if t and t.ressurs.merknad]
    merknad += offentligfigurer.mangler(sektor, plass)
    tekst = tekst_om(sektor, plass, "figur", nummer)

    def tegn(akser: "Axes", smal: bool) -> None:
        if framskrevet:
            utenfra = [(ar, v, f"{navn} i rapporten: {merke}") for ar, v, navn, merke in punkter]
            framskriving(akser, egne, framskrevet, utenfra, smal)
        elif plass.form == "linjer" and serier:
            vist = [
                (ar, v, f"{navn}: {merke} {vis_tall(v)} ({ar})".replace(":  ", ": "))
                for ar, v, navn, merke in punkter
            ]
            linjer(akser, {k: ar_i(s) for k, s in serier.items()}, vist, smal)
        elif len(serier) > 1:
            total = {
                ar: sum((s.get(ar, Fraction(0)) for s in serier.values()), Fraction(0))
                for ar in dict.fromkeys(ar for serie in serier.values() for ar in ar_i(serie))
            }
            fulle = {
                k: {ar: ar_i(s).get(ar, Fraction(0)) for ar in total} for k, s in serier.items()
            }
            stablede_stolper(akser, fulle, total, {k: k for k in serier}, smal)
        elif serier:
            soyler(akser, next(iter(serier.values())), smal, _merker(tabell))
        else:
            alene = {f"{navn} {ar}": v for ar, v, navn, _ in punkter}
            liggende_stolper(akser, alene, dict.fromkeys(alene, ""), smal)

    return Figur(
        sektor=sektor,
        adresse=f"figur-{nummer}",
        nummer=f"Figur {nummer}",
        tittel=plass.tittel,
        undertittel=f"Enhet: {plass.enhet}" if plass.enhet else STATUS_I_ORD[plass.status],
        kilde=kildelinje(sektor, plass, tabell, offentlig),
        noter=[STATUS_I_ORD[plass.status], *merknad],
        data=pd.DataFrame(
            {
                "serie": [str(navn) for navn, _, _ in rader],
                "ar": [ar for _, ar, _ in rader],
                "verdi": [som_tall(verdi) for _, _, verdi in rader],
            }
        ),
        hode=["Serie", "År", plass.enhet or "Verdi"],
        rader=[[str(navn) or plass.tittel, str(ar), vis_tall(v)] for navn, ar, v in rader],
        alternativtekst=tekst.tekst or plass.tittel,
        brutte_pastander=tekst.brutte,
        tegning=tegn,
        hoyde=4.2 if framskrevet else 3.2 if serier else 0.6 + 0.5 * len(punkter),
    )


def _merker(tabell: Tabelldata | None) -> dict[int | str, str]:
    """The word before each value («over», «om lag»), where the table has a column of them."""
    if tabell is None or PRESISJON not in tabell.rader[0]:
        return {}
    nokkel = tabell.ressurs.tabell.nokler[0]
    return {rad[nokkel]: rad[PRESISJON] for rad in tabell.rader}


def tabell(sektor: Sektor, nummer: int) -> Tabell | Plassholder | Figurrekke:
    """The source's table with this number; its place where the numbers are in no source."""
    plass = sektor.tabellplasser[str(nummer)]
    med_tall = tabell_med_tall(sektor, plass)
    vist = tabellbygg.fra_fil(sektor, med_tall) if med_tall else None
    her = vist or _mangler(sektor, "tabell", nummer, plass)
    ved_siden = offentligfigurer.ved_siden(sektor, plass)
    return Figurrekke([her, ved_siden]) if ved_siden else her


EGNE: Final[dict[str, Callable[[Sektor], Figur | Mangelboks]]] = {
    "andel_arsverk": figurer.andel_arsverk,
    "andel_driftskostnader": figurer.andel_driftskostnader,
    "andel_investeringer": figurer.andel_investeringer,
    "effekt_per_tiltak": figurer.effekt_per_tiltak,
}
ORDFIGURER: Final[dict[str, Callable[[Sektor, int, Figurplass], Figur]]] = {
    "sektormal": sektormal,
    "vurderingsskala": vurderingsskala,
}
