"""The part of a card that tells how the measure goes together with others."""

from collections.abc import Iterator, Mapping, Sequence

from effekt.blokker import Avsnitt, Blokk, Boks, Liste
from effekt.modell import Tiltak
from effekt.registre import vis_opphav
from effekt.samspill import (
    Overlappet,
    fullt_navn,
    hindret_av,
    kort_navn,
    overlappene,
    sektor_av,
)
from effekt.sektor import Sektor
from effekt.sektorlesing import tiltak_i
from effekt.storrelse import Grunnlag
from effekt.tall import vis_prosent


def samspillsblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """Overlap, dependence both ways, and fees; nothing for a measure that stands alone."""
    alle = {fullt_navn(sektor.info.id, id_): ett for id_, ett in sektor.samspill().items()}
    navn = fullt_navn(sektor.info.id, tiltak.id)
    punkter = [
        *_uteblir(navn, alle),
        *_overlapp(sektor, navn, alle),
        *_avhengighet(sektor, navn, alle),
        *_selvkost(sektor, tiltak),
    ]
    if not punkter:
        return []
    merke = Avsnitt("Sammenheng med andre tiltak og med gebyrer", "kort-merke")
    return [Boks("kort-samspill", [merke, Liste(punkter)])]


def _uteblir(navn: str, alle: Mapping[str, Tiltak]) -> Iterator[str]:
    if alle[navn].gjennomfores:
        return
    if hindret := hindret_av(navn, alle):
        vist = " og ".join(kort_navn(annet, sektor_av(navn)) for annet in hindret)
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
        del_ = "" if o.andel == 1 else f" {vis_prosent(o.andel)} av {_hvem(o.viker, navn, egen)}"
        hvor = _hvor(annet, egen)
        yield (
            f"**Overlapper med {vist}**{hvor}: {o.hva.rstrip('.')}. Beløpet {telles}, så det bare "
            f"er med én gang i summene.{' Det gjelder' + del_ + '.' if del_ else ''}"
            f"{_belegg(sektor, _grunnlag(o, alle))}"
        )


def _hvem(navn: str, denne: str, egen: str) -> str:
    return "dette tiltaket" if navn == denne else kort_navn(navn, egen)


def _grunnlag(o: Overlappet, alle: Mapping[str, Tiltak]) -> Grunnlag | None:
    """What says so of the two."""
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
            f"**Avhenger av {kort_navn(annet, egen)}**{_hvor(annet, egen)}: "
            f"{a.hvorfor.rstrip('.')}. Uten det tiltaket er effekten ikke der."
            f"{_belegg(sektor, a)}"
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


def _hvor(annet: str, egen: str) -> str:
    """Of a measure in a sector that has no data yet, that it has none."""
    sektor = sektor_av(annet)
    uten = sektor != egen and tiltak_i(sektor) is None
    return ", som ikke har tall i denne boken ennå" if uten else ""


def _belegg(sektor: Sektor, grunnlag: Grunnlag | None) -> str:
    if grunnlag is None:
        return ""
    grunn = f". {grunnlag.begrunnelse.rstrip('.')}" if grunnlag.begrunnelse else ""
    return f" ({vis_opphav(sektor, grunnlag)}{grunn}.)"
