"""A sector as read from data/: everything that its chapters are made from, checked as a whole."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from effekt import formel
from effekt.kilder import (
    Datafeil,
    Dokument,
    Sporet,
    datamappe,
    les_dokument,
    les_yaml,
    naermeste,
    noter,
    samlet_feil,
    valider,
)
from effekt.modell import (
    Enkelttall,
    Enkelttallfil,
    Felles,
    Forutsetning,
    Grunnlag,
    Kildedokument,
    Kilder,
    Opphav,
    Sektorinfo,
    Tiltak,
)
from effekt.tabelldata import Tabelldata, les_tabeller


@dataclass(frozen=True)
class Sektor:
    """One sector's data; the mappings record what a chapter uses of them."""

    _info: Sektorinfo
    _felles: Felles
    kilder: Sporet[Kildedokument]
    tall: Sporet[Enkelttall]
    tiltak: Sporet[Tiltak]
    tabeller: Sporet[Tabelldata]
    endringer: Mapping[str, Fraction] = field(default_factory=dict)

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

    def avtrykk(self, adresse: str) -> str:
        """A fingerprint of what stands at an address that ``kilder.noter`` recorded.

        An address that is no longer there has the empty fingerprint.
        """
        samlinger: dict[str, Sporet[Any]] = {
            "kilde.": self.kilder,
            "tall.": self.tall,
            "tiltak.": self.tiltak,
            "tabell.": self.tabeller,
        }
        if adresse in {"sektor", "felles"}:
            return _avtrykk(self._info if adresse == "sektor" else self._felles)
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
    """The sectors that have data: the folders under data/ with a sektor.yml, in order."""
    return sorted(fil.parent.name for fil in datamappe().glob("*/sektor.yml"))


def les_sektor(sektor: str = "", endringer: Mapping[str, Fraction] | None = None) -> Sektor:
    """Read and check a sector; the first one when none is named.

    ``endringer`` maps addresses to values that replace those in the files. Raises Datafeil with
    every fault found.
    """
    data = datamappe()
    kjente = sektorer()
    if not kjente:
        raise Datafeil(f"ingen sektor har data: {data} har ingen mappe med sektor.yml")
    sektor = sektor or kjente[0]
    if sektor not in kjente:
        raise Datafeil(f"ukjent sektor «{sektor}».{naermeste(sektor, kjente)} Kjente: {kjente}")
    endringer = endringer or {}
    mappe = data / sektor
    info = les_yaml(mappe / "sektor.yml", Sektorinfo)
    felles = les_yaml(data / "felles" / "program.yml", Felles)
    kilder = les_yaml(data / "kilder.yml", Kilder).kilder
    tall, talldokument = _les_tall(mappe / "tall.yml", endringer)
    tiltak, dokumenter = _les_tiltak(mappe / "tiltak", endringer)
    tabeller = les_tabeller(mappe, endringer)
    feil = [
        *_feil_i_tiltak(tiltak, dokumenter, info, felles),
        *_ukjente_kilder(tiltak, dokumenter, tall, talldokument, kilder),
    ]
    feil += [
        Datafeil(
            f"tabellen {navn} viser til ukjent kilde «{tabell.ressurs.kilde}»."
            f"{naermeste(tabell.ressurs.kilde, kilder)}",
            mappe / "datapackage.yml",
        )
        for navn, tabell in tabeller.items()
        if tabell.ressurs.kilde not in kilder
    ]
    if feil:
        raise samlet_feil(feil)
    rekkefolge = list(info.virksomheter)
    tiltak = dict(sorted(tiltak.items(), key=lambda t: (rekkefolge.index(t[1].virksomhet), t[0])))
    return Sektor(
        _info=info,
        _felles=felles,
        kilder=Sporet("kilde.", kilder, "kilde"),
        tall=Sporet("tall.", tall, "enkelttall"),
        tiltak=Sporet("tiltak.", tiltak, "tiltak"),
        tabeller=Sporet("tabell.", tabeller, "tabell"),
        endringer=dict(endringer),
    )


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
    for fil in sorted(mappe.glob("*.yml")):
        try:
            dokument = les_dokument(fil)
            if isinstance(dokument.innhold, dict):
                _sett_inn(
                    dokument, "forutsetninger", f"{dokument.innhold.get('id')}.", endringer
                )
            ett = valider(dokument, Tiltak)
        except Datafeil as grunn:
            feil.append(grunn)
            continue
        if ett.id in tiltak:
            feil.append(
                Datafeil(
                    f"id {ett.id} er brukt i {dokumenter[ett.id].fil.name} også. Gi tiltaket en "
                    "egen id.",
                    fil,
                    dokument.linje(("id",)),
                )
            )
        forutsetninger = {
            navn: f.model_copy(update={"adresse": f"{ett.id}.{navn}"})
            for navn, f in ett.forutsetninger.items()
        }
        tiltak[ett.id] = ett.model_copy(update={"forutsetninger": forutsetninger})
        dokumenter[ett.id] = dokument
    if feil:
        raise samlet_feil(feil)
    if not tiltak:
        raise Datafeil("mappen har ingen tiltak (.yml).", mappe)
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


