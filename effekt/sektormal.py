"""The files of a new sector, and of a municipality's whole new set, from the templates.

The templates lie in ``effekt/sektormaler``: commented, and with nothing filled in that is not
known. A notebook's is a text of cells; ``=== code navn`` begins one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

_MALER: Final = Path(__file__).parent / "sektormaler"
_CELLE: Final = "=== "
PARAMETRE: Final = "parametre"


@dataclass(frozen=True)
class Bestilling:
    """What a new sector is: codes and names, years, agencies, and the first measures by agency."""

    kode: str
    navn: str
    kortnavn: str
    virksomheter: Mapping[str, str]
    periode: tuple[int, ...]
    tiltak: Mapping[str, str]
    rapport: str = ""
    kommune: str = ""
    klasser: Sequence[str] = field(default_factory=tuple)
    usikkerhet: Sequence[str] = field(default_factory=tuple)
    konsekvens: Sequence[str] = field(default_factory=tuple)

    @property
    def sider(self) -> list[str]:
        """The chapters in their order, as _toc.yml names them."""
        egne = [f"3-{nr}-{kode.lower()}" for nr, kode in enumerate(self.virksomheter, 1)]
        navn = ["sammendrag", "2-om-sektoren", *egne, "4-oppsummering", "usikkerhet"]
        navn += ["tall-og-kilder", "kildekontroll", "sporbarhet", "endringer", "rettelser"]
        return [f"book/{self.kode}/{ett}" for ett in navn]

    def del_av_boken(self, innrykk: str = "  ") -> str:
        """The sector's part of _toc.yml."""
        kapitler = "".join(f"{innrykk}    - file: {side}\n" for side in self.sider)
        tittel = json.dumps(f"Sektor for {self.navn.lower()}", ensure_ascii=False)
        return f"{innrykk}- caption: {tittel}\n{innrykk}  chapters:\n{kapitler}"

    def kilde(self, innrykk: str = "  ") -> str:
        """The entry of kilder.yml for the printed report; empty without one."""
        if not self.rapport:
            return ""
        felt = {
            "tittel": json.dumps(self.rapport, ensure_ascii=False),
            "utgiver": json.dumps(self.kommune, ensure_ascii=False),
            "dato": "ikke oppgitt ennå",
            "lisens": "ikke oppgitt ennå",
        }
        linjer = [f"{innrykk}{self.kode}-rapport:"]
        linjer += [f"{innrykk}  {navn}: {verdi}" for navn, verdi in felt.items()]
        linjer.append(f"{innrykk}  # sider: antall sider, når dokumentet har sidetall")
        return "".join(f"{linje}\n" for linje in linjer)


def sektorfiler(bestilling: Bestilling) -> dict[str, str]:
    """The files of the sector, by their path from the book's root."""
    data = f"data/{bestilling.kode}"
    filer = {
        f"{data}/{navn}": _fyll(f"sektor/data/{navn}", bestilling)
        for navn in (
            "sektor.yml", "tall.yml", "datapackage.yml", "historikk.yml",
            "tabeller/nokkeltall.csv", "tabeller/rammekutt.csv",
        )
    }  # fmt: skip
    for id_, virksomhet in bestilling.tiltak.items():
        mal = _fyll("sektor/data/tiltak/tiltak.yml", bestilling, id=id_, virksomhet=virksomhet)
        filer[f"{data}/tiltak/{id_.lower()}.yml"] = mal
    for navn in ("sammendrag", "2-om-sektoren", "4-oppsummering"):
        filer[_notatbok(bestilling, navn)] = notatbok(
            _fyll(f"sektor/notebooks/{navn}.celler", bestilling), bestilling.kode
        )
    for nr, (kode, navn) in enumerate(bestilling.virksomheter.items(), 1):
        celler = _fyll(
            "sektor/notebooks/3-virksomhet.celler",
            bestilling, nr=nr, virksomhet=kode, virksomhetsnavn=navn,
        )  # fmt: skip
        filer[_notatbok(bestilling, f"3-{nr}-{kode.lower()}")] = notatbok(celler, bestilling.kode)
    return filer


def settfiler(bestilling: Bestilling) -> dict[str, str]:
    """The rest of a municipality's own set, where there is none before: what sectors share."""
    mappe = _MALER / "sett"
    filer = {
        fil.relative_to(mappe).as_posix(): _fyll(
            f"sett/{fil.relative_to(mappe).as_posix()}",
            bestilling,
            sektordel=bestilling.del_av_boken().rstrip("\n"),
        )
        for fil in sorted(mappe.rglob("*.yml"))
    }
    filer["data/kilder.yml"] += bestilling.kilde()
    return filer


def _notatbok(bestilling: Bestilling, navn: str) -> str:
    return str(PurePosixPath("notebooks", bestilling.kode, f"{navn}.ipynb"))


def _fyll(mal: str, bestilling: Bestilling, **mer: object) -> str:
    """A template with the sector in it; its signs are << >> and <% %>, which data/ does not use."""
    import jinja2

    miljo = jinja2.Environment(
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%",
        block_end_string="%>", comment_start_string="<#", comment_end_string="#>",
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    miljo.filters["yaml"] = lambda tekst: json.dumps(tekst, ensure_ascii=False)
    return miljo.from_string((_MALER / mal).read_text(encoding="utf-8")).render(
        **vars(bestilling), **mer
    )


def notatbok(celler: str, kode: str) -> str:
    """A notebook of the template's cells, as JupyterLab writes it."""
    import nbformat

    ut: list[dict[str, Any]] = []
    for del_ in celler.split(f"\n{_CELLE}"):
        hode, _, kilde = del_.removeprefix(_CELLE).partition("\n")
        slag, _, navn = hode.strip().partition(" ")
        merker: dict[str, Any] = {}
        if slag == PARAMETRE:
            slag, navn, merker = "code", PARAMETRE, {"tags": ["parameters"]}
            kilde = (
                f'sektor: str = "{kode}"  # hvilken sektor kapitlet handler om (mappen i data/)\n'
                "endringer: dict = {}  # adresse til ny verdi, se «effekt changes»"
            )
        celle: dict[str, Any] = {"cell_type": slag, "id": navn, "metadata": merker}
        if slag == "code":
            celle |= {"execution_count": None, "outputs": []}
        celle["source"] = kilde.strip("\n").splitlines(keepends=True)
        ut.append({nokkel: celle[nokkel] for nokkel in sorted(celle)})
    kjerne = {"display_name": "Python 3", "language": "python", "name": "python3"}
    bok = {
        "cells": ut,
        "metadata": {"kernelspec": kjerne, "language_info": {"name": "python"}},
        "nbformat": nbformat.current_nbformat,
        "nbformat_minor": nbformat.current_nbformat_minor,
    }
    return json.dumps(bok, ensure_ascii=False, indent=1) + "\n"
