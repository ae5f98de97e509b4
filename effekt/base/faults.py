"""What is wrong, said in words: faults in data/, the nearest known word, several at once."""

import difflib
import errno
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_NESTEN_LIK, _LIKNER = 0.8, 0.55
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


Fremdrift = Callable[[str], None]


class Byggfeil(Exception):
    """The book could not be built; what was published before still stands."""


# What a system's number for a fault means to whoever ran the command, and what helps.
_IN_WORDS: Final = {
    errno.ENOSPC: ("disken er full", "Frigjør plass der"),
    errno.EDQUOT: ("plassen du har på disken, er brukt opp", "Slett noe der, eller be om mer plass"),
    errno.EROFS: ("stedet kan bare leses", "Arbeid i en kopi som du kan skrive i"),
    errno.EACCES: ("du har ikke lov til det", "Be om å få lese og skrive der, eller arbeid i en kopi"),
    errno.EPERM: ("du har ikke lov til det", "Be om å få lese og skrive der, eller arbeid i en kopi"),
    errno.EIO: ("disken svarer med feil", "Se etter at den er koblet til og hel"),
    errno.EFBIG: ("filen blir større enn det er lov til her", "Velg et annet sted, eller øk grensen (ulimit -f)"),
    errno.ENOENT: ("det finnes ikke", "Se etter om det er flyttet eller slettet"),
    errno.EEXIST: ("det finnes fra før", "Flytt det som står der"),
    errno.ENOTDIR: ("en del av stien er en fil, ikke en mappe", "Flytt filen som står der en mappe skal være"),
    errno.EISDIR: ("det er en mappe, ikke en fil", "Flytt mappen"),
    errno.ENOTEMPTY: ("mappen er ikke tom", "Flytt det som ligger i den"),
    errno.ENAMETOOLONG: ("navnet er for langt", "Velg et kortere"),
    errno.ELOOP: ("lenkene går i ring", "Rett lenkene"),
    errno.EBUSY: ("det er i bruk", "Lukk programmet som har det åpent"),
    errno.EMFILE: ("for mange filer er åpne", "Øk grensen (ulimit -n)"),
    errno.ENFILE: ("for mange filer er åpne på maskinen", "Lukk noen programmer"),
    errno.ENOMEM: ("maskinen har ikke mer minne", "Lukk noen programmer"),
    errno.ESTALE: ("mappen på nettet er koblet fra", "Koble den til igjen"),
}  # fmt: skip


def os_error_in_words(error: OSError) -> str:
    """What the system would not do, where, and what helps; a sentence or two."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):  # of several files: the first
        _, place, why = error.args[0][0]
        number = re.match(r"\[Errno (\d+)\]", str(why))
        error = OSError(int(number[1]) if number else 0, "", str(place))
    what, remedy = _IN_WORDS.get(error.errno or 0, ("systemet sier nei", "Se etter at stedet kan leses og skrives"))
    # A rename has two: the second is what the file was to become.
    place = error.filename2 or error.filename
    if not isinstance(place, str | bytes | os.PathLike):
        where = "der boken, den midlertidige mappen (TMPDIR) eller utskriften ligger"
        return f"{what} {where} (feil {error.errno}). {remedy}, og kjør kommandoen igjen."
    return f"kommer ikke til «{os.fsdecode(place)}»: {what}. {remedy}, og kjør kommandoen igjen."
