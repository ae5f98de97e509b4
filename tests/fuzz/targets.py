"""What reads: each target takes a random generator, spoils an input of its own kind, and has it read.

What a target may raise is the product's own; everything else is a fault. Functions that read one file or one text are
found in the packages themselves, so a new one is tried without being named here.
"""

import importlib
import inspect
import json
import pkgutil
import shutil
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, Final

from effekt.base.faults import Byggfeil, Datafeil
from effekt.check.checking import chapters_by_sektor, check_sektor, faults_in_prose
from effekt.display.records import les_poster
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.excel.budget_import import BudgetDecisions, open_budget
from effekt.excel.csv_sheet import open_csv
from effekt.excel.importing import lag_mal, les_bok
from effekt.execution.chapters import Kapittel, find_chapters, parameters_of
from effekt.model.formel import formel_i_ord, les_formel, navn_i, regn_stykke, regn_ut
from effekt.model.verdi import les_verdi, rett_adresse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import les_kilde
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.jsonstat import les_json, les_svar
from effekt.reading.notebooks import les_notatbok
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.review.changes_file import read_endringsfil
from effekt.site.extension import _sphinx_config
from tests.fuzz import mutators
from tests.helpers.bokkopi import boken

OWN: Final = (Datafeil, Byggfeil)
_KOMMUNE: Final = Path(__file__).parents[1] / "kommune"
_PAKKER: Final = (
    "base",
    "model",
    "reading",
    "excel",
    "execution",
    "display",
    "review",
    "site",
    "fetch",
    "calc",
    "audit",
)
_LESER: Final = (
    "les_",
    "read_",
    "som_",
    "tokener",
    "pages_of",
    "parameters_of",
    "files_of",
    "rett_",
    "navn_i",
    "er_fullstendig",
)
_FORMLER: Final = (
    "plasser * pris",
    "akkumulert(a) / b",
    "min(a, b) - max(c, 0)",
    "-(a + b) * c",
    "a / b * 100",
    "1.5 * a",
)
_PROSA: Final = (
    "Lillevik har {{ tall.ansatte }}.", "{{ total[2027] | mill }} i året", "{% if total[2027] > 0 %}mer{% endif %}",
    "{{ sum_virksomhet.VEI[2027] | mill }} og {{ VEI1.spart }}", "{% for t in tiltak %}{{ t }}{% endfor %}",
)  # fmt: skip


