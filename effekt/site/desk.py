"""The preview's own page: what is left to do, and what is wrong, each at its place. It is no part of a site.

It is made whole here, of text alone, so that it works without script and under a strict policy. A place is a button
that copies file and line; what changes is told by ``live.js``.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil, FlereFeil, vis_sti
from effekt.check.report import CheckReport
from effekt.check.todo import STEPS, TodoItem
from effekt.reading.bokmappe import Bokmappe

PAGE: Final = "/_effekt/"
STYLE: Final = "/_effekt/desk.css"
SCRIPT: Final = "/_effekt/live.js"
ACCEPT: Final = "/_effekt/for-inn"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_AROUND: Final = 2  # lines shown before and after the one with the fault
_LONGEST: Final = 160  # characters of a line that are shown
_MOST: Final = 50  # faults shown; the rest are counted


@dataclass(frozen=True)
class FaultPlace:
    """A fault where it lies: the file from the book's root, the line, the words, and the lines around it.

    ``page`` is the page that the file is about, empty where it is about none of its own; ``first`` is the number of
    the first of ``lines``.
    """

    message: str
    file: str = ""
    line: int | None = None
    first: int = 1
    lines: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True)
class Task:
    """One thing left to do of a sector."""

    sektor: str
    step: str
    file: str
    line: int | None
    what: str
    how: str


@dataclass(frozen=True)
class Work:
    """What stands on the page: faults, what is left to do, and how much is done."""

    faults: tuple[FaultPlace, ...] = ()
    tasks: tuple[Task, ...] = ()
    done: int = 0
    worth: tuple[str, ...] = ()

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Work":
        """Return what ``dataclasses.asdict`` made of one, also by way of JSON."""
        faults = tuple(FaultPlace(**{**ett, "lines": tuple(ett["lines"])}) for ett in fields["faults"])
        tasks = tuple(Task(**ett) for ett in fields["tasks"])
        return cls(faults, tasks, fields["done"], tuple(fields["worth"]))


@dataclass(frozen=True)
class Question:
    """What a saved workbook would change: what «effekt import» says of it, and what a yes must bring along.

    ``ready`` is whether a yes is enough; else what is said tells what must be settled first.
    """

    file: str
    said: str
    ready: bool = False
    digest: str = ""


def work_of(reports: Sequence[CheckReport]) -> Work:
    """What is left to do, and what is wrong, of all sectors."""
    faults = [fault_place(feil) for report in reports for feil in report.feil]
    items = [(report.navn, item) for report in reports for item in report.gjoremal]
    tasks = tuple(_task(navn, item) for navn, item in items if not item.gjort)
    worth = tuple(sagt for report in reports for sagt in (*report.verdt_a_se_pa, *report.ikke_rapportert))
    return Work(tuple(dict.fromkeys(faults)), tasks, sum(item.gjort for _, item in items), worth)


def _task(sektor: str, item: TodoItem) -> Task:
    return Task(sektor, STEPS[item.steg], item.fil, item.linje, item.hva, item.slik)


def fault_places(fault: Exception) -> tuple[FaultPlace, ...]:
    """A fault, or each of several, at its place."""
    if isinstance(fault, FlereFeil):
        return tuple(dict.fromkeys(fault_place(ett) for ett in fault.alle))
    return (fault_place(fault),)


def fault_place(fault: Exception) -> FaultPlace:
    """A fault at its place, with the lines of the file that are around it."""
    if not isinstance(fault, Datafeil) or fault.fil is None:
        return FaultPlace(str(fault))
    first, lines = _around(fault.fil, fault.linje)
    file = vis_sti(fault.fil)
    return FaultPlace(fault.melding, file, fault.linje, first, lines, _page_of(file))


# How the fault of a chapter that was run begins; the words of the fault go on over more lines.
_TOLD: Final = re.compile(r"^(notebooks/\S+\.(?:ipynb|md)), (?:linje (\d+): )?", re.MULTILINE)


def told_places(bok: Bokmappe, said: str) -> tuple[FaultPlace, ...]:
    """What stopped a build, as it was said: each chapter's fault at its place, else the words."""
    starts = [*_TOLD.finditer(said)]
    if not starts or starts[0].start():
        return (FaultPlace(said),)
    ends = [ett.start() for ett in starts[1:]] + [len(said)]
    places = []
    for start, end in zip(starts, ends, strict=True):
        file, line = start[1], int(start[2]) if start[2] else None
        first, lines = _around(bok.rot / file, line)
        page = _page_of(file)
        places.append(FaultPlace(said[start.end() : end].strip(), file, line, first, lines, page))
    return tuple(places)


def _around(file: Path, line: int | None) -> tuple[int, tuple[str, ...]]:
    if line is None or file.suffix == ".ipynb":
        return 1, ()
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return 1, ()
    first = max(1, line - _AROUND)
    return first, tuple(ett[:_LONGEST] for ett in lines[first - 1 : line + _AROUND])


_MEASURE: Final = re.compile(r"data/([^/]+)/(?:tiltak|gevinster)/([^/]+)\.yml")
_CHAPTER: Final = re.compile(r"notebooks/(.+)\.(?:ipynb|md)")


def _page_of(file: str) -> str:
    """The address of the page that a file is about: a measure's own, or a chapter's."""
    if match := _MEASURE.fullmatch(file):
        return f"/{match[1]}/{match[2]}/"
    if (match := _CHAPTER.fullmatch(file)) and not match[1].startswith("felles/"):
        return f"/book/{match[1]}.html"
    return ""


# --- the page ---------------------------------------------------------------------------------------


