"""Named scenarios side by side: several files of changes, the report as it is beside them, one table and one chart.

Every file is read and worked out before anything is written, and all faults are told at once, each with its file. No
chapter is run: everything is worked out of the data.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from effekt.base.book import narrow_variant, norwegian_variant
from effekt.base.faults import Datafeil, samle, samlet_feil
from effekt.base.numbers import MANGLER, MILLION
from effekt.base.words import ramse
from effekt.calc.bunnlinje import Rad, Slag, Tilstand, rader
from effekt.display.bunnlinje import IKKE_MED, Ord, i_alt, i_aret
from effekt.model.verdi import skriv_verdi, vis_ar
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.review import pages
from effekt.review.changes_file import Endringssett, read_endringsfil, write_endringsfil
from effekt.review.output import new_folder
from effekt.review.rerun import sector_states, summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCENARIO_PAGE: Final = "scenarier.html"
SCENARIO_CSV: Final = "scenarier.csv"
DRAWING: Final = f"{pages.PICTURES}/scenarier.svg"
_WIDTHS: Final = (7.4, 3.7)  # inches: on a page, and on a phone
_KOLONNER: Final = ("scenario", "slag", "navn", "merke", "ar", "verdi", "enhet", "endring")
# Characters of a column's head on a terminal, over as many lines as it takes.
_KOLONNE: Final = 14
# The chart tells colours and hatchings apart so far, and the table is read beside it.
MOST: Final = 12


@dataclass(frozen=True)
class Scenario:
    """One file of changes: what it is called, what it changes, and what comes of it."""

    navn: str
    sett: Endringssett
    om: pages.ChangeSummary
    tilstand: Tilstand


@dataclass(frozen=True)
class Scenarios:
    """The sector as data/ has it, and the scenarios beside it; ``som`` is what the first is called."""

    sektor: Sektor
    som: str
    grunn: Tilstand
    alle: Sequence[Scenario]

    @property
    def navn(self) -> list[str]:
        """What the columns are called, the sector as it is first."""
        return [self.som, *(ett.navn for ett in self.alle)]

    @property
    def tilstander(self) -> list[Tilstand]:
        """The states, in the same order."""
        return [self.grunn, *(ett.tilstand for ett in self.alle)]

    @property
    def rader(self) -> list[Rad]:
        """Every row of the sector; of other sectors' measures, those that a scenario moves."""
        return [rad for rad in rader(self.tilstander) if "." not in rad.navn or rad.beveget]

    @property
    def ord_(self) -> Ord:
        """What rows are called."""
        return Ord.av(self.sektor)

    @property
    def ar(self) -> list[int]:
        """Every year of some state."""
        return sorted({ar for ett in self.tilstander for ar in ett.periode})

    @property
    def siste(self) -> int:
        """The year that measures and agencies are told for: the last that all have, else the last of data/."""
        felles = set(self.grunn.periode).intersection(*(ett.tilstand.periode for ett in self.alle))
        return max(felles or self.grunn.periode)


@dataclass(frozen=True)
class Line:
    """A row of the table: what it is of, and its cells, each with whether it is another than in the first."""

    navn: str
    celler: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Group:
    """Rows under a heading of their own."""

    tittel: str
    linjer: Sequence[Line]


