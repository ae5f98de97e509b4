"""The published sector, without a kernel."""

from effekt.check.checking import chapters_by_sektor, raise_faults
from effekt.reading.bokmappe import Bokmappe


def test_the_whole_book_can_be_gone_through_without_a_kernel() -> None:
    assert raise_faults(Bokmappe.her(), "hls", chapters_by_sektor(Bokmappe.her())["hls"]) > 0
