"""Reading YAML and CSV with provenance; every fault is told with file, line, key and remedy.

YAML is read through ``yaml.compose`` and built by hand, for three reasons: every key keeps its line for error
messages, numbers stay text until they become fractions (``0.10``, ``5/24``), and ``no`` or a date is a word.
Duplicate keys are refused.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from effekt.base.characters import hidden_in, hidden_places, plain_blanks
from effekt.base.faults import Datafeil, Feltfeil, lignende, naermeste, samlet_feil

Sti = tuple[str | int, ...]

_NULL: Final = "tag:yaml.org,2002:null"
_NOE: Final = "tag:yaml.org,2002:str"


# What YAML has for nothing, without quotes.
_TOM: Final = frozenset({"", "~", "null", "Null", "NULL"})


class _Leser(yaml.CSafeLoader):
    """YAML with numbers as text: 0.10 and 5/24 stay exact, and «no» is a word, not false."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: Any) -> str:
        """The node's tag, which only tells nothing from something; yaml's own way takes as long as all the rest."""
        return _NULL if kind is yaml.ScalarNode and implicit[0] and value in _TOM else _NOE

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Do nothing: tags do not depend on the place."""

    def ascend_resolver(self) -> None:
        """Do nothing, as above."""


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

    def feil(self, sti: Sti, melding: str) -> Datafeil:
        """A fault at the key ``sti``."""
        return Datafeil(melding, self.fil, self.linje(sti))


def les_tekst(fil: Path) -> str:
    """A UTF-8 file's text, a BOM taken off; raises Datafeil for anything else."""
    try:
        raa = fil.read_bytes()
        tekst = raa.decode("utf-8-sig")
    except FileNotFoundError:
        lik = lignende(fil.stem, (p.stem for p in fil.parent.glob("*.*")))
        rad = f"Mente du {lik[0]}? Rett navnet" if lik else "Legg den der"
        raise Datafeil(f"filen finnes ikke. {rad}.", fil) from None
    except OSError:
        raise Datafeil("kan ikke leses som fil. Er det en mappe, eller mangler tilgang?", fil) from None
    except UnicodeDecodeError as grunn:
        trolig = "UTF-16" if raa[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "Windows-1252"
        rad = (
            "I Excel: lagre som «CSV UTF-8», og se etter at feltene er delt med komma."
            if fil.suffix == ".csv"
            else "Lagre den på nytt med tegnkodingen UTF-8."
        )
        raise Datafeil(
            f"filen er ikke lagret som UTF-8, men trolig som {trolig}. {rad}", fil, raa[: grunn.start].count(b"\n") + 1
        ) from None
    if not tekst.strip():
        raise Datafeil("filen er tom. Fyll den ut, eller slett den.", fil)
    if skjult := hidden_in(tekst):
        raise Datafeil(usynlig(skjult[1]), fil, tekst[: skjult[0]].count("\n") + 1)
    # Letters that are put together of two signs look like those that are one, and would be other names.
    return unicodedata.normalize("NFC", tekst)


def usynlig(tegn: str) -> str:
    """What is said of a sign that nobody sees, by its name («U+200B»)."""
    return f"usynlig tegn ({tegn}) som ikke kan stå her. Slett det."


# What libyaml says, whether the fault is where it began to look, and what to do.
_YAMLRAD: Final = (
    ("quoted scalar", True, "anførselstegnet som åpner her, er ikke lukket. Lukk det."),
    (
        "mapping values are not allowed",
        False,
        "kolon inne i teksten, eller feil innrykk. Sett anførselstegn rundt tekst med kolon.",
    ),
    ("could not find expected ':'", True, "linjen er ikke «nøkkel: verdi». Skriv kolon og mellomrom etter nøkkelen."),
    (
        "did not find expected ','",
        True,
        "klammen som åpner her, er ikke lukket, eller det mangler et komma mellom leddene.",
    ),
    ("expected '-' indicator", False, "en liste («- ») går over i «nøkkel: verdi». Bruk bare det ene."),
    ("undefined alias", False, "verdien begynner med *. Sett anførselstegn rundt den."),
    ("another document", False, "«---» står midt i filen. Ta bort linjen, eller del filen i to."),
)


def les_dokument(fil: Path) -> Dokument:
    """Parse a YAML file; duplicate keys and syntax errors are refused with their line."""
    tekst = les_tekst(fil)
    dokument = Dokument(fil, None)
    feil: list[Datafeil] = []
    try:
        dokument.innhold = _bygg(yaml.compose(tekst, Loader=_Leser), (), dokument, feil)
    except yaml.MarkedYAMLError as grunn:
        raise _syntaksfeil(grunn, tekst, fil) from None
    except yaml.reader.ReaderError as grunn:
        linje = tekst[: grunn.position].count("\n") + 1
        tegn = f"U+{ord(tekst[grunn.position]):04X}"
        raise Datafeil(usynlig(tegn), fil, linje) from None
    except RecursionError:
        raise Datafeil("filen viser til seg selv med & og *. Skriv verdiene ut.", fil) from None
    if feil:
        raise samlet_feil(feil)
    return dokument


def les_linje(tekst: str) -> Any:
    """A value on one line of YAML, «{a: 1}», as plain data; raises yaml.YAMLError."""
    return _bygg(yaml.compose(tekst, Loader=_Leser), (), Dokument(Path(), None), [])


def _syntaksfeil(grunn: yaml.MarkedYAMLError, tekst: str, fil: Path) -> Datafeil:
    sagt = f"{grunn.context}, {grunn.problem}"
    her = grunn.problem_mark.line if grunn.problem_mark else 0
    begynte = grunn.context_mark.line if grunn.context_mark else her
    linjer = tekst.splitlines()
    for nr in range(begynte, min(her + 1, len(linjer))):
        if linjer[nr].count('"') % 2:
            return Datafeil("anførselstegnet er ikke lukket. Lukk det.", fil, nr + 1)
    if "cannot start any token" in sagt and grunn.problem_mark:
        tegn = linjer[her][grunn.problem_mark.column]
        if tegn == "\t":
            return Datafeil("linjen har tabulator. Rykk inn med mellomrom.", fil, her + 1)
        return Datafeil(f"verdien begynner med {tegn}. Sett anførselstegn rundt den.", fil, her + 1)
    for del_, ved_begynnelsen, rad in _YAMLRAD:
        if del_ in sagt:
            return Datafeil(rad, fil, (begynte if ved_begynnelsen else her) + 1)
    return Datafeil(
        "linjen passer ikke med linjene over. Se etter feil innrykk, manglende kolon og "
        "anførselstegn som ikke er lukket.",
        fil,
        her + 1,
    )


def _bygg(node: Any, sti: Sti, dokument: Dokument, feil: list[Datafeil]) -> Any:
    """The node as plain data; the lines of its keys go into the document, faults into ``feil``."""
    if node is None or node.tag == _NULL:
        return None
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        for nr, del_ in enumerate(node.value):
            dokument.linjer[(*sti, nr)] = del_.start_mark.line + 1
        return [_bygg(del_, (*sti, nr), dokument, feil) for nr, del_ in enumerate(node.value)]
    innhold: dict[str, Any] = {}
    for nokkelnode, verdinode in node.value:
        nokkel = nokkelnode.value
        linje = nokkelnode.start_mark.line + 1
        if not isinstance(nokkelnode, yaml.ScalarNode):
            feil.append(Datafeil("en nøkkel må være ett ord.", dokument.fil, linje))
            continue
        if nokkel in innhold:
            forste = dokument.linjer[(*sti, nokkel)]
            melding = f"nøkkelen «{nokkel}» står to ganger (også på linje {forste}). Slett den ene."
            feil.append(Datafeil(melding, dokument.fil, linje))
            continue
        dokument.linjer[(*sti, nokkel)] = linje
        if node.flow_style and verdinode.tag == _NULL:
            forrige = next(reversed(innhold.values()), None)
            feil.append(Datafeil(_uten_verdi(nokkel, forrige), dokument.fil, linje))
        innhold[nokkel] = _bygg(verdinode, (*sti, nokkel), dokument, feil)
    return innhold


def _uten_verdi(nokkel: str, forrige: object) -> str:
    """What is wrong where a comma inside braces has made a key of half a number or of text."""
    hva = f"«{nokkel}» står uten verdi mellom klammene."
    if not isinstance(forrige, str):
        return f"{hva} Skriv «nøkkel: verdi»."
    if nokkel.isdigit():
        return f"{hva} Bruk punktum som desimaltegn: {forrige}.{nokkel}."
    return f'{hva} Sett anførselstegn rundt tekst med komma: "{forrige}, {nokkel}".'


def les_csv(fil: Path, kolonner: list[str], feil: list[Datafeil]) -> Iterator[tuple[int, dict[str, str]]]:
    """A comma-separated UTF-8 file's rows with their line numbers; the header must be ``kolonner``.

    Rows that cannot be read go into ``feil``. Raises Datafeil for semicolons, a wrong header, and files without rows.
    """
    leser = csv.reader(io.StringIO(les_tekst(fil), newline=""), strict=True)
    linje, antall = 1, 0
    try:
        hode = [plain_blanks(navn) for navn in next(leser)]
        if hode != kolonner:
            raise Datafeil(_feil_hode(hode, kolonner), fil, 1)
        linje = leser.line_num + 1
        for rad in leser:
            celler = [celle.strip() for celle in rad]
            if any(celler):
                antall += 1
                if len(celler) == len(hode):
                    yield linje, dict(zip(hode, celler, strict=True))
                else:
                    feil.append(Datafeil(_feil_lengde(celler, len(hode)), fil, linje))
            linje = leser.line_num + 1
    except csv.Error:
        rad_ = 'Sett dem rundt hele feltet, og skriv "" for ett inne i teksten.'
        feil.append(Datafeil(f"anførselstegnene går ikke opp. {rad_}", fil, linje))
        return
    if not antall:
        raise Datafeil("filen har overskrifter, men ingen rader. Fyll dem inn.", fil, 1)


def _feil_hode(hode: list[str], kolonner: list[str]) -> str:
    if len(hode) == 1 and ";" in hode[0]:
        return (
            "filen er delt med semikolon, slik Excel gjør med norske innstillinger. Bytt først "
            "desimalkomma med punktum, og så semikolon med komma."
        )
    if len(hode) == 1 and "\t" in hode[0]:
        return "filen er delt med tabulator. Skill feltene med komma."
    ukjente = [navn for navn in hode if navn not in kolonner]
    mangler = [navn for navn in kolonner if navn not in hode]
    if ukjente:
        grunn = f"ukjent kolonne «{ukjente[0]}».{naermeste(ukjente[0], mangler)}"
    elif mangler:
        grunn = f"kolonnen «{mangler[0]}» mangler."
    else:
        grunn = "kolonnene står i feil rekkefølge, eller flere ganger."
    return f"{grunn} Første linje er «{','.join(hode)}», men skal være «{','.join(kolonner)}»."


def _feil_lengde(celler: list[str], ventet: int) -> str:
    sagt = f"raden har {len(celler)} felt, men skal ha {ventet}: «{','.join(celler)}»."
    if len(celler) < ventet:
        return f"{sagt} Skill feltene med komma, også der et felt er tomt."
    return f"{sagt} Bruk punktum som desimaltegn, og sett anførselstegn rundt tekst med komma."


M = TypeVar("M", bound=BaseModel)


def les_yaml(fil: Path, modell: type[M]) -> M:
    """A YAML file as a validated model; raises Datafeil with every fault found."""
    return valider(les_dokument(fil), modell)


def les_felt(fil: Path, modell: type[BaseModel], navn: str) -> Any:
    """One field of a file as the model has it; as ``felt_i`` where the file cannot be read."""
    try:
        return felt_i(les_dokument(fil), modell, navn)
    except Datafeil:
        return felt_i(Dokument(fil, {}), modell, navn)


def felt_i(dokument: Dokument, modell: type[BaseModel], navn: str) -> Any:
    """One field of a document as the model has it; its default where the document has none that can be used.

    Whoever reads the whole document tells what is wrong with it.
    """
    felt = modell.model_fields[navn]
    try:
        return TypeAdapter[Any](felt.rebuild_annotation()).validate_python(dokument.innhold[navn])
    except (ValidationError, KeyError, TypeError):
        return felt.get_default(call_default_factory=True)


def valider(dokument: Dokument, modell: type[M]) -> M:
    """The document as ``modell``; raises Datafeil that tells each fault in a line of its own."""
    if not isinstance(dokument.innhold, dict):
        raise Datafeil("filen må bestå av «nøkkel: verdi»-linjer.", dokument.fil, 1)
    if skjulte := [dokument.feil(sti, usynlig(tegn)) for sti, tegn in hidden_places(dokument.innhold)]:
        raise samlet_feil(skjulte)
    try:
        return modell.model_validate(dokument.innhold)
    except ValidationError as grunn:
        raise feil_i_ord(grunn.errors(), dokument, modell) from None


def feil_i_ord(alle: list[ErrorDetails], dokument: Dokument, modell: type[BaseModel]) -> Datafeil:
    """Pydantic's faults as one, in words, with the line of each."""
    return samlet_feil(_feil_i_ord(alle, dokument, modell))


def _feil_i_ord(alle: list[ErrorDetails], dokument: Dokument, modell: type[BaseModel]) -> Iterator[Datafeil]:
    """Pydantic's faults as an analyst's: a typo and the key it leaves missing are one fault."""
    ved = [(_rein_sti(ett, dokument), ett) for ett in alle]
    mangler = {sti for sti, ett in ved if ett["type"] == "missing"}
    for sti, ett in ved:
        if ett["type"] == "extra_forbidden":
            lik = lignende(str(sti[-1]), map(str, [m[-1] for m in mangler if m[:-1] == sti[:-1]]))[:1]
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
    return {navn for del_ in her for navn, felt in del_.get("properties", {}).items() if not felt.get("readOnly")}
