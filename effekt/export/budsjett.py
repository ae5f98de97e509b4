"""The measures as budget systems read them: a row for each line of the budget, the years beside each other.

Amounts are whole 1 000 kroner with the budget's sign: minus is less expenditure, or more income; what is invested is
without. They are what the measures count with in the book's sums, so what overlaps is there once. Each row is rounded
by itself, half away from zero, and where the rows then do not give the book's rounded sum, a row says by how much.
What nobody has entered is blank, and counted.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from effekt.base.characters import harmless_cell
from effekt.base.files import write_whole
from effekt.base.norwegian_csv import as_norwegian_csv
from effekt.base.numbers import rund, skriv_tall
from effekt.base.words import ramse
from effekt.calc import beregning
from effekt.calc.programsummer import programmets_regnet_med
from effekt.display.texts import sektorens_utelatte_i_ord
from effekt.model.budsjett import Budsjettlinje
from effekt.model.plan import HVEM, STATUS
from effekt.model.tiltak import Tiltak
from effekt.reading.program import Program
from effekt.reading.samspill import fullt_navn
from effekt.reading.sektor import Sektor

MAPPE: Final = "_build/budsjett"
_TUSEN: Final = Fraction(1000)
_EFFEKT, _AVRUNDING = "effekt", "avrunding"
_DATO: Final = datetime(1980, 1, 1)
# The columns before the years: their names, and of which a blank is counted.
KOLONNER: Final = (
    "sektor", "virksomhet", "tiltak", "navn", "beslutning", "hvem", "post", "type",
    "kapittel", "ansvar", "funksjon", "art", "andel",
)  # fmt: skip
KODER: Final = ("kapittel", "ansvar", "funksjon", "art")
_OM: Final = "Beløpene er i 1 000 kroner. Minus er lavere utgift eller høyere inntekt, slik budsjettet har det."


@dataclass(frozen=True)
class Budsjettrad:
    """A line of the budget: what it is of, its codes, and whole 1 000 kroner by year; None in no year of its sector."""

    sektor: str
    virksomhet: str
    tiltak: str
    navn: str
    beslutning: str
    hvem: str
    post: str
    linje: Budsjettlinje
    belop: Mapping[int, int | None]

    def felt(self) -> dict[str, str]:
        """The columns before the years; blank where nobody has entered anything."""
        koder = {navn: getattr(self.linje, navn) or "" for navn in KODER}
        egne = {navn: getattr(self, navn) for navn in KOLONNER if navn not in {*KODER, "type", "andel"}}
        andel = "" if self.post == _AVRUNDING else skriv_tall(self.linje.andel).replace(".", ",")
        alle = {**egne, "type": self.linje.type, **koder, "andel": andel}
        return {navn: alle[navn] for navn in KOLONNER}


@dataclass(frozen=True)
class Budsjettuttrekk:
    """All rows, the years, and the sums that they are held against: by post, in whole 1 000 kroner."""

    rader: Sequence[Budsjettrad]
    ar: Sequence[int]
    summer: Mapping[str, Mapping[int, int]]
    noter: Sequence[str]

    @property
    def mangler(self) -> dict[str, int]:
        """How many of the measures' lines lack each code; none of those that none lacks."""
        linjer = [rad for rad in self.rader if rad.post != _AVRUNDING]
        antall = {navn: sum(getattr(rad.linje, navn) is None for rad in linjer) for navn in KODER}
        return {navn: n for navn, n in antall.items() if n}

    def om(self) -> Iterator[str]:
        """What must be known to read it: the sign, what is blank, what is left out."""
        yield _OM
        antall = sum(rad.post != _AVRUNDING for rad in self.rader)
        if tomme := [f"{navn} på {n} av {antall} linjer" for navn, n in self.mangler.items()]:
            yield f"Ikke ført inn, og tomt: {ramse(tomme)}."
        if uten := sum(not rad.beslutning for rad in self.rader if rad.post != _AVRUNDING):
            yield f"Hvor langt beslutningen er kommet, er ikke oppgitt for {uten} av {antall} linjer."
        if any(rad.post == _AVRUNDING for rad in self.rader):
            yield "Hver linje er avrundet for seg. Linjen «avrunding» er det som skiller dem fra summen i boken."
        yield from (f"{note}." for note in self.noter)


