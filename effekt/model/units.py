"""What units are worth in arithmetic: amounts on any scale, shares, time and counts, and what comes of them together.

A unit is read as «what, per what»: «1 000 kr per plass og år». Money has a scale, a per cent is a hundredth of one, and
every other word is counted, or a length of time. These must cancel: «plasser × kr per plass og år» is kr per år, and
«plasser × kr per døgn» is not. A length of time is not turned into another: kr per måned needs a number in «måneder per
år», so that how many there are stands in data/. Amounts fall in the years of the period, so «kr» and «kr per år» are
alike.

Any word can be counted. What is one letter from a word that is known, is taken for a misspelling of it, until the book
says in program.yml that it is a word of its own.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Final

from effekt.base.numbers import Enhet
from effekt.model.formel import Formelfeil, formel_i_ord, les_formel

KR: Final = "kr"
AR: Final = "år"
# What has no unit of its own, and what one of it is.
_RENE_TALL: Final = {
    "andel": Fraction(1),
    "prosent": Fraction(1, 100),
    "prosentpoeng": Fraction(1, 100),
    "promille": Fraction(1, 1000),
    "ganger": Fraction(1),
    "antall": Fraction(1),
}
# Words that are counted in most municipalities, one and many; a book may use any other.
_KJENTE: Final[dict[str, str]] = dict(
    re.findall(
        r"(\S+)/(\S+)",
        """
    ansatt/ansatte avdeling/avdelinger barn/barn barnehage/barnehager beboer/beboere besøk/besøk bil/biler
    bolig/boliger bruker/brukere bydel/bydeler bygg/bygg dag/dager døgn/døgn elev/elever enhet/enheter etat/etater
    figurnummer/figurnummer heldøgnsplass/heldøgnsplasser husstand/husstander innbygger/innbyggere kapittel/kapitler
    kilometer/kilometer klasse/klasser kommune/kommuner kontrakt/kontrakter kvadratmeter/kvadratmeter
    langtidshjem/langtidshjem langtidsplass/langtidsplasser leder/ledere liggedøgn/liggedøgn liter/liter
    lærer/lærere medarbeider/medarbeidere minutt/minutter måltid/måltider måned/måneder natt/netter oppdrag/oppdrag
    oppgave/oppgaver pasient/pasienter person/personer plass/plasser rom/rom sak/saker seksjon/seksjoner
    sektor/sektorer skole/skoler stasjon/stasjoner stilling/stillinger sykehjem/sykehjem søknad/søknader
    tabellnummer/tabellnummer time/timer tiltak/tiltak tjeneste/tjenester tjenestemottaker/tjenestemottakere
    tonn/tonn trinn/trinn uke/uker vakt/vakter vedtak/vedtak virksomhet/virksomheter år/år årstall/årstall
    årsverk/årsverk
    """,
    )
)
_STAMMER: Final = {form: entall for entall, flertall in _KJENTE.items() for form in (entall, flertall)}
ANNEN_VALUTA: Final = re.compile(
    r"[$£€¥]|\b(?:usd|eur|euro|gbp|dkk|sek|isk|chf|jpy|pund|dollar|sterling)\b", re.IGNORECASE
)
_PENGELIGNENDE: Final = re.compile(
    r"\b(?:kr|kroner?|øre|mill|mio|million(?:er)?|mrd|milliard(?:er)?|tusen|nok|[tkm]nok|[tkm]kr)\b", re.IGNORECASE
)
# Shares as others write them. Taken for words that are counted, 7 % would be 7, and not 7 hundredths.
_SOM_PROSENT: Final = {"%": "prosent", "pst": "prosent", "pct": "prosent", "‰": "promille", "pp": "prosentpoeng"}
_TIDER: Final = {"minutt", "time", "døgn", "dag", "natt", "uke", "måned", "kvartal", "halvår"}
# The shortest word that is looked at for misspellings: shorter ones are one letter from each other.
_KORTEST: Final = 5


def _stamme(ord_: str) -> str:
    """What the word is, be it one or many: «stasjon» of «stasjoner»."""
    return " ".join(
        _STAMMER.get(del_) or (re.sub(r"(?:ere|er|e|r)$", "", del_) if len(del_) > 3 else del_)
        for del_ in ord_.casefold().split()
    )


@dataclass(frozen=True)
class Dimension:
    """What a quantity is of: powers of kroner, of time and of what is counted.

    ``faktor`` is what one of the unit is in kroner and ones. ``ordene`` has each thing as it was typed.
    """

    faktor: Fraction
    ledd: tuple[tuple[str, int], ...] = ()
    ordene: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)

    def ganget(self, annen: "Dimension", ganger: int = 1) -> "Dimension":
        """The two multiplied, or, with -1, divided by the other."""
        ledd = dict(self.ledd)
        for navn, grad in annen.ledd:
            ledd[navn] = ledd.get(navn, 0) + grad * ganger
        return Dimension(
            self.faktor * annen.faktor**ganger,
            tuple(sorted((navn, grad) for navn, grad in ledd.items() if grad)),
            {**annen.ordene, **self.ordene},
        )

    def grad(self, navn: str) -> int:
        """The power of one thing."""
        return dict(self.ledd).get(navn, 0)

    @property
    def uten_ar(self) -> tuple[tuple[str, int], ...]:
        """What it is of besides the years: an amount falls in a year whether its unit says so or not."""
        return tuple(par for par in self.ledd if par != (AR, -1))

    def _ord(self, navn: str, mange: bool) -> str:
        return (_KJENTE.get(navn, "") if mange else navn if navn in _KJENTE else "") or self.ordene.get(navn, navn)

    def over(self) -> list[str]:
        """What stands above the line, kroner first, in words."""
        alle = sorted(self.ledd, key=lambda par: par[0] != KR)
        return [self._ord(navn, mange=True) for navn, grad in alle for _ in range(grad)]

    def under(self) -> list[str]:
        """What stands below the line, the years last, in words."""
        alle = sorted(self.ledd, key=lambda par: par[0] == AR)
        return [self._ord(navn, mange=False) for navn, grad in alle for _ in range(-grad)]

    def __str__(self) -> str:
        """The unit in words: «kr og plasser per døgn»."""
        over, under = " og ".join(self.over()), " og ".join(self.under())
        if not under:
            return over or "et tall uten enhet"
        return f"{over or 'antall'} per {under}"


@cache
def dimension_of(enhet: str) -> Dimension:
    """What a unit as typed in data/ is of; raises ValueError, with the remedy, for money that is not kroner."""
    lest = Enhet.les(enhet)
    svar = _leddet(lest.base, enhet)
    for del_ in re.split(r" og | per |, ", lest.per) if lest.per else ():
        svar = svar.ganget(_leddet(del_, enhet), -1)
    return svar


def factor_of(enhet: str) -> Fraction:
    """What one of the unit is in a formula: kroner, or ones; 1/100 for a per cent."""
    return dimension_of(enhet).faktor


def has_other_currency(tekst: str) -> bool:
    """Whether a text names money that is not kroner."""
    return bool(ANNEN_VALUTA.search(tekst))


def _leddet(ledd: str, enhet: str) -> Dimension:
    penger = Enhet(ledd)
    if penger.er_penger:
        return Dimension(penger.i_kroner, ((KR, 1),), {KR: KR})
    if (rent := _RENE_TALL.get(re.sub(r"^(prosent|andel) av .+", r"\1", ledd))) is not None:
        return Dimension(rent)
    if has_other_currency(ledd):
        raise ValueError(
            f"er «{enhet}», men beløp regnes i kroner. Regn beløpet om til kr, og skriv kursen i begrunnelse"
        )
    if skrevet := next((tegn for tegn in re.findall(r"[%‰]|[^\W\d_]+", ledd) if tegn.casefold() in _SOM_PROSENT), ""):
        raise ValueError(f"er «{enhet}». Skriv {_SOM_PROSENT[skrevet.casefold()]} i stedet for {skrevet}")
    if _PENGELIGNENDE.search(ledd):
        raise ValueError(
            f"er «{enhet}», som ikke er en kjent pengeenhet. Bruk kr, 1 000 kr, mill. kr eller "
            "mrd. kr, eventuelt med per"
        )
    tall, ord_ = re.fullmatch(r"(\d[\d ]*)? ?(.*)", ledd).groups()  # type: ignore[union-attr]
    if not ord_:
        raise ValueError(f"er «{enhet}», som mangler hva som er telt. Skriv for eksempel plasser, eller kr per plass")
    stamme = _stamme(ord_)
    return Dimension(Fraction((tall or "1").replace(" ", "")), ((stamme, 1),), {stamme: ord_})


# --- what a formula gives ----------------------------------------------------------------------------------------


def dimension_of_formula(tekst: str, enheter: Mapping[str, str]) -> Dimension:
    """What the formula gives of assumptions in these units; raises Formelfeil for sums of unlike things."""

    def av(ledd: ast.expr) -> Dimension:
        match ledd:
            case ast.Name(id=navn):
                return dimension_of(enheter[navn])
            case ast.UnaryOp(operand=indre) | ast.Call(func=ast.Name(id="akkumulert"), args=[indre]):
                return av(indre)
            case ast.BinOp(left=venstre, op=ast.Mult() | ast.Div() as op, right=hoyre):
                return av(venstre).ganget(av(hoyre), 1 if isinstance(op, ast.Mult) else -1)
            case ast.BinOp(left=venstre, right=hoyre):
                return like([av(venstre), av(hoyre)], ledd)
            case ast.Call(args=args):
                return like([av(arg) for arg in args], ledd)
        raise Formelfeil(f"«{ast.unparse(ledd)}» kan ikke stå i en formel")

    def like(alle: list[Dimension], ledd: ast.expr) -> Dimension:
        """The parts' own unit, which must be one; the one that is per year where some are."""
        forste = next((en for en in alle if en.grad(AR)), alle[0])
        if annen := next((en for en in alle if en.uten_ar != forste.uten_ar), None):
            raise Formelfeil(
                f"i {formel_i_ord(ast.unparse(ledd), enheter)} skal {forste} og {annen} regnes sammen, og det "
                "går ikke. Rett enheten på forutsetningene, eller gang med det som mangler"
            )
        return forste

    return av(les_formel(tekst))


