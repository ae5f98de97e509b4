"""The audit's page, and the pages «Endringer» and «Rettelser»."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.audit import kildekontroll
from effekt.audit.kildekontroll import Kontrollutfall
from effekt.base.numbers import MANGLETEGN, Enhet, som_tall, vis_dato, vis_med_enhet, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.display.filters import antall
from effekt.display.numbered import FoldetTabell, Tabell, register
from effekt.display.objects import Kilde, Prosa, Publiserbar, henvis
from effekt.display.texts import Utfyller, findings_context
from effekt.model.historikk import Hendelse, Historikkverdi
from effekt.model.kontroller import FILNAVN, Kontroller, Utfall
from effekt.model.verdi import Adresse
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor

_KILDE: Final = "vår egen historikk"
_HODE: Final = ["Dato", "Hva", "Adresse", "Før", "Etter", "Grunn", "Kilde"]


def utgaver(sektor: Sektor) -> Publiserbar:
    """The editions, the newest first: date, what each brought, and why.
    ``kontrollsider.utgaver(data)``.
    """
    alle = sektor.historikk.utgaver
    if not alle:
        return Prosa("Ingen utgave er ført opp ennå.")
    return register(
        sektor,
        "utgaver",
        "Utgaver",
        ["Utgave", "Dato", "Hva", "Hvorfor"],
        [[u.utgave, vis_dato(u.dato), u.hva, u.hvorfor] for u in reversed(alle)],
        "Den nyeste utgaven står først.",
        kilde=_KILDE,
    )


def oppdateringer(sektor: Sektor) -> Publiserbar:
    """What new sources or newer numbers have changed, or that nothing has.
    ``kontrollsider.oppdateringer(data)``.
    """
    return _hendelser(
        sektor,
        "oppdateringer",
        "Oppdateringer",
        sektor.historikk.oppdateringer,
        "Ingen tall er oppdatert siden første utgave.",
    )


def rettelser(sektor: Sektor) -> Publiserbar:
    """What the book had wrong and has put right, or that nothing has been.
    ``kontrollsider.rettelser(data)``.
    """
    return _hendelser(sektor, "rettelser", "Rettelser", sektor.historikk.rettelser, "Ingen feil er rettet ennå.")


def _hendelser(sektor: Sektor, adresse: str, tittel: str, alle: Sequence[Hendelse], ingen: str) -> Publiserbar:
    if not alle:
        return Prosa(ingen)
    kjente = adresser(sektor) if any(h.alle_tall for h in alle) else {}
    rader = [
        [
            vis_dato(h.dato),
            h.hva,
            "; ".join(ett.adresse for ett in h.alle_tall),
            "; ".join(_vis(ett.for_, kjente.get(ett.adresse)) for ett in h.alle_tall),
            "; ".join(_vis(ett.etter, kjente.get(ett.adresse)) for ett in h.alle_tall),
            h.grunn,
            henvis(sektor, h.kilde, h.side or ""),
        ]
        for h in reversed(alle)
    ]
    return register(sektor, adresse, tittel, _HODE, rader, f"{tittel}, den nyeste først.", kilde=_KILDE)


def _vis(verdi: Historikkverdi | None, kjent: Adresse | None) -> str:
    """A number of the history in the unit that its address has now."""
    if isinstance(verdi, Fraction):
        return vis_med_enhet(verdi, Enhet.les(kjent.enhet)) if kjent else vis_tall(verdi)
    return MANGLETEGN[verdi] if verdi else ""


_KOLONNE: Final = {
    Utfall.STEMMER: "Stemmer",
    Utfall.AVRUNDING: "Avrunding",
    Utfall.AVVIK: "Avvik",
    Utfall.SELVMOTSIGELSE: "Selvmotsigelse",
    Utfall.HENVISNING: "Upresist",
}
# The worst first.
_ORDEN: Final = (Utfall.SELVMOTSIGELSE, Utfall.AVVIK, Utfall.HENVISNING, Utfall.AVRUNDING)
_FUNNHODE: Final = ("Hva", "Utfall", "Gjelder", "Oppgitt", "Kommer ut", "Forskjell", "Vurdering", "Hvor")
_STEMMERHODE: Final = ("Hvor", "Hva", "Oppgitt", "Regnestykke")


def per_gruppe(sektor: Sektor) -> Publiserbar:
    """How many checks there are of each thing, and their outcomes.
    ``kontrollsider.per_gruppe(data)``.
    """
    kontroller = _kontroller(sektor)
    alle = kildekontroll.resultater(sektor)
    if kontroller is None:
        return _INGEN
    tall = [(navn, _antall([r for r in alle if r.kontroll.gruppe == id_])) for id_, navn in kontroller.grupper.items()]
    tall.append(("Alle", _antall(alle)))
    hode = ["Hva", "Kontroller", *_KOLONNE.values(), "Ulike funn"]
    return Tabell(
        sektor=sektor,
        adresse="kildekontroll-grupper",
        tittel="Kontrollene",
        undertittel="Antall kontroller etter hva de gjelder, og hva som kom ut",
        kilde=_kilde(sektor, alle),
        data=pd.DataFrame([[navn, *rad] for navn, rad in tall], columns=[navn.lower() for navn in hode]),
        noter=["Gruppene der alt stemmer, står bare i filen"],
        hode=hode,
        rader=[[navn, *(str(ett) for ett in rad)] for navn, rad in tall if rad[0] > rad[1]],
        alternativtekst=(
            f"En rad for hver gruppe av kontroller der noe ikke stemmer helt. Til sammen er det {len(alle)} "
            f"kontroller, og de viser {antall(_antall(alle)[-1])} ulike funn. Viser flere kontroller det samme, er "
            "det ett funn."
        ),
    )


def _antall(resultater: Sequence[Kontrollutfall]) -> list[int]:
    per = [sum(r.kontroll.utfall is utfall for r in resultater) for utfall in _KOLONNE]
    ulike = kildekontroll.saker(r for r in resultater if not r.kontroll.utfall.holder)
    return [len(resultater), *per, len(ulike)]


def viktigst(sektor: Sektor) -> Publiserbar:
    """The findings that matter most, in plain words, as the data choose them; nothing where they choose none.
    ``kontrollsider.viktigst(data)``.
    """
    kontroller = _kontroller(sektor)
    if kontroller is None or not kontroller.viktigst:
        return Prosa("")
    fyll_ut = Utfyller(findings_context(sektor), f"{FILNAVN}, ")
    punkter = []
    for viktig in kontroller.viktigst:
        hvor = kildekontroll.steder(sektor, [kontroller.kontroller[id_] for id_ in viktig.kontroller])
        tekst = fyll_ut(viktig.tekst, f"viktigst, {viktig.kontroller[0]}")
        punkter.append(f"- {tekst} ({hvor})")
    return Prosa("Dette betyr mest, slik vi vurderer det:\n\n" + "\n".join(punkter), fyll_ut.brutte)


def funn(sektor: Sektor) -> Publiserbar:
    """What the checks found, as a list to choose from, the worst first: what, printed, comes out, assessment, where.
    ``kontrollsider.funn(data)``.
    """
    kontroller = _kontroller(sektor)
    alle = [r for utfall in _ORDEN for r in kildekontroll.med_utfall(sektor, utfall)]
    if not alle or kontroller is None:
        return _INGEN
    # A finding that several checks show has one outcome.
    saker = [sak for u in _ORDEN for sak in kildekontroll.saker(r for r in alle if r.kontroll.utfall is u)]
    return Tabell(
        sektor=sektor,
        adresse="kildekontroll-funn",
        tittel="Det som ikke stemmer helt",
        undertittel=f"{len(saker)} funn, fra {len(alle)} kontroller",
        kilde=_kilde(sektor, alle),
        data=_ramme(alle),
        hode=_FUNNHODE,
        rader=[_funnrad(sektor, sak, kontroller.grupper) for sak in saker],
        alternativtekst=(
            f"En rad for hvert funn, {len(saker)} i alt: hva som er kontrollert, utfallet, hva som er oppgitt, hva som "
            "kommer ut, forskjellen, en vurdering, og hvor tallene står."
        ),
        klasse="effekt-tabell register liste",
        velg=["Utfall", "Gjelder"],
    )


def _funnrad(sektor: Sektor, sak: Sequence[Kontrollutfall], grupper: Mapping[str, str]) -> list[str]:
    """A finding, as the first of the checks that show it has it."""
    forste, *andre = sak
    vurdering = forste.kontroll.vurdering
    if andre:
        kontroller = (
            "Én annen kontroll" if len(andre) == 1 else f"{stor_forbokstav(antall(len(andre)))} andre kontroller"
        )
        vurdering += f" {kontroller} viser det samme."
    return [
        forste.kontroll.hva,
        _KOLONNE[forste.kontroll.utfall],
        grupper[forste.kontroll.gruppe],
        forste.vis_oppgitt,
        forste.vis_beregnet,
        forste.vis_forskjell,
        vurdering,
        kildekontroll.sted(sektor, forste.kontroll),
    ]


def det_som_stemmer(sektor: Sektor) -> Publiserbar:
    """The checks that hold exactly, folded group by group.
    ``kontrollsider.det_som_stemmer(data)``.
    """
    alle = kildekontroll.med_utfall(sektor, Utfall.STEMMER)
    kontroller = _kontroller(sektor)
    if not alle or kontroller is None:
        return _INGEN
    rader = [[kildekontroll.sted(sektor, r.kontroll), r.kontroll.hva, r.vis_oppgitt, r.regnestykke] for r in alle]
    per_gruppe = {
        navn: [rad for r, rad in zip(alle, rader, strict=True) if r.kontroll.gruppe == id_]
        for id_, navn in kontroller.grupper.items()
    }
    return FoldetTabell(
        sektor=sektor,
        adresse=f"kildekontroll-{Utfall.STEMMER.value}",
        tittel="Det som stemmer",
        undertittel=f"{len(alle)} kontroller",
        kilde=_kilde(sektor, alle),
        data=_ramme(alle),
        hode=_STEMMERHODE,
        rader=rader,
        alternativtekst=(
            f"{len(alle)} kontroller i grupper som kan åpnes: hvor tallene står, hva som er kontrollert, hva som er "
            "oppgitt, og regnestykket."
        ),
        klasse="effekt-tabell register",
        grupper=[(navn, egne) for navn, egne in per_gruppe.items() if egne],
    )


def observasjoner(sektor: Sektor) -> Publiserbar:
    """What a reader should know, and that no calculation shows.
    ``kontrollsider.observasjoner(data)``.
    """
    kontroller = _kontroller(sektor)
    if kontroller is None or not kontroller.observasjoner:
        return Prosa("Det er ikke ført noen observasjoner.")
    rader = [[kildekontroll.side(sektor, o.kilde, o.side), o.hva, o.vurdering] for o in kontroller.observasjoner]
    hode = ["Hvor", "Hva", "Vurdering"]
    titler = {sektor.kilder[o.kilde].tittel: None for o in kontroller.observasjoner}
    return Tabell(
        sektor=sektor,
        adresse="kildekontroll-observasjoner",
        tittel="Observasjoner uten regnestykke",
        undertittel=f"{len(rader)} observasjoner",
        kilde=_kilder(titler),
        data=pd.DataFrame(rader, columns=[navn.lower() for navn in hode]),
        hode=hode,
        rader=rader,
        alternativtekst=(
            f"En rad for hver observasjon, {len(rader)} i alt: hvor den gjelder, hva som er observert, og en vurdering."
        ),
        klasse="effekt-tabell register",
    )


def _kontroller(sektor: Sektor) -> Kontroller | None:
    lest = kildekontroll.les_kontroller(sektor)
    return lest[0] if lest else None


_INGEN: Final = Prosa("Det er ingen kontroller med dette utfallet.")


def _kilde(sektor: Sektor, resultater: Sequence[Kontrollutfall]) -> Kilde:
    egne = {sektor.kilder[r.kontroll.kilde].tittel: None for r in resultater}
    andre = {navn: None for r in resultater for navn in kildekontroll.utenom(sektor, r.kontroll)}
    return _kilder({**egne, **andre})


def _kilder(titler: Iterable[str]) -> Kilde:
    return Kilde(f"Kilde: {ramse(titler)}. Kontrollene er våre egne")


def _ramme(resultater: Sequence[Kontrollutfall]) -> "pd.DataFrame":
    """The checks as data: exact numbers, units, and the calculation."""
    return pd.DataFrame(
        {
            "id": r.id,
            "sak": r.kontroll.sak or r.id,
            "kilde": r.kontroll.kilde,
            "side": r.kontroll.side,
            "hva": r.kontroll.hva,
            "oppgitt": som_tall(r.kontroll.oppgitt.verdi),
            "beregnet": som_tall(r.beregnet),
            "forskjell": som_tall(r.differanse),
            "enhet": r.kontroll.oppgitt.enhet,
            "forhold": r.kontroll.forhold.value,
            "toleranse": som_tall(r.kontroll.toleranse),
            "regnestykke": r.regnestykke,
            "utfall": r.kontroll.utfall.value,
            "vurdering": r.kontroll.vurdering,
        }
        for r in resultater
    )
