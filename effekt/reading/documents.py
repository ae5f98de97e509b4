"""Reading YAML and CSV with provenance; every fault is told with file, line, key and remedy.

All YAML is read here, from libyaml's stream of events, for four reasons: every key keeps its line for error messages;
numbers stay text until they become fractions (``0.10``, ``5/24``), and ``no`` or a date is a word; a file is held to
its bounds before anything is made of it, for to compose one that is nested deep enough ends the process; and anchors,
aliases and tags are refused, so nothing in a file is more than what stands there. Duplicate keys are refused too.
"""

import codecs
import csv
import io
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from effekt.base import bounds
from effekt.base.characters import hidden_in, hidden_places, plain_blanks
from effekt.base.faults import Datafeil, Feltfeil, lignende, naermeste, samlet_feil
from effekt.base.files import written_files

Sti = tuple[str | int, ...]

# What YAML has for nothing, without quotes.
_TOM: Final = frozenset({"", "~", "null", "Null", "NULL"})
_LANGT_TALL: Final = re.compile(r"[-+\u2212]?\d[\d.,/_:]+")
# What git puts where two have changed the same lines. One of the marks is enough: the others may have been deleted.
_KONFLIKT: Final = re.compile(r"^(?:<{7} |\|{7} |>{7} )", re.MULTILINE)
# Text behind a value that is a comment to YAML, and was hardly meant as one: a comment has a space after its sign.
_SOM_KOMMENTAR: Final = re.compile(r"[ \t]#(?=[^\s#!])")

# csv's own bound is told in English; what is long is refused here.
csv.field_size_limit(bounds.FILE_BYTES)


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


def les_raatt(fil: Path, storst: int = bounds.FILE_BYTES) -> bytes:
    """A file's bytes; raises Datafeil where it is no file, cannot be read, or has more than ``storst``."""
    try:
        # A device or a pipe under a file's name would never end.
        if not stat.S_ISREG(fil.stat().st_mode):
            raise Datafeil("kan ikke leses som fil. Er det en mappe?", fil)
        with fil.open("rb") as apen:
            raa = apen.read(storst + 1)
    except FileNotFoundError:
        lik = lignende(fil.stem, (p.stem for p in fil.parent.glob("*.*")))
        rad = f"Mente du {lik[0]}? Rett navnet" if lik else "Legg den der"
        raise Datafeil(f"filen finnes ikke. {rad}.", fil) from None
    except (OSError, ValueError):
        raise Datafeil("kan ikke leses som fil. Er det en mappe, eller mangler tilgang?", fil) from None
    if len(raa) > storst:
        raise Datafeil(f"filen er på mer enn {storst // 1_000_000} MB. Se etter om det er rett fil.", fil)
    return raa


def les_tekst(fil: Path, storst: int = bounds.FILE_BYTES) -> str:
    """A UTF-8 file's text, a BOM taken off; raises Datafeil for anything else, and for a merge that git left."""
    raa = les_raatt(fil, storst)
    try:
        tekst = raa.decode("utf-8-sig")
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
    krev_flettet(tekst, fil)
    if skjult := hidden_in(tekst):
        raise Datafeil(usynlig(skjult[1]), fil, tekst[: skjult[0]].count("\n") + 1)
    # Letters that are put together of two signs look like those that are one, and would be other names.
    return _sammensatt(tekst)


def _sammensatt(tekst: str) -> str:
    r"""The text with one sign for each letter; the n of ``\n`` in JSON and YAML is none."""
    if unicodedata.is_normalized("NFC", tekst):
        return tekst
    return "".join(unicodedata.normalize("NFC", bit) for bit in re.split(r"(\\.)", tekst, flags=re.DOTALL))


