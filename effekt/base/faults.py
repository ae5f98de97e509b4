"""What is wrong, said in words: faults in data/, the nearest known word, several at once."""

import difflib
import errno
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from effekt.base import bounds
from effekt.base.characters import name_of, plain_blanks, without_hidden

# How alike two words are, of one: so that the one is surely the other, and so that it may be.
NESTEN_LIK: Final = 0.8
LIKNER: Final = 0.55
# What a book's data/ is known by.
KILDEFIL: Final = "kilder.yml"


def vis_sti(sti: Path) -> str:
    """A path as messages show it: from the folder of the book that it lies in, data/hls/tall.yml.

    The book is found from the path itself, as the nearest folder around it whose data/ is there. So
    a fault tells where it is whichever book is being read. A path in no book is shown whole.
    """
    hel = sti.resolve()
    for mappe in (hel, *hel.parents):
        if (mappe / KILDEFIL).is_file() or hel == mappe / KILDEFIL:
            return hel.relative_to(mappe.parent).as_posix()
        if (mappe / "data" / KILDEFIL).is_file():
            return hel.relative_to(mappe).as_posix()
    return sti.as_posix()


class Datafeil(Exception):
    """Something in data/ that cannot be used, said so that an analyst can mend it."""

    def __init__(self, melding: str, fil: Path | None = None, linje: int | None = None) -> None:
        melding = _kortet(melding)
        self.melding = melding if melding.endswith((".", "?")) else f"{melding}."
        self.fil = fil
        self.linje = linje
        super().__init__(self.melding)

    @property
    def nokkel(self) -> tuple[object, ...]:
        """What makes it the same fault as another; where the file lies is looked up for those that are told only."""
        return self.fil, self.linje, self.melding

    def __str__(self) -> str:
        if self.fil is None:
            return self.melding
        sted = vis_sti(self.fil) + (f", linje {self.linje}" if self.linje else "")
        return f"{sted}: {self.melding}"


_LANG_VERDI: Final = re.compile(f"«([^«»]{{{bounds.SHOWN + 1},}})»")


def _kortet(melding: str) -> str:
    """The message with the beginning and the end of each value that would fill the screen."""
    melding = _LANG_VERDI.sub(
        lambda verdi: f"«{verdi[1][: bounds.SHOWN // 2]} … {verdi[1][-bounds.SHOWN // 10 :]}»", melding
    )
    mest = bounds.MESSAGE // 2
    return melding if len(melding) <= bounds.MESSAGE else f"{melding[:mest]} … {melding[-mest // 2 :]}"


class FlereFeil(Datafeil):
    """Several faults told at once, a line each; of very many no more than ``hoyst``, and how many more there are."""

    def __init__(self, alle: list[Datafeil], hoyst: int = bounds.FAULTS) -> None:
        self.alle = alle
        super().__init__("")
        vist = [str(feil) for feil in alle[:hoyst]]
        if rest := len(alle) - len(vist):
            vist.append(f"… og {rest} til. De blir vist når disse er rettet.")
        self.melding = "\n".join(vist)
        self.args = (self.melding,)


class Feltfeil(ValueError):
    """A fault that shows when a whole model is read, and lies in one of its fields: ``sti``."""

    def __init__(self, sti: tuple[str | int, ...], melding: str) -> None:
        self.sti = sti
        super().__init__(melding)


def lignende(skrevet: str, kjente: Iterable[str]) -> list[str]:
    """The known words that ``skrevet`` may have been meant as, the nearest first."""
    former = {_forenklet(ord_): ord_ for ord_ in sorted(kjente)}
    lik = difflib.get_close_matches(_forenklet(skrevet), former, n=1, cutoff=NESTEN_LIK)
    lik = lik or difflib.get_close_matches(_forenklet(skrevet), former, n=3, cutoff=LIKNER)
    return [former[form] for form in lik]


