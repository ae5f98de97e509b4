"""A measure while its sector is being entered: what is blank is missing, and nothing is invented.

Little is asked of a measure: who it is, and one kind of effect with its source; the rest may be left out by any. A
finished sector's measure has that, or the data are refused. In a sector whose status is «under_arbeid» a measure may
be without an effect so far (``Uferdig``). A value that cannot be right is a fault in both.

``status: under_arbeid`` decides between *missing* and *wrong*. Blank or absent is missing; filled in and impossible
is always a ``Datafeil``. When all that pydantic says is that something is missing, or that a value has no origin, the
measure is ``Uferdig`` and in no sum; what a printed card has besides may be missing of one that has its effect. So
an unsourced number is never published. An unfinished sector comes last in the book's list, so the front page is never
about it, and its labels make no permanent addresses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from effekt.base.faults import Datafeil, lignende, samlet_feil
from effekt.model.storrelse import Uoppgitt
from effekt.model.tiltak import SLAGENE, Sektorinfo, Tiltak
from effekt.reading.documents import Dokument, Sti, feil_i_ord, valider

# What a measure without any kind of effect lacks, as it is told.
UTEN_EFFEKT: Final = "oppgitt (eller formel og forutsetninger, oppgitt_sum eller uten_belop)"
_EFFEKT: Final[set[Sti]] = {("forutsetninger",), ("formel",)}


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


def les_ferdig(dokument: Dokument) -> Tiltak:
    """A measure of a finished sector; raises Datafeil for what is wrong, and for what is asked of all and missing."""
    if isinstance(dokument.innhold, dict) and not any(
        dokument.innhold.get(felt) for felt in (*SLAGENE, "forutsetninger")
    ):
        raise dokument.feil((), f"tiltaket sier ikke hva effekten er. Legg til {UTEN_EFFEKT}.")
    return valider(dokument, Tiltak)


def les_utkast(dokument: Dokument, info: Sektorinfo) -> Lest:
    """A measure of a sector that is being entered; raises Datafeil for what cannot be right."""
    if isinstance(dokument.innhold, dict) and isinstance(dokument.innhold.get("id"), str):
        return _les(dokument, info)
    # Without an id there is nothing to name in the list of what is missing.
    return Lest(valider(dokument, Tiltak).id, None, None, ())


def _les(dokument: Dokument, info: Sektorinfo) -> Lest:
    innhold = dokument.innhold
    mangler = [Mangel(sti, dokument.linje(sti), hva) for sti, hva in _mangler(dokument)]
    if _har_effekt(innhold, mangler):
        tiltak = valider(dokument, Tiltak)
        if utenfor := list(_utenfor(tiltak, dokument, info)):
            raise samlet_feil(utenfor)
        mangler += [
            Mangel(sti, dokument.linje(sti), hva)
            for sti, hva in [*ar_som_mangler(tiltak, info), *mangler_av_trykt(tiltak, info)]
        ]
        if _har_effekt(innhold, mangler) and not (tiltak.enkelt and _uten_ar(mangler)):
            return Lest(tiltak.id, tiltak, None, tuple(mangler))
    uferdig = Uferdig(
        innhold["id"], innhold.get("navn", ""), innhold.get("virksomhet", ""), tuple(mangel.hva for mangel in mangler)
    )
    return Lest(uferdig.id, None, uferdig, tuple(mangler))


def _har_effekt(innhold: Mapping[str, Any], mangler: Iterable[Mangel]) -> bool:
    """Whether all is there that the effect is worked out from; amounts that stand alone are not without a source."""
    uten = {"forutsetninger", "kilde"} if innhold.get("enkelt") else {"forutsetninger"}
    return innhold.keys() >= {"navn", "virksomhet", "forutsetninger", "formel"} and not any(
        mangel.sti[0] in uten for mangel in mangler
    )


def _uten_ar(mangler: Iterable[Mangel]) -> bool:
    """Whether amounts that stand alone lack a year: the source's silence is said (..), and not left to be guessed."""
    return any(mangel.sti[0].startswith("oppgitt") for mangel in mangler if isinstance(mangel.sti[0], str))


def ar_som_mangler(tiltak: Tiltak, info: Sektorinfo) -> Iterator[tuple[Sti, str]]:
    """The series of a measure that lack years of the period."""
    for sti, serie in _serier(tiltak):
        savnet = [str(ar) for ar in info.periode if ar not in serie]
        if savnet:
            yield sti, f"{'.'.join(map(str, sti))} for {', '.join(savnet)}"


