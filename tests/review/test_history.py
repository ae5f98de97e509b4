"""A published number that has changed: told by check, entered in historikk.yml as one change."""

import csv
from pathlib import Path

import pytest

from effekt.check.published import changed_without_entry
from effekt.cli import main
from effekt.reading.sektorlesing import les_sektor
from effekt.report import registre
from tests.helpers.feildata import bytt


@pytest.fixture
def bygd(kommunekopi: Path) -> Path:
    """Lillevik, whose book/ has the registers of tek as a build leaves them."""
    mappe = kommunekopi.parent / "book" / "tek" / "filer"
    mappe.mkdir(parents=True)
    sektor = les_sektor("tek")
    for tabell in (registre.alle_tiltaksforutsetninger(sektor), registre.alle_enkelttall(sektor)):
        with (mappe / f"{tabell.adresse}.csv").open("w", encoding="utf-8", newline="") as fil:
            skriver = csv.writer(fil)
            skriver.writerows([[navn.lower() for navn in tabell.hode], *tabell.rader])
    return kommunekopi


def _endringer() -> list[str]:
    return [str(ett).replace("\u00a0", " ") for ett in changed_without_entry(les_sektor("tek"))]


def _endre(data: Path) -> None:
    bytt(data / "tek" / "tiltak" / "vei1.yml", "verdi: 2000, enhet: lyspunkter", "verdi: 2100, enhet: lyspunkter")
    bytt(data / "tek" / "tiltak" / "vei2.yml", "2029: 200000, 2030: 400000", "2029: 210000, 2030: 400001")


def test_what_is_as_it_was_published_is_not_told(bygd: Path) -> None:
    assert _endringer() == []


def test_a_changed_number_is_told_year_by_year_and_ends_the_check_with_1(
    bygd: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _endre(bygd)
    assert _endringer() == [
        "VEI1.punkter: 2 000 → 2 100 lyspunkter",
        "VEI2.besparelse[2029]: 200 000 → 210 000 kr per år",
        "VEI2.besparelse[2030]: 400 000 → 400 001 kr per år",
    ]
    main.main(["check", "--sector", "tek"])
    assert "Publiserte tall som er endret uten at det står i historikk.yml (3), data/tek" in capsys.readouterr().out


def test_a_sector_without_an_edition_has_published_nothing(bygd: Path) -> None:
    _endre(bygd)
    (bygd / "tek" / "historikk.yml").unlink()
    assert _endringer() == []


def test_one_change_of_several_numbers_is_one_entry(bygd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _endre(bygd)
    valg = ["--grunn", "Ny telling", "--kilde", "plan-2027", "--side", "12", "--dato", "2027-02-01"]
    assert main.main(["endring", "VEI2.besparelse", "--yes", *valg]) == 0
    assert "VEI2.besparelse[2029]: 200000 → 210000" in capsys.readouterr().out
    skrevet = (bygd / "tek" / "historikk.yml").read_text(encoding="utf-8")
    assert skrevet.count("grunn: Ny telling") == 1
    assert '- {adresse: "VEI2.besparelse[2030]", for: 400000, etter: 400001}' in skrevet.replace("'", '"')
    assert main.main(["endring", "--yes", *valg]) == 0
    assert _endringer() == []
    historikk = les_sektor("tek").historikk
    assert [len(h.alle_tall) for h in historikk.oppdateringer] == [1, 2, 1]


def test_what_the_book_no_longer_shows_is_given(kommunekopi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    valg = ["--grunn", "Feil", "--kilde", "plan-2027", "--side", "12", "--rettelse", "--yes"]
    assert main.main(["endring", "VEI1.punkter", *valg]) == 2
    assert "skriv hva det var: --for TALL" in capsys.readouterr().err
    assert main.main(["endring", "VEI1.punkter", "--for", "1900", *valg]) == 0
    assert "adresse: VEI1.punkter\n    for: 1900\n    etter: 2000\n" in (
        kommunekopi / "tek" / "historikk.yml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("valg", "sagt"),
    [
        ("VEI1.punkter --for 2000", "er 2000 nå også"),
        ("VEI1.punkt --for 1", "ukjent adresse «VEI1.punkt». Mente du VEI1.punkter?"),
        ("VEI1.punkter --for to", "--for er «to», som ikke er et tall"),
        ("VEI1.punkter --for 1 --dato 1.2.27", "må være en dato"),
        ("VEI1.punkter --for 1 --kilde plan-2028", "ukjent kilde «plan-2028». Mente du plan-2027?"),
        ("VEI1.spart --for 1 --dato 2027-01-15", "er alt ført med datoen 2027-01-15"),
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_written(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str], valg: str, sagt: str
) -> None:
    for_ = (kommunekopi / "tek" / "historikk.yml").read_bytes()
    argv = ["endring", "--grunn", "Feil", "--kilde", "plan-2027", "--side", "12", "--yes", *valg.split()]
    assert main.main(argv) == 2
    assert sagt in capsys.readouterr().err
    assert (kommunekopi / "tek" / "historikk.yml").read_bytes() == for_
