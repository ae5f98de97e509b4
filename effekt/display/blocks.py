"""The pieces that a published object is made of, each as MyST for the site, HTML for JupyterLab,
and plain text for whoever compares.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from effekt.display.cells import tallkolonner
from effekt.display.markup import (
    en_linje,
    gjerde,
    kodegjerde,
    til_html,
    til_html_celle,
    til_tekst,
    trygg,
    trygg_linje,
    valgverdi,
)


class Blokk(Protocol):
    """A piece of a published object."""

    def myst(self) -> str:
        """The piece as MyST Markdown."""

    def html(self) -> str:
        """The piece as HTML that stands alone."""

    def tekst(self) -> str:
        """The piece as plain text."""


@dataclass(frozen=True)
class Avsnitt:
    """Paragraphs of Markdown, in a container of its own where it has a class."""

    markdown: str
    klasse: str = ""
    # It may have what a page may: tables, quotes, boxes.
    side: bool = False

    def myst(self) -> str:
        if not self.klasse:
            return trygg(self.markdown, self.side) + "\n"
        return gjerde("container", self.klasse, {}, trygg(self.markdown, self.side))

    def html(self) -> str:
        indre = til_html(self.markdown, self.side)
        return f'<div class="{self.klasse}">{indre}</div>' if self.klasse else indre

    def tekst(self) -> str:
        return til_tekst(self.markdown)


@dataclass(frozen=True)
class Sidetittel:
    """The title of a page that comes from data."""

    navn: str

    def myst(self) -> str:
        return f"# {trygg_linje(self.navn)}\n"

    def html(self) -> str:
        return f"<h1>{til_html_celle(self.navn)}</h1>"

    def tekst(self) -> str:
        return til_tekst(self.navn)


@dataclass(frozen=True)
class Liste:
    """A bullet list."""

    punkter: Sequence[str]

    def myst(self) -> str:
        return "".join(f"* {trygg_linje(punkt)}\n" for punkt in self.punkter)

    def html(self) -> str:
        punkter = "".join(f"<li>{til_html_celle(punkt)}</li>\n" for punkt in self.punkter)
        return f"<ul>\n{punkter}</ul>\n"

    def tekst(self) -> str:
        return "\n".join(f"- {til_tekst(en_linje(punkt))}" for punkt in self.punkter)


@dataclass(frozen=True)
class Kodeblokk:
    """Text as a terminal has it, line by line."""

    tekst_: str

    def myst(self) -> str:
        return kodegjerde(self.tekst_)

    def html(self) -> str:
        return f"<pre>{html.escape(self.tekst_)}</pre>"

    def tekst(self) -> str:
        return self.tekst_


@dataclass(frozen=True)
class Boks:
    """A group of pieces under a class that the stylesheet knows."""

    klasse: str
    innhold: Sequence[Blokk]

    def myst(self) -> str:
        return gjerde("container", self.klasse, {}, "\n".join(b.myst() for b in self.innhold))

    def html(self) -> str:
        return f'<div class="{self.klasse}">{"".join(b.html() for b in self.innhold)}</div>'

    def tekst(self) -> str:
        return "\n".join(b.tekst() for b in self.innhold)


def boks(klasse: str, *innhold: Blokk) -> Boks:
    """The pieces as a group under a class."""
    return Boks(klasse, innhold)


@dataclass(frozen=True)
class Nedtrekk:
    """Pieces that unfold under a title."""

    tittel: str
    innhold: Sequence[Blokk]

    def myst(self) -> str:
        return gjerde("dropdown", trygg_linje(self.tittel), {}, "\n".join(b.myst() for b in self.innhold))

    def html(self) -> str:
        indre = "".join(b.html() for b in self.innhold)
        return f"<details><summary>{til_html_celle(self.tittel)}</summary>{indre}</details>"

    def tekst(self) -> str:
        return "\n".join([self.tittel, *(b.tekst() for b in self.innhold)])


@dataclass(frozen=True)
class Rutenett:
    """A table of text: header cells, rows, a caption, and a name that can be referred to."""

    hode: Sequence[str]
    rader: Sequence[Sequence[str]]
    tittel: str
    navn: str = ""
    klasse: str = "effekt-tabell"

    def myst(self) -> str:
        valg = {"header-rows": "1", "stub-columns": "1", "class": self.klasse}
        if self.navn:
            valg["name"] = self.navn
        rader = "".join(
            "".join(f"{'* -' if nr == 0 else '  -'} {trygg_linje(celle)}\n" for nr, celle in enumerate(rad))
            for rad in [self.hode, *self.rader]
        )
        return gjerde("list-table", trygg_linje(self.tittel), valg, rader)

    def html(self) -> str:
        tall = tallkolonner([[til_tekst(celle) for celle in rad] for rad in self.rader])

        def rute(merke: str, nr: int, celle: str) -> str:
            klasse = ' class="tall"' if nr in tall else ""
            return f"<{merke}{klasse}>{til_html_celle(celle)}</{merke.split()[0]}>"

        hode = "".join(rute('th scope="col"', nr, celle) for nr, celle in enumerate(self.hode))
        kropp = "".join(
            "<tr>"
            + rute('th scope="row"', 0, rad[0])
            + "".join(rute("td", nr, celle) for nr, celle in enumerate(rad[1:], 1))
            + "</tr>"
            for rad in self.rader
        )
        return (
            f'<table class="{self.klasse}"><caption>{til_html_celle(self.tittel)}</caption>'
            f"<thead><tr>{hode}</tr></thead><tbody>{kropp}</tbody></table>"
        )

    def tekst(self) -> str:
        linjer = [" | ".join(til_tekst(celle) for celle in rad) for rad in [self.hode, *self.rader]]
        return "\n".join([til_tekst(self.tittel), *linjer])


def skjermet(tegn: str) -> str:
    """A sign that Markdown would take for a list, shown as itself."""
    return "\\" + tegn if tegn[0] in "+-*" else tegn


@dataclass(frozen=True)
class Bilde:
    """A drawing with its title, what is said beneath that, and what it says to those who do not see it."""

    fil: str
    kilde_html: str
    tittel: str
    under: str
    alternativtekst: str
    navn: str

    def myst(self) -> str:
        valg = {
            "name": self.navn,
            "alt": valgverdi(til_tekst(en_linje(self.alternativtekst))),
            "figclass": "effekt-figur",
        }
        return gjerde("figure", self.fil, valg, f"{trygg_linje(self.tittel)}\n\n{trygg(self.under)}")

    def html(self) -> str:
        alt = html.escape(til_tekst(en_linje(self.alternativtekst)), quote=True)
        return (
            f'<figure class="effekt-figur"><figcaption>{til_html(self.tittel)}{til_html(self.under)}</figcaption>'
            f'<img src="{self.kilde_html}" alt="{alt}"></figure>'
        )

    def tekst(self) -> str:
        return "\n".join(til_tekst(t) for t in (self.tittel, self.under, self.alternativtekst))


@dataclass(frozen=True)
class Nedlasting:
    """What can be taken along of ``hva`` («Figur 7»), folded: a link to each file beside the chapter.

    ``filer`` maps what a file is («Tallene (CSV)») to it; ``innhold`` maps the same to an address that holds the whole
    file, for where none lies beside.
    """

    hva: str
    filer: Mapping[str, str]
    innhold: Mapping[str, str] = field(default_factory=dict)

    def myst(self) -> str:
        lenker = "".join(f"* {{download}}`{form} <{fil}>`\n" for form, fil in self.filer.items())
        # Each fold says what it is of to those who hear it alone.
        tittel = f"Last ned[ {trygg_linje(self.hva)}]{{.skjult}}"
        return gjerde("container", NEDLASTING, {}, gjerde("dropdown", tittel, {}, lenker))

    def html(self) -> str:
        lenker = "".join(
            f'<li><a href="{self.innhold.get(form, fil)}" download="{Path(fil).name}">{form}</a></li>'
            for form, fil in self.filer.items()
        )
        hva = html.escape(self.hva)
        return f'<details class="{NEDLASTING}"><summary>Last ned {hva}</summary><ul>{lenker}</ul></details>'

    def tekst(self) -> str:
        return f"Last ned {self.hva}: {', '.join(self.filer.values())}"


NEDLASTING: Final = "effekt-nedlasting"
# The line under a figure or a table, and what is noted of it.
VERKTOY: Final = "effekt-verktoy"
NOTER: Final = "effekt-noter"


def verktoylinje(kilde: str, nedlasting: Nedlasting, *foldet: Nedtrekk) -> Boks:
    """The one line under a figure or a table: source, downloads, and what is folded.

    The site adds what it knows: the permanent address, and how to embed what stands there.
    """
    return boks(VERKTOY, Avsnitt(kilde, "effekt-kilde"), nedlasting, *foldet)


# A line that is a heading on the site.
OVERSKRIFT: Final = "kort-tittel"
# A box where a chapter tells of a measure, with the way to the measure's page.
HENVISNING: Final = "kort-henvisning"


@dataclass(frozen=True)
class Anker:
    """A place that references can point at."""

    navn: str

    def myst(self) -> str:
        return f"({self.navn})=\n"

    def html(self) -> str:
        return f'<span id="{self.navn}"></span>'

    def tekst(self) -> str:
        return f"[{self.navn}]"
