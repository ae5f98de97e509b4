"""What a notebook displays: Prosa, Kort, Plassholder, and what Tabell and Figur rest on.

Each is one value that carries all that a publication needs. It shows itself as HTML in JupyterLab,
as MyST on the site, and as plain text with the data to whoever compares two runs.

A figure or table cannot be constructed without address, title, subtitle, source, data and alternative text. Numbers
(«Figur 7») belong to the object, because Sphinx counts through the whole book; references print them. Drawings and
CSV files lie in ``filer/`` beside the executed chapter. ``EFFEKT_FILER`` decides: ``skriv`` (the pipeline) writes and
refers to them, ``navn`` (nbval) refers without writing, unset (JupyterLab) puts drawing and files into the output.
Each figure is drawn in two widths: one scaled down to a phone cannot be read.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ClassVar, Concatenate, Final, ParamSpec, Protocol, TypeVar

from effekt.base.book import FILVARIABEL, TEKSTMAPPE
from effekt.base.faults import vis_sti
from effekt.base.recording import Recorded, apart, take_used
from effekt.calc.beregning import har_belop
from effekt.display.blocks import Anker, Avsnitt, Blokk, Liste, boks
from effekt.display.lab import as_output
from effekt.display.marks import merk_blokker
from effekt.display.records import POSTTYPE, Post, felt_av
from effekt.display.texts import Eier, etikett, fyll_ut, kapittelkontekst
from effekt.model.tiltak import Kildedokument
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor

# The class of a sentence that is the heading of its section.
FUNN: Final = "funn"
# Before the names of files that show how things were before the reviewer's changes.
FOR: Final = "for-"
ETTER: Final = "etter-"


# Gives what the cell that is being run would show without the reviewer's changes.
Uendret = Callable[[], "Publiserbar | None"]


class Publiserbar:
    """Something that a notebook shows and the site publishes.

    ``brutte_pastander`` are the sentences in it that the numbers have made false.
    """

    # What kind of thing it is in the record; the class's own name where nothing is said.
    slag: ClassVar[str] = ""
    brutte_pastander: Sequence[str] = ()

    @property
    def etikett(self) -> str:
        """The label that references use; empty for what cannot be referred to."""
        return ""

    def blokker(self) -> Sequence[Blokk]:
        """The pieces it is made of, in reading order."""
        raise NotImplementedError

    def lagre(self, fortegn: str = "") -> None:
        """Write the files that the pieces refer to, each name after ``fortegn``."""

    def post(self, fortegn: str = "") -> Post:
        """The record that two runs are compared by."""
        return Post(
            slag=self.slag or type(self).__name__.lower(),
            etikett=self.etikett,
            felt=tuple(felt_av(self.blokker())),
            brutte=tuple(self.brutte_pastander),
        )

    def lagre_mot(self, for_: "Publiserbar") -> None:
        """Write the files that show how it was, for a comparison."""
        for_.lagre(FOR)

    def post_mot(self) -> Post:
        """The record where there is one of how it was to hold it against."""
        return self.post()

    def er_som(self, annen: "Publiserbar") -> bool:
        """Whether the other one shows the same."""
        return type(self) is type(annen) and repr(self) == repr(annen)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.vist()

    def vist(self, uendret: Uendret | None = None) -> dict[str, Any]:
        """Return the object in every form it is shown in; what differs from what ``uendret`` gives is marked."""
        brukt = tuple(take_used())
        with apart():  # what is read only to show it is not recorded as its source
            return self._vist(uendret() if uendret else None, brukt)

    def _vist(self, for_: "Publiserbar | None", brukt: tuple[str, ...]) -> dict[str, Any]:
        skriv = os.environ.get(FILVARIABEL) == "skriv"
        if skriv:
            self.lagre()
        blokker, post = self.blokker(), self.post()
        if for_ is not None and type(for_) is type(self) and not self.er_som(for_):
            if skriv:
                self.lagre_mot(for_)
            blokker = merk_blokker(for_.blokker(), blokker)
            post = replace(self.post_mot(), for_=for_.post(FOR))
        return {
            "text/html": blokker_som_html(blokker),
            "text/markdown": "\n".join(b.myst() for b in blokker),
            "text/plain": repr(self),
            POSTTYPE: replace(post, leser=brukt).som_json(),
        }

    def __repr__(self) -> str:
        return "\n".join(b.tekst() for b in self.blokker())


@dataclass(frozen=True, repr=False)
class Prosa(Publiserbar):
    """Prose with its numbers in it."""

    slag: ClassVar[str] = "tekst"

    markdown: str
    brutte_pastander: Sequence[str] = ()
    # It was written as a page's Markdown, and may have what that may.
    side: bool = False

    def blokker(self) -> Sequence[Blokk]:
        return [Avsnitt(self.markdown, side=self.side)]


@dataclass(frozen=True, repr=False)
class Funn(Prosa):
    """What a section finds, in a sentence: the site has it as the section's heading. Without words, nothing."""

    def blokker(self) -> Sequence[Blokk]:
        return [Avsnitt(self.markdown, FUNN)] if self.markdown else []


