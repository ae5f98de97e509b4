"""Texts with live numbers, walked and not compiled.

Jinja's parser reads a text, and what it has read is worked out here, node by node. A text may come from anyone who may
send data, so it can reach only what this file knows: a node, filter, test or method that is not named here is a fault,
as is a name that begins with an underscore. Jinja itself would compile each text to Python, from where much else can be
reached. It would also take two fifths of the time of a check, since most texts are filled in once.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from effekt.base import bounds
from effekt.base.faults import Datafeil, naermeste
from effekt.display.filters import FILTRE, FUNKSJONER, TESTER, ferdig, i_ord, uten_enhet
from effekt.display.markup import i_linjen
from effekt.display.offered import (
    Navngitt,
    Oppslag,
    Tabellverdier,
    Tiltaksverdier,
    UkjentNavn,
    Utregnet,
    del_av,
    deler_av,
)
from effekt.display.prose import Utenfor, for_ar, mente, uvisst
from effekt.display.quantities import Maltall, Serie
from effekt.reading.tabelldata import UtenTall

# What filling in one text may take: a node worked out, an item of a list and a sign written are one each.
# The longest text of a report takes some thousands.
_ARBEID: Final = 200_000
# The digits that a number may have, in binary: far more than money needs.
_SIFRE: Final = 4_096
# What may be called on a value, beside the functions that the text is offered by name.
_METODER: Final[tuple[tuple[type, frozenset[str]], ...]] = (
    (Mapping, frozenset({"items", "values"})),
    (Tabellverdier, Tabellverdier.metoder),
    (str, frozenset({"lower"})),
)
# What can be held against each other, whatever it is made of.
_ENKLE: Final = (str, int, Fraction, Maltall, Serie, Utenfor)
# What asking for something that is worked out, or calling what is offered, takes of the bound.
_UTREGNING: Final = 100
_SPRAKET: Final = (
    "En tekst kan ha navn, tall, regnestykker, sammenligninger, filtre og blokkene if, for, set, macro og pastand. "
    "Skriv den om med dem"
)

Navnerom = dict[str, Any]
# What a claim becomes in the text: its sentence, whether it holds, and why that cannot be judged.
Pastandssvar = Callable[[str, bool, str], str]


class _Skrevet(str):
    """What a macro gives: a piece of the text itself, and no value from data."""

    __slots__ = ()


class Tekstfeil(Datafeil):
    """A text that cannot be read, with the line that it is wrong in."""

    def __init__(self, melding: str, linje: int) -> None:
        super().__init__(melding)
        self.i_teksten = linje


class _Pastandsblokk(Extension):
    """A claim: ``{% pastand condition %}A sentence, with numbers in it.{% endpastand %}``.

    It is read as a condition in a scope: a node that Jinja has, and makes of nothing else.
    """

    tags = {"pastand"}  # noqa: RUF012 - a plain set is what Jinja declares

    def parse(self, parser: Parser) -> nodes.Node:
        linje = next(parser.stream).lineno
        betingelse = parser.parse_expression()
        setning = parser.parse_statements(("name:endpastand",), drop_needle=True)
        return nodes.Scope([nodes.If(betingelse, setning, [], [])], lineno=linje)


_MILJO: Final = Environment(autoescape=False, extensions=[_Pastandsblokk])


@dataclass(frozen=True)
class LestTekst:
    """A text as it is read, and the names that it uses and does not set, each with its line."""

    noder: list[nodes.Node]
    navn: dict[str, int]


@lru_cache(maxsize=4096)
def les_prosa(mal: str) -> LestTekst:
    """The text, read; raises Tekstfeil for what the language does not have, also where it is not reached."""
    if len(mal) > bounds.PROSE_LENGTH:
        raise Tekstfeil(f"teksten har mer enn {bounds.PROSE_LENGTH} tegn. Del den opp", 1)
    try:
        noder = Parser(_MILJO, mal).subparse()
        return LestTekst(noder, _kontroller(noder, mal))
    except TemplateSyntaxError as feil:
        raise Tekstfeil(_i_ord(feil), feil.lineno) from None
    except RecursionError:
        raise Tekstfeil("teksten har for mange klammer og blokker inni hverandre. Del den opp", 1) from None
    except ValueError:
        raise Tekstfeil("et tall i teksten er for langt. Skriv det kortere", 1) from None


def _i_ord(feil: TemplateSyntaxError) -> str:
    sagt = feil.message or ""
    if sagt.startswith("Encountered unknown tag") and "innermost" not in sagt:
        return f"blokken {sagt.split(chr(39))[1]} finnes ikke. {_SPRAKET}"
    return "teksten kan ikke leses. Se etter {{ }} eller {% %} som ikke er lukket, og tegn som mangler"


def _kontroller(noder: Sequence[nodes.Node], mal: str) -> dict[str, int]:
    """Refuse what the language does not have, and make decimals exact; the names that are used and not set."""
    brukt: dict[str, int] = {}
    satt: set[str] = set()
    # A name in brackets may be the key of a cell, as in an address: what it is shows when it is looked up.
    i_klammer: set[int] = set()
    igjen: list[Any] = list(noder)
    while igjen:
        node = igjen.pop()
        slag = type(node)
        if slag is nodes.TemplateData:
            continue
        if slag is nodes.Const:
            if isinstance(node.value, float):
                node.value = Fraction(str(node.value))
            continue
        if slag is nodes.Name:
            if id(node) in i_klammer:
                continue
            if node.ctx == "load":
                brukt[node.name] = min(node.lineno, brukt.get(node.name, node.lineno))
            else:
                satt.add(node.name)
            continue
        if slag is nodes.Filter and node.name not in _FILTRE:
            rad = naermeste(node.name, _FILTRE)
            raise Tekstfeil(f"ukjent filter «{node.name}».{rad} Bruk {', '.join(FILTRE)}", node.lineno)
        if slag is nodes.Test and node.name not in _TESTER:
            rad = mente(node.name, _TESTER)
            raise Tekstfeil(f"ukjent prøve «is {node.name}».{rad}", node.lineno)
        if slag not in _LOVLIGE or not _VILKAR.get(slag, bool)(node):
            foran, klamme, rest = mal.split("\n")[node.lineno - 1].partition("{")
            stykke = (klamme + rest or foran).strip()
            raise Tekstfeil(f"«{stykke[:80]}» kan ikke stå i en tekst. {_SPRAKET}", node.lineno)
        if slag is nodes.Getitem:
            i_klammer |= {id(del_) for del_ in getattr(node.arg, "items", [node.arg])}
        elif slag is nodes.For:
            satt.add("loop")
        elif slag is nodes.Macro:
            satt.add(node.name)
        for felt in slag.fields:
            verdi = getattr(node, felt)
            if isinstance(verdi, list):
                igjen += verdi
            elif isinstance(verdi, nodes.Node):
                igjen.append(verdi)
    return {navn: linje for navn, linje in brukt.items() if navn not in satt}


def _uten_stjerner(node: Any) -> bool:
    return node.dyn_args is None and node.dyn_kwargs is None


# What must hold of nodes that Jinja lets be written in more ways than the language has.
_VILKAR: Final[dict[type, Callable[[Any], bool]]] = {
    nodes.Getattr: lambda node: not node.attr.startswith("_"),
    nodes.Call: lambda node: isinstance(node.node, nodes.Name | nodes.Getattr) and _uten_stjerner(node),
    nodes.Filter: lambda node: node.node is not None and _uten_stjerner(node),
    nodes.Test: lambda node: not node.kwargs and _uten_stjerner(node),
    nodes.For: lambda node: not node.recursive,
    nodes.Slice: lambda node: node.step is None,
    nodes.CondExpr: lambda node: node.expr2 is not None,
}


def oppslag(eier: Any, nokkel: Any) -> Any:
    """What ``eier[nokkel]`` is in a text; a series by year may lack the years outside a reviewer's period."""
    if not isinstance(nokkel, str | int):
        raise Datafeil("det som står i [ ], må være et navn, et årstall eller et nummer. Rett det")
    if isinstance(eier, Mapping):
        if isinstance(nokkel, int) and nokkel not in eier and (utenfor := for_ar(nokkel)):
            return utenfor
        if nokkel not in eier:
            raise UkjentNavn(nokkel, deler_av(eier))
        return eier[nokkel]
    if isinstance(nokkel, str):
        return del_av(eier, nokkel)
    if not isinstance(eier, list | tuple | str) or not -len(eier) <= nokkel < len(eier):
        raise UkjentNavn(nokkel, deler_av(eier))
    return eier[nokkel]


