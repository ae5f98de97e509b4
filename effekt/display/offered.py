"""What prose can reach, under the addresses that commands and change files have: ``SYE1.inntektstap``,
``rammekutt[HEL, 2026]``, ``tall.bydeler``; and what the book works out, in the same form: ``SYE1.effekt``,
``sum_klasse``, ``total``.

Only what an object here names can be reached. What is worked out is so when it is asked for, and is recorded then.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from effekt.base.faults import Datafeil
from effekt.calc import beregning, gevinst, gjennomforing, naverdi
from effekt.calc.plan import arsverk_per_ar
from effekt.display.prose import for_ar, mente
from effekt.display.quantities import Maltall, Serie, av_celle, av_storrelse, i_kroner
from effekt.model.gevinst import GEVINSTNAVN, INDIKATOR
from effekt.model.plan import Arsverkstall
from effekt.model.premisser import PREMISS, UTSETTER
from effekt.model.storrelse import Modell, Storrelse
from effekt.model.tiltak import Tiltak
from effekt.model.units import factor_of
from effekt.reading.insertion import (
    ARSVERK,
    AVRUNDING,
    FORSINKELSE,
    GJENNOMFORES,
    GJENNOMFORING,
    JA,
    KLASSE,
    NEI,
    SJANSER,
    SPENN,
    STATUS,
    USIKKERHET,
    VURDERINGER,
)
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata, adressedel

# What was written before, and how it is written.
_FLYTTET: Final[Mapping[str, str]] = {
    "f": "forutsetningen med tiltaket foran: SYE1.inntektstap",
    "tabell": "tabellens navn alene: rammekutt[HEL, 2026]",
    "effekt": "tiltaket først: SYE1.effekt",
    "oppgitt": "tiltaket først: SYE1.oppgitt",
    "urundet": "tiltaket først: SYE1.urundet",
    "periode": "sektor.periode",
    "virksomheter": "sektor.virksomheter",
    "sum_tabell": "tabellens navn først: langtidshjem.sum()",
}


class UkjentNavn(Datafeil):
    """A name that the text uses and the data do not have."""

    def __init__(self, navn: object, kjente: Collection[object], ukjent: str = "") -> None:
        ny = "" if isinstance(navn, int) else _FLYTTET.get(str(navn), "")
        rad = f" Skriv {ny}" if ny else mente(str(navn), [str(kjent) for kjent in kjente])
        super().__init__(f"{ukjent or f'ukjent navn «{navn}» i teksten'}.{rad}")


@dataclass(frozen=True)
class Utregnet:
    """What a name stands for, worked out when a text asks for it."""

    regn: Callable[[], Any]


@dataclass(frozen=True)
class Navngitt:
    """What has parts with names, such as ``tall`` and ``felles``: the parts, each found when it is asked for."""

    navn: Callable[[], Collection[str]]
    hent: Callable[[str], Any]


class Oppslag:
    """What has cells found by keys, as in an address; a series where the last key, a year, is left out."""

    def __init__(self, rader: Callable[[], Collection[str]], rad: Callable[[str], Serie | str]) -> None:
        self._rader, self._rad = rader, rad

    def celle(self, *nokkel: str) -> Any:
        """The cell, or the row, with these keys."""
        forste, *resten = nokkel
        if forste not in self._rader():
            raise UkjentNavn(forste, self._rader())
        rad = self._rad(forste)
        if not resten or isinstance(rad, str):
            return rad
        for ar in rad:
            if [str(ar)] == resten:
                return rad[ar]
        ar = ", ".join(resten)
        if ar.isdecimal() and (utenfor := for_ar(int(ar))):
            return utenfor
        raise UkjentNavn(ar, list(rad))


class Tabellverdier:
    """A table: a cell by its keys, its rows, and sums of it with their unit."""

    metoder: Final = frozenset({"nokkelverdier", "per", "rad", "sum", "verdier"})
    navn: Final = ("rader",)

    def __init__(self, tabell: Tabelldata) -> None:
        self._tabell = tabell
        self._celler = {adressedel(nokkel): celle for nokkel, celle in tabell.celler.items()}

    def __len__(self) -> int:
        return len(self._tabell.rader)

    @property
    def rader(self) -> Sequence[Mapping[str, Any]]:
        """The rows, with all columns."""
        return self._tabell.rader

    def celle(self, *nokkel: str) -> Maltall | Serie:
        """The cell with these keys; the cells along the last key, where that one is left out."""
        if celle := self._celler.get(", ".join(nokkel)):
            return av_celle(celle)
        rad = {alle[-1]: celle for alle, celle in self._tabell.celler.items() if [*map(str, alle[:-1])] == [*nokkel]}
        if not rad:
            # It says what there is.
            return av_celle(self._tabell[nokkel])
        return Serie(
            {ar: av_celle(celle) for ar, celle in rad.items()}, f"{self._tabell.ressurs.name}[{adressedel(nokkel)}]"
        )

    def rad(self, *nokkel: str | int) -> Mapping[str, Any]:
        """The row with these keys."""
        return self._tabell.rad(*nokkel)

    def nokkelverdier(self, kolonne: str) -> list[Any]:
        """The values of a column, each once."""
        if kolonne not in self._tabell.rader[0]:
            raise UkjentNavn(kolonne, self._tabell.rader[0])
        return self._tabell.nokkelverdier(kolonne)

    def _med_enhet(self, tall: Fraction) -> Any:
        return Maltall(tall, self._tabell.enhet) if self._tabell.enhet else tall

    def verdier(self, **valg: str | int) -> list[Any]:
        """The values of the rows that have these values in these columns."""
        return [self._med_enhet(tall) for tall in self._tabell.verdier(**valg)]

    def sum(self, **valg: str | int) -> Any:
        """The sum of what ``verdier`` gives."""
        return self._med_enhet(self._tabell.sum(**valg))

    def per(self, kolonne: str, **valg: str | int) -> Serie:
        """The sum for each value of a column, of the rows with these values in the others."""
        self._tabell.verdier(**valg)  # says what is wrong with a column
        self.nokkelverdier(kolonne)
        summer: dict[Any, Fraction] = {}
        for rad, celle in zip(self.rader, self._tabell.celler.values(), strict=True):
            if all(rad[k] == v for k, v in valg.items()):
                summer[rad[kolonne]] = summer.get(rad[kolonne], Fraction(0)) + celle.tallet
        return Serie({verdi: self._med_enhet(tall) for verdi, tall in summer.items()}, self._tabell.ressurs.name)


_REGNET: Final[Mapping[str, Callable[[Tiltak, tuple[int, ...]], Mapping[int, Fraction | None]]]] = {
    "effekt": beregning.kjent_effekt,
    "urundet": beregning.uavrundet_effekt,
    "oppgitt": beregning.oppgitt_effekt,
    "brutto_gevinst": lambda t, periode: beregning.brutto_effekt(t, periode)[0],
    "arlig_kostnad": lambda t, periode: beregning.brutto_effekt(t, periode)[1],
}
_ANDEL: Final = "andel"
_ARSVERK: Final = "årsverk"
# What a quantity has besides its number.
_DELER: Final = (*SPENN, USIKKERHET)
# As tables mark what their source does not give.
_IKKE_OPPGITT: Final = ".."
# The effect with the risk that the measure is not carried out, or later.
FORVENTET: Final = "forventet"
# What it is worth over the chosen horizon.
NAVERDI: Final = "naverdi"
_PA_KORTET: Final[Mapping[str, Callable[[Tiltak], Any]]] = {
    "id": lambda t: t.id,
    "navn": lambda t: t.navn,
    "kortnavn": lambda t: t.vist_navn,
    "virksomhet": lambda t: t.virksomhet,
    KLASSE: lambda t: t.samlet_vurdering.klasse,
    FORSINKELSE: lambda t: t.forsinkelse,
    AVRUNDING: lambda t: t.avrunding and Maltall(t.avrunding.til, t.oppgitt_i),
    GJENNOMFORES: lambda t: JA if t.gjennomfores else NEI,
    STATUS: lambda t: t.status or "",
}


def naverdien(regn: Callable[[], Fraction]) -> Maltall:
    """A present value, in kroner; raises Datafeil where program.yml has no rate and horizon."""
    try:
        return Maltall(regn(), "kr")
    except ValueError as grunn:
        raise Datafeil(f"nåverdien kan ikke regnes: {grunn}") from None


class Tiltaksverdier:
    """A measure: its assumptions, what else has an address on its card, and its effect."""

    def __init__(self, sektor: Sektor, id_: str) -> None:
        self._sektor, self.id = sektor, id_

    def navn(self) -> Collection[str]:
        """What the measure has."""
        plan = GEVINSTNAVN if self.id in self._sektor.gevinster else ()
        ett = self._sektor.tiltak[self.id]
        egne = [*ett.forutsetninger, *ett.kostnader, *([ARSVERK] if ett.arsverk else [])]
        return [*egne, *_PA_KORTET, *VURDERINGER, *_REGNET, FORVENTET, NAVERDI, GJENNOMFORING, *plan]

    def hent(self, navn: str) -> Any:
        """An assumption, or what else has the name."""
        tiltak = self._sektor.tiltak[self.id]
        if regn := _REGNET.get(navn):
            return i_kroner(regn(tiltak, self._sektor.info.periode), f"{self.id}.{navn}")
        if navn in GEVINSTNAVN and self.id in self._sektor.gevinster:
            return self._gevinst(navn)
        if navn == FORVENTET:
            return i_kroner(gjennomforing.effekt_med_risikoen(self._sektor, self.id), f"{self.id}.{navn}")
        if navn == NAVERDI:
            return naverdien(lambda: naverdi.naverdi_per_tiltak(self._sektor)[self.id])
        if navn == GJENNOMFORING:
            return _sjanser(self._sektor, tiltak)
        if vis := _PA_KORTET.get(navn):
            return vis(tiltak)
        if navn in tiltak.kostnader:
            return tiltak.kostnader[navn]
        if navn == ARSVERK and navn not in tiltak.forutsetninger:
            return _arsverk(self._sektor, tiltak)
        return getattr(tiltak.vurderinger, navn).verdi if navn in VURDERINGER else tiltak.forutsetninger[navn]

    def _gevinst(self, navn: str) -> Any:
        """The amounts of the plan for its gain, in the plan's unit; or its indicators."""
        plan = self._sektor.gevinster[self.id]
        if navn == INDIKATOR:
            return Navngitt(lambda: list(plan.indikatorer), self._indikator)
        skala, alle = factor_of(plan.enhet), gevinst.belop(self._sektor, self.id, navn)
        return Serie({ar: Maltall(b / skala, plan.enhet) for ar, b in alle.items()}, f"{self.id}.{navn}")

    def _indikator(self, navn: str) -> Navngitt:
        sektor, id_ = self._sektor, self.id
        enhet = sektor.gevinster[id_].indikatorer[navn].enhet

        def nullpunkt() -> Maltall | None:
            ett = gevinst.nullpunkt(sektor, id_, navn)
            return None if ett is None or ett.verdi is None else Maltall(ett.verdi, enhet)

        def malt() -> Serie:
            alle = gevinst.malt(sektor, id_, navn)
            return Serie({ar: Maltall(ett.verdi, enhet) for ar, ett in alle.items() if ett.verdi is not None})

        deler: Mapping[str, Callable[[], Any]] = {
            "nullpunkt": nullpunkt,
            "mal": lambda: Serie({ar: Maltall(b, enhet) for ar, b in gevinst.mal(sektor, id_, navn).items()}),
            "malt": malt,
        }
        return Navngitt(lambda: list(deler), lambda del_: deler[del_]())


