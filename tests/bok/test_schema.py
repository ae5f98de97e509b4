"""The published data against the JSON schemas that help an editor, and to other tools."""

from pathlib import Path

import pytest

from effekt.model.tiltak import YAMLFILER
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.schema import skriv_skjemaer
from tests.conftest import DATA
from tests.helpers.skjema import feil_hos_frictionless, les, valider

# What each schema describes; datapackage.yml has Frictionless's own, and tekster/ is free text.
FILER = {
    fil: fil.parent.name if fil.parent.name in YAMLFILER else fil.stem
    for fil in sorted(DATA.rglob("*.yml"))
    if fil.stem in YAMLFILER or fil.parent.name in YAMLFILER
}
PAKKER = sorted(DATA.glob("*/datapackage.yml"))


@pytest.mark.parametrize("slag", YAMLFILER)
def test_the_committed_schema_is_what_the_model_gives(tmp_path: Path, slag: str) -> None:
    navn = f"{slag}.schema.json"
    skriv_skjemaer(Bokmappe.her(), tmp_path / "data/skjema")
    assert (DATA / "skjema" / navn).read_bytes() == (tmp_path / "data/skjema" / navn).read_bytes(), "kjør effekt schema"


def test_every_kind_of_file_is_there_and_every_file_has_its_kind() -> None:
    # endringer.yml is a reviewer's own file, and lies wherever she works; snapshot.yml comes with
    # what is fetched; this book has no tema.yml.
    assert set(FILER.values()) - {"snapshot"} == set(YAMLFILER) - {"endringer", "snapshot", "tema"}
    uten = set(DATA.rglob("*.yml")) - set(FILER) - set(PAKKER)
    assert {fil.parent.name for fil in uten} <= {"tekster"}


@pytest.mark.parametrize("fil", FILER, ids=lambda fil: fil.stem)
def test_a_file_in_data_fits_its_schema_and_says_which_it_is(fil: Path) -> None:
    valider(les(fil), FILER[fil])
    forste = fil.read_text(encoding="utf-8").splitlines()[0]
    skjema = forste.removeprefix("# yaml-language-server: $schema=")
    assert (fil.parent / skjema).resolve() == DATA / "skjema" / f"{FILER[fil]}.schema.json"


# --- the data package ----------------------------------------------------------------------------


@pytest.mark.parametrize("pakke", PAKKER, ids=lambda fil: fil.parent.name)
def test_the_data_package_is_valid_to_frictionless(pakke: Path) -> None:
    assert feil_hos_frictionless(les(pakke), pakke) == []
