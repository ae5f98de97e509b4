"""An entry in historikk.yml for numbers that readers have seen and that are others now: one for one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from effekt.authoring.planned import PlannedChange
from effekt.base.faults import Datafeil, naermeste
from effekt.base.words import ramse
from effekt.check.published import ChangedNumber, changed_without_entry
from effekt.excel.yamledit import Ordrett, ny_fil, rediger
from effekt.model.historikk import Historikk
from effekt.model.verdi import Adresse, Verdi, skriv_verdi
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_dokument, som_dokument, valider
from effekt.reading.endringer import adresser
from effekt.reading.sektor import HISTORIKKFIL, Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.review.editions import check_out

UPDATES, CORRECTIONS = "oppdateringer", "rettelser"
_SKJEMA: Final = "# yaml-language-server: $schema=../skjema/historikk.schema.json\n"
_MISSING: Final = ".."


@dataclass(frozen=True)
class Entry:
    """What is said of a change: why, by which document, on which day; what, where the numbers' names do not do."""

    grunn: str
    kilde: str
    side: str = ""
    hva: str = ""
    dato: str = ""
    rettelse: bool = False
    # What the number was, where neither the book nor git tells.
    for_: str = ""


def enter_change(bok: Bokmappe, navn: str, utvalg: Sequence[str], entry: Entry) -> PlannedChange:
    """The entry, in a sector's historikk.yml; of all numbers without one where none is named. Raise Datafeil."""
    sektor = les_sektor(navn, bok=bok)
    tall = _chosen(sektor, utvalg, entry)
    _require_source(sektor, entry)
    ledd = [_as_data(ett, for_) for ett, for_ in _with_old(bok, navn, tall, entry)]
    dato = entry.dato or date.today().isoformat()
    hendelse: dict[str, Any] = {"dato": Ordrett(dato), "hva": entry.hva or _what(tall)}
    hendelse |= ledd[0] if len(ledd) == 1 else {"tall": ledd}
    hendelse |= {"grunn": entry.grunn, "kilde": entry.kilde}
    hendelse |= {"side": entry.side} if entry.side else {}
    fil = bok.data / navn / HISTORIKKFIL
    plan = PlannedChange(bok.rot)
    innhold = dict(les_dokument(fil).innhold or {}) if fil.is_file() else {}
    liste = CORRECTIONS if entry.rettelse else UPDATES
    innhold[liste] = [*(innhold.get(liste) or []), hendelse]
    tekst = rediger(plan.text(fil), innhold) if fil.is_file() else ny_fil(innhold, _SKJEMA)
    # Held to the same rules as what people write there: the order of dates, a number told of twice.
    valider(som_dokument(tekst, fil), Historikk)
    _refuse_twice_a_day(sektor, fil, [ett.adresse.adresse for ett in tall], dato)
    plan.put(fil, tekst)
    plan.says += [f"data/{navn}/{HISTORIKKFIL}, {liste}: {hendelse['hva']} ({entry.grunn})"]
    plan.says += [f"  {ett['adresse']}: {ett['for']} → {ett['etter']}" for ett in ledd]
    return plan


def sector_with_changes(bok: Bokmappe, utvalg: Sequence[str]) -> str:
    """The sector whose numbers are named; without any, the first that has some without an entry. Raise Datafeil."""
    kjente: set[str] = set()
    for navn in bok.sektorer():
        sektor = les_sektor(navn, bok=bok)
        egne = {adresse.partition("[")[0] for adresse in adresser(sektor)} | set(adresser(sektor))
        kjente |= egne
        if (utvalg and utvalg[0] in egne) or (not utvalg and changed_without_entry(sektor)):
            return navn
    if utvalg:
        raise Datafeil(f"ukjent adresse «{utvalg[0]}».{naermeste(utvalg[0], kjente)} «effekt changes» viser alle.")
    raise Datafeil(
        "alle tall som er publisert, er enten som de var eller ført i historikk.yml. Gjelder endringen noe annet, nevn "
        "adressen, og skriv --for med tallet slik det var."
    )


def _chosen(sektor: Sektor, utvalg: Sequence[str], entry: Entry) -> list[ChangedNumber]:
    alle = changed_without_entry(sektor)
    if not utvalg:
        return alle
    kjente, valgte = adresser(sektor), list[ChangedNumber]()
    for adresse in utvalg:
        egne = [ett for ett in alle if adresse in {ett.adresse.adresse, ett.adresse.adresse.partition("[")[0]}]
        if not egne and adresse in kjente and entry.for_:
            egne = [ChangedNumber(kjente[adresse], entry.for_, None)]
        if not egne:
            raise Datafeil(_unchanged(adresse, kjente))
        valgte += egne
    if entry.for_ and len(valgte) > 1:
        raise Datafeil("--for gjelder ett tall. Nevn bare den ene adressen.")
    return list({ett.adresse.adresse: ett for ett in valgte}.values())


