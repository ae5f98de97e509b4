"""What the analysis of uncertainty says in words: on the cards, and beside its figures."""

from collections.abc import Sequence
from fractions import Fraction

from effekt.blokker import Avsnitt, Blokk, Boks
from effekt.bytteverdier import Bytteverdi, Losning
from effekt.maler import ramse, stor_forbokstav
from effekt.modell import Tiltak
from effekt.penger import i_penger, penger
from effekt.program import IKKE_GJENGITT
from effekt.registre import vis_en_verdi, vis_spenn
from effekt.sektor import Sektor
from effekt.storrelse import Opphav
from effekt.tall import MANGLER, MINUS, Enhet, vis_prosent, vis_tall
from effekt.usikkerhet import Spenn, spenn
from effekt.visning import Kilde


def egen_analyse(sektor: Sektor) -> Kilde:
    """The source line of whatever the book has worked out about uncertainty."""
    if not sektor.info.rapport:
        return Kilde("Bokens analyse, regnet ut av tiltakenes forutsetninger")
    return Kilde(
        "Bokens analyse, ikke rapportens. Regnet ut av tiltakenes forutsetninger, de fleste fra "
        f"{sektor.tittel}"
    )


def med_fortegn(belop: Fraction) -> str:
    """A change in millions, with its sign: «+15,5», «−15,5», «0»."""
    vist = i_penger(belop)
    return vist if vist.startswith(MINUS) or belop <= 0 else f"+{vist}"


def vurdering_i_ord(sektor: Sektor, ett: Spenn) -> str:
    """The rating as the scale names it: «middels usikkerhet»."""
    return sektor.felles.usikkerhet[ett.vurdering.trinn].navn.lower()


def spenn_i_ord(sektor: Sektor, tiltak: Tiltak, ett: Spenn) -> str:
    """Where a measure's low and high come from."""
    if not ett.fra_kilden:
        return _av_vurderingen(sektor, ett)
    bundne = {navn: tiltak.forutsetninger[navn] for navn in ett.fra_kilden}

    def ramset(ensidige: bool) -> str:
        valgte = [f for navn, f in bundne.items() if (navn in ett.ensidige) == ensidige]
        ledd = [f"{f.navn} ({vis_spenn(f).removeprefix('spenn ')})" for f in valgte]
        return ramse(ledd) if ledd else ""

    toside, ensidig = ramset(ensidige=False), ramset(ensidige=True)
    satt_sammen = any(f.spenn and f.spenn.opphav is not Opphav.KILDE for f in bundne.values())
    hvem = "boken har satt sammen av kilden" if satt_sammen else "kilden gir"
    deler = []
    if toside:
        deler.append(
            f"Lav og høy er samme regnestykke med endene av det spennet {hvem} for {toside}."
        )
    if ensidig:
        deler.append(
            f"Kilden setter bare én grense for {ensidig}. Den andre enden er ukjent, og "
            "regnes som anslått."
        )
    return " ".join(deler)


def _av_vurderingen(sektor: Sektor, ett: Spenn) -> str:
    bredde = f"{vis_prosent(ett.vurdering.spenn)} til hver side"
    if ett.vurdering.trinn == IKKE_GJENGITT:
        return (
            "Kilden gir ikke noe spenn, og estimatusikkerheten er ikke gjengitt. Boken har selv "
            f"valgt å regne med {bredde} av anslaget da."
        )
    ord_ = vurdering_i_ord(sektor, ett)
    if ett.vurdering.uplassert:
        ord_ += ", som er trykt på kortet uten kjent felt,"
    return (
        "Kilden gir ikke noe spenn i tall for dette. Boken har selv valgt at "
        f"{ord_} står for {bredde} av anslaget."
    )


def losning_i_ord(losning: Losning | None, bytteverdi: Bytteverdi) -> str:
    """A switching value in a table cell; of a printed figure that is none, that it is none."""
    if losning is None:
        return MANGLER
    if losning.alt_slik:
        return "er alt slik"
    if losning.verdi is None:
        return "finnes ikke"
    enhet = bytteverdi.forutsetning.enhet
    i_kroner = Enhet.les(enhet).base == "kr"
    vist = vis_tall(losning.verdi, 0) if i_kroner else vis_en_verdi(losning.verdi, enhet)
    return vist if losning.eksakt else f"omtrent {vist}"


def usikkerhetsblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """What a card says of how sure its effect is: low, main and high, and a start put off."""
    return [*_utsettelse(tiltak), *_spennblokker(sektor, tiltak)]


def _utsettelse(tiltak: Tiltak) -> Sequence[Blokk]:
    """That the start is put off, where it is: the card in print knows nothing of it."""
    antall_ar = tiltak.forsinkelse.antall_ar
    if antall_ar == 0:
        return []
    return [
        Avsnitt(
            f"**Utsatt start: {antall_ar}\u00a0år.** Alle tallene er skjøvet så mange år fram. Det "
            "er bokens forutsetning, ikke rapportens.",
            "kort-utsatt",
        )
    ]


def _spennblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    siste = sektor.info.periode[-1]
    ett = spenn(sektor, tiltak)
    ender = {"Lav": ett.lav, "Anslag": ett.hoved, "Høy": ett.hoy}
    return [
        Boks(
            "kort-spenn",
            [
                Avsnitt(f"Hvor sikkert er anslaget for {siste}?", "kort-merke"),
                Avsnitt(
                    f"{stor_forbokstav(penger())}. Bokens analyse"
                    + (", ikke rapportens." if sektor.info.rapport else "."),
                    "kort-enhet",
                ),
                Boks(
                    "kort-ar",
                    [
                        Boks("kort-arstall", [Avsnitt(navn), Avsnitt(i_penger(belop[siste]))])
                        for navn, belop in ender.items()
                    ],
                ),
                Avsnitt(spenn_i_ord(sektor, tiltak, ett), "kort-forbehold"),
            ],
        )
    ]
