"""Reading endringer.yml: a reviewer's changes with title, author, date and reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from effekt.base.faults import samlet_feil
from effekt.base.numbers import MANGLER
from effekt.model.endringer import Endringsfil
from effekt.model.storrelse import frys
from effekt.model.verdi import Verdi, rett_adresse, skriv_verdi
from effekt.reading.documents import Dokument, les_dokument, valider
from effekt.reading.endringer import tolk
from effekt.reading.sektor import Sektor


@dataclass(frozen=True)
class Endringspost:
    """A new value, and why."""

    verdi: Verdi
    begrunnelse: str = ""


@dataclass(frozen=True)
class Endringssett:
    """A reviewer's changes by address, and who made them; ``endringer`` cannot be changed.

    Changes that are given on the command line have no more than their values.
    """

    tittel: str = ""
    forfatter: str = ""
    dato: date | None = None
    endringer: Mapping[str, Endringspost] = field(default_factory=dict)
    # What it is called beside other scenarios, where the file says so.
    navn: str = ""

    @property
    def verdier(self) -> dict[str, Verdi]:
        """The new values by address."""
        return {adresse: endring.verdi for adresse, endring in self.endringer.items()}


def read_endringsfil(sektor: Sektor, fil: Path) -> Endringssett:
    """The changes of the file, checked against the sector; what is not filled in is left out.

    Raises Datafeil with every fault: file, line, key, remedy. A value that is there already is allowed.
    """
    dokument = les_dokument(fil)
    _drop_empty(dokument)
    innhold = valider(dokument, Endringsfil)
    verdier, feil = tolk(sektor, {a: felt.verdi for a, felt in innhold.endringer.items()})
    if feil:
        raise samlet_feil(dokument.feil(("endringer", a), melding) for a, melding in feil)
    begrunnelser = {rett_adresse(a): felt.begrunnelse for a, felt in innhold.endringer.items()}
    endringer = {a: Endringspost(v, begrunnelser[rett_adresse(a)]) for a, v in verdier.items()}
    return Endringssett(innhold.tittel, innhold.forfatter, innhold.dato, frys(endringer), innhold.navn or "")


def _drop_empty(dokument: Dokument) -> None:
    """Take out the addresses of the template that nobody has filled in."""
    innhold: Any = dokument.innhold
    endringer = innhold.get("endringer") if isinstance(innhold, dict) else None
    if not isinstance(endringer, dict) or not endringer:
        return
    for adresse, felt in list(endringer.items()):
        if isinstance(felt, dict) and felt and not any(felt.values()):
            del endringer[adresse]
    if not endringer:
        raise dokument.feil(("endringer",), "ingen av endringene er fylt ut. Skriv verdi og begrunnelse for én.")


def write_endringsfil(sett: Endringssett, fil: Path) -> None:
    """Write the changes as a file that gives the same ones when it is read again.

    What a reader needs and nobody gave stands as not given, with the date of today.
    """
    import yaml

    innhold = {
        **({"navn": sett.navn} if sett.navn else {}),
        "tittel": sett.tittel or MANGLER,
        "forfatter": sett.forfatter or MANGLER,
        "dato": (sett.dato or date.today()).isoformat(),
        "endringer": {
            adresse: {"verdi": skriv_verdi(endring.verdi), "begrunnelse": endring.begrunnelse or MANGLER}
            for adresse, endring in sett.endringer.items()
        },
    }
    fil.write_text(yaml.safe_dump(innhold, allow_unicode=True, sort_keys=False), encoding="utf-8")
