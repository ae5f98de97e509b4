"""Three ways together: what the workbook was made from, what the person made of it, and what data/ has now.

Only what the person changed is put into data/. Where data/ has become something else in the meantime, and the person
changed the same, it is a conflict: it is told, and nothing is written before somebody has chosen.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from effekt.excel.cells import tall_eller
from effekt.excel.files import Sektorfiler, hent_verdi, ressurser
from effekt.excel.tables import csv_lines
from effekt.reading.documents import Sti

Side = Literal["arbeidsbok", "data"]
# Which side a conflict, at a place in a file, is decided for; None where nobody has decided.
Choice = Callable[[str, Sti], Side | None]
# What is not there at all, as against what is there and blank.
ABSENT: Final = object()
# Between the keys of a table's row, where they are one.
ROW_KEY: Final = "\x1f"


@dataclass(frozen=True)
class Conflict:
    """A value that is another both in the workbook and in data/; ``ABSENT`` where one of them has it no more."""

    fil: str
    sti: Sti
    base: Any
    workbook: Any
    data: Any


@dataclass
class Merged:
    """What came of it: the files as they shall be, the conflicts, and what others have changed in data/ since."""

    filer: Sektorfiler
    conflicts: list[Conflict] = field(default_factory=list)
    others: list[Conflict] = field(default_factory=list)


def merge_files(gamle: Sektorfiler, na: Sektorfiler, choose: Choice) -> Merged:
    """Put what is changed between ``gamle.gamle`` and ``gamle.nye`` into ``na``; ``choose`` decides the conflicts."""
    ut = Merged(na)
    for fil in [*na.gamle, *(f for f in gamle.nye if f not in na.gamle)]:
        base = gamle.gamle.get(fil, ABSENT)
        ny = ABSENT if fil in gamle.slettet else gamle.nye.get(fil, ABSENT)
        merged = _Merging(ut, fil, choose).merge(base, ny, na.gamle.get(fil, ABSENT), ())
        if merged is not ABSENT:
            na.nye[fil] = merged
        elif fil in na.gamle:
            na.slettet.append(fil)
    pakke = na.nye.get(f"{na.sektor}/datapackage.yml")
    beskrevet = {f"{na.sektor}/{ett.get('path')}": ett for ett in ressurser(pakke)}
    for fil in [*na.gamle_tabeller, *(f for f in gamle.nye_tabeller if f not in na.gamle_tabeller)]:
        base_tekst, na_tekst = gamle.gamle_tabeller.get(fil), na.gamle_tabeller.get(fil)
        ny_tekst = None if fil in gamle.slettet else gamle.nye_tabeller.get(fil, base_tekst)
        if ny_tekst == na_tekst:
            continue
        if base_tekst == na_tekst:
            tekst = ny_tekst
        else:
            tekst = _merge_table(ut, fil, choose, beskrevet.get(fil, {}), [base_tekst, ny_tekst, na_tekst])
        if ny_tekst == base_tekst:
            continue  # looked at for what others have changed
        if tekst is None:
            na.slettet.append(fil)
        else:
            na.nye_tabeller[fil] = tekst
    na.med_tall = gamle.med_tall
    return ut


class _Merging:
    def __init__(self, ut: Merged, fil: str, choose: Choice) -> None:
        self.ut, self.fil, self.choose = ut, fil, choose

    def merge(self, base: Any, ny: Any, na: Any, sti: Sti) -> Any:
        """What stands there afterwards; ABSENT for nothing."""
        if _same(ny, na):
            return na
        if _same(na, base):
            return ny
        if isinstance(ny, Mapping) and isinstance(na, Mapping):
            return self._groups(base if isinstance(base, Mapping) else {}, ny, na, sti)
        if all(isinstance(ett, list) for ett in (base, ny, na)):
            merged = self._lists(base, ny, na, sti)
            if merged is not None:
                return merged
        if _same(ny, base):
            self.ut.others.append(Conflict(self.fil, sti, base, ny, na))
            return na
        valgt = self.choose(self.fil, sti)
        if valgt is None:
            self.ut.conflicts.append(Conflict(self.fil, sti, base, ny, na))
        return ny if valgt == "arbeidsbok" else na

    def _groups(
        self, base: Mapping[str, Any], ny: Mapping[str, Any], na: Mapping[str, Any], sti: Sti, by_place: bool = False
    ) -> dict[str, Any]:
        """The groups together by their keys, each at its key, or at its place in a list."""
        ut = {}
        for nr, nokkel in enumerate([*na, *(k for k in ny if k not in na)]):
            her = (*sti, nr if by_place else nokkel)
            ett = self.merge(base.get(nokkel, ABSENT), ny.get(nokkel, ABSENT), na.get(nokkel, ABSENT), her)
            if ett is not ABSENT:
                ut[nokkel] = ett
        return ut

    def _lists(self, base: list[Any], ny: list[Any], na: list[Any], sti: Sti) -> list[Any] | None:
        """Lists of what has a name by the names, lists of groups that are as long as each other by place."""
        if all(isinstance(ett, dict) and ett.get("name") for ett in (*base, *ny, *na)):
            a, b, c = ({str(ett["name"]): ett for ett in liste} for liste in (base, ny, na))
            return list(self._groups(a, b, c, sti, by_place=True).values())
        if len(base) == len(ny) == len(na) and all(isinstance(ett, dict) for ett in (*base, *ny, *na)):
            return [self.merge(a, b, c, (*sti, nr)) for nr, (a, b, c) in enumerate(zip(base, ny, na, strict=True))]
        return None


def _same(a: Any, b: Any) -> bool:
    if a is ABSENT or b is ABSENT:
        return a is b
    return bool(a == b) or (isinstance(a, str) and isinstance(b, str) and tall_eller(a) == tall_eller(b))


def _merge_table(
    ut: Merged, fil: str, choose: Choice, ressurs: Mapping[str, Any], tekster: Sequence[str | None]
) -> str | None:
    """The text of a CSV file, whose rows are known by their keys; rows that are as they were keep their line.

    ``tekster`` are the three: what it was, what the person made of it, what it is now. None for no file.
    """
    nokler = [str(n) for n in hent_verdi(ressurs, ("schema", "primaryKey")) or []]
    linjer = [csv_lines(tekst or "", nokler) for tekst in tekster]
    base, ny, na = [
        ABSENT if tekst is None else {ROW_KEY.join(nokkel): linje.celler for nokkel, linje in alle.items()}
        for tekst, alle in zip(tekster, linjer, strict=True)
    ]
    flettet = _Merging(ut, fil, choose).merge(base, ny, na, ())
    if flettet is ABSENT or tekster[2] is None:
        return None if flettet is ABSENT else tekster[1]
    hode = tekster[2].splitlines()[0]
    felt = list(dict.fromkeys(navn for rad in flettet.values() for navn in rad)) or next(csv.reader([hode]))
    samme_hode = hode.removeprefix("\ufeff") == ",".join(felt)
    ut_linjer = [hode if samme_hode else ",".join(felt)]
    for nokkel, celler in flettet.items():
        gammel = linjer[2].get(tuple(nokkel.split(ROW_KEY)))
        if gammel is not None and gammel.celler == celler and samme_hode:
            ut_linjer.append(gammel.tekst.removesuffix("\n").removesuffix("\r"))
        else:
            skrevet = io.StringIO()
            csv.writer(skrevet, lineterminator="").writerow([celler.get(n, "") for n in felt])
            ut_linjer.append(skrevet.getvalue())
    slutt = "\r\n" if "\r\n" in tekster[2] else "\n"
    return slutt.join(ut_linjer) + slutt


def moved(dokument: Any, til: Any, sti: Sti) -> Iterator[str | int]:
    """The place in ``til`` of what stands at ``sti`` in ``dokument``: what has a name is found by it."""
    for ledd in sti:
        navn = hent_verdi(dokument, (ledd, "name"))
        if isinstance(ledd, int) and isinstance(til, list) and navn:
            ledd = next((nr for nr, ett in enumerate(til) if hent_verdi(ett, ("name",)) == navn), ledd)
            dokument = next((ett for ett in dokument if hent_verdi(ett, ("name",)) == navn), None)
        else:
            dokument = hent_verdi(dokument, (ledd,))
        yield ledd
        til = hent_verdi(til, (ledd,))
