"""A chapter in JupyterLab, as a reviewer has it: opened, changed, run, and what moved is marked."""

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat
import pytest

from tests.helpers.jupyterlab import running_lab

if TYPE_CHECKING:
    from playwright.sync_api import Page

SETTINGS = Path(__file__).parents[2] / "effekt" / "cli" / "jupyter"
# Seconds, on however busy a machine; alone it takes some 20 in all.
LONGEST = 120_000


def test_what_the_lab_is_started_with_asks_for_no_news_and_no_updates() -> None:
    server = json.loads((SETTINGS / "jupyter_lab_config.json").read_text())["LabApp"]
    assert server["news_url"] is None
    assert server["check_for_updates_class"].endswith("NeverCheckForUpdate")
    labconfig = SETTINGS / "labconfig"
    settings, viewers = json.loads((labconfig / "default_setting_overrides.json").read_text()).values()
    assert settings == {"checkForUpdates": False, "fetchNews": "false"}
    # A chapter that is written as text opens as the notebook that it is.
    assert viewers == {"defaultViewers": {"markdown": "Jupytext Notebook"}}
    (disabled,) = json.loads((labconfig / "page_config.json").read_text())["disabledExtensions"]
    assert disabled.endswith(":announcements")


@pytest.mark.bygg
@pytest.mark.nettleser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_changed_parameter_is_run_and_what_moved_is_marked(
    kommunekopi: Path, tmp_path_factory: pytest.TempPathFactory, side: "Page", dark: bool
) -> None:
    bok = kommunekopi.parent
    # A chapter has a short reference to a measure. The whole card, as on its page, stands after it here.
    kapittel = bok / "notebooks/tek/tiltak.ipynb"
    celler = nbformat.read(kapittel, nbformat.NO_CONVERT)
    nr = next(nr for nr, celle in enumerate(celler.cells) if "tiltakskort" in celle.source)
    hele = 'from effekt import tiltaksside\n\ntiltaksside.tiltaket(data, "VEI1")'
    celler.cells.insert(nr + 1, nbformat.v4.new_code_cell(hele))
    nbformat.write(celler, kapittel)
    verter: set[str] = set()
    side.on("request", lambda spurt: verter.add(str(urlsplit(spurt.url).hostname)))
    with running_lab(bok, tmp_path_factory.mktemp("lab"), dark=dark) as adresse:
        side.goto(adresse.format("tek/tiltak.ipynb"))
        celle = side.locator(".jp-CodeCell", has_text="endringer: dict").first
        celle.locator(".cm-content").click(timeout=LONGEST)
        side.keyboard.press("Control+a")
        side.keyboard.insert_text('sektor: str = "tek"\nendringer: dict = {"VEI1.punkter": 3000}')
        # Run before there is a kernel, the Lab asks which one.
        side.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(state="attached", timeout=LONGEST)
        side.locator(".lm-MenuBar-item", has_text="Run").click()
        side.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        kort = side.locator(".effekt-lab .kort").first
        kort.locator("ins.endret").first.wait_for(state="attached", timeout=LONGEST)
        side.wait_for_function(
            "![...document.querySelectorAll('.jp-InputPrompt')].some(en => en.textContent.includes('*'))",
            timeout=LONGEST,
        )

        assert side.locator(".effekt-lab .kort-henvisning ins.endret").count() > 0
        # The years stand beside each other, and the card is on the Lab's own paper.
        ar = kort.locator(".kort-ar").first.locator("> *").evaluate_all("alle => alle.map(en => en.offsetTop)")
        assert len(ar) > 1
        assert len(set(ar)) == 1
        grunn, lab = (
            side.evaluate("en => getComputedStyle(document.querySelector(en)).backgroundColor", velger)
            for velger in (".effekt-lab .kort", ".jp-Notebook")
        )
        assert grunn == lab
        assert (sum(map(int, grunn[4:-1].split(",")[:3])) < 200) is dark
        # A table is as wide as its words ask for, and a figure has its caption.
        assert (
            side.locator(".effekt-lab .tabellramme table").first.evaluate("en => getComputedStyle(en).tableLayout")
            == "auto"
        )
        assert side.locator(".effekt-lab figure figcaption").first.text_content()
    # Neither page nor notice comes from anywhere else.
    assert verter == {"127.0.0.1"}
    assert side.locator(".Toastify__toast, .jp-toast-button").count() == 0
