"""Reading YAML and CSV with provenance; every fault is told with file, line, key and remedy."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from effekt.kilder import Datafeil, naermeste, samlet_feil

M = TypeVar("M", bound=BaseModel)
Sti = tuple[str | int, ...]


class _Leser(yaml.CSafeLoader):
    """YAML with numbers as text: 0.10 and 5/24 stay exact, and «no» is a word, not false."""


_Leser.yaml_implicit_resolvers = {
    tegn: [(merke, monster) for merke, monster in regler if merke in _BEHOLD]
    for _BEHOLD in [{"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}]
    for tegn, regler in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class Dokument:
    """A parsed YAML file: plain data, and the line of every key."""

    fil: Path
    innhold: Any
    linjer: dict[Sti, int] = field(default_factory=dict)

    def linje(self, sti: Sti) -> int | None:
        """The line of the key at ``sti``, or of the nearest key above it."""
        for lengde in range(len(sti), 0, -1):
            if sti[:lengde] in self.linjer:
                return self.linjer[sti[:lengde]]
        return None


def les_tekst(fil: Path) -> str:
    """A UTF-8 file's text, a BOM taken off; raises Datafeil for anything else."""
    try:
        tekst = fil.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        andre = sorted(p.name for p in fil.parent.glob("*")) if fil.parent.is_dir() else []
        raise Datafeil(f"filen finnes ikke.{naermeste(fil.name, andre)}", fil) from None
    except UnicodeDecodeError as feil:
        raise Datafeil(
            f"filen er ikke UTF-8 (byte {feil.start} er 0x{feil.object[feil.start]:02x}); den er "
            "trolig lagret som Windows-1252. I Excel: lagre som «CSV UTF-8 (kommadelt)».",
            fil,
            feil.object[: feil.start].count(b"\n") + 1,
        ) from None
    if not tekst.strip():
        raise Datafeil("filen er tom. Fyll den ut, eller slett den.", fil)
    return tekst


def les_dokument(fil: Path) -> Dokument:
    """Parse a YAML file; duplicate keys and syntax errors are refused with their line."""
    try:
        node = yaml.compose(les_tekst(fil), Loader=_Leser)
    except yaml.MarkedYAMLError as feil:
        merke = feil.problem_mark or feil.context_mark
        raise Datafeil(
            f"filen er ikke gyldig YAML ({feil.problem}). Se etter feil innrykk, manglende kolon "
            "eller anførselstegn som ikke er lukket.",
            fil,
            merke.line + 1 if merke else None,
        ) from None
    except yaml.reader.ReaderError as feil:
        raise Datafeil(f"filen har et tegn som YAML ikke tillater ({feil.reason}).", fil) from None
    dokument = Dokument(fil, None)
    dokument.innhold = _bygg(node, (), dokument)
    return dokument


def _bygg(node: yaml.Node | None, sti: Sti, dokument: Dokument) -> Any:
    if node is None:
        return None
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else node.value
    if isinstance(node, yaml.SequenceNode):
        for nr, del_ in enumerate(node.value):
            dokument.linjer[(*sti, nr)] = del_.start_mark.line + 1
        return [_bygg(del_, (*sti, nr), dokument) for nr, del_ in enumerate(node.value)]
    innhold: dict[str, Any] = {}
    for nokkelnode, verdinode in node.value:
        nokkel = nokkelnode.value
        linje = nokkelnode.start_mark.line + 1
        if not isinstance(nokkelnode, yaml.ScalarNode):
            raise Datafeil("en nøkkel må være ett ord.", dokument.fil, linje)
        if nokkel in innhold:
            forste = dokument.linjer[(*sti, nokkel)]
            raise Datafeil(
                f"nøkkelen «{nokkel}» står to ganger (også på linje {forste}). Slett den ene.",
                dokument.fil,
                linje,
            )
        dokument.linjer[(*sti, nokkel)] = linje
        innhold[nokkel] = _bygg(verdinode, (*sti, nokkel), dokument)
    return innhold


def les_yaml(fil: Path, modell: type[M]) -> M:
    """A YAML file as a validated model; raises Datafeil with every fault found."""
    return valider(les_dokument(fil), modell)


def valider(dokument: Dokument, modell: type[M]) -> M:
    """The document as ``modell``; raises Datafeil that tells each fault in a line of its own."""
    if not isinstance(dokument.innhold, dict):
        raise Datafeil("filen må bestå av «nøkkel: verdi»-linjer.", dokument.fil, 1)
    try:
        return modell.model_validate(dokument.innhold)
    except ValidationError as feil:
        raise samlet_feil(
            Datafeil(
                _i_ord(ett, modell), dokument.fil, dokument.linje(_rein_sti(ett["loc"], dokument))
            )
            for ett in feil.errors()
        ) from None


