"""A measure while its sector is being entered: what is blank is missing, and nothing is invented.

A finished sector's measure is a ``Tiltak``, or the data are refused. In a sector whose status is
«under_arbeid» a measure may lack what its effect does not hang on (``Utkast``), or be without an
effect so far (``Uferdig``). A value that cannot be right is a fault in both.

``status: under_arbeid`` decides between *missing* and *wrong*. Blank or absent is missing; filled in and impossible
is always a ``Datafeil``. A measure is read as a ``Tiltak`` first; when all that pydantic says is that something is
missing, or that a value has no origin, it is read as ``Utkast``; without formula or with a blank assumption it is
``Uferdig`` and in no sum. So an unsourced number is never published. An unfinished sector comes last in the book's
list, so the front page is never about it, and its labels make no permanent addresses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field, ValidationError

from effekt.base.faults import Datafeil, samlet_feil
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import Opphav, Regel, Uoppgitt
from effekt.model.tiltak import (
    Konsekvensvurdering,
    SamletVurdering,
    Sektorinfo,
    Tiltak,
    Usikkerhetsvurdering,
    Vurderinger,
)
from effekt.reading.documents import Dokument, Sti, feil_i_ord, valider

# The class of a measure that has been given none.
UTEN_KLASSE: Final = ""


class _UsikkerhetMangler(Usikkerhetsvurdering):
    verdi: str = IKKE_GJENGITT
    tekst: str = ""


class _KonsekvensMangler(Konsekvensvurdering):
    verdi: str = IKKE_GJENGITT
    tekst: str = ""


class _VurderingerMangler(Vurderinger):
    estimatusikkerhet: _UsikkerhetMangler = _UsikkerhetMangler()
    gjennomforingsusikkerhet: _UsikkerhetMangler = _UsikkerhetMangler()
    konsekvenser_samfunn: _KonsekvensMangler = _KonsekvensMangler()
    konsekvenser_ansatte: _KonsekvensMangler = _KonsekvensMangler()


class _SamletMangler(SamletVurdering):
    klasse: str = UTEN_KLASSE
    klasse_opphav: Opphav = Opphav.VALGT
    tekst: str = ""


class Utkast(Tiltak):
    """A measure with an effect, where the rest may be missing: empty text, a rating without one."""

    beskrivelse: str = ""
    formel_grunnlag: Regel | None = None  # type: ignore[assignment]
    effekt_tekst: str = ""
    vurderinger: _VurderingerMangler = Field(default_factory=_VurderingerMangler)
    samlet_vurdering: _SamletMangler = Field(default_factory=_SamletMangler)


@dataclass(frozen=True)
class Mangel:
    """Something not filled in yet: where it goes, and what it is."""

    sti: Sti
    linje: int | None
    hva: str


@dataclass(frozen=True)
class Uferdig:
    """A measure that has no effect so far, for it lacks its formula or an assumption."""

    id: str
    navn: str
    virksomhet: str
    hva: tuple[str, ...]


@dataclass(frozen=True)
class Lest:
    """What a measure's file holds: the measure, or what there is of it; and what is missing."""

    id: str
    tiltak: Tiltak | None
    uferdig: Uferdig | None
    mangler: tuple[Mangel, ...]


def les_utkast(dokument: Dokument, info: Sektorinfo) -> Lest:
    """A measure of a sector that is being entered; raises Datafeil for what cannot be right."""
    if isinstance(dokument.innhold, dict):
        dokument.innhold = uten_tomme(dokument.innhold)
        if isinstance(dokument.innhold.get("id"), str):
            return _les(dokument, info)
    # Without an id there is nothing to name in the list of what is missing.
    return Lest(valider(dokument, Tiltak).id, None, None, ())


def _les(dokument: Dokument, info: Sektorinfo) -> Lest:
    innhold = dokument.innhold
    mangler = [Mangel(sti, dokument.linje(sti), hva) for sti, hva in _mangler(dokument)]
    if _har_effekt(innhold, mangler):
        tiltak: Tiltak = valider(dokument, Utkast if mangler else Tiltak)
        if utenfor := list(_utenfor(tiltak, dokument, info)):
            raise samlet_feil(utenfor)
        mangler += [
            Mangel(sti, dokument.linje(sti), hva)
            for sti, hva in [*ar_som_mangler(tiltak, info), *mangler_av_trykt(tiltak, info)]
        ]
        if _har_effekt(innhold, mangler):
            return Lest(tiltak.id, tiltak, None, tuple(mangler))
    uferdig = Uferdig(
        innhold["id"], innhold.get("navn", ""), innhold.get("virksomhet", ""), tuple(mangel.hva for mangel in mangler)
    )
    return Lest(uferdig.id, None, uferdig, tuple(mangler))


