"""A measure's formula as text: parsed, its names checked, evaluated per year, shown in words.

The language is small enough to run in a reader's browser too: ``+ - * /``, parentheses, ``min``, ``max`` and
``akkumulert`` (the sum over the years so far). Values may be exact fractions or numpy arrays; nothing here knows which.

The audit's calculations are the same language with ``med_tall``: they have no years, and may hold
small numbers of their own, such as the 100 that makes a share a percentage.
"""

import ast
import operator
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

from effekt.base import bounds
from effekt.base.numbers import MINUS, vis_tall

FUNKSJONER: Final = {"min": "den minste av", "max": "den største av", "akkumulert": "summen så langt av"}

_REGNING: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_TEGN: Final = {ast.Add: "+", ast.Sub: MINUS, ast.Mult: "\u00d7", ast.Div: ":"}
_RANG: Final = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
_BYTTER_SIDE: Final = (ast.Sub, ast.Div)
_SPRAKET: Final = f"Bruk + - * /, parenteser, {', '.join(FUNKSJONER)} og navnene på forutsetningene"
_FOR_LANG: Final = (
    f"formelen er for lang til å leses: høyst {bounds.FORMULA_LENGTH} tegn, {bounds.FORMULA_PARTS} ledd, "
    f"{bounds.FORMULA_DEPTH} lag og akkumulert i {bounds.FORMULA_SUMS} lag. Del den opp, eller ta bort gjentakelser"
)
FOR_STORT: Final = "gir et tall som er for stort eller for langt til å være riktig. Se etter tallene som går inn"
# In Python's tree a term is a name, what it is there for, the sign before it, and that sign's own node.
_DELER_PER_LEDD: Final = len(("navn", "bruk", "tegn", "ledd"))
_STORST: Final = 10**bounds.NUMBER_DIGITS


class Formelfeil(ValueError):
    """A formula that cannot be read or worked out."""


@cache
def les_formel(tekst: str, med_tall: bool = False) -> ast.expr:
    """The formula's syntax tree; raises Formelfeil for anything outside the language.

    With ``med_tall`` it is a calculation of the audit: numbers may stand in it, years may not.
    """
    if len(tekst) > bounds.FORMULA_LENGTH:
        raise Formelfeil(_FOR_LANG)
    if not tekst.replace("\n", " ").isprintable():
        raise Formelfeil(f"formelen «{tekst}» kan ikke leses: den har usynlige tegn. Skriv den på nytt")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python has opinions, in English, of what it only reads
            uttrykk = ast.parse(tekst.strip(), mode="eval").body
        if sum(1 for _ in ast.walk(uttrykk)) > bounds.FORMULA_PARTS * _DELER_PER_LEDD:
            raise Formelfeil(_FOR_LANG)
        _kontroller(uttrykk, tekst, med_tall)
    except SyntaxError as feil:
        sted = f" ved tegn {feil.offset}" if feil.offset else ""
        raise Formelfeil(f"formelen «{tekst}» kan ikke leses{sted}. {_SPRAKET}") from None
    except (RecursionError, MemoryError):
        raise Formelfeil(_FOR_LANG) from None
    return uttrykk


