"""An agency of a sector added, renamed, split, moved or taken away, with all that follows it.

What follows: sektor.yml, the measures' ``virksomhet``, the rows of tables and what datapackage.yml lets stand in them,
the chapter with its heading, its line in _toc.yml, and the permanent addresses. A measure keeps its id, and so its
address. All is worked out first, tried on a copy of the book (``Proof``), and written in one step or not at all.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.authoring.chapter_texts import kapitlene_i, med_tittel, nytt_kapittel, tittel_i
from effekt.authoring.contents_edit import with_page_after, without_page
from effekt.authoring.new_sector import krev_virksomhetskode, virksomhetens_kapittel
from effekt.authoring.planned import PlannedChange
from effekt.base.book import INNHOLD, LISTE, SEKTORFIL
from effekt.base.faults import Datafeil, naermeste, vis_sti
from effekt.base.files import written_files
from effekt.base.words import ramse
from effekt.excel.yamledit import bytt_nokkel, rediger
from effekt.model.tiltak import UNDER_ARBEID
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import SKRIV_HER
from effekt.reading.documents import les_dokument, les_tekst, som_dokument
from effekt.reading.fasteadresser import as_list, read_whole_list
from effekt.reading.tabelldata import PAKKEFIL

# Tries a plan on a copy of the book, and tells the faults that it would make.
Proof = Callable[[PlannedChange], Sequence[str]]
_KAPITTEL: Final = re.compile(r"3-(\d+)-.+")
_NUMMER: Final = re.compile(r"^3\.\d+\b")
_VIRKSOMHETER, _NAVN = "virksomheter", "navn"
# The place to write of a template, and the blank line after it.
_SKRIV: Final = re.compile(rf"^{SKRIV_HER}.*(?:\n.+)*\n\n?", re.MULTILINE)
_MAPPER: Final = ("tabeller", "oppgitt")


@dataclass(frozen=True)
class _Agencies:
    """A sector as its files have it: what its agencies are called, and where all that names them lies."""

    bok: Bokmappe
    sektor: str

    @property
    def data(self) -> Path:
        """The sector's folder of data."""
        return self.bok.data / self.sektor

    @property
    def file(self) -> Path:
        """What says which agencies there are."""
        return self.data / SEKTORFIL

    @property
    def names(self) -> dict[str, str]:
        """The agencies' names by code, in order."""
        alle = les_dokument(self.file).innhold.get(_VIRKSOMHETER) or {}
        return {kode: str((ett or {}).get(_NAVN) or kode) for kode, ett in alle.items()}

    def measures(self) -> dict[Path, Mapping[str, Any]]:
        """The measures' files, and what stands in each."""
        filer = written_files(self.data / "tiltak", "*.yml")
        return {fil: lest for fil in filer if isinstance(lest := les_dokument(fil).innhold, dict)}

    def measures_of(self, kode: str) -> dict[str, Path]:
        """The files of an agency's measures, by id."""
        return {str(ett.get("id")): fil for fil, ett in self.measures().items() if ett.get("virksomhet") == kode}

    def tables(self) -> list[Path]:
        """The tables of the sector."""
        return [fil for mappe in _MAPPER for fil in written_files(self.data / mappe, "*.csv")]

    def chapters(self) -> dict[str, Path]:
        """The sector's own chapters by name."""
        return kapitlene_i(self.bok.rot, self.sektor)

    def chapter_of(self, kode: str) -> str:
        """The name of the chapter of an agency; empty where it has none of its own."""
        vist = re.compile(rf"alle_kort\([^)]*\\?[\"']{kode}\\?[\"']")
        for navn, fil in self.chapters().items():
            if (_KAPITTEL.fullmatch(navn) and navn.endswith(f"-{kode.lower()}")) or vist.search(les_tekst(fil)):
                return navn
        return ""

    def page(self, navn: str) -> str:
        """A chapter as _toc.yml names it."""
        return f"book/{self.sektor}/{navn}"

    def require(self, kode: str) -> str:
        """The agency's name; raise Datafeil for one that the sector does not have."""
        alle = self.names
        if kode not in alle:
            raise Datafeil(
                f"ukjent virksomhet «{kode}».{naermeste(kode, alle)} {vis_sti(self.file)} har {', '.join(alle)}."
            )
        return alle[kode]


