"""The audit of data/ against what the source itself prints, kept in oppgitt/ and on the cards.

A difference here is an error in data/ or in the library, and stops the build.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from effekt import beregning
from effekt.kilder import Datafeil
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tall import Enhet, rund, til_enhet, vis_tall

_KRONER: Final = Enhet.les("kr")
_TOTAL: Final = "total"
_RAMMEKUTT: Final = "rammekutt"


@dataclass(frozen=True)
class Sjekk:
    """One comparison: what the source prints, what comes out, and where."""

    hva: str
    oppgitt: Fraction | None
    beregnet: Fraction | None
    enhet: str
    side: str

    @property
    def holder(self) -> bool:
        """Whether they are equal; a figure that is not printed must not come out either."""
        return self.oppgitt == self.beregnet

    def __str__(self) -> str:
        oppgitt, beregnet = (
            "ingenting" if v is None else f"{vis_tall(v)} {self.enhet}"
            for v in (self.oppgitt, self.beregnet)
        )
        return f"{self.hva} (s. {self.side}): kilden har {oppgitt}, boken får {beregnet}"


def sjekker(sektor: Sektor) -> list[Sjekk]:
    """Every comparison that the sector's data allow; tables that a sector lacks are left out."""
    finnes = sektor.tabeller.urort()
    alle = list(_kortene(sektor))
    for navn in ("tabell_1", "tabell_8"):
        if navn in finnes:
            summer = {**beregning.sum_per_klasse(sektor), _TOTAL: beregning.total(sektor)}
            alle += _arstabell(finnes[navn], summer)
    if "tabell_7" in finnes:
        rader: dict[str, Mapping[int, Fraction | None]] = {
            **beregning.sum_per_virksomhet(sektor),
            _TOTAL: beregning.total(sektor),
            _RAMMEKUTT: beregning.rammekutt(sektor),
        }
        alle += _arstabell(finnes["tabell_7"], rader)
    if "tabell_4_total" in finnes:
        kutt = sektor.tabeller["rammekutt"]
        trykt = finnes["tabell_4_total"]
        alle += [
            _sjekk(trykt, (ar,), kutt.sum(ar=int(ar))) for (ar,) in trykt.celler if ar is not None
        ]
    if "langtidshjem_sum" in finnes:
        hjem, trykt = sektor.tabeller["langtidshjem"], finnes["langtidshjem_sum"]
        alle += [
            _sjekk(trykt, ("sum",), hjem.sum()),
            _sjekk(trykt, ("kommunale",), hjem.sum(drift="kommunal")),
        ]
    alle += _lanetabell(sektor)
    return alle


def kontroller(sektor: Sektor) -> list[Sjekk]:
    """Run all comparisons and the derivation of the classes; raises Datafeil where one fails."""
    alle = sjekker(sektor)
    feil = [str(sjekk) for sjekk in alle if not sjekk.holder]
    feil += _feil_i_klasser(sektor)
    if feil:
        raise Datafeil(
            "tallene i data/ stemmer ikke med det kilden oppgir:\n"
            + "\n".join(f"  {linje}." for linje in feil)
        )
    return alle


def _kortene(sektor: Sektor) -> Iterator[Sjekk]:
    periode = sektor.info.periode
    for id_, tiltak in sektor.tiltak.items():
        beregnet = beregning.effekt(tiltak, periode)
        for ar in periode:
            yield Sjekk(
                f"{id_}, {ar}", tiltak.oppgitt_effekt(ar), beregnet[ar], "kr", tiltak.sider["kort"]
            )


def _arstabell(
    trykt: Tabelldata, rader: Mapping[str, Mapping[int, Fraction | None]]
) -> Iterator[Sjekk]:
    """Compare a printed table with rows by year, amounts in kroner, at the printed rounding."""
    for rad, per_ar in rader.items():
        for ar, belop in per_ar.items():
            enhet = Enhet.les(trykt.enhet)
            i_enhet = None if belop is None else rund(til_enhet(belop, _KRONER, enhet))
            yield _sjekk(trykt, (rad, ar), i_enhet)


def _sjekk(trykt: Tabelldata, nokkel: tuple[str | int, ...], beregnet: Fraction | None) -> Sjekk:
    celle = trykt[nokkel]
    return Sjekk(celle.adresse, celle.verdi, beregnet, celle.enhet, trykt.ressurs.side)


def _lanetabell(sektor: Sektor) -> Iterator[Sjekk]:
    """SYE3's table of loan, licence and saving (Tabell 6); blank cells come out as nothing."""
    trykt = sektor.tabeller.urort().get("tabell_6")
    med_lan = [tiltak for tiltak in sektor.tiltak.values() if tiltak.lan]
    if trykt is None or not med_lan:
        return
    periode = sektor.info.periode
    poster = beregning.laneposter(med_lan[0], periode)
    rader = {navn.split()[0].removesuffix("kostnader"): belop for navn, belop in poster.items()}
    rader["samlet"] = beregning.effekt(med_lan[0], periode)
    for post, per_ar in rader.items():
        for ar, belop in per_ar.items():
            yield _sjekk(trykt, (post, ar), belop or None)


def _feil_i_klasser(sektor: Sektor) -> list[str]:
    """What is wrong with the classes that the book derived; nothing where the cards print them."""
    trykt = sektor.tabeller.urort().get("tabell_8")
    if trykt is None or not sektor.info.klasser_avledet:
        return []
    i_kroner = Enhet.les(trykt.enhet).i_kroner
    periode, vekt = sektor.info.periode, beregning.vekt_av(sektor)
    mulige = beregning.klassefordelinger(
        {
            id_: {
                ar: b * vekt[id_].frigjort
                for ar, b in beregning.oppgitt_effekt(tiltak, periode).items()
            }
            for id_, tiltak in sektor.tiltak.items()
        },
        {
            klasse: {ar: trykt[klasse, ar].tallet * i_kroner for ar in periode}
            for klasse in sektor.felles.klasser
        },
    )
    if len(mulige) != 1:
        return [f"{len(mulige)} fordelinger av tiltakene på klasser gir summene; boken sier én"]
    return [
        f"{id_}: klassen er {tiltak.samlet_vurdering.klasse}, men summene gir {mulige[0][id_]}"
        for id_, tiltak in sektor.tiltak.items()
        if tiltak.samlet_vurdering.klasse != mulige[0][id_]
    ]
