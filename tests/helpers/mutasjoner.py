"""Wrong data, drawn at random: how many of them do the book's own checks notice?

    .venv/bin/python -m tests.helpers.mutasjoner --antall 400 --fro 7

One number, unit, page, source, date or word of a closed list is changed at a time, in a copy of data/. A file is drawn
first and then a place in it, so that the longest file does not drown the others. What «effekt check» does not notice
is put to the second transcription, and, with --tester, to those tests of the book that take no time.
"""

import argparse
import csv
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import yaml

ROT: Final = Path(__file__).parents[2]
SLAG: Final = ("tall", "enhet", "side", "kilde", "ord", "dato")
_TALL: Final = re.compile(r"-?\d+(\.\d+)?(/\d+)?")
_DATO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SIDE: Final = frozenset({"side", "punkt", "sider", "kort"})
_KILDE: Final = frozenset({"kilde", "rapport", "brev"})
# The keys whose text is one of a few words.
_ORD: Final = frozenset(
    ("status", "grunnlag", "opphav", "klasse_opphav", "klasse", "virksomhet", "verdi", "felt", "slag", "form",
     "slik", "utfall", "forhold", "gruppe", "omtale", "kapittel", "funksjon", "tone", "type", "effekt_per",
     "summen_av", "lanet_i", "bortover", "primaryKey", "etter", "serie", "tiltak", "telles", "inndeling", "nar",
     "tabell", "varig_fra_siste_ar", "id", "fra", "til", "belop", "avdrag", "rentesats", "lisens", "besparelse",
     "nedbetalingstid", "name", "enum", "kolonner", "kortnavn", "nummer", "kildeangivelse", "hvem")
)  # fmt: skip
_LENGSTE_ORD: Final = 40
# The tests of the book that read data/ as it stands and need neither kernel nor browser.
_TESTER: Final = (
    "test_avskrift", "test_kildekontroll", "test_kontroll", "test_sporbarhet", "test_beregning", "test_identiteter",
    "test_offentlig", "test_oppfolging", "test_kildefigurer", "test_usikkerhet", "test_historikk", "test_schema",
    "test_okonomi",
)  # fmt: skip


@dataclass(frozen=True)
class Sted:
    """A value in a file of data/: what kind it is, the key it stands under, and where its text is."""

    fil: str
    slag: str
    sti: str
    nokkel: str
    verdi: str
    start: int
    slutt: int

    @property
    def liste(self) -> str:
        """The words that the value may be taken for: those under its key, in a table of the same column."""
        if self.slag != "ord":
            return self.slag
        return f"{self.fil}:{self.nokkel}" if self.fil.endswith(".csv") else self.nokkel


@dataclass(frozen=True)
class Mutasjon:
    """One wrong value."""

    sted: Sted
    fra: str
    til: str

    def __str__(self) -> str:
        return f"{self.sted.slag:6} {self.sted.fil}: {self.sted.sti}: {self.fra} → {self.til}"


# --- the places ----------------------------------------------------------------------------------


def _slag_av(nokkel: str, sti: tuple[str, ...], verdi: str) -> str:
    if nokkel in _SIDE and re.match(r"\d", verdi) and sti[0] != "kilder":
        return "side"
    if nokkel == "omtale" and "sider" in sti:
        return "side"
    if nokkel in _KILDE:
        return "kilde"
    if nokkel == "enhet":
        return "enhet"
    if _DATO.fullmatch(verdi):
        return "dato"
    if _TALL.fullmatch(verdi):
        return "tall"
    return "ord" if nokkel in _ORD and len(verdi) <= _LENGSTE_ORD and "\n" not in verdi else ""