def _agencies(bok: Bokmappe, sektor: str) -> _Agencies:
    kjente = bok.sektorer()
    if sektor not in kjente:
        raise Datafeil(f"ukjent sektor «{sektor}».{naermeste(sektor, kjente)} data/ har {', '.join(kjente)}")
    return _Agencies(bok, sektor)


def _new_name(skrevet: str) -> tuple[str, str]:
    kode, kolon, navn = (ledd.strip() for ledd in skrevet.partition(":"))
    if not (kode and kolon and navn):
        raise Datafeil(f'«{skrevet}» mangler kode eller navn. Skriv KODE:Navn, for eksempel "MUS:Museene".')
    krev_virksomhetskode(kode)
    return kode, navn


def add_agency(bok: Bokmappe, sektor: str, ny: str, proof: Proof) -> PlannedChange:
    """A new agency, or only the chapter of one that stands in sektor.yml without. Raise Datafeil."""
    hos, (kode, navn), plan = _agencies(bok, sektor), _new_name(ny), PlannedChange(bok.rot)
    finnes = hos.names.get(kode)
    if finnes is not None and (finnes != navn or hos.chapter_of(kode)):
        andre = "har et kapittel fra før" if finnes == navn else f"heter «{finnes}»"
        raise Datafeil(f"{kode} finnes i {vis_sti(hos.file)}, og {andre}. Endre navnet med effekt virksomhet endre.")
    if finnes is None:
        _refuse_taken(bok, kode, navn)
        _put_into_sector(plan, hos, kode, navn, list(hos.names)[-1])
    _lay_chapter(plan, hos, kode, navn, "")
    if not hos.measures_of(kode):
        plan.left.append(f"legg tiltakene for {navn} i {vis_sti(hos.data / 'tiltak')}, med virksomhet: {kode}.")
    return _proved(plan, proof)


def rename_agency(bok: Bokmappe, sektor: str, kode: str, navn: str, ny_kode: str, proof: Proof) -> PlannedChange:
    """Another name, or another code, wherever the program knows it; where people have written it is told."""
    hos, plan = _agencies(bok, sektor), PlannedChange(bok.rot)
    gammelt = hos.require(kode)
    navn, ny_kode = navn.strip() or gammelt, ny_kode.strip() or kode
    if (navn, ny_kode) == (gammelt, kode):
        raise Datafeil("det er slik det heter nå. Skriv et nytt navn med --navn, eller en ny kode med --kode.")
    if ny_kode != kode:
        krev_virksomhetskode(ny_kode)
    _refuse_taken(bok, ny_kode if ny_kode != kode else "", navn if navn != gammelt else "")
    kapittel = hos.chapter_of(kode)
    if navn != gammelt:
        innhold = les_dokument(hos.file).innhold
        virksomheter = {k: {**(v or {}), _NAVN: navn} if k == kode else v for k, v in innhold[_VIRKSOMHETER].items()}
        plan.put(hos.file, rediger(plan.text(hos.file), {**innhold, _VIRKSOMHETER: virksomheter}))
        plan.says.append(f"{vis_sti(hos.file)}: {kode} heter {navn}, og ikke {gammelt}")
        if kapittel and gammelt in (tittel := tittel_i(hos.chapters()[kapittel])):
            fil = hos.chapters()[kapittel]
            plan.put(fil, med_tittel(fil, tittel.replace(gammelt, navn)))
            plan.says.append(f"{vis_sti(fil)}: overskriften er {tittel.replace(gammelt, navn)}")
    if ny_kode != kode:
        _another_code(plan, hos, kode, ny_kode, kapittel)
    plan.left += list(_mentions(plan, hos, gammelt)) if navn != gammelt else []
    return _proved(plan, proof)


