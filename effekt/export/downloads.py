"""What readers take along: drawings as PNG, workbooks, the data package, the catalogue's entry.

Made when the site is, from the executed chapters and data/; none of it is in git, since its bytes follow from what is.

It is made after the chapters and before jupyter-book, from the records, the CSV files and data/: so it is what the
pages show, and none of it is in git. A drawing that is taken along has title, source and address around it; its PNG
comes from that through resvg (one wheel, no system libraries, and the typeface that it was laid out in). Files for the
whole book have names that stay.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from effekt.base.book import (
    FILMAPPE,
    NEDLASTINGSMAPPE,
    norwegian_variant,
    picture_variant,
    png_variant,
    workbook_variant,
)
from effekt.base.files import fingerprint, write_whole
from effekt.base.norwegian_csv import NAME, norwegian_csv
from effekt.base.numbers import vis_dato, vis_tall
from effekt.base.processes import end_with_parent
from effekt.base.words import ramse
from effekt.display.markup import gjerde, trygg_linje
from effekt.display.records import kapitteltittel
from effekt.display.style import til_png
from effekt.display.svg import Bildetekst, som_bilde
from effekt.execution.chapters import Kapittel
from effekt.execution.pool import can_fork
from effekt.export.budsjett import kan_brukes, skriv_budsjettbok, skriv_csv, uttrekk
from effekt.export.datapackage import UKJENT, skriv_datautgave
from effekt.export.dcat import BESKRIVELSE, Datasett, Distribusjon, lag_katalog
from effekt.export.workbook import Omslag, Tallsett, les_tallsett, skriv_arbeidsbok, skriv_regneark
from effekt.model.historikk import siste_utgave
from effekt.model.utgivelse import Utgivelse, mangler
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.program import ID as PROGRAM
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.utgivelse import bokens_navn, les_utgivelse

OVERSIKT: Final = "book/_generert/nedlastinger.md"
PNGLAGER: Final = "_build/effekt/png"
REGNEARKLAGER: Final = "_build/effekt/regneark"
_MANGE: Final = 4
_DATAPAKKE: Final = "datapakke.zip"
_BUDSJETT: Final = ("budsjett.csv", "budsjett.xlsx")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UTEN_DATO: Final = date(1980, 1, 1)  # where no edition has a date: the earliest that a zip can have


@dataclass(frozen=True)
class _Sektordel:
    """A sector's part of the book: its data, and its chapters with what they hold."""

    sektor: Sektor
    kapitler: Sequence[tuple[Kapittel, str, Sequence[Tallsett]]]

    @property
    def arbeidsbok(self) -> str:
        return f"{self.sektor.info.id}.xlsx"


def lag_nedlastinger(bok: Bokmappe, kjort: Path, kapitler: Sequence[Kapittel]) -> list[str]:
    """Make all of it under ``kjort``, with the list. Return the keys that the catalogue's entry waits for."""
    mappe = kjort / NEDLASTINGSMAPPE
    shutil.rmtree(mappe, ignore_errors=True)
    mappe.mkdir()
    utgivelse = les_utgivelse(bok)
    deler = _deler(bok, kjort, kapitler)
    lag_bilder([bilde for del_ in deler for bilde in _bilder(bok, kjort, del_, utgivelse)], bok.rot / PNGLAGER)
    lag_regneark(deler, bok.rot / REGNEARKLAGER)
    lag_norske(deler)
    for del_ in deler:
        med = [(tittel, poster) for _, tittel, poster in del_.kapitler if poster]
        skriv_arbeidsbok(mappe / del_.arbeidsbok, _omslag(del_, utgivelse), med)
    budsjett = _budsjettfiler(bok, mappe)
    tittel = f"Datagrunnlaget for {ramse([del_.sektor.tittel for del_ in deler])}"
    siste = siste_utgave(del_.sektor.historikk for del_ in deler)
    skriv_datautgave(bok, mappe / _DATAPAKKE, tittel, utgivelse, siste)
    savnet = mangler(utgivelse)
    if not savnet:
        om = "Tallene på sidene, slik de ligger på nettstedet."
        katalog = lag_katalog(utgivelse, tittel, om, [_datasett(del_, mappe) for del_ in deler])
        tekst = json.dumps(katalog, ensure_ascii=False, indent=1)
        (mappe / BESKRIVELSE).write_text(tekst + "\n", encoding="utf-8")
    linjer = [*_samlet(deler, mappe, utgivelse), *budsjett, *_til_katalogen(savnet), *_enkeltvis(deler)]
    (kjort / OVERSIKT).parent.mkdir(parents=True, exist_ok=True)
    (kjort / OVERSIKT).write_text("\n".join(linjer) + "\n", encoding="utf-8")
    return list(savnet)


