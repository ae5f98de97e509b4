"""The measure's card: the printed fields in their order, then how the effect is worked out."""

from collections.abc import Sequence
from typing import Final

from effekt import beregning, formel
from effekt.blokker import Anker, Avsnitt, Blokk, Boks, Liste, Rutenett, skjermet
from effekt.modell import Konsekvensvurdering, Tiltak, Usikkerhetsvurdering
from effekt.penger import i_kroner, i_penger, penger
from effekt.program import IKKE_GJENGITT, Skalatrinn
from effekt.registre import ENDRET, opphav_i_ord, vis_opphav, vis_verdi
from effekt.samspillskort import samspillsblokker
from effekt.sektor import Sektor
from effekt.storrelse import Opphav
from effekt.tall import MANGLER, STREK, vis_tall
from effekt.tekster import Utfyller, etikett, tiltakskontekst
from effekt.usikkerhetsord import usikkerhetsblokker
from effekt.visning import Kort, henvis

_GRUNNLAG: Final = {
    None: "",
    "boks": "",
    "tekst": "Vurderingen er hentet fra teksten på kortet.",
    "ingen": "Fargekoden på kortet er ikke gjengitt i kilden.",
}
_LANENAVN: Final = {
    "forenklet": "Slik kortet regner: fast avdrag, og rente av hele lånet hvert år",
    "serielan": "Serielån: samme avdrag, men rente bare av det som gjenstår",
    "andelsregel": "Rapportens generelle regel: en fast andel av lånet hvert år",
}


