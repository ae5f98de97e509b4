"""A changed number can never leave an old page: held against what the chapters really give.

Three ways: each chapter is run with everything that it did not record as read taken out of its
hands; with every file of data/ changed that it is judged not to follow from; and for each file, a
change that shows makes some chapter stale that really becomes another.
"""

import json
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.base.recording import EVERYTHING, Recorded
from effekt.display import notebook
from effekt.execution.chapters import Kapittel, find_chapters
from effekt.execution.stale import BuildState
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.program import Program
from effekt.reading.sektor import HOLDES_MOT, PLASSERT, SAMSPILL, Sektor
from tests.helpers.bokkopi import ROT
from tests.helpers.filendringer import endringer_i
from tests.helpers.hurtigkjoring import Kjort, kjor_hurtig

pytestmark = pytest.mark.bygg

KAPITLER = find_chapters(Bokmappe.her())
# One that shows what commands say may have read anything, and is stale by every change …
ALLTID = [k for k in KAPITLER if k.kilde.stem == "slik-regner-du-om"]
# … but for the guide's commands, which have data of their own.
MED_KOMMANDOER = [k for k in KAPITLER if k.kilde.stem == "ny-sektor" or k in ALLTID]
LESENDE = [k for k in KAPITLER if k not in MED_KOMMANDOER]
# A printed sum that chapters read the page of, and show their own sum for: the audit holds the two
# together before any chapter is run.
UTEN_VISNING = {"hls/oppgitt/tabell_7.csv"}
FILER = [navn for navn, _ in Bokmappe.her().datafiler()]
FORSOK, SER_PA = 40, 4  # texts of a file, and chapters that draw the least, for each of them
# What no chapter shows: the search's words and the publisher's choices, which are the site's; what could be fetched of
# public statistics, and is not; and the schemas, which are for who writes the files.
UTEN_KAPITTEL = {"felles/synonymer.yml", "felles/utgivelse.yml", "felles/offentlige_tall.yml"} | {
    fil for fil in FILER if fil.startswith("skjema/")
}


@cache
def kjort(kapittel: Kapittel) -> Kjort:
    """The chapter of the data as they are; run once."""
    kjort = kjor_hurtig(kapittel)
    assert not kjort.feil
    return kjort


# --- everything unread taken away ----------------------------------------------------------------


class _Ulest:
    """What stands where something was that the chapter has not said it read."""

    def _bruk(self, *_: object) -> Any:
        raise AssertionError("brukt uten å være notert som lest")

    def __getattr__(self, navn: str) -> Any:
        self._bruk()

    __iter__ = __len__ = __bool__ = __str__ = __repr__ = __getitem__ = _bruk
    __eq__ = __hash__ = _bruk  # type: ignore[assignment]


def _bare(sektor: Sektor, lest: set[str]) -> Sektor:
    """The sector with only what the journal says; the lists that it does not have are others."""
    egen = f"{sektor.unrecorded.info.id}:"
    nye: dict[str, Any] = {}
    for navn, del_ in vars(sektor).items():
        if isinstance(del_, Recorded):
            innhold = {
                nokkel: verdi if f"{egen}{del_._prefix}{nokkel}" in lest else _Ulest()
                for nokkel, verdi in del_.unrecorded().items()
            }
            if f"{egen}{del_._prefix}*" not in lest:
                innhold = {"ulest": _Ulest(), **dict(reversed(innhold.items()))}
            nye[navn] = del_.with_entries(innhold)
    ulest = {n: _Ulest() for n in ("felles", "usikkerhet", "lenker", "historikk") if f"{egen}{n}" not in lest}
    bare = replace(sektor, **nye, unrecorded=replace(sektor.unrecorded, **ulest), dokumenter={})
    if f"{egen}{HOLDES_MOT}" in lest:
        object.__setattr__(bare, "holdt_mot", sektor.holdt_mot)
    if f"{egen}{PLASSERT}" in lest:
        object.__setattr__(bare, "plassert_etter", sektor.plassert_etter)
    if f"{egen}{SAMSPILL}" in lest:
        felt = ("overlapper_med", "avhenger_av", "selvkost", "navn", "gjennomfores", "enkelt", "uoppgitte")
        slik = {
            id_: SimpleNamespace(**{navn: getattr(t, navn) for navn in felt})
            for id_, t in sektor.tiltak.unrecorded().items()
        }
        # What is read of it is recorded as before.
        object.__setattr__(bare, "samspill", lambda: sektor.samspill() and slik)
    return bare


def _uten_det_uleste(kapittel: Kapittel, lest: set[str]) -> Kjort:
    """The chapter, with what it opens as ``_bare`` has it."""

    def ta_bort() -> None:
        apne, apne_alle = notebook.med_endringer, notebook.les_program

        def bare_alle(*valg: Any) -> Program:
            alle = apne_alle(*valg)
            return replace(alle, unrecorded={n: _bare(s, lest) for n, s in alle.unrecorded.items()})

        notebook.med_endringer = lambda *valg: _bare(apne(*valg), lest)
        notebook.les_program = bare_alle

    return kjor_hurtig(kapittel, ta_bort)


