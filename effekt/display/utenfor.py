"""What is said of a reviewer's values that lie outside the range that the source itself gives."""

from effekt.display.ranges import utenfor_i_ord
from effekt.reading.sektor import Sektor, alle_storrelser


def utenfor_spennet(endret: Sektor) -> list[str]:
    """A sentence for each changed value that is outside its range as data/ has it; none without changes.

    The range is the source's, also where the reviewer has given it other ends.
    """
    if endret.uendret is None:
        return []
    for_ = alle_storrelser(endret.uendret)
    alle = {
        adresse: for_[adresse].model_copy(update={"verdi": s.verdi})
        for adresse, s in alle_storrelser(endret).items()
        if adresse in for_ and for_[adresse].verdi != s.verdi
    }
    return [f"{adresse}: {sagt}." for adresse, s in alle.items() if (sagt := utenfor_i_ord(s))]