class Premissord(str):
    """The answer to a premise: a word, with its chance and what it does to each measure as parts of it."""

    __slots__ = ("deler",)
    deler: Navngitt

    @classmethod
    def av(cls, sektor: Sektor, id_: str) -> "Premissord":
        """The premise with this id; raises Datafeil for an unknown one."""
        premiss = sektor.premisser[id_]
        ord_ = cls(premiss.svar)

        def sjanse() -> Maltall:
            valg = premiss.sjanse or sektor.usikkerhet.premiss
            if valg is None:
                raise LookupError
            return Maltall(valg.regnetall, _ANDEL)

        def hent(navn: str) -> Any:
            if navn == SJANSER[0]:
                return sjanse()
            virkning = premiss.virker_pa[navn]
            enhet = "år" if virkning.virkning == UTSETTER else _ANDEL
            verdi = Maltall(virkning.verdi, enhet, f"{PREMISS}{id_}.{navn}.verdi", _IKKE_OPPGITT)
            deler = {"virkning": virkning.virkning, "verdi": verdi}
            return Navngitt(lambda: list(deler), deler.__getitem__)

        ord_.deler = Navngitt(lambda: [SJANSER[0], *premiss.virker_pa], hent)
        return ord_


def _sjanser(sektor: Sektor, tiltak: Tiltak) -> Navngitt:
    """A measure's own chance of being carried out, and of being late, or what its rating stands for."""
    return Navngitt(
        lambda: list(SJANSER) if gjennomforing.har_utsikter(sektor) else [],
        lambda felt: Maltall(gjennomforing.tall_for(sektor, tiltak, felt), _ANDEL),
    )