def _bilder(bok: Bokmappe, kjort: Path, del_: _Sektordel, utgivelse: Utgivelse) -> Iterator[Path]:
    """Write beside each drawing the picture of it that is taken along, with what it is in it; yield the drawings."""
    siste = siste_utgave([del_.sektor.historikk])
    utgave = [f"Utgave av {vis_dato(siste.dato)}"] if siste else []
    boken, kjente = bokens_navn(bok).tittel or "", bok.ferdige_sektorer()
    for kapittel, _, poster in del_.kapitler:
        for post in poster:
            if not post.tegnet:
                continue
            # A sector that is still being entered has no address that is kept.
            sektor = post.etikett.removesuffix(f"-{post.adresse}")
            adresse = [f"{sektor}/{post.adresse}"] if sektor in {*kjente, PROGRAM} else []
            nettsted = (utgivelse.nettadresse or "").rstrip("/")
            hvor = [f"{nettsted}/{ett}/" if nettsted else f"{boken}, {ett}" for ett in adresse] or [boken]
            tekst = Bildetekst(post.navngitt, post.undertittel, [*post.noter, post.kilde], ". ".join([*hvor, *utgave]))
            svg = (kjort / kapittel.fil).parent / FILMAPPE / f"{post.adresse}.svg"
            bilde = som_bilde(svg.read_text(encoding="utf-8"), tekst)
            Path(picture_variant(str(svg))).write_text(bilde, encoding="utf-8")
            yield svg


def lag_bilder(tegninger: Sequence[Path], lager: Path) -> None:
    """Make the PNG beside the picture of each drawing; ``lager`` keeps those made before, by the picture's content."""
    utgave = version("resvg-py")
    bilder = {svg: Path(picture_variant(str(svg))) for svg in tegninger}
    avtrykk = {svg: fingerprint(f"{utgave}\n".encode() + bilde.read_bytes()) for svg, bilde in bilder.items()}
    lager.mkdir(parents=True, exist_ok=True)
    nye = sorted(svg for svg, navn in avtrykk.items() if not (lager / navn).is_file())
    with _arbeidere(len(nye)) as kart:
        for svg, png in zip(nye, kart(til_png, [bilder[svg] for svg in nye]), strict=True):
            write_whole(lager / avtrykk[svg], png)
    for svg, navn in avtrykk.items():
        shutil.copyfile(lager / navn, png_variant(str(svg)))


def lag_regneark(deler: Sequence[_Sektordel], lager: Path) -> None:
    """Make a workbook beside each data file; ``lager`` keeps those made before, by what is in them."""
    utgave = version("xlsxwriter")
    lager.mkdir(parents=True, exist_ok=True)
    for del_ in deler:
        siste = siste_utgave([del_.sektor.historikk])
        dato = siste.dato if siste else _UTEN_DATO
        for post in (post for _, _, poster in del_.kapitler for post in poster if post.fil):
            assert post.fil
            om = repr((utgave, dato, replace(post, fil=None, tallfelt=frozenset()), sorted(post.tallfelt)))
            kjent = lager / fingerprint(om.encode() + post.fil.read_bytes())
            if not kjent.is_file():
                skriv_regneark(nytt := kjent.with_suffix(".ny"), post, dato)
                nytt.replace(kjent)
            shutil.copyfile(kjent, workbook_variant(str(post.fil)))