def _rein_sti(loc: Sti, dokument: Dokument) -> Sti:
    """A pydantic location without the names of union branches and validators in it."""
    sti: Sti = ()
    her: Any = dokument.innhold
    for ledd in loc:
        if (isinstance(her, dict) and ledd in her) or (
            isinstance(her, list) and isinstance(ledd, int) and ledd < len(her)
        ):
            her = her[ledd]  # type: ignore[index]
        elif isinstance(ledd, str) and (ledd.startswith("function-") or "[" in ledd):
            continue
        else:
            return (*sti, ledd)
        sti = (*sti, ledd)
    return sti


def _i_ord(feil: Any, modell: type[BaseModel]) -> str:
    sti = [str(ledd) for ledd in feil["loc"] if not ("[" in str(ledd) or "-" in str(ledd)[:9])]
    nokkel = ".".join(sti)
    verdi = feil["input"]
    vist = f"«{verdi}»" if isinstance(verdi, str | int | float) else "verdien"
    match feil["type"]:
        case "missing":
            return f"nøkkelen «{nokkel}» mangler. Legg den til."
        case "extra_forbidden":
            return f"ukjent nøkkel «{nokkel}».{naermeste(sti[-1], _alle_felt(modell))}"
        case "enum" | "literal_error":
            return f"{nokkel} er {vist}. Velg én av: {_valg(feil)}.{_naer_valg(verdi, feil)}"
        case "value_error":
            return f"{nokkel + ' ' if nokkel else ''}{feil['ctx']['error']}"
        case "int_parsing" | "int_type":
            return f"{nokkel} er {vist}, men må være et helt tall."
        case "string_type":
            return f"{nokkel} må være tekst. Sett anførselstegn rundt verdien."
        case "string_too_short":
            return f"{nokkel} er tom. Fyll den ut, eller slett nøkkelen."
        case "string_pattern_mismatch":
            return f"{nokkel} er {vist}, som ikke har rett form ({feil['ctx']['pattern']})."
        case "dict_type" | "mapping_type" | "model_type" | "model_attributes_type":
            return f"{nokkel} er {vist}, men må være en gruppe av «nøkkel: verdi»."
        case "list_type" | "tuple_type":
            return f"{nokkel} er {vist}, men må være en liste."
        case _:
            return f"{nokkel} er {vist}, som ikke kan brukes her ({feil['type']})."


def _valg(feil: Any) -> str:
    return str(feil["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


def _naer_valg(verdi: object, feil: Any) -> str:
    return naermeste(str(verdi), _valg(feil).split(", "))


def _alle_felt(modell: type[BaseModel]) -> set[str]:
    """Every field name in the model and the models inside it: where a typo may have aimed."""
    navn: set[str] = set()
    skjema = modell.model_json_schema()
    for del_ in [skjema, *skjema.get("$defs", {}).values()]:
        navn.update(del_.get("properties", {}))
    return navn


# --- CSV ---------------------------------------------------------------------------------------


def les_csv(fil: Path, kolonner: list[str]) -> list[tuple[int, dict[str, str]]]:
    """A comma-separated UTF-8 file's rows with their line numbers; the header must be ``kolonner``.

    Raises Datafeil for semicolons, a wrong header, rows of the wrong length and empty files.
    """
    leser = csv.reader(io.StringIO(les_tekst(fil), newline=""), strict=True)
    rader: list[tuple[int, dict[str, str]]] = []
    try:
        hode = [navn.strip() for navn in next(leser)]
        if hode != kolonner:
            raise Datafeil(_feil_hode(hode, kolonner), fil, 1)
        for rad in leser:
            if not any(celle.strip() for celle in rad):
                continue
            if len(rad) != len(hode):
                raise Datafeil(
                    f"raden har {len(rad)} felt, men skal ha {len(hode)}. Bruk punktum som "
                    "desimaltegn, og sett anførselstegn rundt tekst med komma.",
                    fil,
                    leser.line_num,
                )
            celler = (celle.strip() for celle in rad)
            rader.append((leser.line_num, dict(zip(hode, celler, strict=True))))
    except csv.Error as feil:
        raise Datafeil(f"filen kan ikke leses som CSV ({feil}).", fil, leser.line_num) from None
    if not rader:
        raise Datafeil("filen har overskrifter, men ingen rader.", fil, 1)
    return rader


def _feil_hode(hode: list[str], kolonner: list[str]) -> str:
    if len(hode) == 1 and ";" in hode[0]:
        return "filen er delt med semikolon. I Excel: lagre som «CSV UTF-8 (kommadelt)»."
    ukjente = [navn for navn in hode if navn not in kolonner]
    rad = naermeste(ukjente[0], kolonner) if ukjente else ""
    return (
        f"kolonnene er {', '.join(hode)}, men datapackage.yml sier {', '.join(kolonner)} "
        f"(i den rekkefølgen).{rad}"
    )
