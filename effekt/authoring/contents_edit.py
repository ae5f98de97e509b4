"""Pages put into _toc.yml and taken out of it, as text: comments, order and all other bytes stay."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from effekt.authoring.new_sector import med_innskudd
from effekt.base.faults import Datafeil


def with_page_after(text: str, file: Path, after: str, page: str) -> str:
    """The contents with a page after another one, or beneath it where that has pages beneath it. Raise Datafeil."""
    found = _entry(text, after)
    if found is None:
        raise Datafeil(f"innholdsfortegnelsen har ikke siden «{after}», som den nye skal stå etter. Legg den inn", file)
    entry, _ = found
    below = _value(entry, "sections")
    if isinstance(below, yaml.SequenceNode) and below.value and not below.flow_style:
        entry = below.value[-1]
    line = f"{' ' * max(entry.start_mark.column - 2, 0)}- file: {page}\n"
    whole = text if text.endswith("\n") else f"{text}\n"
    return med_innskudd(whole, [(_last_line(entry), line)])


def without_page(text: str, file: Path, page: str) -> str:
    """The contents without a page; raise Datafeil where it cannot be taken out of there alone."""
    found = _entry(text, page)
    if found is None:
        return text
    entry, siblings = found
    if _value(entry, "sections") is not None or len(siblings.value) == 1 or siblings.flow_style:
        raise Datafeil(
            f"siden «{page}» kan ikke tas ut alene: den har sider under seg, eller står alene. Flytt de andre først",
            file,
            int(entry.start_mark.line) + 1,
        )
    lines = text.splitlines(keepends=True)
    return "".join([*lines[: entry.start_mark.line], *lines[_last_line(entry) :]])


def _entry(text: str, page: str) -> tuple[yaml.MappingNode, yaml.SequenceNode] | None:
    """The entry of a page, and the list that it stands in; None where the contents do not have it."""
    for node in _nodes(yaml.compose(text)):
        if not isinstance(node, yaml.SequenceNode):
            continue
        for entry in node.value:
            name = _value(entry, "file")
            if isinstance(name, yaml.ScalarNode) and name.value == page:
                return entry, node
    return None


def _nodes(node: Any) -> Iterator[yaml.Node]:
    if not isinstance(node, yaml.Node):
        return
    yield node
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        for one in part if isinstance(part, tuple) else (part,):
            yield from _nodes(one)


def _value(node: Any, key: str) -> Any:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _last_line(entry: yaml.Node) -> int:
    """After how many lines an entry ends."""
    return max(int(node.end_mark.line) for node in _nodes(entry) if isinstance(node, yaml.ScalarNode)) + 1
