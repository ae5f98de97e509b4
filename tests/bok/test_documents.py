"""Reading YAML: what an analyst gets wrong is told with file, line, value and remedy."""

import re
from pathlib import Path

import pytest

from effekt.base.faults import FlereFeil, naermeste
from effekt.check.checking import feil_i_tekster
from effekt.reading.documents import les_dokument
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import ENGELSK, bytt, feilmelding, linje_med

HEL1 = "hls/tiltak/hel1.yml"
SYE3 = "hls/tiltak/sye3.yml"
TALL = "hls/tall.yml"
SEKTOR = "hls/sektor.yml"
PROGRAM = "felles/program.yml"
KILDER = "kilder.yml"

# Case: file, what is changed, to what, the text on the line that is named, and what is said there.
FEIL = {
    "missing key at the top": (HEL1, "virksomhet: HEL\n", "", "",
        "nøkkelen «virksomhet» mangler. Legg den til."),
    "missing value of an assumption": (HEL1, "    verdi: 30\n", "", "  arsverk:",
        "nøkkelen «forutsetninger.arsverk.verdi» mangler. Legg den til."),
    "missing source": (HEL1, "    kilde: delrapport-6\n    side: 41–43\n", "", "  arsverk:",
        "forutsetninger.arsverk mangler kilde og side. Oppgi begge"),
    "missing page": (HEL1, "    side: 41–43\n", "", "  arsverk:", "mangler kilde og side"),
    "derived without reasoning": (HEL1, "    kilde: delrapport-6\n    side: 41–43\n",
        "    opphav: valgt\n", "  arsverk:", "har opphav valgt, og trenger en begrunnelse."),
    "typo in a key": (HEL1, "    enhet: årsverk", "    enhte: årsverk", "enhte",
        "ukjent nøkkel «forutsetninger.arsverk.enhte». Mente du enhet?"),
    "typo in a key at the top": (HEL1, "beskrivelse:", "beskrivlse:", "beskrivlse",
        "ukjent nøkkel «beskrivlse». Mente du beskrivelse?"),
    "typo in an optional key": (HEL1, "merknader:", "merknder:", "merknder",
        "ukjent nøkkel «merknder». Mente du merknader?"),
    "key that belongs elsewhere": (HEL1, "    enhet: årsverk", "    enhet: årsverk\n    formel: a",
        "    formel: a",
        "Her kan stå: begrunnelse, enhet, hoy, kilde, lav, navn, opphav, side, spenn, tillatt, "
        "verdi."),
    "comma as decimal point": (HEL1, "verdi: 0.10", "verdi: 0,10", "verdi: 0,10",
        "forutsetninger.besparelse.verdi er «0,10», som ikke er et tall. Bruk punktum som "
        "desimaltegn: 0.10."),
    "comma as decimal point inside braces": (HEL1, "{2026: 0, 2027: 1,", "{2026: 0,5, 2027: 1,",
        "0,5", "«5» står uten verdi mellom klammene. Bruk punktum som desimaltegn: 0.5."),
    "text with a comma inside braces": (TALL, '"bydeler i Oslo"', "bydeler, i Oslo",
        "bydeler, i Oslo", 'Sett anførselstegn rundt tekst med komma: "bydeler, i Oslo".'),
    "share as a percentage": (HEL1, "verdi: 0.10", "verdi: 10 # %", "verdi: 10 # %",
        "forutsetninger.besparelse.verdi er 10 andel – mente du 0.1? Tillatt: 0–1."),
    "share above one in one year": (HEL1, "2029: 1,", "2029: 50,", "2029: 50",
        "forutsetninger.innfasing.verdi.2029 er 50 andel – mente du 0.5?"),
    "negative share": (HEL1, "verdi: 0.10", "verdi: -0.10", "verdi: -0.10",
        "er −0,1 andel – mente du 0.1?"),
    "low end above the high end": ("hls/tiltak/sye5.yml", "lav: 0.03", "lav: 0.3", "lav: 0.3",
        "forutsetninger.prisreduksjon.lav er 0.3, som er mer enn hoy (0.05)."),
    "words for a number": (HEL1, "verdi: 30", "verdi: tretti", "tretti",
        "er «tretti», som ikke er et tall. Skriv et tall, for eksempel"),
    "unquoted no for a number": (HEL1, "verdi: 30", "verdi: no", "verdi: no",
        "er «no», som ikke er et tall."),
    "date for a number": (HEL1, "verdi: 30", "verdi: 2025-12-01", "2025-12-01",
        "er «2025-12-01», som ikke er et tall."),
    "amount in millions": (HEL1, "verdi: 1000000", "verdi: 14 mill.", "14 mill.",
        "er «14 mill.», som ikke er et tall. Skriv 14000000 der enheten er kr, 14 der den er "
        "mill. kr."),
    "amount in decimal millions": (HEL1, "verdi: 1000000", "verdi: 1,5 mill. kr", "1,5 mill.",
        "Skriv 1500000 der enheten er kr, 1.5 der den er mill. kr."),
    "amount in billions": (HEL1, "verdi: 1000000", "verdi: 2 milliarder", "2 milliarder",
        "Skriv 2000000000 der enheten er kr, 2 der den er mrd. kr."),
    "amount with its unit": (HEL1, "verdi: 1000000", "verdi: 1 000 000 kr", "1 000 000 kr",
        "Skriv bare tallet, uten enhet: 1000000."),
    "percent sign": (HEL1, "verdi: 0.10", "verdi: 12 %", "12 %",
        "er «12 %», som ikke er et tall. Skriv prosent som andel (12 % er 0.12)"),
    "spaces between thousands": (HEL1, "verdi: 1000000", "verdi: 1 000 000", "1 000 000",
        "er «1 000 000», som ikke er et tall. Skriv tallet uten mellomrom: 1000000."),
    "no-break spaces between thousands": (HEL1, "verdi: 1000000", "verdi: 1\u00a0000\u00a0000",
        "1\u00a0000", "Skriv tallet uten mellomrom: 1000000."),
    "narrow spaces between thousands": (HEL1, "verdi: 1000000", "verdi: 1\u202f000\u202f000",
        "1\u202f000", "Skriv tallet uten mellomrom: 1000000."),
    "full stops between thousands": (HEL1, "verdi: 1000000", "verdi: 1.000.000", "1.000.000",
        "Skriv tallet uten skilletegn: 1000000."),
    "dash as minus": (SYE3, "2029: -5000000", "2029: –5000000", "–5000000",
        "oppgitt.2029 er «–5000000», som ikke er et tall. Skriv minus som bindestrek: -5000000."),
    "empty number": (HEL1, "verdi: 30", "verdi:", "    verdi:",
        "forutsetninger.arsverk.verdi er tom. Fyll den ut"),
    "list for a number": (HEL1, "verdi: 30", "verdi: [30]", "[30]",
        "forutsetninger.arsverk.verdi må være ett tall"),
    "word for a year": (HEL1, "{2026: 0, 2027: 1,", "{i fjor: 0, 2027: 1,", "i fjor",
        "er «i fjor», men må være et årstall, for eksempel 2026."),
    "unknown unit of money": (HEL1, "enhet: kr per årsverk", "enhet: tusen kr per årsverk",
        "tusen kr",
        "er «tusen kr per årsverk», som ikke er en kjent pengeenhet. Bruk kr, 1 000 kr"),
    "duplicate key": (HEL1, "formel:", "navn: x\nformel:", "navn: x",
        "nøkkelen «navn» står to ganger (også på linje 3). Slett den ene."),
    "small letters in an id": (HEL1, "id: HEL1", "id: hel1", "id: hel1",
        "id er «hel1». Bruk bare A–Z og tall"),
    "Norwegian letters in a name": (HEL1, "  arsverk:", "  årsverk:", "  årsverk:",
        "«årsverk». Bruk bare a–z, tall og _"),
    "word for a page": (HEL1, "    side: 41–43", "    side: s. 41", "s. 41",
        "forutsetninger.arsverk.side er «s. 41». Skriv bare sidetall"),
    "list of pages": (HEL1, 'side: "42, 43"', "side: [42, 43]", "[42, 43]",
        'Sett anførselstegn rundt flere sider: "42, 43".'),
    "typo in a rating": (HEL1, "verdi: middels", "verdi: midels", "midels",
        "er «midels». Mente du middels? Velg én av: lav, middels, stor, ikke_gjengitt."),
    "typo in an origin": (HEL1, "opphav: avledet", "opphav: avledt", "avledt",
        "er «avledt». Mente du avledet?"),
    "rating without a ground": (HEL1, "grunnlag: boks", "grunnlag: ingen", "grunnlag: ingen",
        "vurderinger.estimatusikkerhet.grunnlag må være «ingen» når verdi er ikke_gjengitt"),
    "card's page missing": (HEL1, ", kort: 43}", "}", "sider:",
        "sider mangler «kort». Oppgi begge: {omtale: 41–42, kort: 43}."),
    "word for a number of a goal": (HEL1, "kommunemal: [5]", "kommunemal: [fem]", "[fem]",
        "kommunemal er «fem», men må være et helt tall."),
    "list where a mapping is expected": (HEL1, "sider: {omtale: 41–42, kort: 43}",
        "sider: [41, 43]", "[41, 43]",
        "sider er en liste, men må være en gruppe av «nøkkel: verdi»."),
    "text where a mapping is expected": (HEL1, "sider: {omtale: 41–42, kort: 43}", "sider: 41–43",
        "sider: 41", "sider er «41–43», men må være en gruppe av «nøkkel: verdi»."),
    "number where a list is expected": (HEL1, "kommunemal: [5]", "kommunemal: 5", "kommunemal: 5",
        "kommunemal er «5», men må være en liste. Skriv den i klammer: [ ]."),
    "bare number where a figure is expected": (TALL, "  bydeler: {", "  antall: 8\n  bydeler: {",
        "antall: 8", "tall.antall er «8», men må være en gruppe"),
    "rounding to nothing": ("hls/tiltak/sye4.yml", "til: 1000000", "til: 0", "til: 0",
        "avrunding.til er «0», men må være mer enn 0."),
    "hole in the period": (SEKTOR, "2027, 2028", "2028", "periode:",
        "periode er [2026, 2028, 2029, 2030], men må være år etter hverandre"),
    "period as text": (SEKTOR, "[2026, 2027, 2028, 2029, 2030]", "2026–2030", "periode:",
        "periode er «2026–2030», men må være en liste."),
    "two-digit year": (SEKTOR, "[2026,", "[26,", "periode:",
        "periode er «26», men må være et årstall, for eksempel 2026."),
    "unquoted yes": (SEKTOR, "siste_ar: ja", "siste_ar: yes", "yes",
        "er «yes». Velg én av: ja, nei."),
    "word for a number of pages": (KILDER, "sider: 66", "sider: seksti", "seksti",
        "kilder.delrapport-6.sider er «seksti», men må være et helt tall."),
    "typo in a tone": (PROGRAM, "tone: god}", "tone: godt}", "godt", "er «godt». Mente du god?"),
    # YAML itself
    "tab for indentation": (HEL1, "    navn: årsverk", "\tnavn: årsverk", "\tnavn",
        "linjen har tabulator. Rykk inn med mellomrom."),
    "unclosed quote": (HEL1, 'side: "42, 43"', 'side: "42, 43', 'side: "42, 43',
        "anførselstegnet er ikke lukket. Lukk det."),
    "unclosed apostrophe": (HEL1, "id: HEL1", "id: 'HEL1", "id: 'HEL1",
        "anførselstegnet som åpner her, er ikke lukket."),
    "unclosed brace": (HEL1, "2030: 1}", "2030: 1", "2030: 1",
        "klammen som åpner her, er ikke lukket"),
    "missing comma inside braces": (TALL, "verdi: 15,", "verdi: 15", "verdi: 15 ",
        "eller det mangler et komma"),
    "colon in text": (HEL1, "navn: Konkurranse", "navn: Tiltak: konkurranse", "Tiltak:",
        "Sett anførselstegn rundt tekst med kolon."),
    "missing colon": (HEL1, "virksomhet: HEL", "virksomhet HEL", "virksomhet HEL",
        "Skriv kolon og mellomrom etter nøkkelen."),
    "missing space after the colon": (HEL1, "virksomhet: HEL", "virksomhet:HEL", "virksomhet:HEL",
        "Skriv kolon og mellomrom etter nøkkelen."),
    "list and keys mixed": (HEL1, "  arsverk:", "  - arsverk:", "  kostnad_per_arsverk:",
        "en liste («- ») går over i «nøkkel: verdi»."),
    "wrong indentation": (HEL1, "    enhet: årsverk", "   enhet: årsverk", "   enhet: årsverk",
        "Se etter feil innrykk"),
    "star first in a text": (HEL1, "id: HEL1", "id: *HEL1", "*HEL1",
        "verdien begynner med *. Sett anførselstegn rundt den."),
    "at sign first in a text": (HEL1, "id: HEL1", "id: @HEL1", "@HEL1",
        "verdien begynner med @. Sett anførselstegn rundt den."),
    "invisible character": (HEL1, "navn: Konk", "navn: \x07Konk", "\x07",
        "usynlig tegn (U+0007) som ikke kan stå her. Slett det."),
    "two documents in a file": (HEL1, "forutsetninger:", "---\nforutsetninger:", "---",
        "«---» står midt i filen."),
    # What several files must agree on
    "unknown agency": (HEL1, "virksomhet: HEL", "virksomhet: HEI", "HEI",
        "ukjent virksomhet «HEI». Mente du HEL? sektor.yml har HEL, SYE, HLS."),
    "unknown class": (HEL1, "klasse: nest_beste", "klasse: nestbeste", "nestbeste",
        "ukjent klasse «nestbeste». Mente du nest_beste? program.yml har beste,"),
    "unknown goal": (HEL1, "kommunemal: [5]", "kommunemal: [7]", "[7]",
        "ukjent kommunemål «7». program.yml har 1, 2, 3, 4, 5."),
    "unknown source of an assumption": (HEL1, "    kilde: delrapport-6", "    kilde: delrapport6",
        "delrapport6",
        "ukjent kilde «delrapport6». Mente du delrapport-6? Kildene står i kilder.yml."),
    "unknown source of a measure": (HEL1, "\nkilde: delrapport-6", "\nkilde: rapport 6",
        "rapport 6", "ukjent kilde «rapport 6»."),
    "unknown source of an agency": (SEKTOR, "{navn: Helseetaten, kilde: delrapport-6",
        "{navn: Helseetaten, kilde: delrapport-7", "delrapport-7", "ukjent kilde «delrapport-7»."),
    "unknown source of the goals": (PROGRAM, "kommunemal_kilde: {kilde: delrapport-6",
        "kommunemal_kilde: {kilde: delrapport-66", "delrapport-66",
        "ukjent kilde «delrapport-66»."),
    "unknown report": (SEKTOR, "rapport: delrapport-6", "rapport: delrapport-7", "rapport:",
        "ukjent kilde «delrapport-7»."),
    "page beyond the last": (HEL1, "    side: 41–43", "    side: 141", "141",
        "side 141 finnes ikke. delrapport-6 har 66 sider. Rett sidetallet."),
    "page beyond the last in a range": (HEL1, "    side: 41–43", "    side: 41-143", "41-143",
        "side 143 finnes ikke."),
    "page beyond the last of a card": (HEL1, "kort: 43}", "kort: 430}", "430",
        "side 430 finnes ikke."),
    "page beyond the last of a rating": (HEL1, "    side: 43\n    tekst", "    side: 0\n    tekst",
        "side: 0", "side 0 finnes ikke."),
    "page beyond the last of a figure": (TALL, 'side: "18, 32, 46"', 'side: "18, 320, 46"',
        "320", "side 320 finnes ikke."),
    "year outside the period": (HEL1, "2030: 1}", "2030: 1, 2031: 1}", "2031",
        "2031 er utenfor perioden 2026–2030 i sektor.yml. Rett eller slett året."),
    "missing year of an assumption": (HEL1, ", 2030: 1}", "}", "2029: 1}",
        "forutsetninger.innfasing.verdi: mangler 2030. Perioden er 2026–2030."),
    "missing year of a printed effect": (HEL1, ", 2030: 3000000}", "}", "2029: 3000000}",
        "oppgitt: mangler 2030."),
    "id that is not the folder's": (SEKTOR, "id: hls", "id: hs", "id: hs",
        "id er «hs», men mappen heter hls."),
    "step of a scale missing": (PROGRAM, "  noytral: {navn: Nøytral", "  noytralt: {navn: Nøytral",
        "", "vurderinger.konsekvenser_ansatte.verdi er «noytral». Mente du noytralt?"),
    "span of no step": ("felles/usikkerhet.yml", "middels:", "midels:", "midels:",
        "«midels» er ikke et trinn for usikkerhet. Mente du middels?"),
    "rule of loans missing": (PROGRAM, "  laneandel:", "  lanandel:", "",
        "program.yml mangler regneregler.laneandel: hvor stor del av lånet"),
    "loan of unknown assumptions": (SYE3, "  avdrag: avdrag", "  avdrag: avdraget", "avdraget",
        "«avdraget» er ikke en forutsetning. Mente du avdrag?"),
    "loan from a year outside the period": (SYE3, "forste_ar: 2029", "forste_ar: 2039", "2039",
        "2039 er utenfor perioden i sektor.yml."),
    # Formulas
    "formula with an unknown name": (HEL1, "formel: arsverk", "formel: arsverkk", "arsverkk",
        "formelen bruker «arsverkk», som ikke er en forutsetning. Mente du arsverk?"),
    "formula with a number": (HEL1, "formel: arsverk", "formel: 30", "formel: 30",
        "tallet 30 står i formelen «30 * kostnad_per_arsverk * besparelse * innfasing». Gi "
        "det et navn"),
    "formula that cannot be read": (HEL1, "formel: arsverk *", "formel: arsverk * *", "* *",
        "kan ikke leses ved tegn 11. Bruk + - * /, parenteser, min, max"),
    "formula that divides by zero": (HEL1, "besparelse * innfasing", "besparelse / innfasing",
        "formel:", "deler på null i 2026. Rett formelen, eller tallet som er null."),
    "assumption outside the formula": (HEL1, " * innfasing\n", "\n", "  innfasing:",
        "forutsetningen «innfasing» er ikke med i formelen"),
    "formula that calls Python": (HEL1, "formel: arsverk", "formel: __import__('os').system('ls')",
        "__import__", "«__import__('os').system('ls')» kan ikke stå i en formel. Bruk + - * /"),
    "empty formula": (HEL1, "formel: arsverk * kostnad_per_arsverk * besparelse * innfasing",
        "formel:", "formel:", "formel er tom."),
}  # fmt: skip


