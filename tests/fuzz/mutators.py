"""Inputs spoilt: bytes, words, lines and structure, and things that are hostile on purpose. All from one seed."""

import io
import json
import re
import zipfile
from random import Random
from typing import Any, Final

# What is wrong in some way in most places: numbers, names, signs of every language that data are read with.
WORDS: Final = (
    "", "0", "-1", "1/0", "5/24", "0,10", "1.180", "1e999", "-1e-999", "nan", "inf", "9" * 400, "1/" + "7" * 90,
    "0." + "3" * 200, "9**9**9", "2026", "2026-2300", "1900–2199", "[2026, 2025]", "no", "~", "null", "true",
    "2026-02-30", "0x1F", "1_000", "١٢٣", "&a", "*a", "!!python/object:os.system", "!x", "%YAML 1.1", "---", "...",
    "<<: {a: 1}", "|", ">-", "\t", "\x00", "\x1b[2J", "\u202e", "\ufeff", "\u00a0", "\ud7ff", "🏙", "å", "«", "»", "'",
    '"', "`", "{", "}", "[", "]", ":", ",", ";", "-", "#", "@", "=", "{{ tall.x }}", "{{ 9**9**9 }}",
    "{{ ().__class__ }}", "{% for a in x %}", "{% pastand %}", "{{", "{% raw %}", "{{ 'a' * 10**9 }}", "{{ total }}",
    "{{ total[2027] | mill }}", "{{ total[2027] | nei(1) }}", "{# ", "<script>", "../../../etc/passwd", "/etc/passwd",
    "C:\\CON", "book/../x", "x" * 300, "a " * 3000, "akkumulert(" * 40, "-" * 500, "(" * 300, "[" * 5000,
    "{a: " * 3000, "- " * 3000, "min()", "max(a)", "a if b else c", "lambda: 1", "'\\d'", "1 is 1", "f'{a}'", "a.b",
    "a[0]", "import os", "12 %", "14 mill. kr", "(5)", "kr 830 000", "=1/0", "#REF!", "<<<<<<< HEAD", "=======",
    ">>>>>>> main", "application/json", "1\u00a0180\u00a0780",
)  # fmt: skip
_ATTRIBUTES: Final = (
    "A1:XFD1048576",
    "XFD1048576",
    "A0",
    "1:1",
    "99999999",
    "-1",
    "s",
    "d",
    "e",
    "str",
    "inlineStr",
    "",
)
_ODD: Final = (None, True, 0, -1, 10**9, 10**30, 0.5)
_LONGEST: Final = 3_000_000
_TOKENS: Final = re.compile(r"[\w.–-]+|[^\w\s]|\s+")


def word(rng: Random) -> str:
    """A bad word; sometimes many of one, or two together."""
    ett = rng.choice(WORDS)
    if rng.random() < 0.03:
        return ett * rng.choice((2, 50, 2000))
    return ett + rng.choice(WORDS) if rng.random() < 0.1 else ett


def text(innhold: str, rng: Random) -> str:
    """A text with one to four of its words, lines or blocks spoilt."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        innhold = rng.choice((_swap_word, _swap_word, _drop, _repeat, _insert, _indent, _swap_lines, _key, _cut))(
            innhold, rng
        )[:_LONGEST]
    return innhold


def _swap_word(innhold: str, rng: Random) -> str:
    ett = _TOKENS.search(innhold, rng.randrange(len(innhold) or 1))
    if not ett:
        return word(rng)
    return innhold[: ett.start()] + word(rng) + innhold[ett.end() :]


def _drop(innhold: str, rng: Random) -> str:
    linjer = innhold.splitlines(keepends=True)
    if not linjer:
        return innhold
    fra = rng.randrange(len(linjer))
    return "".join(linjer[:fra] + linjer[fra + rng.randint(1, 4) :])


def _repeat(innhold: str, rng: Random) -> str:
    linjer = innhold.splitlines(keepends=True) or [innhold]
    fra = rng.randrange(len(linjer))
    stykke = linjer[fra : fra + rng.randint(1, 3)]
    ganger = min(rng.choice((2, 3, 400)), _LONGEST // (len("".join(stykke)) or 1) + 2)
    return "".join([*linjer[:fra], *stykke * ganger, *linjer[fra:]])


def _insert(innhold: str, rng: Random) -> str:
    sted = rng.randint(0, len(innhold))
    return innhold[:sted] + word(rng) + innhold[sted:]


def _indent(innhold: str, rng: Random) -> str:
    linjer = innhold.splitlines(keepends=True) or [innhold]
    nr = rng.randrange(len(linjer))
    linjer[nr] = rng.choice((" ", "  ", "\t", "")) + linjer[nr].lstrip(" ")
    return "".join(linjer)


def _swap_lines(innhold: str, rng: Random) -> str:
    linjer = innhold.splitlines(keepends=True)
    if len(linjer) > 1:
        a, b = rng.randrange(len(linjer)), rng.randrange(len(linjer))
        linjer[a], linjer[b] = linjer[b], linjer[a]
    return "".join(linjer)


def _key(innhold: str, rng: Random) -> str:
    """Another kind of value after a key: a list, a group, nothing."""
    alle = list(re.finditer(r"(?m)(?<=:)[ ].*$", innhold))
    if not alle:
        return innhold
    ett = rng.choice(alle)
    ny = rng.choice((" []", " {}", " [1, [2]]", " {a: {b: c}}", "", " - x", f" {word(rng)}", f' "{word(rng)}"'))
    return innhold[: ett.start()] + ny + innhold[ett.end() :]


def _cut(innhold: str, rng: Random) -> str:
    return innhold[: rng.randint(0, len(innhold))]


def raw(innhold: bytes, rng: Random) -> bytes:
    """A file's bytes: spoilt as text mostly; as bytes, or in another encoding, now and then."""
    hvordan = rng.random()
    if hvordan < 0.8:
        return text(innhold.decode("utf-8", "replace"), rng).encode("utf-8", "surrogatepass")
    if hvordan < 0.9:
        koding = rng.choice(("utf-16", "latin-1", "cp1252", "utf-8-sig", "utf-32"))
        return innhold.decode("utf-8", "replace").encode(koding, "replace")
    bytene = bytearray(innhold or b"x")
    for _ in range(rng.randint(1, 8)):
        bytene[rng.randrange(len(bytene))] = rng.randrange(256)
    return bytes(bytene[: rng.randint(0, len(bytene))] if rng.random() < 0.3 else bytene)


