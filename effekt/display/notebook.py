"""What the first cell of a chapter calls: open the data, and make ``%%tekst`` ready.

Where there are changes, each cell is evaluated twice: when an object shows itself, the cell's last expression (or its
``%%tekst``) is evaluated once more with the unchanged sector in place of the sector, and what differs is marked. This
happens in the kernel, so papermill and JupyterLab do the same. It asks of cells what one-line cells keep: no effects
beyond what they show, and nothing but the sector carried from cell to cell.
"""

import ast
import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from effekt.base import recording
from effekt.base.book import FILVARIABEL
from effekt.base.recording import take_used
from effekt.display.bunnlinje import fortalt_av
from effekt.display.objects import Prosa, Publiserbar, blokker_som_html
from effekt.display.texts import fyll_ut, kapittelkontekst, programkontekst
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import PROSA, SOM_SIDE
from effekt.reading.endringer import med_endringer
from effekt.reading.program import Program, les_program
from effekt.reading.sektor import Sektor

D = TypeVar("D", Sektor, Program)
# What listens to a shell's cells, each as what takes it away: one chapter at a time is open.
_lyttere: list[Callable[[], None]] = []


def apne(sektor: str = "", endringer: Mapping[str, object] | None = None) -> Sektor:
    """The sector with a reviewer's changes in place; the first sector when none is named.

    In a notebook it also registers ``%%tekst``, whose cells are prose with live numbers, and where
    there are changes, everything shown from now on is marked where they made it another. Raises
    Datafeil for bad data and for unknown or impossible changes.
    ``apne(sektor, endringer)``
    """
    bok = Bokmappe.her()
    recording.listen(bok.kildemapper)
    apnet = med_endringer(sektor, endringer or {}, bok)
    _gjor_klar(apnet, kapittelkontekst)
    return apnet


def apne_program(endringer: Mapping[str, object] | None = None) -> Program:
    """Every sector that has data, for a chapter across them; as ``apne`` else.
    ``apne_program(endringer)``.
    """
    bok = Bokmappe.her()
    recording.listen(bok.kildemapper)
    apnet = les_program(endringer, bok)
    _gjor_klar(apnet, programkontekst)
    return apnet


def _gjor_klar(apnet: D, kontekst: Callable[[D], dict[str, Any]]) -> None:
    """Have the shell's cells filled in with what was opened, and marked where there are changes."""
    skall = _skall()
    if skall is not None:
        _registrer_tekst(skall, kontekst(apnet))
        _merk_endringer(skall, apnet, kontekst)
        _vis_bunnlinjen(skall, apnet)
    take_used()


def _vis_bunnlinjen(skall: Any, apnet: Sektor | Program) -> None:
    """Show what the changes come to where the chapter begins, to who works in it; what is built has pages for it."""
    if apnet.uendret is None or os.environ.get(FILVARIABEL) == "skriv" or not isinstance(apnet, Sektor):
        return
    if not hasattr(skall, "kernel"):
        return
    from IPython.display import display

    blokker = fortalt_av(apnet).blokker()
    data = {"text/html": blokker_som_html(blokker), "text/plain": "\n".join(blokk.tekst() for blokk in blokker)}
    display(data, raw=True)


def _skall() -> Any:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def _registrer_tekst(skall: Any, kontekst: Mapping[str, Any]) -> None:
    def tekst(linje: str, celle: str) -> Prosa:
        return _utfylt(celle, kontekst, linje)

    skall.register_magic_function(tekst, magic_kind="cell", magic_name=PROSA.lstrip("%"))


def _utfylt(celle: str, kontekst: Mapping[str, Any], linje: str = "") -> Prosa:
    """The prose of a cell; ``linje``: what stands behind ``%%tekst``."""
    side = linje.strip() == SOM_SIDE
    utfylt = fyll_ut(celle, kontekst, "teksten", side=side)
    return Prosa(utfylt.tekst, utfylt.brutte, side)


def _merk_endringer(skall: Any, apnet: D, lag: Callable[[D], dict[str, Any]]) -> None:
    """Have what cells show compared with what they would show of the data as they stand."""
    while _lyttere:
        _lyttere.pop()()
    # The shell itself knows how the cells that it runs are shown: no other shell does so.
    visning = skall.display_formatter.mimebundle_formatter
    visning.pop(Publiserbar, None)
    uendret = apnet.uendret
    if uendret is None:
        return
    kontekst = lag(uendret)
    kode = ""

    def lytt(info: Any) -> None:
        nonlocal kode
        kode = str(info.raw_cell)

    def vist_uendret() -> Publiserbar | None:
        if kode.startswith(PROSA):
            forste, _, celle = kode.partition("\n")
            return _utfylt(celle, kontekst, forste.removeprefix(PROSA))
        navnerom = {navn: uendret if verdi is apnet else verdi for navn, verdi in skall.user_ns.items()}
        return _siste_verdi(skall.transform_cell(kode), navnerom)

    skall.events.register("pre_run_cell", lytt)
    _lyttere.append(partial(skall.events.unregister, "pre_run_cell", lytt))
    visning.for_type(Publiserbar, lambda vist: vist.vist(vist_uendret))


def _siste_verdi(kode: str, navnerom: dict[str, Any]) -> Publiserbar | None:
    """What a cell shows: the value of its last expression, when that can be published.

    The cell has just been run; here it is run once more in a namespace of its own.
    """
    *forst, siste = ast.parse(kode).body or [ast.Pass()]
    if not isinstance(siste, ast.Expr):
        return None
    exec(compile(ast.Module(forst, []), "<uendret>", "exec"), navnerom)
    verdi = eval(compile(ast.Expression(siste.value), "<uendret>", "eval"), navnerom)
    return verdi if isinstance(verdi, Publiserbar) else None
