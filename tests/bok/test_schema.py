"""The JSON schemas that help an editor, and what other tools make of data/."""

import json
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from effekt.model.tiltak import YAMLFILER
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.schema import json_skjema, skriv_skjemaer
from tests.conftest import DATA

# What each schema describes; datapackage.yml has Frictionless's own, and tekster/ is free text.
FILER = {
    fil: fil.parent.name if fil.parent.name in YAMLFILER else fil.stem
    for fil in sorted(DATA.rglob("*.yml"))
    if fil.stem in YAMLFILER or fil.parent.name in YAMLFILER
}
PAKKER = sorted(DATA.glob("*/datapackage.yml"))


def _les(fil: Path) -> dict[str, Any]:
    """The file as an editor's plain YAML reader has it: keys as JSON has them, dates as text."""
    innhold = yaml.safe_load(fil.read_text(encoding="utf-8"))
    lest: dict[str, Any] = json.loads(json.dumps(innhold, default=str))
    return lest


def _valider(innhold: dict[str, Any], slag: str) -> None:
    Draft202012Validator(json_skjema(slag, Bokmappe.her())).validate(innhold)


@pytest.mark.parametrize("slag", YAMLFILER)
def test_the_committed_schema_is_what_the_model_gives(tmp_path: Path, slag: str) -> None:
    navn = f"{slag}.schema.json"
    skriv_skjemaer(Bokmappe.her(), tmp_path)
    assert (DATA / "skjema" / navn).read_bytes() == (tmp_path / navn).read_bytes(), "kjør effekt schema"


@pytest.mark.parametrize("slag", YAMLFILER)
def test_the_schema_is_a_schema(slag: str) -> None:
    Draft202012Validator.check_schema(json_skjema(slag, Bokmappe.her()))


def test_every_kind_of_file_is_there_and_every_file_has_its_kind() -> None:
    # endringer.yml is a reviewer's own file, and lies wherever she works; snapshot.yml comes with
    # what is fetched; this book has no tema.yml.
    assert set(FILER.values()) - {"snapshot"} == set(YAMLFILER) - {"endringer", "snapshot", "tema"}
    uten = set(DATA.rglob("*.yml")) - set(FILER) - set(PAKKER)
    assert {fil.parent.name for fil in uten} <= {"tekster"}


@pytest.mark.parametrize("fil", FILER, ids=lambda fil: fil.stem)
def test_a_file_in_data_fits_its_schema_and_says_which_it_is(fil: Path) -> None:
    _valider(_les(fil), FILER[fil])
    forste = fil.read_text(encoding="utf-8").splitlines()[0]
    skjema = forste.removeprefix("# yaml-language-server: $schema=")
    assert (fil.parent / skjema).resolve() == DATA / "skjema" / f"{FILER[fil]}.schema.json"


@pytest.mark.parametrize(
    ("sti", "fra", "til"),
    [
        ((), "beskrivelse", "beskrivlse"),
        (("forutsetninger", "arsverk"), "enhet", "enhte"),
        (("vurderinger", "estimatusikkerhet"), "grunnlag", "grunnlaget"),
        (("sider",), "kort", "kortet"),
    ],
)
def test_a_typo_in_a_key_is_refused_by_the_schema(sti: tuple[str, ...], fra: str, til: str) -> None:
    hel1 = _les(DATA / "hls/tiltak/hel1.yml")
    del_ = hel1
    for ledd in sti:
        del_ = del_[ledd]
    del_[til] = del_.pop(fra)
    with pytest.raises(ValidationError):
        _valider(hel1, "tiltak")


@pytest.mark.parametrize("verdi", ["0,10", "14 mill.", "12 %", "1 000", None, [1], True])
def test_what_is_not_a_number_is_refused_by_the_schema(verdi: object) -> None:
    hel1 = _les(DATA / "hls/tiltak/hel1.yml")
    hel1["forutsetninger"]["arsverk"]["verdi"] = verdi
    with pytest.raises(ValidationError):
        _valider(hel1, "tiltak")


@pytest.mark.parametrize("verdi", [30, 0.1, "5/24", "-3", {"2026": 1, "2027": "1/2"}])
def test_what_is_a_number_is_accepted_by_the_schema(verdi: object) -> None:
    hel1 = _les(DATA / "hls/tiltak/hel1.yml")
    hel1["forutsetninger"]["arsverk"]["verdi"] = verdi
    _valider(hel1, "tiltak")


def test_the_editor_sees_what_each_part_of_a_quantity_is() -> None:
    felt = json_skjema("tall", Bokmappe.her())["$defs"]["Enkelttall"]["properties"]
    for navn in ("navn", "verdi", "enhet", "lav", "hoy", "tillatt", "kilde", "side"):
        assert felt[navn]["description"]


# --- the data package ----------------------------------------------------------------------------


@pytest.mark.parametrize("pakke", PAKKER, ids=lambda fil: fil.parent.name)
def test_the_data_package_is_valid_to_frictionless(pakke: Path) -> None:
    assert _feil_hos_frictionless(_les(pakke), pakke) == []


def test_frictionless_finds_what_the_library_finds() -> None:
    pakke = DATA / "hls/datapackage.yml"
    beskrivelse = _les(pakke)
    rammekutt = next(r for r in beskrivelse["resources"] if r["name"] == "rammekutt")
    rammekutt["schema"]["fields"][0]["constraints"]["enum"] = ["HEL"]
    feil = _feil_hos_frictionless(beskrivelse, pakke)
    assert {tittel for tittel, _ in feil} == {"Constraint Error"}


def _feil_hos_frictionless(beskrivelse: dict[str, Any], fil: Path) -> list[Any]:
    pakke = frictionless.Package.from_descriptor(beskrivelse, basepath=str(fil.parent))
    feil: list[Any] = pakke.validate().flatten(["title", "note"])
    return feil
