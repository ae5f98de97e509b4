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
from effekt.execution.chapters import finn_kapitler
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor
from effekt.review import changes_list
from effekt.review.changes_file import les_endringsfil
from effekt.review.changes_list import Linje, linjer

ROT = Path(__file__).parents[2]
STEDER = {
    "SYE1.inntektstap": [
        Poststed("hls/3-4", "kort", "hls-kort-sye1", "SYE1"),
        *(Poststed("hls/4", "tabell", f"hls-tabell-{nr}", "x") for nr in range(5)),
    ],
    "tabell.rammekutt": [Poststed("hls/2", "tabell", "hls-tabell-4", "x")],
}


def _linjer(sektor: Sektor, sok: str, lest: dict[str, list[Poststed]] | None = None) -> list[Linje]:
    alle = adresser(sektor)
    return linjer(sektor, [alle[a] for a in alle if sok in a], STEDER if lest is None else lest)


# --- the list ------------------------------------------------------------------------------------


def test_the_list_tells_value_unit_page_name_and_what_is_moved(hls: Sektor) -> None:
    assert changes_list.som_tekst(_linjer(hls, "SYE1.inntektstap"), 100) == (
        "SYE1.inntektstap  1\u00a0180\u00a0780  kr per plass og år  s.\u00a049–51\n"
        "    inntektstap for en tom plass\n"
        "    flytter: effekten av SYE1; 6 steder: kort SYE1, Tabell 0, Tabell 1, Tabell 2, …"
    )


def test_all_places_are_named_on_request(hls: Sektor) -> None:
    vist = changes_list.som_tekst(_linjer(hls, "SYE1.inntektstap"), 200, alt=True)
    assert "6 steder: kort SYE1 (hls/3-4), Tabell 0 (hls/4), " in vist
    assert "…" not in vist
    assert vist.replace("\n        ", " ").endswith("Tabell 4 (hls/4)")


def test_cells_that_share_a_table_share_what_is_said_of_it(hls: Sektor) -> None:
    vist = changes_list.som_tekst(_linjer(hls, "rammekutt["), 100).splitlines()
    rader = [linje for linje in vist if linje.startswith("rammekutt[")]
    assert rader == vist[: len(rader)]
    assert [linje.strip() for linje in vist[len(rader) :]] == [
        "Vedtatte rammekutt per virksomhet",
        "flytter: 1 sted: Tabell 4",
    ]
    assert len({linje.index("1 000 kr") for linje in rader}) == 1


def test_names_are_wrapped_and_columns_stand_under_each_other(hls: Sektor) -> None:
    vist = changes_list.som_tekst(_linjer(hls, "tall."), 60).splitlines()
    assert all(len(linje) <= 60 for linje in vist if linje.startswith(" "))
    assert any(linje.startswith("        ") for linje in vist)


def test_a_book_that_does_not_tell_is_not_said_to_show_nothing(hls: Sektor) -> None:
    uten = changes_list.som_tekst(_linjer(hls, "tall.ansatte_sye", {}), 100)
    assert "flytter" not in uten
    assert "flytter: ingen steder i boken" in changes_list.som_tekst(_linjer(hls, "tall.ansatte_sye"), 100)


def test_json_has_exact_values_and_every_place(hls: Sektor) -> None:
    lest = json.loads(changes_list.som_json(_linjer(hls, "SYE1.inn")))
    per = {post["adresse"]: post for post in lest}
    assert per["SYE1.innfasing[2027]"]["verdi"] == "5/24"
    assert (per["SYE1.innfasing[2027]"]["minst"], per["SYE1.innfasing[2027]"]["storst"]) == ("0", "1")
    assert len(per["SYE1.inntektstap"]["steder"]) == 6
    assert per["SYE1.inntektstap"]["effekt"] == "SYE1"
    vurdering = json.loads(changes_list.som_json(_linjer(hls, "SYE1.estimat", {})))[0]
    assert vurdering["tillatt"] == ["lav", "middels", "stor", "ikke_gjengitt"]
    assert vurdering["steder"] is None


def test_csv_has_the_same_rows_and_can_be_read_by_a_spreadsheet(hls: Sektor) -> None:
    alle = _linjer(hls, "")
    rader = list(csv.DictReader(io.StringIO(changes_list.som_csv(alle))))
    poster = json.loads(changes_list.som_json(alle))
    assert [r["adresse"] for r in rader] == [p["adresse"] for p in poster]
    assert [r["verdi"] for r in rader] == [p["verdi"] for p in poster]
    mangler = next(r for r in rader if r["adresse"] == "nokkeltall[Ledertetthet, HEL]")
    assert mangler["verdi"] == ""