def _unchanged(adresse: str, kjente: Mapping[str, Adresse]) -> str:
    if adresse in kjente:
        return (
            f"{adresse} er som det ble publisert, eller er ført i historikk.yml. Er boken bygd siden tallet ble "
            "endret, skriv hva det var: --for TALL."
        )
    if aar := [ett for ett in kjente if ett.startswith(f"{adresse}[")]:
        return f"{adresse} har ett tall per år, og ingen av dem er endret og ikke ført. Nevn ett: {aar[0]}, og --for."
    return f"ukjent adresse «{adresse}».{naermeste(adresse, kjente)} «effekt changes» viser alle."


def _require_source(sektor: Sektor, entry: Entry) -> None:
    for felt, verdi in (("--grunn", entry.grunn), ("--kilde", entry.kilde)):
        if not verdi.strip():
            raise Datafeil(f"{felt} mangler. Si hvorfor tallet er nytt, og hvilket dokument i kilder.yml det er fra.")
    kilder = sektor.kilder.unrecorded()
    if entry.kilde not in kilder:
        rad = naermeste(entry.kilde, kilder) or f" kilder.yml har {', '.join(kilder)}."
        raise Datafeil(f"ukjent kilde «{entry.kilde}».{rad}")


def _with_old(
    bok: Bokmappe, navn: str, tall: Sequence[ChangedNumber], entry: Entry
) -> list[tuple[ChangedNumber, Fraction | str]]:
    """Each number with what it was: as given, as the book shows it, else as git has it. Raise Datafeil for neither."""
    fra_git = _in_git(bok, navn) if not entry.for_ and any(ett.fra is None for ett in tall) else {}
    ut: list[tuple[ChangedNumber, Fraction | str]] = []
    for ett in tall:
        adresse = ett.adresse.adresse
        for_: object = _read_number(entry.for_) if entry.for_ else ett.fra
        if for_ is None and adresse in fra_git:
            gammel = fra_git[adresse].verdi
            for_ = _MISSING if gammel is None else gammel
        if not isinstance(for_, Fraction | str):
            raise Datafeil(f"{adresse} er vist som {ett.vist}, som kan være avrundet. Skriv hva det var: --for TALL.")
        if for_ == (ett.etter if ett.etter is not None else _MISSING):
            raise Datafeil(f"{adresse} er {for_} nå også. Da er ingenting endret; se over --for.")
        ut.append((ett, for_))
    return ut


def _read_number(skrevet: str) -> Fraction | str:
    from effekt.base.numbers import MANGLETEGN, les_tall

    try:
        return skrevet if skrevet in MANGLETEGN else les_tall(skrevet)
    except ValueError as grunn:
        raise Datafeil(f"--for {grunn}") from None


def _in_git(bok: Bokmappe, navn: str) -> Mapping[str, Adresse]:
    """The numbers as the last commit has them; nothing where there is none, or it cannot be read any more."""
    with TemporaryDirectory() as mappe:
        try:
            check_out(bok.rot, "HEAD", Path(mappe), ("data",))
            return adresser(les_sektor(navn, bok=Bokmappe.med(Path(mappe) / "data")))
        except Datafeil:
            return {}


def _as_data(ett: ChangedNumber, for_: Fraction | str) -> dict[str, Any]:
    def skrevet(verdi: Verdi | None) -> str:
        return Ordrett(_MISSING if verdi is None else skriv_verdi(verdi))

    return {"adresse": ett.adresse.adresse, "for": skrevet(for_), "etter": skrevet(ett.etter)}


def _what(tall: Sequence[ChangedNumber]) -> str:
    """What is changed, by the names of the numbers: «innsparing, 2027 er endret»."""
    navn = list(dict.fromkeys(ett.adresse.navn for ett in tall))
    uten_ar = list(dict.fromkeys(n.rpartition(", ")[0] if n.rpartition(", ")[2].isdecimal() else n for n in navn))
    vist = navn if len(navn) == 1 else uten_ar
    ord_ = ramse(vist[:3]) if len(vist) <= 3 else f"{', '.join(vist[:3])} og {len(vist) - 3} tall til"
    return f"{ord_[:1].upper()}{ord_[1:]} er endret"


def _refuse_twice_a_day(sektor: Sektor, fil: Path, nye: Sequence[str], dato: str) -> None:
    for adresse in nye:
        if any(h.dato.isoformat() == dato for _, _, h in sektor.historikk.tallhendelser().get(adresse, ())):
            raise Datafeil(f"{adresse} er alt ført med datoen {dato}. Rett tallet i den oppføringen i stedet.", fil)
