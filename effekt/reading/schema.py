"""JSON schemas of the YAML files in data/, made from the model, so that an editor can help."""

import json
from pathlib import Path
from typing import Any

from effekt.base.writing import together
from effekt.model.program import Felles
from effekt.model.storrelse import SKALA
from effekt.model.tiltak import YAMLFILER
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_yaml


def json_skjema(slag: str, bok: Bokmappe) -> dict[str, Any]:
    """The JSON schema of one kind of YAML file of the book: kilder, program, sektor, tall or tiltak."""
    skjema = YAMLFILER[slag].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_med_skalaer(skjema, bok)}


def _med_skalaer(del_: Any, bok: Bokmappe) -> Any:
    """The schema with the municipality's own steps and classes, for an editor to offer."""
    if isinstance(del_, list):
        return [_med_skalaer(ett, bok) for ett in del_]
    if not isinstance(del_, dict):
        return del_
    rest = {nokkel: _med_skalaer(ett, bok) for nokkel, ett in del_.items() if nokkel != SKALA}
    if SKALA in del_ and (fil := bok.felles / "program.yml").is_file():
        rest["enum"] = list(getattr(les_yaml(fil, Felles), del_[SKALA]))
    return rest


def skriv_skjemaer(bok: Bokmappe, mappe: Path) -> list[Path]:
    """Write all schemas into the folder, which lies in the book, or none; the files written."""
    filer = {
        mappe / f"{slag}.schema.json": json.dumps(json_skjema(slag, bok), ensure_ascii=False, indent=2, sort_keys=True)
        for slag in YAMLFILER
    }
    with together(mappe.parent.parent, {fil: f"{tekst}\n" for fil, tekst in filer.items()}):
        return list(filer)
