"""The programme: every sector that has data, read together, with a reviewer's changes where any.

What a chapter uses of it is recorded sector by sector («hls:tiltak.SYE1»), and so is which sectors
there are, so that a chapter across sectors is stale when any of it changes, comes or goes.

Chapters of no sector (``book/x`` in ``_toc.yml``) open with ``apne_program``. They are stale when a used part of a
sector changes, or a sector comes or goes. Measures go by full names (``kon.BIB1``), so two sectors may have the same
id. Labels begin with ``program-``, also the front page's: they stay when a second sector comes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from effekt.base.faults import Datafeil, naermeste, samlet_feil
from effekt.base.recording import Recorded, record
from effekt.model.program import Felles, Sektorrapport
from effekt.model.storrelse import Opphav
from effekt.model.tiltak import Kildedokument, Sektordel, Tiltak
from effekt.model.verdi import Verdi, rett_adresse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import les_endringer
from effekt.reading.insertion import ENKELTTALL, PERIODE, REGNEREGEL
from effekt.reading.samspill import fullt_navn, uten_bortfalte
from effekt.reading.sektor import Sektor
from effekt.reading.sektorkontroll import feil_i_samspill
from effekt.reading.sektorlesing import les_sektor

ID: Final = "program"
# The address of which sectors have data, in the journal that decides staleness.
SEKTORLISTE: Final = f"{ID}.*"
_USIKKERHET: Final = "usikkerhet."


@dataclass(frozen=True)
class Programinfo:
    """The programme as what belongs to a sector has it: id and years."""

    id: str
    periode: tuple[int, ...]


@dataclass(frozen=True)
class Delrapport:
    """A report of the programme and its sector, where that has data; ``kode`` is empty across sectors."""

    kode: str
    rapport: Sektorrapport
    sektor: Sektor | None


@dataclass(frozen=True)
class Program:
    """All sectors that have data, in order; ``unrecorded`` has them without anything being recorded."""

    bok: Bokmappe
    unrecorded: Mapping[str, Sektor]
    # The programme as data/ has it, where a reviewer has changed something.
    uendret: "Program | None" = field(default=None, repr=False)

    @property
    def sektorer(self) -> Mapping[str, Sektor]:
        """The sectors by folder; that there are no others is recorded."""
        record(SEKTORLISTE)
        return self.unrecorded

    @property
    def eneste(self) -> Sektor | None:
        """The sector, where there is only one with data."""
        alle = list(self.sektorer.values())
        return alle[0] if len(alle) == 1 else None

    @property
    def _forste(self) -> Sektor:
        return next(iter(self.sektorer.values()))

    @property
    def felles(self) -> Felles:
        """What all sectors share."""
        return self._forste.felles

    @property
    def kilder(self) -> Recorded[Kildedokument]:
        """The documents; all sectors have the same."""
        return self._forste.kilder

    @cached_property
    def info(self) -> Programinfo:
        """The programme's years: every year that some sector has."""
        alle = [s.info for s in self.sektorer.values()]
        ar = sorted({a for info in alle for a in info.periode})
        return Programinfo(ID, tuple(ar))

    @property
    def rapporter(self) -> list[Delrapport]:
        """The programme's reports in its order; sectors that it does not list come after."""
        felles = self.felles
        per_kode = {s.info.kortnavn: s for s in self.sektorer.values()}
        rapporter = [Delrapport(k, r, per_kode.pop(k, None)) for k, r in felles.sektorer.items()]
        for kode, sektor in per_kode.items():
            rapporter.append(Delrapport(kode, _ulistet(sektor), sektor))
        if felles.tverrgaende_rapport:
            rapporter.append(Delrapport("", felles.tverrgaende_rapport, None))
        return rapporter

    @property
    def tiltak(self) -> dict[str, Tiltak]:
        """Every measure by full name, sector by sector."""
        return {
            fullt_navn(navn, id_): tiltak
            for navn, sektor in self.sektorer.items()
            for id_, tiltak in sektor.tiltak.items()
        }