@pytest.mark.parametrize(("fil", "fra", "til", "merke", "ventet"), FEIL.values(), ids=FEIL)
def test_a_fault_is_told_with_file_line_value_and_remedy(
    datakopi: Path, fil: str, fra: str, til: str, merke: str, ventet: str
) -> None:
    bytt(datakopi / fil, fra, til)
    melding = feilmelding()
    assert ventet in melding
    if merke:
        assert f"data/{fil}, linje {linje_med(datakopi / fil, merke)}: " in melding
    assert len(melding.splitlines()) == 1, "one fault, one line"


# Case: what is put in, and what is said.
TEKSTFEIL = {
    "unknown assumption": ("{{ f.arsverkk }}",
        "ukjent navn «arsverkk» i teksten. Mente du arsverk?"),
    "unknown assumption, no likeness": ("{{ f.x }}",
        "«x» i teksten. Her kan stå: arsverk, besparelse, innfasing,"),
    "unknown figure": ("{{ tall.hel1_ansate }}",
        "ukjent enkelttall: «hel1_ansate». Mente du hel1_ansatte?"),
    "unknown name": ("{{ tallene.x }}", "ukjent navn «tallene» i teksten. Mente du tall?"),
    "unknown part of an assumption": ("{{ f.arsverk.verdien }}",
        "ukjent navn «verdien» i teksten. Mente du verdi?"),
    "year outside the period": ("{{ effekt[2035] | mill }}", "ukjent navn «2035» i teksten."),
    "number without a filter": ("{{ effekt[2027] }}",
        "tallet 3000000 står uten enhet i teksten. Bruk et filter: | mill, | kr,"),
    "unknown filter": ("{{ effekt[2027] | million }}",
        "ukjent filter «million». Mente du mill eller min? Bruk mill, belop, kr, prosent, tallet."),
    "money of what is not": ("{{ f.arsverk | mill }}",
        "«30\u00a0årsverk» i teksten er ikke kroner."),
    "one number of several": ("{{ f.innfasing }}",
        "HEL1.innfasing har ett tall per år; skriv hvilket år."),
    "unclosed braces": ("{{ f.arsverk }",
        "teksten kan ikke leses. Se etter {{ }} eller {% %} som ikke er lukket"),
    "division by zero": ("{{ (effekt[2027] / effekt[2026]) | tallet }}",
        "et regnestykke i teksten deler på null."),
    "arithmetic with a quantity": ("{{ (f.arsverk * 2) | tallet }}",
        "et regnestykke i teksten går ikke opp. Skriv .verdi"),
    "unknown table": ("{{ sum_tabell('langtidshjemm') }}",
        "ukjent tabell: «langtidshjemm». Mente du langtidshjem?"),
    "unknown column": ("{{ sum_tabell('langtidshjem', drif='x') }}",
        "har ikke kolonnen «drif». Mente du drift?"),
    "sum of no rows": ("{{ sum_tabell('langtidshjem', drift='komunal') }}",
        "ingen rader der drift er «komunal». Mente du kommunal?"),
}  # fmt: skip