@dataclass
class World:
    """A copy of Lillevik's book that files are spoilt in, and put back."""

    folder: Path
    read: Mapping[str, Sektor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copytree(_KOMMUNE, self.folder / "lillevik", dirs_exist_ok=True)
        self.read = {navn: les_sektor(navn, bok=self.bok) for navn in ("tek", "opp")}

    @property
    def rot(self) -> Path:
        return self.folder / "lillevik"

    @property
    def bok(self) -> Bokmappe:
        return Bokmappe(self.rot / "data", self.rot)

    @cached_property
    def files(self) -> list[Path]:
        return sorted(f for f in (self.rot / "data").rglob("*") if f.is_file() and "skjema" not in f.parts)

    @cached_property
    def notebooks(self) -> list[Path]:
        return sorted((self.rot / "notebooks").rglob("*.ipynb"))

    @cached_property
    def texts(self) -> list[Path]:
        return sorted((self.rot / "notebooks").rglob("*.md"))

    @cached_property
    def template(self) -> bytes:
        fil = self.folder / "mal.xlsx"
        lag_mal(self.bok, fil, "tek", "")
        return fil.read_bytes()

    @cached_property
    def addresses(self) -> list[str]:
        return list(adresser(self.read["tek"]))

    def put(self, fil: Path, innhold: bytes, gjor: Callable[[], Any]) -> None:
        """Do something while a file is another one."""
        for_ = fil.read_bytes() if fil.exists() else None
        fil.write_bytes(innhold)
        try:
            gjor()
        finally:
            if for_ is None:
                fil.unlink()
            else:
                fil.write_bytes(for_)


def _one_file(world: World, rng: Random) -> None:
    """A file by itself, by a function that reads one."""
    fil = rng.choice([*world.files, *world.notebooks, world.rot / "_toc.yml"])
    les = rng.choice(FILE_READERS)
    ny = world.folder / f"en{fil.suffix}"
    world.put(ny, mutators.raw(fil.read_bytes(), rng), lambda: _used(les(ny)))


def _one_text(world: World, rng: Random) -> None:
    les = rng.choice(TEXT_READERS)
    _used(
        les(
            mutators.text(
                rng.choice((*_FORMLER, *_PROSA, "1180780", "2026–2029", "kr per plass og år", "51, 53–55")), rng
            )
        )
    )


def _data(world: World, rng: Random) -> None:
    """A file of data/, and the sector read and checked as ``effekt check`` does."""
    fil = rng.choice(world.files)
    sektor = "opp" if "opp" in fil.relative_to(world.rot).parts else "tek"

    def les() -> None:
        if rng.random() < 0.5:
            les_sektor(sektor, bok=world.bok)
            return
        bok = world.bok
        feil = check_sektor(bok, sektor, chapters_by_sektor(bok).get(sektor, ())).feil
        for ett in feil:
            _say(str(ett))

    world.put(fil, mutators.raw(fil.read_bytes(), rng), les)


def _command(world: World, rng: Random) -> None:
    """A whole command on a spoilt book: it says what is wrong, and ends as it says."""
    from effekt.cli.main import main

    fil = rng.choice([*world.files, *world.notebooks, world.rot / "_toc.yml"])
    sagt = StringIO()

    def kjor() -> None:
        with redirect_stdout(StringIO()), redirect_stderr(sagt):
            main(["check", "--data", str(world.rot / "data")])

    world.put(fil, mutators.raw(fil.read_bytes(), rng), kjor)
    if "uventet feil" in sagt.getvalue():
        raise AssertionError(sagt.getvalue()[-500:])
    _say(sagt.getvalue())


def _toc(world: World, rng: Random) -> None:
    fil = world.rot / "_toc.yml"
    world.put(fil, mutators.raw(fil.read_bytes(), rng), lambda: find_chapters(boken(world.rot)))


def _settings(world: World, rng: Random) -> None:
    mal = b"title: x\nsphinx:\n  config:\n    language: nb_NO\n    html_context: {a: [1, 2026-01-01]}\n"
    fil = world.folder / "_config.yml"
    world.put(fil, mutators.raw(mal, rng), lambda: _sphinx_config(fil))


def _notebook(world: World, rng: Random) -> None:
    fil = rng.choice(world.notebooks)
    ny = world.folder / "en.ipynb"
    tekst = mutators.json_text(fil.read_text(encoding="utf-8"), rng)
    les = rng.choice((les_notatbok, parameters_of, les_poster))
    world.put(ny, tekst.encode("utf-8", "surrogatepass"), lambda: les(ny))


def _text(world: World, rng: Random) -> None:
    """A chapter written as text, read and gone through as by a check."""
    fil = rng.choice(world.texts)
    ny = world.folder / "en.md"
    tekst = mutators.raw(fil.read_bytes(), rng)
    kapittel = Kapittel("tek/en", ny, "tek")
    world.put(ny, tekst, lambda: (les_kilde(ny), faults_in_prose(kapittel, kapittelkontekst(world.read["tek"]))))


def _executed(world: World, rng: Random) -> None:
    """A notebook with records in its outputs, as somebody sends one to be compared."""
    post = {
        "slag": "tabell",
        "etikett": "tek-a",
        "csv": "filer/a.csv",
        "noter": ["x"],
        "felt": [["", "1"]],
        "deler": [],
    }
    ut = {"output_type": "display_data", "data": {"application/vnd.effekt+json": post, "text/plain": ["x"]}}
    celler = [{"cell_type": "code", "source": ["x"], "metadata": {}, "outputs": [ut], "execution_count": 1}]
    ny = world.folder / "kjort.ipynb"
    tekst = mutators.json_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": celler}), rng)
    world.put(ny, tekst.encode("utf-8", "surrogatepass"), lambda: les_poster(ny))


def _changes(world: World, rng: Random) -> None:
    adresse = rng.choice(world.addresses)
    mal = "tittel: Prøve\nforfatter: A\ndato: 2026-01-02\nendringer:\n"
    mal += f"  {json.dumps(adresse)}:\n    verdi: 12\n    begrunnelse: x\n"
    fil = world.folder / "endringer.yml"
    world.put(fil, mutators.raw(mal.encode(), rng), lambda: read_endringsfil(world.read["tek"], fil))


def _set(world: World, rng: Random) -> None:
    adresse = rng.choice(world.addresses)
    if rng.random() < 0.3:
        adresse = mutators.text(adresse, rng)
    med_endringer("tek", {adresse: rng.choice((mutators.word(rng), mutators.text("1 250 000 kr", rng)))}, world.bok)


def _formula(world: World, rng: Random) -> None:
    tekst, tall = mutators.text(rng.choice(_FORMLER), rng), rng.random() < 0.5
    try:
        les_formel(tekst, tall)
        verdi = Fraction(rng.choice((0, 1, 10**29, -7)), rng.choice((1, 3, 7**30)))
        if tall:
            regn_stykke(tekst, dict.fromkeys(navn_i(tekst, med_tall=True), verdi))
        else:
            regn_ut(tekst, lambda *_: verdi, 2030, tuple(range(2026, 2031)))
        formel_i_ord(tekst, {}, tall)
    except ValueError as feil:
        _say(str(Datafeil(str(feil))))  # as whoever asked says it


def _number(world: World, rng: Random) -> None:
    enhet = rng.choice(("kr", "prosent", "andel", "plasser", "1 000 kr", "årstall", "vurdering"))
    try:
        les_verdi(
            rng.choice((mutators.word(rng), mutators.text("14 mill. kr", rng), 10**5000, 1e999)), enhet, {"lav": "Lav"}
        )
    except ValueError as feil:
        _say(str(Datafeil(str(feil))))  # as whoever asked says it
    rett_adresse(mutators.word(rng))


def _statistics(world: World, rng: Random) -> None:
    svar = {
        "version": "2.0", "class": "dataset", "label": "x", "updated": "2026-01-01T00:00:00Z",
        "id": ["a", "b"], "size": [2, 1],
        "dimension": {
            "a": {"label": "A", "category": {"index": {"1": 0, "2": 1}, "label": {"1": "en", "2": "to"}}},
            "b": {"label": "B", "category": {"index": ["x"]}},
        },
        "value": [1, 2.5], "status": {"0": ".."},
    }  # fmt: skip
    try:
        les_svar(les_json(mutators.json_text(json.dumps(svar), rng)))
    except ValueError as feil:
        _say(str(Datafeil(str(feil))))  # as whoever asked says it


def _prose(world: World, rng: Random) -> None:
    fyll_ut(mutators.text(rng.choice(_PROSA), rng), kapittelkontekst(world.read["tek"]), "prøve")


def _workbook(world: World, rng: Random) -> None:
    fil = world.folder / "en.xlsx"

    def les() -> None:
        lest = les_bok(world.bok, fil, "tek")
        for ett in lest.feil:
            _say(str(ett))
        for linje in lest.merknader:
            _say(linje)

    world.put(fil, mutators.workbook(world.template, rng), les)


def _table(world: World, rng: Random) -> None:
    """A budget sheet, read to its end with all that is told of it."""
    fil = world.folder / "tabell.csv"
    rader = rng.choice(("Tiltak;2027;2028", "Tiltak;Virksomhet;HP 2027;Årsverk", "Tiltak;Beløp", "a;b"))
    tabell = (
        f"Tall i 1000 kr (minus = innsparing)\n{rader}\nBiblioteket\nFærre møter;-1;2,5\nLeie;VEI;3;-\nSum;-1;2,5\n"
    )

    def les() -> None:
        valg = BudgetDecisions(virksomhet="VEI", uten_belop=rng.random() < 0.5)
        ark = open_budget(world.bok, fil, open_csv(fil), "tek")
        for punkt in ark.open_points(valg):
            _say(punkt.sporsmal)
        lest = ark.read(valg)
        for linje in (*lest.tell(), *lest.tell_changes()):
            _say(linje)

    world.put(fil, mutators.raw(tabell.encode(), rng), les)


# Weights, so that ten thousand take some minutes: what reads a whole book takes longest.
TARGETS: Final[dict[Callable[[World, Random], None], int]] = {
    _one_file: 14, _one_text: 12, _data: 10, _toc: 8, _settings: 4, _notebook: 8, _text: 8, _executed: 5, _changes: 8,
    _set: 5, _formula: 10, _number: 8, _statistics: 6, _prose: 6, _command: 2, _workbook: 1, _table: 2,
}  # fmt: skip

_said: list[str] = []


def _say(melding: str) -> None:
    _said.append(melding)


def said() -> list[str]:
    """What the last input made the product say, besides what it raised; forgotten when told."""
    alle = [*_said]
    _said.clear()
    return alle


def _used(verdi: Any) -> None:
    """Go through what was read, so that a generator reads."""
    if inspect.isgenerator(verdi):
        for _ in verdi:
            pass


def _readers(slag: type, navn: str) -> list[Callable[[Any], Any]]:
    """Public functions that read and need nothing but one value of this kind."""
    funnet: list[Callable[[Any], Any]] = []
    for pakke in _PAKKER:
        mappe = importlib.import_module(f"effekt.{pakke}")
        for modul in pkgutil.iter_modules(mappe.__path__):
            lest = importlib.import_module(f"effekt.{pakke}.{modul.name}")
            for funksjon in vars(lest).values():
                if not inspect.isfunction(funksjon) or funksjon.__module__ != lest.__name__:
                    continue
                if not funksjon.__name__.startswith(_LESER):
                    continue
                alle = [*inspect.signature(funksjon).parameters.values()]
                ma = [p for p in alle if p.default is p.empty]
                if len(ma) == 1 and alle[0] is ma[0] and (ma[0].annotation is slag or ma[0].name == navn):
                    funnet.append(funksjon)
    return funnet


FILE_READERS: Final = _readers(Path, "fil")
TEXT_READERS: Final = _readers(str, "tekst")
