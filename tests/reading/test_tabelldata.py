"""Reading CSV tables: what Excel and people do to them is told with file, line and remedy."""

import unicodedata
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import HARDT_MELLOMROM
from effekt.reading import tabelldata
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import Celle
from tests.helpers.feildata import bytt, feilmelding, linje_med

KUTT = "tek/tabeller/rammekutt.csv"
NOKKELTALL = "tek/tabeller/nokkeltall.csv"
PAKKE = "tek/datapackage.yml"


def _feil() -> str:
    return feilmelding(lambda: les_sektor("tek"))


# Case: what is changed in rammekutt.csv, to what, the line that is named, and what is said there.
RADFEIL = {
    "decimal comma": ("VEI,2026,-1200", "VEI,2026,-1200,5", 2,
        "raden har 4 felt, men skal ha 3: «VEI,2026,-1200,5». Bruk punktum som desimaltegn"),
    "quoted decimal comma": ("VEI,2026,-1200", 'VEI,2026,"-1200,5"', 2,
        "belop er «-1200,5», som ikke er et tall. Bruk punktum som desimaltegn: -1200.5."),
    "space between thousands": ("-1200", "-1 200", 2,
        "belop er «-1 200», som ikke er et tall. Skriv tallet uten mellomrom: -1200."),
    "no-break space between thousands": ("-1200", "-1\u00a0200", 2,
        "Skriv tallet uten mellomrom: -1200."),
    "dash as minus": ("-1200", "–1200", 2, "Skriv minus som bindestrek: -1200."),
    "words for a number": ("-1200", "ukjent", 2, "belop er «ukjent», som ikke er et tall."),
    "an error from Excel": ("-1200", "#REF!", 2, "belop er «#REF!», som ikke er et tall."),
    "amount in millions": ("-1200", "-14 mill.", 2, "Skriv -14000000 der enheten er kr, -14 der"),
    "decimals in a whole number": ("-1200", "-1200.5", 2,
        "belop er -1200.5, men må være et helt tall."),
    "sign forgotten": ("-1200", "1200", 2,
        "belop er 1200 – mente du -1200? Tillatt: 0 og mindre (etter datapackage.yml)."),
    "empty cell": ("-1200", "", 2,
        "belop er «», men kan ikke mangle. Fyll ut feltet, eller slett raden."),
    "missing, but required": ("-1200", "..", 2, "belop er «..», men kan ikke mangle."),
    "empty key": ("VEI,2026", ",2026", 2, "virksomhet er «», men kan ikke mangle."),
    "unknown agency": ("VEI,2026", "VEU,2026", 2,
        "virksomhet er «VEU». Mente du VEI? Tillatt etter datapackage.yml: VEI, VAN."),
    "year outside the limits": ("VEI,2026", "VEI,2035", 2, "ar er 2035. Tillatt: 2026–2029"),
    "not a year": ("VEI,2026", "VEI,2026B", 2,
        "ar er «2026B», men må være et årstall, for eksempel 2026."),
    "a field too few": ("VEI,2026,-1200", "VEI,2026", 2,
        "raden har 2 felt, men skal ha 3: «VEI,2026». Skill feltene med komma"),
    "duplicate row": ("VEI,2027", "VEI,2026", 3,
        "raden «VEI, 2026» står også på linje 2. Slett den ene."),
    "unclosed quote": ("VEI,2026,-1200", '"VEI,2026,-1200', 2, "anførselstegnene går ikke opp."),
    "quote inside a field": ("VEI,2026", '"VEI"x,2026', 2, "anførselstegnene går ikke opp."),
    "missing column": ("virksomhet,ar,belop", "virksomhet,ar", 1,
        "kolonnen «belop» mangler. Første linje er «virksomhet,ar», men skal være «virksomhet,ar,"),
    "unknown column": ("virksomhet,ar,belop", "virksomhet,år,belop", 1,
        "ukjent kolonne «år». Mente du ar? Første linje er"),
    "swapped columns": ("virksomhet,ar,belop", "virksomhet,belop,ar", 1,
        "kolonnene står i feil rekkefølge"),
}  # fmt: skip


