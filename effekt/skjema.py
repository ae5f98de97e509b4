"""JSON schemas of the YAML files in data/, made from the model, so that an editor can help."""

import json
from pathlib import Path
from typing import Any

from effekt.modell import YAMLFILER


def json_skjema(slag: str) -> dict[str, Any]:
    """The JSON schema of one kind of YAML file: kilder, program, sektor, tall or tiltak."""
    skjema = YAMLFILER[slag].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **skjema}


def skriv_skjemaer(mappe: Path) -> list[Path]:
    """Write all schemas into the folder; the files written."""
    mappe.mkdir(parents=True, exist_ok=True)
    filer = []
    for slag in YAMLFILER:
        fil = mappe / f"{slag}.schema.json"
        tekst = json.dumps(json_skjema(slag), ensure_ascii=False, indent=2, sort_keys=True)
        fil.write_text(tekst + "\n", encoding="utf-8")
        filer.append(fil)
    return filer
