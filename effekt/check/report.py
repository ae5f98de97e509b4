"""What ``effekt check`` says: errors in data/, findings in the sources, counts; in three forms."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

from effekt.audit import kildekontroll
from effekt.audit.kildekontroll import Kontrollutfall, sted
from effekt.base.book import SEKTORFIL
from effekt.base.faults import Datafeil, samle, vis_sti
from effekt.base.numbers import som_tall, vis_dato, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc.gevinst import forfalte
from effekt.calc.gjennomforing import har_utsikter
from effekt.calc.plan import urimelige_arsverk
from effekt.check.checking import chapters_by_sektor, check_sektor
from effekt.check.published import changed_without_entry
from effekt.check.todo import TodoItem, done_of_all, offered, todo_as_data, todo_as_lines, todo_items
from effekt.execution.chapters import Kapittel
from effekt.model.innhold import Status
from effekt.model.kontroller import Utfall
from effekt.model.premisser import PREMISS
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.insertion import SJANSER
from effekt.reading.sektor import Sektor

# The outcomes that are told check by check, the gravest first.
FORTALT: Final = (Utfall.SELVMOTSIGELSE, Utfall.AVVIK, Utfall.HENVISNING, Utfall.AVRUNDING)
_OVERSKRIFT: Final = {
    Utfall.SELVMOTSIGELSE: "Selvmotsigelser i kilden",
    Utfall.AVVIK: "Avvik i kilden",
    Utfall.HENVISNING: "Upresist: numre, navn og enheter",
    Utfall.AVRUNDING: "Går opp innenfor kildens avrunding",
}

_UTEN_HISTORIKK: Final = "Publiserte tall som er endret uten at det står i historikk.yml"
_FOR_INN: Final = 'Før dem inn: effekt endring --grunn "…" --kilde ID --side SIDE (med adressen, for ett av dem)'
_HODE: Final = ("Hvor", "Hva", "Oppgitt", "Kommer ut", "Forskjell", "Vurdering")


@dataclass(frozen=True)
class Finding:
    """A check that is told, and where its numbers stand."""

    sjekk: Kontrollutfall
    sted: str

    @property
    def regnskap(self) -> str:
        """What is printed, what comes out, and the difference."""
        ett = self.sjekk
        return f"oppgitt {ett.vis_oppgitt}, kommer ut {ett.vis_beregnet}, forskjell {ett.vis_forskjell}"

    @property
    def rad(self) -> tuple[str, ...]:
        """A row under ``_HODE``."""
        ett = self.sjekk
        kontroll = ett.kontroll
        return self.sted, kontroll.hva, ett.vis_oppgitt, ett.vis_beregnet, ett.vis_forskjell, kontroll.vurdering


@dataclass(frozen=True)
class CheckReport:
    """The outcome for one sector; ``lest`` is whether the data could be read.

    ``fortalt`` are the checks that are told one by one, ``utfall`` the number of each outcome.
    """

    navn: str
    mappe: str
    lest: bool = False
    antall: int = 0
    feil: list[Datafeil] = field(default_factory=list)
    utfall: Mapping[Utfall, int] = field(default_factory=dict)
    fortalt: list[Finding] = field(default_factory=list)
    # The figures and tables of the report whose numbers nobody has entered: what and where to.
    uten_tall: list[str] = field(default_factory=list)
    # What is no fault, but may be one: an effect that is far from what the årsverk it frees cost.
    verdt_a_se_pa: list[str] = field(default_factory=list)
    # The gains that should have been reported by now, and have not.
    ikke_rapportert: list[str] = field(default_factory=list)
    # Of a sector that is still being entered: all there is to do, done or not; and what may be added besides.
    gjoremal: list[TodoItem] = field(default_factory=list)
    kan_legges_til: list[str] = field(default_factory=list)
    # The published numbers that are others now, and of which historikk.yml says nothing.
    uten_historikk: list[str] = field(default_factory=list)

    @property
    def gjenstar(self) -> bool:
        """Whether something of the sector is still to be filled in."""
        return not all(ett.gjort for ett in self.gjoremal)

    @property
    def funn(self) -> list[Finding]:
        """The checks that show something in a source that does not hold."""
        return [ett for ett in self.fortalt if not ett.sjekk.kontroll.utfall.holder]

    def med(self, utfall: Utfall) -> list[Finding]:
        """The checks with this outcome."""
        return [ett for ett in self.fortalt if ett.sjekk.kontroll.utfall is utfall]


def sektor_folder(sti: Path) -> Path:
    """The sector folder that the user points at; raises Datafeil where it is none."""
    mappe = sti.resolve()
    for fil, hva in (
        (mappe / SEKTORFIL, "Pek på mappen til én sektor"),
        (mappe.parent / "kilder.yml", "Legg den ved siden av sektormappen"),
    ):
        if not fil.is_file():
            raise Datafeil(
                f"{sti} er ikke en sektormappe: {fil.name} finnes ikke i {fil.parent}. {hva}, "
                "eller bruk --sector for en sektor i data/."
            )
    return mappe


def make_reports(bok: Bokmappe, navn: Sequence[str], med_kapitler: bool, dag: date | None = None) -> list[CheckReport]:
    """A report on each of the sectors; what could not be read is among the errors.

    With ``med_kapitler`` the prose of the book's chapters too: the sectors are the book's own. What should have been
    reported is so on ``dag``, which is today where none is given.
    """
    dag = dag or date.today()

    @cache
    def kapitler() -> Mapping[str, Sequence[Kapittel]]:
        return chapters_by_sektor(bok) if med_kapitler else {}

    return [_make_report(bok, en, kapitler, dag) for en in navn]


def _make_report(
    bok: Bokmappe, navn: str, kapitler: Callable[[], Mapping[str, Sequence[Kapittel]]], dag: date
) -> CheckReport:
    mappe = vis_sti(bok.data / navn)
    feil: list[Datafeil] = []
    with samle(feil):
        lest = check_sektor(bok, navn, kapitler().get(navn, ()))
        resultater: list[Kontrollutfall] = []
        with samle([]):  # faults of kontroller.yml are among the errors already
            resultater = kildekontroll.resultater(lest.sektor)
        utfall = dict(Counter(r.kontroll.utfall for r in resultater))
        fortalt = [Finding(r, sted(lest.sektor, r.kontroll)) for r in resultater if r.kontroll.utfall in FORTALT]
        under_arbeid = lest.sektor.under_arbeid
        igjen = todo_items(lest.sektor, kapitler().get(navn, ())) if under_arbeid else []
        tilbud = offered(lest.sektor) if under_arbeid else []
        uten_tall = list(_uten_tall(lest.sektor))
        rart = [*_rare_arsverk(lest.sektor), *_sjanser_uten_valg(lest.sektor), *_utenfor_spennet(lest.sektor)]
        forfalt = [
            f"{ett.tiltak}: realisert {ett.ar}, frist {vis_dato(ett.frist)}" for ett in forfalte(lest.sektor, dag)
        ]
        endret = [str(ett) for ett in changed_without_entry(lest.sektor)]
        return CheckReport(
            navn, mappe, True, lest.antall, lest.feil, utfall, fortalt, uten_tall, rart, forfalt, igjen, tilbud, endret
        )
    return CheckReport(navn, mappe, feil=feil)


def _uten_tall(sektor: Sektor) -> Iterator[str]:
    for slag, plasser in (("Figur", sektor.figurer), ("Tabell", sektor.tabellplasser)):
        for nr, plass in plasser.items():
            if plass.status is Status.IKKE_OPPGITT and plass.fil:
                yield f"{slag} {nr}: data/{plass.fil}, med kolonnene {', '.join(plass.kolonner)}"


def _rare_arsverk(sektor: Sektor) -> Iterator[str]:
    """The measures whose effect per årsverk freed is far from what an årsverk costs, a sentence each."""
    for ett in urimelige_arsverk(sektor):
        mye = "mer enn det dobbelte" if ett.per_arsverk > ett.kostnad else "mindre enn halvparten"
        yield (
            f"{ett.tiltak}: Effekten i {ett.ar} er {vis_tall(ett.per_arsverk, 0)} kr for hvert frigjort årsverk. "
            f"Det er {mye} av det ett årsverk koster, {vis_tall(ett.kostnad, 0)} kr. "
            "Se etter at årsverkene og effekten hører sammen."
        )


def _sjanser_uten_valg(sektor: Sektor) -> Iterator[str]:
    """The chances that have been entered in a book without any for the ratings: they are not reckoned with."""
    if har_utsikter(sektor):
        return
    egne = [id_ for id_, tiltak in sektor.tiltak.items() if tiltak.gjennomforing]
    egne += [PREMISS + id_ for id_, premiss in sektor.premisser.items() if premiss.sjanse]
    if egne:
        yield (
            f"{ramse(egne)} har egne sjanser, og de regnes ikke med. Legg til gjennomforing i felles/usikkerhet.yml, "
            f"med {', '.join(SJANSER)} for hvert trinn."
        )


def _utenfor_spennet(sektor: Sektor) -> Iterator[str]:
    """The assumptions whose value is outside the range that stands beside it."""
    for id_, tiltak in sektor.tiltak.items():
        for navn, f in tiltak.forutsetninger.items():
            if not isinstance(f.verdi, Fraction):
                continue
            under = isinstance(f.lav, Fraction) and f.verdi < f.lav
            over = isinstance(f.hoy, Fraction) and f.verdi > f.hoy
            if under or over:
                yield (
                    f"{id_}.{navn} er {vis_tall(f.verdi)} og {'under' if under else 'over'} sitt eget spenn. "
                    "Se etter at verdi, lav og hoy hører sammen."
                )


def summarize(rapporter: Sequence[CheckReport]) -> str:
    """The last line: how many checks, of which outcomes, and how many errors."""
    alle = {utfall: sum(r.utfall.get(utfall, 0) for r in rapporter) for utfall in Utfall}
    per_utfall = [f"{antall} {utfall.value}" for utfall, antall in alle.items()]
    feil = sum(len(rapport.feil) for rapport in rapporter)
    return f"{sum(alle.values())} kontroller av kildene: {', '.join(per_utfall)}. {feil} feil i data."


def _uten_feil(rapport: CheckReport) -> str:
    """What is said of a sector without faults: how many figures were held against the print, or that all is there."""
    return f"{rapport.antall} tall stemmer med det kilden oppgir" if rapport.antall else "alt som må fylles ut, er der"


def report_as_text(rapporter: Sequence[CheckReport]) -> str:
    """For a terminal; the errors are not in it, for they go to standard error."""
    lest = [rapport for rapport in rapporter if rapport.lest]
    linjer = []
    for rapport in lest:
        if rapport.gjoremal:
            linjer.append(f"{rapport.mappe}: {done_of_all(rapport.gjoremal)}")
            linjer += todo_as_lines(rapport.gjoremal)
            if rapport.kan_legges_til:
                linjer += ["", f"Kan legges til, men mangler ikke: {', '.join(rapport.kan_legges_til)}"]
        elif not rapport.feil:
            linjer.append(f"{rapport.mappe}: {_uten_feil(rapport)}")
        for utfall in FORTALT:
            if funn := rapport.med(utfall):
                linjer += ["", f"{_OVERSKRIFT[utfall]} ({len(funn)}), {rapport.mappe}"]
            for ett in funn:
                kontroll = ett.sjekk.kontroll
                linjer.append(f"  {ett.sted}: {kontroll.hva} [{ett.sjekk.id}]")
                linjer += [f"    {ett.regnskap}", f"    {kontroll.vurdering}"]
        if rapport.uten_tall:
            linjer += ["", f"Uten tall ({len(rapport.uten_tall)}), {rapport.mappe}. Føres tallene inn, vises de:"]
            linjer += [f"  {sted}" for sted in rapport.uten_tall]
        if rapport.verdt_a_se_pa:
            linjer += ["", f"Verdt å se på ({len(rapport.verdt_a_se_pa)}), {rapport.mappe}"]
            linjer += [f"  {sagt}" for sagt in rapport.verdt_a_se_pa]
        if rapport.uten_historikk:
            linjer += ["", f"{_UTEN_HISTORIKK} ({len(rapport.uten_historikk)}), {rapport.mappe}"]
            linjer += [*(f"  {ett}" for ett in rapport.uten_historikk), f"  {_FOR_INN}"]
        if rapport.ikke_rapportert:
            linjer += ["", f"Gevinster som ikke er rapportert ({len(rapport.ikke_rapportert)}), {rapport.mappe}"]
            linjer += [f"  {ett}" for ett in rapport.ikke_rapportert]
    if lest and any(rapport.utfall or not rapport.gjoremal for rapport in lest):
        linjer += ["", summarize(rapporter)]
    return "\n".join(linjer)


def report_as_md(rapporter: Sequence[CheckReport]) -> str:
    """For a note or an issue: Markdown with a table for each outcome."""
    linjer = ["# Kildekontroll"]
    for rapport in rapporter:
        linjer += ["", f"## {rapport.mappe}", ""]
        linjer += [f"- **Feil i data:** {str(feil).replace(chr(10), ' ')}" for feil in rapport.feil]
        if rapport.gjoremal:
            linjer += [f"{done_of_all(rapport.gjoremal)}.", *todo_as_lines(rapport.gjoremal, md=True)]
            if rapport.kan_legges_til:
                linjer += ["", f"Kan legges til, men mangler ikke: {', '.join(rapport.kan_legges_til)}."]
        elif rapport.lest and not rapport.feil:
            linjer.append(f"{stor_forbokstav(_uten_feil(rapport))}.")
        for utfall in FORTALT:
            if not (funn := rapport.med(utfall)):
                continue
            linjer += ["", f"### {_OVERSKRIFT[utfall]} ({len(funn)})", ""]
            linjer += [f"| {' | '.join(_HODE)} |", "|---" * len(_HODE) + "|"]
            rader = ([celle.replace("|", "\\|") for celle in ett.rad] for ett in funn)
            linjer += [f"| {' | '.join(rad)} |" for rad in rader]
        if rapport.uten_tall:
            linjer += ["", f"### Uten tall ({len(rapport.uten_tall)})", "", "Føres tallene inn, vises de:", ""]
            linjer += [f"- {sted}" for sted in rapport.uten_tall]
        if rapport.verdt_a_se_pa:
            linjer += ["", f"### Verdt å se på ({len(rapport.verdt_a_se_pa)})", ""]
            linjer += [f"- {sagt}" for sagt in rapport.verdt_a_se_pa]
        if rapport.uten_historikk:
            linjer += ["", f"### {_UTEN_HISTORIKK} ({len(rapport.uten_historikk)})", ""]
            linjer += [*(f"- {ett}" for ett in rapport.uten_historikk), "", _FOR_INN]
        if rapport.ikke_rapportert:
            linjer += ["", f"### Gevinster som ikke er rapportert ({len(rapport.ikke_rapportert)})", ""]
            linjer += [f"- {ett}" for ett in rapport.ikke_rapportert]
    return "\n".join([*linjer, "", summarize(rapporter)])


def report_as_json(rapporter: Sequence[CheckReport]) -> str:
    """For a program: the same, with the numbers as numbers."""
    return json.dumps(
        {"sektorer": [_sektor(rapport) for rapport in rapporter], "oppsummering": summarize(rapporter)},
        ensure_ascii=False,
        indent=1,
    )


def _sektor(rapport: CheckReport) -> dict[str, Any]:
    return {
        "sektor": rapport.navn,
        "mappe": rapport.mappe,
        "stemmer_med_trykt": rapport.antall,
        "feil": [
            {"fil": vis_sti(feil.fil) if feil.fil else None, "linje": feil.linje, "melding": feil.melding}
            for feil in rapport.feil
        ],
        "uten_tall": rapport.uten_tall,
        **({"verdt_a_se_pa": rapport.verdt_a_se_pa} if rapport.verdt_a_se_pa else {}),
        **({"publisert_og_endret": rapport.uten_historikk} if rapport.uten_historikk else {}),
        **({"gevinster_ikke_rapportert": rapport.ikke_rapportert} if rapport.ikke_rapportert else {}),
        **({"gjoremal": todo_as_data(rapport.gjoremal)} if rapport.gjoremal else {}),
        **({"kan_legges_til": rapport.kan_legges_til} if rapport.kan_legges_til else {}),
        "antall": {str(utfall): rapport.utfall.get(utfall, 0) for utfall in Utfall},
        "funn": {str(utfall): [_post(ett) for ett in rapport.med(utfall)] for utfall in FORTALT},
    }


def _post(ett: Finding) -> dict[str, Any]:
    sjekk, kontroll = ett.sjekk, ett.sjekk.kontroll
    return {
        "id": sjekk.id,
        "kilde": kontroll.kilde,
        "side": kontroll.side,
        "sted": ett.sted,
        "hva": kontroll.hva,
        "enhet": kontroll.oppgitt.enhet,
        "oppgitt": som_tall(kontroll.oppgitt.verdi),
        "beregnet": som_tall(sjekk.beregnet),
        "forskjell": som_tall(sjekk.differanse),
        "forhold": str(kontroll.forhold),
        "toleranse": som_tall(kontroll.toleranse),
        "regnestykke": sjekk.regnestykke,
        "vurdering": kontroll.vurdering,
    }


REPORT_FORMATS: Final[dict[str, Callable[[Sequence[CheckReport]], str]]] = {
    "text": report_as_text,
    "json": report_as_json,
    "md": report_as_md,
}
