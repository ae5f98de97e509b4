"""The figures of what the effects depend on: tornadoes, a later start, and the budget cuts."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt import beregning, usikkerhet
from effekt.maler import stor_forbokstav
from effekt.mangelboks import RAMMEKUTT, eller_mangelboks
from effekt.modell import Tiltak
from effekt.nummerert import Figur, Figurrekke
from effekt.penger import i_kroner, i_penger, kolonne, penger
from effekt.samspillsord import utelatt_i_ord
from effekt.sektor import Sektor
from effekt.tall import MANGLER, som_tall, vis_prosent, vis_tall
from effekt.tegninger import liggende_stolper
from effekt.usikkerhet import TOTAL, Utslag
from effekt.usikkerhetsord import egen_analyse, med_fortegn
from effekt.usikkerhetstegninger import Stolpe, grupperte_soyler, hoyde_av_tornado, tornado

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The total's tornado draws this many; the table behind it has all.
_VISTE: Final = 12
_I_ORD: Final = 4
_GRUNNLAG: Final = {
    "kilden": "kildens spenn",
    "satt sammen": "spenn boken har satt sammen av kilden",
    "begge": "kildens grense til én side, bokens spenn til den andre",
    "boken": "bokens spenn",
    "utsettelse": "ett år senere",
}


@eller_mangelboks("tornado-samlet", "Hva som betyr mest for summen av tiltakene")
def tornado_samlet(sektor: Sektor) -> Figur:
    """What the total over the period changes by, one assumption at a time; the widest drawn."""
    alle = usikkerhet.alle_utslag(sektor)
    vekt = beregning.vekt_av(sektor)
    total = sum(
        (sum(beregning.uavrundet_effekt(t, sektor.info.periode).values(), Fraction(0))
         * vekt[id_].frigjort for id_, t in sektor.tiltak.items()),
        Fraction(0),
    )  # fmt: skip
    return _tornado(
        sektor,
        alle,
        adresse="tornado-samlet",
        tittel="Hva som betyr mest for summen av tiltakene",
        hva="summen av alle tiltakene",
        belop=total,
        viste=_VISTE,
        noter=utelatt_i_ord(sektor),
    )


@eller_mangelboks("tornado-per-tiltak", "Hva som betyr mest for hvert tiltak")
def tornado_per_tiltak(sektor: Sektor) -> Figurrekke:
    """What each measure's effect over the period changes by, one assumption at a time."""

    def ett(tiltak: Tiltak) -> Figur:
        belop = beregning.uavrundet_effekt(tiltak, sektor.info.periode)
        return _tornado(
            sektor,
            usikkerhet.utslag(sektor, tiltak),
            adresse=f"tornado-{tiltak.id.lower()}",
            tittel=f"Hva som betyr mest for {tiltak.id}",
            hva=tiltak.id,
            belop=sum(belop.values(), Fraction(0)),
        )

    return Figurrekke([ett(tiltak) for tiltak in sektor.tiltak.values()])


