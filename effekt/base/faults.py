"""What is wrong, said in words: faults in data/, the nearest known word, several at once."""

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from effekt.base.characters import name_of, plain_blanks, without_hidden

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
