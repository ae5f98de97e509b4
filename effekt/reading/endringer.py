"""A reviewer's changes: the address of every value, and new values checked before anything runs.

Addresses: ``SYE1.inntektstap``, ``SYE1.innfasing[2027]``, ``HEL2.besparelse.hoy``, ``HEL2.besparelse.usikkerhet``,
``SYE1.estimatusikkerhet``, ``SYE1.klasse``, ``SYE1.status``, ``SYE1.avrunding``, ``tall.ansatte_sye``,
``felles.laneandel``, ``rammekutt[HEL, 2026]``, ``sektor.periode``, ``premiss.langvakter``,
``SYE1.gjennomforing.sjanse``, ``PPT1.arsverk.overtallig``, and those of plans for gains (``gevinstlesing``).

Everything that is a value in data/ has an address; ``adresser`` lists them, and is what commands, files and
completion go by. A changed value is put into the raw document before validation (``insertion``), so that a reviewer's
number meets the same rules as the analyst's. ``med_endringer`` gives a new ``Sektor`` whose ``uendret`` is the sector
as data/ has it; without changes ``uendret`` is None.

A changed rating keeps ``grunnlag``, which says what the source has, and is marked ``endret``; the model lets that
mark through from code only. A changed period cuts the measures' series to its years when they are read
(``Tiltak.innenfor``), so that nothing downstream can show a year outside.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from effekt.base.faults import Datafeil, naermeste, samlet_feil, vis_sti
from effekt.model.plan import ARSVERK as ARSVERKSNAVN
from effekt.model.plan import AVVIST
from effekt.model.plan import STATUS as STATUSNAVN
from effekt.model.premisser import PREMISS, UAVKLART, UTSETTER, VIRKNINGER, Premiss
from effekt.model.storrelse import ANSLAGET, INGEN, Forutsetning, Opphav, Storrelse
from effekt.model.tiltak import Tiltak, Usikkerhetsvurdering, gjennomforingstrinn
from effekt.model.units import factor_of
from effekt.model.verdi import ARSTALL, VURDERING, Adresse, Verdi, les_ar, rett_adresse, vis_ar
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.gevinstlesing import gevinstadresser
from effekt.reading.insertion import (
    ARSVERK,
    AVRUNDING,
    GJENNOMFORES,
    GJENNOMFORING,
    JA,
    KLASSE,
    NEI,
    PERIODE,
    SJANSER,
    SPENN,
    STATUS,
    USIKKERHET,
)
from effekt.reading.sektor import Sektor, alle_forutsetninger, alle_storrelser
from effekt.reading.sektorlesing import les_sektor

_SPENN_I_ORD: Final = dict(zip(SPENN, ("nederst", "øverst"), strict=True))


def adresser(sektor: Sektor, periode: Sequence[int] = ()) -> dict[str, Adresse]:
    """Every value in the sector's data that a reviewer can change, by address.

    What the source prints (oppgitt/) has no address: it is what results are held against. With
    another ``periode`` than the sector's, assumptions by year have the years of that one.
    """
    alle = [
        Adresse(PERIODE, "årene tiltakene er regnet for", sektor.info.periode, ARSTALL),
        *(a for s in alle_storrelser(sektor).values() for a in _storrelsens(s, periode)),
        *(a for t in sektor.tiltak.unrecorded().values() for a in _kortets(t, sektor)),
        *(a for t in sektor.tiltak.unrecorded().values() for a in _gjennomforingens(t, sektor)),
        *(a for p in sektor.premisser.unrecorded().values() for a in _premissens(p, sektor)),
        *_tabellenes(sektor),
        *gevinstadresser(sektor),
    ]
    return {a.adresse: a for a in alle}


def _storrelsens(s: Storrelse, periode: Sequence[int]) -> Iterator[Adresse]:
    grunn = (s.enhet, s.kilde or "", s.side or "", *s.grenser)
    per_periode = bool(periode) and isinstance(s, Forutsetning)
    for felt in ("", *SPENN):
        mengde = getattr(s, felt or "verdi")
        adresse = f"{s.adresse}.{felt}" if felt else s.adresse
        navn = f"{s.navn}, {_SPENN_I_ORD[felt]}" if felt else s.navn
        if isinstance(mengde, Mapping):
            for ar in periode if per_periode else mengde:
                yield Adresse(f"{adresse}[{ar}]", f"{navn}, {ar}", mengde.get(ar), *grunn)
        elif mengde is not None:
            yield Adresse(adresse, navn, mengde, *grunn)


def _kortets(tiltak: Tiltak, sektor: Sektor) -> Iterator[Adresse]:
    """What a card has besides its assumptions: ratings, class, rounding, whether it is done."""
    felles, kilde = sektor.felles, tiltak.kilde or ""
    navn = {felt: f.navn.lower() for f in felles.kortfelt for felt in f.felt}
    for felt, vurdering in tiltak.alle_vurderinger.items():
        skala = felles.usikkerhet if isinstance(vurdering, Usikkerhetsvurdering) else felles.konsekvens
        ord_ = {verdi: trinn.navn for verdi, trinn in skala.items()}
        yield Adresse(
            f"{tiltak.id}.{felt}", navn.get(felt, felt), vurdering.verdi, VURDERING,
            kilde, vurdering.side or "", ord_=ord_,
        )  # fmt: skip
    merker = {ANSLAGET: "som anslaget", INGEN: "ikke usikkert", **{v: t.navn for v, t in felles.usikkerhet.items()}}
    for f in tiltak.forutsetninger.values():
        if f.usikkerhet:
            yield Adresse(
                f"{f.adresse}.{USIKKERHET}", f"{f.navn}, hvor usikkert det er", f.usikkerhet, VURDERING,
                f.kilde or "", f.side or "", ord_=merker,
            )  # fmt: skip
    samlet = tiltak.samlet_vurdering
    # A derived class is on no card; it comes from the pages with the sums of the classes.
    avledet = samlet.klasse_opphav is not Opphav.KILDE
    sider = (felles.klasser_kilde.side or "") if avledet else tiltak.kortside
    hvor = (kilde, sider) if samlet.klasse else ("", "")
    yield Adresse(
        f"{tiltak.id}.{KLASSE}", "samlet vurdering", samlet.klasse, VURDERING, *hvor, ord_=dict(felles.klasser)
    )
    if til := tiltak.avrunding:
        yield Adresse(
            f"{tiltak.id}.{AVRUNDING}", "hva effekten på kortet er avrundet til", til.til, tiltak.oppgitt_i,
            til.kilde or "", til.side or "", 1 / factor_of(tiltak.oppgitt_i),
        )  # fmt: skip
    yield Adresse(
        f"{tiltak.id}.{GJENNOMFORES}", "om tiltaket gjennomføres",
        JA if tiltak.gjennomfores else NEI, VURDERING,
        ord_={JA: "gjennomføres", NEI: "gjennomføres ikke"},
    )  # fmt: skip
    yield from _arsverkenes(tiltak)
    if b := tiltak.beslutning:
        yield Adresse(
            f"{tiltak.id}.{STATUS}", "hvor langt saken er kommet", b.status, VURDERING,
            b.kilde or "", b.side or "", ord_=STATUSNAVN,
        )  # fmt: skip


_SJANSENE: Final[Mapping[str, str]] = {
    "sjanse": "sjansen for at tiltaket blir gjennomført",
    "ett_ar": "sjansen for ett års forsinkelse, om det blir gjennomført",
    "to_ar": "sjansen for to års forsinkelse, om det blir gjennomført",
}


def _gjennomforingens(tiltak: Tiltak, sektor: Sektor) -> Iterator[Adresse]:
    """A measure's chance and delay: its own, or what its rating stands for; none where the book has chosen none."""
    valg = sektor.usikkerhet.gjennomforing.get(gjennomforingstrinn(tiltak, sektor.felles.usikkerhet))
    for felt in SJANSER if valg else ():
        egen = getattr(tiltak.gjennomforing, felt, None)
        na = egen.verdi if egen else getattr(valg, felt).regnetall
        kilde, side = (egen.kilde or "", egen.side or "") if egen else ("", "")
        adresse = f"{tiltak.id}.{GJENNOMFORING}.{felt}"
        yield Adresse(adresse, _SJANSENE[felt], na, "andel", kilde, side, Fraction(0), Fraction(1))


