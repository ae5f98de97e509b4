"""The command ``effekt``. Nothing heavy is imported before the command that needs it."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from effekt.kilder import Datafeil, FlereFeil, naermeste

GIKK_BRA, FEIL_I_BYGGING, FEIL_I_DATA = 0, 1, 2
FUNN_I_KILDENE: Final = 1
_AVBRUTT = 130
_FEILSOK: Final = "EFFEKT_FEILSOK"
_OVERSATT: Final = (
    (r"the following arguments are required: (.+)", r"mangler \1"),
    (r"unrecognized arguments: (.+)", r"ukjent argument: \1"),
    (r"argument (\S+): expected one argument", r"\1 mangler en verdi"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 er «\2», men må være et helt tall"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 tar ingen verdi, men fikk «\2»"),
)


class _Norsk(argparse.ArgumentParser):
    """argparse with its few own words in bokmål."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **{**kwargs, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "argumenter"
        self._optionals.title = "valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjelpen")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "bruk: ", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "bruk: ", 1)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(FEIL_I_DATA, f"effekt: {_oversatt(message)}. Se «{self.prog} --help».\n")


def _oversatt(melding: str) -> str:
    valg = re.fullmatch(r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)", melding)
    if valg:
        kjente = valg[3].replace("'", "").split(", ")
        rad = naermeste(valg[2], kjente)
        if valg[1].startswith("--"):
            return f"{valg[1]} er «{valg[2]}».{rad} Velg {', '.join(kjente)}"
        return f"ukjent kommando «{valg[2]}».{rad} Kommandoene er {', '.join(kjente)}"
    for engelsk, norsk in _OVERSATT:
        melding = re.sub(engelsk, norsk, melding)
    return melding


def _tolker() -> argparse.ArgumentParser:
    tolker = _Norsk(
        prog="effekt",
        description=(
            "Rapportboken der hvert tall er levende:\n"
            "bygg den, kontroller tallene, regn om et kapittel."
        ),
        epilog=(
            "Avslutter med 0 når alt gikk bra, 1 når noe ikke lot seg bygge (check: når kildene\n"
            "har noe som ikke går opp), og 2 når data eller argumenter er feil. Datamappen er\n"
            "data/, eller den som EFFEKT_DATA peker på."
        ),
    )
    kommandoer = tolker.add_subparsers(
        title="kommandoer", dest="kommando", metavar="KOMMANDO", parser_class=_Norsk
    )

    bygg = kommandoer.add_parser(
        "build",
        help="bygg hele boken til _build/html",
        description=(
            "Leser og kontrollerer data/, kjører kapitlene som er foreldet, og bygger nettstedet.\n"
            "Går noe galt, er boken og nettstedet som før."
        ),
    )
    bygg.add_argument("--all", action="store_true", dest="alt", help="kjør alle kapitlene")
    bygg.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="kapitler om gangen (vanligvis 2)"
    )
    bygg.set_defaults(kjor=_bygg)

    sjekk = kommandoer.add_parser(
        "check",
        help="kontroller data/ mot kildene, og kildene mot seg selv",
        description=(
            "Leser alle data, og regner etter alt som kilden selv oppgir svaret på. Holder så det\n"
            "kildene oppgir, mot det de oppgir andre steder: summer, andeler, henvisninger."
        ),
        epilog=(
            "Avslutter med 0 når alt holder, innenfor kildenes avrunding, 1 når kildene har noe\n"
            "som ikke går opp, og 2 når data er feil.\n\neksempel:\n"
            "  effekt check --sector bydeler --format md\n"
            "  effekt check /et/annet/sted/data/bydeler"
        ),
    )
    sjekk.add_argument(
        "sti", nargs="?", type=Path, metavar="MAPPE",
        help="en sektormappe et annet sted; ved siden av den ligger kilder.yml og felles/",
    )  # fmt: skip
    sjekk.add_argument("--sector", metavar="SEKTOR", help="bare denne sektoren, for eksempel hls")
    sjekk.add_argument(
        "--format", choices=("text", "json", "md"), default="text", metavar="FORMAT",
        help="text (vanligvis), json eller md",
    )  # fmt: skip
    sjekk.set_defaults(kjor=_sjekk)

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

    skjema = kommandoer.add_parser(
        "schema",
        help="skriv JSON-skjemaene for YAML-filene i data/",
        description="Skriver ett JSON-skjema for hvert slag YAML-fil til data/skjema.",
    )
    skjema.set_defaults(kjor=_skjema)
    return tolker


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    tolker = _tolker()
    valg = tolker.parse_args(argv)
    if valg.kommando is None:
        tolker.print_help()
        return GIKK_BRA
    try:
        return int(valg.kjor(valg))
    except Datafeil as feil:
        return _meld_feil(feil)
    except KeyboardInterrupt:
        return _meld("avbrutt. Boken og nettstedet er som de var.", _AVBRUTT)
    except BrokenPipeError:  # as in «effekt changes | head»
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GIKK_BRA
    except Exception as feil:
        if os.environ.get(_FEILSOK):
            raise
        return _meld(_uventet(feil), FEIL_I_BYGGING)