@pytest.mark.parametrize(
    ("argv", "ventet"),
    [
        (["changes", "hel1.kostnad"], "HEL1.kostnad_per_arsverk  1\u00a0000\u00a0000  kr per år"),
        (["changes", "INNTEKTSTAP"], "SYE1.inntektstap"),
        (["changes", "sektor.periode"], "sektor.periode  2026–2030  årstall"),
        (["changes", "SYE1.klasse", "--format", "csv"], "adresse,navn,verdi,enhet,kilde,side,"),
        (["changes", "SYE1.klasse", "--format", "json"], '"verdi": "nest_beste"'),
        (["changes", "SYE1.klasse", "--alt"], "SYE1.klasse  nest_beste  vurdering"),
    ],
)
def test_the_command_shows_the_list(capsys: pytest.CaptureFixture[str], argv: list[str], ventet: str) -> None:
    assert main.main(argv) == 0
    assert ventet in capsys.readouterr().out


# --- the template --------------------------------------------------------------------------------


def _mal(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main.main(["changes", "--template", *argv]) == 0
    sagt = capsys.readouterr()
    assert sagt.err == ""
    return sagt.out


def test_the_template_tells_value_unit_page_and_what_is_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    mal = _mal(capsys, "HEL2.besparelse")
    assert (
        "  # anslått besparelse, s.\u00a045\n"
        "  # Nå: 10\u00a0% (andel)\n"
        "  # Tillatt: 0–1\n"
        "  HEL2.besparelse:\n"
        "    verdi:\n"
        "    begrunnelse:\n"
    ) in mal
    assert "  # Tillatt: lav, middels, stor, ikke_gjengitt\n" in _mal(capsys, "SYE1.estimat")


def test_a_filled_in_template_reads_back_whatever_it_is_filled_in_with(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hls: Sektor
) -> None:
    """Every address at its own value: the whole template, as it is written to a file."""
    fil = tmp_path / "endringer.yml"
    assert _mal(capsys, "--output", str(fil)) == f"{fil}\n"
    alle = [a for a in adresser(hls).values() if a.verdi is not None]
    rader = {p["adresse"]: p["verdi"] for p in json.loads(changes_list.som_json(_linjer(hls, "")))}
    ut, adresse = [], ""
    for linje in fil.read_text(encoding="utf-8").splitlines():
        if re.match(r"  [^ #]", linje):
            adresse = linje.strip().removesuffix(":").strip('"')
        verdi = {"    verdi:": rader.get(adresse, ""), "    begrunnelse:": "grunn"}.get(linje, "")
        ut.append(f"{linje} {verdi if rader.get(adresse) else ''}".rstrip())
    tekst = "\n".join(ut).replace("tittel:", "tittel: t").replace("forfatter:", "forfatter: f")
    fil.write_text(tekst, encoding="utf-8")
    lest = les_endringsfil(hls, fil)
    assert lest.verdier == {a.adresse: a.verdi for a in alle}


def test_an_unfilled_template_is_told_to_be_empty(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hls: Sektor
) -> None:
    fil = tmp_path / "endringer.yml"
    fil.write_text(_mal(capsys, "SYE1"), encoding="utf-8")
    with pytest.raises(Datafeil, match="ingen av endringene er fylt ut"):
        les_endringsfil(hls, fil)


def test_the_template_names_its_schema_from_where_it_lies(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fil = tmp_path / "endringer.yml"
    _mal(capsys, "SYE1.plasser", "--output", str(fil))
    forste = fil.read_text(encoding="utf-8").splitlines()[0]
    skjema = (tmp_path / forste.partition("$schema=")[2]).resolve()
    assert skjema == ROT / "data/skjema/endringer.schema.json"


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
    kapitler = [kapittel.navn for kapittel in finn_kapitler(Bokmappe.her().rot)]
    assert _fullfort("effekt rerun ", tmp_path)[: len(kapitler)] == kapitler
    assert _fullfort("effekt changes --sector ", tmp_path) == ["hls"]
    assert "--template" in _fullfort("effekt changes --", tmp_path)


@pytest.mark.parametrize(
    ("skrevet", "svar"),
    [
        ("SYE1.innt", ["SYE1.inntektstap="]),
        ("SYE1.inntektstap=", ["1180780"]),
        ("'rammekutt[HEL, 2026]=", ["rammekutt[HEL, 2026]=-14551"]),
        ("rammekutt\\[HEL,\\ 2026", ["rammekutt\\[HEL,\\ 2026\\]="]),
        ("SYE1.klasse=", ["beste", "nest_beste", "middels", "nest_darligste", "darligste"]),
        ("sektor.periode=", ["2026–2030"]),
        ("SYE1.finnes_ikke=", []),
    ],
)
def test_the_shell_completes_an_address_and_then_its_value(tmp_path: Path, skrevet: str, svar: list[str]) -> None:
    assert _fullfort(f"effekt rerun hls/4-oppsummering --set {skrevet}", tmp_path) == svar


def test_broken_data_complete_to_nothing_in_silence(tmp_path: Path) -> None:
    borte = {"EFFEKT_DATA": str(tmp_path)}
    assert _fullfort("effekt rerun hls/4-oppsummering --set SYE1", tmp_path, **borte) == []
    assert _fullfort("effekt changes SYE1", tmp_path, **borte) == []