def _kontroller(ledd: ast.expr, tekst: str, med_tall: bool, lag: int = 0, summer: int = 0) -> None:
    if lag > bounds.FORMULA_DEPTH or summer > bounds.FORMULA_SUMS:
        raise Formelfeil(_FOR_LANG)
    match ledd:
        case ast.Name():
            return
        case ast.Constant(value=int() | float() as tall) if med_tall and not isinstance(tall, bool):
            if not abs(tall) <= _STORST:
                raise Formelfeil(f"«{tekst}» har et tall som er for stort til å være riktig")
        case ast.BinOp(left=venstre, op=op, right=hoyre) if type(op) in _REGNING:
            # A row of terms is as deep as it is long; what counts is what stands in parentheses.
            _kontroller(venstre, tekst, med_tall, lag, summer)
            _kontroller(hoyre, tekst, med_tall, lag + 1, summer)
        case ast.UnaryOp(op=ast.USub(), operand=indre):
            _kontroller(indre, tekst, med_tall, lag + 1, summer)
        case ast.Call(func=ast.Name(id=navn), args=[_, *_] as args, keywords=[]) if navn in FUNKSJONER:
            if navn == "akkumulert" and med_tall:
                raise Formelfeil(f"akkumulert kan ikke stå i «{tekst}», som ikke har år")
            if navn == "akkumulert" and len(args) != 1:
                raise Formelfeil(f"akkumulert tar ett ledd, men har {len(args)} i «{tekst}»")
            for arg in args:
                _kontroller(arg, tekst, med_tall, lag + 1, summer + (navn == "akkumulert"))
        case ast.Constant():
            raise Formelfeil(
                f"tallet {ast.unparse(ledd)} står i formelen «{tekst}». Gi det et navn og en kilde "
                "under forutsetninger, og bruk navnet"
            )
        case _:
            raise Formelfeil(f"«{ast.unparse(ledd)}» kan ikke stå i en formel. {_SPRAKET}")


def navn_i(tekst: str, med_tall: bool = False) -> set[str]:
    """The names of the assumptions that the formula uses."""
    alle = list(ast.walk(les_formel(tekst, med_tall)))
    funksjoner = {id(ledd.func) for ledd in alle if isinstance(ledd, ast.Call)}
    return {ledd.id for ledd in alle if isinstance(ledd, ast.Name) and id(ledd) not in funksjoner}


def er_lineaer(tekst: str, navn: str) -> bool:
    """Whether the formula is a straight line in one assumption, all others unchanged.

    Read off the formula itself, so that a line that only looks straight where it was tried is not
    taken for one. What is linear can be solved.
    """
    return _grad(les_formel(tekst), navn) <= 1


def _grad(ledd: ast.expr, navn: str, omvendt: bool = False) -> int:
    """The degree of the name: none, one, or two for whatever is not a straight line; ``omvendt`` in one over it."""

    def grad(indre: ast.expr) -> int:
        return _grad(indre, navn, omvendt)

    match ledd:
        case ast.Name(id=eget):
            return (2 if omvendt else 1) if eget == navn else 0
        case ast.BinOp(left=venstre, op=ast.Div(), right=ast.Name(id=eget)) if omvendt and eget == navn:
            return min(grad(venstre) + 1, 2)
        case ast.BinOp(left=venstre, op=op, right=hoyre):
            a, b = grad(venstre), grad(hoyre)
            if isinstance(op, ast.Div):
                return a if b == 0 else 2
            return min(a + b, 2) if isinstance(op, ast.Mult) else max(a, b)
        case ast.UnaryOp(operand=indre):
            return grad(indre)
        case ast.Call(func=ast.Name(id="akkumulert"), args=[indre]):
            return grad(indre)
        case ast.Call(args=args):
            return 2 if any(grad(arg) for arg in args) else 0
    return 0


def er_omvendt(tekst: str, navn: str) -> bool:
    """Whether the formula is a straight line in one over the assumption, as a cost is in the years it is spread on."""
    return _grad(les_formel(tekst), navn, omvendt=True) <= 1


def produkter(tekst: str) -> list[frozenset[str]]:
    """The names that count as one product only: factors of the same one, each of them nowhere else in the formula."""
    uttrykk = les_formel(tekst)
    antall = Counter(ledd.id for ledd in ast.walk(uttrykk) if isinstance(ledd, ast.Name))
    funnet: list[frozenset[str]] = []

    def les(ledd: ast.expr, faktorer: set[str]) -> None:
        match ledd:
            case ast.Name(id=navn):
                faktorer.add(navn)
            case ast.BinOp(left=venstre, op=ast.Mult() | ast.Div(), right=hoyre):
                les(venstre, faktorer)
                les(hoyre, faktorer)
            case ast.UnaryOp(operand=indre):
                les(indre, faktorer)
            case _:
                for under in ast.iter_child_nodes(ledd):
                    if isinstance(under, ast.expr):
                        nye: set[str] = set()
                        les(under, nye)
                        funnet.append(frozenset(n for n in nye if antall[n] == 1))

    alle: set[str] = set()
    les(uttrykk, alle)
    funnet.append(frozenset(n for n in alle if antall[n] == 1))
    return [gruppe for gruppe in funnet if len(gruppe) > 1]


