"""The audit of the sources: does what they print follow from what else they print.

A discrepancy in a source is a finding, and shown. A discrepancy between data/ and what a check
has read off the page is an error in the data, and so is an outcome that is not the expected one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil, naermeste
from effekt.base.files import FileState, states
from effekt.base.numbers import STREK, Enhet, rund, vis_tall
from effekt.base.words import TALLORD
from effekt.model import formel
from effekt.model.kontroller import FILNAVN, Forhold, Kontroll, Kontroller, Ledd, Operand, Utfall
from effekt.model.storrelse import Storrelse, i_melding, leddene, sidene
from effekt.model.verdi import ARSTALL
from effekt.reading.documents import Dokument, Sti, les_dokument, valider
from effekt.reading.insertion import SPENN
from effekt.reading.sektor import TALLFIL, Sektor, alle_forutsetninger, alle_kostnader
from effekt.reading.sektorkontroll import ukjente_kilder

_ANDELER: Final = {"andel": Fraction(100), "prosent": Fraction(1), "prosentpoeng": Fraction(1)}
_FORKORTET: Final = {"prosent": "%", "1 000 kr": "tusen kr"}
_FORSKJELLSENHET: Final = {ARSTALL: "år", "prosent": "prosentpoeng"}
# «The same in all these places», as it is calculated.
_ALLE_LIKE: Final = re.compile(r"(\w+) \+ max\((\1(?:, \w+)+)\) - min\(\2\)")
_VENTET: Final = {
    Forhold.LIK: "",
    Forhold.STORRE: "skulle vært mer",
    Forhold.MINDRE: "skulle vært mindre",
    Forhold.MINST: "skulle vært minst så mye",
    Forhold.HOYST: "skulle ikke vært mer",
}


@dataclass(frozen=True)
class Kontrollutfall:
    """A check that has been worked out."""

    id: str
    kontroll: Kontroll
    beregnet: Fraction

    @property
    def differanse(self) -> Fraction:
        """What comes out, less what is printed."""
        return self.beregnet - self.kontroll.oppgitt.verdi

    @property
    def holder(self) -> bool:
        """Whether what comes out stands to what is printed as it should, within the rounding."""
        avstand, slingring = self.differanse, self.kontroll.toleranse
        match self.kontroll.forhold:
            case Forhold.LIK:
                return abs(avstand) <= slingring
            case Forhold.STORRE:
                return avstand > 0
            case Forhold.MINDRE:
                return avstand < 0
            case Forhold.MINST:
                return avstand >= -slingring
            case Forhold.HOYST:
                return avstand <= slingring

    @property
    def som_ventet(self) -> bool:
        """Whether the outcome is the one that the check was entered with."""
        utfall = self.kontroll.utfall
        lik = self.kontroll.forhold is Forhold.LIK
        if self.holder and lik:
            return utfall is (Utfall.AVRUNDING if self.differanse else Utfall.STEMMER)
        return self.holder == utfall.holder

    @property
    def regnestykke(self) -> str:
        """The calculation with its numbers in: «958 : (958 + 3 565) × 100»."""
        tall = {navn: vis_kontrollverdi(o.verdi, o.enhet) for navn, o in self.kontroll.operander.items()}
        if _ALLE_LIKE.fullmatch(self.kontroll.regnestykke) and len(set(tall.values())) == 1 < len(tall) < len(TALLORD):
            return f"{next(iter(tall.values()))} alle {TALLORD[len(tall)]} steder"
        return formel.formel_i_ord(self.kontroll.regnestykke, tall, med_tall=True)

    @property
    def vis_oppgitt(self) -> str:
        """What is printed, with its unit, or in words."""
        if self.kontroll.i_ord:
            return self.kontroll.i_ord.oppgitt
        return vis_med_kort_enhet(self.kontroll.oppgitt.verdi, self.kontroll.oppgitt.enhet)

    @property
    def vis_beregnet(self) -> str:
        """What comes out, and what was expected of it where it need not be the same."""
        if self.kontroll.i_ord:
            return self.kontroll.i_ord.kommer_ut
        ventet = _VENTET[self.kontroll.forhold]
        return self._omtrent(self.beregnet, self.kontroll.oppgitt.enhet) + (ventet and f" ({ventet})")

    @property
    def vis_forskjell(self) -> str:
        """The difference, signed, in a unit that differences have."""
        if self.kontroll.i_ord:
            return STREK
        enhet = self.kontroll.oppgitt.enhet
        return self._omtrent(self.differanse, _FORSKJELLSENHET.get(enhet, enhet))

    def _omtrent(self, verdi: Fraction, enhet: str) -> str:
        """What was worked out: an estimate has no more figures than it is good for."""
        trinn = self.kontroll.om_lag
        if trinn is None:
            return vis_med_kort_enhet(verdi, enhet)
        return f"om lag {vis_med_kort_enhet(rund(verdi, trinn), enhet)}"


def vis_kontrollverdi(verdi: Fraction, enhet: str) -> str:
    """The bare number; a year has no groups of three."""
    return str(verdi) if enhet == ARSTALL else vis_tall(verdi)


def vis_med_kort_enhet(verdi: Fraction, enhet: str) -> str:
    """The number with its unit, as short as a table wants it: «1 139 200 kr per plass og år»."""
    vist = vis_kontrollverdi(verdi, enhet)
    if enhet == ARSTALL:
        return vist
    return f"{vist}\u00a0{_FORKORTET.get(enhet, enhet)}"


def sted(sektor: Sektor, kontroll: Kontroll) -> str:
    """Where a check's numbers stand: «s. 40, 46», and what else it draws on."""
    return "; ".join([side(sektor, kontroll.kilde, kontroll.side), *utenom(sektor, kontroll)])


