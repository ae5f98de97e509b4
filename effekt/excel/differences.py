"""What an import changes, told a value a line: address, before and after, and the cell it comes from.

What differs is always shown whole; only what is the same before and after it is cut. A text that the book would work
out, or take for markup, is shown whole too, so that nothing hides at its end. What a screen does not show is written
as its number.
"""

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from effekt.excel.files import Sektorfiler, hent_verdi, ressurser
from effekt.excel.sheets import Innlesing
from effekt.excel.tables import rader_av
from effekt.excel.yamledit import shown_value
from effekt.reading.documents import Sti
from effekt.reading.insertion import VURDERINGER

_LENGST: Final = 70
_RUNDT: Final = 12  # characters, and the rest of the word, of what is the same
_UTEN_VERDI: Final = ("verdi",)
_PA_KORTET: Final[dict[Sti, str]] = {
    ("samlet_vurdering", "klasse"): "klasse",
    ("avrunding", "til"): "avrunding",
    ("beslutning", "status"): "status",
    **{("vurderinger", felt, "verdi"): felt for felt in VURDERINGER},
}


@dataclass(frozen=True)
class Importendring:
    """A changed value: address, text before (empty if new) and after (empty if gone), and its cell."""

    fil: str
    adresse: str
    gammel: str
    ny: str
    sted: str = ""
    has_code: bool = False  # whether the new text is of what the book works out, or takes for markup

    def __str__(self) -> str:
        gammel, ny = self.gammel, self.ny
        if not self.has_code:
            gammel, ny = _forkortet(gammel, ny)
        vist = legible(gammel), legible(ny)
        if _look(gammel) == _look(ny):  # as when one has a hard space
            vist = legible(gammel, True), legible(ny, True)
        fra = f" ({self.sted})" if self.sted else ""
        return f"{legible(self.adresse)}: {vist[0] or '(tom)'} → {vist[1] or '(tom)'}{fra}"


_CODE: Final = re.compile(r"[{}<>`]|\]\(|\]\[|!\[")


def has_code(verdi: Any) -> bool:
    """Whether a text, or one of those in a group, has what live text uses: braces, markup, links."""
    if isinstance(verdi, Mapping):
        return any(map(has_code, verdi.values()))
    return any(map(has_code, verdi)) if isinstance(verdi, list) else bool(_CODE.search(verdi or ""))


def legible(tekst: str, all_spaces: bool = False) -> str:
    r"""The text with what a screen does not show, or shows in another order, as its number: «\u202e».

    ``all_spaces`` numbers what looks like something else too: hard spaces, and marks of their own over letters.
    """
    skjult = {"Zl", "Zp", *(("Zs", "Mn") if all_spaces else ())}
    slag = ((tegn, unicodedata.category(tegn)) for tegn in tekst)
    return "".join(_numbered(tegn) if tegn != " " and (s[0] == "C" or s in skjult) else tegn for tegn, s in slag)


def _look(tekst: str) -> str:
    """What a text looks like on a screen."""
    return re.sub(r"\s", " ", unicodedata.normalize("NFC", tekst))


def _numbered(tegn: str) -> str:
    return "\\n" if tegn == "\n" else f"\\u{ord(tegn):04x}"


def importforskjeller(inn: Innlesing) -> dict[str, list[Importendring]]:
    """The changes by file; of a new file only what has code in it, and of a deleted one nothing."""
    filer = inn.filer
    alle: dict[str, list[Importendring]] = {}
    for fil, ny in filer.nye.items():
        gammel = filer.gamle.get(fil)
        if fil not in filer.slettet and (gammel is None or ny != gammel):
            alle[fil] = [ett for ett in _i_dokument(inn, fil, gammel or {}, ny) if gammel is not None or ett.has_code]
    for fil, tekst in filer.nye_tabeller.items():
        gammel_tekst = filer.gamle_tabeller.get(fil)
        if tekst != gammel_tekst:
            endret = _i_tabell(inn, fil, gammel_tekst or "", tekst)
            alle[fil] = [ett for ett in endret if gammel_tekst is not None or ett.has_code]
    return alle


def _i_dokument(inn: Innlesing, fil: str, gammel: Any, ny: Any) -> Iterator[Importendring]:
    for blad in leaves(gammel, ny):
        celle, rad = inn.celler.get((fil, blad.sti)), inn.rader.get((fil, blad.sti))
        sted = celle.rute.sted if celle else rad.forste.sted if rad else ""
        hva = adresse(fil, blad.sti, gammel if blad.gone else ny)
        yield Importendring(fil, hva, shown_value(blad.gammel), shown_value(blad.ny), sted, has_code(blad.ny))


