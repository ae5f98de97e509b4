"""The JSON schemas that help an editor, and what other tools make of a book's data."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from effekt.model.tiltak import YAMLFILER
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.schema import json_skjema
from tests.helpers.kommune import KOMMUNEDATA
from tests.helpers.skjema import feil_hos_frictionless, les, valider

VAN1 = KOMMUNEDATA / "tek" / "tiltak" / "van1.yml"
PAKKER = sorted(KOMMUNEDATA.glob("*/datapackage.yml"))
FILER = {
    fil: fil.parent.name if fil.parent.name in YAMLFILER else fil.stem
    for fil in sorted(KOMMUNEDATA.rglob("*.yml"))
    if fil.stem in YAMLFILER or fil.parent.name in YAMLFILER
}


@pytest.mark.parametrize("slag", YAMLFILER)
def test_the_schema_is_a_schema(slag: str) -> None:
    Draft202012Validator.check_schema(json_skjema(slag, Bokmappe.her()))


@pytest.mark.parametrize("fil", FILER, ids=lambda fil: f"{fil.parent.name}/{fil.stem}")
def test_what_the_library_reads_fits_its_schema(fil: Path) -> None:
    valider(les(fil), FILER[fil])


@pytest.mark.parametrize(
    ("sti", "fra", "til"),
    [
        ((), "beskrivelse", "beskrivlse"),
        (("forutsetninger", "stasjoner"), "enhet", "enhte"),
        (("vurderinger", "estimatusikkerhet"), "grunnlag", "grunnlaget"),
        (("sider",), "kort", "kortet"),
    ],
)
def test_a_typo_in_a_key_is_refused_by_the_schema(sti: tuple[str, ...], fra: str, til: str) -> None:
    van1 = les(VAN1)
    del_ = van1
    for ledd in sti:
        del_ = del_[ledd]
    del_[til] = del_.pop(fra)
    with pytest.raises(ValidationError):
        valider(van1, "tiltak")


@pytest.mark.parametrize("verdi", ["0,10", "14 mill.", "12 %", "1 000", None, [1], True])
def test_what_is_not_a_number_is_refused_by_the_schema(verdi: object) -> None:
    van1 = les(VAN1)
    van1["forutsetninger"]["stasjoner"]["verdi"] = verdi
    with pytest.raises(ValidationError):
        valider(van1, "tiltak")


@pytest.mark.parametrize("verdi", [30, 0.1, "5/24", "-3", {"2027": 1, "2028": "1/2"}])
def test_what_is_a_number_is_accepted_by_the_schema(verdi: object) -> None:
    van1 = les(VAN1)
    van1["forutsetninger"]["stasjoner"]["verdi"] = verdi
    valider(van1, "tiltak")


def test_the_editor_sees_what_each_part_of_a_quantity_is() -> None:
    felt = json_skjema("tall", Bokmappe.her())["$defs"]["Enkelttall"]["properties"]
    for navn in ("navn", "verdi", "enhet", "lav", "hoy", "tillatt", "kilde", "side"):
        assert felt[navn]["description"]


# --- the data package ----------------------------------------------------------------------------


@pytest.mark.parametrize("pakke", PAKKER, ids=lambda fil: fil.parent.name)
def test_the_data_package_is_valid_to_frictionless(pakke: Path) -> None:
    assert feil_hos_frictionless(les(pakke), pakke) == []


def test_frictionless_finds_what_the_library_finds() -> None:
    pakke = KOMMUNEDATA / "tek" / "datapackage.yml"
    beskrivelse = les(pakke)
    rammekutt = next(r for r in beskrivelse["resources"] if r["name"] == "rammekutt")
    rammekutt["schema"]["fields"][0]["constraints"]["enum"] = ["VEI"]
    feil = feil_hos_frictionless(beskrivelse, pakke)
    assert {tittel for tittel, _ in feil} == {"Constraint Error"}