def feil_i_enhetene(tekst: str, enheter: Mapping[str, str]) -> str:
    """Why the formula does not give kroner per year, and what to do; empty where it does."""
    try:
        gir = dimension_of_formula(tekst, enheter)
    except Formelfeil as grunn:
        return f"{grunn}."
    if gir.uten_ar == ((KR, 1),):
        return ""
    return f"{formel_i_ord(tekst, enheter)} gir {gir}, ikke kr per år. {_rad(gir, _skala(tekst, enheter))}"


def _skala(tekst: str, enheter: Mapping[str, str]) -> str:
    """The scale that the formula's amounts stand in, so that a unit told of keeps it; kr where they are in several."""
    brukt = {Enhet.les(enheter[navn]) for navn in re.findall(r"\w+", tekst) if navn in enheter}
    skalaer = {enhet.base for enhet in brukt if enhet.er_penger}
    return skalaer.pop() if len(skalaer) == 1 else KR


def _rad(gir: Dimension, skala: str) -> str:
    """What would make kroner per year of it, with amounts in the scale that they stand in."""
    if gir.grad(KR) < 1:
        telt = next((gir._ord(navn, mange=False) for navn, grad in gir.ledd if grad > 0), "plass")
        return f"Ta inn en forutsetning i kroner, for eksempel kr per {telt} og år."
    if gir.grad(KR) > 1:
        return "To beløp er ganget med hverandre. Rett formelen, eller enheten på det ene."
    over = [navn for navn, grad in gir.ledd if grad > 0 and navn != KR]
    under = [navn for navn, grad in gir.ledd if grad < 0 and navn != AR]
    if over:
        telt = " og ".join(gir._ord(navn, mange=False) for navn in over)
        if annet := [gir._ord(navn, mange=False) for navn in under if navn not in _TIDER]:
            per = " og ".join(annet)
            return f"Er {telt} og {per} det samme, skriv det med samme ord: {skala} per {telt} og {AR}."
        return f"Er beløpet per {telt}, skriv det i enheten: {skala} per {telt} og {' og '.join(gir.under()) or AR}."
    if under:
        mange = gir._ord(under[0], mange=True)
        per = "" if dict(gir.ledd).get(AR) else " per år"
        return f"Gang med en forutsetning som sier hvor mange det er, med enheten {mange}{per}."
    return "Rett enheten på den forutsetningen som er per år to ganger."


