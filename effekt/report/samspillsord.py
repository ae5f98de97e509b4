"""How a measure hangs together with others, and with fees, as a line each of its page."""

from collections.abc import Iterator, Mapping

from effekt.base.numbers import vis_prosent
from effekt.model.storrelse import Grunnlag
from effekt.model.tiltak import Tiltak
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.samspill import Overlappet, fullt_navn, hindret_av, kort_navn, overlappene, sektor_av
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import tiltak_i
from effekt.report.gjennomforing import stoppet_i_ord
from effekt.report.registre import vis_opphav


def samspillspunkter(sektor: Sektor, tiltak: Tiltak) -> list[str]:
    """Overlap, dependence both ways, and fees; nothing for a measure that stands alone."""
    alle = {fullt_navn(sektor.info.id, id_): ett for id_, ett in sektor.samspill().items()}
    navn = fullt_navn(sektor.info.id, tiltak.id)
    return [
        *(stoppet_i_ord(sektor, tiltak) or _uteblir(navn, alle)),
        *_overlapp(sektor, navn, alle),
        *_avhengighet(sektor, navn, alle),
        *_selvkost(sektor, tiltak),
    ]


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
