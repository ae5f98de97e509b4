"""What comes out, against what the source prints: cards, sums, classes, and the history of numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final, get_args

from effekt.base.faults import Datafeil, naermeste
from effekt.base.numbers import Enhet, rund, til_enhet, unit_behind, vis_tall
from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.model.datapakke import RAMMEKUTT, TOTAL, Holdes
from effekt.model.historikk import Historikkverdi
from effekt.model.storrelse import Belopsenhet, i_melding
from effekt.model.tiltak import UTEN_KLASSE, Tiltak
from effekt.model.verdi import Verdi as Dataverdi
from effekt.model.verdi import skriv_verdi
from effekt.reading.endringer import adresser
from effekt.reading.sektor import HISTORIKKFIL, Sektor
from effekt.reading.tabelldata import Tabelldata, adressedel


def klassefordelinger(effekter: Mapping[str, Arsbelop], summer: Mapping[str, Arsbelop]) -> list[dict[str, str]]:
    """Every way to put each measure in one class so that all classes get their sums in all years.

    ``effekter`` and ``summer`` are in the same unit. Each result maps measure to class. One result
    means that the sums alone decide the classes.
    """
    alle = sorted(effekter)
    grupper = [frozenset(gruppe) for storrelse in range(len(alle) + 1) for gruppe in combinations(alle, storrelse)]
    mulige = {
        klasse: [g for g in grupper if all(sum(effekter[t][ar] for t in g) == sum_[ar] for ar in sum_)]
        for klasse, sum_ in summer.items()
    }

    def fordel(klasser: list[str], igjen: frozenset[str]) -> Iterator[dict[str, str]]:
        if not klasser:
            if not igjen:
                yield {}
            return
        for gruppe in mulige[klasser[0]]:
            if gruppe <= igjen:
                for resten in fordel(klasser[1:], igjen - gruppe):
                    yield {**dict.fromkeys(gruppe, klasser[0]), **resten}

    return list(fordel(list(summer), frozenset(alle)))


def feil_i_historikk(sektor: Sektor) -> list[Datafeil]:
    """Where historikk.yml and data/ say different things; empty where they agree.

    The last ``etter`` of an address must be the number of data/, and each ``for`` the ``etter`` before it.
    """
    dokument = sektor.dokumenter.get(HISTORIKKFIL)
    if dokument is None:
        return []
    feil: list[Datafeil] = []
    kjente = adresser(sektor)
    for adresse, hendelser in sektor.historikk.tallhendelser().items():
        for forrige, denne in pairwise(hendelser):
            liste, nr, hendelse = denne
            if forrige[2].dato == hendelse.dato:
                melding = f"{adresse} er endret to ganger {hendelse.dato}. Slå de to sammen til én."
                feil.append(dokument.feil((liste, nr, "dato"), melding))
            elif forrige[2].etter != hendelse.for_:
                melding = (
                    f"for er {_vis(hendelse.for_)}, men forrige endring av {adresse} "
                    f"({forrige[2].dato}) ga {_vis(forrige[2].etter)}. Rett den som er feil."
                )
                feil.append(dokument.feil((liste, nr, "for"), melding))
        liste, nr, siste = hendelser[-1]
        eier = adresse.partition(".")[0]
        if eier in sektor.utgatte.unrecorded() or eier in sektor.uferdige.unrecorded():
            continue  # its numbers are no longer in use, or not all there yet
        if any(utgave.dato >= siste.dato for utgave in sektor.historikk.utgaver[1:]):
            continue  # a later edition has numbers of its own: a plan of other years
        if adresse not in kjente:
            melding = (
                f"ukjent adresse «{adresse}».{naermeste(adresse, kjente)} «effekt changes» viser alle. Er tallet "
                "fjernet fra data/, så ta bort adresse, for og etter her, og si det i hva."
            )
            feil.append(dokument.feil((liste, nr, "adresse"), melding))
        elif _verdi(siste.etter) != kjente[adresse].verdi:
            melding = (
                f"etter er {_vis(siste.etter)}, men {adresse} er {_vis(kjente[adresse].verdi)} i "
                "data/. Rett tallet som er feil, eller før inn en ny endring."
            )
            feil.append(dokument.feil((liste, nr, "etter"), melding))
    return feil


def _verdi(verdi: Historikkverdi | None) -> Fraction | None:
    return verdi if isinstance(verdi, Fraction) else None


def _vis(verdi: Dataverdi | None) -> str:
    if isinstance(verdi, Fraction | tuple):
        return skriv_verdi(verdi)
    return f"«{verdi}»" if verdi else "uten tall"


_KRONER: Final = Enhet.les("kr")
# More than any table prints; a figure typed as 5/24 has no last decimal.
_FLEST_DESIMALER: Final = 9


@dataclass(frozen=True)
class Sjekk:
    """One comparison: what the source prints, what comes out, and where."""

    hva: str
    oppgitt: Fraction | None
    beregnet: Fraction | None
    enhet: str
    side: str
    rad: str = ""

    @property
    def holder(self) -> bool:
        """Whether they are equal; a figure that is not printed must not come out either."""
        return self.oppgitt == self.beregnet

    def __str__(self) -> str:
        enhet = unit_behind(self.enhet)
        oppgitt, beregnet = (
            "ingenting" if v is None else f"{vis_tall(v)} {enhet}" for v in (self.oppgitt, self.beregnet)
        )
        sted = f"{self.hva} ({i_melding(self.side)})" if self.side else self.hva
        return f"{sted}: kilden har {oppgitt}, regnestykket gir {beregnet}{self.rad}"


def sjekker(sektor: Sektor) -> list[Sjekk]:
    """Every comparison that the sector's data allow: the cards, and each table with holdes_mot."""
    alle = list(_kortene(sektor))
    for trykt in sektor.tabeller.unrecorded().values():
        if holdes := trykt.ressurs.holdes_mot:
            alle += _tabellen(sektor, trykt, holdes)
    return alle


