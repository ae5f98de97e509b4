"""Every sentence that a number could turn false is a claim: it holds today, it can be broken, and
prose that compares without being one says why.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from effekt.base.recording import Recorded
from effekt.display.texts import BRUTT
from effekt.model.innhold import Omtale
from effekt.model.storrelse import frys
from effekt.model.verdi import Adresse
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.bok.pastandene import (
    Krav,
    Tekst,
    celler,
    leste_adresser,
    med,
    pastander,
    setninger,
    tekster,
    uten_verdier,
    ytterpunkter,
)

UNNTAK: Mapping[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("unntak_pastander.yml").read_text(encoding="utf-8")
)


@cache
def _sektor() -> Sektor:
    return les_sektor("hls")


@cache
def _adresser() -> dict[str, Adresse]:
    return adresser(_sektor())


@cache
def _tekster() -> tuple[Tekst, ...]:
    return tuple(tekster(_sektor()))


def _alle_krav() -> list[Krav]:
    return [krav for tekst in _tekster() for krav in pastander(tekst)]


# --- every claim holds ---------------------------------------------------------------------------


@pytest.mark.parametrize("tekst", _tekster(), ids=lambda tekst: tekst.sted)
def test_every_claim_holds_on_the_data_as_they_are(tekst: Tekst) -> None:
    utfylt = tekst.fylt(_sektor())
    assert utfylt.brutte == []
    assert BRUTT not in utfylt.tekst
    assert len(utfylt.pastander) >= len(pastander(tekst))


def test_the_book_has_claims_in_chapters_shared_texts_cards_contents_and_the_link_back() -> None:
    steder = {krav.tekst.sted for krav in _alle_krav()}
    for del_ in ("2-om-sektoren", "felles, ", "SYE4, ", "figur 4", "fotnote 5", "lenken tilbake"):
        assert any(sted.startswith(del_) for sted in steder), del_


# --- every claim can be broken -------------------------------------------------------------------

# What breaks a claim that no single address of a reviewer's breaks, by the claim's first words.
FLERE_ADRESSER: Mapping[str, Mapping[str, int]] = {
    "Virksomhetene har ulik størrelse": {"nokkeltall[Bemanning, HEL]": 3565},
    "Kommunens statistikkbank": {"nokkeltall[Bemanning, HEL]": 820},
    "Økonomiplanen for 2025–2028 har rammekutt": {f"rammekutt[HEL, {ar}]": 0 for ar in range(2025, 2029)},
    "I 2028 mangler Helseetaten": {"rammekutt[HEL, 2028]": -8000},
    "Rapportens tiltak for etaten dekker": {"rammekutt[HEL, 2028]": -8000},
    "Relativt få av tiltakene": {f"{id_}.innfasing[2026]": 1 for id_ in ("HEL1", "SYE1", "SYE2", "HLS1")},
}
# The claim is of what is printed, which data/ has and no reviewer can change.
TRYKT: Mapping[str, Mapping[str, int]] = {
    "Den er størst i 2027, med": {"brev_ramme[2027]": 0},
    "Rammen er {{ brev_ramme[2026]": {"brev_ramme[2027]": 0},
    "inventar og utstyr": {"brev_investeringssum[112018, 2027]": 0},
    "Kortet fører ingen effekt i 2026": {"HEL1.oppgitt[2026]": 1, "SYE4.oppgitt[2026]": 1},
    "Kortet sier at flyttingen": {"HEL2.oppgitt[2026]": 0},
    "Kortet fører ingen effekt til og med 2028": {"SYE5.oppgitt[2028]": 1},
}


def _med_klasse(klasse: str) -> Callable[[Sektor], Sektor]:
    def endre(sektor: Sektor) -> Sektor:
        alle = {}
        for id_, ett in sektor.tiltak.unrecorded().items():
            samlet = ett.samlet_vurdering.model_copy(update={"klasse": klasse})
            alle[id_] = ett.model_copy(update={"samlet_vurdering": samlet})
        return replace(sektor, tiltak=Recorded("tiltak.", alle, "tiltak"))

    return endre


def _med_rad(tabell: str, **celler: str) -> Callable[[Sektor], Sektor]:
    def endre(sektor: Sektor) -> Sektor:
        alle = dict(sektor.tabeller.unrecorded())
        data = alle[tabell]
        alle[tabell] = replace(data, rader=(*data.rader, {**data.rader[0], **celler}))
        return replace(sektor, tabeller=Recorded("tabell.", alle, "tabell"))

    return endre


def _med_fem_floker(sektor: Sektor) -> Sektor:
    alle = dict(sektor.felles.samfunnsfloker)
    alle.popitem()
    felles = sektor.felles.model_copy(update={"samfunnsfloker": frys(alle)})
    return replace(sektor, unrecorded=replace(sektor.unrecorded, felles=felles))


def _med_tiltak_i_brevet(sektor: Sektor) -> Sektor:
    lenker = sektor.lenker
    tatt_opp = lenker.lenker["hel1"].model_copy(update={"omtale": Omtale.JA})
    lenker = lenker.model_copy(update={"lenker": frys({**lenker.lenker, "hel1": tatt_opp})})
    return replace(sektor, unrecorded=replace(sektor.unrecorded, lenker=lenker))


# The claim is of what there is in data/, and how much of it, not of a number.
ANTALL: Mapping[str, Callable[[Sektor], Sektor]] = {
    "Et stort flertall av tiltakene har betydelig": _med_klasse("middels"),
    "Ingen av tiltakene hører til de to": _med_klasse("darligste"),
    "Kommunemål 2 og kommunemål 4": _med_rad("sektormal_2026", sektormal="2.1", kommunemal="2"),
    "Sektormålet om valgfrihet": _med_rad("maltiltak", kode="nytt", sektormal="5.2"),
    "Det er {{ antall(felles.samfunnsfloker) }}": _med_fem_floker,
    "Ingen av de {{ antall(tiltak": _med_tiltak_i_brevet,
}


def _kjent(tabell: Mapping[str, Any], krav: Krav) -> Any:
    setning = " ".join(krav.setning.split())
    return next((verdi for start, verdi in tabell.items() if setning.startswith(start)), None)


def _brutt_sektor(krav: Krav) -> Sektor | None:
    """The sector on numbers that break the claim; None where no change was found that does."""
    sektor = _sektor()
    if endre := _kjent(ANTALL, krav):
        return endre(sektor)  # type: ignore[no-any-return]
    if endringer := _kjent({**FLERE_ADRESSER, **TRYKT}, krav):
        return med(sektor, {a: Fraction(verdi) for a, verdi in endringer.items()})
    for adresse in leste_adresser(sektor, _adresser(), krav):
        for verdi in ytterpunkter(_adresser()[adresse]):
            endret = med(sektor, {adresse: verdi})
            if not krav.proves(endret).holder:
                return endret
    return None


@pytest.mark.parametrize("krav", _alle_krav(), ids=str)
def test_every_claim_can_be_broken_and_then_says_so_where_it_stands(krav: Krav) -> None:
    assert krav.proves(_sektor()).holder
    brutt = _brutt_sektor(krav)
    assert brutt is not None, f"ingen endring bryter påstanden: {krav.betingelse}"
    pastand = krav.proves(brutt)
    assert not pastand.holder
    # The text around the claim can still be read, and has the sentence marked in its place.
    utfylt = krav.tekst.fylt(brutt)
    assert pastand.tekst in utfylt.brutte
    assert BRUTT in utfylt.tekst


def test_a_changed_number_gives_the_same_as_reading_the_data_with_it() -> None:
    endringer = {
        "SYE1.inntektstap": 1250000,
        "SYE1.innfasing[2027]": Fraction(1, 2),
        "tall.bydeler": 7,
        "rammekutt[HEL, 2026]": -1,
        "resultatindikatorer[heltid, 2026]": 70,
    }
    lest = med_endringer("hls", endringer)
    satt = med(_sektor(), {a: Fraction(v) for a, v in endringer.items()})
    assert satt.tall.unrecorded() == lest.tall.unrecorded()
    assert satt.tabeller.unrecorded() == lest.tabeller.unrecorded()
    assert satt.tiltak["SYE1"].forutsetninger == lest.tiltak["SYE1"].forutsetninger


@pytest.mark.parametrize("tabell", [FLERE_ADRESSER, TRYKT, ANTALL], ids=["flere", "trykt", "ord"])
def test_no_way_of_breaking_a_claim_is_left_when_the_claim_is_gone(tabell: Mapping[str, Any]) -> None:
    alle = [" ".join(krav.setning.split()) for krav in _alle_krav()]
    assert [start for start in tabell if not any(s.startswith(start) for s in alle)] == []


# --- prose that compares is a claim, or says why it is none --------------------------------------

# These words compare or say which way something goes, whatever stands around them ...
_ALLTID = re.compile(
    r"\b(størst\w*|minst|mest|flest\w*|fleste|færrest|høyest\w*|laves\w+|halvpart\w*|dobbelt|dobl\w*"
    r"|tredobl\w*|flertallet|(?:mer|mindre|flere|færre|høyere|lavere|større|dyrere|billigere) enn"
    r"|øk(?:er|te|t|ning\w*)|vokse[rt]?|vokst|veksten?|falt|faller|synker?|sank"
    r"|(?:går|gått|gikk) (?:ned|opp))\b",
    re.IGNORECASE,
)
# ... and these do in a sentence with a number.
_MED_TALL = re.compile(
    r"\b(flere|færre|høyere|lavere|større|mindre|mer|ned med|begge|alle|ingen|samme|like|positiv\w*"
    r"|negativ\w*|relativt|betydelig\w*|til sammen|(?:over|under|bare|nesten|nær|hele) \{\{)(?!\w)",
    re.IGNORECASE,
)


def _sammenligner(setning: str) -> bool:
    ord_ = uten_verdier(setning)
    return bool(_ALLTID.search(ord_) or ("{{" in ord_ and _MED_TALL.search(ord_)))


def _uten_krav() -> list[tuple[str, str]]:
    """Every sentence that compares and is no claim, with its place."""
    alle = [(tekst.sted, tekst.mal) for tekst in _tekster()]
    alle += [(sted, mal) for sted, mal, fylles in celler() if not fylles]
    return [(sted, setning) for sted, mal in alle for setning in setninger(mal) if _sammenligner(setning)]


def test_a_sentence_that_compares_is_a_claim_or_has_a_reason_why_no_number_can_falsify_it() -> None:
    kjente = [del_ for deler in UNNTAK.values() for del_ in deler]
    nye = [f"{sted}: {setning}" for sted, setning in _uten_krav() if not any(del_ in setning for del_ in kjente)]
    assert not nye, (
        "gjør setningen til en påstand, {% pastand betingelse %}…{% endpastand %}, eller skriv i "
        "unntak_pastander.yml hvorfor ingen tall kan gjøre den gal:\n" + "\n".join(nye)
    )


def test_no_exception_is_left_when_its_sentence_is_gone() -> None:
    alle = [setning for _, setning in _uten_krav()]
    for grunn, deler in UNNTAK.items():
        for del_ in deler:
            assert any(del_ in setning for setning in alle), f"{grunn}: {del_}"


@pytest.mark.parametrize(
    "setning",
    [
        "SYE er størst.",
        "Kuttet øker hvert år.",
        "Det er {{ tall.x }} flere plasser.",
        "De fleste bor der.",
        "Tallet er over {{ tall.x }}.",
    ],
)
def test_a_new_sentence_that_compares_would_be_found(setning: str) -> None:
    assert [s for s in setninger(f"Noe annet. {setning} Og mer.") if _sammenligner(s)] == [setning]
    assert not any(map(_sammenligner, setninger(f"{{% pastand 1 > 0 %}}{setning}{{% endpastand %}}")))
