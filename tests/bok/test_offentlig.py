"""Snapshots of public statistics: read exactly, refused when touched, shown with their source."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml

from effekt.base.faults import Datafeil
from effekt.base.recording import take_used
from effekt.cli import main
from effekt.display.numbered import Figur, Figurrekke
from effekt.display.objects import Plassholder
from effekt.export.datapackage import skriv_datautgave
from effekt.model.offentlig import OffentligeTall
from effekt.model.utgivelse import Utgivelse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.jsonstat import Formfeil, les_json, les_svar
from effekt.reading.offentlig import les_offentlige
from effekt.reading.sektorlesing import les_sektor
from effekt.report.figurer import figur
from effekt.report.registre import alle_kilder, alle_tabellverdier
from tests.bok.test_fetching import FRAMTID, bruk_bank, skriv_erklaring, tabeller, uten_snapshots
from tests.helpers.bokkopi import ROT
from tests.helpers.statistikkbank import Statistikkbank, Tabell, i_drift

EKTE_SVAR = Path(__file__).parents[1] / "helpers" / "svar" / "ssb-12134-svar.jsonstat2.json"


@pytest.fixture(scope="module")
def bank() -> Iterator[Statistikkbank]:
    with i_drift(tabeller()) as drift:
        yield drift


@pytest.fixture
def hentet(datakopi: Path, bank: Statistikkbank, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of data/ with made-up snapshots of the projection and of KOSTRA."""
    monkeypatch.setenv("EFFEKT_UTEN_BOK", "ja")
    bruk_bank(datakopi, bank)
    assert main.main(["fetch", "befolkningsframskriving", "netto_driftsresultat"]) == 0
    return datakopi


# --- replies -----------------------------------------------------------------------------------


def test_a_real_reply_is_read_whole() -> None:
    svar = les_svar(les_json(EKTE_SVAR.read_text(encoding="utf-8")))
    assert svar.oppdatert == "2026-03-16T07:00:00Z"
    assert [v.tekst for v in svar.variabler] == ["region", "statistikkvariabel", "år"]
    # It is another key figure than the one the book asks for, and so never shown in it.
    assert svar.celler["0301", "KOSAG110000", "2024"].verdi == 81240
    assert svar.variabler[1].verdier == {"KOSAG110000": "Frie inntekter per innbygger (kr)"}


def _dataset(**felt: Any) -> dict[str, Any]:
    return {
        "class": "dataset", "version": "2.0", "id": ["a", "t"], "size": [2, 2],
        "dimension": {
            "a": {"category": {"index": ["x", "y"], "label": {"x": "X", "y": "Y"}}},
            "t": {"category": {"index": {"2031": 1, "2030": 0}}},
        },
        "value": [1, 2, 3, 4], **felt,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tekst", "verdi"),
    [
        ("0.1", Fraction(1, 10)),
        ("-2.50", Fraction(-5, 2)),
        ("12345678901234567890.123456789", Fraction("12345678901234567890.123456789")),
        ("1e3", Fraction(1000)),
    ],
)
def test_numbers_are_exactly_what_the_reply_says(tekst: str, verdi: Fraction) -> None:
    svar = les_svar(les_json(json.dumps(_dataset()).replace("[1, 2, 3, 4]", f"[{tekst}, 2, 3, 4]")))
    assert svar.celler["x", "2030"].verdi == verdi


