"""Numbers that readers have seen, and that are others now without an entry in historikk.yml.

What they have seen is what the executed book has: the registers of a sector's numbers, by address, as pages show them.
So it takes no git and nothing that is kept besides, and it is told for as long as the book has not been built anew with
the new numbers: a build tells it too, before that. A sector without an edition, or that is still being entered, has
published nothing.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from effekt.base.book import FILMAPPE
from effekt.base.faults import Datafeil
from effekt.base.numbers import MANGLETEGN, les_tall
from effekt.display.ranges import vis_verdien
from effekt.model.historikk import Hendelse
from effekt.model.verdi import Adresse, Verdi, vis
from effekt.reading.documents import les_tekst
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor, alle_forutsetninger, alle_kostnader

# The registers of a sector's numbers, as the executed book has them.
_REGISTRE: Final = ("register-forutsetninger", "register-enkelttall", "register-tabellverdier")
_UTGAVER: Final = "utgaver"
_AR: Final = re.compile(r"(\d{4})(?:\u2013(\d{4}))?: (.+?)(?=, \d{4}|$)")
_SPENN: Final = re.compile(r" \((?:spenn|minst|høyst) .*\)$")
# Numbers that pages show with so many decimals may be rounded there.
_DESIMALER: Final = 2


@dataclass(frozen=True)
class ChangedNumber:
    """A number as readers saw it, and as data/ has it now; ``fra`` is None where what was shown may be rounded."""

    adresse: Adresse
    vist: str
    fra: Fraction | str | None

    @property
    def etter(self) -> Verdi | None:
        """The number now."""
        return self.adresse.verdi

    def __str__(self) -> str:
        na = "uten tall" if self.etter is None else vis(self.etter, self.adresse.enhet)
        enhet = "" if na.endswith("%") else f" {self.adresse.enhet}"
        return f"{self.adresse.adresse}: {self.vist} → {na}{enhet}"


def changed_without_entry(sektor: Sektor) -> list[ChangedNumber]:
    """The published numbers of a sector that historikk.yml says nothing of; none where nothing is published."""
    if sektor.under_arbeid or not sektor.historikk.utgaver or _is_new_edition(sektor):
        return []
    fort = sektor.historikk.tallhendelser()
    return [ett for ett in changed_numbers(sektor) if not _entered(ett, fort.get(ett.adresse.adresse, []))]


def _is_new_edition(sektor: Sektor) -> bool:
    """Whether the book was built before the last edition was entered, which tells what is new: a plan, for one."""
    rader = _rows(_folder(sektor) / f"{_UTGAVER}.csv")
    return bool(rader) and sektor.historikk.utgaver[-1].utgave not in {rad.get("utgave") for rad in rader}


def _folder(sektor: Sektor) -> Path:
    return sektor.bok.rot / "book" / sektor.unrecorded.info.id / FILMAPPE


def _rows(fil: Path) -> list[dict[str, str]]:
    """What a register of the executed book has; nothing where it is not there, or is what the next build makes anew."""
    try:
        return list(csv.DictReader(io.StringIO(les_tekst(fil)))) if fil.is_file() else []
    except (Datafeil, csv.Error):
        return []


def _entered(ett: ChangedNumber, hendelser: list[tuple[str, int, Hendelse]]) -> bool:
    """Whether an entry tells of a change from what was shown; that the last one ends in data/ is checked elsewhere."""
    return any(ett.fra is None or hendelse.for_ == ett.fra for _, _, hendelse in hendelser)


def changed_numbers(sektor: Sektor) -> list[ChangedNumber]:
    """The numbers whose text in the executed book is another than they have now, year by year."""
    kjente = adresser(sektor)
    vist_na = {a: vis_verdien(s) for a, s in {**alle_forutsetninger(sektor), **alle_kostnader(sektor)}.items()}
    vist_na |= {s.adresse: vis_verdien(s) for s in sektor.tall.values()}
    vist_na |= {
        celle.adresse: celle.uten_enhet()
        for tabell in sektor.tabeller.values()
        for celle in tabell.celler.values()
        if celle.adresse in kjente
    }
    return [
        ett
        for adresse, for_ in _published(_folder(sektor)).items()
        if adresse in vist_na and for_ != _plain(vist_na[adresse])
        for ett in _changed(adresse, for_, _plain(vist_na[adresse]), kjente)
    ]


def _published(mappe: Path) -> Mapping[str, str]:
    """What the executed book shows of each number, by address; nothing where it has no register."""
    funnet: dict[str, str] = {}
    for navn in _REGISTRE:
        rader = _rows(mappe / f"{navn}.csv")
        funnet |= {rad["adresse"]: _plain(rad["verdi"]) for rad in rader if rad.get("adresse") and rad.get("verdi")}
    return funnet


def _plain(vist: str) -> str:
    return _SPENN.sub("", " ".join(vist.split()))


def _changed(adresse: str, for_: str, na: str, kjente: Mapping[str, Adresse]) -> Iterator[ChangedNumber]:
    """The number, or the years of it, that are shown otherwise; a year that is new or gone is no changed number."""
    if adresse in kjente and not _AR.match(for_):
        yield ChangedNumber(kjente[adresse], for_, _value(for_, kjente[adresse].enhet))
        return
    gamle, nye = _by_year(for_), _by_year(na)
    for ar, vist in gamle.items():
        kjent = kjente.get(f"{adresse}[{ar}]")
        if kjent and ar in nye and nye[ar] != vist:
            yield ChangedNumber(kjent, vist, _value(vist, kjent.enhet))


def _by_year(vist: str) -> dict[int, str]:
    return {ar: treff[3] for treff in _AR.finditer(vist) for ar in range(int(treff[1]), int(treff[2] or treff[1]) + 1)}


def _value(vist: str, enhet: str) -> Fraction | str | None:
    """What stood in data/, where what was shown says it wholly; None where it may be rounded."""
    tall = vist.replace("\u2212", "-").removesuffix("%").replace(" ", "")
    if len(tall.partition(",")[2]) >= _DESIMALER:
        return None
    try:
        verdi = les_tall(tall.replace(",", "."))
    except ValueError:
        return next((tegn for tegn, ord_ in MANGLETEGN.items() if ord_ == vist), None)
    return verdi / 100 if vist.endswith("%") else verdi
