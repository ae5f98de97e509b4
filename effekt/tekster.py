"""Prose with live numbers: Jinja templates over a sector's data, where nothing may be undefined."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template, TemplateError, UndefinedError, meta

from effekt import beregning, kildekontroll
from effekt.kilder import Datafeil, naermeste
from effekt.modell import Tiltak
from effekt.sektor import Sektor
from effekt.simulering import PERSENTILER, simuler
from effekt.storrelse import Storrelse
from effekt.tabelldata import Celle
from effekt.tall import Enhet, vis_med_enhet, vis_prosent, vis_tall
from effekt.usikkerhet import TOTAL

_TALLORD: Final = (
    "ingen", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip
_MILLION: Final = 1_000_000
BRUTT: Final = "**Stemmer ikke med tallene lenger:**"


class Oppslag(Mapping[Any, Any]):
    """Values worked out when they are asked for, found by attribute or by key."""

    def __init__(self, nokler: Callable[[], list[Any]], verdi: Callable[[Any], Any]) -> None:
        self._nokler = nokler
        self._verdi = verdi

    def __getitem__(self, nokkel: Any) -> Any:
        if nokkel not in self._nokler():
            kjente = [str(n) for n in self._nokler()]
            raise Datafeil(f"ukjent navn «{nokkel}» i teksten.{naermeste(str(nokkel), kjente)}")
        return self._verdi(nokkel)

    def __getattr__(self, nokkel: str) -> Any:
        if nokkel.startswith("_"):
            raise AttributeError(nokkel)
        return self[nokkel]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._nokler())

    def __len__(self) -> int:
        return len(self._nokler())


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
    return vis_tall(_kroner(verdi) / _MILLION, desimaler) + "\u00a0mill. kroner"


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
    """The words with commas between, and «og» before the last."""
    *forste, siste = ledd
    return f"{', '.join(forste)} og {siste}" if forste else siste


def _ferdig(verdi: object) -> object:
    """What may be printed as it is; a bare number may not, for it has lost its unit."""
    if isinstance(verdi, Fraction | float) or callable(verdi):
        raise Datafeil(
            f"tallet {verdi} står uten enhet i teksten. Bruk et filter: | mill, | kr, | prosent "
            "eller | tallet"
        )
    return verdi


def _mente(navn: str, kjente: Iterable[str]) -> str:
    return naermeste(navn, kjente) or f" Her kan stå: {', '.join(sorted(kjente))}"


class _Ukjent(StrictUndefined):
    """A name that the text uses and the data do not have."""

    @property
    def _undefined_message(self) -> str:
        eier = self._undefined_obj
        kjente = eier if isinstance(eier, Mapping) else getattr(type(eier), "model_fields", ())
        navn, ord_ = str(self._undefined_name), [str(kjent) for kjent in kjente]
        return f"ukjent navn «{navn}» i teksten.{_mente(navn, ord_)}"


MILJO: Final = Environment(undefined=_Ukjent, finalize=_ferdig, autoescape=False)
MILJO.filters.update(mill=_mill, kr=_kr, tallet=_bare_tallet, prosent=_prosent)
MILJO.globals.update(antall=antall)


def _malfeil(feil: TemplateError) -> str:
    """What Jinja says of a template that it cannot read, in plain words."""
    melding = feil.message or ""
    if isinstance(feil, UndefinedError):
        return melding
    if filter_ := re.fullmatch(r"No filter named '(.+)'\.", melding):
        egne = ("mill", "kr", "prosent", "tallet")
        return f"ukjent filter «{filter_[1]}».{naermeste(filter_[1], egne)} Bruk {', '.join(egne)}"
    return "teksten kan ikke leses. Se etter {{ }} som ikke er lukket, og tegn som mangler"


@dataclass
class Utfylt:
    """A text with its numbers in, and the claims in it that the numbers have made false."""

    tekst: str
    brutte: list[str] = field(default_factory=list)


@cache
def _les_mal(mal: str) -> tuple[Template, frozenset[str]]:
    """A template, read once, and the names that it uses."""
    tre = MILJO.parse(mal)
    return MILJO.from_string(tre), frozenset(meta.find_undeclared_variables(tre))


def fyll_ut(mal: str, kontekst: Mapping[str, Any], sted: str) -> Utfylt:
    """The template with its numbers in; raises Datafeil, naming ``sted``, for what is undefined."""
    brutte: list[str] = []
    fotnoter: dict[str, str] = {}

    def fotnote(nummer: int) -> str:
        fotnoter[str(nummer)] = kontekst["fotnotetekst"](nummer)
        return f"[^{nummer}]"

    def pastand(holder: bool, tekst: str) -> str:
        if holder:
            return tekst
        brutte.append(tekst)
        return f"{BRUTT} {tekst}"

    alt = {**kontekst, "pastand": pastand}
    if "fotnotetekst" in kontekst:
        alt["fotnote"] = fotnote
    try:
        lest, brukt = _les_mal(mal)
        ukjente = brukt - {*alt, *MILJO.globals}
        if ukjente:
            navn = min(ukjente)
            raise Datafeil(f"ukjent navn «{navn}» i teksten.{_mente(navn, alt)}")
        tekst = lest.render(alt)
    except TemplateError as feil:
        linje = getattr(feil, "lineno", None)
        hvor = f"{sted}, linje {linje} i teksten" if linje else sted
        raise Datafeil(f"{hvor}: {_malfeil(feil)}") from None
    except Datafeil as feil:
        raise Datafeil(f"{sted}: {feil.melding}") from None
    except ZeroDivisionError:
        raise Datafeil(f"{sted}: et regnestykke i teksten deler på null. Rett det") from None
    except TypeError:
        raise Datafeil(
            f"{sted}: et regnestykke i teksten går ikke opp. Skriv .verdi bak navn det regnes med"
        ) from None
    except ValueError as feil:
        raise Datafeil(f"{sted}: {feil}") from None
    # A footnote stands in the same text as its mark, or the site would not find it.
    noter = "".join(f"\n\n[^{nr}]: {note}" for nr, note in fotnoter.items())
    return Utfylt(tekst.strip() + noter, brutte)


def henvisning(sektor: Sektor, navn: str) -> str:
    """A MyST reference to a numbered object: «figur-7» → «Figur 7», «kort-sye1» → «SYE1»."""
    slag, _, rest = navn.partition("-")
    vist = rest.upper() if slag == "kort" else f"{slag.capitalize()} {rest}"
    return f"{{ref}}`{vist} <{etikett(sektor, navn)}>`"


def etikett(sektor: Sektor, navn: str) -> str:
    """The label that references to a sector's object use."""
    return f"{sektor.info.id}-{navn}"


