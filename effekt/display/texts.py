"""What prose can name, how it is filled in, and what is said of sums and across sectors."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any, Final, Protocol

from effekt.audit import kildekontroll
from effekt.base import recording
from effekt.base.faults import Datafeil
from effekt.base.numbers import MANGLER, rund, vis_prosent
from effekt.base.recording import record_common
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, gjennomforing, naverdi, plan
from effekt.calc.dekning import dekning
from effekt.calc.programsummer import felles_ar, programmets_dekning, programmets_effekter, programmets_total
from effekt.calc.simulering import PERSENTILER, simuler
from effekt.calc.usikkerhet import TOTAL
from effekt.display import prose
from effekt.display.captions import fra_siste_ar
from effekt.display.filters import FUNKSJONER, antall
from effekt.display.interpreter import Tekstfeil, Tolk, les_prosa
from effekt.display.offered import (
    Navngitt,
    Oppslag,
    Premissord,
    Tabellverdier,
    Tiltaksliste,
    Tiltaksverdier,
    UkjentNavn,
    Utregnet,
    naverdien,
)
from effekt.display.quantities import Maltall, Serie, i_kroner
from effekt.model.datapakke import RAMMEKUTT
from effekt.model.plan import HVEM, SLAG, STATUS
from effekt.model.program import IKKE_GJENGITT, Felles
from effekt.model.tiltak import KLASSER, Tiltak
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.penger import Penger
from effekt.reading.program import Program, har_del
from effekt.reading.samspill import Utelatt, fullt_navn, hindret_av, kort_navn, overlappene, utelatt
from effekt.reading.sektor import SIDE, Sektor

# What a text is filled in with, and cannot name.
_IKKE_TILBUDT: Final = frozenset({"fotnotetekst", "penger", "uten_verdi"})
# What stands in the place of the amounts of a measure that is left out.
UTELATT: Final = "utelatt"
BRUTT: Final = "**Stemmer ikke med tallene lenger:**"
UVISST: Final = "**Kan ikke vurderes, for"


@dataclass(frozen=True)
class Pastand:
    """A sentence that numbers can turn false, on one line, and whether it holds."""

    tekst: str
    holder: bool


@dataclass(frozen=True)
class Utfylt:
    """A text with its numbers in, and the claims that it makes, in their order.

    A sentence on a year outside a reviewer's period counts as a claim that cannot hold.
    """

    tekst: str
    pastander: list[Pastand] = field(default_factory=list)

    @property
    def brutte(self) -> list[str]:
        """The claims that the numbers have made false."""
        return [pastand.tekst for pastand in self.pastander if not pastand.holder]


class Utfyllingsfeil(Datafeil):
    """A text that cannot be filled in: what is wrong (``grunn``), and in which line of the text (``i_teksten``)."""

    def __init__(self, mal: str, sted: str, grunn: str, linje: int) -> None:
        self.grunn, self.i_teksten = grunn, linje
        flere = "\n" in mal.strip()
        super().__init__(f"{sted}, linje {linje} i teksten: {grunn}" if flere else f"{sted}: {grunn}")


def fyll_ut(mal: str, kontekst: Mapping[str, Any], sted: str, *, side: bool = False) -> Utfylt:
    """The template with its numbers in; raises Datafeil, naming ``sted``, for what is undefined.

    ``side``: it is Markdown with all that a page may have.
    """
    pastander: list[Pastand] = []
    fotnoter: dict[str, str] = {}

    def fotnote(nummer: int) -> str:
        if str(nummer) not in fotnoter:
            note = kontekst["fotnotetekst"](nummer)
            pastander.extend(note.pastander)
            fotnoter[str(nummer)] = note.tekst
        return f"[^{nummer}]"

    def pastand(setning: str, holder: bool, uvisst: str) -> str:
        tekst = setning.strip()
        pastander.append(Pastand(_en_linje(tekst), holder and not uvisst))
        if uvisst:
            return f"{UVISST} {uvisst}:** {tekst}"
        return tekst if holder else f"{BRUTT} {tekst}"

    navn = {**FUNKSJONER, **{n: verdi for n, verdi in kontekst.items() if n not in _IKKE_TILBUDT}}
    if "fotnotetekst" in kontekst:
        navn["fotnote"] = fotnote
    tolk = Tolk(pastand, side)
    try:
        lest = les_prosa(mal)
        if ukjente := lest.navn.keys() - navn.keys():
            tolk.linje = lest.navn[ukjent := min(ukjente)]
            if "uferdige" in kontekst and ukjent in kontekst["uferdige"].regn():
                raise Datafeil(
                    f"{ukjent} er ikke ført ferdig inn, så teksten har ingen tall å vise. Fyll ut tiltaket "
                    "(effekt check sier hva som mangler), eller ta det ut av teksten"
                )
            raise UkjentNavn(ukjent, navn.keys() - FUNKSJONER.keys())
        with prose.tvil_om(kontekst) as tvil:
            tekst = tolk.skriv(lest.noder, navn).strip()
            # What an {% if %} decided has no sentence of its own.
            if uvisst := tvil.tom():
                tekst += f" {prose.Utenfor(uvisst)}"
            kjent = [pastand.tekst for pastand in pastander]
            pastander.extend(Pastand(s, holder=False) for s in tvil.setninger(tekst, kjent))
    except Datafeil as feil:
        raise Utfyllingsfeil(mal, sted, feil.melding, _linje(feil, tolk)) from None
    except ZeroDivisionError:
        raise Utfyllingsfeil(mal, sted, "et regnestykke i teksten deler på null. Rett det", tolk.linje) from None
    except TypeError:
        rad = "Regn bare med tall, og sett parentes om regnestykket før et filter: (a - b) | kr"
        raise Utfyllingsfeil(mal, sted, f"et regnestykke i teksten går ikke opp. {rad}", tolk.linje) from None
    except ValueError as feil:
        raise Utfyllingsfeil(mal, sted, str(feil), tolk.linje) from None
    except RecursionError:
        ord_ = "blokkene i teksten går i ring, eller et regnestykke er for langt. Rett det"
        raise Utfyllingsfeil(mal, sted, ord_, tolk.linje) from None
    # A footnote stands in the same text as its mark, or the site would not find it.
    noter = "".join(f"\n\n[^{nr}]: {note}" for nr, note in fotnoter.items())
    return Utfylt(tekst + noter, pastander)


def _linje(feil: Datafeil, tolk: Tolk) -> int:
    """The line of the text that a fault is in; that of a footnote's own text is another."""
    return feil.i_teksten if isinstance(feil, Tekstfeil) else tolk.linje


