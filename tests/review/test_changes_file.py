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
from effekt.review.changes_file import Endringspost, Endringssett, read_endringsfil
from tests.helpers.feildata import feilmelding

HODE = "tittel: Ny pris\nforfatter: Kari Nordmann\ndato: 2026-11-20\nendringer:\n"


def _les(sektor: Sektor, mappe: Path, tekst: str) -> Endringssett:
    fil = mappe / "endringer.yml"
    fil.write_text(tekst, encoding="utf-8")
    return read_endringsfil(sektor, fil)


def _feil(sektor: Sektor, mappe: Path, tekst: str) -> list[str]:
    """The faults, each from its line: «linje 5: …»."""
    sagt = feilmelding(lambda: _les(sektor, mappe, tekst)).splitlines()
    prefiks = f"{mappe.as_posix()}/endringer.yml, "
    assert all(linje.startswith(prefiks) for linje in sagt), sagt
    return [linje.removeprefix(prefiks) for linje in sagt]


def test_a_file_is_read_with_its_head_and_values_of_every_kind(tek: Sektor, tmp_path: Path) -> None:
    lest = _les(
        tek,
        tmp_path,
        HODE + "  VEI1.spart: {verdi: 0.25 mill., begrunnelse: Nytt regnskap}\n"
        '  VAN1.besparelse: {verdi: "12,5 %", begrunnelse: Ny studie}\n'
        "  rammekutt[VEI,2027]:\n    verdi: -16 000\n    begrunnelse: Vedtatt\n"
        "  VEI1.estimatusikkerhet: {verdi: Mye usikkerhet, begrunnelse: Etterspørselen}\n"
        "  sektor.periode: {verdi: [2027, 2028, 2029], begrunnelse: Økonomiplanen}\n",
    )
    assert (lest.tittel, lest.forfatter, lest.dato) == ("Ny pris", "Kari Nordmann", date(2026, 11, 20))
    assert lest.endringer == {
        "VEI1.spart": Endringspost(Fraction(250_000), "Nytt regnskap"),
        "VAN1.besparelse": Endringspost(Fraction(1, 8), "Ny studie"),
        "rammekutt[VEI, 2027]": Endringspost(Fraction(-16_000), "Vedtatt"),
        "VEI1.estimatusikkerhet": Endringspost("mye", "Etterspørselen"),
        "sektor.periode": Endringspost((2027, 2028, 2029), "Økonomiplanen"),
    }
    assert med_endringer("tek", lest.verdier).endringer == lest.verdier


def test_what_is_read_cannot_be_changed(tek: Sektor, tmp_path: Path) -> None:
    lest = _les(tek, tmp_path, HODE + "  VEI1.punkter: {verdi: 21, begrunnelse: x}\n")
    with pytest.raises(TypeError):
        lest.endringer["VEI1.punkter"] = Endringspost("x", "x")  # type: ignore[index]
    with pytest.raises(AttributeError):
        lest.tittel = "x"  # type: ignore[misc]


def test_a_value_that_is_there_already_is_allowed(tek: Sektor, tmp_path: Path) -> None:
    lest = _les(tek, tmp_path, HODE + "  VEI1.punkter: {verdi: 2000, begrunnelse: Som før}\n")
    assert lest.endringer["VEI1.punkter"].verdi == 2000
    assert med_endringer("tek", lest.verdier).tiltak.unrecorded() == tek.tiltak.unrecorded()


