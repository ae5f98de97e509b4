"""The place where the site lets its reader work a measure out with numbers of her own.

Elsewhere, on paper and without scripts it is a line on what the notebook and the command offer; the script puts the
panel there (``site/theme/static/regn/panel.js``).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from effekt.display.blocks import Avsnitt, Boks, Liste, boks
from effekt.reading.sektor import Sektor

REGN_SELV: Final = "regn-selv"
ALLE: Final = "regn-alle"
PAKKE: Final = "regn-pakke"


def merke(sektor: str, tiltak: str = "") -> str:
    """The class of the place of a measure: «regn-hls-sye1»; of a sector, what those of its measures begin with."""
    return f"regn-{sektor.replace('_', '-')}-{tiltak.lower()}"


def regn_selv(sektor: Sektor, tiltak_id: str) -> Boks:
    """The place for a measure's panel, with what is offered where there is none."""
    tiltak = sektor.tiltak.unrecorded()[tiltak_id]
    navn, f = next(iter(tiltak.forutsetninger.items()))
    hvor = f"{navn}[{max(f.verdi)}]" if isinstance(f.verdi, Mapping) else navn
    linje = (
        "Tallene på kortet kan regnes om med andre forutsetninger: i notatboken, eller med kommandoen "
        f"`effekt rerun --all --set {tiltak_id}.{hvor}=…`."
    )
    return boks(f"{REGN_SELV} {merke(sektor.info.id, tiltak_id)}", Avsnitt(linje, "kort-forbehold"))


def sett_sammen(kortene: Mapping[str, Sequence[str]], tiltak: str) -> Boks:
    """The place where a package is put together, with what is offered where there is none.

    ``kortene`` has links to the cards by sector, in the measures' order; ``tiltak`` is one of them, as the command
    names it.
    """
    linje = (
        "Tiltakene kan settes sammen på nytt og regnes om: på nettstedet, i notatboken, eller med kommandoen "
        f"`effekt rerun --all --set {tiltak}.gjennomfores=nei`."
    )
    lenker = [boks(f"bare-nett {merke(navn, 'kort')}", Liste(alle)) for navn, alle in kortene.items()]
    return boks(f"{REGN_SELV} {ALLE} {PAKKE}", Avsnitt(linje), *lenker)
