"""The programme's page, and all measures in one table: what needs to know the book's pages."""

import re
from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from effekt import programsummer
from effekt.blokker import Avsnitt, til_tekst
from effekt.kapitler import forste_side, rotmappe
from effekt.maler import antall, ramse
from effekt.mangelboks import Mangelboks
from effekt.nummerert import Tabell
from effekt.penger import i_kroner, i_penger, kolonne, penger
from effekt.program import Gjennomgang
from effekt.programfigurer import kilde
from effekt.programmet import Program, Rapport
from effekt.programord import hvor_mange, utelatt_i_ord
from effekt.programsummer import felles_ar
from effekt.samspill import sektor_av
from effekt.sektor import Sektor
from effekt.tall import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.tekster import henvisning
from effekt.visning import Kilde, Kort, henvis

_MED, _UTEN_SIDER, _UTEN = (
    "med tall i denne boken",
    "med tall, men uten kapitler i boken",
    "uten tall i denne boken ennå",
)


def rapportene(program: Program) -> Tabell:
    """The programme's reports: when reviewed, number, and whether the book has their numbers."""
    alle = program.rapporter
    med = [r for r in alle if r.sektor]
    return Tabell(
        sektor=program,
        adresse="rapportene",
        nummer="",
        tittel="Rapportene i programmet",
        undertittel="Når hver sektor ble gjennomgått, og om boken har tallene",
        kilde=_trykt(program, alle),
        noter=["Nummeret på delrapporten er tatt med der kilden oppgir det"],
        data=pd.DataFrame(
            [
                {
                    "kode": r.kode,
                    "navn": r.rapport.navn,
                    "gjennomgatt": _nar(r.rapport.gjennomgatt),
                    "delrapport": r.rapport.delrapport or "",
                    "status": _status(r),
                    "avvik": r.rapport.avvik.hva if r.rapport.avvik else "",
                }
                for r in alle
            ]
        ),
        hode=["Rapport", "Gjennomgått", "Delrapport", "Status", "Avvik fra de andre"],
        rader=[
            [
                _lenket(r),
                _nar(r.rapport.gjennomgatt) or MANGLER,
                r.rapport.delrapport or STREK,
                _status(r),
                r.rapport.avvik.hva if r.rapport.avvik else STREK,
            ]
            for r in alle
        ],
        alternativtekst=(
            f"{antall(alle).capitalize()} rapporter. Disse har tall i boken: "
            f"{ramse(r.rapport.navn for r in med)}."
        ),
        klasse="effekt-tabell register",
    )


def avvikene(program: Program) -> Tabell | Kort:
    """How the review of some sectors differed from the others, and why."""
    alle = [r for r in program.rapporter if r.rapport.avvik]
    if not alle:
        return Kort([Avsnitt("Ingen av gjennomgangene er beskrevet som forskjellige fra resten.")])
    rader = [
        [_navn(r), a.hva, a.hvorfor, a.i_stedet or STREK] for r in alle if (a := r.rapport.avvik)
    ]
    hode = ["Sektor", "Hva som er annerledes", "Hvorfor", "Gjort i stedet"]
    return Tabell(
        sektor=program,
        adresse="avvikene",
        nummer="",
        tittel="Gjennomgangene som skiller seg fra resten",
        undertittel=f"{antall(alle).capitalize()} av gjennomgangene",
        kilde=_trykt(program, alle),
        data=pd.DataFrame(rader, columns=["sektor", "hva", "hvorfor", "i_stedet"]),
        hode=hode,
        rader=rader,
        alternativtekst=f"Gjelder {ramse(r.rapport.navn for r in alle)}.",
        klasse="effekt-tabell register",
    )


def sektorene(program: Program) -> Tabell:
    """Each sector that has data: measures, agencies, years, effect, and coverage of its cut."""
    summer = programsummer.per_sektor(program)
    dekning = programsummer.dekning(program)
    ar = felles_ar(program)[-1]
    med = [(r, r.sektor) for r in program.rapporter if r.sektor]

    def dekket(sektor: Sektor) -> tuple[int, Fraction] | None:
        kjente = [
            (a, d.andel)
            for a, d in dekning[sektor.info.id].items()
            if d is not None and d.andel is not None
        ]
        return kjente[-1] if kjente else None

    vist = {s.info.id: dekket(s) for _, s in med}
    belop = {s.info.id: summer[s.info.id][ar] or Fraction(0) for _, s in med}
    samlet = sum(belop.values(), Fraction(0))
    return Tabell(
        sektor=program,
        adresse="sektorene",
        nummer="",
        tittel="Sektorene som har tall i boken",
        undertittel=(
            f"Effekt er driftsvirkning i {penger()} i {ar}, positive tall er redusert kostnad"
        ),
        kilde=kilde(program),
        noter=[
            "Dekning er effekten som andel av rammekuttet, i det siste året kuttet er oppgitt for",
            *utelatt_i_ord(program),
        ],
        data=pd.DataFrame(
            [
                {
                    "kode": r.kode,
                    "navn": r.rapport.navn,
                    "forste_ar": s.info.periode[0],
                    "siste_ar": s.info.periode[-1],
                    "virksomheter": len(s.info.virksomheter),
                    "tiltak": len(s.tiltak),
                    "ar": ar,
                    kolonne(): som_tall(belop[s.info.id] / i_kroner()),
                    "dekning": som_tall(d[1] if (d := vist[s.info.id]) else None),
                }
                for r, s in med
            ]
        ),
        hode=["Sektor", "År", "Virksomheter", "Tiltak", f"Effekt i {ar}", "Dekning av kuttet"],
        rader=[
            [
                _lenket(r),
                f"{s.info.periode[0]}\u2013{s.info.periode[-1]}",
                vis_tall(len(s.info.virksomheter)),
                vis_tall(len(s.tiltak)),
                i_penger(belop[s.info.id]),
                f"{vis_prosent(d[1], 0)} i {d[0]}" if (d := vist[s.info.id]) else MANGLER,
            ]
            for r, s in med
        ],
        alternativtekst=(
            f"Av {antall(program.rapporter)} rapporter er disse med: "
            f"{ramse(r.rapport.navn for r, _ in med)}. De har til sammen "
            f"{vis_tall(len(program.tiltak))} tiltak og {i_penger(samlet)} {penger()} i effekt i "
            f"{ar}."
        ),
    )


