"""CSV as Excel with Norwegian settings opens it by a double click: semicolon, decimal comma, and the mark of UTF-8.

The ordinary CSV files have comma and point, as programs everywhere read them; this form is made from those.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

# What the form is called wherever it is offered.
NAME: Final = "CSV for norsk Excel"
_MARK: Final = "\ufeff"
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def as_norwegian_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells that are as they shall stand there, as a file's text; it is written as it is, in UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return _MARK + out.getvalue()


def norwegian_csv(text: str, numbers: Collection[str]) -> str:
    """An ordinary CSV file in this form; ``numbers`` are the columns whose numbers are to be numbers there too."""
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return as_norwegian_csv([head, *([_cell(n in numbers, c) for n, c in zip(head, row, strict=True)] for row in rows)])


def _cell(number: bool, cell: str) -> str:
    return cell.replace(".", ",") if number and _NUMBER.fullmatch(cell) else cell
