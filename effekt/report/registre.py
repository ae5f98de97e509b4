"""The registers: every number in data/ with unit, origin and address; and the traceability pages."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from effekt.audit import kildekontroll
from effekt.base.numbers import vis_dato, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.display.numbered import FoldetTabell, Tabell, register
from effekt.display.objects import Prosa
from effekt.display.ranges import vis_spenn, vis_verdien
from effekt.display.texts import (
    FOTNOTE,
    Utfyller,
    etikett,
    henvisning,
    kapittelkontekst,
    stedshenvisning,
    tiltakskontekst,
    uten_fotnoter,
)
from effekt.model.innhold import MANGLER_FIGUREN, MANGLER_TALLENE, STATUS_I_ORD, UTEN_TALL, Figurplass, Status
from effekt.model.storrelse import Grunnlag, Opphav, Storrelse
from effekt.model.tiltak import KLASSER, MAAL, Kildedokument, Konsekvensvurdering, Tiltak, Usikkerhetsvurdering
from effekt.reading.enkle import BELOP
from effekt.reading.sektor import Sektor, alle_forutsetninger, alle_kostnader, alle_storrelser

ENDRET: Final = "Vurderingen er endret i denne omregningen."
_GRUNNLAG: Final = {
    "boks": "ordet som er trykt for seg på kortet",
    "tekst": "teksten på kortet",
    "ingen": "ikke med i det vi har lest",
    None: "egen vurdering",
}


def verdi_med_spenn(storrelse: Storrelse) -> str:
    """A value in its unit's own terms, one per year where there are years, and its range."""
    return vis_verdien(storrelse) + (f" ({spenn})" if (spenn := vis_spenn(storrelse)) else "")


def vis_side(sektor: Sektor, dokument: str, side: str) -> str:
    """A place in a table cell; of another document than the report, with that document's name."""
    return f"Kilde: {kildekontroll.side(sektor, dokument, side)}"


# What is worked out so that it agrees with what a source prints; the source does not say it.
UTLEDET: Final = "Utledet av oss"


def vis_opphav(sektor: Sektor, grunnlag: Grunnlag) -> str:
    """Where a value comes from, in a table cell: the page, what the book did, or a reviewer."""
    if isinstance(grunnlag, Storrelse) and sektor.uendret:
        for_ = alle_storrelser(sektor.uendret).get(grunnlag.adresse)
        if for_ and for_.verdi != grunnlag.verdi:
            return "Endret i denne omregningen"
    if grunnlag.opphav is Opphav.KILDE:
        return vis_side(sektor, grunnlag.kilde or "", grunnlag.side or "")
    vist = {"avledet": UTLEDET, "valgt": "Vårt valg"}[grunnlag.opphav.value]
    if grunnlag.kilde and grunnlag.side:
        vist += f" ({vis_side(sektor, grunnlag.kilde, grunnlag.side).replace('K', 'k', 1)})"
    return vist


def valgets_grunn(sektor: Sektor, valgt: Storrelse) -> str:
    """Why the book has chosen a number; of one that a reviewer has set, that it is: the reasoning was for another."""
    if sektor.uendret and (for_ := alle_storrelser(sektor.uendret).get(valgt.adresse)) and for_.verdi != valgt.verdi:
        return "Endret i denne omregningen."
    return valgt.begrunnelse or ""


def opphav_i_ord(sektor: Sektor, storrelse: Storrelse, fyll_inn: Callable[[str], str]) -> tuple[str, str]:
    """Where a value and its bounds come from, and the reasoning, with ``fyll_inn`` for numbers."""
    opphav, grunner = vis_opphav(sektor, storrelse), [storrelse.begrunnelse]
    if storrelse.spenn:
        opphav += f". Spennet: {vis_opphav(sektor, storrelse.spenn)}"
        grunner.append(storrelse.spenn.begrunnelse)
    return opphav, " ".join(fyll_inn(grunn) for grunn in grunner if grunn)


def alle_tiltaksforutsetninger(sektor: Sektor) -> Tabell | Prosa:
    """Every assumption of every measure, and what it costs beside them: value, range, unit, origin.
    ``registre.alle_tiltaksforutsetninger(data)``.
    """
    rader, utfyller = [], Utfyller(tiltakskontekst(sektor))
    uten = {f"{id_}.{BELOP}" for id_, ett in sektor.tiltak.items() if ett.enkelt and not ett.oppgitt}
    for adresse, f in {**alle_forutsetninger(sektor), **alle_kostnader(sektor)}.items():
        if adresse in uten:
            continue  # the source has no amount to list
        opphav, begrunnelse = opphav_i_ord(sektor, f, partial(utfyller, sted=adresse))
        rader.append([adresse, f.navn, verdi_med_spenn(f), f.enhet, opphav, begrunnelse])
    hode = ["Adresse", "Hva", "Verdi", "Enhet", "Opphav", "Begrunnelse"]
    return _register(
        sektor, "register-forutsetninger", "Forutsetninger i tiltakene", hode, rader, utfyller.brutte,
        velg=["Opphav"], velg_del="Adresse",
    )  # fmt: skip


