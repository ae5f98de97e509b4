"""A plan taken a year on: the old one kept beside the book, years that are over left out, the new ones missing.

Nothing is made up: a new year stands blank in the files, and is on the list of what is left until somebody has filled
it in, for which the sector is «under_arbeid» again. What the plan was lies in ``utgaver/<sector>-<years>/data``, as
data/ had it, so that the two can be held against each other (``effekt compare``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from effekt.authoring.planned import PlannedChange
from effekt.base.book import SEKTORFIL
from effekt.base.faults import Datafeil, naermeste, vis_sti
from effekt.base.files import written_files
from effekt.excel.yamledit import Ordrett, ar_pa_linjer, rediger
from effekt.model.tiltak import UNDER_ARBEID
from effekt.model.verdi import vis_ar
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_dokument
from effekt.reading.editions_kept import KEPT, kept_folder
from effekt.reading.sektor import HISTORIKKFIL
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import PAKKEFIL

_KILDER: Final = "kilder.yml"
# Series that have a number for each year of the plan; others say when something happens.
_FOR_HVERT_AR: Final = frozenset({"oppgitt", "oppgitt_lav", "oppgitt_hoy", "verdi", "lav", "hoy", "antall"})


@dataclass(frozen=True)
class _Years:
    """The years of the plan as it was and as it will be."""

    old: tuple[int, ...]
    new: tuple[int, ...]

    @property
    def added(self) -> list[int]:
        """The years that nobody has numbers for yet."""
        return [ar for ar in self.new if ar not in self.old]

    @property
    def over(self) -> list[int]:
        """The years that are no longer in the plan."""
        return [ar for ar in self.old if ar not in self.new]


def roll_plan(bok: Bokmappe, navn: str, fra: int = 0, til: int = 0, dag: date | None = None) -> PlannedChange:
    """A sector's plan for later years: from ``fra`` to ``til``, a year later than it was where none is said.

    Raises Datafeil for years that do not follow on, and for a plan that is still being entered.
    """
    kjente = bok.sektorer()
    if navn not in kjente:
        raise Datafeil(f"ukjent sektor «{navn}».{naermeste(navn, kjente)} data/ har {', '.join(kjente)}")
    sektor = les_sektor(navn, bok=bok)
    if sektor.under_arbeid:
        raise Datafeil(
            f"{navn} er under arbeid. Gjør planen for {vis_ar(sektor.unrecorded.info.periode)} ferdig først."
        )
    years = _years(sektor.unrecorded.info.periode, fra, til)
    plan, mappe = PlannedChange(bok.rot), bok.data / navn
    _keep(plan, bok, navn, years.old)
    info = mappe / SEKTORFIL
    innhold = {**les_dokument(info).innhold, "periode": [Ordrett(str(ar)) for ar in years.new], "status": UNDER_ARBEID}
    plan.put(info, rediger(plan.text(info), innhold))
    plan.says.append(f"{vis_sti(info)}: perioden er {vis_ar(years.new)}, og ikke {vis_ar(years.old)}; under arbeid")
    for fil in written_files(mappe / "tiltak", "*.yml"):
        _roll_measure(plan, fil, years)
    for fil in written_files(mappe / "gevinster", "*.yml"):
        _roll_gains(plan, fil, years)
    historikk = sektor.unrecorded.historikk
    dager = [ett.dato for ett in historikk.utgaver]
    dager += [ett.dato for ett in (*historikk.oppdateringer, *historikk.rettelser)]
    # It comes after all that has been entered, whatever the clock says.
    _enter_edition(plan, mappe, years, max([dag or date.today(), *dager]))
    plan.left += list(_left(plan, bok, mappe, navn, years))
    return plan


def _years(old: tuple[int, ...], fra: int, til: int) -> _Years:
    fra, til = fra or (old[0] + 1 if not til or til > old[-1] else old[0]), til or old[-1] + 1
    if til <= old[-1]:
        raise Datafeil(f"--til er {til}, men planen har alt {vis_ar(old)}. Skriv et senere år.")
    if fra < old[0] or fra > old[-1] or til - fra > 2 * len(old) + 1:
        raise Datafeil(f"--fra er {fra}. Skriv et av årene i planen, {vis_ar(old)}.")
    return _Years(old, tuple(range(fra, til + 1)))


def _keep(plan: PlannedChange, bok: Bokmappe, navn: str, old: tuple[int, ...]) -> None:
    """Lay the plan as it is beside the book: the sector, and what it shares with others."""
    mappe = kept_folder(bok.rot, navn, old)
    if mappe.exists():
        raise Datafeil(
            f"{vis_sti(mappe)} finnes fra før. Er planen for {vis_ar(old)} tatt vare på, flytt eller slett den."
        )
    for fil in [bok.data / _KILDER, *_files(bok.felles), *_files(bok.data / navn)]:
        plan.copy(fil, mappe / "data" / fil.relative_to(bok.data))
    plan.says.append(f"{KEPT}/{mappe.name}: planen for {vis_ar(old)}, slik den er nå")


def _files(mappe: Path) -> Iterator[Path]:
    yield from (fil for fil in written_files(mappe, "**/*") if fil.is_file())


def _roll_measure(plan: PlannedChange, fil: Path, years: _Years) -> None:
    innhold = les_dokument(fil).innhold
    if not isinstance(innhold, dict) or innhold.get("utgar"):
        return  # what has ended keeps the numbers of the plan that it was in
    nytt, borte = _rolled(innhold, years), list(_costs_that_are_over(innhold, years))
    for kostnad in borte:
        del nytt["kostnader"][kostnad]
        plan.says.append(f"{vis_sti(fil)}: kostnaden {kostnad} kom før {years.new[0]}, og er ute")
    if borte and not nytt["kostnader"]:
        del nytt["kostnader"]
    if nytt != innhold:
        plan.put(fil, rediger(ar_pa_linjer(plan.text(fil)), nytt))
        blanke = f"; {', '.join(map(str, years.added))} står blankt" if _blanks(nytt) else ""
        plan.says.append(f"{vis_sti(fil)}: {', '.join(map(str, years.over)) or 'ingen år'} er ute{blanke}")


def _rolled(ting: Any, years: _Years, navn: str = "", i_kostnad: bool = False) -> Any:
    """A measure's document without the years that are over, and with the new ones blank in what has every year.

    A cost is of the year that it comes, so no year is added to one.
    """
    if isinstance(ting, dict):
        if ting and all(str(ar).isdecimal() for ar in ting):
            igjen = {ar: verdi for ar, verdi in ting.items() if int(ar) not in years.over}
            hele = {str(ar) for ar in years.old} <= {str(ar) for ar in ting}
            blanke = years.added if hele and navn in _FOR_HVERT_AR and not i_kostnad else []
            return {**igjen, **{Ordrett(str(ar)): None for ar in blanke}}
        return {k: _rolled(v, years, k, i_kostnad or k == "kostnader") for k, v in ting.items()}
    return [_rolled(ett, years, "", i_kostnad) for ett in ting] if isinstance(ting, list) else ting


def _costs_that_are_over(innhold: Mapping[str, Any], years: _Years) -> Iterator[str]:
    """The costs that came in years that are over, all of them."""
    for navn, kostnad in (innhold.get("kostnader") or {}).items():
        verdi = kostnad.get("verdi") if isinstance(kostnad, dict) else None
        if isinstance(verdi, dict) and verdi and all(int(ar) in years.over for ar in verdi if str(ar).isdecimal()):
            yield navn


def _blanks(ting: Any) -> bool:
    """Whether a document has a year without a value."""
    if isinstance(ting, dict):
        return any((str(k).isdecimal() and v is None) or _blanks(v) for k, v in ting.items())
    return isinstance(ting, list) and any(map(_blanks, ting))


def _roll_gains(plan: PlannedChange, fil: Path, years: _Years) -> None:
    """A plan for gains without what was to be had in years that are over: the kept edition tells of it."""
    innhold = les_dokument(fil).innhold
    rader = innhold.get("realisering") if isinstance(innhold, dict) else None
    igjen = [rad for rad in rader or () if str(rad.get("ar")) not in {str(ar) for ar in years.over}]
    if rader and igjen != rader:
        nytt = {**innhold, "realisering": igjen} if igjen else {k: v for k, v in innhold.items() if k != "realisering"}
        plan.put(fil, rediger(plan.text(fil), nytt))
        plan.says.append(f"{vis_sti(fil)}: det som gjaldt {', '.join(map(str, years.over))}, er ute")


def _enter_edition(plan: PlannedChange, mappe: Path, years: _Years, dag: date) -> None:
    """Tell in historikk.yml that there is a new plan: its numbers are new, and no corrections of the old ones."""
    fil = mappe / HISTORIKKFIL
    if not fil.is_file():
        return
    innhold = dict(les_dokument(fil).innhold or {})
    utgave = {
        "utgave": f"Plan {vis_ar(years.new)}",
        "dato": Ordrett(dag.isoformat()),
        "hva": f"Planen er ført videre, fra {vis_ar(years.old)} til {vis_ar(years.new)}.",
        "hvorfor": "En ny planperiode begynner.",
    }
    innhold["utgaver"] = [*(innhold.get("utgaver") or []), utgave]
    plan.put(fil, rediger(plan.text(fil), innhold))
    plan.says.append(f"{vis_sti(fil)}: utgaven «{utgave['utgave']}»")


def _left(plan: PlannedChange, bok: Bokmappe, mappe: Path, navn: str, years: _Years) -> Iterator[str]:
    yield f"fyll ut {', '.join(map(str, years.added))} der det står blankt. «effekt check --sector {navn}» er listen."
    for fil in _tables_by_year(mappe):
        yield f"{vis_sti(fil)} har tall per år. Før inn {', '.join(map(str, years.added))} når kilden har det."
    yield f"hold planene mot hverandre: effekt compare {kept_folder(bok.rot, navn, years.old).relative_to(bok.rot)} ."


def _tables_by_year(mappe: Path) -> Sequence[Path]:
    fil = mappe / PAKKEFIL
    ressurser = (les_dokument(fil).innhold or {}).get("resources") or [] if fil.is_file() else []
    return [
        mappe / str(ett["path"])
        for ett in ressurser
        if any(felt.get("type") == "year" for felt in (ett.get("schema") or {}).get("fields") or ())
    ]
