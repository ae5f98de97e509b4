"""The command line: bokmål throughout, exit codes that mean something, and never a traceback."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from effekt.cli import data, main
from effekt.cli.parser import FEIL_I_DATA
from tests.helpers.feildata import bytt

KOMMANDOER = ["build", "check", "changes", "rerun", "compare", "fetch", "schema"]
# argparse's own words, and what Python says when no one has caught it.
ENGELSK = re.compile(
    r"usage|show this|optional|positional|invalid|required|expected|unrecognized|^argument"
    r"|Traceback|Error"
)
KAPITTEL = "tek/tiltak"


def _kjor(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Exit code, and what was said on standard output and standard error."""
    try:
        kode = main.main(argv)
    except SystemExit as slutt:
        kode = int(slutt.code or 0)
    sagt = capsys.readouterr()
    assert not ENGELSK.search(sagt.err)
    return kode, sagt.out, sagt.err


@pytest.mark.parametrize("argv", [["--help"], *([k, "--help"] for k in KOMMANDOER)], ids=str)
def test_help_is_in_norwegian(capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    kode, ut, feil = _kjor(capsys, *argv)
    assert (kode, feil) == (0, "")
    assert ut.startswith("bruk: effekt")
    assert "vis denne hjelpen" in ut
    assert not ENGELSK.search(ut)


def test_help_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    _, ut, _ = _kjor(capsys, "--help")
    for kommando in KOMMANDOER:
        assert re.search(rf"^  {kommando} +\w", ut, re.MULTILINE)
    assert "Avslutter med 0 når alt gikk bra" in ut
    assert "EFFEKT_DATA" in ut
    assert "\nannet:" not in ut, "each command has its group (_GROUPS)"


@pytest.mark.parametrize(
    ("filer", "her", "ventet"),
    [
        ([], ".", "Mappen er tom. Skriv\n  effekt ny "),
        (["Budsjett 2026.xlsx"], ".", 'Tiltakene i "Budsjett 2026.xlsx" kan så føres inn i boken med effekt import.'),
        (["b/_toc.yml", "b/data/kilder.yml"], ".", "det er i «b». Gå dit først:\n  cd b\n"),
        (["b/_toc.yml", "b/data/kilder.yml", "b/data/kul/sektor.yml"], "b/data", "Her er boken «b». Den har kul. "),
    ],
    ids=["an empty folder", "a budget", "a book beneath", "a book"],
)
def test_alone_it_says_what_to_do_first_where_one_stands(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    filer: list[str], her: str, ventet: str,
) -> None:  # fmt: skip
    monkeypatch.delenv("EFFEKT_DATA", raising=False)
    for fil in filer:
        (tmp_path / fil).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / fil).touch()
    monkeypatch.chdir(tmp_path / her)
    kode, ut, feil = _kjor(capsys)
    assert (kode, feil) == (0, "")
    assert ventet in ut
    assert ut.endswith("effekt --help viser alle kommandoene, og effekt KOMMANDO --help hva en av dem kan.\n")