def split_agency(bok: Bokmappe, sektor: str, kode: str, ny: str, tiltak: Sequence[str], proof: Proof) -> PlannedChange:
    """A part of an agency as one of its own: these of its measures, and a chapter. Raise Datafeil."""
    hos, (ny_kode, navn), plan = _agencies(bok, sektor), _new_name(ny), PlannedChange(bok.rot)
    gammelt, egne = hos.require(kode), hos.measures_of(kode)
    _refuse_taken(bok, ny_kode, navn)
    if not tiltak:
        raise Datafeil(f"--tiltak mangler. Si hvilke av {', '.join(egne) or 'tiltakene'} som skal til {navn}.")
    for id_ in tiltak:
        if id_ not in egne:
            raise Datafeil(f"{gammelt} ({kode}) har ikke tiltaket «{id_}».{naermeste(id_, egne)}")
    _put_into_sector(plan, hos, ny_kode, navn, kode)
    _hand_over(plan, {id_: egne[id_] for id_ in tiltak}, ny_kode)
    _lay_chapter(plan, hos, ny_kode, navn, hos.chapter_of(kode))
    for fil in hos.tables():
        if rader := sum(kode in rad for rad in _rows(les_tekst(fil))):
            plan.left.append(
                f"{vis_sti(fil)} har {rader} rader for {kode}. Del dem slik kilden gjør, og skriv {ny_kode} på noen."
            )
    return _proved(plan, proof)


def remove_agency(
    bok: Bokmappe, sektor: str, kode: str, til: str, built: Mapping[Path, bool], proof: Proof
) -> PlannedChange:
    """An agency taken away; its measures, rows and addresses go to ``til``. Raise Datafeil where there is none to."""
    hos, plan = _agencies(bok, sektor), PlannedChange(bok.rot)
    gammelt, egne = hos.require(kode), hos.measures_of(kode)
    if til:
        hos.require(til)
    if til == kode:
        raise Datafeil(f"--til er {kode} selv. Si hvilken annen virksomhet som tar over.")
    if len(hos.names) == 1:
        raise Datafeil(f"{gammelt} er den eneste virksomheten i {sektor}. Legg til en annen først.")
    rader = {fil: n for fil in hos.tables() if (n := sum(kode in rad for rad in _rows(les_tekst(fil))))}
    if not til and (egne or rader):
        har = [
            *([f"tiltakene {', '.join(egne)}"] if egne else []),
            *(f"{n} rader i {vis_sti(f)}" for f, n in rader.items()),
        ]
        raise Datafeil(
            f"{gammelt} har {ramse(har)}. Si hvem som tar over, med --til. Er et tiltak ute av planen, skriv utgar."
        )
    innhold = les_dokument(hos.file).innhold
    virksomheter = {k: v for k, v in innhold[_VIRKSOMHETER].items() if k != kode}
    plan.put(hos.file, rediger(plan.text(hos.file), {**innhold, _VIRKSOMHETER: virksomheter}))
    plan.says.append(f"{vis_sti(hos.file)}: {kode} ({gammelt}) er borte")
    if til:
        _hand_over(plan, egne, til)
        _rows_to(plan, hos, rader, kode, til)
    _out_of_shared(plan, hos, kode, til)
    _allow_in_tables(plan, hos, lambda alle: [k for k in alle if k != kode])
    if kapittel := hos.chapter_of(kode):
        ny = hos.chapter_of(til) if til else ""
        _take_chapter_out(plan, hos, kapittel, ny, built)
    plan.left += [*_mentions(plan, hos, gammelt)]
    return _proved(plan, proof)


