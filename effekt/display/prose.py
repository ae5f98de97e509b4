"""The language of prose with live numbers: filters, number words, claims, and errors in plain words.

Where a reviewer's period has no value, the sentence says so, and claims know of it.
"""

import marshal
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, wraps
from itertools import pairwise
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template, TemplateError, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.parser import Parser

from effekt.base.faults import Datafeil, naermeste
from effekt.base.numbers import MANGLER, MILLION, Enhet, vis_prosent, vis_tall
from effekt.base.words import ramse
from effekt.model.storrelse import Storrelse
from effekt.model.verdi import vis_ar
from effekt.reading.insertion import PERIODE
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Celle


@dataclass
class Tvil:
    """What one text met of years without a value; empty where the period is the data's own.

    ``grunn`` gives why a year has no value, or an empty string where it ought to have one.
    ``penger`` gives the unit that the text tells amounts in.
    """

    grunn: Callable[[int], str] = lambda ar: ""
    penger: Callable[[], Penger] = lambda: Penger(Enhet("mill. kr"))
    avgjort: list[str] = field(default_factory=list)
    skrevet: set[str] = field(default_factory=set)

    def tom(self) -> str:
        """Why what was decided since last time cannot be relied on; empty where it can."""
        grunner = ", ".join(dict.fromkeys(self.avgjort))
        self.avgjort.clear()
        return grunner

    def setninger(self, tekst: str, kjente: Sequence[str]) -> list[str]:
        """The sentences of the text that lack a value, but those of the ``kjente`` claims."""
        alle = re.split(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ*{«])|\n\s*(?:\n|[-*] )", tekst)
        uten = [" ".join(s.split()) for s in alle if any(vist in s for vist in self.skrevet)]
        return [s for s in uten if not any(pastand in s for pastand in kjente)]


# Where a text's context has what its ``Tvil`` is made with.
_FRA_KONTEKST: Final = {"grunn": "uten_verdi", "penger": "penger"}
_tvil: ContextVar[Tvil] = ContextVar("tvil", default=Tvil())  # noqa: B039 (never written to)


class Utenfor:
    """The value of a year that the reviewer's period does not have."""

    def __init__(self, grunn: str) -> None:
        self.grunn = grunn

    def __str__(self) -> str:
        """What a reader sees; it tells of what was decided to show it, too."""
        _tvil.get().avgjort.clear()
        _tvil.get().skrevet.add(vist := f"**({self.grunn})**")
        return vist

    def __bool__(self) -> bool:
        """Something is decided by it, which cannot be relied on; the text's ``Tvil`` is told."""
        _tvil.get().avgjort.append(self.grunn)
        return True

    def __hash__(self) -> int:
        return hash(self.grunn)

    def _samme(self, *_: object) -> "Utenfor":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _samme
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = __round__ = _samme
    __lt__ = __le__ = __gt__ = __ge__ = _samme
    __eq__ = __ne__ = _samme  # type: ignore[assignment]


def grunn(sektor: Sektor, ar: int) -> str:
    """Why a year has no value after a reviewer's change of the period; else an empty string."""
    if PERIODE not in sektor.endringer:
        return ""
    periode = sektor.unrecorded.info.periode
    if ar in periode:
        return MANGLER
    return f"{ar} er utenfor perioden {vis_ar(periode)} i denne omregningen"


def for_ar(ar: int) -> Utenfor | None:
    """What stands for a year that a series lacks; None where that is a fault in the text."""
    melding = _tvil.get().grunn(ar)
    return Utenfor(melding) if melding else None


def uvisst() -> str:
    """Why what was just decided cannot be relied on; empty where it can."""
    return _tvil.get().tom()


@contextmanager
def tvil_om(kontekst: Mapping[str, Any]) -> Iterator[Tvil]:
    """While a text is filled in: what it meets of years without a value."""
    merke = _tvil.set(Tvil(**{navn: kontekst[fra] for navn, fra in _FRA_KONTEKST.items() if fra in kontekst}))
    try:
        yield _tvil.get()
    finally:
        _tvil.reset(merke)


def slipp_gjennom(vis: Callable[..., str]) -> Callable[..., str]:
    """A number format that lets what has no value say so itself."""

    @wraps(vis)
    def vist(verdi: object, *valg: Any) -> str:
        return str(verdi) if isinstance(verdi, Utenfor) else vis(verdi, *valg)

    return vist


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
    penger = _tvil.get().penger()
    return f"{penger.tall(_kroner(verdi), desimaler)}\u00a0{penger.ord_}"


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


def _ferdig(verdi: object) -> object:
    """What may be printed as it is; a bare number may not, for it has lost its unit."""
    if isinstance(verdi, Fraction | float) or callable(verdi):
        raise Datafeil(
            f"tallet {verdi} står uten enhet i teksten. Bruk et filter: | mill, | kr, | prosent eller | tallet"
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
        kall = nodes.Call(nodes.Name(PASTAND, "load"), [nodes.Const(skjelett)], [], None, None, lineno=linje)
        return nodes.CallBlock(kall, [], [], [svar, *setning], lineno=linje)

    def _svar(self, holder: object) -> str:
        if not isinstance(holder, bool | Utenfor):
            raise Datafeil(f"betingelsen for en påstand er {holder}, og må være en sammenligning")
        # Asked for its truth, a year without a value says that it was decided by.
        return f"{bool(holder):d}{uvisst()}{_SKILLE}"


def les_svar(svar: str) -> tuple[bool, str, str]:
    """Of a claim as rendered: whether it holds, why that cannot be judged, and its sentence."""
    dom, _, setning = svar.partition(_SKILLE)
    return dom.startswith("1"), dom[1:], setning


class _Miljo(Environment):
    """Jinja, where a series by year may lack the years outside a reviewer's period."""

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, int) and isinstance(obj, Mapping) and argument not in obj:
            return for_ar(argument) or super().getitem(obj, argument)
        return super().getitem(obj, argument)


MILJO: Final = _Miljo(undefined=_Ukjent, finalize=_ferdig, autoescape=False, extensions=[_Pastandsblokk])
_FILTRE: Final = {"mill": _mill, "belop": _belop, "kr": _kr, "prosent": _prosent, "tallet": _bare_tallet}
MILJO.filters.update({navn: slipp_gjennom(vis) for navn, vis in _FILTRE.items()})
MILJO.tests.update(uendret=_uendret, stigende=_stigende, synkende=_synkende)
MILJO.globals.update(antall=slipp_gjennom(antall), ramse=ramse)


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
    kode, navn = _oversett(mal)
    return Template.from_code(MILJO, marshal.loads(kode), MILJO.make_globals(None)), frozenset(navn)


@cache
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
    return "teksten kan ikke leses. Se etter {{ }} eller {% %} som ikke er lukket, og tegn som mangler"