@pytest.mark.parametrize(("fra", "til", "linje", "ventet"), RADFEIL.values(), ids=RADFEIL)
def test_a_fault_is_told_with_file_line_value_and_remedy(
    kommunekopi: Path, fra: str, til: str, linje: int, ventet: str
) -> None:
    bytt(kommunekopi / KUTT, fra, til)
    melding = _feil()
    assert melding.startswith(f"data/{KUTT}, linje {linje}: ")
    assert ventet in melding
    assert len(melding.splitlines()) == 1


def test_all_faulty_rows_are_told_at_once(kommunekopi: Path) -> None:
    bytt(kommunekopi / KUTT, "VEI,2026,-1200", "VEI,2026,x")
    bytt(kommunekopi / KUTT, "VAN,2026,", "VAN,2026;")
    bytt(kommunekopi / KUTT, "VAN,2027", "VAX,2027")
    linjer = _feil().splitlines()
    assert [linje.split(":")[0] for linje in linjer] == [f"data/{KUTT}, linje {nr}" for nr in (2, 6, 7)]


# --- whole files ---------------------------------------------------------------------------------


def _i_excel(tekst: str) -> bytes:
    return tekst.replace(",", ";").replace("\n", "\r\n").encode("cp1252")


FILFEIL: dict[str, tuple[str, Callable[[str], bytes], str]] = {
    "Excel's own CSV": (NOKKELTALL, _i_excel,
        ", linje 2: filen er ikke lagret som UTF-8, men trolig som Windows-1252. I Excel: lagre"),
    "UTF-8 with semicolons": (KUTT, lambda t: t.replace(",", ";").encode(),
        ", linje 1: filen er delt med semikolon, slik Excel gjør med norske innstillinger. Bytt"),
    "tabs": (KUTT, lambda t: t.replace(",", "\t").encode(),
        ", linje 1: filen er delt med tabulator. Skill feltene med komma."),
    "UTF-16": (KUTT, lambda t: t.encode("utf-16"), "men trolig som UTF-16."),
    "empty file": (KUTT, lambda t: b"", ": filen er tom. Fyll den ut, eller slett den."),
    "only a header": (KUTT, lambda t: t.splitlines()[0].encode(),
        ", linje 1: filen har overskrifter, men ingen rader."),
}  # fmt: skip


@pytest.mark.parametrize(("navn", "endre", "ventet"), FILFEIL.values(), ids=FILFEIL)
def test_a_file_that_is_not_comma_separated_utf8_is_refused(
    kommunekopi: Path, navn: str, endre: Callable[[str], bytes], ventet: str
) -> None:
    fil = kommunekopi / navn
    fil.write_bytes(endre(fil.read_text(encoding="utf-8")))
    melding = _feil()
    assert melding.startswith(f"data/{navn}")
    assert ventet in melding


@pytest.mark.parametrize(
    "endre",
    [
        lambda b: b"\xef\xbb\xbf" + b,
        lambda b: b.replace(b"\n", b"\r\n"),
        lambda b: b + b"\n\n",
        lambda b: b + b",,\n",
        lambda b: b.replace(b"VEI,2026,", b"VEI , 2026, "),
        lambda b: b.replace(b"-1200", "−1200".encode()),
        lambda b: b.replace(b"VEI", b'"VEI"'),
    ],
    ids=["BOM", "CRLF", "blank lines", "empty row", "spaces", "U+2212", "quotes"],
)
def test_what_changes_no_value_is_accepted(kommunekopi: Path, tek: Sektor, endre: Callable[[bytes], bytes]) -> None:
    fil = kommunekopi / KUTT
    fil.write_bytes(endre(fil.read_bytes()))
    assert les_sektor("tek").tabeller["rammekutt"].celler == tek.tabeller["rammekutt"].celler


