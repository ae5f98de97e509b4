"""Public statistics as tables of the book, read from the snapshots that lie in data/.

Numbers are read from the raw reply each time, so there is no second copy that could differ. A fetched table goes
through ``tabelldata`` as a CSV file's rows do, so types, limits, addresses and a reviewer's changes are the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Final

from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.files import fingerprint, written_files
from effekt.base.numbers import MANGLETEGN, skriv_tall, vis_dato
from effekt.model.datapakke import Felt, Krav, Ressurs, Tabellskjema
from effekt.model.offentlig import (
    FILNAVN,
    Hentetabell,
    OffentligeTall,
    Snapshot,
    Svarfil,
    Uttak,
    Utvalg,
    Verdiangivelse,
    Verdivalg,
)
from effekt.model.storrelse import Tekst
from effekt.model.tiltak import Kildedokument
from effekt.model.verdi import Verdi
from effekt.reading.documents import Dokument, les_dokument, les_tekst, les_yaml, valider
from effekt.reading.jsonstat import Formfeil, Svar, Svarcelle, Variabel, les_json, les_svar, satt_sammen
from effekt.reading.tabelldata import Tabelldata, av_rader

_NEVNT: Final = 10  # values that are named where there are many


class Valgfeil(ValueError):
    """Something asked for that the table does not have, or has several of."""


@dataclass(frozen=True)
class Valgt:
    """A variable of the table, and the chosen codes with the book's word for each, in order."""

    variabel: Variabel
    ord_: Mapping[str, str]


def los_opp(uttak: Uttak, variabler: Sequence[Variabel]) -> dict[str, Valgt]:
    """What the declaration asks for, by its own names; raises Valgfeil.

    A variable that is not asked for must be one that the table can sum over, or have one value
    only, which is then taken.
    """
    valgt: dict[str, Valgt] = {}
    koder = {v.kode: v.tekst for v in variabler}
    for navn, dimensjon in uttak.dimensjoner.items():
        kode = _finn(Verdivalg(kode=dimensjon.kode, tekst=dimensjon.tekst), koder, navn, "variabel")
        variabel = next(v for v in variabler if v.kode == kode)
        like = [n for n, v in valgt.items() if v.variabel.kode == variabel.kode]
        if like:
            raise Valgfeil(f"{like[0]} og {navn} er samme variabel, {_vist(variabel)}")
        valgt[navn] = Valgt(variabel, velg(navn, dimensjon, variabel))
    brukt = {v.variabel.kode for v in valgt.values()}
    for variabel in variabler:
        if variabel.kode in brukt or variabel.kan_utelates:
            continue
        if len(variabel.verdier) == 1:
            valgt.setdefault(variabel.kode, Valgt(variabel, variabel.verdier))
        else:
            raise Valgfeil(
                f"tabellen har også variabelen {_vist(variabel)}, som ikke kan utelates. Ta den "
                f"med under dimensjoner. Verdiene er {_ramse(variabel.verdier)}"
            )
    return valgt


def velg(navn: str, utvalg: Utvalg, variabel: Variabel) -> dict[str, str]:
    """The chosen codes and the book's word for each: its own where it has one, else the label."""
    alle = variabel.verdier
    koder = list(alle)

    def finn(ett: Verdiangivelse) -> str:
        return _finn(ett, alle, navn, "verdi")

    if isinstance(utvalg.verdier, Mapping):
        ut = {finn(ett): ord_ for ord_, ett in utvalg.verdier.items()}
        if len(ut) != len(utvalg.verdier):
            raise Valgfeil(f"{navn}: to av navnene er samme verdi i {_vist(variabel)}")
        return ut
    if utvalg.verdier is not None:
        koder = [finn(ett) for ett in utvalg.verdier]
    elif utvalg.siste is not None:
        koder = koder[-utvalg.siste :]
    elif utvalg.alle is None:
        fra = koder.index(finn(utvalg.fra)) if utvalg.fra else 0
        til = koder.index(finn(utvalg.til)) if utvalg.til else len(koder) - 1
        if fra > til:
            raise Valgfeil(f"{navn}: {utvalg.fra} kommer etter {utvalg.til} i tabellen")
        koder = koder[fra : til + 1]
    if not koder:
        raise Valgfeil(f"{navn}: variabelen {_vist(variabel)} har ingen verdier")
    return {kode: alle[kode] for kode in koder}


