"""Two executed books side by side: two commits, two scenarios, a chapter and the published one."""

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from effekt.base.faults import Datafeil
from effekt.base.files import written_files
from effekt.calc.bunnlinje import Bunnlinje, Slag
from effekt.display.bunnlinje import Fortalt, Ord
from effekt.display.records import kapitteltittel, les_poster
from effekt.model.verdi import skriv_verdi
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.review.changes_file import read_endringsfil
from effekt.review.comparison import Comparison, Version, compare_chapter
from effekt.review.output import RECORD, new_folder
from effekt.review.pages import COMPARISON_PAGE, ChangeSummary, copy_style, published, write_comparison
from effekt.review.rerun import ENDRINGSFIL, changed_value, sector_states

_DELER: Final = ("book", "data")


@dataclass(frozen=True)
class ExecutedBook:
    """An executed book: its chapters by name, and data/ where it lies beside them."""

    navn: str
    kapitler: dict[str, Path]
    data: Path | None
    # What a rerun was of, where it is one.
    endringer: Path | None = None


def compare_editions(bok: Bokmappe, forste: str, andre: str, mappe: Path) -> tuple[Path, ChangeSummary, Comparison]:
    """Compare two books and write page and CSV to ``mappe``; gives the page and what differs.

    Each is a folder with book/ in it, the folder book/ itself, what ``effekt rerun`` wrote, one executed notebook, or a
    commit; two single notebooks are compared whatever their names. Raises Datafeil for anything else.
    """
    with ExitStack() as apne:
        a, b = (apne.enter_context(open_edition(bok.rot, hva)) for hva in (forste, andre))
        om, merknader = _changed_in_data(a, b)
        om = replace(om, bunnlinje=_bottom_line(bok, a, b))
        if len(a.kapitler) == len(b.kapitler) == 1:
            # Two notebooks are compared whatever their files are called.
            b = replace(b, kapitler=dict(zip(a.kapitler, b.kapitler.values(), strict=True)))
        navn = list(dict.fromkeys([*a.kapitler, *b.kapitler]))
        if not set(a.kapitler) & set(b.kapitler):
            raise Datafeil(f"«{forste}» og «{andre}» har ingen kapitler felles.")
        felles = [n for n in navn if n in a.kapitler and n in b.kapitler]
        # A single chapter is held against that chapter, not against the lack of all others.
        if 1 in {len(a.kapitler), len(b.kapitler)}:
            navn = felles
        merknader += [f"Kapitlet {n} er bare i {(a if n in a.kapitler else b).navn}." for n in navn if n not in felles]
        kapitler = [compare_chapter(n, *((_poster(u.kapitler.get(n))) for u in (a, b))) for n in navn]
        forskjell = Comparison(kapitler)
        alle = {**a.kapitler, **b.kapitler}
        with new_folder(bok.rot, mappe, [Path(hva) for hva in (forste, andre)]) as ny:
            write_comparison(
                bok,
                ny,
                forskjell,
                om,
                {n: (a.kapitler.get(n, alle[n]).parent, b.kapitler.get(n, alle[n]).parent) for n in navn},
                {n: kapitteltittel(alle[n]) for n in navn},
                f"Fra {a.navn} til {b.navn}",
                merknader=merknader,
                scenario=False,
                hjem=published(bok, mappe),
            )
            copy_style(bok, ny)
    return mappe / COMPARISON_PAGE, om, forskjell


def _poster(fil: Path | None) -> Version:
    return (les_poster(fil), fil.parent) if fil else ([], Path())


@contextmanager
def open_edition(rot: Path, hva: str) -> Iterator[ExecutedBook]:
    """An executed book by its folder, its notebook, or the commit that has it."""
    sti = Path(hva)
    if sti.exists():
        yield _read_edition(sti, hva)
        return
    with TemporaryDirectory() as mappe:
        check_out(rot, hva, Path(mappe))
        yield _read_edition(Path(mappe), hva)