def trykte(sektor: Sektor, per: str) -> list[Tabelldata]:
    """The printed tables of effect per class, agency or measure, in the order described."""
    alle = sektor.tabeller.unrecorded()
    return [alle[navn] for navn, holdes in sektor.holdt_mot().items() if holdes.effekt_per == per]


def kontroller(sektor: Sektor) -> list[Sjekk]:
    """Run all comparisons and the derivation of the classes; raises Datafeil where one fails."""
    alle = sjekker(sektor)
    feil = [str(sjekk) for sjekk in alle if not sjekk.holder]
    feil += _feil_i_klasser(sektor)
    if feil:
        raise Datafeil(
            "tallene i data/ stemmer ikke med det kilden oppgir:\n" + "\n".join(f"  {linje}." for linje in feil)
        )
    return alle


def _kortene(sektor: Sektor) -> Iterator[Sjekk]:
    periode = sektor.info.periode
    for id_, tiltak in sektor.tiltak.items():
        beregnet = beregning.effekt(tiltak, periode)
        rad = _annen_skala(tiltak, beregnet)
        # The amounts of a simple measure are the source's: nothing is worked out, and nothing held against it.
        for ar in () if tiltak.enkelt else tiltak.oppgitte_ar:
            yield Sjekk(f"{id_}, {ar}", tiltak.oppgitt_effekt(ar), beregnet[ar], "kr", tiltak.kortside, rad)


def _annen_skala(tiltak: Tiltak, beregnet: Mapping[int, Fraction]) -> str:
    """The unit that the printed effect must be in, where all that is wrong with it is the scale."""
    forhold = {beregnet[ar] / trykt for ar in tiltak.oppgitte_ar if (trykt := tiltak.oppgitt_effekt(ar))}
    if len(forhold) != 1 or forhold == {1}:
        return ""
    skala = forhold.pop() * Enhet.les(tiltak.oppgitt_i).i_kroner
    enhet = next((enhet for enhet in get_args(Belopsenhet) if Enhet.les(enhet).i_kroner == skala), "")
    return f". Står de oppgitte beløpene i {enhet}? Skriv oppgitt_i: {enhet} på tiltaket" if enhet else ""


def _tabellen(sektor: Sektor, trykt: Tabelldata, holdes: Holdes) -> Iterator[Sjekk]:
    if holdes.effekt_per:
        yield from _arstabell(sektor, trykt, holdes.effekt_per)
    elif holdes.summen_av:
        tabell = sektor.tabeller[holdes.summen_av]
        nokler = trykt.ressurs.tabell.nokler
        for nokkel in trykt.celler:
            like = dict(zip(nokler, nokkel, strict=True))
            valg = holdes.rader.get(str(nokkel[0]), like)
            yield _sjekk(trykt, nokkel, _i_trykt_enhet(tabell.sum(**valg), tabell, trykt))
    elif holdes.lanet_i and holdes.lanet_i in sektor.tiltak.unrecorded():
        yield from _lanetabell(sektor, trykt, sektor.tiltak[holdes.lanet_i])


def _i_trykt_enhet(summen: Fraction, tabell: Tabelldata, trykt: Tabelldata) -> Fraction:
    """The sum in the unit that it is printed in, at the printed rounding where the units are two."""
    if tabell.enhet == trykt.enhet or not (tabell.enhet and trykt.enhet):
        return summen
    try:
        return rund(til_enhet(summen, Enhet.les(tabell.enhet), Enhet.les(trykt.enhet)), finest_printed(trykt))
    except ValueError:
        raise Datafeil(
            f"tabellen {trykt.ressurs.name} er i {trykt.enhet}, men holdes mot summen av {tabell.ressurs.name}, "
            f"som er i {tabell.enhet}. Rett enheten, eller tabellen i summen_av.",
            trykt.fil,
        ) from None


