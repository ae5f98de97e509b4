"""What an import would change: each value by its address, what it is now and what it becomes."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from effekt.arkdokument import hent, ressurser
from effekt.arkinnlesing import Innlesing
from effekt.innsetting import VURDERINGER
from effekt.lesing import Sti
from effekt.yamltekst import flyt

_LENGST: Final = 70
_UTEN_VERDI: Final = ("verdi",)
_PA_KORTET: Final[dict[Sti, str]] = {
    ("samlet_vurdering", "klasse"): "klasse",
    ("avrunding", "til"): "avrunding",
    **{("vurderinger", felt, "verdi"): felt for felt in VURDERINGER},
}


@dataclass(frozen=True)
class Endring:
    """A value that becomes another: its address, as text before and after, and the cell it is from.

    ``gammel`` is empty for what is new, ``ny`` for what goes.
    """

    fil: str
    adresse: str
    gammel: str
    ny: str
    sted: str = ""

    def __str__(self) -> str:
        gammel, ny = _forkortet(self.gammel, self.ny)
        fra = f" ({self.sted})" if self.sted else ""
        return f"{self.adresse}: {gammel or '(tom)'} → {ny or '(tom)'}{fra}"


def forskjeller(inn: Innlesing) -> dict[str, list[Endring]]:
    """The changes by file; a new or a deleted file has none of its own, only its name."""
    filer = inn.filer
    alle: dict[str, list[Endring]] = {}
    for fil, ny in filer.nye.items():
        gammel = filer.gamle.get(fil)
        if fil not in filer.slettet and (gammel is None or ny != gammel):
            alle[fil] = [] if gammel is None else list(_i_dokument(inn, fil, gammel, ny))
    for fil, tekst in filer.nye_tabeller.items():
        gammel_tekst = filer.gamle_tabeller.get(fil)
        if tekst != gammel_tekst:
            alle[fil] = (
                [] if gammel_tekst is None else list(_i_tabell(inn, fil, gammel_tekst, tekst))
            )
    return alle


def _i_dokument(inn: Innlesing, fil: str, gammel: Any, ny: Any) -> Iterator[Endring]:
    for sti, for_, etter in _blader(gammel, ny, ()):
        celle, rad = inn.celler.get((fil, sti)), inn.rader.get((fil, sti))
        sted = celle.rute.sted if celle else rad.forste.sted if rad else ""
        yield Endring(fil, adresse(fil, sti, ny if hent(ny, sti) is not None else gammel),
                      _vist(for_), _vist(etter), sted)  # fmt: skip


def _blader(gammel: Any, ny: Any, sti: Sti) -> Iterator[tuple[Sti, Any, Any]]:
    """The smallest parts that differ: a value, a list of values, or a whole new entry."""
    if gammel == ny:
        return
    # A group of groups that is all new is told entry by entry.
    if not gammel and isinstance(ny, Mapping) and any(isinstance(v, Mapping) for v in ny.values()):
        gammel = {}
    if isinstance(gammel, Mapping) and isinstance(ny, Mapping):
        for nokkel in [*gammel, *(k for k in ny if k not in gammel)]:
            yield from _blader(gammel.get(nokkel), ny.get(nokkel), (*sti, nokkel))
    elif (
        isinstance(gammel, list)
        and isinstance(ny, list)
        and any(isinstance(ett, Mapping) for ett in [*gammel, *ny])
    ):
        for nr in range(max(len(gammel), len(ny))):
            yield from _blader(hent(gammel, (nr,)), hent(ny, (nr,)), (*sti, nr))
    else:
        yield sti, gammel, ny


def adresse(fil: str, sti: Sti, innhold: Any) -> str:
    """The address of a value as the rest of ``effekt`` has it, or where it stands in its file."""
    ledd = list(sti)
    ar = ""
    if ledd and str(ledd[-1]).isdigit() and len(str(ledd[-1])) == 4:
        ar = f"[{ledd.pop()}]"
    if "/tiltak/" in fil:
        id_ = hent(innhold, ("id",)) or fil
        if tuple(ledd) in _PA_KORTET:
            return f"{id_}.{_PA_KORTET[tuple(ledd)]}"
        if ledd[:1] == ["forutsetninger"]:
            ledd = ledd[1:]
        if tuple(ledd[1:]) == _UTEN_VERDI:
            ledd = ledd[:1]
        return f"{id_}.{'.'.join(map(str, ledd))}{ar}"
    if fil.endswith("tall.yml") and len(ledd) > 1:
        ledd = ledd[:2] if tuple(ledd[2:]) == _UTEN_VERDI else ledd
        return f"{'.'.join(map(str, ledd))}{ar}"
    if fil.endswith("datapackage.yml") and len(ledd) > 1:
        navn = hent(innhold, (ledd[0], ledd[1], "name"))
        rest = ".".join(str(hent(innhold, (*ledd[: nr + 1], "name")) or ett)
                        for nr, ett in enumerate(ledd) if nr > 1)  # fmt: skip
        return f"{navn}.{rest}" if rest else str(navn)
    forst = "sektor." if fil.endswith("sektor.yml") else ""
    return f"{forst}{'.'.join(map(str, ledd))}{ar}"


def _i_tabell(inn: Innlesing, fil: str, gammel: str, ny: str) -> Iterator[Endring]:
    pakke = inn.filer.nye.get(f"{inn.filer.sektor}/datapackage.yml")
    ressurs = next(r for r in ressurser(pakke) if fil == f"{inn.filer.sektor}/{r.get('path')}")
    nokler = [str(n) for n in hent(ressurs, ("schema", "primaryKey")) or []]
    verdifelt = next(
        (
            str(f["name"])
            for f in hent(ressurs, ("schema", "fields")) or []
            if f.get("type") != "string" and f["name"] not in nokler
        ),
        None,
    )
    for_, etter = (dict(_rader(tekst, nokler)) for tekst in (gammel, ny))
    ruter = {nr: inn.linjer.get((fil, nr), {}) for nr in range(ny.count("\n") + 2)}
    linje_til = {n: nr for nr, (n, _) in enumerate(_rader(ny, nokler), 2)}
    for nokkel in [*for_, *(k for k in etter if k not in for_)]:
        a, b = for_.get(nokkel), etter.get(nokkel)
        sted = f"{ressurs['name']}[{', '.join(nokkel)}]"
        if a is None or b is None:
            ny_rad = "(raden blir slettet)" if b is None else _rad(b, nokler)
            yield Endring(fil, sted, _rad(a, nokler), ny_rad)
            continue
        for felt in b:
            if a.get(felt, "") != b[felt]:
                rute = ruter.get(linje_til[nokkel], {}).get(felt)
                hva = sted if felt == verdifelt else f"{sted}.{felt}"
                yield Endring(fil, hva, a.get(felt, ""), b[felt], rute.sted if rute else "")


def _rader(tekst: str, nokler: list[str]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    for rad in csv.DictReader(io.StringIO(tekst.removeprefix("\ufeff"), newline="")):
        celler = {str(k).strip(): (v or "").strip() for k, v in rad.items() if k}
        yield tuple(celler.get(n, "") for n in nokler), celler


def _rad(rad: Mapping[str, str] | None, nokler: list[str]) -> str:
    return "" if rad is None else ", ".join(v for k, v in rad.items() if k not in nokler)


def _vist(verdi: Any) -> str:
    if verdi is None or isinstance(verdi, str):
        return verdi or ""
    return flyt(verdi)


def _forkortet(gammel: str, ny: str) -> tuple[str, str]:
    """Two texts cut to where they differ, when they are long."""
    if max(len(gammel), len(ny)) <= _LENGST:
        return gammel, ny
    likt = next(
        (nr for nr, (a, b) in enumerate(zip(gammel, ny, strict=False)) if a != b),
        min(len(gammel), len(ny)),
    )
    fra = max(gammel[:likt].rfind(" ", 0, max(likt - 10, 0)), 0)

    def vindu(tekst: str) -> str:
        foran, bak = "… " if fra and tekst else "", "…" if len(tekst) > fra + _LENGST else ""
        return foran + tekst[fra : fra + _LENGST].strip() + bak

    return vindu(gammel), vindu(ny)