def move_agency(
    bok: Bokmappe, fra: str, kode: str, til: str, built: Mapping[Path, bool], proof: Proof
) -> PlannedChange:
    """An agency in another sector, with its measures, plans for gains, rows, chapter and addresses. Raise Datafeil."""
    hos, ny, plan = _agencies(bok, fra), _agencies(bok, til), PlannedChange(bok.rot)
    navn = hos.require(kode)
    if fra == til:
        raise Datafeil(f"{kode} er i {til} fra før. Si en annen sektor med --til.")
    if len(hos.names) == 1:
        raise Datafeil(f"{navn} er den eneste virksomheten i {fra}. Legg til en annen først.")
    if kode in ny.names:
        raise Datafeil(
            f"{til} har en virksomhet med koden {kode}. Gi den ene en annen: effekt virksomhet endre --kode."
        )
    gammel, mottaker = les_dokument(hos.file).innhold, les_dokument(ny.file).innhold
    plan.put(
        hos.file,
        rediger(
            plan.text(hos.file),
            {**gammel, _VIRKSOMHETER: {k: v for k, v in gammel[_VIRKSOMHETER].items() if k != kode}},
        ),
    )
    plan.put(
        ny.file,
        rediger(
            plan.text(ny.file),
            {**mottaker, _VIRKSOMHETER: {**mottaker[_VIRKSOMHETER], kode: gammel[_VIRKSOMHETER][kode]}},
        ),
    )
    plan.says.append(f"{vis_sti(hos.file)} → {vis_sti(ny.file)}: {kode} ({navn})")
    ider = hos.measures_of(kode)
    for id_, fil in ider.items():
        for gml in (fil, hos.data / "gevinster" / fil.name):
            if not gml.is_file():
                continue
            nytt = ny.data / gml.relative_to(hos.data)
            if nytt.exists():
                raise Datafeil(f"{vis_sti(nytt)} finnes fra før. Gi det ene tiltaket en annen id først.")
            plan.move(gml, nytt)
            plan.says.append(f"{vis_sti(gml)} → {vis_sti(nytt)}")
        _move_addresses(plan, hos.sektor, ny.sektor, id_)
    _move_rows(plan, hos, ny, kode)
    _allow_in_tables(plan, hos, lambda alle: [k for k in alle if k != kode])
    _allow_in_tables(plan, ny, lambda alle: _after_last(alle, list(ny.names), kode))
    if kapittel := hos.chapter_of(kode):
        _move_chapter(plan, hos, ny, kapittel, kode, built)
    return _proved(plan, proof)


# --- the parts -------------------------------------------------------------------------------------------------------


def _refuse_taken(bok: Bokmappe, kode: str, navn: str) -> None:
    for sektor in bok.sektorer():
        for annen, hetende in _Agencies(bok, sektor).names.items():
            if kode == annen:
                raise Datafeil(f"koden {kode} er brukt av {hetende} i {sektor}. Velg en annen.")
            if navn and navn.casefold() == hetende.casefold():
                raise Datafeil(f"navnet «{navn}» er brukt av {annen} i {sektor}. Velg et annet.")


def _put_into_sector(plan: PlannedChange, hos: _Agencies, kode: str, navn: str, etter: str) -> None:
    innhold = les_dokument(hos.file).innhold
    virksomheter: dict[str, Any] = {}
    for gammel, ett in innhold[_VIRKSOMHETER].items():
        virksomheter[gammel] = ett
        if gammel == etter:
            virksomheter[kode] = {_NAVN: navn}
    plan.put(hos.file, rediger(plan.text(hos.file), {**innhold, _VIRKSOMHETER: virksomheter}))
    plan.says.append(f"{vis_sti(hos.file)}: {kode} ({navn}) er ny")
    _allow_in_tables(plan, hos, lambda alle: _after_last(alle, list(hos.names), kode))


def _after_last(alle: Sequence[str], kjente: Sequence[str], kode: str) -> list[str]:
    """The words that may stand in a column, with one more code after the last of the agencies'; else as they are."""
    sist = max((nr for nr, ord_ in enumerate(alle) if ord_ in kjente), default=-1)
    return [*alle[: sist + 1], kode, *alle[sist + 1 :]] if sist >= 0 and kode not in alle else list(alle)


def _allow_in_tables(plan: PlannedChange, hos: _Agencies, ny: Callable[[list[str]], list[str]]) -> None:
    """Let datapackage.yml say which agencies may stand in each column that has agencies."""
    fil = hos.data / PAKKEFIL
    if not fil.is_file():
        return
    innhold = les_dokument(fil).innhold
    endret = _med_lister(innhold, ny)
    if endret != innhold:
        plan.put(fil, rediger(plan.text(fil), endret))
        plan.says.append(f"{vis_sti(fil)}: hvilke virksomheter tabellene kan ha")


def _med_lister(ting: Any, ny: Callable[[list[str]], list[str]], navn: str = "") -> Any:
    if isinstance(ting, dict):
        return {nokkel: _med_lister(verdi, ny, nokkel) for nokkel, verdi in ting.items()}
    if isinstance(ting, list):
        return ny(ting) if navn == "enum" else [_med_lister(ett, ny) for ett in ting]
    return ting


