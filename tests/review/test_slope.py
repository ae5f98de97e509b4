"""The bottom line as a picture: what has moved, in two widths, and nothing where nothing has."""

from pathlib import Path

from effekt.calc.bunnlinje import bunnlinje, tilstand
from effekt.display.bunnlinje import Fortalt, Ord
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.review.slope import write_slope


def _fortalt(for_: Sektor, etter: Sektor) -> Fortalt:
    return Fortalt(bunnlinje(tilstand(for_), tilstand(etter)), Ord.av(etter, for_))


def test_what_has_moved_is_drawn_in_both_widths_with_before_and_after(tek: Sektor, tmp_path: Path) -> None:
    endret = med_endringer("tek", {"VEI1.gjennomfores": "nei"})
    vist = write_slope(tek.bok, _fortalt(tek, endret), tmp_path, "bilder")
    assert vist is not None
    for fil in (vist.fil, vist.smal):
        assert "420 → 0" in (tmp_path / fil).read_text(encoding="utf-8")
    assert "Alle tiltak" in vist.alternativtekst
    assert vist.tittel == "Før og etter i 2030, i tusen kroner"


def test_nothing_is_drawn_where_nothing_has_moved(tek: Sektor, tmp_path: Path) -> None:
    assert write_slope(tek.bok, _fortalt(tek, tek), tmp_path, "bilder") is None
    assert write_slope(tek.bok, None, tmp_path, "bilder") is None
    assert not list(tmp_path.iterdir())
