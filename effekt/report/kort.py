"""The measure's card, all cards of an agency, and the card explained field by field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from effekt.base.numbers import MANGLER, STREK, unit_behind, vis_prosent, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning
from effekt.calc.varighet import arstall
from effekt.display.blocks import Anker, Avsnitt, Blokk, Boks, Liste, Rutenett, boks, skjermet
from effekt.display.captions import positivt_for, tiltaket_fullt_ut
from effekt.display.objects import Kort, Mangelboks, Prosa, Publiserbar, henvis, sti_i_data
from effekt.display.records import Post
from effekt.display.texts import UTELATT, Utfyller, etikett, fyll_ut, kapittelkontekst, tiltakskontekst
from effekt.model import formel
from effekt.model.program import IKKE_GJENGITT, Skalatrinn
from effekt.model.storrelse import Grunnlag, Opphav
from effekt.model.tiltak import Konsekvensvurdering, Tiltak, Usikkerhetsvurdering
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.samspill import Overlappet, fullt_navn, hindret_av, kort_navn, overlappene, sektor_av
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import tiltak_i
from effekt.reading.utkast import Uferdig
from effekt.report.gevinstlinje import gevinstlinje
from effekt.report.gjennomforing import gjennomforingsblokker, stoppet_i_ord
from effekt.report.lan import laneblokker
from effekt.report.okonomi import i_prisar, kostnadsblokker
from effekt.report.plan import planblokker
from effekt.report.registre import ENDRET, UTLEDET, opphav_i_ord, verdi_med_spenn, vis_opphav
from effekt.report.spennord import usikkerhetsblokker

FUNKSJON: Final = "eksempelkort"
_TITTEL: Final = "Slik er et tiltakskort bygd opp"


def eksempelkort(sektor: Sektor) -> Kort | Prosa:
    """The card explained: each field, and what it holds; nothing where program.yml has no fields.

    Where innhold.yml has a table that it is (``funksjon``), it has that one's number and title.
    ``kort.eksempelkort(data)``
    """
    if not sektor.felles.kortfelt:
        return Prosa("")
    plasser = sektor.tabellplasser.items()
    nummer, plass = next(((n, p) for n, p in plasser if p.funksjon == FUNKSJON), ("", None))
    utfylt = fyll_ut((plass.tekst if plass else None) or "", kapittelkontekst(sektor), f"Tabell {nummer}")
    felt: list[Blokk] = [
        boks(
            "kort-vurdering",
            Avsnitt(f"{f.gruppe}: {f.navn}" if f.gruppe else f.navn, "kort-merke"),
            Avsnitt(f.forklaring),
            *([Avsnitt(f"Kilde: s.\u00a0{f.side}", "kort-forbehold")] if f.side else []),
        )
        for f in sektor.felles.kortfelt
    ]
    rapport = sektor.info.rapport
    kilde = f"Kilde: {henvis(sektor, rapport, plass.side)}, gjenfortalt." if rapport and plass else ""
    return Kort(
        [
            Anker(etikett(sektor, f"tabell-{nummer}" if nummer else FUNKSJON)),
            boks(
                "kort",
                boks(
                    "kort-hode",
                    *([Avsnitt(f"Tabell {nummer}", "kort-id")] if nummer else []),
                    Avsnitt(plass.tittel if plass else _TITTEL, "kort-navn"),
                    *([Avsnitt(utfylt.tekst, "kort-beskrivelse")] if utfylt.tekst else []),
                ),
                boks("kort-vurderinger", *felt),
                *([Avsnitt(kilde, "kort-kilde")] if kilde else []),
            ),
        ],
        utfylt.brutte,
    )


def samspillsblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """Overlap, dependence both ways, and fees; nothing for a measure that stands alone."""
    alle = {fullt_navn(sektor.info.id, id_): ett for id_, ett in sektor.samspill().items()}
    navn = fullt_navn(sektor.info.id, tiltak.id)
    punkter = [
        *(stoppet_i_ord(sektor, tiltak) or _uteblir(navn, alle)),
        *_overlapp(sektor, navn, alle),
        *_avhengighet(sektor, navn, alle),
        *_selvkost(sektor, tiltak),
    ]
    if not punkter:
        return []
    merke = Avsnitt("Sammenheng med andre tiltak og med gebyrer", "kort-merke")
    return [boks("kort-samspill", merke, Liste(punkter))]


def _uteblir(navn: str, alle: Mapping[str, Tiltak]) -> Iterator[str]:
    if alle[navn].gjennomfores:
        return
    if alle[navn].avvist:
        yield "**Avvist**, og derfor utelatt av alle summer."
    elif hindret := hindret_av(navn, alle):
        vist = " og ".join(kort_navn(annet, sektor_av(navn)) for annet in hindret)
        if all(alle[annet].avvist for annet in hindret):
            yield f"**Faller bort**, for {vist} er avvist."
        else:
            yield f"**Faller bort i denne omregningen**, for {vist} gjennomføres ikke."
    else:
        yield "**Gjennomføres ikke i denne omregningen**, og er regnet uten effekt."


def _overlapp(sektor: Sektor, navn: str, alle: Mapping[str, Tiltak]) -> Iterator[str]:
    egen = sektor_av(navn)
    for o in overlappene(alle):
        if navn not in (o.viker, o.teller):
            continue
        annet = o.teller if navn == o.viker else o.viker
        vist = kort_navn(annet, egen)
        telles = "telles her" if navn == o.teller else f"telles i {vist}"
        viker = "dette tiltaket" if navn == o.viker else vist
        del_ = "" if o.andel == 1 else f" {vis_prosent(o.andel)} av {viker}"
        hvor = _hvor(sektor.bok, annet, egen)
        yield (
            f"**Overlapper med {vist}**{hvor}: {o.hva.rstrip('.')}. Beløpet {telles}, så det bare er med én gang i "
            f"summene.{' Det gjelder' + del_ + '.' if del_ else ''}{_belegg(sektor, _grunnlag(o, alle))}"
        )


def _grunnlag(o: Overlappet, alle: Mapping[str, Tiltak]) -> Grunnlag | None:
    """Return the statement in data/ that the two overlap."""
    for navn, annet in ((o.viker, o.teller), (o.teller, o.viker)):
        for sagt in alle[navn].overlapper_med if navn in alle else ():
            if fullt_navn(sektor_av(navn), sagt.tiltak) == annet:
                return sagt
    return None


def _avhengighet(sektor: Sektor, navn: str, alle: Mapping[str, Tiltak]) -> Iterator[str]:
    egen = sektor_av(navn)
    for a in alle[navn].avhenger_av:
        annet = fullt_navn(egen, a.tiltak)
        yield (
            f"**Avhenger av {kort_navn(annet, egen)}**{_hvor(sektor.bok, annet, egen)}: {a.hvorfor.rstrip('.')}. Uten "
            f"det tiltaket er effekten ikke der.{_belegg(sektor, a)}"
        )
    etter = [
        kort_navn(annet, egen)
        for annet, ett in alle.items()
        if any(fullt_navn(sektor_av(annet), a.tiltak) == navn for a in ett.avhenger_av)
    ]
    if etter:
        yield f"**Andre tiltak avhenger av dette:** {', '.join(etter)}."


def _selvkost(sektor: Sektor, tiltak: Tiltak) -> Iterator[str]:
    if not (s := tiltak.selvkost):
        return
    hva = "Effekten" if s.andel == 1 else f"{vis_prosent(s.andel)} av effekten"
    yield (
        f"**Selvkost, {s.omrade}:** {hva} senker gebyrene, og frigjør ikke midler for kommunen. "
        f"Den er holdt utenfor summene, og vist for seg.{_belegg(sektor, s)}"
    )


def _hvor(bok: Bokmappe, annet: str, egen: str) -> str:
    """Say so where the measure is in a sector that has no data yet."""
    sektor = sektor_av(annet)
    uten = sektor != egen and tiltak_i(bok, sektor) is None
    return ", som ikke har tall her ennå" if uten else ""


def _belegg(sektor: Sektor, grunnlag: Grunnlag | None) -> str:
    if grunnlag is None:
        return ""
    grunn = f". {grunnlag.begrunnelse.rstrip('.')}" if grunnlag.begrunnelse else ""
    return f" ({vis_opphav(sektor, grunnlag)}{grunn}.)"


_GRUNNLAG: Final = {
    None: "",
    "boks": "",
    "tekst": "Vurderingen er hentet fra teksten på kortet.",
    "ingen": "Fargekoden på kortet er ikke med i det vi har lest av kilden.",
}
_TILPASSET: Final = (
    "Regnestykket er tilpasset slik at det gir kortets tall. At de er like, bekrefter derfor ikke at tallet er riktig."
)
_TILPASSET_NOEN_AR: Final = (
    "Der tallene er like, er regnestykket tilpasset til kortet. Det bekrefter derfor ikke at tallet er riktig."
)


def tiltakskort(sektor: Sektor, tiltak_id: str) -> Kort:
    """The card of one measure; raises Datafeil for an unknown one.
    ``kort.tiltakskort(hls, "HLS1")``.
    """
    tiltak = sektor.tiltak[tiltak_id]
    utfyller = Utfyller(tiltakskontekst(sektor), f"{tiltak_id}, ")
    merke = etikett(sektor, f"kort-{tiltak_id.lower()}")
    return Kort(
        [
            # The label that references to the card use; a container takes no name of its own.
            Anker(merke),
            boks(
                "kort",
                _hode(sektor, tiltak, utfyller),
                _effekt(sektor, tiltak, utfyller),
                _vurderinger(sektor, tiltak, utfyller),
                _samlet(sektor, tiltak, utfyller),
                _regnestykke(sektor, tiltak, utfyller),
                *planblokker(sektor, tiltak, utfyller),
                *samspillsblokker(sektor, tiltak),
                *gevinstlinje(sektor, tiltak),
                *_merknader(tiltak, utfyller),
                *_kilde(sektor, tiltak),
            ),
        ],
        utfyller.brutte,
        merke,
        f"{tiltak.id} {tiltak.navn}",
    )


def _kilde(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    if not (tiltak.kilde and tiltak.sider):
        return []
    return [
        Avsnitt(
            f"Kilde: {henvis(sektor, tiltak.kilde, tiltak.kortside)} (kortet) og "
            f"{tiltak.sider['omtale']} (omtalen), gjenfortalt.",
            "kort-kilde",
        )
    ]


def _tekst(tekst: str, hva: str, klasse: str = "") -> Avsnitt:
    """A text of the card. Where it is missing, the card says so."""
    return Avsnitt(tekst, klasse) if tekst else Avsnitt(f"Mangler: {hva}", "kort-mangler")


def _hode(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    virksomhet = sektor.info.virksomheter[tiltak.virksomhet].navn
    return boks(
        "kort-hode",
        Avsnitt(f"{tiltak.id} · {virksomhet}", "kort-id"),
        Avsnitt(tiltak.navn, "kort-navn"),
        _tekst(utfyller(tiltak.beskrivelse, "beskrivelse"), "beskrivelse av tiltaket", "kort-beskrivelse"),
    )


def _effekt(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    penger, info = sektor.bok.penger, sektor.info
    belop = beregning.effekt(tiltak, info.periode)

    def vist(ar: int) -> str:
        """The amount; a dash where the printed card has one and nothing comes out."""
        if not tiltak.gjennomfores:
            return UTELATT
        return STREK if tiltak.oppgitt.get(ar) == "-" and belop[ar] == 0 else penger.vis(belop[ar])

    return boks(
        "kort-effekt",
        Avsnitt("Økonomisk effekt", "kort-merke"),
        Avsnitt(f"Driftsvirkning i {penger.ord_} per år. {stor_forbokstav(positivt_for(tiltak))}.", "kort-enhet"),
        boks(
            "kort-ar",
            *(boks("kort-arstall", Avsnitt(arstall(sektor, ar, tiltak.id)), Avsnitt(vist(ar))) for ar in info.periode),
        ),
        *([Avsnitt(fullt, "kort-forbehold")] if (fullt := tiltaket_fullt_ut(sektor, tiltak.id)) else []),
        *([Avsnitt(avvik, "kort-forbehold")] if (avvik := _avvik_i_ord(sektor, tiltak, belop)) else []),
        _tekst(utfyller(tiltak.effekt_tekst, "effekt_tekst"), "tekst om effekten"),
        *(usikkerhetsblokker(sektor, tiltak) if tiltak.gjennomfores else []),
        *gjennomforingsblokker(sektor, tiltak),
    )


def _avvik_i_ord(sektor: Sektor, tiltak: Tiltak, belop: beregning.Arsbelop) -> str:
    """Where the effect of a measure being entered is not the printed one; a finished one has none, or is changed."""
    penger = sektor.bok.penger
    trykt = beregning.oppgitt_effekt(tiltak, sektor.info.periode)
    ulike = [f"{penger.vis(trykt[ar])} i {ar}" for ar in trykt if trykt[ar] != belop[ar]]
    if not ulike or not sektor.under_arbeid or sektor.uendret:
        return ""
    return f"**Ikke ferdig:** Regnestykket gir ikke det kilden oppgir, {ramse(ulike)} ({penger.ord_})."


def _vurderinger(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    felles = sektor.felles
    bokser: list[Blokk] = []
    for felt, vurdering in tiltak.alle_vurderinger.items():
        skala = felles.usikkerhet if isinstance(vurdering, Usikkerhetsvurdering) else felles.konsekvens
        merknad = ENDRET if vurdering.endret else _GRUNNLAG[vurdering.grunnlag]
        if vurdering.ordlyd:
            merknad = f"Rapporten skriver «{vurdering.ordlyd}». {merknad}"
        bokser.append(
            boks(
                "kort-vurdering",
                Avsnitt(felles.feltnavn(felt), "kort-merke"),
                *([] if _mangler(vurdering) else [_trinn(skala[vurdering.verdi])]),
                _tekst(utfyller(vurdering.tekst, felt), "vurdering" if _mangler(vurdering) else "begrunnelse"),
                *([Avsnitt(merknad, "kort-forbehold")] if merknad else []),
            )
        )
    for uplassert in tiltak.uplasserte_vurderinger:
        skala = felles.usikkerhet if uplassert.verdi in felles.usikkerhet else felles.konsekvens
        felt_i_ord = " eller ".join(felles.feltnavn(f).lower() for f in uplassert.felt)
        bokser.append(
            boks(
                "kort-vurdering uplassert",
                Avsnitt("Vurdering uten kjent felt", "kort-merke"),
                _trinn(skala[uplassert.verdi]),
                Avsnitt(
                    f"Trykt på kortet (s.\u00a0{uplassert.side}). Teksten avgjør ikke om den gjelder {felt_i_ord}."
                ),
            )
        )
    return boks("kort-vurderinger", *bokser)


def _mangler(vurdering: Usikkerhetsvurdering | Konsekvensvurdering) -> bool:
    """Whether the rating has not been given: no source says that it has none either."""
    return vurdering.verdi == IKKE_GJENGITT and vurdering.grunnlag is None


def _trinn(trinn: Skalatrinn) -> Avsnitt:
    return Avsnitt(f"{skjermet(trinn.tegn)} {trinn.navn}", f"kort-trinn tone-{trinn.tone}")


def _samlet(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    samlet = tiltak.samlet_vurdering
    fra_kilden = samlet.klasse_opphav is Opphav.KILDE
    avledet = sektor.info.klasser_avledet and not fra_kilden and not samlet.endret
    mal: list[Blokk] = []
    if tiltak.kommunemal:
        navn = sektor.felles.kommunemal
        mal = [
            Avsnitt("Kommunemål som kortet nevner:", "kort-maltittel"),
            Liste([f"Mål {nr}: {navn[str(nr)]}" for nr in tiltak.kommunemal]),
        ]
    klasse = f"**{sektor.felles.klasser.get(samlet.klasse)}** {sektor.felles.klasser_mellom or ''}"
    return boks(
        "kort-samlet",
        Avsnitt("Samlet vurdering", "kort-merke"),
        _tekst(utfyller(samlet.tekst, "samlet_vurdering"), "begrunnelse"),
        Avsnitt(klasse.rstrip() + (f" ({UTLEDET.lower()})" if avledet else ""), "kort-klasse")
        if samlet.klasse
        else Avsnitt("Mangler: klasse", "kort-mangler"),
        *([Avsnitt(ENDRET, "kort-forbehold")] if samlet.endret else []),
        *mal,
    )


def _enhetsord(enhet: str) -> str:
    """The unit as it stands after a value: none after a share, shown as a percentage; «prosent» as its sign.

    1 000 kr is in brackets, or it would be read on from the value.
    """
    return "" if enhet == "andel" else unit_behind(re.sub(r"^prosent\b", "%", enhet))


def _regnestykke(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    ord_ = {navn: f.navn for navn, f in tiltak.forutsetninger.items()}
    innhold: list[Blokk] = [
        Avsnitt("Slik er effekten regnet ut", "kort-merke"),
        Avsnitt(f"Effekt = {formel.formel_i_ord(tiltak.formel, ord_)}", "kort-formel"),
        Avsnitt(_grunnlag_i_ord(sektor, tiltak, utfyller), "kort-forbehold"),
        Rutenett(
            ["Forutsetning", "Verdi", "Opphav"],
            [
                [
                    f.navn,
                    f"{verdi_med_spenn(f)} {_enhetsord(f.enhet)}".strip() + i_prisar(sektor, f),
                    _opphav(sektor, navn, tiltak, utfyller),
                ]
                for navn, f in tiltak.forutsetninger.items()
            ],
            f"Forutsetninger for {tiltak.id}",
            klasse="effekt-tabell forutsetninger",
        ),
        *(_beregnet_mot_oppgitt(sektor, tiltak) if tiltak.oppgitt or sektor.info.rapport else []),
    ]
    return boks("kort-regnestykke", *innhold, *laneblokker(sektor, tiltak), *kostnadsblokker(sektor, tiltak))


def _opphav(sektor: Sektor, navn: str, tiltak: Tiltak, utfyller: Utfyller) -> str:
    opphav = opphav_i_ord(sektor, tiltak.forutsetninger[navn], lambda mal: utfyller(mal, navn))
    return ". ".join(del_ for del_ in opphav if del_)


def _grunnlag_i_ord(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> str:
    grunnlag = tiltak.formel_grunnlag
    if grunnlag is None:
        return "Mangler: hvor regnestykket er fra"
    if grunnlag.opphav is Opphav.KILDE:
        egne = any(f.opphav is not Opphav.KILDE for f in tiltak.forutsetninger.values())
        setninger = [
            f"Regnestykket står i kilden, s.\u00a0{grunnlag.side}"
            + (f", unntatt det som er merket «{UTLEDET}»." if egne else ".")
        ]
    else:
        setninger = [f"{vis_opphav(sektor, grunnlag)}: {utfyller(grunnlag.begrunnelse or '', 'formel')}"]
    if tiltak.avrunding and tiltak.avrundet_til:
        setninger.append(f"Avrundet til nærmeste {vis_tall(tiltak.avrundet_til)} kroner.")
        # Why a rounded amount is what it is, says nothing of one that is left out.
        if tiltak.avrunding.begrunnelse and tiltak.gjennomfores:
            setninger.append(utfyller(tiltak.avrunding.begrunnelse, "avrunding"))
    return " ".join(setninger)


def _beregnet_mot_oppgitt(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    beregnet = beregning.effekt(tiltak, sektor.info.periode)
    oppgitt = beregning.oppgitt_effekt(tiltak, sektor.info.periode)
    # What was worked out so that the two agree, proves nothing when they do.
    tilpasset = any(f.opphav is Opphav.AVLEDET for f in tiltak.forutsetninger.values())
    lik = "tilpasset" if tilpasset else "ingen"
    rader = []
    for ar in sektor.info.periode:
        trykt, forskjell = MANGLER, STREK
        if ar in oppgitt:
            avvik = beregnet[ar] - oppgitt[ar]
            trykt = f"{STREK} (strek)" if tiltak.oppgitt[ar] == "-" else vis_tall(oppgitt[ar], 0)
            forskjell = lik if avvik == 0 else vis_tall(avvik, 0)
        regnet = vis_tall(beregnet[ar], 0)
        if not tiltak.gjennomfores:
            regnet, forskjell = UTELATT, STREK
        rader.append([arstall(sektor, ar, tiltak.id), regnet, trykt, forskjell])
    rutenett = Rutenett(
        ["År", "Beregnet", "Oppgitt på kortet", "Avvik"],
        rader,
        f"Beregnet og oppgitt effekt av {tiltak.id}, i hele kroner",
        klasse="effekt-tabell tall",
    )
    if not any(rad[-1] == lik for rad in rader) or not tilpasset:
        return [rutenett]
    alle_like = all(rad[-1] in (lik, STREK) for rad in rader)
    return [rutenett, Avsnitt(_TILPASSET if alle_like else _TILPASSET_NOEN_AR, "kort-forbehold")]


def _merknader(tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    if not tiltak.merknader:
        return []
    return [
        boks(
            "kort-merknader",
            Avsnitt("Verdt å vite om tallene", "kort-merke"),
            Liste([utfyller(m, f"merknad {nr}") for nr, m in enumerate(tiltak.merknader, 1)]),
        )
    ]


@dataclass(frozen=True, repr=False)
class Kortrekke(Publiserbar):
    """Cards after each other; of a measure without an effect so far, what it lacks."""

    kort: Sequence[Publiserbar]

    def blokker(self) -> Sequence[Blokk]:
        return [blokk for ett in self.kort for blokk in ett.blokker()]

    def post(self, fortegn: str = "") -> Post:
        return Post(
            "kortrekke",
            deler=tuple(ett.post(fortegn) for ett in self.kort),
            brutte=tuple(setning for ett in self.kort for setning in ett.brutte_pastander),
        )


def alle_kort(sektor: Sektor, virksomhet: str) -> Kortrekke | Mangelboks:
    """The card of each measure of an agency, in the order of their ids.

    Raises Datafeil for an agency that the sector does not have.
    ``kort.alle_kort(data, "BIB")``
    """
    sektor.krev_virksomhet(virksomhet)
    hos = {
        id_: ett
        for samling in (sektor.tiltak, sektor.uferdige)
        for id_, ett in samling.items()
        if ett.virksomhet == virksomhet
    }
    if not hos:
        navn = sektor.info.virksomheter[virksomhet].navn
        mangler = [f"`{sti_i_data(sektor, 'tiltak')}`: tiltak med virksomhet: {virksomhet}"]
        return Mangelboks(sektor, f"tiltak-{virksomhet.lower()}", f"Tiltak for {navn}", mangler)
    return Kortrekke(
        [
            uferdig(sektor, ett) if isinstance(ett, Uferdig) else tiltakskort(sektor, id_)
            for id_, ett in sorted(hos.items(), key=lambda par: _naturlig(par[0]))
        ]
    )


def uferdig(sektor: Sektor, ett: Uferdig) -> Mangelboks:
    """The place of a measure's card, and what its effect cannot be worked out without."""
    fil = sektor.dokumenter[ett.id].fil.name
    return Mangelboks(
        sektor,
        f"kort-{ett.id.lower()}",
        f"{ett.id} {ett.navn or '(uten navn)'}",
        [f"`{sti_i_data(sektor, 'tiltak', fil)}`: {', '.join(ett.hva)}"],
    )


def _naturlig(id_: str) -> list[tuple[str, int]]:
    """The order in which BIB9 stands before BIB10."""
    return [(ord_, int(tall or 0)) for ord_, tall in re.findall(r"(\D+)(\d*)", id_)]
