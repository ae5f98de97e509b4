"""«Sett sammen en pakke»: ticks, starting points, two packages, the address, and what can be taken along."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from effekt.calc import beregning
from effekt.calc.dekning import dekning
from effekt.calc.usikkerhet import TOTAL
from effekt.display.regnselv import sett_sammen
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.review.changes_file import read_endringsfil
from tests.helpers.regnprov import apner, regnside

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.nettleser
Apne = Callable[..., "Page"]


@pytest.fixture
def fil(tmp_path: Path, opp: Sektor) -> Path:
    """The page of the made-up schools."""
    klasse = sett_sammen({"opp": []}, "SKO1").klasse
    return regnside(tmp_path, opp, "Pakken", f'<div class="{klasse} container"><p>Linjen</p></div>')


@pytest.fixture
def apne(side: "Page", fil: Path) -> Iterator[Apne]:
    """Open the page at an address."""
    with apner(side, fil) as ved:
        yield ved


def _rad(side: "Page", hva: str, nr: int = 0, tabell: int = 0) -> list[str]:
    """The numbers of the table's row: «effekt», «mangler» …; the first of them is of all measures together."""
    rader = side.locator(".regn-pakketabell").nth(tabell).locator(f".regn-rad-{hva}").nth(nr)
    return rader.locator("td > span:first-child").all_text_contents()


def _setning(side: "Page") -> str:
    return side.locator(".regn-pakkeside > .regn-setning").inner_text().replace("\u00a0", " ")


def _virkninger(side: "Page") -> str:
    return side.locator(".regn-virker").inner_text().replace("\u00a0", " ")


def _vist(sektor: Sektor, belop: dict[int, object]) -> list[str]:
    return [sektor.bok.penger.vis(b, 1) if b is not None else "ukjent" for b in belop.values()]  # type: ignore[arg-type]


def test_tick_takes_a_measure_out_and_what_depends_on_it_falls(apne: Apne, opp: Sektor) -> None:
    side = apne()
    assert _rad(side, "effekt") == _vist(opp, dict(beregning.total(opp)))
    side.get_by_role("checkbox", name="Felles barnehage").uncheck()
    endret = med_endringer("opp", {"BAR1.gjennomfores": "nei"})
    assert _rad(side, "effekt") == _vist(opp, dict(beregning.total(endret)))
    mangler = {ar: d.gjenstar for ar, d in dekning(endret)[TOTAL].items()}
    assert _rad(side, "mangler") == _vist(opp, dict(mangler))
    assert "faller bort, for det avhenger av Felles barnehage" in _virkninger(side)
    assert "mindre enn i boken" in _setning(side)
    side.wait_for_function("() => location.hash.startsWith('#pakke&uten=BAR1')")
    side.wait_for_function("() => document.querySelector('.regn-pakkeside > [role=status]').textContent !== ''")


def test_overlap_is_told_and_ends_when_one_of_the_two_is_out(apne: Apne) -> None:
    side = apne()
    assert "overlapper (de samme lokalene): 25 % av" in _virkninger(side)
    side.get_by_role("checkbox", name="Større klasser").uncheck()
    assert "teller mer, for Større klasser, som det overlapper med, er ute" in _virkninger(side)


def test_starting_points_are_those_that_the_data_have_and_say_what_they_did(apne: Apne) -> None:
    side = apne()
    knapper = side.get_by_role("group", name="Begynn med").get_by_role("button")
    assert knapper.all_inner_texts() == ["Som foreslått", "Bare det som er vedtatt", "De sikreste anslagene"]
    knapper.nth(1).click()
    assert side.locator(".regn-liste input:checked").count() == 1
    assert side.locator(".regn-merknad:visible").inner_text().startswith("Med er det som er vedtatt")
    knapper.nth(2).click()
    assert side.locator(".regn-liste input:checked").count() == 2
    knapper.nth(0).click()
    assert side.locator(".regn-liste input:checked").count() == 5
    side.wait_for_function("() => location.hash === ''")


def test_two_packages_stand_beside_each_other_with_what_parts_them(apne: Apne) -> None:
    side = apne()
    side.get_by_role("button", name="Sammenlign med en pakke til").click()
    side.get_by_role("checkbox", name="Større klasser").uncheck()
    a, b, forskjell = (_rad(side, "effekt", tabell=nr) for nr in range(3))
    assert a != b
    assert forskjell[-1].startswith("\u2212")
    side.get_by_role("radio", name="Pakke A").check()
    assert side.get_by_role("checkbox", name="Større klasser").is_checked()
    side.get_by_role("button", name="Kopier A til B").click()
    assert set(_rad(side, "effekt", tabell=2)) == {"0"}
    side.get_by_role("button", name="Fjern pakke B").click()
    assert side.locator(".regn-pakketabell:visible").count() == 1


def test_address_opened_anew_gives_both_packages(apne: Apne) -> None:
    side = apne("#pakke&uten=SKO1&SKO2.forsinkelse=1&bok=0&B&uten=KUL1,BAR1")
    forst = [_rad(side, "effekt", tabell=nr) for nr in range(3)]
    side.get_by_role("checkbox", name="Felles barnehage").uncheck()
    side.get_by_role("checkbox", name="Felles barnehage").check()
    side.wait_for_function("() => location.hash.includes('&B&uten=')")
    hash_ = side.evaluate("location.hash")
    assert [_rad(apne(hash_), "effekt", tabell=nr) for nr in range(3)] == forst