def tiltakskort(sektor: Sektor, tiltak_id: str) -> Kort:
    """The card of one measure; raises Datafeil for an unknown one."""
    tiltak = sektor.tiltak[tiltak_id]
    utfyller = Utfyller(tiltakskontekst(sektor, tiltak), f"{tiltak_id}, ")
    merke = etikett(sektor, f"kort-{tiltak_id.lower()}")
    return Kort(
        [
            # The label that references to the card use; a container takes no name of its own.
            Anker(merke),
            Boks(
                "kort",
                [
                    _hode(sektor, tiltak, utfyller),
                    _effekt(sektor, tiltak, utfyller),
                    _vurderinger(sektor, tiltak, utfyller),
                    _samlet(sektor, tiltak, utfyller),
                    _regnestykke(sektor, tiltak, utfyller),
                    *samspillsblokker(sektor, tiltak),
                    *_merknader(tiltak, utfyller),
                    *_kilde(sektor, tiltak),
                ],
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
    """A text of the card, or that it has not been written."""
    return Avsnitt(tekst, klasse) if tekst else Avsnitt(f"Mangler: {hva}", "kort-mangler")


def _hode(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    virksomhet = sektor.info.virksomheter[tiltak.virksomhet].navn
    return Boks(
        "kort-hode",
        [
            Avsnitt(f"{tiltak.id} · {virksomhet}", "kort-id"),
            Avsnitt(tiltak.navn, "kort-navn"),
            _tekst(
                utfyller(tiltak.beskrivelse, "beskrivelse"),
                "beskrivelse av tiltaket",
                "kort-beskrivelse",
            ),
        ],
    )


def _effekt(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    belop = beregning.effekt(tiltak, sektor.info.periode)

    def strek(ar: int) -> bool:
        """Whether the printed card has a dash, and nothing comes out."""
        return tiltak.oppgitt.get(ar) == "-" and belop[ar] == 0

    return Boks(
        "kort-effekt",
        [
            Avsnitt("Økonomisk effekt", "kort-merke"),
            Avsnitt(
                f"Driftsvirkning i {penger()} per år. Positive tall er redusert kostnad.",
                "kort-enhet",
            ),
            Boks(
                "kort-ar",
                [
                    Boks(
                        "kort-arstall",
                        [
                            Avsnitt(sektor.info.vis_ar(ar)),
                            Avsnitt(STREK if strek(ar) else i_penger(belop[ar])),
                        ],
                    )
                    for ar in sektor.info.periode
                ],
            ),
            _tekst(utfyller(tiltak.effekt_tekst, "effekt_tekst"), "tekst om effekten"),
            *usikkerhetsblokker(sektor, tiltak),
        ],
    )


def _vurderinger(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    felles = sektor.felles
    bokser: list[Blokk] = []
    for felt, vurdering in tiltak.alle_vurderinger.items():
        skala = (
            felles.usikkerhet if isinstance(vurdering, Usikkerhetsvurdering) else felles.konsekvens
        )
        merknad = ENDRET if vurdering.endret else _GRUNNLAG[vurdering.grunnlag]
        if vurdering.ordlyd:
            merknad = f"Rapporten skriver «{vurdering.ordlyd}». {merknad}"
        bokser.append(
            Boks(
                "kort-vurdering",
                [
                    Avsnitt(felles.feltnavn(felt), "kort-merke"),
                    *([] if _mangler(vurdering) else [_trinn(skala[vurdering.verdi])]),
                    _tekst(
                        utfyller(vurdering.tekst, felt),
                        "vurdering" if _mangler(vurdering) else "begrunnelse",
                    ),
                    *([Avsnitt(merknad, "kort-forbehold")] if merknad else []),
                ],
            )
        )
    for uplassert in tiltak.uplasserte_vurderinger:
        skala = felles.usikkerhet if uplassert.verdi in felles.usikkerhet else felles.konsekvens
        felt_i_ord = " eller ".join(felles.feltnavn(f).lower() for f in uplassert.felt)
        bokser.append(
            Boks(
                "kort-vurdering uplassert",
                [
                    Avsnitt("Vurdering uten kjent felt", "kort-merke"),
                    _trinn(skala[uplassert.verdi]),
                    Avsnitt(
                        f"Trykt på kortet (s.\u00a0{uplassert.side}). Teksten avgjør ikke om den "
                        f"gjelder {felt_i_ord}."
                    ),
                ],
            )
        )
    return Boks("kort-vurderinger", bokser)


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
    return Boks(
        "kort-samlet",
        [
            Avsnitt("Samlet vurdering", "kort-merke"),
            _tekst(utfyller(samlet.tekst, "samlet_vurdering"), "begrunnelse"),
            Avsnitt(
                klasse.rstrip() + (" (avledet av boken)" if avledet else ""),
                "kort-klasse",
            )
            if samlet.klasse
            else Avsnitt("Mangler: klasse", "kort-mangler"),
            *([Avsnitt(ENDRET, "kort-forbehold")] if samlet.endret else []),
            *([Avsnitt(sektor.info.klasser_avledet or "", "kort-forbehold")] if avledet else []),
            *mal,
        ],
    )


def _regnestykke(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    ord_ = {navn: f.navn for navn, f in tiltak.forutsetninger.items()}
    innhold: list[Blokk] = [
        Avsnitt("Slik er effekten regnet ut", "kort-merke"),
        Avsnitt(f"Effekt = {formel.i_ord(tiltak.formel, ord_)}", "kort-formel"),
        Avsnitt(_grunnlag_i_ord(sektor, tiltak, utfyller), "kort-forbehold"),
        Rutenett(
            ["Forutsetning", "Verdi", "Opphav"],
            [
                [
                    f.navn,
                    f"{vis_verdi(f)} {_enhet(f.enhet)}".strip(),
                    _opphav(sektor, navn, tiltak, utfyller),
                ]
                for navn, f in tiltak.forutsetninger.items()
            ],
            f"Forutsetninger for {tiltak.id}",
            klasse="effekt-tabell forutsetninger",
        ),
        *([_beregnet_mot_oppgitt(sektor, tiltak)] if tiltak.oppgitt or sektor.info.rapport else []),
    ]
    if tiltak.lan:
        innhold += _laneberegninger(sektor, tiltak)
    return Boks("kort-regnestykke", innhold)


def _enhet(enhet: str) -> str:
    return "" if enhet == "andel" else enhet.replace("prosent", "%")


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
            + (", unntatt det som er merket «avledet av boken»." if egne else ".")
        ]
    else:
        setninger = [
            f"{vis_opphav(sektor, grunnlag)}: {utfyller(grunnlag.begrunnelse or '', 'formel')}"
        ]
    if tiltak.avrunding:
        setninger.append(f"Avrundet til nærmeste {vis_tall(tiltak.avrunding.til)} kroner.")
        if tiltak.avrunding.begrunnelse:
            setninger.append(utfyller(tiltak.avrunding.begrunnelse, "avrunding"))
    return " ".join(setninger)


def _beregnet_mot_oppgitt(sektor: Sektor, tiltak: Tiltak) -> Rutenett:
    beregnet = beregning.effekt(tiltak, sektor.info.periode)
    oppgitt = beregning.oppgitt_effekt(tiltak, sektor.info.periode)
    rader = []
    for ar in sektor.info.periode:
        trykt, forskjell = MANGLER, STREK
        if ar in oppgitt:
            avvik = beregnet[ar] - oppgitt[ar]
            trykt = f"{STREK} (strek)" if tiltak.oppgitt[ar] == "-" else vis_tall(oppgitt[ar], 0)
            forskjell = "ingen" if avvik == 0 else vis_tall(avvik, 0)
        rader.append([sektor.info.vis_ar(ar), vis_tall(beregnet[ar], 0), trykt, forskjell])
    return Rutenett(
        ["År", "Beregnet", "Oppgitt på kortet", "Avvik"],
        rader,
        f"Beregnet og oppgitt effekt av {tiltak.id}, i hele kroner",
        klasse="effekt-tabell tall",
    )


def _laneberegninger(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    andel = sektor.felles.regneregler["laneandel"]
    side = f" (s.\u00a0{andel.side})" if andel.side else ""
    beregninger = beregning.laneberegninger(tiltak, sektor.info.periode, andel.tallet)
    return [
        Rutenett(
            ["Lånet regnet som", *(sektor.info.vis_ar(ar) for ar in sektor.info.periode)],
            [
                [_LANENAVN[navn], *(vis_tall(b / i_kroner()) for b in belop.values())]
                for navn, belop in beregninger.items()
            ],
            f"Effekten av {tiltak.id} med tre måter å regne lånet på, i {penger()}",
            klasse="effekt-tabell tall",
        ),
        Avsnitt(
            f"Den generelle regelen{side} setter renter og avdrag til {andel} av "
            "lånet hvert år til det er nedbetalt. De to siste linjene er bokens beregninger.",
            "kort-forbehold",
        ),
    ]


def _merknader(tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    if not tiltak.merknader:
        return []
    return [
        Boks(
            "kort-merknader",
            [
                Avsnitt("Verdt å vite om tallene", "kort-merke"),
                Liste([utfyller(m, f"merknad {nr}") for nr, m in enumerate(tiltak.merknader, 1)]),
            ],
        )
    ]
