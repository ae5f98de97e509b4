"""The place of something that cannot be shown yet, since a part of data/ is not filled in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from effekt.blokker import Anker, Avsnitt, Blokk, Boks, Liste
from effekt.kilder import datamappe, vis_sti
from effekt.poster import Post
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tekster import Eier, etikett
from effekt.visning import Publiserbar

# What the table of cuts holds, and what makes it count as filled in.
RAMMEKUTT: Final = "kutt per virksomhet og år (negative tall), og kilde og side i datapackage.yml"
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Mangelboks(Publiserbar):
    """What would have stood here, and each part that is missing: the file, and what goes there."""

    sektor: Eier
    adresse: str
    tittel: str
    mangler: Sequence[str]

    @property
    def etikett(self) -> str:
        """The label that references use."""
        return etikett(self.sektor, self.adresse)

    def blokker(self) -> Sequence[Blokk]:
        return [
            Anker(self.etikett),
            Boks(
                "effekt-plassholder effekt-uferdig",
                [
                    Avsnitt(f"**{self.tittel}**", "effekt-plassholder-tittel"),
                    Avsnitt("Ikke ferdig. Mangler:", "effekt-plassholder-mangler"),
                    Liste(list(self.mangler)),
                ],
            ),
        ]

    def post(self, fortegn: str = "") -> Post:
        return replace(
            super().post(fortegn),
            adresse=self.adresse,
            tittel=self.tittel,
            undertittel="Ikke ferdig",
        )


def sti_i_data(sektor: Sektor, *ledd: str) -> str:
    """A file of the sector as pages name it: «data/kon/tabeller/rammekutt.csv»."""
    return vis_sti(datamappe().joinpath(sektor.info.id, *ledd))


def har_tall(tabell: Tabelldata | None) -> bool:
    """Whether a table has been filled in, if only in part."""
    return tabell is not None and any(c.verdi is not None for c in tabell.celler.values())


def savnet_tabell(sektor: Sektor, navn: str, hva: str) -> list[str]:
    """What a sector lacks of a table: the file, the numbers in it; nothing where it has some."""
    if har_tall(sektor.tabeller.finn(navn)):
        return []
    return [f"`{sti_i_data(sektor, 'tabeller', f'{navn}.csv')}`: {hva}"]


def savnede_tiltak(sektor: Sektor) -> list[str]:
    """What a sector without any worked-out measure lacks; nothing where it has one."""
    if sektor.tiltak:
        return []
    pabegynt = ", ".join(sektor.uferdige)
    return [
        f"`{sti_i_data(sektor, 'tiltak')}`: minst ett tiltak med forutsetninger og formel"
        + (f" (påbegynt: {pabegynt})" if pabegynt else "")
    ]


def eller_mangelboks(
    adresse: str, tittel: str, *, tabell: str = "", hva: str = ""
) -> Callable[
    [Callable[Concatenate[Sektor, P], T]], Callable[Concatenate[Sektor, P], T | Mangelboks]
]:
    """Let a function show what is missing where it cannot show what it is for.

    It needs the table ``tabell``, which holds ``hva``; or, without one, a measure with an effect.
    """

    def pynt(
        lag: Callable[Concatenate[Sektor, P], T],
    ) -> Callable[Concatenate[Sektor, P], T | Mangelboks]:
        @wraps(lag)
        def vis(sektor: Sektor, /, *felt: P.args, **valg: P.kwargs) -> T | Mangelboks:
            savnet = savnet_tabell(sektor, tabell, hva) if tabell else savnede_tiltak(sektor)
            if savnet:
                return Mangelboks(sektor, adresse, tittel, savnet)
            return lag(sektor, *felt, **valg)

        return vis

    return pynt
