"""The chain from a changed number to what shows it, as recorded while it was made."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from effekt.poster import Post

# What the results are called that lie between a number and what shows it.
_I_ORD: Final[Mapping[str, str]] = {
    "sum.virksomhet": "sum per virksomhet",
    "sum.klasse": "sum per klasse",
    "sum.total": "samlet effekt",
}
_FELLES: Final = {"sektor", "felles", "usikkerhet"}


def leseadresse(adresse: str) -> str:
    """What an object that uses the value at the address has among the things it was made from.

    A year or a range of an assumption is read with the assumption, a cell with its table.
    """
    navn, klamme, _ = adresse.partition("[")
    eier, punktum, rest = navn.partition(".")
    if not punktum:
        return f"tabell.{navn}" if klamme else navn
    return f"{eier}.{rest.partition('.')[0]}"


def folger_av(
    post: Post, endrede: Iterable[str], forutsetninger: Collection[str] = ()
) -> list[str]:
    """Those of the changed addresses that the object was made from.

    ``forutsetninger`` are the addresses that are recorded one by one. Anything else of a measure,
    as a rating, is read with the measure, and what all share as a whole.
    """

    def treffer(adresse: str) -> bool:
        sokt = leseadresse(adresse)
        eier = sokt.partition(".")[0]
        if sokt in post.leser or (eier in _FELLES and eier in post.leser):
            return True
        return sokt not in forutsetninger and f"tiltak.{eier}" in post.leser

    return [adresse for adresse in endrede if treffer(adresse)]


def kjede(adresse: str, post: Post) -> list[str]:
    """The steps from a changed address to the object: its measure's effect, the sums, the object.

    Only the steps that the object was made from.
    """
    eier = leseadresse(adresse).partition(".")[0]
    ledd = [adresse]
    if f"effekt.{eier}" in post.leser:
        ledd.append(f"effekten av {eier}")
        ledd += [ord_ for navn, ord_ in _I_ORD.items() if navn in post.leser]
    return [*ledd, post.tittel or "teksten"]
