"""The program knows nothing of the published report: none of its tables or columns is named in the code."""

import ast
import importlib
import pkgutil

import yaml
from pydantic import BaseModel

import effekt.model
from tests.test_prosjekt import MODULER, ROT, _navn

# Names of tables and columns that are the program's own in any municipality, and why.
EGNE_NAVN = {
    "rammekutt": "the adopted cuts are read by this name in every sector",
    "nokkeltall": "the template of a new sector has this table, with a column of the same name",
    "presisjon": "the column of the word before a value («om lag»), in any figure's table",
    "sektormal": "a figure of innhold.yml: the sector's goals under the municipality's",
    "rad": "the first column of a data file that the book works out",
    "trykt": "what prose asks of the programme: whether any report is printed",
    "post": "a column of the lines for the budget: the effect, or what a cost that falls once is for",
    "drift": "the operating budget, beside the one for investments",
    "antall": "what prose and reports of the commands count",
    "sted": "where something stands, in pages for reviewers and reports of the commands",
}


def _modellord() -> set[str]:
    """The words of the data model itself: fields of what is read from any municipality's data/."""
    moduler = [importlib.import_module(f"effekt.model.{m.name}") for m in pkgutil.iter_modules(effekt.model.__path__)]
    alle = [ting for modul in moduler for ting in vars(modul).values() if isinstance(ting, type)]
    felt = [par for modell in alle if issubclass(modell, BaseModel) for par in modell.model_fields.items()]
    return {ord_ for navn, om in felt for ord_ in (navn, om.alias or navn)}


def _navn_i_data() -> set[str]:
    """Every table of the published data, and every column of one."""
    pakker = [yaml.safe_load(fil.read_text(encoding="utf-8")) for fil in (ROT / "data").glob("*/datapackage.yml")]
    tabeller = [t for pakke in pakker for t in [*(pakke.get("resources") or []), *pakke.get("uten_tall", [])]]
    assert len(tabeller) > len(EGNE_NAVN)
    return {t["name"] for t in tabeller} | {felt["name"] for t in tabeller for felt in t["schema"]["fields"]}


def test_no_table_or_column_of_the_published_data_is_named_in_the_code() -> None:
    rapportens = _navn_i_data() - _modellord() - EGNE_NAVN.keys()
    assert {"maltiltak", "sektormal_2026", "andel_arsverk_2025", "hjem", "oppdrag", "prosjekt"} <= rapportens
    brukt = [
        f"{_navn(modul)}, line {ledd.lineno}: {ledd.value}"
        for modul in MODULER
        for ledd in ast.walk(ast.parse(modul.read_text(encoding="utf-8")))
        if isinstance(ledd, ast.Constant) and ledd.value in rapportens
    ]
    assert brukt == []


def test_every_name_of_the_programs_own_is_one_that_the_code_uses() -> None:
    kode = {
        ledd.value for m in MODULER for ledd in ast.walk(ast.parse(m.read_text())) if isinstance(ledd, ast.Constant)
    }
    assert EGNE_NAVN.keys() <= kode & _navn_i_data()
