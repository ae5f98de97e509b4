"""What is wrong with how measures go together: unknown ones, circles, and what is told two ways."""

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction

from effekt.kilder import Datafeil, naermeste
from effekt.lesing import Dokument, Sti
from effekt.modell import Tiltak
from effekt.samspill import fullt_navn, kort_navn, overlappene, sektor_av

_FELT = ("overlapper_med", "avhenger_av")


def feil_i_samspill(
    tiltak: Mapping[str, Tiltak],
    dokumenter: Mapping[str, Dokument],
    programmets: Collection[str],
    tiltak_i: Callable[[str], Collection[str] | None],
) -> list[Datafeil]:
    """Faults in how the measures, by full name, say that they go together.

    ``programmets`` are the folders of the sectors that the programme has, with data or without;
    ``tiltak_i`` gives the ids of a sector's measures, or None where it has no data. A measure of a
    sector without data can be named: nothing is known of it yet.
    """
    feil = []
    for navn in tiltak:
        feil += list(_henvisninger(navn, tiltak[navn], dokumenter[navn], programmets, tiltak_i))
    if not feil:
        feil += _sagt_to_ganger(tiltak, dokumenter)
    if not feil:
        feil += _mer_enn_alt(tiltak, dokumenter)
        feil += _sirkler(tiltak, dokumenter)
    return feil


def _henvisninger(
    navn: str,
    ett: Tiltak,
    dokument: Dokument,
    programmets: Collection[str],
    tiltak_i: Callable[[str], Collection[str] | None],
) -> Iterable[Datafeil]:
    for felt in _FELT:
        sett: set[str] = set()
        for nr, henvist in enumerate(getattr(ett, felt)):
            sti: Sti = (felt, nr, "tiltak")
            annet = fullt_navn(sektor_av(navn), henvist.tiltak)
            sektor, _, id_ = annet.partition(".")
            kjente = tiltak_i(sektor)
            if annet == navn:
                yield dokument.feil(sti, f"{felt} viser til tiltaket selv. Slett det, eller rett.")
            elif annet in sett:
                yield dokument.feil(sti, f"{henvist.tiltak} står to ganger. Slett den ene.")
            elif kjente is None and sektor not in programmets:
                rad = naermeste(sektor, programmets)
                melding = f"ukjent sektor «{sektor}».{rad} Programmet har "
                yield dokument.feil(sti, f"{melding}{', '.join(sorted(programmets))}.")
            elif kjente is not None and id_ not in kjente:
                rad = naermeste(id_, kjente)
                hvor = "" if sektor == sektor_av(navn) else f" i data/{sektor}"
                melding = f"ukjent tiltak «{id_}»{hvor}.{rad} Tiltakene er {', '.join(kjente)}."
                yield dokument.feil(sti, melding)
            sett.add(annet)


def _sagt_to_ganger(
    tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]
) -> Iterable[Datafeil]:
    """Overlaps that both measures state, and not alike."""
    for navn, ett in tiltak.items():
        for nr, o in enumerate(ett.overlapper_med):
            annet = fullt_navn(sektor_av(navn), o.tiltak)
            for motsatt in tiltak[annet].overlapper_med if annet in tiltak else ():
                if annet < navn or fullt_navn(sektor_av(annet), motsatt.tiltak) != navn:
                    continue
                vist = kort_navn(annet, sektor_av(navn))
                if motsatt.telles == o.telles:
                    hvem = "begge teller" if o.telles == "dette" else "ingen av dem teller"
                    yield dokumenter[navn].feil(
                        ("overlapper_med", nr, "telles"),
                        f"{vist} sier også telles: {o.telles}, så {hvem}. Si det samme begge "
                        "steder, eller slett det ene.",
                    )
                elif motsatt.andel != o.andel:
                    yield dokumenter[navn].feil(
                        ("overlapper_med", nr),
                        f"andelen er {o.andel}, men {vist} sier {motsatt.andel} om det samme. Si "
                        "det samme begge steder, eller slett det ene.",
                    )


def _mer_enn_alt(
    tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]
) -> Iterable[Datafeil]:
    """Measures of which more than all is counted in others."""
    for navn in tiltak:
        deler = [o for o in overlappene(tiltak) if o.viker == navn]
        samlet = sum((o.andel for o in deler), Fraction(0))
        if samlet > 1:
            andre = " og ".join(f"{o.andel} i {kort_navn(o.teller)}" for o in deler)
            yield dokumenter[navn].feil(
                ("overlapper_med",),
                f"{navn.partition('.')[2]} teller {andre}. Det er mer enn hele effekten. Det "
                "samme beløpet kan bare oppgis for ett av overlappene: rett andel.",
            )


def _sirkler(
    tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]
) -> Iterable[Datafeil]:
    """Overlaps that give way to each other in a ring, and measures that wait for each other."""
    viker: dict[str, list[str]] = {}
    for o in overlappene(tiltak):
        viker.setdefault(o.viker, []).append(o.teller)
    avhenger = {
        navn: [fullt_navn(sektor_av(navn), a.tiltak) for a in ett.avhenger_av]
        for navn, ett in tiltak.items()
    }
    for felt, kanter, sagt in (
        ("overlapper_med", viker, "teller i hverandre i ring, så beløpet ikke telles noe sted"),
        ("avhenger_av", avhenger, "avhenger av hverandre i ring, så ingen av dem kan starte"),
    ):
        if ring := _ring(kanter):
            forst = min(navn for navn in ring if navn in dokumenter)
            vist = " → ".join(kort_navn(navn, sektor_av(forst)) for navn in [*ring, ring[0]])
            har = bool(getattr(tiltak[forst], felt))
            yield dokumenter[forst].feil(
                (felt,) if har else (), f"{felt}: {vist} {sagt}. Slett ett av leddene."
            )


def _ring(kanter: Mapping[str, list[str]]) -> list[str]:
    """A circle in the directed graph, from its first member on; empty where there is none."""
    ferdig: set[str] = set()
    for start in sorted(kanter):
        vei: list[str] = []
        stabel = [(start, iter(kanter.get(start, ())))]
        vei.append(start)
        while stabel:
            navn, resten = stabel[-1]
            neste = next(resten, None)
            if neste is None:
                ferdig.add(navn)
                vei.pop()
                stabel.pop()
            elif neste in vei:
                ring = vei[vei.index(neste) :]
                forst = ring.index(min(ring))
                return ring[forst:] + ring[:forst]
            elif neste not in ferdig:
                vei.append(neste)
                stabel.append((neste, iter(kanter.get(neste, ()))))
    return []
