"""From what a declaration asks for to a table's own codes: by code, by label, or a stretch.

A code that is typed is never trusted: it must be in the table's metadata, and where the
declaration has the label too, they must agree. What cannot be found, or could be several, is told
with what there is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from effekt.jsonstat import Variabel
from effekt.kilder import naermeste
from effekt.offentligmodell import Dimensjon, Uttak, Utvalg, Verdiangivelse, Verdivalg

_NEVNT: Final = 10  # values that are named where there are many


class Valgfeil(ValueError):
    """Something asked for that the table does not have, or has several of."""


@dataclass(frozen=True)
class Valgt:
    """A variable of the table, and the chosen codes with the book's word for each, in order."""

    variabel: Variabel
    ord_: Mapping[str, str]


def los_opp(uttak: Uttak, variabler: Sequence[Variabel]) -> dict[str, Valgt]:
    """What the declaration asks for, by its own names; raises Valgfeil.

    A variable that is not asked for must be one that the table can sum over, or have one value
    only, which is then taken.
    """
    valgt: dict[str, Valgt] = {}
    for navn, dimensjon in uttak.dimensjoner.items():
        variabel = finn_variabel(navn, dimensjon, variabler)
        like = [n for n, v in valgt.items() if v.variabel.kode == variabel.kode]
        if like:
            raise Valgfeil(f"{like[0]} og {navn} er samme variabel, {_vist(variabel)}")
        valgt[navn] = Valgt(variabel, velg(navn, dimensjon, variabel))
    brukt = {v.variabel.kode for v in valgt.values()}
    for variabel in variabler:
        if variabel.kode in brukt or variabel.kan_utelates:
            continue
        if len(variabel.verdier) == 1:
            valgt.setdefault(variabel.kode, Valgt(variabel, variabel.verdier))
        else:
            raise Valgfeil(
                f"tabellen har også variabelen {_vist(variabel)}, som ikke kan utelates. Ta den "
                f"med under dimensjoner. Verdiene er {_ramse(variabel.verdier)}"
            )
    return valgt


def finn_variabel(navn: str, dimensjon: Dimensjon, variabler: Sequence[Variabel]) -> Variabel:
    """The variable that a dimension means; raises Valgfeil."""
    alle = {v.kode: v.tekst for v in variabler}
    kode = _finn(Verdivalg(kode=dimensjon.kode, tekst=dimensjon.tekst), alle, navn, "variabel")
    return next(v for v in variabler if v.kode == kode)


def velg(navn: str, utvalg: Utvalg, variabel: Variabel) -> dict[str, str]:
    """The chosen codes and the book's word for each: its own where it has one, else the label."""
    alle = variabel.verdier
    koder = list(alle)

    def finn(ett: Verdiangivelse) -> str:
        return _finn(ett, alle, navn, "verdi")

    if isinstance(utvalg.verdier, Mapping):
        ut = {finn(ett): ord_ for ord_, ett in utvalg.verdier.items()}
        if len(ut) != len(utvalg.verdier):
            raise Valgfeil(f"{navn}: to av navnene er samme verdi i {_vist(variabel)}")
        return ut
    if utvalg.verdier is not None:
        koder = [finn(ett) for ett in utvalg.verdier]
    elif utvalg.siste is not None:
        koder = koder[-utvalg.siste :]
    elif utvalg.alle is None:
        fra = koder.index(finn(utvalg.fra)) if utvalg.fra else 0
        til = koder.index(finn(utvalg.til)) if utvalg.til else len(koder) - 1
        if fra > til:
            raise Valgfeil(f"{navn}: {utvalg.fra} kommer etter {utvalg.til} i tabellen")
        koder = koder[fra : til + 1]
    if not koder:
        raise Valgfeil(f"{navn}: variabelen {_vist(variabel)} har ingen verdier")
    return {kode: alle[kode] for kode in koder}


def _finn(sokt: Verdiangivelse, alle: Mapping[str, str], navn: str, hva: str) -> str:
    """The one code that is meant, by code or label."""
    if isinstance(sokt, Verdivalg) and sokt.kode:
        if sokt.kode not in alle:
            raise Valgfeil(_finnes_ikke(sokt.kode, alle, navn, hva))
        if sokt.tekst and not _har(alle[sokt.kode], sokt.tekst):
            raise Valgfeil(
                f"{navn}: koden {sokt.kode} betyr nå «{alle[sokt.kode]}», men skulle være "
                f"«{sokt.tekst}»"
            )
        return sokt.kode
    if isinstance(sokt, str) and sokt in alle:
        return sokt
    tekst = sokt if isinstance(sokt, str) else str(sokt.tekst)
    like = [kode for kode, vist in alle.items() if _enkel(vist) == _enkel(tekst)]
    like = like or [kode for kode, vist in alle.items() if _har(vist, tekst)]
    if len(like) > 1:
        raise Valgfeil(
            f"{navn}: «{tekst}» kan være {_ramse({k: alle[k] for k in like})}. Skriv koden"
        )
    if not like:
        raise Valgfeil(_finnes_ikke(tekst, alle, navn, hva))
    return like[0]


def _finnes_ikke(sokt: str, alle: Mapping[str, str], navn: str, hva: str) -> str:
    rad = naermeste(sokt, [*alle, *alle.values()])
    return f"{navn}: tabellen har ikke {hva}en «{sokt}».{rad} Den har {_ramse(alle)}"


def _enkel(tekst: str) -> str:
    """The text for comparing: one kind of dash and space, no capitals."""
    lik = re.sub(r"[\u2010-\u2015\u2212]", "-", tekst.casefold())
    return re.sub(r"\s+", " ", lik).strip()


def _har(tekst: str, sokt: str) -> bool:
    """Whether the words that are looked for stand in the text as whole words."""
    return re.search(rf"(?<!\w){re.escape(_enkel(sokt))}(?!\w)", _enkel(tekst)) is not None


def _vist(variabel: Variabel) -> str:
    return f"{variabel.kode} ({variabel.tekst})"


def _ramse(alle: Mapping[str, str]) -> str:
    """Codes and labels in a sentence, the first of them where there are many."""
    vist = [k if k == tekst else f"{k} ({tekst})" for k, tekst in alle.items()]
    if (flere := len(vist) - _NEVNT) > 1:
        return f"{', '.join(vist[:_NEVNT])} og {flere} til, den siste {vist[-1]}"
    return ", ".join(vist)