@pytest.mark.parametrize(("mal", "ventet"), TEKSTFEIL.values(), ids=TEKSTFEIL)
def test_a_text_that_cannot_be_filled_in_is_told_before_any_kernel_starts(
    datakopi: Path, mal: str, ventet: str
) -> None:
    fil = datakopi / HEL1
    bytt(fil, "effekt_tekst: >-\n", f"effekt_tekst: >-\n  {mal}\n")
    (feil,) = feil_i_tekster(les_sektor())
    assert f"data/{HEL1}, linje {linje_med(fil, 'effekt_tekst:')}: effekt_tekst" in str(feil)
    assert ventet in str(feil)
    assert not ENGELSK.search(str(feil))


@pytest.mark.parametrize(
    ("fra", "felt"),
    [
        ("Programmet foreslår", "beskrivelse"),
        ("Kortet fører ingen effekt", "forutsetninger.innfasing.begrunnelse"),
        ("Anslaget må sjekkes", "vurderinger.estimatusikkerhet.tekst"),
        ("Moderat økonomisk effekt", "samlet_vurdering.tekst"),
        ("Kortet skriver kommunemål", "merknader"),
    ],
)
def test_every_kind_of_text_is_filled_in(datakopi: Path, fra: str, felt: str) -> None:
    bytt(datakopi / HEL1, fra, f"{{{{ f.borte }}}} {fra}")
    (feil,) = feil_i_tekster(les_sektor())
    assert f": {felt}: ukjent navn «borte»" in str(feil)


