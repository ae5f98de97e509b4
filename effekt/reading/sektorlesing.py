"""Reading a sector: every file by itself, then the whole."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from pydantic import BaseModel

from effekt.base import recording
from effekt.base.book import SEKTORFIL
from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.files import FileState, states, written_files
from effekt.base.recording import Recorded, UseRecorded
from effekt.model.datapakke import Datapakke
from effekt.model.historikk import Historikk
from effekt.model.innhold import Innhold, Lenker
from effekt.model.premisser import PREMISS, Premiss, Premisser
from effekt.model.program import Felles
from effekt.model.storrelse import Enkelttall, Storrelse, frys
from effekt.model.tiltak import (
    KLASSER,
    MAAL,
    UNDER_ARBEID,
    USIKKERHET,
    UTEN_KLASSE,
    Enkelttallfil,
    Kilder,
    Sektordel,
    Sektorinfo,
    Tiltak,
    Usikkerhetsvurdering,
)
from effekt.model.usikkerhet import ADRESSE, GJENNOMFORING, Usikkerhetsvalg
from effekt.model.verdi import Verdi
from effekt.reading import plankontroll, sektorkontroll
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.deler import uten_deler
from effekt.reading.documents import Dokument, felt_i, les_dokument, les_tekst, les_yaml, valider, yaml_filer
from effekt.reading.enkle import skriv_ut
from effekt.reading.gevinstlesing import DOKUMENT, MAPPE, feil_i_gevinst, les_gevinster
from effekt.reading.insertion import (
    ENKELTTALL,
    PERIODE,
    REGNEREGEL,
    sett_periode,
    sett_premisser,
    sett_tall,
    sett_tiltak,
    sett_valg,
)
from effekt.reading.offentlig import Hentet, les_offentlige
from effekt.reading.premissene import feil_i_premisser, med_premisser
from effekt.reading.samspill import fullt_navn, uten_bortfalte
from effekt.reading.sektor import HISTORIKKFIL, INNHOLDSFIL, LENKEFIL, PREMISSFIL, TALLFIL, Sektor, Sektordata
from effekt.reading.tabelldata import PAKKEFIL, Tabelldata, les_tabeller
from effekt.reading.utgatte import er_utgatt, feil_i_utgatte, les_utgatte
from effekt.reading.utkast import Mangel, Uferdig, les_ferdig, les_utkast, uten_tomme, uten_tomme_felt

S = TypeVar("S", bound=Storrelse)
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def med_adresse(storrelser: Mapping[str, S], prefiks: str) -> dict[str, S]:
    """The quantities with their addresses, which begin with ``prefiks``."""
    return {navn: s.model_copy(update={"adresse": prefiks + navn}) for navn, s in storrelser.items()}


def les_tiltak(
    mappe: Path, endringer: Mapping[str, Verdi], info: Sektorinfo | None
) -> tuple[dict[str, Tiltak], dict[str, Uferdig], dict[str, tuple[Mangel, ...]], dict[str, Dokument]]:
    """The measures; of a sector under arbeid also those without an effect, and what is missing.

    ``info`` is what sektor.yml says; None where that cannot be read, so that only the measures' own faults are told.
    """
    under_arbeid = info if info and info.status == UNDER_ARBEID else None
    tiltak: dict[str, Tiltak] = {}
    uferdige: dict[str, Uferdig] = {}
    mangler: dict[str, tuple[Mangel, ...]] = {}
    dokumenter: dict[str, Dokument] = {}
    feil: list[Datafeil] = []
    for fil in yaml_filer(mappe, feil):
        with samle(feil):
            dokument = les_dokument(fil)
            if er_utgatt(dokument):
                continue
            if isinstance(dokument.innhold, dict):
                dokument.innhold = uten_tomme(dokument.innhold) if under_arbeid else uten_tomme_felt(dokument.innhold)
                skriv_ut(dokument.innhold, info.periode if info else (), endringer)
            sett_tiltak(dokument, endringer)
            lest = les_utkast(dokument, under_arbeid) if under_arbeid else None
            ett = lest.tiltak if lest else les_ferdig(dokument)
            id_ = ett.id if ett else lest.id if lest else ""
            if id_ in dokumenter:
                andre = dokumenter[id_].fil.name
                raise dokument.feil(("id",), f"id {id_} er brukt i {andre} også. Gi tiltaket en egen id.")
            dokumenter[id_] = dokument
            if lest and lest.mangler:
                mangler[id_] = lest.mangler
            if lest and lest.uferdig:
                uferdige[id_] = lest.uferdig
            if ett:
                tiltak[id_] = _adressert(ett)
    if feil:
        raise samlet_feil(feil)
    if not tiltak and not under_arbeid:
        raise Datafeil("mappen har ingen tiltak. Legg til en fil per tiltak, som sye1.yml.", mappe)
    return tiltak, uferdige, mangler, dokumenter


def _adressert(ett: Tiltak) -> Tiltak:
    """The measure whose quantities know their addresses, and who has read them."""
    forutsetninger = med_adresse(ett.forutsetninger, f"{ett.id}.")
    utsettelse = {"adresse": f"{ett.id}.forsinkelse"}
    return ett.model_copy(
        update={
            "forutsetninger": UseRecorded(f"{ett.id}.", forutsetninger),
            "kostnader": UseRecorded(f"{ett.id}.", med_adresse(ett.kostnader, f"{ett.id}.")),
            "forsinkelse": ett.forsinkelse.model_copy(update=utsettelse),
        }
    )


@recording.paused()
def les_sektor(sektor: str = "", endringer: Mapping[str, Verdi] | None = None, bok: Bokmappe | None = None) -> Sektor:
    """Read and check a sector of a book; the first one when none is named.

    ``endringer`` maps addresses to values that replace those in the files. Without ``bok`` this is
    an entry, and the book is the one of this process. Raises Datafeil with every fault found. What
    is the same as when it was last read, is not read anew.
    """
    bok = bok or Bokmappe.her()
    mappe = bok.data / sektor
    if not sektor or not (mappe / SEKTORFIL).is_file():
        kjente = bok.sektorer()
        sektor = sektor or kjente[0]
        if sektor not in kjente:
            raise Datafeil(f"ukjent sektor «{sektor}».{naermeste(sektor, kjente)} data/ har {', '.join(kjente)}")
    return _les_sektor(bok, sektor, tuple((endringer or {}).items()), states(bok.data))


@lru_cache(maxsize=10)
def _les_sektor(
    bok: Bokmappe, sektor: str, endret: tuple[tuple[str, Verdi], ...], filer: tuple[FileState, ...]
) -> Sektor:
    """A sector of the book, read once for as long as none of the ``filer`` changes: nobody can change it."""
    data, endringer = bok.data, dict(endret)
    mappe, alles = data / sektor, bok.felles
    feil: list[Datafeil] = []

    def les(hva: Callable[[], T], ellers: Any = (None, None)) -> T:
        """What stands in a file. Where it has faults, they are kept, and raised when all files have been read."""
        with samle(feil):
            return hva()
        return cast("T", ellers)

    # A sektor.yml that cannot be read says nothing of its status, so nothing else is a fault yet.
    infodokument = les_dokument(mappe / SEKTORFIL)
    under_arbeid = felt_i(infodokument, Sektorinfo, "status") == UNDER_ARBEID
    info = les(lambda: _les_info(infodokument, endringer, under_arbeid), None)
    felles, fellesdokument = les(lambda: _les_felles(alles / "program.yml", endringer))
    usikkerhet, usikkerhetsdokument = les(lambda: les_valg(alles / "usikkerhet.yml", endringer))
    kilder = les(lambda: les_yaml(data / "kilder.yml", Kilder).kilder)
    tall, talldokument = les(lambda: _les_tall(mappe / TALLFIL, endringer, under_arbeid))
    fellestall = alles / TALLFIL
    felles_tall, fellestalldokument = les(lambda: _les_tall(fellestall, endringer, not fellestall.exists()))
    if feil and under_arbeid:
        # What is missing of a measure follows from the sector; its own faults come first.
        raise samlet_feil(feil)
    tiltak, uferdige, mangler, dokumenter = les(
        lambda: les_tiltak(mappe / "tiltak", endringer, info), (None, None, None, None)
    )
    # What is left out is as if it were not there, for all that comes after.
    uten = uten_deler(data, sektor)
    utgatte, utgattdokumenter = les(lambda: les_utgatte(mappe / "tiltak", info), ({}, {})) if info else ({}, {})
    tabeller, pakke, pakkedokument = les(
        lambda: les_tabeller(mappe, endringer, under_arbeid, info.uten if info else ()), ({}, None, None)
    )
    felles_tabeller, fellespakke, fellespakkedokument = les(lambda: _les_felles_tabeller(alles, endringer), ({}, 0, 0))
    hentet = les(lambda: les_offentlige(data, endringer), Hentet())
    hentet = replace(hentet, tabeller={n: tabell for n, tabell in hentet.tabeller.items() if n not in uten})
    tabeller = sektorkontroll.uten_erstattede(tabeller, hentet, feil)
    felles_tabeller = sektorkontroll.uten_erstattede(felles_tabeller, hentet, feil)
    innhold, innholdsdokument = les(lambda: _les_valgfri(mappe / INNHOLDSFIL, Innhold))
    lenker, lenkedokument = les(lambda: _les_valgfri(mappe / LENKEFIL, Lenker))
    historikk, historikkdokument = les(lambda: _les_valgfri(mappe / HISTORIKKFIL, Historikk))
    gevinster, gevinstdokumenter = les(
        lambda: les_gevinster(mappe / MAPPE, endringer, info, PERIODE in endringer), ({}, {})
    )
    premisser, premissdokument = les(lambda: _les_premisser(mappe / PREMISSFIL, endringer), ({}, None))
    if feil:
        raise samlet_feil(feil)
    innhold, historikk = innhold or Innhold(), historikk or Historikk()
    if info.id != sektor:
        feil.append(infodokument.feil(("id",), f"id er «{info.id}», men mappen heter {sektor}. Gi dem samme navn."))
    feil += sektorkontroll.feil_i_usikkerhet(usikkerhet, usikkerhetsdokument, felles)
    ny_periode = PERIODE in endringer
    if ny_periode:
        tiltak = {id_: ett.innenfor(info.periode) for id_, ett in tiltak.items()}
    premisser = {id_: premiss.uten(utgatte) for id_, premiss in premisser.items()}
    for id_, ett in tiltak.items():
        feil += sektorkontroll.feil_i_tiltak(ett, dokumenter[id_], info, felles, ny_periode)
        feil += sektorkontroll.feil_i_forsinkelsen(ett, dokumenter[id_], usikkerhet, felles)
        feil += plankontroll.feil_i_planen(ett, dokumenter[id_], info, {**felles_tall, **tall}, ny_periode)
    for id_, uferdig in uferdige.items():
        feil += sektorkontroll.feil_i_virksomhet(uferdig.virksomhet, dokumenter[id_], info)
    feil += feil_i_premisser(premisser, premissdokument, tiltak, uferdige, usikkerhet)
    feil += sektorkontroll.feil_i_deflator({**felles_tabeller, **tabeller, **hentet.tabeller})
    feil += plankontroll.feil_i_malestokken(info, infodokument, {**felles_tall, **tall}, tiltak, uferdige)
    feil += sektorkontroll.feil_i_rapport(info, infodokument, tiltak, kilder)
    feil += _feil_i_samspill(bok, sektor, tiltak, dokumenter, felles)
    feil += feil_i_utgatte(sektor, utgatte, tiltak, dokumenter)
    # A plan for gains that will not come is in no sum.
    gevinster = {id_: plan for id_, plan in gevinster.items() if id_ not in utgatte}
    for lest, dokument in (
        *((ett, dokumenter[id_]) for id_, ett in tiltak.items()),
        *((ett, utgattdokumenter[id_]) for id_, ett in utgatte.items()),
        ({"tall": tall}, talldokument),
        ({"tall": felles_tall}, fellestalldokument),
        (info, infodokument),
        (felles, fellesdokument),
        (pakke, pakkedokument),
        (fellespakke, fellespakkedokument),
        (lenker, lenkedokument),
        (historikk, historikkdokument),
        *((plan, gevinstdokumenter[DOKUMENT + id_]) for id_, plan in gevinster.items()),
        ({"premisser": premisser}, premissdokument),
    ):
        ukjente = sektorkontroll.ukjente_kilder(lest, dokument, kilder)
        feil += ukjente
        if isinstance(lest, Tiltak) and not ukjente:
            feil += sektorkontroll.feil_i_kortsider(lest, dokument)
    med_enheter = (
        *dokumenter.values(), talldokument, fellestalldokument, pakkedokument, fellespakkedokument,
        *gevinstdokumenter.values(),
    )  # fmt: skip
    feil += sektorkontroll.feil_i_enheter(med_enheter, {**felles_tabeller, **tabeller}.values(), felles)
    alle_tabeller, alle_tiltak = {**felles_tabeller, **tabeller}, {**dict.fromkeys(uferdige), **tiltak}
    feil += sektorkontroll.feil_i_trykte(pakke, pakkedokument, alle_tabeller, alle_tiltak, info, felles, ny_periode)
    for id_, plan in gevinster.items():
        dokument, alle_tall = gevinstdokumenter[DOKUMENT + id_], {**felles_tall, **tall}
        feil += feil_i_gevinst(plan, dokument, info, alle_tiltak, alle_tabeller, alle_tall)
    # The shared chapters' prose: templates like a chapter's own.
    tekster = {fil.stem: les_tekst(fil) for fil in written_files(alles / "tekster", "*.md")}
    if innhold != Innhold():
        beskrevne = {f"{m}/{r.path}": r for m, p in ((sektor, pakke), ("felles", fellespakke)) if p for r in p.alle}
        kjente = {*hentet.alle, *(r.name for r in beskrevne.values())}
        feil += sektorkontroll.feil_i_innhold(innhold, innholdsdokument, kjente, tekster, beskrevne)
    dokumenter |= {TALLFIL: talldokument, f"felles/{TALLFIL}": fellestalldokument, PAKKEFIL: pakkedokument}
    if fellespakke:
        dokumenter[f"felles/{PAKKEFIL}"] = fellespakkedokument
    dokumenter |= gevinstdokumenter
    if lenker:
        dokumenter[LENKEFIL] = lenkedokument
        feil += sektorkontroll.feil_i_lenker(lenker, lenkedokument, info, alle_tiltak)
    if innhold != Innhold():
        dokumenter[INNHOLDSFIL] = innholdsdokument
    if historikk != Historikk():
        dokumenter[HISTORIKKFIL] = historikkdokument
    feil += [
        talldokument.feil(("tall", navn), f"«{navn}» står i felles/tall.yml også. Slett det ene.")
        for navn in felles_tall
        if navn in tall
    ]
    feil += [
        pakkedokument.feil((), f"tabellen «{navn}» er i felles/ også. Gi den ene et annet navn.")
        for navn in felles_tabeller
        if navn in tabeller
    ]
    if premisser:
        dokumenter[PREMISSFIL] = premissdokument
    dokumenter = {**utgattdokumenter, **dokumenter}
    if feil:
        raise samlet_feil(feil)
    tabeller, felles_tabeller = (
        {navn: tabell for navn, tabell in alle.items() if navn not in uten} for alle in (tabeller, felles_tabeller)
    )
    info = info.model_copy(update={"uten": tuple(sorted(uten))})
    tiltak = {id_: _tiltak_uten(ett, uten) for id_, ett in tiltak.items()}
    mangler = {id_: savnet for id_, alle in mangler.items() if (savnet := _savnet_uten(alle, uten))}
    usikkerhet = _valg_for(usikkerhet, tiltak.values(), premisser)
    tiltak = med_premisser(sektor, tiltak, premisser)
    staende = uten_bortfalte({fullt_navn(sektor, id_): ett for id_, ett in tiltak.items()})
    tiltak = {id_: staende[fullt_navn(sektor, id_)] for id_ in tiltak}
    ressurser = [*(fellespakke.alle if fellespakke else ()), *pakke.alle]
    ressurser += [tabell.ressurs for tabell in hentet.tabeller.values()]
    rekkefolge = list(info.virksomheter)
    tiltak = dict(sorted(tiltak.items(), key=lambda t: (rekkefolge.index(t[1].virksomhet), t[0])))
    return Sektor(
        bok=bok,
        unrecorded=Sektordata(info, felles, usikkerhet, lenker, historikk),
        kilder=Recorded("kilde.", {**kilder, **hentet.kilder}, "kilde", sektor),
        tall=Recorded("tall.", {**felles_tall, **tall}, "enkelttall", sektor),
        tiltak=Recorded("tiltak.", tiltak, "tiltak", sektor),
        uferdige=Recorded("uferdig.", uferdige, "tiltak under arbeid", sektor),
        mangler=Recorded("mangler.", mangler, "tiltak", sektor),
        tabeller=Recorded("tabell.", {**felles_tabeller, **tabeller, **hentet.tabeller}, "tabell", sektor),
        ressurser=Recorded("ressurs.", {r.name: r for r in ressurser if r.name not in uten}, "tabell", sektor),
        figurer=Recorded("figur.", innhold.figurer, "figur", sektor),
        tabellplasser=Recorded("tabellplass.", innhold.tabeller, "tabell", sektor),
        fotnoter=Recorded("fotnote.", innhold.fotnoter, "fotnote", sektor),
        avsnitt=Recorded("avsnitt.", innhold.avsnitt, "avsnitt", sektor),
        tekster=Recorded("tekst.", tekster, "tekst", sektor),
        gevinster=Recorded("gevinst.", dict(sorted(gevinster.items())), "gevinstplan", sektor),
        premisser=Recorded(PREMISS, premisser, "premiss", sektor),
        utgatte=Recorded("utgatt.", utgatte, "tiltak som utgår", sektor),
        endringer=dict(endringer),
        dokumenter=dokumenter,
    )


def _tiltak_uten(ett: Tiltak, uten: frozenset[Sektordel]) -> Tiltak:
    """The measure without what its sector is without."""
    nytt: dict[str, object] = {}
    if MAAL in uten:
        nytt["kommunemal"] = ()
    if KLASSER in uten:
        nytt["samlet_vurdering"] = ett.samlet_vurdering.model_copy(update={"klasse": UTEN_KLASSE})
    if USIKKERHET in uten:
        vurdert = {felt: Usikkerhetsvurdering() for felt in ("estimatusikkerhet", "gjennomforingsusikkerhet")}
        nytt |= {"vurderinger": ett.vurderinger.model_copy(update=vurdert), "uplasserte_vurderinger": ()}
        nytt["gjennomforing"] = None
    return ett.model_copy(update=nytt) if nytt else ett


# The keys of a measure that belong to what a sector may be without.
_NOKLER: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    MAAL: (("kommunemal",),),
    KLASSER: (("samlet_vurdering", "klasse"), ("samlet_vurdering", "klasse_opphav")),
    USIKKERHET: (("vurderinger", "estimatusikkerhet"), ("vurderinger", "gjennomforingsusikkerhet")),
}


def _savnet_uten(mangler: tuple[Mangel, ...], uten: frozenset[Sektordel]) -> tuple[Mangel, ...]:
    nokler = [sti for del_ in uten for sti in _NOKLER.get(del_, ())]
    return tuple(ett for ett in mangler if not any(ett.sti[: len(sti)] == sti for sti in nokler))


def _valg_for(valg: Usikkerhetsvalg, tiltak: Collection[Tiltak], premisser: Mapping[str, Premiss]) -> Usikkerhetsvalg:
    """The book's choices as far as a sector says anything that they stand for.

    Where nobody has rated an estimate, no span is chosen for any; where nobody has rated the carrying out, no chance.
    """
    vurdert = any(
        ett.vurderinger.estimatusikkerhet.gitt
        or ett.uplasserte_vurderinger
        or any(f.usikkerhet for f in ett.forutsetninger.values())
        for ett in tiltak
    )
    sjanse = bool(premisser) or any(
        ett.vurderinger.gjennomforingsusikkerhet.gitt or ett.uplasserte_vurderinger or ett.gjennomforing
        for ett in tiltak
    )
    if tiltak and not vurdert:
        valg = valg.med_spenn(Fraction(0))
    return valg if sjanse or not tiltak else valg.model_copy(update={GJENNOMFORING: frys({})})


def _feil_i_samspill(
    bok: Bokmappe, sektor: str, tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument], felles: Felles
) -> list[Datafeil]:
    """Faults in how the sector's measures go together, and in what they say of other sectors'."""
    return sektorkontroll.feil_i_samspill(
        {fullt_navn(sektor, id_): ett for id_, ett in tiltak.items()},
        {fullt_navn(sektor, id_): dokumenter[id_] for id_ in tiltak},
        [kode.lower() for kode in felles.sektorer],
        lambda annen: list(tiltak) if annen == sektor else tiltak_i(bok, annen),
    )


def tiltak_i(bok: Bokmappe, sektor: str) -> list[str] | None:
    """The ids of a sector's measures, unchecked; None where the sector has no data."""
    mappe = bok.data / sektor
    if not (mappe / "sektor.yml").exists():
        return None
    innhold = [les_dokument(fil).innhold for fil in written_files(mappe, "tiltak/*.yml")]
    return [str(ett["id"]) for ett in innhold if isinstance(ett, dict) and "id" in ett]


