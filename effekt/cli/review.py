"""The commands that show what moved: a rerun with new numbers, and two books side by side."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effekt.base.faults import Datafeil
from effekt.cli import complete, parser
from effekt.reading.bokmappe import Bokmappe

if TYPE_CHECKING:
    from effekt.review.comparison import Comparison as Comparisons
    from effekt.review.pages import ChangeSummary
    from effekt.review.rerun import Rerun


def add_comparison_commands(kommandoer: parser.Commands) -> None:
    """Add the commands to the parser."""
    om = parser.add_command(kommandoer, "rerun", help="regn om et kapittel, eller hele boken, med nye tall")
    kapittel = om.add_argument(
        "kapittel", nargs="?", default="", metavar="KAPITTEL",
        help="for eksempel hls/3-4-sykehjemsetaten; trengs ikke med --all",
    )  # fmt: skip
    parser.complete_argument(kapittel, complete.complete_chapters)
    sett = om.add_argument(
        "--set", action="append", default=[], metavar="ADRESSE=VERDI", dest="sett",
        help="ny verdi for et tall; kan gjentas. 1250000, «1,25 mill.» og «12 %%» forstås",
    )  # fmt: skip
    parser.complete_argument(sett, complete.complete_endring)
    om.add_argument(
        "--from", type=Path, default=None, metavar="FIL", dest="fra",
        help="en endringer.yml med tittel, forfatter, dato og en begrunnelse for hver endring",
    )  # fmt: skip
    om.add_argument(
        "--all", action="store_true", dest="alt", help="regn om alle kapitlene som endringene når, og bygg hele boken"
    )
    om.add_argument(
        "--parameter", action="append", default=[], metavar="NAVN=VERDI",
        help="en annen parameter i notatboken, i JSON; kan gjentas",
    )  # fmt: skip
    sektor = om.add_argument(
        "--sector", default="", metavar="SEKTOR",
        help="sektoren som endres med --all, for eksempel hls (vanligvis den første)",
    )  # fmt: skip
    parser.complete_argument(sektor, complete.complete_sectors)
    om.add_argument(
        "--output", type=Path, default=None, metavar="MAPPE",
        help="mappen som skrives (vanligvis _build/omregnet/ og kapitlets navn)",
    )  # fmt: skip
    parser.add_run_options(om)
    om.set_defaults(kjor=_regn_om)

    mot = parser.add_command(kommandoer, "compare", help="sammenlign to kjørte bøker, tall for tall")
    mot.add_argument("forste", metavar="FØR", help="mappe, notatbok, utgave i git, eller en plan i utgaver/")
    mot.add_argument("andre", metavar="ETTER", help="mappe, notatbok eller utgave i git")
    mot.add_argument(
        "--output", type=Path, default=None, metavar="MAPPE", help="mappen som skrives (vanligvis _build/sammenligning)"
    )
    mot.set_defaults(kjor=_sammenlign)

    flere = parser.add_command(kommandoer, "scenarios", help="sett flere sett av endringer ved siden av hverandre")
    flere.add_argument("filer", nargs="+", type=Path, metavar="FIL", help="en endringer.yml for hvert scenario")
    sektor = flere.add_argument(
        "--sector", default="", metavar="SEKTOR", help="sektoren som endres (vanligvis den første som har adressene)"
    )
    parser.complete_argument(sektor, complete.complete_sectors)
    flere.add_argument(
        "--output", type=Path, default=None, metavar="MAPPE", help="mappen som skrives (vanligvis _build/scenarier)"
    )
    flere.set_defaults(kjor=_scenarier)


def _regn_om(valg: argparse.Namespace) -> int:
    import json

    from effekt.reading.program import sektor_for
    from effekt.review.rerun import find_chapter, read_changes, rerun_book, rerun_chapter

    mate = parser.run_settings(valg)
    if valg.cluster and not valg.alt:
        raise Datafeil("--cluster gjelder --all: ett kapittel kjøres her.")
    satt = _delt(valg.sett, "--set")
    parametre: dict[str, Any] = {}
    for navn, verdi in _delt(valg.parameter, "--parameter").items():
        try:
            parametre[navn] = json.loads(verdi)
        except (ValueError, RecursionError):
            parametre[navn] = verdi
    if "endringer" in parametre:
        raise Datafeil("endringer gis med --set eller --from, ikke med --parameter.")
    if not valg.kapittel and not valg.alt:
        raise Datafeil("mangler KAPITTEL. Skriv hvilket, eller --all for hele boken.")
    if valg.alt and parametre:
        raise Datafeil("--parameter gjelder ett kapittel, og kan ikke brukes med --all.")
    bok: Bokmappe = valg.bok
    kapittel = find_chapter(bok, valg.kapittel) if valg.kapittel else None
    sektor = str(parametre.get("sektor", kapittel.sektor if kapittel else valg.sector))
    if not sektor:
        sektor, satt = sektor_for(bok, satt)
    sett = read_changes(bok, sektor, valg.fra, satt)
    navn = "hele-boken" if valg.alt else str(valg.kapittel).replace("/", "-")
    mappe = valg.output or bok.rot / "_build" / "omregnet" / navn
    if kapittel and not valg.alt:
        gjort = rerun_chapter(bok, kapittel, sektor, sett, parametre, mappe, valg.engine, _fortell)
    else:
        gjort = rerun_book(bok, sektor, sett, mappe, parser.say_progress, mate, _fortell)
    for linje in rapport(gjort):
        parser.say(linje)
    return parser.GIKK_BRA


def _sammenlign(valg: argparse.Namespace) -> int:
    from effekt.review.editions import compare_editions
    from effekt.review.plans import are_plans, compare_plans

    if are_plans(valg.forste, valg.andre):
        for linje in compare_plans(valg.bok, valg.forste, valg.andre):
            parser.say(linje)
        return parser.GIKK_BRA
    mappe = valg.output or valg.bok.rot / "_build" / "sammenligning"
    side, om, forskjell = compare_editions(valg.bok, valg.forste, valg.andre, mappe)
    _fortell(om)
    for linje in _forskjell(forskjell):
        parser.say(linje)
    parser.say(f"Sammenligningen: {side}")
    return parser.GIKK_BRA


def _scenarier(valg: argparse.Namespace) -> int:
    import shutil

    from effekt.review.scenarios import read_scenarios, told, write_scenarios

    bok: Bokmappe = valg.bok
    mappe = valg.output or bok.rot / "_build" / "scenarier"
    scenarier = read_scenarios(bok, valg.filer, valg.sector)
    side = write_scenarios(scenarier, mappe, valg.filer)
    for linje in told(scenarier, shutil.get_terminal_size().columns):
        parser.say(linje)
    parser.say(f"Siden: {side}")
    return parser.GIKK_BRA


def _fortell(om: "ChangeSummary") -> None:
    for linje in svarlinjer(om):
        for vist in _brutt(linje):
            parser.say(vist)


def _brutt(linje: str) -> list[str]:
    """The line over as many as a person's terminal needs; one line to a file or another program."""
    import os
    import shutil
    import sys
    import textwrap

    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return [linje]
    innrykk = " " * (len(linje) - len(linje.lstrip()))
    bredde = max(shutil.get_terminal_size().columns, 40)
    return textwrap.wrap(
        linje, bredde, subsequent_indent=f"{innrykk}    ", break_long_words=False, break_on_hyphens=False
    )