def utenom(sektor: Sektor, kontroll: Kontroll) -> list[str]:
    """What a check draws on besides its own document: other documents, and what is in none of them."""
    andre = [sektor.kilder[o.kilde].tittel if o.kilde else o.utenfor for o in kontroll.operander.values()]
    egen = sektor.kilder[kontroll.kilde].tittel
    return sorted({navn for navn in andre if navn and navn != egen})


def steder(sektor: Sektor, kontroller: Iterable[Kontroll]) -> str:
    """Where several checks' numbers stand, each page once: «s. 25, 65», and what else they draw on."""
    sider: dict[str, dict[str, None]] = {}
    andre: dict[str, None] = {}
    for kontroll in kontroller:
        i_dokumentet = (o.side for o in kontroll.operander.values() if o.side and not o.kilde)
        for trykt in (kontroll.side, *i_dokumentet):
            sider.setdefault(kontroll.kilde, {}).update(dict.fromkeys(leddene(trykt)))
        andre |= dict.fromkeys(utenom(sektor, kontroll))
    egne = [
        side(sektor, kilde, ", ".join(sorted(alle, key=lambda s: [int(tall) for tall in re.findall(r"\d+", s)])))
        for kilde, alle in sider.items()
    ]
    return "; ".join([*egne, *andre])


def side(sektor: Sektor, kilde: str, sider: str) -> str:
    """Pages as a reader sees them; the document is named unless it is the sector's own report."""
    dokument = sektor.kilder[kilde]
    return dokument.sted(sider) if kilde == sektor.info.rapport else dokument.henvis(sider)


def les_kontroller(sektor: Sektor) -> tuple[Kontroller, Dokument] | None:
    """The sector's checks and their file; None where it has none. Raises Datafeil."""
    fil = sektor.bok.data / sektor.unrecorded.info.id / FILNAVN
    sektor.bok.record_file(f"fil.{FILNAVN}", fil)
    if not fil.exists():
        return None
    return _les(fil, states(fil))


@lru_cache(maxsize=10)
def _les(fil: Path, filer: tuple[FileState, ...]) -> tuple[Kontroller, Dokument]:
    dokument = les_dokument(fil)
    return valider(dokument, Kontroller), dokument


def resultater(sektor: Sektor) -> list[Kontrollutfall]:
    """Every check of the sector worked out, in the file's order."""
    lest = les_kontroller(sektor)
    if lest is None:
        return []
    return [
        Kontrollutfall(
            id_,
            kontroll,
            formel.regn_stykke(kontroll.regnestykke, {navn: o.verdi for navn, o in kontroll.operander.items()}),
        )
        for id_, kontroll in lest[0].kontroller.items()
    ]


