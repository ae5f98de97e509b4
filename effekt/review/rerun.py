"""A reviewer's rerun: one chapter, or the whole book as a scenario, and what moved.

Everything is made in a folder beside the one asked for, and put in place when all of it has
succeeded. book/ and the published site are never written to.

Figures that changed are drawn twice more, as ``for-…`` and
``etter-…``, on axes that hold both.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from effekt.base.book import without_the_book
from effekt.base.faults import Byggfeil, Datafeil, Fremdrift, naermeste
from effekt.base.files import fingerprint_of
from effekt.base.locks import move_over
from effekt.base.numbers import MANGLER, unit_behind, vis_dato
from effekt.base.words import ramse
from effekt.calc.bunnlinje import Tilstand, bunnlinje, tilstand, tilstand_i_program
from effekt.check.checking import raise_prose_faults
from effekt.display.bunnlinje import Fortalt, Ord
from effekt.display.records import kapitteltittel, les_poster
from effekt.display.utenfor import utenfor_spennet
from effekt.display.virkning import folger_av
from effekt.execution.chapters import Kapittel, check_parameters, find_chapters
from effekt.execution.execute import DEFAULT_SETTINGS, RunSettings, choose_engine, parameters_for, run_chapter
from effekt.execution.stale import BuildState, check_unmoved, sources
from effekt.model.verdi import ARSTALL, VURDERING, Adresse, Verdi, skriv_verdi, vis
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import TEKSTKILDE
from effekt.reading.contents import executed_chapters
from effekt.reading.documents import les_innstillinger
from effekt.reading.endringer import adresser, les_endringer, med_endringer
from effekt.reading.program import endringer_for, les_program, merket_for
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tiltakssider import tiltakssider
from effekt.review import pages
from effekt.review.changes_file import Endringspost, Endringssett, read_endringsfil, write_endringsfil
from effekt.review.comparison import Comparison, Kapittelendring, Version, compare_chapter
from effekt.review.output import new_folder
from effekt.site.build import build_html, gather_book, run_chapters
from effekt.site.publishing import finish_what_is_left

# Shown with the value itself, or of what is no number.
_UTEN_ENHET: Final = {"andel", VURDERING, ARSTALL}
NETTSTED: Final = "nettsted"
ENDRINGSFIL: Final = "endringer.yml"


@dataclass(frozen=True)
class Rerun:
    """What came of a rerun: the page to open first, the comparison, the chapters reached."""

    side: Path
    mappe: Path
    om: pages.ChangeSummary
    sammenligning: Comparison
    nar_ogsa: Sequence[str] = ()


# Told as soon as it is known that the changes can be made: before any chapter is run.
Tell = Callable[[pages.ChangeSummary], None]


def _tell_nothing(om: pages.ChangeSummary) -> None:
    """For who reads it of the result."""


def find_chapter(bok: Bokmappe, navn: str) -> Kapittel:
    """Return the chapter of that name, as a path or without one; raise Datafeil for an unknown one."""
    kapitler = {k.navn: k for k in find_chapters(bok)}
    navn = navn.removeprefix("book/").removeprefix("notebooks/").removesuffix(".ipynb").removesuffix(TEKSTKILDE)
    if navn not in kapitler:
        raise Datafeil(f"ukjent kapittel «{navn}».{naermeste(navn, kapitler)} Boken har {', '.join(kapitler)}.")
    return kapitler[navn]


def rerun_chapter(
    bok: Bokmappe,
    kapittel: Kapittel,
    sektor: str,
    sett: Endringssett,
    parametre: Mapping[str, Any],
    mappe: Path,
    motor: str = "",
    tell: Tell = _tell_nothing,
) -> Rerun:
    """Execute one chapter with the changes, and write notebook, page and comparison to ``mappe``.

    The changes are of ``sektor``; the chapter may read others too. What they come to is told first, by ``tell``.

    Everything is checked before a kernel starts: raises Datafeil for an unknown parameter or address, and for a value
    that the data would not allow; Byggfeil when the chapter fails. Either way nothing is written.
    """
    egne = endringer_for(bok, kapittel.sektor, _as_typed(bok, sett, sektor))
    verdier = {**parameters_for(kapittel, egne), **parametre}
    check_parameters(kapittel.kilde, verdier)
    raise_prose_faults(bok, [kapittel])
    endret = med_endringer(sektor, endringer_for(bok, sektor, verdier["endringer"]), bok)
    om = summary(endret, sett)
    with new_folder(bok.rot, mappe) as ny:
        tell(om)
        kilder = sources(bok)
        kjoring = run_chapter(bok.data, kapittel, ny / "kjort", verdier, choose_engine(motor)[0])
        if kjoring.fault:
            raise Byggfeil(f"{kapittel.sted(bok.rot)}, {kjoring.fault}")
        kilde = ny / "kjort" / kapittel.fil
        notatbok = ny / f"{kapittel.navn.replace('/', '-')}.ipynb"
        move_over(kilde, notatbok)
        if (kilde.parent / "filer").is_dir():
            move_over(kilde.parent / "filer", ny / "filer")
        shutil.rmtree(ny / "kjort")
        forskjell = Comparison([_before_and_after(kapittel.navn, notatbok)])
        beror = [k for k in affected(bok, om) if k.navn != kapittel.navn]
        hjem, publisert = (pages.published(bok, mappe, side) for side in ("", f"book/{kapittel.navn}"))
        pages.write_chapter(bok, notatbok, om, pages.summary_of(forskjell), hjem, publisert)
        tittel = kapitteltittel(notatbok)
        filer = [(k.navn, bok.rot / k.fil) for k in beror]
        andre = ramse([f"«{kapitteltittel(fil) if fil.is_file() else navn}»" for navn, fil in filer])
        pages.write_comparison(
            bok,
            ny,
            forskjell,
            om,
            {kapittel.navn: (ny, ny)},
            {kapittel.navn: tittel},
            sider=[(tittel, notatbok.with_suffix(".html").name)],
            merknader=[
                f"Det som er endret, er også brukt i {andre}, som ikke er regnet om her."
                if beror
                else "Ingen andre kapitler bruker det som er endret."
            ],
            hjem=hjem,
        )
        _complete(bok, ny, sett)
        check_unmoved(kilder, sources(bok), "kapitlet ble regnet om")
    return Rerun(mappe / f"{notatbok.stem}.html", mappe, om, forskjell, [k.navn for k in beror])


def rerun_book(
    bok: Bokmappe,
    sektor: str,
    sett: Endringssett,
    mappe: Path,
    si: Fremdrift,
    mate: RunSettings = DEFAULT_SETTINGS,
    tell: Tell = _tell_nothing,
) -> Rerun:
    """Build the whole book as a scenario in ``mappe``: site, executed chapters and comparison.

    Runs the chapters that the changes reach, and those that are stale; raises as ``rerun_chapter``.
    """
    endret = med_endringer(sektor, endringer_for(bok, sektor, _as_typed(bok, sett, sektor)), bok)
    om = summary(endret, sett)
    finish_what_is_left(bok.rot)
    kilder = _with_executed(bok)
    kapitler = find_chapters(bok)
    for kapittel in kapitler:
        check_parameters(kapittel.kilde, parameters_for(kapittel, {}))
    raise_prose_faults(bok, kapitler)
    tilstand = BuildState(bok.rot / "_build" / "effekt" / "kapitler.json", bok)
    nadd = {k.navn for k in affected(bok, om)}
    kjores = [k for k in kapitler if k.navn in nadd or tilstand.is_stale(k, bok.rot)]
    with new_folder(bok.rot, mappe) as ny:
        tell(om)
        bygges = ny / "bygges"
        run_chapters(bok, kjores, bygges, si, mate, _as_typed(bok, sett, sektor))
        check_unmoved(kilder, _with_executed(bok), "boken ble regnet om")
        gather_book(bok, bygges, kapitler, kjores, scenario=True)
        kjort = {k.navn: bygges / k.fil for k in kapitler}
        forskjell = Comparison([_before_and_after(navn, fil) for navn, fil in kjort.items()])
        titler = {navn: kapitteltittel(fil) for navn, fil in kjort.items()}
        _mark_scenario(bok, bygges / "_config.yml", om, pages.summary_of(forskjell))
        si("bygger nettstedet …")
        html = build_html(bok, bygges, kapitler, si)
        move_over(html, ny / NETTSTED)
        move_over(bygges / "book", ny / "book")
        shutil.rmtree(bygges)
        pages.write_comparison(
            bok,
            ny,
            forskjell,
            om,
            {k.navn: ((ny / k.fil).parent,) * 2 for k in kapitler},
            titler,
            sider=[("Hele boken, omregnet", f"{NETTSTED}/index.html")],
            hjem=pages.published(bok, mappe),
        )
        _complete(bok, ny, sett)
        check_unmoved(kilder, _with_executed(bok), "boken ble regnet om")
    return Rerun(mappe / NETTSTED / "index.html", mappe, om, forskjell)


def _with_executed(bok: Bokmappe) -> dict[str, str]:
    """The sources of a scenario: the book's, and the chapters that it takes as they were last built."""
    return sources(bok) | {
        str(fil): fingerprint_of(fil) for fil in executed_chapters(bok.rot / "book", tiltakssider(bok))
    }


