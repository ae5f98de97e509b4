"""The front page of a book whose measures are still being entered."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest

from effekt.base.numbers import Enhet
from effekt.calc.dekning import Dekning
from effekt.display.markup import til_tekst
from effekt.display.numbered import Figur
from effekt.display.objects import Funn, Mangelboks
from effekt.model.innhold import Omtale
from effekt.reading.endringer import med_endringer
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor
from effekt.report import forside, gapet, rekker, tiltakene


def test_the_front_page_and_the_page_of_all_measures_have_addresses_of_their_own_without_measures() -> None:
    """Two sectors without a finished measure: an address that stood twice stopped the build."""
    tomt = cast(Any, SimpleNamespace(eneste=None, tiltak={}, bok=SimpleNamespace(penger=None)))
    foran, alle = forside.tiltakene(tomt), tiltakene.alle_tiltak(tomt)
    assert isinstance(foran, Mangelboks)
    assert isinstance(alle, Mangelboks)
    assert foran.adresse != alle.adresse


@pytest.mark.parametrize(
    ("omtale", "sagt"),
    [
        (Omtale.JA, "Årsbrev til Vann- og avløpsetaten tar opp {ref}`Færre vakter <tek-kort-van1>`. Se "),
        (Omtale.NEI, "Årsbrev til Vann- og avløpsetaten tar ikke opp tiltaket for Vann- og avløpsetaten. Se "),
        (
            Omtale.DELVIS,
            "tiltaket for Vann- og avløpsetaten. Det berører {ref}`Færre vakter <tek-kort-van1>`, men ikke forslaget.",
        ),
        (Omtale.UTENFOR, ""),
    ],
)
def test_the_front_page_tells_what_the_letter_does_with_the_measures(tek: Sektor, omtale: Omtale, sagt: str) -> None:
    van1 = tek.lenker.lenker["van1"].model_copy(update={"omtale": omtale})
    lenker = tek.lenker.model_copy(update={"lenker": {**tek.lenker.lenker, "van1": van1}})
    vist = repr(forside.oppfolging(replace(tek, unrecorded=replace(tek.unrecorded, lenker=lenker))))
    assert til_tekst(sagt) in vist if sagt else vist == ""


def test_a_sector_without_a_letter_has_nothing_of_it_on_the_front_page(opp: Sektor) -> None:
    assert repr(forside.oppfolging(opp)) == ""


def test_the_heading_is_what_the_measures_give_and_gives_way_where_that_is_nothing(tek: Sektor) -> None:
    assert repr(forside.funnet(tek)) == "Tre tiltak gir 820 tusen kroner i 2030"
    uten = {f"{id_}.gjennomfores": "nei" for id_ in tek.tiltak}
    assert forside.funnet(med_endringer("tek", uten)) == Funn("")


def test_what_lacks_is_told_for_each_year_and_each_agency_covers_its_own_cut_alone(tek: Sektor) -> None:
    """In 2029 the road office lacks 500 - 320 = 180; what the water agency has to spare covers none of it."""
    vist = repr(forside.rekker_det(tek))
    assert "2029\n180 tusen kroner mangler, i Veikontoret på øya" in vist
    assert "Kutt ikke oppgitt" in vist
    i_ord = repr(rekker.kuttene_i_ord(tek))
    assert "Veikontoret på øya 64\u00a0% og Vann- og avløpsetaten 150\u00a0% av sitt rammekutt i 2029" in i_ord
    # Since 2026 the water agency's cut has grown by 100, and is covered; the road office's is smaller.
    assert "Av rammekuttene i 2029 er 100 tusen kroner kommet til siden 2026. Av det er alt dekket" in i_ord


def test_a_sector_without_cuts_shows_the_effect_alone(opp: Sektor) -> None:
    uten = replace(opp, tabeller=opp.tabeller.with_entries({}))
    assert "mangler" not in repr(forside.rekker_det(uten))
    figur = forside.effekt_mot_rammekutt(uten)
    assert isinstance(figur, Figur)
    assert figur.emne == "Effekten av tiltakene hvert år"
    assert "kutt" not in f"{figur.tittel} {figur.undertittel}".lower()


def test_the_title_of_the_gap_claims_only_what_holds() -> None:
    def sagt(*dekkes: int) -> str:
        """Of a cut of 10 in each year, so much is covered."""
        kr = {2027 + nr: Fraction(d) for nr, d in enumerate(dekkes)}
        per_ar = {ar: Dekning.av_en(Fraction(10), b) for ar, b in kr.items()}
        bok = SimpleNamespace(penger=Penger(Enhet.les("kr")))
        return gapet.tittel(gapet.Gap(cast(Any, SimpleNamespace(bok=bok)), kr, per_ar, dict.fromkeys(kr, ()), {}))

    assert sagt(10, 12) == "Tiltakene dekker kuttene i 2027 og 2028"
    assert sagt(4, 12) == "Kuttene er dekket, unntatt i 2027: 6 kroner mangler"
    assert sagt(9, 4, 9) == "Kuttene er ikke dekket noe år: Mest mangler i 2028"
    assert sagt(9, 10, 4) == "Kuttene er ikke dekket i 2027 og 2029: Mest mangler i 2029"


def test_how_far_the_measures_have_come_is_told_with_what_waits(tek: Sektor) -> None:
    vist = repr(forside.status(tek))
    assert "så langt kildene sier" in vist
    assert repr(rekker.vedtakene(tek)) == "" or "Hvem bestemmer" in repr(rekker.vedtakene(tek))
