"""Where data/ is, what is wrong with it, and who has read what of it."""

import difflib
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Generic, TypeVar

from effekt import journal

T = TypeVar("T")

DATAVARIABEL: Final = "EFFEKT_DATA"
SEKTORFIL: Final = "sektor.yml"
# The address of the list of sectors.
SEKTORER: Final = "sektorer"
# When this process began: code that is newer than it may not be what it runs.
STARTET: Final = time.time()
_NESTEN_LIK, _LIKNER = 0.8, 0.55


class Datafeil(Exception):
    """Something in data/ that cannot be used, said so that an analyst can mend it."""

    def __init__(self, melding: str, fil: Path | None = None, linje: int | None = None) -> None:
        self.melding = melding if melding.endswith((".", "?")) else f"{melding}."
        self.fil = fil
        self.linje = linje
        super().__init__(str(self))

    def __str__(self) -> str:
        if self.fil is None:
            return self.melding
        sted = vis_sti(self.fil) + (f", linje {self.linje}" if self.linje else "")
        return f"{sted}: {self.melding}"


class FlereFeil(Datafeil):
    """Several faults told at once, a line each."""

    def __init__(self, alle: list[Datafeil]) -> None:
        self.alle = alle
        super().__init__("\n".join(str(feil) for feil in alle))


class Feltfeil(ValueError):
    """A fault that shows when a whole model is read, and lies in one of its fields: ``sti``."""

    def __init__(self, sti: tuple[str | int, ...], melding: str) -> None:
        self.sti = sti
        super().__init__(melding)


def datamappe() -> Path:
    """The folder data/: from the environment variable EFFEKT_DATA, else beside the package.

    The variable may name the folder around it too.
    """
    valgt = os.environ.get(DATAVARIABEL)
    mappe = Path(valgt) if valgt else Path(__file__).parents[1] / "data"
    if not mappe.is_dir():
        raise Datafeil(
            f"finner ikke datamappen «{mappe}». Sett {DATAVARIABEL} til mappen som har kilder.yml"
            + (", eller fjern den." if valgt else ".")
        )
    if not (mappe / "kilder.yml").is_file() and (mappe / "data" / "kilder.yml").is_file():
        mappe /= "data"
    return mappe.resolve()


def sektorer() -> list[str]:
    """The sectors that have data: the folders under data/ with a sektor.yml, in order.

    Those that are still being entered come last: the first one is what the front page is about.
    Raises Datafeil where there is none, and for a folder that has all but its sektor.yml.
    """
    journalfor(SEKTORER)
    return finn_sektorer()


@journal.stille()
def finn_sektorer() -> list[str]:
    """What ``sektorer`` gives, without anything being recorded."""
    data = datamappe()
    filer = sorted(data.glob(f"*/{SEKTORFIL}"), key=lambda fil: (er_under_arbeid(fil), fil))
    alle = [fil.parent.name for fil in filer]
    for tiltak in sorted(data.glob("*/tiltak")):
        if tiltak.parent.name not in alle:
            raise Datafeil("mappen mangler sektor.yml. Legg den til.", tiltak.parent)
    if not alle:
        raise Datafeil(
            f"datamappen «{data}» har ingen sektor, altså ingen mappe med sektor.yml. Lag en, "
            f"eller sett {DATAVARIABEL} til mappen som har kilder.yml."
        )
    return alle


def ferdige_sektorer() -> list[str]:
    """The sectors that are not still being entered: those whose addresses are kept for good."""
    data = datamappe()
    return [navn for navn in sektorer() if not er_under_arbeid(data / navn / SEKTORFIL)]


@journal.stille()
def er_under_arbeid(fil: Path) -> bool:
    """Whether a sektor.yml says that the sector is still being entered."""
    linjer = fil.read_bytes().splitlines()
    return any(re.match(rb"status:\s*under_arbeid\b", linje) for linje in linjer)


def datafiler() -> Iterator[tuple[str, Path]]:
    """The files of data/, named from it; not what an editor or a file manager left there."""
    data = datamappe()
    for fil in sorted(p for p in data.rglob("*") if p.is_file()):
        navn = fil.relative_to(data)
        if not any(del_.startswith((".", "~")) for del_ in navn.parts):
            yield navn.as_posix(), fil


@contextmanager
def som_datamappe(mappe: Path | None) -> Iterator[bool]:
    """Let another folder be data/ meanwhile; gives whether it is the same one as before."""
    vanlig = os.environ.get(DATAVARIABEL)
    if mappe is None or mappe.resolve() == datamappe():
        yield True
        return
    os.environ[DATAVARIABEL] = str(mappe)
    try:
        yield False
    finally:
        del os.environ[DATAVARIABEL]
        if vanlig is not None:
            os.environ[DATAVARIABEL] = vanlig


def vis_sti(sti: Path) -> str:
    """A path as messages show it: from the data folder's parent, so data/hls/tall.yml."""
    try:
        return sti.resolve().relative_to(datamappe().parent).as_posix()
    except (ValueError, Datafeil):
        return sti.as_posix()


def lignende(skrevet: str, kjente: Iterable[str]) -> list[str]:
    """The known words that ``skrevet`` may have been meant as, the nearest first."""
    former = {_forenklet(ord_): ord_ for ord_ in sorted(kjente)}
    lik = difflib.get_close_matches(_forenklet(skrevet), former, n=1, cutoff=_NESTEN_LIK)
    lik = lik or difflib.get_close_matches(_forenklet(skrevet), former, n=3, cutoff=_LIKNER)
    return [former[form] for form in lik]


