"""What is too much to be read is refused before it is worked on, in words, in a moment."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from effekt.base import bounds
from effekt.base.faults import Datafeil, FlereFeil
from effekt.base.numbers import les_tall
from effekt.model.formel import Formelfeil, les_formel, regn_stykke, regn_ut
from effekt.model.verdi import les_ar, les_verdi
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_csv, les_dokument, les_linje, les_tekst
from effekt.reading.jsonstat import Formfeil, les_json, les_svar

_LATTER = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def _refused(les: Callable[[], object]) -> str:
    """What is said, within the time that nobody takes for a hang."""
    start = time.process_time()
    with pytest.raises((Datafeil, ValueError)) as feil:
        les()
    assert time.process_time() - start < 2
    return str(feil.value)


@pytest.mark.parametrize(
    ("innhold", "linje", "sagt"),
    [
        ("tittel: " + "[" * 100_000, 1, "grupper i mer enn 40 lag"),
        ("tittel: " + "{a: " * 100_000, 1, "grupper i mer enn 40 lag"),
        ("- " * 100_000 + "a", 1, "grupper i mer enn 40 lag"),
        ("\n".join(" " * nr + "a:" for nr in range(2_000)), 41, "grupper i mer enn 40 lag"),
        ("? " * 100_000 + "a", 1, "en nøkkel må være ett ord"),
        ("[a]: b", 1, "en nøkkel må være ett ord"),
        ("a: 1\n" + "---\na: 1\n" * 100_000, 2, "«---» står midt i filen"),
        (_LATTER, 1, "verdien begynner med &."),
        ("a: 1\nb: *a", 2, "verdien begynner med *. Sett anførselstegn rundt den."),
        ("a: !!python/object/apply:os.system [id]", 1, "verdien begynner med !."),
        ("a: !", 1, "verdien begynner med !."),
        ("\n".join(f"k{nr}: {{a: 1, b: 2}}" for nr in range(60_000)), 35_715, "filen har mer enn 250000 verdier"),
        ("k" * 300 + ": 1", 1, "har mer enn 200 tegn"),
        ("a: 1\nb: " + "9" * 5_000, 2, "tallet har mer enn 60 tegn"),
        ("a: " + "1/" + "7" * 90, 1, "tallet har mer enn 60 tegn"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> main\n", 2, "har en konflikt etter en fletting i git"),
        ("a: 1\nb: \x00", 2, "usynlig tegn (U+0000)"),
    ],
)  # fmt: skip
def test_yaml_that_is_too_much_is_refused_with_its_line(tmp_path: Path, innhold: str, linje: int, sagt: str) -> None:
    fil = tmp_path / "endringer.yml"
    fil.write_text(innhold, encoding="utf-8")
    melding = _refused(lambda: les_dokument(fil))
    assert f"endringer.yml, linje {linje}: " in melding
    assert sagt in melding
    assert len(melding) < bounds.MESSAGE


def test_as_deep_as_a_book_is_and_far_deeper_is_read() -> None:
    assert les_linje("[" * 39 + "1" + "]" * 39)
    with pytest.raises(Datafeil):
        les_linje("[" * 41 + "1" + "]" * 41)


def test_what_looks_like_yamls_signs_is_text_in_quotes() -> None:
    assert les_linje("{a: '*x', b: \"&y\", c: '!z', d: a & b, e: 5 * 2, '<<': 1}") == {
        "a": "*x", "b": "&y", "c": "!z", "d": "a & b", "e": "5 * 2", "<<": "1",
    }  # fmt: skip


def test_a_file_that_is_too_large_or_no_file_is_refused(tmp_path: Path) -> None:
    stor = tmp_path / "stor.yml"
    with stor.open("wb") as fil:
        fil.truncate(bounds.YAML_BYTES + 1)
    assert "mer enn 4 MB" in _refused(lambda: les_dokument(stor))
    os.mkfifo(tmp_path / "ror.yml")
    assert "kan ikke leses som fil" in _refused(lambda: les_tekst(tmp_path / "ror.yml"))
    (tmp_path / "null.yml").symlink_to("/dev/zero")
    assert "kan ikke leses som fil" in _refused(lambda: les_tekst(tmp_path / "null.yml"))


def test_of_very_many_faults_the_first_are_told(tmp_path: Path) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text("".join(f"a: {nr}\n" for nr in range(500)), encoding="utf-8")
    with pytest.raises(FlereFeil) as feil:
        les_dokument(fil)
    assert len(feil.value.alle) == 499
    assert str(feil.value).splitlines()[-1] == "… og 399 til. De blir vist når disse er rettet."


def test_faults_without_end_are_told_in_a_moment(tmp_path: Path) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text("a: 1\n" * 60_000, encoding="utf-8")
    assert "… og 59899 til." in _refused(lambda: les_dokument(fil))


def test_merges_of_git_that_never_end_are_told_at_once(tmp_path: Path) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text("<<<<<<< x\n" * 100_000 + "=======\n", encoding="utf-8")
    start = time.process_time()
    with pytest.raises(Datafeil, match="linje 1: filen har en konflikt"):
        les_tekst(fil)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("rest", ["<<<<<<< HEAD", "||||||| 1a2b3c", ">>>>>>> gren"])
def test_one_mark_that_is_left_of_a_merge_is_a_conflict(tmp_path: Path, rest: str) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text(f"a: 1\n{rest}\nb: 2\n", encoding="utf-8")
    with pytest.raises(Datafeil, match="linje 2: filen har en konflikt etter en fletting i git"):
        les_tekst(fil)


@pytest.mark.parametrize("innhold", ["navn: Tiltak #3 i planen\n", "navn:\n  - Tiltak #3\n", "a: {b: [x #y\n, z]}\n"])
def test_text_that_yaml_takes_for_a_comment_is_told(tmp_path: Path, innhold: str) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text(innhold, encoding="utf-8")
    with pytest.raises(Datafeil, match=r"blir borte, for # begynner en kommentar\. Sett anførselstegn"):
        les_dokument(fil)


def test_a_comment_is_a_comment(tmp_path: Path) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text('a: 1 # fra side 3\n  #b: 2\nc: "x #y"  #z\nd: >-\n  x #y\n', encoding="utf-8")
    assert les_dokument(fil).innhold == {"a": "1", "c": "x #y", "d": "x #y"}


def test_a_long_value_is_shown_by_its_ends() -> None:
    melding = str(Datafeil(f"navn er «{'a' * 5_000}slutt». Skriv det kortere"))
    assert melding == f"navn er «{'a' * 80} … {'a' * 11}slutt». Skriv det kortere."


@pytest.mark.parametrize(
    ("innhold", "sagt"),
    [
        ("a,b\n" + "1,2\n" * 100_001, "linje 100002: filen har mer enn 100000 rader"),
        ("a,b\n1," + "x" * 200_000, "linje 2: et felt har mer enn 100000 tegn. Se etter et anførselstegn"),
        ("a,b\n1,\x00", "linje 2: usynlig tegn (U+0000)"),
        ('a,b\n1,"x', "linje 2: anførselstegnene går ikke opp"),
        ('a,b\n1,x"y"\n2,"x"y', "linje 3: anførselstegnene går ikke opp"),
        ("a,b\n<<<<<<< HEAD\n1,2\n=======\n1,3\n>>>>>>> x\n", "linje 2: filen har en konflikt etter en fletting"),
    ],
)
def test_csv_that_is_too_much_or_spoilt_is_told_in_words(tmp_path: Path, innhold: str, sagt: str) -> None:
    fil = tmp_path / "kutt.csv"
    fil.write_text(innhold, encoding="utf-8")

    def les() -> None:
        feil: list[Datafeil] = []
        list(les_csv(fil, ["a", "b"], feil))
        if feil:
            raise feil[0]

    assert f"kutt.csv, {sagt}" in _refused(les)


_LANGE = ["9" * 400, "1/" + "7" * 90, "0." + "3" * 200, "-" + "9" * 61, "1" * 31, -(10**40)]


@pytest.mark.parametrize("tall", [*_LANGE, pytest.param(10**5_000, id="int")])
def test_a_number_that_is_too_long_is_refused_in_words(tall: object) -> None:
    for enhet in ("kr", "andel", "årstall", "vurdering"):
        assert "Exceeds" not in _refused(lambda enhet=enhet: les_verdi(tall, enhet))  # type: ignore[misc]
    assert "har mer enn 60 tegn, eller mer enn 30 sifre" in _refused(lambda: les_tall(tall))


def test_only_plain_digits_are_a_number() -> None:
    assert "ikke er et tall" in _refused(lambda: les_tall("١٢٣"))


def test_a_plan_is_not_for_ever() -> None:
    assert len(les_ar("2000–2059")) == 60
    assert "kan ha høyst 60 år" in _refused(lambda: les_ar("2000–2060"))


@pytest.mark.parametrize(
    "formel",
    [
        "a" * 2_001, "a" + "+a" * 900, "a - (" * 31 + "a" + ")" * 31, "-" * 40 + "a", "min(" * 31 + "a" + ")" * 31,
        "akkumulert(akkumulert(akkumulert(a)))",
    ],
)  # fmt: skip
def test_a_formula_is_bounded_in_length_terms_and_depth(formel: str) -> None:
    assert "høyst 2000 tegn, 200 ledd, 30 lag og akkumulert i 2 lag" in _refused(lambda: les_formel(formel))


def test_a_long_row_of_terms_is_no_deep_formula() -> None:
    assert les_formel("a" + " + a" * 199)


@pytest.mark.parametrize("formel", ["9**9**9", "a**b", "'\\d'", "a < b", "1 if a else b", "a\x00", "f'{a}'"])
def test_what_is_not_in_the_language_of_formulas_is_not_worked_out(formel: str) -> None:
    with pytest.raises(Formelfeil):
        les_formel(formel, med_tall=True)


def test_a_sum_that_no_budget_can_have_is_refused() -> None:
    from fractions import Fraction

    stort, langt = Fraction(10) ** 20, Fraction(1, 7**60)
    assert "for stort eller for langt" in _refused(lambda: regn_ut("a * a", lambda *_: stort, 2030, (2030,)))
    mange = " * ".join(["a"] * 60)
    assert "for stort eller for langt" in _refused(lambda: regn_ut(mange, lambda *_: langt, 2030, (2030,)))
    assert "for stort eller for langt" in _refused(lambda: regn_stykke("a * a", {"a": stort}))
    assert regn_ut("a * b", lambda navn, _: {"a": stort, "b": Fraction(1, 3)}[navn], 2030, (2030,))
    with pytest.raises(Formelfeil, match="for stort til å være riktig"):
        les_formel("1e300 * a", med_tall=True)


def _svar(**mer: object) -> str:
    import json

    kategori = {"category": {"index": [str(nr) for nr in range(200)]}}
    svar = {"version": "2.0", "class": "dataset", "id": ["a", "b", "c"], "size": [200] * 3, "value": {}}
    return json.dumps({**svar, "dimension": dict.fromkeys("abc", kategori), **mer})


@pytest.mark.parametrize(
    ("svar", "sagt"),
    [
        (_svar(), "gir plass til 8000000 tall, men kan ha høyst 1000000"),
        (_svar(status=".."), "gir plass til 8000000 tall"),
        (_svar(id=["a"], size=[200], value={"9" * 5_000: 1}), "har et tall uten plass"),
        ('{"a": 1e999999999}', "som er urimelig"),
        ("[" * 100_000, "er ikke gyldig JSON"),
        ('{"a": ' + "9" * 5_000 + "}", "er ikke gyldig JSON"),
    ],
)
def test_a_reply_of_statistics_is_bounded(svar: str, sagt: str) -> None:
    with pytest.raises(Formfeil, match=sagt):
        les_svar(les_json(svar))


def test_a_link_out_of_the_book_stops_every_command(kommunekopi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from effekt.cli.main import main

    bok = Bokmappe.med(kommunekopi)
    (kommunekopi / "tek/ny.yml").symlink_to(kommunekopi / "tek/tall.yml")
    bok.krev_egne_filer()
    (kommunekopi / "felles/tekster").mkdir(exist_ok=True)
    lenke = kommunekopi / "felles/tekster/passord.md"
    lenke.symlink_to("/etc/passwd")
    assert main(["check", "--data", str(kommunekopi)]) == 2
    assert "data/felles/tekster/passord.md" in (sagt := capsys.readouterr().err) or "/etc/passwd" in sagt
    assert "er en lenke ut av boken, til «/etc/passwd». Legg filen selv der, eller slett lenken." in sagt
    lenke.unlink()
    bok.krev_egne_filer()
