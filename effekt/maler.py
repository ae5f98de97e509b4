"""The Jinja environment of the book's prose: its filters, its words, its errors, its claims."""

import marshal
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template, TemplateError, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.parser import Parser

from effekt import utenfor
from effekt.kilder import Datafeil, naermeste
from effekt.mellomlager import husket
from effekt.penger import i_kroner, penger
from effekt.storrelse import Storrelse
from effekt.tabelldata import Celle
from effekt.tall import MILLION, Enhet, vis_prosent, vis_tall

_TALLORD: Final = (
    "ingen", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip
# What a claim calls when it is rendered: given the sentence without its numbers, and the caller.
PASTAND: Final = "_pastand"
# Between what is said of a claim and its sentence: a sign that no text has.
_SKILLE: Final = "\x00"


def _tallet(verdi: object) -> Fraction:
    if isinstance(verdi, Storrelse | Celle):
        return verdi.tallet
    if isinstance(verdi, Fraction | int):
        return Fraction(verdi)
    raise Datafeil(f"«{verdi}» i teksten er ikke et tall")


def _kroner(verdi: object) -> Fraction:
    """An amount in kroner: a bare number is kroner, a quantity is moved from its own unit."""
    tall = _tallet(verdi)
    if not isinstance(verdi, Storrelse | Celle):
        return tall
    enhet = Enhet.les(verdi.enhet)
    if not enhet.er_penger:
        raise Datafeil(f"«{verdi}» i teksten er ikke kroner. Ta bort filteret, eller bruk | tallet")
    return tall * enhet.i_kroner


def _mill(verdi: object, desimaler: int | None = None) -> str:
    return vis_tall(_kroner(verdi) / MILLION, desimaler) + "\u00a0mill. kroner"


def _belop(verdi: object, desimaler: int | None = None) -> str:
    """An amount in the unit that the book shows amounts in."""
    return f"{vis_tall(_kroner(verdi) / i_kroner(), desimaler)}\u00a0{penger()}"


def _kr(verdi: object) -> str:
    return vis_tall(_kroner(verdi), 0) + "\u00a0kroner"


def _bare_tallet(verdi: object, desimaler: int | None = None) -> str:
    return vis_tall(_tallet(verdi), desimaler)


def _prosent(verdi: object, desimaler: int | None = None) -> str:
    return vis_prosent(_tallet(verdi), desimaler)


def antall(verdi: object) -> str:
    """A count as a word up to twelve, in figures above."""
    tall = len(verdi) if hasattr(verdi, "__len__") else _tallet(verdi)
    if Fraction(tall).denominator == 1 and 0 <= tall < len(_TALLORD):
        return _TALLORD[int(tall)]
    return vis_tall(tall)


def ramse(ledd: Iterable[str]) -> str:
    """The words with commas between, and «og» before the last; nothing of none."""
    *forste, siste = [*ledd] or [""]
    return f"{', '.join(forste)} og {siste}" if forste else siste


def stor_forbokstav(tekst: str) -> str:
    """The text with a capital first letter, all else as it is: names keep theirs."""
    return tekst[:1].upper() + tekst[1:]


def ytterst(
    verdier: Mapping[str, Fraction], velg: Callable[[Iterable[Fraction]], Fraction] = max
) -> list[str]:
    """The names whose value is the largest, or the smallest with ``min``: several where it ties."""
    grense = velg(verdier.values())
    return [navn for navn, verdi in verdier.items() if verdi == grense]


def _ferdig(verdi: object) -> object:
    """What may be printed as it is; a bare number may not, for it has lost its unit."""
    if isinstance(verdi, Fraction | float) or callable(verdi):
        raise Datafeil(
            f"tallet {verdi} står uten enhet i teksten. Bruk et filter: | mill, | kr, | prosent "
            "eller | tallet"
        )
    return verdi


def _uendret(verdier: Iterable[Fraction]) -> bool:
    return all(neste == forrige for forrige, neste in pairwise(verdier))


def _stigende(verdier: Iterable[Fraction]) -> bool:
    return all(neste > forrige for forrige, neste in pairwise(verdier))


def _synkende(verdier: Iterable[Fraction]) -> bool:
    return all(neste < forrige for forrige, neste in pairwise(verdier))


def mente(navn: str, kjente: Iterable[str]) -> str:
    """What may have been meant, or all that may be written."""
    return naermeste(navn, kjente) or f" Her kan stå: {', '.join(sorted(kjente))}"


class _Ukjent(StrictUndefined):
    """A name that the text uses and the data do not have."""

    @property
    def _undefined_message(self) -> str:
        eier = self._undefined_obj
        kjente = eier if isinstance(eier, Mapping) else getattr(type(eier), "model_fields", ())
        navn, ord_ = str(self._undefined_name), [str(kjent) for kjent in kjente]
        return f"ukjent navn «{navn}» i teksten.{mente(navn, ord_)}"


class _Pastandsblokk(Extension):
    """A claim: ``{% pastand condition %}A sentence, with numbers in it.{% endpastand %}``.

    The condition is worked out together with the sentence, inside what may fail: numbers that make
    either impossible to work out have made the claim false.
    """

    tags = {"pastand"}  # noqa: RUF012 - a plain set is what Jinja declares

    def parse(self, parser: Parser) -> nodes.Node:
        linje = next(parser.stream).lineno
        betingelse = parser.parse_expression()
        setning = parser.parse_statements(("name:endpastand",), drop_needle=True)
        svar = nodes.Output([self.call_method("_svar", [betingelse])])
        skjelett = "".join(
            del_.data if isinstance(del_, nodes.TemplateData) else "\u2026"
            for node in setning
            for del_ in (node.nodes if isinstance(node, nodes.Output) else ())
        )
        kall = nodes.Call(
            nodes.Name(PASTAND, "load"), [nodes.Const(skjelett)], [], None, None, lineno=linje
        )
        return nodes.CallBlock(kall, [], [], [svar, *setning], lineno=linje)

    def _svar(self, holder: object) -> str:
        if not isinstance(holder, bool | utenfor.Utenfor):
            raise Datafeil(f"betingelsen for en påstand er {holder}, og må være en sammenligning")
        # Asked for its truth, a year without a value says that it was decided by.
        return f"{bool(holder):d}{utenfor.uvisst()}{_SKILLE}"


def les_svar(svar: str) -> tuple[bool, str, str]:
    """Of a claim as rendered: whether it holds, why that cannot be judged, and its sentence."""
    dom, _, setning = svar.partition(_SKILLE)
    return dom.startswith("1"), dom[1:], setning


class _Miljo(Environment):
    """Jinja, where a series by year may lack the years outside a reviewer's period."""

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, int) and isinstance(obj, Mapping) and argument not in obj:
            return utenfor.for_ar(argument) or super().getitem(obj, argument)
        return super().getitem(obj, argument)


