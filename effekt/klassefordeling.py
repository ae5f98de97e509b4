"""The classes behind printed sums: every way to put measures in classes that gives them."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from effekt.beregning import Arsbelop


def klassefordelinger(
    effekter: Mapping[str, Arsbelop], summer: Mapping[str, Arsbelop]
) -> list[dict[str, str]]:
    """Every way to put each measure in one class so that all classes get their sums in all years.

    ``effekter`` and ``summer`` are in the same unit. Each result maps measure to class. One result
    means that the sums alone decide the classes.
    """
    alle = sorted(effekter)
    grupper = [
        frozenset(gruppe)
        for storrelse in range(len(alle) + 1)
        for gruppe in combinations(alle, storrelse)
    ]
    mulige = {
        klasse: [
            g for g in grupper if all(sum(effekter[t][ar] for t in g) == sum_[ar] for ar in sum_)
        ]
        for klasse, sum_ in summer.items()
    }

    def fordel(klasser: list[str], igjen: frozenset[str]) -> Iterator[dict[str, str]]:
        if not klasser:
            if not igjen:
                yield {}
            return
        for gruppe in mulige[klasser[0]]:
            if gruppe <= igjen:
                for resten in fordel(klasser[1:], igjen - gruppe):
                    yield {**dict.fromkeys(gruppe, klasser[0]), **resten}

    return list(fordel(list(summer), frozenset(alle)))
