"""A new sector, or a municipality's whole new set: asked for, checked and laid; ``removed_sector`` takes it away again.

``_toc.yml`` and ``kilder.yml`` are added to as text, at lines found with ``yaml.compose``, so comments and bytes
stay. What was put in, and the hashes of what was laid, are in ``data/<sector>/.ny-sektor.json``, which is what
``--remove`` goes by. Templates lie in ``maler/``, chapters are
begun by ``chapter_texts``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from effekt.authoring.chapter_texts import MALER, fyll_mal, nytt_kapittel
from effekt.base.book import INNHOLD
from effekt.base.faults import Datafeil, samle, samlet_feil
from effekt.base.files import fingerprint, fingerprint_of, written_files
from effekt.base.words import is_devices_name
from effekt.base.writing import together
from effekt.model.program import IKKE_GJENGITT, Felles
from effekt.model.tiltak import Sektorinfo
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_dokument, les_tekst, les_yaml, valider
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.utkast import uten_tomme

# The chapters that every sector begins with, besides one for each agency.
_KAPITLER: Final = ("sammendrag", "2-om-sektoren", "4-oppsummering")


@dataclass(frozen=True)
class Bestilling:
    """What a new sector is: codes and names, years, agencies, and the first measures by agency."""

    kode: str
    navn: str
    kortnavn: str
    virksomheter: Mapping[str, str]
    periode: tuple[int, ...]
    tiltak: Mapping[str, str]
    rapport: str = ""
    kommune: str = ""
    klasser: Sequence[str] = field(default_factory=tuple)
    usikkerhet: Sequence[str] = field(default_factory=tuple)
    konsekvens: Sequence[str] = field(default_factory=tuple)
    # Whether it has tables of key figures and cuts to fill in.
    tabeller: bool = field(default=True, kw_only=True)

    @property
    def sider(self) -> dict[str, list[str]]:
        """The chapters in their order, as _toc.yml names them, by the part that each belongs to."""
        egne = [virksomhetens_kapittel(nr, kode) for nr, kode in enumerate(self.virksomheter, 1)]
        # What holds the report against itself, and tells where it is retold, needs a report.
        trykt = ["kildekontroll", "sporbarhet"] if self.rapport else []
        navn = {
            "Rekker det?": ["rekker-det"],
            "Rapporten": ["sammendrag", "2-om-sektoren", *egne, "4-oppsummering"],
            "Grunnlaget": ["usikkerhet", *trykt, "tall-og-kilder", "endringer"],
        }
        return {del_: [f"book/{self.kode}/{ett}" for ett in alle] for del_, alle in navn.items()}

    def ledd(self, del_: str, innrykk: str) -> str:
        """The sector's lines in a part of _toc.yml: its name, which leads to the first chapter, and those below."""
        forste, *resten = self.sider[del_]
        under = "".join(f"{innrykk}    - file: {side}\n" for side in resten)
        tittel = json.dumps(self.navn, ensure_ascii=False)
        return f"{innrykk}- file: {forste}\n{innrykk}  title: {tittel}\n" + (
            f"{innrykk}  sections:\n{under}" if under else ""
        )

    def egen_del(self, innrykk: str) -> str:
        """The sector as a part of its own, for a _toc.yml that has other parts than the program's."""
        kapitler = "".join(f"{innrykk}    - file: {side}\n" for alle in self.sider.values() for side in alle)
        tittel = json.dumps(f"Sektor for {self.navn.lower()}", ensure_ascii=False)
        return f"{innrykk}- caption: {tittel}\n{innrykk}  chapters:\n{kapitler}"

    def kilde(self, innrykk: str = "  ") -> str:
        """The entry of kilder.yml for the printed report; empty without one."""
        if not self.rapport:
            return ""
        felt = {
            "tittel": json.dumps(self.rapport, ensure_ascii=False),
            "utgiver": json.dumps(self.kommune, ensure_ascii=False),
            "dato": "ikke oppgitt ennå",
            "lisens": "ikke oppgitt ennå",
        }
        linjer = [f"{innrykk}{self.kode}-rapport:"]
        linjer += [f"{innrykk}  {navn}: {verdi}" for navn, verdi in felt.items()]
        linjer.append(f"{innrykk}  # sider: antall sider, der det finnes. Ellers er side tabell 1, punkt 3.2 …")
        return "".join(f"{linje}\n" for linje in linjer)


