"""A sector as read from data/: everything that its chapters are made from, checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from effekt.base import recording
from effekt.base.faults import Datafeil, naermeste
from effekt.base.files import fingerprint
from effekt.base.recording import Recorded, record
from effekt.model.datapakke import Holdes, Ressurs
from effekt.model.gevinst import Gevinstplan
from effekt.model.historikk import Historikk
from effekt.model.innhold import Avsnittsplass, Figurplass, Fotnote, Lenker
from effekt.model.okonomi import Kostnad
from effekt.model.premisser import PREMISS, Premiss
from effekt.model.program import Felles
from effekt.model.storrelse import Enkelttall, Forutsetning, Storrelse
from effekt.model.tiltak import UNDER_ARBEID, USIKKERHET, Kildedokument, Sektorinfo, Tiltak
from effekt.model.usikkerhet import Usikkerhetsvalg
from effekt.model.verdi import Verdi
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import Dokument
from effekt.reading.tabelldata import Tabelldata
from effekt.reading.utkast import Mangel, Uferdig

S = TypeVar("S", bound=Storrelse)

INNHOLDSFIL: Final = "innhold.yml"
LENKEFIL: Final = "lenken_tilbake.yml"
# Before the name of a page that a text has asked for.
SIDE: Final = "side."
HISTORIKKFIL: Final = "historikk.yml"
TALLFIL: Final = "tall.yml"
PREMISSFIL: Final = "premisser.yml"
SAMSPILL: Final = "samspill"
HOLDES_MOT: Final = "holdes_mot"
PLASSERT: Final = "plassert"


@dataclass(frozen=True)
class Sektordata:
    """What a sector has besides its lists, as plain values: looking at them records nothing."""

    info: Sektorinfo
    felles: Felles
    usikkerhet: Usikkerhetsvalg
    lenker: Lenker | None = None
    historikk: Historikk = field(default_factory=Historikk)


@dataclass(frozen=True)
class Sektor:
    """One sector's data. What a chapter uses is recorded; ``unrecorded``, here and in the mappings, records nothing."""

    bok: Bokmappe
    unrecorded: Sektordata
    kilder: Recorded[Kildedokument]
    tall: Recorded[Enkelttall]
    tiltak: Recorded[Tiltak]
    # Measures without an effect so far, and what is not filled in of each measure.
    uferdige: Recorded[Uferdig]
    mangler: Recorded[tuple[Mangel, ...]]
    tabeller: Recorded[Tabelldata]
    ressurser: Recorded[Ressurs]
    figurer: Recorded[Figurplass]
    tabellplasser: Recorded[Figurplass]
    fotnoter: Recorded[Fotnote]
    avsnitt: Recorded[Avsnittsplass]
    tekster: Recorded[str]
    # The plans for the measures' gains, by measure; those that have one.
    gevinster: Recorded[Gevinstplan] = field(default_factory=lambda: Recorded("gevinst.", {}, "gevinstplan"))
    premisser: Recorded[Premiss] = field(default_factory=lambda: Recorded(PREMISS, {}, "premiss"))
    # Measures that are no longer in the plan: in no sum and no list but their own.
    utgatte: Recorded[Tiltak] = field(default_factory=lambda: Recorded("utgatt.", {}, "tiltak som utgår"))
    # The tables that can be fetched, whether they have been or not.
    endringer: Mapping[str, Verdi] = field(default_factory=dict)
    dokumenter: Mapping[str, Dokument] = field(default_factory=dict, repr=False)
    # The sector as data/ has it, where a reviewer has changed something.
    uendret: "Sektor | None" = field(default=None, repr=False)

    @property
    def info(self) -> Sektorinfo:
        """The sector itself: name, period, agencies."""
        record("sektor", self.unrecorded.info.id)
        return self.unrecorded.info

    @property
    def tittel(self) -> str:
        """What the sector's numbers are named after: its printed report, else the sector."""
        rapport = self.info.rapport
        return self.kilder[rapport].tittel if rapport else self.unrecorded.info.navn

    @property
    def rapporten(self) -> str:
        """What pages call the document that the sector retells: «rapporten», «planen»; empty where it retells none."""
        rapport = self.info.rapport
        return self.kilder[rapport].kalles if rapport else ""

    @property
    def under_arbeid(self) -> bool:
        """Whether it is still being entered: what is missing is named, and stops nothing."""
        return self.info.status == UNDER_ARBEID

    def krev_virksomhet(self, kode: str) -> None:
        """Raise Datafeil, with the nearest one, for an agency that the sector does not have."""
        kjente = self.info.virksomheter
        if kode not in kjente:
            raise Datafeil(f"ukjent virksomhet «{kode}».{naermeste(kode, kjente)}")

    @property
    def felles(self) -> Felles:
        """What all sectors share: goals, scales, classes, rules of calculation."""
        record("felles", self.unrecorded.info.id)
        return self.unrecorded.felles

    @property
    def usikkerhet(self) -> Usikkerhetsvalg:
        """The book's own choices for its analysis of uncertainty."""
        record("usikkerhet", self.unrecorded.info.id)
        return self.unrecorded.usikkerhet

    @property
    def lenker(self) -> Lenker:
        """What the letter of the year after takes up of the report; raises Datafeil without one."""
        record("lenker", self.unrecorded.info.id)
        if self.unrecorded.lenker is None:
            raise Datafeil(f"data/{self.unrecorded.info.id} mangler {LENKEFIL}. Legg den til")
        return self.unrecorded.lenker

    @property
    def historikk(self) -> Historikk:
        """Editions, updates and corrections; none without the file."""
        record("historikk", self.unrecorded.info.id)
        return self.unrecorded.historikk

    def samspill(self) -> Mapping[str, Tiltak]:
        """The measures, for what they are in sums: overlap, dependence, areas of fees, and amounts not stated."""
        record(SAMSPILL, self.unrecorded.info.id)
        return self.tiltak.unrecorded()

    def plassert_etter(self, tekst: str) -> tuple[list[str], list[str]]:
        """The numbers of the figures and the tables that innhold.yml places after a shared text."""
        # They themselves are noted by who shows them: this is for staleness alone.
        recording.write(f"{self.unrecorded.info.id}:{PLASSERT}")
        figurer, tabeller = (
            [nr for nr, plass in alle.unrecorded().items() if plass.etter == tekst]
            for alle in (self.figurer, self.tabellplasser)
        )
        return figurer, tabeller

    def holdt_mot(self) -> Mapping[str, Holdes]:
        """What each printed table is held against; that no other table is one, is recorded too."""
        # The table itself is noted by who uses it: this is for staleness alone.
        recording.write(f"{self.unrecorded.info.id}:{HOLDES_MOT}")
        return self._holdt_mot()

    def _holdt_mot(self) -> dict[str, Holdes]:
        alle = self.tabeller.unrecorded().items()
        return {navn: h for navn, tabell in alle if (h := tabell.ressurs.holdes_mot)}

    def avtrykk(self, adresse: str) -> str:
        """A fingerprint of what stands at a recorded address; empty where the address is gone."""
        enkle = {
            "sektor": self.unrecorded.info,
            "felles": self.unrecorded.felles,
            "usikkerhet": self.unrecorded.usikkerhet,
            "lenker": self.unrecorded.lenker,
            "historikk": self.unrecorded.historikk,
            HOLDES_MOT: self._holdt_mot(),
            PLASSERT: [
                [(nr, plass.etter) for nr, plass in alle.unrecorded().items()]
                for alle in (self.figurer, self.tabellplasser)
            ],
            SAMSPILL: [
                (
                    id_,
                    t.overlapper_med,
                    t.avhenger_av,
                    t.selvkost,
                    t.navn,
                    t.gjennomfores,
                    t.enkelt,
                    sorted(t.uoppgitte),
                    t.uten_belop,
                    t.sum_i_kroner,
                    t.uoppgitte and t.ar_senere,
                )
                for id_, t in self.tiltak.unrecorded().items()
            ],
        }
        if adresse in enkle:
            return _avtrykk(enkle[adresse])
        for samling in vars(self).values():
            if isinstance(samling, Recorded) and adresse.startswith(samling.prefix):
                innhold, navn = samling.unrecorded(), adresse.removeprefix(samling.prefix)
                if navn == "*":
                    return _avtrykk(list(innhold))
                return _avtrykk(innhold[navn]) if navn in innhold else ""
        return ""