def _krev_enkle(*verdier: Any) -> None:
    """Refuse to compare lists with each other: one made of itself would take all time."""
    if not all(verdi is None or isinstance(verdi, _ENKLE) for verdi in verdier):
        raise Datafeil("lister kan ikke sammenlignes med hverandre. Sammenlign det som er i dem, eller antallet")


def _enkle(verdier: Iterable[Any]) -> list[Any]:
    alle = list(verdier)
    _krev_enkle(*alle)
    return alle


def _langs(sti: object) -> Callable[[Any], Any]:
    """What ``map``, ``selectattr`` and ``rejectattr`` look at in each item: «navn», 2030, «effekt.2030»."""
    if not isinstance(sti, str | int):
        raise Datafeil("attributtet i et filter må være et navn. Rett det")
    deler = [int(del_) if del_.isdigit() else del_ for del_ in str(sti).split(".")]

    def hent(ting: Any) -> Any:
        for del_ in deler:
            ting = oppslag(ting, del_)
        return ting

    return hent


def _holder(test: str, hent: Callable[[], Any], valg: Sequence[Any]) -> Any:
    if test == "defined":
        try:
            hent()
        except UkjentNavn:
            return False
        return True
    if not isinstance(test, str) or test not in _TESTER:
        raise Datafeil(f"ukjent prøve «{i_ord(test)}» i teksten.{mente(i_ord(test), _TESTER)}")
    verdi = hent()
    if test in TESTER:
        return _TESTER[test](verdi if isinstance(verdi, Maltall) else _enkle(_verdiene(verdi)))
    if test != "in":
        _krev_enkle(*valg)
    return _TESTER[test](verdi, *valg)