def _premissens(premiss: Premiss, sektor: Sektor) -> Iterator[Adresse]:
    """The answer to a premise, its chance, and what it does to each measure that it touches."""
    kilde, side, adresse = premiss.kilde or "", premiss.side or "", PREMISS + premiss.id
    svar = {JA: "ja", NEI: "nei", UAVKLART: "ikke avklart"}
    yield Adresse(adresse, premiss.navn, premiss.svar, VURDERING, kilde, side, ord_=svar)
    if (valg := premiss.sjanse or sektor.usikkerhet.premiss) is not None:
        navn = f"sjansen for at det blir annerledes enn antatt: {premiss.navn}"
        yield Adresse(f"{adresse}.sjanse", navn, valg.regnetall, "andel", "", "", Fraction(0), Fraction(1))
    for id_, virkning in premiss.virker_pa.items():
        grunn = (virkning.kilde or "", virkning.side or "")
        hva = f"{premiss.navn}: det som da skjer med {id_}"
        yield Adresse(f"{adresse}.{id_}.virkning", hva, virkning.virkning, VURDERING, *grunn, ord_=dict(VIRKNINGER))
        enhet = "år" if virkning.virkning == UTSETTER else "andel"
        hva = f"{premiss.navn}: år senere, eller det effekten ganges med, for {id_}"
        yield Adresse(f"{adresse}.{id_}.verdi", hva, virkning.verdi, enhet, *grunn)


