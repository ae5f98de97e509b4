"""Cells of a workbook: what a person sees in them, as numbers, words, years and lists of data/."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from effekt.base import bounds
from effekt.base.characters import hidden_in
from effekt.base.faults import Datafeil, naermeste
from effekt.base.numbers import FOR_LANGT_TALL, MANGLETEGN, Enhet, les_tall, skriv_tall
from effekt.excel.columns import Arkkolonne
from effekt.excel.yamledit import Ordrett, flyt
from effekt.model.storrelse import er_numre
from effekt.model.verdi import les_ar, les_tallverdi, tvetydig
from effekt.reading.documents import usynlig

_AVSTAND: Final = re.compile("[\\s\u00a0\u2007\u2009\u202f\u200b\ufeff]+")
_SIFRE: Final = 15
_AR: Final = range(1900, 2201)
_NULLDAG: Final = datetime(1899, 12, 30)
_REGNING: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_REGNESTYKKE: Final = re.compile(r"=?[\d.+\-*/() ]+")
_FEIL: Final = {
    "#DIV/0!": "deler på null",
    "#REF!": "viser til en rute som er slettet",
    "#NAME?": "bruker et navn som Excel ikke kjenner",
    "#VALUE!": "regner med noe som ikke er et tall",
    "#N/A": "fant ikke det den slo opp",
    "#NUM!": "gir et tall som ikke finnes",
    "#NULL!": "viser til et område som ikke finnes",
}
_ANNEN_FEIL: Final = re.compile(r"#[A-ZÆØÅ_]{4,}[!?]|#I/T|Err:\d+")


class Arkfeil(Datafeil):
    """A fault in a cell, told as «Forutsetninger!D7: …»; ``rekke`` is its place in the workbook."""

    def __init__(self, melding: str, sted: str, rekke: tuple[int, int, int]) -> None:
        self.sted, self.rekke = sted, rekke
        super().__init__(melding)

    @property
    def nokkel(self) -> tuple[object, ...]:
        """A cell has one value, and is a place of its own."""
        return self.sted, self.melding

    def __str__(self) -> str:
        return f"{self.sted}: {self.melding}"


@dataclass(frozen=True)
class Rute:
    """A cell: place, value, number format, formula; ``delt`` is the merged range that it got its value from."""

    ark: str
    arknr: int
    rad: int
    kolonne: int
    verdi: object = None
    format: str = "General"
    formel: str = ""
    delt: str = ""

    @property
    def navn(self) -> str:
        """The cell as Excel names it: «D7»."""
        nr, bokstaver = self.kolonne, ""
        while nr:
            nr, rest = divmod(nr - 1, 26)
            bokstaver = chr(65 + rest) + bokstaver
        return f"{bokstaver}{self.rad}"

    @property
    def sted(self) -> str:
        """The cell with its sheet: «Forutsetninger!D7»."""
        ark = self.ark if re.fullmatch(r"\w+", self.ark) else f"'{self.ark}'"
        return f"{ark}!{self.navn}"

    def feil(self, melding: str) -> Arkfeil:
        """A fault in the cell; ``melding`` begins where «ruten» would stand."""
        return Arkfeil(melding, self.sted, (self.arknr, self.rad, self.kolonne))

    @property
    def tom(self) -> bool:
        """Whether nothing is in it but space; a formula that nobody has worked out is something."""
        if self.verdi is None:
            return not self.formel
        return isinstance(self.verdi, str) and not tett(self.verdi)

    @property
    def tekst(self) -> str:
        """The value as one line of text; a number as it would be typed. Empty for a blank cell."""
        if isinstance(self.verdi, str):
            tekst = tett(self.verdi)
            if skjult := hidden_in(tekst):
                raise self.feil(usynlig(skjult[1]))
            return tekst
        if isinstance(self.verdi, bool):
            return "ja" if self.verdi else "nei"
        if isinstance(self.verdi, int | float):
            hel = float(self.verdi).is_integer()
            return str(celle_som_brok(self.verdi)) if hel else f"{self.verdi:.{_SIFRE}g}"
        if isinstance(self.verdi, date):
            return self.verdi.strftime("%d.%m.%Y")
        return "" if self.verdi is None else str(self.verdi)

    @property
    def er_dato(self) -> bool:
        """Whether Excel takes the value for a date or a time of day."""
        return isinstance(self.verdi, date | time | timedelta)

    @property
    def ar(self) -> int | None:
        """The year it says: 2026, «2026», «2026 →», 01.01.2026, or 2026 shown as a date."""
        if isinstance(self.verdi, datetime):
            lopenummer = (self.verdi - _NULLDAG).days
            hel = self.verdi == datetime(self.verdi.year, self.verdi.month, self.verdi.day)
            return lopenummer if hel and lopenummer in _AR else self.verdi.year
        if isinstance(self.verdi, bool | time | timedelta):
            return None
        treff = re.fullmatch(r"(?:år )?(\d{4})(?:[.,]0+)?(?: ?→)?", self.tekst, re.IGNORECASE)
        dato = re.fullmatch(r"0?1[./-]0?1[./-](\d{4})|(\d{4})-01-01", self.tekst)
        aret = next((int(ett) for t in (treff, dato) if t for ett in t.groups() if ett), 0)
        return aret if aret in _AR else None


def tett(tekst: str) -> str:
    """The text on one line, with plain single spaces and none at the ends."""
    return _AVSTAND.sub(" ", tekst.replace("_x000D_", " ")).strip()


def celle_som_brok(tall: float) -> Fraction:
    """The number as Excel shows it: 0.1 + 0.2 is 0.3, since Excel has 15 digits and no more."""
    return Fraction(Decimal(f"{tall:.{_SIFRE}g}"))


def naer_nok(tall: float, brok: Fraction) -> bool:
    """Whether a number of Excel's is the fraction, 5/24 and 0,2083…, as nearly as it can be."""
    return f"{tall:.{_SIFRE}g}" == f"{float(brok):.{_SIFRE}g}"