def _tornado(
    sektor: Sektor,
    alle: Sequence[Utslag],
    *,
    adresse: str,
    tittel: str,
    hva: str,
    belop: Fraction,
    viste: int | None = None,
    noter: Sequence[str] = (),
) -> Figur:
    periode = sektor.info.periode
    arene = f"{periode[0]}\u2013{periode[-1]}"
    tegnet = alle[:viste]

    def tegn(akser: "Axes", smal: bool) -> None:
        tornado(akser, [_stolpe(u, med_id=viste is not None) for u in tegnet], smal)

    forst = alle[0]
    return Figur(
        sektor=sektor,
        adresse=adresse,
        nummer="",
        tittel=tittel,
        undertittel=(
            f"Endring i {penger()} for {arene} til sammen, én forutsetning om gangen. Streken i "
            f"midten er {hva} slik det er regnet nå, {i_penger(belop)} {penger()} før avrunding"
        ),
        kilde=egen_analyse(sektor),
        noter=[
            *([f"De {len(tegnet)} bredeste av {len(alle)}"] if len(tegnet) < len(alle) else []),
            *noter,
        ],
        data=pd.DataFrame(
            [
                {
                    "tiltak": u.tiltak,
                    "forutsetning": u.forutsetning,
                    "spenn": u.grunnlag,
                    f"perioden_ved_lav_{kolonne()}": som_tall(u.ved_lav / i_kroner()),
                    f"perioden_ved_hoy_{kolonne()}": som_tall(u.ved_hoy / i_kroner()),
                    f"siste_ar_ved_lav_{kolonne()}": som_tall(u.siste_ved_lav / i_kroner()),
                    f"siste_ar_ved_hoy_{kolonne()}": som_tall(u.siste_ved_hoy / i_kroner()),
                }
                for u in alle
            ]
        ),
        hode=[
            "Forutsetning", "Spenn", f"{arene} ved lav", f"{arene} ved høy",
            f"{periode[-1]} ved lav", f"{periode[-1]} ved høy",
        ],
        rader=[
            [
                f"{u.tiltak} {u.navn}",
                _GRUNNLAG[u.grunnlag],
                *(
                    "" if u.grunnlag == "utsettelse" and nr % 2 == 0 else med_fortegn(endring)
                    for nr, endring in enumerate(
                        (u.ved_lav, u.ved_hoy, u.siste_ved_lav, u.siste_ved_hoy)
                    )
                ),
            ]
            for u in alle
        ],
        alternativtekst=(
            f"Liggende søyler rundt en strek. Mest betyr {forst.navn} i {forst.tiltak}: "
            f"{_i_ord(forst)}."
            + "".join(
                f" {stor_forbokstav(u.navn)} i {u.tiltak}: {_i_ord(u)}." for u in tegnet[1:_I_ORD]
            )
        ),
        tegning=tegn,
        hoyde=hoyde_av_tornado(len(tegnet), smal=False),
        hoyde_smal=hoyde_av_tornado(len(tegnet), smal=True),
    )  # fmt: skip


def _i_ord(utslag: Utslag) -> str:
    if utslag.grunnlag == "utsettelse":
        return f"{med_fortegn(utslag.ved_hoy)} {penger()}"
    return (
        f"{med_fortegn(utslag.ved_lav)} {penger()} når den er lav, "
        f"{med_fortegn(utslag.ved_hoy)} når den er høy"
    )


def _stolpe(utslag: Utslag, *, med_id: bool) -> Stolpe:
    merker = {"kilden": " (kildens spenn)", "satt sammen": " (spenn av kilden)"}
    merke = merker.get(utslag.grunnlag, "")
    navn = f"{utslag.tiltak} {utslag.navn}" if med_id else stor_forbokstav(utslag.navn)
    return Stolpe(
        f"{navn}{merke}",
        utslag.ved_lav / i_kroner(),
        utslag.ved_hoy / i_kroner(),
        med_fortegn(utslag.ved_lav),
        med_fortegn(utslag.ved_hoy),
        senere=utslag.grunnlag == "utsettelse",
    )


