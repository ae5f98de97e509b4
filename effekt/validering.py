"""From plain data to a model: what pydantic finds wrong, told in words that help an analyst."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from effekt.kilder import Datafeil, Feltfeil, lignende, naermeste, samlet_feil
from effekt.lesing import Dokument, Sti, les_dokument

M = TypeVar("M", bound=BaseModel)


def les_yaml(fil: Path, modell: type[M]) -> M:
    """A YAML file as a validated model; raises Datafeil with every fault found."""
    return valider(les_dokument(fil), modell)


def valider(dokument: Dokument, modell: type[M]) -> M:
    """The document as ``modell``; raises Datafeil that tells each fault in a line of its own."""
    if not isinstance(dokument.innhold, dict):
        raise Datafeil("filen må bestå av «nøkkel: verdi»-linjer.", dokument.fil, 1)
    try:
        return modell.model_validate(dokument.innhold)
    except ValidationError as grunn:
        raise feil_i_ord(grunn.errors(), dokument, modell) from None


def feil_i_ord(alle: list[ErrorDetails], dokument: Dokument, modell: type[BaseModel]) -> Datafeil:
    """Pydantic's faults as one, in words, with the line of each."""
    return samlet_feil(_feil_i_ord(alle, dokument, modell))


def _feil_i_ord(
    alle: list[ErrorDetails], dokument: Dokument, modell: type[BaseModel]
) -> Iterator[Datafeil]:
    """Pydantic's faults as an analyst's: a typo and the key it leaves missing are one fault."""
    ved = [(_rein_sti(ett, dokument), ett) for ett in alle]
    mangler = {sti for sti, ett in ved if ett["type"] == "missing"}
    for sti, ett in ved:
        if ett["type"] == "extra_forbidden":
            savnet = [m[-1] for m in mangler if m[:-1] == sti[:-1]]
            lik = lignende(str(sti[-1]), map(str, savnet))[:1]
            mangler -= {(*sti[:-1], *lik)}
            kjente = lik or _nokler_ved(modell, sti[:-1])
            rad = naermeste(str(sti[-1]), kjente) or f" Her kan stå: {', '.join(sorted(kjente))}"
            yield dokument.feil(sti, f"ukjent nøkkel «{_vis(sti)}».{rad}")
    for sti, ett in ved:
        under = any(len(annen) > len(sti) and annen[: len(sti)] == sti for annen, _ in ved)
        if ett["type"] == "missing" and sti in mangler:
            yield dokument.feil(sti, f"nøkkelen «{_vis(sti)}» mangler. Legg den til.")
        elif ett["type"] not in {"missing", "extra_forbidden"} and not under:
            yield dokument.feil(sti, _i_ord(ett, _vis(sti)))


def _rein_sti(ett: ErrorDetails, dokument: Dokument) -> Sti:
    """Where in the document a fault is: pydantic's place without its union tags and the like."""
    sti: Sti = ()
    her: Any = dokument.innhold
    feil = ett.get("ctx", {}).get("error")
    for ledd in (*ett["loc"], *(feil.sti if isinstance(feil, Feltfeil) else ())):
        try:
            her = her[ledd]
        except (KeyError, IndexError, TypeError):
            continue
        sti = (*sti, ledd)
    return (*sti, ett["loc"][-1]) if ett["type"] == "missing" else sti


def _vis(sti: Sti) -> str:
    """The key as messages name it; which item of a list it is, the line tells."""
    return ".".join(ledd for ledd in sti if isinstance(ledd, str))


def _i_ord(feil: ErrorDetails, nokkel: str) -> str:
    verdi = feil["input"]
    vist = "en gruppe" if isinstance(verdi, dict) else f"«{verdi}»"
    vist = "en liste" if isinstance(verdi, list) else vist
    if verdi is None or feil["type"] == "string_too_short":
        return f"{nokkel} er tom. Fyll den ut, eller slett nøkkelen."
    match feil["type"]:
        case "enum" | "literal_error":
            valg = str(feil["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
            rad = naermeste(str(verdi), valg.split(", "))
            return f"{nokkel} er {vist}.{rad} Velg én av: {valg}."
        case "value_error":
            return f"{nokkel} {feil['ctx']['error']}".lstrip()
        case "int_parsing" | "int_type":
            return f"{nokkel} er {vist}, men må være et helt tall."
        case "string_type":
            return f"{nokkel} er {vist}, men må være tekst. Sett anførselstegn rundt verdien."
        case "dict_type" | "mapping_type" | "model_type" | "model_attributes_type":
            return f"{nokkel} er {vist}, men må være en gruppe av «nøkkel: verdi»."
        case "list_type" | "tuple_type":
            return f"{nokkel} er {vist}, men må være en liste. Skriv den i klammer: [ ]."
        case "too_short" | "too_long":
            krav = feil["ctx"].get("min_length", feil["ctx"].get("max_length"))
            return f"{nokkel} har {feil['ctx']['actual_length']} ledd, men skal ha {krav}."
        case "greater_than":
            return f"{nokkel} er {vist}, men må være mer enn {feil['ctx']['gt']}."
        case "less_than_equal":
            return f"{nokkel} er {vist}, men kan være høyst {feil['ctx']['le']}."
        case _:
            return f"{nokkel} er {vist}, som ikke kan brukes her ({feil['type']})."


def _nokler_ved(modell: type[BaseModel], sti: Sti) -> set[str]:
    """The keys that the model allows at ``sti``."""
    skjema = modell.model_json_schema()

    def grener(del_: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in del_:
            yield from grener(skjema["$defs"][del_["$ref"].rpartition("/")[2]])
        elif valg := del_.get("anyOf") or del_.get("oneOf"):
            for ett in valg:
                yield from grener(ett)
        else:
            yield del_

    her = list(grener(skjema))
    for ledd in sti:
        under = [
            barn
            for del_ in her
            for barn in (
                del_.get("properties", {}).get(ledd),
                del_.get("items"),
                del_.get("additionalProperties"),
                *del_.get("patternProperties", {}).values(),
            )
            if isinstance(barn, dict)
        ]
        her = [gren for barn in under for gren in grener(barn)]
    return {
        navn
        for del_ in her
        for navn, felt in del_.get("properties", {}).items()
        if not felt.get("readOnly")
    }
