"""Change any one number in data/, and something goes red: the reading, the audit, or the book.

A number that could be wrong without anyone noticing has no meaning. So each number in a file is
changed by the least it can be, the whole is read again, and what comes of it is held against the
book as it stands.
"""

import csv
import inspect
import io
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
import yaml

from effekt.audit import kildekontroll, kontroll
from effekt.base import recording
from effekt.base.book import DATAVARIABEL
from effekt.base.faults import Datafeil
from effekt.display import objects
from effekt.display.objects import Publiserbar
from effekt.display.texts import fyll_ut, kapittelkontekst, programkontekst
from effekt.execution.chapters import Kapittel, find_chapters
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.utgivelse import bokens_navn
from effekt.report import (
    bytteverdier,
    figurer,
    forside,
    gevinster,
    gjennomforing,
    kontrollsider,
    kort,
    okonomi,
    plan,
    program,
    registre,
    rekker,
    tabeller,
    tiltakene,
    tiltaksside,
    usikkerhet,
    utvikling,
)  # fmt: skip
from tests.helpers.bokkopi import boken as boken_i
from tests.helpers.verden import TALL, Verden, forskjeller

ROT = Path(__file__).parents[2]
Vis = Callable[[Sektor], str]


@dataclass(frozen=True)
class Vist:
    """Something of the book: how it is made, how it looks now, what it reads, and how long it takes."""

    vis: Vis
    na: str
    leser: frozenset[str]
    tid: float


@dataclass(frozen=True)
class Bok:
    """All that the book shows of the sector, by name; the quickest comes first."""

    hls: Sektor
    alle: dict[str, Vist]


_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# Bounds say what may be typed, and nothing about the world; tests of the reading guard them.
_GRENSER = {"minimum", "maximum", "tillatt", "enum"}
# The name of a chapter begins with its number; test_sporbarhet.py looks the chapter up.
_NAVN = {"kapittel"}
# YAML files with more numbers than this are shared between several tests, and so between workers.
_PER_TEST = 80
_VISER = (
    gevinster, kontrollsider, okonomi, registre, rekker, tabeller, figurer, tiltaksside, usikkerhet, gjennomforing,
    utvikling, bytteverdier,
)  # fmt: skip
_PAA_TVERS = ((program, "program"), (plan, "program"), (tiltakene, "program"), (forside, "data"))


# --- the numbers ---------------------------------------------------------------------------------


def _skalarer(node: yaml.Node | None, sti: tuple[str, ...] = ()) -> Iterator[tuple[str, int, int]]:
    """Every value of a YAML document: its path, and where its text starts and ends."""
    if isinstance(node, yaml.ScalarNode):
        yield ".".join(sti), node.start_mark.index, node.end_mark.index
    elif isinstance(node, yaml.SequenceNode):
        for nr, ledd in enumerate(node.value):
            yield from _skalarer(ledd, (*sti, str(nr)))
    elif isinstance(node, yaml.MappingNode):
        for nokkel, verdi in node.value:
            if nokkel.value not in _GRENSER | _NAVN:
                yield from _skalarer(verdi, (*sti, nokkel.value))


def _steder_i_yaml(tekst: str) -> Iterator[tuple[str, int, int]]:
    """Every number in the values; what stands inside {{ }} is code and has its own tests."""
    kode = [m.span() for m in _JINJA.finditer(tekst)]
    for sti, start, slutt in _skalarer(yaml.compose(tekst, Loader=yaml.CSafeLoader)):
        for tall in TALL.finditer(tekst, start, slutt):
            if not any(fra <= tall.start() < til for fra, til in kode):
                yield sti, *tall.span()


def _steder_i_csv(tekst: str) -> Iterator[tuple[str, int, int]]:
    """Every cell that is a number, or one of the signs for a number that is not there."""
    hode = next(csv.reader(io.StringIO(tekst)))
    plass = tekst.index("\n") + 1
    for linje in tekst[plass:].splitlines(keepends=True):
        celler = next(csv.reader([linje]))
        for kolonne, celle in zip(hode, celler, strict=True):
            start = tekst.index(celle, plass)
            plass = start + len(celle)
            if celle in {".", "..", ":"} or re.fullmatch(r"-?\d+(\.\d+)?", celle):
                yield f"{kolonne} i {linje.strip()}", start, plass


