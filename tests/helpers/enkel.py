"""A sector as simple as its source, laid in a copy of Lillevik's book: amounts a year, or none at all.

What its measures give, in 1 000 kroner; «..» is a year that the source says nothing of:

    measure  2027  2028  2029  2030
    FRI1      430   860  1290  1720
    FRI2     -250  -250     0     0   costs
    FRI3     9700    ..    ..    ..   once
    FRI4      500   500   500   500   500 to 800
    FRI5      300   300   300   300   up to
    FRI6       ..    ..    ..    ..   150 årsverk, and no kroner
    FRI7       ..    ..    ..    ..   12 000 in all
    fri     10680  1410  2090  2520
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ID: Final = "fri"
_AR: Final = (2027, 2028, 2029, 2030)
_SEKTOR: Final = """\
id: fri
navn: Fritid
kortnavn: FRI
status: {status}
periode: [2027, 2028, 2029, 2030]
virksomheter:
  FRI: {{navn: Fritidsetaten}}
"""


def _per_ar(*belop: object) -> str:
    return "{" + ", ".join(f"{ar}: {ett}" for ar, ett in zip(_AR, belop, strict=True)) + "}"


TILTAK: Final[Mapping[str, str]] = {
    "FRI1": f"navn: Redusert priskompensasjon\noppgitt_i: 1 000 kr\noppgitt: {_per_ar(430, 860, 1290, 1720)}\n",
    "FRI2": f"navn: Utvidet svømmetilbud\noppgitt_i: 1 000 kr\noppgitt: {_per_ar(-250, -250, '-', '-')}\n",
    "FRI3": f"navn: Salg av gammel brakke\noppgitt_i: 1 000 kr\noppgitt: {_per_ar(9700, '..', '..', '..')}\n",
    "FRI4": (
        f"navn: Samordnet innkjøp\noppgitt_i: 1 000 kr\noppgitt: {_per_ar(500, 500, 500, 500)}\n"
        f"oppgitt_lav: {_per_ar(500, 500, 500, 500)}\noppgitt_hoy: {_per_ar(800, 800, 800, 800)}\n"
    ),
    "FRI5": f"navn: Nye avtaler\noppgitt_i: 1 000 kr\noppgitt: {_per_ar(300, 300, 300, 300)}\noppgitt_er: inntil\n",
    "FRI6": (
        "navn: Færre ansatte\nuten_belop: Kilden oppgir 150 årsverk, og ikke hva de koster.\n"
        "arsverk:\n  - {slag: frigjort, verdi: 150, kilde: plan-2027, side: 24}\n"
    ),
    "FRI7": "navn: Felles bygg\noppgitt_i: 1 000 kr\noppgitt_sum: 12000\n",
}


def lag_enkel(data: Path, status: str = "ferdig", tiltak: Mapping[str, str] = TILTAK) -> Path:
    """Lay the sector in a copy of Lillevik's data; the folder of it."""
    mappe = data / ID
    (mappe / "tiltak").mkdir(parents=True)
    (mappe / "sektor.yml").write_text(_SEKTOR.format(status=status), encoding="utf-8")
    (mappe / "datapackage.yml").write_text("name: fri\ntitle: Tabeller\nresources: []\n", encoding="utf-8")
    (mappe / "tall.yml").write_text("tall: {}\n", encoding="utf-8")
    for id_, felt in tiltak.items():
        fil = mappe / "tiltak" / f"{id_.lower()}.yml"
        fil.write_text(f"id: {id_}\nvirksomhet: FRI\nkilde: plan-2027\nside: 24\n{felt}", encoding="utf-8")
    return mappe