def test_braces_where_no_numbers_go_would_be_printed_and_are_refused(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "navn: Konk", 'navn: "{{ f.arsverk }} Konk')
    bytt(datakopi / HEL1, "på legevakt\n", 'på legevakt"\n')
    (feil,) = feil_i_tekster(les_sektor())
    assert f"data/{HEL1}, linje 3: navn kan ikke ha tall i klammer." in str(feil)


def test_the_texts_as_they_stand_are_filled_in(datakopi: Path) -> None:
    assert feil_i_tekster(les_sektor()) == []


# --- several faults at once -----------------------------------------------------------------------


def test_all_faults_of_all_files_are_told_at_once_in_order(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "verdi: 30", "verdi: tretti")
    bytt(datakopi / HEL1, "    enhet: andel", "    enhte: andel")
    bytt(datakopi / TALL, "verdi: 15,", "verdi: femten,")
    bytt(datakopi / "hls/tabeller/rammekutt.csv", "-14093", "-14 093")
    with pytest.raises(FlereFeil) as feil:
        les_sektor()
    steder = [re.sub(r", linje \d+:.*", "", linje) for linje in str(feil.value).splitlines()]
    assert steder == [
        "data/hls/tabeller/rammekutt.csv", "data/hls/tall.yml", f"data/{HEL1}", f"data/{HEL1}",
    ]  # fmt: skip


