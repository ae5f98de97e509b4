"""What ``effekt check`` says: errors in data/, findings in the sources, counts; in three forms."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from effekt import kildekontroll
from effekt.gjennomgang import gjennomga
from effekt.gjoremal import Gjoremal, gjoremal, gjort, som_data, som_linjer
from effekt.kildekontroll import Resultat
from effekt.kilder import Datafeil, datamappe, samle, vis_sti
from effekt.kontrollmodell import Utfall
from effekt.sektor import Sektor
from effekt.tall import som_tall

# The outcomes that are told check by check, the gravest first.
FORTALT: Final = (Utfall.SELVMOTSIGELSE, Utfall.AVVIK, Utfall.HENVISNING, Utfall.AVRUNDING)
_OVERSKRIFT: Final = {
    Utfall.SELVMOTSIGELSE: "Selvmotsigelser i kilden",
    Utfall.AVVIK: "Avvik i kilden",
    Utfall.HENVISNING: "Henvisninger, navn og enheter",
    Utfall.AVRUNDING: "Går opp innenfor kildens avrunding",
}

_HODE: Final = ("Hvor", "Hva", "Oppgitt", "Kommer ut", "Forskjell", "Vurdering")


@dataclass(frozen=True)
class Rapport:
    """The outcome for one sector; ``sektor`` is None where the data could not be read."""

    navn: str
    mappe: str
    sektor: Sektor | None = None
    antall: int = 0
    feil: list[Datafeil] = field(default_factory=list)
    resultater: list[Resultat] = field(default_factory=list)
    # Of a sector that is still being entered: all there is to do, done or not.
    gjoremal: list[Gjoremal] = field(default_factory=list)

    @property
    def gjenstar(self) -> bool:
        """Whether something of the sector is still to be filled in."""
        return not all(ett.gjort for ett in self.gjoremal)

    @property
    def funn(self) -> list[Resultat]:
        """The checks that show something in a source that does not hold."""
        return [r for r in self.resultater if not r.kontroll.utfall.holder]

    def med(self, utfall: Utfall) -> list[Resultat]:
        """The checks with this outcome."""
        return [r for r in self.resultater if r.kontroll.utfall is utfall]

    def sted(self, resultat: Resultat) -> str:
        """The pages of a check."""
        return kildekontroll.sted(self.sektor, resultat.kontroll) if self.sektor else ""


def sektormappe(sti: Path) -> Path:
    """The sector folder that the user points at; raises Datafeil where it is none."""
    mappe = sti.resolve()
    for fil, hva in (
        (mappe / "sektor.yml", "Pek på mappen til én sektor"),
        (mappe.parent / "kilder.yml", "Legg den ved siden av sektormappen"),
    ):
        if not fil.is_file():
            raise Datafeil(
                f"{sti} er ikke en sektormappe: {fil.name} finnes ikke i {fil.parent}. {hva}, "
                "eller bruk --sector for en sektor i data/."
            )
    return mappe


def lag_rapport(rot: Path | None, navn: str) -> Rapport:
    """Run everything for a sector; what could not be read is among the errors."""
    mappe = vis_sti(datamappe() / navn)
    feil: list[Datafeil] = []
    with samle(feil):
        lest = gjennomga(rot, navn)
        resultater = kildekontroll.resultater(lest.sektor) if not _uleselig(lest.sektor) else []
        igjen = gjoremal(lest.sektor, rot) if lest.sektor.under_arbeid else []
        return Rapport(navn, mappe, lest.sektor, lest.antall, lest.feil, resultater, igjen)
    return Rapport(navn, mappe, feil=feil)


def _uleselig(sektor: Sektor) -> bool:
    """Whether kontroller.yml has faults, which are then among the errors already."""
    feil: list[Datafeil] = []
    with samle(feil):
        kildekontroll.les_kontroller(sektor)
    return bool(feil)


def oppsummering(rapporter: Sequence[Rapport]) -> str:
    """The last line: how many checks, of which outcomes, and how many errors."""
    alle = [r for rapport in rapporter for r in rapport.resultater]
    per_utfall = [
        f"{sum(r.kontroll.utfall is utfall for r in alle)} {utfall.value}" for utfall in Utfall
    ]
    feil = sum(len(rapport.feil) for rapport in rapporter)
    return f"{len(alle)} kontroller av kildene: {', '.join(per_utfall)}. {feil} feil i data."


def som_tekst(rapporter: Sequence[Rapport]) -> str:
    """For a terminal; the errors are not in it, for they go to standard error."""
    lest = [rapport for rapport in rapporter if rapport.sektor]
    linjer = []
    for rapport in lest:
        if rapport.gjoremal:
            linjer.append(f"{rapport.mappe}: {gjort(rapport.gjoremal)}")
            linjer += som_linjer(rapport.gjoremal)
        elif not rapport.feil:
            linjer.append(f"{rapport.mappe}: {rapport.antall} tall stemmer med det kilden oppgir")
        for utfall in FORTALT:
            if funn := rapport.med(utfall):
                linjer += ["", f"{_OVERSKRIFT[utfall]} ({len(funn)}), {rapport.mappe}"]
            for ett in funn:
                linjer.append(f"  {rapport.sted(ett)}: {ett.kontroll.hva} [{ett.id}]")
                linjer.append(f"    {_regnskap(ett)}")
                linjer.append(f"    {ett.kontroll.vurdering}")
    if lest and any(rapport.resultater or not rapport.gjoremal for rapport in lest):
        linjer += ["", oppsummering(rapporter)]
    return "\n".join(linjer)


def _regnskap(ett: Resultat) -> str:
    return f"oppgitt {ett.vis_oppgitt}, kommer ut {ett.vis_beregnet}, forskjell {ett.vis_forskjell}"


def som_md(rapporter: Sequence[Rapport]) -> str:
    """For a note or an issue: Markdown with a table for each outcome."""
    linjer = ["# Kildekontroll"]
    for rapport in rapporter:
        linjer += ["", f"## {rapport.mappe}", ""]
        linjer += [f"- **Feil i data:** {str(feil).replace(chr(10), ' ')}" for feil in rapport.feil]
        if rapport.gjoremal:
            linjer += [f"{gjort(rapport.gjoremal)}.", *som_linjer(rapport.gjoremal, md=True)]
        elif rapport.sektor and not rapport.feil:
            linjer.append(f"{rapport.antall} tall stemmer med det kilden oppgir.")
        for utfall in FORTALT:
            if not (funn := rapport.med(utfall)):
                continue
            linjer += ["", f"### {_OVERSKRIFT[utfall]} ({len(funn)})", ""]
            linjer += [f"| {' | '.join(_HODE)} |", "|---" * len(_HODE) + "|"]
            linjer += [
                "| "
                + " | ".join(
                    celle.replace("|", "\\|")
                    for celle in (
                        rapport.sted(ett),
                        ett.kontroll.hva,
                        ett.vis_oppgitt,
                        ett.vis_beregnet,
                        ett.vis_forskjell,
                        ett.kontroll.vurdering,
                    )
                )
                + " |"
                for ett in funn
            ]
    return "\n".join([*linjer, "", oppsummering(rapporter)])


def som_json(rapporter: Sequence[Rapport]) -> str:
    """For a program: the same, with the numbers as numbers."""
    return json.dumps(
        {
            "sektorer": [_sektor(rapport) for rapport in rapporter],
            "oppsummering": oppsummering(rapporter),
        },
        ensure_ascii=False,
        indent=1,
    )


def _sektor(rapport: Rapport) -> dict[str, Any]:
    return {
        "sektor": rapport.navn,
        "mappe": rapport.mappe,
        "stemmer_med_trykt": rapport.antall,
        "feil": [
            {
                "fil": vis_sti(feil.fil) if feil.fil else None,
                "linje": feil.linje,
                "melding": feil.melding,
            }
            for feil in rapport.feil
        ],
        **({"gjoremal": som_data(rapport.gjoremal)} if rapport.gjoremal else {}),
        "antall": {str(utfall): len(rapport.med(utfall)) for utfall in Utfall},
        "funn": {
            str(utfall): [_funn(rapport, ett) for ett in rapport.med(utfall)] for utfall in FORTALT
        },
    }


def _funn(rapport: Rapport, ett: Resultat) -> dict[str, Any]:
    kontroll = ett.kontroll
    return {
        "id": ett.id,
        "kilde": kontroll.kilde,
        "side": kontroll.side,
        "sted": rapport.sted(ett),
        "hva": kontroll.hva,
        "enhet": kontroll.oppgitt.enhet,
        "oppgitt": som_tall(kontroll.oppgitt.verdi),
        "beregnet": som_tall(ett.beregnet),
        "forskjell": som_tall(ett.differanse),
        "forhold": str(kontroll.forhold),
        "toleranse": som_tall(kontroll.toleranse),
        "regnestykke": ett.regnestykke,
        "vurdering": kontroll.vurdering,
    }


FORMATER: Final[dict[str, Callable[[Sequence[Rapport]], str]]] = {
    "text": som_tekst,
    "json": som_json,
    "md": som_md,
}
