"""All that can be checked before a kernel starts: data, the audit, and every text with numbers."""

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from typing import Any, Final

from pydantic import BaseModel

from effekt.audit import kildekontroll
from effekt.audit.kontroll import feil_i_historikk, kontroller, sjekker
from effekt.base.book import PAKKE, settings_file
from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.words import ramse
from effekt.calc.beregning import total
from effekt.calc.simulering import PERSENTILER
from effekt.display.described import Visningsfeil, beskrevet_bro, beskrevet_sammenstilling, beskrevet_tabell
from effekt.display.offered import Oppslag
from effekt.display.quantities import Serie, i_kroner
from effekt.display.texts import (
    findings_context,
    fyll_ut,
    kapittelkontekst,
    programkontekst,
    tiltakskontekst,
    uten_fotnoter,
)
from effekt.execution.chapters import Kapittel, find_chapters
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import Sti, les_innstillinger
from effekt.reading.gevinstlesing import DOKUMENT
from effekt.reading.notebooks import les_celler
from effekt.reading.program import les_program
from effekt.reading.sektor import INNHOLDSFIL, LENKEFIL, PREMISSFIL, Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import PAKKEFIL
from effekt.reading.tema import les_tema
from effekt.reading.utgivelse import les_utgivelse

# What chapters import. It is asked for as they do it: nothing that they show is imported here.
_FACE: Final = import_module("effekt")
_PROSA: Final = "%%tekst"
# Where someone meant a number, or a claim; code in a text is told of as it is.
_KLAMMER: Final = re.compile(r"\{\{.*?(\}\}|$)|\{%.*?(%\}|$)", re.DOTALL)
_SOM_KODE: Final = re.compile(r"^(`{3,}|~{3,}).*?^\1|(`+)[^`]+\2", re.DOTALL | re.MULTILINE)
# What marks, in a notebook, a cell that says what is to be written there.
USKREVET: Final = "{container} uskrevet"
# The fields of a measure whose texts are filled in; elsewhere braces would be printed as they are.
_MALER: Final = {
    "beskrivelse", "effekt_tekst", "tekst", "begrunnelse", "merknad", "merknader", "tjeneste", "forutsetter", "risiko",
}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A sector that could be read: how many figures agree with the print, and what is wrong."""

    sektor: Sektor
    antall: int = 0
    feil: list[Datafeil] = field(default_factory=list)


def chapters_by_sektor(bok: Bokmappe) -> dict[str, list[Kapittel]]:
    """The book's chapters, by the sectors that have data; those across sectors with the last."""
    kjente = bok.sektorer()
    per_sektor: dict[str, list[Kapittel]] = {navn: [] for navn in kjente}
    for kapittel in find_chapters(bok):
        if (sektor := kapittel.sektor or kjente[-1]) in per_sektor:
            per_sektor[sektor].append(kapittel)
    return per_sektor


def check_sektor(bok: Bokmappe, navn: str, kapitler: Sequence[Kapittel]) -> Checked:
    """Read a sector, audit it, and fill in its measures' texts and its chapters' prose.

    Findings in the sources are no faults. Raises Datafeil where the data cannot be read.
    """
    sektor = les_sektor(navn, bok=bok)
    antall, feil = 0, list[Datafeil]()
    with samle(feil):
        # What is still being entered need not agree yet; the list of what is left tells it.
        antall = sum(sjekk.holder for sjekk in sjekker(sektor)) if sektor.under_arbeid else len(kontroller(sektor))
    with samle(feil):
        feil += kildekontroll.feil_i_data(sektor)
    for fant in (
        faults_in_texts,
        faults_in_views,
        faults_in_page_references,
        faults_in_contents,
        faults_in_findings,
        feil_i_historikk,
    ):
        feil += fant(sektor)
    with samle(feil):
        les_innstillinger(settings_file(bok.rot))
    with samle(feil):
        les_utgivelse(bok)
    with samle(feil):
        les_tema(bok)
    for kapittel in kapitler:
        if kapittel.sektor:
            feil += faults_in_prose(kapittel, _uten_trekning(kapittelkontekst(sektor), sektor))
    if not sektor.under_arbeid:
        feil += [f for k in kapitler if k.sektor for f in _uskrevet(k)]
    tvers = [kapittel for kapittel in kapitler if not kapittel.sektor]
    if tvers and not feil:
        with samle(feil):
            feil += faults_in_program(bok, tvers)
    return Checked(sektor, antall, feil)


