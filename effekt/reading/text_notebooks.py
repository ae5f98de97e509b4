"""A chapter written as text: a MyST text notebook (``.md``), read strictly, with the line that each cell begins at.

It is the form that jupytext calls ``myst``: YAML between ``---`` on top, Markdown, and code cells as fences with
``{code-cell}``. What is read here jupytext reads alike (a test holds that), so JupyterLab opens and saves the same
file. jupytext's own reader is not used: it goes past a fence that is never closed and a cell that is misspelt, says in
English where YAML cannot be read, and bounds nothing, and a file may come from anyone.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from effekt.base import bounds
from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.words import ramse
from effekt.reading.documents import les_tekst, som_dokument, som_innstillinger

# Of a cell's own keys: what the program goes by, and what JupyterLab may write of itself.
_NOKLER: Final = ("tags", "jupyter", "editable", "slideshow", "deletable", "name", "collapsed", "scrolled")
# What is said of a cell by a tag: who goes by it, says there what it does.
MERKER: Final = ("parameters", "tittel", "valgfri", "vedlegg", "bare-nett")
_HODE: Final = ("jupytext", "kernelspec", "language_info")
_FORM: Final = "myst"
_SPRAK: Final = ("", "python", "python3", "ipython", "ipython3")
_CELLER: Final = {"code-cell": "code", "raw-cell": "raw"}
_GJERDE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")
_CELLEGJERDE: Final = re.compile(r"\s*(?:`{3,}|~{3,}|:{3,})\s*\{\s*([\w -]*cell?e?)\s*\}(.*)", re.IGNORECASE)
_KOLON: Final = re.compile(r" {0,3}(:{3,})[ \t]*(.*)")
_SKILLE: Final = re.compile(r" {0,3}\+{3,}(.*)")
# Where HTML begins, nothing in it is a cell to others. Pages show it as it is written.
_HTML: Final = re.compile(r" {0,3}<(?!(?:https?|mailto):)[!?/]?[A-Za-z-][^>]*>?")
_KODEORD: Final = re.compile(r"(?<!`)(`+)(?!`)[^`]+\1(?!`)")
_OVERSKRIFT: Final = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")


@dataclass(frozen=True)
class Tekstcelle:
    """A cell as it stands in the text, and the line of the file that its source begins at."""

    slag: str
    kilde: str
    linje: int
    metadata: Mapping[str, Any] = field(default_factory=dict)


def les_tekstceller(fil: Path) -> list[Tekstcelle]:
    """The cells of a text notebook; raises Datafeil, with the line, for what is none or is not finished."""
    tekst = les_tekst(fil, bounds.CHAPTER_BYTES).replace("\r\n", "\n").replace("\r", "\n")
    return list(_celler(tekst.split("\n"), fil))


def _celler(linjer: Sequence[str], fil: Path) -> Iterator[Tekstcelle]:
    nr = _hodet(linjer, fil)
    begynner, metadata = nr, dict[str, Any]()
    gang = Blokker(fil)
    while nr < len(linjer):
        linje = linjer[nr]
        if not gang.i_gjerde and (funnet := _CELLEGJERDE.fullmatch(linje)):
            if gang.apne:
                ord_ = f"kodecellen står inne i blokken som begynner i linje {gang.apne[0][1]}. Lukk blokken foran den"
                raise Datafeil(ord_, fil, nr + 1)
            yield from _tekst(linjer, begynner, nr, metadata)
            celle, nr = _kodecelle(linjer, nr, funnet, fil)
            yield celle
            begynner, metadata = nr, {}
        elif not gang.i_gjerde and (skille := _SKILLE.fullmatch(linje)):
            yield from _tekst(linjer, begynner, nr, metadata)
            metadata, nr = _om_teksten(skille[1].strip(), fil, nr + 1), nr + 1
            begynner = nr
        elif not gang.i_gjerde and (html := _HTML.match(linje)):
            ord_ = f"linjen begynner med «{html[0].strip()}», som HTML. Skriv det som Markdown, eller sett \\ foran"
            raise Datafeil(ord_, fil, nr + 1)
        else:
            gang.les(linje, nr + 1)
            nr += 1
    gang.slutt()
    yield from _tekst(linjer, begynner, len(linjer), metadata)


class Blokker:
    """Which blocks of Markdown a line stands in, as the lines of a text are gone through."""

    def __init__(self, fil: Path | None = None) -> None:
        self._fil = fil
        self._gjerde: tuple[str, int] | None = None
        self._rykket = False
        self.apne: list[tuple[int, int]] = []  # blocks of colons: how many, and the line

    @property
    def i_gjerde(self) -> bool:
        """Whether it is in a fence, where all is as it stands."""
        return self._gjerde is not None

    @property
    def inne(self) -> bool:
        """Whether it is in any block."""
        return self.i_gjerde or bool(self.apne)

    def les(self, linje: str, nr: int) -> None:
        """Go past a line, the ``nr``th of its file."""
        if self._gjerde is not None:
            if self._fil and self._rykket and linje[:1].strip():
                raise self._ulukket(*self._gjerde)  # it ends with the item that it is in, without being closed
            if _lukker(linje, self._gjerde[0]):
                self._gjerde = None
        elif funnet := _GJERDE.fullmatch(linje):
            self._gjerde, self._rykket = (funnet[1], nr), linje.startswith(" ")
        elif funnet := _KOLON.fullmatch(linje):
            antall = len(funnet[1])
            if funnet[2]:
                self.apne.append((antall, nr))
            else:
                # The outermost that so many end is ended, and all in it.
                ytterst = next((n for n, (har, _) in enumerate(self.apne) if har <= antall), len(self.apne))
                del self.apne[ytterst:]

    def slutt(self) -> None:
        """Raise Datafeil for a block that is not closed when the text ends."""
        for tegn, nr in ([self._gjerde] if self._gjerde else []) + [(":" * n, nr) for n, nr in self.apne]:
            raise self._ulukket(tegn, nr)

    def _ulukket(self, tegn: str, nr: int) -> Datafeil:
        ord_ = f"blokken som begynner her, er ikke lukket. Skriv {tegn} på en linje for seg der den slutter"
        return Datafeil(ord_, self._fil, nr)


def _lukker(linje: str, gjerde: str) -> bool:
    """Whether a line closes the fence: at least as many of the same sign, and nothing else."""
    rein = linje.strip()
    return len(rein) >= len(gjerde) and set(rein) == {gjerde[0]} and len(linje) - len(linje.lstrip(" ")) <= 3


def med_kode(tekst: str, gjor: Callable[[str], str]) -> str:
    """A text of Markdown where what is shown as it is written is as ``gjor`` makes it: fences without a name, code."""
    deler = []
    for som_kode, linjer in groupby(_linjene(tekst), key=itemgetter(1)):
        del_ = "\n".join(linje for linje, _ in linjer)
        deler.append(gjor(del_) if som_kode else _KODEORD.sub(lambda funnet: gjor(funnet[0]), del_))
    return "\n".join(deler)


def _linjene(tekst: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is of a fence without a name; what is in one with a name is text."""
    gjerde, naken = "", False
    for linje in tekst.split("\n"):
        if gjerde:
            yield linje, naken
            if _lukker(linje, gjerde):
                gjerde, naken = "", False
        elif (funnet := _GJERDE.fullmatch(linje)) is not None:
            gjerde, naken = funnet[1], not funnet[2].strip().startswith("{")
            yield linje, naken
        else:
            yield linje, False


