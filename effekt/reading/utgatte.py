"""Measures that are no longer in the plan: read, and kept apart from all that are summed.

Such a file keeps what it had, and gets ``utgar``: why, when and by which document. What it says of years is of the plan
that it was in, so it is not held to the years of the sector as it is now.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from effekt.base.faults import Datafeil, samle, samlet_feil
from effekt.base.files import written_files
from effekt.model.tiltak import Sektorinfo, Tiltak
from effekt.reading.documents import Dokument, les_dokument
from effekt.reading.enkle import skriv_ut
from effekt.reading.samspill import fullt_navn
from effekt.reading.sektorkontroll import feil_i_virksomhet
from effekt.reading.utkast import les_ferdig, uten_tomme

UTGAR: Final = "utgar"


def er_utgatt(dokument: Dokument) -> bool:
    """Whether a measure's file says that it is no longer in the plan."""
    return isinstance(dokument.innhold, dict) and dokument.innhold.get(UTGAR) is not None


def les_utgatte(mappe: Path, info: Sektorinfo) -> tuple[dict[str, Tiltak], dict[str, Dokument]]:
    """The ended measures of a folder, and their files; raises Datafeil with every fault."""
    tiltak: dict[str, Tiltak] = {}
    dokumenter: dict[str, Dokument] = {}
    feil: list[Datafeil] = []
    for fil in written_files(mappe, "*.yml"):
        with samle([]):  # a file that cannot be read is told of with the others
            if not er_utgatt(dokument := les_dokument(fil)):
                continue
            with samle(feil):
                dokument.innhold = uten_tomme(dokument.innhold)
                skriv_ut(dokument.innhold, info.periode, {})
                ett = les_ferdig(dokument)
                feil += feil_i_virksomhet(ett.virksomhet, dokument, info)
                if ett.id in tiltak:
                    andre = dokumenter[ett.id].fil.name
                    raise dokument.feil(("id",), f"id {ett.id} er brukt i {andre} også. Gi tiltaket en egen id.")
                tiltak[ett.id], dokumenter[ett.id] = ett, dokument
    if feil:
        raise samlet_feil(feil)
    return tiltak, dokumenter


def feil_i_utgatte(
    sektor: str, utgatte: Mapping[str, Tiltak], tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]
) -> Iterator[Datafeil]:
    """An id that an ended measure has too, and what other measures say that they have to do with an ended one."""
    navn = {fullt_navn(sektor, id_): id_ for id_ in utgatte}
    for id_, ett in tiltak.items():
        if id_ in utgatte:
            yield dokumenter[id_].feil(("id",), f"{id_} er også et tiltak som utgår. Gi det nye en egen id.")
        for felt in ("avhenger_av", "overlapper_med"):
            for nr, annet in enumerate(getattr(ett, felt)):
                if borte := navn.get(fullt_navn(sektor, annet.tiltak)):
                    melding = f"{felt}: {borte} utgår, og kan ikke virke sammen med {id_}. Slett leddet."
                    yield dokumenter[id_].feil((felt, nr, "tiltak"), melding)