def _uskrevet(kapittel: Kapittel) -> Iterator[Datafeil]:
    """The places of a finished sector's chapter where the template's «Skriv her» still stands."""
    for celle in cells_of(kapittel):
        if USKREVET in "".join(celle["source"]):
            yield Datafeil(
                f"teksten i cellen {celle['id']} er ikke skrevet. Skriv den, slett cellen, eller "
                "sett status: under_arbeid i sektor.yml.",
                kapittel.kilde,
            )


def cells_of(kapittel: Kapittel) -> list[dict[str, Any]]:
    """Return the cells of a chapter's notebook, as they are written."""
    return les_celler(kapittel.kilde)


def faults_in_program(bok: Bokmappe, kapitler: Sequence[Kapittel]) -> list[Datafeil]:
    """Faults that show when all sectors are read together, and in the chapters across them."""
    program = les_program(bok=bok)
    kontekst = programkontekst(program)
    if program.eneste:
        kontekst = _uten_trekning(kontekst, program.eneste)
    return [feil for kapittel in kapitler for feil in faults_in_prose(kapittel, kontekst)]


def _uten_trekning(kontekst: Mapping[str, Any], sektor: Sektor) -> dict[str, Any]:
    """The context of a text, where the estimates stand for what a simulation would draw from them.

    They have the same names, years and unit, which is what a text can get wrong; to draw takes numpy, and a fifth of
    the time of a check.
    """

    def anslag(_: str) -> Serie:
        return i_kroner(total(sektor), "simulert")

    uten = dict.fromkeys(("simulert", "simulert_risiko"), Oppslag(lambda: list(PERSENTILER), anslag))
    return {**kontekst, **uten}


def raise_faults(bok: Bokmappe, navn: str, kapitler: Sequence[Kapittel]) -> int:
    """The number of figures held against the source; raises Datafeil with every fault found."""
    gjennomgang = check_sektor(bok, navn, kapitler)
    if gjennomgang.feil:
        raise samlet_feil(gjennomgang.feil)
    return gjennomgang.antall


def faults_in_texts(sektor: Sektor) -> list[Datafeil]:
    """Faults in the texts of measures, and of the plans for their gains: unknown names, numbers without a unit."""
    feil: list[Datafeil] = []
    planer = {DOKUMENT + id_: plan for id_, plan in sektor.gevinster.unrecorded().items()}
    for hvor, ett in {**sektor.tiltak.unrecorded(), **planer}.items():
        dokument = sektor.dokumenter[hvor]
        kontekst = tiltakskontekst(sektor)
        for sti, tekst in _tekster(ett, ()):
            felt = [ledd for ledd in sti if isinstance(ledd, str)]
            if felt[-1] not in _MALER:
                melding = f"{'.'.join(felt)} kan ikke ha tall i klammer. Skriv teksten uten dem."
                feil.append(dokument.feil(sti, melding))
                continue
            feil += _filled_in(tekst, kontekst, ".".join(felt), partial(dokument.feil, sti))
    for id_, premiss in sektor.premisser.unrecorded().items():
        for sti, _ in _tekster(premiss, ("premisser", id_)):
            melding = f"{'.'.join(map(str, sti))} kan ikke ha tall i klammer. Skriv teksten uten dem."
            feil.append(sektor.dokumenter[PREMISSFIL].feil(sti, melding))
    return feil