def _verdiene(verdi: Any) -> Any:
    """What a series is to a filter or a test: its values."""
    return list(verdi.values()) if isinstance(verdi, Serie) else verdi


def _velg(
    verdier: Iterable[Any], hent: Callable[[Any], Any], prove: Sequence[Any], *, behold: bool = True
) -> list[Any]:
    """The items whose value passes the test, or that have a value where none is given; or the others."""
    if not prove:
        return [en for en in verdier if bool(hent(en)) == behold]
    test, *valg = prove
    return [en for en in verdier if bool(_holder(test, lambda en=en: hent(en), valg)) == behold]  # type: ignore[misc]


def _en_av(velg: Callable[[list[Any]], Any], hvilken: str) -> Callable[[Iterable[Any]], Any]:
    def en_av(verdier: Iterable[Any]) -> Any:
        if not (alle := _enkle(verdier)):
            raise Datafeil(f"en liste i teksten er tom, og har ingen {hvilken}. Rett den")
        return velg(alle)

    return en_av


def _uten_store(verdi: Any) -> Any:
    return verdi.lower() if isinstance(verdi, str) else verdi


_FILTRE: Final[dict[str, Callable[..., Any]]] = {
    **FILTRE,
    "abs": abs,
    "capitalize": lambda tekst: ferdig(tekst).capitalize(),
    "join": lambda verdier, skille="": ferdig(skille).join(map(ferdig, verdier)),
    "last": _en_av(lambda alle: alle[-1], "siste"),
    "length": len,
    "list": list,
    "lower": lambda tekst: ferdig(tekst).lower(),
    "map": lambda verdier, *, attribute: [_langs(attribute)(en) for en in verdier],
    "max": _en_av(lambda alle: max(alle, key=_uten_store), "minste eller største"),
    "min": _en_av(lambda alle: min(alle, key=_uten_store), "minste eller største"),
    "rejectattr": lambda verdier, sti, *prove: _velg(verdier, _langs(sti), prove, behold=False),
    "reverse": lambda verdier: list(verdier)[::-1],
    "select": lambda verdier, *prove: _velg(verdier, lambda verdi: verdi, prove),
    "selectattr": lambda verdier, sti, *prove: _velg(verdier, _langs(sti), prove),
    "sum": lambda verdier: sum(_enkle(verdier)),
    "unique": lambda verdier: list(dict.fromkeys(_enkle(verdier))),
    "uten_enhet": uten_enhet,
    "upper": lambda tekst: ferdig(tekst).upper(),
}


