"""What is printed where the console, or the pipe, is not UTF-8."""

import io
import sys

import pytest

from effekt.cli.terminal import let_all_be_written


def _printed(monkeypatch: pytest.MonkeyPatch, text: str, encoding: str, *, console: bool) -> bytes:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding, write_through=True)
    monkeypatch.setattr(stream, "isatty", lambda: console)
    monkeypatch.setattr(sys, "stdout", stream)
    let_all_be_written()
    sys.stdout.write(text)
    return written.getvalue()


def test_a_sign_that_the_console_lacks_is_written_as_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Årsverk på «Øya»: 12\u00a0→ 13 – ærlig talt … €"
    assert _printed(monkeypatch, text, "ascii", console=True) == b'Arsverk pa "Oya": 12 -> 13 - aerlig talt ... ?'
    assert _printed(monkeypatch, "på → nå", "cp1252", console=True) == "på -> nå".encode("cp1252")


def test_what_goes_to_a_file_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    assert _printed(monkeypatch, "2026 → 2027", "cp1252", console=False).decode() == "2026 → 2027"


def test_the_encoding_that_the_user_has_chosen_for_a_pipe_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    assert _printed(monkeypatch, "på → nå", "latin-1", console=False) == "på -> nå".encode("latin-1")