def _en_linje(tekst: str) -> str:
    """A sentence as a list of sentences has it: on one line, without marks for footnotes."""
    return re.sub(r"[ \n]+", " ", re.sub(r"\[\^\w+\]", "", tekst))


@dataclass
class Utfyller:
    """Fills in one text after another for something that is shown, and keeps the broken claims."""

    kontekst: Mapping[str, Any]
    foran: str = ""
    brutte: list[str] = field(default_factory=list)

    def __call__(self, mal: str, sted: str) -> str:
        """The text with its numbers in; raises Datafeil, naming ``foran`` and ``sted``."""
        utfylt = fyll_ut(mal, self.kontekst, self.foran + sted)
        self.brutte += utfylt.brutte
        return utfylt.tekst


class Eier(Protocol):
    """What figures and tables belong to, and labels begin with: a sector, or the programme."""

    @property
    def bok(self) -> Bokmappe:
        """The book that it was read from."""

    @property
    def info(self) -> "_MedId":
        """What has its id."""


class _MedId(Protocol):
    @property
    def id(self) -> str: ...


def henvisning(sektor: Eier, navn: str, vist: str = "") -> str:
    """A MyST reference to a numbered object: «figur-7» → «Figur 7», «kort-sye1» → «SYE1»; or by the words ``vist``."""
    slag, _, rest = navn.partition("-")
    # The words of a reference end at these signs.
    vist = re.sub(r"[`<>]", "", vist) or (rest.upper() if slag == "kort" else f"{slag.capitalize()} {rest}")
    return f"{{ref}}`{vist} <{etikett(sektor, navn)}>`"


