"""The year after: the letter's sums worked by hand, the bridge, and what it says of the report."""

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from effekt.base.numbers import HARDT_MELLOMROM, MINUS, vis_tall
from effekt.check.checking import faults_in_page_references
from effekt.display.markup import til_tekst
from effekt.display.numbered import Figur, Tabell
from effekt.model.innhold import Lenke, Omtale
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, tabeller
from tests.helpers.feildata import bytt, feilmelding, linje_med

LENKER = "hls/lenken_tilbake.yml"
UFORKLART = "Ikke forklart i\u00a0brevet"

# The letter, point 4.3, added up with pencil and paper: all lines, and the frame below them.
SUMMER = {2026: 1_297_194, 2027: 1_311_465, 2028: 1_253_164, 2029: 1_244_889}
RAMMER = {2026: 1_296_921, 2027: 1_311_192, 2028: 1_252_891, 2029: 1_244_616}


def _rad(visning: Tabell | Figur, navn: str) -> list[str]:
    """The cells of the row with the given heading."""
    [rad] = [rad for rad in visning.rader if til_tekst(rad[0]) == navn]
    return [til_tekst(celle) for celle in rad[1:]]


def _vist(belop: list[int]) -> list[str]:
    return [vis_tall(b) for b in belop]


# --- the budget ----------------------------------------------------------------------------------


def test_the_lines_leave_273_thousand_of_every_frame_unexplained(hls: Sektor) -> None:
    tabell = tabeller.tabell(hls, "budsjettendringer")
    assert _rad(tabell, "Til sammen")[:4] == _vist(list(SUMMER.values()))
    assert _rad(tabell, "Ramme i brevet")[:4] == _vist(list(RAMMER.values()))
    assert _rad(tabell, UFORKLART)[:4] == [f"{MINUS}273"] * 4
    assert {RAMMER[ar] - SUMMER[ar] for ar in RAMMER} == {-273}


def test_without_the_line_for_afp_the_frames_would_foot(hls: Sektor) -> None:
    tabell = hls.tabeller["budsjettendringer"]
    for ar, ramme in RAMMER.items():
        assert tabell.sum(ar=ar) - tabell["Endring AFP", ar].tallet == ramme


def test_every_bridge_goes_from_the_adopted_budget_to_the_printed_frame(hls: Sektor) -> None:
    data = figurer.bro(hls, "budsjettendringer").data
    for ar, ramme in RAMMER.items():
        ledd = data[data["ar"] == ar].set_index("ledd")["belop"]
        assert ledd.iloc[0] == 1_206_593
        assert ledd[UFORKLART] == -273
        assert ledd.iloc[-1] == ramme == sum(ledd.iloc[:-1])


def test_the_bridges_steps_are_the_groups_added_up_by_hand(hls: Sektor) -> None:
    bro = figurer.bro(hls, "budsjettendringer")
    # 650 + 600 + 1 000 + 500 + 12 700 + 4 600 + 54 700; 42 357 − 8 692 + 273 − 607; 3 700 + 1 600.
    assert [_rad(bro, navn)[0] for navn in ("Styrking", "Teknisk justering", "Demografi")] == [
        *_vist([74_750, 33_331, 5_300])
    ]
    # 18 000 + 7 709 + 8 000 + 10 000 + 3 000 + 11 076 in the last year.
    assert _rad(bro, "Innsparing")[-1] == vis_tall(-57_785)


def test_a_line_is_in_one_group_and_has_every_year(hls: Sektor) -> None:
    tabell = hls.tabeller["budsjettendringer"]
    ar = tabell.nokkelverdier("ar")
    for post in tabell.nokkelverdier("post"):
        rader = [rad for rad in tabell.rader if rad["post"] == post]
        assert [rad["ar"] for rad in rader] == ar
        assert len({(rad["gruppe"], rad["slag"]) for rad in rader}) == 1


def test_the_bridge_says_in_words_and_drawing_what_is_not_explained(hls: Sektor) -> None:
    bro = figurer.bro(hls, "budsjettendringer")
    assert f"{UFORKLART.lower()} {MINUS}273" in bro.alternativtekst
    assert bro.svg() != bro.svg(smal=True)
    assert bro.svg() == figurer.bro(hls, "budsjettendringer").svg()


