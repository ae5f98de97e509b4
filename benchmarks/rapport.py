"""docs/benchmark.md, written from the measurements: tables, and what was to be reached."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks import vekst
from benchmarks.maling import Fordeling, Maling, forhold
from benchmarks.utfordrere import API, BYGG, GRENSE, JB_AV, JB_RENT, LOKKE, MOTOR, VISNING, VISNING_TILTAK

Resultater = Mapping[str, Any]
# How much dearer a chapter may be among 1 000 than among 100: made-up sectors differ in shape.
_KONSTANT: Final = 1.2


@dataclass(frozen=True)
class Scenario:
    """What is measured: a title, who the others are held against, and how it is done."""

    tittel: str
    mot: str
    om: str


SCENARIER: Final = {
    "execution": Scenario(
        "The chapters executed, from nothing", MOTOR,
        "Every chapter of the book, with drawings and data files, into an empty folder. The limit "
        "runs the same cells in two processes that import the library once, and has each object "
        "show itself, without kernels, notebooks or messages. effekt's engine and papermill's API "
        "run two chapters at a time, the loops one.",
    ),
    "cold": Scenario(
        "The site, from nothing", BYGG,
        "`effekt build` also checks the data and the sources, makes the downloads, checks the "
        "pages, and begins every time without its own `_build`. jupyter-book is given the "
        "downloads ready made, and executes and builds the same pages.",
    ),
    "unchanged": Scenario(
        "Nothing has changed", BYGG,
        "The second build in a row. jupyter-book's idle build is with execution off: it does not "
        "look at the data at all, while `effekt build` reads and checks all of them.",
    ),
    "number": Scenario(
        "One number changed, to the finished page", BYGG,
        "Another value in `data/`, a new one each round. The figure of the text moves a sentence "
        "and a register. The assumption moves a card, sums, figures and chapters across sectors; "
        "the source prints its outcome, so a build refuses another one, and only the preview "
        "shows it. jupyter-book does not know what follows from data: its clean way is to throw "
        "away what it built and execute all.",
    ),
    "chapter": Scenario(
        "One chapter run again, to the page that can be opened",
        "effekt rerun (page, comparison, notebook)",
        "The chapter with the most measures, with one assumption changed.",
    ),
}  # fmt: skip

_INNLEDNING: Final = """\
# Benchmark

<!-- Written by `python -m benchmarks` from benchmarks/resultater.json. Do not edit. -->

What building this book costs, beside what papermill, jupyter-book and nbconvert cost on the same
chapters, and how it grows.
"""
_SLIK: Final = """\
## How to repeat it

```
make benchmark      # everything; writes this page and benchmarks/resultater.json
.venv/bin/python -m benchmarks --quick              # one round, made-up books of 1 and 10 chapters
.venv/bin/python -m benchmarks --only execution --rounds 9
.venv/bin/python -m benchmarks --only growth --site 1000
.venv/bin/python -m benchmarks.oppdiktet FOLDER --chapters 100          # a made-up book to look at
```

Let the machine do nothing else meanwhile. Scenarios that are not run keep the numbers they had,
with their date.

## How it is measured

- Contenders take turns, round by round, and each round begins with another one. A ratio is worked
  out within each round, so that a machine that is slow for a while is slow for both. Shown are
  medians, and in brackets the least and the most.
- Wall time is from start to exit of the command, interpreter and imports included. CPU time is of
  the command and all that it started. Memory is the most at any moment, summed over the processes
  as PSS, so that what forked processes share counts once. It is looked at twenty times a second, in
  a run of its own whose time does not count: looking takes time from those who share their memory.
  A command that is over at once shows too little. The made-up books are run once, with looking.
- The preview is measured from the saved file to the finished pages, in a server that is warm, as
  `effekt serve` has it. The time until it sees that the file has changed (at most a quarter of a
  second, and half of that to be sure) is not in it.
- Contenders work on copies of the book. Where a scenario begins from nothing,
  there is no `_build`.
- The operating system has the files in its cache for all. Byte code is compiled. Nothing is
  fetched from the network.

