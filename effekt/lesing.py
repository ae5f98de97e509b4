"""Reading YAML and CSV with provenance; every fault is told with file, line, key and remedy."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from effekt.kilder import Datafeil, lignende, naermeste, samlet_feil

Sti = tuple[str | int, ...]

_NULL: Final = "tag:yaml.org,2002:null"


class _Leser(yaml.CSafeLoader):
    """YAML with numbers as text: 0.10 and 5/24 stay exact, and «no» is a word, not false."""


_Leser.yaml_implicit_resolvers = {
    tegn: [(merke, monster) for merke, monster in regler if merke == _NULL]
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
        raise Datafeil(
            "kan ikke leses som fil. Er det en mappe, eller mangler tilgang?", fil
        ) from None
    except UnicodeDecodeError as grunn:
        trolig = (
            "UTF-16" if raa[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "Windows-1252"
        )
        rad = (
            "I Excel: lagre som «CSV UTF-8», og se etter at feltene er delt med komma."
            if fil.suffix == ".csv"
            else "Lagre den på nytt med tegnkodingen UTF-8."
        )
        raise Datafeil(
            f"filen er ikke lagret som UTF-8, men trolig som {trolig}. {rad}",
            fil,
            raa[: grunn.start].count(b"\n") + 1,
        ) from None
    if not tekst.strip():
        raise Datafeil("filen er tom. Fyll den ut, eller slett den.", fil)
    return tekst


# --- YAML --------------------------------------------------------------------------------------

# What libyaml says, whether the fault is where it began to look, and what to do.
_YAMLRAD: Final = (
    ("quoted scalar", True, "anførselstegnet som åpner her, er ikke lukket. Lukk det."),
    (
        "mapping values are not allowed",
        False,
        "kolon inne i teksten, eller feil innrykk. Sett anførselstegn rundt tekst med kolon.",
    ),
    (
        "could not find expected ':'",
        True,
        "linjen er ikke «nøkkel: verdi». Skriv kolon og mellomrom etter nøkkelen.",
    ),
    (
        "did not find expected ','",
        True,
        "klammen som åpner her, er ikke lukket, eller det mangler et komma mellom leddene.",
    ),
    (
        "expected '-' indicator",
        False,
        "en liste («- ») går over i «nøkkel: verdi». Bruk bare det ene.",
    ),
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
        raise Datafeil(
            f"usynlig tegn ({tegn}) som ikke kan stå her. Slett det.", fil, linje
        ) from None
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


# --- CSV ---------------------------------------------------------------------------------------


def les_csv(
    fil: Path, kolonner: list[str], feil: list[Datafeil]
) -> Iterator[tuple[int, dict[str, str]]]:
    """A comma-separated UTF-8 file's rows with their line numbers; the header must be ``kolonner``.

    Rows that cannot be read go into ``feil``. Raises Datafeil for semicolons, a wrong header, and
    files without rows.
    """
    leser = csv.reader(io.StringIO(les_tekst(fil), newline=""), strict=True)
    linje, antall = 1, 0
    try:
        hode = [navn.strip() for navn in next(leser)]
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