def uten_kode(tekst: str) -> str:
    """A text of Markdown without what is shown as it is written."""
    return med_kode(tekst, lambda _: "")


def er_overskrift(linje: str) -> bool:
    """Whether a line of Markdown is a heading."""
    return _OVERSKRIFT.match(linje) is not None


def _tekst(linjer: Sequence[str], fra: int, til: int, metadata: Mapping[str, Any]) -> Iterator[Tekstcelle]:
    """What stands between two cells, blank lines around it taken off; nothing where that is all."""
    while fra < til and not linjer[fra].strip():
        fra += 1
    if kilde := "\n".join(linjer[fra:til]).rstrip():
        yield Tekstcelle("markdown", kilde, fra + 1, metadata)


def _kodecelle(linjer: Sequence[str], nr: int, funnet: re.Match[str], fil: Path) -> tuple[Tekstcelle, int]:
    """The cell that a fence opens, and the number of the line after it."""
    hva, sprak = funnet[1], funnet[2].strip()
    gjerde = _GJERDE.fullmatch(linjer[nr])
    if hva not in _CELLER:
        ord_ = f"ukjent slags celle «{{{hva}}}».{naermeste(hva, _CELLER) or ' Skriv {code-cell}'}"
        raise Datafeil(ord_, fil, nr + 1)
    if gjerde is None or not re.match(r"`{3,}\{", linjer[nr]):
        ord_ = f"cellen må begynne helt til venstre, med ```{{{hva}}} uten noe foran eller mellom"
        raise Datafeil(ord_, fil, nr + 1)
    if sprak not in _SPRAK:
        ord_ = f"cellen er i språket «{sprak}», men må være i Python. Skriv ```{{{hva}}}"
        raise Datafeil(ord_, fil, nr + 1)
    slutt = next((n for n in range(nr + 1, len(linjer)) if _lukker(linjer[n], gjerde[1])), None)
    if slutt is None or any(linjer[n].startswith(f"{gjerde[1]}{{") for n in range(nr + 1, slutt)):
        ord_ = f"cellen som begynner her, er ikke lukket. Skriv {gjerde[1]} på en linje for seg under den"
        raise Datafeil(ord_, fil, nr + 1)
    metadata, forste = _valgene(linjer, nr + 1, slutt, fil)
    if forste < slutt and not linjer[forste].strip():
        forste += 1
    return Tekstcelle(_CELLER[hva], "\n".join(linjer[forste:slutt]), forste + 1, metadata), slutt + 1