def lest_av(sektorer: Iterable[Sektor]) -> str:
    """What was read of the documents that were not read whole, a sentence each; nothing where all were."""
    alle = {kilde.tittel: kilde.omfang for sektor in sektorer for kilde in sektor.kilder.values()}
    return " ".join(f"Av {tittel} har vi lest {lest}." for tittel, lest in alle.items() if lest)


# In a reference to a place in a chapter, which is resolved when the site is built: before the number of a footnote.
FOTNOTE: Final = "fotnote"


def stedshenvisning(kapittel: str, *sted: str) -> str:
    """A reference to a chapter's heading by words of it, after the headings before; or to a footnote."""
    return f"{{ref}}`{kapittel} <{':'.join([kapittel, *map(stedsord, sted)])}>`"


# In a reference to the chapter that tells of a measure, which is known when all pages are read; before its label.
OMTALT: Final = "omtalt"


def stedsord(tekst: str) -> str:
    """The words of a heading as a reference has them."""
    return re.sub(r"[^\w.]+", "_", tekst.lower()).strip("_")


def tabellhenvisning(sektor: Sektor, navn: str) -> str:
    """A reference to a table by its name in data/; its name alone where it has no number."""
    tabell = sektor.tabeller.find(navn)
    nummer = tabell.ressurs.nummer if tabell else None
    return henvisning(sektor, nummer.lower().replace(" ", "-")) if nummer else f"Tabellen «{navn}»"


def etikett(sektor: Eier, navn: str) -> str:
    """The label that references to a sector's object use."""
    return f"{sektor.info.id}-{navn}"


