"""The front page of a book whose measures are still being entered."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from effekt.display.markup import til_tekst
from effekt.display.objects import Mangelboks
from effekt.model.innhold import Omtale
from effekt.reading.sektor import Sektor
from effekt.report import forside, tiltakene


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
        (Omtale.JA, "Årsbrev til Vann- og avløpsetaten tar opp {ref}`VAN1 <tek-kort-van1>`. Se "),
        (Omtale.NEI, "Årsbrev til Vann- og avløpsetaten tar ikke opp tiltaket for Vann- og avløpsetaten. Se "),
        (
            Omtale.DELVIS,
            "tiltaket for Vann- og avløpsetaten. Det berører {ref}`VAN1 <tek-kort-van1>`, men ikke forslaget.",
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


def test_the_share_of_the_cut_is_told_for_each_agency_that_has_one(tek: Sektor) -> None:
    """The road office lacks 500 - 320 = 180; what the water agency has to spare, 300 - 200, covers none of it."""
    vist = repr(forside.hovedtall(tek))
    assert "Veikontoret på øya 64\u00a0% og Vann- og avløpsetaten 150\u00a0% av sitt rammekutt i 2029" in vist
    assert "180\ntusen kroner mangler i Veikontoret på øya for å dekke rammekuttet i 2029" in vist
    # Since 2026 the water agency's cut has grown by 100, and is covered; the road office's is smaller.
    assert "Av rammekuttene i 2029 er 100 tusen kroner kommet til siden 2026. Av det er alt dekket" in vist