def _serier(tiltak: Tiltak) -> Iterator[tuple[Sti, Mapping[int, object]]]:
    for felt in ("oppgitt", "oppgitt_lav", "oppgitt_hoy"):
        if serie := getattr(tiltak, felt):
            yield (felt,), serie
    # The amounts of a simple measure are those.
    for navn, f in () if tiltak.enkelt else tiltak.forutsetninger.items():
        for felt in ("verdi", "lav", "hoy"):
            if isinstance(serie := getattr(f, felt), Mapping):
                yield ("forutsetninger", navn, felt), serie
    for nr, ett in enumerate(tiltak.arsverk):
        if isinstance(ett.verdi, Mapping):
            yield ("arsverk", nr, "verdi"), ett.verdi


def _utenfor(tiltak: Tiltak, dokument: Dokument, info: Sektorinfo) -> Iterator[Datafeil]:
    """Years that the sector does not have: they are wrong, whatever else is missing."""
    periode = f"{info.periode[0]}\u2013{info.periode[-1]}"
    for sti, serie in _serier(tiltak):
        for ar in sorted(set(serie) - set(info.periode)):
            hva = ".".join(map(str, sti))
            yield dokument.feil((*sti, str(ar)), f"{hva}: {ar} er utenfor perioden {periode} i sektor.yml. Rett året.")


def mangler_av_trykt(tiltak: Tiltak, info: Sektorinfo) -> Iterator[tuple[Sti, str]]:
    """What a measure has its source of, and this one lacks; of a printed report's cards more is asked."""
    if tiltak.enkelt and not tiltak.kilde:
        yield ("kilde",), "kilde"
    if tiltak.enkelt or not info.rapport:
        return
    for felt in ("kilde", "sider", "oppgitt"):
        if not getattr(tiltak, felt):
            yield (felt,), felt
    for navn, vurdering in tiltak.alle_vurderinger.items():
        for felt in ("grunnlag", "side") if vurdering.gitt else ():
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
            raise feil_i_ord([*_feilskrevne(alle), *gale], dokument, Tiltak) from None
        steder = [(tuple(ett["loc"]), ".kilde" if ett["type"] != "missing" else "") for ett in alle]
        # None of what may be a measure's effect is begun on: any of them will do.
        uten = {sti for sti, _ in steder} >= _EFFEKT
        savnet = [(sti, ".".join(map(str, sti)) + felt) for sti, felt in steder if not (uten and sti in _EFFEKT)]
        return [*savnet, (("oppgitt",), UTEN_EFFEKT)] if uten else savnet
    return []


def _feilskrevne(alle: Iterable[ErrorDetails]) -> list[ErrorDetails]:
    """The missing keys that one which is not known is likely to be: misspelt, and not left out."""
    ukjente = [ett["loc"] for ett in alle if ett["type"] == "extra_forbidden"]
    return [
        ett
        for ett in alle
        if ett["type"] == "missing"
        and any(u[:-1] == ett["loc"][:-1] and lignende(str(u[-1]), [str(ett["loc"][-1])]) for u in ukjente)
    ]


# What every measure has; and the groups whose fields may be left blank, as the template has them.
_KREVES: Final = ("id", "navn", "virksomhet", "forutsetninger", "formel")
_GRUPPER: Final = ("vurderinger", "samlet_vurdering", "formel_grunnlag", "sider")


def uten_tomme_felt(innhold: Mapping[str, Any]) -> dict[str, Any]:
    """A finished measure's document without what may be left out and is blank; what is asked for is told of."""
    uten_grunn = not innhold.get("formel") and not innhold.get("forutsetninger")
    kreves = [felt for felt in _KREVES if not (uten_grunn and (felt,) in _EFFEKT)]
    fylt = {felt: uten_tomme(verdi) if felt in _GRUPPER else verdi for felt, verdi in innhold.items()}
    return {felt: verdi for felt, verdi in fylt.items() if felt in kreves or verdi not in (None, "", {}, [])}


def uten_tomme(ting: Any) -> Any:
    """The document without its blank values, and without groups that have nothing else."""
    if isinstance(ting, dict):
        fylt = {nokkel: uten_tomme(verdi) for nokkel, verdi in ting.items()}
        return {nokkel: verdi for nokkel, verdi in fylt.items() if verdi not in (None, "", {}, [])}
    if isinstance(ting, list):
        return [uten_tomme(del_) for del_ in ting if del_ not in (None, "")]
    return ting