def test_all_duplicate_keys_of_a_file_are_told_at_once(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "formel:", "id: X\nnavn: x\nformel:")
    assert len(feilmelding().splitlines()) == 2


def test_a_typo_hides_no_other_missing_key(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "beskrivelse:", "beskrivlse:")
    bytt(datakopi / HEL1, "virksomhet: HEL\n", "")
    melding = feilmelding()
    assert "nøkkelen «virksomhet» mangler" in melding
    assert "«beskrivelse» mangler" not in melding


def test_two_measures_with_one_id_are_refused(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "id: HEL1", "id: HEL2")
    ventet = "data/hls/tiltak/hel2.yml, linje 2: id HEL2 er brukt i hel1.yml også."
    assert ventet in feilmelding()


# --- whole files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("innhold", "ventet"),
    [
        ("", ": filen er tom. Fyll den ut, eller slett den."),
        ("\n \n", ": filen er tom."),
        ("# bare en kommentar\n", "linje 1: filen må bestå av «nøkkel: verdi»-linjer."),
        ("- id: HEL1\n", "linje 1: filen må bestå av «nøkkel: verdi»-linjer."),
        ("bare tekst\n", "linje 1: filen må bestå av «nøkkel: verdi»-linjer."),
        ("id: &a [*a]\n", "filen viser til seg selv med & og *."),
    ],
)
def test_a_file_that_is_not_keys_and_values_is_refused(datakopi: Path, innhold: str, ventet: str) -> None:
    (datakopi / HEL1).write_text(innhold, encoding="utf-8")
    melding = feilmelding()
    assert melding.startswith(f"data/{HEL1}")
    assert ventet in melding


