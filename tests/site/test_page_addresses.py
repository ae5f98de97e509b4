"""Pages that are written elsewhere on the site than under the name of their file."""

from pathlib import Path

from effekt.site.page_addresses import all_files, own_addresses, written_to
from tests.helpers.bokkopi import boken
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE


def test_the_front_page_is_the_sites_index_and_a_measures_page_is_at_its_permanent_address() -> None:
    own = own_addresses(boken(KOMMUNE))
    assert written_to("book/forside", own) == "index.html"
    assert written_to("book/tek/vei1", own) == "tek/vei1/index.html"
    assert written_to("book/tek/tiltak", own) == "book/tek/tiltak.html"


def test_what_leads_on_stands_under_the_name_of_the_file() -> None:
    own = {"book/forside": "index"}
    assert list(all_files(["book/forside", "book/tek/tiltak"], own)) == [
        "index.html",
        "book/forside.html",
        "book/tek/tiltak.html",
    ]


def test_a_front_page_that_is_the_index_already_has_no_other_address(kommunekopi: Path) -> None:
    rot = kommunekopi.parent
    bytt(rot / "_toc.yml", "root: book/forside", "root: index")
    assert "index" not in own_addresses(boken(rot))