def test_the_sums_are_set_in_bold_on_the_site(hls: Sektor) -> None:
    myst = tabeller.tabell(hls, "budsjettendringer")._repr_mimebundle_()["text/markdown"]
    assert "* - **Til sammen**" in myst


def test_a_budget_that_foots_has_no_unexplained_step(datakopi: Path) -> None:
    fil = datakopi / "hls/tabeller/budsjettendringer.csv"
    fil.write_text(re.sub(r"(?m)^(Endring AFP,.*),273$", r"\1,0", fil.read_text("utf-8")), "utf-8")
    sektor = les_sektor()
    assert UFORKLART not in figurer.bro(sektor, "budsjettendringer").data["ledd"].tolist()
    assert _rad(tabeller.tabell(sektor, "budsjettendringer"), "Forskjell")[:4] == ["0"] * 4


def test_the_frame_for_general_practitioners_foots(hls: Sektor) -> None:
    # 640 507 + 23 516 + 51 230
    tabell = tabeller.tabell(hls, "fastlege")
    assert _rad(tabell, "Til sammen") == _rad(tabell, "Ramme i brevet") == _vist([715_253] * 4)
    assert _rad(tabell, "Forskjell") == ["0"] * 4


def test_what_is_earmarked_is_the_first_part_of_the_journal_system(hls: Sektor) -> None:
    [rad] = hls.tabeller["oremerket"].rader
    linje = hls.tabeller["budsjettendringer"]
    post = "Modernisering av fagsystem ved Legevakten og KAD"
    assert rad["belop"] == linje[post, 2026].tallet == 12_700
    assert hls.tall["brev_journalsystem"].tallet * 1000 == 12_700 + linje[post, 2027].tallet
    assert vis_tall(12_700) in tabeller.tabell(hls, "oremerket").rader[0]


# --- investments ---------------------------------------------------------------------------------


def test_the_dental_clinics_are_71_million_by_the_lines_and_72_by_the_sum(hls: Sektor) -> None:
    linjer, summer = hls.tabeller["investeringer"], hls.tabeller["brev_investeringssum"]
    assert linjer.sum(prosjekt="120005", ar=2026) == 56_600 + 14_400 == 71_000
    assert summer["120005", 2026].tallet == 72_000
    uforklart = [r for r in tabeller.tabell(hls, "investeringer").rader if r[0] == UFORKLART]
    # Once below the project, once below the total that is built on it.
    assert [rad[1:] for rad in uforklart] == [[vis_tall(1000), "–", "0", "–"], [vis_tall(1000), "0", "0", "0"]]


def test_one_kind_is_a_fifth_of_every_printed_sum(hls: Sektor) -> None:
    linjer, summer = hls.tabeller["investeringer"], hls.tabeller["brev_investeringssum"]
    prosjekter = {rad["prosjekt"] for rad in linjer.rader}
    for prosjekt, ar in (n for n in summer if n[0] in prosjekter):
        assert linjer[prosjekt, "4290", ar].tallet / summer[prosjekt, ar].tallet == Fraction(1, 5)


def test_the_printed_total_is_of_the_printed_sums(hls: Sektor) -> None:
    summer = hls.tabeller["brev_investeringssum"]
    for ar, total in {2026: 87_200, 2027: 7_600, 2028: 32_500, 2029: 6_000}.items():
        deler = [c.tallet for n, c in summer.celler.items() if n[1] == ar and n[0] != "sum"]
        assert sum(deler) == summer["sum", ar].tallet == total


# --- goals, indicators, assignments --------------------------------------------------------------


def test_every_measure_and_indicator_is_under_a_goal_that_the_letter_has(hls: Sektor) -> None:
    mal = {rad["sektormal"]: rad["kommunemal"] for rad in hls.tabeller["sektormal_2026"].rader}
    assert set(mal.values()) <= set(hls.felles.kommunemal)
    for navn in ("maltiltak", "indikatorer"):
        assert {rad["sektormal"] for rad in hls.tabeller[navn].rader} <= set(mal)
    assert len(tabeller.tabell(hls, "maltiltak").rader) == len(hls.tabeller["maltiltak"].rader) == 8