@eller_mangelboks("ett-ar-senere", "Hva det koster å starte ett år senere")
def utsettelse(sektor: Sektor) -> Figur:
    """What starting each measure one year later loses, over the period and per year."""
    info = sektor.info
    tap = usikkerhet.tap_ved_utsettelse(sektor)
    sum_ = {id_: sum(belop.values(), Fraction(0)) for id_, belop in tap.items()}
    rekkefolge = sorted(tap, key=lambda id_: (-sum_[id_], id_))
    vekt = beregning.vekt_av(sektor)
    alt = {
        ar: sum((belop[ar] * vekt[id_].frigjort for id_, belop in tap.items()), Fraction(0))
        for ar in info.periode
    }
    arene = f"{info.periode[0]}\u2013{info.periode[-1]}"
    samlet = sum(alt.values(), Fraction(0))

    def tegn(akser: "Axes", smal: bool) -> None:
        belop = {id_: sum_[id_] / i_kroner() for id_ in rekkefolge}
        liggende_stolper(akser, belop, {id_: sektor.tiltak[id_].navn for id_ in belop}, smal)

    return Figur(
        sektor=sektor,
        adresse="ett-ar-senere",
        nummer="",
        tittel="Hva det koster å starte ett år senere",
        undertittel=f"Tapt driftsvirkning i {penger()}, {arene} til sammen",
        kilde=egen_analyse(sektor),
        noter=["Et negativt tall er et år der det lønner seg å vente", *utelatt_i_ord(sektor)],
        data=pd.DataFrame(
            [
                {"tiltak": id_, "ar": ar, f"tap_{kolonne()}": som_tall(belop / i_kroner())}
                for id_ in rekkefolge
                for ar, belop in tap[id_].items()
            ]
        ),
        hode=["Tiltak", *map(str, info.periode), "Til sammen"],
        rader=[
            *([id_, *map(i_penger, tap[id_].values()), i_penger(sum_[id_])] for id_ in rekkefolge),
            ["**Alle**", *map(i_penger, alt.values()), i_penger(samlet)],
        ],
        alternativtekst=(
            f"Liggende søyler. Starter alle tiltakene ett år senere, blir effekten i {arene} "
            f"{i_penger(samlet)} {penger()} mindre. "
            + " ".join(f"{id_}: {i_penger(sum_[id_])}." for id_ in rekkefolge)
        ),
        tegning=tegn,
        hoyde=0.4 + len(tap) * 0.5,
    )


@eller_mangelboks(
    "dekning-per-ar", "Rammekuttene og effekten av tiltakene", tabell="rammekutt", hva=RAMMEKUTT
)
def dekning_per_ar(sektor: Sektor) -> Figur:
    """The cuts in the budget frame and the total effect per year; with changes, before and after.

    From the table «rammekutt» and the measures' effects, mill. kroner.
    """
    info = sektor.info
    na = usikkerhet.dekning(sektor)[TOTAL]
    serier: dict[str, dict[str, Fraction | None]] = {
        "rammekutt": {str(ar): d.kutt for ar, d in na.items()},
        "effekt av tiltakene": {str(ar): d.effekt for ar, d in na.items()},
    }
    if sektor.uendret:
        foer = usikkerhet.dekning(sektor.uendret)[TOTAL]
        serier["effekt uten endringene"] = {
            str(ar): foer[ar].effekt if ar in foer else None for ar in na
        }
    i_enheten = {
        serie: {ar: None if v is None else v / i_kroner() for ar, v in verdier.items()}
        for serie, verdier in serier.items()
    }
    under = {
        str(ar): "kuttet er ikke oppgitt"
        if d.andel is None
        else f"{vis_prosent(d.andel, 0)} dekket"
        for ar, d in na.items()
    }

    def vist(verdi: Fraction | None) -> str:
        return MANGLER if verdi is None else vis_tall(verdi, 1)

    def tegn(akser: "Axes", smal: bool) -> None:
        grupperte_soyler(akser, i_enheten, under, smal)

    return Figur(
        sektor=sektor,
        adresse="dekning-per-ar",
        nummer="",
        tittel="Rammekuttene og effekten av tiltakene",
        undertittel=f"{stor_forbokstav(penger())} per år, alle virksomhetene samlet",
        kilde=egen_analyse(sektor),
        noter=utelatt_i_ord(sektor),
        data=pd.DataFrame(
            [
                {"ar": int(ar), "hva": serie, kolonne(): som_tall(verdi)}
                for serie, verdier in i_enheten.items()
                for ar, verdi in verdier.items()
            ]
        ),
        hode=["", *(info.vis_ar(ar) for ar in info.periode)],
        rader=[
            *([serie.capitalize(), *map(vist, v.values())] for serie, v in i_enheten.items()),
            ["Dekning", *under.values()],
        ],
        alternativtekst="Stående søyler ved siden av hverandre. "
        + " ".join(
            f"{ar}: "
            + ", ".join(f"{serie} {vist(v[ar])}" for serie, v in i_enheten.items())
            + (f", {under[ar]}." if na[int(ar)].andel is not None else ".")
            for ar in under
        ),
        tegning=tegn,
        hoyde=4.0,
        hoyde_smal=4.4,
    )