def _hand_over(plan: PlannedChange, tiltak: Mapping[str, Path], kode: str) -> None:
    for id_, fil in tiltak.items():
        plan.put(fil, rediger(plan.text(fil), {**les_dokument(fil).innhold, "virksomhet": kode}))
        plan.says.append(f"{vis_sti(fil)}: {id_} hører til {kode}")


def _out_of_shared(plan: PlannedChange, hos: _Agencies, kode: str, til: str) -> None:
    """Measures across agencies are those of the others, and of the one that takes over; of one alone it is no list."""
    for fil, ett in hos.measures().items():
        felles = ett.get(_VIRKSOMHETER)
        if not isinstance(felles, list) or kode not in felles:
            continue
        igjen = list(dict.fromkeys(til if k == kode else k for k in felles if til or k != kode))
        na = som_dokument(plan.text(fil), fil).innhold
        uten = {nokkel: verdi for nokkel, verdi in na.items() if nokkel != _VIRKSOMHETER}
        plan.put(fil, rediger(plan.text(fil), {**na, _VIRKSOMHETER: igjen} if len(igjen) > 1 else uten))
        plan.says.append(f"{vis_sti(fil)}: gjelder {', '.join(igjen)}")


def _lay_chapter(plan: PlannedChange, hos: _Agencies, kode: str, navn: str, etter: str) -> None:
    """A chapter for an agency, where the sector has one for each; after ``etter``, else after the last of them."""
    navngitte = {n: int(treff[1]) for n in hos.chapters() if (treff := _KAPITTEL.fullmatch(n))}
    egne = [n for kjent in hos.names if (n := hos.chapter_of(kjent))]
    if not egne:
        plan.left.append(f"{hos.sektor} har ikke et kapittel for hver virksomhet. Omtal {navn} der de andre er omtalt.")
        return
    nr = max(navngitte.values(), default=len(egne)) + 1
    nytt = virksomhetens_kapittel(nr, kode)
    sti, tekst = nytt_kapittel(hos.sektor, nytt, "3-virksomhet", nr=nr, virksomhet=kode, virksomhetsnavn=navn)
    fil = hos.bok.rot / sti
    if fil.exists():
        raise Datafeil(f"{vis_sti(fil)} finnes fra før. Flytt eller slett den.")
    if les_dokument(hos.file).innhold.get("status") != UNDER_ARBEID:
        # A finished sector has no place that is still to be written.
        tekst = _SKRIV.sub("", tekst)
        plan.left.append(f"skriv om {navn} i {vis_sti(fil)}.")
    plan.put(fil, tekst)
    _into_contents(plan, hos, etter or egne[-1], nytt)
    plan.says.append(f"{vis_sti(fil)}: nytt kapittel, 3.{nr} {navn}")


def _into_contents(plan: PlannedChange, hos: _Agencies, etter: str, nytt: str) -> None:
    innhold = hos.bok.rot / INNHOLD
    plan.put(innhold, with_page_after(plan.text(innhold), innhold, hos.page(etter), hos.page(nytt)))
    plan.says.append(f"{INNHOLD}: {hos.page(nytt)} etter {hos.page(etter)}")


def _another_code(plan: PlannedChange, hos: _Agencies, kode: str, ny: str, kapittel: str) -> None:
    """The code, wherever the program reads it as one; the ids of measures stay, and so their addresses."""
    sagt = f"koden er {ny}, og ikke {kode}"
    for fil in [fil for fil in written_files(hos.data, "**/*.yml") if fil.is_file()]:
        tekst = plan.text(fil)
        nytt = _with_code_in_yaml(tekst, kode, ny)
        if fil == hos.file:
            nytt = bytt_nokkel(nytt, (_VIRKSOMHETER, kode), ny)
        _put_if_changed(plan, fil, tekst, nytt, sagt)
    for fil in hos.tables():
        tekst = plan.text(fil)
        _put_if_changed(
            plan, fil, tekst, _with_rows(tekst, lambda rad: [ny if celle == kode else celle for celle in rad]), sagt
        )
    for fil in [*hos.chapters().values(), *written_files(hos.bok.felles / "tekster", "*.md")]:
        tekst = plan.text(fil)
        nytt = re.sub(rf"(\\?[\"']){kode}\1", rf"\g<1>{ny}\g<1>", _with_code_in_prose(tekst, kode, ny))
        _put_if_changed(plan, fil, tekst, nytt, sagt)
    if treff := _KAPITTEL.fullmatch(kapittel):
        nytt_navn = virksomhetens_kapittel(int(treff[1]), ny)
        gammel = hos.chapters()[kapittel]
        plan.move(gammel, gammel.with_name(f"{nytt_navn}{gammel.suffix}"))
        plan.says.append(f"{vis_sti(gammel)} heter {nytt_navn}{gammel.suffix}")
        _page_moved(plan, hos, kapittel, hos.sektor, nytt_navn)