def kapittelkontekst(sektor: Sektor) -> dict[str, Any]:
    """What a chapter's prose can name."""
    info, tiltak = sektor.info, {id_: Tiltaksverdier(sektor, id_) for id_ in sektor.tiltak.unrecorded()}

    def sum_per(navn: str, regn: Callable[[Sektor], Mapping[str, beregning.Arsbelop]], rader: Iterable[str]) -> Oppslag:
        return Oppslag(lambda: list(rader), lambda rad: i_kroner(regn(sektor)[rad], f"{navn}[{rad}]"))

    return {
        **{navn: Utregnet(partial(_tabell, sektor, navn)) for navn in sektor.tabeller.unrecorded()},
        **tiltak,
        "tall": Navngitt(lambda: list(sektor.tall), sektor.tall.__getitem__),
        "tiltak": Tiltaksliste(sektor, tiltak),
        "sum_virksomhet": sum_per("sum_virksomhet", beregning.sum_per_virksomhet, info.virksomheter),
        "sum_klasse": sum_per("sum_klasse", beregning.sum_per_klasse, sektor.felles.klasser),
        "sum_status": sum_per("sum_status", plan.sum_per_status, [*STATUS, plan.IKKE_OPPGITT]),
        "sum_hvem": sum_per("sum_hvem", plan.sum_per_hvem, [*HVEM, plan.IKKE_OPPGITT]),
        "sum_slag": sum_per("sum_slag", plan.sum_per_slag, [*SLAG, plan.IKKE_OPPGITT]),
        "venter_politisk": Utregnet(lambda: i_kroner(plan.politisk_avhengig(sektor), "venter_politisk")),
        "total": Utregnet(lambda: i_kroner(beregning.total(sektor), "total")),
        "forventet": Utregnet(lambda: i_kroner(gjennomforing.forventet_total(sektor), "forventet")),
        "forventet_virksomhet": sum_per(
            "forventet_virksomhet", gjennomforing.forventet_per_virksomhet, info.virksomheter
        ),
        "forventet_klasse": sum_per("forventet_klasse", gjennomforing.forventet_per_klasse, sektor.felles.klasser),
        "naverdi": Utregnet(lambda: naverdien(lambda: naverdi.naverdi_total(sektor))),
        "forventet_naverdi": Utregnet(lambda: naverdien(lambda: naverdi.forventet_naverdi_total(sektor))),
        **_dekningen(sektor),
        "fra_siste_ar": Oppslag(
            lambda: [TOTAL, *info.virksomheter, *tiltak], lambda hva: fra_siste_ar(sektor, "" if hva == TOTAL else hva)
        ),
        **_delene(sektor),
        "rapporten": Utregnet(lambda: sektor.rapporten),
        "Rapporten": Utregnet(lambda: stor_forbokstav(sektor.rapporten)),
        "har_forventet": Utregnet(lambda: bool(sektor.tiltak) and gjennomforing.har_utsikter(sektor)),
        "har_premisser": Utregnet(lambda: bool(list(sektor.premisser))),
        "premiss": Navngitt(lambda: list(sektor.premisser), lambda navn: Premissord.av(sektor, navn)),
        "simulert": sum_per("simulert", lambda s: simuler(s).gjennomfort.persentiler[TOTAL], PERSENTILER),
        "simulert_risiko": sum_per("simulert_risiko", _med_risiko, PERSENTILER),
        "usikkerhet": valgene_i_prosa(sektor),
        "sektor": info,
        "felles": felles_i_prosa(sektor.felles),
        "vis": lambda navn: henvisning(sektor, navn),
        "har_side": lambda navn: _har_side(sektor, navn),
        "lest": Utregnet(lambda: lest_av([sektor])),
        "spennord": Utregnet(lambda: _spennord(sektor)),
        "vis_tabell": lambda navn: tabellhenvisning(sektor, navn),
        "uferdige": Utregnet(lambda: list(sektor.uferdige)),
        "kildekontroll": Navngitt(
            lambda: list(kildekontroll.antall_utfall(sektor)),
            lambda utfall: kildekontroll.antall_utfall(sektor)[utfall],
        ),
        "lenker": Utregnet(lambda: list(sektor.lenker.lenker.values())),
        "fotnotetekst": lambda nummer: _fotnotetekst(sektor, nummer),
        "uten_verdi": lambda ar: prose.grunn(sektor, ar),
        "penger": lambda: sektor.bok.penger,
    }


def _med_risiko(sektor: Sektor) -> Mapping[str, beregning.Arsbelop]:
    """The percentiles of the total with the risk; raises Datafeil where the book has chosen no chances."""
    gjennomforing.utsikter(sektor)
    linje = simuler(sektor).med_risiko
    return linje.persentiler[TOTAL] if linje else {}


def _dekningen(sektor: Sektor) -> dict[str, Oppslag]:
    """Each agency's coverage, and what is left of its cut and of what is new in it; of all together, what is left."""
    hvem = [TOTAL, *sektor.info.virksomheter]

    def udekket(navn: str, nytt: bool) -> Oppslag:
        return Oppslag(
            lambda: hvem,
            lambda kode: i_kroner(
                {ar: d.gjenstar for ar, d in dekning(sektor, nytt=nytt)[kode].items()}, f"{navn}[{kode}]"
            ),
        )

    def andel(kode: str) -> Serie:
        kjente = {ar: d.andel for ar, d in dekning(sektor)[kode].items() if d.andel is not None}
        return Serie({ar: Maltall(b, "andel") for ar, b in kjente.items()}, f"dekning[{kode}]")

    return {
        # No ratio of all together: what one agency has to spare covers nothing of another's cut.
        "dekning": Oppslag(lambda: hvem[1:], andel),
        "udekket": udekket("udekket", nytt=False),
        "udekket_nytt": udekket("udekket_nytt", nytt=True),
    }


