"""Text as the book shows it: an allow-list of Markdown, written anew so that MyST has nothing else to find in it.

A text may come from anyone who may send data. MyST would run templates in it, read files that it names and pass on its
HTML. So a text is read here by a parser that knows only what is listed, and what was read is written out again: marks
that are known as such, and all else with a backslash before each sign that means something. What is not listed is
therefore shown as it stands. A line that begins with > is a quotation where quotation marks follow, and else a sign.
Pages and Markdown cells (``side``) have headings, tables, code and boxes besides.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from effekt.base.book import FILMAPPE
from effekt.base.characters import visible
from effekt.display import drawn_cells

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode


class Trygg(str):
    """MyST that has been through here, or that the program has made of such."""

    __slots__ = ()


_TEKST: Final = (
    *("list", "footnote_def", "colon_fence", "newline", "escape", "backticks", "emphasis", "link", "autolink"),
    *("entity", "myst_role", "footnote_ref"),
)
_SIDE: Final = (*_TEKST, "heading", "lheading", "blockquote", "fence", "code", "table", "image")
_ADRESSE: Final = r"https?://[^\s/?#]\S*|mailto:[^\s@]+@\S+"
_FIL: Final = rf"{FILMAPPE}/[A-Za-z0-9][A-Za-z0-9._-]*"
_NAVN: Final = r"[\w/.:-]+"
_HENVISNING: Final = re.compile(rf"(?P<tekst>[^`<>]+) <(?P<mal>{_NAVN})>|(?P<bare>{_NAVN})")
# What is referred to, by role; a page may offer files as well, those of the download folder and those of figures.
_ROLLER: Final = dict.fromkeys(("ref", "doc", "lesetid"), _HENVISNING)
_SIDEROLLER: Final = {
    **_ROLLER,
    "nedlasting": re.compile(r"[^`<>]+ <[\w.-]+>"),
    "download": re.compile(rf"[^`<>]+ </?(?:[\w-]+/)*{_FIL}>"),
}
_SITAT: Final = re.compile(r"^ {0,3}> «", re.MULTILINE)
# The classes that a container may have in a text, and the boxes that a page may have.
_RAMMER: Final = frozenset({"bare-nett", "funn", "ingress", "uskrevet", "vei", "veier"})
_BOKSER: Final = frozenset({"note", "tip", "important", "warning", "caution", "dropdown", "admonition"})
_DIREKTIV: Final = re.compile(r"\s*\{([a-z]+)\} *(.*?)\s*")
_ENDRET: Final = "endret"
_ROLLE: Final = re.compile(r"\{(?:ref|doc|numref|lesetid|trinn)\}`([^`<]+?)(?: <[^>`]+>)?`")
_TEGNET: Final = re.compile(r" ?\{(?:stolpe|gnist)\}`[^`]*` ?")

# A text in which Markdown has nothing to find; signs above Latin are looked at one by one.
_ENKEL: Final = re.compile(r"(?![#>+=:%|~(-]|\d+[.)])[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u201f…→−]+")
_BETYR: Final = re.compile(r"[\\`*_{}\[\]<&]")
_TEGN: Final = re.compile(r"[\\`*{\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_FORST: Final = re.compile(r"[#>+=:%|~-]|\d{1,9}[.)](?=\s|$)")
_MAL: Final = re.compile(r"^\((?=.*\)=$)", re.MULTILINE)
# Brackets that are open at a time, and boxes that begin in a box. The parser looks through all that follows for the
# end of each, so more than any page has would take it minutes.
_KLAMMER: Final = 50
_BOKSER_I: Final = 60
_UTHEVINGER: Final = 5000  # signs of emphasis in a paragraph
_BOKSSTART: Final = re.compile(r"^[ \t>*+-]*(?::{3,}|`{3,})[ \t]*\S", re.MULTILINE)


def trygg(markdown: str, side: bool = False) -> Trygg:
    """Paragraphs, lists and notes of Markdown as MyST that says nothing else; ``side`` for what a page may have too."""
    if isinstance(markdown, Trygg):
        return markdown
    ren = markdown.strip("\n ") if not side else markdown
    return Trygg(ren) if _er_enkel(ren) else Trygg(_blokker(_tre(_lest(ren, side)), side))


def trygg_linje(markdown: str) -> Trygg:
    """The same of what stands on one line: a cell, a title, an item of a list."""
    if isinstance(markdown, Trygg):
        return markdown
    linje = en_linje(markdown)
    return Trygg(linje) if _er_enkel(linje) else Trygg(_linje(_tre(_lest_linje(linje)).children))


def i_linjen(verdi: str) -> str:
    """A value from data that stands in the Markdown of a page: on one line, and no block or cell begins with it."""
    linje = re.sub(r"[ \t]*\n[ \t\n]*", " ", verdi).replace("|", r"\|")
    if (treff := _FORST.match(linje)) is None:
        return linje
    hvor = treff.end() - 1 if linje[0].isdigit() else 0
    return f"{linje[:hvor]}\\{linje[hvor:]}"


def til_html(markdown: str, side: bool = False) -> str:
    """The text as HTML that stands alone; a reference becomes its text."""
    return _som_html(_lest(markdown, side), side, type(markdown))


def til_html_celle(markdown: str) -> str:
    """A line of the text as HTML without the paragraph around it."""
    return _som_html(_lest_linje(markdown), slag=type(markdown))


def til_tekst(markdown: str) -> str:
    """The text as plain text: references, emphasis and backslashes taken off."""
    ren = re.sub(r"(?<!\\)\*\*?|(?<!\w)_|_(?!\w)", "", _ROLLE.sub(r"\1", _TEGNET.sub(" ", markdown)))
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", ren).strip()


def endringsmerke(nytt: str, sagt: str) -> Trygg:
    """A piece of safe text marked as changed, and what is said of it to those who do not see the mark."""
    return Trygg(f"[{nytt}[ {trygg_linje(sagt)}]{{.skjult}}]{{.ins .{_ENDRET}}}")


_MERKE: Final = re.compile(rf"\[((?:[^\[\]\\]|\\.)*)\[ [^\]]*\]\{{\.skjult\}}\]\{{\.ins \.{_ENDRET}\}}")


def uten_merker(markdown: str) -> str:
    """A text without the marks of ``endringsmerke``, for a heading, whose words are links and names too."""
    return _MERKE.sub(r"\1", markdown)


def en_linje(tekst: str) -> str:
    """The text on one line; no-break spaces stay, which str.split would take."""
    return re.sub(r"[ \t\r\n]+", " ", tekst).strip(" ")


def gjerde(navn: str, argument: str, valg: dict[str, str], innhold: str) -> str:
    """A colon fence long enough for what is inside it."""
    lengste = max((len(m) for m in re.findall(r"^:{3,}", innhold, re.M)), default=2)
    kolon = ":" * (lengste + 1)
    hode = f"{kolon}{{{navn}}} {argument}".rstrip()
    felt = "".join(f":{n}: {v}".rstrip() + "\n" for n, v in valg.items())
    return f"{hode}\n{felt}\n{innhold.strip()}\n{kolon}\n"


def valgverdi(tekst: str) -> str:
    """A text as the value of a fence's option: in quotes where it would else be read as something more."""
    return tekst if re.fullmatch(r"[\w(«–][^#\\]*", tekst) else json.dumps(tekst, ensure_ascii=False)