def lag_norske(deler: Sequence[_Sektordel]) -> None:
    """Make beside each data file the one that Norwegian Excel opens by a double click."""
    for post in (post for del_ in deler for _, _, poster in del_.kapitler for post in poster):
        if post.fil:
            norsk = norwegian_csv(post.fil.read_text(encoding="utf-8"), post.tallfelt)
            Path(norwegian_variant(str(post.fil))).write_bytes(norsk.encode("utf-8"))


@contextmanager
def _arbeidere(antall: int) -> Iterator[Callable[..., Iterable[bytes]]]:
    """What maps over two processes where there is enough to do and forking is cheap."""
    if antall < _MANGE or not can_fork():
        yield map
        return
    with ProcessPoolExecutor(
        2, mp_context=get_context("fork"), initializer=end_with_parent, initargs=(os.getpid(),)
    ) as basseng:
        yield basseng.map


def _deler(bok: Bokmappe, kjort: Path, kapitler: Sequence[Kapittel]) -> list[_Sektordel]:
    """The chapters by sector; one that belongs to none goes with the first."""
    per_sektor: dict[str, list[tuple[Kapittel, str, Sequence[Tallsett]]]] = {}
    for kapittel in kapitler:
        fil = kjort / kapittel.fil
        del_ = (kapittel, kapitteltittel(fil), les_tallsett(fil))
        per_sektor.setdefault(kapittel.sektor or bok.sektorer()[0], []).append(del_)
    return [_Sektordel(les_sektor(navn, bok=bok), innhold) for navn, innhold in per_sektor.items()]


def _omslag(del_: _Sektordel, utgivelse: Utgivelse) -> Omslag:
    siste = siste_utgave([del_.sektor.historikk])
    utgave = f"{siste.utgave}, {vis_dato(siste.dato)}" if siste else UKJENT
    return Omslag(
        tittel=f"Tabeller og figurer: {del_.sektor.tittel}",
        opplysninger=[
            ("Utgave", utgave),
            ("Utgiver", utgivelse.utgiver.navn or UKJENT),
            ("Lisens", utgivelse.lisens.navn or UKJENT),
            *([("Nettsted", utgivelse.nettadresse)] if utgivelse.nettadresse else []),
            ("Kilde", "står på hvert ark"),
            *([("Merk", utgivelse.merknad)] if utgivelse.merknad else []),
        ],
        dato=siste.dato if siste else _UTEN_DATO,
    )


def _datasett(del_: _Sektordel, mappe: Path) -> Datasett:
    filer = (
        (del_.arbeidsbok, "Alle tabeller og figurer som regneark", "XLSX", _XLSX),
        (_DATAPAKKE, "Hele datagrunnlaget som datapakke", "ZIP", "application/zip"),
    )
    return Datasett(
        id=del_.sektor.info.id,
        tittel=f"Datagrunnlaget for {del_.sektor.tittel}",
        beskrivelse=(
            f"Tallene bak {del_.sektor.tittel}{_utgiver(del_.sektor)}: forutsetninger, enkelttall og tabeller med "
            "enhet, kilde og side, og tabellene og figurene som er regnet ut av dem."
        ),
        forste_ar=del_.sektor.info.periode[0],
        siste_ar=del_.sektor.info.periode[-1],
        utgaver=del_.sektor.historikk.utgaver,
        distribusjoner=[
            Distribusjon(fil, tittel, type_, mediatype, (mappe / fil).stat().st_size)
            for fil, tittel, type_, mediatype in filer
        ],
    )


def _utgiver(sektor: Sektor) -> str:
    rapport = sektor.info.rapport
    return f", {sektor.kilder[rapport].utgiver}" if rapport else ""