def les_historikk(bok: Bokmappe, sektor: str) -> Historikk:
    """What has happened to a sector's numbers, alone; nothing without the file."""
    fil = bok.data / sektor / HISTORIKKFIL
    return valider(les_dokument(fil), Historikk) if fil.exists() else Historikk()


def _les_info(dokument: Dokument, endringer: Mapping[str, Verdi], under_arbeid: bool) -> Sektorinfo:
    sett_periode(dokument, endringer)
    if under_arbeid:
        dokument.innhold = uten_tomme(dokument.innhold)
    return valider(dokument, Sektorinfo)


def _les_valgfri(fil: Path, modell: type[M]) -> tuple[M | None, Dokument]:
    """A file that need not be there."""
    if not fil.exists():
        return None, Dokument(fil, None)
    dokument = les_dokument(fil)
    return valider(dokument, modell), dokument


def _les_felles_tabeller(
    mappe: Path, endringer: Mapping[str, Verdi]
) -> tuple[dict[str, Tabelldata], Datapakke | None, Dokument]:
    beskrivelse = mappe / PAKKEFIL
    return les_tabeller(mappe, endringer) if beskrivelse.exists() else ({}, None, Dokument(beskrivelse, None))


def _les_tall(fil: Path, endringer: Mapping[str, Verdi], frivillig: bool) -> tuple[dict[str, Enkelttall], Dokument]:
    """A file of single figures; it may be ``frivillig``."""
    dokument = Dokument(fil, None) if frivillig and not fil.exists() else les_dokument(fil)
    # The template says that the file may stay as it is, in a finished sector too.
    if dokument.innhold == {"tall": None} or (frivillig and dokument.innhold is None):
        dokument.innhold = {"tall": {}}
    sett_tall(dokument, "tall", ENKELTTALL, endringer)
    return med_adresse(valider(dokument, Enkelttallfil).tall, ENKELTTALL), dokument


