"""``effekt new-sector``: a sector's files laid and taken away again, all of it or none of it."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from effekt.fasteadresser import LISTE
from effekt.kilder import DATAVARIABEL, Datafeil, naermeste
from effekt.lesing import les_tekst
from effekt.mapper import INNHOLD
from effekt.sektorlesing import les_sektor
from effekt.sektormal import Bestilling, sektorfiler, settfiler

_MERKE: Final = ".ny-sektor.json"
_KILDER: Final = "data/kilder.yml"


def legg(rot: Path, bestilling: Bestilling) -> list[str]:
    """Lay the sector's files below ``rot``, and enter it in the table of contents; what was laid.

    A folder that is not there, or is empty, becomes a whole new book. Raises Datafeil, and leaves
    everything as it was, when the result cannot be read.
    """
    nytt_sett = not (rot / "data").exists()
    nye = sektorfiler(bestilling)
    if nytt_sett:
        nye |= settfiler(bestilling)
    endret = {} if nytt_sett else _innskudd(rot, bestilling)
    merke = {
        "nytt_sett": nytt_sett,
        "ny_mappe": not rot.exists(),
        "filer": {navn: _avtrykk(tekst.encode()) for navn, tekst in sorted(nye.items())},
        "innskudd": {
            navn: {"gammelt": gammelt, "nytt": nytt} for navn, (_, gammelt, nytt) in endret.items()
        },
    }
    nye[f"data/{bestilling.kode}/{_MERKE}"] = json.dumps(merke, ensure_ascii=False, indent=1) + "\n"
    for_ = {navn: (rot / navn).read_bytes() for navn in endret}
    mapper = _mangler_mapper(rot, nye)
    try:
        for navn, tekst in nye.items():
            _skriv(rot / navn, tekst.encode())
        for navn, (tekst, _, _) in endret.items():
            _skriv(rot / navn, tekst.encode())
        _les_ferdig(rot, bestilling.kode)
    except BaseException:
        for navn in nye:
            (rot / navn).unlink(missing_ok=True)
        for navn, innhold in for_.items():
            _skriv(rot / navn, innhold)
        _rydd(mapper)
        raise
    return [*nye, *endret]


def _les_ferdig(rot: Path, kode: str) -> None:
    """Read what has been laid, as the build will."""
    vanlig = os.environ.get(DATAVARIABEL)
    os.environ[DATAVARIABEL] = str(rot / "data")
    try:
        les_sektor(kode)
    finally:
        os.environ.pop(DATAVARIABEL)
        if vanlig is not None:
            os.environ[DATAVARIABEL] = vanlig


def _mangler_mapper(rot: Path, filer: Mapping[str, str]) -> list[Path]:
    """The folders that the files need and that are not there, the innermost first."""
    alle = {mappe for navn in filer for mappe in (rot / navn).parents}
    return sorted((m for m in alle if not m.exists()), key=lambda m: -len(m.parts))


def _rydd(mapper: list[Path]) -> None:
    for mappe in mapper:
        if mappe.is_dir() and not any(mappe.iterdir()):
            mappe.rmdir()


def _innskudd(rot: Path, bestilling: Bestilling) -> dict[str, tuple[str, str, str]]:
    """The files that are added to: the whole new text, and what stands for what in it."""
    innhold = les_tekst(rot / INNHOLD)
    linje, innrykk = _plass_i_innholdet(innhold, rot / INNHOLD)
    alle = innhold.splitlines(keepends=True)
    nytt = bestilling.del_av_boken(innrykk)
    if linje == len(alle) and alle and not alle[-1].endswith("\n"):
        nytt = "\n" + nytt.rstrip("\n")
    endret = {INNHOLD: ("".join([*alle[:linje], nytt, *alle[linje:]]), "", nytt)}
    if bestilling.rapport:
        kilder = les_tekst(rot / _KILDER)
        tom = re.search(r"^kilder:[ ]*\{\}[ ]*$", kilder, re.MULTILINE)
        if tom:
            nytt = "kilder:\n" + bestilling.kilde().rstrip("\n")
            endret[_KILDER] = (kilder.replace(tom[0], nytt, 1), tom[0], nytt)
        else:
            nytt = ("" if kilder.endswith("\n") else "\n") + bestilling.kilde()
            endret[_KILDER] = (kilder + nytt, "", nytt)
    return endret


def _plass_i_innholdet(tekst: str, fil: Path) -> tuple[int, str]:
    """After which line of _toc.yml a new part goes, and how far in: after the other sectors'."""
    rot = yaml.compose(tekst)
    deler: list[Any] = next(
        (
            verdi.value
            for nokkel, verdi in (rot.value if isinstance(rot, yaml.MappingNode) else [])
            if nokkel.value == "parts" and isinstance(verdi, yaml.SequenceNode)
        ),
        [],
    )
    if not deler:
        raise Datafeil(
            "innholdsfortegnelsen har ingen deler (parts) som en sektor kan stå ved siden av. "
            "Skriv parts: med caption og chapters.",
            fil,
        )
    med = [del_ for del_ in deler if any(f.endswith("/sammendrag") for f in _ord_i(del_))]
    etter = (med or deler)[-1]
    return max(_linjer(etter)) + 1, " " * max(etter.start_mark.column - 2, 0)