def valgene_i_prosa(sektor: Sektor, foran: str = "") -> Navngitt:
    """The book's choices under their addresses: «usikkerhet.lav», «usikkerhet.gjennomforing.lav.sjanse»."""

    def navn() -> list[str]:
        under = (n.removeprefix(foran) for n in sektor.usikkerhet.alle if n.startswith(foran))
        return list(dict.fromkeys(n.partition(".")[0] for n in under))

    def hent(ledd: str) -> Any:
        if ledd not in navn():
            raise KeyError(ledd)
        return sektor.usikkerhet.alle.get(foran + ledd) or valgene_i_prosa(sektor, f"{foran}{ledd}.")

    return Navngitt(navn, hent)


def findings_context(sektor: Sektor) -> dict[str, Any]:
    """What the texts of the findings that matter can name: the numbers of each check."""
    kontroller = {
        r.id: {
            **{navn: Maltall(o.verdi, o.enhet) for navn, o in r.kontroll.operander.items()},
            **{
                navn: Maltall(tall, r.kontroll.oppgitt.enhet)
                for navn, tall in (
                    ("oppgitt", r.kontroll.oppgitt.verdi),
                    ("kommer_ut", r.beregnet if r.kontroll.om_lag is None else rund(r.beregnet, r.kontroll.om_lag)),
                    ("forskjell", r.differanse),
                )
            },
        }
        for r in kildekontroll.resultater(sektor)
    }
    return {**kapittelkontekst(sektor), "kontroll": kontroller}


def _tabell(sektor: Sektor, navn: str) -> Tabellverdier:
    return Tabellverdier(sektor.tabeller[navn])


def felles_i_prosa(felles: Felles) -> Navngitt:
    """What all sectors share, with the rules of calculation under their addresses: «felles.laneandel»."""
    felt = [navn for navn in type(felles).model_fields if navn != "regneregler"]
    alt = {**{navn: getattr(felles, navn) for navn in felt}, **felles.regneregler}
    return Navngitt(lambda: list(alt), alt.__getitem__)


def _har_side(sektor: Sektor, navn: str) -> bool:
    """Whether the sector has the page «sammendrag», or the book «/last-ned»."""
    hel = navn[1:] if navn.startswith("/") else f"{sektor.info.id}/{navn}"
    # A chapter that asks is stale when the page comes or goes.
    record_common(SIDE + hel)
    return sektor.bok.har_side(hel)


def _spennord(sektor: Sektor) -> list[str]:
    """What each step of the scale of uncertainty stands for: «lav usikkerhet 10 %»."""
    # Each span is a choice with an address of its own, so this is for staleness alone.
    recording.write(f"{sektor.info.id}:usikkerhet")
    skala = sektor.unrecorded.felles.usikkerhet
    spenn = sektor.unrecorded.usikkerhet.spenn
    return [f"{skala[t].navn.lower()} {spenn[t]}" for t in skala if t != IKKE_GJENGITT]


def uten_fotnoter(kontekst: Mapping[str, Any]) -> dict[str, Any]:
    """The context of a text that cannot have footnotes of its own."""
    return {k: v for k, v in kontekst.items() if k != "fotnotetekst"}


def _fotnotetekst(sektor: Sektor, nummer: int) -> Utfylt:
    """A footnote of the source, on one line, with its numbers in."""
    kontekst = uten_fotnoter(kapittelkontekst(sektor))
    utfylt = fyll_ut(sektor.fotnoter[str(nummer)].tekst, kontekst, f"fotnote {nummer}")
    return replace(utfylt, tekst=" ".join(utfylt.tekst.split("\n")))


def tiltakskontekst(sektor: Sektor) -> dict[str, Any]:
    """What the texts of a measure can name: all that a chapter can but footnotes, which are the chapters' own."""
    return uten_fotnoter(kapittelkontekst(sektor))


# The effect of a measure in a year, in kroner; None in a year that its sector has no numbers for.
Belop = Callable[[str], Fraction | None]


