"""«Rekker det?»: the cuts against the effect, how sure it is, what a year's wait costs, and what is not decided."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import pandas as pd

from effekt.base.numbers import MANGLER, STREK
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, usikkerhet
from effekt.calc.dekning import Dekning, dekning
from effekt.calc.plan import politisk_avhengig, venter_politisk
from effekt.calc.usikkerhet import TOTAL
from effekt.display.blocks import Avsnitt, Liste
from effekt.display.captions import av_kildene
from effekt.display.described import SUM
from effekt.display.filters import antall
from effekt.display.gap import hoyde_av_gapet
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import RAMMEKUTTENE, Funn, Kilde, Kort, Prosa, eller_mangelboks, savnede_tiltak
from effekt.display.texts import sektorens_utelatte_i_ord
from effekt.model.plan import HVEM, STATUS
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor
from effekt.report import svaret as svar
from effekt.report.bytteverdier import nest_null
from effekt.report.dekningsord import dekningen_i_ord, siste_kuttar
from effekt.report.funn import hvor, kort_nok
from effekt.report.gapet import HVER_FOR_SEG, UTEN, felt_per_virksomhet, gapet, helt, tegning, tittel
from effekt.report.spennord import egen_analyse
from effekt.report.to_linjer import begge_linjer

_NULL = Fraction(0)


def svaret(sektor: Sektor) -> Kort | Prosa:
    """Whether it is enough; what the measures give with and without the risk, when, and on what it hangs.
    ``rekker.svaret(data)``.
    """
    gap = gapet(sektor)
    penger, mangler = sektor.bok.penger, [ar for ar in gap.kjente if gap.mangler(ar)]
    per_ar = ramse(
        f"{helt(penger, gap.mangler(ar))}{'' if nr else f' {penger.ord_} av kuttene'} i {ar}"
        for nr, ar in enumerate(mangler)
    )
    forst = []
    if mangler and not savnede_tiltak(sektor):
        forst = [f"**Nei.** Det mangler {per_ar}"]
    elif gap.kjente and not savnede_tiltak(sektor):
        forst = [f"**Ja.** {tittel(gap)}"]
    return svar.svar_i_punkter(sektor, forst)


def om_kuttene(sektor: Sektor) -> Funn:
    """Who lacks the most of its own cut in the last year with cuts, or that nobody lacks anything.
    ``rekker.om_kuttene(data)``.
    """
    alle, navn = dekning(sektor), sektor.info.virksomheter
    ar = siste_kuttar(alle[TOTAL])
    if ar is None or savnede_tiltak(sektor):
        return Funn("")
    mangler = {navn[k].navn: rad[ar].gjenstar or _NULL for k, rad in alle.items() if k != TOTAL and rad[ar].kutt}
    hvem = max(mangler, key=lambda n: mangler[n])
    if not mangler[hvem]:
        hele = (
            "Tiltakene dekker rammekuttet" if len(mangler) == 1 else "Tiltakene dekker rammekuttet i alle virksomhetene"
        )
        return Funn(f"{hele} i {ar}")
    belop = f"{helt(sektor.bok.penger, mangler[hvem])} {sektor.bok.penger.ord_}"
    flere = sum(map(bool, mangler.values())) > 1
    return Funn(f"Mest mangler i {hvem}: {belop} i {ar}" if flere else f"{hvem} mangler {belop} i {ar}")


def kuttene_i_ord(sektor: Sektor) -> Prosa:
    """What each agency covers of its own cut in the last year with cuts; nothing without any.
    ``rekker.kuttene_i_ord(data)``.
    """
    return Prosa("" if savnede_tiltak(sektor) else " ".join(f"{s}." for s in dekningen_i_ord(sektor)))


@eller_mangelboks("dekning-per-ar", "Rammekuttene og effekten av tiltakene", tabell="rammekutt", hva=RAMMEKUTTENE)
def kutt_mot_effekt(sektor: Sektor) -> Figur:
    """Each agency's cut beside the effect of its own measures, year by year.

    From the table «rammekutt» and the measures' effects, in the book's unit.
    ``rekker.kutt_mot_effekt(data)``
    """
    penger, info, felt = sektor.bok.penger, sektor.info, felt_per_virksomhet(sektor)
    alle = {info.virksomheter[kode].navn: rad for kode, rad in dekning(sektor).items() if kode != TOTAL}
    med = {navn: rad for navn, rad in alle.items() if navn in felt}
    desimaler = penger.desimaler(d.effekt for rad in med.values() for d in rad.values())

    def tall(belop: Fraction | None) -> str:
        return MANGLER if belop is None else penger.tall(belop, desimaler)

    def i_ord(rad: Mapping[int, Dekning]) -> str:
        return "; ".join(
            f"{ar}: {UTEN if d.kutt is None else f'kutt {tall(d.kutt)}'}, effekt {tall(d.effekt)}"
            for ar, d in rad.items()
        )

    return Figur(
        sektor=sektor,
        adresse="dekning-per-ar",
        emne="Rammekuttene og effekten av tiltakene, virksomhet for virksomhet",
        tittel=kort_nok(*_hvem_dekker(med)),
        undertittel=(
            f"Rammekutt og effekt av egne tiltak, i {penger.ord_} per år, {hvor(sektor)}, "
            f"{info.periode[0]}\u2013{info.periode[-1]}. "
            "Rammen er kuttet, det skraverte er det som mangler, og søylen er effekten"
        ),
        kilde=egen_analyse(sektor),
        noter=[HVER_FOR_SEG, *sektorens_utelatte_i_ord(sektor)],
        data=pd.DataFrame(
            {"virksomhet": navn, "ar": ar, **penger.kolonner(rammekutt=d.kutt, effekt=d.effekt, mangler=d.gjenstar)}
            for navn, rad in med.items()
            for ar, d in rad.items()
        ),
        hode=["Virksomhet", "År", "Rammekutt", "Effekt", "Mangler"],
        rader=[
            [navn, str(ar), *map(tall, (d.kutt, d.effekt, d.gjenstar))]
            for navn, rad in med.items()
            for ar, d in rad.items()
        ],
        alternativtekst="Søyler for hver virksomhet og hvert år. "
        + " ".join(f"{navn}: {i_ord(rad)}." for navn, rad in med.items()),
        tegning=tegning(felt, penger),
        hoyde=hoyde_av_gapet(len(felt), smal=False),
        hoyde_smal=hoyde_av_gapet(len(felt), smal=True),
    )


def _hvem_dekker(alle: Mapping[str, Mapping[int, Dekning]]) -> Iterator[str]:
    """Who covers all of its own cut in the last year with cuts, and who does not; by name, or how many."""
    ar = max((ar for rad in alle.values() for ar, d in rad.items() if d.kutt), default=None)
    med = {navn: bool(rad[ar].gjenstar) for navn, rad in alle.items() if ar is not None and rad[ar].kutt}
    ja, nei = [n for n, mangler in med.items() if not mangler], [n for n, mangler in med.items() if mangler]
    if ja and nei:
        yield f"{ramse(ja)} dekker kuttet sitt i {ar}, men ikke {ramse(nei)}"
        yield f"{stor_forbokstav(antall(ja))} av {antall(med)} virksomheter dekker kuttet sitt i {ar}"
    elif med:
        yield f"{ramse(ja or nei)} dekker {'' if ja else 'ikke '}kuttet sitt i {ar}"
        yield f"{'Alle' if ja else 'Ingen av'} {antall(med)} virksomheter dekker kuttet sitt i {ar}"


def hvor_sikkert(sektor: Sektor) -> Funn:
    """Between what most of the draws lie; nothing where nothing is uncertain.
    ``rekker.hvor_sikkert(data)``.
    """
    return Funn("" if savnede_tiltak(sektor) else next(svar.mellom(sektor), ""))


def sikkerheten(sektor: Sektor) -> Kort | Prosa:
    """The nearest things that would leave a measure with nothing, in words; nothing without any.
    ``rekker.sikkerheten(data)``.
    """
    naermest = [] if savnede_tiltak(sektor) else nest_null(sektor)
    forst = Avsnitt("Minst skal til for at disse tiltakene ikke gir noe:")
    return Kort([forst, Liste([f"{sagt}." for sagt in naermest])]) if naermest else Prosa("")


def to_linjer(sektor: Sektor) -> Tabell | Prosa:
    """What the measures give if they are carried out, and with the risk that they are not, for each agency.
    ``rekker.to_linjer(data)``.
    """
    return begge_linjer(sektor)


def a_vente(sektor: Sektor) -> Funn:
    """What it costs to wait a year, in all the years together; nothing where it costs nothing.
    ``rekker.a_vente(data)``.
    """
    if savnede_tiltak(sektor):
        return Funn("")
    penger, samlet = sektor.bok.penger, sum(_tapt(sektor).values(), _NULL)
    fra, til = sektor.info.periode[0], sektor.info.periode[-1]
    return Funn(f"Å vente ett år koster {helt(penger, samlet)} {penger.ord_} i {fra}\u2013{til}" if samlet > 0 else "")


def _tapt(sektor: Sektor) -> dict[int, Fraction]:
    """What is lost each year where all measures start a year later, as they count in sums."""
    tap, vekt = usikkerhet.tap_ved_utsettelse(sektor), beregning.vekt_av(sektor)
    return {
        ar: sum((belop[ar] * vekt[id_].frigjort for id_, belop in tap.items()), _NULL) for ar in sektor.info.periode
    }


@eller_mangelboks("ett-ar-senere", "Hva det koster å vente ett år")
def ett_ar_senere(sektor: Sektor) -> Tabell:
    """What is lost each year where a measure starts one year later, and where all do.
    ``rekker.ett_ar_senere(data)``.
    """
    penger, info, tiltak = sektor.bok.penger, sektor.info, sektor.tiltak
    tap, alt = usikkerhet.tap_ved_utsettelse(sektor), _tapt(sektor)
    sum_ = {id_: sum(belop.values(), _NULL) for id_, belop in tap.items()}
    rekkefolge = sorted(tap, key=lambda id_: (-sum_[id_], id_))
    arene, samlet = f"{info.periode[0]}\u2013{info.periode[-1]}", sum(alt.values(), _NULL)
    mest = max(alt, key=lambda ar: alt[ar])
    return Tabell(
        sektor=sektor,
        adresse="ett-ar-senere",
        tittel="Tapt effekt når et tiltak starter ett år senere",
        undertittel=f"{penger.ord_.capitalize()}. Hvert år gir et tiltak da det som det ellers ville gitt året før",
        kilde=egen_analyse(sektor),
        noter=["Et negativt tall er et år der det lønner seg å vente", *sektorens_utelatte_i_ord(sektor)],
        data=pd.DataFrame(
            {"tiltak": id_, "navn": tiltak[id_].vist_navn, "ar": ar, **penger.kolonner(tap=belop)}
            for id_ in rekkefolge
            for ar, belop in tap[id_].items()
        ),
        hode=["Tiltak", *map(str, info.periode), "Til sammen"],
        rader=[
            *(
                [tiltak[id_].vist_navn, *map(penger.vis, tap[id_].values()), penger.vis(sum_[id_])]
                for id_ in rekkefolge
            ),
            [SUM, *map(penger.vis, alt.values()), penger.vis(samlet)],
        ],
        alternativtekst=(
            f"Starter alle ett år senere, går det tapt {penger.vis(samlet)} {penger.ord_} i {arene}, mest i {mest}: "
            f"{penger.vis(alt[mest])}."
        ),
        klasse="effekt-tabell tall sum",
    )


def ubestemt(sektor: Sektor) -> Funn:
    """How much hangs on political decisions that nobody has made; nothing where nothing does.
    ``rekker.ubestemt(data)``.
    """
    if savnede_tiltak(sektor):
        return Funn("")
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    venter, total = politisk_avhengig(sektor)[siste], beregning.total(sektor)[siste]
    if not 0 < venter <= total:
        return Funn("")
    av = f"{helt(penger, venter)} av {helt(penger, total)} {penger.ord_} i {siste}"
    return Funn(f"{av} venter på politiske vedtak")


def vedtakene(sektor: Sektor) -> Tabell | Prosa:
    """Who decides on each measure, how far it has come, and what it gives from when; nothing where nothing is said.
    ``rekker.vedtakene(data)``.
    """
    penger, periode = sektor.bok.penger, sektor.info.periode
    med = {id_: ett for id_, ett in sektor.tiltak.items() if ett.beslutning and ett.gjennomfores}
    if not med or savnede_tiltak(sektor):
        return Prosa("")
    alle, siste = beregning.regnet_med(sektor), periode[-1]
    rekkefolge = sorted(med, key=lambda i: (not venter_politisk(med[i]), -alle[i][siste], i))
    rader = {id_: [med[id_].vist_navn, *_besluttet(med[id_]), _forst(alle[id_])] for id_ in rekkefolge}
    return Tabell(
        sektor=sektor,
        adresse="vedtak-per-tiltak",
        tittel="Hvem som bestemmer, og hvor langt det er kommet",
        undertittel=f"Effekten er i {penger.ord_} i {siste}. De som venter på et politisk vedtak, står først",
        kilde=Kilde(av_kildene(sektor)),
        noter=sektorens_utelatte_i_ord(sektor),
        data=pd.DataFrame(
            {
                **dict(zip(("navn", "hvem_bestemmer", "status", "forste_ar"), rad, strict=True)),
                "tiltak": id_,
                **penger.kolonner(effekt=alle[id_][siste]),
            }
            for id_, rad in rader.items()
        ),
        hode=["Tiltak", "Hvem bestemmer", "Status", "Første år med effekt", f"Effekt i {siste}"],
        rader=[[*rad, penger.vis(alle[id_][siste])] for id_, rad in rader.items()],
        alternativtekst=(
            f"{stor_forbokstav(antall(med))} tiltak. {stor_forbokstav(antall(_ventende(med)))} av dem venter på et "
            "politisk vedtak."
        ),
        klasse="effekt-tabell tall",
    )


def _ventende(tiltak: Mapping[str, Tiltak]) -> list[str]:
    return [id_ for id_, ett in tiltak.items() if venter_politisk(ett)]


def _besluttet(tiltak: Tiltak) -> tuple[str, str]:
    b = tiltak.beslutning
    return HVEM[b.hvem] if b and b.hvem else MANGLER, STATUS[tiltak.status] if tiltak.status else MANGLER


def _forst(per_ar: Mapping[int, Fraction]) -> str:
    """The first year that gives anything."""
    return next((str(ar) for ar, belop in per_ar.items() if belop > 0), STREK)
