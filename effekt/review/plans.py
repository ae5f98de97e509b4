"""A plan that is kept against another, or against data/ as they are: each measure year by year, and what is new."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from effekt.base.faults import Datafeil
from effekt.base.numbers import vis_tall
from effekt.base.words import ramse
from effekt.calc.planer import Planlinje, Planstatus, plan_mot_plan
from effekt.model.verdi import vis_ar
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.editions_kept import is_kept_plan
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.review.editions import check_out

_MISSING, _NOT_THERE = "mangler", "–"


def are_plans(forste: str, andre: str) -> bool:
    """Whether one of the two is a plan that is kept, which has no executed book to be compared."""
    return any(is_kept_plan(Path(hva)) for hva in (forste, andre))


def compare_plans(bok: Bokmappe, forste: str, andre: str) -> Iterator[str]:
    """What is told of two plans; each is a folder with data/, or a commit. Raise Datafeil for anything else."""
    with TemporaryDirectory() as en, TemporaryDirectory() as to:
        a, b = (_data(bok, hva, Path(mappe)) for hva, mappe in ((forste, en), (andre, to)))
        felles = [navn for navn in a.sektorer() if navn in b.sektorer()]
        if not felles:
            raise Datafeil(f"«{forste}» og «{andre}» har ingen sektorer felles.")
        for navn in felles:
            yield from plan_lines(les_sektor(navn, bok=a), les_sektor(navn, bok=b))


def _data(bok: Bokmappe, hva: str, mappe: Path) -> Bokmappe:
    sti = Path(hva)
    if (sti / "data" / "kilder.yml").is_file():
        return Bokmappe.med(sti / "data")
    if (sti / "kilder.yml").is_file():
        return Bokmappe.med(sti)
    if sti.exists():
        raise Datafeil(f"«{hva}» har ingen data/ med kilder.yml. Velg mappen til en plan eller en bok.")
    check_out(bok.rot, hva, mappe, ("data",))
    return Bokmappe.med(mappe / "data")


def plan_lines(for_: Sektor, etter: Sektor) -> Iterator[str]:
    """The two plans of a sector to a terminal: first what is new and gone, then each measure by year, in kroner."""
    rader = plan_mot_plan(for_, etter)
    gamle, nye = for_.unrecorded.info.periode, etter.unrecorded.info.periode
    aar = sorted({*gamle, *nye})
    yield f"{etter.unrecorded.info.navn}: {vis_ar(gamle)} → {vis_ar(nye)}"
    for status in (Planstatus.NY, Planstatus.UTE, Planstatus.UTGAR, Planstatus.UFERDIG):
        if egne := [f"{rad.id} {rad.navn}".strip() for rad in rader if rad.id and rad.status is status]:
            yield f"  {status.value.capitalize()}: {ramse(egne)}"
    yield f"  {'Kroner per år':<10}" + "".join(f"{ar:>14}" for ar in aar)
    for rad in rader:
        merke = "" if not rad.id or rad.status in {Planstatus.ENDRET, Planstatus.SOM_FOR} else f" ({rad.status.value})"
        yield f"  {f'{rad.id} {rad.navn}'.strip()}{merke}"
        yield from _lines(rad, aar, gamle, nye)


def _lines(rad: Planlinje, aar: Sequence[int], gamle: Sequence[int], nye: Sequence[int]) -> Iterator[str]:
    def linje(hva: str, ruter: Sequence[str]) -> str:
        return f"    {hva:<8}" + "".join(f"{rute:>14}" for rute in ruter)

    if rad.for_:
        yield linje("før", [_cell(rad.for_.get(ar), ar in gamle) for ar in aar])
    if rad.etter:
        yield linje("nå", [_cell(rad.etter.get(ar), ar in nye) for ar in aar])
    if any(rad.endring(ar) for ar in aar):
        yield linje("endring", [vis_tall(e) if (e := rad.endring(ar)) is not None else "" for ar in aar])


def _cell(belop: Fraction | None, i_planen: bool) -> str:
    return vis_tall(belop) if belop is not None else _MISSING if i_planen else _NOT_THERE
