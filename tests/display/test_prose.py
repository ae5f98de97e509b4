"""Templates: translated once, and the names that they use."""

from effekt.display import prose


def test_a_template_is_translated_once_and_tells_what_it_uses() -> None:
    prose._oversett.cache_clear()
    mal = "{% for x in alle %}{{ x }}{{ y }}{% endfor %}"
    for _ in range(2):
        lest, brukt = prose.les_mal(mal)
        assert brukt == {"alle", "y"}
        assert lest.render(alle="ab", y="c") == "acbc"
    assert prose._oversett.cache_info().misses == 1
