"""The report's own sector out to Excel and back."""

from pathlib import Path

from effekt.excel.importing import lag_mal, les_bok
from effekt.reading.bokmappe import Bokmappe


def test_the_reports_workbook_reads_back_as_nothing_to_do(tmp_path: Path) -> None:
    lag_mal(Bokmappe.her(), tmp_path / "hls.xlsx", "hls", "")
    lest = les_bok(Bokmappe.her(), tmp_path / "hls.xlsx")
    assert not lest.har_noe
    assert [*lest.feil, *lest.merknader, *lest.inn.borte, *lest.flettet.others] == []
