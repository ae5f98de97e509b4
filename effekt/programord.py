"""What is said across sectors: what prose can name, and what the sums leave out."""

from collections.abc import Sized
from typing import Any

from effekt.maler import antall, ramse
from effekt.programmet import Program
from effekt.programsummer import dekning, effekter, felles_ar, gebyrer, total
from effekt.samspillsord import fraser
from effekt.tekster import Oppslag, kapittelkontekst


def hvor_mange(ting: Sized) -> str:
    """How many reports or sectors, as a word: both are masculine."""
    return "\u00e9n" if len(ting) == 1 else antall(ting)


def programkontekst(program: Program) -> dict[str, Any]:
    """What prose of a chapter across sectors can name: ``program``, and what all share.

    Where one sector alone has data, also what that sector's own chapters can name.
    """
    forste = next(iter(program.sektorer.values()))
    egne = {k: v for k, v in kapittelkontekst(forste).items() if k != "fotnotetekst"}
    ar = felles_ar(program)
    om_programmet: dict[str, Any] = {
        "sektorer": {navn: sektor.info for navn, sektor in program.sektorer.items()},
        "rapporter": program.rapporter,
        "trykt": any(s.info.rapport for s in program.sektorer.values()),
        "eneste": program.eneste.info if program.eneste else None,
        "antall_sektorer": hvor_mange(program.sektorer),
        "tiltak": program.tiltak,
        "virksomheter": [v for s in program.sektorer.values() for v in s.info.virksomheter],
        "periode": program.info.periode,
        "forste": ar[0],
        "siste": ar[-1],
        "total": Oppslag(lambda: list(program.info.periode), lambda a: total(program)[a]),
        "gebyrer": Oppslag(lambda: list(gebyrer(program)), lambda o: gebyrer(program)[o]),
    }
    return {
        **(egne if program.eneste else dict.fromkeys(egne)),
        "har_side": egne["har_side"],
        "felles": program.felles,
        "program": om_programmet,
        "uten_verdi": egne["uten_verdi"] if program.eneste else lambda ar: "",
    }


def navn_pa(program: Program, sektorer: list[str]) -> str:
    """The sectors by their short names: «KON, MOS og UTD»."""
    return ramse(program.sektorer[navn].info.kortnavn for navn in sektorer)


def mangler_ar(program: Program) -> list[str]:
    """Which sectors the sums of some years lack, a phrase for each such set of years."""
    uten: dict[tuple[str, ...], list[int]] = {}
    for ar in program.info.periode:
        hvem = tuple(n for n, s in program.sektorer.items() if ar not in s.info.periode)
        if hvem:
            uten.setdefault(hvem, []).append(ar)
    return [
        f"{ramse(map(str, ar))} er uten {navn_pa(program, list(hvem))}, som ikke har tall for "
        f"{'året' if len(ar) == 1 else 'årene'}"
        for hvem, ar in uten.items()
    ]


def utelatt_i_ord(program: Program) -> list[str]:
    """What sums across sectors leave out: years, and effects that are counted elsewhere or not."""
    alle = effekter(program)
    siste = felles_ar(program)[-1]
    med = program.eneste.info.id if program.eneste else ""
    return [
        *mangler_ar(program),
        *fraser(program.tiltak, lambda navn: alle[navn][siste], siste, med),
    ]


def uten_kutt(program: Program) -> list[str]:
    """Which sectors the coverage lacks, and in which years, a phrase for each such set of years."""
    uten: dict[tuple[str, ...], list[int]] = {}
    alle = dekning(program)
    for ar in program.info.periode:
        hvem = tuple(
            n for n in program.sektorer if (d := alle[n][ar]) is not None and d.kutt is None
        )
        if hvem:
            uten.setdefault(hvem, []).append(ar)
    return [
        f"Dekningen for {ramse(map(str, ar))} er uten {navn_pa(program, list(hvem))}, der "
        "rammekuttet ikke er oppgitt"
        for hvem, ar in uten.items()
    ]
