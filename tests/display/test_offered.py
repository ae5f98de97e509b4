"""What prose can name: the addresses of commands and change files, and what the book works out, and no more."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import vis_tall
from effekt.calc import beregning
from effekt.display.filters import FUNKSJONER
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.model.datapakke import OPPTATTE_NAVN
from effekt.model.verdi import VURDERING
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding


def _fyll(mal: str, sektor: Sektor) -> str:
    return fyll_ut(mal, kapittelkontekst(sektor), "her").tekst


def _i_prosa(adresse: str) -> str:
    """The address with quotes about what is no single word."""
    navn, klamme, rest = adresse.partition("[")
    nokler = (del_ if del_.isidentifier() or del_.isdecimal() else f'"{del_}"' for del_ in rest[:-1].split(", "))
    return f"{navn}[{', '.join(nokler)}]" if klamme else navn


@pytest.mark.parametrize("kode", ["tek", "opp"])
def test_every_address_of_a_change_is_a_name_in_prose_for_the_same_number(kode: str) -> None:
    sektor = les_sektor(kode)
    for adresse, kjent in adresser(sektor).items():
        if adresse == "sektor.periode":
            assert _fyll("{{ sektor.periode[0] }}", sektor) == str(sektor.info.periode[0])
        elif kjent.enhet == VURDERING:
            assert _fyll(f"{{{{ {adresse} }}}}", sektor) == kjent.verdi
        elif kjent.verdi is None:
            assert _fyll(f"{{{{ 'ja' if {_i_prosa(adresse)} is mangler else 'nei' }}}}", sektor) == "ja"
        else:
            assert isinstance(kjent.verdi, Fraction)
            assert _fyll(f"{{{{ {_i_prosa(adresse)} | tallet }}}}", sektor) == vis_tall(kjent.verdi), adresse


def test_what_is_worked_out_has_names_of_the_same_form(tek: Sektor) -> None:
    periode = tek.info.periode
    effekt = beregning.effekt(tek.tiltak["VEI1"], periode)[2030]
    assert _fyll("{{ VEI1.effekt[2030] | kr }}", tek) == _fyll(f"{{{{ {effekt} | kr }}}}", tek)
    summen = beregning.sum_per_virksomhet(tek)["VEI"][2030]
    assert _fyll("{{ sum_virksomhet[VEI, 2030] | kr }}", tek) == _fyll(f"{{{{ {summen} | kr }}}}", tek)
    assert _fyll("{{ 'ja' if sum_virksomhet[VEI] is uendret or total[2030] > 0 else 'nei' }}", tek) == "ja"
    storst = max(beregning.effekt(ett, periode)[2030] for ett in tek.tiltak.values())
    assert _fyll("{{ tiltak | map(attribute='effekt.2030') | max | kr }}", tek) == _fyll(
        f"{{{{ {storst} | kr }}}}", tek
    )


@pytest.mark.parametrize(
    ("mal", "sagt"),
    [
        ("{{ tiltak.VEI1.navn }}", "tiltak.VEI1 skrives VEI1"),
        ("{{ VEI1 }}", "har flere deler"),
        ("{{ VEI1.forutsetninger }}", "ukjent navn «forutsetninger»"),
        ("{{ VEI1._sektor }}", "kan ikke stå i en tekst"),
        ("{{ VEI1.sektor }}", "ukjent navn «sektor»"),
        ("{{ felles.regneregler }}", "ukjent navn «regneregler»"),
        ("{{ felles.model_config }}", "ukjent navn «model_config»"),
        ("{{ sektor.vis_ar(2030) }}", "kan ikke brukes i teksten"),
        ("{{ rammekutt.fil }}", "ukjent navn «fil»"),
        ("{{ rammekutt[VEJ, 2027] }}", "tabellen rammekutt har ikke raden [VEJ, 2027]. Mente du VEI, 2027?"),
        ("{{ sum_virksomhet[VEI, 2030, 1] }}", "ukjent navn «2030, 1»"),
        ("{{ penger }}", "ukjent navn «penger»"),
    ],
)
def test_nothing_else_can_be_reached(tek: Sektor, mal: str, sagt: str) -> None:
    with pytest.raises(Datafeil) as feil:
        _fyll(mal, tek)
    assert sagt in str(feil.value)


def test_a_sum_for_each_year_is_of_the_rows_that_are_meant(tek: Sektor) -> None:
    mal = "{{ 'ja' if rammekutt.per('ar', virksomhet='VEI') == rammekutt[VEI] else 'nei' }}"
    assert _fyll(mal, tek) == "ja"
    assert _fyll("{{ 'ja' if rammekutt.per('ar')[2027] == rammekutt.sum(ar=2027) else 'nei' }}", tek) == "ja"


def test_a_table_cannot_have_a_name_that_prose_has_for_something_else(tek: Sektor, kommunekopi: Path) -> None:
    tilbudt = {navn for navn in kapittelkontekst(tek) if navn.islower() and navn not in tek.tabeller.unrecorded()}
    assert tilbudt - {"fotnotetekst", "uten_verdi", "penger"} | set(FUNKSJONER) <= OPPTATTE_NAVN
    bytt(kommunekopi / "tek/datapackage.yml", "name: rammekutt\n", "name: total\n")
    assert "er «total», som tekstene har til noe annet. Gi tabellen et annet navn" in feilmelding(
        lambda: les_sektor("tek")
    )


@pytest.mark.parametrize("navn", ["effekt", "oppgitt", "urundet", "navn", "id", "virksomhet", "forsinkelse"])
def test_an_assumption_cannot_have_a_name_that_prose_has_for_something_else(kommunekopi: Path, navn: str) -> None:
    fil = kommunekopi / "tek/tiltak/van1.yml"
    fil.write_text(fil.read_text(encoding="utf-8").replace("stasjoner:", f"{navn}:", 1), encoding="utf-8")
    assert f"forutsetninger.{navn}" in feilmelding(lambda: les_sektor("tek"))


def test_arsverk_that_are_worked_out_have_their_name_for_each_year(opp: Sektor) -> None:
    assert _fyll("{{ PPT1.arsverk.frigjort[2028] | tallet }} {{ PPT1.arsverk.frigjort[2030] | tallet }}", opp) == "1 2"
    sagt = feilmelding(lambda: _fyll("{{ PPT1.arsverk.flyttet }}", opp))
    assert "flyttet" in sagt
    assert "frigjort" not in feilmelding(lambda: _fyll("{{ VEI1.arsverk }}", les_sektor("tek")))