@pytest.mark.parametrize("kapittel", LESENDE, ids=lambda k: k.navn)
def test_a_chapter_uses_nothing_that_it_has_not_recorded_as_read(kapittel: Kapittel) -> None:
    lest = set(kjort(kapittel).lest)
    igjen = _uten_det_uleste(kapittel, lest)
    assert igjen.feil == ""
    assert igjen.innhold == kjort(kapittel).innhold
    assert set(igjen.lest) == lest


@pytest.mark.parametrize("borte", ["hls:tiltak.HLS1", "hls:felles", "hls:tall.hls1_grense_dager"])
def test_what_is_taken_away_is_missed(borte: str) -> None:
    """The test above can fail: without one address that it read, a chapter comes to a stop."""
    kapittel = next(k for k in LESENDE if k.navn == "hls/3-5-pa-tvers")
    lest = set(kjort(kapittel).lest)
    assert borte in lest
    feil = _uten_det_uleste(kapittel, lest - {borte}).feil
    # What a text prints as it is, is refused as no number before it is used.
    assert "uten å være notert" in feil or (borte.startswith("hls:tall.") and "står mellom klammene" in feil)


@pytest.mark.parametrize("kapittel", MED_KOMMANDOER, ids=lambda k: k.navn)
def test_one_that_shows_what_commands_say_may_have_read_everything(kapittel: Kapittel) -> None:
    assert (EVERYTHING in kjort(kapittel).lest) is (kapittel in ALLTID)


# --- every file of data/ in turn -----------------------------------------------------------------


@pytest.fixture(scope="module")
def tilstand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a build that has just run all chapters."""
    fil = tmp_path_factory.mktemp("tilstand") / "kapitler.json"
    husk = BuildState(fil, Bokmappe.her())
    assert all(husk.is_stale(k, ROT) for k in KAPITLER)
    lest = {k.navn: kjort(k).lest for k in LESENDE}
    husk.remember(KAPITLER, ROT, lest | {k.navn: [EVERYTHING] if k in ALLTID else [] for k in MED_KOMMANDOER})
    return fil


def _foreldet(tilstand: Path) -> list[Kapittel]:
    naa = BuildState(tilstand, Bokmappe.her())
    return [k for k in KAPITLER if naa.is_stale(k, ROT)]


def _storrelse(kapittel: Kapittel) -> int:
    """How much a chapter draws: what takes its time."""
    return sum(map(len, kjort(kapittel).filer.values()))


# Another text of each file, and the chapters that are stale with it: filled as the files are tried.
_endret: dict[str, tuple[str, list[Kapittel]]] = {}


def _viser(kapittel: Kapittel, ord_: str) -> bool:
    """Whether the chapter shows these words as they stand in the file."""
    return json.dumps(ord_)[1:-1] in "".join(kjort(kapittel).vist)


def _endringer(fil: Path) -> list[tuple[str, str]]:
    """Other texts of the file, each with what stood where it differs; first those whose words a chapter shows."""
    linjer = fil.read_text(encoding="utf-8").splitlines()
    alle = []
    for tekst in islice(endringer_i(fil), FORSOK):
        var = next((a for a, b in zip(linjer, tekst.splitlines(), strict=False) if a != b), "")
        alle.append((tekst, var.partition(": ")[2].strip(" \"'}") or var))
    return sorted(alle, key=lambda ett: not any(_viser(k, ett[1]) for k in LESENDE))


@pytest.mark.parametrize("fil", FILER)
def test_a_change_that_shows_makes_stale_a_chapter_that_shows_it(fil: str, tilstand: Path, datakopi: Path) -> None:
    alltid = set(ALLTID)
    for tekst, var in _endringer(datakopi / fil):
        (datakopi / fil).write_text(tekst, encoding="utf-8")
        try:
            foreldet = _foreldet(tilstand)
        except Datafeil:
            continue  # the data do not allow it: a build says so, and changes nothing
        _endret[fil] = (tekst, foreldet)
        # Those that follow from everything are stale whatever was changed.
        assert set(foreldet) >= alltid
        viser = sorted(set(foreldet) - alltid, key=lambda k: (not _viser(k, var), _storrelse(k)))[:SER_PA]
        assert not (viser and fil in UTEN_KAPITTEL)
        if fil in UTEN_KAPITTEL | UTEN_VISNING:
            return
        if any(kjor_hurtig(k).innhold != kjort(k).innhold for k in viser):
            return
    pytest.fail(f"ingen endring av {fil} vises i et kapittel")


def test_nothing_changed_is_fresh(tilstand: Path) -> None:
    assert _foreldet(tilstand) == []


@pytest.mark.parametrize("kapittel", LESENDE, ids=lambda k: k.navn)
def test_a_chapter_is_the_same_whatever_else_has_changed(kapittel: Kapittel, tilstand: Path, datakopi: Path) -> None:
    """With all files changed at once that it is not stale by, a clean run gives the same bytes."""
    if not _endret:
        pytest.skip("files are changed by the tests above")
    andre = {fil: tekst for fil, (tekst, foreldet) in _endret.items() if kapittel not in foreldet}
    for fil, tekst in andre.items():
        (datakopi / fil).write_text(tekst, encoding="utf-8")
    # The register of all numbers is stale by most files; any other chapter by few.
    assert len(andre) > len(FILER) / 5
    assert kapittel not in _foreldet(tilstand)
    assert kjor_hurtig(kapittel).innhold == kjort(kapittel).innhold
