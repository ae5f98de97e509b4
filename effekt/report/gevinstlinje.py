"""The line of a measure's page that leads to the plan for its gain, where there is one."""

from typing import Final

from effekt.base.recording import record_common
from effekt.display.texts import etikett
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import SIDE, Sektor

SIDENAVN: Final = "gevinster"


def gevinstlinje(sektor: Sektor, tiltak: Tiltak) -> list[str]:
    """Who owns the gain, and where it is followed; nothing for a measure without a plan."""
    plan = sektor.gevinster.find(tiltak.id)
    if plan is None:
        return []
    side = f"{sektor.info.id}/{SIDENAVN}"
    # The card is stale when the page comes or goes.
    record_common(SIDE + side)
    eier = f" Ansvarlig: {plan.eier}." if plan.eier else ""
    sted = etikett(sektor, f"gevinst-{tiltak.id.lower()}")
    lenke = f"{{ref}}`Slik er gevinsten fulgt opp <{sted}>`." if sektor.bok.har_side(side) else ""
    sagt = f"{lenke}{eier}".strip()
    return [f"**Oppfølging av gevinsten:** {sagt}"] if sagt else []