def test_what_is_printed_of_an_indicator_is_its_value(hls: Sektor) -> None:
    for rad in hls.tabeller["resultatindikatorer"].rader:
        trykt = rad["trykt"].rstrip("*").replace(",", ".").replace(" ", "")
        if tid := re.fullmatch(r"(\d+)t(\d+)min", trykt):
            trykt = str(int(tid[1]) * 60 + int(tid[2]))
        assert (trykt in {"", "N/A"}) == (rad["verdi"] is None)
        assert rad["verdi"] is None or Fraction(trykt) == rad["verdi"]
    [krav] = [r for r in hls.tabeller["virkemidler"].rader if r["verdi"] is not None]
    assert krav["trykt"] == f"{krav['verdi']} %"


def test_every_indicator_has_its_name_and_each_of_the_years(hls: Sektor) -> None:
    tabell = hls.tabeller["resultatindikatorer"]
    koder = tabell.nokkelverdier("kode")
    assert koder == [rad["kode"] for rad in hls.tabeller["indikatorer"].rader]
    assert set(tabell) == {(kode, ar) for kode in koder for ar in (2023, 2024, 2026)}
    vist = tabeller.tabell(hls, "resultatindikatorer")
    assert vist.hode[1:4] == ["Resultat 2023", "Resultat 2024", "Mål 2026"]
    svartid = _rad(vist, "Svartid under to minutter ved Legevaktsentralen (prosent)")
    assert svartid == ["50", "41", "80", "5.1", "kvartals- og tertialrapport"]
    # The star is the letter's own, and not emphasis.
    assert [til_tekst(rad[3]) for rad in vist.rader].count("*") == 8
    assert til_tekst(vist.rader[-1][3]) == "4*"


def test_a_reviewers_number_is_shown_in_place_of_the_printed_one() -> None:
    sektor = med_endringer("hls", {"resultatindikatorer[heltid, 2026]": 65})
    rad = _rad(
        tabeller.tabell(sektor, "resultatindikatorer"), "Andel fast ansatte i heltidsstillinger i Helseetaten (prosent)"
    )
    assert rad[:3] == ["61,0", "60,9", "65"]


def test_deadlines_stand_in_order_and_agree_with_their_words(hls: Sektor) -> None:
    maneder = ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august"]
    rader = hls.tabeller["oppdrag"].rader
    datoer = [rad["til"] for rad in rader if rad["til"]]
    assert all(forste <= neste for forste, neste in pairwise(datoer))
    for rad in rader:
        assert (rad["presisjon"] in {"dato", "periode"}) == bool(rad["til"])
        if treff := re.fullmatch(r"(\d+)\. (\w+) (\d{4})", rad["frist"]):
            maned = maneder.index(treff[2]) + 1
            assert rad["til"] == f"{treff[3]}-{maned:02d}-{int(treff[1]):02d}"
        elif rad["til"]:
            assert rad["til"][:4] == max(re.findall(r"20\d\d", rad["frist"]))
    assert len(tabeller.tabell(hls, "oppdrag").rader) == len(rader)
    assert tabeller.tabell(hls, "virkemidler").rader[0][3] == "100 %"


# --- back to the report --------------------------------------------------------------------------


def test_every_measure_of_the_report_is_linked_once_and_to_its_card(hls: Sektor) -> None:
    lenket = [id_ for lenke in hls.lenker.lenker.values() for id_ in lenke.tiltak]
    assert sorted(lenket) == sorted(hls.tiltak)
    vist = " ".join(rad[1] for rad in tabeller.lenken_tilbake(hls).rader)
    for id_ in hls.tiltak:
        assert f"<hls-kort-{id_.lower()}>" in vist


def test_only_what_the_letter_does_not_mention_is_without_a_point_in_it(hls: Sektor) -> None:
    for lenke in hls.lenker.lenker.values():
        if lenke.omtale in {Omtale.JA, Omtale.DELVIS}:
            assert lenke.punkt
        if lenke.omtale is Omtale.UTENFOR:
            assert not lenke.punkt


