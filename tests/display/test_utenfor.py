"""What is said of a value outside the source's own range: VEI1.spart is 150 to 260, VAN1.besparelse 10 to 20 %."""

import pytest

from effekt.display.utenfor import utenfor_spennet
from effekt.reading.endringer import med_endringer

_SPART = "er utenfor kildens spenn 150–260."
_SATT_SAMMEN = "er utenfor det spennet vi har satt sammen av kilden, 10 %–20 %."


@pytest.mark.parametrize(
    ("adresse", "verdi", "sagt"),
    [
        ("VEI1.spart", "149", f"VEI1.spart: 149 {_SPART}"),
        ("VEI1.spart", "150", ""),
        ("VEI1.spart", "260", ""),
        ("VEI1.spart", "261", f"VEI1.spart: 261 {_SPART}"),
        ("VAN1.besparelse", "25 %", f"VAN1.besparelse: 25 % {_SATT_SAMMEN}"),
        ("VEI1.punkter", "9", ""),
        ("VEI1.innfasing[2027]", "0.2", ""),
        ("VEI1.estimatusikkerhet", "mye", ""),
    ],
)
def test_a_value_outside_the_sources_range_is_said_to_be(adresse: str, verdi: str, sagt: str) -> None:
    setninger = utenfor_spennet(med_endringer("tek", {adresse: verdi}))
    assert [s.replace("\u00a0", " ") for s in setninger] == ([sagt] if sagt else [])


def test_the_range_is_the_sources_and_not_the_reviewers() -> None:
    (sagt,) = utenfor_spennet(med_endringer("tek", {"VEI1.spart": "300", "VEI1.spart.hoy": "400"}))
    assert "260" in sagt


def test_without_changes_nothing_is_said() -> None:
    assert utenfor_spennet(med_endringer("tek", {})) == []