def er_regnestykke(formel: str) -> bool:
    """Whether a formula is of numbers alone, and no longer than anybody types."""
    return len(formel) <= bounds.FORMULA_LENGTH and bool(_REGNESTYKKE.fullmatch(formel)) and "**" not in formel


def regn_ut_celle(formel: str) -> Fraction | None:
    """What a formula of numbers alone gives, exactly: «=5/24», «=12*1000»; None for others."""
    if not er_regnestykke(formel):
        return None
    regnestykke = formel.removeprefix("=").strip()
    try:
        verdi = _verdi(ast.parse(regnestykke, mode="eval").body, regnestykke)
        float(verdi)
    except (SyntaxError, ArithmeticError, ValueError, RecursionError, MemoryError):
        return None
    return verdi


def _verdi(ledd: ast.expr, tekst: str) -> Fraction:
    match ledd:
        case ast.BinOp(left=venstre, op=op, right=hoyre) if type(op) in _REGNING:
            return Fraction(_REGNING[type(op)](_verdi(venstre, tekst), _verdi(hoyre, tekst)))
        case ast.UnaryOp(op=ast.USub(), operand=indre):
            return -_verdi(indre, tekst)
        case ast.Constant(value=int() | float()):
            # As it is written, and not as Python's float: it stands on one line, and has ASCII only.
            return Fraction(tekst[ledd.col_offset : ledd.end_col_offset])
    raise ValueError(tekst)


def feil_i_formel(rute: Rute) -> str:
    """What is wrong with a cell that Excel could not work out; empty where nothing is."""
    verdi = rute.verdi
    if isinstance(verdi, str) and (verdi in _FEIL or _ANNEN_FEIL.fullmatch(verdi)):
        hva = _FEIL.get(verdi, "kan ikke regnes ut")
        return f"viser {verdi}: formelen {hva}. Rett formelen, eller skriv verdien"
    if rute.formel and verdi is None:
        return (
            f"har formelen {rute.formel}, men ingen utregnet verdi. Åpne arbeidsboken i Excel og "
            "lagre den, eller skriv verdien"
        )
    return ""


# What people write where a number is not known.
MANGLER: Final = {*"-\u2013\u2014\u2212?", "n/a", "na", "i/t", "mangler", "ikke oppgitt", "ukjent", *MANGLETEGN}


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
        return Ordrett(skriv_tall(_tall_i_rute(rute, verdi, enhet, gammel)))
    return Ordrett(skriv_tall(les_talltekst(str(verdi), enhet)))


