"""The book, some chapters of it, or single cards as a Word file, to paste from into a case."""

import os
import pickle
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from effekt.bok import Byggfeil, Fremdrift, papirutgave
from effekt.kapitler import finn_kapitler
from effekt.kilder import Datafeil, naermeste
from effekt.kjoremate import VANLIG, Kjoremate
from effekt.sektorlesing import les_sektor, sektorer
from effekt.stil import til_png
from effekt.utgivelse import les_utgivelse

if TYPE_CHECKING:
    from docutils import nodes

MAPPE: Final = "_build/docx"
_VEDLEGG: Final = "vedlegg"


def lag_ordfil(
    rot: Path,
    si: Fremdrift,
    kapitler: Sequence[str],
    tiltak: Sequence[str],
    ut: Path | None,
    mate: Kjoremate = VANLIG,
) -> Path:
    """Write the named chapters and cards, or the whole book, as .docx; the file's path.

    Raises Datafeil for an unknown chapter or measure and a place that cannot be written to, and
    Byggfeil for what could not be made. An earlier file is then as it was.
    """
    navn = [_kapittel(rot, ett) for ett in kapitler]
    koder = [_tiltak(ett) for ett in tiltak]
    fil = _fil(rot, ut, navn, koder)
    try:
        from effekt.ordtre import Ordskriver
    except ModuleNotFoundError as mangler:
        raise Byggfeil(
            f"Word-filen lages med {mangler.name}, som ikke er installert. «make pdf» installerer "
            "det som trengs til både PDF og Word."
        ) from None
    with papirutgave(rot, si, mate) as mappe:
        traer = pickle.loads((mappe / "bok.pickle").read_bytes())
        tittel = _tittel(mappe)
        skriver = Ordskriver(mappe, til_png)
        skriver.overskrift(tittel, 0)
        if merknad := les_utgivelse().merknad:
            skriver.dokument.add_paragraph(merknad)
        if navn or not koder:
            _skriv_kapitler(skriver, traer, navn)
        for kode in koder:
            kort = _kort(traer, kode)
            skriver.overskrift(f"{kode} {_tekst(kort, 'kort-navn')}", 1)
            skriver.skriv_kort(kort)
        _egenskaper(skriver.dokument, tittel)
        _skriv(fil, _fast(skriver.ferdig()))
    return fil


# --- what is asked for --------------------------------------------------------------------------


def _kapittel(rot: Path, navn: str) -> str:
    from effekt.papirtre import slug

    kjente = [k.navn for k in finn_kapitler(rot)]
    rent = navn.removeprefix("book/").removesuffix(".ipynb")
    if rent not in kjente:
        raise Datafeil(
            f"ukjent kapittel «{navn}».{naermeste(rent, kjente)} Boken har {', '.join(kjente)}."
        )
    return slug(rent)


def _tiltak(kode: str) -> str:
    kjente = [id_ for navn in sektorer() for id_ in les_sektor(navn).tiltak.urort()]
    if kode.upper() not in kjente:
        raise Datafeil(
            f"ukjent tiltak «{kode}».{naermeste(kode.upper(), kjente)} "
            f"Boken har {', '.join(kjente)}."
        )
    return kode.upper()


def _fil(rot: Path, ut: Path | None, kapitler: Sequence[str], koder: Sequence[str]) -> Path:
    """Where the file goes: checked before anything is made."""
    if ut is None:
        ut = rot / MAPPE / f"{'-'.join([*kapitler, *(k.lower() for k in koder)]) or 'bok'}.docx"
        ut.parent.mkdir(parents=True, exist_ok=True)
    if ut.is_dir():
        raise Datafeil(f"--output er mappen «{ut}». Skriv også navnet på filen.")
    if not ut.parent.is_dir():
        raise Datafeil(f"mappen «{ut.parent}» finnes ikke. Lag den, eller velg en annen.")
    if not os.access(ut if ut.exists() else ut.parent, os.W_OK):
        raise Datafeil(f"kan ikke skrive til «{ut}». Velg en mappe du har lov til å skrive i.")
    return ut


# --- what is written ----------------------------------------------------------------------------


def _skriv_kapitler(skriver: Any, traer: dict[str, "nodes.document"], navn: Sequence[str]) -> None:
    """The chapters in the book's order of asking, and the numbers behind their figures."""
    valgte = list(navn) or [n for n in traer if n != _VEDLEGG]
    for ett in valgte:
        skriver.skriv(traer[ett])
    bak = [
        boks
        for boks in (traer[_VEDLEGG].children[0].children if _VEDLEGG in traer else [])
        if any(i.startswith(f"{_VEDLEGG}--{ett}--") for ett in valgte for i in _ids(boks))
    ]
    if bak:
        skriver.overskrift("Tallene bak figurene", 1)
        skriver.skriv_blokker(bak)


def _ids(node: Any) -> list[str]:
    return list(node.get("ids", ())) if hasattr(node, "get") else []


def _kort(traer: dict[str, "nodes.document"], kode: str) -> Any:
    for tre in traer.values():
        for kort in _med_klasse(tre, "kort"):
            if _tekst(kort, "kort-id").partition(" ")[0] == kode:
                return kort
    raise Byggfeil(f"boken har ikke noe kort for {kode}. Har et kapittel cellen som viser det?")


def _med_klasse(tre: Any, klasse: str) -> Iterator[Any]:
    return iter(tre.findall(lambda n: klasse in getattr(n, "attributes", {}).get("classes", ())))


def _tekst(tre: Any, klasse: str) -> str:
    return next((str(n.astext()) for n in _med_klasse(tre, klasse)), "")


def _tittel(mappe: Path) -> str:
    import json

    return str(json.loads((mappe / "bok.json").read_text(encoding="utf-8"))["title"])


def _egenskaper(dokument: Any, tittel: str) -> None:
    """Title and language; no day, which would differ from run to run."""
    egenskaper = dokument.core_properties
    egenskaper.title, egenskaper.language = tittel, "nb-NO"
    egenskaper.author = egenskaper.last_modified_by = egenskaper.comments = ""
    rot = egenskaper._element
    for ledd in [e for e in rot if e.tag.endswith(("}created", "}modified"))]:
        rot.remove(ledd)


def _fast(docx: bytes) -> bytes:
    """The same file with the first day that a ZIP file knows on everything in it."""
    ut = BytesIO()
    with ZipFile(BytesIO(docx)) as inn, ZipFile(ut, "w", ZIP_DEFLATED) as ny:
        for navn in inn.namelist():
            ny.writestr(ZipInfo(navn), inn.read(navn), ZIP_DEFLATED)
    return ut.getvalue()


def _skriv(fil: Path, innhold: bytes) -> None:
    ny = fil.with_name(f".{fil.name}.ny")
    ny.write_bytes(innhold)
    os.replace(ny, fil)