def _before_and_after(navn: str, notatbok: Path) -> Kapittelendring:
    """A chapter that was run with changes, against itself without them."""
    etter = les_poster(notatbok)
    for_: Version = ([post.for_med_plass or post for post in etter], notatbok.parent)
    return compare_chapter(navn, for_, (etter, notatbok.parent))


def affected(bok: Bokmappe, om: pages.ChangeSummary) -> list[Kapittel]:
    """Return the chapters that show something made from what is changed, as the published book has it.

    A chapter that has not been run counts among them.
    """
    if without_the_book():
        return []

    def nas(fil: Path) -> bool:
        return not fil.is_file() or any(folger_av(post, om.adresser) for post in les_poster(fil))

    return [kapittel for kapittel in find_chapters(bok) if nas(bok.rot / kapittel.fil)]


def read_changes(bok: Bokmappe, sektor: str, fra: Path | None, satt: Mapping[str, str]) -> Endringssett:
    """Return the changes of a file and of ``--set`` together; raise Datafeil for one given twice."""
    grunn = les_sektor(sektor, bok=bok)
    sett = read_endringsfil(grunn, fra) if fra else Endringssett()
    for adresse, verdi in les_endringer(grunn, satt).items():
        if adresse in sett.endringer:
            raise Datafeil(f"{adresse} er gitt både i {fra} og med --set. Velg én av dem.")
        sett = replace(sett, endringer={**sett.endringer, adresse: Endringspost(verdi)})
    return sett