def _arstabell(sektor: Sektor, trykt: Tabelldata, per: str) -> Iterator[Sjekk]:
    """Compare effects per year with the printed amounts, at the printed rounding.

    The rounding is that of the table's finest figure: to tenths where one of them has a tenth. What
    is printed must come out, and cuts that come out must be printed. A table may leave out the
    total, the cuts, and rows where nothing comes out, and say .. for an effect it does not print.
    """
    grupper: dict[str, Callable[[Sektor], Mapping[str, Mapping[int, Fraction]]]] = {
        "klasse": beregning.sum_per_klasse,
        "virksomhet": beregning.sum_per_virksomhet,
        "tiltak": beregning.effekter,
    }
    rader: dict[str, Mapping[int, Fraction | None]] = {
        **grupper[per](sektor),
        TOTAL: beregning.total(sektor),
        RAMMEKUTT: beregning.rammekutt_per_ar(sektor),
    }
    foran = trykt.ressurs.tabell.nokler.index("ar") == 0
    enhet, finest = Enhet.les(trykt.enhet), finest_printed(trykt)
    med = {str(nokkel[foran]) for nokkel in trykt.celler}
    for rad, per_ar in rader.items():
        if rad not in med and (rad in (TOTAL, RAMMEKUTT, UTEN_KLASSE) or not any(per_ar.values())):
            continue
        for ar, belop in per_ar.items():
            nokkel = (ar, rad) if foran else (rad, ar)
            if nokkel not in trykt.celler:
                raise Datafeil(
                    f"tabellen {trykt.ressurs.name} har ikke raden [{adressedel(nokkel)}]. "
                    "Legg den til, med .. der kilden ikke oppgir beløpet.",
                    trykt.fil,
                )
            if rad != RAMMEKUTT and trykt[nokkel].verdi is None:
                continue
            i_enhet = None if belop is None else rund(til_enhet(belop, _KRONER, enhet), finest)
            yield _sjekk(trykt, nokkel, i_enhet)


def finest_printed(trykt: Tabelldata) -> Fraction:
    """The smallest step that the table prints: 1 for whole figures, 1/10 where one has a tenth."""
    nevnere = [celle.verdi.denominator for celle in trykt.celler.values() if celle.verdi]
    mulige = (Fraction(1, 10**n) for n in range(_FLEST_DESIMALER))
    holder = (til for til in mulige if all(til.denominator % nevner == 0 for nevner in nevnere))
    return next(holder, Fraction(1, 10**_FLEST_DESIMALER))


def _sjekk(trykt: Tabelldata, nokkel: tuple[str | int, ...], beregnet: Fraction | None) -> Sjekk:
    celle = trykt[nokkel]
    return Sjekk(celle.adresse, celle.verdi, beregnet, celle.enhet, trykt.ressurs.side)


def _lanetabell(sektor: Sektor, trykt: Tabelldata, tiltak: Tiltak) -> Iterator[Sjekk]:
    """The table of a measure's loan, licence and saving; blank cells come out as nothing."""
    periode = sektor.info.periode
    poster = beregning.laneposter(tiltak, periode)
    rader = {navn.split()[0].removesuffix("kostnader"): belop for navn, belop in poster.items()}
    rader["samlet"] = beregning.effekt(tiltak, periode)
    enhet = Enhet.les(trykt.enhet)
    for post, per_ar in rader.items():
        for ar, belop in per_ar.items():
            yield _sjekk(trykt, (post, ar), til_enhet(belop, _KRONER, enhet) or None)


def _feil_i_klasser(sektor: Sektor) -> list[str]:
    """What is wrong with the classes that the book derived; nothing where the cards print them."""
    alle = trykte(sektor, "klasse")
    if not alle or not sektor.info.klasser_avledet:
        return []
    trykt = alle[-1]
    i_kroner = Enhet.les(trykt.enhet).i_kroner
    periode, vekt = sektor.info.periode, beregning.vekt_av(sektor)
    mulige = klassefordelinger(
        {
            id_: {ar: b * vekt[id_].frigjort for ar, b in beregning.oppgitt_effekt(tiltak, periode).items()}
            for id_, tiltak in sektor.tiltak.items()
        },
        {
            klasse: {ar: trykt[klasse, ar].tallet * i_kroner for ar in periode}
            for klasse in sektor.felles.klasser
            if (klasse, periode[0]) in trykt.celler
        },
    )
    if len(mulige) != 1:
        return [f"{len(mulige)} fordelinger av tiltakene på klasser gir summene, og det skal være én"]
    return [
        f"{id_}: klassen er {tiltak.samlet_vurdering.klasse}, men summene gir {mulige[0][id_]}"
        for id_, tiltak in sektor.tiltak.items()
        if tiltak.samlet_vurdering.klasse != mulige[0][id_]
    ]