@pytest.mark.parametrize(("koding", "navn", "linje"), [("cp1252", "Windows-1252", 3), ("utf-16", "UTF-16", 1)])
def test_a_file_in_another_encoding_is_refused(datakopi: Path, koding: str, navn: str, linje: int) -> None:
    fil = datakopi / HEL1
    fil.write_bytes(fil.read_text(encoding="utf-8").replace("–", "-").encode(koding, "replace"))
    ventet = f"data/{HEL1}, linje {linje}: filen er ikke lagret som UTF-8, men trolig som {navn}."
    assert ventet in feilmelding()


@pytest.mark.parametrize(("fra", "til"), [(b"#", b"\xef\xbb\xbf#"), (b"\n", b"\r\n")], ids=["BOM", "CRLF"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(datakopi: Path, fra: bytes, til: bytes) -> None:
    for fil in datakopi.rglob("*.yml"):
        antall = 1 if til.startswith(b"\xef") else -1
        fil.write_bytes(fil.read_bytes().replace(fra, til, antall))
    assert les_sektor().tiltak["HEL1"].beskrivelse.startswith("Programmet foreslår")


def test_no_and_dates_are_words_where_words_are_expected(datakopi: Path) -> None:
    bytt(datakopi / KILDER, "dato: desember 2025", "dato: 2025-12-01")
    bytt(datakopi / HEL1, "enhet: årsverk", "enhet: no")
    sektor = les_sektor()
    assert sektor.kilder["delrapport-6"].dato == "2025-12-01"
    assert sektor.tiltak["HEL1"].forutsetninger["arsverk"].enhet == "no"


@pytest.mark.parametrize(
    ("borte", "ventet"),
    [
        (HEL1.replace("hel1.yml", ""), "data/hls/tiltak: mappen har ingen tiltak."),
        (SEKTOR, "data/hls: mappen mangler sektor.yml. Legg den til."),
        (TALL, "data/hls/tall.yml: filen finnes ikke. Legg den der."),
        (PROGRAM, "data/felles/program.yml: filen finnes ikke."),
        (KILDER, "data/kilder.yml: filen finnes ikke."),
        ("hls/datapackage.yml", "data/hls/datapackage.yml: filen finnes ikke."),
    ],
)
def test_a_missing_file_or_folder_is_named(datakopi: Path, borte: str, ventet: str) -> None:
    (datakopi / borte).rename(datakopi.parent / "borte")
    assert ventet in feilmelding()


def test_a_misnamed_file_is_suggested(datakopi: Path) -> None:
    (datakopi / TALL).rename(datakopi / "hls/tal.yml")
    assert "filen finnes ikke. Mente du tal? Rett navnet." in feilmelding()


def test_a_measure_that_would_not_be_read_is_refused(datakopi: Path) -> None:
    (datakopi / HEL1).rename(datakopi / "hls/tiltak/hel1.yaml")
    ventet = "data/hls/tiltak/hel1.yaml: filen leses ikke, for navnet må slutte på .yml."
    assert ventet in feilmelding()


def test_a_folder_in_a_files_place_is_refused(datakopi: Path) -> None:
    (datakopi / TALL).unlink()
    (datakopi / TALL).mkdir()
    assert "data/hls/tall.yml: kan ikke leses som fil." in feilmelding()


@pytest.mark.parametrize("mappe", ["finnes/ikke", "data/kilder.yml"])
def test_a_wrong_data_folder_is_named_with_the_variable(
    datakopi: Path, monkeypatch: pytest.MonkeyPatch, mappe: str
) -> None:
    monkeypatch.setenv("EFFEKT_DATA", str(datakopi.parent / mappe))
    melding = feilmelding()
    assert f"finner ikke datamappen «{datakopi.parent / mappe}». Sett EFFEKT_DATA" in melding


def test_a_data_folder_without_sectors_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path))
    assert f"datamappen «{tmp_path}» har ingen sektor" in feilmelding()