def sektorfiler(bestilling: Bestilling) -> dict[str, str]:
    """The files of the sector, by their path from the book's root."""
    data = f"data/{bestilling.kode}"
    filer = {
        f"{data}/{navn}": _fyll(f"sektor/data/{navn}", bestilling)
        for navn in (
            "sektor.yml", "tall.yml", "datapackage.yml", "historikk.yml",
            *(("tabeller/nokkeltall.csv", "tabeller/rammekutt.csv") if bestilling.tabeller else ()),
        )
    }  # fmt: skip
    for id_, virksomhet in bestilling.tiltak.items():
        mal = _fyll("sektor/data/tiltak/tiltak.yml", bestilling, id=id_, virksomhet=virksomhet)
        filer[f"{data}/tiltak/{id_.lower()}.yml"] = mal
    om = {"sektornavn": bestilling.navn, "tabeller": bestilling.tabeller}
    kapitler = [nytt_kapittel(bestilling.kode, navn, navn, **om) for navn in _KAPITLER]
    for nr, (kode, navn) in enumerate(bestilling.virksomheter.items(), 1):
        eget = virksomhetens_kapittel(nr, kode)
        kapitler.append(
            nytt_kapittel(bestilling.kode, eget, "3-virksomhet", nr=nr, virksomhet=kode, virksomhetsnavn=navn)
        )
    return filer | dict(kapitler)


def virksomhetens_kapittel(nr: int, kode: str) -> str:
    """What the chapter of a sector's ``nr``th agency is called: «3-1-bib»."""
    return f"3-{nr}-{kode.lower()}"


def settfiler(bestilling: Bestilling) -> dict[str, str]:
    """The rest of a municipality's own set, where there is none before: what sectors share."""
    mappe = MALER / "sett"
    filer = {
        (navn := fil.relative_to(mappe).as_posix()): _fyll(f"sett/{navn}", bestilling)
        for fil in sorted(mappe.rglob("*.yml"))
    }
    filer[INNHOLD] = med_innskudd(filer[INNHOLD], innskudd_i_innholdet(filer[INNHOLD], Path(INNHOLD), bestilling))
    filer["data/kilder.yml"] += bestilling.kilde()
    return filer


def _fyll(mal: str, bestilling: Bestilling, **mer: object) -> str:
    return fyll_mal(mal, {**vars(bestilling), **mer})


OPPTATT: Final = ("felles", "skjema")
KODEFORM, _VIRKSOMHET = re.compile(r"[a-z][a-z0-9_]*"), re.compile(r"[A-Z][A-Z0-9]*")
_AR: Final = r"(?:19|20|21)\d\d"
_LENGST: Final = 100  # years
_KODEREGEL: Final = "Bruk små bokstaver a–z, tall og _, og begynn med en bokstav."
_VIRKSOMHETSREGEL: Final = "Bruk store bokstaver A–Z og tall, og begynn med en bokstav."