def read_scenarios(bok: Bokmappe, filer: Sequence[Path], sektor: str = "") -> Scenarios:
    """Read and work out every file, for a sector of the book: the one named, else the first that has what they change.

    Raise Datafeil with every fault of every file: what a file cannot be read for, two of the same name, too many.
    """
    if len(filer) > MOST:
        raise Datafeil(f"{len(filer)} scenarier er flere enn {MOST}, som er det en figur kan vise. Ta med færre.")
    grunn = les_sektor(sektor or _sector_of(bok, filer), bok=bok)
    som = "som rapporten" if grunn.unrecorded.info.rapport else "som i data"
    feil: list[Datafeil] = []
    alle: list[Scenario] = []
    for fil in filer:
        with samle(feil):
            alle.append(_read(grunn, fil))
    sett: dict[str, Path] = {som: bok.data}
    for fil, ett in zip(filer, alle, strict=not feil):
        if not feil and (forste := sett.setdefault(ett.navn.casefold(), fil)) is not fil:
            hvem = f"som kolonnen for {bok.data}" if forste == bok.data else f"det samme som {forste}"
            feil.append(Datafeil(f"scenarioet heter «{ett.navn}», {hvem}. Gi det et navn av sitt eget med navn:", fil))
    if feil:
        raise samlet_feil(feil)
    return Scenarios(grunn, som, sector_states(grunn)[0], alle)


def _sector_of(bok: Bokmappe, filer: Sequence[Path]) -> str:
    """The first sector that has every address of the files; the first of all, whose faults are told, without one."""
    kjente = bok.sektorer()
    for navn in kjente if len(kjente) > 1 else ():
        feil: list[Datafeil] = []
        grunn = les_sektor(navn, bok=bok)
        for fil in filer:
            with samle(feil):
                read_endringsfil(grunn, fil)
        if not feil:
            return navn
    return kjente[0]


def _read(grunn: Sektor, fil: Path) -> Scenario:
    sett = read_endringsfil(grunn, fil)
    sett = replace(sett, navn=sett.navn or fil.stem)
    try:
        endret = med_endringer(
            grunn.unrecorded.info.id, {a: skriv_verdi(e.verdi) for a, e in sett.endringer.items()}, grunn.bok
        )
    except Datafeil as grunnen:
        raise Datafeil(grunnen.melding, fil) from None
    return Scenario(sett.navn, sett, summary(endret, sett), sector_states(endret)[1])


def groups(scenarier: Scenarios) -> list[Group]:
    """The rows of the table, under headings: sums, measures, agencies, coverage."""
    alle, ord_, siste = scenarier.rader, scenarier.ord_, scenarier.siste
    av = {slag: [rad for rad in alle if rad.slag is slag] for slag in Slag}

    def i_ar(rad: Rad, ar: int, navn: str = "") -> Line:
        return _line(ord_, rad, navn or ord_.navn(rad), [i_aret(serie, ar) for serie in rad.serier])

    def ar_for_ar(tittel: str, rad: Rad) -> Group:
        linjer = [i_ar(rad, ar, str(ar)) for ar in scenarier.ar]
        perioder = list(dict.fromkeys(vis_ar(ett.periode) for ett in scenarier.tilstander))
        navn = f"{perioder[0]} til sammen" if len(perioder) == 1 else "Alle årene til sammen"
        return Group(tittel, [*linjer, _line(ord_, rad, navn, [i_alt(serie) for serie in rad.serier])])

    ut = [ar_for_ar(ord_.navn(rad, bool(av[Slag.FORVENTET])), rad) for rad in av[Slag.TOTAL]]
    ut += [ar_for_ar(ord_.navn(rad), rad) for rad in [*av[Slag.FORVENTET], *av[Slag.PROGRAM]]]
    tiltak = av[Slag.TILTAK]
    ut += [
        Group(f"{tittel} i {siste}", [i_ar(rad, siste) for rad in linjer])
        for tittel, linjer in (
            ("Tiltakene", tiltak),
            ("Virksomhetene", [*av[Slag.VIRKSOMHET], *av[Slag.VIRKSOMHET_FORVENTET]]),
        )
        if linjer
    ]
    kjente = [
        ar for ar in scenarier.ar if any(s.verdier.get(ar) is not None for r in av[Slag.DEKNING] for s in r.serier)
    ]
    dekket, med_risiko = (
        [i_ar(rad, ar, f"{ord_.kort(rad)} {ar}") for rad in av[slag] for ar in kjente]
        for slag in (Slag.DEKNING, Slag.DEKNING_FORVENTET)
    )
    udekket = [i_ar(rad, ar, str(ar)) for rad in av[Slag.UDEKKET] for ar in kjente]
    if dekket:
        ut += [Group("Dekket av eget kutt", dekket)]
        ut += [Group("Dekket av eget kutt, med risikoen", med_risiko)] if med_risiko else []
        ut += [Group(ord_.navn(av[Slag.UDEKKET][0]), udekket)]
    return ut


