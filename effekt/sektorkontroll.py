"""What no single file can tell is wrong: names, years and sources that must agree across files."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from effekt import formel
from effekt.innhold import Innhold
from effekt.innsetting import KORTFELT
from effekt.kilder import Datafeil, lignende, naermeste, vis_sti
from effekt.lenker import Lenker
from effekt.lesing import Dokument, Sti
from effekt.modell import (
    UNDER_ARBEID,
    Kildedokument,
    Sektorinfo,
    Tiltak,
    Usikkerhetsvurdering,
)
from effekt.offentlig import Hentet
from effekt.offentligmodell import FILNAVN as OFFENTLIGE
from effekt.program import Felles
from effekt.tabelldata import Tabelldata
from effekt.usikkerhetsvalg import Usikkerhetsvalg
from effekt.utkast import UTEN_KLASSE, Uferdig, mangler_av_trykt

LANEANDEL: Final = "laneandel"
Meld = Callable[[Sti, str], None]


def feil_i_tiltak(
    ett: Tiltak, dokument: Dokument, info: Sektorinfo, felles: Felles, ny_periode: bool = False
) -> list[Datafeil]:
    """Faults in a measure: unknown agencies, classes and goals, years, formula and loan.

    With ``ny_periode`` the years are a reviewer's: the source need not print an effect for them.
    """
    feil: list[Datafeil] = []
    under_arbeid = info.status == UNDER_ARBEID

    def meld(sti: Sti, melding: str) -> None:
        feil.append(dokument.feil(sti, melding))

    if ett.virksomhet not in info.virksomheter:
        meld(
            ("virksomhet",),
            f"ukjent virksomhet «{ett.virksomhet}».{naermeste(ett.virksomhet, info.virksomheter)} "
            f"sektor.yml har {', '.join(info.virksomheter)}.",
        )
    klasse = ett.samlet_vurdering.klasse
    if klasse not in felles.klasser and not (under_arbeid and klasse == UTEN_KLASSE):
        meld(
            ("samlet_vurdering", "klasse"),
            f"ukjent klasse «{klasse}».{naermeste(klasse, felles.klasser)} "
            f"program.yml har {', '.join(felles.klasser)}.",
        )
    _kontroller_vurderinger(ett, felles, meld)
    for nr, mal in enumerate(ett.kommunemal):
        if str(mal) not in felles.kommunemal:
            meld(
                ("kommunemal", nr),
                f"ukjent kommunemål «{mal}». program.yml har {', '.join(felles.kommunemal)}.",
            )
    if not under_arbeid:
        for sti, hva in mangler_av_trykt(ett, info):
            meld(sti, f"nøkkelen «{hva}» mangler. Legg den til.")
    if ett.oppgitt and not ny_periode:
        _kontroller_ar(("oppgitt",), ett.oppgitt, info, meld)
    for navn, forutsetning in ett.forutsetninger.items():
        if navn in KORTFELT:
            melding = (
                f"«{navn}» er adressen til noe annet på kortet. Gi forutsetningen et annet navn."
            )
            meld(("forutsetninger", navn), melding)
        for felt in ("verdi", "lav", "hoy"):
            if isinstance(mengde := getattr(forutsetning, felt), Mapping):
                _kontroller_ar(("forutsetninger", navn, felt), mengde, info, meld)
    _kontroller_lan(ett, info, felles, ny_periode, meld)
    _kontroller_formel(ett, info.periode if not feil else (), meld)
    return feil


def _kontroller_ar(sti: Sti, verdier: Mapping[int, object], info: Sektorinfo, meld: Meld) -> None:
    periode = f"{info.periode[0]}\u2013{info.periode[-1]}"
    hva = ".".join(str(ledd) for ledd in sti)
    for ar in verdier:
        if ar not in info.periode:
            meld(
                (*sti, str(ar)),
                f"{hva}: {ar} er utenfor perioden {periode} i sektor.yml. Rett eller slett året.",
            )
    mangler = [str(ar) for ar in info.periode if ar not in verdier]
    if mangler and info.status != UNDER_ARBEID:
        meld(sti, f"{hva}: mangler {', '.join(mangler)}. Perioden er {periode}. Legg til tallet.")


def _kontroller_lan(
    ett: Tiltak, info: Sektorinfo, felles: Felles, ny_periode: bool, meld: Meld
) -> None:
    if ett.lan is None:
        return
    for felt in ("belop", "avdrag", "rentesats", "lisens", "besparelse"):
        navn = getattr(ett.lan, felt)
        if navn is not None and navn not in ett.forutsetninger:
            rad = naermeste(navn, ett.forutsetninger) or " Legg den til under forutsetninger."
            meld(("lan", felt), f"«{navn}» er ikke en forutsetning.{rad}")
    if ett.lan.forste_ar not in info.periode and not ny_periode:
        meld(
            ("lan", "forste_ar"),
            f"{ett.lan.forste_ar} er utenfor perioden i sektor.yml. Rett året.",
        )
    faste = [getattr(ett.lan, felt) for felt in ("belop", "avdrag", "rentesats")]
    if ett.lan.forste_ar not in info.periode and any(
        isinstance(ett.forutsetninger[navn].verdi, Mapping)
        for navn in faste
        if navn in ett.forutsetninger
    ):
        melding = f"{ett.lan.forste_ar} er utenfor perioden, og lånet har tall per år. Ta med året."
        meld(("lan", "forste_ar"), melding)
    if LANEANDEL not in felles.regneregler:
        meld(
            ("lan",),
            f"tiltaket har lån, men program.yml mangler regneregler.{LANEANDEL}: hvor stor del av "
            "lånet som renter og avdrag til sammen regnes til hvert år. Skriv navn, verdi, enhet: "
            "andel, og kilde og side.",
        )


def _kontroller_formel(ett: Tiltak, periode: tuple[int, ...], meld: Meld) -> None:
    """Read the formula and its names, and work it out for the years of ``periode``."""
    try:
        brukt = formel.navn_i(ett.formel)
    except formel.Formelfeil as grunn:
        meld(("formel",), str(grunn))
        return
    ukjente = sorted(brukt - set(ett.forutsetninger))
    ubrukte = sorted(set(ett.forutsetninger) - brukt)
    for navn in ukjente:
        rad = naermeste(navn, ett.forutsetninger) or " Legg den til under forutsetninger."
        meld(("formel",), f"formelen bruker «{navn}», som ikke er en forutsetning.{rad}")
    for navn in ubrukte:
        if not any(navn in naermeste(ukjent, ett.forutsetninger) for ukjent in ukjente):
            meld(
                ("forutsetninger", navn),
                f"forutsetningen «{navn}» er ikke med i formelen, og ville ikke virke. Ta den inn "
                "der, eller flytt tallet til tall.yml.",
            )
    if ukjente:
        return
    try:
        for ar in periode:
            formel.regn_ut(
                ett.formel, lambda navn, ar: ett.forutsetninger[navn].i_ar(ar), ar, periode
            )
    except formel.Formelfeil as grunn:
        meld(("formel",), f"{grunn}. Rett formelen, eller tallet som er null.")


def feil_i_uferdig(ett: Uferdig, dokument: Dokument, info: Sektorinfo) -> list[Datafeil]:
    """An agency that the sector does not have; what is only missing is no fault."""
    if not ett.virksomhet or ett.virksomhet in info.virksomheter:
        return []
    rad = naermeste(ett.virksomhet, info.virksomheter)
    melding = f"ukjent virksomhet «{ett.virksomhet}».{rad} sektor.yml har "
    return [dokument.feil(("virksomhet",), melding + f"{', '.join(info.virksomheter)}.")]


def feil_i_usikkerhet(valg: Usikkerhetsvalg, dokument: Dokument, felles: Felles) -> list[Datafeil]:
    """Steps of the scale of uncertainty without a span in usikkerhet.yml, and spans of no step."""
    skala = felles.usikkerhet
    savnet = set(skala) - set(valg.spenn)
    feil = []
    for trinn in valg.spenn:
        if trinn not in skala:
            savnet -= set(lik := lignende(trinn, savnet)[:1])
            rad = f" Mente du {lik[0]}?" if lik else f" program.yml har {', '.join(skala)}"
            feil.append(dokument.feil((trinn,), f"«{trinn}» er ikke et trinn for usikkerhet.{rad}"))
    return feil + [
        dokument.feil((), f"«{trinn}» mangler. Legg til spennet som trinnet i program.yml står for")
        for trinn in skala
        if trinn in savnet
    ]


def _kontroller_vurderinger(ett: Tiltak, felles: Felles, meld: Meld) -> None:
    """Ratings that are no step of the programme's scales."""
    for felt, vurdering in ett.alle_vurderinger.items():
        usikker = isinstance(vurdering, Usikkerhetsvurdering)
        skala = felles.usikkerhet if usikker else felles.konsekvens
        _kontroller_trinn(("vurderinger", felt, "verdi"), vurdering.verdi, skala, meld)
    begge = {**felles.usikkerhet, **felles.konsekvens}
    for nr, uplassert in enumerate(ett.uplasserte_vurderinger):
        _kontroller_trinn(("uplasserte_vurderinger", nr, "verdi"), uplassert.verdi, begge, meld)


