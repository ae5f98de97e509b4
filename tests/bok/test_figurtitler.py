"""What every figure of the book says: a finding as title, numbers enough to draw, and none drawn twice."""

from itertools import combinations

import pytest

from effekt.display.numbered import Figur, Figurrekke
from effekt.display.objects import Publiserbar
from effekt.reading.endringer import med_endringer
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.report import figurer, forside, plan, rekker, usikkerhet, utvikling

TITLER = {
    "figur-4": "Årsverkene har vokst om lag dobbelt så fort som befolkningen",
    "figur-7": "Sykehjemsetaten har over halvparten av årsverk, brutto driftskostnader og investeringskostnader",
    "figur-16": "Innbyggere på 80–89 år ventes å bli mer enn dobbelt så mange",
    "figur-17": "Innbyggere over 90 år ventes å bli nesten tre ganger så mange",
    "figur-21": "Fritt sykehjemsvalg gir mest: 24 av 72 mill. kroner i 2030",
    "budsjettbro": "Påslaget synker fra 90 i 2026 til 38 mill. kr i 2029",
    "effekt-ar-for-ar": "Ett av åtte tiltak gir effekt i 2026",
    "fra-forste-til-siste-ar": "Fritt sykehjemsvalg står for 24 av 70 nye mill. kroner",
    "beslutninger-og-effekt": "52 av 72 mill. kroner i 2030 venter på et politisk vedtak",
    "effekt-og-sikkerhet": "41 av 72 mill. kroner i 2030: middels usikkerhet",
    "spenn-per-tiltak": "Digitalt tilsyn kan ende med underskudd",
    "simulering-per-ar": "Åtte av ti beregninger: 55–93 mill. kroner i 2030, hvis alt gjennomføres",
    "tornado-samlet": "Digitalt tilsyn står for 37\u00a0% av usikkerheten i summen",
}


def _alle(hls: Sektor) -> dict[str, Figur]:
    program = les_program()
    vist: list[Publiserbar] = [
        *(figurer.figur(hls, nr) for nr in (4, 16, 17)), figurer.andeler(hls, 7, 8, 9), figurer.effekt_per_tiltak(hls),
        figurer.bro(hls, "budsjettendringer"), utvikling.tiltakene_ar_for_ar(hls), utvikling.fra_forste_til_siste(hls),
        utvikling.tidslinje(hls), usikkerhet.effekt_og_sikkerhet(hls), usikkerhet.spenn_per_tiltak(hls),
        usikkerhet.simulering_per_ar(hls), usikkerhet.tornado_samlet(hls), rekker.kutt_mot_effekt(hls),
        plan.hvem_bestemmer(program), plan.slags_gevinst(program), forside.effekt_mot_rammekutt(program),
    ]  # fmt: skip
    flate = [ett for v in vist for ett in (v.figurer if isinstance(v, Figurrekke) else [v])]
    return {figur.adresse: figur for figur in flate if isinstance(figur, Figur)}


def test_every_figure_says_what_it_shows(hls: Sektor) -> None:
    alle = _alle(hls)
    assert {navn: alle[navn].tittel for navn in TITLER} == TITLER
    assert all(figur.tittel and figur.emne and figur.undertittel for figur in alle.values())


def test_a_figure_has_three_numbers_or_more_and_none_is_drawn_twice(hls: Sektor) -> None:
    tall = {
        navn: sorted(
            v for kolonne in figur.data.select_dtypes("number") if kolonne != "ar" for v in figur.data[kolonne].dropna()
        )
        for navn, figur in _alle(hls).items()
        if navn != "beslutninger-og-effekt"  # words and years
    }
    assert all(len(verdier) >= 3 for verdier in tall.values())
    assert not [(a, b) for (a, x), (b, y) in combinations(tall.items(), 2) if x == y]


@pytest.mark.parametrize(
    ("adresse", "endring"),
    [
        ("figur-16", {"tall.framskrevet_80_89_2050": 30000}),
        ("figur-17", {"tall.framskrevet_90_2050": 9000}),
        ("figur-4", {"arsverk_vekst[hele kommunen]": 15}),
    ],
)
def test_a_title_that_is_no_longer_so_gives_way_to_the_subject(adresse: str, endring: dict[str, object]) -> None:
    nummer = int(adresse.removeprefix("figur-"))
    figur = figurer.figur(med_endringer("hls", endring), nummer)
    assert isinstance(figur, Figur)
    assert figur.tittel == ""
    assert figur.brutte_pastander
    assert figur.emne in figur.navngitt