def regn_ut(tekst: str, verdier: Callable[[str, int], Any], ar: int, periode: tuple[int, ...]) -> Any:
    """The formula's value in ``ar``; ``verdier(navn, ar)`` gives an assumption's value in a year.

    Raises Formelfeil on division by zero.
    """
    try:
        verdi = _verdi(les_formel(tekst), verdier, ar, periode)
    except ZeroDivisionError:
        raise Formelfeil(f"formelen «{tekst}» deler på null i {ar}") from None
    if isinstance(verdi, Fraction) and _er_umulig(verdi):
        raise Formelfeil(f"formelen «{tekst}» {FOR_STORT}, i {ar}")
    return verdi


def brutto(tekst: str, verdier: Callable[[str, int], Any], ar: int, periode: tuple[int, ...]) -> tuple[Any, Any]:
    """What the formula adds and what it draws from that in ``ar``, both as positive amounts.

    The first less the second is ``regn_ut``. A product is multiplied out, so ``(a - b) * c`` has the gain ``a * c`` and
    the cost ``b * c``; what is divided by counts as it is, and the one that min or max chooses brings its own two.
    Raises Formelfeil on division by zero.
    """
    try:
        gevinst, kostnad = _to_sider(les_formel(tekst), verdier, ar, periode)
    except ZeroDivisionError:
        raise Formelfeil(f"formelen «{tekst}» deler på null i {ar}") from None
    return gevinst, kostnad


_Sider = tuple[Any, Any]


def _sider(verdi: Any) -> _Sider:
    """A value as what is above zero and what is below; element by element for arrays."""
    return verdi * (verdi > 0), -verdi * (verdi < 0)


def _to_sider(ledd: ast.expr, verdier: Callable[[str, int], Any], ar: int, periode: tuple[int, ...]) -> _Sider:
    def sider(indre: ast.expr, i_ar: int = ar) -> _Sider:
        return _to_sider(indre, verdier, i_ar, periode)

    match ledd:
        case ast.BinOp(left=venstre, op=op, right=hoyre):
            (pluss, minus), (til, fra) = sider(venstre), sider(hoyre)
            match op:
                case ast.Add():
                    return pluss + til, minus + fra
                case ast.Sub():
                    return pluss + fra, minus + til
                case ast.Mult():
                    return pluss * til + minus * fra, pluss * fra + minus * til
            over, under = _sider(1 / (til - fra))
            return pluss * over + minus * under, pluss * under + minus * over
        case ast.UnaryOp(operand=indre):
            return sider(indre)[::-1]
        case ast.Call(func=ast.Name(id="akkumulert"), args=[indre]):
            alle = [sider(indre, tidligere) for tidligere in periode if tidligere <= ar]
            return sum(pluss for pluss, _ in alle), sum(minus for _, minus in alle)
        case ast.Call(func=ast.Name(id=navn), args=args):
            foran = {"min": operator.lt, "max": operator.gt}[navn]
            (pluss, minus), *andre = map(sider, args)
            for til, fra in andre:
                valgt = foran(til - fra, pluss - minus) * 1
                pluss, minus = til * valgt + pluss * (1 - valgt), fra * valgt + minus * (1 - valgt)
            return pluss, minus
    return _sider(_verdi(ledd, verdier, ar, periode))


def regn_stykke(tekst: str, verdier: Mapping[str, Fraction]) -> Fraction:
    """The value of one of the audit's calculations; raises Formelfeil on division by zero."""
    try:
        verdi = Fraction(_verdi(les_formel(tekst, med_tall=True), lambda navn, _: verdier[navn], 0, ()))
    except ZeroDivisionError:
        raise Formelfeil(f"regnestykket «{tekst}» deler på null") from None
    if _er_umulig(verdi):
        raise Formelfeil(f"regnestykket «{tekst}» {FOR_STORT}")
    return verdi


