"""What the site says of the files for download, and what it takes of an executed chapter.

- A page can link to what the site has for download as a whole: {nedlasting}`Regneark <hls.xlsx>`.
- The description for data catalogues is in the front page and in those that link to it.
- Outputs have several forms; the pages are made from one, and the records are for programs.
"""

import json
import posixpath
import re
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from effekt.visning import NEDLASTINGSMAPPE

DESCRIPTION: Final = f"{NEDLASTINGSMAPPE}/dcat.jsonld"
_SHOWN: Final = "text/markdown"


class DownloadRole(SphinxRole):
    """A link to a file of the download folder, which keeps its name and place on the site."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The link, or what is wrong with it."""
        match = re.fullmatch(r"(?P<text>.+) <(?P<file>[\w.-]+)>", self.text)
        path = f"{NEDLASTINGSMAPPE}/{match['file']}" if match else ""
        if not match or not (Path(self.env.srcdir) / path).is_file():
            fault = self.inliner.reporter.error(f"no download {self.text}", line=self.lineno)
            return [], [fault]
        address = posixpath.relpath(path, posixpath.dirname(self.env.docname) or ".")
        link = nodes.reference(
            self.rawtext, match["text"], refuri=address, classes=["nedlasting"], internal=True
        )
        return [link], []


def describe_data(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the description for data catalogues into the page's head: data, not a script to run."""
    file = Path(app.srcdir) / DESCRIPTION
    links = doctree.findall(nodes.reference) if doctree else ()
    if page != app.config.root_doc and not any("nedlasting" in a["classes"] for a in links):
        return
    if file.is_file():
        # No text in it can end the element before its time.
        data = file.read_text(encoding="utf-8").strip().replace("<", "\\u003c")
        block = f'<script type="application/ld+json">{data}</script>'
        context["metatags"] = f"{context.get('metatags', '')}\n  {block}"


def only_what_is_shown(app: Sphinx, page: str, source: list[str]) -> None:
    """Leave of each output of a chapter what the pages show: its Markdown.

    Without this, myst-nb makes a document tree of every type that an output has, and chooses among
    them afterwards; and it warns of the record, which is for programs.
    """
    if not app.env.doc2path(page).endswith(".ipynb"):
        return
    book = json.loads(source[0])
    for cell in book["cells"]:
        for output in cell.get("outputs", ()):
            if _SHOWN in output.get("data", ()):
                output["data"] = {_SHOWN: output["data"][_SHOWN]}
    source[0] = json.dumps(book)
