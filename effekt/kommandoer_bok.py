"""The commands that make the book."""

import argparse

from effekt.kommandolinje import FEIL_I_BYGGING, GIKK_BRA, Kommandoer, fremdrift, meld, si


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the commands to the parser."""
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

    pdf = kommandoer.add_parser(
        "pdf",
        help="lag hele boken som PDF i _build/pdf",
        description=(
            "Lager boken som én PDF til papir og skjermleser (PDF/UA). Kapitler som er foreldet,\n"
            "blir kjørt først. Går noe galt, er en PDF fra før som den var."
        ),
    )
    pdf.set_defaults(kjor=_pdf)


def _bygg(valg: argparse.Namespace) -> int:
    from effekt.bok import Byggfeil, bygg
    from effekt.kapitler import rotmappe

    try:
        resultat = bygg(rotmappe(), si, alt=valg.alt, samtidige=max(1, valg.jobs))
    except Byggfeil as feil:
        return meld(str(feil), FEIL_I_BYGGING)
    gjort = f"{resultat.kjorte} av {resultat.kapitler} kapitler kjørt"
    gjort += ", nettstedet er bygd" if resultat.nytt_nettsted else ", nettstedet er som det var"
    si(f"{gjort}: {resultat.nettsted}/index.html")
    return GIKK_BRA


def _pdf(valg: argparse.Namespace) -> int:
    from effekt.bok import Byggfeil
    from effekt.kapitler import rotmappe
    from effekt.papir import lag_pdf

    try:
        fil = lag_pdf(rotmappe(), fremdrift)
    except Byggfeil as feil:
        return meld(str(feil), FEIL_I_BYGGING)
    si(str(fil))
    return GIKK_BRA
