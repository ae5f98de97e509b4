"""A sector as read from data/: everything that its chapters are made from, checked as a whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from effekt.datapakke import Datapakke, Ressurs
from effekt.historikk import Historikk
from effekt.innhold import Figurplass, Fotnote, Innhold, Plass
from effekt.kilder import (
    DATAVARIABEL,
    Datafeil,
    Sporet,
    datamappe,
    naermeste,
    noter,
    samle,
    samlet_feil,
)
from effekt.lenker import Lenker
from effekt.lesing import Dokument, les_dokument, les_tekst
from effekt.modell import Enkelttallfil, Kildedokument, Kilder, Sektorinfo, Tiltak
from effekt.program import Felles
from effekt.sektorkontroll import feil_i_felles, feil_i_lenker, feil_i_tiltak, ukjente_kilder
from effekt.storrelse import Enkelttall, Forutsetning, frys
from effekt.tabelldata import Tabelldata, les_tabeller
from effekt.validering import les_yaml, valider

LENKEFIL: Final = "lenken_tilbake.yml"
HISTORIKKFIL: Final = "historikk.yml"


@dataclass(frozen=True)
class Sektor:
    """One sector's data; the mappings record what a chapter uses of them."""

    _info: Sektorinfo
    _felles: Felles
    kilder: Sporet[Kildedokument]
    tall: Sporet[Enkelttall]
    tiltak: Sporet[Tiltak]
    tabeller: Sporet[Tabelldata]
    ressurser: Sporet[Ressurs]
    figurer: Sporet[Figurplass]
    tabellplasser: Sporet[Figurplass]
    fotnoter: Sporet[Fotnote]
    avsnitt: Sporet[Plass]
    tekster: Sporet[str]
    endringer: Mapping[str, Fraction] = field(default_factory=dict)
    dokumenter: Mapping[str, Dokument] = field(default_factory=dict, repr=False)
    _lenker: Lenker | None = None
    _historikk: Historikk = field(default_factory=Historikk)

    @property
    def info(self) -> Sektorinfo:
        """The sector itself: name, period, agencies."""
        noter("sektor")
        return self._info

    @property
    def felles(self) -> Felles:
        """What all sectors share: goals, scales, classes, rules of calculation."""
        noter("felles")
        return self._felles

    @property
    def lenker(self) -> Lenker:
        """What the letter of the year after takes up of the report; raises Datafeil without one."""
        noter("lenker")
        if self._lenker is None:
            raise Datafeil(f"data/{self._info.id} mangler {LENKEFIL}. Legg den til")
        return self._lenker

    @property
    def historikk(self) -> Historikk:
        """Editions, updates and corrections; none without the file."""
        noter("historikk")
        return self._historikk

    def avtrykk(self, adresse: str) -> str:
        """A fingerprint of what stands at an address that ``kilder.noter`` recorded.

        An address that is no longer there has the empty fingerprint.
        """
        samlinger: dict[str, Sporet[Any]] = {
            "kilde.": self.kilder,
            "tall.": self.tall,
            "tiltak.": self.tiltak,
            "tabell.": self.tabeller,
            "ressurs.": self.ressurser,
            "figur.": self.figurer,
            "tabellplass.": self.tabellplasser,
            "fotnote.": self.fotnoter,
            "avsnitt.": self.avsnitt,
            "tekst.": self.tekster,
        }
        enkle = {
            "sektor": self._info,
            "felles": self._felles,
            "lenker": self._lenker,
            "historikk": self._historikk,
        }
        if adresse in enkle:
            return _avtrykk(enkle[adresse])
        if adresse.startswith("fil."):
            fil = datamappe() / self._info.id / adresse.removeprefix("fil.")
            return hashlib.sha256(fil.read_bytes()).hexdigest() if fil.exists() else ""
        for prefiks, samling in samlinger.items():
            if adresse.startswith(prefiks):
                innhold, navn = samling.urort(), adresse.removeprefix(prefiks)
                if navn == "*":
                    return _avtrykk(list(innhold))
                return _avtrykk(innhold[navn]) if navn in innhold else ""
        return ""


def _avtrykk(ting: object) -> str:
    return hashlib.sha256(repr(ting).encode()).hexdigest()


def sektorer() -> list[str]:
    """The sectors that have data: the folders under data/ with a sektor.yml, in order.

    Raises Datafeil where there is none, and for a folder that has all but its sektor.yml.
    """
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


