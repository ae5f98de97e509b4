"""A sector that is taken away again: what ``new_sector`` laid and builds made of it, and nothing else.

What to take away stands in ``data/<sector>/.ny-sektor.json``, with the hash of each file as it was laid. Where an
earlier version of the program was killed before that was written, the templates tell: a file that is just what they
give was laid. What was changed since goes only with ``--discard``; what is not ours stops the command, by name, before
anything is done.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effekt.authoring.new_sector import KILDELISTE, MERKE, Bestilling, ordene, sektorfiler, sektormapper, synlige
from effekt.base.book import INNHOLD, LISTE
from effekt.base.faults import Datafeil, naermeste
from effekt.base.files import fingerprint, fingerprint_of, remove_empty, written_files
from effekt.base.writing import together
from effekt.model.program import Felles
from effekt.reading.documents import les_dokument, les_tekst, les_yaml


@dataclass(frozen=True)
class Fjernet:
    """What was taken away, and what stays, both from the book's root."""

    filer: list[str]
    star: list[str]


def remove_sector(
    rot: Path, kode: str, bygd: Callable[[Path], Mapping[Path, bool]], *, forkast: bool = False
) -> Fjernet:
    """Remove the sector and what was built of it; ``forkast`` also what was changed since.

    ``bygd`` tells of a book's root what builds make in book/, and whether it is as they made it. Raise Datafeil for
    changes, and for what nobody here has made; nothing is then done.
    """
    _hent_tilbake(rot, kode)
    merke = _merke(rot, kode)
    mapper = sektormapper(rot, kode)
    alene = merke["nytt_sett"] and not any(f.parent.name != kode for f in (rot / "data").glob("*/sektor.yml"))
    if merke["nytt_sett"] and not alene:
        raise Datafeil(
            f"«{kode}» er sektoren boken begynte med, og andre sektorer bygger på filene dens. Fjern dem først."
        )

    def egen(fil: Path) -> bool:
        return alene or any(fil.is_relative_to(mappe) for mappe in mapper)

    lagt = {rot / navn: avtrykk for navn, avtrykk in merke["filer"].items() if egen(rot / navn)}
    endres = [*lagt, *(rot / navn for navn in merke["innskudd"]), rot / LISTE]
    lest = {fil: fingerprint_of(fil) for fil in endres}
    som_lagt = {fil: lest[fil] == avtrykk for fil, avtrykk in lagt.items()}
    kjent = {fil: som_da for fil, som_da in {**bygd(rot), **som_lagt}.items() if egen(fil) and fil.is_file()}
    endret = [_navn(rot, fil) for fil, som_da in kjent.items() if not som_da]
    tilbake, skrevet_om = _uten_innskudd(rot, kode, merke["innskudd"])
    andres = [_navn(rot, fil) for mappe in mapper for fil in synlige(mappe) if fil not in kjent]
    feil = []
    if (endret or skrevet_om) and not forkast:
        feil.append(
            f"{len([*endret, *skrevet_om])} filer er endret siden de ble lagt, og ville gått tapt: "
            f"{', '.join([*endret, *skrevet_om])}. Legg til --discard for å fjerne dem likevel."
        )
    elif skrevet_om:
        feil.append(f"delen om {kode} er skrevet om i {', '.join(skrevet_om)}. Ta den bort der selv.")
    if andres:
        feil.append(
            f"{len(andres)} filer er verken lagt eller bygd av effekt, og slettes ikke: {', '.join(andres)}. "
            "Flytt eller slett dem selv, og kjør kommandoen igjen."
        )
    if feil:
        raise Datafeil("\n".join(feil))
    # What says what is laid goes last of all.
    filer: dict[Path, str | None] = {**tilbake, **_uten_adresser(rot / LISTE, kode, alene), **dict.fromkeys(kjent)}
    filer |= {rot / "data" / kode / MERKE: None}
    with together(rot, filer, lest):
        pass
    tomme = {m for fil in filer for m in fil.parents if rot in m.parents} | ({rot} if merke["ny_mappe"] else set())
    tomme |= {under for mappe in mapper for under in mappe.rglob("*") if under.is_dir()}
    with suppress(OSError):  # an empty folder is no matter
        remove_empty(tomme)
    star = [rot] if alene else mapper
    return Fjernet(
        [_navn(rot, fil) for fil in kjent],
        [_navn(rot, del_) for m in star if m.is_dir() for del_ in sorted(m.iterdir())],
    )


def _navn(rot: Path, fil: Path) -> str:
    return fil.relative_to(rot).as_posix()


def _merke(rot: Path, kode: str) -> Any:
    """What says what was laid; of a sector that was not laid to its end, as far as it can be told."""
    fil = rot / "data" / kode / MERKE
    if not fil.is_file():
        return _som_malene(rot, kode)
    return read_marker(rot, kode)