def _arsverk(sektor: Sektor, tiltak: Tiltak) -> Navngitt:
    """The årsverk of a measure by kind: as typed, or as they are worked out for each year."""
    slag = [ett.slag for ett in tiltak.arsverk]
    alle: dict[str, Arsverkstall] = {ett.slag: ett for ett in tiltak.arsverk if slag.count(ett.slag) == 1}

    def hent(navn: str) -> Maltall | Serie:
        ett, adresse = alle[navn], f"{tiltak.id}.{ARSVERK}.{navn}"
        if isinstance(ett.verdi, Fraction):
            return Maltall(ett.verdi, _ARSVERK, adresse)
        per_ar = ett.verdi if ett.verdi is not None else arsverk_per_ar(sektor, tiltak, ett)
        return Serie({ar: Maltall(antall, _ARSVERK) for ar, antall in per_ar.items() if antall is not None}, adresse)

    return Navngitt(lambda: list(alle), hent)


class Tiltaksliste:
    """The measures, to be counted and chosen from; each goes by its own name."""

    def __init__(self, sektor: Sektor, alle: Mapping[str, Tiltaksverdier]) -> None:
        self._sektor, self._alle = sektor, alle

    def __len__(self) -> int:
        return len(self._sektor.tiltak)

    def __iter__(self) -> Iterator[Tiltaksverdier]:
        return iter([self._alle[id_] for id_ in self._sektor.tiltak])

    def __contains__(self, id_: object) -> bool:
        return id_ in self._alle