def _les_felles(fil: Path, endringer: Mapping[str, Verdi]) -> tuple[Felles, Dokument]:
    dokument = les_dokument(fil)
    sett_tall(dokument, "regneregler", REGNEREGEL, endringer)
    felles = valider(dokument, Felles)
    regneregler = frys(med_adresse(felles.regneregler, REGNEREGEL))
    return felles.model_copy(update={"regneregler": regneregler}), dokument


def les_valg(fil: Path, endringer: Mapping[str, Verdi]) -> tuple[Usikkerhetsvalg, Dokument]:
    """usikkerhet.yml with a reviewer's changes in place; raises Datafeil with every fault."""
    dokument = les_dokument(fil)
    sett_valg(dokument, ADRESSE, endringer)
    return valider(dokument, Usikkerhetsvalg).med_adresser(), dokument


def _les_premisser(fil: Path, endringer: Mapping[str, Verdi]) -> tuple[dict[str, Premiss], Dokument]:
    """The premises with a reviewer's answers in place; none without the file."""
    dokument = les_dokument(fil) if fil.exists() else Dokument(fil, None)
    if dokument.innhold is None:
        return {}, dokument
    sett_premisser(dokument, PREMISS, endringer)
    lest = valider(dokument, Premisser).premisser

    def med_id(id_: str, premiss: Premiss) -> Premiss:
        sjanse = premiss.sjanse and premiss.sjanse.model_copy(update={"adresse": f"{PREMISS}{id_}.sjanse"})
        return premiss.model_copy(update={"id": id_, "sjanse": sjanse})

    return {id_: med_id(id_, premiss) for id_, premiss in lest.items()}, dokument