MILJO: Final = _Miljo(
    undefined=_Ukjent, finalize=_ferdig, autoescape=False, extensions=[_Pastandsblokk]
)
_FILTRE: Final = {
    "mill": _mill,
    "belop": _belop,
    "kr": _kr,
    "prosent": _prosent,
    "tallet": _bare_tallet,
}
MILJO.filters.update({navn: utenfor.slipp_gjennom(vis) for navn, vis in _FILTRE.items()})
MILJO.tests.update(uendret=_uendret, stigende=_stigende, synkende=_synkende)
MILJO.globals.update(antall=utenfor.slipp_gjennom(antall), ramse=ramse)


class _Oversetter(CodeGenerator):
    """Jinja's own, which also notes the names that a template uses and does not set."""

    def __init__(self) -> None:
        super().__init__(MILJO, None, None)
        self.ukjente: set[str] = set()

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        for slag, navn in frame.symbols.loads.values():
            if slag == VAR_LOAD_RESOLVE and navn not in MILJO.globals:
                self.ukjente.add(str(navn))


def les_mal(mal: str) -> tuple[Template, frozenset[str]]:
    """A template ready to be filled in, and the names that it uses.

    To translate it takes a hundred times as long as to fetch it: that is done once.
    """
    kode, navn = husket(f"mal {mal}", tuple, lambda: _oversett(mal), leser=False, hylle="maler")
    return Template.from_code(MILJO, marshal.loads(kode), MILJO.make_globals(None)), frozenset(navn)


def _oversett(mal: str) -> tuple[bytes, list[str]]:
    oversetter = _Oversetter()
    oversetter.visit(MILJO.parse(mal))
    kode = compile(oversetter.stream.getvalue(), "<template>", "exec")  # type: ignore[attr-defined]
    return marshal.dumps(kode), sorted(oversetter.ukjente)


def malfeil(feil: TemplateError) -> str:
    """What Jinja says of a template that it cannot read, in plain words."""
    melding = feil.message or ""
    if isinstance(feil, UndefinedError):
        return melding
    if filter_ := re.fullmatch(r"No filter named '(.+)'\.", melding):
        egne = ", ".join(_FILTRE)
        return f"ukjent filter «{filter_[1]}».{naermeste(filter_[1], _FILTRE)} Bruk {egne}"
    return (
        "teksten kan ikke leses. Se etter {{ }} eller {% %} som ikke er lukket, og tegn som mangler"
    )