def kapittelkontekst(sektor: Sektor) -> dict[str, Any]:
    """What a chapter's prose can name."""
    periode = sektor.info.periode
    tiltak = sektor.tiltak

    def per_ar(hent: Callable[[], beregning.Arsbelop]) -> Oppslag:
        return Oppslag(lambda: list(periode), lambda ar: hent()[ar])

    def per_tiltak(regn: Callable[[Tiltak, tuple[int, ...]], beregning.Arsbelop]) -> Oppslag:
        return Oppslag(lambda: list(tiltak.urort()), lambda id_: regn(tiltak[id_], periode))

    return {
        "tall": sektor.tall,
        "tiltak": tiltak,
        "tabell": sektor.tabeller,
        "effekt": per_tiltak(beregning.effekt),
        "urundet": per_tiltak(beregning.uavrundet_effekt),
        "oppgitt": per_tiltak(beregning.oppgitt_effekt),
        "sum_virksomhet": Oppslag(
            lambda: list(sektor.info.virksomheter),
            lambda kode: beregning.sum_per_virksomhet(sektor)[kode],
        ),
        "sum_klasse": Oppslag(
            lambda: list(sektor.felles.klasser),
            lambda klasse: beregning.sum_per_klasse(sektor)[klasse],
        ),
        "total": per_ar(lambda: beregning.total(sektor)),
        "simulert": Oppslag(
            lambda: list(PERSENTILER), lambda navn: simuler(sektor).persentiler[TOTAL][navn]
        ),
        "usikkerhet": Oppslag(
            lambda: list(sektor.usikkerhet.alle), lambda navn: sektor.usikkerhet.alle[navn]
        ),
        "periode": periode,
        "virksomheter": sektor.info.virksomheter,
        "sektor": sektor.info,
        "felles": sektor.felles,
        "sum_tabell": _sum_tabell(sektor),
        "vis": lambda navn: henvisning(sektor, navn),
        "kildekontroll": Oppslag(
            lambda: list(kildekontroll.antall(sektor)),
            lambda utfall: kildekontroll.antall(sektor)[utfall],
        ),
        "fotnotetekst": lambda nummer: _fotnotetekst(sektor, nummer),
    }


def _fotnotetekst(sektor: Sektor, nummer: int) -> str:
    """A footnote of the source, on one line, with its numbers in."""
    uten_noter = {k: v for k, v in kapittelkontekst(sektor).items() if k != "fotnotetekst"}
    note = sektor.fotnoter[str(nummer)]
    return " ".join(fyll_ut(note.tekst, uten_noter, f"fotnote {nummer}").tekst.split("\n"))


def _sum_tabell(sektor: Sektor) -> Callable[..., str]:
    """A function for prose: the sum of a table's values, some rows or all, with their unit."""

    def sum_tabell(navn: str, **valg: str | int) -> str:
        tabell = sektor.tabeller[navn]
        return vis_med_enhet(tabell.sum(**valg), Enhet.les(tabell.enhet))

    return sum_tabell


def tiltakskontekst(sektor: Sektor, tiltak: Tiltak) -> dict[str, Any]:
    """What the texts of one measure can name."""
    periode = sektor.info.periode
    return {
        "sum_tabell": _sum_tabell(sektor),
        "f": tiltak.forutsetninger,
        "effekt": beregning.effekt(tiltak, periode),
        "urundet": beregning.uavrundet_effekt(tiltak, periode),
        "oppgitt": beregning.oppgitt_effekt(tiltak, periode),
        "tall": sektor.tall,
        "vis": lambda navn: henvisning(sektor, navn),
    }
