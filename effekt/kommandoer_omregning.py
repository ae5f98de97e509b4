"""The commands of a reviewer: what can be changed, and what comes of it."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from effekt.kilder import Datafeil
from effekt.kommandolinje import FEIL_I_BYGGING, GIKK_BRA, Kommandoer, meld, si


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

    om = kommandoer.add_parser(
        "rerun",
        help="regn om ett kapittel med nye tall",
        description=(
            "Kjører ett kapittel med endrede tall, og skriver notatboken til en egen mappe.\n"
            "Boken og nettstedet røres ikke."
        ),
        epilog=(
            "eksempel:\n"
            "  effekt rerun hls/3-4-sykehjemsetaten --set SYE1.inntektstap=1250000\n"
            "  effekt rerun hls/4-oppsummering --set 'rammekutt[HEL, 2026]=-16000'"
        ),
    )
    om.add_argument("kapittel", metavar="KAPITTEL", help="for eksempel hls/3-4-sykehjemsetaten")
    om.add_argument(
        "--set", action="append", default=[], metavar="ADRESSE=VERDI", dest="sett",
        help="ny verdi for et tall; kan gjentas. 1250000, «1,25 mill.» og «12 %%» forstås",
    )  # fmt: skip
    om.add_argument(
        "--parameter", action="append", default=[], metavar="NAVN=VERDI",
        help="en annen parameter i notatboken, i JSON; kan gjentas",
    )  # fmt: skip
    om.add_argument(
        "--output", type=Path, default=None, metavar="MAPPE",
        help="hvor notatboken skrives (vanligvis _build/omregnet)",
    )  # fmt: skip
    om.set_defaults(kjor=_regn_om)


def _adresser(valg: argparse.Namespace) -> int:
    from effekt.endringer import adresser
    from effekt.kilder import Datafeil, naermeste
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


def _regn_om(valg: argparse.Namespace) -> int:
    import json

    from effekt.kapitler import rotmappe
    from effekt.kjoring import regn_om

    endringer = _delt(valg.sett, "--set")
    parametre: dict[str, Any] = {}
    for navn, verdi in _delt(valg.parameter, "--parameter").items():
        try:
            parametre[navn] = json.loads(verdi)
        except ValueError:
            parametre[navn] = verdi
    rot = rotmappe()
    mappe = valg.output or rot / "_build" / "omregnet"
    for del_ in (mappe, *mappe.parents):
        if del_.is_file():
            raise Datafeil(f"--output {mappe}: {del_} er en fil. Velg en mappe.")
    if "endringer" in parametre and endringer:
        raise Datafeil("endringer er gitt både med --set og --parameter. Bruk én av dem.")
    kjoring, fil = regn_om(rot, valg.kapittel, {"endringer": endringer, **parametre}, mappe)
    if kjoring.feil:
        return meld(f"{kjoring.navn}, {kjoring.feil}", FEIL_I_BYGGING)
    si(f"{kjoring.navn}: {kjoring.sekunder:.1f} s".replace(".", ",") + f"\n{fil}")
    return GIKK_BRA


def _delt(gitt: Sequence[str], valg: str) -> dict[str, str]:
    delt: dict[str, str] = {}
    for ett in gitt:
        navn, likhet, verdi = (del_.strip() for del_ in ett.partition("="))
        if not likhet or not navn or not verdi:
            som = "SYE1.inntektstap=1250000" if valg == "--set" else "sektor=bydeler"
            raise Datafeil(f"{valg} {ett}: skriv navn=verdi, for eksempel {som}.")
        if navn in delt:
            raise Datafeil(f"{valg} {navn} er gitt to ganger, {delt[navn]} og {verdi}. Velg én.")
        delt[navn] = verdi
    return delt