def med_utfall(sektor: Sektor, utfall: str) -> list[Kontrollutfall]:
    """The checks that were entered with this outcome."""
    return [r for r in resultater(sektor) if r.kontroll.utfall is Utfall(utfall)]


def saker(resultater: Iterable[Kontrollutfall]) -> list[list[Kontrollutfall]]:
    """The findings: checks that show the same thing are one."""
    funn: dict[str, list[Kontrollutfall]] = {}
    for resultat in resultater:
        # A case may have the name of a check.
        nokkel = f"sak {resultat.kontroll.sak}" if resultat.kontroll.sak else resultat.id
        funn.setdefault(nokkel, []).append(resultat)
    return list(funn.values())


def antall_utfall(sektor: Sektor) -> dict[str, int]:
    """How many checks hold, how many findings there are of each kind, a finding once, and how many checks in all."""
    alle = resultater(sektor)
    funn = {str(utfall): len(saker(r for r in alle if r.kontroll.utfall is utfall)) for utfall in Utfall}
    return {**funn, "funn": sum(funn[utfall] for utfall in Utfall if not utfall.holder), "alle": len(alle)}


@dataclass(frozen=True)
class _Datatall:
    """A number of data/, under an address that a check may name, and where it is said to be printed."""

    verdi: Fraction
    enhet: str
    kilde: str | None
    side: str | None
    # A table has no document, and its cells no lines.
    dokument: Dokument
    sti: Sti = ()

    def feil(self, melding: str) -> Datafeil:
        """A fault at the number's line."""
        return self.dokument.feil(self.sti, melding)


def feil_i_data(sektor: Sektor) -> list[Datafeil]:
    """What is wrong in data/: numbers that are not what a check read, outcomes not as expected."""
    lest = les_kontroller(sektor)
    if lest is None:
        return []
    kontroller, dokument = lest
    feil = ukjente_kilder(kontroller, dokument, sektor.kilder.unrecorded())
    kjente = _datatall(sektor)
    for id_, kontroll in kontroller.kontroller.items():
        sti: Sti = ("kontroller", id_)
        feil += _feil_i_ledd(kontroll.oppgitt, kontroll, (*sti, "oppgitt"), kjente, dokument)
        for navn, operand in kontroll.operander.items():
            feil += _feil_i_ledd(operand, kontroll, (*sti, "operander", navn), kjente, dokument)
    for resultat in resultater(sektor):
        if not resultat.som_ventet:
            sti = ("kontroller", resultat.id, "utfall")
            feil.append(dokument.feil(sti, _uventet(resultat)))
    return feil


def _uventet(resultat: Kontrollutfall) -> str:
    kontroll = resultat.kontroll
    enhet = kontroll.oppgitt.enhet
    funnet = "holder" if resultat.holder else "holder ikke"
    if resultat.holder and kontroll.utfall.holder:
        funnet = "går ikke opp helt" if resultat.differanse else "går opp helt"
    return (
        f"kontrollen «{resultat.id}» er ført som {kontroll.utfall.value}, men {funnet}: trykt "
        f"{vis_med_kort_enhet(kontroll.oppgitt.verdi, enhet)}, kommer ut "
        f"{vis_med_kort_enhet(resultat.beregnet, enhet)} ({i_melding(kontroll.side)}). "
        "Slå opp siden, og rett tallet, regnestykket eller utfallet."
    )


def _feil_i_ledd(
    ledd: Ledd, kontroll: Kontroll, sti: Sti, kjente: Mapping[str, _Datatall], dokument: Dokument
) -> Iterator[Datafeil]:
    if ledd.adresse is None:
        return
    if ledd.adresse not in kjente:
        melding = f"ukjent adresse «{ledd.adresse}».{naermeste(ledd.adresse, kjente)}"
        yield dokument.feil((*sti, "adresse"), melding)
        return
    data = kjente[ledd.adresse]
    kilde = getattr(ledd, "kilde", None) or kontroll.kilde
    side = getattr(ledd, "side", None) or kontroll.side
    if data.kilde and data.side and not _samme_sted(ledd, kilde, side, data):
        yield data.feil(
            f"{ledd.adresse} er ført på {data.kilde}, {i_melding(data.side)}, men kontrollen «{sti[1]}» har tallet fra "
            f"{kilde}, {i_melding(side)}. Slå opp siden, og rett den her eller i {FILNAVN}, "
            f"linje {dokument.linje(sti)}."
        )
    if not _samme(ledd, data):
        yield data.feil(
            f"{ledd.adresse} er {vis_med_kort_enhet(data.verdi, data.enhet)}, men kontrollen «{sti[1]}» har "
            f"{vis_med_kort_enhet(ledd.verdi, ledd.enhet)} ({kilde}, {i_melding(side)}). Slå opp siden, og rett tallet "
            f"her eller i {FILNAVN}, linje {dokument.linje(sti)}."
        )