def read_marker(rot: Path, kode: str) -> dict[str, Any]:
    """What was laid of a sector; raise Datafeil where the file does not say, or names what is not the book's own.

    The folder may have come from somebody else, and what stands here is rewritten and removed.
    """
    fil = rot / "data" / kode / MERKE
    try:
        merke = json.loads(les_tekst(fil))
        filer = {navn: str(avtrykk) for navn, avtrykk in merke["filer"].items()}
        # An earlier version of the program put in one piece a file.
        steder = {navn: alle if isinstance(alle, list) else [alle] for navn, alle in merke["innskudd"].items()}
        innskudd = {
            navn: [{k: str(ett[k]) for k in ("nytt", "gammelt")} for ett in alle] for navn, alle in steder.items()
        }
        flagg = {k: bool(merke[k]) for k in ("nytt_sett", "ny_mappe")}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Datafeil("filen sier ikke lenger hva som ble lagt. Hent den fram slik den var.", fil) from None
    egne = rot.resolve()
    for navn in (*filer, *innskudd):
        if Path(navn).is_absolute() or ".." in Path(navn).parts or not (rot / navn).resolve().is_relative_to(egne):
            raise Datafeil(f"filen nevner «{navn}», som ikke er i boken. Hent den fram slik den var.", fil)
    if fremmede := [navn for navn in innskudd if navn not in {INNHOLD, KILDELISTE}]:
        raise Datafeil(f"filen sier at «{fremmede[0]}» er endret, men det gjør ikke effekt. Rett den.", fil)
    return {"filer": filer, "innskudd": innskudd, **flagg}


def _som_malene(rot: Path, kode: str) -> Any:
    """The same of a sector without it: the files as the templates give them for what its sektor.yml says."""
    fil = rot / "data" / kode / "sektor.yml"
    if not fil.is_file() or f"book/{kode}/" in les_tekst(rot / INNHOLD):
        kjente = [p.parent.name for p in (rot / "data").glob(f"*/{MERKE}")]
        rester = [_navn(rot, del_) for del_ in (*sektormapper(rot, kode), *rot.glob(".fjernes-*")) if del_.exists()]
        flere = (
            f" Er det rester av noe som ble avbrutt, slett selv {', '.join(rester)}."
            if not fil.is_file() and rester
            else ""
        )
        raise Datafeil(
            f"«{kode}» er ikke laget med effekt new-sector, og kan ikke fjernes slik.{naermeste(kode, kjente) or flere}"
        )
    info = les_dokument(fil).innhold
    tiltak = written_files(rot / "data" / kode / "tiltak", "*.yml")
    try:
        bestilling = Bestilling(
            kode,
            info["navn"],
            info["kortnavn"],
            {virksomhet: ett["navn"] for virksomhet, ett in info["virksomheter"].items()},
            tuple(int(ar) for ar in info["periode"]),
            {p.stem.upper(): les_dokument(p).innhold["virksomhet"] for p in tiltak},
            info["rapport"] or "",
            "",
            *ordene(les_yaml(rot / "data/felles/program.yml", Felles)),
        )
        filer = sektorfiler(bestilling)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Datafeil(
            f"sektoren er endret, så det kan ikke ses hva som ble lagt. Slett selv data/{kode}.", fil
        ) from None
    lagt = {navn: fingerprint(tekst) for navn, tekst in filer.items()}
    return {"nytt_sett": False, "ny_mappe": False, "filer": lagt, "innskudd": {}}


def _hent_tilbake(rot: Path, kode: str) -> None:
    """Put back a sector that an earlier version of the program had set aside, and was killed before it was gone."""
    for til_side in sorted(rot.glob(".fjernes-*")):
        merke = til_side / "data" / MERKE
        if not merke.is_file() or f'"data/{kode}/sektor.yml"' not in merke.read_text(encoding="utf-8"):
            continue
        for mappe in sektormapper(rot, kode):
            fra = til_side / mappe.parent.name
            if fra.is_dir() and not mappe.exists():
                mappe.parent.mkdir(exist_ok=True)
                fra.rename(mappe)
        remove_empty([til_side])


def _uten_innskudd(rot: Path, kode: str, innskudd: Any) -> tuple[dict[Path, str], list[str]]:
    """The files that were added to, as they are without it; and those where what was added is written anew."""
    tilbake: dict[Path, str] = {}
    skrevet_om: list[str] = []
    for navn, steder in innskudd.items():
        tekst = for_ = les_tekst(rot / navn) if (rot / navn).is_file() else ""
        for ett in steder:
            egne = {linje.strip() for linje in ett["nytt"].splitlines() if kode in linje}
            if tekst.count(ett["nytt"]) == 1:
                tekst = tekst.replace(ett["nytt"], ett["gammelt"])
            elif egne & {linje.strip() for linje in tekst.splitlines()} and navn not in skrevet_om:
                skrevet_om.append(navn)
        if tekst != for_ and navn not in skrevet_om:
            tilbake[rot / navn] = tekst
    return tilbake, skrevet_om


def _uten_adresser(liste: Path, kode: str, alene: bool) -> dict[Path, str | None]:
    """The list of permanent addresses without the sector's, where a build has put some there."""
    if not liste.is_file():
        return {}
    linjer = liste.read_text(encoding="utf-8").splitlines(keepends=True)
    igjen = [linje for linje in linjer if not linje.startswith((f"{kode}/", f"book/{kode}/"))]
    if alene and not any(linje.strip() and not linje.startswith("#") for linje in igjen):
        return {liste: None}
    return {liste: "".join(igjen)} if igjen != linjer else {}
