"""The book's look as a Sphinx theme: no icon fonts, no framework, a page of some tens of kB."""

from pathlib import Path

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx, which finds it by the entry point ``sphinx.html_themes``."""
    app.add_html_theme("effekt", str(Path(__file__).parent))
    app.add_js_file("effekt.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