def krev_flettet(tekst: str, fil: Path) -> None:
    """Raise Datafeil, with the line, where a merge in git has left one of its marks in a text."""
    if funnet := _KONFLIKT.search(tekst):
        raise Datafeil(
            "filen har en konflikt etter en fletting i git: to utgaver av det samme. Behold det rette, og slett "
            "linjene med <<<<<<<, ======= og >>>>>>>.",
            fil,
            tekst.count("\n", 0, funnet.start()) + 1,
        )


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
    ("scanning an anchor", False, "verdien begynner med &. Sett anførselstegn rundt den."),
    ("scanning an alias", False, "verdien begynner med *. Sett anførselstegn rundt den."),
    ("tag", False, "verdien begynner med !. Sett anførselstegn rundt den."),
    ("directive", False, "linjen begynner med %. Sett anførselstegn rundt verdien, eller ta bort linjen."),
)


def yaml_filer(mappe: Path, feil: list[Datafeil]) -> Iterator[Path]:
    """The YAML files of a folder that has nothing else, in order; what is of another kind is added to ``feil``."""
    for fil in written_files(mappe, "*"):
        if fil.suffix == ".yml":
            yield fil
        else:
            feil.append(Datafeil("filen leses ikke, for navnet må slutte på .yml. Gi den nytt navn.", fil))


def les_dokument(fil: Path) -> Dokument:
    """Parse a YAML file; what is no plain data within bounds is refused with its line."""
    return som_dokument(les_tekst(fil, bounds.YAML_BYTES), fil)