def svarlinjer(om: "ChangeSummary") -> Iterator[str]:
    """What changes are, and what they come to: what a rerun says before any chapter is run."""
    yield from _endringer(om)
    yield from (f"Merk: {setning}" for setning in om.utenfor)
    if om.bunnlinje:
        yield from om.bunnlinje.linjer()


def rapport(gjort: "Rerun") -> Iterator[str]:
    """What a rerun says on the terminal when its chapters have been run."""
    yield from _forskjell(gjort.sammenligning)
    if gjort.nar_ogsa:
        yield f"Endringen når også: {', '.join(gjort.nar_ogsa)} (--all tar dem med)"
    yield f"Siden: {gjort.side}"
    yield f"Sammenligningen: {gjort.mappe / 'sammenligning.html'}"


def _endringer(om: "ChangeSummary") -> Iterator[str]:
    for endring in om.endringer:
        yield f"{endring.adresse}: {endring.fra} → {endring.til} {endring.enhet}".rstrip()


def _forskjell(forskjell: "Comparisons") -> Iterator[str]:
    from effekt.display.markup import til_tekst
    from effekt.review.comparison import Comparison
    from effekt.review.facts import facts_of
    from effekt.review.pages import summary_of

    yield summary_of(forskjell)
    for kapittel, setning in forskjell.brutte:
        yield f"  {kapittel}: «{' '.join(til_tekst(setning).split())}»"
    if len(forskjell.endrede_kapitler) > 1:
        for endret in forskjell.endrede_kapitler:
            yield f"  {endret.navn}: {len(facts_of(Comparison([endret])))} tall"


