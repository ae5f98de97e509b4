"""What ``effekt new-sector`` is asked for, checked before anything is laid."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import yaml

from effekt.kilder import Datafeil, samlet_feil
from effekt.lesing import les_dokument
from effekt.modell import Sektorinfo
from effekt.program import IKKE_GJENGITT, Felles
from effekt.sektormal import Bestilling, settfiler
from effekt.utkast import uten_tomme
from effekt.validering import les_yaml, valider

_OPPTATT: Final = ("felles", "skjema")
_KODE, _VIRKSOMHET = re.compile(r"[a-z][a-z0-9_]*"), re.compile(r"[A-Z][A-Z0-9]*")
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
    if not _KODE.fullmatch(kode):
        feil.append(Datafeil(f"koden «{kode}» kan ikke brukes. {_KODEREGEL}{_forslag(kode)}"))
    elif kode in _OPPTATT or any((rot / m / kode).exists() for m in ("data", "notebooks", "book")):
        feil.append(Datafeil(f"koden «{kode}» er opptatt. Velg en annen."))
    if not navn.strip():
        feil.append(Datafeil('--navn er tomt. Skriv navnet: --navn "Kultur og næring".'))
    if not _VIRKSOMHET.fullmatch(kortnavn):
        feil.append(Datafeil(f"kortnavnet «{kortnavn}» kan ikke brukes. {_VIRKSOMHETSREGEL}"))
    for id_, info in andre.items():
        for hva, min_, din in (
            ("navnet", navn, info.navn),
            ("kortnavnet", kortnavn, info.kortnavn),
        ):
            if min_.lower() == din.lower():
                melding = f"{hva} «{min_}» er brukt av sektoren {id_}. Velg et annet."
                feil.append(Datafeil(melding))
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
        felles.kommune if felles else kommune,
        *(
            [list(felles.klasser), _trinn(felles.usikkerhet), _trinn(felles.konsekvens)]
            if felles
            else _ord_i_malen()
        ),
    )  # fmt: skip


def _forslag(kode: str) -> str:
    enkel = re.sub(r"[^a-z0-9_]", "", kode.lower().translate(str.maketrans("åøæ -", "aoa__")))
    return f" Mente du {enkel}?" if _KODE.fullmatch(enkel) else ""


def _ord_i_malen() -> list[list[str]]:
    """The words a measure may use in a new book: its classes, and the steps of the two scales."""
    mal = settfiler(Bestilling("x", "x", "X", {}, (), {}))["data/felles/program.yml"]
    program = yaml.safe_load(mal)
    return [
        list(program["klasser"]), _trinn(program["usikkerhet"]), _trinn(program["konsekvens"])
    ]  # fmt: skip


def _trinn(skala: Iterable[str]) -> list[str]:
    return [ett for ett in skala if ett != IKKE_GJENGITT]


def _andre(rot: Path) -> dict[str, Sektorinfo]:
    filer = sorted((rot / "data").glob("*/sektor.yml"))
    return {fil.parent.name: _les_info(fil) for fil in filer}


def _les_info(fil: Path) -> Sektorinfo:
    """The sector.yml of another sector, blank keys left out."""
    dokument = les_dokument(fil)
    dokument.innhold = uten_tomme(dokument.innhold)
    return valider(dokument, Sektorinfo)


def _les_virksomheter(tekst: str, feil: list[Datafeil]) -> dict[str, str]:
    hos: dict[str, str] = {}
    for del_ in tekst.split(","):
        kode, kolon, navn = (ledd.strip() for ledd in del_.partition(":"))
        if not (kode and kolon and navn):
            melding = f"virksomheten «{del_.strip()}» mangler kode eller navn. Skriv KODE:Navn"
            feil.append(Datafeil(f'{melding}, og komma mellom: "BIB:Biblioteket,MUS:Museene".'))
        elif not _VIRKSOMHET.fullmatch(kode):
            ny = re.sub(r"[^A-Z0-9]", "", kode.upper().translate(str.maketrans("ÅØÆ", "AOA")))
            rad = f" Mente du {ny}?" if _VIRKSOMHET.fullmatch(ny) else ""
            feil.append(Datafeil(f"koden «{kode}» kan ikke brukes. {_VIRKSOMHETSREGEL}{rad}"))
        elif kode in hos:
            feil.append(Datafeil(f"koden «{kode}» er gitt to ganger. Gi hver virksomhet sin kode."))
        else:
            hos[kode] = navn
    return hos


def _les_periode(
    tekst: str, andre: Mapping[str, Sektorinfo], feil: list[Datafeil]
) -> tuple[int, ...]:
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
        Datafeil(
            f"--periode er «{tekst}». Skriv første og siste år, for eksempel 2026-2029, høyst "
            f"{_LENGST} år."
        )
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
