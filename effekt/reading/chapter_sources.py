"""A chapter's source, whichever form it is written in, as the notebook that is run.

A chapter is a notebook (``.ipynb``) or a text (``.md``, ``text_notebooks``). Where Markdown in it has live numbers or
claims, it becomes a cell of prose (``%%tekst``) like those that are written so: one way of being filled in, shown and
guarded. Headings stay Markdown, since what a cell shows is no heading of the page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil
from effekt.base.files import fingerprint
from effekt.reading.notebooks import KERNEL, er_fullstendig, les_notatbok
from effekt.reading.text_notebooks import Blokker, Tekstcelle, er_overskrift, les_tekstceller, med_kode, uten_kode

# What the first line of a cell of prose is.
PROSA: Final = "%%tekst"
# What stands behind it where the prose is a page's Markdown, with tables, quotes and boxes.
SOM_SIDE: Final = "markdown"
# The tag of a cell whose output is a heading: what is shown in a cell is no heading of the page.
TITTEL: Final = "tittel"
# What its metadata say of how large a heading it is, where the words alone are what the cell shows.
NIVA: Final = "overskriftsniva"
TEKSTKILDE: Final = ".md"
ENDELSER: Final = (".ipynb", TEKSTKILDE)
# A place that is still to be written: a paragraph of a text that begins so, and what pages show it in.
SKRIV_HER: Final = "Skriv her:"
USKREVET: Final = "{container} uskrevet"
# Where someone meant a number, or a claim; code in a text is told of as it is.
_KLAMMER: Final = re.compile(r"\{\{.*?(\}\}|$)|\{%.*?(%\}|$)", re.DOTALL)
# Folded for whoever reads in JupyterLab: a click on the bar beside it shows it.
FOLDET: Final[Mapping[str, Any]] = {"jupyter": {"source_hidden": True}}
_KORT: Final = 60
_MINOR: Final = 5  # the format's, since which cells have ids


@dataclass(frozen=True)
class Kapittelkilde:
    """A chapter's source, read: the notebook that is run, and where its cells stand in the file."""

    fil: Path
    notatbok: dict[str, Any]
    # Of a text: the line that the words of each cell begin at, by the cell's id. A notebook's file has none to tell.
    linjer: Mapping[str, int] = field(default_factory=dict)
    # Of a notebook: the cell of the file that a cell is of, its number and id, and the line of it that it begins at.
    opphav: Mapping[str, tuple[int, str, int]] = field(default_factory=dict)

    @property
    def celler(self) -> list[dict[str, Any]]:
        """The cells, each source as text."""
        return list(self.notatbok["cells"])

    def feil(self, nr: int, melding: str, linje: int = 1) -> Datafeil:
        """A fault in a line of the ``nr``th cell's text: told by the file's line, or by the cell in a notebook."""
        celle = self.celler[nr]
        if (begynner := self.linjer.get(celle["id"])) is not None:
            return Datafeil(melding, self.fil, begynner + linje - 1)
        i_filen, id_, begynner = self.opphav[celle["id"]]
        i_cellen = f", linje {linje + begynner - 1} i teksten" if linje + begynner > 2 else ""
        return Datafeil(f"celle {i_filen} ({id_}){i_cellen}: {melding}", self.fil)


def finn_kilde(mappe: Path, navn: str) -> Path | None:
    """The source of a chapter in a folder of chapters; None without one. Raises Datafeil where there are two."""
    funnet = [fil for ending in ENDELSER if (fil := mappe / f"{navn}{ending}").is_file()]
    if len(funnet) > 1:
        ord_ = f"kapitlet finnes også som «{funnet[0].name}». Behold den ene filen, og slett den andre"
        raise Datafeil(ord_, funnet[1])
    return funnet[0] if funnet else None


def kilder_i(mappe: Path) -> dict[str, Path]:
    """The chapters of a folder by name, in order."""
    navn = sorted({fil.stem for ending in ENDELSER for fil in mappe.glob(f"*{ending}") if not fil.name.startswith(".")})
    return {ett: fil for ett in navn if (fil := finn_kilde(mappe, ett))}


def les_kilde(fil: Path) -> Kapittelkilde:
    """A chapter's source, ready to be run; raises Datafeil for what cannot be read."""
    if fil.suffix != TEKSTKILDE:
        bok = les_notatbok(fil)
        delte = [(nr, celle["id"], *ny) for nr, celle in enumerate(bok["cells"]) for ny in _delt(celle)]
        opphav = {celle["id"]: (nr, id_, linje) for nr, id_, celle, linje in delte}
        return Kapittelkilde(fil, bok | {"cells": [celle for _, _, celle, _ in delte]}, opphav=opphav)
    celler, linjer, antall = list[dict[str, Any]](), dict[str, int](), Counter[str]()
    for celle in (del_ for hel in les_tekstceller(fil) for del_ in _deler(hel)):
        navn = f"celle-{fingerprint(celle.slag + celle.kilde)[:8]}"  # stays when others come and go
        antall[navn] += 1
        id_ = navn if antall[navn] == 1 else f"{navn}-{antall[navn]}"
        linjer[id_] = celle.linje
        celler.append(_som_celle(celle, id_))
    metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    return Kapittelkilde(fil, {"cells": celler, "metadata": metadata, "nbformat": 4, "nbformat_minor": _MINOR}, linjer)


