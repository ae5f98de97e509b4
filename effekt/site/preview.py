"""The preview that follows the work: the same pages as a build's, made anew where they changed.

It lies in a folder of its own below _build/effekt. Nothing of it is published: book/ and the site
are made by ``build``, from clean. Faults that a build would stop at are told, and the
preview goes on where the chapters can be run all the same.

A staging folder of its own has Sphinx's document trees. What changed is mirrored into it (a file that is the same
keeps its time, which Sphinx goes by), and it begins from clean when the code behind the pages, ``_config.yml`` or
``_toc.yml`` is another.
"""

import json
import shutil
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from effekt.base.book import NEDLASTINGSMAPPE, WORK_FOLDER, settings_file
from effekt.base.faults import Byggfeil, Datafeil, Fremdrift, os_fault, samlet_feil
from effekt.base.files import fingerprint, fingerprint_of, write_whole
from effekt.base.workplace import one_at_a_time, own_folder
from effekt.check.report import make_reports
from effekt.execution.chapters import Kapittel, files_of, find_chapters
from effekt.execution.execute import DEFAULT_SETTINGS, RunSettings
from effekt.execution.stale import BuildState
from effekt.export.downloads import lag_nedlastinger
from effekt.export.regn import require_computable
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.tiltakssider import innholdet
from effekt.site import desk
from effekt.site.build import gather_book, run_chapters, run_jupyter_book
from effekt.site.publishing import AS_BEFORE

FOLDER: Final = f"{WORK_FOLDER}/forhandsvisning"
SITE: Final = f"{FOLDER}/nettsted"
_BOOK, _NEW, _STATE = "bok", "nytt", "kapitler.json"
_BASIS: Final = "grunn.txt"


@dataclass(frozen=True)
class Preview:
    """What came of making the preview anew.

    ``fault`` is why there is no new preview; ``work`` has what is left to do and what a build would stop at, or what
    there is no new preview for; ``changed`` is whether any file of the preview is another.
    """

    fault: str = ""
    work: desk.Work = field(default_factory=desk.Work)
    executed: int = 0
    changed: bool = False
    seconds: float = 0

    def to_json(self) -> str:
        """Return one line that another process can read back."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Preview":
        """Return what ``to_json`` wrote."""
        fields = json.loads(line)
        return cls(**{**fields, "work": desk.Work.from_fields(fields["work"])})


def make_preview(bok: Bokmappe, say: Fremdrift, settings: RunSettings = DEFAULT_SETTINGS) -> Preview:
    """Make the preview of the book as it stands; a fault is told in what is returned."""
    start = time.monotonic()
    try:
        work, executed, changed = _make(bok, say, settings)
    except Datafeil as fault:
        return Preview(str(fault), desk.Work(desk.fault_places(fault)))
    except Byggfeil as fault:
        said = str(fault).removesuffix(AS_BEFORE).rstrip()
        return Preview(said, desk.Work(desk.told_places(bok, said)))
    except OSError as fault:
        if said := os_fault(fault):
            return Preview(said, desk.Work((desk.FaultPlace(said),)))
        raise
    return Preview("", work, executed, changed, time.monotonic() - start)


def _make(bok: Bokmappe, say: Fremdrift, settings: RunSettings) -> tuple[desk.Work, int, bool]:
    folder = bok.rot / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(folder / "las"), ExitStack() as stack:
        kapitler = find_chapters(bok)
        book = folder / _BOOK
        _begin_with_the_book(bok.rot, folder, kapitler)
        state = BuildState(folder / _STATE, bok)
        stale = [k for k in kapitler if state.is_stale(k, book)]
        # Those who are to run the chapters are made ready while the data are looked through.
        executor = stack.enter_context(settings.executor(len(stale))) if stale else None
        reports = make_reports(bok, bok.sektorer(), med_kapitler=True)
        if unread := [fault for report in reports if not report.lest for fault in report.feil]:
            raise samlet_feil(unread)
        new = stack.enter_context(own_folder(bok.rot, folder / _NEW))
        addresses = run_chapters(
            bok, stale, new, say, settings,
            utforer=executor, tider=bok.rot / WORK_FOLDER / "tider.json", hvorfor=state.why,
        )  # fmt: skip
        gather_book(bok, new, kapitler, stale, kjort_i=book)
        lag_nedlastinger(bok, new, kapitler)
        require_computable(bok)
        mirror(new, book, keep="_build")
        state.remember(kapitler, book, addresses)
        _remove_stale_site(bok, folder, state.program)
        html = book / "_build" / "html"
        run_jupyter_book(bok, book, her=True)
        mirror(book / NEDLASTINGSMAPPE, html / NEDLASTINGSMAPPE)
        changed = mirror(html, bok.rot / SITE)
        return desk.work_of(reports), len(stale), changed


def _begin_with_the_book(root: Path, folder: Path, kapitler: Sequence[Kapittel]) -> None:
    """Take over the chapters that the last build ran, so that only those changed since are run."""
    if (folder / _STATE).exists():
        return
    state = root / WORK_FOLDER / _STATE
    if not state.exists():
        return
    for kapittel in kapitler:
        out = root / kapittel.fil
        for file in [out, *(out.parent / f for f in files_of(out))] if out.exists() else []:
            to = folder / _BOOK / file.relative_to(root)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
    shutil.copyfile(state, folder / _STATE)


def _remove_stale_site(bok: Bokmappe, folder: Path, program: str) -> None:
    """Begin from clean where Sphinx cannot tell that its pages are old: other code, other contents.

    What it can tell is a page's own sources, and the templates.
    """
    basis = fingerprint("".join([program, fingerprint_of(settings_file(bok.rot)), innholdet(bok)]))
    file = folder / _BASIS
    if not file.is_file() or file.read_text(encoding="utf-8") != basis:
        shutil.rmtree(folder / _BOOK / "_build", ignore_errors=True)
        write_whole(file, basis)


def mirror(source: Path, to: Path, keep: str = "") -> bool:
    """Make ``to`` hold just what ``source`` holds; return whether anything in it was another.

    A file that is the same is not touched, so that whoever goes by its time sees no change. ``keep``
    is a folder of ``to`` that is left alone.
    """
    changed = False
    files = {p.relative_to(source) for p in source.rglob("*") if p.is_file()}
    for name in sorted(files):
        target = to / name
        content = (source / name).read_bytes()
        if target.is_file() and target.read_bytes() == content:
            continue
        write_whole(target, content)
        changed = True
    for old in sorted(to.rglob("*"), reverse=True) if to.is_dir() else []:
        name = old.relative_to(to)
        if name in files or (keep and name.parts[0] == keep):
            continue
        if old.is_file():
            old.unlink()
            changed = True
        elif not any(old.iterdir()):
            old.rmdir()
    return changed