@pytest.mark.parametrize(
    ("argv", "ventet"),
    [
        ("bygg", "ukjent kommando «bygg». Kommandoene er ny, build, serve, "),
        ("chek", "ukjent kommando «chek». Mente du check?"),
        ("check tek", "tek er ikke en sektormappe: sektor.yml finnes ikke i"),
        ("check --format xml", "--format er «xml». Velg text, json, md. Se «effekt check --help»."),
        ("check --sector tek data/tek", "både MAPPE og --sector er gitt. Bruk én av dem."),
        ("check --sektor tek", "ukjent argument: --sektor."),
        ("check --sec tek", "ukjent argument: --sec."),
        ("check --sector", "--sector mangler en verdi. Se «effekt check --help»."),
        ("check --sector tke", "ukjent sektor «tke». Mente du tek? data/ har opp, tek."),
        ("changes --sector tke", "ukjent sektor «tke». Mente du tek?"),
        ("changes --sector tek kostnad_per_stasjn", "«kostnad_per_stasjn». Mente du kostnad_per_stasjon?"),
        ("changes --format xml", "--format er «xml». Velg text, csv, json."),
        ("changes --output x.yml", "--output gjelder --template. Gi begge, eller ta bort"),
        ("changes --template --format csv", "--template kan ikke ha --format eller --alt."),
        ("changes --template --alt", "--template kan ikke ha --format eller --alt."),
        ("build --jobs to", "--jobs er «to», men må være et helt tall."),
        ("build --all=ja", "--all tar ingen verdi, men fikk «ja»."),
        ("rerun", "mangler KAPITTEL. Skriv hvilket, eller --all for hele boken."),
        ("rerun tek/tilltak", "ukjent kapittel «tek/tilltak». Mente du tek/tiltak"),
        ("rerun 5", "ukjent kapittel «5». Boken har "),
        (f"rerun {KAPITTEL} --set VAN1.stasjoner", "--set VAN1.stasjoner: skriv navn=verdi, for"),
        (f"rerun {KAPITTEL} --set VAN1.stasjoner=", "--set VAN1.stasjoner=: skriv navn=verdi, for"),
        (
            f"rerun {KAPITTEL} --set VAN1.stasjoner=1 --set VAN1.stasjoner=2",
            "--set VAN1.stasjoner er gitt to ganger, 1 og 2. Velg én.",
        ),
        (f"rerun {KAPITTEL} --set VAN1.stasjner=1", "adresse «VAN1.stasjner». Mente du VAN1.stasjoner?"),
        (f"rerun {KAPITTEL} --set x=1", "ukjent adresse «x». «effekt changes» viser alle."),
        (
            f"rerun {KAPITTEL} --set VAN1.besparelse=10",
            "endringer: VAN1.besparelse er 10 andel – mente du 0.1? Tillatt: 0–1.",
        ),
        (
            f"rerun {KAPITTEL} --set rammekutt[VEI,2027]=500",
            "endringer: rammekutt[VEI, 2027] er 500 (1 000 kr) – mente du -500?",
        ),
        (f"rerun {KAPITTEL} --set VAN1.besparelse=mye", "endringer: VAN1.besparelse er «mye», som ikke er et tall."),
        (f"rerun {KAPITTEL} --parameter sektro=tek", "ukjent parameter «sektro». Mente du sektor?"),
        (
            f'rerun {KAPITTEL} --set VAN1.stasjoner=1 --parameter endringer={{"VAN1.stasjoner":2}}',
            "endringer gis med --set eller --from, ikke med --parameter.",
        ),
    ],
)
def test_wrong_arguments_are_told_with_the_remedy(capsys: pytest.CaptureFixture[str], argv: str, ventet: str) -> None:
    kode, ut, feil = _kjor(capsys, *argv.split())
    assert (kode, ut) == (FEIL_I_DATA, "")
    assert ventet in feil
    assert feil.splitlines()[-1].startswith("effekt: ")


def test_a_file_for_an_output_folder_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fil = tmp_path / "ut"
    fil.touch()
    kode, _, feil = _kjor(capsys, "rerun", KAPITTEL, "--output", str(fil / "mappe"))
    assert (kode, feil) == (2, f"effekt: --output {fil}/mappe: {fil} er en fil. Velg en mappe.\n")


# --- check and changes ---------------------------------------------------------------------------


def test_check_tells_how_much_agrees_with_the_sources(capsys: pytest.CaptureFixture[str], kommunekopi: Path) -> None:
    """12 on the cards of tek, 12 + 4 by class, 16 by agency, 20 of the loan, 2 sums; 20 on the cards of opp."""
    kode, ut, feil = _kjor(capsys, "check")
    assert (kode, feil) == (1, "")  # the plan contradicts itself once
    assert ut.startswith(
        "data/opp: 20 tall stemmer med det kilden oppgir\ndata/tek: 66 tall stemmer med det kilden oppgir\n"
    )
    assert "Selvmotsigelser i kilden (1), data/tek" in ut
    assert ut.endswith(" 0 feil i data.\n")


def test_one_fault_is_a_paragraph_and_several_are_a_list(capsys: pytest.CaptureFixture[str], kommunekopi: Path) -> None:
    van1 = kommunekopi / "tek/tiltak/van1.yml"
    bytt(van1, "verdi: 30", "verdi: tretti")
    kode, ut, feil = _kjor(capsys, "check", "--sector", "tek")
    assert (kode, ut) == (2, "")
    assert feil.startswith("effekt: data/tek/tiltak/van1.yml, linje 15: ")
    bytt(van1, "enhet: andel", "enhte: andel")
    _, _, feil = _kjor(capsys, "check", "--sector", "tek")
    assert feil.startswith("effekt: 2 feil:\ndata/tek/tiltak/van1.yml, linje 15: ")
    assert len(feil.splitlines()) == 3


def test_check_fills_in_every_text_and_names_file_and_key(
    capsys: pytest.CaptureFixture[str], kommunekopi: Path
) -> None:
    bytt(kommunekopi / "tek/tiltak/van1.yml", "{{ tall.ansatte }}", "{{ tall.ansate }}")
    kode, _, feil = _kjor(capsys, "check")
    assert kode == 2
    assert re.search(
        r"^effekt: data/tek/tiltak/van1\.yml, linje \d+: merknader: ukjent enkelttall: "
        r"«ansate»\. Mente du ansatte\?$",
        feil.strip(),
    )