def _filled_in(tekst: str, kontekst: Mapping[str, Any], hva: str, at: Callable[[str], Datafeil]) -> Iterator[Datafeil]:
    """Fill in a text; yield what is wrong with it, made by ``at`` a fault of its place."""
    try:
        fyll_ut(tekst, kontekst, hva)
    except Datafeil as grunn:
        yield at(grunn.melding)


def faults_in_views(sektor: Sektor) -> list[Datafeil]:
    """Faults in what datapackage.yml says of how tables are shown."""
    feil: list[Datafeil] = []
    for fil in (PAKKEFIL, f"felles/{PAKKEFIL}"):
        dokument = sektor.dokumenter.get(fil)
        if dokument is None:
            continue
        for nr, navn in enumerate(ett["name"] for ett in dokument.innhold.get("resources") or ()):
            tabell = sektor.tabeller.unrecorded().get(navn)
            vis = tabell.ressurs.vis if tabell else None
            for lag, med in (
                (beskrevet_tabell, vis),
                (beskrevet_bro, vis and vis.bro),
                (beskrevet_sammenstilling, vis and vis.sammenstilling),
            ):
                with samle(feil):
                    try:
                        if med:
                            lag(sektor, navn)
                    except Visningsfeil as grunn:
                        sted = ".".join(ledd for ledd in ("vis", *grunn.sti) if isinstance(ledd, str))
                        raise dokument.feil(("resources", nr, "vis", *grunn.sti), f"{sted}: {grunn.melding}") from None
    return feil


def faults_in_page_references(sektor: Sektor) -> list[Datafeil]:
    """Faults in the texts of lenken_tilbake.yml, where the sector has one."""
    feil: list[Datafeil] = []
    dokument = sektor.dokumenter.get(LENKEFIL)
    if dokument is None:
        return feil
    kontekst = kapittelkontekst(sektor)
    for kode, lenke in sektor.lenker.lenker.items():
        for felt in ("i_rapporten", "i_brevet"):
            feil += _filled_in(getattr(lenke, felt), kontekst, felt, partial(dokument.feil, ("lenker", kode, felt)))
    return feil


def faults_in_findings(sektor: Sektor) -> list[Datafeil]:
    """Faults in what kontroller.yml says of the findings that matter."""
    feil: list[Datafeil] = []
    with samle([]):  # a file that cannot be read is told of where the checks are held
        if (lest := kildekontroll.les_kontroller(sektor)) and lest[0].viktigst:
            kontekst = findings_context(sektor)
            for nr, viktig in enumerate(lest[0].viktigst):
                sti: Sti = ("viktigst", nr, "tekst")
                feil += _filled_in(viktig.tekst, kontekst, "viktigst", partial(lest[1].feil, sti))
    return feil


def faults_in_contents(sektor: Sektor) -> list[Datafeil]:
    """Faults in the texts of innhold.yml: what is said of figures, tables and notes of the source."""
    feil: list[Datafeil] = []
    dokument = sektor.dokumenter.get(INNHOLDSFIL)
    if dokument is None:
        return feil
    kontekst = kapittelkontekst(sektor)
    plasser = {"figurer": sektor.figurer, "tabeller": sektor.tabellplasser}
    for slag, nr, plass in ((slag, nr, ett) for slag, alle in plasser.items() for nr, ett in alle.unrecorded().items()):
        feil += _filled_in(plass.tekst or "", kontekst, "tekst", partial(dokument.feil, (slag, nr, "tekst")))
        if plass.offentlig:
            sti = (slag, nr, "offentlig", "tekst")
            feil += _filled_in(plass.offentlig.tekst, kontekst, "offentlig.tekst", partial(dokument.feil, sti))
    for nr, note in sektor.fotnoter.unrecorded().items():
        uten = uten_fotnoter(kontekst)
        feil += _filled_in(note.tekst, uten, "tekst", partial(dokument.feil, ("fotnoter", nr, "tekst")))
    return feil