@dataclass(frozen=True, repr=False)
class Uskrevet(Publiserbar):
    """The place of a shared text that nobody has written yet, and the file that it goes into."""

    fil: str

    def blokker(self) -> Sequence[Blokk]:
        return [
            boks(
                "effekt-plassholder effekt-uferdig",
                Avsnitt("Teksten er ikke skrevet ennå.", "effekt-plassholder-mangler"),
                Avsnitt(
                    f"Skriv den i `{self.fil}`. Har ikke rapporten denne delen, føres navnet "
                    "opp under `utelatt` i `data/felles/program.yml`.",
                    "effekt-lesehjelp",
                ),
            )
        ]


def fellestekst(sektor: Sektor, navn: str) -> Prosa | Uskrevet:
    """A shared text of data/felles/tekster, with its numbers in.

    One that is missing is named in its place; one that program.yml leaves out shows nothing.
    ``fellestekst(data, "1-1-bakgrunn")``
    """
    if sektor.tekster.find(navn) is None:
        utelatt = navn in sektor.felles.utelatt
        return Prosa("") if utelatt else Uskrevet(f"data/{TEKSTMAPPE}/{navn}.md")
    utfylt = fyll_ut(sektor.tekster[navn], kapittelkontekst(sektor), f"{TEKSTMAPPE}/{navn}.md")
    return Prosa(utfylt.tekst, utfylt.brutte)


@dataclass(frozen=True)
class Kilde:
    """Where a published object is from: printed on pages, or made by the book from such."""

    tekst: str

    @classmethod
    def trykt(cls, sektor: Sektor, dokument: str, side: str) -> "Kilde":
        """Taken from pages of a document, or from a table of public statistics."""
        kilde = sektor.kilder[dokument]
        if kilde.adresse is None:
            return cls(f"Kilde: {kilde.henvis(side)}")
        return cls(
            f"Kilde: {kilde.utgiver}, {kilde.henvis(side)}, {kilde.dato}. Lisens: {kilde.lisens}. <{kilde.adresse}>"
        )

    @classmethod
    def beregnet(cls, sektor: Sektor, grunnlag: str, dokument: str | None = None, side: str = "") -> "Kilde":
        """Worked out by the book; the source, if any, prints its own on the pages."""
        trykt = f". Trykt i {henvis(sektor, dokument, side)}" if dokument and side else ""
        return cls(f"Kilde: egen beregning ut fra {grunnlag}{trykt}")


class _MedKilder(Protocol):
    @property
    def kilder(self) -> Recorded[Kildedokument]: ...


def henvis(sektor: _MedKilder, dokument: str, side: str) -> str:
    """A document and a place in it as a reader sees them: «Delrapport 6 HLS sektor, s. 49»."""
    return sektor.kilder[dokument].henvis(side)


@dataclass(frozen=True, repr=False, kw_only=True)
class Plassholder(Publiserbar):
    """The place of a figure or table whose numbers nobody here has (``mangler``), and why, as far as is known.

    It says what the report's text says of it (``tekst``).
    """

    sektor: Sektor
    adresse: str
    nummer: str
    tittel: str
    kilde: Kilde
    mangler: str
    hvorfor: str
    tekst: str
    brutte_pastander: Sequence[str] = ()

    @property
    def etikett(self) -> str:
        return etikett(self.sektor, self.adresse)

    def post(self, fortegn: str = "") -> Post:
        return replace(
            super().post(fortegn),
            adresse=self.adresse,
            nummer=self.nummer,
            tittel=f"{self.nummer}. {self.tittel}",
            undertittel=self.mangler,
            kilde=self.kilde.tekst,
        )

    def blokker(self) -> Sequence[Blokk]:
        return [
            Anker(self.etikett),
            boks(
                "effekt-plassholder",
                Avsnitt(f"**{self.nummer}.** {self.tittel}", "effekt-plassholder-tittel"),
                Avsnitt(f"{self.mangler}. {self.hvorfor}".strip(), "effekt-plassholder-mangler"),
                *([Avsnitt(self.tekst)] if self.tekst else []),
                Avsnitt(f"{self.kilde.tekst.rstrip('.')}.", "effekt-kilde"),
            ),
        ]


