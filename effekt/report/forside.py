"""The front page's own objects: the finding, what lacks of the cuts each year, the measures, and how far they are.

Each shows a sector or the whole programme; a programme of one sector is shown as that sector is.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from effekt.base.recording import record_common
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import gevinst
from effekt.calc.beregning import regnet_med
from effekt.calc.programsummer import felles_ar, programmets_regnet_med
from effekt.calc.varighet import er_varig
from effekt.display.blocks import Avsnitt, Liste, Rutenett, boks
from effekt.display.captions import forutsetningene, ikke_fullt_ut
from effekt.display.filters import antall
from effekt.display.numbered import Figur, siste_trykte, trykt_sted
from effekt.display.objects import Funn, Kilde, Kort, Mangelboks, Prosa, savnede_tiltak
from effekt.display.texts import etikett, henvisning, sektorens_utelatte_i_ord, utelatt_i_ord, uten_kutt
from effekt.model.innhold import Omtale
from effekt.model.plan import STATUS
from effekt.model.tiltak import Tiltak
from effekt.reading.program import Program
from effekt.reading.sektor import SIDE, Sektor
from effekt.report import svaret as svar
from effekt.report.gapet import gapet, gapfigur, helt, strimmel
from effekt.report.gevinstlinje import SIDENAVN
from effekt.report.program import kilde
from effekt.report.tiltakene import alle_tiltak

# The front page has this many of the measures; all are on a page of their own.
_STORSTE: Final = 10
# And not these columns of theirs.
_IKKE_FORAN: Final = frozenset({"Når", "Mål", "Status"})


def funnet(data: Sektor | Program) -> Funn:
    """The page's heading: what the measures give together; nothing where they give nothing, or there are none.
    ``forside.funnet(data)``.
    """
    if _savnede(data):
        return Funn("")
    gap, penger = gapet(data), data.bok.penger
    # A year that some sector lacks is no sum of them all.
    siste = felles_ar(data)[-1] if isinstance(data, Program) else data.info.periode[-1]
    alle = programmets_regnet_med(data) if isinstance(data, Program) else regnet_med(data)
    # One that gives nothing that year is not among those that give.
    med = [per_ar for per_ar in alle.values() if per_ar[siste]]
    if gap.effekt[siste] <= 0:
        return Funn("")
    sektor = _sektoren(data)
    nar = f"i året fra {siste}" if sektor and er_varig(sektor) else f"i {siste}"
    hvor = f" i {antall(data.sektorer)} sektorer" if isinstance(data, Program) and not sektor else ""
    return Funn(
        f"{stor_forbokstav(antall(med))} tiltak{hvor} gir {helt(penger, gap.effekt[siste])} {penger.ord_} {nar}"
    )


def ingressen(data: Sektor | Program) -> Kort:
    """What the heading rests on: whose the measures are, and what they give with the risk.
    ``forside.ingressen(data)``.
    """
    sektor = _sektoren(data)
    if isinstance(data, Program) and sektor is None:
        hvem = f"Her er {antall(data.tiltak)} tiltak i {antall(data.sektorer)} sektorer i {data.felles.kommune}"
        setninger = [hvem]
    else:
        assert sektor is not None
        sted = f"i sektor for {sektor.info.navn.lower()} i {sektor.felles.kommune}"
        if sektor.info.rapport:
            setninger = [f"{stor_forbokstav(sektor.rapporten)} foreslår tiltakene {sted}"]
        else:
            setninger = [f"Tiltakene er {sted}"] if sektor.tiltak else [f"Her er {sted[2:]}, uten ferdige tiltak ennå"]
        if not _savnede(data):
            setninger += list(svar.kort_sagt(sektor))
    return Kort([boks("ingress", Avsnitt(" ".join(f"{s}." for s in setninger)))])


def rekker_det(data: Sektor | Program) -> Kort | Mangelboks | Prosa:
    """What lacks of the cuts each year, in words.
    ``forside.rekker_det(data)``.
    """
    return savnet if (savnet := _savnet(data, "gapet", "Hva som mangler hvert år")) else Kort([strimmel(gapet(data))])


def effekt_mot_rammekutt(data: Sektor | Program) -> Figur | Mangelboks | Prosa:
    """The cuts beside the effect, year by year, with what lacks.
    ``forside.effekt_mot_rammekutt(data)``.
    """
    if savnet := _savnet(data, "effekt-mot-rammekutt", "Kuttene og effekten av tiltakene"):
        return savnet
    sektor, gap = _sektoren(data), gapet(data)
    if sektor is None and isinstance(data, Program):
        noter = [*utelatt_i_ord(data), *(uten_kutt(data) if gap.kjente else [])]
        return gapfigur(data, gap, kilde(data), noter)
    assert sektor is not None
    grunnlag = forutsetningene(sektor) + (" og de vedtatte rammekuttene" if gap.kjente else "")
    trykt = trykt_sted(siste_trykte(sektor, "virksomhet"))
    noter = [*sektorens_utelatte_i_ord(sektor), *ikke_fullt_ut(sektor)]
    return gapfigur(data, gap, Kilde.beregnet(sektor, grunnlag, *trykt), noter)


def tiltakene(data: Program) -> Kort | Mangelboks:
    """The measures to recognise, the largest first: effect, how sure, who feels it, overall; all or the ten largest.
    ``forside.tiltakene(data)``.
    """
    alle = alle_tiltak(data)
    if isinstance(alle, Mangelboks):
        return replace(alle, adresse="tiltakene")
    med = [nr for nr, navn in enumerate(alle.hode) if navn not in _IKKE_FORAN]
    rader = [[rad[nr] for nr in med] for rad in alle.rader[:_STORSTE]]
    flere = len(alle.rader) > len(rader)
    tittel = f"De {antall(rader)} største tiltakene" if flere else "Alle tiltakene, størst effekt først"
    under = f"{tittel}. Effekten er i {data.bok.penger.ord_} per år"
    return Kort([Rutenett([alle.hode[nr] for nr in med], rader, under, klasse="effekt-tabell tall forside-tiltak")])


def status(data: Sektor | Program) -> Kort | Prosa:
    """How far the measures have come, what waits for a decision, and what the year after brought.
    ``forside.status(data)``.
    """
    tiltak = _tiltakene(data)
    per = {ord_: [t for t in tiltak.values() if t.status == ord_] for ord_ in STATUS}
    kjente = {ord_: alle for ord_, alle in per.items() if alle}
    punkter = []
    if kjente:
        deler = [f"{antall(alle)} {STATUS[ord_].lower()}" for ord_, alle in kjente.items()]
        alle = f"Alle {antall(tiltak)} tiltakene har status «{STATUS[next(iter(kjente))].lower()}»"
        hele = len(kjente) == 1 and len(next(iter(kjente.values()))) == len(tiltak) > 1
        punkter.append(f"{alle if hele else stor_forbokstav(ramse(deler))}, så langt kildene sier")
    if sektor := _sektoren(data):
        punkter += list(svar.vedtakssetninger(sektor)) if not _savnede(data) else []
    vist = [f"{p}." for p in punkter] + [t for t in (oppfolging(data).markdown, gevinstene(data).markdown) if t]
    return Kort([boks("status", Liste(vist))]) if vist else Prosa("")


def oppfolging(data: Sektor | Program) -> Prosa:
    """What the letter of the year after does with the measures of the agency that it is to; nothing without a letter.
    ``forside.oppfolging(data)``.
    """
    sektor = _sektoren(data)
    if sektor is None or sektor.unrecorded.lenker is None:
        return Prosa("")
    lenker, per = sektor.lenker, dict[Omtale, list[str]]()
    for lenke in lenker.lenker.values():
        per.setdefault(lenke.omtale, []).extend(id_ for id_ in lenke.tiltak if id_ in sektor.tiltak)
    egne = [id_ for omtale, alle in per.items() if omtale is not Omtale.UTENFOR for id_ in alle]
    if not egne:
        return Prosa("")

    def vis(omtale: Omtale) -> str:
        return ramse(henvisning(sektor, f"kort-{i.lower()}", sektor.tiltak[i].vist_navn) for i in per[omtale])

    brev, hvem = sektor.kilder[lenker.brev].tittel, sektor.info.virksomheter[lenker.virksomhet].navn
    if ja := per.get(Omtale.JA):
        sagt = f"{brev} tar opp {vis(Omtale.JA)}"
        sagt += f", av {antall(egne)} tiltak for {hvem}" if len(ja) < len(egne) else ""
    else:
        tiltakene = "noen av tiltakene" if len(egne) > 1 else "tiltaket"
        sagt = f"{brev} tar ikke opp {tiltakene} for {hvem}"
    if per.get(Omtale.DELVIS):
        sagt += f". Det berører {vis(Omtale.DELVIS)}, men ikke forslaget"
    rapporten = sektor.rapporten or "rapporten"
    return Prosa(f"{sagt}. Se {{ref}}`{rapporten} og brevet side om side <{etikett(sektor, 'lenken-tilbake')}>`.")


def gevinstene(data: Sektor | Program) -> Prosa:
    """For how many of the measures the gain is followed, and where; nothing where none is.
    ``forside.gevinstene(data)``.
    """
    sektor = _sektoren(data)
    if sektor is None or not (egne := [id_ for id_ in sektor.tiltak if id_ in list(sektor.gevinster)]):
        return Prosa("")
    side = f"{sektor.info.id}/{SIDENAVN}"
    record_common(SIDE + side)
    hva = "gevinsten er fulgt opp"
    lest = f"{{doc}}`{stor_forbokstav(hva)} </book/{side}>`" if sektor.bok.har_side(side) else stor_forbokstav(hva)
    realisert = any(gevinst.oppgaver(sektor, id_, "realisert") for id_ in egne)
    resten = "" if realisert else ". Ingen har meldt realisert gevinst ennå"
    return Prosa(f"{lest} for {antall(egne)} av {antall(sektor.tiltak)} tiltak{resten}.")


def _sektoren(data: Sektor | Program) -> Sektor | None:
    """The sector that the page is of; None for several."""
    return data.eneste if isinstance(data, Program) else data


def _tiltakene(data: Sektor | Program) -> Mapping[str, Tiltak]:
    return data.tiltak if isinstance(data, Program) else dict(data.tiltak.items())


def _savnede(data: Sektor | Program) -> list[str]:
    sektor = _sektoren(data)
    return savnede_tiltak(sektor) if sektor else []


def _savnet(data: Sektor | Program, adresse: str, tittel: str) -> Mangelboks | Prosa | None:
    """What stands in the place of what cannot be shown yet; nothing where all is there, and has no amounts."""
    if not (savnet := _savnede(data)):
        return None
    sektor = _sektoren(data)
    return Prosa("") if sektor and sektor.tiltak and not sektor.uferdige else Mangelboks(data, adresse, tittel, savnet)


def _sider(sektor: Sektor) -> str:
    return sektor.bok.forste_side(sektor.info.id)