def _samme_sted(ledd: Ledd, kilde: str, side: str, data: _Datatall) -> bool:
    """Whether the two are from the same page. What is checked may be about more pages than the number stands on."""
    her, der = set(sidene(side)), set(sidene(data.side or ""))
    return kilde == data.kilde and (her <= der if isinstance(ledd, Operand) else bool(her & der))


def _samme(ledd: Ledd, data: _Datatall) -> bool:
    """Whether the two are the same number of the same thing, whatever scale each is written on."""
    her, der = Enhet.les(ledd.enhet), Enhet.les(data.enhet)
    # Nothing is nothing on every scale; which it is, must still be right.
    if her.per != der.per or (not ledd.verdi and her.base != der.base):
        return False
    if her.er_penger and der.er_penger:
        return ledd.verdi * her.i_kroner == data.verdi * der.i_kroner
    if her.base in _ANDELER and der.base in _ANDELER:
        return ledd.verdi * _ANDELER[her.base] == data.verdi * _ANDELER[der.base]
    return ledd.verdi == data.verdi and her.base == der.base


def _datatall(sektor: Sektor) -> dict[str, _Datatall]:
    """Every number of the sector by address, also what is printed for what the book computes."""
    alle: dict[str, _Datatall] = {}
    egne, felles = (sektor.dokumenter[fil] for fil in (TALLFIL, f"felles/{TALLFIL}"))
    for navn, ett in sektor.tall.unrecorded().items():
        alle.update(_storrelse(ett, egne if navn in egne.innhold["tall"] else felles, ("tall", navn)))
    for s in alle_forutsetninger(sektor).values():
        id_, _, navn = s.adresse.partition(".")
        alle.update(_storrelse(s, sektor.dokumenter[id_], ("forutsetninger", navn)))
    for k in alle_kostnader(sektor).values():
        id_, _, navn = k.adresse.partition(".")
        alle.update(_storrelse(k, sektor.dokumenter[id_], ("kostnader", navn)))
    for id_, tiltak in sektor.tiltak.unrecorded().items():
        for ar, oppgitt in tiltak.oppgitt.items():
            if isinstance(oppgitt, Fraction):
                sted = (tiltak.kilde, tiltak.kortside, sektor.dokumenter[id_], ("oppgitt", str(ar)))
                alle[f"{id_}.oppgitt[{ar}]"] = _Datatall(oppgitt, tiltak.oppgitt_i, *sted)
    for tabell in sektor.tabeller.unrecorded().values():
        hvor = (tabell.ressurs.kilde, tabell.ressurs.side, Dokument(tabell.fil, None))
        for celle in tabell.celler.values():
            if celle.verdi is not None:
                alle[celle.adresse] = _Datatall(celle.verdi, celle.enhet, *hvor)
    return alle


def _storrelse(s: Storrelse, dokument: Dokument, sti: Sti) -> Iterator[tuple[str, _Datatall]]:
    felt: dict[str, Any] = {"": s.verdi, **{f".{ende}": getattr(s, ende) for ende in SPENN}}
    for ending, verdi in felt.items():
        navn = ending.lstrip(".") or "verdi"
        fra = s.spenn if s.spenn and ending else s
        if isinstance(verdi, Fraction):
            yield s.adresse + ending, _Datatall(verdi, s.enhet, fra.kilde, fra.side, dokument, (*sti, navn))
        elif isinstance(verdi, Mapping):
            for ar, ett in verdi.items():
                sted = (*sti, navn, str(ar))
                yield f"{s.adresse}{ending}[{ar}]", _Datatall(ett, s.enhet, fra.kilde, fra.side, dokument, sted)
