"""A measure that is no longer in the plan: its page, and where a chapter tells of it."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from effekt.base.words import stor_forbokstav
from effekt.calc.beregning import oppgitt_effekt
from effekt.display.blocks import HENVISNING, OVERSKRIFT, Anker, Avsnitt, Blokk, Boks, boks
from effekt.display.objects import Kort
from effekt.display.texts import etikett
from effekt.model.gevinst import vis_tidspunkt
from effekt.model.tiltak import UOPPGITT, Tiltak, Utgar
from effekt.reading.sektor import Sektor
from effekt.report.registre import vis_opphav

_IKKE_MED = "Tiltaket er ikke med i noen sum."


def utgatt_side(sektor: Sektor, tiltak: Tiltak) -> Kort:
    """All of the page of a measure that has ended: that it has, why, and what it had in the plan it was in."""
    merke = etikett(sektor, f"kort-{tiltak.id.lower()}")
    # What was shown of its effect had a permanent address, and that leads here.
    ankere = [Anker(merke), Anker(etikett(sektor, f"effekt-{tiltak.id.lower()}"))]
    innhold = boks("kort tiltaksside", _hode(sektor, tiltak), *_sto_i_planen(sektor, tiltak))
    return Kort([*ankere, innhold], merke=merke, tittel=f"{tiltak.id} {tiltak.navn}")


def utgatt_kort(sektor: Sektor, tiltak: Tiltak, lenke: str) -> Kort:
    """A measure that has ended where a chapter tells of it: ``lenke`` leads to its page."""
    innhold = [
        Avsnitt(tiltak.id, "kort-id"),
        Avsnitt(lenke, "kort-navn"),
        Avsnitt(f"Tiltaket utgår. {_IKKE_MED}", "kort-ingress"),
    ]
    return Kort([boks(HENVISNING, *innhold)], tittel=f"{tiltak.id} {tiltak.navn}")


def _hode(sektor: Sektor, tiltak: Tiltak) -> Boks:
    virksomhet = sektor.info.virksomheter[tiltak.virksomhet].navn
    return boks(
        "kort-hode",
        Avsnitt(f"{tiltak.id} · {virksomhet}", "kort-id"),
        Avsnitt(tiltak.navn, "kort-navn" if tiltak.kortnavn else "kort-navn skjult"),
        *(Avsnitt(punkt, "kort-ingress") for punkt in _hvorfor(sektor, tiltak.utgar)),
    )


def _hvorfor(sektor: Sektor, utgar: Utgar | None) -> Iterator[str]:
    if utgar:
        yield f"**Utgår {vis_tidspunkt(utgar.dato)}.** {_IKKE_MED}"
        yield utgar.hvorfor
        yield f"{stor_forbokstav(vis_opphav(sektor, utgar))}."


def _sto_i_planen(sektor: Sektor, tiltak: Tiltak) -> Iterator[Blokk]:
    """What the source gave for it, year by year; nothing where it gave no amounts."""
    belop = _oppgitt(tiltak)
    if not belop:
        return
    penger = sektor.bok.penger
    yield boks(
        "kort-effekt",
        Avsnitt("Dette sto i planen", OVERSKRIFT),
        Avsnitt(f"{stor_forbokstav(penger.ord_)} per år.", "kort-enhet"),
        boks("kort-ar", *(boks("kort-arstall", Avsnitt(str(ar)), Avsnitt(penger.vis(b))) for ar, b in belop.items())),
    )


def _oppgitt(tiltak: Tiltak) -> Mapping[int, Fraction]:
    return oppgitt_effekt(tiltak, tuple(sorted(ar for ar, b in tiltak.oppgitt.items() if b != UOPPGITT)))