def _feil_i_tiltak(
    tiltak: Mapping[str, Tiltak],
    dokumenter: Mapping[str, Dokument],
    info: Sektorinfo,
    felles: Felles,
) -> list[Datafeil]:
    feil: list[Datafeil] = []

    def meld(ett: Tiltak, sti: tuple[str | int, ...], melding: str) -> None:
        dokument = dokumenter[ett.id]
        feil.append(Datafeil(melding, dokument.fil, dokument.linje(sti)))

    for ett in tiltak.values():
        if ett.virksomhet not in info.virksomheter:
            meld(
                ett,
                ("virksomhet",),
                f"ukjent virksomhet «{ett.virksomhet}».{naermeste(ett.virksomhet, info.virksomheter)} "
                f"sektor.yml har {', '.join(info.virksomheter)}.",
            )
        if ett.samlet_vurdering.klasse not in felles.klasser:
            meld(
                ett,
                ("samlet_vurdering", "klasse"),
                f"ukjent klasse «{ett.samlet_vurdering.klasse}»."
                f"{naermeste(ett.samlet_vurdering.klasse, felles.klasser)}",
            )
        for mal in ett.kommunemal:
            if str(mal) not in felles.kommunemal:
                meld(ett, ("kommunemal",), f"kommunemål {mal} finnes ikke i program.yml.")
        _kontroller_ar(ett, ("oppgitt",), ett.oppgitt, info, meld)
        for navn, forutsetning in ett.forutsetninger.items():
            if not isinstance(forutsetning.verdi, Fraction):
                sti = ("forutsetninger", navn, "verdi")
                _kontroller_ar(ett, sti, forutsetning.verdi, info, meld)
        try:
            brukt = formel.navn_i(ett.formel)
        except formel.Formelfeil as grunn:
            meld(ett, ("formel",), f"{grunn}.")
            continue
        for navn in sorted(brukt - set(ett.forutsetninger)):
            meld(
                ett,
                ("formel",),
                f"formelen bruker «{navn}», som ikke er en forutsetning."
                f"{naermeste(navn, ett.forutsetninger)}",
            )
        for navn in sorted(set(ett.forutsetninger) - brukt):
            meld(
                ett,
                ("forutsetninger", navn),
                f"forutsetningen «{navn}» er ikke med i formelen, og ville ikke virke. Ta den inn "
                "i formelen, eller flytt tallet til tall.yml.",
            )
        if ett.lan:
            for felt in ("belop", "avdrag", "rentesats", "lisens", "besparelse"):
                if getattr(ett.lan, felt) not in ett.forutsetninger:
                    meld(ett, ("lan", felt), f"«{getattr(ett.lan, felt)}» er ikke en forutsetning.")
    return feil


def _kontroller_ar(
    ett: Tiltak,
    sti: tuple[str | int, ...],
    verdier: Mapping[int, object],
    info: Sektorinfo,
    meld: Callable[[Tiltak, tuple[str | int, ...], str], None],
) -> None:
    periode = f"{info.periode[0]}\u2013{info.periode[-1]}"
    hva = ".".join(str(ledd) for ledd in sti)
    for ar in verdier:
        if ar not in info.periode:
            meld(ett, (*sti, str(ar)), f"{hva}: {ar} er utenfor perioden {periode} i sektor.yml.")
    mangler = [str(ar) for ar in info.periode if ar not in verdier]
    if mangler:
        meld(ett, sti, f"{hva}: mangler {', '.join(mangler)}. Perioden er {periode}.")


def _ukjente_kilder(
    tiltak: Mapping[str, Tiltak],
    dokumenter: Mapping[str, Dokument],
    tall: Mapping[str, Enkelttall],
    talldokument: Dokument,
    kilder: Mapping[str, Kildedokument],
) -> list[Datafeil]:
    feil: list[Datafeil] = []

    def sjekk(grunnlag: Grunnlag, dokument: Dokument, sti: tuple[str | int, ...]) -> None:
        if grunnlag.opphav is not Opphav.KILDE or grunnlag.kilde is None:
            return
        if grunnlag.kilde not in kilder:
            feil.append(
                Datafeil(
                    f"ukjent kilde «{grunnlag.kilde}».{naermeste(grunnlag.kilde, kilder)} "
                    "Kildene står i kilder.yml.",
                    dokument.fil,
                    dokument.linje((*sti, "kilde")),
                )
            )
            return
        siste = kilder[grunnlag.kilde].sider
        for side in (grunnlag.side or "").replace("\u2013", ",").split(","):
            if siste and side.strip().isdigit() and int(side) > siste:
                feil.append(
                    Datafeil(
                        f"side {side.strip()} finnes ikke; {grunnlag.kilde} har {siste} sider.",
                        dokument.fil,
                        dokument.linje((*sti, "side")),
                    )
                )

    for ett in tiltak.values():
        dokument = dokumenter[ett.id]
        for navn, forutsetning in ett.forutsetninger.items():
            sjekk(forutsetning, dokument, ("forutsetninger", navn))
        sjekk(ett.formel_grunnlag, dokument, ("formel_grunnlag",))
        if ett.kilde not in kilder:
            linje = dokument.linje(("kilde",))
            feil.append(
                Datafeil(f"ukjent kilde «{ett.kilde}».{naermeste(ett.kilde, kilder)}", dokument.fil, linje)
            )
    for navn, ett_tall in tall.items():
        sjekk(ett_tall, talldokument, ("tall", navn))
    return feil


def alle_forutsetninger(sektor: Sektor) -> dict[str, Forutsetning]:
    """Every assumption of the sector by address, «SYE1.inntektstap»."""
    return {f.adresse: f for ett in sektor.tiltak.values() for f in ett.forutsetninger.values()}