def _arsverkenes(tiltak: Tiltak) -> Iterator[Adresse]:
    """The årsverk that are typed on the measure; what is worked out, or stands in tall.yml, changes there."""
    slag = [ett.slag for ett in tiltak.arsverk]
    for ett in tiltak.arsverk:
        if ett.verdi is None or slag.count(ett.slag) > 1:
            continue
        adresse, hva = f"{tiltak.id}.{ARSVERK}.{ett.slag}", f"årsverk, {ARSVERKSNAVN[ett.slag].lower()}"
        grunn = ("årsverk", ett.kilde or "", ett.side or "", Fraction(0))
        if isinstance(ett.verdi, Mapping):
            for ar, antall in ett.verdi.items():
                yield Adresse(f"{adresse}[{ar}]", f"{hva}, {ar}", antall, *grunn)
        else:
            yield Adresse(adresse, hva, ett.verdi, *grunn)


def _tabellenes(sektor: Sektor) -> Iterator[Adresse]:
    for tabell in sektor.tabeller.unrecorded().values():
        felt, ressurs = tabell.ressurs.tabell.verdifelt, tabell.ressurs
        if ressurs.path.startswith("oppgitt/") or felt is None:
            continue
        krav = (felt.constraints.minimum, felt.constraints.maximum)
        for celle in tabell.celler.values():
            yield Adresse(celle.adresse, ressurs.title, celle.verdi, celle.enhet, ressurs.kilde, ressurs.side, *krav)


def les_endringer(sektor: Sektor, endringer: Mapping[str, object]) -> dict[str, Verdi]:
    """The changes as exact values; raises Datafeil for unknown addresses and impossible values."""
    lest, feil = tolk(sektor, endringer)
    if feil:
        raise samlet_feil(Datafeil(f"endringer: {melding}") for _, melding in feil)
    return lest


