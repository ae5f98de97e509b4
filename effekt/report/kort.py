"""A measure where a chapter tells of it, all measures of an agency, and the card explained field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from effekt.base.recording import record_common
from effekt.base.words import stor_forbokstav
from effekt.calc.varighet import arstall
from effekt.display.blocks import HENVISNING, Anker, Avsnitt, Blokk, boks
from effekt.display.objects import Kort, Mangelboks, Prosa, Publiserbar, henvis, sti_i_data
from effekt.display.oppgitt import hvem_i_ord, per_ar_i_ord, uten_ar_i_ord
from effekt.display.records import Post
from effekt.display.texts import Utfyller, etikett, fyll_ut, kapittelkontekst, tiltakskontekst
from effekt.model.tiltak import KORT
from effekt.reading.sektor import SIDE, Sektor
from effekt.reading.tiltakssider import naturlig
from effekt.reading.utkast import Uferdig
from effekt.report import tiltaksside
from effekt.report.registre import vis_side
from effekt.report.utgatte import utgatt_kort

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
            *([Avsnitt(vis_side(sektor, f.kilde, f.side), "kort-forbehold")] if f.kilde and f.side else []),
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


def tiltakskort(sektor: Sektor, tiltak_id: str) -> Publiserbar:
    """A measure where a chapter tells of it: its name, what it gives, its class, and the way to its page.

    In a book without pages for the measures it is all of it. Raises Datafeil for an unknown measure.
    ``kort.tiltakskort(hls, "HLS1")``.
    """
    if not _har_side(sektor, tiltak_id):
        return tiltaksside.tiltaket(sektor, tiltak_id)
    if ute := sektor.utgatte.find(tiltak_id):
        return utgatt_kort(sektor, ute, lenke(sektor, tiltak_id, ute.vist_navn))
    tiltak, penger, periode = sektor.tiltak[tiltak_id], sektor.bok.penger, sektor.info.periode
    belop, uten = per_ar_i_ord(sektor, tiltak, penger), uten_ar_i_ord(sektor, tiltak, penger)
    utfyller = Utfyller(tiltakskontekst(sektor), f"{tiltak_id}, ")
    hva, _ = tiltaksside.forste_setning(utfyller(tiltak.beskrivelse, "beskrivelse"))
    vist = {ar: belop[ar] for ar in dict.fromkeys(periode[:: len(periode) - 1 or 1])}
    klasse = sektor.felles.klasser.get(tiltak.samlet_vurdering.klasse)
    under = [
        *([] if uten else [f"{stor_forbokstav(penger.ord_)} per år"]),
        *([f"Samlet vurdering: {klasse.lower()}"] if klasse else []),
    ]
    return Kort(
        [
            boks(
                HENVISNING,
                Avsnitt(f"{tiltak.id} · {hvem_i_ord(sektor, tiltak)}", "kort-id"),
                Avsnitt(lenke(sektor, tiltak_id, tiltak.vist_navn), "kort-navn"),
                *([Avsnitt(hva, "kort-ingress")] if hva else []),
                Avsnitt(uten, "kort-forbehold")
                if uten
                else boks(
                    "kort-ar",
                    *(
                        boks("kort-arstall", Avsnitt(arstall(sektor, ar, tiltak_id)), Avsnitt(b))
                        for ar, b in vist.items()
                    ),
                ),
                *([Avsnitt(" ".join(f"{ett}." for ett in under), "kort-enhet")] if under else []),
            )
        ],
        utfyller.brutte,
        tittel=f"{tiltak.id} {tiltak.navn}",
    )


def _har_side(sektor: Sektor, tiltak_id: str) -> bool:
    """Whether the measure has a page of its own; a chapter that asks is stale when that comes or goes."""
    side = f"{sektor.info.id}/{tiltak_id.lower()}"
    record_common(SIDE + side)
    return sektor.bok.har_side(side)


def lenke(sektor: Sektor, tiltak_id: str, navn: str) -> str:
    """A reference to a measure's page by a name."""
    return f"{{ref}}`{navn} <{etikett(sektor, f'kort-{tiltak_id.lower()}')}>`"


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


def alle_kort(sektor: Sektor, virksomhet: str) -> Kortrekke | Mangelboks | Prosa:
    """The card of each measure of an agency, in the order of their ids; those that have ended come last.

    A sector may be without cards in its chapters (``uten``). Raises Datafeil for an agency that the sector lacks.
    ``kort.alle_kort(data, "BIB")``
    """
    sektor.krev_virksomhet(virksomhet)
    if KORT in sektor.info.uten:
        return Prosa("")
    hos = {
        id_: ett
        for samling in (sektor.tiltak, sektor.uferdige, sektor.utgatte)
        for id_, ett in samling.items()
        if ett.virksomhet == virksomhet
    }
    if not hos:
        navn = sektor.info.virksomheter[virksomhet].navn
        mangler = [f"`{sti_i_data(sektor, 'tiltak')}`: tiltak med virksomhet: {virksomhet}"]
        return Mangelboks(sektor, f"tiltak-{virksomhet.lower()}", f"Tiltak for {navn}", mangler)
    return Kortrekke(
        [
            _uferdig(sektor, ett) if isinstance(ett, Uferdig) else tiltakskort(sektor, id_)
            for id_, ett in sorted(hos.items(), key=lambda par: (par[0] in sektor.utgatte, naturlig(par[0])))
        ]
    )


def _uferdig(sektor: Sektor, ett: Uferdig) -> Publiserbar:
    """A measure that has no effect so far: what it lacks, or the way to the page that says so."""
    if not _har_side(sektor, ett.id):
        return tiltaksside.uferdig(sektor, ett)
    innhold = [
        Avsnitt(ett.id, "kort-id"),
        Avsnitt(lenke(sektor, ett.id, ett.navn or "(uten navn)"), "kort-navn"),
        Avsnitt("Ikke ferdig. Siden om tiltaket sier hva som mangler.", "kort-ingress"),
    ]
    return Kort([boks(HENVISNING, *innhold)], tittel=f"{ett.id} {ett.navn or ''}".strip())