def _valgene(linjer: Sequence[str], fra: int, til: int, fil: Path) -> tuple[dict[str, Any], int]:
    """What stands of a cell at its top, «:tags: [parameters]» or YAML between ---, and the line after it."""
    if fra < til and linjer[fra].startswith("---"):
        slutt = next((n for n in range(fra + 1, til) if linjer[n].startswith("---")), None)
        if slutt is None:
            raise Datafeil("opplysningene om cellen er ikke avsluttet. Skriv --- under dem", fil, fra + 1)
        return _opplysninger(_yaml(linjer[fra + 1 : slutt], fra + 1, fil), fil, fra + 2), slutt + 1
    slutt = fra
    while slutt < til and linjer[slutt].startswith(":"):
        slutt += 1
    return _opplysninger(_yaml([linje[1:] for linje in linjer[fra:slutt]], fra, fil), fil, fra + 1), slutt


def _yaml(linjer: Sequence[str], fra: int, fil: Path) -> dict[str, Any]:
    """Lines of YAML as settings, with the file's own line numbers in what is wrong."""
    tekst, feil = "\n".join(linjer), list[Datafeil]()
    lest: Any = {}
    with samle(feil):
        if (innhold := som_dokument(tekst, fil).innhold) is not None:
            if not isinstance(innhold, dict):
                raise Datafeil("her må det stå «nøkkel: verdi»-linjer", fil, 1)
            lest = som_innstillinger(tekst, fil).innhold
    if feil:
        raise samlet_feil(Datafeil(ett.melding, fil, fra + (ett.linje or 1)) for ett in feil)
    return dict(lest)


def _om_teksten(skrevet: str, fil: Path, nr: int) -> dict[str, Any]:
    """What stands of a text after +++, as JSON."""
    if not skrevet:
        return {}
    try:
        lest = json.loads(skrevet)
    except (ValueError, RecursionError):
        lest = None
    if not isinstance(lest, dict):
        raise Datafeil('etter +++ må det stå ingenting, eller noe som {"tags": ["valgfri"]}', fil, nr)
    return _opplysninger(lest, fil, nr)


def _opplysninger(lest: dict[str, Any], fil: Path, nr: int) -> dict[str, Any]:
    for nokkel in lest:
        if nokkel not in _NOKLER:
            ord_ = f"ukjent opplysning om cellen: «{nokkel}».{naermeste(str(nokkel), _NOKLER) or ' Slett den'}"
            raise Datafeil(ord_, fil, nr)
    merker = lest.get("tags", [])
    if not isinstance(merker, list) or not all(isinstance(ett, str) for ett in merker):
        raise Datafeil("tags må være en liste i klammer: [parameters]", fil, nr)
    for merke in merker:
        if merke not in MERKER:
            rad = naermeste(merke, MERKER) or f" Her kan stå {ramse(MERKER)}"
            raise Datafeil(f"ukjent merke på cellen: «{merke}».{rad}", fil, nr)
    try:
        json.dumps(lest)
    except (TypeError, ValueError):
        raise Datafeil("opplysningene om cellen har en verdi som ikke er tekst, tall, ja eller nei", fil, nr) from None
    return lest


def _hodet(linjer: Sequence[str], fil: Path) -> int:
    """The number of the first line after what stands between --- on top; 0 where there is nothing such."""
    if not re.fullmatch(r"-{3,}\s*", linjer[0]):
        return 0
    slutt = next((nr for nr in range(1, len(linjer)) if re.fullmatch(r"-{3,}\s*", linjer[nr])), None)
    if slutt is None:
        raise Datafeil("opplysningene øverst i filen er ikke avsluttet. Skriv --- på linjen under dem", fil, 1)
    lest = _yaml(linjer[1:slutt], 1, fil)
    if not lest:
        raise Datafeil("opplysningene øverst i filen er tomme. Slett linjene med ---", fil, 1)
    for nokkel in lest:
        if nokkel not in _HODE:
            nr = next((n for n in range(1, slutt) if linjer[n].startswith(f"{nokkel}:")), 0) + 1
            rad = naermeste(str(nokkel), _HODE) or f" Her kan stå {ramse(_HODE)}"
            raise Datafeil(f"ukjent nøkkel «{nokkel}» øverst i filen.{rad}", fil, nr)
    form = _ved(lest, "jupytext", "text_representation", "format_name")
    if form not in {None, _FORM}:
        raise Datafeil(f"filen er i jupytexts format «{form}», men et kapittel må være i «{_FORM}»", fil, 1)
    sprak = _ved(lest, "kernelspec", "language") or _ved(lest, "language_info", "name")
    if sprak not in {None, "python"}:
        raise Datafeil(f"kapitlet er i språket «{sprak}», men må være i Python", fil, 1)
    return slutt + 1


def _ved(lest: Any, *nokler: str) -> Any:
    """What stands under these keys, one in the other; None where it does not."""
    for nokkel in nokler:
        lest = lest.get(nokkel) if isinstance(lest, dict) else None
    return lest
