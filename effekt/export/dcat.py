"""The description that Felles datakatalog harvests: DCAT-AP-NO as JSON-LD.

What the standard requires and the publisher has not said is never made up: without it there is no
description (``mangler``). https://data.norge.no/specification/dcat-ap-no

DCAT-AP-NO 3 requires publisher, contact point and more; ``mangler`` names what is blank, and then nothing is
described. The licence is only recommended: where it is blank it is left out. A dict is plainer than a graph; tests
read it back with rdflib.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from effekt.base.book import NEDLASTINGSMAPPE
from effekt.model.historikk import Utgave
from effekt.model.utgivelse import FILNAVN, Utgivelse, mangler

BESKRIVELSE: Final = "dcat.jsonld"
_EU: Final = "http://publications.europa.eu/resource/authority"
_IANA: Final = "https://www.iana.org/assignments/media-types"
_ORGANISASJON: Final = "https://organization-catalog.fellesdatakatalog.digdir.no/organizations"
_NAVNEROM: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Distribusjon:
    """A file in which the data can be had; ``type_`` is the EU's code for its format."""

    fil: str
    tittel: str
    type_: str
    mediatype: str
    byte: int


@dataclass(frozen=True)
class Datasett:
    """A sector's data."""

    id: str
    tittel: str
    beskrivelse: str
    forste_ar: int
    siste_ar: int
    utgaver: Sequence[Utgave]
    distribusjoner: Sequence[Distribusjon]


def lag_katalog(utgivelse: Utgivelse, tittel: str, beskrivelse: str, alle: Sequence[Datasett]) -> dict[str, Any]:
    """The catalogue with its datasets as JSON-LD; raises ValueError where something is missing."""
    if savnet := mangler(utgivelse):
        raise ValueError(f"{FILNAVN} mangler {', '.join(savnet)}")
    katalog = _her(utgivelse, "katalog")
    datoer = sorted(u.dato for ett in alle for u in ett.utgaver)
    return {
        "@context": _NAVNEROM,
        "@graph": [
            {
                "@id": katalog,
                "@type": "dcat:Catalog",
                "dct:identifier": katalog,
                "dct:title": _nb(tittel),
                "dct:description": _nb(beskrivelse),
                **_felles(utgivelse),
                "foaf:homepage": {"@id": utgivelse.nettadresse},
                "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
                **({"dct:issued": _dato(datoer[0]), "dct:modified": _dato(datoer[-1])}
                   if datoer else {}),
                "dcat:dataset": [{"@id": _her(utgivelse, ett.id)} for ett in alle],
            },
            *(node for ett in alle for node in _datasett(utgivelse, ett)),
            {
                "@id": _utgiver(utgivelse),
                "@type": "foaf:Agent",
                "foaf:name": _nb(str(utgivelse.utgiver.navn)),
                **({"dct:identifier": utgivelse.utgiver.organisasjonsnummer}
                   if utgivelse.utgiver.organisasjonsnummer else {}),
            },
            {
                "@id": _her(utgivelse, "kontakt"),
                "@type": "vcard:Organization",
                "vcard:fn": _nb(str(utgivelse.kontakt.navn)),
                "vcard:hasEmail": {"@id": f"mailto:{utgivelse.kontakt.epost}"},
                **({"vcard:hasURL": {"@id": utgivelse.kontakt.nettside}}
                   if utgivelse.kontakt.nettside else {}),
            },
        ],
    }  # fmt: skip


def _felles(utgivelse: Utgivelse) -> dict[str, Any]:
    """What catalogue and datasets have alike."""
    return {
        "dct:publisher": {"@id": _utgiver(utgivelse)},
        "dcat:contactPoint": {"@id": _her(utgivelse, "kontakt")},
        "dct:language": {"@id": f"{_EU}/language/NOB"},
    }


def _datasett(utgivelse: Utgivelse, ett: Datasett) -> list[dict[str, Any]]:
    id_ = _her(utgivelse, ett.id)
    filer = [(_her(utgivelse, f"{ett.id}-{d.type_.lower()}"), d) for d in ett.distribusjoner]
    lisens = utgivelse.lisens.adresse
    return [
        {
            "@id": id_,
            "@type": "dcat:Dataset",
            "dct:identifier": id_,
            "dct:title": _nb(ett.tittel),
            "dct:description": _nb(ett.beskrivelse),
            **_felles(utgivelse),
            "dcat:theme": [{"@id": f"{_EU}/data-theme/{tema}"} for tema in utgivelse.tema],
            "dcat:keyword": [_nb(emneord) for emneord in utgivelse.emneord],
            "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
            "dcat:landingPage": {"@id": utgivelse.nettadresse},
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": _dato(f"{ett.forste_ar}-01-01"),
                "dcat:endDate": _dato(f"{ett.siste_ar}-12-31"),
            },
            **({"dct:issued": _dato(ett.utgaver[0].dato),
                "dct:modified": _dato(ett.utgaver[-1].dato)} if ett.utgaver else {}),
            "dcat:distribution": [{"@id": adresse} for adresse, _ in filer],
        },
        *(
            {
                "@id": adresse,
                "@type": "dcat:Distribution",
                "dct:title": _nb(d.tittel),
                "dct:description": _nb(d.tittel),
                "dcat:accessURL": {"@id": _fil(utgivelse, d.fil)},
                "dcat:downloadURL": {"@id": _fil(utgivelse, d.fil)},
                "dct:format": {"@id": f"{_EU}/file-type/{d.type_}"},
                "dcat:mediaType": {"@id": f"{_IANA}/{d.mediatype}"},
                "dcat:byteSize": {"@value": str(d.byte), "@type": "xsd:nonNegativeInteger"},
                **({"dct:license": {"@id": lisens}} if lisens else {}),
            }
            for adresse, d in filer
        ),
    ]  # fmt: skip


def _nb(tekst: str) -> dict[str, str]:
    return {"@value": tekst, "@language": "nb"}


def _dato(dato: object) -> dict[str, str]:
    return {"@value": str(dato), "@type": "xsd:date"}


def _fil(utgivelse: Utgivelse, fil: str) -> str:
    return utgivelse.adresse(f"{NEDLASTINGSMAPPE}/{fil}")


def _her(utgivelse: Utgivelse, del_: str) -> str:
    """The address of a thing that the description describes."""
    return f"{_fil(utgivelse, BESKRIVELSE)}#{del_}"


def _utgiver(utgivelse: Utgivelse) -> str:
    """The publisher's own address in the catalogue of organisations, where its number is known."""
    nummer = utgivelse.utgiver.organisasjonsnummer
    return f"{_ORGANISASJON}/{nummer}" if nummer else _her(utgivelse, "utgiver")