Not measured: installation, the PDF and the Word files, browsers, other machines than the one
above, other books than this one.
"""


def skriv(resultater: Resultater) -> str:
    """The whole page; a part that has not been measured is left out."""
    deler = [_INNLEDNING, _maskin(resultater), _mal(resultater)]
    for navn, scenario in SCENARIER.items():
        if malt := resultater.get("scenarier", {}).get(navn):
            deler.append(_scenario(scenario, malt))
    if boker := resultater.get("growth"):
        deler.append(_vekst(boker))
    return "\n".join([*filter(None, deler), _SLIK])


def _maskin(resultater: Resultater) -> str:
    m = resultater["maskin"]
    versjoner = ", ".join(f"{navn} {v}" for navn, v in resultater["versjoner"].items())
    return f"Machine: {m['kjerner']} cores, {m['prosessor']}, {m['minne']} GB, {m['system']}.\nVersions: {versjoner}.\n"


def _tabell(hode: Sequence[str], rader: Sequence[Sequence[str]]) -> str:
    """A table whose first column is words and the others numbers."""
    linjer = [hode, ["---", *["---:"] * (len(hode) - 1)], *rader]
    return "".join(f"| {' | '.join(linje)} |\n" for linje in linjer)


def _malinger(utfordrer: Mapping[str, Any]) -> list[Maling]:
    """The contender's runs; none where it failed."""
    return [] if utfordrer["feil"] else [Maling(**m) for m in utfordrer["malinger"]]


def _scenario(scenario: Scenario, malt: Mapping[str, Any]) -> str:
    utfordrere = {navn: _malinger(u) for navn, u in malt["utfordrere"].items()}
    mot = utfordrere.get(scenario.mot, [])
    rader, feilet = [], []
    for navn, malinger in utfordrere.items():
        if not malinger:
            feilet.append(f"- {navn} failed: `{_siste_linje(malt['utfordrere'][navn]['feil'])}`\n")
            continue
        ganger = "1" if navn == scenario.mot else ""
        if mot and not ganger:
            ganger = forhold(malinger, mot).vis(2)
        rader.append([
            navn,
            Fordeling.av([m.vegg for m in malinger]).vis(2),
            Fordeling.av([m.cpu for m in malinger]).vis(2),
            f"{malt['utfordrere'][navn]['minne']:.0f}",
            ganger,
        ])  # fmt: skip
    hode = ["", "wall, s", "CPU, s", "memory, MB", f"wall, times {scenario.mot}"]
    runder = f"{malt['runder']} round{'s' if malt['runder'] > 1 else ''}"
    return (
        f"## {scenario.tittel}\n\n{scenario.om}\n\n"
        f"{malt['kapitler']} chapters, {runder}, {malt['dato']}.\n\n{_tabell(hode, rader)}"
        + ("\n" + "".join(feilet) if feilet else "")
    )


def _siste_linje(feil: str) -> str:
    return feil.strip().splitlines()[-1].replace("`", "'")[:200] if feil.strip() else "no reason"


# --- growth --------------------------------------------------------------------------------------


def _vekst(resultat: Mapping[str, Any]) -> str:
    boker = {int(n): b["malinger"] for n, b in resultat["boker"].items()}
    antall = sorted(boker)
    hva = list(dict.fromkeys(navn for n in antall for navn in boker[n]))

    def tabell(vis: Callable[[int, Mapping[str, float]], str]) -> str:
        rader = [[navn, *(vis(n, boker[n][navn]) if navn in boker[n] else "–" for n in antall)] for navn in hva]
        return _tabell(["chapters", *(f"{n:,}".replace(",", " ") for n in antall)], rader)

    feilet = "".join(
        f"- {n} chapters failed: `{_siste_linje(b['feil'])}`\n" for n, b in resultat["boker"].items() if b["feil"]
    )
    per_kapittel = tabell(lambda n, m: f"{1000 * m['cpu'] / n:.1f}")
    vegg = tabell(lambda _, m: f"{m['vegg']:.1f}")
    minne = tabell(lambda _, m: f"{m['minne']:.0f}")
    return (
        "## How it grows\n\n"
        "Made-up books (`benchmarks/oppdiktet.py`): sectors of 1–5 agencies, 3–12 measures and 3–7 "
        "years, with 10–14 chapters each, and from three sectors also the chapters across them. "
        "Each command is run once. «All chapters executed», «nothing changed» and «one number "
        "changed» are all that a build does but the site: reading, checking, finding what is "
        "stale, executing, putting in place.\n\n"
        f"{resultat['dato']}. CPU, milliseconds per chapter:\n\n{per_kapittel}\n"
        "Wall time, seconds in all:\n\n"
        f"{vegg}\nPeak memory, MB:\n\n{minne}" + (f"\n{feilet}" if feilet else "")
    )