def _samlet(deler: Sequence[_Sektordel], mappe: Path, utgivelse: Utgivelse) -> Iterator[str]:
    yield "## Alt samlet\n"
    for del_ in deler:
        antall = sum(bool(post.fil) for _, _, poster in del_.kapitler for post in poster)
        yield (
            f"- {_lenke('Alle tabeller og figurer som regneark', mappe / del_.arbeidsbok)}: "
            f"{del_.sektor.tittel}, {vis_tall(antall)} ark"
        )
    yield (
        f"- {_lenke('Hele datagrunnlaget som datapakke', mappe / _DATAPAKKE)}: YAML- og CSV-filene "
        "som sidene er laget av, beskrevet etter standarden Frictionless Data Package\n"
    )
    if navn := utgivelse.lisens.navn:
        adresse = utgivelse.lisens.adresse
        yield f"Lisens: {f'[{navn}]({adresse})' if adresse else navn}.\n"
    else:
        yield "Lisens: ikke oppgitt. Hva hver kilde sier om lisens, står i datapakken.\n"


def _budsjettfiler(bok: Bokmappe, mappe: Path) -> list[str]:
    """Make the measures as lines of a budget, and tell of them; nothing where nobody has entered any of it."""
    program = les_program(bok=bok)
    if not kan_brukes(program):
        return []
    lest = uttrekk(program)
    skriv_csv(mappe / _BUDSJETT[0], lest)
    skriv_budsjettbok(mappe / _BUDSJETT[1], lest, "Tiltakene som budsjettlinjer")
    lenker = "\u00a0· ".join(_lenke(hva, mappe / navn) for hva, navn in zip((NAME, "Regneark"), _BUDSJETT, strict=True))
    return [
        "## Til budsjettet\n",
        f"Tiltakene som budsjettlinjer: {lenker}\n",
        *(f"- {linje}" for linje in lest.om()),
        "",
    ]


def _til_katalogen(savnet: Mapping[str, str]) -> Iterator[str]:
    yield "## Beskrivelse til datakataloger\n"
    if savnet:
        yield (
            "Datasettet skal beskrives etter standarden DCAT-AP-NO, slik at Felles datakatalog kan "
            "hente beskrivelsen. Den er ikke publisert ennå, for disse opplysningene fra utgiveren "
            f"mangler: {ramse(savnet.values())}.\n"
        )
    else:
        yield (
            f"Datasettet er beskrevet etter standarden DCAT-AP-NO, som JSON-LD: "
            f"{{nedlasting}}`{BESKRIVELSE} <{BESKRIVELSE}>`. Beskrivelsen ligger også i forsiden, "
            "for programmer som leser den der.\n"
        )


def _enkeltvis(deler: Sequence[_Sektordel]) -> Iterator[str]:
    """A fold for each chapter, with a row for each figure and table."""
    yield "## Hver for seg\n"
    for del_ in deler:
        for kapittel, tittel, poster in del_.kapitler:
            if med := [post for post in poster if post.fil]:
                rader = "".join(f"| {' | '.join(_rad(kapittel, post))} |\n" for post in med)
                tabell = f"| Hva | Bilde | Tall |\n| --- | --- | --- |\n{rader}"
                yield gjerde("dropdown", trygg_linje(f"{tittel} ({vis_tall(len(med))})"), {}, tabell)


def _rad(kapittel: Kapittel, post: Tallsett) -> Iterator[str]:
    mappe = f"/{Path(kapittel.fil).parent}/{FILMAPPE}/{post.adresse}"
    bilder = {"PNG": ".png", "SVG": "-bilde.svg"} if post.tegnet else {}
    tall = {"Excel": ".xlsx", "CSV": ".csv", NAME: "-norsk.csv"}
    yield f"{{ref}}`{post.overskrift} <{post.etikett}>`".replace("|", r"\|")
    for former in (bilder, tall):
        yield "\u00a0· ".join(f"{{download}}`{form} <{mappe}{endelse}>`" for form, endelse in former.items())


def _lenke(tekst: str, fil: Path) -> str:
    kilobyte = max(1, round(fil.stat().st_size / 1000))
    form = fil.suffix.lstrip(".").upper()
    return f"{{nedlasting}}`{tekst} ({form}, {vis_tall(kilobyte)} kB) <{fil.name}>`"
