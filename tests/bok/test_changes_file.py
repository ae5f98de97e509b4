"""endringer.yml: who changed what, when and why; and what is told when it does not say so."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import med_endringer
from effekt.reading.schema import json_skjema
from effekt.reading.sektor import Sektor
from effekt.review.changes_file import Endring, Endringssett, les_endringsfil
from tests.helpers.feildata import feilmelding

HODE = "tittel: Ny pris\nforfatter: Kari Nordmann\ndato: 2026-11-20\nendringer:\n"


def _les(sektor: Sektor, mappe: Path, tekst: str) -> Endringssett:
    fil = mappe / "endringer.yml"
    fil.write_text(tekst, encoding="utf-8")
    return les_endringsfil(sektor, fil)


def _feil(sektor: Sektor, mappe: Path, tekst: str) -> list[str]:
    """The faults, each from its line: «linje 5: …»."""
    sagt = feilmelding(lambda: _les(sektor, mappe, tekst)).splitlines()
    prefiks = f"{mappe.as_posix()}/endringer.yml, "
    assert all(linje.startswith(prefiks) for linje in sagt), sagt
    return [linje.removeprefix(prefiks) for linje in sagt]


def test_a_file_is_read_with_its_head_and_values_of_every_kind(hls: Sektor, tmp_path: Path) -> None:
    lest = _les(
        hls,
        tmp_path,
        HODE + "  SYE1.inntektstap: {verdi: 1.25 mill., begrunnelse: Nytt regnskap}\n"
        '  HEL1.besparelse: {verdi: "12,5 %", begrunnelse: Ny studie}\n'
        "  rammekutt[HEL,2026]:\n    verdi: -16 000\n    begrunnelse: Vedtatt\n"
        "  SYE1.estimatusikkerhet: {verdi: Stor usikkerhet, begrunnelse: Etterspørselen}\n"
        "  sektor.periode: {verdi: [2026, 2027, 2028], begrunnelse: Økonomiplanen}\n",
    )
    assert (lest.tittel, lest.forfatter, lest.dato) == ("Ny pris", "Kari Nordmann", date(2026, 11, 20))
    assert lest.endringer == {
        "SYE1.inntektstap": Endring(Fraction(1_250_000), "Nytt regnskap"),
        "HEL1.besparelse": Endring(Fraction(1, 8), "Ny studie"),
        "rammekutt[HEL, 2026]": Endring(Fraction(-16_000), "Vedtatt"),
        "SYE1.estimatusikkerhet": Endring("stor", "Etterspørselen"),
        "sektor.periode": Endring((2026, 2027, 2028), "Økonomiplanen"),
    }
    assert med_endringer("hls", lest.verdier).endringer == lest.verdier


def test_what_is_read_cannot_be_changed(hls: Sektor, tmp_path: Path) -> None:
    lest = _les(hls, tmp_path, HODE + "  SYE1.plasser: {verdi: 21, begrunnelse: x}\n")
    with pytest.raises(TypeError):
        lest.endringer["SYE1.plasser"] = Endring("x", "x")  # type: ignore[index]
    with pytest.raises(AttributeError):
        lest.tittel = "x"  # type: ignore[misc]


def test_a_value_that_is_there_already_is_allowed(hls: Sektor, tmp_path: Path) -> None:
    lest = _les(hls, tmp_path, HODE + "  SYE1.plasser: {verdi: 20, begrunnelse: Som før}\n")
    assert lest.endringer["SYE1.plasser"].verdi == 20
    assert med_endringer("hls", lest.verdier).tiltak.unrecorded() == hls.tiltak.unrecorded()


def test_what_is_not_filled_in_is_left_out(hls: Sektor, tmp_path: Path) -> None:
    tom = "    verdi:\n    begrunnelse:\n"
    lest = _les(hls, tmp_path, f"{HODE}  SYE1.plasser:\n{tom}  SYE1.inntektstap: {{verdi: 1, begrunnelse: x}}\n")
    assert list(lest.endringer) == ["SYE1.inntektstap"]
    assert _feil(hls, tmp_path, f"{HODE}  SYE1.plasser:\n{tom}") == [
        "linje 4: ingen av endringene er fylt ut. Skriv verdi og begrunnelse for én."
    ]


@pytest.mark.parametrize(
    ("tekst", "feil"),
    [
        (HODE.replace("tittel: Ny pris", "tittel:"), "linje 1: tittel er tom."),
        (HODE.replace("Kari Nordmann", ""), "linje 2: forfatter er tom."),
        (HODE.replace("forfatter", "forfattar"), "linje 2: ukjent nøkkel «forfattar». Mente du"),
        (HODE.replace("2026-11-20", "20.11.2026"), "linje 3: dato er «20.11.2026», men må være en"),
        (HODE.replace("2026-11-20", "2026-02-30"), "linje 3: dato er «2026-02-30», men må være en"),
        (HODE.replace("2026-11-20", "20261120"), "linje 3: dato er «20261120», men må være en"),
    ],
)
def test_the_head_is_required(hls: Sektor, tmp_path: Path, tekst: str, feil: str) -> None:
    sagt = _feil(hls, tmp_path, tekst + "  SYE1.plasser: {verdi: 21, begrunnelse: x}\n")
    assert len(sagt) == 1
    assert sagt[0].startswith(feil)


@pytest.mark.parametrize("nokkel", ["tittel", "forfatter", "dato"])
def test_a_missing_line_of_the_head_is_named(hls: Sektor, tmp_path: Path, nokkel: str) -> None:
    uten = "".join(en for en in HODE.splitlines(True) if not en.startswith(nokkel))
    sagt = _feil_uten_linje(hls, tmp_path, f"{uten}  SYE1.plasser: {{verdi: 1, begrunnelse: x}}\n")
    assert sagt.endswith(f"endringer.yml: nøkkelen «{nokkel}» mangler. Legg den til.")


@pytest.mark.parametrize(
    ("endring", "feil"),
    [
        ("SYE1.plasser: {verdi: 21}", "linje 5: nøkkelen «endringer.SYE1.plasser.begrunnelse» ma"),
        ("SYE1.plasser: {begrunnelse: x}", "linje 5: nøkkelen «endringer.SYE1.plasser.verdi» mang"),
        ('SYE1.plasser: {verdi: 21, begrunnelse: ""}', "begrunnelse er tom. Fyll den ut"),
        ("SYE1.plasser: {verdi: 21, begrunelse: x}", "Mente du begrunnelse?"),
        ("SYE1.plasser: 21", "linje 5: endringer.SYE1.plasser er «21», men må være en gruppe"),
        ("SYE1.plasser: {verdi: {a: b}, begrunnelse: x}", "må være ett tall, et ord eller årene"),
        ("SYE1.plase: {verdi: 21, begrunnelse: x}", "linje 5: ukjent adresse «SYE1.plase». Mente"),
        ("SYE1.plasser: {verdi: mange, begrunnelse: x}", "linje 5: SYE1.plasser er «mange», som"),
        ("SYE1.plasser: {verdi: [1, 2], begrunnelse: x}", "SYE1.plasser må være ett tall"),
        ("HEL1.besparelse: {verdi: 12, begrunnelse: x}", "HEL1.besparelse er 12 andel – mente du"),
        ("SYE1.klasse: {verdi: best, begrunnelse: x}", "linje 5: SYE1.klasse er «best». Mente du"),
        ("sektor.periode: {verdi: 2029-2026, begrunnelse: x}", "må være år etter hverandre"),
        ("sektor.periode: {verdi: 2026-2031, begrunnelse: x}", "Gi disse også: HEL1.innfasing[203"),
    ],
)
def test_a_fault_in_a_change_is_told_with_line_key_and_remedy(
    hls: Sektor, tmp_path: Path, endring: str, feil: str
) -> None:
    sagt = _feil(hls, tmp_path, f"{HODE}  {endring}\n")
    assert len(sagt) == 1
    assert sagt[0].startswith("linje 5: ")
    assert feil in sagt[0]


def test_all_faults_are_told_at_once(hls: Sektor, tmp_path: Path) -> None:
    sagt = _feil(
        hls,
        tmp_path,
        f"{HODE}  SYE1.plase: {{verdi: 1, begrunnelse: x}}\n  SYE1.plasser: {{verdi: mye, begrunnelse: x}}\n",
    )
    assert [linje.partition(":")[0] for linje in sagt] == ["linje 5", "linje 6"]


def test_an_address_twice_with_other_spaces_is_an_error(hls: Sektor, tmp_path: Path) -> None:
    endring = "{verdi: -16000, begrunnelse: x}"
    sagt = _feil(hls, tmp_path, f"{HODE}  rammekutt[HEL, 2026]: {endring}\n  rammekutt[HEL,2026]: {endring}")
    assert sagt == ["linje 6: rammekutt[HEL, 2026] er gitt to ganger. Slett den ene."]


@pytest.mark.parametrize("endringer", ["endringer:\n", "endringer: {}\n", "", "endringer: ja\n"])
def test_a_file_without_changes_is_refused(hls: Sektor, tmp_path: Path, endringer: str) -> None:
    sagt = _feil_uten_linje(hls, tmp_path, HODE.replace("endringer:\n", endringer))
    assert "endringer" in sagt


def _feil_uten_linje(sektor: Sektor, mappe: Path, tekst: str) -> str:
    return feilmelding(lambda: _les(sektor, mappe, tekst))


def test_the_schema_accepts_what_is_read_and_refuses_what_lacks_a_reason() -> None:
    skjema = Draft202012Validator(json_skjema("endringer", Bokmappe.her()))
    tekst = HODE.replace("2026-11-20", '"2026-11-20"')
    skjema.validate(yaml.safe_load(f"{tekst}  SYE1.plasser: {{verdi: 21, begrunnelse: x}}"))
    skjema.validate(yaml.safe_load(f"{tekst}  sektor.periode: {{verdi: [2026], begrunnelse: x}}"))
    with pytest.raises(ValidationError):
        skjema.validate(yaml.safe_load(f"{tekst}  SYE1.plasser: {{verdi: 21}}"))