def alle_enkelttall(sektor: Sektor) -> Tabell | Prosa:
    """Every named single figure: value, unit, page.
    ``registre.alle_enkelttall(data)``.
    """
    hode = ["Adresse", "Hva", "Verdi", "Enhet", "Opphav"]
    rader = [
        [f"tall.{navn}", t.navn, verdi_med_spenn(t), t.enhet, vis_opphav(sektor, t)] for navn, t in sektor.tall.items()
    ]
    return _register(sektor, "register-enkelttall", "Enkelttall", hode, rader, velg=["Enhet", "Opphav"])


def alle_tabellverdier(sektor: Sektor) -> Tabell | Prosa:
    """Every cell of the sector's tables, and of what the source prints for the computed ones.
    ``registre.alle_tabellverdier(data)``.
    """
    hode = ["Adresse", "Tabell", "Verdi", "Enhet", "Opphav"]
    rader = [
        [
            celle.adresse,
            tabell.ressurs.nummer or tabell.ressurs.title,
            celle.uten_enhet(),
            celle.enhet,
            vis_side(sektor, tabell.ressurs.kilde, tabell.ressurs.side),
        ]
        for tabell in sektor.tabeller.values()
        for celle in tabell.celler.values()
    ]
    alle = _register(sektor, "register-tabellverdier", "Tabellverdier", hode, rader)
    if isinstance(alle, Prosa):
        return alle
    per_tabell: dict[str, list[Sequence[str]]] = {}
    for rad in alle.rader:
        per_tabell.setdefault(rad[1], []).append(rad)
    return FoldetTabell(**vars(alle), grupper=list(per_tabell.items()))


def alle_tabeller(sektor: Sektor) -> Tabell | Prosa:
    """The tables behind the values: number, title, page, and what the reader should know.
    ``registre.alle_tabeller(data)``.
    """
    hode = ["Navn", "Nummer", "Hva", "Opphav", "Merknad"]
    rader = [
        [
            navn,
            ressurs.nummer or "uten nummer",
            f"{ressurs.title}. Kolonner: {', '.join(f.title for f in ressurs.tabell.felt)}",
            vis_side(sektor, ressurs.kilde, ressurs.side),
            ("Tallene er ikke ført inn. " if navn not in sektor.tabeller else "") + (ressurs.merknad or ""),
        ]
        for navn, ressurs in sektor.ressurser.items()
    ]
    return _register(sektor, "register-tabeller", "Tabeller og figurer i kildene", hode, rader)


def alle_vurderinger(sektor: Sektor) -> Tabell | Prosa:
    """Every rating on every card: the step of its scale, what shows it, page. Nothing where no card has one.
    ``registre.alle_vurderinger(data)``.
    """
    felles = sektor.felles

    def trinn(vurdering: Usikkerhetsvurdering | Konsekvensvurdering) -> str:
        usikker = isinstance(vurdering, Usikkerhetsvurdering)
        return (felles.usikkerhet if usikker else felles.konsekvens)[vurdering.verdi].navn

    hode = ["Tiltak", "Felt", "Vurdering", "Vist ved", "Opphav"]
    rader = [
        [
            id_,
            felles.feltnavn(felt),
            trinn(vurdering),
            ENDRET.rstrip(".") if vurdering.endret else _GRUNNLAG[vurdering.grunnlag],
            vis_side(sektor, tiltak.kilde, vurdering.side) if vurdering.side and tiltak.kilde else "",
        ]
        for id_, tiltak in sektor.tiltak.items()
        for felt, vurdering in tiltak.alle_vurderinger.items()
        if vurdering.gitt
    ]
    return _register(
        sektor, "register-vurderinger", "Vurderinger på tiltakskortene", hode, rader,
        velg=["Tiltak", "Felt", "Vurdering", "Vist ved"],
    )  # fmt: skip