def naermeste(skrevet: str, kjente: Iterable[str]) -> str:
    """«Mente du …?» with the nearest known words, or nothing; of one that looks the same, which sign is another."""
    kjente = list(kjente)
    if (maken := next((ord_ for ord_ in kjente if _sett(ord_) == _sett(skrevet)), skrevet)) != skrevet:
        ulik = next((tegn for tegn in skrevet if tegn not in maken), " ")
        return f" Det ser ut som «{maken}», men har et annet tegn ({name_of(ulik)}). Skriv det slik det står der."
    lik = lignende(skrevet, kjente)
    return f" Mente du {' eller '.join(lik)}?" if lik else ""


def _sett(tekst: str) -> str:
    """The text as it is seen: blanks of all kinds alike, letters put together, and what has no width left out."""
    return plain_blanks(unicodedata.normalize("NFC", without_hidden(tekst)))


def _forenklet(tekst: str) -> str:
    """The text as data/ spells its names: «År» is «ar»."""
    return tekst.lower().translate(str.maketrans("åøæ", "aoa"))


def samlet_feil(feil: Iterable[Datafeil]) -> Datafeil:
    """Several faults as one exception, a line each, in order of file and line."""
    # Two sectors find the same fault in what they share.
    ulike = {ett.nokkel: ett for ett in feil}.values()
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


_CLEAR: Final = "Rydd plass, og kjør kommandoen igjen."
_MAY: Final = "Se etter at du har lov til å lese og skrive der."
_LOOK: Final = "Se etter at stedet er det du mente."
# What the system answers, in words, and what to do.
_OF_THE_SYSTEM: Final = {
    errno.ENOSPC: ("disken er full", _CLEAR),
    errno.EDQUOT: ("kvoten på disken er brukt opp", _CLEAR),
    errno.EFBIG: ("filen er større enn det er lov til", _CLEAR),
    errno.EROFS: ("der kan det bare leses", "Velg et sted som kan skrives til, eller få det åpnet for skriving."),
    errno.EACCES: ("det er ikke lov", _MAY),
    errno.EPERM: ("det er ikke lov", _MAY),
    errno.ENOENT: ("den finnes ikke", _LOOK),
    errno.EEXIST: ("den finnes alt", "Flytt den, og kjør kommandoen igjen."),
    errno.ENOTDIR: ("noe på veien dit er en fil og ingen mappe", _LOOK),
    errno.EISDIR: ("den er en mappe", _LOOK),
    errno.ENOTEMPTY: ("mappen er ikke tom", "Flytt det som er i den, og kjør kommandoen igjen."),
    errno.EBUSY: ("den er i bruk", "Lukk det som bruker den, og kjør kommandoen igjen."),
    errno.ENAMETOOLONG: ("navnet er for langt", "Velg et kortere."),
    errno.ELOOP: ("lenken fører tilbake til seg selv", _LOOK),
    errno.EMFILE: ("for mange filer er åpne", "Lukk noe, og kjør kommandoen igjen."),
    errno.EIO: ("disken svarer ikke", "Se etter at den er tilkoblet og hel."),
}
_WRITING: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
_ERRNO: Final = re.compile(r"\[Errno (\d+)\][^:\n]*(?:: '([^'\n]+)')?")


def os_fault(cause: OSError) -> str:
    """What the system would not do, where, and what to do about it; empty where it is no matter of a file."""
    place = cause.filename2 or cause.filename
    known = _OF_THE_SYSTEM.get(cause.errno or 0)
    if not known and place is None:
        return ""
    where = f"«{place}»" if place is not None else "en fil"
    what, remedy = known or (str(cause.strerror), _MAY)
    verb = "får ikke skrevet" if cause.errno in _WRITING else "kommer ikke til"
    return f"{verb} {where}: {what}. {remedy}"


def os_fault_in(text: str) -> str:
    """The same of what another program has said, where it tells of such a fault; else empty."""
    for number, place in _ERRNO.findall(text):
        if int(number) in _OF_THE_SYSTEM:
            return os_fault(OSError(int(number), "", place or None))
    return ""


Fremdrift = Callable[[str], None]


class Byggfeil(Exception):
    """The book could not be built; what was published before still stands."""