@pytest.mark.parametrize(
    ("fil", "ventet"),
    [
        ("tek/tabeller/ny.csv", "filen er ikke beskrevet i datapackage.yml. Legg den til der"),
        ("tek/ny.csv", "filen er ikke beskrevet i datapackage.yml."),
        ("tek/oppgitt/NY.CSV", "filen er ikke beskrevet i datapackage.yml."),
        ("tek/tabeller/ny.xlsx", "regneark leses ikke. Lagre arket som CSV (UTF-8, komma)."),
    ],
)
def test_a_file_that_would_not_be_read_is_refused(kommunekopi: Path, fil: str, ventet: str) -> None:
    (kommunekopi / fil).write_text("a,b\n1,2\n", encoding="utf-8")
    assert _feil().startswith(f"data/{fil}: {ventet}")


@pytest.mark.parametrize("navn", [".~lock.rammekutt.csv#", "~$rammekutt.xlsx", ".DS_Store"])
def test_what_programs_leave_behind_is_passed_over(kommunekopi: Path, navn: str) -> None:
    for mappe in ("tabeller", "tiltak"):
        (kommunekopi / "tek" / mappe / navn).write_bytes(b"\x00")
    assert les_sektor("tek").tabeller


def test_a_missing_file_is_told_where_it_is_described(kommunekopi: Path) -> None:
    (kommunekopi / KUTT).unlink()
    linje = linje_med(kommunekopi / PAKKE, "path: tabeller/rammekutt.csv")
    assert _feil() == (
        f"data/{PAKKE}, linje {linje}: filen tabeller/rammekutt.csv finnes ikke. Legg den i mappen, eller rett path."
    )


# --- the description -----------------------------------------------------------------------------

# Case: what is changed in datapackage.yml, to what, the text on the named line, and what is said.
PAKKEFEIL = {
    "missing source": ("    nummer: Tabell 1\n    kilde: plan-2027\n", "    nummer: Tabell 1\n",
        "  - name: nokkeltall", "nøkkelen «resources.kilde» mangler. Legg den til."),
    "typo in a key": ("nummer: Tabell 1", "numer: Tabell 1", "numer:",
        "ukjent nøkkel «resources.numer». Mente du nummer?"),
    "unknown type": ("type: year", "type: date", "type: date",
        "resources.schema.fields.type er «date». Velg én av: string, number, integer, year."),
    "unknown key column": ("primaryKey: [virksomhet, ar]", "primaryKey: [virksomhet, år]",
        "primaryKey: [virksomhet, år]",
        "resources.schema.primaryKey er «år», som ikke er en kolonne. Mente du ar? Kolonnene er"),
    "two columns of values": ("primaryKey: [virksomhet, ar]", "primaryKey: [virksomhet]  # én",
        "# én", "må være slik at én kolonne med tall står igjen, men det gjør ar og belop."),
    "two tables of one name": ("name: rammekutt", "name: nokkeltall", "",
        "tabellen «nokkeltall» er beskrevet to ganger. Gi den ene et annet navn."),
    "path out of the folder": ("tabeller/rammekutt.csv", "../../kilder.yml", "../../kilder.yml",
        "resources.path er «../../kilder.yml». Skriv mappe og fil"),
    "unknown source": ("kilde: plan-2027", "kilde: plan-2029", "plan-2029",
        "ukjent kilde «plan-2029». Mente du plan-2027?"),
    "page beyond the last": ('side: "19"', 'side: "190"', '"190"', "side 190 finnes ikke."),
    "unknown unit of money": ("enhet: 1 000 kr", "enhet: tusen kr", "tusen kr",
        "resources.schema.fields.enhet er «tusen kr», som ikke er en kjent pengeenhet."),
    "no unit": ("title: Kutt, enhet: 1 000 kr", "title: Kutt", "",
        "resources.schema.fields mangler enhet. Skriv enhet i kolonnen belop"),
}  # fmt: skip