def _tekster(ting: object, sti: Sti) -> Iterator[tuple[Sti, str]]:
    """Every text with braces in a measure, and its place."""
    if isinstance(ting, BaseModel):
        for navn in type(ting).model_fields:
            yield from _tekster(getattr(ting, navn), (*sti, navn))
    elif isinstance(ting, str) and any(klamme in ting for klamme in ("{{", "{%", "{#")):
        yield sti, ting
    elif isinstance(ting, tuple):
        for nr, del_ in enumerate(ting):
            yield from _tekster(del_, (*sti, nr))
    elif isinstance(ting, Mapping):
        for nokkel, del_ in ting.items():
            yield from _tekster(del_, (*sti, str(nokkel)))


def faults_in_prose(kapittel: Kapittel, kontekst: Mapping[str, Any]) -> list[Datafeil]:
    """Faults in a chapter's ``%%tekst`` cells, braces in Markdown cells, and calls of what the program has not."""
    feil: list[Datafeil] = []
    modulene = set[str]()
    for nr, celle in enumerate(cells_of(kapittel)):
        kode = "".join(celle["source"])
        hva = f"celle {nr} ({celle['id']})"
        if celle["cell_type"] == "code" and kode.startswith(_PROSA):
            feil += _filled_in(kode.partition("\n")[2], kontekst, hva, partial(Datafeil, fil=kapittel.kilde))
        elif celle["cell_type"] == "markdown" and (funnet := _KLAMMER.search(_SOM_KODE.sub("", kode))):
            skrevet = funnet[0].partition("\n")[0]
            melding = (
                f"{hva} er en Markdown-celle, og der blir «{skrevet}» stående som det er skrevet. Gjør den om til en "
                f"kodecelle, og skriv {_PROSA} på den første linjen"
            )
            feil.append(Datafeil(melding, kapittel.kilde))
        elif celle["cell_type"] == "code":
            feil += [Datafeil(f"{hva}: {melding}", kapittel.kilde) for melding in _not_offered(kode, modulene)]
    return feil


def _not_offered(kode: str, modulene: set[str]) -> Iterator[str]:
    """What a cell takes from ``effekt`` that is not there: it is mistyped, or the chapter is of another version.

    ``modulene`` are those that cells before it have imported; its own are added.
    """
    try:
        ledd = list(ast.walk(ast.parse(kode)))
    except (SyntaxError, ValueError):
        return  # A line of IPython's own. What is no Python either shows when the chapter is run.
    for navn in (
        ett.name for en in ledd if isinstance(en, ast.ImportFrom) and en.module == "effekt" for ett in en.names
    ):
        if navn in _FACE.__all__:
            modulene.add(navn)
        elif navn != "*":
            yield _missing(navn, _FACE.__all__)
    modulene -= {en.id for en in ledd if isinstance(en, ast.Name) and isinstance(en.ctx, ast.Store)}
    for en in ledd:
        if isinstance(en, ast.Attribute) and isinstance(en.value, ast.Name) and en.value.id in modulene:
            har = _functions_of(en.value.id)
            if har and en.attr not in har:
                yield _missing(en.attr, har, en.value.id)


def _missing(navn: str, har: Collection[str], modul: str = "") -> str:
    """Tell of a name that is not there, with the nearest one, or all there are."""
    hvor = f"effekt.{modul}" if modul else "effekt"
    return f"{hvor} har ikke «{navn}».{naermeste(navn, har) or f' Den har {ramse(sorted(har))}.'}"


@cache
def _functions_of(modul: str) -> frozenset[str]:
    """The functions that a module of what chapters show has, by its source: to import it takes seconds."""
    fil = PAKKE / "report" / f"{modul}.py"
    deler = ast.parse(fil.read_text(encoding="utf-8")).body if fil.is_file() else []
    return frozenset(ett.name for ett in deler if isinstance(ett, ast.FunctionDef) and not ett.name.startswith("_"))
