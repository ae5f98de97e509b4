"""Which chapters are stale, and why: what each was made from, and what stands now.

All that a chapter is made from is noted *before* it is run, and what may have become another meanwhile has no
fingerprint, so it is run once more the next time. What is no sector's has an empty sector (``:sektorer``,
``:sider``). Proof: ``tests/bok/test_stale_data.py`` runs every chapter with all that it did not record taken out of
its hands, and changes every file of data/ in turn.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from effekt.base import recording
from effekt.base.book import LISTE, SEKTORER, own_or_shared
from effekt.base.faults import Byggfeil, vis_sti
from effekt.base.files import changed_at, fingerprint, fingerprint_of, write_whole, written_files
from effekt.base.words import ramse
from effekt.execution import version
from effekt.execution.chapters import HANDWRITTEN, Kapittel, files_of
from effekt.execution.execute import parameters_for
from effekt.model import tema
from effekt.reading import penger
from effekt.reading.bokmappe import SIDELISTE, Bokmappe
from effekt.reading.chapter_sources import TEKSTKILDE
from effekt.reading.contents import pages_of
from effekt.reading.program import SEKTORLISTE
from effekt.reading.sektor import SIDE, Sektor
from effekt.reading.sektorlesing import les_sektor

_SHOWN: Final = 3
# How an address is said to a person, by what it begins with; the rest goes where the braces are.
_IN_WORDS: Final = {
    "tiltak.*": "listen over tiltak", "tiltak.": "{}", "tall.*": "listen over enkelttall",
    "tall.": "tallet {}", "tabell.*": "listen over tabeller", "tabell.": "tabellen {}",
    "ressurs.*": "listen over tabeller", "ressurs.": "beskrivelsen av tabellen {}",
    "kilde.*": "listen over kilder", "kilde.": "kilden {}", "figur.*": "listen over figurer",
    "figur.": "omtalen av figur {}", "tabellplass.*": "listen over tabeller i rapporten",
    "tabellplass.": "omtalen av tabell {}", "fotnote.*": "listen over fotnoter",
    "fotnote.": "fotnote {}", "avsnitt.*": "listen over avsnitt", "avsnitt.": "avsnitt {}",
    "tekst.*": "listen over tekster", "tekst.": "felles/tekster/{}.md",
    "sektorer": "listen over sektorer", "program.*": "listen over sektorer",
    "sektor": "sektor.yml", "sider": "listen over sider", "side.": "om siden {} finnes",
    "tema": "felles/tema.yml", "belopsenhet": "belopsenhet i program.yml",
    "samspill": "hva tiltakene sier om hverandre",
    "holdes_mot": "hva tabellene er holdt mot",
    "plassert": "hvilken tekst figurene og tabellene står etter",
    "uferdig.*": "listen over tiltak", "uferdig.": "{}", "utgatt.*": "listen over tiltak", "utgatt.": "{}",
    "mangler.*": "listen over tiltak",
    "mangler.": "det som mangler av {}",
    "felles": "felles/program.yml", "usikkerhet": "felles/usikkerhet.yml",
    "lenker": "lenken_tilbake.yml", "historikk": "historikk.yml",
    "premiss.*": "listen over premisser", "premiss.": "premissen {}",
}  # fmt: skip


def some_of(navn: Sequence[str]) -> str:
    """Return the first few, and how many there are besides."""
    flere = len(navn) - _SHOWN
    return ramse([*navn[:_SHOWN], f"{flere} til"] if flere > 0 else navn)


def say_changed(navn: Sequence[str]) -> str:
    """Return that they are changed: «SYE1 og SYE2 er endret»."""
    return f"{some_of(navn)} er endret"


def reason_in_words(linje: str) -> str:
    """Return what a line of the journal is of, in the words of those who keep the data."""
    if linje == recording.EVERYTHING:
        return "noe av det som kommandoene i kapitlet kan lese"
    if linje.startswith(recording.FILE):
        return linje.removeprefix(recording.FILE).removeprefix("bok/").removeprefix("program/")
    adresse = linje.partition(":")[2]
    for start, ord_ in _IN_WORDS.items():
        if adresse.startswith(start):
            return ord_.format(adresse.removeprefix(start))
    return adresse


NEW: Final = "ikke kjørt her før"
# The version of the state file's format; a file of another version is ignored.
_FORM: Final = 2
# What a post of the state is made of: these are as they were before the chapter was run, …
_BEFORE: Final[Mapping[str, type]] = {"notatbok": str, "parametre": dict, "program": str}
# … and these as it was run, and as it left them.
_AFTER: Final[Mapping[str, type]] = {"data": dict, "ut": str, "filer": dict}
_LAYOUT: Final = ("_toc.yml", "_config.yml", "book/_templates", "book/_static", "notebooks")
# For what no sector is known by: any file of data/.
_ALL_DATA: Final = "data"
_PROGRAM: Final = "programmet"


class BuildState:
    """What the last build knew of each chapter, and what stands now.

    Kept beside the built site, not in git: a clean clone trusts nothing and runs every chapter.
    ``lest`` is sectors that have just been read. What a chapter is made from is noted when it is
    asked about, so that what changes while it runs makes it stale the next time.
    """

    def __init__(self, fil: Path, bok: Bokmappe, lest: Mapping[str, Sektor] | None = None) -> None:
        self._file = fil
        self._bok = bok
        self._begynt = time.time_ns()
        try:
            innhold = json.loads(fil.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            innhold = None
        kjent = innhold.get("kapitler") if isinstance(innhold, dict) and innhold.get("utgave") == _FORM else None
        poster = kjent.items() if isinstance(kjent, dict) else ()
        self._kjent: dict[str, dict[str, Any]] = {navn: post for navn, post in poster if _is_entry(post)}
        self.program = version.program()
        self._sektorer: dict[str, Sektor | None] = dict(lest or {})
        self._avtrykk: dict[str, str] = {}
        self._inn: dict[str, dict[str, Any]] = {}
        self._lest_for: frozenset[str] = frozenset()
        self._uendret: dict[str, bool] = {}
        self._hvorfor: dict[str, str] = {}

    def is_stale(self, kapittel: Kapittel, rot: Path) -> bool:
        """Return whether anything that the chapter was made from has changed since, or what it gave."""
        inn = self._inn[kapittel.navn] = self._inputs(kapittel)
        egen = inn["parametre"].get("sektor")
        for navn in [str(egen)] if egen else self._bok.finn_sektorer():
            self._sektor(navn)
        self._hvorfor[kapittel.navn] = self._reason(kapittel, rot, inn)
        return bool(self._hvorfor[kapittel.navn])

    def why(self, kapittel: Kapittel) -> str:
        """Return why the chapter was found stale: «SYE1 er endret»; empty where it is not.

        Empty too where it is not known from before, or ``is_stale`` has not been asked about it.
        """
        return self._hvorfor.get(kapittel.navn, "").removeprefix(NEW)

    def remember(
        self, kapitler: list[Kapittel], rot: Path, lest: Mapping[str, list[str]], fil: Path | None = None
    ) -> None:
        """Record the chapters as they now stand under ``rot``; ``lest`` for those just run.

        ``fil``: write the state there, to be put in place later.
        """
        self._lest_for = frozenset(self._sektorer)
        self._uendret.clear()
        poster = {
            k.navn: self._entry(k, rot, lest[k.navn]) if k.navn in lest else self._kjent.get(k.navn) for k in kapitler
        }
        self._kjent = {navn: post for navn, post in poster.items() if post}
        innhold = {"utgave": _FORM, "kapitler": self._kjent}
        write_whole(fil or self._file, json.dumps(innhold, sort_keys=True))

    def written(self, rot: Path) -> list[Path]:
        """What the last build had put into book/ for its chapters, and is as it was then.

        Only that is a build's to take away: all else is somebody's own, or may be. A clean clone knows of nothing.
        """
        alle: dict[Path, str] = {}
        for navn, post in self._kjent.items():
            ut = rot / Kapittel(navn, rot, "").fil
            alle |= {ut: post["ut"], **{ut.parent / fil: var for fil, var in post["filer"].items()}}
        return [fil for fil, var in alle.items() if fil.is_file() and fingerprint_of(fil) == var]

    def _inputs(self, kapittel: Kapittel) -> dict[str, Any]:
        return {
            "notatbok": fingerprint_of(kapittel.kilde),
            "parametre": parameters_for(kapittel, {}),
            "program": self.program,
        }

    def _entry(self, kapittel: Kapittel, rot: Path, lest: Iterable[str]) -> dict[str, Any] | None:
        """The post of a chapter that has been run; None where nobody asked before it was."""
        if kapittel.navn not in self._inn:
            return None
        ut = rot / kapittel.fil
        # What may have changed meanwhile gets no fingerprint, so the chapter is stale the next time.
        data = {linje: self._fingerprint(linje) if self._known_as_read(linje) else None for linje in lest}
        return {
            **self._inn[kapittel.navn],
            "data": data,
            "ut": fingerprint_of(ut),
            "filer": {fil: fingerprint_of(ut.parent / fil) for fil in files_of(ut)},
        }

    def _reason(self, kapittel: Kapittel, rot: Path, inn: Mapping[str, Any]) -> str:
        kjent = self._kjent.get(kapittel.navn)
        if not kjent:
            return NEW
        if kjent["notatbok"] != inn["notatbok"]:
            return "teksten er endret" if kapittel.kilde.suffix == TEKSTKILDE else "notatboken er endret"
        var, er = kjent["parametre"], inn["parametre"]
        if endret := sorted(navn for navn in var.keys() | er.keys() if var.get(navn) != er.get(navn)):
            return say_changed([f"parameteren {navn}" for navn in endret])
        if endret := [en for en, var in kjent["data"].items() if self._fingerprint(en) != var]:
            return say_changed(list(dict.fromkeys(map(reason_in_words, endret))))
        if kjent["program"] != inn["program"]:
            return "programmet er endret"
        ut = rot / kapittel.fil
        if fingerprint_of(ut) != kjent["ut"]:
            return f"{kapittel.fil} er ikke som den ble laget"
        andre = [f for f, var in kjent["filer"].items() if fingerprint_of(ut.parent / f) != var]
        return f"{some_of(andre)} er ikke som da det ble laget" if andre else ""

    def _fingerprint(self, linje: str) -> str:
        """The fingerprint of what stands at a line of the journal; worked out once."""
        if linje not in self._avtrykk:
            self._avtrykk[linje] = self._work_out(linje)
        return self._avtrykk[linje]

    def _work_out(self, linje: str) -> str:
        if linje == recording.EVERYTHING:
            return fingerprint(json.dumps([(navn, fingerprint_of(fil)) for navn, fil in _all_files(self._bok)]))
        if fil := _file(self._bok, linje):
            if fil.is_dir():  # its list was asked for: the names in it
                return fingerprint("\n".join(del_.name for del_ in written_files(fil, "*")))
            return fingerprint_of(fil)
        navn, _, adresse = linje.partition(":")
        if not navn:
            return _of_the_book(self._bok, adresse)
        sektor = self._sektor(navn)
        return sektor.avtrykk(adresse) if sektor else ""

    def _sektor(self, navn: str) -> Sektor | None:
        """The sector, read once; None where there is none of that name any more."""
        if navn not in self._sektorer:
            self._sektorer[navn] = les_sektor(navn, bok=self._bok) if navn in self._bok.finn_sektorer() else None
        return self._sektorer[navn]

    def _known_as_read(self, linje: str) -> bool:
        """Whether what stands at the line is known to be what a chapter just run has read."""
        hva = _ALL_DATA
        if linje == recording.EVERYTHING or _file(self._bok, linje):
            hva = linje
        elif linje.partition(":")[0] in self._lest_for:
            return True  # as the sector was before the chapter was run
        # Many chapters ask of all of data/, and are remembered together.
        if hva not in self._uendret:
            self._uendret[hva] = self._is_unchanged(hva)
        return self._uendret[hva]

    def _is_unchanged(self, hva: str) -> bool:
        """Whether none of the files has been written since this build began."""
        if hva == recording.EVERYTHING:
            filer = [fil for _, fil in _all_files(self._bok)]
        elif fil_ := _file(self._bok, hva):
            filer = [fil_]
        else:
            filer = [fil for _, fil in self._bok.datafiler()]
        # The status time, since a file may be put in place with the time of an older one; and the
        # folder's, for what is taken away. In the book's own folder anyone may put something.
        rot = set(self._bok.kildemapper.values())
        steder = {s for fil in filer for s in (fil, fil.parent) if s not in rot and s.exists()}
        return all(changed_at(sted.stat()) < self._begynt for sted in steder)

    def site_sources(self, samlet: Path) -> str:
        """Return one fingerprint of what the site is made from, when the book lies gathered in a folder.

        That is all in the folder, all of data/ (which the site has for taking along), and the program.
        """
        data = [(navn, fingerprint_of(fil)) for navn, fil in self._bok.datafiler()]
        deler = [fingerprint_of(samlet), data, self.program]
        return fingerprint(json.dumps(deler, sort_keys=True))


def _all_files(bok: Bokmappe) -> Iterator[tuple[str, Path]]:
    """All that a program of the project may read besides its code: data, notebooks, layout."""
    yield from bok.datafiler()
    for mappe in dict.fromkeys(bok.kildemapper.values()):
        for navn in _LAYOUT:
            hele = mappe / navn
            for fil in written_files(hele, "**/*") if hele.is_dir() else [hele]:
                sti = fil.relative_to(mappe)
                # The project's own copy is a book besides: another book reads its shared chapters alone.
                andres = mappe != bok.rot and sti.parts[0] == "notebooks" and sti.parts[1:2] != ("felles",)
                if fil.is_file() and not andres:
                    yield sti.as_posix(), fil


def sources(bok: Bokmappe) -> dict[str, str]:
    """The fingerprint of each file that the book is made from, by its path, and of the program."""
    sider = [own_or_shared(bok.rot, f"{side}{ending}") for side in pages_of(bok.rot) for ending in HANDWRITTEN]
    filer = [*(fil for _, fil in _all_files(bok)), *sider, bok.rot / LISTE]
    return {str(fil): fingerprint_of(fil) for fil in filer} | {_PROGRAM: version.program()}


def check_unmoved(for_: Mapping[str, str], na: Mapping[str, str], hva: str) -> None:
    """Raise Byggfeil where a source is another than it was: what was made of them meanwhile is of no one state."""
    endret = sorted(navn for navn in for_.keys() | na.keys() if for_.get(navn) != na.get(navn))
    if endret:
        navn = [navn if navn == _PROGRAM else vis_sti(Path(navn)) for navn in endret]
        raise Byggfeil(f"{say_changed(navn)} mens {hva}. Kjør kommandoen igjen. Boken og nettstedet er som de var.")


def _of_the_book(bok: Bokmappe, adresse: str) -> str:
    """The fingerprint of what is no sector's: which sectors and pages there are, the colours."""
    if adresse in {SEKTORER, SEKTORLISTE}:
        return fingerprint(json.dumps(bok.finn_sektorer()))
    if adresse == SIDELISTE:
        return fingerprint(json.dumps(pages_of(bok.rot)))
    if adresse.startswith(SIDE):
        return str(bok.har_side(adresse.removeprefix(SIDE)))
    if adresse == penger.ADRESSE:
        return bok.penger.enhet.base
    return fingerprint(repr(bok.tema)) if adresse == tema.ADRESSE else ""


def _file(bok: Bokmappe, linje: str) -> Path | None:
    """The file or folder that a line of the journal names, if it does."""
    if not linje.startswith(recording.FILE):
        return None
    navn, _, rest = linje.removeprefix(recording.FILE).partition("/")
    mappe = bok.kildemapper.get(navn, bok.data)
    return mappe / rest if rest else mappe


def _is_entry(post: object) -> bool:
    felt = {**_BEFORE, **_AFTER}
    if not isinstance(post, dict) or post.keys() != felt.keys():
        return False
    return all(isinstance(post[navn], slag) for navn, slag in felt.items())
