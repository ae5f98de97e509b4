"""What no single file can tell is wrong with a plan: names of figures, formulas, units and years that must agree."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from effekt.base.faults import Datafeil, naermeste
from effekt.model import formel
from effekt.model.plan import Arsverkstall, Berort
from effekt.model.storrelse import Enkelttall, Storrelse
from effekt.model.tiltak import UNDER_ARBEID, Sektorinfo, Tiltak
from effekt.model.units import AR, KR, Dimension, dimension_of, dimension_of_formula
from effekt.reading.documents import Dokument, Sti
from effekt.reading.insertion import ENKELTTALL

ARSVERKSORD: Final = "årsverk"
_TALLENE: Final = "tall.yml"
Krav = Callable[[Dimension], bool]


def er_arsverk(dimensjon: Dimension) -> bool:
    """Whether it is årsverk, be it per year or not."""
    return dimensjon.uten_ar == ((ARSVERKSORD, 1),)


def er_antall(dimensjon: Dimension) -> bool:
    """Whether it is a number of one thing, be it per year or not."""
    return [grad for navn, grad in dimensjon.ledd if navn != AR] == [1] and not dimensjon.grad(KR)


def er_kroner(dimensjon: Dimension) -> bool:
    """Whether it is one amount, whatever it is per."""
    return dimensjon.grad(KR) == 1 and not any(grad > 0 for navn, grad in dimensjon.ledd if navn != KR)


def er_arsverkskostnad(dimensjon: Dimension) -> bool:
    """Whether it is kroner per årsverk."""
    return dimensjon.uten_ar == ((KR, 1), (ARSVERKSORD, -1))


def feil_i_planen(
    ett: Tiltak, dokument: Dokument, info: Sektorinfo, tall: Mapping[str, Enkelttall], ny_periode: bool = False
) -> Iterator[Datafeil]:
    """Faults in what a measure says of årsverk and of who is touched. ``tall`` are the figures it may name."""
    for nr, arsverk in enumerate(ett.arsverk):
        yield from _feil_i_antall(ett, ("arsverk", nr), arsverk, dokument, tall, er_arsverk, "årsverk", info)
        yield from _feil_i_ar(("arsverk", nr, "verdi"), arsverk.verdi, dokument, info, ny_periode)
    for nr, gruppe in enumerate(ett.berorte):
        sti: Sti = ("berorte", nr)
        yield from _feil_i_antall(ett, sti, gruppe, dokument, tall, er_antall, "et antall av én ting", info)
        yield from _feil_i_ar((*sti, "antall"), gruppe.antall, dokument, info, ny_periode)
        if gruppe.kroner_per:
            yield from _feil_i_formel(
                ett, (*sti, "kroner_per"), gruppe.kroner_per, dokument, er_kroner, "kroner for hver av dem", info
            )


def _feil_i_antall(
    ett: Tiltak,
    sti: Sti,
    antall: Arsverkstall | Berort,
    dokument: Dokument,
    tall: Mapping[str, Enkelttall],
    rett: Krav,
    hva: str,
    info: Sektorinfo,
) -> Iterator[Datafeil]:
    if antall.formel:
        yield from _feil_i_formel(ett, (*sti, "formel"), antall.formel, dokument, rett, hva, info)
    if antall.tall:
        yield from _feil_i_navn((*sti, "tall"), antall.tall, dokument, tall, rett, hva)


def _feil_i_navn(
    sti: Sti, navn: str, dokument: Dokument, tall: Mapping[str, Enkelttall], rett: Krav, hva: str
) -> Iterator[Datafeil]:
    """A name that tall.yml does not have, or whose figure is of something else."""
    if navn not in tall:
        rad = naermeste(navn, tall) or f" Legg det til i {_TALLENE}."
        yield dokument.feil(sti, f"{sti[-1]} er «{navn}», som ikke er et tall i {_TALLENE}.{rad}")
    elif not rett(dimension_of(tall[navn].enhet)):
        yield dokument.feil(
            sti, f"{sti[-1]} er «{navn}», som er i {tall[navn].enhet}, og ikke {hva}. Velg et annet tall."
        )


def _feil_i_formel(
    ett: Tiltak, sti: Sti, tekst: str, dokument: Dokument, rett: Krav, hva: str, info: Sektorinfo
) -> Iterator[Datafeil]:
    """A formula with names that are no assumptions, or that gives something else than it should."""
    hvor = ".".join(ledd for ledd in sti if isinstance(ledd, str))
    try:
        ukjente = sorted(formel.navn_i(tekst) - set(ett.forutsetninger))
        for navn in ukjente:
            rad = naermeste(navn, ett.forutsetninger) or f" Den har {', '.join(ett.forutsetninger)}."
            yield dokument.feil(sti, f"{hvor} bruker «{navn}», som ikke er en forutsetning på tiltaket.{rad}")
        if ukjente:
            return
        gir = dimension_of_formula(tekst, {navn: f.enhet for navn, f in ett.forutsetninger.items()})
        if not rett(gir):
            yield dokument.feil(sti, f"{hvor}: {tekst} gir {gir}, ikke {hva}. Rett formelen, eller enhetene.")
            return
        for ar in info.periode:
            formel.regn_ut(tekst, lambda navn, ar: ett.forutsetninger[navn].i_formel(ar), ar, info.periode)
    except formel.Formelfeil as grunn:
        yield dokument.feil(sti, f"{hvor}: {grunn}")
    except KeyError:
        # A year that an assumption lacks is told of there.
        return


def _feil_i_ar(sti: Sti, mengde: object, dokument: Dokument, info: Sektorinfo, ny_periode: bool) -> Iterator[Datafeil]:
    if not isinstance(mengde, Mapping) or ny_periode:
        return
    periode, hvor = f"{info.periode[0]}\u2013{info.periode[-1]}", ".".join(x for x in sti if isinstance(x, str))
    for ar in sorted(set(mengde) - set(info.periode)):
        yield dokument.feil((*sti, str(ar)), f"{hvor}: {ar} er utenfor perioden {periode} i sektor.yml. Rett året.")
    savnet = [str(ar) for ar in info.periode if ar not in mengde]
    if savnet and info.status != UNDER_ARBEID:
        yield dokument.feil(sti, f"{hvor}: mangler {', '.join(savnet)}. Perioden er {periode}. Legg til tallet.")


def feil_i_malestokken(
    info: Sektorinfo,
    dokument: Dokument,
    tall: Mapping[str, Enkelttall],
    tiltak: Mapping[str, Tiltak],
    uferdige: Collection[str] = (),
) -> Iterator[Datafeil]:
    """Faults in what sektor.yml says effects are held against: budgets, the yearly demand, the cost of an årsverk."""
    for kode, virksomhet in info.virksomheter.items():
        if virksomhet.budsjett:
            sti: Sti = ("virksomheter", kode, "budsjett")
            yield from _feil_i_navn(sti, virksomhet.budsjett, dokument, tall, er_kroner, "et beløp")
    if krav := info.produktivitetskrav:
        for felt in ("lav", "hoy"):
            sti = ("produktivitetskrav", felt)
            yield from _feil_i_navn(
                sti, getattr(krav, felt), dokument, tall, lambda d: not d.uten_ar, "en andel eller en prosent"
            )
    if adresse := info.kostnad_per_arsverk:
        kjente: dict[str, Storrelse] = {ENKELTTALL + navn: ett for navn, ett in tall.items()}
        kjente |= {f"{id_}.{navn}": f for id_, ett in tiltak.items() for navn, f in ett.forutsetninger.items()}
        sti = ("kostnad_per_arsverk",)
        if adresse.partition(".")[0] in uferdige:
            return  # what it costs is known when the measure is
        if adresse not in kjente:
            rad = naermeste(adresse, kjente) or f" Skriv for eksempel {ENKELTTALL}arsverkskostnad."
            yield dokument.feil(sti, f"kostnad_per_arsverk er «{adresse}», som ikke er adressen til noe tall.{rad}")
        elif not er_arsverkskostnad(dimension_of(kjente[adresse].enhet)):
            yield dokument.feil(
                sti, f"kostnad_per_arsverk er «{adresse}», som er i {kjente[adresse].enhet}, og ikke i kr per årsverk."
            )