def test_what_is_not_filled_in_is_left_out(tek: Sektor, tmp_path: Path) -> None:
    tom = "    verdi:\n    begrunnelse:\n"
    lest = _les(tek, tmp_path, f"{HODE}  VEI1.punkter:\n{tom}  VEI1.spart: {{verdi: 1, begrunnelse: x}}\n")
    assert list(lest.endringer) == ["VEI1.spart"]
    assert _feil(tek, tmp_path, f"{HODE}  VEI1.punkter:\n{tom}") == [
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
def test_the_head_is_required(tek: Sektor, tmp_path: Path, tekst: str, feil: str) -> None:
    sagt = _feil(tek, tmp_path, tekst + "  VEI1.punkter: {verdi: 21, begrunnelse: x}\n")
    assert len(sagt) == 1
    assert sagt[0].startswith(feil)


@pytest.mark.parametrize("nokkel", ["tittel", "forfatter", "dato"])
def test_a_missing_line_of_the_head_is_named(tek: Sektor, tmp_path: Path, nokkel: str) -> None:
    uten = "".join(en for en in HODE.splitlines(True) if not en.startswith(nokkel))
    sagt = _feil_uten_linje(tek, tmp_path, f"{uten}  VEI1.punkter: {{verdi: 1, begrunnelse: x}}\n")
    assert sagt.endswith(f"endringer.yml: nøkkelen «{nokkel}» mangler. Legg den til.")


@pytest.mark.parametrize(
    ("endring", "feil"),
    [
        ("VEI1.punkter: {verdi: 21}", "linje 5: nøkkelen «endringer.VEI1.punkter.begrunnelse» ma"),
        ("VEI1.punkter: {begrunnelse: x}", "linje 5: nøkkelen «endringer.VEI1.punkter.verdi» mang"),
        ('VEI1.punkter: {verdi: 21, begrunnelse: ""}', "begrunnelse er tom. Fyll den ut"),
        ("VEI1.punkter: {verdi: 21, begrunelse: x}", "Mente du begrunnelse?"),
        ("VEI1.punkter: 21", "linje 5: endringer.VEI1.punkter er «21», men må være en gruppe"),
        ("VEI1.punkter: {verdi: {a: b}, begrunnelse: x}", "må være ett tall, et ord eller årene"),
        ("VEI1.punkte: {verdi: 21, begrunnelse: x}", "linje 5: ukjent adresse «VEI1.punkte». Mente"),
        ("VEI1.punkter: {verdi: mange, begrunnelse: x}", "linje 5: VEI1.punkter er «mange», som"),
        ("VEI1.punkter: {verdi: [1, 2], begrunnelse: x}", "VEI1.punkter må være ett tall"),
        ("VAN1.besparelse: {verdi: 12, begrunnelse: x}", "VAN1.besparelse er 12 andel – mente du"),
        ("VEI1.klasse: {verdi: ven, begrunnelse: x}", "linje 5: VEI1.klasse er «ven». Mente du"),
        ("sektor.periode: {verdi: 2030-2027, begrunnelse: x}", "må være år etter hverandre"),
        ("sektor.periode: {verdi: 2027-2031, begrunnelse: x}", "Gi disse også: VEI1.innfasing[203"),
    ],
)
def test_a_fault_in_a_change_is_told_with_line_key_and_remedy(
    tek: Sektor, tmp_path: Path, endring: str, feil: str
) -> None:
    sagt = _feil(tek, tmp_path, f"{HODE}  {endring}\n")
    assert len(sagt) == 1
    assert sagt[0].startswith("linje 5: ")
    assert feil in sagt[0]


def test_all_faults_are_told_at_once(tek: Sektor, tmp_path: Path) -> None:
    sagt = _feil(
        tek,
        tmp_path,
        f"{HODE}  VEI1.punkte: {{verdi: 1, begrunnelse: x}}\n  VEI1.punkter: {{verdi: mye, begrunnelse: x}}\n",
    )
    assert [linje.partition(":")[0] for linje in sagt] == ["linje 5", "linje 6"]


def test_an_address_twice_with_other_spaces_is_an_error(tek: Sektor, tmp_path: Path) -> None:
    endring = "{verdi: -16000, begrunnelse: x}"
    sagt = _feil(tek, tmp_path, f"{HODE}  rammekutt[VEI, 2027]: {endring}\n  rammekutt[VEI,2027]: {endring}")
    assert sagt == ["linje 6: rammekutt[VEI, 2027] er gitt to ganger. Slett den ene."]


@pytest.mark.parametrize("endringer", ["endringer:\n", "endringer: {}\n", "", "endringer: ja\n"])
def test_a_file_without_changes_is_refused(tek: Sektor, tmp_path: Path, endringer: str) -> None:
    sagt = _feil_uten_linje(tek, tmp_path, HODE.replace("endringer:\n", endringer))
    assert "endringer" in sagt


def _feil_uten_linje(sektor: Sektor, mappe: Path, tekst: str) -> str:
    return feilmelding(lambda: _les(sektor, mappe, tekst))


def test_the_schema_accepts_what_is_read_and_refuses_what_lacks_a_reason() -> None:
    skjema = Draft202012Validator(json_skjema("endringer", Bokmappe.her()))
    tekst = HODE.replace("2026-11-20", '"2026-11-20"')
    skjema.validate(yaml.safe_load(f"{tekst}  VEI1.punkter: {{verdi: 21, begrunnelse: x}}"))
    skjema.validate(yaml.safe_load(f"{tekst}  sektor.periode: {{verdi: [2026], begrunnelse: x}}"))
    with pytest.raises(ValidationError):
        skjema.validate(yaml.safe_load(f"{tekst}  VEI1.punkter: {{verdi: 21}}"))
