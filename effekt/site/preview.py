"""The preview that follows the work: the same pages as a build's, made anew where they changed.

It lies in a folder of its own below _build/effekt. Nothing of it is published: book/ and the site
are made by ``bok``, from clean. Faults that a build would stop at are told, and where the chapters
can be run all the same, the preview goes on.
"""

import json
import shutil
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from effekt.base.book import INNHOLD, NEDLASTINGSMAPPE, oppsett
from effekt.base.faults import Byggfeil, Datafeil, Fremdrift
from effekt.base.files import fingerprint, fingerprint_of, write_whole
from effekt.check.checking import gjennomga, kapitler_per_sektor
from effekt.execution.chapters import Kapittel, filer_i, finn_kapitler
from effekt.execution.execute import VANLIG, Kjoremate
from effekt.execution.stale import Tilstand
from effekt.export.downloads import PNGLAGER, lag_nedlastinger
from effekt.site.build import ARBEID, bare_en, kjor_jupyter_book, kjor_kapitler, samle_boken

MAPPE: Final = f"{ARBEID}/forhandsvisning"
NETTSTED: Final = f"{MAPPE}/nettsted"
_BOK, _NYTT, _TILSTAND = "bok", "nytt", "kapitler.json"
_GRUNN: Final = "grunn.txt"


@dataclass(frozen=True)
class Visning:
    """What came of making the preview anew.

    ``feil`` is why there is no new preview, ``merknader`` what a build would stop at; ``endret`` is
    whether any file of the preview is another.
    """

    feil: str = ""
    merknader: tuple[str, ...] = ()
    kjorte: int = 0
    endret: bool = False
    sekunder: float = 0

    def som_json(self) -> str:
        """One line that another process can read back."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def fra_json(cls, linje: str) -> "Visning":
        """What ``som_json`` wrote."""
        felt = json.loads(linje)
        return cls(**{**felt, "merknader": tuple(felt["merknader"])})


def forhandsvis(rot: Path, si: Fremdrift, mate: Kjoremate = VANLIG) -> Visning:
    """Make the preview of the book as it stands; a fault is told in what comes back."""
    start = time.monotonic()
    try:
        merknader, kjorte, endret = _lag(rot, si, mate)
    except (Datafeil, Byggfeil) as feil:
        return Visning(feil=str(feil).replace("\nBoken og nettstedet er som de var.", ""))
    return Visning("", tuple(merknader), kjorte, endret, time.monotonic() - start)


def _lag(rot: Path, si: Fremdrift, mate: Kjoremate) -> tuple[list[str], int, bool]:
    mappe = rot / MAPPE
    mappe.mkdir(parents=True, exist_ok=True)
    with bare_en(mappe / "las"), ExitStack() as stabel:
        kapitler = finn_kapitler(rot)
        bok, nytt = mappe / _BOK, mappe / _NYTT
        _begynn_med_boken(rot, mappe, kapitler)
        tilstand = Tilstand(mappe / _TILSTAND)
        foreldet = [k for k in kapitler if tilstand.foreldet(k, bok)]
        # Those who are to run the chapters are made ready while the data are looked through.
        utforer = stabel.enter_context(mate.lag_utforer(len(foreldet))) if foreldet else None
        alle = kapitler_per_sektor(rot)
        merknader = [str(f) for navn, egne in alle.items() for f in gjennomga(navn, egne).feil]
        shutil.rmtree(nytt, ignore_errors=True)
        nytt.mkdir()
        adresser = kjor_kapitler(
            foreldet, nytt, si, mate,
            utforer=utforer, tider=rot / ARBEID / "tider.json", hvorfor=tilstand.hvorfor,
        )  # fmt: skip
        samle_boken(rot, nytt, kapitler, foreldet, kjort_i=bok)
        lag_nedlastinger(nytt, kapitler, rot / PNGLAGER)
        speil(nytt, bok, behold="_build")
        tilstand.husk(kapitler, bok, adresser)
        shutil.rmtree(nytt)
        _ta_bort_det_som_ikke_kan_bygges_videre_pa(rot, mappe, tilstand.program)
        html = bok / "_build" / "html"
        kjor_jupyter_book(bok, her=True)
        speil(bok / NEDLASTINGSMAPPE, html / NEDLASTINGSMAPPE)
        endret = speil(html, rot / NETTSTED)
        return merknader, len(foreldet), endret


def _begynn_med_boken(rot: Path, mappe: Path, kapitler: Sequence[Kapittel]) -> None:
    """Take over the chapters that the last build ran, so that only those changed since are run."""
    if (mappe / _TILSTAND).exists():
        return
    tilstand = rot / ARBEID / _TILSTAND
    if not tilstand.exists():
        return
    for kapittel in kapitler:
        ut = rot / kapittel.fil
        for fil in [ut, *(ut.parent / f for f in filer_i(ut))] if ut.exists() else []:
            til = mappe / _BOK / fil.relative_to(rot)
            til.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fil, til)
    shutil.copyfile(tilstand, mappe / _TILSTAND)


def _ta_bort_det_som_ikke_kan_bygges_videre_pa(rot: Path, mappe: Path, program: str) -> None:
    """Begin from clean where Sphinx cannot tell that its pages are old: other code, other contents.

    What it can tell is a page's own sources, and the templates.
    """
    deler = [fingerprint_of(fil) for fil in (oppsett(rot), rot / INNHOLD)]
    grunn = fingerprint("".join([program, *deler]))
    fil = mappe / _GRUNN
    if not fil.is_file() or fil.read_text(encoding="utf-8") != grunn:
        shutil.rmtree(mappe / _BOK / "_build", ignore_errors=True)
        write_whole(fil, grunn)


def speil(fra: Path, til: Path, behold: str = "") -> bool:
    """Make ``til`` hold just what ``fra`` holds; whether anything in it was another.

    A file that is the same is not touched, so that who goes by its time sees no change. ``behold``
    is a folder of ``til`` that is left alone.
    """
    endret = False
    filer = {p.relative_to(fra) for p in fra.rglob("*") if p.is_file()}
    for navn in sorted(filer):
        mal = til / navn
        innhold = (fra / navn).read_bytes()
        if mal.is_file() and mal.read_bytes() == innhold:
            continue
        write_whole(mal, innhold)
        endret = True
    for gammel in sorted(til.rglob("*"), reverse=True) if til.is_dir() else []:
        navn = gammel.relative_to(til)
        if navn in filer or (behold and navn.parts[0] == behold):
            continue
        if gammel.is_file():
            gammel.unlink()
            endret = True
        elif not any(gammel.iterdir()):
            gammel.rmdir()
    return endret
