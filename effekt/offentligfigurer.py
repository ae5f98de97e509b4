"""Public statistics at the source's figures: drawn in one, or beside it under their own name.

What has not been fetched is told to be missing, with the command that fetches it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.innhold import STATUS_I_ORD, Figurplass, Status
from effekt.nummerert import Figur
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tall import som_tall, vis_tall
from effekt.tegninger import linjer, soyler
from effekt.tekster import fyll_ut, kapittelkontekst
from effekt.visning import Kilde

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Serie = Mapping[int | str, Fraction]
_AR: Final = "ar"


def ar_i(serie: Serie) -> dict[int, Fraction]:
    """A series whose points are years."""
    return {int(ar): verdi for ar, verdi in serie.items()}


def serier_i(tabell: Tabelldata) -> dict[str, dict[int | str, Fraction]]:
    """A table's values as series: over years where it has them, else one series over its rows."""
    nokler = tabell.ressurs.tabell.nokler
    serier: dict[str, dict[int | str, Fraction]] = {}
    for nokkel, celle in tabell.celler.items():
        if celle.verdi is None:
            continue
        ledd = dict(zip(nokler, nokkel, strict=True))
        punkt = ledd.pop(_AR, None)
        if punkt is None:
            punkt = ledd.pop(nokler[0])
        serier.setdefault(", ".join(map(str, ledd.values())), {})[punkt] = celle.verdi
    return serier


def _tabell(sektor: Sektor, plass: Figurplass, slik: str) -> Tabelldata | None:
    """The public table of a place where it is to be shown so, and is there."""
    if plass.offentlig is None or plass.offentlig.slik != slik:
        return None
    return sektor.tabeller.finn(plass.offentlig.tabell)


def i_figuren(sektor: Sektor, plass: Figurplass) -> Tabelldata | None:
    """The public table that is drawn in the place's own figure; None where there is none."""
    return _tabell(sektor, plass, "i_figuren")


def navngitte_serier(
    plass: Figurplass, tabell: Tabelldata | None
) -> dict[str, dict[int, Fraction]]:
    """Its series over years, by the names that innhold.yml gives them."""
    navn = plass.offentlig.serier if plass.offentlig else {}
    serier = serier_i(tabell) if tabell else {}
    return {navn.get(ord_, ord_): ar_i(serie) for ord_, serie in serier.items()}


def tekst(sektor: Sektor, plass: Figurplass) -> str:
    """What is said of public statistics in the text at the place itself.

    Of what is drawn in its figure, that; of what has a figure beside it, nothing, for it says it
    there; of what is not there, that.
    """
    offentlig = plass.offentlig
    if offentlig is None:
        return ""
    if i_figuren(sektor, plass):
        return offentlig.tekst
    if _tabell(sektor, plass, "ved_siden"):
        return ""
    beside = [offentlig.tekst] if offentlig.slik == "ved_siden" else []
    return " ".join([*beside, *([offentlig.uten] if offentlig.uten else [])])


def mangler(sektor: Sektor, plass: Figurplass) -> list[str]:
    """That the place's public statistics are not there, and how they come; empty where they are."""
    if plass.offentlig is None or sektor.tabeller.finn(plass.offentlig.tabell):
        return []
    offentlig = sektor.offentlige.finn(plass.offentlig.tabell)
    if offentlig is None:
        return []
    return [
        f"«{offentlig.tabell.tittel}» er ikke hentet. Kommandoen «effekt fetch {offentlig.id}» "
        f"henter tallene fra {offentlig.utgiver}, tabell {offentlig.uttak.nummer}."
    ]


def ved_siden(sektor: Sektor, plass: Figurplass) -> Figur | None:
    """A figure of its own for public statistics beside the place; None where there are none."""
    tabell = _tabell(sektor, plass, "ved_siden")
    if tabell is None or plass.offentlig is None:
        return None
    ressurs = tabell.ressurs
    serier = navngitte_serier(plass, tabell)
    rader = [(navn, ar, verdi) for navn, serie in serier.items() for ar, verdi in serie.items()]
    utfylt = fyll_ut(plass.offentlig.tekst, kapittelkontekst(sektor), ressurs.title)
    enhet = tabell.enhet

    def tegn(akser: "Axes", smal: bool) -> None:
        if len(serier) == 1:
            soyler(akser, {str(ar): v for ar, v in next(iter(serier.values())).items()}, smal)
        else:
            linjer(akser, serier, [], smal)

    return Figur(
        sektor=sektor,
        adresse=f"offentlig-{ressurs.name.replace('_', '-')}",
        nummer="",
        tittel=ressurs.title,
        undertittel=f"Enhet: {enhet}",
        kilde=Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        noter=[
            STATUS_I_ORD[Status.OFFENTLIG],
            utfylt.tekst,
            *([ressurs.merknad] if ressurs.merknad else []),
        ],
        data=pd.DataFrame(
            {
                "serie": [navn for navn, _, _ in rader],
                "ar": [ar for _, ar, _ in rader],
                "verdi": [som_tall(verdi) for _, _, verdi in rader],
            }
        ),
        hode=["Serie", "År", enhet.capitalize()],
        rader=[[navn or ressurs.title, str(ar), vis_tall(v)] for navn, ar, v in rader],
        alternativtekst=_i_ord(ressurs.title, serier, enhet),
        brutte_pastander=utfylt.brutte,
        tegning=tegn,
    )


def _i_ord(tittel: str, serier: Mapping[str, Mapping[int, Fraction]], enhet: str) -> str:
    """The first and last value of each series, for who cannot see the drawing."""
    deler = []
    for navn, serie in serier.items():
        forste, siste = min(serie), max(serie)
        deler.append(
            f"{navn or tittel}: {vis_tall(serie[forste])} {enhet} i {forste}, "
            f"{vis_tall(serie[siste])} i {siste}."
        )
    return " ".join(deler)
