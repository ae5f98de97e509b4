"""What a workbook changes, tried out on a copy of data/ and then written: all of it, or nothing."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from effekt.arkinnlesing import Celle, Innlesing
from effekt.arkrute import Arkfeil
from effekt.kilder import Datafeil, FlereFeil, som_datamappe
from effekt.lesing import Dokument, Sti, les_dokument
from effekt.sektorlesing import les_sektor

_NOKKEL: Final = re.compile(r"(?:ukjent )?nøkkelen «([^»]+)»|^([a-z_][\w.]*)(?=[ :])")
_MANGLER: Final = re.compile(r"nøkkelen «[^»]+» mangler\. Legg den til\.")


@contextmanager
def prove(
    data: Path, sektor: str, tekster: Mapping[str, str], slettet: Sequence[str]
) -> Iterator[Path]:
    """A copy of data/ with the new texts in place; other sectors are only linked to."""
    with tempfile.TemporaryDirectory(prefix="effekt-") as mappe:
        kopi = Path(mappe) / data.name
        kopi.mkdir()
        for ett in data.iterdir():
            if ett.name == sektor and ett.is_dir():
                shutil.copytree(ett, kopi / ett.name)
            elif ett.is_file():
                shutil.copy2(ett, kopi / ett.name)
            else:
                (kopi / ett.name).symlink_to(ett.resolve(), target_is_directory=True)
        for fil, tekst in tekster.items():
            (kopi / fil).parent.mkdir(parents=True, exist_ok=True)
            (kopi / fil).write_bytes(tekst.encode("utf-8"))
        for fil in slettet:
            (kopi / fil).unlink(missing_ok=True)
        yield kopi


def feil_etter(inn: Innlesing, data: Path, tekster: Mapping[str, str]) -> list[Datafeil]:
    """What would be wrong with the sector once the texts are written, told by sheet and cell."""
    filer = inn.filer
    with prove(data, filer.sektor, tekster, filer.slettet) as kopi, som_datamappe(kopi):
        try:
            les_sektor(filer.sektor)
        except Datafeil as feil:
            alle = feil.alle if isinstance(feil, FlereFeil) else [feil]
            oversatt = [_i_arket(ett, inn, kopi.resolve()) for ett in alle]
            # Said here, while the copy is still called data/.
            return [
                ett if isinstance(ett, Arkfeil) else Datafeil(str(ett))
                for ett in oversatt
                if ett is not None
            ]
    return []


def _i_arket(feil: Datafeil, inn: Innlesing, kopi: Path) -> Datafeil | None:
    """The fault at the cell that it comes from; None where the cell is already told of."""
    if feil.fil is None or not feil.fil.resolve().is_relative_to(kopi):
        return feil
    fil = feil.fil.resolve().relative_to(kopi).as_posix()
    if fil.endswith(".csv"):
        return _i_tabellen(feil, inn, fil)
    try:
        dokument = les_dokument(feil.fil)
    except Datafeil:
        return feil
    treff = _NOKKEL.search(feil.melding)
    nokkel = next((ett for ett in treff.groups() if ett), "") if treff else ""
    sted = _finn(inn, fil, nokkel, dokument, feil)
    if sted is None:
        return feil
    sti, celle, ved_navn = sted
    if any((fil, sti[:n]) in inn.darlige for n in range(len(sti) + 1)):
        return None
    melding = _MANGLER.sub(f"{celle.navn} er tom. Fyll den ut.", feil.melding)
    if ved_navn:
        melding = re.sub(rf"«?{re.escape(nokkel)}»?(?=[ :.])", celle.navn, melding, count=1)
    return celle.rute.feil(melding)


def _i_tabellen(feil: Datafeil, inn: Innlesing, fil: str) -> Datafeil | None:
    ruter = inn.linjer.get((fil, feil.linje or 0))
    if not ruter:
        return feil
    felt = next((n for n in ruter if feil.melding.startswith(f"{n} ")), None)
    rute = ruter[felt] if felt else next(iter(ruter.values()))
    if (fil, (rute.rad,)) in inn.darlige:
        return None
    return rute.feil(re.sub(r"står også på linje \d+", "står to ganger", feil.melding))


def _finn(
    inn: Innlesing, fil: str, nokkel: str, dokument: Dokument, feil: Datafeil
) -> tuple[Sti, Celle, bool] | None:
    """The cell of a key that a message names, or of its line; and whether it was by the name."""
    celler = {sti: celle for (f, sti), celle in inn.celler.items() if f == fil}

    def vist(sti: Sti) -> str:
        return ".".join(ledd for ledd in sti if isinstance(ledd, str))

    def pa_linjen(sti: Sti) -> bool:
        return feil.linje is None or dokument.linje(sti) == feil.linje

    navngitt = [sti for sti in celler if vist(sti) == nokkel]
    under = [sti for sti in celler if nokkel and vist(sti).startswith(f"{nokkel}.")]
    under.sort(key=lambda sti: str(sti[-1]) not in feil.melding.split(".")[0])
    pa_linje = [sti for sti in celler if sti in dokument.linjer and pa_linjen(sti)]
    naer = sorted(pa_linje, key=len)
    # On the line of the fault first: the key of an item in a list does not say which item.
    if ved_navn := sorted([*navngitt, *under], key=lambda sti: (sti in under, not pa_linjen(sti))):
        return ved_navn[0], celler[ved_navn[0]], True
    for (f, sti), rad in inn.rader.items():
        if f == fil and sti in dokument.linjer and dokument.linjer[sti] == feil.linje:
            return sti, Celle(rad.forste, ""), False
    return (naer[0], celler[naer[0]], False) if naer else None


def skriv(data: Path, tekster: Mapping[str, str], slettet: Sequence[str]) -> None:
    """Write every file, or none: what was there comes back if one of them cannot be written."""
    nye: dict[Path, Path] = {}
    for_: dict[Path, bytes | None] = {}
    mapper = [m for fil in tekster for m in (data / fil).parents if not m.exists()]
    try:
        for fil, tekst in tekster.items():
            mal = data / fil
            mal.parent.mkdir(parents=True, exist_ok=True)
            nye[mal] = mal.with_name(f".{mal.name}.ny")
            nye[mal].write_bytes(tekst.encode("utf-8"))
        for mal, ny in nye.items():
            for_[mal] = mal.read_bytes() if mal.exists() else None
            os.replace(ny, mal)
        for fil in slettet:
            for_[data / fil] = (data / fil).read_bytes()
            (data / fil).unlink()
    except BaseException:
        for mal, gammelt in for_.items():
            if gammelt is None:
                mal.unlink(missing_ok=True)
            else:
                mal.write_bytes(gammelt)
        for ny in nye.values():
            ny.unlink(missing_ok=True)
        for mappe in sorted(set(mapper), key=lambda m: -len(m.parts)):
            if mappe.is_dir() and not any(mappe.iterdir()):
                mappe.rmdir()
        raise