def _put_if_changed(plan: PlannedChange, fil: Path, tekst: str, nytt: str, hva: str) -> None:
    if nytt != tekst:
        plan.put(fil, nytt)
        plan.says.append(f"{vis_sti(fil)}: {hva}")


def _with_code_in_prose(tekst: str, kode: str, ny: str) -> str:
    """The code in addresses, «rammekutt[BIB, 2027]», and in the sector's own names, «virksomheter.BIB»."""
    return re.sub(rf"(?<=\[){kode}(?=[,\]])|(?<=, ){kode}(?=[,\]])|(?<=virksomheter\.){kode}\b", ny, tekst)


def _with_code_in_yaml(tekst: str, kode: str, ny: str) -> str:
    """The same in YAML, and where it is all of a value."""
    alene = re.compile(rf"(:[ \t]+|^[ \t]*-[ \t]+)([\"']?){kode}\2(?=[ \t]*(?:[,}}#]|$))", re.MULTILINE)
    return _with_code_in_prose(alene.sub(rf"\g<1>\g<2>{ny}\g<2>", tekst), kode, ny)


def _rows(tekst: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(tekst)))


def _with_rows(tekst: str, ny: Callable[[list[str]], list[str]]) -> str:
    """A table with some of its rows otherwise, and every other line as it is."""
    linjer = []
    for linje in tekst.splitlines(keepends=True):
        rad = next(csv.reader([linje]), [])
        nytt = ny(rad)
        if nytt != rad:
            ut = io.StringIO()
            csv.writer(ut, lineterminator="\n").writerow(nytt)
            linje = ut.getvalue()
        linjer.append(linje)
    return "".join(linjer)


def _rows_to(plan: PlannedChange, hos: _Agencies, rader: Mapping[Path, int], kode: str, til: str) -> None:
    """Give an agency's rows to another; raise Datafeil where both have the same row, which only a source can sum."""
    for fil, antall in rader.items():
        tekst = plan.text(fil)
        alle = _rows(tekst)
        uten_verdi = {tuple(rad[:-1]) for rad in alle if til in rad}
        if felles := [
            rad for rad in alle if kode in rad and tuple(til if c == kode else c for c in rad[:-1]) in uten_verdi
        ]:
            raise Datafeil(
                f"både {kode} og {til} har rader ({', '.join(felles[0][:-1])}). Skriv det kilden har for dem til "
                f"sammen på {til}, slett radene for {kode}, og kjør kommandoen igjen.",
                fil,
                alle.index(felles[0]) + 1,
            )
        plan.put(fil, _with_rows(tekst, lambda rad: [til if celle == kode else celle for celle in rad]))
        plan.says.append(f"{vis_sti(fil)}: {antall} rader går fra {kode} til {til}")


def _move_rows(plan: PlannedChange, hos: _Agencies, ny: _Agencies, kode: str) -> None:
    """Move an agency's rows to the other sector's table of the same name; raise Datafeil where it has none."""
    for fil in hos.tables():
        tekst = plan.text(fil)
        hode, *alle = _rows(tekst)
        egne = [rad for rad in alle if kode in rad]
        if not egne:
            continue
        mottaker = ny.data / fil.relative_to(hos.data)
        if not mottaker.is_file() or _rows(les_tekst(mottaker))[0] != hode:
            raise Datafeil(
                f"{len(egne)} rader er om {kode}, men {ny.sektor} har ikke en slik tabell. Lag "
                f"{vis_sti(mottaker)} med de samme kolonnene, eller slett radene.",
                fil,
                alle.index(egne[0]) + 2,
            )
        linjer = tekst.splitlines(keepends=True)
        med = [linje for linje in linjer if kode in next(csv.reader([linje]), [])]
        plan.put(fil, "".join(linje for linje in linjer if linje not in med))
        gammelt = plan.text(mottaker)
        plan.put(mottaker, gammelt + ("" if gammelt.endswith("\n") else "\n") + "".join(med))
        plan.says.append(f"{vis_sti(fil)} → {vis_sti(mottaker)}: {len(egne)} rader")