@dataclass(frozen=True)
class Leaf:
    """A smallest part that differs: a value, a list of values, a new entry. ``gone``: ``sti`` is in the old one."""

    sti: Sti
    gammel: Any
    ny: Any
    gone: bool = False


def leaves(gammel: Any, ny: Any, sti: Sti = ()) -> Iterator[Leaf]:
    """Every part that differs between two documents."""
    if gammel == ny:
        return
    # A group of groups that is all new is told entry by entry.
    if not gammel and isinstance(ny, Mapping) and any(isinstance(v, Mapping | list) for v in ny.values()):
        gammel = {}
    if isinstance(gammel, Mapping) and isinstance(ny, Mapping):
        for nokkel in [*gammel, *(k for k in ny if k not in gammel)]:
            yield from leaves(gammel.get(nokkel), ny.get(nokkel), (*sti, nokkel))
    elif isinstance(gammel, list) and isinstance(ny, list) and any(isinstance(ett, Mapping) for ett in [*gammel, *ny]):
        for fra, til in _pairs(gammel, ny):
            if fra is not None and til is not None:
                yield from leaves(gammel[fra], ny[til], (*sti, til))
            elif til is not None:
                yield Leaf((*sti, til), None, ny[til])
            elif fra is not None:
                yield Leaf((*sti, fra), gammel[fra], None, gone=True)
    else:
        yield Leaf(sti, gammel, ny)