def test_an_unknown_sector_is_met_with_the_known_ones(datakopi: Path) -> None:
    assert feilmelding(lambda: les_sektor("hsl")) == ("ukjent sektor «hsl». Mente du hls? data/ har hls.")


# --- the parts ------------------------------------------------------------------------------------


def test_the_line_of_a_key_is_that_of_the_nearest_key_above_it(tmp_path: Path) -> None:
    fil = tmp_path / "a.yml"
    fil.write_text("# kommentar\na:\n  b: 1\n  c: [1, {d: 2}]\n", encoding="utf-8")
    dokument = les_dokument(fil)
    assert dokument.innhold == {"a": {"b": "1", "c": ["1", {"d": "2"}]}}
    assert [dokument.linje(s) for s in [("a",), ("a", "b"), ("a", "c", 1, "d"), ("a", "x")]] == [
        2, 3, 4, 2,
    ]  # fmt: skip
    assert dokument.linje(("x",)) is None


@pytest.mark.parametrize(
    ("skrevet", "ventet"),
    [("år", " Mente du ar?"), ("Belop", " Mente du belop?"), ("beløp", " Mente du belop?"), ("qwerty", "")],
)
def test_the_nearest_word_is_found_through_case_and_norwegian_letters(skrevet: str, ventet: str) -> None:
    assert naermeste(skrevet, ["ar", "belop", "virksomhet"]) == ventet