def _steder(fil: Path) -> list[tuple[str, int, int]]:
    tekst = fil.read_text(encoding="utf-8")
    return list(_steder_i_csv(tekst) if fil.suffix == ".csv" else _steder_i_yaml(tekst))


def _neste(tall: str) -> str:
    """The nearest other number: 20 → 21, 0.035 → 0.036, and 1 for a number that is not there."""
    if tall in {".", "..", ":"}:
        return "1"
    hele, punktum, desimaler = tall.partition(".")
    if not punktum:
        return str(int(hele) + 1)
    flyttet = str(int(hele + desimaler) + 1).zfill(len(tall) - 1)
    return f"{flyttet[: -len(desimaler)]}.{flyttet[-len(desimaler) :]}"


def _filer() -> list[str]:
    return sorted(
        fil.relative_to(ROT / "data").as_posix()
        for fil in (ROT / "data").rglob("*")
        # The checks are held against all other numbers; test_kildekontroll.py changes theirs. What
        # is fetched is not in the book before it is; test_henting.py holds what it asks and gives.
        if fil.suffix in {".yml", ".csv"} and fil.name not in {"kontroller.yml", "offentlige_tall.yml", "snapshot.yml"}
    )


def _deler() -> Iterator[tuple[str, int]]:
    for fil in _filer():
        antall = len(_steder(ROT / "data" / fil))
        yield from ((fil, nr) for nr in range(0, max(antall, 1), _PER_TEST))


# --- the book ------------------------------------------------------------------------------------


def _vist(vis: Callable[..., Publiserbar], *argumenter: str) -> Vis:
    return lambda sektor: repr(vis(sektor, *argumenter))


def _vist_av_programmet(vis: Callable[..., Publiserbar]) -> Vis:
    return lambda _: repr(vis(les_program()))


def _funksjoner(modul: ModuleType, av: str = "sektor") -> Iterator[Callable[..., Publiserbar]]:
    """The functions of a module that show something of a sector, or of the programme."""
    for navn, funksjon in vars(modul).items():
        if inspect.isfunction(funksjon) and funksjon.__module__ == modul.__name__:
            signatur = inspect.signature(funksjon)
            forste, *andre = [*signatur.parameters.values(), None]
            # What takes a table, or gives back words, makes or helps; it shows nothing by itself.
            gir = signatur.return_annotation
            viser = any(
                isinstance(ett, type) and issubclass(ett, Publiserbar) for ett in get_args(gir) or (gir,)
            ) and all(a is None or a.annotation is str for a in andre)
            if forste and forste.name == av and viser and not navn.startswith("_"):
                yield funksjon


def _kall(modul: ModuleType, vis: Callable[..., Publiserbar]) -> str:
    return f"{modul.__name__.rpartition('.')[2]}.{vis.__name__}("


@cache
def _kapitlene(rot: Path = ROT) -> str:
    return "".join(fil.read_text(encoding="utf-8") for fil in sorted((rot / "notebooks").rglob("*.ipynb")))


def _paa_en_side(modul: ModuleType, vis: Callable[..., Publiserbar], rot: Path = ROT) -> bool:
    """Whether a chapter has it, or a page that is put together of several and has it as one of them."""
    kall = _kall(modul, vis)
    i_modulen = re.search(rf"(?<![.\w]){vis.__name__}\(data\)", inspect.getsource(modul))
    return bool(kall in _kapitlene(rot) or i_modulen or any(kall in inspect.getsource(m) for m, _ in _PAA_TVERS))


def _prosa(mal: str, kapittel: Kapittel, sted: str) -> Vis:
    if not kapittel.sektor:
        return lambda _: fyll_ut(mal, programkontekst(les_program()), sted).tekst
    return lambda sektor: fyll_ut(mal, kapittelkontekst(sektor), sted).tekst