@pytest.mark.parametrize(("fra", "til", "merke", "ventet"), PAKKEFEIL.values(), ids=PAKKEFEIL)
def test_a_fault_in_the_description_is_told(kommunekopi: Path, fra: str, til: str, merke: str, ventet: str) -> None:
    bytt(kommunekopi / PAKKE, fra, til)
    melding = _feil()
    assert ventet in melding
    if merke:
        assert f"data/{PAKKE}, linje {linje_med(kommunekopi / PAKKE, merke)}: " in melding


# --- what is read --------------------------------------------------------------------------------


def test_a_cell_knows_its_value_unit_and_address(tek: Sektor) -> None:
    celle = tek.tabeller["rammekutt"]["VEI", 2026]
    assert (celle.adresse, celle.verdi, celle.enhet) == (
        "rammekutt[VEI, 2026]", Fraction(-1200), "1 000 kr",
    )  # fmt: skip
    assert celle.uten_enhet() == f"−1{HARDT_MELLOMROM}200"


def test_a_figure_that_the_source_lacks_is_shown_and_never_reckoned_with(tek: Sektor) -> None:
    celle = tek.tabeller["tabell_5"]["avdrag", 2027]
    assert (celle.verdi, str(celle), celle.uten_enhet()) == (None, "ikke oppgitt", "ikke oppgitt")
    with pytest.raises(Datafeil, match=r"tabell_5\[avdrag, 2027\] er ikke oppgitt"):
        _ = celle.tallet


def test_a_row_that_is_not_there_is_told_with_the_nearest(tek: Sektor) -> None:
    with pytest.raises(Datafeil, match=r"har ikke raden \[VEU, 2027\]. Mente du VEI, 2027\?"):
        _ = tek.tabeller["rammekutt"]["VEU", 2027]


# A table of text: what is changed in its description, to what, and what is said.
TEKSTFEIL = {
    "numbers in a table of text": ("primaryKey: [virksomhet, ar]",
        "primaryKey: [virksomhet, ar]\n      teksttabell: true",
        "teksttabell er true, men belop har tall. Ta bort linjen, eller gi kolonnen type: string."),
    "no column of values left": ("primaryKey: [virksomhet, ar]",
        "primaryKey: [virksomhet, ar, belop]",
        "men det gjør ingen. Skriv teksttabell: true der tabellen bare har tekst."),
}  # fmt: skip


@pytest.mark.parametrize(("fra", "til", "ventet"), TEKSTFEIL.values(), ids=TEKSTFEIL)
def test_a_table_has_values_unless_it_says_that_it_is_of_text(
    kommunekopi: Path, fra: str, til: str, ventet: str
) -> None:
    bytt(kommunekopi / PAKKE, fra, til)
    assert ventet in _feil()


def test_a_table_of_text_has_rows_by_key_and_no_values(tek: Sektor) -> None:
    tabell = tek.tabeller["vedtak"]
    assert (len(tabell.celler), tabell.enhet) == (0, "")
    assert tabell.rad("lys")["frist"] == "1. juni 2027"
    with pytest.raises(Datafeil, match=r"har ikke raden \[lyss\]. Mente du lys\?"):
        tabell.rad("lyss")
    for slag in (lambda: tabell["lys"], tabell.sum):
        with pytest.raises(Datafeil, match="har bare tekst, og ingen tall å slå opp"):
            slag()


def test_a_row_of_text_that_stands_twice_is_refused(kommunekopi: Path) -> None:
    fil = kommunekopi / "tek/tabeller/vedtak.csv"
    fil.write_text(fil.read_text("utf-8") + "lys,Det samme,\n", "utf-8")
    assert "raden «lys» står også på linje 2. Slett den ene." in _feil()