def _provd(tegn: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def provd(a: Any, b: Any) -> Any:
        _krev_enkle(a, b)
        return tegn(a, b)

    return provd


def _er_i(verdi: Any, verdier: Any) -> bool:
    _krev_enkle(verdi)
    return verdi in (verdier if isinstance(verdier, str) else list(verdier))


_TEGN: Final = {"equalto": operator.eq, "ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt}
_TESTER: Final[dict[str, Callable[..., Any]]] = {
    **TESTER,
    "defined": bool,
    "none": lambda verdi: verdi is None,
    "in": _er_i,
    **{navn: _provd(tegn) for navn, tegn in _TEGN.items()},
}
_REGNING: Final[dict[type, Callable[[Any, Any], Any]]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: lambda a, b: Fraction(a, b) if isinstance(a, int) and isinstance(b, int) else a / b,
    nodes.FloorDiv: operator.floordiv,
    nodes.Mod: operator.mod,
}
_SAMMENLIGNING: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": _TESTER["equalto"],
    "ne": _provd(operator.ne),
    "lt": _TESTER["lt"],
    "lteq": _TESTER["le"],
    "gt": _TESTER["gt"],
    "gteq": _TESTER["ge"],
    "in": _er_i,
    "notin": lambda a, b: not _er_i(a, b),
}


@dataclass(frozen=True)
class _Makro:
    """A block that the text has given a name."""

    kall: Callable[..., str]

    def __call__(self, *args: Any) -> str:
        return self.kall(*args)


def _lengde(verdi: Any) -> int:
    """How many parts a value has; none for what is one."""
    return len(verdi) if isinstance(verdi, Sized) else 0


class Tolk:
    """One filling in of one text; ``linje`` is the line of the text that it has come to."""

    def __init__(self, pastand: Pastandssvar, side: bool = False) -> None:
        """Make one for a text; ``side`` where it may have all that a page may, and values must not begin any of it."""
        self._side = side
        self.linje = 1
        self._pastand = pastand
        self._igjen = _ARBEID
        # What has been worked out for this text, and what of.
        self._regnet: dict[tuple[int, str], tuple[Any, Any]] = {}

    def skriv(self, noder: Sequence[nodes.Node], navn: Navnerom) -> str:
        """The nodes with their numbers in; what they set goes into ``navn``."""
        ut: list[str] = []
        for node in noder:
            self._bruk(1)
            _SETNINGER[type(node)](self, node, navn, ut)
        return "".join(ut)

    def _bruk(self, arbeid: int) -> None:
        self._igjen -= arbeid
        if self._igjen < 0:
            raise Datafeil("det er for mye å regne ut eller skrive her. Del teksten opp, eller ta bort løkker")

    def _utskrift(self, node: Any, navn: Navnerom, ut: list[str]) -> None:
        for del_ in node.nodes:
            if type(del_) is nodes.TemplateData:
                tekst = del_.data
            else:
                self.linje = del_.lineno
                verdi = self._verdi(del_, navn)
                tekst = ferdig(verdi)
                if self._side and type(verdi) is str:
                    tekst = i_linjen(tekst)
            self._bruk(len(tekst))
            ut.append(tekst)

    def _hvis(self, node: Any, navn: Navnerom, ut: list[str]) -> None:
        for gren in (node, *node.elif_):
            self.linje = gren.lineno
            if self._verdi(gren.test, navn):
                ut.append(self.skriv(gren.body, navn))
                return
        ut.append(self.skriv(node.else_, navn))

    def _for_hver(self, node: Any, navn: Navnerom, ut: list[str]) -> None:
        self.linje = node.lineno
        if isinstance(gjennom := self._verdi(node.iter, navn), Serie):
            raise Datafeil(f"{gjennom.hva or 'en serie'} har ett tall per år. Gå gjennom .items() eller .values()")
        alle = [en for en in gjennom if self._skal_med(node, en, navn)]
        for nr, en in enumerate(alle, 1):
            indre = {**navn, "loop": {"index": nr, "first": nr == 1, "last": nr == len(alle)}}
            self._sett(node.target, en, indre)
            ut.append(self.skriv(node.body, indre))
        if not alle:
            ut.append(self.skriv(node.else_, dict(navn)))

    def _skal_med(self, node: Any, en: Any, navn: Navnerom) -> bool:
        """Whether a loop takes an item, by its own «if»."""
        self._bruk(1)
        if node.test is None:
            return True
        self._sett(node.target, en, indre := dict(navn))
        return bool(self._verdi(node.test, indre))

    def _tilordning(self, node: Any, navn: Navnerom, ut: list[str]) -> None:
        self.linje = node.lineno
        self._sett(node.target, self._verdi(node.node, navn), navn)

    def _sett(self, mal: Any, verdi: Any, navn: Navnerom) -> None:
        if isinstance(mal, nodes.Name):
            navn[mal.name] = verdi
            return
        deler = list(verdi)
        self._bruk(len(deler))
        if len(deler) != len(mal.items):
            raise Datafeil(f"{len(mal.items)} navn skal dele {len(deler)} verdier. Skriv like mange av hver")
        for under, del_ in zip(mal.items, deler, strict=True):
            self._sett(under, del_, navn)

    def _makro(self, node: Any, navn: Navnerom, ut: list[str]) -> None:
        def kall(*gitt: Any) -> _Skrevet:
            uten = len(node.args) - len(node.defaults)
            ellers = [self._verdi(verdi, navn) for verdi in node.defaults[max(len(gitt) - uten, 0) :]]
            egne = {p.name: v for p, v in zip(node.args, (*gitt, *ellers), strict=True)}
            return _Skrevet(self.skriv(node.body, {**navn, **egne}))

        navn[node.name] = _Makro(kall)

    def _paastaa(self, node: Any, navn: Navnerom, ut: list[str]) -> None:
        """A claim; numbers that make its condition or sentence impossible to work out make it false."""
        (krav,) = node.body
        self.linje = node.lineno
        try:
            svar = self._verdi(krav.test, navn)
            if not isinstance(svar, bool | Utenfor):
                raise Datafeil(f"betingelsen for en påstand er {i_ord(svar)}, og må være en sammenligning")
            # Asked for its truth, a year without a value says that it was decided by.
            holder, grunn = bool(svar), uvisst()
            tekst = self.skriv(krav.body, dict(navn))
        except (ZeroDivisionError, UtenTall):
            holder, grunn, tekst = False, "", _uten_verdier(krav.body)
        ut.append(self._pastand(tekst, holder, grunn))

    def _verdi(self, node: Any, navn: Navnerom) -> Any:
        self._bruk(1)
        return _VERDIER[type(node)](self, node, navn)

    def _navn(self, node: Any, navn: Navnerom) -> Any:
        try:
            verdi = navn[node.name]
        except KeyError:
            raise UkjentNavn(node.name, navn) from None
        return self._en_gang(verdi, "", verdi.regn) if isinstance(verdi, Utregnet) else verdi

    def _en_gang(self, eier: Any, hva: str, regn: Callable[[], Any]) -> Any:
        """What is worked out, once for the text."""
        if (id(eier), hva) not in self._regnet:
            self._bruk(_UTREGNING)
            self._regnet[id(eier), hva] = (eier, regn())
        return self._regnet[id(eier), hva][1]

    def _del(self, node: Any, navn: Navnerom) -> Any:
        eier = self._verdi(node.node, navn)
        if isinstance(eier, Navngitt | Tiltaksverdier):
            return self._en_gang(eier, node.attr, lambda: del_av(eier, node.attr))
        verdi = del_av(eier, node.attr)
        return self._en_gang(verdi, "", verdi.regn) if isinstance(verdi, Utregnet) else verdi

    def _ledd(self, node: Any, navn: Navnerom) -> Any:
        eier, nokkel = self._verdi(node.node, navn), node.arg
        if type(nokkel) is nodes.Slice:
            grenser = (nokkel.start, nokkel.stop)
            svar = eier[slice(*(None if grense is None else self._verdi(grense, navn) for grense in grenser))]
            self._bruk(len(svar))
            return svar
        if isinstance(eier, Oppslag | Tabellverdier):
            deler = [self._nokkel(del_, navn) for del_ in getattr(nokkel, "items", [nokkel])]
            return self._en_gang(eier, ", ".join(deler), lambda: eier.celle(*deler))
        return oppslag(eier, self._verdi(nokkel, navn))

    def _nokkel(self, node: Any, navn: Navnerom) -> str:
        """A key as an address has it: what a name that the text has set stands for, or the name itself."""
        if type(node) is nodes.Name and not isinstance(navn.get(node.name), str | int):
            return str(node.name)
        if not isinstance(verdi := self._verdi(node, navn), str | int):
            raise Datafeil("det som står i [ ], må være ord eller årstall, som i adressen. Rett det")
        return str(verdi)

    def _liste(self, node: Any, navn: Navnerom) -> Any:
        return [self._verdi(del_, navn) for del_ in node.items]

    def _valg(self, node: Any, navn: Navnerom) -> tuple[list[Any], dict[str, Any]]:
        return [self._verdi(arg, navn) for arg in node.args], {k.key: self._verdi(k.value, navn) for k in node.kwargs}

    def _filter(self, node: Any, navn: Navnerom) -> Any:
        verdi = self._verdi(node.node, navn)
        args, valg = self._valg(node, navn)
        if node.name not in FILTRE and node.name != "uten_enhet":
            verdi = _verdiene(verdi)
        self._bruk(_lengde(verdi) * prod(1 + _lengde(arg) for arg in args if not isinstance(arg, str)))
        svar = _FILTRE[node.name](verdi, *args, **valg)
        if isinstance(svar, str | list):
            self._bruk(len(svar))
        return svar

    def _test(self, node: Any, navn: Navnerom) -> Any:
        valg = [self._verdi(arg, navn) for arg in node.args]
        self._bruk(sum(map(_lengde, valg)))
        return _holder(node.name, lambda: self._malt(self._verdi(node.node, navn)), valg)

    def _malt(self, verdi: Any) -> Any:
        self._bruk(_lengde(verdi))
        return verdi

    def _kall(self, node: Any, navn: Navnerom) -> Any:
        hva = node.node
        if isinstance(hva, nodes.Name):
            kall = self._verdi(hva, navn)
        else:
            eier = self._verdi(hva.node, navn)
            if not any(isinstance(eier, slag) and hva.attr in metoder for slag, metoder in _METODER):
                raise Datafeil(f"«{hva.attr}()» kan ikke brukes i teksten. {_SPRAKET}")
            kall = getattr(eier, hva.attr)
            self._bruk(_lengde(eier))
        args, valg = self._valg(node, navn)
        if not callable(kall):
            raise Datafeil(f"«{hva.name}» kan ikke ha parentes etter seg. Ta den bort")
        if not isinstance(kall, _Makro):
            self._bruk(_UTREGNING + sum(map(_lengde, args)))
            if kall not in FUNKSJONER.values() and not all(
                isinstance(ett, str | int) for ett in (*args, *valg.values())
            ):
                raise Datafeil("det som står i parentesen, må være ord eller hele tall. Rett det")
        try:
            return kall(*args, **valg)
        except (AttributeError, LookupError):
            navnet = hva.name if isinstance(hva, nodes.Name) else hva.attr
            raise Datafeil(f"«{navnet}» i teksten kan ikke brukes på det som står i parentesen. Rett det") from None

    def _sammen(self, node: Any, navn: Navnerom) -> str:
        tekst = "".join(ferdig(self._verdi(del_, navn)) for del_ in node.nodes)
        self._bruk(len(tekst))
        return tekst

    def _sammenlign(self, node: Any, navn: Navnerom) -> Any:
        svar, venstre = True, self._verdi(node.expr, navn)
        for nr, operand in enumerate(node.ops):
            if nr and not svar:
                break
            hoyre = self._malt(self._verdi(operand.expr, navn))
            svar, venstre = _SAMMENLIGNING[operand.op](venstre, hoyre), hoyre
        return svar

    def _regn(self, node: Any, navn: Navnerom) -> Any:
        venstre, hoyre = self._verdi(node.left, navn), self._verdi(node.right, navn)
        for verdi in (venstre, hoyre):
            # Texts and lists would be repeated or filled in by the same signs.
            if isinstance(verdi, str | list | tuple):
                raise TypeError
        svar = _REGNING[type(node)](venstre, hoyre)
        if isinstance(svar, Fraction | int) and svar.numerator.bit_length() + svar.denominator.bit_length() > _SIFRE:
            raise Datafeil("et regnestykke i teksten gir et tall med for mange sifre. Rett det")
        return svar


def _uten_verdier(setning: Sequence[Any]) -> str:
    """The sentence of a claim, with a mark where its numbers would stand."""
    return "".join(
        del_.data if isinstance(del_, nodes.TemplateData) else "\u2026"
        for node in setning
        for del_ in (node.nodes if isinstance(node, nodes.Output) else ())
    )


_SETNINGER: Final[dict[type, Callable[[Tolk, Any, Navnerom, list[str]], None]]] = {
    nodes.Output: Tolk._utskrift,
    nodes.If: Tolk._hvis,
    nodes.For: Tolk._for_hver,
    nodes.Assign: Tolk._tilordning,
    nodes.Macro: Tolk._makro,
    nodes.Scope: Tolk._paastaa,
}
_VERDIER: Final[dict[type, Callable[[Tolk, Any, Navnerom], Any]]] = {
    nodes.Const: lambda tolk, node, navn: node.value,
    nodes.Name: Tolk._navn,
    nodes.Getattr: Tolk._del,
    nodes.Getitem: Tolk._ledd,
    nodes.List: Tolk._liste,
    nodes.Tuple: lambda tolk, node, navn: tuple(tolk._liste(node, navn)),
    nodes.Filter: Tolk._filter,
    nodes.Test: Tolk._test,
    nodes.Call: Tolk._kall,
    nodes.CondExpr: lambda tolk, node, navn: tolk._verdi(
        node.expr1 if tolk._verdi(node.test, navn) else node.expr2, navn
    ),
    nodes.Concat: Tolk._sammen,
    nodes.Compare: Tolk._sammenlign,
    nodes.And: lambda tolk, node, navn: tolk._verdi(node.left, navn) and tolk._verdi(node.right, navn),
    nodes.Or: lambda tolk, node, navn: tolk._verdi(node.left, navn) or tolk._verdi(node.right, navn),
    nodes.Not: lambda tolk, node, navn: not tolk._verdi(node.node, navn),
    nodes.Neg: lambda tolk, node, navn: -tolk._verdi(node.node, navn),
    **dict.fromkeys(_REGNING, Tolk._regn),
}
_LOVLIGE: Final = frozenset({*_SETNINGER, *_VERDIER, nodes.Operand, nodes.Keyword, nodes.Slice})