def json_text(innhold: str, rng: Random) -> str:
    """A text of JSON: its structure spoilt, or the text itself."""
    if rng.random() < 0.4:
        return text(innhold, rng)
    lest = json.loads(innhold)
    for _ in range(rng.randint(1, 3)):
        _spoil(lest, rng)
    return json.dumps(lest)


def _spoil(ting: Any, rng: Random) -> None:
    """Go down to some place, and put something else there."""
    while isinstance(ting, dict | list) and ting:
        nokkel = rng.choice(list(ting) if isinstance(ting, dict) else range(len(ting)))
        under = ting[nokkel]
        if not isinstance(under, dict | list) or not under or rng.random() < 0.25:
            ny: Any = rng.choice((*_ODD, [], {}, [[]], {"a": 1}, word(rng), [word(rng)]))
            if rng.random() < 0.2:
                ting.pop(nokkel)
            else:
                ting[nokkel] = ny
            return
        ting = under


def workbook(innhold: bytes, rng: Random) -> bytes:
    """A workbook with a part of it spoilt, or the package as bytes."""
    if rng.random() < 0.15:
        bytene = bytearray(innhold)
        for _ in range(rng.randint(1, 20)):
            bytene[rng.randrange(len(bytene))] = rng.randrange(256)
        return bytes(bytene[: rng.randint(0, len(bytene))] if rng.random() < 0.3 else bytene)
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(innhold)) as fra, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as til:
        navn = fra.namelist()
        ark = [ett for ett in navn if "/worksheets/sheet" in ett or "sharedStrings" in ett]
        valgt = {rng.choice(ark if rng.random() < 0.8 else navn)}
        for ett in navn:
            del_ = fra.read(ett)
            if ett in valgt:
                if rng.random() < 0.05:
                    continue
                del_ = _xml(del_.decode("utf-8", "replace"), rng).encode("utf-8", "surrogatepass")
            til.writestr(ett, del_)
    return ut.getvalue()


def _xml(innhold: str, rng: Random) -> str:
    for _ in range(rng.randint(1, 4)):
        innhold = rng.choice((_element_text, _element_text, _attribute, _element, _swap_word))(innhold, rng)
    return innhold


def _element_text(innhold: str, rng: Random) -> str:
    alle = list(re.finditer(r"(?<=>)[^<>]+(?=</)", innhold))
    if not alle:
        return innhold
    ett = rng.choice(alle)
    ny = word(rng).replace("&", "&amp;").replace("<", "&lt;")
    return innhold[: ett.start()] + re.sub(r"[\x00-\x08\x0b-\x1f]", "", ny) + innhold[ett.end() :]


def _attribute(innhold: str, rng: Random) -> str:
    alle = list(re.finditer(r'(?<==")[^"<]*(?=")', innhold))
    if not alle:
        return innhold
    ett = rng.choice(alle)
    ny = rng.choice(
        ("A1:XFD1048576", "XFD1048576", "A0", "1:1", "99999999", "-1", "s", "d", "e", "str", "inlineStr", "", word(rng))
    )
    return innhold[: ett.start()] + re.sub(r'[<&"\x00-\x1f]', "", ny) + innhold[ett.end() :]


def _element(innhold: str, rng: Random) -> str:
    """An element twice, or many times, or gone."""
    alle = list(re.finditer(r"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<>]*</\2>", innhold))
    if not alle:
        return innhold
    ett = rng.choice(alle)
    return innhold[: ett.start()] + ett[0] * rng.choice((0, 2, 3000)) + innhold[ett.end() :]