def test_values_and_signs_may_be_told_by_place() -> None:
    svar = les_svar(_dataset(value={"0": 5, "3": 7}, status={"1": ":", "2": "!"}))
    assert [(c.verdi, c.mangler) for c in svar.celler.values()] == [
        (5, ""), (None, ":"), (None, ".."), (7, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("felt", "sagt"),
    [
        ({"class": "collection"}, "ikke et datasett"),
        ({"version": "1.0"}, "JSON-stat 1.0, ikke 2.0"),
        ({"id": ["a"]}, "hvilke variabler"),
        ({"size": [2, 3]}, "ikke så mange verdier av «t»"),
        ({"size": ["2", "2"]}, "hvilke variabler"),
        ({"dimension": {"a": {}}}, "mangler verdiene til variabelen «a»"),
        ({"value": [1, 2, 3]}, "har 3 tall (value), men variablene gir plass til 4"),
        ({"value": {"4": 1}}, "flere tall (value)"),
        ({"value": [True, 2, 3, 4]}, "«True» der det skal stå et tall"),
        ({"value": None}, "mangler tallene"),
    ],
)
def test_what_does_not_agree_is_refused(felt: dict[str, Any], sagt: str) -> None:
    with pytest.raises(Formfeil) as feil:
        les_svar(_dataset(**felt))
    assert sagt in str(feil.value)


@pytest.mark.parametrize("tekst", ["[" * 100_000, '{"a": 1e999999999}', '{"a": Infinity}', ""])
def test_a_reply_that_would_harm_is_refused(tekst: str) -> None:
    with pytest.raises(Formfeil):
        les_json(tekst)


# --- a snapshot that is not what was fetched ---------------------------------------------------


@pytest.mark.parametrize("fil", ["svar.json", "metadata.json"])
def test_one_changed_byte_is_refused(hentet: Path, fil: str) -> None:
    sti = hentet / "felles/offentlig/netto_driftsresultat" / fil
    sti.write_bytes(sti.read_bytes().replace(b"2020", b"2021", 1))
    with pytest.raises(Datafeil, match="ikke slik den kom fra kilden") as feil:
        les_sektor("hls")
    assert f"offentlig/netto_driftsresultat/{fil}" in str(feil.value)
    assert "«effekt fetch netto_driftsresultat»" in str(feil.value)


def test_a_touched_snapshot_is_mended_by_fetching_again(hentet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = hentet / "felles/offentlig/netto_driftsresultat/svar.json"
    fil.write_bytes(b"{}")
    assert main.main(["fetch", "netto_driftsresultat"]) == 0
    assert "kan ikke leses" in capsys.readouterr().err
    assert les_sektor("hls").tabeller["netto_driftsresultat"][2020].verdi == Fraction(1, 10)


@pytest.mark.parametrize("fil", ["svar.json", "snapshot.yml"])
def test_a_missing_file_is_told(hentet: Path, fil: str) -> None:
    (hentet / "felles/offentlig/netto_driftsresultat" / fil).unlink()
    with pytest.raises(Datafeil, match=r"finnes ikke|mangler i det som er hentet"):
        les_sektor("hls")


@pytest.mark.parametrize(
    ("felt", "verdi", "sagt"),
    [
        ("rader", 13, "rader er 13, men svaret har 12"),
        ("tabell", "12135", "gjelder tabellen 12135, men offentlige_tall.yml har 12134"),
        ("hentet", "i går", "hentet"),
    ],
)
def test_an_account_that_is_not_of_what_lies_there_is_told(hentet: Path, felt: str, verdi: object, sagt: str) -> None:
    konto = hentet / "felles/offentlig/netto_driftsresultat/snapshot.yml"
    lest = {**yaml.safe_load(konto.read_text(encoding="utf-8")), felt: verdi}
    konto.write_text(yaml.safe_dump(lest, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Datafeil) as feil:
        les_offentlige(hentet, {})
    assert sagt in str(feil.value)
    assert "netto_driftsresultat/snapshot.yml" in str(feil.value)


def test_a_snapshot_that_nothing_declares_is_told(hentet: Path) -> None:
    skriv_erklaring(hentet, lambda e: e["uttak"].pop("befolkningsframskriving"))
    with pytest.raises(Datafeil, match=r"ingen uttak i offentlige_tall.yml heter «befolknings"):
        les_offentlige(hentet, {})


def test_a_declaration_that_wants_more_than_was_fetched_says_fetch_again(hentet: Path) -> None:
    def mer(e: dict[str, Any]) -> None:
        e["uttak"]["netto_driftsresultat"]["dimensjoner"]["ar"]["fra"] = "2012"

    skriv_erklaring(hentet, mer)
    with pytest.raises(Datafeil, match="tabellen har ikke verdien «2012»") as feil:
        les_sektor("hls")
    assert "«effekt fetch netto_driftsresultat»" in str(feil.value)


def test_a_table_that_is_typed_and_fetched_is_told(hentet: Path) -> None:
    fil = hentet / "hls/tabeller/framskriving_90.csv"
    fil.write_text("alternativ,ar,antall\nmellom,2030,5000\n", encoding="utf-8")
    with pytest.raises(Datafeil, match="tabellen «framskriving_90» er hentet også") as feil:
        les_sektor("hls")
    assert "hls/tabeller/framskriving_90.csv" in str(feil.value)


def test_a_place_for_a_table_that_nothing_describes_is_told(datakopi: Path) -> None:
    innhold = datakopi / "hls/innhold.yml"
    tekst = innhold.read_text(encoding="utf-8")
    innhold.write_text(tekst.replace("tabell: netto_driftsresultat", "tabell: netto_drift"), "utf-8")
    with pytest.raises(Datafeil, match="ukjent tabell «netto_drift»") as feil:
        les_sektor("hls")
    assert feil.value.linje


def test_a_place_after_a_text_that_is_not_there_is_told(datakopi: Path) -> None:
    innhold = datakopi / "hls/innhold.yml"
    tekst = innhold.read_text(encoding="utf-8")
    innhold.write_text(tekst.replace("etter: 1-1-bakgrunn", "etter: 1-1-bakgrun"), "utf-8")
    with pytest.raises(Datafeil, match="ukjent tekst «1-1-bakgrun»") as feil:
        les_sektor("hls")
    assert feil.value.linje


def test_whatever_text_a_figure_is_placed_after_the_shared_chapter_shows_it_there() -> None:
    rot = Path(__file__).parents[2]
    kapittel = (rot / "notebooks/felles/1-om-programmet.ipynb").read_text(encoding="utf-8")
    for fil in (rot / "data/felles/tekster").glob("*.md"):
        vist = kapittel.index(f'fellestekst(data, \\"{fil.stem}\\")')
        assert vist < kapittel.index(f'figurer.etter(data, \\"{fil.stem}\\")'), fil.stem


# --- shown in the book -------------------------------------------------------------------------


def test_without_a_snapshot_the_figures_say_what_they_show_and_no_command(datakopi: Path) -> None:
    uten_snapshots(datakopi)
    sektor = les_sektor("hls")
    assert isinstance(figur(sektor, 1), Plassholder)
    assert "KOSTRA" not in repr(figur(sektor, 1))
    for nummer in (1, 16, 17):
        assert "effekt fetch" not in repr(figur(sektor, nummer))
    assert "ikke trukket noen linje" in repr(figur(sektor, 17))


def test_with_a_snapshot_the_projection_is_drawn_and_its_source_named(hentet: Path) -> None:
    sektor = les_sektor("hls")
    for nummer, grunn in ((16, 20_000), (17, 5_000)):
        vist = figur(sektor, nummer)
        assert isinstance(vist, Figur)
        data = vist.data
        serier = {navn: dict(zip(d["ar"], d["verdi"], strict=True)) for navn, d in
                  data.groupby("serie", sort=False)}  # fmt: skip
        assert list(serier) == [
            "Folkemengde", "Mellomalternativet", "Høy levealder", "Lav levealder",
            "mellomalternativet",
        ]  # fmt: skip
        assert serier["Høy levealder"][2050] == grunn + 25 * 200
        assert list(serier["Lav levealder"]) == [int(ar) for ar in FRAMTID]
        assert "Oslo kommune, Befolkningsframskriving etter alder, tabell\u00a0BEF036" in (vist.kilde.tekst)
        assert "ssb" not in vist.kilde.tekst  # ids are for us
        assert "effekt fetch" not in repr(vist)
        assert "ikke trukket noen linje" not in repr(vist)


def test_the_projections_are_told_apart_by_more_than_colour(hentet: Path) -> None:
    from matplotlib.figure import Figure

    vist = figur(les_sektor("hls"), 16)
    assert isinstance(vist, Figur)
    for smal in (False, True):
        akser = Figure().subplots()
        vist.tegning(akser, smal)
        streker = [li.get_linestyle() for li in akser.lines if len(li.get_xdata()) > 2]
        assert len(streker) == len(set(streker)) == 4
        tekster = " ".join(t.get_text().replace("\n", " ") for t in akser.texts)
        for navn in ("Folkemengde", "Mellomalternativet", "Høy levealder", "Lav levealder"):
            assert navn in tekster
        assert "42\u00a0000" in tekster
        midter = sorted(t.get_position()[1] for t in akser.texts[1:])
        assert all(b - a > 500 for a, b in pairwise(midter))


def test_kostra_stands_beside_the_first_figure_under_its_own_name(hentet: Path) -> None:
    vist = figur(les_sektor("hls"), 1)
    assert isinstance(vist, Figurrekke)
    plass, kostra = vist.figurer
    assert isinstance(plass, Plassholder)  # Figur 1 itself has no more numbers than before
    assert isinstance(kostra, Figur)
    assert kostra.emne == "Netto driftsresultat for kommunekonsernet, etter KOSTRA"
    assert kostra.nummer == ""
    assert "resultatgrad" not in kostra.tittel.lower()
    tekst = repr(kostra)
    assert "er ikke det samme som resultatgraden i rapporten" in tekst
    assert "ifølge kommunens eget budsjettforslag" in tekst
    assert "Netto driftsresultat i prosent av noe" in tekst  # the bank's own words
    assert "Lisens: CC BY 4.0" in tekst
    assert [del_.etikett for del_ in vist.post().deler] == [
        "hls-figur-1", "hls-offentlig-netto-driftsresultat",
    ]  # fmt: skip


def test_what_is_fetched_makes_the_chapters_stale(hentet: Path, bank: Statistikkbank) -> None:
    for_ = les_sektor("hls")
    take_used()
    figur(for_, 16)
    assert {"tabell.framskriving_80_89", "tabell.folkemengde_80_89"} <= set(take_used())
    gammel = bank.tabeller["12134"].tall
    bank.tabeller["12134"].tall = lambda _: 7
    try:
        assert main.main(["fetch", "netto_driftsresultat"]) == 0
    finally:
        bank.tabeller["12134"].tall = gammel
    etter = les_sektor("hls")
    adresse = "tabell.netto_driftsresultat"
    assert for_.avtrykk(adresse) != etter.avtrykk(adresse)
    assert for_.avtrykk("tabell.rammekutt") == etter.avtrykk("tabell.rammekutt")


def test_that_nothing_was_fetched_yet_is_recorded_as_read(datakopi: Path) -> None:
    uten_snapshots(datakopi)
    sektor = les_sektor("hls")
    take_used()
    figur(sektor, 1)
    assert "tabell.netto_driftsresultat" in set(take_used())
    assert sektor.avtrykk("tabell.netto_driftsresultat") == ""


def test_registers_and_changes_have_the_fetched_values(hentet: Path) -> None:
    sektor = les_sektor("hls")
    assert "framskriving_90[lav, 2050]" in repr(alle_tabellverdier(sektor))
    assert "Befolkningsframskriving etter alder" in repr(alle_kilder(sektor))
    kjent = adresser(sektor)["framskriving_80_89[hoy, 2050]"]
    assert (kjent.verdi, kjent.enhet) == (25_000, "personer")
    endret = med_endringer("hls", {"netto_driftsresultat[2021]": "-0,5"})
    assert endret.tabeller["netto_driftsresultat"][2021].verdi == Fraction(-1, 2)
    assert sektor.tabeller["netto_driftsresultat"][2021].verdi == Fraction(-5, 4)


def test_the_data_package_has_the_reply_and_the_tables_made_of_it(hentet: Path, tmp_path: Path) -> None:
    import zipfile

    fil = tmp_path / "pakke.zip"
    skriv_datautgave(Bokmappe.her(), fil, "Datagrunnlaget", Utgivelse())
    with zipfile.ZipFile(fil) as pakke:
        pakke.extractall(tmp_path / "ut")
    assert frictionless.validate(str(tmp_path / "ut/datapackage.json")).flatten(["note"]) == []
    mappe = "felles/offentlig/netto_driftsresultat"
    lest = (tmp_path / f"ut/data/{mappe}/netto_driftsresultat.csv").read_text("utf-8")
    assert lest.splitlines()[:3] == ["ar,andel", "2019,-1.25", "2020,0.1"]
    assert (tmp_path / f"ut/data/{mappe}/svar.json").read_bytes() == (hentet / mappe / "svar.json").read_bytes()
    beskrivelse = json.loads((tmp_path / "ut/datapackage.json").read_text("utf-8"))
    tabell = next(r for r in beskrivelse["resources"] if r["name"] == "felles-netto_driftsresultat")
    assert tabell["lisens"] == "CC BY 4.0"


# --- another municipality ----------------------------------------------------------------------


def test_another_municipality_declares_its_own(datakopi: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made up: another bank, another table, other words; nothing in the code has to know."""
    monkeypatch.setenv("EFFEKT_UTEN_BOK", "ja")
    uten_snapshots(datakopi)
    egen = Tabell(
        "Barnehageplasser",
        {
            "krets": ("Krets", {"1": "Fjellbygda", "2": "Sjøsida"}, False),
            "tid": ("Årstal", {"0": "2028", "1": "2029"}, False),
        },
        lambda k: 10 * int(k["krets"]) + int(k["tid"]),
    )
    with i_drift({"plasser/B1.px": egen}) as bank:
        erklaring = {
            "banker": {
                "var": {
                    "grensesnitt": "pxweb1", "adresse": f"{bank.adresse}/v1",
                    "utgiver": "Prøvevik kommune", "lisens": "NLOD 2.0", "celler": 100,
                    "kall_per_minutt": 100,
                }
            },
            "uttak": {
                "plasser": {
                    "bank": "var", "tabell": "plasser/B1.px", "tittel": "Plasser",
                    "formal": "Prøve",
                    "dimensjoner": {
                        "krets": {"tekst": "krets", "alle": "ja"},
                        "ar": {"tekst": "årstal", "siste": 1},
                    },
                    "tabeller": {
                        "barnehageplasser": {
                            "tittel": "Barnehageplasser",
                            "kolonner": {"krets": {"dimensjon": "krets", "tittel": "Krets"}},
                            "verdi": {"navn": "antall", "tittel": "Plasser", "enhet": "plasser"},
                        }
                    },
                }
            },
        }  # fmt: skip
        fil = datakopi / "felles/offentlige_tall.yml"
        fil.write_text(yaml.safe_dump(erklaring, allow_unicode=True), encoding="utf-8")
        assert main.main(["fetch"]) == 0
    tabell = les_offentlige(datakopi, {}).tabeller["barnehageplasser"]
    assert {k: c.verdi for k, c in tabell.celler.items()} == {("Fjellbygda",): 11, ("Sjøsida",): 21}


@pytest.mark.parametrize(
    ("sti", "verdi", "sagt"),
    [
        (("banker", "ssb", "adresse"), "http://data.example.org", "https://"),
        (("banker", "ssb", "adresse"), "https://a:b@data.example.org", "https://"),
        (("banker", "ssb", "grensesnitt"), "pxweb3", "Velg én av: pxwebapi2, pxweb1"),
        (("uttak", "folkemengde", "bank"), "sbb", "Mente du ssb?"),
        (("uttak", "folkemengde", "tabell"), "../../x", "Skriv tabellens nummer"),
        (("uttak", "folkemengde", "dimensjoner", "ar"), {"kode": "Tid"}, "må ha én av: verdier"),
        (("uttak", "folkemengde", "dimensjoner", "ar"), {"alle": "ja"}, "må ha kode eller tekst"),
        (
            ("uttak", "folkemengde", "tabeller", "folkemengde_90", "summeres"),
            ["aldr"],
            "«aldr», som ikke er en dimensjon. Mente du alder?",
        ),
    ],
)
def test_a_wrong_declaration_is_told_with_its_line(
    datakopi: Path, sti: tuple[str, ...], verdi: object, sagt: str
) -> None:
    def feil_inn(e: dict[str, Any]) -> None:
        her = e
        for ledd in sti[:-1]:
            her = her[ledd]
        her[sti[-1]] = verdi

    skriv_erklaring(datakopi, feil_inn)
    with pytest.raises(Datafeil) as feil:
        les_sektor("hls")
    assert sagt in str(feil.value)
    assert "data/felles/offentlige_tall.yml, linje" in str(feil.value)


def test_what_is_declared_is_what_the_book_says_is_declared(datakopi: Path) -> None:
    lest = yaml.safe_load((datakopi / "felles/offentlige_tall.yml").read_text(encoding="utf-8"))
    tall = OffentligeTall.model_validate(lest)
    sektor = les_sektor("hls")
    i_bruk = {p.offentlig.tabell: nr for nr, p in sektor.figurer.unrecorded().items() if p.offentlig}
    for uttak in tall.uttak.values():
        for navn, tabell in uttak.tabeller.items():
            if navn in i_bruk:
                assert tabell.brukes_i == (f"Figur {i_bruk[navn]}",)
            if tabell.erstatter:
                assert (datakopi / tabell.erstatter).is_file()


# --- a build does not use the network ----------------------------------------------------------


VAKT = """
import os, sys

def vakt(hendelse, argumenter):
    if hendelse in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        adresse = argumenter[1] if hendelse != "socket.getaddrinfo" else argumenter
        vert = adresse[0] if isinstance(adresse, tuple) else None  # a path is a local pipe
        if vert not in {None, "127.0.0.1", "::1", "localhost", ""}:
            with open(os.environ["NETTLOGG"], "a") as fil:
                fil.write(f"{hendelse} {adresse}\\n")
            raise OSError("ikke noe nett her")

sys.addaudithook(vakt)
"""


@pytest.mark.bygg
def test_chapters_with_fetched_numbers_are_built_without_the_network(hentet: Path, tmp_path: Path) -> None:
    vakt = tmp_path / "vakt"
    vakt.mkdir()
    (vakt / "sitecustomize.py").write_text(VAKT, encoding="utf-8")
    logg, ut = tmp_path / "nett.log", tmp_path / "ut"
    program = """
import socket, sys
from pathlib import Path
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError as feil:
    print(feil)
from effekt.site.build import run_chapters
from effekt.check.checking import raise_faults, chapters_by_sektor
from effekt.execution.chapters import find_chapters
from effekt.execution.execute import RunSettings
from effekt.reading.bokmappe import Bokmappe
bok = Bokmappe.her()
raise_faults(bok, "hls", chapters_by_sektor(bok)["hls"])
valgt = [k for k in find_chapters(bok) if k.navn == "hls/3-2-potensial"]
run_chapters(bok, valgt, Path(sys.argv[1]), print, RunSettings(1))
assert "effekt.fetch.client" not in sys.modules
"""
    kjort = subprocess.run(
        [sys.executable, "-c", program, str(ut)],
        cwd=ROT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(vakt), "NETTLOGG": str(logg)},
    )  # fmt: skip
    assert kjort.returncode == 0, kjort.stderr[-2000:]
    assert "ikke noe nett her" in kjort.stdout  # the guard is there
    (forsok,) = logg.read_text(encoding="utf-8").splitlines()
    assert "192.0.2.1" in forsok  # ours, and no other
    assert "Høy levealder" in (ut / "book/hls/filer/figur-16.csv").read_text(encoding="utf-8")
