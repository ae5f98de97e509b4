"""The commands of a reviewer: what can be changed, and what comes of it."""

import argparse
from collections.abc import Iterable

from effekt.kilder import Datafeil
from effekt.kommandolinje import GIKK_BRA, Kommandoer, si


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the commands to the parser."""
    adresser = kommandoer.add_parser(
        "changes",
        help="vis alle tall som kan endres, med adresse",
        description="Viser adressen til hvert tall i data/, med verdi, enhet og side.",
    )
    adresser.add_argument(
        "sok", nargs="?", default="", metavar="SØK", help="bare adresser med dette"
    )
    adresser.add_argument(
        "--sector", default="", metavar="SEKTOR", help="sektoren, for eksempel hls"
    )
    adresser.set_defaults(kjor=_adresser)


def _adresser(valg: argparse.Namespace) -> int:
    from effekt.endringer import adresser
    from effekt.kilder import naermeste
    from effekt.sektor import les_sektor
    from effekt.tall import MANGLER, vis_tall

    alle = adresser(les_sektor(valg.sector))
    sokt = valg.sok.lower()
    funnet = [a for a in alle.values() if sokt in f"{a.adresse} {a.navn}".lower()]
    if not funnet:
        raise Datafeil(f"ingen adresse har «{valg.sok}».{naermeste(valg.sok, _ledd(alle))}")
    for a in funnet:
        verdi = MANGLER if a.verdi is None else vis_tall(a.verdi)
        side = f"s. {a.side}" if a.side else "bokens"
        si(f"{a.adresse}\t{verdi}\t{a.enhet}\t{side}\t{a.navn}")
    return GIKK_BRA


def _ledd(adresser: Iterable[str]) -> set[str]:
    """The addresses and their last parts, either of which a search may have meant."""
    return {ord_ for a in adresser for ord_ in (a, a.partition(".")[2].partition("[")[0]) if ord_}