def _finn(sokt: Verdiangivelse, alle: Mapping[str, str], navn: str, hva: str) -> str:
    """The one code that is meant, by code or label."""
    if isinstance(sokt, Verdivalg) and sokt.kode:
        if sokt.kode not in alle:
            raise Valgfeil(_finnes_ikke(sokt.kode, alle, navn, hva))
        if sokt.tekst and not _har(alle[sokt.kode], sokt.tekst):
            raise Valgfeil(f"{navn}: koden {sokt.kode} betyr nå «{alle[sokt.kode]}», men skulle være «{sokt.tekst}»")
        return sokt.kode
    if isinstance(sokt, str) and sokt in alle:
        return sokt
    tekst = sokt if isinstance(sokt, str) else str(sokt.tekst)
    like = [kode for kode, vist in alle.items() if _enkel(vist) == _enkel(tekst)]
    like = like or [kode for kode, vist in alle.items() if _har(vist, tekst)]
    if len(like) > 1:
        raise Valgfeil(f"{navn}: «{tekst}» kan være {_ramse({k: alle[k] for k in like})}. Skriv koden")
    if not like:
        raise Valgfeil(_finnes_ikke(tekst, alle, navn, hva))
    return like[0]


def _finnes_ikke(sokt: str, alle: Mapping[str, str], navn: str, hva: str) -> str:
    rad = naermeste(sokt, [*alle, *alle.values()])
    return f"{navn}: tabellen har ikke {hva}en «{sokt}».{rad} Den har {_ramse(alle)}"


def _enkel(tekst: str) -> str:
    """The text for comparing: one kind of dash and space, no capitals."""
    return re.sub(r"\s+", " ", re.sub(r"[\u2010-\u2015\u2212]", "-", tekst.casefold())).strip()


def _har(tekst: str, sokt: str) -> bool:
    """Whether the words that are looked for stand in the text as whole words."""
    return re.search(rf"(?<!\w){re.escape(_enkel(sokt))}(?!\w)", _enkel(tekst)) is not None


def _vist(variabel: Variabel) -> str:
    return f"{variabel.kode} ({variabel.tekst})"


def _ramse(alle: Mapping[str, str]) -> str:
    """Codes and labels in a sentence, the first of them where there are many."""
    vist = [k if k == tekst else f"{k} ({tekst})" for k, tekst in alle.items()]
    if (flere := len(vist) - _NEVNT) > 1:
        return f"{', '.join(vist[:_NEVNT])} og {flere} til, den siste {vist[-1]}"
    return ", ".join(vist)


MAPPE: Final = "offentlig"
SNAPSHOTFIL: Final = "snapshot.yml"
METADATAFIL: Final = "metadata.json"
UKJENT: Final = "ikke oppgitt"


class Hentetressurs(Ressurs):
    """A fetched table's description: where others have a page, it has the source's table."""

    side: Tekst


@dataclass(frozen=True)
class Offentlig:
    """A table that is declared, and the snapshot that it is made from where there is one."""

    id: str
    uttak: Uttak
    utgiver: str
    tabell: Hentetabell
    snapshot: Snapshot | None


@dataclass(frozen=True)
class Hentet:
    """What the snapshots give: tables by name, their sources by id, and what is declared."""

    tabeller: Mapping[str, Tabelldata] = field(default_factory=dict)
    kilder: Mapping[str, Kildedokument] = field(default_factory=dict)
    alle: Mapping[str, Offentlig] = field(default_factory=dict)


def les_erklaring(data: Path) -> tuple[OffentligeTall, Dokument] | None:
    """What is declared under data/felles; None without the file. Raises Datafeil."""
    fil = data / "felles" / FILNAVN
    if not fil.exists():
        return None
    dokument = les_dokument(fil)
    return valider(dokument, OffentligeTall), dokument


def les_offentlige(data: Path, endringer: Mapping[str, Verdi]) -> Hentet:
    """Every snapshot as tables, with changes. Raise Datafeil with every fault, also for changed or undeclared files."""
    erklaring = les_erklaring(data)
    uttakene = erklaring[0].uttak if erklaring else {}
    feil: list[Datafeil] = [
        Datafeil(f"ingen uttak i {FILNAVN} heter «{mappe.name}». Slett mappen, eller beskriv uttaket.", mappe)
        for mappe in written_files(data / "felles" / MAPPE, "*")
        if mappe.is_dir() and mappe.name not in uttakene
    ]
    tabeller: dict[str, Tabelldata] = {}
    kilder: dict[str, Kildedokument] = {}
    alle: dict[str, Offentlig] = {}
    for id_, uttak in uttakene.items():
        assert erklaring is not None
        bank = erklaring[0].banker[uttak.bank]
        snapshot: Snapshot | None = None
        mappe = snapshotmappe(data, id_)
        with samle(feil):
            if satt_til_side(mappe).is_dir() and not mappe.exists():
                raise Datafeil(
                    f"en henting ble avbrutt, og tallene fra før ligger her. Kjør «effekt fetch {id_}».",
                    satt_til_side(mappe),
                )
            if mappe.is_dir():
                snapshot, svar = les_snapshot(mappe, id_, uttak)
                kilder[kilde_id(id_)] = _kilde(uttak, snapshot)
                tabeller.update(lag_tabeller(id_, uttak, svar, mappe, endringer))
        for navn, tabell in uttak.tabeller.items():
            alle[navn] = Offentlig(id_, uttak, bank.utgiver, tabell, snapshot)
    if feil:
        raise samlet_feil(feil)
    return Hentet(tabeller, kilder, alle)