def alle_inndelinger(sektor: Sektor) -> Tabell | Prosa:
    """What the numbers are divided by: agencies, classes of assessment, the goals; pages.
    ``registre.alle_inndelinger(data)``.
    """
    felles = sektor.felles
    hode = ["Kode", "Hva", "Navn", "Opphav"]
    rader = [
        *(
            [kode, "Virksomhet", v.navn, vis_side(sektor, v.kilde, v.side) if v.kilde and v.side else ""]
            for kode, v in sektor.info.virksomheter.items()
        ),
        *(
            [kode, "Klasse", navn, vis_opphav(sektor, felles.klasser_kilde)]
            for kode, navn in felles.klasser.items()
            if KLASSER not in sektor.info.uten
        ),
        *(
            [kode, "Kommunemål", navn, vis_opphav(sektor, kilde)]
            for kode, navn in felles.kommunemal.items()
            if (kilde := felles.kommunemal_kilde) and MAAL not in sektor.info.uten
        ),
    ]
    slag = {"Virksomhet": "virksomheter", "Klasse": "klasser", "Kommunemål": "kommunemål"}
    med = [slag[hva] for hva in dict.fromkeys(rad[1] for rad in rader)]
    return _register(sektor, "register-inndelinger", stor_forbokstav(ramse(med)), hode, rader)


def programmet(sektor: Sektor) -> Tabell | Prosa:
    """What the programme consists of: challenges, reports, phases, fields of a card, scale.
    ``registre.programmet(data)``.
    """
    felles = sektor.felles
    skala = felles.vurderingsskala
    rapporter = [r for r in (*felles.sektorer.values(), felles.tverrgaende_rapport) if r]
    rader = [
        *(["Samfunnsfloke", f.navn, "", vis_opphav(sektor, f)] for f in felles.samfunnsfloker.values()),
        *(
            ["Rapport", r.navn, f"delrapport {r.delrapport}" if r.delrapport else "", vis_opphav(sektor, r)]
            for r in rapporter
        ),
        *(["Ikke omfattet", ", ".join(u.hva), "", vis_opphav(sektor, u)] for u in [felles.unntak] if u),
        *(["Fase", f.navn, "", vis_opphav(sektor, f)] for f in felles.faser.values()),
        *(["Felt på kortet", f.navn, "", vis_opphav(sektor, f)] for f in felles.kortfelt),
    ]
    if skala:
        rader += [
            ["Vurderingsskala", "Skalaen", "", vis_opphav(sektor, skala)],
            *(
                ["Trinn på skalaen", navn, belegg.belegg, vis_side(sektor, skala.kilde or "", belegg.side)]
                for navn, belegg in {**skala.konsekvens, **skala.usikkerhet}.items()
            ),
        ]
    return _register(sektor, "register-programmet", "Programmet", ["Slag", "Navn", "Merknad", "Opphav"], rader)


def alle_kilder(sektor: Sektor) -> Tabell | Prosa:
    """The documents that the book is made from.
    ``registre.alle_kilder(data)``.
    """
    hode = ["Id", "Tittel", "Utgiver", "Dato", "Sider", "Lisens"]

    def omfang(k: Kildedokument) -> str:
        sider = vis_tall(k.sider) if k.sider else "uten sidetall"
        lest = [f"Lest: {k.omfang}"] if k.omfang else []
        sted = [f"<{k.adresse}>" + (f", lest {vis_dato(k.lest)}" if k.lest else "")] if k.adresse else []
        return ". ".join([sider, *lest, *sted])

    rader = [[id_, k.navn, k.utgiver, k.dato, omfang(k), k.lisens] for id_, k in sektor.kilder.items()]
    return _register(sektor, "register-kilder", "Kilder", hode, rader)


def _register(
    sektor: Sektor,
    adresse: str,
    tittel: str,
    hode: Sequence[str],
    rader: Sequence[Sequence[str]],
    brutte: Sequence[str] = (),
    hva: str = "Register med ",
    velg: Sequence[str] | None = None,
    velg_del: str = "",
) -> Tabell | Prosa:
    """A register; nothing where there is nothing to list."""
    if not rader:
        return Prosa("")
    antall = f"{len(rader)} oppføring{'er' if len(rader) != 1 else ''}"
    lest = f"{hva}{antall}: {', '.join(hode).lower()}."
    return register(sektor, adresse, tittel, hode, rader, lest, brutte, velg=velg, velg_del=velg_del)


GJENFORTALT: Final = "Gjenfortalt"


def figurer(sektor: Sektor) -> Tabell | Prosa:
    """Every figure of the source: page, place in the book, status.
    ``registre.figurer(data)``.
    """
    return _plasser(sektor, "figur", sektor.figurer, "Figurene")


def tabeller(sektor: Sektor) -> Tabell | Prosa:
    """Every table of the source, those without a number too: page, place in the book, status.
    ``registre.tabeller(data)``.
    """
    rapport = sektor.info.rapport
    uten_nummer = [
        [
            "uten nummer",
            ressurs.title,
            ressurs.side,
            f"{{ref}}`{ressurs.name.capitalize()} <{etikett(sektor, ressurs.name)}>`",
            STATUS_I_ORD[Status.GJENGITT],
        ]
        for ressurs in sektor.ressurser.values()
        if ressurs.kilde == rapport and not ressurs.nummer and ressurs.path.startswith("tabeller/")
    ]
    return _plasser(sektor, "tabell", sektor.tabellplasser, "Tabellene", uten_nummer)