def sektorens_utelatte_i_ord(sektor: Sektor) -> list[str]:
    """What the sector's sums leave out, a phrase each: who, how much in the last year, and why."""
    siste = sektor.info.periode[-1]
    tiltak = {fullt_navn(sektor.info.id, id_): t for id_, t in sektor.samspill().items()}

    def belop(navn: str) -> Fraction | None:
        ett = sektor.tiltak[kort_navn(navn, sektor.info.id)]
        return beregning.kjent_effekt(ett, sektor.info.periode)[siste]

    return list(fraser(tiltak, belop, siste, sektor.bok.penger, sektor.info.id))


def uten_tall(tiltak: Tiltak, periode: tuple[int, ...]) -> dict[int, str]:
    """What stands in place of a measure's effect, by year; only the years where something does."""
    if not tiltak.gjennomfores:
        return dict.fromkeys(periode, UTELATT)
    return dict.fromkeys(sorted(beregning.uoppgitte_ar(tiltak, periode)), MANGLER)


def fraser(tiltak: Mapping[str, Tiltak], belop: Belop, ar: int, penger: Penger, i_sektor: str = "") -> Iterator[str]:
    """What a sum over the measures leaves out, and the overlaps that it cannot know of."""
    for navn, t in tiltak.items():
        if not t.gjennomfores:
            yield f"{kort_navn(navn, i_sektor)} er utelatt{_hvorfor_utelatt(navn, tiltak, i_sektor)}"
    yield from _uten_belop({kort_navn(n, i_sektor): t for n, t in tiltak.items() if t.gjennomfores}, penger)
    for ett in utelatt(tiltak):
        yield _frase(ett, belop(ett.tiltak), ar, penger, i_sektor)
    for o in overlappene(tiltak):
        if o.viker in tiltak and o.teller not in tiltak:
            yield (
                f"{kort_navn(o.viker, i_sektor)} er regnet med her, men overlapper med "
                f"{kort_navn(o.teller, i_sektor)}, som ikke er med i summen"
            )


def _uten_belop(tiltak: Mapping[str, Tiltak], penger: Penger) -> Iterator[str]:
    """The measures that the source gives no amounts for, in any year or in some; and sums that belong to no year."""
    uten = {navn: t for navn, t in tiltak.items() if t.uoppgitte}
    if aldri := [navn for navn, t in uten.items() if t.uten_belop or t.oppgitt_sum is not None]:
        yield f"{ramse(aldri)} har ikke beløp per år i kilden, og er ikke i summene"
    for navn, t in uten.items():
        if t.sum_i_kroner is not None:
            yield f"{navn} har {penger.vis(t.sum_i_kroner)} {penger.ord_} for hele perioden, og ikke for hvert år"
        elif navn not in aldri:
            hvilke = ramse(map(str, sorted(ar + t.ar_senere for ar in t.uoppgitte)))
            yield f"{navn} har ikke beløp for {hvilke} i kilden, og er ikke i summene da"


def _hvorfor_utelatt(navn: str, tiltak: Mapping[str, Tiltak], i_sektor: str) -> str:
    if tiltak[navn].avvist:
        return ", for tiltaket er avvist"
    if hindret := hindret_av(navn, tiltak):
        return f", for det avhenger av {ramse(kort_navn(annet, i_sektor) for annet in hindret)}"
    # A premise may have stopped it, which its card tells of.
    return "" if tiltak[navn].premissfakta.berorer else " i denne omregningen"


def _frase(ett: Utelatt, belop: Fraction | None, ar: int, penger: Penger, i_sektor: str) -> str:
    navn = kort_navn(ett.tiltak, i_sektor)
    hva = navn if ett.andel == 1 else f"{vis_prosent(ett.andel)} av {navn}"
    belopet = "" if belop is None else f" ({penger.vis(belop * ett.andel)} {penger.ord_} i {ar})"
    if ett.overlapper:
        annet = kort_navn(ett.overlapper, i_sektor)
        grunn = f"overlapper med {annet}, som teller beløpet"
    else:
        grunn = f"senker gebyrene for {ett.omrade}, og frigjør ikke midler"
    return f"{hva}{belopet} er ikke regnet med i summene: {grunn}"