def _tall_i_rute(rute: Rute, verdi: float, enhet: str, gammel: Any) -> Fraction:
    """A number that Excel has as a number: what it is in the unit, with its format minded."""
    tall = regn_ut_celle(rute.formel) if rute.formel else None
    tall = celle_som_brok(verdi) if tall is None else tall
    ord_i_format = " ".join(re.findall(r'"([^"]*)"', rute.format)).strip()
    utenom = re.sub(r'"[^"]*"|\\.', "", rute.format)
    if "%" in utenom:
        base = Enhet.les(enhet).base if enhet else "andel"
        if base not in {"andel", "prosent", "prosentpoeng"}:
            raise ValueError(
                f"er vist som prosent ({skriv_tall(tall * 100)} %), men enheten er {enhet}. Sett "
                "tallformatet til Standard, eller rett enheten"
            )
        ganger = 1 if base == "andel" else 100
        gammelt = celle_som_tall(gammel)
        if gammelt is not None and naer_nok(float(verdi) * ganger, gammelt):
            return gammelt
        return tall * ganger
    gammelt = celle_som_tall(gammel)
    if re.match(r"(mill|mrd|tusen)", ord_i_format, re.IGNORECASE) and not utenom.rstrip().endswith(","):
        return les_talltekst(f"{skriv_tall(tall)} {ord_i_format}", enhet)
    if gammelt is not None and naer_nok(float(verdi), gammelt):
        return gammelt
    valuta = next(iter(re.findall(r"\[\$([^\]-]+)", rute.format)), ord_i_format).strip().lower()
    penger = Enhet.les(enhet) if enhet and Enhet.les(enhet).er_penger else None
    if penger and valuta in {"$", "\u20ac", "\u00a3", "usd", "eur", "gbp", "dkk", "sek"}:
        raise ValueError(f"er vist i {valuta}, men beløp regnes i kroner. Regn beløpet om til kr")
    if penger and penger.i_kroner != 1 and valuta in {"kr", "kroner", "nok"}:
        raise ValueError(
            f"er vist som kroner ({skriv_tall(tall)} kr), men enheten er {enhet}. Sett tallformatet til Standard, og "
            f"skriv tallet i {enhet}"
        )
    return tall


def celle_som_tall(gammel: Any) -> Fraction | None:
    """The number that data/ has; None where it has none."""
    lest = tall_eller(gammel) if isinstance(gammel, str) else None
    return lest if isinstance(lest, Fraction) else None


def les_talltekst(skrevet: str, enhet: str) -> Fraction:
    """A number that is text in the cell: «1 180 780», «14 mill.», «kr (5)», «3,5», «12 %», «1.180,-»."""
    if len(skrevet) > bounds.NUMBER_LENGTH + bounds.SHOWN:
        raise ValueError(FOR_LANGT_TALL)
    tekst = tett(skrevet).lstrip("'").strip()
    if i_parentes := re.fullmatch(r"((?:kr|nok)\.? ?)?\((.+)\)", tekst, re.IGNORECASE):
        tekst = f"-{i_parentes[1] or ''}{i_parentes[2]}"
    tekst = re.sub(r"^[\u2010-\u2015\u2212] ?", "-", tekst)
    tekst = re.sub(r"(?<=\d)['’´](?=\d{3})", "", tekst)
    tekst = re.sub(r";-$", ",-", tekst)
    tall = re.search(r"\d[\d.,]*(?<=\d)", tekst)
    if tall and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", tall[0]) and not tekst.endswith((",-", ",\u2013")):
        raise ValueError(tvetydig(skrevet, tall[0]))
    if tall and re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", tall[0]):
        tekst = tekst[: tall.start()] + tall[0].replace(".", "") + tekst[tall.end() :]
    elif tall and re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", tall[0]):
        tekst = tekst[: tall.start()] + tall[0].replace(",", "") + tekst[tall.end() :]
    return les_tallverdi(tekst, enhet or "antall")


_SANT: Final = {
    **dict.fromkeys(("ja", "j", "x", "true", "sant"), True),
    **dict.fromkeys(("nei", "n", "false", "usant"), False),
}
_SMARTE: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "«": '"', "»": '"'})
# Columns whose words are those of a scale, and no others.
_LUKKET: Final = {"verdi", "klasse"}
_KODE_I_TEKST: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def les_rute(rute: Rute, kolonne: Arkkolonne, enhet: str, gammel: Any, ord_: Mapping[str, str]) -> Any:
    """The cell's value as data/ has it: text, or a list of texts; never called for a blank cell.

    ``gammel`` is what stands there now: it is given back where the cell says the same. ``ord_`` has
    the words of a scale and their names. Raises ValueError in words that go after the cell's name.
    """
    galt = feil_i_formel(rute)
    if kolonne.sti == ("formel",) and rute.formel and (galt or not isinstance(rute.verdi, str)):
        raise ValueError(
            f"er regnearkets formel {rute.formel}. Skriv tiltakets formel som tekst, uten likhetstegn foran"
        )
    if galt:
        raise ValueError(galt)
    lest = _les(rute, kolonne, enhet, gammel, ord_)
    return gammel if _samme(lest, gammel, kolonne) else lest


