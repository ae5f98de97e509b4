"""Made-up sectors for a copy of a book's data: round numbers, so that sums can be worked out by hand.

The sources and the scales are those of the book.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

_VALGT = "opphav: valgt, begrunnelse: Oppdiktet."
_VURDERING = "grunnlag: tekst, side: 3, tekst: Oppdiktet."
_TILTAK = """\
id: {id}
navn: {navn}
virksomhet: {virksomhet}
kilde: {kilde}
sider: {{omtale: 3, kort: 3}}
beskrivelse: Et oppdiktet tiltak.
forutsetninger:
  belop:
    navn: beløpet i tiltaket
    verdi: {{{verdier}}}
    enhet: kr
    kilde: {kilde}
    side: 3
formel: belop
formel_grunnlag: {{kilde: {kilde}, side: 3}}
oppgitt: {{{verdier}}}
effekt_tekst: Oppdiktet.
vurderinger:
  estimatusikkerhet: {{verdi: {usikkerhet}, {vurdering}}}
  gjennomforingsusikkerhet: {{verdi: {minst}, {vurdering}}}
  konsekvenser_samfunn: {{verdi: {likt}, {vurdering}}}
  konsekvenser_ansatte: {{verdi: {likt}, {vurdering}}}
samlet_vurdering: {{klasse: {klasse}, klasse_opphav: kilde, tekst: Oppdiktet.}}
{mer}
"""
_TABELL = """\
  - name: rammekutt
    path: tabeller/rammekutt.csv
    format: csv
    mediatype: text/csv
    encoding: utf-8
    title: Oppdiktede rammekutt
    kilde: KILDEN
    side: 3
    schema:
      fields:
        - {name: virksomhet, type: string, title: Virksomhet}
        - {name: ar, type: year, title: År}
        - {name: verdi, type: number, title: Rammekutt, enhet: 1 000 kr}
      primaryKey: [virksomhet, ar]
"""


def lag_sektor(
    data: Path,
    id_: str,
    periode: Sequence[int],
    virksomheter: Sequence[str],
    kutt: Mapping[tuple[str, int], int] | None = None,
    varig: str = "nei",
) -> Path:
    """A sector's folder without measures; ``kutt`` are its cuts in million kroner."""
    mappe = data / id_
    (mappe / "tiltak").mkdir(parents=True)
    kilde = _kilde(data)
    koder = "".join(f"  {kode}: {{navn: Etat {kode}, kilde: {kilde}, side: 3}}\n" for kode in virksomheter)
    _skriv(
        mappe / "sektor.yml",
        f"id: {id_}\nnavn: Sektor {id_.upper()}\nkortnavn: {id_.upper()}\nrapport: {kilde}\n"
        f"periode: [{', '.join(map(str, periode))}]\nvarig_fra_siste_ar: {varig}\n"
        f"virksomheter:\n{koder}",
    )
    _skriv(mappe / "tall.yml", "tall: {}\n")
    pakke = f"name: {id_}\ntitle: Oppdiktet\nresources:"
    # Without cuts there is another table: a package must have one.
    navn = "annet" if kutt is None else "rammekutt"
    tall = kutt or {(virksomheter[0], periode[0]): 1}
    _skriv(mappe / "datapackage.yml", f"{pakke}\n{_TABELL.replace('rammekutt', navn).replace('KILDEN', kilde)}")
    rader = "".join(f"{kode},{ar},{-mill * 1000}\n" for (kode, ar), mill in tall.items())
    _skriv(mappe / f"tabeller/{navn}.csv", f"virksomhet,ar,verdi\n{rader}")
    return mappe


def lag_tiltak(
    sektor: Path,
    id_: str,
    virksomhet: str,
    mill: Mapping[int, int],
    *,
    klasse: str = "",
    usikkerhet: str = "",
    mer: str = "",
) -> Path:
    """A measure whose effect per year is what is given, in million kroner; ``mer`` is YAML.

    It is in the best class and has the least uncertainty, unless another is given.
    """
    felles = _les(sektor.parent / "felles" / "program.yml")
    minst = next(iter(felles["usikkerhet"]))
    fil = sektor / "tiltak" / f"{id_.lower()}.yml"
    _skriv(
        fil,
        _TILTAK.format(
            id=id_,
            navn=f"Tiltaket {id_}",
            virksomhet=virksomhet,
            verdier=", ".join(f"{ar}: {belop * 1_000_000}" for ar, belop in mill.items()),
            kilde=_kilde(sektor.parent),
            minst=minst,
            likt=next(ord_ for ord_, trinn in felles["konsekvens"].items() if trinn["tone"] == "noytral"),
            vurdering=_VURDERING,
            usikkerhet=usikkerhet or minst,
            klasse=klasse or next(iter(felles["klasser"])),
            mer=mer,
        ),
    )
    return fil


def overlapper(annet: str, telles: str, andel: str = "1") -> str:
    """The YAML of one overlap."""
    return (
        f"overlapper_med:\n  - {{tiltak: {annet}, hva: de samme lokalene, telles: {telles}, "
        f"andel: {andel}, {_VALGT}}}\n"
    )


def avhenger(annet: str) -> str:
    """The YAML of one dependence."""
    return f"avhenger_av:\n  - {{tiltak: {annet}, hvorfor: Lokalene må være tomme, {_VALGT}}}\n"


def selvkost(omrade: str, andel: str = "1") -> str:
    """The YAML of a measure in an area paid by fees."""
    return f"selvkost: {{omrade: {omrade}, andel: {andel}, {_VALGT}}}\n"


def _les(fil: Path) -> Any:
    return yaml.safe_load(fil.read_text(encoding="utf-8"))


def _kilde(data: Path) -> str:
    """The first of the book's sources, which has pages."""
    return str(next(iter(_les(data / "kilder.yml")["kilder"])))


def _skriv(fil: Path, tekst: str) -> None:
    fil.parent.mkdir(exist_ok=True)
    fil.write_text(tekst, encoding="utf-8")