def hvor_mange(ting: Sized) -> str:
    """How many reports or sectors, as a word: both are masculine."""
    return "\u00e9n" if len(ting) == 1 else antall(ting)


def programkontekst(program: Program) -> dict[str, Any]:
    """What prose of a chapter across sectors can name: ``program``, and what all share.

    Where one sector alone has data, also what that sector's own chapters can name.
    """
    forste = next(iter(program.sektorer.values()))
    egne = uten_fotnoter(kapittelkontekst(forste))
    ar = felles_ar(program)
    om_programmet: dict[str, Any] = {
        "sektorer": {navn: sektor.info for navn, sektor in program.sektorer.items()},
        "rapporter": list(program.rapporter),
        "trykt": any(s.info.rapport for s in program.sektorer.values()),
        "eneste": program.eneste.info if program.eneste else None,
        "antall_sektorer": hvor_mange(program.sektorer),
        "tiltak": list(program.tiltak),
        "virksomheter": [v for s in program.sektorer.values() for v in s.info.virksomheter],
        "periode": program.info.periode,
        "forste": ar[0],
        "siste": ar[-1],
        "total": Utregnet(lambda: i_kroner(programmets_total(program), "program.total")),
    }
    return {
        **(egne if program.eneste else dict.fromkeys(egne)),
        "har_side": egne["har_side"],
        "lest": Utregnet(lambda: lest_av(program.sektorer.values())),
        "felles": felles_i_prosa(program.felles),
        "program": om_programmet,
        **_delene(program),
        "penger": egne["penger"],
        "uten_verdi": egne["uten_verdi"] if program.eneste else lambda ar: "",
    }


def _delene(data: Sektor | Program) -> dict[str, Any]:
    """Whether there is what a sector may be without."""
    return {
        "har_rammekutt": Utregnet(lambda: har_del(data, RAMMEKUTT)),
        "har_klasser": Utregnet(lambda: har_del(data, KLASSER)),
    }


def navn_pa(program: Program, sektorer: list[str]) -> str:
    """The sectors by their short names: «KON, MOS og UTD»."""
    return ramse(program.sektorer[navn].info.kortnavn for navn in sektorer)


def mangler_ar(program: Program) -> list[str]:
    """Which sectors the sums of some years lack, a phrase for each such set of years."""
    sektorer = program.sektorer
    return [
        f"{ramse(map(str, ar))} er uten {hvem}, som ikke har tall for {'året' if len(ar) == 1 else 'årene'}"
        for hvem, ar in _ar_uten(program, lambda navn, ar: ar not in sektorer[navn].info.periode).items()
    ]


def _ar_uten(program: Program, mangler: Callable[[str, int], bool]) -> dict[str, list[int]]:
    """The years that some sectors lack something in, by the names of those sectors."""
    uten: dict[str, list[int]] = {}
    for ar in program.info.periode:
        if hvem := [navn for navn in program.sektorer if mangler(navn, ar)]:
            uten.setdefault(navn_pa(program, hvem), []).append(ar)
    return uten


def utelatt_i_ord(program: Program) -> list[str]:
    """What sums across sectors leave out: years, and effects that are counted elsewhere or not."""
    alle = programmets_effekter(program)
    siste = felles_ar(program)[-1]
    med = program.eneste.info.id if program.eneste else ""
    return [
        *mangler_ar(program),
        *fraser(program.tiltak, lambda navn: alle[navn][siste], siste, program.bok.penger, med),
    ]


def uten_kutt(program: Program) -> list[str]:
    """Which sectors the coverage lacks, and in which years, a phrase for each such set of years."""
    alle = programmets_dekning(program)
    uten = _ar_uten(program, lambda navn, ar: (d := alle[navn][ar]) is not None and d.kutt is None)
    return [
        f"Dekningen for {ramse(map(str, ar))} er uten {hvem}, der rammekuttet ikke er oppgitt"
        for hvem, ar in uten.items()
    ]