def bestill(
    rot: Path,
    kode: str,
    navn: str,
    *,
    kortnavn: str = "",
    virksomheter: str = "",
    periode: str = "",
    tiltak: str = "",
    rapport: str = "",
    kommune: str = "",
) -> Bestilling:
    """What is asked for, checked against what ``rot`` has; raises Datafeil with every fault."""
    feil: list[Datafeil] = []
    nytt_sett = not (rot / "data").exists()
    andre = {} if nytt_sett else _andre(rot)
    kortnavn = kortnavn or kode.upper().replace("_", "")
    hos = _les_virksomheter(virksomheter or f"{kortnavn}:{navn}", feil)
    ar = _les_periode(periode, andre, feil)
    if not KODEFORM.fullmatch(kode):
        feil.append(Datafeil(f"koden «{kode}» kan ikke brukes. {_KODEREGEL}{_forslag(kode)}"))
    elif is_devices_name(kode):
        feil.append(Datafeil(f"koden «{kode}» har Windows for seg selv: ingen mappe kan hete det der. Velg en annen."))
    elif kode in OPPTATT or kode in andre:
        feil.append(Datafeil(f"koden «{kode}» er opptatt. Velg en annen.{_rest(rot, kode)}"))
    elif finnes := next((m for m in sektormapper(rot, kode) if any(synlige(m))), None):
        sted = finnes.relative_to(rot).as_posix()
        feil.append(
            Datafeil(f"koden «{kode}» er opptatt: {sted} finnes. Velg en annen, eller flytt det som ligger der.")
        )
    if not navn.strip():
        feil.append(Datafeil('--navn er tomt. Skriv navnet: --navn "Kultur og næring".'))
    if not _VIRKSOMHET.fullmatch(kortnavn):
        feil.append(Datafeil(f"kortnavnet «{kortnavn}» kan ikke brukes. {_VIRKSOMHETSREGEL}"))
    for id_, info in andre.items():
        for hva, min_, din in (("navnet", navn, info.navn), ("kortnavnet", kortnavn, info.kortnavn)):
            if min_.lower() == din.lower():
                feil.append(Datafeil(f"{hva} «{min_}» er brukt av sektoren {id_}. Velg et annet."))
        feil += [
            Datafeil(f"virksomheten «{v}» hører til sektoren {id_}. Velg en annen kode.")
            for v in hos
            if v in info.virksomheter
        ]
    felles = None if nytt_sett else les_yaml(rot / "data/felles/program.yml", Felles)
    if nytt_sett and not kommune:
        feil.append(Datafeil('mappen er ny. Si hvem boken gjelder: --kommune "Lillevik kommune".'))
    if felles and kommune and kommune != felles.kommune:
        feil.append(Datafeil(f"boken gjelder {felles.kommune}. Ta bort --kommune."))
    plassert = _les_tiltak(tiltak or ",".join(f"{v}1" for v in hos), hos, feil)
    if feil:
        raise samlet_feil(feil)
    return Bestilling(
        kode, navn.strip(), kortnavn, hos, ar, plassert, rapport.strip(),
        felles.kommune if felles else kommune, *ordene(felles),
    )  # fmt: skip


def _rest(rot: Path, kode: str) -> str:
    """What to do with a sector that is no part of the contents, as one is that was not laid to its end."""
    if kode in OPPTATT or f"book/{kode}/" in les_tekst(rot / INNHOLD):
        return ""
    return f" Er sektoren ikke i bruk, fjernes den med «effekt new-sector {kode} --remove»."


def sektormapper(rot: Path, kode: str) -> list[Path]:
    """The folders that a sector has."""
    return [rot / mappe / kode for mappe in ("data", "notebooks", "book")]


def synlige(mappe: Path) -> list[Path]:
    """The files below a folder, but for what an editor or a file manager leaves there."""
    return [fil for fil in written_files(mappe, "**/*") if fil.is_file()]


def _forslag(kode: str) -> str:
    enkel = re.sub(r"[^a-z0-9_]", "", kode.lower().translate(str.maketrans("åøæ -", "aoa__")))
    return f" Mente du {enkel}?" if KODEFORM.fullmatch(enkel) else ""


def ordene(felles: Felles | None) -> list[list[str]]:
    """The words a measure may use: the classes, and the steps of the two scales. A new book has the template's."""
    if felles:
        alle = vars(felles)
    else:
        alle = yaml.safe_load(settfiler(Bestilling("x", "x", "X", {}, (), {}))["data/felles/program.yml"])
    return [
        [ett for ett in alle[navn] if navn == "klasser" or ett != IKKE_GJENGITT]
        for navn in ("klasser", "usikkerhet", "konsekvens")
    ]


def _andre(rot: Path) -> dict[str, Sektorinfo]:
    """The sectors that there are, blank keys left out."""
    andre = {}
    for fil in sorted((rot / "data").glob("*/sektor.yml")):
        dokument = les_dokument(fil)
        dokument.innhold = uten_tomme(dokument.innhold)
        andre[fil.parent.name] = valider(dokument, Sektorinfo)
    return andre


def _les_virksomheter(tekst: str, feil: list[Datafeil]) -> dict[str, str]:
    hos: dict[str, str] = {}
    for del_ in tekst.split(","):
        kode, kolon, navn = (ledd.strip() for ledd in del_.partition(":"))
        if not (kode and kolon and navn):
            melding = f"virksomheten «{del_.strip()}» mangler kode eller navn. Skriv KODE:Navn"
            feil.append(Datafeil(f'{melding}, og komma mellom: "BIB:Biblioteket,MUS:Museene".'))
        elif kode in hos:
            feil.append(Datafeil(f"koden «{kode}» er gitt to ganger. Gi hver virksomhet sin kode."))
        else:
            with samle(feil):
                krev_virksomhetskode(kode)
                hos[kode] = navn
    return hos