def test_a_sum_is_of_the_rows_that_are_asked_for(tek: Sektor) -> None:
    anlegg = tek.tabeller["anlegg"]
    """Nordre øy 400 and Sentrum 1 200 are the municipality's own; with Småbåthavna 800, 2 400."""
    assert {drift: anlegg.sum(drift=drift) for drift in anlegg.nokkelverdier("drift")} == {
        "kommunal": 1600, "innleid": 800,
    }  # fmt: skip
    assert anlegg.sum() == 2400


@pytest.mark.parametrize(
    ("valg", "ventet"),
    [
        ({"drif": "kommunal"}, "har ikke kolonnen «drif». Mente du drift?"),
        ({"drift": "komunal"}, "har ingen rader der drift er «komunal». Mente du kommunal?"),
    ],
)
def test_a_sum_of_nothing_is_refused_and_not_zero(tek: Sektor, valg: dict[str, str], ventet: str) -> None:
    with pytest.raises(Datafeil) as feil:
        tek.tabeller["anlegg"].sum(**valg)
    assert ventet in str(feil.value)


@pytest.mark.parametrize(
    ("verdi", "trykt", "like"),
    [
        ("76.4", "76,4", True),
        ("38.9", "38.9", True),
        ("1116", "1 116", True),
        ("100", "100 %", True),
        ("4", "4*", True),
        ("137", "2 t 17 min", True),
        ("-1116.5", "\u22121\u00a0116,5", True),
        (None, "*", True),
        (None, "N/A", True),
        ("5", "3 til 7", True),  # which of them it is, cannot be told
        ("1116", "1 216", False),
        ("-303", "303", False),
        ("100", "-100 %", False),
        ("136", "2 t 17 min", False),
        (None, "4", False),
        ("4", "*", False),
    ],
)
def test_a_value_is_what_the_source_writes_in_the_column_beside(verdi: str | None, trykt: str, like: bool) -> None:
    celle = Celle("maling[a]", verdi and Fraction(verdi), "minutter", "" if verdi else "..")  # type: ignore[arg-type]
    sagt = [str(feil) for feil in tabelldata._feil_i_trykt("trykt", trykt, celle, Path("maling.csv"), 3)]
    assert (not sagt) is like
    assert all(f"men trykt er «{trykt}». Slå opp siden, og rett det ene." in feil for feil in sagt)


@pytest.mark.parametrize(
    ("fra", "til"),
    [("VEI,2027", "VEI\u00a0,2027"), ("virksomhet,ar", "virksomhet\u00a0,ar"), ("VEI,2027", "\u2009VEI,2027")],
)
def test_a_name_is_the_same_whatever_blanks_it_is_typed_with(kommunekopi: Path, fra: str, til: str) -> None:
    fil = kommunekopi / "tek/tabeller/rammekutt.csv"
    fil.write_text(fil.read_text(encoding="utf-8").replace(fra, til), encoding="utf-8")
    assert ("VEI", 2027) in les_sektor("tek").tabeller["rammekutt"].celler


def test_letters_put_together_of_two_signs_are_the_letters(kommunekopi: Path, tek: Sektor) -> None:
    for fil in kommunekopi.rglob("*.csv"):
        fil.write_text(unicodedata.normalize("NFD", fil.read_text(encoding="utf-8")), encoding="utf-8")
    assert les_sektor("tek").tabeller["nokkeltall"].rader == tek.tabeller["nokkeltall"].rader


@pytest.mark.parametrize("navn", ["tek/tabeller/rammekutt.csv", "tek/tall.yml", "felles/tekster/1-1-bakgrunn.md"])
def test_a_hidden_sign_is_refused_with_its_line_and_name(kommunekopi: Path, navn: str) -> None:
    fil = kommunekopi / navn
    tekst = fil.read_text(encoding="utf-8")
    fil.write_text(f"{tekst.rstrip()}\u202e\n", encoding="utf-8")
    linje = len(tekst.rstrip().splitlines())
    with pytest.raises(Datafeil) as feil:
        les_sektor("tek")
    assert f"data/{navn}, linje {linje}: usynlig tegn (U+202E) som ikke kan stå her. Slett det." in str(feil.value)