def _line(ord_: Ord, rad: Rad, navn: str, verdier: Sequence[Fraction | str | None]) -> Line:
    vist = ord_.alle(rad, verdier)
    return Line(navn, [(v, verdi != verdier[0]) for v, verdi in zip(vist, verdier, strict=True)])


def write_scenarios(scenarier: Scenarios, mappe: Path, filer: Sequence[Path]) -> Path:
    """Write page, table, chart and the files of changes to ``mappe``, whole or not at all; give the page."""
    bok = scenarier.sektor.bok
    with new_folder(bok.rot, mappe, filer) as ny:
        (ny / pages.PICTURES).mkdir()
        for smal in (False, True):
            fil = narrow_variant(DRAWING) if smal else DRAWING
            (ny / fil).write_text(_drawing(scenarier, smal), encoding="utf-8")
        endringsfiler = [f"endringer-{nr}.yml" for nr, _ in enumerate(scenarier.alle, 1)]
        for navn, ett in zip(endringsfiler, scenarier.alle, strict=True):
            write_endringsfil(ett.sett, ny / navn)
        side = pages.page_from_template(
            bok,
            SCENARIO_PAGE,
            stiler=pages.STILER,
            hjem=pages.published(bok, mappe),
            tittel="Scenarier side ved side",
            hvem=scenarier.sektor.unrecorded.info.navn,
            som=scenarier.som,
            fortalt=list(zip(scenarier.alle, endringsfiler, strict=True)),
            kolonner=scenarier.navn,
            grupper=groups(scenarier),
            penger=bok.penger.ord_,
            tegning=DRAWING,
            smal=narrow_variant(DRAWING),
            tegningstittel=_title(scenarier),
            alternativtekst=alternative_text(scenarier),
            csv=SCENARIO_CSV,
            norsk_csv=norwegian_variant(SCENARIO_CSV),
        )
        (ny / SCENARIO_PAGE).write_text(side, encoding="utf-8")
        pages.write_csv(ny / SCENARIO_CSV, _KOLONNER, csv_rows(scenarier), {"verdi", "endring"})
        pages.copy_style(bok, ny)
    return mappe / SCENARIO_PAGE


def _title(scenarier: Scenarios) -> str:
    return f"Effekten av alle tiltak per år, i {scenarier.sektor.bok.penger.ord_}"


def _of(scenarier: Scenarios, slag: Slag) -> Rad | None:
    return next((rad for rad in scenarier.rader if rad.slag is slag), None)


def alternative_text(scenarier: Scenarios) -> str:
    """What the chart shows, to who does not see it."""
    total, ord_, ar = _of(scenarier, Slag.TOTAL), scenarier.ord_, scenarier.siste
    if total is None:
        return ""
    vist = ord_.alle(total, [i_aret(serie, ar) for serie in total.serier])
    deler = [f"{navn} {tall}" for navn, tall in zip(scenarier.navn, vist, strict=True)]
    return f"Liggende stolper for hvert år, en for hvert scenario. I {ar}: {ramse(deler)} {ord_.penger.ord_}."