def _kontroller_trinn(sti: Sti, verdi: str, skala: Mapping[str, object], meld: Meld) -> None:
    if verdi not in skala:
        navn = ".".join(ledd for ledd in sti if isinstance(ledd, str))
        rad = naermeste(verdi, skala)
        meld(sti, f"{navn} er «{verdi}».{rad} Velg én av: {', '.join(skala)}.")


def feil_i_lenker(
    lenker: Lenker, dokument: Dokument, info: Sektorinfo, tiltak: Mapping[str, Tiltak]
) -> list[Datafeil]:
    """Measures and agencies that lenken_tilbake.yml names and the sector does not have."""
    feil = [
        dokument.feil(
            ("lenker", kode, "tiltak", nr),
            f"ukjent tiltak «{id_}».{naermeste(id_, tiltak)} Tiltakene er {', '.join(tiltak)}.",
        )
        for kode, lenke in lenker.lenker.items()
        for nr, id_ in enumerate(lenke.tiltak)
        if id_ not in tiltak
    ]
    if lenker.virksomhet not in info.virksomheter:
        rad = naermeste(lenker.virksomhet, info.virksomheter)
        melding = f"ukjent virksomhet «{lenker.virksomhet}».{rad} sektor.yml har "
        feil.append(dokument.feil(("virksomhet",), melding + f"{', '.join(info.virksomheter)}."))
    return feil