def _i_yaml(
    node: yaml.Node | None, sti: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        nokkel = next((ledd for ledd in reversed(sti) if not ledd.isdigit()), "")
        if node.value and node.style not in {">", "|"}:
            yield nokkel, sti, node
    elif isinstance(node, yaml.SequenceNode):
        for nr, ledd in enumerate(node.value):
            nokler = ledd.value if isinstance(ledd, yaml.MappingNode) else ()
            navn = next((str(v.value)[:_LENGSTE_ORD] for n, v in nokler if n.value in {"name", "navn", "hva"}), str(nr))
            yield from _i_yaml(ledd, (*sti, navn))
    elif isinstance(node, yaml.MappingNode):
        for nokkel, verdi in node.value:
            yield from _i_yaml(verdi, (*sti, str(nokkel.value)))


def _steder_i_yaml(fil: str, tekst: str) -> Iterator[Sted]:
    for nokkel, sti, node in _i_yaml(yaml.compose(tekst, Loader=yaml.CSafeLoader)):
        if slag := _slag_av(nokkel, sti, node.value):
            anforsel = node.style in {"'", '"'}
            start, slutt = node.start_mark.index + anforsel, node.end_mark.index - anforsel
            yield Sted(fil, slag, ".".join(sti), nokkel, tekst[start:slutt], start, slutt)


@lru_cache(maxsize=20)
def _nokler(pakke: str) -> dict[str, list[str]]:
    """The key columns of each table that a datapackage.yml describes."""
    lest = yaml.load(pakke, Loader=yaml.CSafeLoader)
    return {r["path"]: r["schema"]["primaryKey"] for r in (*lest["resources"], *lest.get("uten_tall", ()))}


def _steder_i_csv(fil: str, tekst: str, nokler: list[str]) -> Iterator[Sted]:
    hode, *rader = csv.reader(io.StringIO(tekst))
    brukt = {k: [rad[nr] for rad in rader] for nr, k in enumerate(hode)}
    gjentas = {k for k, v in brukt.items() if len(set(v)) < len(v) and max(map(len, v)) <= _LENGSTE_ORD}
    plass = tekst.index("\n") + 1
    for rad in rader:
        for kolonne, celle in zip(hode, rad, strict=True):
            start = tekst.index(celle, plass)
            plass = start + len(celle)
            slag = _slag_av(kolonne, (kolonne,), celle) or ("ord" if kolonne in gjentas else "")
            if celle in {".", "..", ":"} or (kolonne == "trykt" and re.search(r"\d", celle)):
                slag = "tall"
            if celle and slag:
                nokkel = ".".join(rad[hode.index(k)] for k in nokler)
                yield Sted(fil, slag, f"{nokkel}.{kolonne}", kolonne, celle, start, plass)


@lru_cache(maxsize=100)
def _steder_i(fil: str, tekst: str, pakke: str) -> tuple[Sted, ...]:
    if fil.endswith(".yml"):
        return tuple(_steder_i_yaml(fil, tekst))
    return tuple(_steder_i_csv(fil, tekst, _nokler(pakke).get(fil.partition("/")[2], [])))


def steder(data: Path) -> list[Sted]:
    """Every place in the folder where a value of one of the kinds stands."""
    pakker = {sti.parent: sti.read_text(encoding="utf-8") for sti in data.glob("*/datapackage.yml")}
    return [
        sted
        for sti in sorted(data.rglob("*.[yc]*"))
        for sted in _steder_i(
            sti.relative_to(data).as_posix(),
            sti.read_text(encoding="utf-8"),
            pakker.get(sti.parent.parent, "") if sti.suffix == ".csv" else "",
        )
    ]


# --- the wrong values ----------------------------------------------------------------------------


def _feil_tall(tall: str, trekk: random.Random) -> str:
    if tall in {".", "..", ":"}:
        return str(trekk.randint(1, 99))
    if re.fullmatch(r"(19|20)\d\d", tall) and trekk.random() < 0.8:
        return str(int(tall) + trekk.choice((-1, 1)))
    sifre = [m.start() for m in re.finditer(r"\d", tall)]
    match trekk.randrange(4):
        case 0 if len(sifre) > 1:
            nr = trekk.randrange(len(sifre) - 1)
            a, b = sifre[nr], sifre[nr + 1]
            return tall[:a] + tall[b] + tall[a + 1 : b] + tall[a] + tall[b + 1 :]
        case 1:
            return tall[1:] if tall.startswith("-") else f"-{tall}"
        case 2 if "/" not in tall:
            return tall.replace(".", "") if "." in tall else tall + trekk.choice(("0", "00", "000"))
    sted = trekk.choice(sifre)
    return tall[:sted] + trekk.choice([s for s in "0123456789" if s != tall[sted]]) + tall[sted + 1 :]


# Units that are each other's on another scale.
_SKALAER: Final = (("kr", "1 000 kr", "mill. kr", "mrd. kr"), ("andel", "prosent"))


def _feil_enhet(enhet: str, andre: list[str], trekk: random.Random) -> str:
    base, per, resten = enhet.partition(" per ")
    skala = [ett for alle in _SKALAER if base in alle for ett in alle if ett != base]
    if skala and trekk.random() < 0.5:
        return trekk.choice(skala) + per + resten
    return trekk.choice([e for e in andre if e != enhet]) if trekk.random() < 0.8 else _feilskrevet(enhet, trekk)


def _feil_side(side: str, trekk: random.Random) -> str:
    deler = re.split(r"(?<=\d)([,–-] ?)(?=\d)", side)
    if len(deler) > 1 and trekk.random() < 0.3:
        return deler[-1] + "".join(deler[1:-1]) + deler[0]
    tall = list(re.finditer(r"\d+", side))
    ett = trekk.choice(tall)
    flyttet = int(ett[0]) + trekk.choice((-10, -2, -1, -1, 1, 1, 2, 10))
    return side[: ett.start()] + str(flyttet if flyttet > 0 else int(ett[0]) + 1) + side[ett.end() :]


def _feilskrevet(tekst: str, trekk: random.Random) -> str:
    sted = trekk.randrange(len(tekst))
    return tekst[:sted] + trekk.choice("aeinrst") + tekst[sted + 1 :]


def _feil_dato(dato: str, trekk: random.Random) -> str:
    ar, maned, dag = map(int, dato.split("-"))
    feil = ((ar + 1, maned, dag), (ar, maned % 12 + 1, min(dag, 28)), (ar, maned, dag % 28 + 1))
    return "{:04}-{:02}-{:02}".format(*trekk.choice(feil))


def trekk_mutasjoner(data: Path, antall: int, fro: int, jevnt: bool = False) -> list[Mutasjon]:
    """Wrong values, the same for the same seed and data; ``jevnt``: every place is as likely, and not every file."""
    trekk = random.Random(fro)
    alle = steder(data)
    sett: dict[str, set[str]] = defaultdict(set)
    per: dict[str, dict[str, list[Sted]]] = {slag: defaultdict(list) for slag in SLAG}
    for sted in alle:
        sett[sted.liste].add(sted.verdi)
        per[sted.slag]["" if jevnt else sted.fil].append(sted)
    ut: list[Mutasjon] = []
    while len(ut) < antall:
        slag = trekk.choices(SLAG, (35, 15, 20, 10, 17, 3))[0]
        sted = trekk.choice(per[slag][trekk.choice(sorted(per[slag]))])
        fra, andre = sted.verdi, sorted(sett[sted.liste] - {sted.verdi})
        match slag:
            case "tall":
                til = _feil_tall(fra, trekk)
            case "enhet":
                til = _feil_enhet(fra, andre, trekk)
            case "side":
                til = _feil_side(fra, trekk)
            case "dato":
                til = _feil_dato(fra, trekk)
            case _:
                til = trekk.choice(andre) if andre and trekk.random() < 0.75 else _feilskrevet(fra, trekk)
        if til != fra and not _samme_tall(fra, til):
            ut.append(Mutasjon(sted, fra, til))
    return ut


def _samme_tall(fra: str, til: str) -> bool:
    """Whether the two are the same value: -0 for 0, 06 for 6."""
    try:
        return float(fra) == float(til)
    except ValueError:
        return False


# --- who notices ---------------------------------------------------------------------------------

_data: Path
_ser: Callable[[], str]


def _start(mappe: Path, tester: bool) -> None:
    """A worker's own copy of data/, and what it asks."""
    global _data, _ser
    _data = Path(shutil.copytree(ROT / "data", mappe / str(os.getpid()) / "data"))
    os.environ["EFFEKT_DATA"] = str(_data)
    from effekt.base.faults import Datafeil
    from effekt.check.checking import chapters_by_sektor, check_sektor
    from effekt.reading.bokmappe import Bokmappe
    from tests.bok import avskriften

    bok = Bokmappe(_data, ROT)
    kapitler = chapters_by_sektor(bok)

    def ser() -> str:
        try:
            gjennomganger = [check_sektor(bok, navn, kapitler[navn]) for navn in kapitler]
            if any(g.feil for g in gjennomganger):
                return "check"
            if any(avskriften.feil(g.sektor) for g in gjennomganger):
                return "avskrift"
        except Datafeil:
            return "check"
        return "tester" if tester and _testene() else ""

    _ser = ser


def _testene() -> bool:
    kommando = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "-m", "not bygg and not nettleser"]
    filer = [f"tests/bok/{navn}.py" for navn in _TESTER]
    return subprocess.run([*kommando, *filer], cwd=ROT, capture_output=True, check=False).returncode != 0