def som_dokument(tekst: str, fil: Path) -> Dokument:
    """What ``les_dokument`` gives, of a text that has been read."""
    bygger = _Bygger(fil, _som_kommentarer(tekst))
    try:
        bygger.bygg(yaml.parse(tekst, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as grunn:
        raise _syntaksfeil(grunn, tekst, fil) from None
    except yaml.reader.ReaderError as grunn:
        linje = tekst[: grunn.position].count("\n") + 1
        tegn = f"U+{ord(tekst[grunn.position]):04X}" if grunn.position < len(tekst) else "ukjent"
        raise Datafeil(usynlig(tegn), fil, linje) from None
    except yaml.YAMLError:  # libyaml has no more to say
        raise Datafeil("filen kan ikke leses som YAML. Se etter tegn som ikke skal stå der.", fil) from None
    if bygger.feil:
        raise samlet_feil(bygger.feil)
    return bygger.dokument


def _som_kommentarer(tekst: str) -> dict[int, int]:
    """Where a sign for a comment stands close to what follows it: lines from 0, and the column of the space before."""
    if not _SOM_KOMMENTAR.search(tekst):
        return {}
    funnet = ((nr, _SOM_KOMMENTAR.search(linje)) for nr, linje in enumerate(tekst.split("\n")))
    return {nr: treff.start() for nr, treff in funnet if treff}


def les_linje(tekst: str) -> Any:
    """A value on one line of YAML, «{a: 1}», as plain data; raises Datafeil."""
    return som_dokument(tekst, Path()).innhold


def les_innstillinger(fil: Path) -> Dokument:
    """A file that other programs read too (Sphinx), with numbers and truth as those have them; raises Datafeil."""
    return som_innstillinger(les_tekst(fil, bounds.YAML_BYTES), fil)


def som_innstillinger(tekst: str, fil: Path) -> Dokument:
    """What ``les_innstillinger`` gives, of a text that has been read."""
    dokument = som_dokument(tekst, fil)
    if not isinstance(dokument.innhold, dict):
        raise Datafeil("filen må bestå av «nøkkel: verdi»-linjer.", fil, 1)
    try:
        # Plain data within bounds, as has been seen; what can still be wrong is a date or a number.
        dokument.innhold = yaml.load(tekst, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError):
        raise Datafeil("filen har en dato eller et tall som ikke finnes. Sett anførselstegn rundt.", fil) from None
    return dokument


@dataclass
class _Gruppe:
    """A group or a list that is being read: what it holds so far, where it is, and the key that waits for a value.

    Without ``sti`` it stands under a key that is refused, and nothing is told of it.
    """

    innhold: dict[str, Any] | list[Any]
    sti: Sti | None
    pa_linje: bool
    nokkel: str | None = None
    nokkellinje: int = 0
    bort: bool = False


class _Bygger:
    """Makes plain data of YAML's events, one by one, within the bounds; faults that need not stop it go into a list."""

    def __init__(self, fil: Path, kommentarer: Mapping[int, int]) -> None:
        self.dokument, self.feil = Dokument(fil, None), list[Datafeil]()
        self._grupper: list[_Gruppe] = []
        self._kommentarer = kommentarer

    def bygg(self, hendelser: Iterator[Any]) -> None:
        """Read YAML's events, all of them; raise Datafeil for what cannot stand in a file of data."""
        dokumenter = 0
        for antall, hendelse in enumerate(hendelser):
            if antall > bounds.YAML_PARTS:
                raise self._stopp(hendelse, f"filen har mer enn {bounds.YAML_PARTS} verdier. Er det rett fil?")
            match hendelse:
                case yaml.ScalarEvent():
                    self._krev_enkel(hendelse)
                    self._ord(hendelse)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._krev_enkel(hendelse)
                    self._begynn(hendelse, {} if isinstance(hendelse, yaml.MappingStartEvent) else [])
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._grupper.pop()
                case yaml.AliasEvent():
                    raise self._stopp(hendelse, _viser_til("*"))
                case yaml.DocumentStartEvent():
                    dokumenter += 1
                    if dokumenter > 1:
                        raise self._stopp(hendelse, "«---» står midt i filen. Ta bort linjen, eller del filen i to.")

    def _stopp(self, hendelse: Any, melding: str) -> Datafeil:
        return Datafeil(melding, self.dokument.fil, hendelse.start_mark.line + 1)

    def _krev_enkel(self, hendelse: Any) -> None:
        """Raise Datafeil for a name that others may refer to, and for a kind: neither is anything in data."""
        if hendelse.anchor is not None:
            raise self._stopp(hendelse, _viser_til("&"))
        if hendelse.tag is not None:
            raise self._stopp(hendelse, "verdien begynner med !. Sett anførselstegn rundt den.")

    def _begynn(self, hendelse: Any, innhold: dict[str, Any] | list[Any]) -> None:
        if len(self._grupper) == bounds.YAML_DEPTH:
            raise self._stopp(hendelse, f"filen har grupper i mer enn {bounds.YAML_DEPTH} lag. Er det rett fil?")
        over = self._grupper[-1] if self._grupper else None
        if isinstance(over, _Gruppe) and isinstance(over.innhold, dict) and over.nokkel is None:
            raise self._stopp(hendelse, "en nøkkel må være ett ord.")
        sti = self._legg_inn(innhold, hendelse)
        self._grupper.append(_Gruppe(innhold, sti, bool(hendelse.flow_style)))

    def _ord(self, hendelse: Any) -> None:
        over = self._grupper[-1] if self._grupper else None
        if over is not None and isinstance(over.innhold, dict) and over.nokkel is None:
            self._nokkel(over, over.innhold, hendelse)
            return
        slutt = hendelse.end_mark
        if hendelse.implicit[0] and hendelse.value and self._kommentarer.get(slutt.line) == slutt.column:
            melding = (
                f"det som står etter «{hendelse.value} #» blir borte, for # begynner en kommentar. Sett anførselstegn "
                "rundt hele teksten, eller skriv mellomrom etter # hvis det er en kommentar."
            )
            self.feil.append(Datafeil(melding, self.dokument.fil, slutt.line + 1))
        verdi = None if hendelse.implicit[0] and hendelse.value in _TOM else hendelse.value
        if verdi is not None and len(verdi) > bounds.NUMBER_LENGTH and _LANGT_TALL.fullmatch(verdi):
            raise self._stopp(hendelse, f"tallet har mer enn {bounds.NUMBER_LENGTH} tegn. Skriv det kortere.")
        if verdi is None and over is not None and over.pa_linje and over.nokkel is not None and over.sti is not None:
            forrige = next(reversed(over.innhold.values()), None) if isinstance(over.innhold, dict) else None
            if not over.bort:
                self.feil.append(Datafeil(_uten_verdi(over.nokkel, forrige), self.dokument.fil, over.nokkellinje))
        self._legg_inn(verdi, hendelse)

    def _nokkel(self, gruppe: _Gruppe, innhold: dict[str, Any], hendelse: Any) -> None:
        nokkel, linje = hendelse.value, hendelse.start_mark.line + 1
        if len(nokkel) > bounds.KEY_LENGTH:
            raise self._stopp(hendelse, f"nøkkelen «{nokkel}» har mer enn {bounds.KEY_LENGTH} tegn. Skriv den kortere.")
        gruppe.nokkel, gruppe.nokkellinje = nokkel, linje
        gruppe.bort = nokkel in innhold
        if gruppe.sti is None:
            return
        sti = (*gruppe.sti, nokkel)
        if gruppe.bort:
            forste = self.dokument.linjer[sti]
            melding = f"nøkkelen «{nokkel}» står to ganger (også på linje {forste}). Slett den ene."
            self.feil.append(Datafeil(melding, self.dokument.fil, linje))
        else:
            self.dokument.linjer[sti] = linje

    def _legg_inn(self, verdi: Any, hendelse: Any) -> Sti | None:
        """Put a value where it belongs; return its place."""
        if not self._grupper:
            self.dokument.innhold = verdi
            return ()
        over = self._grupper[-1]
        if isinstance(over.innhold, list):
            sti = None if over.sti is None else (*over.sti, len(over.innhold))
            over.innhold.append(verdi)
            if sti is not None:
                self.dokument.linjer[sti] = hendelse.start_mark.line + 1
            return sti
        nokkel, over.nokkel = str(over.nokkel), None
        if over.bort:
            return None
        over.innhold[nokkel] = verdi
        return None if over.sti is None else (*over.sti, nokkel)


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


def _viser_til(tegn: str) -> str:
    """What is said of a text that begins with one of YAML's signs for a value that stands elsewhere."""
    rad = "Skulle den vise til en verdi et annet sted, skriv verdien ut der den skal stå."
    return f"verdien begynner med {tegn}. Sett anførselstegn rundt den. {rad}"


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
                if antall > bounds.CSV_ROWS:
                    raise Datafeil(f"filen har mer enn {bounds.CSV_ROWS} rader. Er det rett fil?", fil, linje)
                if max(map(len, celler)) > bounds.CSV_FIELD:
                    raise Datafeil(f"et felt har mer enn {bounds.CSV_FIELD} tegn. {_UKLART_ANFORSEL}", fil, linje)
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


_UKLART_ANFORSEL: Final = "Se etter et anførselstegn som ikke er lukket."


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
    # Each is held against all others, so they are no more than are told.
    alle = alle[: bounds.FAULTS + 1]
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
        case "greater_than_equal":
            return f"{nokkel} er {vist}, men må være minst {feil['ctx']['ge']}."
        case "less_than":
            return f"{nokkel} er {vist}, men må være mindre enn {feil['ctx']['lt']}."
        case "bool_parsing" | "bool_type":
            return f"{nokkel} er {vist}, men må være true eller false."
        case slag if slag.startswith("date"):
            return f"{nokkel} er {vist}, men må være en dato, for eksempel 2026-12-31."
        case "string_pattern_mismatch":
            return f"{nokkel} er {vist}, som ikke har formen «{feil['ctx']['pattern']}»."
        case "string_too_long":
            return f"{nokkel} er {vist}, men kan ha høyst {feil['ctx']['max_length']} tegn."
        case _:
            return f"{nokkel} er {vist}, som ikke kan brukes her. Se hva feltet kan ha i data/skjema/."


def _nokler_ved(modell: type[BaseModel], sti: Sti) -> set[str]:
    """The keys that the model allows at ``sti``."""
    skjema = modell.model_json_schema()

    def grener(del_: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in del_:
            yield from grener(skjema["$defs"][del_["$ref"].rpartition("/")[2]])
        elif (valg := del_.get("anyOf") or del_.get("oneOf")) and "properties" not in del_:
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
