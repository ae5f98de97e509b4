"""From data to site: check, run the stale chapters, audit, build with jupyter-book, put in place.

Everything is made in a staging folder first. book/ and the published site are replaced only when
all of it has succeeded.
"""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from effekt.base.book import (
    DATAVARIABEL,
    INNHOLD,
    LISTE,
    MALER,
    NEDLASTINGSMAPPE,
    OPPSETT,
    STILER,
    WORK_FOLDER,
    own_or_shared,
    settings_file,
)
from effekt.base.faults import Byggfeil, Fremdrift, os_fault_in
from effekt.base.files import copy_whole, fingerprint_of
from effekt.base.workplace import one_at_a_time, own_folder
from effekt.check.checking import chapters_by_sektor, raise_faults
from effekt.check.published import changed_without_entry
from effekt.execution.chapters import HANDWRITTEN, Kapittel, check_parameters, files_of, find_chapters, made_files
from effekt.execution.execute import DEFAULT_SETTINGS, RunSettings, choose_engine, parameters_for, run_all
from effekt.execution.stale import BuildState, check_unmoved, sources
from effekt.export.downloads import lag_nedlastinger
from effekt.export.regn import require_computable
from effekt.export.workbook import les_tallsett
from effekt.model.utgivelse import mangler
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import kan_kjores_som_den_er, les_kilde
from effekt.reading.contents import pages_of
from effekt.reading.notebooks import som_fil
from effekt.reading.program import ID as PROGRAM
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tiltakssider import innholdet, sider_i
from effekt.reading.utgivelse import les_utgivelse
from effekt.site import addresses, search
from effekt.site.page_addresses import all_files, own_addresses
from effekt.site.publishing import AS_BEFORE, SITE_FOLDER, Publication, PublishedSite, check_free, finish, listing

_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")  # which Sphinx has whatever it is told