def _se(mutasjon: Mutasjon) -> str:
    sti, sted = _data / mutasjon.sted.fil, mutasjon.sted
    tekst = sti.read_text(encoding="utf-8")
    sti.write_text(tekst[: sted.start] + mutasjon.til + tekst[sted.slutt :], encoding="utf-8")
    try:
        return _ser()
    finally:
        sti.write_text(tekst, encoding="utf-8")


def _tabell(mutasjoner: list[Mutasjon], merket: list[str]) -> Iterator[str]:
    yield f"{'':8}{'prøvd':>7}{'check':>7}{'alle':>7}{'ikke':>7}"
    for slag in (*SLAG, "alle"):
        mine = [m for mut, m in zip(mutasjoner, merket, strict=True) if slag in (mut.sted.slag, "alle")]
        antall = Counter(mine)
        yield f"{slag:8}{len(mine):7}{antall['check']:7}{len(mine) - antall['']:7}{antall['']:7}"


def main() -> None:
    """Draw, try, and print the table and what nobody noticed."""
    valg = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    valg.add_argument("--antall", type=int, default=400)
    valg.add_argument("--fro", type=int, default=1)
    valg.add_argument("--tester", action="store_true", help="the quick tests of the book too, for what is left")
    valg.add_argument("--jevnt", action="store_true", help="every place is as likely, and not every file")
    sagt = valg.parse_args()
    mutasjoner = trekk_mutasjoner(ROT / "data", sagt.antall, sagt.fro, sagt.jevnt)
    with tempfile.TemporaryDirectory(prefix="mutasjoner-") as mappe:
        med = (Path(mappe), sagt.tester)
        with ProcessPoolExecutor(2, get_context("fork"), _start, med) as arbeidere:
            merket = list(arbeidere.map(_se, mutasjoner, chunksize=8))
    for mutasjon, av in zip(mutasjoner, merket, strict=True):
        if not av:
            print(mutasjon)
    print(*_tabell(mutasjoner, merket), sep="\n")


if __name__ == "__main__":
    main()