def test_check_reads_the_prose_of_the_chapters(capsys: pytest.CaptureFixture[str], kommunekopi: Path) -> None:
    bytt(kommunekopi.parent / "notebooks/tek/tiltak.ipynb", "{{ antall(tiltak) }}", "{{ tall.lyspunktr }}")
    kode, _, feil = _kjor(capsys, "check")
    assert kode == 2
    assert re.search(
        r"notebooks/tek/[\w-]+\.ipynb: celle \d+ \([\w-]+\): ukjent enkelttall: "
        r"«lyspunktr»\. Mente du lyspunkter\?",
        feil,
    )


def test_schema_writes_beside_the_data(capsys: pytest.CaptureFixture[str], kommunekopi: Path) -> None:
    kode, ut, _ = _kjor(capsys, "schema")
    assert kode == 0
    assert str(kommunekopi / "skjema/tiltak.schema.json") in ut.splitlines()


# --- never a traceback ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("feil", "kode", "ventet"),
    [
        (KeyboardInterrupt(), 130, "effekt: avbrutt. Boken og nettstedet er som de var.\n"),
        (PermissionError(13, "no", "/x"), 1, "effekt: kommer ikke til «/x»: det er ikke lov. Se etter at du har lov"),
        (KeyError("kort"), 1, "EFFEKT_FEILSOK=1 viser hvor."),
        (RecursionError("dypt"), 1, "Den ligger trolig i programmet, ikke i data."),
    ],
)
def test_what_no_one_foresaw_is_a_message_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, feil: BaseException, kode: int, ventet: str
) -> None:
    def kast(valg: object) -> int:
        raise feil

    monkeypatch.setattr(data, "_sjekk", kast)
    assert main.main(["check"]) == kode
    sagt = capsys.readouterr()
    assert ventet in sagt.err
    assert "Traceback" not in sagt.err


def test_the_maintainer_can_ask_for_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def kast(valg: object) -> int:
        raise KeyError("kort")

    monkeypatch.setattr(data, "_sjekk", kast)
    monkeypatch.setenv("EFFEKT_FEILSOK", "1")
    with pytest.raises(KeyError):
        main.main(["check"])


@pytest.mark.parametrize(
    ("mappe", "ventet"), [("finnes/ikke", "finner ikke datamappen «"), (".", "har ingen sektor, altså ingen mappe med")]
)
def test_a_wrong_data_folder_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mappe: str, ventet: str
) -> None:
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path / mappe))
    for kommando in ("check", "changes", "rerun forside"):
        kode, ut, feil = _kjor(capsys, *kommando.split())
        assert (kode, ut) == (2, "")
        assert ventet in feil
        assert "EFFEKT_DATA" in feil


# --- what is imported ----------------------------------------------------------------------------


def _importert(kode: str) -> set[str]:
    """The modules of a fresh Python after running ``kode``, without their submodules."""
    program = f"import contextlib, io, json, sys\nut = io.StringIO()\n{kode}\n"
    program += "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    kjort = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(kjort.stdout.splitlines()[-1]))


@pytest.mark.parametrize("argv", [["--help"], ["rerun", "--help"], ["tull"]])
def test_help_and_mistypings_import_nothing_heavy(argv: list[str]) -> None:
    moduler = _importert(
        "from effekt.cli.main import main\n"
        "with contextlib.redirect_stdout(ut), contextlib.redirect_stderr(ut), "
        f"contextlib.suppress(SystemExit):\n    main({argv!r})"
    )
    tunge = {"pandas", "numpy", "matplotlib", "pydantic", "yaml", "jinja2", "papermill", "nbformat"}
    assert not moduler & {*tunge, "argcomplete"}


def test_changes_is_light() -> None:
    moduler = _importert(
        "from effekt.cli.main import main\nwith contextlib.redirect_stdout(ut), "
        "contextlib.redirect_stderr(ut):\n    main(['changes'])"
    )
    tunge = {"pandas", "numpy", "matplotlib", "jinja2", "papermill", "nbformat", "argcomplete"}
    assert not moduler & tunge


def test_check_imports_no_drawing_and_no_kernel() -> None:
    moduler = _importert("from effekt.cli.main import main\nwith contextlib.redirect_stdout(ut):\n    main(['check'])")
    assert not moduler & {"numpy", "pandas", "matplotlib", "papermill", "nbformat", "IPython"}
