"""Which chapter of the book is meant by what is written on the command line."""

from effekt.base.faults import Datafeil, naermeste
from effekt.execution.chapters import find_chapters
from effekt.reading.bokmappe import Bokmappe


def chapter_on_paper(bok: Bokmappe, skrevet: str) -> str:
    """Return the name that a chapter has in the one document («hls-3-3-helseetaten»), also of a measure by its code.

    Raises Datafeil for one that the book does not have.
    """
    from effekt.export.papertree import slug

    kjente = [k.navn for k in find_chapters(bok)]
    rent = skrevet.removeprefix("book/").removesuffix(".ipynb")
    # A measure has a chapter of its own, by its code in small letters.
    tiltak = [navn for navn in kjente if navn.rpartition("/")[2] == rent.lower()]
    if rent not in kjente and len(tiltak) == 1:
        (rent,) = tiltak
    if rent not in kjente:
        raise Datafeil(f"ukjent kapittel «{skrevet}».{naermeste(rent, kjente)} Boken har {', '.join(kjente)}.")
    return slug(rent)