def _ord_i(node: Any) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield str(node.value)
    elif isinstance(node, yaml.SequenceNode | yaml.MappingNode):
        for del_ in node.value:
            for ett in del_ if isinstance(del_, tuple) else (del_,):
                yield from _ord_i(ett)


def _linjer(node: Any) -> Iterator[int]:
    if isinstance(node, yaml.ScalarNode):
        yield node.end_mark.line
    else:
        for del_ in node.value:
            for ett in del_ if isinstance(del_, tuple) else (del_,):
                yield from _linjer(ett)


# --- taking away ---------------------------------------------------------------------------------


def fjern(rot: Path, kode: str, *, forkast: bool = False) -> list[str]:
    """Take away what was laid for the sector, and what has been built of it; the files.

    Raises Datafeil, and takes nothing away, where something has been changed or added since,
    unless ``forkast``.
    """
    fil = rot / "data" / kode / _MERKE
    if not fil.is_file():
        kjente = [p.parent.name for p in (rot / "data").glob(f"*/{_MERKE}")]
        raise Datafeil(
            f"«{kode}» er ikke laget med effekt new-sector, og kan ikke fjernes slik."
            f"{naermeste(kode, kjente)}"
        )
    merke = json.loads(fil.read_text(encoding="utf-8"))
    egne = [
        p
        for mappe in ("data", "notebooks")
        for p in sorted((rot / mappe / kode).rglob("*"))
        if p.is_file() and p != fil and ".ipynb_checkpoints" not in p.parts
    ]
    alene = merke["nytt_sett"] and not _andre_enn(rot, kode)
    delte = [rot / navn for navn in merke["filer"] if alene and rot / navn not in egne]
    endret = [
        p.relative_to(rot).as_posix()
        for p in [*egne, *delte]
        if p.exists()
        and merke["filer"].get(p.relative_to(rot).as_posix()) != _avtrykk(p.read_bytes())
    ]
    tilbake: dict[str, str] = {}
    for navn, ett in merke["innskudd"].items():
        tekst = les_tekst(rot / navn)
        if tekst.count(ett["nytt"]) == 1:
            tilbake[navn] = tekst.replace(ett["nytt"], ett["gammelt"])
        else:
            endret.append(navn)
    if merke["nytt_sett"] and not alene:
        raise Datafeil(
            f"«{kode}» er sektoren boken begynte med, og andre sektorer bygger på filene dens. "
            "Fjern dem først."
        )
    if endret and not forkast:
        raise Datafeil(
            f"{len(endret)} filer er endret siden de ble lagt, og ville gått tapt: "
            f"{', '.join(endret)}. Legg til --discard for å fjerne dem likevel."
        )
    if forkast and (mangler := [n for n in merke["innskudd"] if n not in tilbake]):
        hvor = ", ".join(mangler)
        raise Datafeil(f"delen om {kode} er skrevet om i {hvor}. Ta den bort der selv.")
    with tempfile.TemporaryDirectory(dir=rot, prefix=".fjernes-") as bort:
        for mappe in ("data", "notebooks", "book"):
            if (rot / mappe / kode).exists():
                os.rename(rot / mappe / kode, Path(bort) / mappe)
        for navn, tekst in tilbake.items():
            _skriv(rot / navn, tekst.encode())
        _uten_adresser(rot / LISTE, kode)
        if alene:
            for p in delte:
                p.unlink(missing_ok=True)
            for navn in ("_build", "book"):
                shutil.rmtree(rot / navn, ignore_errors=True)
    mapper = _mapper_over([*egne, *delte, fil], rot)
    _rydd([mappe for mappe in mapper if mappe != rot or merke["ny_mappe"]])
    return [p.relative_to(rot).as_posix() for p in [*egne, *delte]]


def _andre_enn(rot: Path, kode: str) -> list[str]:
    return [f.parent.name for f in (rot / "data").glob("*/sektor.yml") if f.parent.name != kode]


def _mapper_over(filer: list[Path], rot: Path) -> list[Path]:
    alle = {m for p in filer for m in p.parents if m == rot or rot in m.parents}
    return sorted(alle, key=lambda m: -len(m.parts))


def _uten_adresser(liste: Path, kode: str) -> None:
    """Take the sector's permanent addresses off the list, where a build has put some there."""
    if liste.is_file():
        gammel = liste.read_text(encoding="utf-8")
        linjer = gammel.splitlines(keepends=True)
        ny = "".join(linje for linje in linjer if not linje.startswith(f"{kode}/"))
        if ny != gammel:
            _skriv(liste, ny.encode())


def _skriv(fil: Path, innhold: bytes) -> None:
    """Write a file so that it is at every moment the old one or the new one."""
    fil.parent.mkdir(parents=True, exist_ok=True)
    midlertidig = fil.with_name(f".{fil.name}.ny")
    midlertidig.write_bytes(innhold)
    os.replace(midlertidig, fil)


def _avtrykk(innhold: bytes) -> str:
    return hashlib.sha256(innhold).hexdigest()