def _avtrykk(ting: object) -> str:
    return fingerprint(repr(ting))


def alle_forutsetninger(sektor: Sektor) -> dict[str, Forutsetning]:
    """Every assumption of the sector by address, «SYE1.inntektstap»."""
    return {f.adresse: f for ett in sektor.tiltak.values() for f in ett.forutsetninger.values()}


def alle_kostnader(sektor: Sektor) -> dict[str, Kostnad]:
    """Every one-off cost and investment beside the formulas, by address."""
    return {k.adresse: k for ett in sektor.tiltak.values() for k in ett.kostnader.values()}


def alle_storrelser(sektor: Sektor) -> dict[str, Storrelse]:
    """Every quantity of the sector that has an address of its own, by address."""
    return {
        **alle_forutsetninger(sektor),
        **alle_kostnader(sektor),
        **{s.adresse: s for s in sektor.tall.values()},
        **{s.adresse: s for s in sektor.felles.regneregler.values()},
        **bokens_valg(sektor),
    }


def bokens_valg(sektor: Sektor) -> dict[str, Storrelse]:
    """What the book itself has chosen, by address: «usikkerhet.lav», and each measure's delay."""
    utsettelser = [ett.forsinkelse for ett in sektor.tiltak.values()]
    valg = () if USIKKERHET in sektor.info.uten else sektor.usikkerhet.alle.values()
    return {s.adresse: s for s in [*valg, *utsettelser]}
