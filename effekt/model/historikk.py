"""What has changed since the first edition: editions, updates and corrections, as models.

From historikk.yml of a sector. An update follows the world or the source; a correction mends what the book had wrong.
"""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from effekt.base.faults import Feltfeil
from effekt.base.numbers import MANGLETEGN, les_tall
from effekt.model.storrelse import Modell, Sidetall, Tekst

_DATO: Final = r"\d{4}-\d{2}-\d{2}"


def _les_dato(verdi: object) -> object:
    if isinstance(verdi, date):
        return verdi
    if not re.fullmatch(_DATO, str(verdi)):
        raise ValueError(f"er «{verdi}», men må være en dato, for eksempel 2026-11-22")
    try:
        return date.fromisoformat(str(verdi))
    except ValueError:
        raise ValueError(f"er «{verdi}», en dato som ikke finnes") from None


Dato = Annotated[date, BeforeValidator(_les_dato), WithJsonSchema({"type": "string", "pattern": f"^{_DATO}$"})]
# A number as data/ has it, or SSB's sign where there was none or is none any more.
Historikkverdi = Annotated[
    Fraction | str,
    BeforeValidator(lambda v: v if isinstance(v, str) and v in MANGLETEGN else les_tall(v)),
    WithJsonSchema({"type": ["number", "string"]}),
]


class Utgave(Modell):
    """An edition: what it brought, and why it was made."""

    utgave: Tekst = Field(description="Utgavens nummer eller navn")
    dato: Dato
    hva: Tekst
    hvorfor: Tekst


class Endretall(Modell):
    """A number that a change is of, where it is of several: its address, and what it was and is."""

    adresse: Tekst = Field(description="Tallets adresse, se «effekt changes»")
    for_: Historikkverdi = Field(alias="for", description="Tallet før, som det sto i data/")
    etter: Historikkverdi = Field(description="Tallet etter, som det står i data/")

    @model_validator(mode="after")
    def _endret(self) -> Self:
        if self.for_ == self.etter:
            raise Feltfeil(("etter",), "er det samme som for. Da er ingenting endret")
        return self


class Hendelse(Modell):
    """One change: of a number under an address, of several (``tall``), or of something that has none."""

    dato: Dato
    hva: Tekst = Field(description="Hva som er endret, i ord")
    adresse: Tekst | None = Field(None, description="Tallets adresse, se «effekt changes»")
    for_: Historikkverdi | None = Field(None, alias="for", description="Tallet før, som det sto i data/")
    etter: Historikkverdi | None = Field(None, description="Tallet etter, som det står i data/")
    tall: tuple[Endretall, ...] = Field((), description="Tallene, når de er flere: adresse, for og etter")
    grunn: Tekst
    kilde: Tekst = Field(description="Id-en til dokumentet i data/kilder.yml")
    side: Sidetall | None = None

    @model_validator(mode="after")
    def _tallet_er_helt(self) -> Self:
        gitt = [navn for navn in ("for", "etter") if getattr(self, _FELT[navn]) is not None]
        if self.tall and (self.adresse or gitt):
            raise Feltfeil(("tall",), "og adresse kan ikke oppgis begge. Skriv alle tallene under tall")
        adresser = [ett.adresse for ett in self.tall]
        if len(set(adresser)) < len(adresser):
            raise Feltfeil(("tall",), "har samme adresse to ganger. Slett den ene")
        if self.adresse is None and gitt:
            raise Feltfeil((gitt[0],), "hører til et tall. Skriv adressen til tallet også")
        if self.adresse is not None and len(gitt) < len(_FELT):
            raise Feltfeil(("adresse",), "er oppgitt, men tallet for eller etter mangler")
        if self.adresse is not None and self.for_ == self.etter:
            raise Feltfeil(("etter",), "er det samme som for. Da er ingenting endret")
        return self

    @property
    def alle_tall(self) -> tuple[Endretall, ...]:
        """The numbers that it is of, however many they are."""
        if self.adresse is None or self.for_ is None or self.etter is None:
            return self.tall
        return (Endretall.model_construct(adresse=self.adresse, for_=self.for_, etter=self.etter),)


_FELT: Final = {"for": "for_", "etter": "etter"}


class Historikk(Modell):
    """historikk.yml: editions, updates and corrections, each in the order it came."""

    utgaver: tuple[Utgave, ...] = ()
    oppdateringer: tuple[Hendelse, ...] = ()
    rettelser: tuple[Hendelse, ...] = ()

    @model_validator(mode="after")
    def _i_rekkefolge(self) -> Self:
        lister: tuple[tuple[str, tuple[Utgave | Hendelse, ...]], ...] = (
            ("utgaver", self.utgaver),
            ("oppdateringer", self.oppdateringer),
            ("rettelser", self.rettelser),
        )
        for navn, liste in lister:
            for nr in range(1, len(liste)):
                if liste[nr].dato < liste[nr - 1].dato:
                    raise Feltfeil(
                        (navn, nr, "dato"), f"er {liste[nr].dato}, før den forrige i listen. Sett den eldste først"
                    )
        utgaver = [u.utgave for u in self.utgaver]
        if len(set(utgaver)) < len(utgaver):
            raise Feltfeil(("utgaver",), "har to med samme nummer. Gi den ene et annet")
        return self

    def tallhendelser(self) -> dict[str, list[tuple[str, int, Hendelse]]]:
        """What has happened to each number, by address, the oldest first: list, place, change."""
        alle = [
            (navn, nr, hendelse)
            for navn in ("oppdateringer", "rettelser")
            for nr, hendelse in enumerate(getattr(self, navn))
        ]
        per_adresse: dict[str, list[tuple[str, int, Hendelse]]] = {}
        for navn, nr, hendelse in sorted(alle, key=lambda ledd: ledd[2].dato):
            for ett in hendelse.alle_tall:
                egen = hendelse.model_copy(update=dict(ett))
                per_adresse.setdefault(ett.adresse, []).append((navn, nr, egen))
        return per_adresse


def siste_utgave(alle: Iterable[Historikk]) -> Utgave | None:
    """The newest edition of several sectors; none where no sector has one."""
    utgaver = (utgave for historikk in alle for utgave in historikk.utgaver)
    return max(utgaver, key=lambda utgave: utgave.dato, default=None)
