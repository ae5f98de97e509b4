"""Signs that do more than be read: those that nobody sees, and those that a spreadsheet takes for a formula."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

# Controls but tab and line feed; joiners, marks of direction, separators; fillers; what is private or no sign at all.
_LINE_SEPARATOR: Final = unicodedata.lookup("LINE SEPARATOR")
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    f"{_LINE_SEPARATOR}-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_BLANKS: Final = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Where a spreadsheet begins a cell, or may do so by its own separators, and what makes a formula of it there.
_FORMULA: Final = re.compile("(^|[;\t\r\n])(?=[ \t\r\n\u00a0]*[=+@\uff1d\uff0b\uff20\uff0d-])")
_NUMBER: Final = re.compile(r"[+-](?:[\d\s.,/]*\d\s*%?)?")
_LINE_ENDS: Final = re.compile(r"\r\n?")


def hidden_in(text: str) -> tuple[int, str] | None:
    """Where the first hidden sign stands, and its name («U+202E»); None without any. A line may end with a return."""
    found = _HIDDEN.search(_LINE_ENDS.sub("\n", text) if "\r" in text else text)
    return (found.start(), name_of(found[0])) if found else None


def hidden_places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where plain data have a hidden sign, in a key or a text, and its name; YAML and JSON can spell one out."""
    if isinstance(data, str):
        if found := hidden_in(data):
            yield path, found[1]
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from hidden_places(key, (*path, key))
            yield from hidden_places(value, (*path, key))
    elif isinstance(data, list):
        for nr, value in enumerate(data):
            yield from hidden_places(value, (*path, nr))


def name_of(sign: str) -> str:
    """What Unicode calls a sign: «U+00A0»."""
    return f"U+{ord(sign):04X}"


def plain_blanks(text: str) -> str:
    """The text with one ordinary blank where it has blanks of any kind, and none at its ends."""
    return _BLANKS.sub(" ", text).strip()


def without_hidden(text: str) -> str:
    """The text with its hidden signs taken out."""
    return _HIDDEN.sub("", text)


def visible(text: str) -> str:
    """The text with the name of each hidden sign in its place."""
    return _HIDDEN.sub(lambda found: f"<{name_of(found[0])}>", text)


def harmless_cell(text: str) -> str:
    """A text in a CSV file that no spreadsheet runs: with ' before a formula; a number with a sign is one still."""
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'", text)