def tolk(sektor: Sektor, endringer: Mapping[str, object]) -> tuple[dict[str, Verdi], list[tuple[str, str]]]:
    """The changes by address, and what is wrong with them: the address as given, and a message."""
    lest: dict[str, Verdi] = {}
    feil: list[tuple[str, str]] = []
    periode: tuple[int, ...] = ()
    for oppgitt, ny in endringer.items():
        if rett_adresse(oppgitt) == PERIODE:
            try:
                periode = les_ar(ny)
            except ValueError:
                periode = ()  # told below, with the address
    kjente = {rett_adresse(a): k for a, k in adresser(sektor, periode).items()}
    for oppgitt, verdi in endringer.items():
        adresse = rett_adresse(oppgitt)
        if adresse not in kjente:
            feil.append((oppgitt, _ukjent(adresse, kjente, sektor, periode)))
        elif (kjent := kjente[adresse]).adresse in lest:
            feil.append((oppgitt, f"{kjent.adresse} er gitt to ganger. Slett den ene."))
        else:
            try:
                lest[kjent.adresse] = kjent.les(verdi)
            except ValueError as grunn:
                feil.append((oppgitt, f"{adresse} {grunn}"))
    for adresse in [a for a, verdi in lest.items() if a.endswith(f".{GJENNOMFORES}") and verdi == JA]:
        status = f"{adresse.partition('.')[0]}.{STATUS}"
        if lest.get(status, kjente[status].verdi if status in kjente else None) == AVVIST:
            feil.append((adresse, f"{adresse} kan ikke være {JA} når {status} er {AVVIST}. Endre {status} i stedet."))
    if not feil and (mangler := [a for a in _ma_gis(sektor, periode) if a not in lest]):
        feil.append(
            (
                next(o for o in endringer if rett_adresse(o) == PERIODE),
                f"perioden {vis_ar(periode)} har år som {sektor.info.kortnavn} ikke har tall for. "
                f"Gi disse også: {', '.join(mangler)}.",
            )
        )
    return lest, feil


def _ukjent(adresse: str, kjente: Mapping[str, Adresse], sektor: Sektor, periode: tuple[int, ...]) -> str:
    rot = re.sub(r"\[\d+\]$", "", adresse)
    per_ar = [k for k in kjente if adresse == rot and k.startswith(f"{rot}[")]
    if per_ar and rot in sektor.tabeller:
        rad = f" Det er en tabell. Velg en rute, for eksempel {per_ar[0]}."
    elif per_ar:
        rad = f" Den har ett tall per år: {', '.join(per_ar)}."
    elif fil := _mangler_rute(adresse, kjente, sektor):
        rad = f" Tabellen har ikke den ruten, og en omregning kan ikke legge til ruter. Legg raden inn i {fil} først."
    elif periode and adresse in adresser(sektor):
        rad = f" Året er utenfor perioden {vis_ar(periode)}, som også er en endring."
    else:
        rad = naermeste(adresse, kjente) or " «effekt changes» viser alle."
    return f"ukjent adresse «{adresse}».{rad}"


def _mangler_rute(adresse: str, kjente: Mapping[str, Adresse], sektor: Sektor) -> str:
    """The file that has the table, where the address is of a year that a row of it has no cell for; else empty."""
    tabell, _, nokkel = adresse.partition("[")
    rad, _, ar = nokkel.removesuffix("]").rpartition(", ")
    foran = f"{tabell}[{rad}, " if rad else f"{tabell}["
    if not (nokkel.endswith("]") and ar.isdecimal() and any(k.startswith(foran) for k in kjente)):
        return ""
    lest = sektor.tabeller.unrecorded().get(tabell)
    return vis_sti(sektor.bok.data.joinpath(sektor.unrecorded.info.id, lest.ressurs.path)) if lest else ""


def _ma_gis(sektor: Sektor, periode: tuple[int, ...]) -> list[str]:
    """The addresses that must be given for a period that the data do not cover."""
    return [
        f"{s.adresse}[{ar}]"
        for s in alle_forutsetninger(sektor).values()
        if isinstance(s.verdi, Mapping)
        for ar in periode
        if ar not in s.verdi
    ]


def med_endringer(sektor: str, endringer: Mapping[str, object], bok: Bokmappe | None = None) -> Sektor:
    """The sector with the changes in place; data/ is not touched. Raise Datafeil for what cannot be changed so."""
    grunn = les_sektor(sektor, bok=bok)
    if not endringer:
        return grunn
    lest = les_endringer(grunn, endringer)
    try:
        return replace(les_sektor(grunn.unrecorded.info.id, lest, grunn.bok), uendret=grunn)
    except Datafeil as feil:
        raise Datafeil(f"endringer: {feil.melding}") from None