def krev_virksomhetskode(kode: str) -> None:
    """Raise Datafeil, with what may have been meant, for what cannot be the code of an agency."""
    if not _VIRKSOMHET.fullmatch(kode):
        ny = re.sub(r"[^A-Z0-9]", "", kode.upper().translate(str.maketrans("ÅØÆ", "AOA")))
        rad = f" Mente du {ny}?" if _VIRKSOMHET.fullmatch(ny) else ""
        raise Datafeil(f"koden «{kode}» kan ikke brukes. {_VIRKSOMHETSREGEL}{rad}")


def _les_periode(tekst: str, andre: Mapping[str, Sektorinfo], feil: list[Datafeil]) -> tuple[int, ...]:
    if not tekst:
        if andre:
            return next(iter(andre.values())).periode
        feil.append(Datafeil("årene mangler. Skriv for eksempel --periode 2026-2029."))
        return ()
    funnet = re.fullmatch(rf"({_AR})(?:\s*[-\u2013]\s*({_AR}))?", tekst.strip())
    if funnet:
        forste, siste = int(funnet[1]), int(funnet[2] or funnet[1])
        if 0 <= siste - forste < _LENGST:
            return tuple(range(forste, siste + 1))
    feil.append(
        Datafeil(f"--periode er «{tekst}». Skriv første og siste år, for eksempel 2026-2029, høyst {_LENGST} år.")
    )
    return ()


def _les_tiltak(tekst: str, hos: Mapping[str, str], feil: list[Datafeil]) -> dict[str, str]:
    plassert: dict[str, str] = {}
    for id_ in (del_.strip() for del_ in tekst.split(",")):
        mulige = [kode for kode in hos if re.fullmatch(rf"{kode}\d+", id_)]
        if not mulige:
            eksempel = f"{next(iter(hos), 'BIB')}1"
            melding = f"tiltaket «{id_}» begynner ikke med koden til en virksomhet."
            feil.append(Datafeil(f"{melding} Skriv kode og nummer, for eksempel {eksempel}."))
        elif id_ in plassert:
            feil.append(Datafeil(f"tiltaket «{id_}» er gitt to ganger."))
        else:
            plassert[id_] = mulige[0]
    return plassert


MERKE: Final = ".ny-sektor.json"
KILDELISTE: Final = "data/kilder.yml"


def legg(rot: Path, bestilling: Bestilling) -> list[str]:
    """Lay the sector's files below ``rot``, and enter it in the table of contents; what was laid.

    A folder that is not there, or is empty, becomes a whole new book. Raises Datafeil, and leaves
    everything as it was, when the result cannot be read.
    """
    nytt_sett = not (rot / "data").exists()
    nye = sektorfiler(bestilling)
    if nytt_sett:
        nye |= settfiler(bestilling)
    lest = {rot / navn: fingerprint_of(rot / navn) for navn in (INNHOLD, KILDELISTE)}
    endret = {} if nytt_sett else _innskudd(rot, bestilling)
    merke = {
        "nytt_sett": nytt_sett,
        "ny_mappe": not rot.exists(),
        "filer": {navn: fingerprint(tekst) for navn, tekst in sorted(nye.items())},
        "innskudd": {
            navn: [{"gammelt": gammelt, "nytt": nytt} for gammelt, nytt in steder]
            for navn, (_, steder) in endret.items()
        },
    }
    alle = {f"data/{bestilling.kode}/{MERKE}": json.dumps(merke, ensure_ascii=False, indent=1) + "\n", **nye}
    alle |= {navn: ny for navn, (ny, _) in endret.items()}
    lest |= {rot / navn: "" for navn in alle if navn not in endret}
    with together(rot, {rot / navn: tekst for navn, tekst in alle.items()}, lest):
        # As the build will.
        les_sektor(bestilling.kode, bok=Bokmappe(rot / "data", rot))
    return list(alle)


