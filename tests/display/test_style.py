"""The colours: drawings' areas against the page and their neighbours, the tokens against paper."""

import itertools
import re
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.book import style_sheet
from effekt.base.faults import Datafeil
from effekt.display.drawings import soyler
from effekt.display.numbered import Figur
from effekt.display.style import Tegning, tegn_svg, tekst_pa
from effekt.model.tema import TEGNEFARGER as FARGER
from effekt.reading.sektor import Sektor
from effekt.report import forside
from tests.helpers.bokkopi import ROT

CSS = style_sheet(ROT)
GRENSE, TEKSTGRENSE = 3.0, 4.5
# The first colours of its drawings, in data/felles/tema.yml.
LILLEVIKS = ["#4a1d73", "#c27a00"]
TONER = ["god", "svak-god", "noytral", "svak-darlig", "darlig"]


def _luminans(farge: str) -> float:
    lang = farge if len(farge) == 7 else "#" + "".join(2 * t for t in farge[1:])
    kanaler = [int(lang[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaer = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler]
    return sum(v * k for v, k in zip((0.2126, 0.7152, 0.0722), lineaer, strict=True))


def kontrast(a: str, b: str) -> float:
    """WCAG's contrast of two colours, from 1 to 21."""
    mork, lys = sorted((_luminans(a), _luminans(b)))
    return (lys + 0.05) / (mork + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert kontrast("#000", "#fff") == pytest.approx(21)
    assert kontrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("farge", FARGER)
def test_every_area_of_a_drawing_differs_from_the_paper(farge: str) -> None:
    assert kontrast(farge, "#ffffff") >= GRENSE
    innskrift = tekst_pa(farge)
    assert kontrast(farge, "#ffffff" if innskrift == "white" else innskrift) >= TEKSTGRENSE


@pytest.mark.parametrize(("en", "neste"), list(itertools.pairwise([*FARGER, FARGER[0]])))
def test_areas_that_stand_beside_each_other_differ(en: str, neste: str) -> None:
    assert kontrast(en, neste) >= GRENSE


def _tokener() -> dict[str, dict[str, str]]:
    css = CSS.read_text(encoding="utf-8")
    monster = r"--effekt-([\w-]+): (#[0-9a-f]{3,6});"
    lys = dict(re.findall(monster, css[: css.index("@media screen")]))
    morke = css[css.index('[data-visning="mork"] {') :]
    mork = dict(re.findall(monster, morke[: morke.index("}")]))
    return {"lys": lys, "mork": {**lys, **mork}}


@pytest.mark.parametrize("visning", ["lys", "mork"])
def test_tokens_keep_their_contrast_in_both_views(visning: str) -> None:
    farge = _tokener()[visning]
    for bunn in ("paper", "surface"):
        for tekst in ("ink", "muted", "link", "accent"):
            assert kontrast(farge[tekst], farge[bunn]) >= TEKSTGRENSE, (tekst, bunn)
        for kant in ("border", "focus"):
            assert kontrast(farge[kant], farge[bunn]) >= GRENSE, (kant, bunn)
    assert kontrast(farge["on-accent"], farge["accent"]) >= TEKSTGRENSE
    assert kontrast(farge["ink"], farge["mark"]) >= TEKSTGRENSE
    for tone in TONER:
        assert kontrast(farge[tone], farge["paper"]) >= GRENSE, tone
        assert kontrast(farge["ink"], farge[f"{tone}-pale"]) >= TEKSTGRENSE, tone


def test_no_colour_or_size_of_type_stands_outside_the_tokens() -> None:
    css = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
    etter = css[css.index("*,") :]
    skjerm = etter[: etter.index("@page")]
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", skjerm) == []
    familier = re.findall(r"font-family: ([^;]+);", skjerm)
    assert all(f.startswith("var(") or f == "inherit" for f in familier)


def test_the_front_page_drawing_has_effect_and_what_lacks_in_both_widths(tek: Sektor) -> None:
    figur = forside.effekt_mot_rammekutt(tek)
    assert isinstance(figur, Figur)
    for smal in (False, True):
        tegning = figur.svg(smal)
        assert LILLEVIKS[0] in tegning
        # What lacks of a cut is hatched.
        assert "<pattern" in tegning
        assert tegning == figur.svg(smal)


def test_a_users_own_settings_and_fonts_change_no_drawing(tek: Sektor, tmp_path: Path) -> None:
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    vanlig = forside.effekt_mot_rammekutt(tek).svg(False)
    serif = next(font for font in fontManager.ttflist if font.name == "DejaVu Serif")
    # Under the name of the book's own, and found first.
    maskinens = replace(
        serif, fname=str(shutil.copy(serif.fname, tmp_path)), name="DejaVu Sans", style="normal", weight=400
    )
    egne = {"axes.grid": True, "axes.facecolor": "0.8", "lines.linewidth": 9, "svg.fonttype": "none"}
    fontManager.ttflist.insert(0, maskinens)
    fontManager._findfont_cached.cache_clear()
    try:
        with mpl.rc_context(egne):
            assert forside.effekt_mot_rammekutt(tek).svg(False) == vanlig
    finally:
        fontManager.ttflist.remove(maskinens)
        fontManager._findfont_cached.cache_clear()


def _tegn(tegning: Tegning, storrelse: tuple[float, float] = (4.0, 3.0)) -> str:
    return tegn_svg(tegning, "x", storrelse, False, FARGER)


def test_a_name_that_a_figure_has_no_room_for_is_drawn_all_the_same() -> None:
    navn = "Etaten for vei, vann, avløp, renovasjon, parker, kirkegårder, idrettsanlegg, havner og brannvesenet"
    assert "<svg" in _tegn(lambda akser, smal: soyler(akser, {navn: Fraction(1)}, smal), (1.0, 1.0))


def test_a_sign_that_the_drawings_font_lacks_is_told_in_words() -> None:
    with pytest.raises(Datafeil, match="tegnet «🏙» kan ikke tegnes i en figur"):
        _tegn(lambda akser, _: akser.set_title("By 🏙"))
