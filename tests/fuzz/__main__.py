"""``make fuzz``: thousands of spoilt inputs over everything that reads, from one seed.

An input is a fault of the product's when it raises what is not the product's own, says something in English, takes more
than two seconds of the processor's or more than 500 MB, or ends the process. Each is told with its number, which with
the seed gives the same input again: ``python -m tests.fuzz --seed 1 --only 4711``.
"""

import argparse
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

_SECONDS: Final = 2.0
_MEMORY: Final = 500_000_000
_PATIENCE: Final = 120  # seconds of a clock on the wall, for what no timer of the process stops
# What Python, pydantic, libyaml, openpyxl and others say of what they cannot read.
_ENGLISH: Final = re.compile(
    r"\b(?:the|must|cannot|should|could|does|did|is not|are not|expected|unexpected|invalid|while|unterminated|exceeds|"
    r"unsupported|missing|unable|failed|found|out of range|no such|line \d|Input|Value error|object|NoneType|codec|"
    r"Traceback|Exception|Error)\b|\w+_(?:type|parsing|error|mismatch|than|equal|forbidden)\b"
)
_LONG: Final = 20_000


class Fault(NamedTuple):
    """An input that went wrong: its number, its target, and what happened."""

    nr: int
    target: str
    what: str


def english(melding: str) -> bool:
    """Whether a message has English in it, beside what it quotes."""
    # A word with signs in it that no word has is of what was spoilt, as a key is.
    uten = re.sub(
        r"«[^»]*»|\S*[!@#$%&*={}\[\]\\^~|<>]\S*|\"[^\"]*\"|\([A-Z]\w+Error\)|[\w./-]+\.(?:yml|csv|ipynb|md|xlsx)|--[\w-]+",
        "",
        melding,
    )
    return bool(_ENGLISH.search(uten))


class _Slow(BaseException):
    """Raised by the timer."""


def _one(world: object, seed: int, nr: int) -> Fault | None:
    from tests.fuzz import targets

    rng = Random(f"{seed}:{nr}")
    target = rng.choices(list(targets.TARGETS), list(targets.TARGETS.values()))[0]
    navn, said = target.__name__.strip("_"), []
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    try:
        target(world, rng)  # type: ignore[arg-type]
    except targets.OWN as feil:
        said = [str(feil)]
    except _Slow:
        return Fault(nr, navn, "mer enn 2 sekunder: " + _where(sys.exc_info()[2]))
    except BaseException as feil:
        own = isinstance(feil, ValueError) and navn == "one_text" and not english(str(feil))
        if not own:
            return Fault(nr, navn, f"{type(feil).__name__}: {str(feil)[:200]} {_where(feil.__traceback__)}")
        said = [str(feil)]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    for melding in [*said, *targets.said()]:
        if english(melding):
            return Fault(nr, navn, f"engelsk: {melding[-400:]}")
        if len(melding) > _LONG * 25:
            return Fault(nr, navn, f"{len(melding)} tegn lang melding: {melding[:200]}")
    return None


def _where(spor: object) -> str:
    """The last place in the product."""
    alle = [f for f in traceback.extract_tb(spor) if "/effekt/" in f.filename]  # type: ignore[arg-type]
    return f"{Path(alle[-1].filename).name}:{alle[-1].lineno} {alle[-1].name}" if alle else ""


def _timed_out(*_: object) -> None:
    raise _Slow


def _child(seed: int, numbers: list[int], pipe: int) -> None:
    """Try the inputs one by one, and write down before each what is begun, and after it what went wrong."""
    import warnings

    from tests.fuzz import targets

    warnings.simplefilter("error")  # a warning is English on a terminal
    warnings.filterwarnings("ignore", category=ResourceWarning)
    signal.signal(signal.SIGPROF, _timed_out)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        world = targets.World(Path(folder))
        world.template  # noqa: B018 - made before the memory is bounded
        brukt = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (brukt + _MEMORY, brukt + _MEMORY))
        for nr in numbers:
            os.write(pipe, f"{nr}\n".encode())
            fault = _one(world, seed, nr)
            if fault:
                os.write(
                    pipe, f"{nr}\t{fault.target}\t{fault.what}".replace("\n", " ⏎ ").encode("utf-8", "replace") + b"\n"
                )
    os.write(pipe, b"slutt\n")


def fuzz(seed: int, numbers: list[int]) -> Iterator[Fault]:
    """Try the inputs in a process of their own, and a new one where one of them ends it."""
    import select

    while numbers:
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(read)
            try:
                _child(seed, numbers, write)
            finally:
                os._exit(0)
        os.close(write)
        rest, begun, done = b"", numbers[0], False
        while True:
            klar, _, _ = select.select([read], [], [], _PATIENCE)
            bit = os.read(read, 1 << 16) if klar else b""
            if not klar:
                os.kill(pid, signal.SIGKILL)
            if not bit:
                break
            *linjer, rest = (rest + bit).split(b"\n")
            for linje in linjer:
                nr, *fault = linje.decode("utf-8", "replace").split("\t")
                if fault:
                    yield Fault(int(nr), fault[0], fault[1])
                elif nr == "slutt":
                    done = True
                else:
                    begun = int(nr)
        os.close(read)
        _, status = os.waitpid(pid, 0)
        if not done:
            yield Fault(begun, "?", "hang" if not klar else f"prosessen endte ({status})")
        numbers = [] if done else numbers[numbers.index(begun) + 1 :]


def main() -> int:
    """Run from the command line; return the exit code."""
    valg = argparse.ArgumentParser(prog="python -m tests.fuzz")
    valg.add_argument("--count", type=int, default=10_000)
    valg.add_argument("--seed", type=int, default=int(time.time()))
    valg.add_argument("--only", type=int, nargs="*")
    gitt = valg.parse_args()
    start = time.monotonic()
    alle = gitt.only or list(range(gitt.count))
    print(f"{len(alle)} inputs, seed {gitt.seed}", flush=True)
    faults = []
    for fault in fuzz(gitt.seed, alle):
        print(f"{fault.nr} {fault.target}: {fault.what}", flush=True)
        faults.append(fault)
    print(f"{len(faults)} faults {dict(Counter(f.target for f in faults))}, {time.monotonic() - start:.0f} s")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
