"""Reading a sector from data/: every file checked by itself, then the sector as a whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

from effekt import journal
from effekt.datapakke import Datapakke
from effekt.historikk import Historikk
from effekt.innhold import Innhold
from effekt.innsetting import ENKELTTALL, PERIODE, REGNEREGEL, sett_periode, sett_tall, sett_tiltak
from effekt.kilder import (
    DATAVARIABEL,
    Datafeil,
    Notert,
    Sporet,
    datamappe,
    naermeste,
    noter,
    samle,
    samlet_feil,
)
from effekt.lenker import Lenker
from effekt.lesing import Dokument, les_dokument, les_tekst
from effekt.modell import Enkelttallfil, Kilder, Sektorinfo, Tiltak
from effekt.program import Felles
from effekt.sektor import HISTORIKKFIL, LENKEFIL, Sektor
from effekt.sektorkontroll import feil_i_felles, feil_i_lenker, feil_i_tiltak, ukjente_kilder
from effekt.storrelse import Enkelttall, Storrelse, frys
from effekt.tabelldata import Tabelldata, les_tabeller
from effekt.usikkerhetsvalg import les_valg
from effekt.validering import les_yaml, valider
from effekt.verdi import Verdi

S = TypeVar("S", bound=Storrelse)

# The address of the list of sectors.
SEKTORER: Final = "sektorer"


def sektorer() -> list[str]:
    """The sectors that have data: the folders under data/ with a sektor.yml, in order.

    Raises Datafeil where there is none, and for a folder that has all but its sektor.yml.
    """
    noter(SEKTORER)
    return finn_sektorer()


@journal.stille()
def finn_sektorer() -> list[str]:
    """What ``sektorer`` gives, without anything being recorded."""
    data = datamappe()
    alle = sorted(fil.parent.name for fil in data.glob("*/sektor.yml"))
    for tiltak in sorted(data.glob("*/tiltak")):
        if tiltak.parent.name not in alle:
            raise Datafeil("mappen mangler sektor.yml. Legg den til.", tiltak.parent)
    if not alle:
        raise Datafeil(
            f"datamappen «{data}» har ingen sektor, altså ingen mappe med sektor.yml. Lag en, "
            f"eller sett {DATAVARIABEL} til mappen som har kilder.yml."
        )
    return alle


@journal.stille()
def les_sektor(sektor: str = "", endringer: Mapping[str, Verdi] | None = None) -> Sektor:
    """Read and check a sector; the first one when none is named.

    ``endringer`` maps addresses to values that replace those in the files. Raises Datafeil with
    every fault found.
    """
    data = datamappe()
    kjente = finn_sektorer()
    sektor = sektor or sektorer()[0]
    if sektor not in kjente:
        raise Datafeil(
            f"ukjent sektor «{sektor}».{naermeste(sektor, kjente)} data/ har {', '.join(kjente)}"
        )
    endringer = endringer or {}
    mappe = data / sektor
    feil: list[Datafeil] = []
    with samle(feil):
        infodokument = les_dokument(mappe / "sektor.yml")
        sett_periode(infodokument, endringer)
        info = valider(infodokument, Sektorinfo)
    with samle(feil):
        felles, fellesdokument = _les_felles(data / "felles" / "program.yml", endringer)
    with samle(feil):
        usikkerhet = les_valg(data / "felles" / "usikkerhet.yml", endringer)
    with samle(feil):
        kilder = les_yaml(data / "kilder.yml", Kilder).kilder
    with samle(feil):
        tall, talldokument = _les_tall(mappe / "tall.yml", ENKELTTALL, endringer)
    felles_tall: dict[str, Enkelttall] = {}
    with samle(feil):
        if (data / "felles" / "tall.yml").exists():
            felles_tall, fellestalldokument = _les_tall(
                data / "felles" / "tall.yml", ENKELTTALL, endringer
            )
    with samle(feil):
        tiltak, dokumenter = _les_tiltak(mappe / "tiltak", endringer)
    with samle(feil):
        tabeller, pakke, pakkedokument = les_tabeller(mappe, endringer)
    felles_tabeller: dict[str, Tabelldata] = {}
    fellespakke: Datapakke | None = None
    with samle(feil):
        if (data / "felles" / "datapackage.yml").exists():
            felles_tabeller, fellespakke, fellespakkedok = les_tabeller(data / "felles", endringer)
    innhold = Innhold()
    with samle(feil):
        if (mappe / "innhold.yml").exists():
            innhold = les_yaml(mappe / "innhold.yml", Innhold)
    lenker: Lenker | None = None
    with samle(feil):
        if (mappe / LENKEFIL).exists():
            lenkedokument = les_dokument(mappe / LENKEFIL)
            lenker = valider(lenkedokument, Lenker)
    historikk = Historikk()
    with samle(feil):
        if (mappe / HISTORIKKFIL).exists():
            historikkdokument = les_dokument(mappe / HISTORIKKFIL)
            historikk = valider(historikkdokument, Historikk)
    if feil:
        raise samlet_feil(feil)
    if info.id != sektor:
        melding = f"id er «{info.id}», men mappen heter {sektor}. Gi dem samme navn."
        feil.append(infodokument.feil(("id",), melding))
    feil += feil_i_felles(felles, fellesdokument)
    ny_periode = PERIODE in endringer
    if ny_periode:
        tiltak = {id_: ett.innenfor(info.periode) for id_, ett in tiltak.items()}
    for id_, ett in tiltak.items():
        feil += feil_i_tiltak(ett, dokumenter[id_], info, felles, ny_periode)
        feil += ukjente_kilder(ett, dokumenter[id_], kilder)
    feil += ukjente_kilder({"tall": tall}, talldokument, kilder)
    feil += ukjente_kilder(info, infodokument, kilder)
    feil += ukjente_kilder(felles, fellesdokument, kilder)
    feil += ukjente_kilder(pakke, pakkedokument, kilder)
    if lenker:
        dokumenter[LENKEFIL] = lenkedokument
        feil += feil_i_lenker(lenker, lenkedokument, info, tiltak)
        feil += ukjente_kilder(lenker, lenkedokument, kilder)
    if historikk != Historikk():
        dokumenter[HISTORIKKFIL] = historikkdokument
        feil += ukjente_kilder(historikk, historikkdokument, kilder)
    if felles_tall:
        feil += ukjente_kilder({"tall": felles_tall}, fellestalldokument, kilder)
    if fellespakke:
        feil += ukjente_kilder(fellespakke, fellespakkedok, kilder)
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
    if feil:
        raise samlet_feil(feil)
    ressurser = [*(fellespakke.alle if fellespakke else ()), *pakke.alle]
    rekkefolge = list(info.virksomheter)
    tiltak = dict(sorted(tiltak.items(), key=lambda t: (rekkefolge.index(t[1].virksomhet), t[0])))
    return Sektor(
        _info=info,
        _felles=felles,
        _usikkerhet=usikkerhet,
        kilder=Sporet("kilde.", kilder, "kilde", sektor),
        tall=Sporet("tall.", {**felles_tall, **tall}, "enkelttall", sektor),
        tiltak=Sporet("tiltak.", tiltak, "tiltak", sektor),
        tabeller=Sporet("tabell.", {**felles_tabeller, **tabeller}, "tabell", sektor),
        ressurser=Sporet("ressurs.", {r.name: r for r in ressurser}, "tabell", sektor),
        figurer=Sporet("figur.", innhold.figurer, "figur", sektor),
        tabellplasser=Sporet("tabellplass.", innhold.tabeller, "tabell", sektor),
        fotnoter=Sporet("fotnote.", innhold.fotnoter, "fotnote", sektor),
        avsnitt=Sporet("avsnitt.", innhold.avsnitt, "avsnitt", sektor),
        tekster=Sporet("tekst.", _les_tekster(data / "felles" / "tekster"), "tekst", sektor),
        endringer=dict(endringer),
        dokumenter=dokumenter,
        _lenker=lenker,
        _historikk=historikk,
    )


def _les_tekster(mappe: Path) -> dict[str, str]:
    """The shared chapters' prose, by file name: templates like a chapter's own."""
    return {fil.stem: les_tekst(fil) for fil in sorted(mappe.glob("*.md"))}


def _les_tall(
    fil: Path, prefiks: str, endringer: Mapping[str, Verdi]
) -> tuple[dict[str, Enkelttall], Dokument]:
    """A file of single figures, whose addresses begin with ``prefiks``."""
    dokument = les_dokument(fil)
    sett_tall(dokument, "tall", prefiks, endringer)
    return _med_adresse(valider(dokument, Enkelttallfil).tall, prefiks), dokument


def _les_felles(fil: Path, endringer: Mapping[str, Verdi]) -> tuple[Felles, Dokument]:
    dokument = les_dokument(fil)
    sett_tall(dokument, "regneregler", REGNEREGEL, endringer)
    felles = valider(dokument, Felles)
    regneregler = frys(_med_adresse(felles.regneregler, REGNEREGEL))
    return felles.model_copy(update={"regneregler": regneregler}), dokument


def _med_adresse(storrelser: Mapping[str, S], prefiks: str) -> dict[str, S]:
    return {
        navn: s.model_copy(update={"adresse": prefiks + navn}) for navn, s in storrelser.items()
    }


def _les_tiltak(
    mappe: Path, endringer: Mapping[str, Verdi]
) -> tuple[dict[str, Tiltak], dict[str, Dokument]]:
    tiltak: dict[str, Tiltak] = {}
    dokumenter: dict[str, Dokument] = {}
    feil: list[Datafeil] = []
    for fil in sorted(mappe.glob("[!.~]*")):
        if fil.suffix != ".yml":
            feil.append(
                Datafeil("filen leses ikke, for navnet må slutte på .yml. Gi den nytt navn.", fil)
            )
            continue
        with samle(feil):
            dokument = les_dokument(fil)
            sett_tiltak(dokument, endringer)
            ett = valider(dokument, Tiltak)
            if ett.id in tiltak:
                andre = dokumenter[ett.id].fil.name
                melding = f"id {ett.id} er brukt i {andre} også. Gi tiltaket en egen id."
                raise dokument.feil(("id",), melding)
            forutsetninger = _med_adresse(ett.forutsetninger, f"{ett.id}.")
            utsettelse = {"adresse": f"{ett.id}.forsinkelse"}
            tiltak[ett.id] = ett.model_copy(
                update={
                    "forutsetninger": Notert(f"{ett.id}.", forutsetninger),
                    "forsinkelse": ett.forsinkelse.model_copy(update=utsettelse),
                }
            )
            dokumenter[ett.id] = dokument
    if feil:
        raise samlet_feil(feil)
    if not tiltak:
        raise Datafeil("mappen har ingen tiltak. Legg til en fil per tiltak, som sye1.yml.", mappe)
    return tiltak, dokumenter
