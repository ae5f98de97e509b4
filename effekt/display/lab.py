"""An output in JupyterLab with the look that it has on the site, in the Lab's own light or dark.

Each output brings the rules of the site's style sheet that are about what stands in it, and no others, each limited to
that output; a drawing stands in it as it does in a page. So it looks the same wherever the cell is moved or run alone,
and touches nothing of the Lab. Paper, ink and type are the Lab's (``lab.css`` says which); the other colours are the
book's.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from html import unescape
from typing import Final, NamedTuple

from effekt.base.book import style_sheet
from effekt.display.svg import er_tegning, i_siden, med_tegnefarger
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.tema import med_tema

OUTPUT: Final = "effekt-lab"
LAB_SHEET: Final = "lab.css"
# What stands around each table, as on the site.
_FRAME: Final = ('<div class="tabellramme"><table', "</table></div>")
_LIGHT: Final = ":root"
_DARK: Final = ':root[data-visning="mork"]'
_DARK_LAB: Final = f'[data-jp-theme-light="false"] .{OUTPUT}'
# Said twice, a rule comes before the Lab's own about tables and paragraphs.
_SCOPE: Final = f".{OUTPUT}.{OUTPUT}"
# Of the elements that rules name without a class, those that a published object is made of.
_ELEMENTS: Final = frozenset({"figure", "figcaption", "ins"})
_TOKEN: Final = re.compile(r"(--(?:effekt|tegnet)-[\w-]+)\s*:\s*([^;}]+)")
_USED_TOKEN: Final = re.compile(r"var\((--(?:effekt|tegnet)-[\w-]+)")
_DRAWING: Final = re.compile(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]*)">')
_CLASS: Final = re.compile(r"\.(-?[a-z][\w-]*)")


class _Rule(NamedTuple):
    """Selectors, each apart, and what they say; or, with ``inner``, the rules of an at-rule of that name."""

    selectors: tuple[str, ...]
    body: str
    inner: "tuple[_Rule, ...]" = ()


def as_output(html: str, bok: Bokmappe) -> str:
    """The HTML of an object as an output of a notebook, with the style that it needs."""
    html = html.replace("<table", _FRAME[0]).replace("</table>", _FRAME[1])
    # Sphinx writes the names of classes so.
    drawings: list[str] = []
    html = _DRAWING.sub(partial(_drawn_inline, drawings), html)
    html = re.sub(r'class="[^"]*"', lambda found: found[0].replace("_", "-"), html)
    own = style_sheet(bok.rot, LAB_SHEET).read_text(encoding="utf-8")
    css = med_tegnefarger(med_tema(style_sheet(bok.rot).read_text(encoding="utf-8"), bok.tema), drawings)
    return f'<div class="{OUTPUT}">{_style(html, css, own)}{html}</div>'


def _drawn_inline(drawings: list[str], found: re.Match[str]) -> str:
    """A drawing as a part of the output, so that it is in the theme's colours; noted among ``drawings``."""
    svg = base64.b64decode(found[1]).decode()
    if not er_tegning(svg):
        return found[0]
    drawings.append(svg)
    return f'<div class="tegning">{i_siden(svg, "bred", unescape(found[2]), lambda _: "")}</div>'


def _style(html: str, css: str, own: str) -> str:
    """The style element for what stands in ``html``; empty where nothing in it has a look of its own."""
    classes = {one for found in re.findall(r'class="([^"]*)"', html) for one in found.split()}
    elements = {element for element in _ELEMENTS if f"<{element}" in html}
    rules = "\n".join(rule for sheet in (css, own) for rule in _written(_rules(sheet), classes, elements))
    tokens = "\n".join(_tokens(css, own, rules + html))
    return f"<style>{tokens}\n{rules}</style>\n" if classes or elements else ""