def _innskudd(rot: Path, bestilling: Bestilling) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """The files that are added to: the whole new text, and what was there and what stands for it, place by place."""
    innhold = les_tekst(rot / INNHOLD)
    nye = innskudd_i_innholdet(innhold, rot / INNHOLD, bestilling)
    endret = {INNHOLD: (med_innskudd(innhold, nye), [("", nytt) for _, nytt in nye])}
    if bestilling.rapport:
        kilder = les_tekst(rot / KILDELISTE)
        tom = re.search(r"^kilder:[ ]*\{\}[ ]*$", kilder, re.MULTILINE)
        if tom:
            nytt = "kilder:\n" + bestilling.kilde().rstrip("\n")
            endret[KILDELISTE] = (kilder.replace(tom[0], nytt, 1), [(tom[0], nytt)])
        else:
            nytt = ("" if kilder.endswith("\n") else "\n") + bestilling.kilde()
            endret[KILDELISTE] = (kilder + nytt, [("", nytt)])
    return endret


def innskudd_i_innholdet(tekst: str, fil: Path, bestilling: Bestilling) -> list[tuple[int, str]]:
    """What goes into _toc.yml, and after how many lines: in each part after the other sectors, or first.

    In contents with other parts the sector is a part of its own, after the other sectors'. Raises Datafeil for contents
    without parts.
    """
    rot = yaml.compose(tekst)
    deler = _verdi(rot, "parts")
    if not isinstance(deler, yaml.SequenceNode) or not deler.value:
        raise Datafeil(
            "innholdsfortegnelsen har ingen deler (parts) som en sektor kan stå ved siden av. "
            "Skriv parts: med caption og chapters.",
            fil,
        )
    kapitler = {str(tittel.value): _verdi(d, "chapters") for d in deler.value if (tittel := _verdi(d, "caption"))}
    if all(
        isinstance(node := kapitler.get(del_), yaml.SequenceNode) and not node.flow_style for del_ in bestilling.sider
    ):
        nye = [
            (_etter_sektorene(kapitler[del_].value), bestilling.ledd(del_, " " * kapitler[del_].start_mark.column))
            for del_ in bestilling.sider
        ]
    else:
        nye = [_egen_del(deler.value, bestilling)]
    # A last line without a newline gets it with what is put in, and loses it with that.
    sist = len(tekst.splitlines()) if not tekst.endswith("\n") else -1
    return [(linje, "\n" + nytt.rstrip("\n") if linje == sist else nytt) for linje, nytt in nye]


def _egen_del(deler: list[yaml.Node], bestilling: Bestilling) -> tuple[int, str]:
    med = [del_ for del_ in deler if any(f.endswith("/sammendrag") for f in _ord_i(del_))]
    egne = [del_ for del_ in deler if all(f.count("/") > 1 for f in _ord_i(del_) if f.startswith("book/"))]
    etter = (med or egne or deler)[-1]
    return _sist(etter), bestilling.egen_del(" " * max(etter.start_mark.column - 2, 0))


def med_innskudd(tekst: str, innskudd: list[tuple[int, str]]) -> str:
    """The text with these lines put in."""
    alle = tekst.splitlines(keepends=True)
    for linje, nytt in sorted(innskudd, reverse=True):
        alle.insert(linje, nytt)
    return "".join(alle)


def _etter_sektorene(kapitler: list[yaml.Node]) -> int:
    """After how many lines the pages of some sector end in a part; where it has none, the part's begin."""
    egne = [ledd for ledd in kapitler if any(f.count("/") > 1 for f in _ord_i(ledd) if f.startswith("book/"))]
    return _sist(egne[-1]) if egne else kapitler[0].start_mark.line


def _sist(node: yaml.Node) -> int:
    return max(blad.end_mark.line for blad in _blader(node)) + 1


def _verdi(node: yaml.Node | None, nokkel: str) -> Any:
    """What a mapping of YAML has under a key; None where it is no mapping, or has none."""
    par = node.value if isinstance(node, yaml.MappingNode) else []
    return next((verdi for navn, verdi in par if navn.value == nokkel), None)


def _ord_i(node: yaml.Node) -> list[str]:
    return [str(blad.value) for blad in _blader(node)]


def _blader(node: Any) -> Iterator[yaml.ScalarNode]:
    """The words and numbers of a node of YAML, in order."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    else:
        for del_ in node.value:
            for ett in del_ if isinstance(del_, tuple) else (del_,):
                yield from _blader(ett)