def _ulistet(sektor: Sektor) -> Sektorrapport:
    """The report of a sector that program.yml does not list: where sektor.yml has its agencies."""
    virksomhet = next(iter(sektor.info.virksomheter.values()))
    kilde = sektor.info.rapport or virksomhet.kilde
    if kilde and virksomhet.side:
        return Sektorrapport(navn=sektor.info.navn, kilde=kilde, side=virksomhet.side)
    grunn = "Sektoren har data, men står ikke i program.yml"
    return Sektorrapport(navn=sektor.info.navn, opphav=Opphav.VALGT, begrunnelse=grunn)


def sektorene_i(data: Sektor | Program) -> list[Sektor]:
    """The sector alone, or those of the programme."""
    return [data] if isinstance(data, Sektor) else list(data.sektorer.values())


def har_del(data: Sektor | Program, del_: Sektordel) -> bool:
    """Whether a sector has a part that it may be without, or any sector of the programme."""
    return any(del_ not in sektor.info.uten for sektor in sektorene_i(data))


def les_program(endringer: Mapping[str, object] | None = None, bok: Bokmappe | None = None) -> Program:
    """Read every sector of a book that has data, with the changes in place; data/ is never touched.

    Without ``bok`` this is an entry, and the book is the one of this process.

    An address is as in a sector's own chapters; where several sectors have it, the sector's folder
    stands before it: «kon.BIB1.plasser». Raises Datafeil with what is wrong in or between sectors.
    """
    bok = bok or Bokmappe.her()
    grunn = Program(bok, _som_ett(_i_rekkefolge({navn: les_sektor(navn, bok=bok) for navn in bok.sektorer()})))
    if feil := feil_mellom_sektorer(grunn):
        raise samlet_feil(feil)
    if not endringer:
        return grunn
    gitt = _fordelt(grunn, endringer)
    nye = dict(grunn.unrecorded)
    try:
        for navn, egne in gitt.items():
            lest: dict[str, Verdi] = les_endringer(grunn.unrecorded[navn], egne)
            nye[navn] = replace(les_sektor(navn, lest, bok), uendret=grunn.unrecorded[navn])
    except Datafeil as feil_:
        melding = feil_.melding.removeprefix("endringer: ")
        raise Datafeil(f"endringer: {melding}") from None
    return Program(bok, _som_ett(nye), uendret=grunn)


def _i_rekkefolge(lest: Mapping[str, Sektor]) -> dict[str, Sektor]:
    """The sectors in the programme's order, those that it does not list last."""
    if ID in lest:
        raise Datafeil(f"en sektor kan ikke hete {ID}, for det heter det som er felles. Endre det")
    koder = [kode.lower() for kode in next(iter(lest.values())).unrecorded.felles.sektorer]
    navn = sorted(lest, key=lambda n: (koder.index(n) if n in koder else len(koder), n))
    return {n: lest[n] for n in navn}


def _tiltakene(sektorer: Mapping[str, Sektor]) -> dict[str, Tiltak]:
    """Every measure by full name, without anything being recorded."""
    return {fullt_navn(navn, i): ett for navn, s in sektorer.items() for i, ett in s.tiltak.unrecorded().items()}


def _som_ett(lest: Mapping[str, Sektor]) -> dict[str, Sektor]:
    """The sectors, as one programme; what depends on a dropped measure falls away."""
    staende = uten_bortfalte(_tiltakene(lest))
    return {
        navn: replace(
            sektor,
            tiltak=sektor.tiltak.with_entries(
                {id_: staende[fullt_navn(navn, id_)] for id_ in sektor.tiltak.unrecorded()}
            ),
        )
        for navn, sektor in lest.items()
    }


def feil_mellom_sektorer(program: Program) -> list[Datafeil]:
    """Faults in how measures of several sectors go together, which none of them tells alone."""
    ider = {n: list(s.tiltak.unrecorded()) for n, s in program.unrecorded.items()}
    dokumenter = {fullt_navn(n, i): program.unrecorded[n].dokumenter[i] for n, alle in ider.items() for i in alle}
    programmets = [kode.lower() for kode in next(iter(program.unrecorded.values())).unrecorded.felles.sektorer]
    return feil_i_samspill(_tiltakene(program.unrecorded), dokumenter, programmets, ider.get)


