"""Data as other tools read them: plain YAML, JSON schemas, Frictionless."""

import json
from pathlib import Path
from typing import Any

import frictionless
import yaml
from jsonschema import Draft202012Validator

from effekt.reading.bokmappe import Bokmappe
from effekt.reading.schema import json_skjema


def les(fil: Path) -> dict[str, Any]:
    """The file as an editor's plain YAML reader has it: keys as JSON has them, dates as text."""
    innhold = yaml.safe_load(fil.read_text(encoding="utf-8"))
    lest: dict[str, Any] = json.loads(json.dumps(innhold, default=str))
    return lest


def valider(innhold: dict[str, Any], slag: str) -> None:
    Draft202012Validator(json_skjema(slag, Bokmappe.her())).validate(innhold)


def feil_hos_frictionless(beskrivelse: dict[str, Any], fil: Path) -> list[Any]:
    pakke = frictionless.Package.from_descriptor(beskrivelse, basepath=str(fil.parent))
    feil: list[Any] = pakke.validate().flatten(["title", "note"])
    return feil