def _har_effekt(innhold: Mapping[str, Any], mangler: Iterable[Mangel]) -> bool:
    """Whether all is there that the effect is worked out from."""
    return innhold.keys() >= {"navn", "virksomhet", "forutsetninger", "formel"} and not any(
        mangel.sti[0] == "forutsetninger" for mangel in mangler
    )


def ar_som_mangler(tiltak: Tiltak, info: Sektorinfo) -> Iterator[tuple[Sti, str]]:
    """The series of a measure that lack years of the period."""
    for sti, serie in _serier(tiltak):
        savnet = [str(ar) for ar in info.periode if ar not in serie]
        if savnet:
            yield sti, f"{'.'.join(map(str, sti))} for {', '.join(savnet)}"


def _serier(tiltak: Tiltak) -> Iterator[tuple[Sti, Mapping[int, object]]]:
    if tiltak.oppgitt:
        yield ("oppgitt",), tiltak.oppgitt
    for navn, f in tiltak.forutsetninger.items():
        for felt in ("verdi", "lav", "hoy"):
            if isinstance(serie := getattr(f, felt), Mapping):
                yield ("forutsetninger", navn, felt), serie


def _utenfor(tiltak: Tiltak, dokument: Dokument, info: Sektorinfo) -> Iterator[Datafeil]:
    """Years that the sector does not have: they are wrong, whatever else is missing."""
    periode = f"{info.periode[0]}\u2013{info.periode[-1]}"
    for sti, serie in _serier(tiltak):
        for ar in sorted(set(serie) - set(info.periode)):
            hva = ".".join(map(str, sti))
            yield dokument.feil((*sti, str(ar)), f"{hva}: {ar} er utenfor perioden {periode} i sektor.yml. Rett året.")


def mangler_av_trykt(tiltak: Tiltak, info: Sektorinfo) -> Iterator[tuple[Sti, str]]:
    """What a measure of a printed report has, and this one lacks; nothing without a report."""
    if not info.rapport:
        return
    for felt in ("kilde", "sider", "oppgitt"):
        if not getattr(tiltak, felt):
            yield (felt,), felt
    for navn, vurdering in tiltak.alle_vurderinger.items():
        for felt in ("grunnlag", "side"):
            if not getattr(vurdering, felt):
                yield ("vurderinger", navn, felt), f"vurderinger.{navn}.{felt}"


def _mangler(dokument: Dokument) -> list[tuple[Sti, str]]:
    """What a whole measure has and this one lacks; raises Datafeil for what is wrong with it."""
    try:
        Tiltak.model_validate(dokument.innhold)
    except ValidationError as grunn:
        alle = grunn.errors()
        uoppgitt = [isinstance(ett.get("ctx", {}).get("error"), Uoppgitt) for ett in alle]
        # What is missing is no fault beside one that is: it stays in the list of what is left.
        if gale := [ett for ett, uten in zip(alle, uoppgitt, strict=True) if ett["type"] != "missing" and not uten]:
            raise feil_i_ord(gale, dokument, Tiltak) from None
        steder = [(tuple(ett["loc"]), ".kilde" if ett["type"] != "missing" else "") for ett in alle]
        return [(sti, ".".join(map(str, sti)) + felt) for sti, felt in steder]
    return []


def uten_tomme(ting: Any) -> Any:
    """The document without its blank values, and without groups that have nothing else."""
    if isinstance(ting, dict):
        fylt = {nokkel: uten_tomme(verdi) for nokkel, verdi in ting.items()}
        return {nokkel: verdi for nokkel, verdi in fylt.items() if verdi not in (None, "", {}, [])}
    if isinstance(ting, list):
        return [uten_tomme(del_) for del_ in ting if del_ not in (None, "")]
    return ting