def kodegjerde(tekst: str, sprak: str = "text") -> str:
    """A code fence that no run of backticks in the text can end."""
    tegn = _lengre_enn(tekst, 3)
    return f"{tegn}{sprak}\n{tekst}\n{tegn}\n"


def _er_enkel(tekst: str) -> bool:
    return bool(_ENKEL.fullmatch(tekst)) and not _BETYR.search(tekst)


def _lengre_enn(tekst: str, minst: int) -> str:
    return "`" * max(minst, 1 + max(map(len, re.findall("`+", tekst)), default=0))


# --- read ----------------------------------------------------------------------------------------


@cache
def _leser(side: bool = False, merker: bool = False, sitat: bool = False) -> "MarkdownIt":
    """The reader, made once: that takes longer than reading a table. ``merker``: it knows our own marks."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    # Its preset has paragraphs of text and nothing else; the rules of plugins are in use as they are added.
    leser = MarkdownIt("zero", {"maxNesting": 100})
    leser.use(colon_fence_plugin).use(footnote_plugin, inline=False).use(myst_role_plugin)
    leser.enable(list(_SIDE if side else _TEKST)).disable("text_join")
    if merker or sitat:
        leser.enable("blockquote")
    if merker:
        leser.use(attrs_plugin, after=(), spans=True, span_after="footnote_ref", allowed=("class",))
    lovlig = re.compile(f"{_ADRESSE}|{_FIL}" if side else _ADRESSE, re.IGNORECASE)
    leser.validateLink = lambda url: bool(lovlig.fullmatch(url))  # type: ignore[method-assign]
    for slag, vis in _HTML.items():
        leser.add_render_rule(slag, vis)
    return leser


def _lest(markdown: str, side: bool) -> "list[Token]":
    leser = _leser(side, isinstance(markdown, Trygg), bool(_SITAT.search(markdown)))
    return _synlige(leser.parse(_med_mal(markdown)))


def _lest_linje(markdown: str) -> "list[Token]":
    (linje,) = _synlige(_leser(merker=isinstance(markdown, Trygg)).parseInline(_med_mal(markdown)))
    return list(linje.children or ())


def _med_mal(markdown: str) -> str:
    """The text with its brackets and emphasis as plain signs where there are more than anybody writes."""
    apne = storst = 0
    for tegn in re.findall(r"\\.|[\[\]]", markdown):
        apne = apne + 1 if tegn == "[" else apne - (tegn == "]" and apne > 0)
        storst = max(storst, apne)
    if storst > _KLAMMER:
        markdown = re.sub(r"(\\.)|\[", lambda treff: treff[1] or r"\[", markdown)
    if any(avsnitt.count("*") + avsnitt.count("_") > _UTHEVINGER for avsnitt in markdown.split("\n\n")):
        markdown = re.sub(r"(\\.)|[*_]", lambda treff: treff[1] or f"\\{treff[0]}", markdown)
    return markdown


def _synlige(tokens: "list[Token]") -> "list[Token]":
    """The tokens without hidden signs: a name stands in the place of each, or the number that it was written by."""
    for token in tokens:
        synlig = visible(token.content)
        if synlig != token.content:
            token.content = visible(token.markup) if token.type == "text_special" else synlig
        # MyST has its hard breaks as HTML, which is off.
        token.type = {"text_special": "text", "hardbreak": "softbreak"}.get(token.type, token.type)
        token.children = token.children and _sammenhengende(_synlige(token.children))
    return tokens


def _sammenhengende(tokens: "list[Token]") -> "list[Token]":
    """The tokens with text next to text as one, since a sign means something by what stands beside it."""
    ut = tokens[:1]
    for token in tokens[1:]:
        if token.type == ut[-1].type == "text":
            ut[-1].content += token.content
        else:
            ut.append(token)
    return ut


def _tre(tokens: "Sequence[Token]") -> "SyntaxTreeNode":
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(tokens)


# --- written as MyST -------------------------------------------------------------------------------


def _blokker(node: "SyntaxTreeNode", side: bool, mellom: str = "\n\n") -> str:
    return mellom.join(filter(None, (_blokk(barn, side) for barn in node.children)))


def _blokk(node: "SyntaxTreeNode", side: bool) -> str:
    match node.type:
        case "paragraph" | "th" | "td":
            return _linje(node.children[0].children, side) if node.children else ""
        case "bullet_list" | "ordered_list":
            return _liste(node, side)
        case "footnote_block":
            return _blokker(node, side)
        case "footnote":
            return f"[^{_merkelapp(node)}]: {_rykket(_blokker(node, side), '    ')}"
        case "colon_fence":
            return _boks(node, side)
        case "heading":
            return f"{'#' * int(node.tag[1:])} {_linje(node.children[0].children, side)}"
        case "blockquote":
            return "> " + _rykket(_blokker(node, side), "> ")
        case "code_block":
            return kodegjerde(node.content.rstrip("\n"))
        case "fence":
            sprak = node.info.strip()
            boks = _boks(node, side) if sprak.startswith("{") else ""
            return boks or kodegjerde(node.content.rstrip("\n"), sprak if sprak.isalnum() else "text")
        case "table":
            return _tabell(node)
        case _:
            return _ordrett(node.content)


def _liste(node: "SyntaxTreeNode", side: bool) -> str:
    tett = all(ett.hidden for punkt in node.children for ett in punkt.children if ett.type == "paragraph")
    forste = int(node.attrs.get("start", 1))
    innhold = [_blokker(punkt, side, "\n" if tett else "\n\n") for punkt in node.children]
    # A hyphen that begins a text may make front matter of it, whatever stands behind; lists that begin in one another
    # by the same sign are a line across the page.
    tegn = "+" if node.markup == "+" or any(re.match(r"\*(\s|$)", tekst) for tekst in innhold) else "*"
    punkter = []
    for nr, tekst in enumerate(innhold):
        merke = f"{forste + nr}{node.markup} " if node.type == "ordered_list" else f"{tegn} "
        punkter.append(merke + _rykket(tekst, " " * len(merke)))
    return ("\n" if tett else "\n\n").join(punkter)


def _rykket(tekst: str, innrykk: str) -> str:
    return re.sub(r"\n(?=[^\n])", f"\n{innrykk}", tekst)


def _ramme(info: str, side: bool) -> tuple[str, str] | None:
    """The box that a fence names, and what it is called or its classes; None for one that is not on the list."""
    treff = _DIREKTIV.fullmatch(info)
    if treff and treff[1] == "container" and {*treff[2].split()} <= _RAMMER:
        return "container", treff[2]
    return (treff[1], treff[2]) if side and treff and treff[1] in _BOKSER else None


def _boks(node: "SyntaxTreeNode", side: bool) -> str:
    """A box; one that is not on the list stands as it was written, with what is in it."""
    if _er_for_mange(node.content):
        return kodegjerde(f"{node.markup}{node.info}\n{node.content}".rstrip("\n"))
    indre = trygg(node.content, side)
    if ramme := _ramme(node.info, side):
        return gjerde(ramme[0], trygg_linje(ramme[1]), {}, indre).rstrip("\n")
    if node.type == "fence":
        return ""
    return "\n\n".join(filter(None, (_ordrett(node.markup + node.info), indre, _ordrett(node.markup))))


def _er_for_mange(innhold: str) -> bool:
    return len(_BOKSSTART.findall(innhold)) > _BOKSER_I


def _tabell(node: "SyntaxTreeNode") -> str:
    linjer = []
    for del_ in node.children:
        for rad in del_.children:
            celler = [_blokk(celle, side=True).replace("|", r"\|") for celle in rad.children]
            linjer.append(f"| {' | '.join(celler)} |")
            if del_.type == "thead":
                linjer.append(f"|{' --- |' * len(celler)}")
    return "\n".join(linjer)


def _linje(noder: "Sequence[SyntaxTreeNode]", side: bool = False, forst: bool = True) -> str:
    """What stands in a paragraph or on a line."""
    ut, forrige = "", ""
    for node in noder:
        begynner = (not ut and forst) or ut.endswith("\n")
        match node.type:
            case "text":
                bit = _ordrett(node.content, begynner)
                # What stands behind a note must not make a definition or a link of it.
                ny = "\\" + bit if forrige == "footnote_ref" and bit[:1] in (":", "(") else bit
            case "softbreak":
                ut = ut.rstrip(" ")
                ny = "" if ut.endswith("\n") else "\n"
            case "code_inline":
                ny = _kode(node.content)
            case "em" | "strong":
                tegn = "*" if node.type == "em" else "**"
                ny = f"{tegn}{_linje(node.children, side, forst=False)}{tegn}"
            case "link":
                ny = _lenke(node, side)
            case "footnote_ref":
                ny = f"[^{_merkelapp(node)}]"
            case "myst_role":
                ny = _rolle(node.meta["name"], node.content, side, begynner)
            case "image":
                ny = _bilde(node)
            case _:
                ny = _ordrett(node.content, begynner)
        if ny.startswith("[") and ut.endswith("!"):  # or the link would be a picture
            ut = ut[:-1] + "\\!"
        ut, forrige = ut + ny, node.type
    return _MAL.sub(r"\\(", ut) if forst else ut


def _ordrett(tekst: str, forst: bool = True) -> str:
    """Text that means nothing but itself, also where it is the first on its line."""
    ut = _TEGN.sub(r"\\\g<0>", tekst)
    if forst and (treff := _FORST.match(ut)):
        # The digits of a numbered list cannot be escaped, but the sign behind them can.
        hvor = treff.end() - 1 if ut[0].isdigit() else 0
        ut = f"{ut[:hvor]}\\{ut[hvor:]}"
    return ut


def _kode(innhold: str) -> str:
    tegn = _lengre_enn(innhold, 1)
    begge = innhold[:1] == innhold[-1:] == " " and innhold.strip(" ")
    rom = " " if begge or innhold.startswith("`") or innhold.endswith("`") else ""
    return f"{tegn}{rom}{innhold}{rom}{tegn}"


def _merkelapp(node: "SyntaxTreeNode") -> str:
    return re.sub(r"[^\w-]", "-", str(node.meta["label"]))


def _lenke(node: "SyntaxTreeNode", side: bool) -> str:
    adresse = str(node.attrs["href"])
    if node.info == "auto":
        return f"<{adresse.removeprefix('mailto:')}>"
    return (
        f"[{_linje(node.children, side, forst=False)}](<{adresse}>)"
        if re.search("[()]", adresse)
        else (f"[{_linje(node.children, side, forst=False)}]({adresse})")
    )


def _bilde(node: "SyntaxTreeNode") -> str:
    kilde = str(node.attrs["src"])
    if not re.fullmatch(_FIL, kilde):
        return _ordrett(f"![{node.content}]({kilde})", forst=False)
    return f"![{_ordrett(node.content, forst=False)}]({kilde})"


def _rolle(navn: str, innhold: str, side: bool, forst: bool) -> str:
    form = (_SIDEROLLER if side else _ROLLER).get(navn)
    if form and form.fullmatch(innhold):
        return f"{{{navn}}}`{innhold}`"
    return _ordrett(f"{{{navn}}}`{innhold}`", forst)


# --- written as HTML -------------------------------------------------------------------------------


def _som_html(tokens: "Sequence[Token]", side: bool = False, slag: type[str] = str) -> str:
    leser = _leser(side)
    return str(leser.renderer.render(tokens, leser.options, {"side": side, "slag": slag}))


def _rolle_som_html(_: Any, tokens: "Sequence[Token]", nr: int, __: Any, env: Any) -> str:
    navn, innhold = tokens[nr].meta["name"], tokens[nr].content
    # Only the program writes those of cells.
    if navn in drawn_cells.ROLLER and issubclass(env["slag"], Trygg):
        return drawn_cells.som_html(navn, innhold)
    treff = _ROLLER[navn].fullmatch(innhold) if navn in _ROLLER else None
    return escape((treff["tekst"] or treff["bare"]) if treff else f"{{{navn}}}`{innhold}`")


def _boks_som_html(_: Any, tokens: "Sequence[Token]", nr: int, __: Any, env: Any) -> str:
    token, side = tokens[nr], bool(env["side"])
    if _er_for_mange(token.content):
        return f"<pre>{escape(token.markup + token.info)}\n{escape(token.content)}</pre>"
    indre = til_html(env["slag"](token.content), side)
    if ramme := _ramme(token.info, side):
        klasse = ramme[1] if ramme[0] == "container" else ramme[0]
        return f'<div class="{escape(klasse)}">{indre}</div>'
    return f"<p>{escape(token.markup + token.info)}</p>{indre}<p>{token.markup}</p>"


def _merke_som_html(_: Any, tokens: "Sequence[Token]", nr: int, *__: Any) -> str:
    klasser = str(tokens[nr].attrs.get("class", "")).split()
    return f'<ins class="{_ENDRET}">' if _ENDRET in klasser else f'<span class="{escape(" ".join(klasser))}">'


def _merkeslutt_som_html(_: Any, tokens: "Sequence[Token]", nr: int, *__: Any) -> str:
    dybde, her = 0, nr
    while dybde or her == nr:
        dybde -= tokens[her].nesting if tokens[her].type.startswith("span_") else 0
        her -= 1
    return "</ins>" if _ENDRET in str(tokens[her + 1].attrs.get("class", "")) else "</span>"


def _bilde_som_html(_: Any, tokens: "Sequence[Token]", nr: int, *__: Any) -> str:
    token = tokens[nr]
    kilde = str(token.attrs["src"])
    if not re.fullmatch(_FIL, kilde):
        return escape(f"![{token.content}]({kilde})")
    return f'<img src="{kilde}" alt="{escape(token.content)}">'


_HTML: Final = {
    "myst_role": _rolle_som_html,
    "colon_fence": _boks_som_html,
    "span_open": _merke_som_html,
    "span_close": _merkeslutt_som_html,
    "image": _bilde_som_html,
}
