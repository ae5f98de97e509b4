"""Pages that are written elsewhere on the site than under the name of their file."""

from effekt.site.page_addresses import all_files, own_addresses, written_to


def test_the_front_page_is_the_sites_index_and_its_old_name_leads_on() -> None:
    own = own_addresses("book/forside")
    assert written_to("book/forside", own) == "index.html"
    assert written_to("book/tek/tiltak", own) == "book/tek/tiltak.html"
    assert list(all_files(["book/forside", "book/tek/tiltak"], own)) == [
        "index.html",
        "book/forside.html",
        "book/tek/tiltak.html",
    ]


def test_a_front_page_that_is_the_index_already_has_no_other_address() -> None:
    assert own_addresses("index") == {}