def test_the_measures_come_first_and_then_what_the_letter_takes_up_with_numbers_side_by_side(hls: Sektor) -> None:
    tabell = tabeller.lenken_tilbake(hls)
    tiltak = sum(bool(lenke.tiltak) for lenke in hls.lenker.lenker.values())
    assert all(rad[0].startswith(("HEL", "SYE", "HLS")) for rad in tabell.rader[:tiltak])
    svar = list(dict.fromkeys(rad[-1] for rad in tabell.rader[tiltak:]))
    assert svar == ["Ja", "Delvis", "Nei", "Utenfor brevet"]
    kad = _rad(tabell, "Kommunal akutt døgnenhet (KAD)")
    assert f"48{HARDT_MELLOMROM}plasser" in kad[0]
    assert f"90{HARDT_MELLOMROM}%" in kad[1]
    assert not re.search(r"\{\{|\}\}", "".join(map("".join, tabell.rader)))


def test_the_cuts_are_set_side_by_side_from_the_same_start(hls: Sektor) -> None:
    tabell = tabeller.sammenstilling(hls, "budsjettendringer")
    # 14 551, 15 181 and 25 383, less the 14 093 of 2025.
    assert _rad(tabell, "Rapporten: endring fra 2025") == [
        "–", *_vist([-458, -1088, -11_290]), "–",
    ]  # fmt: skip
    assert _rad(tabell, "Brevet: generell rammereduksjon")[1:] == _vist([-1000, -599, -2801, -11_076])
    # 8 692 + 607 + 11 000 + 6 280 + 3 000 + 1 500 + 1 000
    assert _rad(tabell, "Brevet: alle linjer som senker rammen")[1] == vis_tall(-32_079)


# --- what is wrong with lenken_tilbake.yml -------------------------------------------------------


@pytest.mark.parametrize(
    ("fra", "til", "merke", "ventet"),
    [
        ("tiltak: [HEL1]", "tiltak: [HEL9]", "HEL9", "ukjent tiltak «HEL9». Mente du HEL"),
        ("virksomhet: HEL", "virksomhet: HEI", "HEI", "ukjent virksomhet «HEI». Mente du HEL?"),
        ("brev: tildelingsbrev-hel-2026", "brev: tildelingsbrev-2026", "brev: tildelingsbrev-2026",
            "ukjent kilde «tildelingsbrev-2026». Mente du tildelingsbrev-hel-2026?"),
        ('side: "44–45"', 'side: "44–450"', "44–450", "side 450 finnes ikke."),
        ("    tiltak: [HEL1]\n", "", "", "lenker.hel1.slag er «tiltak» når tiltak er fylt ut"),
        ("omtale: delvis", "omtale: kanskje", "kanskje", "Velg én av: ja, delvis, nei, utenfor."),
    ],
)  # fmt: skip
def test_a_link_to_what_is_not_there_is_told(datakopi: Path, fra: str, til: str, merke: str, ventet: str) -> None:
    bytt(datakopi / LENKER, fra, til)
    melding = feilmelding()
    assert ventet in melding
    if merke:
        assert f"data/{LENKER}, linje {linje_med(datakopi / LENKER, merke)}: " in melding


def test_an_unknown_name_in_a_link_is_told_before_anything_is_built(datakopi: Path) -> None:
    bytt(datakopi / LENKER, "tall.merforbruk_hel_2025", "tall.merforbruk_hel")
    [feil] = faults_in_page_references(les_sektor())
    assert f"data/{LENKER}, linje " in str(feil)
    assert "merforbruk_hel" in str(feil)


def test_a_sector_needs_no_letter(datakopi: Path) -> None:
    (datakopi / LENKER).unlink()
    sektor = les_sektor()
    assert faults_in_page_references(sektor) == []
    with pytest.raises(Exception, match=r"mangler lenken_tilbake\.yml"):
        tabeller.lenken_tilbake(sektor)


def test_the_letters_addresses_follow_a_change(hls: Sektor, datakopi: Path) -> None:
    bytt(datakopi / LENKER, "tema: Bydelsreform", "tema: Nye bydeler")
    assert les_sektor().avtrykk("lenker") != hls.avtrykk("lenker")


def test_a_link_is_about_measures_exactly_when_it_names_some() -> None:
    felt = {"tema": "t", "side": "1", "i_rapporten": "r", "i_brevet": "b", "omtale": "nei"}
    assert Lenke.model_validate({**felt, "slag": "tiltak", "tiltak": ["A1"]}).tiltak == ("A1",)
    with pytest.raises(ValueError, match="Rett det ene"):
        Lenke.model_validate({**felt, "slag": "observasjon", "tiltak": ["A1"]})