def uttrekk(program: Program, sektor: str = "") -> Budsjettuttrekk:
    """The lines of the whole book, or of one sector as if it were alone."""
    sektorer = {sektor: program.sektorer[sektor]} if sektor else dict(program.sektorer)
    if sektor:
        en = sektorer[sektor]
        regnet = {fullt_navn(sektor, id_): dict(rad) for id_, rad in beregning.regnet_med(en).items()}
        ar = en.info.periode
    else:
        regnet = {
            n: {a: b for a, b in rad.items() if b is not None} for n, rad in programmets_regnet_med(program).items()
        }
        ar = program.info.periode
    rader: list[Budsjettrad] = []
    for navn, en in sektorer.items():
        for id_, tiltak in en.tiltak.items():
            rader += _linjene(en, tiltak, regnet[fullt_navn(navn, id_)], ar)
    summen = {a: sum((rad.get(a, Fraction(0)) for rad in regnet.values()), Fraction(0)) for a in ar}
    summer = {_EFFEKT: {a: _hele(-b) for a, b in summen.items()}}
    for post in dict.fromkeys(rad.post for rad in rader if rad.post != _EFFEKT):
        summer[post] = {a: sum(rad.belop[a] or 0 for rad in rader if rad.post == post) for a in ar}
    rest = {a: summer[_EFFEKT][a] - sum(r.belop[a] or 0 for r in rader if r.post == _EFFEKT) for a in ar}
    if any(rest.values()):
        tom = Budsjettlinje()
        rader.append(Budsjettrad("", "", "", "Avrunding", "", "", _AVRUNDING, tom, rest))
    noter = [note for en in sektorer.values() for note in sektorens_utelatte_i_ord(en)]
    return Budsjettuttrekk(rader, ar, summer, noter)


def kan_brukes(program: Program) -> bool:
    """Whether anybody has entered what such a line has beside amounts, of any measure."""
    return any(t.budsjett or t.beslutning for s in program.sektorer.values() for t in s.tiltak.values())


def _hele(belop: Fraction) -> int:
    """Kroner as whole thousands."""
    return int(rund(belop, _TUSEN) / _TUSEN)


def _linjene(
    sektor: Sektor, tiltak: Tiltak, regnet: Mapping[int, Fraction], ar: Sequence[int]
) -> Iterator[Budsjettrad]:
    """The lines of a measure: its effect, and what is invested."""
    beslutning = tiltak.beslutning
    status = STATUS[beslutning.status] if beslutning and beslutning.status else ""
    hvem = HVEM[beslutning.hvem] if beslutning and beslutning.hvem else ""

    def rader(post: str, type_: str, belop: Mapping[int, Fraction]) -> Iterator[Budsjettrad]:
        linjer = [linje for linje in tiltak.budsjett if linje.type == type_]
        for linje in linjer or [Budsjettlinje.model_validate({"type": type_})]:
            hele = {a: _hele(belop[a] * linje.andel) if a in belop else None for a in ar}
            yield Budsjettrad(
                sektor.info.id, tiltak.virksomhet, tiltak.id, tiltak.navn, status, hvem, post, linje, hele
            )  # fmt: skip

    ukjente = beregning.uoppgitte_ar(tiltak, sektor.info.periode)
    yield from rader(_EFFEKT, "drift", {a: -b for a, b in regnet.items() if a not in ukjente})
    for post, belop in _engangsbelop(tiltak, sektor.info.periode).items():
        yield from rader(post, "investering" if post == "investering" else "drift", belop)


