"""Run the benchmark: `python -m benchmarks`, or `make benchmark`.

Contenders take turns, round by round, in another order each round. What comes out goes to
benchmarks/resultater.json and docs/benchmark.md; scenarios that are not run keep what they had.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks import maskin, vekst
from benchmarks.maling import Maling, ser_minne
from benchmarks.rapport import SCENARIER, skriv
from benchmarks.utfordrere import ROT, Arena, Utfordrer

RESULTATER: Final = ROT / "benchmarks" / "resultater.json"
SIDE: Final = ROT / "docs" / "benchmark.md"
_VEKST: Final = "growth"


def main() -> int:
    """Run what is asked for; the exit code is 1 where a contender failed."""
    valg = _les_valg()
    resultater = _les_resultater() | {"maskin": maskin.maskin(), "versjoner": maskin.versjoner()}
    scenarier = resultater.setdefault("scenarier", {})
    feilet = False
    with _mappe(valg.folder) as mappe:
        arena = Arena(mappe / "boken") if set(valg.only) - {_VEKST} else None
        for navn in SCENARIER:
            if navn in valg.only and arena:
                scenarier[navn] = _scenario(navn, _utfordrere(arena, navn), valg.rounds)
                scenarier[navn]["kapitler"] = len(arena.kapitler)
                feilet |= any(u["feil"] for u in scenarier[navn]["utfordrere"].values())
                _lagre(resultater)
        if _VEKST in valg.only:
            resultater[_VEKST] = _vekst(mappe, valg, resultater)
            feilet |= any(b["feil"] for b in resultater[_VEKST]["boker"].values())
            _lagre(resultater)
    print(f"{RESULTATER.relative_to(ROT)} and {SIDE.relative_to(ROT)} are written")
    return int(feilet)


def _les_valg() -> argparse.Namespace:
    alle = [*SCENARIER, _VEKST]
    leser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    leser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds (5)")
    leser.add_argument(
        "--only", action="append", choices=alle, metavar="NAME",
        help=f"run this alone; may be given again: {', '.join(alle)}",
    )  # fmt: skip
    leser.add_argument("--quick", action="store_true", help="one round, growth to 10 chapters")
    leser.add_argument(
        "--site", type=int, default=100, metavar="N",
        help="growth: make the site too, of books up to N chapters (100; 1000 takes long)",
    )  # fmt: skip
    leser.add_argument("--folder", type=Path, help="where to work (a new folder, taken away after)")
    valg = leser.parse_args()
    valg.only = valg.only or alle
    valg.rounds = 1 if valg.quick else max(1, valg.rounds)
    return valg


@contextlib.contextmanager
def _mappe(valgt: Path | None) -> Iterator[Path]:
    if valgt:
        if valgt.exists() and any(valgt.iterdir()):
            sys.exit(f"{valgt} is not empty")
        valgt.mkdir(parents=True, exist_ok=True)
        yield valgt.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="effekt-benchmark-") as ny:
        yield Path(ny)


def _les_resultater() -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads(RESULTATER.read_text(encoding="utf-8")))
    return {}


def _lagre(resultater: dict[str, Any]) -> None:
    """Put both files in place, whole; what is done so far is safe when something later is not."""
    innhold = json.dumps(resultater, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    for fil, tekst in ((RESULTATER, innhold), (SIDE, skriv(resultater))):
        ny = fil.with_suffix(".ny")
        ny.write_text(tekst, encoding="utf-8")
        os.replace(ny, fil)


def _utfordrere(arena: Arena, navn: str) -> AbstractContextManager[list[Utfordrer]]:
    return {
        "execution": arena.utforing,
        "cold": arena.kald,
        "unchanged": arena.uendret,
        "number": arena.ett_tall,
        "chapter": arena.ett_kapittel,
    }[navn]()


def _scenario(navn: str, utfordrere: AbstractContextManager[list[Utfordrer]], runder: int) -> dict[str, Any]:
    """The contenders' measurements, each with what stopped it where something did."""
    print(f"{navn}: {SCENARIER[navn].tittel}", flush=True)
    ut: dict[str, dict[str, Any]] = {}
    with utfordrere as alle:
        ut = {en.navn: {"malinger": [], "feil": "", "minne": 0} for en in alle}
        for runde in range(runder):
            start = runde % len(alle)
            for en in [*alle[start:], *alle[:start]]:
                if maling := _en_gang(en, ut[en.navn], f"round {runde + 1} of {runder}"):
                    tider = {"vegg": maling.vegg, "cpu": maling.cpu}
                    ut[en.navn]["malinger"].append(_avrundet(tider))
        # By itself: looking takes time from those who share their memory most.
        with ser_minne():
            for en in alle:
                if maling := _en_gang(en, ut[en.navn], "memory"):
                    ut[en.navn]["minne"] = round(maling.minne)
    return {"dato": date.today().isoformat(), "runder": runder, "utfordrere": ut}


def _en_gang(en: Utfordrer, post: dict[str, Any], runde: str) -> Maling | None:
    """One run; None where this one fails, or has failed before."""
    if post["feil"]:
        return None
    print(f"  {runde}, {en.navn}: ", end="", flush=True)
    try:
        maling = en.kjor()
    except Exception as grunn:  # the others go on
        post["feil"] = str(grunn)[-2000:] or type(grunn).__name__
        print(f"FAILED\n{grunn}", flush=True)
        return None
    print(f"{maling.vegg:.1f} s" + (f", {maling.minne:.0f} MB" if maling.minne else ""), flush=True)
    return maling


def _vekst(mappe: Path, valg: argparse.Namespace, for_: dict[str, Any]) -> dict[str, Any]:
    """The books by their number of chapters."""
    boker = dict(for_.get(_VEKST, {}).get("boker", {}))
    for antall in vekst.STORRELSER[: 2 if valg.quick else None]:
        print(f"{_VEKST}: {antall} made-up chapters", flush=True)
        bok: dict[str, Any] = {"malinger": {}, "feil": ""}
        try:
            for navn, maling in vekst.mal_vekst(mappe, antall, antall <= valg.site):
                bok["malinger"][navn] = _avrundet(asdict(maling))
                print(f"  {navn}: {maling.vegg:.1f} s, {maling.minne:.0f} MB", flush=True)
        except Exception as grunn:
            bok["feil"] = str(grunn)[-2000:]
            print(f"  FAILED\n{grunn}", flush=True)
        boker[str(antall)] = bok
    return {"dato": date.today().isoformat(), "boker": boker}


def _avrundet(maling: dict[str, float]) -> dict[str, float]:
    return {navn: round(verdi, 3) for navn, verdi in maling.items()}


if __name__ == "__main__":
    sys.exit(main())