def snapshotmappe(data: Path, id_: str) -> Path:
    """Where the snapshot of a declared fetch lies, or is to lie."""
    return data / "felles" / MAPPE / id_


def satt_til_side(mappe: Path) -> Path:
    """Where earlier versions of the program had a snapshot while a new one was put in its place."""
    return mappe.with_name(f".{mappe.name}-gammel")


def kilde_id(id_: str) -> str:
    """The id among the sources of what is fetched."""
    return f"{MAPPE}-{id_}"


def _kilde(uttak: Uttak, snapshot: Snapshot) -> Kildedokument:
    return Kildedokument(
        tittel=uttak.tittel,
        utgiver=snapshot.utgiver,
        dato=f"oppdatert {vis_tid(snapshot.oppdatert)}, hentet {vis_tid(snapshot.hentet)}",
        lisens=snapshot.lisens,
        inndeling="tabell",
        adresse=snapshot.metadata.adresse.partition("?")[0].removesuffix("/metadata"),
    )


def vis_tid(tid: str) -> str:
    """The day of a point in time, as a reader sees it; what is no date as it is written."""
    try:
        return vis_dato(date.fromisoformat(tid[: len("0000-00-00")]))
    except ValueError:
        return tid


def les_snapshot(mappe: Path, id_: str, uttak: Uttak) -> tuple[Snapshot, Svar]:
    """A snapshot's account and its reply, put together; raises Datafeil. Every file must have the bytes that came."""
    konto = mappe / SNAPSHOTFIL
    snapshot = les_yaml(konto, Snapshot)
    hent_igjen = f"Hent tallene på nytt med «effekt fetch {id_}»"
    if snapshot.uttak != id_ or snapshot.tabell != uttak.tabell:
        raise Datafeil(f"gjelder tabellen {snapshot.tabell}, men {FILNAVN} har {uttak.tabell}. {hent_igjen}.", konto)
    for svarfil in snapshot.filer:
        _krev_uendret(mappe / svarfil.fil, svarfil, hent_igjen)
    try:
        deler = [les_svar(les_json(les_tekst(mappe / svar.fil))) for svar in snapshot.svar]
        valg = {v.kode: list(v.verdier) for v in deler[0].variabler}
        for del_ in deler[1:]:
            for v in del_.variabler:
                valg[v.kode] = list(dict.fromkeys([*valg.get(v.kode, ()), *v.verdier]))
        svar = satt_sammen([(d, {v.kode: list(v.verdier) for v in d.variabler}) for d in deler], valg)
    except (Formfeil, KeyError) as grunn:
        raise Datafeil(f"svaret {grunn}. {hent_igjen}.", mappe / snapshot.svar[0].fil) from None
    if len(svar.celler) != snapshot.rader:
        raise Datafeil(f"rader er {snapshot.rader}, men svaret har {len(svar.celler)}. {hent_igjen}.", konto)
    return snapshot, svar


def _krev_uendret(fil: Path, ventet: Svarfil, hent_igjen: str) -> None:
    if not fil.is_file():
        raise Datafeil(f"filen mangler i det som er hentet. {hent_igjen}.", fil)
    raa = fil.read_bytes()
    if (len(raa), fingerprint(raa)) != (ventet.byte, ventet.sha256):
        raise Datafeil(
            "filen er ikke slik den kom fra kilden (sha256 stemmer ikke). Ikke rett i den. "
            f"{hent_igjen}, eller hent fram filen slik den var.",
            fil,
        )


def lag_tabeller(
    id_: str, uttak: Uttak, svar: Svar, mappe: Path, endringer: Mapping[str, Verdi]
) -> dict[str, Tabelldata]:
    """The tables that a fetch gives; raises Datafeil where the reply has not what they need."""
    feil: list[Datafeil] = []
    ut: dict[str, Tabelldata] = {}
    try:
        valgt = los_opp(uttak, svar.variabler)
    except Valgfeil as grunn:
        raise _endret_uttak(id_, grunn, mappe) from None
    for navn, tabell in uttak.tabeller.items():
        with samle(feil):
            try:
                rader = list(enumerate(_rader(tabell, valgt, svar), 1))
            except Valgfeil as grunn:
                raise _endret_uttak(id_, grunn, mappe) from None
            ressurs = _ressurs(id_, navn, uttak, tabell, _merknad(tabell, valgt))
            ut[navn] = av_rader(rader, ressurs, mappe, endringer, [])
    if feil:
        raise samlet_feil(feil)
    return ut


