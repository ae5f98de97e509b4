"""Fetching: from a declaration to a new snapshot, whole or not at all.

Metadata are read in the same run as the numbers, and everything asked for is held against them.
Nothing in data/ is touched before the new snapshot is complete and has been read as tables.

Metadata are asked for first, and what is declared is resolved against them; the question is split where it is larger
than the bank allows, the parts are put together, and the result is read as tables before anything is written. Typed
code and label together (``{kode, tekst}``) guard against a code that has come to mean something else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil
from effekt.base.files import fingerprint, fingerprint_of
from effekt.base.writing import together
from effekt.fetch.client import Hentefeil, Klient
from effekt.fetch.pxweb import Sporring, datasporringer, les_metadata, metadatasporring
from effekt.model.offentlig import FILNAVN, Bank, Snapshot, Svarfil, Uttak
from effekt.reading import offentlig
from effekt.reading.documents import les_yaml
from effekt.reading.jsonstat import Formfeil, Kodevalg, Svar, les_json, les_svar, satt_sammen
from effekt.reading.tabelldata import Celle, Tabelldata, les_tabeller

_SKJEMA: Final = "# yaml-language-server: $schema=../../../skjema/snapshot.schema.json\n"
_HODE: Final = "# Skrevet av «effekt fetch». Ikke rett i mappen: filene skal være slik de kom.\n"
_SVARFIL: Final = "svar{}.json"


@dataclass(frozen=True)
class Nytt:
    """A new snapshot that is not yet written: its files by name, and the tables they give."""

    id: str
    snapshot: Snapshot
    filer: Mapping[str, bytes]
    tabeller: Mapping[str, Tabelldata]

    def har_samme_tall(self, gammelt: Snapshot | None) -> bool:
        """Whether the replies are byte for byte what the old snapshot has."""
        return gammelt is not None and [s.sha256 for s in gammelt.svar] == [s.sha256 for s in self.snapshot.svar]


def hent_uttak(id_: str, uttak: Uttak, bank: Bank, klient: Klient, mappe: Path, si: Callable[[str], None]) -> Nytt:
    """Ask the bank for all that the declaration names; raises Hentefeil.

    ``mappe`` is where the snapshot will lie, for messages. Nothing is written.
    """
    filer: dict[str, bytes] = {}

    def spor(sporring: Sporring, fil: str) -> tuple[Any, Svarfil]:
        raa = klient.hent(sporring)
        filer[fil] = raa
        return _lest(raa), Svarfil(
            fil=fil, metode=sporring.metode, adresse=sporring.adresse, kropp=sporring.kropp,
            byte=len(raa), sha256=fingerprint(raa),
        )  # fmt: skip

    try:
        lest, metadatafil = spor(metadatasporring(bank, uttak), offentlig.METADATAFIL)
        metadata = les_metadata(bank, lest)
        valg: Kodevalg = {v.variabel.kode: list(v.ord_) for v in offentlig.los_opp(uttak, metadata.variabler).values()}
        sporringer = datasporringer(bank, uttak, valg)
        deler: list[tuple[Svar, Kodevalg]] = []
        svarfiler: list[Svarfil] = []
        for nr, (sporring, del_) in enumerate(sporringer, 1):
            flere = len(sporringer) > 1
            if flere:
                si(f"{id_}: del {nr} av {len(sporringer)}")
            lest, fil = spor(sporring, _SVARFIL.format(f"-{nr}" if flere else ""))
            deler.append((les_svar(lest), del_))
            svarfiler.append(fil)
        svar = satt_sammen(deler, valg)
        tabeller = offentlig.lag_tabeller(id_, uttak, svar, mappe, {})
    except Formfeil as grunn:
        raise Hentefeil(f"svaret fra {bank.adresse} {grunn}") from None
    except offentlig.Valgfeil as grunn:
        raise Hentefeil(f"{grunn}. Rett uttaket i {FILNAVN}") from None
    except Datafeil as grunn:
        raise Hentefeil(grunn.melding.rstrip(".")) from None
    snapshot = Snapshot(
        uttak=id_, tabell=uttak.tabell, tittel=svar.tittel or metadata.tittel or uttak.tittel,
        utgiver=bank.utgiver, hentet=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        oppdatert=svar.oppdatert or metadata.oppdatert or offentlig.UKJENT, lisens=bank.lisens,
        rader=len(svar.celler), svar=tuple(svarfiler), metadata=metadatafil,
    )  # fmt: skip
    return Nytt(id_, snapshot, filer, tabeller)


def _lest(raa: bytes) -> Any:
    try:
        return les_json(raa.decode("utf-8"))
    except UnicodeDecodeError:
        raise Formfeil("er ikke tekst i UTF-8") from None


def skriv_snapshot(data: Path, nytt: Nytt) -> Path:
    """Put the new snapshot in the old one's place, all of it or nothing; gives its folder.

    Of what lies there, only what the old snapshot says that it brought goes out.
    """
    mappe = offentlig.snapshotmappe(data, nytt.id)
    konto = mappe / offentlig.SNAPSHOTFIL
    lest = {konto: fingerprint_of(konto)}
    filer: dict[Path, bytes | str | None] = dict.fromkeys(_brakt(mappe))
    filer |= {mappe / navn: raa for navn, raa in nytt.filer.items()}
    filer[konto] = _som_yaml(nytt.snapshot)
    with together(data.parent, filer, lest):
        return mappe


def _brakt(mappe: Path) -> list[Path]:
    """The files that lie in the folder just as a snapshot brought them; none where its account cannot be read."""
    try:
        alle = les_yaml(mappe / offentlig.SNAPSHOTFIL, Snapshot).filer
    except Datafeil:
        return []
    return [mappe / fil.fil for fil in alle if fingerprint_of(mappe / fil.fil) == fil.sha256]


def _som_yaml(snapshot: Snapshot) -> str:
    import yaml

    innhold = snapshot.model_dump(exclude_none=True, mode="json")
    return _SKJEMA + _HODE + yaml.safe_dump(innhold, allow_unicode=True, sort_keys=False, width=100)


@dataclass(frozen=True)
class Forskjell:
    """What a fetch changes in a table; ``for_`` is None where the book had no such table."""

    navn: str
    for_: Tabelldata | None
    etter: Tabelldata
    nye: tuple[Celle, ...]
    endret: tuple[tuple[Celle, Celle], ...]
    borte: tuple[Celle, ...]


def snapshotforskjeller(nytt: Nytt, for_: Mapping[str, Tabelldata]) -> list[Forskjell]:
    """The new tables against those that the book has now, typed or fetched, by name."""
    return [_forskjell(navn, for_.get(navn), etter) for navn, etter in nytt.tabeller.items()]


def _forskjell(navn: str, for_: Tabelldata | None, etter: Tabelldata) -> Forskjell:
    gamle = {c.adresse: c for c in for_.celler.values()} if for_ else {}
    nye = {c.adresse: c for c in etter.celler.values()}
    begge = [(gamle[a], c) for a, c in nye.items() if a in gamle]
    return Forskjell(
        navn, for_, etter,
        nye=tuple(c for a, c in nye.items() if a not in gamle),
        endret=tuple((f, n) for f, n in begge if (f.verdi, f.mangler) != (n.verdi, n.mangler)),
        borte=tuple(c for a, c in gamle.items() if a not in nye),
    )  # fmt: skip


@dataclass(frozen=True)
class Gammelt:
    """The tables before a fetch, and their snapshot; ``feil`` says why a snapshot cannot be read."""

    tabeller: Mapping[str, Tabelldata]
    snapshot: Snapshot | None = None
    feil: str = ""


def les_gammelt(data: Path, id_: str, uttak: Uttak) -> Gammelt:
    """The tables that a fetch would replace: of its own snapshot, else those typed in data/."""
    mappe = offentlig.snapshotmappe(data, id_)
    if (til_side := offentlig.satt_til_side(mappe)).is_dir() and not mappe.exists():
        til_side.rename(mappe)
    feil = ""
    if mappe.is_dir():
        try:
            snapshot, svar = offentlig.les_snapshot(mappe, id_, uttak)
            return Gammelt(offentlig.lag_tabeller(id_, uttak, svar, mappe, {}), snapshot)
        except Datafeil as grunn:
            feil = str(grunn)
    typet: dict[str, Tabelldata] = {}
    for pakke in sorted(data.glob("*/datapackage.yml")):
        typet.update(les_tabeller(pakke.parent, {})[0])
    return Gammelt({n: t for n, t in typet.items() if n in uttak.tabeller}, feil=feil)
