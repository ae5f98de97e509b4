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
from effekt.base.book import INNHOLD, LISTE, PAKKE, SEKTORFIL, settings_file
from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.words import ramse
from effekt.calc.beregning import total
from effekt.calc.simulering import PERSENTILER
from effekt.display.described import Visningsfeil, beskrevet_bro, beskrevet_sammenstilling, beskrevet_tabell
from effekt.display.offered import Oppslag
from effekt.display.quantities import Serie, i_kroner
from effekt.display.texts import (
    Utfyllingsfeil,
    findings_context,
    fyll_ut,
    kapittelkontekst,
    programkontekst,
    tiltakskontekst,
    uten_fotnoter,
)
from effekt.execution.chapters import HANDWRITTEN, Kapittel, find_chapters
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import PROSA, USKREVET, Kapittelkilde, les_kilde
from effekt.reading.contents import pages_of
from effekt.reading.documents import Sti, les_dokument, les_innstillinger, les_tekst
from effekt.reading.fasteadresser import read_address_list
from effekt.reading.gevinstlesing import DOKUMENT
from effekt.reading.program import les_program
from effekt.reading.sektor import INNHOLDSFIL, LENKEFIL, PREMISSFIL, Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import PAKKEFIL
from effekt.reading.tema import les_tema
from effekt.reading.text_notebooks import uten_kode
from effekt.reading.utgivelse import les_utgivelse

# What chapters import. It is asked for as they do it: nothing that they show is imported here.
_FACE: Final = import_module("effekt")
# Braces in a text that are not in pairs, where a number was meant: ``{ tall.ansatte }``, and what is closed and never
# opened. Roles and attributes of Markdown, ``{ref}`` and ``{.class}``, are no such.
_ENKEL_KLAMME: Final = re.compile(r"(?<![{\\])\{ *\w+(?:\.\w+|\[[^]\n]*\])[^{}\n]*\}(?![}`])|\}\}|%\}")
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
        faults_in_addresses,
        feil_i_historikk,
    ):
        feil += fant(sektor)
    with samle(feil):
        les_innstillinger(settings_file(bok.rot))
    with samle(feil):
        les_utgivelse(bok)
    with samle(feil):
        les_tema(bok)
    feil += faults_in_pages(bok)
    feil += agencies_without_chapter(sektor, kapitler)
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


def faults_in_pages(bok: Bokmappe) -> list[Datafeil]:
    """Faults in the pages written by hand, and in the list of addresses, that would stop no kernel: what git left."""
    feil: list[Datafeil] = []
    sider = pages_of(bok.rot) if (bok.rot / INNHOLD).is_file() else []
    for fil in [bok.rot / LISTE, *(bok.rot / f"{side}{slutt}" for side in sider for slutt in HANDWRITTEN)]:
        if fil.is_file():
            with samle(feil):
                les_tekst(fil)
    return feil


def _uskrevet(kapittel: Kapittel) -> Iterator[Datafeil]:
    """The places of a finished sector's chapter where the template's «Skriv her» still stands."""
    kilde = les_kilde(kapittel.kilde)
    for nr, celle in enumerate(kilde.celler):
        if USKREVET in celle["source"]:
            rad = "Skriv den, slett den, eller sett status: under_arbeid i sektor.yml."
            yield kilde.feil(nr, f"teksten er ikke skrevet. {rad}")


def raise_prose_faults(bok: Bokmappe, kapitler: Sequence[Kapittel]) -> None:
    """Raise Datafeil with every fault in these chapters' texts, before they are run."""
    feil: list[Datafeil] = []
    for navn, egne in chapters_by_sektor(bok).items():
        if spurt := [kapittel for kapittel in egne if kapittel in kapitler and kapittel.sektor]:
            sektor = les_sektor(navn, bok=bok)
            kontekst = _uten_trekning(kapittelkontekst(sektor), sektor)
            feil += [ett for kapittel in spurt for ett in faults_in_prose(kapittel, kontekst)]
    if tvers := [kapittel for kapittel in kapitler if not kapittel.sektor]:
        feil += faults_in_program(bok, tvers)
    if feil:
        raise samlet_feil(feil)


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


_ALLE_KORT: Final = re.compile(r"""\balle_kort\([^)]*["'](\w+)["']\s*\)""")
_ETT_KORT: Final = re.compile(r"""\btiltakskort\([^)]*["'](\w+)["']\s*\)""")


def agencies_without_chapter(sektor: Sektor, kapitler: Sequence[Kapittel]) -> list[Datafeil]:
    """Agencies with measures that no chapter tells of, in a sector whose chapters tell of them agency by agency."""
    egne = [k for k in kapitler if k.kilde.parent.name == sektor.unrecorded.info.id]
    kode = "\n".join(c["source"] for k in egne for c in les_kilde(k.kilde).celler if c["cell_type"] == "code")
    fortalt, enkeltvis = set(_ALLE_KORT.findall(kode)), set(_ETT_KORT.findall(kode))
    if not fortalt:
        return []
    hos: dict[str, set[str]] = {}
    for samling in (sektor.tiltak, sektor.uferdige, sektor.utgatte):
        for id_, ett in samling.unrecorded().items():
            hos.setdefault(ett.virksomhet, set()).add(id_)
    dokument = les_dokument(sektor.bok.data / sektor.unrecorded.info.id / SEKTORFIL)
    return [
        dokument.feil(
            ("virksomheter", virksomhet),
            f"ingen av kapitlene omtaler {ett.navn} ({virksomhet}), som har {ramse(sorted(hos[virksomhet]))}. Lag "
            f'kapitlet med: effekt virksomhet ny {sektor.unrecorded.info.id} "{virksomhet}:{ett.navn}"',
        )
        for virksomhet, ett in sektor.unrecorded.info.virksomheter.items()
        if virksomhet not in fortalt and hos.get(virksomhet, set()) - enkeltvis
    ]