def _take_chapter_out(plan: PlannedChange, hos: _Agencies, kapittel: str, ny: str, built: Mapping[Path, bool]) -> None:
    fil, innhold = hos.chapters()[kapittel], hos.bok.rot / INNHOLD
    plan.put(innhold, without_page(plan.text(innhold), innhold, hos.page(kapittel)))
    plan.put(fil, None)
    plan.says += [f"{vis_sti(fil)} slettes", f"{INNHOLD}: {hos.page(kapittel)} er borte"]
    mottaker = ny or next((n for n in hos.chapters() if n != kapittel), "")
    _page_moved(plan, hos, kapittel, hos.sektor, mottaker)
    _built_away(plan, hos, kapittel, built)


def _move_chapter(
    plan: PlannedChange, hos: _Agencies, ny: _Agencies, kapittel: str, kode: str, built: Mapping[Path, bool]
) -> None:
    navngitte = [int(treff[1]) for n in ny.chapters() if (treff := _KAPITTEL.fullmatch(n))]
    nr = max(navngitte, default=0) + 1
    gammel, nytt_navn = hos.chapters()[kapittel], virksomhetens_kapittel(nr, kode)
    fil = hos.bok.rot / "notebooks" / ny.sektor / f"{nytt_navn}{gammel.suffix}"
    if fil.exists():
        raise Datafeil(f"{vis_sti(fil)} finnes fra før. Flytt eller slett den.")
    tittel = tittel_i(gammel)
    tekst = med_tittel(gammel, _NUMMER.sub(f"3.{nr}", tittel)) if _NUMMER.match(tittel) else plan.text(gammel)
    tekst = re.sub(rf"(sektor: str = \\?\"){hos.sektor}(\\?\")", rf"\g<1>{ny.sektor}\g<2>", tekst)
    plan.put(gammel, None)
    plan.put(fil, tekst)
    plan.says.append(f"{vis_sti(gammel)} → {vis_sti(fil)}")
    innhold = hos.bok.rot / INNHOLD
    egne = [n for kjent in ny.names if (n := ny.chapter_of(kjent))] or list(ny.chapters())
    if not egne:
        raise Datafeil(f"{ny.sektor} har ingen egne kapitler som det kan stå etter. Lag et først.")
    plan.put(innhold, without_page(plan.text(innhold), innhold, hos.page(kapittel)))
    _into_contents(plan, ny, egne[-1], nytt_navn)
    _page_moved(plan, hos, kapittel, ny.sektor, nytt_navn)
    _built_away(plan, hos, kapittel, built)


def _page_moved(plan: PlannedChange, hos: _Agencies, kapittel: str, sektor: str, nytt: str) -> None:
    """Let the page's address lead on, and the chapters' references to it; those of another sector are told."""
    rot = hos.bok.rot
    gammel_side, ny_side = hos.page(kapittel), f"book/{sektor}/{nytt}"
    if nytt and (rot / f"{gammel_side}.ipynb").is_file():
        _lead_on(plan, rot, {gammel_side: ny_side})
    her = re.compile(rf"(?<![\w/-]){re.escape(kapittel)}(?![\w-])")
    fullt = re.compile(rf"(?<![\w-]){re.escape(f'{hos.sektor}/{kapittel}')}(?![\w-])")
    mellom = nytt if sektor == hos.sektor else f"../{sektor}/{nytt}"
    for fil in [*_prose_files(hos.bok), rot / INNHOLD]:
        if plan.files.get(fil, "") is None or not fil.is_file():
            continue
        tekst = plan.text(fil)
        egen = fil.is_relative_to(rot / "notebooks" / hos.sektor) or fil.is_relative_to(hos.data)
        ny = fullt.sub(f"{sektor}/{nytt}", tekst)
        ny = her.sub(mellom, ny) if egen else ny
        if ny != tekst and nytt:
            plan.put(fil, ny)
            plan.says.append(f"{vis_sti(fil)}: viser til {nytt}, og ikke {kapittel}")