def kan_kjores_som_den_er(fil: Path) -> bool:
    """Whether a source's own file is the notebook that is run."""
    if fil.suffix == TEKSTKILDE or not er_fullstendig(fil):
        return False
    tekster = (celle["source"] for celle in les_notatbok(fil)["cells"] if celle["cell_type"] == "markdown")
    return not any(map(har_tall, tekster))


def har_tall(tekst: str) -> bool:
    """Whether a text has live numbers or claims in it, outside of what is told as code."""
    return _KLAMMER.search(uten_kode(tekst)) is not None


def hint_i(plass: str) -> str:
    """What a place to write asks for, short: «Hva sektoren gjør, for hvem …»."""
    ord_ = " ".join(plass.replace("*", "").partition(SKRIV_HER)[2].strip(":\n ").split())
    return ord_ if len(ord_) <= _KORT else f"{ord_[:_KORT].rpartition(' ')[0]} …"


def _som_celle(celle: Tekstcelle, id_: str) -> dict[str, Any]:
    ferdig: dict[str, Any] = {"cell_type": celle.slag, "id": id_, "metadata": dict(celle.metadata)}
    if celle.slag == "code":
        ferdig |= {"execution_count": None, "outputs": []}
    return ferdig | {"source": celle.kilde}


def _delt(celle: dict[str, Any]) -> Iterator[tuple[dict[str, Any], int]]:
    """A notebook's cell as it is run: Markdown with live numbers as the cells that it becomes, each with its line."""
    if celle["cell_type"] != "markdown" or not har_tall(celle["source"]):
        yield celle, 1
        return
    hel = Tekstcelle("markdown", celle["source"], 1, celle["metadata"])
    for nr, del_ in enumerate(_deler(hel), 1):
        yield _som_celle(del_, celle["id"] if nr == 1 else f"{celle['id']}-{nr}"), del_.linje


def _deler(celle: Tekstcelle) -> Iterator[Tekstcelle]:
    """What a cell becomes: text with live numbers as prose, headings and places to write by themselves."""
    if celle.slag != "markdown":
        yield celle
        return
    linjer, samlet = celle.kilde.split("\n"), list[Tekstcelle]()

    def uten_tall() -> Iterator[Tekstcelle]:
        if samlet:
            fra, sist = samlet[0].linje - celle.linje, samlet[-1]
            til = sist.linje - celle.linje + sist.kilde.count("\n") + 1
            yield Tekstcelle("markdown", "\n".join(linjer[fra:til]), samlet[0].linje, celle.metadata)
            samlet.clear()

    for del_ in _avsnittene(celle):
        if del_.slag == _PLASS:
            yield from uten_tall()
            ramme = f"::::{USKREVET}\n**{SKRIV_HER}**{del_.kilde.removeprefix(SKRIV_HER)}\n::::"
            yield Tekstcelle("markdown", ramme, del_.linje, celle.metadata)
        elif har_tall(del_.kilde):
            yield from uten_tall()
            tekst, om = med_kode(del_.kilde, _ordrett), {**celle.metadata, **FOLDET}
            if del_.slag == _OVERSKRIFT:
                tegn, _, tekst = tekst.strip().replace("\t", " ", 1).partition(" ")
                om |= {"tags": [*celle.metadata.get("tags", ()), TITTEL], NIVA: len(tegn)}
            yield Tekstcelle("code", f"{PROSA} {SOM_SIDE}\n{tekst.strip()}", del_.linje, om)
        else:
            samlet.append(del_)
    yield from uten_tall()


def _ordrett(kode: str) -> str:
    """What is shown as code, so that prose leaves it as it is written."""
    return f"{{% raw %}}{kode}{{% endraw %}}" if "{" in kode else kode


_OVERSKRIFT: Final = "overskrift"
_PLASS: Final = "plass"
_TEKST: Final = "tekst"


def _avsnittene(celle: Tekstcelle) -> Iterator[Tekstcelle]:
    """The text cut at its headings and its places to write, each part with its line; ``slag`` says what it is."""
    linjer = celle.kilde.split("\n")
    gang = Blokker()
    begynt = 0

    def del_(slag: str, fra: int, til: int) -> Iterator[Tekstcelle]:
        while fra < til and not linjer[fra].strip():
            fra += 1
        if kilde := "\n".join(linjer[fra:til]).rstrip():
            yield Tekstcelle(slag, kilde, celle.linje + fra)

    nr = 0
    while nr < len(linjer):
        linje = linjer[nr]
        slag, slutt = "", nr + 1
        if not gang.inne and er_overskrift(linje):
            slag = _OVERSKRIFT
        elif not gang.inne and linje.startswith(SKRIV_HER) and (nr == 0 or not linjer[nr - 1].strip()):
            slag, slutt = _PLASS, _avsnittets_slutt(linjer, nr)
        if slag:
            yield from del_(_TEKST, begynt, nr)
            yield from del_(slag, nr, slutt)
            begynt = slutt
        else:
            gang.les(linje, nr + 1)
        nr = slutt
    yield from del_(_TEKST, begynt, len(linjer))


def _avsnittets_slutt(linjer: Sequence[str], fra: int) -> int:
    return next((nr for nr in range(fra + 1, len(linjer)) if not linjer[nr].strip()), len(linjer))