def test_address_of_another_edition_keeps_what_fits(apne: Apne) -> None:
    side = apne("#pakke&uten=SKO1,GAMMEL&SKO2.borte=7&BAR1.antall=1&bok=1,9")
    sagt = side.locator(".regn-merknad:visible").inner_text()
    assert "SKO2.borte finnes ikke i denne utgaven" in sagt
    assert "GAMMEL finnes ikke i denne utgaven." in sagt
    assert "BAR1.antall var 9 i boken da lenken ble laget" in sagt
    assert not side.get_by_role("checkbox", name="Større klasser").is_checked()


@pytest.mark.parametrize(
    "hash_",
    [
        "#pakke&uten=%3Cimg%20src=x%20onerror=alert(1)%3E,__proto__,constructor",
        "#pakke&B&B&B&uten=&__proto__.x=1&sektor=__proto__",
        "#pakke&uten=" + "SKO1," * 5000,
        "#pakke&SKO1.antall=" + "9" * 5000 + "&B&SKO1.antall=1e999",
        "#pakke&%E0%A4%A=1&uten=%E0%A4%A",
    ],
)
def test_hostile_address_does_nothing(apne: Apne, hash_: str, opp: Sektor) -> None:
    side = apne(hash_)
    assert side.locator(".regn-pakkeside :is(script, img)").count() == 0
    assert _rad(side, "effekt") == _vist(opp, dict(beregning.total(opp)))
    assert side.evaluate("({}).x") is None


def test_file_of_changes_gives_the_same_numbers(apne: Apne, opp: Sektor, tmp_path: Path) -> None:
    side = apne("#pakke&uten=KUL1&SKO1.antall=1,5&BAR1.forsinkelse=1&premiss.naboen=nei")
    side.get_by_text("Ta beregningen med videre").click()
    with side.expect_download() as lastet:
        side.get_by_role("button", name="Last ned endringer.yml").click()
    endringer = tmp_path / "endringer.yml"
    lastet.value.save_as(endringer)
    sett = read_endringsfil(opp, endringer)
    endret = med_endringer("opp", {a: e.verdi for a, e in sett.endringer.items()})
    assert sett.endringer["KUL1.gjennomfores"].verdi == "nei"
    assert _rad(side, "effekt") == _vist(opp, dict(beregning.total(endret)))
    per = [kode for kode in opp.info.virksomheter if _rad(side, "effekt", 1)]
    assert _rad(side, "effekt", 1) == _vist(opp, dict(beregning.sum_per_virksomhet(endret)[per[0]]))


def test_picture_and_table_can_be_taken_along(apne: Apne) -> None:
    side = apne("#pakke&uten=SKO1")
    side.get_by_text("Ta beregningen med videre").click()
    with side.expect_download() as lastet:
        side.get_by_role("button", name="Last ned bildet (SVG)").click()
    bilde = Path(lastet.value.path()).read_text(encoding="utf-8")
    assert bilde.startswith("<?xml")
    # Lines are broken where the picture ends, an address in the midst of a word.
    tekst = "".join(ElementTree.fromstring(bilde).itertext())
    for ord_ in ("Din beregning, ikke", "Kilde: egen beregning", "uten=SKO1", "Uten Større klasser"):
        assert ord_.replace(" ", "") in tekst.replace(" ", "")
    assert "<title>" in bilde
    assert "class=" not in bilde
    with side.expect_download() as lastet:
        side.get_by_role("button", name="Last ned tallene").click()
    linjer = Path(lastet.value.path()).read_text(encoding="utf-8").splitlines()
    assert linjer[0] == "ar,gruppe,navn,hva,bok_tusen_kroner,pakke_a_tusen_kroner"
    assert linjer[1].startswith("2027,Alle i pakken,Effekt,effekt,")


def test_nothing_is_stored(apne: Apne) -> None:
    side = apne("#pakke&uten=SKO1")
    assert side.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_without_scripts_a_line_says_what_there_is(chromium: "Browser", fil: Path) -> None:
    kontekst = chromium.new_context(java_script_enabled=False)
    side = kontekst.new_page()
    side.goto(fil.as_uri())
    assert side.locator(".regn-selv").inner_text() == "Linjen"
    kontekst.close()


@pytest.mark.parametrize(("bredde", "farger"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_page_fits_and_is_accessible(chromium: "Browser", fil: Path, bredde: int, farger: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    kontekst = chromium.new_context(viewport={"width": bredde, "height": 800}, color_scheme=farger)  # type: ignore[arg-type]
    side = kontekst.new_page()
    side.goto(f"{fil.as_uri()}#pakke&uten=BAR1&SKO1.antall=2&bok=3&B&uten=SKO1")
    side.evaluate("document.querySelectorAll('.regn-pakkeside details').forEach((en) => { en.open = true; })")
    assert side.evaluate("document.documentElement.scrollWidth") <= bredde
    funn = json.loads(json.dumps(Axe().run(side).response["violations"]))
    assert [(f["id"], [n["html"] for n in f["nodes"]][:3]) for f in funn] == []
    kontekst.close()
