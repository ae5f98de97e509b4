"""A letter, a bridge and a list of another municipality, shown as its own datapackage.yml says."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from effekt.base.numbers import MINUS
from effekt.check.checking import faults_in_views
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import Mangelboks
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, tabeller
from tests.helpers.bokkopi import ROT
from tests.helpers.feildata import feilmelding, linje_med

PAKKE = "tek/datapackage.yml"
CSV = {
    "vegbrev": (
        "linje,type,pulje,aar,tusen\n"
        "I fjor,start,grunnlag,2027,900\nI fjor,start,grunnlag,2028,900\n"
        "Nye lys,ny,vekst,2027,40\nNye lys,ny,vekst,2028,60\n"
        "Færre turer,kutt,sparing,2027,-25\nFærre turer,kutt,sparing,2028,-30\n"
    ),
    "vegramme": "aar,tusen\n2027,915\n2028,928\n",
    "prosjekter": (
        "nr,hva,slag,aar,tusen\n7,Bru,maskin,2027,10\n7,Bru,lønn,2027,5\n7,Bru,maskin,2028,4\n9,Tunnel,maskin,2028,8\n"
    ),
    "prosjektsum": "nr,aar,tusen\n7,2027,15\n7,2028,5\n9,2028,8\nsamlet,2027,15\nsamlet,2028,13\n",
    "gjoremal": "id,innen,hva,hvem\na,1. mai,måle støy,vegvesenet\nb,snarest,telle lys,\n",
    "malinger": "punkt,aar,antall,skrevet\nnord,2027,..,*\nnord,2028,12,om lag 12\n",
}
PENGER = {"type": "integer", "title": "Beløp", "enhet": "1 000 kr"}
VIS: dict[str, tuple[list[str], list[str], dict[str, Any]]] = {
    "vegbrev": (
        ["linje", "type", "pulje"],
        ["linje", "aar"],
        {
            "undertittel": "I {{ enhet }}",
            "lesehjelp": "Rammen er {{ ramse(trykt) }}.{% if avvik %} Uforklart: {{ ramse(avvik) }}.{% endif %}",
            "kolonner": ["linje", "aar", {"hode": "Pulje", "celle": "{{ rad.pulje | capitalize }}"}],
            "bortover": "aar",
            "sum": True,
            "trykt_sum": {"tabell": "vegramme", "navn": "Ramma", "forskjell": "Uforklart"},
            "bro": {
                "navn": "vegbro",
                "tittel": "Fra i fjor til ramma",
                "undertittel": "I {{ enhet }}",
                "fra": "I fjor",
                "fra_rader": {"type": "start"},
                "ledd": "pulje",
                "noter": ["Puljene er våre"],
            },
            "sammenstilling": {
                "navn": "brev-mot-plan",
                "tittel": "Brevet mot ramma",
                "undertittel": "I {{ enhet }}",
                "lesehjelp": "Ramma mot kuttene: {{ ramse(mot(1, 2)) }}.",
                "rader": [
                    {"navn": "Ramma", "tabell": "vegramme"},
                    {"navn": "Kuttene", "bare_negative": True},
                    {"navn": "Vekst etter 2027", "der": {"pulje": "vekst"}, "endring_fra": 2027},
                ],
            },
        },
    ),
    "vegramme": ([], ["aar"], {}),
    "prosjekter": (
        ["nr", "hva", "slag"],
        ["nr", "slag", "aar"],
        {
            "undertittel": "I {{ enhet }}",
            "lesehjelp": "{{ rader | length }} linjer. {{ ramse(avvik) }}.",
            "kolonner": [{"hode": "Prosjekt", "celle": "{{ rad.nr }} {{ rad.hva }}, {{ rad.slag }}"}, "aar"],
            "bortover": "aar",
            "trykt_sum": {"tabell": "prosjektsum", "navn": "Sum {{ gruppe }}", "alle": "alt"},
        },
    ),
    "prosjektsum": (["nr"], ["nr", "aar"], {}),
    "gjoremal": (
        ["id", "innen", "hva", "hvem"],
        ["id"],
        {
            "undertittel": "Etter frist",
            "lesehjelp": "{{ antall(rader) | capitalize }} gjøremål.",
            "kolonner": ["innen", {"hode": "Hva", "celle": "{{ rad.hva | capitalize }}"}, "hvem"],
            "ord": True,
        },
    ),
    "malinger": (
        ["punkt", "skrevet"],
        ["punkt", "aar"],
        {
            "undertittel": "Som skrevet",
            "lesehjelp": "Ett målepunkt.",
            "kolonner": ["punkt", "aar"],
            "bortover": "aar",
            "hode_bortover": "Målt {{ rad.aar }}",
            "som_trykt": "skrevet",
        },
    ),
}


def _felt(navn: str) -> dict[str, Any]:
    if navn == "aar":
        return {"name": "aar", "type": "year", "title": "År"}
    if navn == "tusen":
        return {"name": navn, **PENGER}
    if navn == "antall":
        return {"name": navn, "type": "integer", "title": "Antall", "enhet": "biler"}
    return {"name": navn, "type": "string", "title": navn.capitalize()}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up municipality with a letter; nothing is written in Python that shows it."""
    shutil.copytree(ROT / "tests/kommune", tmp_path / "bok")
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path / "bok"))
    mappe = tmp_path / "bok/data"
    pakke = yaml.safe_load((mappe / PAKKE).read_text(encoding="utf-8"))
    trykt = pakke["resources"][0]
    for navn, (_, nokler, vis) in VIS.items():
        fil = f"brev/{navn}.csv"
        kolonner = CSV[navn].splitlines()[0].split(",")
        (mappe / "tek/brev").mkdir(exist_ok=True)
        (mappe / "tek" / fil).write_text(CSV[navn], encoding="utf-8")
        pakke["resources"].append(
            {
                "name": navn,
                "path": fil,
                "title": f"Tabellen {navn}",
                "kilde": trykt["kilde"],
                "side": trykt["side"],
                "format": "csv",
                "encoding": "utf-8",
                "mediatype": "text/csv",
                **({"vis": vis} if vis else {}),
                "schema": {
                    **({"teksttabell": True} if navn == "gjoremal" else {}),
                    "fields": [_felt(k) for k in kolonner],
                    "primaryKey": nokler,
                    "missingValues": ["", ".", "..", ":"],
                },
            }
        )
    _skriv(mappe, pakke)
    return mappe


