"""Reading CSV tables: what Excel and people do to them is told with file, line and remedy."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import HARDT_MELLOMROM
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding, linje_med

KUTT = "hls/tabeller/rammekutt.csv"
NOKKELTALL = "hls/tabeller/nokkeltall.csv"
PAKKE = "hls/datapackage.yml"

# Case: what is changed in rammekutt.csv, to what, the line that is named, and what is said there.
RADFEIL = {
    "decimal comma": ("HEL,2025,-14093", "HEL,2025,-14093,5", 2,
        "raden har 4 felt, men skal ha 3: «HEL,2025,-14093,5». Bruk punktum som desimaltegn"),
    "quoted decimal comma": ("HEL,2025,-14093", 'HEL,2025,"-14093,5"', 2,
        "belop er «-14093,5», som ikke er et tall. Bruk punktum som desimaltegn: -14093.5."),
    "space between thousands": ("-14093", "-14 093", 2,
        "belop er «-14 093», som ikke er et tall. Skriv tallet uten mellomrom: -14093."),
    "no-break space between thousands": ("-14093", "-14\u00a0093", 2,
        "Skriv tallet uten mellomrom: -14093."),
    "dash as minus": ("-14093", "–14093", 2, "Skriv minus som bindestrek: -14093."),
    "words for a number": ("-14093", "ukjent", 2, "belop er «ukjent», som ikke er et tall."),
    "an error from Excel": ("-14093", "#REF!", 2, "belop er «#REF!», som ikke er et tall."),
    "amount in millions": ("-14093", "-14 mill.", 2, "Skriv -14000000 der enheten er kr, -14 der"),
    "decimals in a whole number": ("-14093", "-14093.5", 2,
        "belop er -14093.5, men må være et helt tall."),
    "sign forgotten": ("-14093", "14093", 2,
        "belop er 14093 – mente du -14093? Tillatt: 0 og mindre (etter datapackage.yml)."),
    "empty cell": ("-14093", "", 2,
        "belop er «», men kan ikke mangle. Fyll ut feltet, eller slett raden."),
    "missing, but required": ("-14093", "..", 2, "belop er «..», men kan ikke mangle."),
    "empty key": ("HEL,2025", ",2025", 2, "virksomhet er «», men kan ikke mangle."),
    "unknown agency": ("HEL,2025", "HEI,2025", 2,
        "virksomhet er «HEI». Mente du HEL? Tillatt etter datapackage.yml: HEL, SYE."),
    "year outside the limits": ("HEL,2025", "HEL,2035", 2, "ar er 2035. Tillatt: 2025–2028"),
    "not a year": ("HEL,2025", "HEL,2025B", 2,
        "ar er «2025B», men må være et årstall, for eksempel 2026."),
    "a field too few": ("HEL,2025,-14093", "HEL,2025", 2,
        "raden har 2 felt, men skal ha 3: «HEL,2025». Skill feltene med komma"),
    "duplicate row": ("HEL,2026", "HEL,2025", 3,
        "raden «HEL, 2025» står også på linje 2. Slett den ene."),
    "unclosed quote": ("HEL,2025,-14093", '"HEL,2025,-14093', 2, "anførselstegnene går ikke opp."),
    "quote inside a field": ("HEL,2025", '"HEL"x,2025', 2, "anførselstegnene går ikke opp."),
    "missing column": ("virksomhet,ar,belop", "virksomhet,ar", 1,
        "kolonnen «belop» mangler. Første linje er «virksomhet,ar», men skal være «virksomhet,ar,"),
    "unknown column": ("virksomhet,ar,belop", "virksomhet,år,belop", 1,
        "ukjent kolonne «år». Mente du ar? Første linje er"),
    "swapped columns": ("virksomhet,ar,belop", "virksomhet,belop,ar", 1,
        "kolonnene står i feil rekkefølge"),
}  # fmt: skip


@pytest.mark.parametrize(("fra", "til", "linje", "ventet"), RADFEIL.values(), ids=RADFEIL)
def test_a_fault_is_told_with_file_line_value_and_remedy(
    datakopi: Path, fra: str, til: str, linje: int, ventet: str
) -> None:
    bytt(datakopi / KUTT, fra, til)
    melding = feilmelding()
    assert melding.startswith(f"data/{KUTT}, linje {linje}: ")
    assert ventet in melding
    assert len(melding.splitlines()) == 1


def test_all_faulty_rows_are_told_at_once(datakopi: Path) -> None:
    bytt(datakopi / KUTT, "HEL,2025,-14093", "HEL,2025,x")
    bytt(datakopi / KUTT, "SYE,2025,", "SYE,2025;")
    bytt(datakopi / KUTT, "SYE,2026", "SYX,2026")
    linjer = feilmelding().splitlines()
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
    datakopi: Path, navn: str, endre: Callable[[str], bytes], ventet: str
) -> None:
    fil = datakopi / navn
    fil.write_bytes(endre(fil.read_text(encoding="utf-8")))
    melding = feilmelding()
    assert melding.startswith(f"data/{navn}")
    assert ventet in melding


@pytest.mark.parametrize(
    "endre",
    [
        lambda b: b"\xef\xbb\xbf" + b,
        lambda b: b.replace(b"\n", b"\r\n"),
        lambda b: b + b"\n\n",
        lambda b: b + b",,\n",
        lambda b: b.replace(b"HEL,2025,", b"HEL , 2025, "),
        lambda b: b.replace(b"-14093", "−14093".encode()),
        lambda b: b.replace(b"HEL", b'"HEL"'),
    ],
    ids=["BOM", "CRLF", "blank lines", "empty row", "spaces", "U+2212", "quotes"],
)
def test_what_changes_no_value_is_accepted(datakopi: Path, hls: Sektor, endre: Callable[[bytes], bytes]) -> None:
    fil = datakopi / KUTT
    fil.write_bytes(endre(fil.read_bytes()))
    assert les_sektor().tabeller["rammekutt"].celler == hls.tabeller["rammekutt"].celler


@pytest.mark.parametrize(
    ("fil", "ventet"),
    [
        ("hls/tabeller/ny.csv", "filen er ikke beskrevet i datapackage.yml. Legg den til der"),
        ("hls/ny.csv", "filen er ikke beskrevet i datapackage.yml."),
        ("hls/oppgitt/NY.CSV", "filen er ikke beskrevet i datapackage.yml."),
        ("hls/tabeller/ny.xlsx", "regneark leses ikke. Lagre arket som CSV (UTF-8, komma)."),
    ],
)
def test_a_file_that_would_not_be_read_is_refused(datakopi: Path, fil: str, ventet: str) -> None:
    (datakopi / fil).write_text("a,b\n1,2\n", encoding="utf-8")
    assert feilmelding().startswith(f"data/{fil}: {ventet}")


@pytest.mark.parametrize("navn", [".~lock.rammekutt.csv#", "~$rammekutt.xlsx", ".DS_Store"])
def test_what_programs_leave_behind_is_passed_over(datakopi: Path, navn: str) -> None:
    for mappe in ("tabeller", "tiltak"):
        (datakopi / "hls" / mappe / navn).write_bytes(b"\x00")
    assert les_sektor().tabeller


def test_a_missing_file_is_told_where_it_is_described(datakopi: Path) -> None:
    (datakopi / KUTT).unlink()
    linje = linje_med(datakopi / PAKKE, "path: tabeller/rammekutt.csv")
    assert feilmelding() == (
        f"data/{PAKKE}, linje {linje}: filen tabeller/rammekutt.csv finnes ikke. Legg den i mappen, eller rett path."
    )


# --- the description -----------------------------------------------------------------------------

# Case: what is changed in datapackage.yml, to what, the text on the named line, and what is said.
PAKKEFEIL = {
    "missing source": ("    nummer: Tabell 3\n    kilde: delrapport-6\n", "    nummer: Tabell 3\n",
        "  - name: nokkeltall", "nøkkelen «resources.kilde» mangler. Legg den til."),
    "typo in a key": ("nummer: Tabell 3", "numer: Tabell 3", "numer:",
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
    "unknown source": ("kilde: delrapport-6", "kilde: delrapport-9", "delrapport-9",
        "ukjent kilde «delrapport-9». Mente du delrapport-6?"),
    "page beyond the last": ('side: "25"', 'side: "250"', '"250"', "side 250 finnes ikke."),
    "unknown unit of money": ("enhet: 1 000 kr", "enhet: tusen kr", "tusen kr",
        "resources.schema.fields.enhet er «tusen kr», som ikke er en kjent pengeenhet."),
    "no unit": ("title: Rammekutt, enhet: 1 000 kr", "title: Rammekutt", "",
        "resources.schema.fields mangler enhet. Skriv enhet i kolonnen belop"),
}  # fmt: skip


@pytest.mark.parametrize(("fra", "til", "merke", "ventet"), PAKKEFEIL.values(), ids=PAKKEFEIL)
def test_a_fault_in_the_description_is_told(datakopi: Path, fra: str, til: str, merke: str, ventet: str) -> None:
    bytt(datakopi / PAKKE, fra, til)
    melding = feilmelding()
    assert ventet in melding
    if merke:
        assert f"data/{PAKKE}, linje {linje_med(datakopi / PAKKE, merke)}: " in melding


# --- what is read --------------------------------------------------------------------------------


def test_a_cell_knows_its_value_unit_and_address(hls: Sektor) -> None:
    celle = hls.tabeller["rammekutt"]["HEL", 2026]
    assert (celle.adresse, celle.verdi, celle.enhet) == (
        "rammekutt[HEL, 2026]", Fraction(-14551), "1 000 kr",
    )  # fmt: skip
    assert celle.uten_enhet() == f"−14{HARDT_MELLOMROM}551"


def test_a_figure_that_the_source_lacks_is_shown_and_never_reckoned_with(hls: Sektor) -> None:
    celle = hls.tabeller["tabell_6"]["avdrag", 2026]
    assert (celle.verdi, str(celle), celle.uten_enhet()) == (None, "ikke oppgitt", "ikke oppgitt")
    with pytest.raises(Datafeil, match=r"tabell_6\[avdrag, 2026\] er ikke oppgitt"):
        _ = celle.tallet


def test_a_row_that_is_not_there_is_told_with_the_nearest(hls: Sektor) -> None:
    with pytest.raises(Datafeil, match=r"har ikke raden \[HEI, 2026\]. Mente du HEL, 2026\?"):
        _ = hls.tabeller["rammekutt"]["HEI", 2026]


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
def test_a_table_has_values_unless_it_says_that_it_is_of_text(datakopi: Path, fra: str, til: str, ventet: str) -> None:
    bytt(datakopi / PAKKE, fra, til)
    assert ventet in feilmelding()


def test_a_table_of_text_has_rows_by_key_and_no_values(hls: Sektor) -> None:
    tabell = hls.tabeller["oppdrag"]
    assert (len(tabell.celler), tabell.enhet) == (0, "")
    assert tabell.rad("oppspill")["frist"] == "1. august 2026"
    with pytest.raises(Datafeil, match=r"har ikke raden \[oppspil\]. Mente du oppspill\?"):
        tabell.rad("oppspil")
    for slag in (lambda: tabell["oppspill"], tabell.sum):
        with pytest.raises(Datafeil, match="har bare tekst, og ingen tall å slå opp"):
            slag()


def test_a_row_of_text_that_stands_twice_is_refused(datakopi: Path) -> None:
    fil = datakopi / "hls/tabeller/sektormal_2026.csv"
    fil.write_text(fil.read_text("utf-8") + "1.1,1,Det samme\n", "utf-8")
    assert "raden «1.1» står også på linje 2. Slett den ene." in feilmelding()


def test_a_sum_is_of_the_rows_that_are_asked_for(hls: Sektor) -> None:
    hjem = hls.tabeller["langtidshjem"]
    per_drift = [hjem.sum(drift=drift) for drift in hjem.nokkelverdier("drift")]
    assert sum(per_drift) == hjem.sum()


@pytest.mark.parametrize(
    ("valg", "ventet"),
    [
        ({"drif": "kommunal"}, "har ikke kolonnen «drif». Mente du drift?"),
        ({"drift": "komunal"}, "har ingen rader der drift er «komunal». Mente du kommunal?"),
    ],
)
def test_a_sum_of_nothing_is_refused_and_not_zero(hls: Sektor, valg: dict[str, str], ventet: str) -> None:
    with pytest.raises(Datafeil) as feil:
        hls.tabeller["langtidshjem"].sum(**valg)
    assert ventet in str(feil.value)
