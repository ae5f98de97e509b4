"""The whole of data/ as one Frictionless data package, zipped: the numbers with what they mean."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from effekt.base.characters import harmless_cell
from effekt.base.files import fingerprint
from effekt.base.numbers import skriv_tall
from effekt.model.historikk import Utgave
from effekt.model.tiltak import Kildedokument, Kilder
from effekt.model.utgivelse import Utgivelse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_innstillinger, les_tekst, les_yaml
from effekt.reading.offentlig import Hentet, les_offentlige
from effekt.reading.tabelldata import PAKKEFIL

_LES_MEG: Final = Path(__file__).with_name("maler") / "les-meg.md"
UKJENT: Final = "ikke oppgitt"
_TIDLIGST: Final = (1980, 1, 1, 0, 0, 0)  # the first date a zip file can have
_RETTIGHETER, _UNIX = 0o644 << 16, 3
_FORMATER: Final = {
    ".yml": ("yaml", "application/yaml"),
    ".json": ("json", "application/json"),
    ".md": ("md", "text/markdown"),
}


def skriv_datautgave(bok: Bokmappe, fil: Path, tittel: str, utgivelse: Utgivelse, utgave: Utgave | None = None) -> None:
    """Write data/, datapackage.json and a file to read first; the same bytes every time."""
    beskrivelse = lag_beskrivelse(bok, tittel, utgivelse, utgave)
    innhold = {
        "datapackage.json": json.dumps(beskrivelse, ensure_ascii=False, indent=2) + "\n",
        "LES-MEG.md": _les_meg(beskrivelse),
        **{f"data/{navn}": _tekst(kilde) for navn, kilde in bok.datafiler()},
        **{navn: tekst for navn, _, tekst in _hentede(bok, les_offentlige(bok.data, {}))},
    }
    with zipfile.ZipFile(fil, "w") as pakke:
        for navn, tekst in innhold.items():
            post = zipfile.ZipInfo(navn, _TIDLIGST)
            post.compress_type = zipfile.ZIP_DEFLATED
            post.external_attr, post.create_system = _RETTIGHETER, _UNIX
            pakke.writestr(post, tekst.encode())


def lag_beskrivelse(bok: Bokmappe, tittel: str, utgivelse: Utgivelse, utgave: Utgave | None = None) -> dict[str, Any]:
    """The package's datapackage.json: its tables with columns and sources, and its other files."""
    kilder = les_yaml(bok.data / "kilder.yml", Kilder).kilder
    hentet = les_offentlige(bok.data, {})
    tabeller = {ressurs["path"]: ressurs for ressurs in _tabeller(bok, kilder)}
    return {
        "profile": "data-package",
        "name": "datagrunnlag",
        "title": tittel,
        **({"description": utgivelse.merknad} if utgivelse.merknad else {}),
        **({"version": utgave.utgave, "created": f"{utgave.dato}T00:00:00Z"} if utgave else {}),
        **({"homepage": utgivelse.nettadresse} if utgivelse.nettadresse else {}),
        "contributors": [{"title": utgivelse.utgiver.navn or UKJENT, "role": "publisher"}],
        **_lisens(utgivelse.lisens.navn, utgivelse.lisens.adresse),
        "sources": [
            {"title": f"{k.utgiver}: {k.tittel}", "id": id_, "dato": k.dato, "lisens": k.lisens}
            for id_, k in {**kilder, **hentet.kilder}.items()
        ],
        "resources": [
            *(tabeller.get(f"data/{navn}") or _annen_fil(navn, fil) for navn, fil in bok.datafiler()),
            *(ressurs for _, ressurs, _ in _hentede(bok, hentet)),
        ],
    }


def _tekst(fil: Path) -> str:
    """The file as the package has it: a table with no cell that a spreadsheet runs, all else as it is."""
    tekst = les_tekst(fil)
    if fil.suffix != ".csv":
        return tekst
    rader = list(csv.reader(io.StringIO(tekst, newline="")))
    trygge = [[harmless_cell(celle) for celle in rad] for rad in rader]
    if trygge == rader:
        return tekst
    ut = io.StringIO()
    csv.writer(ut, lineterminator="\n").writerows(trygge)
    return ut.getvalue()