def _delt(gitt: Sequence[str], valg: str) -> dict[str, str]:
    delt: dict[str, str] = {}
    for ett in gitt:
        navn, likhet, verdi = (del_.strip() for del_ in ett.partition("="))
        if not likhet or not navn or not verdi:
            som = "SYE1.inntektstap=1250000" if valg == "--set" else "sektor=bydeler"
            raise Datafeil(f"{valg} {ett}: skriv navn=verdi, for eksempel {som}.")
        if navn in delt:
            raise Datafeil(f"{valg} {navn} er gitt to ganger, {delt[navn]} og {verdi}. Velg én.")
        delt[navn] = verdi
    return delt


def add_rerun_commands(kommandoer: parser.Commands) -> None:
    """Add the command to the parser."""
    adresser = parser.add_command(kommandoer, "changes", help="vis alt som kan endres, med adresse og hva det flytter")
    sok = adresser.add_argument("sok", nargs="?", default="", metavar="SØK", help="bare adresser og navn med dette")
    parser.complete_argument(sok, complete.complete_addresses)
    sektor = adresser.add_argument(
        "--sector", default="", metavar="SEKTOR", help="sektoren; ellers den første som har det det søkes etter"
    )
    parser.complete_argument(sektor, complete.complete_sectors)
    adresser.add_argument("--alt", action="store_true", help="nevn alle stedene i boken, ikke bare de første")
    adresser.add_argument(
        "--format", choices=("text", "csv", "json"), default=None, metavar="FORMAT",
        help="text (vanligvis), csv eller json",
    )  # fmt: skip
    adresser.add_argument("--template", action="store_true", help="skriv i stedet en endringer.yml til å fylle ut")
    adresser.add_argument(
        "--output", type=Path, default=None, metavar="FIL", help="hvor --template skrives (vanligvis til skjermen)"
    )
    adresser.set_defaults(kjor=_adresser)


def _adresser(valg: argparse.Namespace) -> int:
    import shutil

    from effekt.base.faults import naermeste
    from effekt.review import changes_list

    if valg.output and not valg.template:
        raise Datafeil("--output gjelder --template. Gi begge, eller ta bort --output.")
    if valg.template and (valg.format or valg.alt):
        raise Datafeil("--template kan ikke ha --format eller --alt. Ta dem bort.")
    sokt, kjente = valg.sok.lower(), set[str]()
    # Without a sector given: the first that has it.
    for navn in [valg.sector] if valg.sector else valg.bok.sektorer():
        alle = changes_list.all_lines(valg.bok, navn)
        linjer = [en for en in alle if sokt in f"{en.adresse.adresse} {en.adresse.navn}".lower()]
        kjente |= _ledd(en.adresse.adresse for en in alle)
        if linjer:
            break
    else:
        raise Datafeil(_uferdig(valg.bok, valg.sok) or f"ingen adresse har «{valg.sok}».{naermeste(valg.sok, kjente)}")
    if valg.template:
        return _skriv_mal(changes_list.endringsfil_template(valg.bok, linjer, valg.output), valg.output)
    vis = changes_list.LIST_FORMATS[valg.format or "text"]
    parser.say(vis(linjer, shutil.get_terminal_size().columns, valg.alt))
    if linjer[0].virkning.steder is None:
        parser.report_error("boken er bygd uten opplysning om hva tallene flytter. Kjør «effekt build».", 0)
    return parser.GIKK_BRA


def _uferdig(bok: Bokmappe, sok: str) -> str:
    """What is said of a measure that has no addresses, for it is not yet all entered; empty for anything else."""
    from effekt.base.words import ramse
    from effekt.reading.sektorlesing import les_sektor

    for navn in bok.sektorer():
        ett = les_sektor(navn, bok=bok).uferdige.unrecorded().get(sok.partition(".")[0].upper())
        if ett:
            return (
                f"{ett.id} har ingen adresser ennå, for tiltaket mangler {ramse(ett.hva)}. "
                f"Fyll det ut i data/{navn}/tiltak; «effekt check» viser hvor."
            )
    return ""


def _skriv_mal(mal: str, fil: Path | None) -> int:
    from effekt.base.files import write_whole

    if fil is None:
        parser.say(mal.rstrip())
        return parser.GIKK_BRA
    if fil.exists():
        raise Datafeil(f"--output {fil}: finnes fra før. Velg et annet navn.")
    if not fil.parent.is_dir():
        raise Datafeil(f"--output {fil}: mappen finnes ikke. Lag den først.")
    write_whole(fil, mal)
    parser.say(str(fil))
    return parser.GIKK_BRA


def _ledd(adresser: Iterable[str]) -> set[str]:
    """The addresses and their last parts, either of which a search may have meant."""
    return {ord_ for a in adresser for ord_ in (a, a.partition(".")[2].partition("[")[0]) if ord_}
