"""A sector as read from data/: everything that its chapters are made from, checked as a whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from effekt.datapakke import Ressurs
from effekt.historikk import Historikk
from effekt.innhold import Figurplass, Fotnote, Plass
from effekt.kilder import Datafeil, Sporet, noter
from effekt.lenker import Lenker
from effekt.lesing import Dokument
from effekt.modell import Kildedokument, Sektorinfo, Tiltak
from effekt.program import Felles
from effekt.storrelse import Enkelttall, Forutsetning, Storrelse
from effekt.tabelldata import Tabelldata
from effekt.usikkerhetsvalg import Usikkerhetsvalg
from effekt.verdi import Verdi

S = TypeVar("S", bound=Storrelse)

LENKEFIL: Final = "lenken_tilbake.yml"
HISTORIKKFIL: Final = "historikk.yml"


@dataclass(frozen=True)
class Sektor:
    """One sector's data; the mappings record what a chapter uses of them."""

    _info: Sektorinfo
    _felles: Felles
    _usikkerhet: Usikkerhetsvalg
    kilder: Sporet[Kildedokument]
    tall: Sporet[Enkelttall]
    tiltak: Sporet[Tiltak]
    tabeller: Sporet[Tabelldata]
    ressurser: Sporet[Ressurs]
    figurer: Sporet[Figurplass]
    tabellplasser: Sporet[Figurplass]
    fotnoter: Sporet[Fotnote]
    avsnitt: Sporet[Plass]
    tekster: Sporet[str]
    endringer: Mapping[str, Verdi] = field(default_factory=dict)
    dokumenter: Mapping[str, Dokument] = field(default_factory=dict, repr=False)
    _lenker: Lenker | None = None
    _historikk: Historikk = field(default_factory=Historikk)
    # The sector as data/ has it, where a reviewer has changed something.
    uendret: "Sektor | None" = field(default=None, repr=False)

    @property
    def info(self) -> Sektorinfo:
        """The sector itself: name, period, agencies."""
        noter("sektor", self._info.id)
        return self._info

    @property
    def felles(self) -> Felles:
        """What all sectors share: goals, scales, classes, rules of calculation."""
        noter("felles", self._info.id)
        return self._felles

    @property
    def usikkerhet(self) -> Usikkerhetsvalg:
        """The book's own choices for its analysis of uncertainty."""
        noter("usikkerhet", self._info.id)
        return self._usikkerhet

    @property
    def lenker(self) -> Lenker:
        """What the letter of the year after takes up of the report; raises Datafeil without one."""
        noter("lenker", self._info.id)
        if self._lenker is None:
            raise Datafeil(f"data/{self._info.id} mangler {LENKEFIL}. Legg den til")
        return self._lenker

    @property
    def historikk(self) -> Historikk:
        """Editions, updates and corrections; none without the file."""
        noter("historikk", self._info.id)
        return self._historikk

    def avtrykk(self, adresse: str) -> str:
        """A fingerprint of what stands at an address that ``kilder.noter`` recorded.

        An address that is no longer there has the empty fingerprint.
        """
        samlinger: dict[str, Sporet[Any]] = {
            "kilde.": self.kilder,
            "tall.": self.tall,
            "tiltak.": self.tiltak,
            "tabell.": self.tabeller,
            "ressurs.": self.ressurser,
            "figur.": self.figurer,
            "tabellplass.": self.tabellplasser,
            "fotnote.": self.fotnoter,
            "avsnitt.": self.avsnitt,
            "tekst.": self.tekster,
        }
        enkle = {
            "sektor": self._info,
            "felles": self._felles,
            "usikkerhet": self._usikkerhet,
            "lenker": self._lenker,
            "historikk": self._historikk,
        }
        if adresse in enkle:
            return _avtrykk(enkle[adresse])
        for prefiks, samling in samlinger.items():
            if adresse.startswith(prefiks):
                innhold, navn = samling.urort(), adresse.removeprefix(prefiks)
                if navn == "*":
                    return _avtrykk(list(innhold))
                return _avtrykk(innhold[navn]) if navn in innhold else ""
        return ""


def _avtrykk(ting: object) -> str:
    return hashlib.sha256(repr(ting).encode()).hexdigest()


def alle_forutsetninger(sektor: Sektor) -> dict[str, Forutsetning]:
    """Every assumption of the sector by address, «SYE1.inntektstap»."""
    return {f.adresse: f for ett in sektor.tiltak.values() for f in ett.forutsetninger.values()}


def alle_storrelser(sektor: Sektor) -> dict[str, Storrelse]:
    """Every quantity of the sector that has an address of its own, by address."""
    return {
        **alle_forutsetninger(sektor),
        **{s.adresse: s for s in sektor.tall.values()},
        **{s.adresse: s for s in sektor.felles.regneregler.values()},
        **bokens_valg(sektor),
    }


def bokens_valg(sektor: Sektor) -> dict[str, Storrelse]:
    """What the book itself has chosen, by address: «usikkerhet.lav», and each measure's delay."""
    utsettelser = [ett.forsinkelse for ett in sektor.tiltak.values()]
    return {s.adresse: s for s in [*sektor.usikkerhet.alle.values(), *utsettelser]}
