"""Which chapter of the book is meant by what is written on the command line."""

from collections.abc import Collection, Sequence

from effekt.base.faults import Datafeil, naermeste
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.tiltakssider import sider_i


def chapter_on_paper(bok: Bokmappe, skrevet: str) -> str:
    """Return the name that a chapter has in the one document («hls-3-3-helseetaten»), also of a measure by its code.

    Raises Datafeil for one that the book does not have.
    """
    from effekt.export.papertree import slug

    kjente = [side.removeprefix("book/") for side in sider_i(bok)]
    rent = skrevet.removeprefix("book/").removeprefix("notebooks/").removesuffix(".ipynb").removesuffix(".md")
    # A measure has a chapter of its own, by its code in small letters.
    tiltak = [navn for navn in kjente if navn.rpartition("/")[2] == rent.lower()]
    if rent not in kjente and len(tiltak) == 1:
        (rent,) = tiltak
    if rent not in kjente:
        raise Datafeil(f"ukjent kapittel «{skrevet}».{naermeste(rent, kjente)} Boken har {', '.join(kjente)}.")
    return slug(rent)


def require_on_paper(names: Sequence[str], written: Sequence[str], on_paper: Collection[str]) -> None:
    """Raise Datafeil for a chapter, by its name in the one document, that only the site has; in the words written."""
    for name, word in zip(names, written, strict=True):
        if name not in on_paper:
            raise Datafeil(f"«{word}» er bare på nettstedet, og har ingen side på papir.")