def _kortstatus(tiltak: Tiltak) -> str:
    """Whether all ratings of a card are known, or only what its text holds."""
    if not tiltak.sider:
        return "Ikke i noen rapport"
    mangler = [v for v in tiltak.alle_vurderinger.values() if v.grunnlag == "ingen"]
    if not mangler:
        return GJENFORTALT
    andel = f"{len(mangler)} av {len(tiltak.alle_vurderinger)} vurderinger"
    uplassert = len(tiltak.uplasserte_vurderinger)
    uten_felt = f", men {uplassert} er trykt uten at vi vet i hvilket felt" if uplassert else ""
    return f"{GJENFORTALT}. Vi har ikke fargekoden for {andel}{uten_felt}"


def kort(sektor: Sektor) -> Tabell | Prosa:
    """Every measure's card: pages, place in the book.
    ``registre.kort(data)``.
    """
    hode = ["Kort", "Tittel", "Side", "Hvor", "Status"]
    rader = [
        [
            id_,
            tiltak.navn,
            f"{tiltak.sider['omtale']}, {tiltak.kortside}" if tiltak.sider else "",
            henvisning(sektor, f"kort-{id_.lower()}"),
            _kortstatus(tiltak),
        ]
        for id_, tiltak in sektor.tiltak.items()
    ]
    return _i_rapporten(sektor, "kort", "Tiltakskortene", hode, rader)


def fotnoter(sektor: Sektor) -> Tabell | Prosa:
    """Every footnote of the source, in the book's words.
    ``registre.fotnoter(data)``.
    """
    fyll_ut = Utfyller(uten_fotnoter(kapittelkontekst(sektor)))
    hode = ["Fotnote", "Side", "Hvor", "Status", "Innhold"]
    rader = [
        [
            nr,
            note.side,
            stedshenvisning(note.kapittel, FOTNOTE, nr),
            GJENFORTALT,
            (f"Samme som fotnote {note.samme_som}. " if note.samme_som else "") + fyll_ut(note.tekst, f"fotnote {nr}"),
        ]
        for nr, note in sektor.fotnoter.items()
    ]
    return _i_rapporten(sektor, "fotnoter", "Fotnotene", hode, rader, fyll_ut.brutte)


def avsnitt(sektor: Sektor) -> Tabell | Prosa:
    """Every section of the source: page, and the chapter that retells it.
    ``registre.avsnitt(data)``.
    """
    hode = ["Avsnitt", "Tittel", "Side", "Hvor", "Status"]
    rader = [
        [
            nummer if (nummer := nr.partition("-")[0]).replace(".", "").isdigit() else "uten nummer",
            plass.tittel,
            plass.side,
            stedshenvisning(plass.kapittel, *(plass.overskrift or [nr])),
            GJENFORTALT,
        ]
        for nr, plass in sektor.avsnitt.items()
    ]
    return _i_rapporten(sektor, "avsnitt", "Avsnittene", hode, rader)


def _i_rapporten(
    sektor: Sektor, slag: str, hva: str, hode: Sequence[str], rader: Sequence[Sequence[str]], brutte: Sequence[str] = ()
) -> Tabell | Prosa:
    """Where what the report has of a kind is told; nothing where it has none of it."""
    if not (rader and sektor.info.rapport):
        return Prosa("")
    velg = ["Status"] if "Status" in hode else []
    tittel = f"{hva} i {sektor.rapporten}"
    return _register(sektor, f"sporbarhet-{slag}", tittel, hode, rader, brutte, hva="", velg=velg)


def _plasser(
    sektor: Sektor, slag: str, plasser: Mapping[str, Figurplass], tittel: str, flere: Sequence[Sequence[str]] = ()
) -> Tabell | Prosa:
    hode = [slag.capitalize(), "Tittel", "Side", "Hvor", "Status"]
    rader = [
        *(
            [f"{slag.capitalize()} {nr}", plass.tittel, plass.side, henvisning(sektor, f"{slag}-{nr}"), _status(plass)]
            for nr, plass in sorted(plasser.items(), key=lambda par: int(par[0]))
        ),
        *flere,
    ]
    return _i_rapporten(sektor, slag, tittel, hode, rader)


def _status(plass: Figurplass) -> str:
    if plass.status is Status.IKKE_OPPGITT:
        return MANGLER_FIGUREN if plass.form in UTEN_TALL else MANGLER_TALLENE
    return STATUS_I_ORD[plass.status]