def naermeste(skrevet: str, kjente: Iterable[str]) -> str:
    """«Mente du …?» with the nearest known words, or an empty string."""
    lik = lignende(skrevet, kjente)
    return f" Mente du {' eller '.join(lik)}?" if lik else ""


def _forenklet(tekst: str) -> str:
    """The text as data/ spells its names: «År» is «ar»."""
    return tekst.lower().translate(str.maketrans("åøæ", "aoa"))


def samlet_feil(feil: Iterable[Datafeil]) -> Datafeil:
    """Several faults as one exception, a line each, in order of file and line."""
    # Two sectors find the same fault in what they share.
    ulike = {str(ett): ett for ett in feil}.values()
    alle = sorted(ulike, key=lambda f: (str(f.fil or ""), f.linje or 0, f.melding))
    return alle[0] if len(alle) == 1 else FlereFeil(alle)


@contextmanager
def samle(feil: list[Datafeil]) -> Iterator[None]:
    """Put the faults raised inside into the list, so that more can be read before they are told."""
    try:
        yield
    except FlereFeil as grunn:
        feil.extend(grunn.alle)
    except Datafeil as grunn:
        feil.append(grunn)


# --- who has read what -------------------------------------------------------------------------


_brukt: set[str] = set()


def noter(adresse: str, sektor: str = "") -> None:
    """Record that the running chapter used what a sector's data have at this address.

    A chapter is stale when something recorded has changed. An address without a sector is of what
    all sectors are found from.
    """
    noter_bruk(adresse)
    journal.skriv(f"{sektor}:{adresse}")


def noter_fil(adresse: str, fil: Path) -> None:
    """Record that the running chapter used a whole file of data/, or that it was not there."""
    noter_bruk(adresse)
    journal.skriv(f"{journal.FIL}data/{fil.resolve().relative_to(datamappe()).as_posix()}")


def journalfor(adresse: str) -> None:
    """Record what is no sector's, for staleness alone: what decides how all looks, which pages."""
    journal.skriv(f":{adresse}")


def noter_bruk(adresse: str) -> None:
    """Record that what is being made uses this value, or this result of several values.

    Finer than ``noter``, and for the chain from a changed number to what shows it: «SYE1.plasser»,
    «effekt.SYE1», «total».
    """
    _brukt.add(adresse)


def tom_bruk() -> list[str]:
    """What was used since the last call, in order; the slate is clean after it."""
    brukt = sorted(_brukt)
    _brukt.clear()
    return brukt


class Sporet(Mapping[str, T], Generic[T]):
    """A read-only mapping that records which of its entries were used.

    ``prefiks`` makes the address of an entry: «tall.» + key. Going through all entries, or counting
    them, also records the list itself (prefiks + «*»), so that a new entry counts as a change.
    Whether an entry is there is recorded as if it were used.
    """

    def __init__(
        self,
        prefiks: str,
        innhold: Mapping[str, T],
        hva: str,
        sektor: str = "",
    ) -> None:
        self._prefiks = prefiks
        self._innhold = dict(innhold)
        self._hva = hva
        self._sektor = sektor

    def med(self, innhold: Mapping[str, T]) -> "Sporet[T]":
        """Other entries, recorded in the same way."""
        return Sporet(self._prefiks, innhold, self._hva, self._sektor)

    def __repr__(self) -> str:
        return repr(self._innhold)

    def __getitem__(self, nokkel: str) -> T:
        if nokkel not in self:
            raise Datafeil(f"ukjent {self._hva}: «{nokkel}».{naermeste(nokkel, self._innhold)}")
        noter(self._prefiks + nokkel, self._sektor)
        return self._innhold[nokkel]

    def __getattr__(self, nokkel: str) -> T:
        if nokkel.startswith("_"):
            raise AttributeError(nokkel)
        return self[nokkel]

    def finn(self, nokkel: str) -> T | None:
        """The entry, or None; that it was not there is recorded too, for it may come."""
        noter(self._prefiks + nokkel, self._sektor)
        return self._innhold.get(nokkel)

    def __contains__(self, nokkel: object) -> bool:
        # What is there or not decides what is shown, but is no value that it is made from.
        journal.skriv(f"{self._sektor}:{self._prefiks}{nokkel}")
        return nokkel in self._innhold

    def __iter__(self) -> Iterator[str]:
        noter(self._prefiks + "*", self._sektor)
        return iter(self._innhold)

    def __len__(self) -> int:
        journal.skriv(f"{self._sektor}:{self._prefiks}*")
        return len(self._innhold)

    def urort(self) -> Mapping[str, T]:
        """The contents, without anything being recorded: for checks and fingerprints."""
        return dict(self._innhold)


class Notert(Mapping[str, T], Generic[T]):
    """A read-only mapping that records with ``noter_bruk`` which of its entries were used."""

    def __init__(self, prefiks: str, innhold: Mapping[str, T]) -> None:
        self._prefiks = prefiks
        self._innhold = dict(innhold)

    def __repr__(self) -> str:
        return repr(self._innhold)

    def __getitem__(self, nokkel: str) -> T:
        verdi = self._innhold[nokkel]
        noter_bruk(self._prefiks + nokkel)
        return verdi

    def __iter__(self) -> Iterator[str]:
        return iter(self._innhold)

    def __len__(self) -> int:
        return len(self._innhold)