def endringer_for(bok: Bokmappe, sektor: str, endringer: Mapping[str, str]) -> dict[str, str]:
    """The changes for a sector's own chapters, by their own addresses; all of them for no sector."""
    if not endringer:
        return {}
    kjente = bok.sektorer()
    if not sektor or len(kjente) == 1:
        return dict(endringer)
    egne = {}
    for adresse, verdi in endringer.items():
        eier, _, rest = adresse.partition(".")
        if eier == sektor or eier not in kjente:
            egne[rest if eier == sektor else adresse] = verdi
    return egne


def merket_for(bok: Bokmappe, sektor: str, endringer: Mapping[str, str]) -> dict[str, str]:
    """A sector's changes with its folder before the addresses; shared rules and choices stay as they are."""
    if len(bok.sektorer()) == 1:
        return dict(endringer)
    felles = (REGNEREGEL, _USIKKERHET)
    return {a if a.startswith(felles) else f"{sektor}.{a}": v for a, v in endringer.items()}


def sektor_for(bok: Bokmappe, endringer: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The one sector that all changes are for, and its changes. Raise Datafeil where it is not one."""
    kjente = bok.sektorer()
    if len(kjente) == 1 or not endringer:
        return kjente[0], dict(endringer)
    fordelt = _fordelt(les_program(bok=bok), endringer)
    delt = [n for n, egne in fordelt.items() if len(egne) == len(endringer)]
    if not delt:
        raise Datafeil(f"endringene gjelder {' og '.join(fordelt)}. En omregning kan endre én sektor om gangen.")
    return delt[0], {a: str(v) for a, v in fordelt[delt[0]].items()}


def _fordelt(program: Program, endringer: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The changes by the sector they are for; raises Datafeil for what is none's or several's."""
    alle = program.unrecorded
    gitt: dict[str, dict[str, object]] = {}
    feil: list[Datafeil] = []
    for oppgitt, verdi in endringer.items():
        adresse = rett_adresse(oppgitt)
        eier, _, rest = adresse.partition(".")
        if eier in alle:
            har = [eier]
            adresse = rest
        else:
            har = list(alle) if len(alle) == 1 else _som_har(program, adresse)
        if not har:
            kjente = {id_ for s in alle.values() for id_ in s.tiltak.unrecorded()}
            rad = naermeste(re.split(r"[.\[]", adresse)[0], kjente)
            feil.append(Datafeil(f"endringer: ukjent adresse «{adresse}».{rad}"))
        elif len(har) > 1 and not _felles_for(program, adresse, har):
            valg = " eller ".join(f"{navn}.{adresse}" for navn in har)
            feil.append(Datafeil(f"endringer: flere sektorer har {adresse}. Skriv {valg}."))
        else:
            for navn in har:
                gitt.setdefault(navn, {})[adresse] = verdi
    if feil:
        raise samlet_feil(feil)
    return gitt


def _som_har(program: Program, adresse: str) -> list[str]:
    """The sectors that have what the address begins with: a measure, a figure, a table."""

    def har(sektor: Sektor) -> bool:
        if adresse == PERIODE or adresse.startswith((REGNEREGEL, _USIKKERHET)):
            return True
        if adresse.startswith(ENKELTTALL):
            return _navn(adresse) in sektor.tall
        return ("[" in adresse and _navn(adresse) in sektor.tabeller) or _navn(adresse) in sektor.tiltak

    return [navn for navn, sektor in program.unrecorded.items() if har(sektor)]


def _navn(adresse: str) -> str:
    return re.split(r"[.\[]", adresse.removeprefix(ENKELTTALL))[0]


def _felles_for(program: Program, adresse: str, har: list[str]) -> bool:
    """Whether the sectors have it in common: a shared rule or choice, or the very same value."""
    if adresse.startswith((REGNEREGEL, _USIKKERHET)):
        return True
    if adresse == PERIODE or _navn(adresse) in program.unrecorded[har[0]].tiltak:
        return False
    hva = "tall." if adresse.startswith(ENKELTTALL) else "tabell."
    like = {program.unrecorded[n].avtrykk(hva + _navn(adresse)) for n in har}
    return len(like) == 1 and len(har) == len(program.unrecorded)