def dyrere(boker: Mapping[str, Any], hva: str) -> float | None:
    """CPU of a chapter more from 100 to 1 000, over that from 10 to 100; None where not measured.

    What a command costs whatever it is run on, is in neither.
    """
    try:
        ti, hundre, tusen = (boker[str(n)]["malinger"][hva]["cpu"] for n in (10, 100, 1000))
    except KeyError:
        return None
    forst = (hundre - ti) / (100 - 10)
    return ((tusen - hundre) / (1000 - 100)) / forst if forst > 0 else None


# --- what it must reach --------------------------------------------------------------------------


def _mal(resultater: Resultater) -> str:
    rader = [
        [krav, ventet, verdi, "reached" if nadd else "**not reached**"]
        for krav, ventet, verdi, nadd in mal_nadd(resultater)
    ]
    if not rader:
        return ""
    # Words in the first and the last column.
    tabell = _tabell(["", "target", "measured", ""], rader)
    return f"## What was to be reached\n\n{tabell}"


def mal_nadd(resultater: Resultater) -> Iterator[tuple[str, str, str, bool]]:
    """Each target that has been measured: in words, its limit, what was measured, whether reached.

    A ratio counts by its median.
    """
    scenarier = resultater.get("scenarier", {})

    def malt(scenario: str, navn: str) -> list[Maling]:
        utfordrer = scenarier.get(scenario, {}).get("utfordrere", {}).get(navn)
        return _malinger(utfordrer) if utfordrer else []

    def ganger(
        krav: str, scenario: str, teller: str, nevner: str, grense: float, hoyst: bool
    ) -> Iterator[tuple[str, str, str, bool]]:
        over, under = malt(scenario, teller), malt(scenario, nevner)
        if over and under:
            f = forhold(over, under)
            nadd = f.midt <= grense if hoyst else f.midt >= grense
            yield krav, f"{'≤' if hoyst else '≥'} {grense:g}", f.vis(2), nadd

    yield from ganger("Execution, times the limit's wall time", "execution", MOTOR, GRENSE, 1.4, True)
    yield from ganger("Execution, times faster than papermill in a loop", "execution", LOKKE, MOTOR, 6, False)
    yield from ganger(
        "Execution, times faster than papermill's API with two workers",
        "execution", API, MOTOR, 3, False,
    )  # fmt: skip
    for hvem, hva in (
        (VISNING, "a figure of the text in the preview"),
        (VISNING_TILTAK, "an assumption in the preview"),
        (BYGG, "a figure of the text, published"),
    ):
        yield from ganger(
            f"One number changed, times faster than jupyter-book's clean way: {hva}",
            "number", JB_RENT, hvem, 10, False,
        )  # fmt: skip
    yield from ganger("Nothing changed, times jupyter-book's idle build", "unchanged", BYGG, JB_AV, 1.2, True)
    utfort = scenarier.get("execution", {}).get("utfordrere", {})
    for navn in (API, LOKKE):
        if malt("execution", MOTOR) and malt("execution", navn):
            andel = utfort[MOTOR]["minne"] / utfort[navn]["minne"]
            yield f"Peak memory, times that of {navn}", "≤ 1", f"{andel:.2f}", andel <= 1
    for hva in (vekst.SJEKK, vekst.KJORT, vekst.UENDRET):
        verdi = dyrere(resultater.get("growth", {}).get("boker", {}), hva)
        if verdi is not None:
            yield (
                f"CPU of one more chapter from 100 to 1 000, times from 10 to 100: {hva}",
                f"≤ {_KONSTANT}", f"{verdi:.2f}", verdi <= _KONSTANT,
            )  # fmt: skip
