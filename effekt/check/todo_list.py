"""The list of what is left to do of a sector, as it is told; making it is ``gjoremal``'s."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum, auto
from typing import Any, Final


class Steg(IntEnum):
    """The steps, in the order of the work."""

    KILDER = auto()
    SEKTOR = auto()
    TABELLER = auto()
    TILTAK = auto()
    TEKST = auto()
    KONTROLL = auto()
    UTGIVELSE = auto()


STEG: Final = {
    Steg.KILDER: "Kilder",
    Steg.SEKTOR: "Sektor og virksomheter",
    Steg.TABELLER: "Nøkkeltall og rammekutt",
    Steg.TILTAK: "Tiltak",
    Steg.TEKST: "Tekst i kapitlene",
    Steg.KONTROLL: "Kontroll mot det trykte",
    Steg.UTGIVELSE: "Historikk og utgivelse",
}


@dataclass(frozen=True)
class Gjoremal:
    """One thing to do: its step, where, what is missing, how to fill it in, whether it is done."""

    steg: Steg
    fil: str
    linje: int | None
    hva: str
    slik: str
    gjort: bool

    @property
    def sted(self) -> str:
        """The file, and the line where there is one to go to."""
        return f"{self.fil}, linje {self.linje}" if self.linje else self.fil


def gjort(alle: Sequence[Gjoremal]) -> str:
    """The count: «12 av 20 gjort»."""
    return f"{sum(ett.gjort for ett in alle)} av {len(alle)} gjort"


def _steg(alle: Sequence[Gjoremal]) -> Iterator[tuple[str, list[Gjoremal]]]:
    for nr, navn in STEG.items():
        i_steget = [ett for ett in alle if ett.steg == nr]
        if i_steget:
            yield f"{nr.value} {navn} ({gjort(i_steget)})", [e for e in i_steget if not e.gjort]


def som_linjer(alle: Sequence[Gjoremal], *, md: bool = False) -> list[str]:
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


def som_data(alle: Sequence[Gjoremal]) -> dict[str, Any]:
    """The list for a program: all of it, done or not."""
    return {
        "gjort": sum(ett.gjort for ett in alle),
        "gjenstar": sum(not ett.gjort for ett in alle),
        "punkter": [{**asdict(ett), "steg_navn": STEG[ett.steg]} for ett in alle],
    }