@pytest.fixture(scope="module")
def verden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verden]:
    """A copy of data/ that the library reads instead of the real one, each file once."""
    data = Path(shutil.copytree(ROT / "data", tmp_path_factory.mktemp("verden") / "data"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv(DATAVARIABEL, str(data))
        yield Verden(data, monkeypatch)


@pytest.fixture(scope="module")
def boken(verden: Verden) -> Bok:
    hls = les_sektor("hls")
    alle: dict[str, Vis] = {}
    for modul in _VISER:
        for vis in _funksjoner(modul):
            if len(inspect.signature(vis).parameters) == 1 and _paa_en_side(modul, vis):
                alle[f"{modul.__name__}.{vis.__name__}"] = _vist(vis)
    for id_, tiltak in hls.tiltak.items():
        alle[f"kort {id_}"] = _vist(kort.tiltakskort, id_)
        alle[f"siden om {id_}"] = _vist(tiltaksside.tiltaket, id_)
        if tiltak.lan:
            alle[f"lån {id_}"] = _vist(tabeller.lan, id_)
    for navn, ressurs in hls.ressurser.items():
        if ressurs.vis:
            alle[f"tabellen {navn}"] = _vist(tabeller.tabell, navn)
            if ressurs.vis.bro:
                alle[f"broen {navn}"] = _vist(figurer.bro, navn)
            if ressurs.vis.sammenstilling:
                alle[f"sammenstillingen {navn}"] = _vist(tabeller.sammenstilling, navn)
    for nummer in hls.figurer:
        alle[f"figur {nummer}"] = _vist(figurer.figur, int(nummer))
    for nummer in hls.tabellplasser:
        if not hls.tabellplasser[nummer].funksjon and nummer != "2":
            alle[f"tabell {nummer}"] = _vist(figurer.tabellplass, int(nummer))
    alle["eksempelkort"] = _vist(kort.eksempelkort)
    for navn in hls.tekster:
        alle[f"tekst {navn}"] = _vist(objects.fellestekst, navn)
    # What is across sectors comes last: it is read anew each time.
    for modul, av in _PAA_TVERS:
        for vis in _funksjoner(modul, av):
            alle[f"{modul.__name__}.{vis.__name__}"] = _vist_av_programmet(vis)
    alle["bokens navn"] = lambda _: repr(bokens_navn(Bokmappe.her()))
    for kapittel in sorted(find_chapters(boken_i(ROT)), key=lambda k: not k.sektor):
        celler = json.loads(kapittel.kilde.read_text(encoding="utf-8"))["cells"]
        for nr, celle in enumerate(celler):
            kilde = "".join(celle["source"])
            if kilde.startswith("%%tekst"):
                sted = f"{kapittel.navn}, celle {nr}"
                alle[sted] = _prosa(kilde.partition("\n")[2], kapittel, sted)
    vist = {navn: _se_pa(vis, hls) for navn, vis in alle.items()}
    return Bok(hls, dict(sorted(vist.items(), key=lambda ett: ett[1].tid)))


def _se_pa(vis: Vis, sektor: Sektor) -> Vist:
    """What is shown, and the addresses that are written down for staleness while it is made."""
    leser: set[str] = set()
    with pytest.MonkeyPatch.context() as journal:
        journal.setattr(recording, "write", leser.add)
        for_ = time.process_time()
        na = vis(sektor)
    return Vist(vis, na, frozenset(leser), time.process_time() - for_)


def _ser_annerledes_ut(sektor: Sektor, boken: Bok, sist: list[str]) -> bool:
    """Whether anything in the book differs from what it is now.

    All is looked at until something does. First comes what reads that which has been changed; and of that what
    differed lately, as ``sist`` has it, for what moved for one number often moves for the next.
    """
    endret = forskjeller(boken.hls, sektor)
    rekkefolge = [*sist, *(navn for navn in boken.alle if navn not in sist)]
    for navn in sorted(rekkefolge, key=lambda navn: endret.isdisjoint(boken.alle[navn].leser)):
        ett = boken.alle[navn]
        try:
            lik = ett.vis(sektor) == ett.na
        except Datafeil:
            lik = False
        if not lik:
            if navn in sist:
                sist.remove(navn)
            sist.insert(0, navn)
            return True
    return False


def _merkes(boken: Bok, sist: list[str]) -> bool:
    try:
        sektor = les_sektor("hls")
        if _ser_annerledes_ut(sektor, boken, sist):
            return True
        kontroll.kontroller(sektor)
        if kildekontroll.feil_i_data(sektor):
            return True
    except Datafeil:
        return True
    return False


# --- the tests -----------------------------------------------------------------------------------


@pytest.fixture
def uendret(verden: Verden) -> Iterator[Verden]:
    yield verden
    verden.tilbake()


@pytest.mark.parametrize(("fil", "fra"), list(_deler()))
def test_a_change_of_any_number_is_noticed(fil: str, fra: int, boken: Bok, uendret: Verden) -> None:
    """One token at a time, in a copy: the reading, the audit or something shown must react."""
    tekst = (ROT / "data" / fil).read_text(encoding="utf-8")
    sist: list[str] = []
    umerket = []
    for sti, start, slutt in _steder(ROT / "data" / fil)[fra : fra + _PER_TEST]:
        ny = _neste(tekst[start:slutt])
        uendret.endre(fil, start, slutt, ny)
        if not _merkes(boken, sist):
            linje = tekst.count("\n", 0, start) + 1
            umerket.append(f"{fil}, linje {linje}: {sti}: {tekst[start:slutt]} → {ny}")
    assert not umerket, "\n".join(umerket)


def test_a_number_that_no_one_shows_would_be_found_out(boken: Bok, uendret: Verden) -> None:
    """The remarks in kilder.yml are on no page: the net that caught all else lets one through."""
    tekst = (ROT / "data/kilder.yml").read_text(encoding="utf-8")
    bemerket = "Brevet har ikke sidetall."
    start = tekst.index(bemerket)
    uendret.endre("kilder.yml", start, start + len(bemerket), "Brevet har 9 vedlegg.")
    assert not _merkes(boken, [])


@pytest.mark.parametrize("fil", [fil for fil in _filer() if fil.endswith(".yml")])
def test_a_number_changed_in_memory_is_what_the_parser_reads(fil: str, uendret: Verden) -> None:
    tekst = (ROT / "data" / fil).read_text(encoding="utf-8")
    yaml.compose(tekst, Loader=yaml.CSafeLoader)
    for _, start, slutt in _steder(ROT / "data" / fil)[::20]:
        ny = _neste(tekst[start:slutt])
        uendret.endre(fil, start, slutt, ny)
        endret = tekst[:start] + ny + tekst[slutt:]
        i_minnet = yaml.serialize(yaml.compose(endret, Loader=yaml.CSafeLoader), Dumper=yaml.CSafeDumper)
        assert i_minnet == yaml.serialize(yaml.CSafeLoader(endret).get_single_node(), Dumper=yaml.CSafeDumper)


def test_numbers_are_found_wherever_they_stand_in_a_file() -> None:
    yaml_tekst = (
        "# 1\nid: SYE3\nkilde: delrapport-6\nside: 54–56\nverdi: {2026: 0, 2027: 5/24}\n"
        "tillatt: [0, 0.15]\nrente: 0.035\ntekst: >-\n  Fra 2029 {{ oppgitt[2028] | mill(1) }}.\n"
    )
    csv_tekst = 'rad,ar,belop\n"Bygg 7, øst",2026,-14551\nB,2027,..\n'
    assert [yaml_tekst[fra:til] for _, fra, til in _steder_i_yaml(yaml_tekst)] == [
        "54", "56", "0", "5", "24", "0.035", "2029",
    ]  # fmt: skip
    assert [csv_tekst[fra:til] for _, fra, til in _steder_i_csv(csv_tekst)] == [
        "2026", "-14551", "2027", "..",
    ]  # fmt: skip


def test_a_number_is_changed_by_the_least_it_can_be() -> None:
    assert [_neste(tall) for tall in ("20", "-14551", "0.035", "0.10", "43.98", "9.9", "..")] == [
        "21", "-14550", "0.036", "0.11", "43.99", "10.0", "1",
    ]  # fmt: skip


def test_whatever_shows_a_number_is_on_a_page() -> None:
    """What no chapter of any book displays need not be there, and could not be what makes a change noticed.

    What another book alone has (the measures year by year) is not looked at for this one.
    """
    for modul, av in (*((modul, "sektor") for modul in _VISER), *_PAA_TVERS):
        for vis in _funksjoner(modul, av):
            steder = (ROT, ROT / "tests/kommune") if av == "sektor" else (ROT,)
            assert any(_paa_en_side(modul, vis, sted) for sted in steder), _kall(modul, vis)