def _er_umulig(verdi: Fraction) -> bool:
    """Whether no sum of money can be that: it could be neither written nor worked on in reasonable time."""
    return abs(verdi) > _STORST or verdi.denominator.bit_length() > bounds.FRACTION_BITS


def _verdi(ledd: ast.expr, verdier: Callable[[str, int], Any], ar: int, periode: tuple[int, ...]) -> Any:
    match ledd:
        case ast.Name(id=navn):
            return verdier(navn, ar)
        case ast.Constant(value=tall):
            return Fraction(str(tall))
        case ast.BinOp(left=venstre, op=op, right=hoyre):
            return _REGNING[type(op)](_verdi(venstre, verdier, ar, periode), _verdi(hoyre, verdier, ar, periode))
        case ast.UnaryOp(operand=indre):
            return -_verdi(indre, verdier, ar, periode)
        case ast.Call(func=ast.Name(id="akkumulert"), args=[indre]):
            return sum(_verdi(indre, verdier, tidligere, periode) for tidligere in periode if tidligere <= ar)
        case ast.Call(func=ast.Name(id=navn), args=args):
            foran = {"min": operator.lt, "max": operator.gt}[navn]
            return _velg([_verdi(arg, verdier, ar, periode) for arg in args], foran)
    raise Formelfeil(f"«{ast.unparse(ledd)}» kan ikke stå i en formel")


def _velg(verdier: list[Any], foran: Callable[[Any, Any], Any]) -> Any:
    """Pairwise choice that works element by element on arrays: c*a + (1-c)*b."""
    beste = verdier[0]
    for neste in verdier[1:]:
        valgt = foran(neste, beste) * 1
        beste = neste * valgt + beste * (1 - valgt)
    return beste


def formel_i_ord(tekst: str, navn_i_ord: Mapping[str, str], med_tall: bool = False) -> str:
    """The formula as a reader sees it: names in words, ``*`` as ×, ``-`` as a minus sign."""
    return _i_ord(les_formel(tekst, med_tall), navn_i_ord)


def _i_ord(ledd: ast.expr, navn_i_ord: Mapping[str, str]) -> str:
    match ledd:
        case ast.Name(id=navn):
            return navn_i_ord.get(navn, navn)
        case ast.Constant(value=tall):
            return vis_tall(Fraction(str(tall)))
        case ast.UnaryOp(operand=indre):
            return MINUS + _etter_tegn(indre, navn_i_ord, _RANG[ast.Mult])
        case ast.BinOp(left=venstre, op=op, right=hoyre):
            rang = _RANG[type(op)]
            strengere = rang + 1 if isinstance(op, _BYTTER_SIDE) else rang
            tegn = _TEGN[type(op)]
            forst = _med_parentes(venstre, navn_i_ord, rang)
            return f"{forst} {tegn} {_etter_tegn(hoyre, navn_i_ord, strengere)}"
        case ast.Call(func=ast.Name(id=navn), args=args):
            return f"{FUNKSJONER[navn]} ({'; '.join(_i_ord(arg, navn_i_ord) for arg in args)})"
    raise Formelfeil(f"«{ast.unparse(ledd)}» kan ikke stå i en formel")


def _med_parentes(ledd: ast.expr, navn_i_ord: Mapping[str, str], rang: int) -> str:
    vist = _i_ord(ledd, navn_i_ord)
    if isinstance(ledd, ast.BinOp) and _RANG[type(ledd.op)] < rang:
        return f"({vist})"
    return vist


def _etter_tegn(ledd: ast.expr, navn_i_ord: Mapping[str, str], rang: int) -> str:
    """An operand after a sign; two signs never meet: a − (−b)."""
    vist = _med_parentes(ledd, navn_i_ord, rang)
    return f"({vist})" if vist.startswith(MINUS) else vist