def _prose_files(bok: Bokmappe) -> Iterator[Path]:
    """The files whose texts may refer to pages."""
    for mappe, monster in (
        (bok.rot / "notebooks", "**/*.md"), (bok.rot / "notebooks", "**/*.ipynb"), (bok.rot / "book", "*.md"),
        (bok.felles / "tekster", "*.md"), (bok.data, "*/*.yml"),
    ):  # fmt: skip
        yield from written_files(mappe, monster)


def _lead_on(plan: PlannedChange, rot: Path, flyttet: Mapping[str, str]) -> None:
    """Let permanent addresses lead to others, those that led to them too."""
    fil = rot / LISTE
    gamle = _listed(plan, fil)
    alle = {gammel: flyttet.get(ny, ny) for gammel, ny in gamle.items()} | dict(flyttet)
    # What leads to itself again has come back.
    plan.put(
        fil, as_list({gammel: ny for gammel, ny in alle.items() if not (gammel.startswith("book/") and gammel == ny)})
    )
    plan.says += [f"{LISTE}: {gammel} fører til {ny}" for gammel, ny in flyttet.items()]


def _move_addresses(plan: PlannedChange, fra: str, til: str, id_: str) -> None:
    """Let a measure's addresses, and those of its figures, lead to where they are in the other sector."""
    fil, navn = plan.home / LISTE, id_.lower()
    if not fil.is_file():
        return
    alle = _listed(plan, fil)
    egne = [a for a in alle if a == f"{fra}/{navn}" or (a.startswith(f"{fra}/") and a.endswith(f"-{navn}"))]
    flyttet = {a: f"{til}/{a.partition('/')[2]}" for a in egne if alle[a] == a}
    if flyttet:
        ny = {a: flyttet.get(m, m) for a, m in alle.items()} | flyttet
        plan.put(fil, as_list(ny))
        plan.says += [f"{LISTE}: {gammel} fører til {m}" for gammel, m in flyttet.items()]


def _listed(plan: PlannedChange, fil: Path) -> dict[str, str]:
    """The addresses as they will be: each, and the one that it leads to."""
    if fil not in plan.files:
        return read_whole_list(fil)
    par = [linje.split(" -> ") for linje in plan.text(fil).splitlines() if linje and not linje.startswith("#")]
    return {ledd[0]: ledd[-1] for ledd in par}


def _built_away(plan: PlannedChange, hos: _Agencies, kapittel: str, built: Mapping[Path, bool]) -> None:
    """Take away the executed chapter where it is as a build left it; else say that it is there."""
    kjort = hos.bok.rot / f"{hos.page(kapittel)}.ipynb"
    if not kjort.is_file():
        return
    if built.get(kjort):
        plan.put(kjort, None)
    else:
        plan.left.append(f"{vis_sti(kjort)} er endret siden den ble bygd. Slett den selv.")


def _mentions(plan: PlannedChange, hos: _Agencies, navn: str) -> Iterator[str]:
    """Where people have written an agency's name, and only they can say what it should be."""
    steder = []
    for fil in [
        *hos.chapters().values(),
        *written_files(hos.data, "**/*.yml"),
        *written_files(hos.bok.felles, "**/*.md"),
    ]:
        if plan.files.get(fil, "") is None:
            continue
        tekst = plan.text(fil)
        steder += [f"{vis_sti(fil)}, linje {nr}" for nr, linje in enumerate(tekst.splitlines(), 1) if navn in linje]
    if steder:
        flere = f" og {len(steder) - _VIST} steder til" if len(steder) > _VIST else ""
        yield f"navnet «{navn}» står også i {'; '.join(steder[:_VIST])}{flere}."


_VIST: Final = 3


def _proved(plan: PlannedChange, proof: Proof) -> PlannedChange:
    """The plan, when it would make no fault that is not there already; raise Datafeil with those that it would."""
    if nye := proof(plan):
        raise Datafeil(
            "dette ville gi feil i boken, og ingenting er gjort. Rett det som står her, og kjør kommandoen igjen:\n"
            + "\n".join(f"  {ett}" for ett in nye)
        )
    return plan