def _tabeller(bok: Bokmappe, kilder: Mapping[str, Kildedokument]) -> Iterator[dict[str, Any]]:
    """The tables that have a file, as their folder describes them, with paths from the top."""
    for pakke in sorted(bok.data.glob(f"*/{PAKKEFIL}")):
        # Here numbers are numbers: the description goes to tools that know nothing of ours.
        beskrevet = les_innstillinger(pakke).innhold
        for ressurs in [*(beskrevet.get("resources") or ()), *beskrevet.get("uten_tall", [])]:
            fil = pakke.parent / ressurs["path"]
            # A table that does not yet say where it is from is a file like any other.
            if fil.exists() and ressurs.get("kilde") and ressurs.get("side"):
                kilde = kilder[ressurs["kilde"]]
                sted = kilde.henvis(str(ressurs["side"])).replace("\u00a0", " ")
                yield {
                    **_kjennetegn(f"{pakke.parent.name}/{ressurs['path']}", _tekst(fil)),
                    **{k: v for k, v in ressurs.items() if k not in {"name", "path", "vis"}},
                    "name": f"{pakke.parent.name}-{ressurs['name']}",
                    "sources": [
                        {"title": f"{kilde.utgiver}: {sted}", **({"path": kilde.adresse} if kilde.adresse else {})}
                    ],
                    "lisens": kilde.lisens,
                }


def _hentede(bok: Bokmappe, hentet: Hentet) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The tables of what is fetched: name, description and text of each, for data/ has replies."""
    for tabell in hentet.tabeller.values():
        ressurs, kilde = tabell.ressurs, hentet.kilder[tabell.ressurs.kilde]
        navn = f"{tabell.fil.relative_to(bok.data).as_posix()}/{ressurs.name}.csv"
        kolonner = [felt.name for felt in ressurs.tabell.felt]
        fil = io.StringIO()
        skriver = csv.writer(fil, lineterminator="\n")
        skriver.writerow(kolonner)
        for rad, celle in zip(tabell.rader, tabell.celler.values(), strict=True):
            verdi = celle.mangler if celle.verdi is None else skriv_tall(celle.verdi)
            skriver.writerow([*(harmless_cell(str(rad[kolonne])) for kolonne in kolonner[:-1]), verdi])
        beskrevet = ressurs.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        yield (
            f"data/{navn}",
            {
                **beskrevet,
                **_kjennetegn(navn, fil.getvalue()),
                "name": f"felles-{ressurs.name}",
                "sources": [{"title": f"{kilde.utgiver}: {kilde.tittel}", "path": kilde.adresse}],
                "lisens": kilde.lisens,
            },
            fil.getvalue(),
        )


def _annen_fil(navn: str, fil: Path) -> dict[str, Any]:
    format_, mediatype = _FORMATER.get(fil.suffix, (fil.suffix.lstrip("."), "text/plain"))
    return {
        **_kjennetegn(navn, _tekst(fil)),
        "type": "file",  # or a tool would guess, and take a JSON schema for one of its own
        "format": format_,
        "mediatype": mediatype,
        "encoding": "utf-8",
    }


def _kjennetegn(navn: str, tekst: str) -> dict[str, Any]:
    raa = tekst.encode()
    return {
        "name": re.sub(r"[^a-z0-9._-]", "-", navn.lower()),
        "path": f"data/{navn}",
        "bytes": len(raa),
        "hash": f"sha256:{fingerprint(raa)}",
    }


def _lisens(navn: str | None, adresse: str | None) -> dict[str, Any]:
    if not navn:
        return {"lisens": UKJENT}
    return {"licenses": [{"name": navn, **({"path": adresse} if adresse else {}), "title": navn}]}


def _les_meg(beskrivelse: Mapping[str, Any]) -> str:
    """What the package is, for a person who has unpacked it."""
    import jinja2

    mal = jinja2.Template(_LES_MEG.read_text(encoding="utf-8"), trim_blocks=True, keep_trailing_newline=True)
    mapper = Counter(ressurs["path"].rpartition("/")[0] for ressurs in beskrivelse["resources"])
    return str(mal.render(pakke=beskrivelse, mapper=mapper, ukjent=UKJENT))
