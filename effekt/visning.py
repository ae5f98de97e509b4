"""What a notebook displays: Tekst, Kort, Plassholder, and what Tabell and Figur rest on.

Each is one value that carries all that a publication needs. It shows itself as HTML in JupyterLab,
as MyST on the site, and as plain text with the data to whoever compares two runs.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from effekt.blokker import (
    Anker,
    Avsnitt,
    Blokk,
    Boks,
)
from effekt.sektor import Sektor
from effekt.tekster import etikett, fyll_ut, kapittelkontekst

if TYPE_CHECKING:
    pass

# Where drawings and data files go: «skriv» puts them beside the chapter and refers to them there
# (the pipeline), «navn» only refers (nbval, which must not change book/), and without the variable
# the drawing is inside the output (JupyterLab).
FILVARIABEL: Final = "EFFEKT_FILER"
FILMAPPE: Final = "filer"
# Beside the site's pages: what is for the whole book, under addresses that stay.
NEDLASTINGSMAPPE: Final = "nedlasting"
# What an output says of itself to programs, and not to readers.
POSTTYPE: Final = "application/vnd.effekt+json"


class Publiserbar:
    """Something that a notebook shows and the site publishes."""

    def blokker(self) -> Sequence[Blokk]:
        """The pieces it is made of, in reading order."""
        raise NotImplementedError

    def lagre(self) -> None:
        """Write the files that the pieces refer to."""

    def journalpost(self) -> dict[str, Any] | None:
        """What it is, for programs that take its numbers along; None where it has none."""
        return None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if os.environ.get(FILVARIABEL) == "skriv":
            self.lagre()
        blokker = self.blokker()
        post = self.journalpost()
        return {
            "text/html": "\n".join(b.html() for b in blokker),
            "text/markdown": "\n".join(b.myst() for b in blokker),
            "text/plain": repr(self),
            **({POSTTYPE: post} if post else {}),
        }

    def __repr__(self) -> str:
        return "\n".join(b.tekst() for b in self.blokker())


@dataclass(frozen=True, repr=False)
class Tekst(Publiserbar):
    """Prose with its numbers in it."""

    markdown: str
    brutte_pastander: Sequence[str] = ()

    def blokker(self) -> Sequence[Blokk]:
        return [Avsnitt(self.markdown)]


def tekst(sektor: Sektor, navn: str) -> Tekst:
    """A shared text of data/felles/tekster, with its numbers in."""
    utfylt = fyll_ut(sektor.tekster[navn], kapittelkontekst(sektor), f"felles/tekster/{navn}.md")
    return Tekst(utfylt.tekst, tuple(utfylt.brutte))


@dataclass(frozen=True)
class Kilde:
    """Where a published object is from: printed on pages, or made by the book from such."""

    tekst: str

    @classmethod
    def trykt(cls, sektor: Sektor, dokument: str, side: str) -> "Kilde":
        """Taken from pages of a document."""
        return cls(f"Kilde: {henvis(sektor, dokument, side)}")

    @classmethod
    def beregnet(cls, sektor: Sektor, grunnlag: str, dokument: str, side: str) -> "Kilde":
        """Worked out by the book; the source prints its own on the pages."""
        return cls(
            f"Kilde: beregnet i boken av {grunnlag}. Trykt i {henvis(sektor, dokument, side)}"
        )


def henvis(sektor: Sektor, dokument: str, side: str) -> str:
    """A document and page as a reader sees them: «Delrapport 6 HLS sektor, s. 49»."""
    kilde = sektor.kilder[dokument]
    return f"{kilde.tittel}, {'s.' if kilde.sider else 'punkt'}\u00a0{side}"


@dataclass(frozen=True, repr=False, kw_only=True)
class Plassholder(Publiserbar):
    """The place of a figure or table whose numbers are in no source.

    It says what the report's text says of it (``tekst``), and where the numbers can be entered:
    the CSV file and its columns.
    """

    sektor: Sektor
    adresse: str
    nummer: str
    tittel: str
    kilde: Kilde
    tekst: str
    fil: str
    kolonner: Sequence[str]

    def journalpost(self) -> dict[str, Any]:
        return {
            "slag": "plassholder",
            "etikett": etikett(self.sektor, self.adresse),
            "adresse": self.adresse,
            "nummer": self.nummer,
            "tittel": self.tittel,
            "undertittel": "Tallene er ikke gjengitt i kilden",
            "kilde": self.kilde.tekst,
        }

    def blokker(self) -> Sequence[Blokk]:
        inn = ""
        if self.fil:
            inn = (
                f"Har du tallene, kan de føres inn i data/{self.fil}, med "
                f"kolonnene {', '.join(self.kolonner)}. Da vises de her av seg selv."
            )
        return [
            Anker(etikett(self.sektor, self.adresse)),
            Boks(
                "effekt-plassholder",
                [
                    Avsnitt(f"**{self.nummer}.** {self.tittel}", "effekt-plassholder-tittel"),
                    Avsnitt("Tallene er ikke gjengitt i kilden.", "effekt-plassholder-mangler"),
                    *([Avsnitt(self.tekst)] if self.tekst else []),
                    *([Avsnitt(inn, "effekt-lesehjelp")] if inn else []),
                    Avsnitt(f"{self.kilde.tekst.rstrip('.')}.", "effekt-kilde"),
                ],
            ),
        ]


@dataclass(frozen=True, repr=False)
class Kort(Publiserbar):
    """A measure's card."""

    innhold: Sequence[Blokk]

    def blokker(self) -> Sequence[Blokk]:
        return self.innhold