def les_sektor(sektor: str = "", endringer: Mapping[str, Fraction] | None = None) -> Sektor:
    """Read and check a sector; the first one when none is named.

    ``endringer`` maps addresses to values that replace those in the files. Raises Datafeil with
    every fault found.
    """
    data = datamappe()
    kjente = sektorer()
    sektor = sektor or kjente[0]
    if sektor not in kjente:
        raise Datafeil(
            f"ukjent sektor «{sektor}».{naermeste(sektor, kjente)} data/ har {', '.join(kjente)}"
        )
    endringer = endringer or {}
    mappe = data / sektor
    feil: list[Datafeil] = []
    with samle(feil):
        infodokument = les_dokument(mappe / "sektor.yml")
        info = valider(infodokument, Sektorinfo)
    with samle(feil):
        fellesdokument = les_dokument(data / "felles" / "program.yml")
        felles = valider(fellesdokument, Felles)
    with samle(feil):
        kilder = les_yaml(data / "kilder.yml", Kilder).kilder
    with samle(feil):
        tall, talldokument = _les_tall(mappe / "tall.yml", endringer)
    felles_tall: dict[str, Enkelttall] = {}
    with samle(feil):
        if (data / "felles" / "tall.yml").exists():
            felles_tall, fellestalldokument = _les_tall(data / "felles" / "tall.yml", endringer)
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
    for id_, ett in tiltak.items():
        feil += feil_i_tiltak(ett, dokumenter[id_], info, felles)
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
        kilder=Sporet("kilde.", kilder, "kilde"),
        tall=Sporet("tall.", {**felles_tall, **tall}, "enkelttall"),
        tiltak=Sporet("tiltak.", tiltak, "tiltak"),
        tabeller=Sporet("tabell.", {**felles_tabeller, **tabeller}, "tabell"),
        ressurser=Sporet("ressurs.", {r.name: r for r in ressurser}, "tabell"),
        figurer=Sporet("figur.", innhold.figurer, "figur"),
        tabellplasser=Sporet("tabellplass.", innhold.tabeller, "tabell"),
        fotnoter=Sporet("fotnote.", innhold.fotnoter, "fotnote"),
        avsnitt=Sporet("avsnitt.", innhold.avsnitt, "avsnitt"),
        tekster=Sporet("tekst.", _les_tekster(data / "felles" / "tekster"), "tekst"),
        endringer=dict(endringer),
        dokumenter=dokumenter,
        _lenker=lenker,
        _historikk=historikk,
    )


def _les_tekster(mappe: Path) -> dict[str, str]:
    """The shared chapters' prose, by file name: templates like a chapter's own."""
    return {fil.stem: les_tekst(fil) for fil in sorted(mappe.glob("*.md"))}


def _les_tall(
    fil: Path, endringer: Mapping[str, Fraction]
) -> tuple[dict[str, Enkelttall], Dokument]:
    dokument = les_dokument(fil)
    _sett_inn(dokument, "tall", "tall.", endringer)
    innhold = valider(dokument, Enkelttallfil).tall
    return {k: v.model_copy(update={"adresse": f"tall.{k}"}) for k, v in innhold.items()}, dokument


def _les_tiltak(
    mappe: Path, endringer: Mapping[str, Fraction]
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
            if isinstance(dokument.innhold, dict):
                _sett_inn(dokument, "forutsetninger", f"{dokument.innhold.get('id')}.", endringer)
            ett = valider(dokument, Tiltak)
            if ett.id in tiltak:
                andre = dokumenter[ett.id].fil.name
                melding = f"id {ett.id} er brukt i {andre} også. Gi tiltaket en egen id."
                raise dokument.feil(("id",), melding)
            forutsetninger = {
                navn: f.model_copy(update={"adresse": f"{ett.id}.{navn}"})
                for navn, f in ett.forutsetninger.items()
            }
            tiltak[ett.id] = ett.model_copy(update={"forutsetninger": frys(forutsetninger)})
            dokumenter[ett.id] = dokument
    if feil:
        raise samlet_feil(feil)
    if not tiltak:
        raise Datafeil("mappen har ingen tiltak. Legg til en fil per tiltak, som sye1.yml.", mappe)
    return tiltak, dokumenter


def _sett_inn(
    dokument: Dokument, gruppe: str, prefiks: str, endringer: Mapping[str, Fraction]
) -> None:
    """Replace values in the raw document, so that the model checks changed and given ones alike."""
    innhold = dokument.innhold.get(gruppe) if isinstance(dokument.innhold, dict) else None
    if not isinstance(innhold, dict):
        return
    for adresse, verdi in endringer.items():
        navn, _, ar = adresse.removeprefix(prefiks).rstrip("]").partition("[")
        if adresse.startswith(prefiks) and navn in innhold:
            if ar:
                innhold[navn]["verdi"][ar] = verdi
            else:
                innhold[navn]["verdi"] = verdi


def alle_forutsetninger(sektor: Sektor) -> dict[str, Forutsetning]:
    """Every assumption of the sector by address, «SYE1.inntektstap»."""
    return {f.adresse: f for ett in sektor.tiltak.values() for f in ett.forutsetninger.values()}