# --- words that are counted -----------------------------------------------------------------------------------------


def misspelt(enhet: str, egne: Iterable[str] = ()) -> str:
    """The known word that a unit has misspelt, as it should stand; empty where every word may be its own.

    ``egne`` are the words that the book says are its own.
    """
    kjente = {*_STAMMER, *_RENE_TALL, *(ord_.casefold() for ord_ in egne)}
    for ord_ in words_in(enhet):
        if len(ord_) >= _KORTEST and ord_ not in kjente:
            rett = next((rett for rett in sorted(kjente) if len(rett) >= _KORTEST and _nesten(ord_, rett)), "")
            # «stasjoner» is no misspelling of «stasjon».
            if rett and _stamme(rett) != _stamme(ord_):
                return rett
    return ""


def words_in(enhet: str) -> list[str]:
    """The words of a unit, as they are compared."""
    return [ord_.casefold() for ord_ in re.findall(r"[^\W\d_]+", enhet)]


def _nesten(a: str, b: str) -> bool:
    """Whether the words are one letter apart: one too many, too few, wrong, or two that have changed places."""
    if abs(len(a) - len(b)) > 1:
        return False
    foran = next((nr for nr, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[foran:], b[foran:]
    byttet = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return byttet or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def units_in(ting: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every «enhet» below what a file of data/ holds, with its place."""
    deler: Iterable[tuple[str | int, object]] = ()
    if isinstance(ting, Mapping):
        deler = ((str(nokkel), verdi) for nokkel, verdi in ting.items())
    elif isinstance(ting, list | tuple):
        deler = enumerate(ting)
    for ledd, verdi in deler:
        if ledd == "enhet" and isinstance(verdi, str):
            yield (ledd,), verdi
        else:
            yield from (((ledd, *sti), enhet) for sti, enhet in units_in(verdi))
