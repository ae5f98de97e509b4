"""Other texts that a file of data/ could have: one number or one word changed at a time."""

import re
from collections.abc import Iterator
from pathlib import Path

# The keys whose text is shown as it stands.
_VIST = re.compile(
    r"^(\s*(?:- )?(?:title|tittel|navn|kortnavn|tekst|beskrivelse|hva|begrunnelse|vurdering): )"
    r"([^\s{\[>|&*!'\"].*)$"
)
_TALL = re.compile(r"(?<![\w.-])(-?\d+)(?![\w.-])")


def endringer_i(fil: Path) -> Iterator[str]:
    """The file's text with something else in it, what most likely shows first.

    A change may be one that the data do not allow; whoever asks tries the next.
    """
    linjer = fil.read_text(encoding="utf-8").splitlines(keepends=True)
    for nr, linje in _endrede_linjer(fil.suffix, linjer):
        if linje != linjer[nr]:
            yield "".join([*linjer[:nr], linje, *linjer[nr + 1 :]])


def _endrede_linjer(ending: str, linjer: list[str]) -> Iterator[tuple[int, str]]:
    if ending == ".csv":
        for nr in range(len(linjer) - 1, 0, -1):
            rad = linjer[nr].rstrip("\n")
            foran, _, siste = rad.rpartition(",")
            if tall := _TALL.fullmatch(siste):
                yield nr, f"{foran},{int(tall[1]) + 1}\n"
            yield nr, re.sub(r"\d+$", lambda t: str(int(t[0]) + 1), rad) + "\n"
            yield nr, rad.replace(",", " x,", 1) + "\n"
            yield nr, f"{rad}x\n"
    elif ending == ".md":
        yield len(linjer) - 1, f"{linjer[-1].rstrip()} Og mer.\n"
    else:
        for nr, linje in enumerate(linjer):
            if treff := _VIST.match(linje.rstrip("\n")):
                yield nr, f"{treff[1]}{treff[2].rstrip()} x\n"
        for nr, linje in enumerate(linjer):
            for tall in _TALL.finditer(linje):
                yield nr, f"{linje[: tall.start()]}{int(tall[1]) + 1}{linje[tall.end() :]}"
        # What has neither: other bytes that say the same.
        yield 0, f"{linjer[0].rstrip()} \n"