def alle_tiltak(program: Program) -> Tabell | Mangelboks:
    """Every measure of every sector, the largest effect first: to sort and filter on a screen.

    Its place, where no measure has an effect yet.
    """
    if not program.tiltak:
        savnet = "minst ett tiltak med forutsetninger og formel, i en sektor som har data"
        return Mangelboks(program, "alle-tiltak", "Alle tiltakene", [savnet])
    tiltak, sektorer = program.tiltak, program.sektorer
    effekter = programsummer.effekter(program)
    periode, ar = program.info.periode, felles_ar(program)[-1]
    rekkefolge = sorted(tiltak, key=lambda n: (-(effekter[n][ar] or Fraction(0)), n))
    felles = program.felles

    def ord_(navn: str) -> list[str]:
        ett, sektor = tiltak[navn], sektorer[sektor_av(navn)]
        return [
            sektor.info.kortnavn,
            sektor.info.virksomheter[ett.virksomhet].navn,
            felles.klasser[ett.samlet_vurdering.klasse],
            felles.usikkerhet[ett.vurderinger.estimatusikkerhet.verdi].navn,
        ]

    def kort(navn: str) -> str:
        sektor, ett = sektorer[sektor_av(navn)], tiltak[navn]
        lenke = henvisning(sektor, f"kort-{ett.id.lower()}") if _side(sektor) else ett.id
        return f"{lenke} {ett.navn}"

    return Tabell(
        sektor=program,
        adresse="alle-tiltak",
        nummer="",
        tittel="Alle tiltakene i programmet",
        undertittel=(
            f"Tiltakets egen driftsvirkning i {penger()} per år, positive tall er redusert "
            f"kostnad. Størst effekt i {ar} står øverst"
        ),
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=pd.DataFrame(
            [
                {
                    "sektor": sektorer[sektor_av(navn)].info.kortnavn,
                    "tiltak": tiltak[navn].id,
                    "navn": tiltak[navn].navn,
                    **dict(
                        zip(
                            ("virksomhet", "samlet_vurdering", "estimatusikkerhet"),
                            ord_(navn)[1:],
                            strict=True,
                        )
                    ),
                    **{
                        f"{kolonne()}_{a}": som_tall(None if b is None else b / i_kroner())
                        for a, b in effekter[navn].items()
                    },
                }
                for navn in rekkefolge
            ]
        ),
        hode=[
            "Tiltak", "Sektor", "Virksomhet", "Samlet vurdering", "Estimatusikkerhet",
            *(program.info.vis_ar(a) for a in periode),
        ],
        rader=[
            [
                kort(navn),
                *ord_(navn),
                *(STREK if b is None else i_penger(b) for b in effekter[navn].values()),
            ]
            for navn in rekkefolge
        ],
        alternativtekst=(
            f"{vis_tall(len(tiltak))} tiltak i {hvor_mange(sektorer)} "
            f"sektor{'er' if len(sektorer) != 1 else ''}."
        ),
        klasse="effekt-tabell tall ord-5 utvalg utvalg-2 utvalg-3 utvalg-4 utvalg-5",
    )  # fmt: skip


# --- how they are made --------------------------------------------------------------------------


def _side(sektor: Sektor) -> str:
    return forste_side(rotmappe(), sektor.info.id)


def _navn(rapport: Rapport) -> str:
    return f"{rapport.rapport.navn} ({rapport.kode})" if rapport.kode else rapport.rapport.navn


def _lenket(rapport: Rapport) -> str:
    """The report's name; a link to its chapters where the book has any."""
    side = _side(rapport.sektor) if rapport.sektor else ""
    return f"{{doc}}`{_navn(rapport)} </{side}>`" if side else _navn(rapport)


def _status(rapport: Rapport) -> str:
    if rapport.sektor is None:
        return _UTEN
    return _MED if _side(rapport.sektor) else _UTEN_SIDER


def _nar(ganger: Iterable[Gjennomgang]) -> str:
    return ", ".join(f"{g.omfang} {g.nar}" if g.omfang else g.nar for g in ganger)


def _trykt(program: Program, rapporter: Iterable[Rapport]) -> Kilde:
    """The pages that say so of the reports, each once."""
    sider: dict[str, set[str]] = {}
    for r in rapporter:
        if r.rapport.kilde and r.rapport.side:
            sider.setdefault(r.rapport.kilde, set()).update(re.split(r", *", r.rapport.side))

    def i_orden(alle: set[str]) -> str:
        return ", ".join(sorted(alle, key=lambda s: [int(d) for d in re.findall(r"\d+", s)]))

    steder = [henvis(program, dokument, i_orden(alle)) for dokument, alle in sider.items()]
    vist = "; ".join(til_tekst(s) for s in steder) or "ingen rapport er oppgitt"
    return Kilde(f"Kilde: {vist}")
