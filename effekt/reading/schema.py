"""JSON schemas of the YAML files in data/, made from the model, so that an editor can help."""

import json
from pathlib import Path
from typing import Any

from effekt.model.program import SKALA, Felles
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
    """Write all schemas into the folder; the files written."""
    mappe.mkdir(parents=True, exist_ok=True)
    filer = []
    for slag in YAMLFILER:
        fil = mappe / f"{slag}.schema.json"
        tekst = json.dumps(json_skjema(slag, bok), ensure_ascii=False, indent=2, sort_keys=True)
        fil.write_text(tekst + "\n", encoding="utf-8")
        filer.append(fil)
    return filer