def desk_page(state: str, work: Work, questions: Sequence[Question], token: str) -> str:
    """The page: how it stands, what a saved workbook would change, what is wrong, and what is left to do."""
    all_ = work.done + len(work.tasks)
    parts = [
        f'<p class="tilstand" role="status">{_said(state)}</p>' if state else "",
        *(_question(ett, token) for ett in questions),
        _faults(work.faults),
        _tasks(work, all_),
        _worth(work.worth),
    ]
    return (
        '<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Arbeidsbordet</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{STYLE}">'
        f'<script src="{SCRIPT}" defer></script></head>'
        '<body class="arbeid"><header><h1>Arbeidsbordet</h1>'
        '<p>Bare på denne maskinen. Siden er ikke med når boken publiseres. <a href="/">Til boken</a></p></header>'
        f"<main>{''.join(parts)}</main></body></html>"
    )


def _said(text: str) -> str:
    return "<br>".join(html.escape(line) for line in text.splitlines())


def _copy(file: str, line: int | None) -> str:
    """A button that says a place in words, and copies it as editors take it: ``data/kul/sektor.yml:12``."""
    words = f"{file}, linje {line}" if line else file
    copied = f"{file}:{line}" if line else file
    return f'<button type="button" class="sted" data-kopier="{html.escape(copied)}">{html.escape(words)}</button>'


def _faults(faults: Sequence[FaultPlace]) -> str:
    if not faults:
        return '<section><h2>Feil</h2><p class="godt">Ingen feil.</p></section>'
    shown = "".join(f"<li>{_fault(ett)}</li>" for ett in faults[:_MOST])
    rest = f"<p>… og {len(faults) - _MOST} til. De vises når disse er rettet.</p>" if len(faults) > _MOST else ""
    return f'<section><h2>Feil ({len(faults)})</h2><ol class="feil">{shown}</ol>{rest}</section>'


def _fault(ett: FaultPlace) -> str:
    place = _copy(ett.file, ett.line) if ett.file else ""
    page = f' <a href="{html.escape(ett.page)}">siden det gjelder</a>' if ett.page else ""
    rows = "".join(
        f'<span class="{"her" if nr == ett.line else "rundt"}"><b>{nr}</b> {html.escape(line)}\n</span>'
        for nr, line in enumerate(ett.lines, ett.first)
    )
    lines = f"<pre>{rows}</pre>" if rows else ""
    return f'<p class="hvor">{place}{page}</p><p>{_said(ett.message)}</p>{lines}'


def _tasks(work: Work, all_: int) -> str:
    if not all_:
        return ""
    head = f"<h2>Det som gjenstår ({work.done} av {all_} gjort)</h2>"
    meter = f'<progress max="{all_}" value="{work.done}" aria-label="gjort">{work.done} av {all_}</progress>'
    first = True
    parts = []
    for sektor, own in groupby(work.tasks, key=lambda ett: ett.sektor):
        parts.append(f"<h3>data/{html.escape(sektor)}</h3>")
        for step, tasks in groupby(own, key=lambda ett: ett.step):
            items = [*tasks]
            parts.append(
                f"<details{' open' if first else ''}><summary>{html.escape(step)} ({len(items)})</summary>"
                f"<ul>{''.join(_task_line(ett) for ett in items)}</ul></details>"
            )
            first = False
    done = "" if work.tasks else '<p class="godt">Alt er gjort.</p>'
    return f"<section>{head}{meter}{done}{''.join(parts)}</section>"


def _task_line(ett: Task) -> str:
    return f"<li><strong>{html.escape(ett.what)}</strong><br>{html.escape(ett.how)}<br>{_copy(ett.file, ett.line)}</li>"


def _worth(said: Iterable[str]) -> str:
    items = "".join(f"<li>{html.escape(ett)}</li>" for ett in said)
    return f"<section><h2>Verdt å se på</h2><ul>{items}</ul></section>" if items else ""


def _question(ett: Question, token: str) -> str:
    button = (
        f'<form method="post" action="{ACCEPT}"><input type="hidden" name="merke" value="{html.escape(token)}">'
        f'<input type="hidden" name="svar" value="{html.escape(ett.digest)}">'
        "<button>Før dette inn i data/</button></form>"
        if ett.ready
        else f"<p>Ingenting er skrevet. Skriv <code>effekt import {html.escape(_quoted(ett.file))}</code> i terminalen "
        "for å svare på det som står åpent, eller rett i arbeidsboken og lagre den igjen.</p>"
    )
    return (
        f'<section class="arbeidsbok"><h2>{html.escape(Path(ett.file).name)} er lagret</h2>'
        f"<pre>{html.escape(ett.said)}</pre>{button}</section>"
    )


def _quoted(file: str) -> str:
    return f'"{file}"' if " " in file else file


def brief(work: Work, questions: Sequence[Question]) -> dict[str, Any]:
    """What the line at the foot of each page needs: the faults, how much is left, and whether something is asked."""
    return {
        "faults": [
            {"where": f"{ett.file}, linje {ett.line}" if ett.line else ett.file,
             "copy": f"{ett.file}:{ett.line}" if ett.line else ett.file, "message": ett.message, "page": ett.page}
            for ett in work.faults[:_MOST]
        ],
        "left": len(work.tasks),
        "done": work.done,
        "asked": [Path(ett.file).name for ett in questions],
    }  # fmt: skip


def lines_of(work: Work) -> Iterator[str]:
    """The faults for a terminal."""
    for ett in work.faults:
        where = f"{ett.file}, linje {ett.line}" if ett.line else ett.file
        yield f"{where}: {ett.message}" if where else ett.message
