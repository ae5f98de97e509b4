"""The pieces that a published object is made of, each as MyST for the site, HTML for JupyterLab,
and plain text for whoever compares.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


_ROLLE: Final = re.compile(r"\{(?:ref|doc|numref)\}`([^`<]+?)(?: <[^>`]+>)?`")
_LISTETEGN: Final = re.compile(r"^([-+#>|]|\*(?!\*)|\d+[.)])")


class Blokk(Protocol):
    """A piece of a published object."""

    def myst(self) -> str:
        """The piece as MyST Markdown."""

    def html(self) -> str:
        """The piece as HTML that stands alone."""

    def tekst(self) -> str:
        """The piece as plain text."""


def til_html(markdown: str) -> str:
    """Markdown with MyST roles as HTML; a reference becomes its text."""
    return str(_leser().render(_ROLLE.sub(r"\1", markdown)))


@cache
def _leser() -> "MarkdownIt":
    """The reader of Markdown, made once: that takes longer than reading a table."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    return MarkdownIt("commonmark").use(footnote_plugin)


def til_tekst(markdown: str) -> str:
    """Markdown as plain text: roles and emphasis taken off."""
    ren = re.sub(r"(?<!\\)\*\*?|(?<!\w)_|_(?!\w)", "", _ROLLE.sub(r"\1", markdown))
    return ren.replace(r"\*", "*").strip()


def _gjerde(navn: str, argument: str, valg: dict[str, str], innhold: str) -> str:
    """A colon fence long enough for what is inside it."""
    lengste = max((len(m) for m in re.findall(r"^:{3,}", innhold, re.M)), default=2)
    kolon = ":" * (lengste + 1)
    hode = f"{kolon}{{{navn}}} {argument}".rstrip()
    felt = "".join(f":{n}: {v}".rstrip() + "\n" for n, v in valg.items())
    return f"{hode}\n{felt}\n{innhold.strip()}\n{kolon}\n"


def _en_linje(tekst: str) -> str:
    """The text on one line; no-break spaces stay, which str.split would take."""
    return re.sub(r"[ \t\r\n]+", " ", tekst).strip()


@dataclass(frozen=True)
class Avsnitt:
    """Paragraphs of Markdown, in a container of its own where it has a class."""

    markdown: str
    klasse: str = ""

    def myst(self) -> str:
        if not self.klasse:
            return self.markdown.strip() + "\n"
        return _gjerde("container", self.klasse, {}, self.markdown)

    def html(self) -> str:
        indre = til_html(self.markdown)
        return f'<div class="{self.klasse}">{indre}</div>' if self.klasse else indre

    def tekst(self) -> str:
        return til_tekst(self.markdown)


@dataclass(frozen=True)
class Liste:
    """A bullet list."""

    punkter: Sequence[str]

    def myst(self) -> str:
        return "".join(f"- {_en_linje(punkt)}\n" for punkt in self.punkter)

    def html(self) -> str:
        return til_html(self.myst())

    def tekst(self) -> str:
        return "\n".join(f"- {til_tekst(_en_linje(punkt))}" for punkt in self.punkter)


@dataclass(frozen=True)
class Kodeblokk:
    """Text as a terminal has it, line by line."""

    tekst_: str

    def myst(self) -> str:
        return f"```text\n{self.tekst_}\n```\n"

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
        return _gjerde("container", self.klasse, {}, "\n".join(b.myst() for b in self.innhold))

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
        return _gjerde("dropdown", self.tittel, {}, "\n".join(b.myst() for b in self.innhold))

    def html(self) -> str:
        indre = "".join(b.html() for b in self.innhold)
        return f"<details><summary>{html.escape(self.tittel)}</summary>{indre}</details>"

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
            "".join(f"{'* -' if nr == 0 else '  -'} {_celle(celle)}\n" for nr, celle in enumerate(rad))
            for rad in [self.hode, *self.rader]
        )
        return _gjerde("list-table", _en_linje(self.tittel), valg, rader)

    def html(self) -> str:
        hode = "".join(f'<th scope="col">{html.escape(celle)}</th>' for celle in self.hode)
        kropp = "".join(
            f'<tr><th scope="row">{til_html_celle(rad[0])}</th>'
            + "".join(f"<td>{til_html_celle(celle)}</td>" for celle in rad[1:])
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


def _celle(celle: str) -> str:
    """A cell that Markdown leaves alone: a leading list sign is escaped."""
    celle = _en_linje(celle)
    if match := _LISTETEGN.match(celle):
        tegn = match[1]
        return (tegn[:-1] + "\\" + tegn[-1] if tegn[0].isdigit() else "\\" + tegn) + celle[len(tegn) :]
    return celle


def skjermet(tegn: str) -> str:
    """A sign that Markdown would take for a list, shown as itself."""
    return "\\" + tegn if tegn[0] in "+-*" else tegn


def til_html_celle(markdown: str) -> str:
    """A line of Markdown as HTML without the paragraph around it."""
    return str(_celleleser().renderInline(_ROLLE.sub(r"\1", markdown)))


@cache
def _celleleser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


@dataclass(frozen=True)
class Bilde:
    """A drawing with its caption and what it says to those who do not see it."""

    fil: str
    kilde_html: str
    tittel: str
    under: str
    alternativtekst: str
    navn: str

    def myst(self) -> str:
        valg = {"name": self.navn, "alt": til_tekst(_en_linje(self.alternativtekst)), "figclass": "effekt-figur"}
        return _gjerde("figure", self.fil, valg, f"{_en_linje(self.tittel)}\n\n{self.under}")

    def html(self) -> str:
        alt = html.escape(til_tekst(_en_linje(self.alternativtekst)), quote=True)
        return (
            f'<figure><img src="{self.kilde_html}" alt="{alt}">'
            f"<figcaption>{til_html(self.tittel)}{til_html(self.under)}</figcaption></figure>"
        )

    def tekst(self) -> str:
        return "\n".join(til_tekst(t) for t in (self.tittel, self.under, self.alternativtekst))


@dataclass(frozen=True)
class Nedlasting:
    """Links to files beside the chapter, one a format: «Last ned Figur 7: CSV · SVG».

    ``filer`` maps the format to the file; ``innhold`` maps it to an address that holds the whole
    file, for where none lies beside.
    """

    hva: str
    filer: Mapping[str, str]
    innhold: Mapping[str, str] = field(default_factory=dict)

    def myst(self) -> str:
        lenker = "\u00a0· ".join(f"{{download}}`{form} <{fil}>`" for form, fil in self.filer.items())
        return _gjerde("container", "effekt-nedlasting", {}, f"{self.hva}: {lenker}")

    def html(self) -> str:
        lenker = "\u00a0· ".join(
            f'<a href="{self.innhold.get(form, fil)}" download="{Path(fil).name}">{form}</a>'
            for form, fil in self.filer.items()
        )
        return f'<p class="effekt-nedlasting">{html.escape(self.hva)}: {lenker}</p>'

    def tekst(self) -> str:
        return f"{self.hva}: {', '.join(self.filer.values())}"


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
