"""«effekt changes»: the list in a terminal and to programs, the template, and shell completion."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.cli import main
from effekt.display.records import Poststed
from effekt.execution.chapters import find_chapters
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor
from effekt.review import changes_list
from effekt.review.changes_file import read_endringsfil
from effekt.review.changes_list import ListLine, list_lines
from effekt.review.rerun import changed_value
from tests.helpers.kommune import KOMMUNEDATA

STEDER = {
    "VEI1.spart": [
        Poststed("tek/tiltak", "kort", "tek-kort-vei1", "VEI1"),
        *(Poststed("tek/sum", "tabell", f"tek-tabell-{nr}", "x") for nr in range(5)),
    ],
    "tabell.rammekutt": [Poststed("tek/tiltak", "tabell", "tek-tabell-2", "x")],
}


def _linjer(sektor: Sektor, sok: str, lest: dict[str, list[Poststed]] | None = None) -> list[ListLine]:
    alle = adresser(sektor)
    return list_lines(sektor, [alle[a] for a in alle if sok in a], STEDER if lest is None else lest)


# --- the list ------------------------------------------------------------------------------------


def test_the_list_tells_value_unit_page_name_and_what_is_moved(tek: Sektor) -> None:
    assert changes_list.endringer_as_text(_linjer(tek, "VEI1.spart"), 100).startswith(
        "VEI1.spart      210  kr per lyspunkt og år  s.\u00a012–13\n"
        "    spart strøm for hvert punkt\n"
        "    flytter: effekten av VEI1; 6 steder: kort VEI1, Tabell 0, Tabell 1, Tabell 2, …\n"
        "VEI1.spart.lav  150  "
    )


def test_all_places_are_named_on_request(tek: Sektor) -> None:
    vist = changes_list.endringer_as_text(_linjer(tek, "VEI1.spart"), 200, alt=True)
    assert "6 steder: kort VEI1 (tek/tiltak), Tabell 0 (tek/sum), " in vist
    assert "…" not in vist
    assert vist.replace("\n        ", " ").endswith("Tabell 4 (tek/sum)")


def test_cells_that_share_a_table_share_what_is_said_of_it(tek: Sektor) -> None:
    vist = changes_list.endringer_as_text(_linjer(tek, "rammekutt["), 100).splitlines()
    rader = [linje for linje in vist if linje.startswith("rammekutt[")]
    assert rader == vist[: len(rader)]
    assert [linje.strip() for linje in vist[len(rader) :]] == [
        "Vedtatte kutt per virksomhet",
        "flytter: 1 sted: Tabell 2",
    ]
    assert len({linje.index("1 000 kr") for linje in rader}) == 1


def test_names_are_wrapped_and_columns_stand_under_each_other(tek: Sektor) -> None:
    vist = changes_list.endringer_as_text(_linjer(tek, "tall."), 30).splitlines()
    assert all(len(linje) <= 30 for linje in vist if linje.startswith(" "))
    assert any(linje.startswith("        ") for linje in vist)


def test_a_book_that_does_not_tell_is_not_said_to_show_nothing(tek: Sektor) -> None:
    uten = changes_list.endringer_as_text(_linjer(tek, "tall.ansatte", {}), 100)
    assert "flytter" not in uten
    assert "flytter: ingen steder i boken" in changes_list.endringer_as_text(_linjer(tek, "tall.ansatte"), 100)


def test_json_has_exact_values_and_every_place(tek: Sektor, opp: Sektor) -> None:
    lest = json.loads(changes_list.endringer_as_json(_linjer(tek, "VEI1.")))
    per = {post["adresse"]: post for post in lest}
    assert per["VEI1.innfasing[2027]"]["verdi"] == "0.5"
    assert (per["VEI1.innfasing[2027]"]["minst"], per["VEI1.innfasing[2027]"]["storst"]) == ("0", "1")
    tredel = json.loads(changes_list.endringer_as_json(_linjer(opp, "KUL1.innfasing[2028]")))[0]
    assert tredel["verdi"] == "1/3"
    assert len(per["VEI1.spart"]["steder"]) == 6
    assert per["VEI1.spart"]["effekt"] == "VEI1"
    vurdering = json.loads(changes_list.endringer_as_json(_linjer(tek, "VEI1.estimat", {})))[0]
    assert vurdering["tillatt"] == ["liten", "en_del", "mye", "nesten_alt", "ikke_gjengitt"]
    assert vurdering["steder"] is None


def test_csv_has_the_same_rows_and_can_be_read_by_a_spreadsheet(tek: Sektor) -> None:
    alle = _linjer(tek, "")
    rader = list(csv.DictReader(io.StringIO(changes_list.endringer_as_csv(alle))))
    poster = json.loads(changes_list.endringer_as_json(alle))
    assert [r["adresse"] for r in rader] == [p["adresse"] for p in poster]
    assert [r["verdi"] for r in rader] == [p["verdi"] for p in poster]
    mangler = next(r for r in rader if r["adresse"] == "nokkeltall[Ledertetthet, VEI]")
    assert mangler["verdi"] == ""


@pytest.mark.parametrize(
    ("argv", "ventet"),
    [
        (["changes", "--sector", "tek", "van1.kostnad"], "VAN1.kostnad_per_stasjon  100\u00a0000  kr per stasjon"),
        (["changes", "--sector", "tek", "SPART"], "VEI1.spart"),
        (["changes", "--sector", "tek", "sektor.periode"], "sektor.periode  2027–2030  årstall"),
        (["changes", "--sector", "tek", "VEI1.klasse", "--format", "csv"], "adresse,navn,verdi,enhet,kilde,side,"),
        (["changes", "--sector", "tek", "VEI1.klasse", "--format", "json"], '"verdi": "na"'),
        (["changes", "--sector", "tek", "VEI1.klasse", "--alt"], "VEI1.klasse  na  vurdering"),
        # Of the second sector, which is not named.
        (["changes", "BAR1.pris", "--format", "csv"], "BAR1.pris"),
    ],
)
def test_the_command_shows_the_list(capsys: pytest.CaptureFixture[str], argv: list[str], ventet: str) -> None:
    assert main.main(argv) == 0
    assert ventet in capsys.readouterr().out


# --- the template --------------------------------------------------------------------------------


def _mal(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main.main(["changes", "--template", "--sector", "tek", *argv]) == 0
    sagt = capsys.readouterr()
    assert sagt.err == ""
    return sagt.out


def test_the_template_tells_value_unit_page_and_what_is_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    mal = _mal(capsys, "VAN1.besparelse")
    assert (
        "  # anslått besparelse, s.\u00a017, 18\n"
        "  # Nå: 10\u00a0% (andel)\n"
        "  # Tillatt: 0–1\n"
        "  VAN1.besparelse:\n"
        "    verdi:\n"
        "    begrunnelse:\n"
    ) in mal
    assert "  # Tillatt: liten, en_del, mye, nesten_alt, ikke_gjengitt\n" in _mal(capsys, "VEI1.estimat")


def test_a_filled_in_template_reads_back_whatever_it_is_filled_in_with(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, tek: Sektor
) -> None:
    """Every address at its own value: the whole template, as it is written to a file."""
    fil = tmp_path / "endringer.yml"
    assert _mal(capsys, "--output", str(fil)) == f"{fil}\n"
    alle = [a for a in adresser(tek).values() if a.verdi is not None]
    rader = {p["adresse"]: p["verdi"] for p in json.loads(changes_list.endringer_as_json(_linjer(tek, "")))}
    ut, adresse = [], ""
    for linje in fil.read_text(encoding="utf-8").splitlines():
        if re.match(r"  [^ #]", linje):
            adresse = linje.strip().removesuffix(":").strip('"')
        verdi = {"    verdi:": rader.get(adresse, ""), "    begrunnelse:": "grunn"}.get(linje, "")
        ut.append(f"{linje} {verdi if rader.get(adresse) else ''}".rstrip())
    tekst = "\n".join(ut).replace("tittel:", "tittel: t").replace("forfatter:", "forfatter: f")
    fil.write_text(tekst, encoding="utf-8")
    lest = read_endringsfil(tek, fil)
    assert lest.verdier == {a.adresse: a.verdi for a in alle}


def test_an_unfilled_template_is_told_to_be_empty(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, tek: Sektor
) -> None:
    fil = tmp_path / "endringer.yml"
    fil.write_text(_mal(capsys, "VEI1"), encoding="utf-8")
    with pytest.raises(Datafeil, match="ingen av endringene er fylt ut"):
        read_endringsfil(tek, fil)


def test_the_template_names_its_schema_from_where_it_lies(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fil = tmp_path / "endringer.yml"
    _mal(capsys, "VEI1.punkter", "--output", str(fil))
    forste = fil.read_text(encoding="utf-8").splitlines()[0]
    skjema = (tmp_path / forste.partition("$schema=")[2]).resolve()
    assert skjema == KOMMUNEDATA / "skjema" / "endringer.schema.json"


def test_the_template_overwrites_nothing_and_makes_no_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fil = tmp_path / "endringer.yml"
    fil.write_text("mitt", encoding="utf-8")
    assert main.main(["changes", "--template", "--output", str(fil)]) == 2
    assert "finnes fra før. Velg et annet navn." in capsys.readouterr().err
    assert fil.read_text(encoding="utf-8") == "mitt"
    assert main.main(["changes", "--template", "--output", str(tmp_path / "ny/e.yml")]) == 2
    assert "mappen finnes ikke. Lag den først." in capsys.readouterr().err
    assert not (tmp_path / "ny").exists()


# --- the shell -----------------------------------------------------------------------------------


def _fullfort(linje: str, tmp_path: Path, **miljo: str) -> list[str]:
    """What bash would be given for the line; nothing may be said to the person at the keyboard."""
    svar = tmp_path / "svar"
    kjort = subprocess.run(
        [sys.executable, "-c", "from effekt.cli.main import main; main()"],
        env={
            **os.environ,
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_SHELL": "bash",
            "_ARGCOMPLETE_COMP_WORDBREAKS": " \t\n\"'><=;|&(:",
            "_ARGCOMPLETE_STDOUT_FILENAME": str(svar),
            "COMP_LINE": linje,
            "COMP_POINT": str(len(linje.encode())),
            "COMP_TYPE": "9",
            **miljo,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (kjort.stdout, kjort.stderr) == ("", "")
    return [ett.strip() for ett in svar.read_text(encoding="utf-8").split("\n") if ett.strip()]


def test_the_shell_completes_commands_chapters_sectors_and_options(tmp_path: Path) -> None:
    assert {"build", "check", "changes", "rerun", "schema"} <= set(_fullfort("effekt ", tmp_path))
    kapitler = [kapittel.navn for kapittel in find_chapters(Bokmappe.her())]
    assert _fullfort("effekt rerun ", tmp_path)[: len(kapitler)] == kapitler
    assert _fullfort("effekt changes --sector ", tmp_path) == ["opp", "tek"]
    assert "--template" in _fullfort("effekt changes --", tmp_path)


@pytest.mark.parametrize(
    ("skrevet", "svar"),
    [
        ("VEI1.spa", ["VEI1.spart=", "VEI1.spart.lav=", "VEI1.spart.hoy="]),
        ("VEI1.spart=", ["210"]),
        ("'rammekutt[VEI, 2027]=", ["rammekutt[VEI, 2027]=-300"]),
        ("rammekutt\\[VEI,\\ 2027", ["rammekutt\\[VEI,\\ 2027\\]="]),
        ("VEI1.klasse=", ["na", "vent", "nei"]),
        ("sektor.periode=", ["2027–2030"]),
        ("VEI1.finnes_ikke=", []),
    ],
)
def test_the_shell_completes_an_address_and_then_its_value(tmp_path: Path, skrevet: str, svar: list[str]) -> None:
    assert _fullfort(f"effekt rerun tek/tiltak --set {skrevet}", tmp_path) == svar


def test_broken_data_complete_to_nothing_in_silence(tmp_path: Path) -> None:
    borte = {"EFFEKT_DATA": str(tmp_path)}
    assert _fullfort("effekt rerun tek/tiltak --set VEI1", tmp_path, **borte) == []
    assert _fullfort("effekt changes VEI1", tmp_path, **borte) == []


def test_a_changed_word_is_told_by_its_name_and_not_as_data_has_it(tek: Sektor) -> None:
    alle = adresser(tek)
    status = changed_value(alle["VAN1.status"], "foreslatt", "avvist")
    assert (status.fra, status.til, status.enhet) == ("Foreslått", "Avvist", "")
    utelatt = changed_value(alle["VAN1.gjennomfores"], "ja", "nei")
    assert (utelatt.fra, utelatt.til) == ("gjennomføres", "gjennomføres ikke")
