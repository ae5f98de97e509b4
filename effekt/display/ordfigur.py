"""A figure of the source that is words: a scale, an organisation, goals. It is text, and no picture of text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from effekt.display.blocks import Anker, Avsnitt, Blokk, boks
from effekt.display.markup import en_linje, til_html_celle, til_tekst, trygg_linje
from effekt.display.numbered import Tabell
from effekt.display.objects import Publiserbar


@dataclass(frozen=True)
class Tre:
    """A list in lists: each line, and those beneath it. A line that stands beneath several stands beneath the first."""

    under: Mapping[str, Sequence[str]]
    rotter: Sequence[str]

    def myst(self) -> str:
        return "".join(f"{'  ' * dybde}* {trygg_linje(linje)}\n" for dybde, linje in self._linjer(self.rotter, 0))

    def html(self) -> str:
        return self._liste(self.rotter)

    def tekst(self) -> str:
        return "\n".join(
            f"{'  ' * dybde}- {til_tekst(en_linje(linje))}" for dybde, linje in self._linjer(self.rotter, 0)
        )

    def _linjer(self, linjer: Sequence[str], dybde: int) -> list[tuple[int, str]]:
        return [
            ledd for linje in linjer for ledd in [(dybde, linje), *self._linjer(self.under.get(linje, ()), dybde + 1)]
        ]

    def _liste(self, linjer: Sequence[str]) -> str:
        if not linjer:
            return ""
        punkter = "".join(f"<li>{til_html_celle(li)}{self._liste(self.under.get(li, ()))}</li>" for li in linjer)
        return f"<ul>{punkter}</ul>"


@dataclass(frozen=True, repr=False, kw_only=True)
class Ordfigur(Tabell):
    """A figure without a drawing: number and title, its words as lists and marks, its source and its file."""

    # Not a figure that has pictures to take along: who looks for those goes by this.
    slag: ClassVar[str] = "ordfigur"

    innhold: Sequence[Blokk]

    def blokker(self) -> Sequence[Blokk]:
        return [
            Anker(self.etikett),
            boks(
                "effekt-ordfigur",
                Avsnitt(self.navngitt, "effekt-ordfigur-tittel"),
                *([Avsnitt(self.undertittel, "effekt-undertittel")] if self.undertittel else []),
                *self.innhold,
                *([Avsnitt(" ".join(f"{n.rstrip('.')}." for n in self.noter), "effekt-noter")] if self.noter else []),
                self.verktoylinje(),
            ),
        ]


@dataclass(frozen=True, repr=False)
class Ankerrekke(Publiserbar):
    """Labels that lead to what comes next: the numbers of what is shown together under another."""

    etiketter: Sequence[str]

    def blokker(self) -> Sequence[Blokk]:
        return [Anker(etikett) for etikett in self.etiketter]