def _endret_uttak(id_: str, grunn: Valgfeil, mappe: Path) -> Datafeil:
    melding = f"det hentede passer ikke med uttaket {id_} i {FILNAVN}: {grunn}."
    rad = f"Rett uttaket, eller hent tallene på nytt med «effekt fetch {id_}»."
    return Datafeil(f"{melding} {rad}", mappe / SNAPSHOTFIL)


def _rader(tabell: Hentetabell, valgt: Mapping[str, Valgt], svar: Svar) -> Iterator[dict[str, str]]:
    """The rows as text, in the order of the columns; a sum is missing where a part of it is."""
    koder = {navn: _koder(navn, ett, tabell.bare.get(navn)) for navn, ett in valgt.items()}
    kolonner = {k.dimensjon: navn for navn, k in tabell.kolonner.items()}
    for navn, ord_ in koder.items():
        if navn not in kolonner and navn not in tabell.summeres and len(ord_) != 1:
            raise Valgfeil(
                f"{navn} har {len(ord_)} verdier, men er verken kolonne eller summert. Velg én "
                "under «bare», eller skriv den under «summeres»"
            )
    plass = {v.kode: nr for nr, v in enumerate(svar.variabler)}
    rekke = [plass[valgt[navn].variabel.kode] for navn in koder]
    ute = [navn for navn in koder if navn not in kolonner]
    for nokkel in product(*(koder[dimensjon] for dimensjon in kolonner)):
        fast = dict(zip(kolonner, nokkel, strict=True))
        celler = []
        for resten in product(*(koder[navn] for navn in ute)):
            ett = {**fast, **dict(zip(ute, resten, strict=True))}
            ved = dict(zip(rekke, (ett[navn] for navn in koder), strict=True))
            celler.append(svar.celler[tuple(ved[nr] for nr in range(len(rekke)))])
        yield {**{navn: koder[dim][fast[dim]] for dim, navn in kolonner.items()}, tabell.verdi.navn: _sum(celler)}


def _koder(navn: str, valgt: Valgt, bare: Utvalg | None) -> Mapping[str, str]:
    """The codes of a dimension that a table has, and the book's word for each."""
    if bare is None:
        return valgt.ord_
    egne = {ord_: kode for kode, ord_ in valgt.ord_.items()}
    if isinstance(bare.verdier, tuple) and all(ett in egne for ett in bare.verdier):
        return {egne[str(ett)]: str(ett) for ett in bare.verdier}
    mulige = {k: t for k, t in valgt.variabel.verdier.items() if k in valgt.ord_}
    funnet = velg(navn, bare, Variabel(valgt.variabel.kode, valgt.variabel.tekst, mulige))
    if isinstance(bare.verdier, Mapping):
        return funnet
    return {kode: valgt.ord_[kode] for kode in funnet}


def _sum(celler: list[Svarcelle]) -> str:
    if mangler := next((c.mangler for c in celler if c.verdi is None), ""):
        return mangler
    return skriv_tall(sum((c.verdi for c in celler if c.verdi is not None), Fraction(0)))


def _merknad(tabell: Hentetabell, valgt: Mapping[str, Valgt]) -> str:
    """The table's note, and the bank's own words for what the columns do not tell."""
    kolonner = {k.dimensjon for k in tabell.kolonner.values()}
    deler = [tabell.merknad] if tabell.merknad else []
    for navn, ett in valgt.items():
        if navn not in kolonner:
            tekster = [ett.variabel.verdier[k] for k in _koder(navn, ett, tabell.bare.get(navn))]
            vist = f"«{tekster[0]}»"
            if len(tekster) > 1:
                vist += f" til «{tekster[-1]}», lagt sammen"
            deler.append(f"{ett.variabel.tekst[:1].upper()}{ett.variabel.tekst[1:]}: {vist}.")
    return " ".join(deler)


def _ressurs(id_: str, navn: str, uttak: Uttak, tabell: Hentetabell, merknad: str) -> Hentetressurs:
    nokler = [
        Felt(name=n, type=k.type, title=k.tittel, constraints=Krav(required=True)) for n, k in tabell.kolonner.items()
    ]
    verdi = Felt(name=tabell.verdi.navn, type=tabell.verdi.type, title=tabell.verdi.tittel, enhet=tabell.verdi.enhet)
    return Hentetressurs(
        name=navn,
        path=f"{MAPPE}/{navn}.csv",
        title=tabell.tittel,
        kilde=kilde_id(id_),
        side=uttak.nummer,
        merknad=merknad or None,
        format="csv",
        encoding="utf-8",
        mediatype="text/csv",
        tabell=Tabellskjema(felt=(*nokler, verdi), nokler=tuple(tabell.kolonner), mangletegn=("", *MANGLETEGN)),
    )