@dataclass(frozen=True, repr=False)
class Kort(Publiserbar):
    """A measure's card; ``merke`` is its label."""

    innhold: Sequence[Blokk]
    brutte_pastander: Sequence[str] = ()
    merke: str = ""
    tittel: str = ""

    @property
    def etikett(self) -> str:
        return self.merke

    def blokker(self) -> Sequence[Blokk]:
        return self.innhold

    def post(self, fortegn: str = "") -> Post:
        return replace(super().post(fortegn), tittel=self.tittel)


def blokker_som_html(blokker: Sequence[Blokk]) -> str:
    """The pieces as HTML: for who works in the notebook, with the look of the site."""
    html = "\n".join(b.html() for b in blokker)
    return html if FILVARIABEL in os.environ else as_output(html, Bokmappe.her())


# What the table of cuts holds, and what makes it count as filled in.
RAMMEKUTTENE: Final = "kutt per virksomhet og år (negative tall), og kilde og side i datapackage.yml"
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
        return etikett(self.sektor, self.adresse)

    def blokker(self) -> Sequence[Blokk]:
        return [
            Anker(self.etikett),
            boks(
                "effekt-plassholder effekt-uferdig",
                Avsnitt(f"**{self.tittel}**", "effekt-plassholder-tittel"),
                Avsnitt("Ikke ferdig. Mangler:", "effekt-plassholder-mangler"),
                Liste(list(self.mangler)),
            ),
        ]

    def post(self, fortegn: str = "") -> Post:
        return replace(super().post(fortegn), adresse=self.adresse, tittel=self.tittel, undertittel="Ikke ferdig")


def sti_i_data(sektor: Sektor, *ledd: str) -> str:
    """A file of the sector as pages name it: «data/kon/tabeller/rammekutt.csv»."""
    return vis_sti(sektor.bok.data.joinpath(sektor.info.id, *ledd))


def savnet_tabell(sektor: Sektor, navn: str, hva: str) -> list[str]:
    """What a sector lacks of a table: the file, the numbers in it; nothing where it has some."""
    tabell = sektor.tabeller.find(navn)
    if tabell and any(celle.verdi is not None for celle in tabell.celler.values()):
        return []
    return [f"`{sti_i_data(sektor, 'tabeller', f'{navn}.csv')}`: {hva}"]


def savnede_tiltak(sektor: Sektor) -> list[str]:
    """What a sector without any worked-out measure lacks; nothing where it has one."""
    if any(har_belop(ett, sektor.info.periode) for ett in sektor.tiltak.unrecorded().values()):
        return []
    if sektor.tiltak:
        return [f"`{sti_i_data(sektor, 'tiltak')}`: minst ett tiltak med beløp per år"]
    pabegynt = ", ".join(sektor.uferdige)
    return [
        f"`{sti_i_data(sektor, 'tiltak')}`: minst ett tiltak med oppgitte beløp, eller forutsetninger og formel"
        + (f" (påbegynt: {pabegynt})" if pabegynt else "")
    ]


def eller_mangelboks(
    adresse: str, tittel: str, *, tabell: str = "", hva: str = "", del_: str = ""
) -> Callable[[Callable[Concatenate[Sektor, P], T]], Callable[Concatenate[Sektor, P], T | Mangelboks | Prosa]]:
    """Let a function show what is missing where it cannot show what it is for.

    It needs the table ``tabell``, which holds ``hva``; or, without one, a measure with an effect. Of the part ``del_``,
    and of a table, nothing is shown in a sector that is without it.
    """

    def pynt(lag: Callable[Concatenate[Sektor, P], T]) -> Callable[Concatenate[Sektor, P], T | Mangelboks | Prosa]:
        @wraps(lag)
        def vis(sektor: Sektor, /, *felt: P.args, **valg: P.kwargs) -> T | Mangelboks | Prosa:
            if (del_ or tabell) in sektor.info.uten:
                return Prosa("")
            savnet = savnet_tabell(sektor, tabell, hva) if tabell else savnede_tiltak(sektor)
            if savnet and not tabell and not sektor.uferdige and sektor.tiltak:
                return Prosa("")  # all are there, and none has an amount: nothing is missing
            if savnet:
                return Mangelboks(sektor, adresse, tittel, savnet)
            return lag(sektor, *felt, **valg)

        return vis

    return pynt
