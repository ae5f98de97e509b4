"""«effekt fetch»: good replies become snapshots, bad ones leave everything as it was."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from effekt.cli import main
from effekt.fetch import client
from effekt.reading.offentlig import les_offentlige
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.statistikkbank import (
    Statistikkbank,
    Tabell,
    Tilfelle,
    endret,
    halvt,
    i_drift,
    med_bytes,
    med_status,
    tregt,
)

AR = [str(ar) for ar in range(2015, 2031)]
ALDER = {f"{a:03}": f"{a} år" for a in range(75, 105)} | {"105+": "105 år eller eldre"}
FRAMTID = [str(ar) for ar in range(2025, 2051)]
ALTERNATIV = {"a1": "Mellomalternativ (MMM)", "a2": "Høy levealder", "a3": "Lav levealder"}


def tabeller() -> dict[str, Tabell]:
    """Three tables with made-up numbers, in the shapes of SSB's and of an older PxWeb's."""
    return {
        "07459": Tabell(
            "07459: Folkemengde (prøve)",
            {
                "Region": ("region", {"0301": "Oslo - Oslove", "4601": "Bergen"}, True),
                "Kjonn": ("kjønn", {"1": "Menn", "2": "Kvinner"}, True),
                "Alder": ("alder", ALDER, True),
                "ContentsCode": ("statistikkvariabel", {"Personer1": "Personer"}, False),
                "Tid": ("år", dict(zip(AR, AR, strict=True)), False),
            },
            lambda k: (1000 if k["Alder"] < "090" else 100) + int(k["Tid"]) - 2015,
        ),
        "12134": Tabell(
            "12134: Nøkkeltall (prøve)",
            {
                "KOKkommuneregion0000": ("region", {"0301": "Oslo - Oslove"}, False),
                "ContentsCode": (
                    "statistikkvariabel",
                    {"KOSAG110000": "Frie inntekter", "KOSAGD230000": "Netto driftsresultat i prosent av noe"},
                    False,
                ),
                "Tid": ("år", dict(zip(AR, AR, strict=True)), False),
            },
            lambda k: 0.1 if k["Tid"] == "2020" else -1.25,
        ),
        "Befolkning/Befolkningsframskrivinger/BEF036.px": Tabell(
            "BEF036 (prøve)",
            {
                "alternativ": ("alternativ", ALTERNATIV, False),
                "alder": ("alder", {"x": "67\u201379 år", "y": "80\u201389 år", "z": "90 år og eldre"}, False),
                "kjonn": ("kjønn", {"1": "Menn", "2": "Kvinner"}, True),
                "ar": ("år", {str(nr): ar for nr, ar in enumerate(FRAMTID)}, False),
            },
            lambda k: (
                {"y": 20_000, "z": 5_000}[k["alder"]] + int(k["ar"]) * {"a1": 100, "a2": 200, "a3": 50}[k["alternativ"]]
            ),
        ),
    }


@pytest.fixture
def bank() -> Iterator[Statistikkbank]:
    with i_drift(tabeller()) as drift:
        yield drift


@pytest.fixture
def data(datakopi: Path, bank: Statistikkbank, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of data/ whose banks are the one on this machine; nobody waits in earnest."""
    bruk_bank(datakopi, bank)
    monkeypatch.setattr(client, "FRIST", 0.3)
    monkeypatch.setenv("EFFEKT_UTEN_BOK", "ja")
    return datakopi


