"""How long «Regn selv» takes from a moved slider to all numbers and pictures, in a browser four times slowed.

    .venv/bin/python -m benchmarks.regn [SITE]

Opens each measure's panel on a built site, moves every slider step by step, ticks each measure of a package, and prints
the median and the worst of what the page itself measures («regn»: all numbers and pictures are in the page), and of
that with style and layout after.
"""

import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.utfordrere import ROT

FRIST = 16.0  # ms
SLOWED = 4

_FLYTT = """
() => {
  const tider = [];
  for (const glider of document.querySelectorAll(".regn-panel[open] input[type=range]")) {
    for (const del of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      glider.value = String(Math.round(Number(glider.max) * del));
      const start = performance.now();
      glider.dispatchEvent(new Event("input", { bubbles: true }));
      void document.documentElement.offsetHeight;
      tider.push([performance.getEntriesByName("regn").at(-1).duration, performance.now() - start]);
    }
    glider.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  }
  return tider;
}
"""


# Each measure out of a package and in again.
_KRYSS = """
() => [...document.querySelectorAll(".regn-liste input[type=checkbox]")].flatMap((felt) => [1, 2].map(() => {
  const start = performance.now();
  felt.click();
  void document.documentElement.offsetHeight;
  return [performance.getEntriesByName("regn").at(-1).duration, performance.now() - start];
}))
"""


def mal_side(side: Any, adresse: str) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds of each move, by the name of the panel's page and number."""
    side.goto(adresse)
    ut = {}
    for nr in range(side.locator("details.regn-panel").count()):
        panel = side.locator("details.regn-panel").nth(nr)
        panel.locator("> summary").click()
        side.evaluate(_FLYTT)  # once before, as a reader's first moves warm it
        ut[f"{Path(adresse).parent.name}/{Path(adresse).stem} {nr + 1}"] = side.evaluate(_FLYTT)
        panel.locator("> summary").click()
    if side.locator(".regn-pakkeside").count():
        side.goto(f"{adresse}#pakke&B")  # two packages, as it is at most
        side.evaluate(_KRYSS)
        ut[f"{Path(adresse).stem}, ticks"] = side.evaluate(_KRYSS)
    return ut


def main() -> int:
    """Measure all panels of a site; the exit code is 1 where the median of one is past the limit."""
    from playwright.sync_api import sync_playwright

    html = Path(sys.argv[1]) if len(sys.argv) > 1 else ROT / "_build" / "html"
    sider = sorted(f for f in html.rglob("*.html") if 'class="regn-selv' in f.read_text(encoding="utf-8"))
    for_sent = False
    with sync_playwright() as p:
        nettleser = p.chromium.launch(
            executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None, args=["--no-sandbox"]
        )
        side = nettleser.new_page(viewport={"width": 390, "height": 800})
        side.context.new_cdp_session(side).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for fil in sider:
            for navn, tider in mal_side(side, fil.as_uri()).items():
                skript, alt = zip(*tider, strict=True)
                midt, ni = statistics.median(alt), sorted(alt)[int(len(alt) * 0.95)]
                print(
                    f"{navn}: {statistics.median(skript):.1f} ms of script, {midt:.1f} ms with layout "
                    f"(95 % within {ni:.1f} ms), {len(tider)} moves"
                )
                for_sent |= midt > FRIST
        nettleser.close()
    return int(for_sent)


if __name__ == "__main__":
    sys.exit(main())