def del_av(eier: Any, navn: str) -> Any:
    """What ``eier.navn`` is in a text; raises UkjentNavn for what is not offered."""
    if navn.startswith("_"):
        raise UkjentNavn(navn, ())
    if isinstance(eier, Maltall | Serie):
        if navn in _DELER and (ende := getattr(eier, navn)) is not None:
            return ende
        if navn in {"verdi", "tallet"}:
            raise Datafeil(
                f"«.{navn}» hører ikke med: navnet foran er selve tallet, som i tall.bydeler < 20. Ta det bort"
            )
        raise UkjentNavn(navn, [ende for ende in _DELER if getattr(eier, ende) is not None])
    if isinstance(eier, Premissord):
        return del_av(eier.deler, navn)
    if isinstance(eier, Tiltaksliste) and navn in eier:
        raise Datafeil(f"tiltak.{navn} skrives {navn}, med det som gjelder det, etter punktum: {navn}.effekt")
    try:
        if isinstance(eier, Navngitt | Tiltaksverdier):
            verdi = eier.hent(navn)
        elif isinstance(eier, Tabellverdier) and navn in eier.navn:
            verdi = eier.rader
        elif isinstance(eier, Modell) and navn in type(eier).model_fields:
            verdi = getattr(eier, navn)
        elif isinstance(eier, Mapping):
            verdi = eier[navn]
        else:
            raise LookupError
    except LookupError:
        raise UkjentNavn(navn, deler_av(eier)) from None
    return av_storrelse(verdi) if isinstance(verdi, Storrelse) else verdi


def deler_av(eier: Any) -> Collection[Any]:
    """The names of what may be written after a full stop, or in brackets."""
    if isinstance(eier, Premissord):
        return eier.deler.navn()
    if isinstance(eier, Mapping):
        return list(eier)
    if isinstance(eier, Navngitt | Tiltaksverdier):
        return eier.navn()
    if isinstance(eier, Tabellverdier):
        return eier.navn
    return list(type(eier).model_fields) if isinstance(eier, Modell) else ()