def _skriv(mappe: Path, pakke: Any) -> None:
    (mappe / PAKKE).write_text(yaml.safe_dump(pakke, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _endre(mappe: Path, navn: str, endre: Any) -> None:
    pakke = yaml.safe_load((mappe / PAKKE).read_text(encoding="utf-8"))
    endre(next(r for r in pakke["resources"] if r["name"] == navn)["vis"])
    _skriv(mappe, pakke)


@pytest.fixture
def tek(data: Path) -> Sektor:
    return les_sektor("tek")


def _tabell(vist: Tabell | Mangelboks) -> Tabell:
    assert isinstance(vist, Tabell)
    return vist


def test_a_letters_lines_have_their_sum_the_printed_frame_and_what_is_between(tek: Sektor) -> None:
    vist = _tabell(tabeller.tabell(tek, "vegbrev"))
    assert vist.hode == ["Linje", "2027", "2028", "Pulje"]
    assert vist.rader == [
        ["I fjor", "900", "900", "Grunnlag"],
        ["Nye lys", "40", "60", "Vekst"],
        ["Færre turer", f"{MINUS}25", f"{MINUS}30", "Sparing"],
        ["**Til sammen**", "915", "930", ""],
        ["**Ramma**", "915", "928", ""],
        ["Uforklart", "0", f"{MINUS}2", ""],
    ]
    assert vist.undertittel == "I 1 000 kroner"
    assert vist.alternativtekst == f"Rammen er 915 i 2027 og 928 i 2028. Uforklart: {MINUS}2 i 2028."


def test_a_bridge_goes_from_its_rows_by_groups_to_the_printed_frame(tek: Sektor) -> None:
    bro = figurer.bro(tek, "vegbrev")
    assert isinstance(bro, Figur)
    assert bro.adresse == "vegbro"
    assert bro.rader == [
        ["I fjor", "900", "900"],
        ["Vekst", "40", "60"],
        ["Sparing", f"{MINUS}25", f"{MINUS}30"],
        ["Uforklart", "0", f"{MINUS}2"],
        ["Ramma", "915", "928"],
    ]
    assert list(bro.noter) == ["Puljene er våre"]
    assert f". {bro.kilde.tekst}</dc:source>" in bro.svg()  # taken along without the page


def test_sums_of_several_tables_stand_side_by_side(tek: Sektor) -> None:
    vist = tabeller.sammenstilling(tek, "vegbrev")
    assert vist.adresse == "brev-mot-plan"
    assert vist.rader == [
        ["Ramma", "915", "928"],
        ["Kuttene", f"{MINUS}25", f"{MINUS}30"],
        ["Vekst etter 2027", "–", "20"],
    ]
    # Only the year that all the rows have.
    assert vist.alternativtekst == f"Ramma mot kuttene: 928 mot {MINUS}30 i 2028."


def test_a_printed_sum_stands_below_the_rows_that_it_is_of(tek: Sektor) -> None:
    vist = _tabell(tabeller.tabell(tek, "prosjekter"))
    assert vist.rader == [
        ["7 Bru, maskin", "10", "4"],
        ["7 Bru, lønn", "5", "–"],
        ["**Sum 7**", "15", "5"],
        ["Forskjell", "0", "1"],
        ["9 Tunnel, maskin", "–", "8"],
        ["**Sum 9**", "–", "8"],
        ["**Sum alt**", "15", "13"],
        ["Forskjell", "0", "1"],
    ]
    assert vist.alternativtekst == "4 linjer. 1 for 7 i 2028 og 1 for alt i 2028."


def test_a_list_of_what_is_to_be_done_is_a_table_of_words(tek: Sektor) -> None:
    vist = _tabell(tabeller.tabell(tek, "gjoremal"))
    assert vist.hode == ["Innen", "Hva", "Hvem"]
    assert vist.rader == [["1. mai", "Måle støy", "vegvesenet"], ["snarest", "Telle lys", ""]]
    assert (vist.klasse, vist.alternativtekst) == ("effekt-tabell", "To gjøremål.")


def test_a_value_is_shown_as_it_is_written_until_a_reviewer_changes_it(data: Path) -> None:
    vist = _tabell(tabeller.tabell(les_sektor("tek"), "malinger"))
    assert vist.hode == ["Punkt", "Målt 2027", "Målt 2028"]
    assert vist.rader == [["nord", r"\*", "om lag 12"]]
    endret = _tabell(tabeller.tabell(med_endringer("tek", {"malinger[nord, 2028]": 14}), "malinger"))
    assert endret.rader == [["nord", r"\*", "14"]]


def test_a_table_whose_file_is_not_there_has_its_place(data: Path) -> None:
    pakke = yaml.safe_load((data / PAKKE).read_text(encoding="utf-8"))
    gjoremal = next(r for r in pakke["resources"] if r["name"] == "gjoremal")
    pakke["resources"].remove(gjoremal)
    pakke.setdefault("uten_tall", []).append(gjoremal)
    _skriv(data, pakke)
    (data / "tek/brev/gjoremal.csv").unlink()
    vist = tabeller.tabell(les_sektor("tek"), "gjoremal")
    assert isinstance(vist, Mangelboks)
    assert "data/tek/brev/gjoremal.csv" in repr(vist)


# --- what is wrong with vis ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("navn", "endre", "merke", "ventet"),
    [
        ("vegbrev", lambda v: v["kolonner"].append("puljee"), "- puljee",
            "resources.vis.kolonner er «puljee», som ikke er en kolonne. Mente du pulje?"),
        ("vegbrev", lambda v: v.update(bortover="pulje"), "bortover: pulje",
            "resources.vis.bortover er «pulje», som ikke er en nøkkel. Velg én av linje, aar."),
        ("vegbrev", lambda v: v["kolonner"].remove("aar"), "kolonner:", "mangler aar"),
        ("vegbrev", lambda v: v["bro"].update(ledd="pulj"), "ledd: pulj", "Mente du pulje?"),
        ("vegbrev", lambda v: v.pop("trykt_sum"), "bro:", "går til en trykt sum. Skriv trykt_sum også"),
        ("vegbrev", lambda v: v.update(undertitel=v.pop("undertittel")), "undertitel:", "Mente du undertittel?"),
        ("vegbrev", lambda v: v["sammenstilling"]["rader"][2].update(endring_fra="i fjor"), "endring_fra: i fjor",
            "må være et årstall"),
        ("gjoremal", lambda v: v.update(sum=True), "sum: true", "krever en tabell med tall"),
        ("prosjekter", lambda v: v.pop("bortover"), "trykt_sum:", "krever bortover"),
    ],
)  # fmt: skip
def test_a_fault_in_vis_is_told_where_it_is(data: Path, navn: str, endre: Any, merke: str, ventet: str) -> None:
    _endre(data, navn, endre)
    melding = feilmelding(lambda: les_sektor("tek"))
    assert ventet in melding
    linjer = (data / PAKKE).read_text(encoding="utf-8").splitlines()
    assert any(f"data/{PAKKE}, linje {nr}: " in melding for nr, linje in enumerate(linjer, 1) if merke in linje)


@pytest.mark.parametrize(
    ("endre", "merke", "ventet"),
    [
        (lambda v: v.update(lesehjelp="Se {{ ramsen }}."), "lesehjelp: Se",
            "vis.lesehjelp: vegbrev: ukjent navn «ramsen»"),
        (lambda v: v["trykt_sum"].update(tabell="vegrammen"), "tabell: vegrammen", "Mente du vegramme?"),
        (lambda v: v["bro"].update(fra_rader={"typ": "start"}), "fra_rader:",
            "har ikke kolonnen «typ». Mente du type?"),
        (lambda v: v["sammenstilling"]["rader"][0].update(tabell="ramme"), "- navn: Ramma",
            "vis.sammenstilling.rader: ukjent tabell: «ramme»"),
        (lambda v: v["sammenstilling"]["rader"][2].update(endring_fra=2020), "- navn: Vekst", "har ikke året 2020"),
        (lambda v: v["kolonner"].append({"hode": "X", "celle": "{{ rad.finnes }}"}), "celle: '{{ rad.finnes }}'",
            "vis.kolonner.celle: vegbrev: ukjent navn «finnes»"),
    ],
)  # fmt: skip
def test_a_fault_that_shows_when_a_table_is_made_is_told_by_the_check(
    data: Path, endre: Any, merke: str, ventet: str
) -> None:
    assert faults_in_views(les_sektor("tek")) == []
    _endre(data, "vegbrev", endre)
    feil = [str(ett) for ett in faults_in_views(les_sektor("tek"))]
    assert any(ventet in melding for melding in feil), feil
    linje = linje_med(data / PAKKE, merke)
    assert any(f"data/{PAKKE}, linje {linje}: " in melding for melding in feil), feil