def _drawing(scenarier: Scenarios, smal: bool) -> str:
    from effekt.display.drawings import hoyde_av_grupper, liggende_grupper
    from effekt.display.style import tegn_svg

    penger, ar = scenarier.sektor.bok.penger, scenarier.ar

    def per_ar(slag: Slag) -> dict[str, dict[str, Fraction | None]]:
        rad = _of(scenarier, slag)
        if rad is None:
            return {}
        serier = list(zip(scenarier.navn, rad.serier, strict=True))
        return {
            str(ett): {navn: None if (v := s.verdier.get(ett)) is None else v / penger.i_kroner for navn, s in serier}
            for ett in ar
        }

    grupper, punkter = per_ar(Slag.TOTAL), per_ar(Slag.FORVENTET)
    hvis = "med risikoen for at de ikke blir gjennomført, eller blir forsinket"

    def tegn(akser: "Axes", smal: bool) -> None:
        liggende_grupper(akser, grupper, punkter, hvis, smal, int(penger.i_kroner == MILLION))

    storrelse = (_WIDTHS[smal], hoyde_av_grupper(len(ar), len(scenarier.navn), smal))
    return tegn_svg(tegn, "scenarier", storrelse, smal, scenarier.sektor.bok.tegnefarger, kilde=_title(scenarier))


def csv_rows(scenarier: Scenarios) -> Iterable[dict[str, str]]:
    """Every value of every scenario, one a row, as programs read it; the sector as it is first."""
    ord_ = scenarier.ord_
    for rad in scenarier.rader:
        for navn, serie in zip(scenarier.navn, rad.serier, strict=True):
            steder: list[tuple[str, Any, Any]] = [
                (str(ar), i_aret(serie, ar), i_aret(rad.serier[0], ar)) for ar in scenarier.ar
            ]
            if rad.summeres and serie.verdier:
                steder.append((vis_ar(tuple(serie.verdier)), i_alt(serie), i_alt(rad.serier[0])))
            for ar_, verdi, grunn in steder:
                if verdi == IKKE_MED:
                    continue
                begge = isinstance(verdi, Fraction) and isinstance(grunn, Fraction)
                yield {
                    "scenario": navn,
                    "slag": rad.slag.value,
                    "navn": ord_.navn(rad),
                    "merke": rad.navn,
                    "ar": ar_,
                    "verdi": _for_machines(ord_, rad, verdi),
                    "enhet": ord_.enhet(rad),
                    "endring": _for_machines(ord_, rad, verdi - grunn) if begge else "",
                }


def _for_machines(ord_: Ord, rad: Rad, verdi: Fraction | str | None) -> str:
    if isinstance(verdi, Fraction):
        return f"{float(ord_.i_enheten(rad, verdi)):.15g}"
    return MANGLER if verdi is None else verdi


def told(scenarier: Scenarios, bredde: int) -> Iterator[str]:
    """The table to a terminal of so many columns; each scenario's own lines where it is too wide."""
    grupper, navn = groups(scenarier), scenarier.navn
    yield f"I {scenarier.sektor.bok.penger.ord_}, og dekning i prosent:"
    forste = max(len(linje.navn) for gruppe in grupper for linje in gruppe.linjer) + 4
    hoder = [textwrap.wrap(ett, _KOLONNE, break_on_hyphens=False) for ett in navn]
    bredder = [
        max(len(ett) for ett in (*hoder[nr], *(linje.celler[nr][0] for g in grupper for linje in g.linjer))) + 2
        for nr in range(len(navn))
    ]
    kort = min(forste, max(24, bredde - sum(bredder)))
    for nr in range(hoyest := max(map(len, hoder))):
        # The last lines of all stand on the same one, next to the table.
        viste = [ett[nr - hoyest + len(ett)] if nr >= hoyest - len(ett) else "" for ett in hoder]
        yield (" " * kort + "".join(ett.rjust(b) for ett, b in zip(viste, bredder, strict=True))).rstrip()
    for gruppe in grupper:
        yield gruppe.tittel
        for linje in gruppe.linjer:
            vist = linje.navn if len(linje.navn) <= kort - 3 else f"{linje.navn[: kort - 4]}…"
            yield f"  {vist}".ljust(kort) + "".join(c.rjust(b) for (c, _), b in zip(linje.celler, bredder, strict=True))
    for ett in scenarier.alle:
        yield from (f"Merk, {ett.navn}: {setning}" for setning in ett.om.utenfor)