def check_out(rot: Path, hva: str, mappe: Path, deler: Sequence[str] = _DELER) -> None:
    """Lay out these folders of a commit, book/ and data/; raises Datafeil where there is no such thing."""
    git = ["git", "-C", str(rot)]
    try:
        kjent = subprocess.run(
            [*git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{hva}^{{commit}}"],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    except OSError:
        kjent = None
    if kjent is None or kjent.returncode:
        grunn = kjent and subprocess.run(
            [*git, "rev-parse", "--is-shallow-repository"], capture_output=True, encoding="utf-8", check=False
        )
        rad = ""
        if grunn and grunn.stdout.strip() == "true":
            rad = " Kopien din har bare de siste utgavene. Hent resten med git fetch --unshallow."
        raise Datafeil(f"finner ikke «{hva}»: det er verken en mappe, en notatbok eller en utgave i git.{rad}")
    arkiv = subprocess.run([*git, "archive", kjent.stdout.strip(), *deler], capture_output=True, check=False)
    if arkiv.returncode:
        raise Datafeil(f"utgaven «{hva}» i git har ingen kjørt bok (mappene book/ og data/).")
    with tarfile.open(fileobj=io.BytesIO(arkiv.stdout)) as tar:
        tar.extractall(mappe, filter="data")


def _read_edition(sti: Path, navn: str) -> ExecutedBook:
    if sti.is_file():
        if sti.suffix != ".ipynb":
            raise Datafeil("filen er ikke en notatbok. Velg en kjørt bok.", sti)
        return ExecutedBook(navn, {sti.stem: sti}, None)
    bok = sti / "book" if (sti / "book").is_dir() else sti
    kapitler = {
        fil.relative_to(bok).with_suffix("").as_posix(): fil
        for fil in written_files(bok, "**/*.ipynb")
        if not any(del_.startswith("_") for del_ in fil.relative_to(bok).parts)
    }
    if not kapitler:
        raise Datafeil(f"mappen «{navn}» har ingen kjørte notatbøker. Velg en med book/ i.")
    if (sti / ENDRINGSFIL).is_file() and len(kapitler) == 1:
        kapitler = {navn.replace("-", "/", 1): fil for navn, fil in kapitler.items()}
    data = sti / "data"
    endringer = sti / ENDRINGSFIL
    return ExecutedBook(
        navn,
        kapitler,
        data if (data / "kilder.yml").is_file() else None,
        endringer if endringer.is_file() and (sti / RECORD).is_file() else None,
    )


def _changed_in_data(a: ExecutedBook, b: ExecutedBook) -> tuple[ChangeSummary, list[str]]:
    """What differs in the two books' data, where both have them and they can be read."""
    if a.data is None or b.data is None:
        return ChangeSummary(()), []
    try:
        alle = []
        for bok in (Bokmappe.med(a.data), Bokmappe.med(b.data)):
            lest = [les_sektor(navn, bok=bok) for navn in bok.sektorer()]
            alle.append({n: adr for sektor in lest for n, adr in adresser(sektor).items()})
    except Datafeil as feil:
        return ChangeSummary(()), [f"Dataene i de to utgavene kan ikke sammenlignes: {feil.melding}"]
    endringer = []
    for adresse, kjent in {**alle[0], **alle[1]}.items():
        fra, til = (del_[adresse].verdi if adresse in del_ else None for del_ in alle)
        if fra != til:
            endringer.append(changed_value(kjent, fra, til))
    return ChangeSummary(endringer), []


def _bottom_line(bok: Bokmappe, a: ExecutedBook, b: ExecutedBook) -> Fortalt | None:
    """What the sums were and are, of the first sector that differs; None where either cannot be worked out.

    A book is worked out of its data/. What a rerun wrote has none: it is the changes beside it, on the book at hand.
    """
    linjer = []
    for navn in bok.sektorer():
        to = [_sector_of(bok, utgave, navn) for utgave in (a, b)]
        lest = [sektor for sektor in to if sektor is not None]
        if len(lest) == len(to):
            (_, for_), (_, etter) = (sector_states(sektor) for sektor in lest)
            linjer.append(Fortalt(Bunnlinje(for_, etter), Ord.av(*lest[::-1])))
    # Where several sectors are summed, each knows of the others' measures too, by their full names.
    egne = (
        linje
        for linje in linjer
        if linje.bunnlinje.for_.periode != linje.bunnlinje.etter.periode
        or any(rad.beveget and rad.slag is not Slag.PROGRAM and "." not in rad.navn for rad in linje.bunnlinje.rader)
    )
    return next(egne, linjer[0] if linjer else None)


def _sector_of(bok: Bokmappe, utgave: ExecutedBook, navn: str) -> Sektor | None:
    """The sector as an executed book has it; None where nothing says so."""
    try:
        if utgave.data:
            return les_sektor(navn, bok=Bokmappe.med(utgave.data))
        if utgave.endringer:
            sett = read_endringsfil(les_sektor(navn, bok=bok), utgave.endringer)
            return med_endringer(navn, {a: skriv_verdi(v) for a, v in sett.verdier.items()}, bok)
    except Datafeil:
        pass
    return None