@pytest.fixture
def ventet(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client would have slept."""
    alle: list[float] = []
    monkeypatch.setattr("time.sleep", alle.append)
    return alle


def skriv_erklaring(data: Path, endring: Callable[[dict[str, Any]], object]) -> None:
    fil = data / "felles" / "offentlige_tall.yml"
    lest = yaml.safe_load(fil.read_text(encoding="utf-8"))
    endring(lest)
    fil.write_text(yaml.safe_dump(lest, allow_unicode=True, sort_keys=False), encoding="utf-8")


def uten_snapshots(data: Path) -> None:
    """A copy of data/ as it is before anything is fetched."""
    shutil.rmtree(data / "felles/offentlig", ignore_errors=True)


def bruk_bank(data: Path, bank: Statistikkbank) -> None:
    """Let both of the declared banks be the one on this machine, and nothing be fetched yet."""
    uten_snapshots(data)
    skriv_erklaring(
        data,
        lambda e: (
            e["banker"]["ssb"].update(adresse=f"{bank.adresse}/v2"),
            e["banker"]["oslo"].update(adresse=f"{bank.adresse}/v1"),
        ),
    )


def _hent(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    kode = main.main(["fetch", *argv])
    sagt = capsys.readouterr()
    assert "Traceback" not in sagt.err
    return kode, sagt.out, sagt.err


def _innhold(mappe: Path) -> dict[str, bytes]:
    return {str(f.relative_to(mappe)): f.read_bytes() for f in mappe.rglob("*") if f.is_file()}


# --- good replies ------------------------------------------------------------------------------


def test_everything_declared_is_fetched_from_both_kinds_of_bank(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kode, ut, _ = _hent(capsys)
    assert kode == 0
    tabeller = les_sektor("hls").tabeller
    assert tabeller["framskriving_80_89"]["mellom", 2050].verdi == 20_000 + 25 * 100
    assert tabeller["framskriving_90"]["hoy", 2026].verdi == 5_000 + 200
    assert tabeller["netto_driftsresultat"][2020].verdi == Fraction(1, 10)  # exactly
    assert tabeller["netto_driftsresultat"][2021].verdi == Fraction(-5, 4)
    # Ten ages from 80 to 89, summed.
    assert tabeller["folkemengde_80_89"][2016].verdi == 10 * 1001
    assert "Skrevet til data/felles/offentlig/folkemengde." in ut


def test_the_snapshot_tells_where_it_is_from_and_holds_the_very_bytes(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    _hent(capsys, "netto_driftsresultat")
    mappe = data / "felles/offentlig/netto_driftsresultat"
    konto = yaml.safe_load((mappe / "snapshot.yml").read_text(encoding="utf-8"))
    raa = (mappe / "svar.json").read_bytes()
    (svar,) = konto["svar"]
    assert svar["sha256"] == hashlib.sha256(raa).hexdigest()
    assert svar["byte"] == len(raa)
    assert svar["adresse"] == bank.adresse + bank.spurt[1][1]
    assert json.loads(raa)["label"] == "12134: Nøkkeltall (prøve)"
    assert (konto["oppdatert"], konto["lisens"]) == ("2031-02-18T07:00:00Z", "CC BY 4.0")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", konto["hentet"])
    assert konto["rader"] == len([ar for ar in AR if ar >= "2019"])
    assert {f.name for f in mappe.iterdir()} == {"svar.json", "metadata.json", "snapshot.yml"}


def test_the_source_of_a_fetched_table_has_publisher_table_date_licence_and_address(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    _hent(capsys, "befolkningsframskriving")
    kilde = les_sektor("hls").kilder["offentlig-befolkningsframskriving"]
    assert (kilde.utgiver, kilde.lisens) == ("Oslo kommune", "ikke oppgitt")
    assert kilde.dato.startswith("oppdatert 18.\u00a0februar 2031, hentet ")
    assert kilde.adresse == f"{bank.adresse}/v1/Befolkning/Befolkningsframskrivinger/BEF036.px"


def test_metadata_come_before_numbers_and_who_asks_is_told(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    _hent(capsys, "folkemengde")
    assert [sti.partition("?")[0] for _, sti, _ in bank.spurt] == [
        "/v2/tables/07459/metadata", "/v2/tables/07459/data",
    ]  # fmt: skip
    assert "lang=no" in bank.spurt[0][1]
    assert all(hoder["User-Agent"].startswith("effekt/") for hoder in bank.hodene)


def test_a_question_too_large_is_split_and_the_parts_are_put_together(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    skriv_erklaring(data, lambda e: e["banker"]["oslo"].update(celler=40, kall_per_minutt=1000))
    kode, _, _ = _hent(capsys, "befolkningsframskriving")
    assert kode == 0
    assert bank.datakall == len(FRAMTID) // 6 + 1  # 3 * 2 values for each year, 6 years a call
    for _, _, kropp in bank.spurt[1:]:
        antall = 1
        for ett in json.loads(kropp)["query"]:
            antall *= len(ett["selection"]["values"])
        assert antall <= 40
    tabell = les_sektor("hls").tabeller["framskriving_80_89"]
    assert len(tabell.celler) == 3 * len(FRAMTID)
    assert tabell["lav", 2049].verdi == 20_000 + 24 * 50


def test_a_long_address_becomes_a_post(data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]) -> None:
    skriv_erklaring(data, lambda e: e["banker"]["ssb"].update(lengste_adresse=120))
    kode, _, _ = _hent(capsys, "folkemengde")
    assert kode == 0
    assert bank.spurt[1][0] == "POST"
    assert les_sektor("hls").tabeller["folkemengde_90"][2015].verdi == 16 * 100


def test_a_missing_value_stays_missing_with_its_sign(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    tabell = bank.tabeller["12134"]
    tabell.tall = lambda k: None if k["Tid"] in {"2019", "2020", "2021"} else 2.5
    tabell.status = {"0": ":", "1": "."}
    _hent(capsys, "netto_driftsresultat")
    celler = les_sektor("hls").tabeller["netto_driftsresultat"]
    assert [celler[ar].mangler for ar in (2019, 2020, 2021, 2022)] == [":", ".", "..", ""]
    assert celler[2019].verdi is None


def test_a_sum_with_a_part_missing_is_missing(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    bank.tabeller["07459"].tall = lambda k: None if (k["Alder"], k["Tid"]) == ("085", "2017") else 1
    _hent(capsys, "folkemengde")
    celler = les_offentlige(data, {}).tabeller["folkemengde_80_89"]
    assert (celler[2017].verdi, celler[2017].mangler, celler[2018].verdi) == (None, "..", 10)


# --- limits ------------------------------------------------------------------------------------


def test_retry_after_is_kept_and_then_all_is_well(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str], ventet: list[float]
) -> None:
    bank.uhell = [med_status(429, Retry_After="7")]
    kode, _, feil = _hent(capsys, "netto_driftsresultat")
    assert (kode, ventet) == (0, [7.0])
    assert "ber oss vente i 7 s" in feil


def test_no_more_is_asked_in_a_minute_than_the_bank_allows(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str], ventet: list[float]
) -> None:
    skriv_erklaring(data, lambda e: e["banker"]["oslo"].update(celler=40, kall_per_minutt=3))
    _hent(capsys, "befolkningsframskriving")
    assert len(bank.spurt) == 6
    assert len(ventet) == 3
    assert all(50 < sekunder <= 60 for sekunder in ventet)


def test_an_empty_counter_is_waited_for(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str], ventet: list[float]
) -> None:
    bank.uhell = [
        lambda s: s.send(
            200, json.dumps(s.riktig_svar()).encode(),
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9"},
        )
    ]  # fmt: skip
    _hent(capsys, "netto_driftsresultat")
    assert len(ventet) == 1
    assert 8 < ventet[0] <= 9


# --- broken replies ----------------------------------------------------------------------------


def _uten(felt: str) -> Tilfelle:
    return endret(lambda d: d.pop(felt))


def _ny_kode(d: dict[str, Any]) -> None:
    kategori = d["dimension"]["ContentsCode"]["category"]
    kategori["index"] = {"NY1": 0, "NY2": 1}
    kategori["label"] = {"NY1": "Frie inntekter", "NY2": "Brutto driftsresultat"}


def _byttet_mening(d: dict[str, Any]) -> None:
    d["dimension"]["ContentsCode"]["category"]["label"]["KOSAGD230000"] = "Brutto driftsresultat"


def _nytt_navn(d: dict[str, Any]) -> None:
    d["id"] = ["Kommune" if kode == "KOKkommuneregion0000" else kode for kode in d["id"]]
    d["dimension"]["Kommune"] = d["dimension"].pop("KOKkommuneregion0000")


ODELAGT = {
    "403": ([med_status(403)], "avviser spørsmålet"),
    "404": ([med_status(404)], "har ikke tabellen"),
    "500": ([med_status(500)], "har en feil hos seg"),
    "429 alltid": ([med_status(429, Retry_After="1")] * 9, "fortsatt etter 4 forsøk"),
    "429 lenge": ([med_status(429, Retry_After="3600")], "ber oss vente i 60 minutter"),
    "halvt": ([None, halvt], "brøt av midt i svaret"),
    "html": ([med_bytes(b"<!DOCTYPE html><p>Logg inn</p>")], "er en nettside (HTML)"),
    "ikke json": ([None, med_bytes(b'{"value": [1,')], "er ikke gyldig JSON"),
    "tomt": ([None, med_bytes(b"")], "sendte et tomt svar"),
    "latin-1": ([med_bytes('{"label": "år"}'.encode("latin-1"))], "er ikke tekst i UTF-8"),
    "annet": ([med_bytes(b"[]")], "er ikke et datasett i JSON-stat"),
    "uten tall": ([None, _uten("value")], "mangler tallene"),
    "for få tall": ([None, endret(lambda d: d["value"].pop())], "variablene gir plass til 12"),
    "tekst": ([None, endret(lambda d: d["value"].__setitem__(0, "1,5"))], "«1,5» der det skal"),
    "NaN": ([None, endret(lambda d: d["value"].__setitem__(0, float("nan")))], "«NaN» der det"),
    "ny kode": ([endret(_ny_kode)], "har ikke verdien «KOSAGD230000»"),
    "ny mening": ([endret(_byttet_mening)], "betyr nå «Brutto driftsresultat»"),
    "nytt navn": ([endret(_nytt_navn)], "har ikke variabelen «KOKkommuneregion0000»"),
    "annet svar": ([None, endret(_nytt_navn)], "men spørsmålet var om"),
    "videre": ([med_status(302, Location="http://localhost:1/x")], "som ikke er samme bank"),
    "i ring": ([med_status(302, Location="/v2/x")] * 9, "sender oss i ring"),
    "tregt": ([tregt], "svarte ikke innen 0.3 sekunder"),
}


@pytest.mark.parametrize("hva", ODELAGT)
def test_a_broken_reply_is_told_in_words_and_touches_nothing(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, hva: str
) -> None:
    assert _hent(capsys, "netto_driftsresultat")[0] == 0
    for_ = _innhold(data)
    uhell, ventet = ODELAGT[hva]
    bank.uhell = list(uhell)
    if hva.startswith("429"):
        monkeypatch.setattr("time.sleep", lambda _: None)
    kode, ut, feil = _hent(capsys, "netto_driftsresultat")
    assert kode == 1
    assert ventet in feil
    assert "Ingenting er skrevet. Det som var hentet før, står." in feil
    assert ut == ""
    assert _innhold(data) == for_


def test_a_bank_that_is_not_there_is_told_in_words(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    skriv_erklaring(data, lambda e: e["banker"]["ssb"].update(adresse="http://127.0.0.1:1/v2"))
    kode, _, feil = _hent(capsys, "folkemengde")
    assert kode == 1
    assert "127.0.0.1 nås ikke. Er du på nett? Ingenting er skrevet." in feil
    assert not (data / "felles/offentlig").exists()


def test_what_fails_does_not_stop_the_rest(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    bank.uhell = [med_status(404)]
    kode, _, _ = _hent(capsys)
    assert kode == 1
    assert sorted(m.name for m in (data / "felles/offentlig").iterdir()) == [
        "befolkningsframskriving", "netto_driftsresultat",
    ]  # fmt: skip


def test_parts_of_different_editions_are_refused(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    skriv_erklaring(data, lambda e: e["banker"]["oslo"].update(celler=80, kall_per_minutt=99))
    bank.uhell = [None, None, endret(lambda d: d.update(updated="2031-02-19T07:00:00Z"))]
    kode, _, feil = _hent(capsys, "befolkningsframskriving")
    assert kode == 1
    assert "oppdatert mens den ble hentet" in feil


def test_what_could_be_several_values_is_told_with_what_there_is(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    bank.tabeller["Befolkning/Befolkningsframskrivinger/BEF036.px"].variabler = {
        "alternativ": (
            "alternativ",
            {"a1": "Lav levealder, lav vekst", "a2": "Lav levealder, høy vekst", "a3": "MMM"},
            False,
        )
    }
    kode, _, feil = _hent(capsys, "befolkningsframskriving")
    assert kode == 1
    assert "tabellen har ikke verdien «mellomalternativ»" in feil
    skriv_erklaring(
        data,
        lambda e: e["uttak"]["befolkningsframskriving"]["dimensjoner"]["alternativ"]["verdier"].update(
            mellom="MMM", hoy="lav levealder"
        ),
    )
    _, _, feil = _hent(capsys, "befolkningsframskriving")
    assert "«lav levealder» kan være a1 (Lav levealder, lav vekst), a2 (" in feil


def test_a_variable_that_must_be_chosen_and_is_not_is_told(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    sti = "Befolkning/Befolkningsframskrivinger/BEF036.px"
    alle = dict(bank.tabeller[sti].variabler)
    alle["kjonn"] = (*alle["kjonn"][:2], False)
    bank.tabeller[sti].variabler = alle
    kode, _, feil = _hent(capsys, "befolkningsframskriving")
    assert kode == 1
    assert "kjonn (kjønn), som ikke kan utelates" in feil
    assert "1 (Menn), 2 (Kvinner)" in feil


def test_a_variable_with_one_value_only_needs_no_choice(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    sti = "Befolkning/Befolkningsframskrivinger/BEF036.px"
    bank.tabeller[sti].variabler = {
        **bank.tabeller[sti].variabler, "hva": ("innhold", {"p": "Personer"}, False)
    }  # fmt: skip
    kode, _, _ = _hent(capsys, "befolkningsframskriving")
    assert kode == 0
    tabell = les_offentlige(data, {}).tabeller["framskriving_90"]
    assert tabell["mellom", 2025].verdi == 5_000
    assert tabell.ressurs.merknad == "Alder: «90 år og eldre». Innhold: «Personer»."


def test_a_reply_without_end_is_not_read_to_its_end(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STORST", 1_000_000)
    bank.uhell = [med_bytes(b" " * 1_100_000)]
    kode, _, feil = _hent(capsys, "folkemengde")
    assert kode == 1
    assert "127.0.0.1 sendte mer enn 1 MB. Ingenting er skrevet." in feil


def test_a_failure_while_writing_leaves_the_old_snapshot(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _hent(capsys, "netto_driftsresultat")
    for_ = _innhold(data)
    bank.tabeller["12134"].tall = lambda _: 9
    ekte, kall = os.replace, []

    def andre_gang(fra: Path, til: Path) -> None:
        kall.append(fra)
        if len(kall) == 2:
            raise OSError(28, "Ikke plass", str(til))
        ekte(fra, til)

    monkeypatch.setattr(os, "replace", andre_gang)
    kode, _, _ = _hent(capsys, "netto_driftsresultat")
    assert kode == 1
    assert _innhold(data) == for_


# --- before it is done, and after --------------------------------------------------------------


def test_dry_run_shows_what_would_change_and_writes_nothing(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    _hent(capsys, "netto_driftsresultat")
    for_ = _innhold(data)
    tabell = bank.tabeller["12134"]
    tabell.variabler = {
        **tabell.variabler, "Tid": ("år", {ar: ar for ar in [*AR[:-1], "2031"]}, False)
    }  # fmt: skip
    tabell.tall = lambda k: 3.5 if k["Tid"] in {"2020", "2031"} else -1.25
    kode, ut, _ = _hent(capsys, "netto_driftsresultat", "--dry-run")
    assert kode == 0
    assert "12 verdier, 2019\u20132031. 1 nye, 1 endret, 1 borte." in ut
    assert "endret  netto_driftsresultat[2020]: 0,1 \u2192 3,5" in ut
    assert "ny      netto_driftsresultat[2031]: 3,5" in ut
    assert "borte   netto_driftsresultat[2030]: \u22121,25" in ut
    assert "flytter: Figur 1" in ut
    assert ut.endswith("Ingenting er skrevet.\n")
    assert _innhold(data) == for_


def test_the_first_fetch_is_held_against_the_typed_table_that_it_replaces(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kode, ut, _ = _hent(capsys, "folkemengde", "--dry-run")
    assert kode == 0
    assert "endret  folkemengde_80_89[2015]: 16 528 \u2192 10 000" in ut
    assert les_sektor("hls").tabeller["folkemengde_80_89"][2015].verdi == 16528
    _hent(capsys, "folkemengde")
    assert les_sektor("hls").tabeller["folkemengde_80_89"][2015].verdi == 10_000


def test_the_same_reply_again_writes_nothing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _hent(capsys, "netto_driftsresultat")
    for_ = _innhold(data)
    kode, ut, _ = _hent(capsys, "netto_driftsresultat")
    assert kode == 0
    assert "Svaret er det samme som før. Ingenting er skrevet." in ut
    assert _innhold(data) == for_


def test_the_list_tells_what_can_be_fetched_and_how_old_it_is(
    data: Path, bank: Statistikkbank, capsys: pytest.CaptureFixture[str]
) -> None:
    _hent(capsys, "netto_driftsresultat")
    antall = len(bank.spurt)
    kode, ut, _ = _hent(capsys, "--list")
    assert kode == 0
    assert ut.count("ikke hentet") == 2
    assert "(i dag), oppdatert hos kilden 18.\u00a0februar 2031, 12 tall, lisens CC BY 4.0" in ut
    assert "gir netto_driftsresultat (Figur 1)" in ut
    assert len(bank.spurt) == antall


def test_the_places_that_move_are_those_that_the_built_book_says_read_the_table(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EFFEKT_UTEN_BOK")
    _, ut, _ = _hent(capsys, "folkemengde", "--dry-run")
    assert "Figur 17 (hls/3-2-potensial)" in " ".join(ut.split())


@pytest.mark.parametrize(
    ("argv", "ventet"),
    [
        (["folkemengd"], "ukjent uttak «folkemengd». Mente du folkemengde?"),
        (["--list", "--dry-run"], "både --list og --dry-run er gitt"),
    ],
)
def test_wrong_arguments_are_told(data: Path, capsys: pytest.CaptureFixture[str], argv: list[str], ventet: str) -> None:
    kode, _, feil = _hent(capsys, *argv)
    assert kode == 2
    assert ventet in feil
