"""All cards of an agency, by one line in a chapter: a new measure needs no new cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from effekt.blokker import Blokk
from effekt.kort import tiltakskort
from effekt.mangelboks import Mangelboks, sti_i_data
from effekt.poster import Post
from effekt.sektor import Sektor
from effekt.utkast import Uferdig
from effekt.visning import Publiserbar


@dataclass(frozen=True, repr=False)
class Kortrekke(Publiserbar):
    """Cards after each other; of a measure without an effect so far, what it lacks."""

    kort: Sequence[Publiserbar]

    def blokker(self) -> Sequence[Blokk]:
        return [blokk for ett in self.kort for blokk in ett.blokker()]

    def post(self, fortegn: str = "") -> Post:
        return Post(
            "kortrekke",
            deler=tuple(ett.post(fortegn) for ett in self.kort),
            brutte=tuple(setning for ett in self.kort for setning in ett.brutte_pastander),
        )


def alle_kort(sektor: Sektor, virksomhet: str) -> Kortrekke | Mangelboks:
    """The card of each measure of an agency, in the order of their ids.

    Raises Datafeil for an agency that the sector does not have.
    """
    sektor.krev_virksomhet(virksomhet)
    hos = {
        id_: ett
        for samling in (sektor.tiltak, sektor.uferdige)
        for id_, ett in samling.items()
        if ett.virksomhet == virksomhet
    }
    if not hos:
        navn = sektor.info.virksomheter[virksomhet].navn
        mangler = [f"`{sti_i_data(sektor, 'tiltak')}`: tiltak med virksomhet: {virksomhet}"]
        return Mangelboks(sektor, f"tiltak-{virksomhet.lower()}", f"Tiltak for {navn}", mangler)
    return Kortrekke(
        [
            uferdig(sektor, ett) if isinstance(ett, Uferdig) else tiltakskort(sektor, id_)
            for id_, ett in sorted(hos.items(), key=lambda par: _naturlig(par[0]))
        ]
    )


def uferdig(sektor: Sektor, ett: Uferdig) -> Mangelboks:
    """The place of a measure's card, and what its effect cannot be worked out without."""
    fil = sektor.dokumenter[ett.id].fil.name
    return Mangelboks(
        sektor,
        f"kort-{ett.id.lower()}",
        f"{ett.id} {ett.navn or '(uten navn)'}",
        [f"`{sti_i_data(sektor, 'tiltak', fil)}`: {', '.join(ett.hva)}"],
    )


def _naturlig(id_: str) -> list[tuple[str, int]]:
    """The order in which BIB9 stands before BIB10."""
    return [(ord_, int(tall or 0)) for ord_, tall in re.findall(r"(\D+)(\d*)", id_)]