def _tokens(css: str, own: str, text: str) -> Iterator[str]:
    """The tokens that the rules use, in light and in dark: the Lab's where it has one, else the site's."""
    of_lab = _values(own, _LIGHT)
    light = {**_values(css, _LIGHT), **of_lab}
    dark = {name: value for name, value in _values(css, _DARK).items() if name not in of_lab}
    used: set[str] = set()
    more = set(_USED_TOKEN.findall(text))
    while more:
        used |= more
        more = {token for name in more for token in _USED_TOKEN.findall(light.get(name, ""))} - used
    for selector, values in ((f".{OUTPUT}", light), (_DARK_LAB, dark)):
        said = ";".join(f"{name}:{value}" for name, value in values.items() if name in used)
        if said:
            yield f"{selector}{{{said}}}"


def _values(css: str, selector: str) -> dict[str, str]:
    """The tokens of a style sheet under a selector."""

    def below(rules: Iterable[_Rule]) -> Iterator[_Rule]:
        for rule in rules:
            yield rule
            yield from below(rule.inner)

    bodies = (rule.body for rule in below(_rules(css)) if selector in rule.selectors)
    return {name: value.strip() for body in bodies for name, value in _TOKEN.findall(body)}


def _written(rules: Iterable[_Rule], classes: set[str], elements: set[str]) -> Iterator[str]:
    """The rules about what has one of these classes, or is one of these elements, limited to an output."""
    for rule in rules:
        if rule.inner:
            if inner := "".join(_written(rule.inner, classes, elements)):
                yield f"{rule.selectors[0]}{{{inner}}}"
        elif kept := [scoped for one in rule.selectors if (scoped := _scoped(one, classes, elements))]:
            yield f"{','.join(kept)}{{{rule.body}}}"


def _scoped(selector: str, classes: set[str], elements: set[str]) -> str:
    """The selector within an output; empty where it is about something else."""
    scope = _SCOPE
    if selector.startswith(_DARK):
        selector, scope = selector.removeprefix(_DARK).strip(), f"{_DARK_LAB}.{OUTPUT}"
    if selector == f".{OUTPUT}":
        return scope
    # On the site the page is around it.
    selector = selector.removeprefix(".innhold ")
    about = selector and not selector.startswith(("@", ":root")) and _is_about(selector, classes, elements)
    return f"{scope} {selector}" if about else ""


def _is_about(selector: str, classes: set[str], elements: set[str]) -> bool:
    """Whether what a selector asks for can be there: all of its classes, one way through each choice."""
    plain = re.sub(r":(?:not|has)\([^()]*(?:\([^()]*\)[^()]*)*\)", "", selector)
    for choice in re.findall(r":is\(((?:[^()]|\([^()]*\))*)\)", plain):
        if "." in choice and not any(_is_about(one, classes, elements) for one in _parts(choice)):
            return False
    plain = re.sub(r":is\((?:[^()]|\([^()]*\))*\)", "", plain)
    asked = set(_CLASS.findall(plain))
    if asked:
        return asked <= classes
    first = re.match(r"\w+", plain)
    return (first[0] in elements) if first else ":is(" in selector and "." in selector


@lru_cache(maxsize=4)
def _rules(css: str) -> tuple[_Rule, ...]:
    """A style sheet as rules; none of those for paper."""
    return tuple(_read(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def _read(css: str) -> Iterator[_Rule]:
    depth, start, head = 0, 0, ""
    for at, sign in enumerate(css):
        if sign == "{":
            if not depth:
                head, start = " ".join(css[start:at].split()), at + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth:
                continue
            body, start = css[start:at], at + 1
            if not head.startswith("@"):
                yield _Rule(tuple(_parts(head)), " ".join(body.split()))
            elif not head.startswith(("@media print", "@page")):
                yield _Rule((head,), "", tuple(_read(body)))


def _parts(selectors: str) -> Iterator[str]:
    """The selectors of a list of them: a comma within brackets parts nothing."""
    depth, start = 0, 0
    for at, sign in enumerate(f"{selectors},"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            yield selectors[start:at].strip()
            start = at + 1