def feil_i_innhold(
    innhold: Innhold, dokument: Dokument, kjente: Iterable[str], tekster: Collection[str]
) -> list[Datafeil]:
    """Public tables that innhold.yml names and no file describes, and places after no text."""
    kjente = sorted(kjente)
    feil: list[Datafeil] = []
    for gruppe, plasser in (("figurer", innhold.figurer), ("tabeller", innhold.tabeller)):
        for nr, plass in plasser.items():
            if plass.offentlig and (tabell := plass.offentlig.tabell) not in kjente:
                melding = (
                    f"ukjent tabell «{tabell}».{naermeste(tabell, kjente)} "
                    f"{OFFENTLIGE} har {', '.join(kjente) or 'ingen'}."
                )
                feil.append(dokument.feil((gruppe, nr, "offentlig", "tabell"), melding))
            if plass.etter is not None and plass.etter not in tekster:
                melding = (
                    f"ukjent tekst «{plass.etter}».{naermeste(plass.etter, tekster)} "
                    f"felles/tekster/ har {', '.join(tekster) or 'ingen'}."
                )
                feil.append(dokument.feil((gruppe, nr, "etter"), melding))
    return feil


def uten_erstattede(
    typet: Mapping[str, Tabelldata], hentet: Hentet, feil: list[Datafeil]
) -> dict[str, Tabelldata]:
    """The typed tables but those that a fetched one takes the place of.

    A fetched table says which file it replaces; one that has another's name by chance is a fault,
    and goes into ``feil``.
    """
    ut = {navn: tabell for navn, tabell in typet.items() if navn not in hentet.tabeller}
    for navn in sorted(set(typet) - set(ut)):
        fil = typet[navn].fil
        if vis_sti(fil).partition("/")[2] != hentet.alle[navn].tabell.erstatter:
            hvor = vis_sti(hentet.tabeller[navn].fil)
            melding = (
                f"tabellen «{navn}» er hentet også, og ligger i {hvor}. Slett den ene, eller "
                f"skriv «erstatter» i {OFFENTLIGE}."
            )
            feil.append(Datafeil(melding, fil))
    return ut


def ukjente_kilder(
    del_: BaseModel | Mapping[str, Any], dokument: Dokument, kilder: Mapping[str, Kildedokument]
) -> list[Datafeil]:
    """References in a file to documents that kilder.yml does not have, or to pages they lack."""
    feil: list[Datafeil] = []
    for sti, kilde, verdi in _henvisninger(del_, (), ""):
        if sti[-1] in {"kilde", "rapport", "brev"} and verdi not in kilder:
            rad = naermeste(verdi, kilder)
            melding = f"ukjent kilde «{verdi}».{rad} Kildene står i kilder.yml."
            feil.append(dokument.feil(sti, melding))
        siste = kilder[kilde].sider if kilde in kilder else None
        if sti[-1] not in {"kilde", "rapport", "brev"} and siste:
            feil += [
                dokument.feil(
                    sti, f"side {side} finnes ikke. {kilde} har {siste} sider. Rett sidetallet."
                )
                for side in re.findall(r"\d+", verdi)
                if not 1 <= int(side) <= siste
            ]
    return feil


def _henvisninger(ting: object, sti: Sti, kilde: str) -> Iterator[tuple[Sti, str, str]]:
    """Every source and page below ``ting``: its place, the document it is in, and what it says."""
    if isinstance(ting, BaseModel):
        kilde = getattr(ting, "kilde", None) or kilde
        for navn, felt in type(ting).model_fields.items():
            yield from _henvisninger(getattr(ting, navn), (*sti, felt.alias or navn), kilde)
    elif isinstance(ting, Mapping):
        for nokkel, verdi in ting.items():
            yield from _henvisninger(verdi, (*sti, str(nokkel)), kilde)
    elif isinstance(ting, tuple):
        for nr, verdi in enumerate(ting):
            yield from _henvisninger(verdi, (*sti, nr), kilde)
    elif isinstance(ting, str) and {"kilde", "rapport", "brev", "side", "sider"} & set(sti[-2:]):
        yield sti, kilde, ting
