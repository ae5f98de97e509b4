"""Made-up sectors for a copy of data/: round numbers, so that sums can be worked out by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

_KILDE = "kilde: delrapport-6, side: 3"
_VURDERING = "grunnlag: tekst, side: 3, tekst: Oppdiktet."
_TILTAK = """\
id: {id}
navn: {navn}
virksomhet: {virksomhet}
kilde: delrapport-6
sider: {{omtale: 3, kort: 3}}
beskrivelse: Et oppdiktet tiltak.
forutsetninger:
  belop:
    navn: beløpet i tiltaket
    verdi: {{{verdier}}}
    enhet: kr
    {kilde_linjer}
formel: belop
formel_grunnlag: {{{kilde}}}
oppgitt: {{{verdier}}}
effekt_tekst: Oppdiktet.
vurderinger:
  estimatusikkerhet: {{verdi: {usikkerhet}, {vurdering}}}
  gjennomforingsusikkerhet: {{verdi: lav, {vurdering}}}
  konsekvenser_samfunn: {{verdi: noytral, {vurdering}}}
  konsekvenser_ansatte: {{verdi: noytral, {vurdering}}}
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
    kilde: delrapport-6
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
    koder = "".join(f"  {kode}: {{navn: Etat {kode}, {_KILDE}}}\n" for kode in virksomheter)
    _skriv(
        mappe / "sektor.yml",
        f"id: {id_}\nnavn: Sektor {id_.upper()}\nkortnavn: {id_.upper()}\nrapport: delrapport-6\n"
        f"periode: [{', '.join(map(str, periode))}]\nvarig_fra_siste_ar: {varig}\n"
        f"virksomheter:\n{koder}",
    )
    _skriv(mappe / "tall.yml", "tall: {}\n")
    pakke = f"name: {id_}\ntitle: Oppdiktet\nresources:"
    # Without cuts there is another table: a package must have one.
    navn = "annet" if kutt is None else "rammekutt"
    tall = kutt or {(virksomheter[0], periode[0]): 1}
    _skriv(mappe / "datapackage.yml", f"{pakke}\n{_TABELL.replace('rammekutt', navn)}")
    rader = "".join(f"{kode},{ar},{-mill * 1000}\n" for (kode, ar), mill in tall.items())
    _skriv(mappe / f"tabeller/{navn}.csv", f"virksomhet,ar,verdi\n{rader}")
    return mappe


def lag_tiltak(
    sektor: Path,
    id_: str,
    virksomhet: str,
    mill: Mapping[int, int],
    *,
    klasse: str = "beste",
    usikkerhet: str = "lav",
    mer: str = "",
) -> Path:
    """A measure whose effect per year is what is given, in million kroner; ``mer`` is YAML."""
    fil = sektor / "tiltak" / f"{id_.lower()}.yml"
    _skriv(
        fil,
        _TILTAK.format(
            id=id_,
            navn=f"Tiltaket {id_}",
            virksomhet=virksomhet,
            verdier=", ".join(f"{ar}: {belop * 1_000_000}" for ar, belop in mill.items()),
            kilde=_KILDE,
            kilde_linjer=_KILDE.replace(", ", "\n    "),
            vurdering=_VURDERING,
            usikkerhet=usikkerhet,
            klasse=klasse,
            mer=mer,
        ),
    )
    return fil


def overlapper(annet: str, telles: str, andel: str = "1") -> str:
    """The YAML of one overlap."""
    return (
        f"overlapper_med:\n  - {{tiltak: {annet}, hva: de samme lokalene, telles: {telles}, "
        f"andel: {andel}, {_KILDE}}}\n"
    )


def avhenger(annet: str) -> str:
    """The YAML of one dependence."""
    return f"avhenger_av:\n  - {{tiltak: {annet}, hvorfor: Lokalene må være tomme, {_KILDE}}}\n"


def selvkost(omrade: str, andel: str = "1") -> str:
    """The YAML of a measure in an area paid by fees."""
    return f"selvkost: {{omrade: {omrade}, andel: {andel}, {_KILDE}}}\n"


def _skriv(fil: Path, tekst: str) -> None:
    fil.parent.mkdir(exist_ok=True)
    fil.write_text(tekst, encoding="utf-8")
