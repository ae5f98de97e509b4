"""What is left to fill in of a sector that is being entered, in the order an analyst works."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum, auto
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from effekt.audit.kontroll import Sjekk, sjekker
from effekt.base.faults import vis_sti
from effekt.execution.chapters import Kapittel
from effekt.model.utgivelse import mangler as utgivelse_mangler
from effekt.reading.chapter_sources import USKREVET, hint_i, les_kilde
from effekt.reading.documents import Dokument, les_dokument
from effekt.reading.sektor import HISTORIKKFIL, Sektor
from effekt.reading.tabelldata import Tabelldata
from effekt.reading.utgivelse import les_utgivelse
from effekt.reading.utkast import Mangel

# The ids of the cells that say what is to be written there begin so.
_ENNA: Final = "ikke oppgitt ennå"
# What is asked of a measure, each one thing to do: what it is called, and how it is filled in.
_TILTAK: Final = {
    "navn": "Skriv et kort navn.",
    "virksomhet": "Skriv koden til virksomheten.",
    "kilde": "Skriv id-en kilden har i data/kilder.yml.",
    "sider": "Skriv sidene med omtalen og kortet.",
    "oppgitt": "Skriv beløpet kilden har for hvert år, i kr eller i enheten under oppgitt_i.",
    "forutsetninger": "Skriv tallene med navn, verdi, enhet og opphav, som i eksempelet i filen.",
    "formel": "Skriv regnestykket med navnene på forutsetningene.",
    "arsverk": "Skriv antallet for hvert år, eller ett antall for alle.",
    "vurderinger": "Skriv grunnlag og side for vurderingene, som kortet har dem.",
}
# What can be added where there is something to say: offered, and never missing.
_KAN_LEGGES_TIL: Final = (
    "beskrivelse", "formel", "effekt_tekst", "vurderinger", "samlet_vurdering", "arsverk", "beslutning", "gevinst",
)  # fmt: skip


class Step(IntEnum):
    """The steps, in the order of the work."""

    KILDER = auto()
    SEKTOR = auto()
    TABELLER = auto()
    TILTAK = auto()
    TEKST = auto()
    KONTROLL = auto()
    UTGIVELSE = auto()


STEPS: Final = {
    Step.KILDER: "Kilder",
    Step.SEKTOR: "Sektor og virksomheter",
    Step.TABELLER: "Nøkkeltall og rammekutt",
    Step.TILTAK: "Tiltak",
    Step.TEKST: "Tekst i kapitlene",
    Step.KONTROLL: "Kontroll mot det trykte",
    Step.UTGIVELSE: "Historikk og utgivelse",
}


@dataclass(frozen=True)
class TodoItem:
    """One thing to do: its step, where, what is missing, how to fill it in, whether it is done."""

    steg: Step
    fil: str
    linje: int | None
    hva: str
    slik: str
    gjort: bool

    @property
    def sted(self) -> str:
        """The file, and the line where there is one to go to."""
        return f"{self.fil}, linje {self.linje}" if self.linje else self.fil


def todo_items(sektor: Sektor, kapitler: Sequence[Kapittel]) -> list[TodoItem]:
    """All there is to do for a sector and its chapters, done or not, in order."""
    mappe = sektor.bok.data / sektor.info.id
    info = les_dokument(mappe / "sektor.yml")
    alle = [*_kildene(sektor), *_sektoren(sektor, info), *_tabellene(sektor, mappe)]
    alle += _tiltakene(sektor)
    alle += _teksten(sektor, kapitler)
    alle += _det_trykte(sektor, mappe)
    alle += _utgivelsen(sektor, mappe, info)
    return sorted(alle, key=lambda ett: ett.steg)


def _kildene(sektor: Sektor) -> Iterator[TodoItem]:
    rapport = sektor.info.rapport
    dokument = les_dokument(sektor.bok.data / "kilder.yml")
    if not rapport:
        slik = "Før inn dokumentene tallene er fra, som i eksempelet i filen."
        yield _punkt(Step.KILDER, dokument, ("kilder",), "minst én kilde", slik, gjort=bool(sektor.kilder))
        return
    felt = dokument.innhold["kilder"][rapport]
    mangler = [navn for navn, verdi in felt.items() if verdi == _ENNA]
    sti = ("kilder", rapport, *mangler[:1])
    hva = f"{', '.join(mangler)} for {rapport}" if mangler else f"opplysninger om {rapport}"
    slik = "Skriv det dokumentet selv oppgir, eller «ikke oppgitt i dokumentet»."
    yield _punkt(Step.KILDER, dokument, sti, hva, slik, gjort=not mangler)


def _sektoren(sektor: Sektor, info: Dokument) -> Iterator[TodoItem]:
    hos = {ett.virksomhet for ett in sektor.tiltak.values()}
    hos |= {ett.virksomhet for samling in (sektor.uferdige, sektor.utgatte) for ett in samling.values()}
    for kode, virksomhet in sektor.info.virksomheter.items():
        mappe = f"data/{sektor.info.id}/tiltak"
        slik = f"Hent tiltakene fra en tabell med «effekt import», legg en fil i {mappe}, eller slett virksomheten."
        hva = f"et tiltak for {virksomhet.navn} ({kode})"
        yield _punkt(Step.SEKTOR, info, ("virksomheter", kode), hva, slik, gjort=kode in hos)


def _tabellene(sektor: Sektor, mappe: Path) -> Iterator[TodoItem]:
    fil = mappe / "datapackage.yml"
    dokument = les_dokument(fil) if fil.exists() else Dokument(fil, None)
    innhold = dokument.innhold if isinstance(dokument.innhold, dict) else {}
    for nr, ressurs in enumerate(innhold.get("resources") or ()):
        if ressurs.get("name") in sektor.info.uten:
            continue
        sti = ("resources", nr)
        mangler = [felt for felt in ("kilde", "side") if not ressurs.get(felt)]
        yield _punkt(
            Step.TABELLER, dokument, (*sti, *mangler[:1]),
            f"{' og '.join(mangler) or 'kilde og side'} for tabellen {ressurs['name']}",
            "Skriv id-en i data/kilder.yml og siden. Uten dem blir tabellen ikke vist.",
            gjort=not mangler,
        )  # fmt: skip
        yield _tallene(sektor.tabeller.unrecorded().get(ressurs["name"]), mappe / ressurs["path"])


def _tallene(tabell: Tabelldata | None, fil: Path) -> TodoItem:
    with fil.open(encoding="utf-8-sig", newline="") as apen:
        rader = list(csv.reader(apen))
    tomme = [nr for nr, rad in enumerate(rader[1:], 2) if any(rad) and not rad[-1].strip()]
    uten = tabell is not None and tabell.ressurs.tabell.verdifelt is None
    return TodoItem(
        Step.TABELLER, vis_sti(fil), tomme[0] if tomme else None, f"tall i {len(tomme)} rader",
        "Fyll inn siste kolonne. Skriv .. der kilden ikke oppgir tallet, eller slett raden.",
        gjort=uten or not tomme,
    )  # fmt: skip


def _tiltakene(sektor: Sektor) -> Iterator[TodoItem]:
    for id_ in sorted([*sektor.tiltak, *sektor.uferdige]):
        dokument = sektor.dokumenter[id_]
        mangler = sektor.mangler.unrecorded().get(id_, ())
        savnede = {ett.sti[0] for ett in mangler}
        for del_ in _TILTAK:
            if del_ in savnede or del_ in _deler_av(dokument.innhold, bool(sektor.info.rapport)):
                savnet = [ett for ett in mangler if ett.sti[0] == del_]
                yield _del_av_tiltak(id_, dokument, (del_,), savnet, _TILTAK[del_])


def _deler_av(innhold: Mapping[str, Any], trykt: bool) -> set[str]:
    """The parts that are asked of a measure of its kind: amounts alone, a calculation, or none of them so far."""
    if innhold.keys() & {"uten_belop", "oppgitt_sum"}:
        return {"navn", "virksomhet", "kilde"}
    alene = innhold.get("enkelt") or not innhold.keys() & {"formel", "forutsetninger"}
    effekten = {"kilde", "oppgitt"} if alene else {"forutsetninger", "formel"}
    return {"navn", "virksomhet", *effekten, *({"kilde", "sider", "oppgitt"} if trykt and not alene else ())}


def offered(sektor: Sektor) -> list[str]:
    """The parts that some measures do not have, and how many: to add where there is something to say of them."""
    alle = [dokument.innhold for dokument in (sektor.dokumenter[id_] for id_ in (*sektor.tiltak, *sektor.uferdige))]
    uten = {
        del_: sum(not innhold.get(del_) or (del_ == "formel" and bool(innhold.get("enkelt"))) for innhold in alle)
        for del_ in _KAN_LEGGES_TIL
    }
    return [f"{del_} ({antall} av {len(alle)} tiltak er uten)" for del_, antall in uten.items() if antall]


def _del_av_tiltak(id_: str, dokument: Dokument, sti: tuple[str, ...], savnet: Sequence[Mangel], slik: str) -> TodoItem:
    hva = ", ".join(ett.hva for ett in savnet) or ".".join(sti)
    linje = dokument.linje(savnet[0].sti if savnet else sti)
    # What a measure without an effect so far lacks besides, nobody has looked for.
    gjort = not savnet and sti[0] in dokument.innhold
    return TodoItem(Step.TILTAK, vis_sti(dokument.fil), linje, f"{id_}: {hva}", slik, gjort=gjort)


def _teksten(sektor: Sektor, kapitler: Sequence[Kapittel]) -> Iterator[TodoItem]:
    for kapittel in kapitler:
        if kapittel.sektor != sektor.info.id or kapittel.kilde.parent.name != sektor.info.id:
            continue
        kilde = les_kilde(kapittel.kilde)
        fil = vis_sti(kapittel.kilde)
        for celle in kilde.celler:
            if USKREVET in celle["source"]:
                linje = kilde.linjer.get(celle["id"])
                hva = f"teksten ({hint_i(celle['source'])})" if linje else f"teksten i cellen {celle['id']}"
                slik = "Skriv teksten i stedet for det som begynner med «Skriv her», eller slett det."
                yield TodoItem(Step.TEKST, fil, linje, hva, slik, gjort=False)
        # A text tells nothing of the places that it had: it is one thing done when none is left.
        if not any(USKREVET in celle["source"] for celle in kilde.celler):
            yield TodoItem(Step.TEKST, fil, None, "teksten", "Skriv teksten.", gjort=True)


def _det_trykte(sektor: Sektor, mappe: Path) -> Iterator[TodoItem]:
    trykte = [t for t in sektor.tabeller.unrecorded().values() if t.ressurs.holdes_mot]
    if sektor.info.rapport:
        yield TodoItem(
            Step.KONTROLL, vis_sti(mappe / "datapackage.yml"), None, "summene rapporten oppgir",
            "Legg inn minst én tabell med holdes_mot, som i eksempelet nederst i filen.",
            gjort=bool(trykte),
        )  # fmt: skip
    steder = {tabell.ressurs.name: vis_sti(tabell.fil) for tabell in trykte}
    steder |= {id_: vis_sti(sektor.dokumenter[id_].fil) for id_ in sektor.tiltak}

    def navn(sjekk: Sjekk) -> str:
        return sjekk.hva.partition("[")[0].partition(",")[0]

    for hva, gruppe in groupby(sjekker(sektor), key=navn):
        feil = [sjekk for sjekk in gruppe if not sjekk.holder]
        yield TodoItem(
            Step.KONTROLL, steder.get(hva, hva), None, str(feil[0]) if feil else f"{hva} stemmer",
            "Rett forutsetningene, formelen, avrundingen eller det oppgitte tallet"
            + (f" ({len(feil)} tall avviker)." if len(feil) > 1 else "."),
            gjort=not feil,
        )  # fmt: skip


def _utgivelsen(sektor: Sektor, mappe: Path, info: Dokument) -> Iterator[TodoItem]:
    yield TodoItem(
        Step.UTGIVELSE, vis_sti(mappe / HISTORIKKFIL), None, "den første utgaven",
        "Skriv utgave, dato, hva og hvorfor, som i eksempelet i filen.",
        gjort=bool(sektor.historikk.utgaver),
    )  # fmt: skip
    savnet = utgivelse_mangler(les_utgivelse(sektor.bok))
    fil = vis_sti(sektor.bok.felles / "utgivelse.yml")
    slik = "Fyll ut det som er kjent. Det som står tomt, sier sidene at er tomt."
    yield TodoItem(Step.UTGIVELSE, fil, None, ", ".join(savnet) or "utgiveren", slik, gjort=not savnet)
    slik = "Skriv status: ferdig når alt annet er gjort. Da stopper byggingen hvis noe mangler."
    yield _punkt(Step.UTGIVELSE, info, ("status",), "status: ferdig", slik, gjort=not sektor.under_arbeid)


def _punkt(steg: Step, dokument: Dokument, sti: Iterable[str | int], hva: str, slik: str, *, gjort: bool) -> TodoItem:
    linje = dokument.linje(tuple(sti))
    return TodoItem(steg, vis_sti(dokument.fil), linje, hva, slik, gjort)


def done_of_all(alle: Sequence[TodoItem]) -> str:
    """The count: «12 av 20 gjort»."""
    return f"{sum(ett.gjort for ett in alle)} av {len(alle)} gjort"


def _steg(alle: Sequence[TodoItem]) -> Iterator[tuple[str, list[TodoItem]]]:
    for nr, navn in STEPS.items():
        i_steget = [ett for ett in alle if ett.steg == nr]
        if i_steget:
            yield f"{nr.value} {navn} ({done_of_all(i_steget)})", [e for e in i_steget if not e.gjort]


def todo_as_lines(alle: Sequence[TodoItem], *, md: bool = False) -> list[str]:
    """The list for a terminal, or with ``md`` for a note: what is left, under its step."""
    linjer = []
    for tittel, igjen in _steg(alle):
        linjer += ["", f"### {tittel}", ""] if md else ["", tittel]
        for ett in igjen:
            if md:
                linjer.append(f"- [ ] `{ett.sted}`: {ett.hva}. {ett.slik}")
            else:
                linjer += [f"  {ett.sted}: {ett.hva}", f"    {ett.slik}"]
    return linjer


def todo_as_data(alle: Sequence[TodoItem]) -> dict[str, Any]:
    """The list for a program: all of it, done or not."""
    return {
        "gjort": sum(ett.gjort for ett in alle),
        "gjenstar": sum(not ett.gjort for ett in alle),
        "punkter": [{**asdict(ett), "steg_navn": STEPS[ett.steg]} for ett in alle],
    }
