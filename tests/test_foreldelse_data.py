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
from typing import Any

import pytest

from effekt import endringer
from effekt.foreldelse import Tilstand
from effekt.journal import ALT
from effekt.kapitler import Kapittel, finn_kapitler, rotmappe
from effekt.kilder import Datafeil, Sporet, datafiler
from effekt.sektor import Sektor
from effekt.sektorlesing import les_sektor
from tests.bokkopi import ROT
from tests.filendringer import endringer_i
from tests.hurtigkjoring import Kjort, kjor_hurtig

pytestmark = pytest.mark.bygg

KAPITLER = finn_kapitler(rotmappe())
# One that starts commands of effekt may have read anything, and is always stale.
LESENDE = [k for k in KAPITLER if k.kilde.stem != "slik-regner-du-om"]
# A printed sum that chapters read the page of, and show their own sum for: the audit holds the two
# together before any chapter is run.
UTEN_VISNING = {"hls/oppgitt/tabell_7.csv"}
FILER = [navn for navn, _ in datafiler()]
FORSOK = 40
# What no chapter shows: the search's words and the publisher's choices, which are the site's; and
# the schemas, which are for who writes the files.
UTEN_KAPITTEL = {"felles/synonymer.yml", "felles/utgivelse.yml"} | {
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

    __iter__ = __len__ = __bool__ = __str__ = __repr__ = __call__ = __getitem__ = _bruk
    __eq__ = __hash__ = _bruk  # type: ignore[assignment]


def _bare(sektor: Sektor, lest: set[str]) -> Sektor:
    """The sector with only what the journal says; the lists that it does not have are others."""
    egen = f"{sektor._info.id}:"
    nye: dict[str, Any] = {}
    for navn, del_ in vars(sektor).items():
        if isinstance(del_, Sporet):
            innhold = {
                nokkel: verdi if f"{egen}{del_._prefiks}{nokkel}" in lest else _Ulest()
                for nokkel, verdi in del_.urort().items()
            }
            if f"{egen}{del_._prefiks}*" not in lest:
                innhold = {"ulest": _Ulest(), **dict(reversed(innhold.items()))}
            nye[navn] = Sporet(del_._prefiks, innhold, del_._hva, del_._sektor)
    for navn in ("felles", "usikkerhet", "lenker", "historikk"):
        if f"{egen}{navn}" not in lest:
            nye[f"_{navn}"] = _Ulest()
    return replace(sektor, **nye, dokumenter={})


@pytest.mark.parametrize("kapittel", LESENDE, ids=lambda k: k.navn)
def test_a_chapter_uses_nothing_that_it_has_not_recorded_as_read(kapittel: Kapittel) -> None:
    lest = set(kjort(kapittel).lest)

    def ta_bort() -> None:
        les = les_sektor
        endringer.les_sektor = lambda *valg: _bare(les(*valg), lest)  # type: ignore[attr-defined]

    igjen = kjor_hurtig(kapittel, ta_bort)
    assert igjen.feil == ""
    assert igjen.innhold == kjort(kapittel).innhold
    assert set(igjen.lest) == lest


def test_what_is_taken_away_is_missed(hls: Sektor) -> None:
    """The test above can fail: without one address that it read, a chapter comes to a stop."""
    kapittel = next(k for k in LESENDE if k.navn == "hls/3-5-pa-tvers")
    for borte in ("hls:tiltak.HLS1", "hls:felles", "hls:tall.hls1_grense_dager"):
        lest = set(kjort(kapittel).lest) - {borte}

        def ta_bort(lest: set[str] = lest) -> None:
            endringer.les_sektor = lambda *_: _bare(hls, lest)  # type: ignore[attr-defined]

        assert "uten å være notert" in kjor_hurtig(kapittel, ta_bort).feil


def test_one_that_shows_what_commands_say_may_have_read_everything(tmp_path: Path) -> None:
    (kapittel,) = set(KAPITLER) - set(LESENDE)
    notatbok = json.loads(kapittel.kilde.read_text(encoding="utf-8"))
    forste = next(c for c in notatbok["cells"] if "konsoll.konsoll(" in "".join(c["source"]))
    forste["source"] = 'konsoll.konsoll("effekt --help")'
    celler = notatbok["cells"]
    notatbok["cells"] = celler[: celler.index(forste) + 1]
    kort = replace(kapittel, kilde=tmp_path / "kort.ipynb")
    kort.kilde.write_text(json.dumps(notatbok), encoding="utf-8")
    assert ALT in kjor_hurtig(kort).lest


# --- every file of data/ in turn -----------------------------------------------------------------


@pytest.fixture(scope="module")
def tilstand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a build that has just run all chapters."""
    fil = tmp_path_factory.mktemp("tilstand") / "kapitler.json"
    husk = Tilstand(fil)
    assert all(husk.foreldet(k, ROT) for k in KAPITLER)
    lest = {k.navn: kjort(k).lest for k in LESENDE}
    husk.husk(KAPITLER, ROT, lest | {k.navn: [ALT] for k in KAPITLER if k not in LESENDE})
    return fil


def _foreldet(tilstand: Path) -> list[Kapittel]:
    naa = Tilstand(tilstand)
    return [k for k in KAPITLER if naa.foreldet(k, ROT)]


def _storrelse(kapittel: Kapittel) -> int:
    """How much a chapter draws: what takes its time."""
    return sum(map(len, kjort(kapittel).filer.values()))


# Another text of each file, and the chapters that are stale with it: filled as the files are tried.
_endret: dict[str, tuple[str, list[Kapittel]]] = {}


@pytest.mark.parametrize("fil", FILER)
def test_a_change_that_shows_makes_stale_a_chapter_that_shows_it(
    fil: str, tilstand: Path, datakopi: Path
) -> None:
    alltid = set(KAPITLER) - set(LESENDE)
    for tekst in islice(endringer_i(datakopi / fil), FORSOK):
        (datakopi / fil).write_text(tekst, encoding="utf-8")
        try:
            foreldet = _foreldet(tilstand)
        except Datafeil:
            continue  # the data do not allow it: a build says so, and changes nothing
        _endret[fil] = (tekst, foreldet)
        # The one that follows from everything is stale whatever was changed.
        assert set(foreldet) >= alltid
        viser = sorted(set(foreldet) - alltid, key=_storrelse)
        assert not (viser and fil in UTEN_KAPITTEL)
        if fil in UTEN_KAPITTEL | UTEN_VISNING:
            return
        if any(kjor_hurtig(k).innhold != kjort(k).innhold for k in viser):
            return
    pytest.fail(f"ingen endring av {fil} vises i et kapittel")


def test_nothing_changed_is_fresh(tilstand: Path) -> None:
    assert _foreldet(tilstand) == []


@pytest.mark.parametrize("kapittel", LESENDE, ids=lambda k: k.navn)
def test_a_chapter_is_the_same_whatever_else_has_changed(
    kapittel: Kapittel, tilstand: Path, datakopi: Path
) -> None:
    """With all files changed at once that it is not stale by, a clean run gives the same bytes."""
    if not _endret:
        pytest.skip("files are changed by the tests above")
    andre = {fil: tekst for fil, (tekst, foreldet) in _endret.items() if kapittel not in foreldet}
    for fil, tekst in andre.items():
        (datakopi / fil).write_text(tekst, encoding="utf-8")
    assert len(andre) > len(FILER) / 4
    assert kapittel not in _foreldet(tilstand)
    assert kjor_hurtig(kapittel).innhold == kjort(kapittel).innhold