def _les(rute: Rute, kolonne: Arkkolonne, enhet: str, gammel: Any, ord_: Mapping[str, str]) -> Any:
    match kolonne.slag:
        case "tall":
            return les_tallrute(rute, enhet, gammel)
        case "mengde":
            return _les_mengde(rute, enhet, gammel)
        case "heltall":
            tall = les_tall(les_tallrute(rute, enhet, gammel))
            if tall.denominator != 1:
                raise ValueError(f"er {rute.tekst}, men må være et helt tall")
            return Ordrett(skriv_tall(tall))
        case "ar":
            if rute.ar is None:
                raise ValueError(f"er «{rute.tekst}», men må være et årstall, for eksempel 2026")
            return Ordrett(rute.ar)
        case "side":
            return les_side(rute)
        case "kode" | "navn":
            return _les_navn(rute, kolonne, ord_)
        case "valg":
            return _les_ord(rute.tekst, kolonne.valg, ord_)
        case "sannhet":
            if (svar := _SANT.get(rute.tekst.casefold())) is None:
                raise ValueError(f"er «{rute.tekst}». Skriv ja eller nei")
            return Ordrett("true" if svar else "false")
        case "liste":
            return _les_liste(rute, kolonne, ord_)
        case "yaml":
            return _les_yaml(rute)
        case "enhet":
            return rute.tekst
        case _ if ord_:
            return _les_ord(rute.tekst, tuple(ord_), ord_, apent=True)
        case _ if kolonne.sti == ("formel",):
            return les_celletekst(rute).removeprefix("=").strip()
        case _:
            return les_celletekst(rute)


def _samme(lest: Any, gammel: Any, kolonne: Arkkolonne) -> bool:
    if lest == gammel or gammel is None:
        return bool(lest == gammel)
    if kolonne.slag in {"tall", "heltall", "mengde"} and isinstance(gammel, str) and isinstance(lest, str):
        return tall_eller(gammel) == tall_eller(lest)
    if kolonne.slag == "mengde" and isinstance(gammel, Mapping) and isinstance(lest, Mapping):
        return {k: tall_eller(v) for k, v in gammel.items()} == {k: tall_eller(v) for k, v in lest.items()}
    if kolonne.slag == "side":
        return bool(str(gammel).replace("-", "\u2013") == lest)
    if isinstance(gammel, str) and isinstance(lest, str):
        return les_prosa_tekst(gammel) == lest
    return False


def _les_mengde(rute: Rute, enhet: str, gammel: Any) -> Any:
    """One number, or one for each year on one line: «2026: 0,1; 2027: 0,2»."""
    if not re.match(r"\d{4} ?:", rute.tekst):
        return les_tallrute(rute, enhet, gammel)
    gamle = gammel if isinstance(gammel, Mapping) else {}
    serie: dict[str, str] = {}
    for ledd in re.split(r"[;\n]", rute.tekst):
        ar, _, verdi = ledd.partition(":")
        if ledd.strip():
            tall = skriv_tall(les_talltekst(verdi, enhet))
            kjent = celle_som_tall(gamle.get(ar.strip()))
            serie[ar.strip()] = gamle[ar.strip()] if kjent == les_tall(tall) else Ordrett(tall)
    return serie


def les_side(rute: Rute) -> str:
    """Pages: «49–50», «23, 47», 49; raises ValueError for what Excel made a date of."""
    if rute.er_dato:
        raise ValueError(
            f"er en dato ({rute.tekst}). Excel har trolig gjort om sidetallene. Sett tallformatet "
            "til Tekst, og skriv dem på nytt, for eksempel 3–4"
        )
    tekst = re.sub(r"^(?:s|side|sidene)\b\.? ?", "", rute.tekst, flags=re.IGNORECASE)
    tekst = re.sub(r" ?(?:[-\u2010-\u2015]|til) ?", "\u2013", tekst)
    tekst = re.sub(r" ?(?:,|;| og ) ?", ", ", tekst)
    if not er_numre(tekst):
        return rute.tekst
    return Ordrett(tekst) if tekst.isdigit() else tekst


def _les_navn(rute: Rute, kolonne: Arkkolonne, ord_: Mapping[str, str]) -> str:
    tekst = rute.tekst
    if ord_ and kolonne.sti[-1] in _LUKKET:
        return _les_ord(tekst, tuple(ord_), ord_)
    if ord_ and (kjent := _les_ord(tekst, tuple(ord_), ord_, apent=True)) in ord_:
        return kjent
    if kolonne.slag == "kode":
        return tekst.upper().replace(" ", "")
    return tekst.lower() if re.fullmatch(r"\w+", tekst, re.ASCII) else tekst