def _meld(melding: str, kode: int) -> int:
    print(f"effekt: {melding}", file=sys.stderr)
    return kode


def _meld_feil(feil: Datafeil) -> int:
    flere = f"{len(feil.alle)} feil:\n" if isinstance(feil, FlereFeil) else ""
    return _meld(f"{flere}{feil}", FEIL_I_DATA)


def _uventet(feil: Exception) -> str:
    if isinstance(feil, OSError) and feil.filename:
        return (
            f"kommer ikke til «{feil.filename}» ({feil.strerror}). Se etter om den finnes, og om "
            "du har lov til å lese og skrive der."
        )
    return (
        f"uventet feil ({type(feil).__name__}: {feil}). Den ligger trolig i programmet, ikke i "
        f"data. Meld den til dem som vedlikeholder effekt; {_FEILSOK}=1 viser hvor."
    )


def _si(linje: str) -> None:
    print(linje, flush=True)


def _bygg(valg: argparse.Namespace) -> int:
    from effekt.bok import Byggfeil, bygg
    from effekt.kapitler import rotmappe

    try:
        resultat = bygg(rotmappe(), _si, alt=valg.alt, samtidige=max(1, valg.jobs))
    except Byggfeil as feil:
        return _meld(str(feil), FEIL_I_BYGGING)
    gjort = f"{resultat.kjorte} av {resultat.kapitler} kapitler kjørt"
    gjort += ", nettstedet er bygd" if resultat.nytt_nettsted else ", nettstedet er som det var"
    _si(f"{gjort}: {resultat.nettsted}/index.html")
    return GIKK_BRA


def _sjekk(valg: argparse.Namespace) -> int:
    from effekt.kapitler import rotmappe
    from effekt.kilder import samlet_feil, som_datamappe
    from effekt.kontrollrapport import FORMATER, lag_rapport, sektormappe
    from effekt.sektor import sektorer

    if valg.sti and valg.sector:
        raise Datafeil("både MAPPE og --sector er gitt. Bruk én av dem.")
    data = sektormappe(valg.sti).parent if valg.sti else None
    with som_datamappe(data) as egen:
        gitt = valg.sti.resolve().name if valg.sti else valg.sector
        rot = rotmappe() if egen else None
        rapporter = [lag_rapport(rot, navn) for navn in ([gitt] if gitt else sektorer())]
        feil = [ett for rapport in rapporter for ett in rapport.feil]
        if feil and valg.format == "text":
            _meld_feil(samlet_feil(feil))
        if ut := FORMATER[valg.format](rapporter):
            _si(ut)
    if feil:
        return FEIL_I_DATA
    return FUNN_I_KILDENE if any(rapport.funn for rapport in rapporter) else GIKK_BRA


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
        _si(f"{a.adresse}\t{verdi}\t{a.enhet}\t{side}\t{a.navn}")
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
        return _meld(f"{kjoring.navn}, {kjoring.feil}", FEIL_I_BYGGING)
    _si(f"{kjoring.navn}: {kjoring.sekunder:.1f} s".replace(".", ",") + f"\n{fil}")
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


def _skjema(valg: argparse.Namespace) -> int:
    from effekt.kilder import datamappe
    from effekt.skjema import skriv_skjemaer

    for fil in skriv_skjemaer(datamappe() / "skjema"):
        _si(str(fil))
    return GIKK_BRA
