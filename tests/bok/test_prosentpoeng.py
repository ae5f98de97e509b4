"""A reduction of a share is in percentage points: reckoned as hundredths, and shown as points wherever it is shown."""

from fractions import Fraction

from effekt.calc import beregning
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import registre, tiltaksside


def test_a_percentage_point_is_a_hundredth_in_the_formula(hls: Sektor) -> None:
    assert hls.tiltak["SYE4"].forutsetninger["redusert_ledighet"].i_formel(2030) == Fraction(1, 100)


def test_the_card_and_the_register_say_prosentpoeng(hls: Sektor) -> None:
    vist = str(tiltaksside.tiltaket(hls, "SYE4")).replace("\u00a0", " ")
    assert "1 prosentpoeng" in vist
    assert "%poeng" not in vist
    rader = registre.alle_tiltaksforutsetninger(hls).rader
    assert [rad[2:4] for rad in rader if rad[0] == "SYE4.redusert_ledighet"] == [["1", "prosentpoeng"]]


def test_twice_the_points_are_twice_the_places(hls: Sektor) -> None:
    endret = med_endringer("hls", {"SYE4.redusert_ledighet": 2})
    effekt = beregning.effekt(endret.tiltak["SYE4"], endret.info.periode)
    assert effekt[2030] == 11_000_000
    assert "2 prosentpoeng, til 11,2 %" in str(tiltaksside.tiltaket(endret, "SYE4")).replace("\u00a0", " ")