def _les_ord(tekst: str, valg: tuple[str, ...], ord_: Mapping[str, str], apent: bool = False) -> str:
    """One of the words, by itself or by the name that a reader knows it by."""
    former = {_enkel(vist): raa for raa, vist in ord_.items()}
    former |= {_enkel(ett): ett for ett in (*valg, *ord_)}
    if _enkel(tekst) in former:
        return former[_enkel(tekst)]
    if apent:
        return tekst
    kjente = [ord_.get(ett, ett) for ett in valg]
    raise ValueError(f"er «{tekst}».{naermeste(tekst, [*kjente, *valg])} Velg én av: {', '.join(kjente)}")


def _enkel(tekst: str) -> str:
    return re.sub(r"[\s_]+", " ", tekst).strip().casefold()


def _les_liste(rute: Rute, kolonne: Arkkolonne, ord_: Mapping[str, str]) -> list[str]:
    if kolonne.ledd == "ar":
        aret = rute.ar
        return [Ordrett(ar) for ar in les_ar(str(aret) if aret else rute.tekst)]
    if rute.er_dato:
        raise ValueError(f"er en dato ({rute.tekst}). Sett tallformatet til Tekst, og skriv med komma mellom: 1, 3")
    if isinstance(rute.verdi, float) and not rute.verdi.is_integer():
        ment = ", ".join(rute.tekst.split("."))
        raise ValueError(f"er tallet {rute.tekst.replace('.', ',')}. Sett tallformatet til Tekst, og skriv {ment}")
    if kolonne.ledd == "tekst":
        linjer = str(rute.verdi).replace("\r\n", "\n").replace("_x000D_", "").split("\n")
        return [les_prosa_tekst(linje) for linje in linjer if tett(linje)]
    if kolonne.valg:
        hele = [tett(ett) for ett in re.split(r"[;\n]", str(rute.verdi)) if tett(ett)]
        kjente = {_enkel(ett) for ett in (*kolonne.valg, *ord_, *ord_.values())}
        ord_for_ord = [[ett] if _enkel(ett) in kjente else ett.split(",") for ett in hele]
        return [_les_ord(ett.strip(), kolonne.valg, ord_) for alle in ord_for_ord for ett in alle]
    ledd = [ett.strip() for ett in re.split(r"[,;\n]| og ", rute.tekst) if ett.strip()]
    return [Ordrett(ett) if ett.isdigit() else ett for ett in ledd]


def les_celletekst(rute: Rute) -> str:
    """Text as the reader shall see it: lines broken in the cell joined, templates whole."""
    return les_prosa_tekst(rute.verdi if isinstance(rute.verdi, str) else rute.tekst)


def les_prosa_tekst(tekst: str) -> str:
    """The text with its paragraphs, and straight quotation marks inside {{ }} and {% %}."""
    tekst = tekst.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    avsnitt = [re.sub(r"[ \t]*\n[ \t]*", " ", ett).strip() for ett in re.split(r"\n\s*\n", tekst)]
    renset = "\n".join(ett for ett in avsnitt if ett)
    return _KODE_I_TEKST.sub(lambda treff: treff[0].translate(_SMARTE), renset)


def _les_yaml(rute: Rute) -> Any:
    from effekt.reading.documents import les_linje

    try:
        return les_linje(str(rute.verdi))
    except Datafeil:
        raise ValueError(f"er «{rute.tekst}», som ikke kan leses. Skriv {{nøkkel: verdi, nøkkel: verdi}}") from None


def vis_celleverdi(verdi: Any, kolonne: Arkkolonne, ord_: Mapping[str, str]) -> str:
    """A value of data/ as text in a cell; numbers are written by ``arkskriving``."""
    if verdi is None:
        return ""
    if kolonne.slag == "liste" and isinstance(verdi, list):
        ledd = [ord_.get(str(ett), str(ett)) for ett in verdi]
        if kolonne.ledd == "ar" and ledd == [str(int(ledd[0]) + nr) for nr in range(len(ledd))]:
            return f"{ledd[0]}\u2013{ledd[-1]}" if len(ledd) > 1 else ledd[0]
        delt = kolonne.ledd == "tekst" or any("," in ett for ett in ledd)
        return ("\n" if delt else ", ").join(ledd)
    if kolonne.slag == "sannhet":
        return {"true": "ja", "false": "nei"}.get(str(verdi), str(verdi))
    if isinstance(verdi, Mapping) and kolonne.slag == "mengde":
        return "; ".join(f"{ar}: {tall.replace('.', ',')}" for ar, tall in verdi.items())
    if not isinstance(verdi, str):
        return flyt(verdi)
    return ord_.get(verdi, verdi)