def _as_typed(bok: Bokmappe, sett: Endringssett, sektor: str) -> dict[str, str]:
    """The changes as a notebook's parameter has them: text that can be read back exactly."""
    typet = {adresse: skriv_verdi(endring.verdi) for adresse, endring in sett.endringer.items()}
    return merket_for(bok, sektor or bok.sektorer()[0], typet)


def bottom_line(endret: Sektor) -> Fortalt | None:
    """What a sector's changes come to; None where nothing is changed."""
    if endret.uendret is None:
        return None
    for_, etter = sector_states(endret)
    return Fortalt(bunnlinje(for_, etter, endret.endringer), Ord.av(endret, endret.uendret))


def sector_states(endret: Sektor) -> tuple[Tilstand, Tilstand]:
    """A sector as data/ has it and with its changes; with what other sectors of the book have of it."""
    navn, bok = endret.unrecorded.info.id, endret.bok
    if len(bok.sektorer()) == 1:
        return tilstand(endret.uendret or endret), tilstand(endret)
    typet = {adresse: skriv_verdi(verdi) for adresse, verdi in endret.endringer.items()}
    program = les_program(merket_for(bok, navn, typet), bok)
    return tilstand_i_program(program.uendret or program, navn), tilstand_i_program(program, navn)


def summary(endret: Sektor, sett: Endringssett) -> pages.ChangeSummary:
    """What the changes of a sector are and come to, by whom and why."""
    endringer = []
    if endret.uendret is not None:
        for_, etter = adresser(endret.uendret), adresser(endret)
        for adresse, verdi in endret.endringer.items():
            kjent = for_.get(adresse) or etter[adresse]
            fra = for_[adresse].verdi if adresse in for_ else None
            begrunnelse = sett.endringer[adresse].begrunnelse if adresse in sett.endringer else ""
            endringer.append(changed_value(kjent, fra, verdi, begrunnelse))
    dato = vis_dato(sett.dato) if sett.dato else ""
    utenfor = utenfor_spennet(endret)
    return pages.ChangeSummary(endringer, sett.tittel, sett.forfatter, dato, bottom_line(endret), utenfor)


def changed_value(kjent: Adresse, fra: Verdi | None, til: Verdi | None, begrunnelse: str = "") -> pages.ChangedValue:
    """Return what became of a value, as a reader sees it; None is a value that is not there."""
    # The unit stands once, after both; none where the values have said it.
    enhet = "" if kjent.enhet in _UTEN_ENHET else unit_behind(kjent.enhet)
    vist_fra, vist_til = (
        # A step of a scale, or a status, by its name, and not by the word that data/ has for it.
        MANGLER if verdi is None else kjent.ord_.get(str(verdi)) or vis(verdi, kjent.enhet)
        for verdi in (fra, til)
    )
    return pages.ChangedValue(kjent.adresse, kjent.navn, vist_fra, vist_til, enhet, begrunnelse)


def _mark_scenario(bok: Bokmappe, config: Path, om: pages.ChangeSummary, sagt: str) -> None:
    """Have every page of the staged book say that it is a scenario, and of what."""
    import yaml

    innhold = les_innstillinger(config).innhold
    felt = innhold.setdefault("sphinx", {}).setdefault("config", {}).setdefault("html_context", {})
    felt["scenario"] = pages.page_from_template(bok, "banner.html", om=om, sammendrag=sagt)
    config.write_text(yaml.safe_dump(innhold, allow_unicode=True, sort_keys=False), "utf-8")


def _complete(bok: Bokmappe, ny: Path, sett: Endringssett) -> None:
    pages.copy_style(bok, ny)
    write_endringsfil(sett, ny / ENDRINGSFIL)
