"""endringer.yml: a reviewer's changes as a file, with who made them, when and why."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from effekt.base import bounds
from effekt.model.storrelse import Modell, Tekst, frys


def _verdi(verdi: object) -> object:
    if isinstance(verdi, str | list):
        return verdi
    raise ValueError("må være ett tall, et ord eller årene i perioden")


def _dato(skrevet: object) -> object:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(skrevet)):
            return date.fromisoformat(str(skrevet))
    except ValueError:
        pass
    raise ValueError(f"er «{skrevet}», men må være en dato, for eksempel 2026-02-28")


class Endringsfelt(Modell):
    """One change: the new value as the reviewer types it, and the reason."""

    verdi: Annotated[
        str | list[str],
        BeforeValidator(_verdi),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "number"},
                    {"type": "string", "minLength": 1},
                    {"type": "array", "items": {"type": "integer"}},
                ]
            }
        ),
    ] = Field(description="Ny verdi, for eksempel 1250000, «1,25 mill.», «12 %» eller 2026–2029")
    begrunnelse: Tekst = Field(description="Hvorfor verdien er endret")


class Endringsfil(Modell):
    """What endringer.yml holds."""

    navn: Tekst | None = Field(
        None,
        description="Hva scenarioet kalles ved siden av andre; ellers filens navn uten .yml",
        max_length=bounds.SCENARIO_NAME,
    )
    tittel: Tekst = Field(description="Hva endringene er, i noen få ord")
    forfatter: Tekst = Field(description="Hvem som har gjort dem")
    dato: Annotated[date, BeforeValidator(_dato), WithJsonSchema({"type": "string", "format": "date"})]
    endringer: Annotated[Mapping[str, Endringsfelt], Field(min_length=1), AfterValidator(frys)] = Field(
        description="Adresse: ny verdi og begrunnelse. «effekt changes» viser adressene"
    )