def _pairs(gammel: list[Any], ny: list[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Which item of a list was which before: by name where they have one, else by what is the same."""
    for_, etter = ([str(hent_verdi(ett, ("name",)) or repr(ett)) for ett in liste] for liste in (gammel, ny))
    for _, fra, til, nyfra, nytil in difflib.SequenceMatcher(None, for_, etter, autojunk=False).get_opcodes():
        yield from zip_longest(range(fra, til), range(nyfra, nytil))


def adresse(fil: str, sti: Sti, innhold: Any) -> str:
    """The address of a value as the rest of ``effekt`` has it, or where it stands in its file."""
    ledd = list(sti)
    ar = ""
    if ledd and str(ledd[-1]).isdigit() and len(str(ledd[-1])) == 4:
        ar = f"[{ledd.pop()}]"
    if "/gevinster/" in fil:
        return f"{hent_verdi(innhold, ('tiltak',)) or fil}.{_of_gain(ledd, innhold) or 'gevinstplan'}{ar}"
    if "/tiltak/" in fil:
        id_ = hent_verdi(innhold, ("id",)) or fil
        if tuple(ledd) in _PA_KORTET:
            return f"{id_}.{_PA_KORTET[tuple(ledd)]}"
        if ledd[:1] in (["forutsetninger"], ["kostnader"]):
            ledd = ledd[1:]
        if tuple(ledd[1:]) == _UTEN_VERDI:
            ledd = ledd[:1]
        return f"{id_}.{'.'.join(map(str, ledd))}{ar}"
    if fil.endswith("tall.yml") and len(ledd) > 1:
        ledd = ledd[:2] if tuple(ledd[2:]) == _UTEN_VERDI else ledd
        return f"{'.'.join(map(str, ledd))}{ar}"
    if fil.endswith("datapackage.yml") and len(ledd) > 1:
        navn = hent_verdi(innhold, (ledd[0], ledd[1], "name"))
        rest = ".".join(str(hent_verdi(innhold, (*ledd[: nr + 1], "name")) or ett)
                        for nr, ett in enumerate(ledd) if nr > 1)  # fmt: skip
        return f"{navn}.{rest}" if rest else str(navn)
    forst = "sektor." if fil.endswith("sektor.yml") else ""
    return f"{forst}{'.'.join(map(str, ledd))}{ar}"


def _of_gain(ledd: Sequence[str | int], innhold: Any) -> str:
    """The address within a plan for a gain; of an amount or a measurement, by its year."""
    her = hent_verdi(innhold, tuple(ledd[:2]))
    match list(ledd):
        case ["realisering", int(), "verdi"]:
            return f"{hent_verdi(her, ('slag',))}[{hent_verdi(her, ('ar',))}]"
        case ["malinger", int(), "verdi"]:
            return f"indikator.{hent_verdi(her, ('indikator',))}.malt[{hent_verdi(her, ('ar',))}]"
        case ["indikatorer", navn, "nullpunkt", "verdi"]:
            return f"indikator.{navn}.nullpunkt"
        case ["indikatorer", *resten]:
            return ".".join(map(str, ["indikator", *resten]))
        case _:
            return ".".join(map(str, ledd))


@dataclass(frozen=True)
class TableNames:
    """What the cells of a table are called by: its name, its keys, and the column whose cells go by the row alone."""

    navn: str
    nokler: list[str]
    verdifelt: str

    def address(self, nokkel: Sequence[str], felt: str = "") -> str:
        """The address of a row, or of a cell in it."""
        return f"{self.navn}[{', '.join(nokkel)}]{'' if felt in {'', self.verdifelt} else f'.{felt}'}"


def table_names(filer: Sektorfiler, fil: str) -> TableNames:
    """The names of a table by its file; of one that is no longer described, the file's own."""
    pakke = filer.nye.get(f"{filer.sektor}/datapackage.yml")
    ressurs = next((r for r in ressurser(pakke) if fil == f"{filer.sektor}/{r.get('path')}"), {"name": Path(fil).stem})
    nokler = [str(n) for n in hent_verdi(ressurs, ("schema", "primaryKey")) or []]
    tall = [str(f["name"]) for f in hent_verdi(ressurs, ("schema", "fields")) or [] if f.get("type") != "string"]
    return TableNames(str(ressurs["name"]), nokler, next((navn for navn in tall if navn not in nokler), ""))


def _i_tabell(inn: Innlesing, fil: str, gammel: str, ny: str) -> Iterator[Importendring]:
    tabell = table_names(inn.filer, fil)
    nokler = tabell.nokler
    for_, etter = (dict(_rader(tekst, nokler)) for tekst in (gammel, ny))
    ruter = {nr: inn.linjer.get((fil, nr), {}) for nr in range(ny.count("\n") + 2)}
    linje_til = {n: nr for nr, (n, _) in enumerate(_rader(ny, nokler), 2)}
    hoder = [next(csv.reader(tekst.removeprefix("\ufeff").splitlines()[:1]), []) for tekst in (gammel, ny)]
    if gammel and hoder[0] != hoder[1]:
        yield Importendring(fil, f"{tabell.navn}, kolonnene", ", ".join(hoder[0]), ", ".join(hoder[1]))
    for nokkel in [*for_, *(k for k in etter if k not in for_)]:
        a, b = for_.get(nokkel), etter.get(nokkel)
        if a is None or b is None:
            ny_rad = "(raden blir slettet)" if b is None else _rad(b, nokler)
            rute = next(iter(ruter.get(linje_til.get(nokkel, 0), {}).values()), None)
            fra = rute.sted if rute else ""
            yield Importendring(fil, tabell.address(nokkel), _rad(a, nokler), ny_rad, fra, has_code(b or {}))
            continue
        for felt in b:
            if a.get(felt, "") != b[felt]:
                rute = ruter.get(linje_til[nokkel], {}).get(felt)
                hva = tabell.address(nokkel, felt)
                yield Importendring(fil, hva, a.get(felt, ""), b[felt], rute.sted if rute else "", has_code(b[felt]))


def _rader(tekst: str, nokler: list[str]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    return ((tuple(rad.get(n, "") for n in nokler), rad) for rad in rader_av(tekst))


def _rad(rad: Mapping[str, str] | None, nokler: list[str]) -> str:
    return "" if rad is None else ", ".join(v for k, v in rad.items() if k not in nokler)


def _forkortet(gammel: str, ny: str) -> tuple[str, str]:
    """Two texts, when they are long: all that differs, and a few words of what is the same around it."""
    if max(len(gammel), len(ny)) <= _LENGST:
        return gammel, ny
    kortest = min(len(gammel), len(ny))
    likt = next((nr for nr, (a, b) in enumerate(zip(gammel, ny, strict=False)) if a != b), kortest)
    bak = next((nr for nr in range(kortest - likt) if gammel[-1 - nr] != ny[-1 - nr]), kortest - likt)
    fra = max(gammel.rfind(" ", 0, max(likt - _RUNDT, 0)), 0)

    def vindu(tekst: str) -> str:
        til = tekst.find(" ", len(tekst) - bak + _RUNDT)
        til = len(tekst) if til < 0 else til
        return f"{'…' if fra and tekst else ''}{tekst[fra:til]}{' …' if til < len(tekst) else ''}"

    return vindu(gammel), vindu(ny)
