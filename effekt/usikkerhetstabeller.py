"""The tables of the analysis of uncertainty: the book's choices, switching values, coverage."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt import usikkerhet
from effekt.bytteverdier import Bytteverdi, Losning, alle_bytteverdier
from effekt.maler import ramse
from effekt.mangelboks import RAMMEKUTT, eller_mangelboks
from effekt.nummerert import Tabell
from effekt.penger import i_kroner, kolonne, penger
from effekt.registre import vis_en_verdi
from effekt.samspillsord import utelatt_i_ord
from effekt.sektor import Sektor, bokens_valg
from effekt.storrelse import Storrelse
from effekt.tall import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.usikkerhet import TOTAL, Dekning
from effekt.usikkerhetsord import egen_analyse, losning_i_ord, med_fortegn
from effekt.visning import Kilde

_UTEN_KUTT: Final = "ikke eget"
_UTEN_ENHET: Final = {"andel", "nummer"}


def valg(sektor: Sektor) -> Tabell:
    """What the book has chosen itself, with address, value and reasoning."""
    alle = bokens_valg(sektor)

    def vis(s: Storrelse) -> str:
        vist = vis_en_verdi(s.tallet, s.enhet)
        return vist if s.enhet in _UTEN_ENHET else f"{vist} {s.enhet}"

    return Tabell(
        sektor=sektor,
        adresse="bokens-valg",
        nummer="",
        tittel="Det boken selv har valgt",
        undertittel="Enheten står i tabellen",
        kilde=Kilde("Bokens egne valg, ikke rapportens"),
        data=pd.DataFrame(
            [
                {"adresse": adresse, "hva": s.navn, "verdi": som_tall(s.tallet), "enhet": s.enhet}
                for adresse, s in alle.items()
            ]
        ),
        hode=["Adresse", "Hva", "Verdi", "Begrunnelse"],
        rader=[[adresse, s.navn, vis(s), s.begrunnelse or ""] for adresse, s in alle.items()],
        alternativtekst=(
            f"{len(alle)} tall som ikke står i noen kilde, med adressen de kan endres ved."
        ),
        klasse="effekt-tabell register",
    )


@eller_mangelboks("bytteverdier", "Hva som skal til: bytteverdier for hver forutsetning")
def bytteverdier(sektor: Sektor) -> Tabell:
    """What each assumption must be for its measure to give nothing, or what is printed."""
    alle = alle_bytteverdier(sektor)
    siste = sektor.info.periode[-1]
    steg = sektor.usikkerhet.steg
    finnes = [b for b in alle if b.null.verdi is not None]
    return Tabell(
        sektor=sektor,
        adresse="bytteverdier",
        nummer="",
        tittel="Hva som skal til: bytteverdier for hver forutsetning",
        undertittel=(
            f"Verdien som gir null effekt i {siste}, og den som gir det kortet oppgir, når alt "
            f"annet er uendret. Siste kolonne er endringen i {penger()} per år"
        ),
        kilde=egen_analyse(sektor),
        noter=["Regnet før avrunding"],
        data=pd.DataFrame(
            [
                {
                    "adresse": b.forutsetning.adresse,
                    "enhet": b.forutsetning.enhet,
                    "verdi": som_tall(b.verdi),
                    "null_effekt": _i_data(b.null),
                    "som_oppgitt": _i_data(b.oppgitt),
                    f"ett_steg_{kolonne()}": (
                        None if b.steg is None else som_tall(b.steg / i_kroner())
                    ),
                }
                for b in alle
            ]
        ),
        hode=[
            "Forutsetning", "Enhet", "Nå", "Gir null effekt", "Gir det oppgitte",
            f"Endring når den er {steg} større",
        ],
        rader=[
            [
                f"{b.tiltak} {b.forutsetning.navn}",
                "" if b.forutsetning.enhet == "andel" else b.forutsetning.enhet,
                vis_en_verdi(b.verdi, b.forutsetning.enhet),
                losning_i_ord(b.null, b),
                losning_i_ord(b.oppgitt, b),
                _steg(b),
            ]
            for b in alle
        ],
        alternativtekst=(
            f"{len(alle)} forutsetninger. For {len(finnes)} av dem finnes det en tillatt verdi der "
            f"tiltaket ikke gir noe i {siste}."
        ),
        klasse="effekt-tabell",
    )  # fmt: skip


def _i_data(losning: Losning | None) -> int | float | str | None:
    if losning is None:
        return MANGLER
    if losning.alt_slik:
        return "er alt slik"
    return "finnes ikke" if losning.verdi is None else som_tall(losning.verdi)


def _steg(bytteverdi: Bytteverdi) -> str:
    return "ikke tillatt" if bytteverdi.steg is None else med_fortegn(bytteverdi.steg)


@eller_mangelboks(
    "dekning-per-virksomhet",
    "Hvor mye av rammekuttene tiltakene dekker",
    tabell="rammekutt",
    hva=RAMMEKUTT,
)
def dekning_per_virksomhet(sektor: Sektor) -> Tabell:
    """Each agency's cut, effect, coverage and what is left to find per year, mill. kroner.

    With a reviewer's changes, also what it was without them. From the table «rammekutt».
    """
    info = sektor.info
    na = usikkerhet.dekning(sektor)
    foer = usikkerhet.dekning(sektor.uendret) if sektor.uendret else {}
    navn = {**{k: v.navn for k, v in info.virksomheter.items()}, TOTAL: "Alle samlet"}
    egne = [k for k, per_ar in na.items() if any(d.kutt is not None for d in per_ar.values())]
    uten = [navn[k] for k in na if k not in egne]
    mangler = [str(ar) for ar, d in na[TOTAL].items() if d.kutt is None]
    noter = (
        [f"{ramse(uten)} har ikke noe eget rammekutt, og teller bare med i summen"] if uten else []
    )
    if mangler:
        noter.append(f"Rammekuttet er {MANGLER} for {ramse(mangler)}")
    noter += utelatt_i_ord(sektor)
    return Tabell(
        sektor=sektor,
        adresse="dekning-per-virksomhet",
        nummer="",
        tittel="Hvor mye av rammekuttene tiltakene dekker, og hva som gjenstår",
        undertittel=f"Beløp i {penger()}. Dekning er effekten som andel av kuttet",
        kilde=egen_analyse(sektor),
        noter=noter,
        data=pd.DataFrame(
            [
                {
                    "virksomhet": kode,
                    "ar": ar,
                    "endringer": ord_,
                    f"rammekutt_{kolonne()}": som_tall(_mill(d.kutt)),
                    f"effekt_{kolonne()}": som_tall(_mill(d.effekt)),
                    "dekning": som_tall(d.andel),
                    f"gjenstar_{kolonne()}": som_tall(_mill(d.gjenstar)),
                }
                for ord_, utgave in (("med", na), ("uten", foer))
                for kode, per_ar in utgave.items()
                for ar, d in per_ar.items()
            ]
        ),
        hode=["", *(info.vis_ar(ar) for ar in info.periode)],
        rader=[rad for kode in na for rad in _dekningsrader(navn[kode], na[kode], foer.get(kode))],
        alternativtekst=_dekning_i_ord(na[TOTAL]),
    )


def _mill(belop: Fraction | None) -> Fraction | None:
    return None if belop is None else belop / i_kroner()


def _dekningsrader(
    navn: str, na: Mapping[int, Dekning], foer: Mapping[int, Dekning] | None
) -> Iterator[list[str]]:
    """The rows of one agency; of one without any cut of its own, only the effect."""
    har_kutt = any(d.kutt is not None for d in na.values())
    kutt = [MANGLER if d.kutt is None else _vis(d.kutt) for d in na.values()]
    yield [f"**{navn}**: rammekutt", *(kutt if har_kutt else [_UTEN_KUTT] * len(na))]
    for utgave, merke in ((na, ""), (foer, ", uten endringene")):
        if utgave is None:
            continue
        # A reviewer's period may have years that there was nothing for.
        per_ar = [utgave.get(ar) for ar in na]
        yield [
            f"{navn}: effekt{merke}",
            *(MANGLER if d is None else _vis(d.effekt) for d in per_ar),
        ]
        if har_kutt:
            dekket = [None if d is None else d.andel for d in per_ar]
            yield [
                f"{navn}: dekning{merke}",
                *(STREK if andel is None else vis_prosent(andel, 0) for andel in dekket),
            ]
            gjenstar = [None if d is None else d.gjenstar for d in per_ar]
            yield [
                f"{navn}: gjenstår å finne{merke}",
                *(STREK if g is None else _vis(g) if g else "ingenting" for g in gjenstar),
            ]


def _vis(belop: Fraction) -> str:
    return vis_tall(belop / i_kroner(), 1)


def _dekning_i_ord(na: Mapping[int, Dekning]) -> str:
    setninger = [
        f"I {ar} er {vis_prosent(d.andel, 0)} av {_vis(d.kutt)} {penger()} "
        "dekket, og " + (f"{_vis(d.gjenstar)} gjenstår." if d.gjenstar else "ingenting gjenstår.")
        for ar, d in na.items()
        if d.kutt is not None and d.andel is not None
    ]
    return " ".join(setninger) or "Ingen rammekutt er oppgitt for årene i perioden."