def run_jupyter_book(bok: Bokmappe, mappe: Path, *valg: str, her: bool = False) -> list[str]:
    """Build what lies gathered in ``mappe``, warnings as errors; raise Byggfeil with what jupyter-book said.

    Return what the extension remarks on that is no fault.

    ``her`` runs it in this process, for one that has its modules and is soon over.
    """
    argumenter = ["build", "--warningiserror", "--keep-going", *valg, "."]
    miljo = {DATAVARIABEL: str(bok.data), "SOURCE_DATE_EPOCH": "0", "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    miljo |= {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}  # jupyter-book reads and says what it does as UTF-8
    kode, sagt = (_jupyter_book_here if her else _jupyter_book)(mappe, argumenter, miljo)
    sagt = _COLOURS.sub("", sagt)
    if kode:
        if grunn := os_fault_in(sagt):
            raise Byggfeil(f"{grunn} {AS_BEFORE}")
        linjer = sagt.splitlines()
        viktig = [linje for linje in linjer if "WARNING" in linje or "ERROR" in linje]
        raise Byggfeil("jupyter-book stoppet:\n" + "\n".join(viktig or linjer[-30:]) + f"\n{AS_BEFORE}")
    if not valg:  # a site, of which GitHub's pages would else leave out what begins with «_»
        (mappe / "_build/html/.nojekyll").touch()
    merknader = (ln.removeprefix(addresses.REMARK) for ln in sagt.splitlines() if ln.startswith(addresses.REMARK))
    return list(dict.fromkeys(merknader))


# jupyter-book, which ends when the process does that started it.
_COMMAND: Final = (
    "import sys; from effekt.base.processes import end_with_parent; end_with_parent(int(sys.argv.pop(1))); "
    "from jupyter_book.cli.main import main; main()"
)


def _jupyter_book(mappe: Path, argumenter: list[str], miljo: dict[str, str]) -> tuple[int, str]:
    kjort = subprocess.run(
        [sys.executable, "-P", "-c", _COMMAND, str(os.getpid()), *argumenter],
        cwd=mappe, env={**os.environ, **miljo}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return kjort.returncode, kjort.stdout + kjort.stderr


def _jupyter_book_here(mappe: Path, argumenter: list[str], miljo: dict[str, str]) -> tuple[int, str]:
    from jupyter_book.cli.main import main

    os.environ.update(miljo)
    warnings.simplefilter("ignore")
    sagt = io.StringIO()
    with contextlib.chdir(mappe), redirect_stdout(sagt), redirect_stderr(sagt):
        try:
            main(argumenter, standalone_mode=False)
        except RuntimeError as grunn:  # what jupyter-book ends with
            return 1, f"{sagt.getvalue()}\n{grunn}"
    return 0, sagt.getvalue()


def check_site(html: Path, filer: Iterable[str]) -> None:
    """Raise Byggfeil for a page that is missing, or that shows an error."""
    for navn in filer:
        fil = html / navn
        if not fil.is_file():
            raise Byggfeil(f"siden {navn} ble ikke laget. Nettstedet er som det var.")
        if "Traceback (most recent call last)" in fil.read_text(encoding="utf-8"):
            raise Byggfeil(f"siden {navn} viser en feilmelding. Nettstedet er som det var.")


@dataclass(frozen=True)
class BuildResult:
    """What a build did."""

    nettsted: Path
    kjorte: int
    kapitler: int
    nytt_nettsted: bool


def build_book(bok: Bokmappe, si: Fremdrift, alt: bool = False, mate: RunSettings = DEFAULT_SETTINGS) -> BuildResult:
    """Build the book: ``alt`` runs every chapter, otherwise only the stale ones; ``mate`` says how.

    Raise Datafeil for bad data and Byggfeil for a chapter or a site that failed; in both cases
    book/ and the published site are as they were.
    """
    with _staged(bok, si, alt, mate, with_site=True) as klar:
        klar.nettsted = _build_site(bok, klar, si)
    return BuildResult(bok.rot / SITE_FOLDER, klar.kjorte, len(klar.alle), klar.nettsted is not None)


@contextmanager
def paper_edition(bok: Bokmappe, si: Fremdrift, mate: RunSettings = DEFAULT_SETTINGS) -> Iterator[Path]:
    """Yield a folder with the book's chapters without the site's frame; it is gone afterwards.

    ``site.paper`` tells what is in it. Stale chapters are run and put into book/, as in a build;
    the site is as it was. Raise Datafeil and Byggfeil.
    """
    with _staged(bok, si, alt=False, mate=mate) as klar:
        start = time.monotonic()
        lag_nedlastinger(bok, klar.mappe, klar.alle)
        for merknad in run_jupyter_book(bok, klar.mappe, "--builder", "custom", "--custom-builder", "papir"):
            si(merknad)
        si(f"jupyter-book: {time.monotonic() - start:.1f} s".replace(".", ","))
        check_unmoved(klar.kilder, sources(bok), _MEANWHILE)
        yield klar.mappe / "_build/papir"


_MEANWHILE: Final = "boken ble bygd"


@dataclass
class _Staged:
    """The staging folder with all that jupyter-book needs; and the site made there, if any."""

    mappe: Path
    kilder: Mapping[str, str]
    kjorte: int
    alle: list[Kapittel]
    tilstand: BuildState
    publisert: "_SiteRecord | None" = None
    nettsted: Path | None = None


@contextmanager
def _staged(bok: Bokmappe, si: Fremdrift, alt: bool, mate: RunSettings, with_site: bool = False) -> Iterator[_Staged]:
    """Check the data, run the stale chapters, and stage the book; put in place what succeeded."""
    rot, arbeid = bok.rot, bok.rot / WORK_FOLDER
    with one_at_a_time(arbeid / "las"), ExitStack() as stabel:
        finish(rot)
        kilder = sources(bok)
        kapitler = find_chapters(bok)
        for kapittel in kapitler:
            check_parameters(kapittel.kilde, parameters_for(kapittel, {}))
        tilstand = BuildState(arbeid / "kapitler.json", bok)
        foreldet = [k for k in kapitler if tilstand.is_stale(k, rot) or alt]
        # Those who are to run the chapters warm up while the data are checked.
        utforer = stabel.enter_context(mate.executor(len(foreldet))) if foreldet else None
        _check_book_free(rot, foreldet, tilstand)
        publisert = _SiteRecord.read(rot, _page_files(bok)) if with_site else None
        for navn, egne in chapters_by_sektor(bok).items():
            si(f"data/{navn}: {raise_faults(bok, navn, egne)} tall stemmer med det kilden oppgir")
        _tell_unentered(bok, si)
        search.read_synonyms(bok.data)
        nytt = stabel.enter_context(own_folder(rot, arbeid / "bygg"))
        with _in_words(nytt):
            adresser = run_chapters(
                bok, foreldet, nytt, si, mate, utforer=utforer, tider=arbeid / "tider.json", hvorfor=tilstand.why
            )
            check_unmoved(kilder, sources(bok), _MEANWHILE)
            gather_book(bok, nytt, kapitler, foreldet)
            _check_book_free(rot, kapitler, tilstand, nytt)
            klar = _Staged(nytt, kilder, len(foreldet), kapitler, tilstand, publisert)
            yield klar
            check_unmoved(kilder, sources(bok), _MEANWHILE)
            _publish(bok, klar, adresser, stabel)


def _tell_unentered(bok: Bokmappe, si: Fremdrift) -> None:
    """Say which published numbers are others now without an entry: book/ tells it no more when it has the new ones."""
    for navn in bok.ferdige_sektorer():
        for ett in changed_without_entry(les_sektor(navn, bok=bok)):
            si(f"Merk: {ett}, og historikk.yml sier det ikke. Før det inn med effekt endring.")


@contextmanager
def _in_words(mappe: Path) -> Iterator[None]:
    """Let a fault of the system's that names no file name the folder that is worked in."""
    try:
        yield
    except OSError as grunn:
        if grunn.filename is None:
            grunn.filename = str(mappe)
        raise


def _check_book_free(rot: Path, kapitler: list[Kapittel], tilstand: BuildState, nytt: Path | None = None) -> None:
    """Raise Byggfeil where a chapter is to come, and something stands that no build made, or is changed since.

    ``nytt`` has the chapters as they are to be; without it, it is asked of what they have now.
    """
    laget = set(tilstand.written(rot))
    for kapittel in kapitler:
        ut = rot / kapittel.fil
        if (filer := made_files(ut)) is not None:
            laget |= {ut, *filer}
    mal = [fil for k in kapitler for fil in _files_with(rot / k.fil)]
    nye = {rot / fil.relative_to(nytt): fil for k in kapitler for fil in _files_with(nytt / k.fil)} if nytt else {}

    def is_made_here(fil: Path) -> bool:
        return fil in laget or (fil in nye and fingerprint_of(fil) == fingerprint_of(nye[fil]))

    check_free(rot, nye or mal, is_made_here)


def _files_with(notatbok: Path) -> list[Path]:
    """Return an executed chapter and the files that it has; where it is not there, its place alone."""
    return [notatbok, *(notatbok.parent / navn for navn in (files_of(notatbok) if notatbok.is_file() else ()))]


def run_chapters(
    bok: Bokmappe,
    kapitler: list[Kapittel],
    nytt: Path,
    si: Fremdrift,
    mate: RunSettings = DEFAULT_SETTINGS,
    endringer: Mapping[str, str] | None = None,
    utforer: Executor | None = None,
    tider: Path | None = None,
    hvorfor: Callable[[Kapittel], str] = lambda _: "",
) -> dict[str, list[str]]:
    """Execute the chapters into the staging folder; return what each one read, as its journal has it.

    ``hvorfor`` tells why a chapter is run, for the line that says that it has been.
    """
    grunner = {k.navn: hvorfor(k) for k in kapitler}
    steder = {k.navn: k.sted(bok.rot) for k in kapitler}
    adresser: dict[str, list[str]] = {}
    feil: list[str] = []
    if sagt := choose_engine(mate.engine)[1]:
        si(sagt)
    kjort = run_all(bok, kapitler, nytt, mate, endringer, utforer, tider)
    for nr, kjoring in enumerate(kjort, 1):
        utfall = "FEILET" if kjoring.fault else f"{kjoring.seconds:.1f} s".replace(".", ",")
        grunn = f" ({grunn})" if (grunn := grunner[kjoring.kapittel]) else ""
        si(f"[{nr}/{len(kapitler)}] {kjoring.kapittel}: {utfall}{grunn}")
        adresser[kjoring.kapittel] = kjoring.addresses
        if kjoring.fault:
            feil.append(f"{steder[kjoring.kapittel]}, {kjoring.fault}")
    if feil:
        raise Byggfeil("\n".join([*feil, "Boken og nettstedet er som de var."]))
    return adresser


def gather_book(
    bok: Bokmappe,
    nytt: Path,
    kapitler: list[Kapittel],
    kjorte: list[Kapittel],
    kjort_i: Path | None = None,
    scenario: bool = False,
) -> None:
    """Complete the staging folder: chapters, their notebooks, other pages, configuration.

    The chapters that were not run now are taken from ``kjort_i``, else from the book itself. ``scenario``: it is a
    rerun, which may have less than what is published.
    """
    kjort_i = kjort_i or bok.rot
    for kapittel in kapitler:
        if kapittel in kjorte:
            continue
        ut = kjort_i / kapittel.fil
        for fil in [ut, *(ut.parent / navn for navn in files_of(ut))]:
            copy_whole(fil, nytt / fil.relative_to(kjort_i))
    fra_notatbok = {k.fil.removesuffix(".ipynb") for k in kapitler}
    for side in pages_of(bok.rot):
        if side not in fra_notatbok:
            navn = next(n for e in HANDWRITTEN if own_or_shared(bok.rot, n := f"{side}{e}").exists())
            copy_whole(own_or_shared(bok.rot, navn), nytt / navn)
    for kapittel in kapitler:
        _take_along(kapittel, nytt / kapittel.notatbok(bok.rot))
    synonymer = bok.data / search.SYNONYM_FILE
    if synonymer.is_file():
        copy_whole(synonymer, nytt / "data" / search.SYNONYM_FILE)
    under_arbeid = set(bok.sektorer()) - set(bok.ferdige_sektorer())
    # What is told across sectors may be of those that are being entered anew.
    under_arbeid |= {PROGRAM} if under_arbeid else set()
    funnet = addresses.find_addresses(bok, kapitler, nytt)
    liste = addresses.updated_list(bok.rot / LISTE, funnet, pages_of(bok.rot), under_arbeid, scenario)
    (nytt / LISTE).write_text(liste, encoding="utf-8")
    for mappe in (STILER, MALER):
        if (bok.rot / mappe).is_dir():
            shutil.copytree(bok.rot / mappe, nytt / mappe)
    (nytt / INNHOLD).write_text(innholdet(bok), encoding="utf-8")
    copy_whole(settings_file(bok.rot), nytt / OPPSETT)
    shutil.rmtree(nytt / "journal", ignore_errors=True)


def _take_along(kapittel: Kapittel, ut: Path) -> None:
    """Put a chapter's source there as a notebook that runs wherever Jupyter does."""
    if kan_kjores_som_den_er(kapittel.kilde):
        copy_whole(kapittel.kilde, ut)
    else:
        ut.parent.mkdir(parents=True, exist_ok=True)
        ut.write_text(som_fil(les_kilde(kapittel.kilde).notatbok), encoding="utf-8")


_SITE_RECORD: Final = f"{WORK_FOLDER}/nettsted.json"


@dataclass(frozen=True)
class _SiteRecord:
    """What the published site was made from, and where it is."""

    kilder: object
    nettsted: PublishedSite

    @classmethod
    def read(cls, rot: Path, filer: Iterable[str]) -> "_SiteRecord":
        """Return what the last build left; raise Byggfeil where a page is to come and somebody has put something."""
        try:
            kjent = json.loads((rot / _SITE_RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kjent = {}
        kjent = kjent if isinstance(kjent, dict) else {}
        nettsted = PublishedSite.found(rot, kjent)
        nettsted.check_free_for(dict.fromkeys(filer, ""))
        return cls(kjent.get("kilder"), nettsted)


def check_drawn_once(kapitler: Iterable[Kapittel], rot: Path) -> None:
    """Raise Byggfeil where two figures of the chapters below ``rot`` are drawn of the same numbers.

    Two measures may have the same amounts: each is drawn on a page of its own.
    """
    tegnet: dict[frozenset[tuple[str, ...]], tuple[str, str]] = {}
    for kapittel in kapitler:
        for post in les_tallsett(rot / kapittel.fil):
            if not post.tegnet or not post.tallfelt:
                continue
            rader = frozenset(map(tuple, post.les()[1]))
            denne = f"«{post.overskrift}» i {kapittel.navn}"
            annen, tiltak = tegnet.get(rader, ("", ""))
            if annen and not (tiltak and kapittel.tiltak and tiltak != kapittel.tiltak):
                raise Byggfeil(f"{annen} og {denne} er tegnet av de samme tallene. Ta ut den ene.")
            tegnet[rader] = denne, kapittel.tiltak


def _build_site(bok: Bokmappe, klar: _Staged, si: Fremdrift) -> Path | None:
    """Return the new site's folder; None where the published one is of just these sources."""
    kilder = klar.tilstand.site_sources(klar.mappe)
    savnet = mangler(les_utgivelse(bok))
    if savnet:
        si(
            f"data/felles/utgivelse.yml: {', '.join(savnet)} er ikke fylt ut. Beskrivelsen til "
            "Felles datakatalog (DCAT-AP-NO) blir ikke publisert før de er det."
        )
    assert klar.publisert
    if klar.publisert.kilder == kilder and klar.publisert.nettsted.complete:
        return None
    start = time.monotonic()
    check_drawn_once(klar.alle, klar.mappe)
    html = build_html(bok, klar.mappe, klar.alle, si)
    si(f"jupyter-book: {time.monotonic() - start:.1f} s".replace(".", ","))
    filer = listing(html)
    klar.publisert.nettsted.check_free_for(filer)
    (klar.mappe / "nettsted.json").write_text(json.dumps({"kilder": kilder, "filer": filer}), "utf-8")
    return html


def build_html(bok: Bokmappe, nytt: Path, kapitler: list[Kapittel], si: Fremdrift) -> Path:
    """Make the site of a staging folder, with all that can be taken along; raise Byggfeil."""
    lag_nedlastinger(bok, nytt, kapitler)
    require_computable(bok)
    for merknad in run_jupyter_book(bok, nytt):
        si(merknad)
    html = nytt / "_build" / "html"
    shutil.copytree(nytt / NEDLASTINGSMAPPE, html / NEDLASTINGSMAPPE)
    check_site(html, _page_files(bok))
    return html


def _page_files(bok: Bokmappe) -> list[str]:
    """Return the files that the book's pages are to give, from the site's root."""
    return list(all_files(sider_i(bok), own_addresses(bok)))


def _publish(bok: Bokmappe, klar: _Staged, adresser: Mapping[str, list[str]], stabel: ExitStack) -> None:
    """Put the executed chapters into book/ and the site into place, with what is to be known of them.

    Of what builds have written there before, what no chapter has now goes out.
    """
    rot, nytt = bok.rot, klar.mappe
    skrevet = klar.tilstand.written(rot)
    ut = Publication(rot, nytt, stabel)
    nye = {rot / fil.relative_to(nytt): fil for k in klar.alle for fil in _files_with(nytt / k.fil)}
    for mal, fil in {**nye, rot / LISTE: nytt / LISTE}.items():
        if fingerprint_of(fil) != fingerprint_of(mal):
            ut.put(fil, mal)
    for fil in skrevet:
        if fil not in nye:
            ut.take_out(fil)
    klar.tilstand.remember(klar.alle, nytt, adresser, nytt / "kapitler.json")
    tilstand = rot / WORK_FOLDER / "kapitler.json"
    if fingerprint_of(nytt / "kapitler.json") != fingerprint_of(tilstand):
        ut.put(nytt / "kapitler.json", tilstand)
    if klar.nettsted is not None and klar.publisert:
        ut.put(nytt / "nettsted.json", rot / _SITE_RECORD)
        ut.put_site(klar.nettsted, klar.publisert.nettsted)
    ut.carry_out()