# A measure's permanent address by its form: «hls/sye1». A figure's has a hyphen, or no number.
_TILTAKSADRESSE: Final = re.compile(r"[a-z]+\d+")


def faults_in_addresses(sektor: Sektor) -> list[Datafeil]:
    """Measures that have been published, and whose file is no longer there: the address would lead nowhere."""
    fil = sektor.bok.rot / LISTE
    feil: list[Datafeil] = []
    with samle([]):  # a list that cannot be read is told of with the pages
        kjente = {id_.lower() for alle in (sektor.tiltak, sektor.uferdige, sektor.utgatte) for id_ in alle.unrecorded()}
        mappe = f"data/{sektor.unrecorded.info.id}/tiltak"
        for adresse, ny in read_address_list(fil).items():
            hvor, _, navn = adresse.partition("/")
            if hvor != sektor.unrecorded.info.id or ny != adresse or navn in kjente:
                continue
            if _TILTAKSADRESSE.fullmatch(navn):
                linje = les_tekst(fil).splitlines().index(adresse) + 1
                melding = (
                    f"tiltaket {navn.upper()} er publisert, men har ingen fil i {mappe} lenger. Er det ute av planen, "
                    "hent fram filen, og skriv «utgar: {hvorfor: …, dato: …, kilde: …, side: …}» i den. Har det fått "
                    f"en annen id, skriv «{adresse} -> {hvor}/…» på linjen."
                )
                feil.append(Datafeil(melding, fil, linje))
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
    """Faults in a chapter's texts with numbers, and calls of what the program has not; raises none but of its file."""
    feil: list[Datafeil] = []
    try:
        kilde = les_kilde(kapittel.kilde)
    except Datafeil as grunn:
        return [grunn]
    modulene = set[str]()
    apnet = sagt = False
    for nr, celle in enumerate(kilde.celler):
        kode = celle["source"]
        if celle["cell_type"] == "code" and kode.startswith(PROSA):
            feil += _faults_in_text(kilde, nr, kode.partition("\n")[2], kontekst)
            if not (apnet or sagt):
                sagt = True
                feil.append(kilde.feil(nr, "teksten har tall, men står over cellen med apne(…). Flytt den under"))
        elif celle["cell_type"] == "markdown":
            feil += _stray_braces(kilde, nr, kode)
        elif celle["cell_type"] == "code":
            apnet = apnet or "apne" in kode
            feil += [kilde.feil(nr, melding, linje) for melding, linje in _not_offered(kode, modulene)]
    return feil


def _faults_in_text(kilde: Kapittelkilde, nr: int, tekst: str, kontekst: Mapping[str, Any]) -> Iterator[Datafeil]:
    try:
        fyll_ut(tekst, kontekst, "teksten")
    except Utfyllingsfeil as grunn:
        yield kilde.feil(nr, grunn.grunn, grunn.i_teksten)


def _stray_braces(kilde: Kapittelkilde, nr: int, tekst: str) -> Iterator[Datafeil]:
    """The braces of a text without numbers that were meant for one."""
    if funnet := _ENKEL_KLAMME.search(uten_kode(tekst)):
        skrevet = funnet[0]
        ord_ = f"«{skrevet}» blir stående som det er skrevet. Skriv tallet i to par klammer, {{{{ tall.navn }}}}"
        if skrevet in {"}}", "%}"}:
            ord_ = f"«{skrevet}» er ikke åpnet. Skriv {'{{' if skrevet == '}}' else '{%'} foran, eller slett det"
        yield kilde.feil(nr, ord_, tekst.count("\n", 0, tekst.find(skrevet)) + 1)


def _not_offered(kode: str, modulene: set[str]) -> Iterator[tuple[str, int]]:
    """What a cell takes from ``effekt`` that is not there, and the line: mistyped, or of another version.

    ``modulene`` are those that cells before it have imported; its own are added.
    """
    try:
        ledd = list(ast.walk(ast.parse(kode)))
    except (SyntaxError, ValueError):
        return  # A line of IPython's own. What is no Python either shows when the chapter is run.
    for ett in (ett for en in ledd if isinstance(en, ast.ImportFrom) and en.module == "effekt" for ett in en.names):
        if ett.name in _FACE.__all__:
            modulene.add(ett.name)
        elif ett.name != "*":
            yield _missing(ett.name, _FACE.__all__), ett.lineno
    modulene -= {en.id for en in ledd if isinstance(en, ast.Name) and isinstance(en.ctx, ast.Store)}
    for en in ledd:
        if isinstance(en, ast.Attribute) and isinstance(en.value, ast.Name) and en.value.id in modulene:
            har = _functions_of(en.value.id)
            if har and en.attr not in har:
                yield _missing(en.attr, har, en.value.id), en.lineno


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
