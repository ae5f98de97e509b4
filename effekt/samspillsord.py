"""What stands beneath a sum: the effects that are not in it, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from effekt import beregning
from effekt.blokker import Avsnitt, Blokk
from effekt.modell import Tiltak
from effekt.penger import i_penger, penger
from effekt.samspill import Utelatt, fullt_navn, kort_navn, overlappene, utelatt
from effekt.sektor import Sektor
from effekt.tall import vis_prosent

# The effect of a measure in a year, in kroner; None in a year that its sector has no numbers for.
Belop = Callable[[str], Fraction | None]


def utelatt_i_ord(sektor: Sektor) -> list[str]:
    """What the sector's sums leave out, a phrase each: who, how much in the last year, and why."""
    siste = sektor.info.periode[-1]
    tiltak = {fullt_navn(sektor.info.id, id_): t for id_, t in sektor.samspill().items()}

    def belop(navn: str) -> Fraction | None:
        ett = sektor.tiltak[kort_navn(navn, sektor.info.id)]
        return beregning.effekt(ett, sektor.info.periode)[siste]

    return list(fraser(tiltak, belop, siste, sektor.info.id))


def fraser(
    tiltak: Mapping[str, Tiltak], belop: Belop, ar: int, i_sektor: str = ""
) -> Iterator[str]:
    """What a sum over the measures leaves out, and the overlaps that it cannot know of."""
    for ett in utelatt(tiltak):
        yield _frase(ett, belop(ett.tiltak), ar, i_sektor)
    for o in overlappene(tiltak):
        if o.viker in tiltak and o.teller not in tiltak:
            yield (
                f"{kort_navn(o.viker, i_sektor)} er regnet med her, men overlapper med "
                f"{kort_navn(o.teller, i_sektor)}, som ikke er med i summen"
            )


def _frase(ett: Utelatt, belop: Fraction | None, ar: int, i_sektor: str) -> str:
    navn = kort_navn(ett.tiltak, i_sektor)
    hva = navn if ett.andel == 1 else f"{vis_prosent(ett.andel)} av {navn}"
    belopet = "" if belop is None else f" ({i_penger(belop * ett.andel)} {penger()} i {ar})"
    if ett.overlapper:
        annet = kort_navn(ett.overlapper, i_sektor)
        grunn = f"overlapper med {annet}, som teller beløpet"
    else:
        grunn = f"senker gebyrene for {ett.omrade}, og frigjør ikke midler"
    return f"{hva}{belopet} er ikke regnet med i summene: {grunn}"


def utelatt_under(frasene: Sequence[str]) -> list[Blokk]:
    """The phrases as a paragraph of their own, for what has no notes; nothing without any."""
    return [Avsnitt(" ".join(f"{f}." for f in frasene), "utelatt")] if frasene else []
