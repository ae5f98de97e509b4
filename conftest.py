"""For nbval over book/: the chapters refer to their drawings and data files, and write none; each runs in a kernel."""

import os

import pytest

# See FILVARIABEL in effekt/base/book.py. Set before any kernel starts, which inherits it.
os.environ["EFFEKT_FILER"] = "navn"

# What takes longest begins first, and what builds for others before those; so two workers end at the same time.
_FORST = (
    "test_documents_commands", "test_kommune", "test_mening", "test_execute", "test_pdf", "test_stale_data",
    "test_new_sector_built", "test_rerun", "test_build", "test_preview", "test_uu", "test_nettsted", "test_turer",
    "test_nbval", "test_word", "test_periode", "test_stale_book", "test_programmet", "test_importing", "test_stale",
    "test_kildekontroll", "test_fetching", "test_read", "test_formel", "test_prosjekt",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cells of chapters as what runs kernels, and put what takes longest first."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker(pytest.mark.bygg)
    items.sort(key=lambda item: _FORST.index(item.path.stem) if item.path.stem in _FORST else len(_FORST))
