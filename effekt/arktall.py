"""Numbers in cells: as people type them, in the unit that they stand in, exactly."""

import re
from fractions import Fraction
from typing import Any, Final

from effekt.arkrute import Rute, feil_i_formel, naer_nok, regn_ut, som_brok, tett
from effekt.tall import MANGLETEGN, Enhet
from effekt.tallform import les_tall, skriv
from effekt.verdi import les_tallverdi
from effekt.yamltekst import Ordrett

# What people write where a number is not known.
MANGLER: Final = {
    "-", "\u2013", "\u2014", "\u2212", "n/a", "na", "i/t", "mangler", "ikke oppgitt", "ukjent", "?",
    *MANGLETEGN,
}  # fmt: skip
_SKALA: Final = (
    (r"mill(?:ion(?:er)?)?|mnok|m", "mill"),
    (r"mrd|milliard(?:er)?", "mrd"),
    (r"tusen|tkr", "tusen"),
)


def tall_eller(tekst: str) -> object:
    """The number that a text of data/ is; the text itself where it is none."""
    try:
        return les_tall(tekst)
    except ValueError:
        return tekst


def les_tallrute(rute: Rute, enhet: str, gammel: Any = None) -> Ordrett:
    """A number in the unit, exactly as it would be typed in data/; raises ValueError in words."""
    if galt := feil_i_formel(rute):
        raise ValueError(galt)
    if rute.delt:
        raise ValueError(
            f"er slått sammen med andre ({rute.delt}), så det er uvisst hvilken av dem tallet "
            "gjelder. Del dem opp, og skriv tallet i hver"
        )
    verdi = rute.verdi
    if rute.er_dato:
        raise ValueError(
            f"er en dato ({rute.tekst}), men skal være et tall. Sett tallformatet til Standard, og "
            "skriv tallet på nytt. En brøk skriver du med likhetstegn: =5/24"
        )
    if isinstance(verdi, bool):
        raise ValueError(f"er «{rute.tekst}», men skal være et tall")
    if isinstance(verdi, int | float):
        return Ordrett(skriv(_tall_i_rute(rute, verdi, enhet, gammel)))
    return Ordrett(skriv(les_talltekst(str(verdi), enhet)))


def _tall_i_rute(rute: Rute, verdi: float, enhet: str, gammel: Any) -> Fraction:
    """A number that Excel has as a number: what it is in the unit, with its format minded."""
    tall = regn_ut(rute.formel) if rute.formel else None
    tall = som_brok(verdi) if tall is None else tall
    ord_i_format = " ".join(re.findall(r'"([^"]*)"', rute.format)).strip()
    utenom = re.sub(r'"[^"]*"|\\.', "", rute.format)
    if "%" in utenom:
        base = Enhet.les(enhet).base if enhet else "andel"
        if base not in {"andel", "prosent", "prosentpoeng"}:
            raise ValueError(
                f"er vist som prosent ({skriv(tall * 100)} %), men enheten er {enhet}. Sett "
                "tallformatet til Standard, eller rett enheten"
            )
        ganger = 1 if base == "andel" else 100
        gammelt = som_tall(gammel)
        if gammelt is not None and naer_nok(float(verdi) * ganger, gammelt):
            return gammelt
        return tall * ganger
    if re.match(r"(mill|mrd|tusen)", ord_i_format, re.IGNORECASE) and not utenom.rstrip().endswith(
        ","
    ):
        return les_talltekst(f"{skriv(tall)} {ord_i_format}", enhet)
    gammelt = som_tall(gammel)
    return gammelt if gammelt is not None and naer_nok(float(verdi), gammelt) else tall


def som_tall(gammel: Any) -> Fraction | None:
    """The number that data/ has; None where it has none."""
    lest = tall_eller(gammel) if isinstance(gammel, str) else None
    return lest if isinstance(lest, Fraction) else None


def les_talltekst(skrevet: str, enhet: str) -> Fraction:
    """A number that is text in the cell: «1 180 780», «14 mill.», «(5)», «3,5», «12 %»."""
    tekst = tett(skrevet).lstrip("'").strip()
    tekst = re.sub(r"^(?:kr|nok)\.? ?|(?:,-|,\u2013|;-)$", "", tekst, flags=re.IGNORECASE)
    if i_parentes := re.fullmatch(r"\((.+)\)", tekst):
        tekst = "-" + i_parentes[1]
    tekst = re.sub(r"^[\u2010-\u2015\u2212] ?", "-", tekst)
    tekst = re.sub(r"(?<=\d)['’´](?=\d{3})", "", tekst)
    tekst = re.sub(r" ?(?:kr|kroner|nok)\.?$", " kr", tekst, flags=re.IGNORECASE)
    tekst = re.sub(r"(?<=\d) ?(?:prosent|pst\.?)$", " %", tekst, flags=re.IGNORECASE)
    for monster, ord_ in _SKALA:
        tekst = re.sub(rf"(?<=\d) ?(?:{monster})\b\.?(?= kr|$)", f" {ord_}", tekst, flags=re.I)
    tall = re.match(r"-?[\d.,]+(?=$| )", tekst)
    if tall and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", tall[0]):
        tett_, komma = tall[0].replace(".", ""), tall[0].replace(".", ",")
        raise ValueError(
            f"er «{skrevet.strip()}», som kan være {tett_} eller {komma}. Skriv tallet uten "
            "punktum, eller med desimalkomma"
        )
    if tall and re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", tall[0]):
        tekst = tall[0].replace(".", "") + tekst[tall.end() :]
    elif tall and re.fullmatch(r"-?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", tall[0]):
        tekst = tall[0].replace(",", "") + tekst[tall.end() :]
    if tusen := re.fullmatch(r"(.+) tusen( kr)?", tekst):
        if not enhet or not Enhet.les(enhet).er_penger:
            raise ValueError(f"er «{skrevet.strip()}», men enheten er {enhet}, ikke kroner")
        return les_tallverdi(f"{tusen[1]} kr", enhet) * 1000
    return les_tallverdi(tekst, enhet or "antall")