def _engangsbelop(tiltak: Tiltak, periode: tuple[int, ...]) -> dict[str, dict[int, Fraction]]:
    """What falls once, by post and year; what the measure's loan pays for is invested when the loan is taken up."""
    if not tiltak.gjennomfores:
        return {}
    senere, poster = tiltak.ar_senere, dict[str, dict[int, Fraction]]()
    for kostnad in tiltak.kostnader.values():
        belop = poster.setdefault(kostnad.slag, dict.fromkeys(periode, Fraction(0)))
        for ar in periode:
            belop[ar] += kostnad.i_kroner(ar - senere)
    if (lan := tiltak.lan) and (opptak := lan.forste_ar + senere) in periode:
        belop = poster.setdefault("investering", dict.fromkeys(periode, Fraction(0)))
        belop[opptak] += tiltak.forutsetninger[lan.belop].i_formel(lan.forste_ar)
    return poster


def som_csv(uttrekket: Budsjettuttrekk) -> str:
    """The rows as Excel with Norwegian settings reads them."""
    rader = [
        [*map(harmless_cell, rad.felt().values()),
         *("" if rad.belop[a] is None else str(rad.belop[a]) for a in uttrekket.ar)]
        for rad in uttrekket.rader
    ]  # fmt: skip
    return as_norwegian_csv([[*KOLONNER, *map(str, uttrekket.ar)], *rader])


def skriv_csv(fil: Path, uttrekket: Budsjettuttrekk) -> None:
    """Write the rows."""
    write_whole(fil, som_csv(uttrekket).encode("utf-8"))


_STILER: Final[dict[str, dict[str, Any]]] = {
    "tittel": {"bold": True, "font_size": 14},
    "om": {"font_color": "#4F5A67"},
    "hode": {"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "text_wrap": True, "valign": "top"},
    "tekst": {"valign": "top", "num_format": "@"},
    "tall": {"num_format": "#,##0", "valign": "top"},
    "sum": {"num_format": "#,##0", "bold": True, "top": 1},
    "sumtekst": {"bold": True, "top": 1},
}
_BREDDER: Final = {"navn": 44, "beslutning": 18, "hvem": 24, "post": 15, "type": 12}
_SMAL: Final = 11


def skriv_budsjettbok(fil: Path, uttrekket: Budsjettuttrekk, tittel: str) -> None:
    """Write the rows with what must be known above them, and the sums below."""
    ferdig = io.BytesIO()
    valg = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(ferdig, valg) as bok:
        bok.set_properties({"title": tittel, "created": _DATO})
        stiler = {navn: bok.add_format(stil) for navn, stil in _STILER.items()}
        ark = bok.add_worksheet("Budsjett")
        ark.write_string(0, 0, tittel, stiler["tittel"])
        om = list(uttrekket.om())
        for nr, linje in enumerate(om, 1):
            ark.write_string(nr, 0, linje, stiler["om"])
        hode = len(om) + 2
        navn = [*KOLONNER, *map(str, uttrekket.ar)]
        for nr, ett in enumerate(navn):
            ark.write_string(hode, nr, ett[:1].upper() + ett[1:], stiler["hode"])
            ark.set_column(nr, nr, _BREDDER.get(ett, _SMAL))
        for radnr, rad in enumerate(uttrekket.rader, hode + 1):
            for nr, tekst in enumerate(rad.felt().values()):
                if tekst:
                    ark.write_string(radnr, nr, tekst, stiler["tekst"])
            _skriv_belop(ark, radnr, [rad.belop[a] for a in uttrekket.ar], stiler["tall"])
        siste = hode + len(uttrekket.rader)
        ark.freeze_panes(hode + 1, 0)
        ark.autofilter(hode, 0, siste, len(navn) - 1)
        for radnr, (post, belop) in enumerate(uttrekket.summer.items(), siste + 2):
            ark.write_string(radnr, 0, f"Sum {post}", stiler["sumtekst"])
            _skriv_belop(ark, radnr, [belop[a] for a in uttrekket.ar], stiler["sum"])
        ark.ignore_errors({"number_stored_as_text": f"A1:M{siste + 1}"})
    write_whole(fil, ferdig.getvalue())


def _skriv_belop(ark: Any, radnr: int, belop: Sequence[int | None], stil: Any) -> None:
    for nr, ett in enumerate(belop, len(KOLONNER)):
        if ett is not None:
            ark.write_number(radnr, nr, ett, stil)
