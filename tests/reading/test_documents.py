"""Reading YAML: what an analyst gets wrong is told with file, line, value and remedy."""

import re
from pathlib import Path

import pytest

from effekt.base.faults import FlereFeil, naermeste
from effekt.check.checking import faults_in_texts
from effekt.reading.documents import les_dokument
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import ENGELSK, bytt, feilmelding, linje_med

VAN1 = "tek/tiltak/van1.yml"
VEI1 = "tek/tiltak/vei1.yml"
VEI2 = "tek/tiltak/vei2.yml"
TALL = "tek/tall.yml"
SEKTOR = "tek/sektor.yml"
PROGRAM = "felles/program.yml"
KILDER = "kilder.yml"
INNHOLD = "tek/innhold.yml"


def _feil(sektor: str = "tek") -> str:
    return feilmelding(lambda: les_sektor(sektor))


# Case: file, what is changed, to what, the text on the line that is named, and what is said there.
FEIL = {
    "missing key at the top": (VAN1, "virksomhet: VAN\n", "", "",
        "nøkkelen «virksomhet» mangler. Legg den til."),
    "missing value of an assumption": (VAN1, "    verdi: 30\n", "", "  stasjoner:",
        "nøkkelen «forutsetninger.stasjoner.verdi» mangler. Legg den til."),
    "missing source": (VAN1, "    kilde: plan-2027\n    side: 16–18\n", "", "  stasjoner:",
        "forutsetninger.stasjoner mangler kilde og side. Oppgi begge"),
    "missing page": (VAN1, "    side: 16–18\n", "", "  stasjoner:", "mangler kilde og side"),
    "derived without reasoning": (VAN1, "    kilde: plan-2027\n    side: 16–18\n",
        "    opphav: valgt\n", "  stasjoner:", "har opphav valgt, og trenger en begrunnelse."),
    "typo in a key": (VAN1, "    enhet: stasjoner", "    enhte: stasjoner", "enhte",
        "ukjent nøkkel «forutsetninger.stasjoner.enhte». Mente du enhet?"),
    "typo in a key at the top": (VAN1, "beskrivelse:", "beskrivlse:", "beskrivlse",
        "ukjent nøkkel «beskrivlse». Mente du beskrivelse?"),
    "typo in an optional key": (VAN1, "merknader:", "merknder:", "merknder",
        "ukjent nøkkel «merknder». Mente du merknader?"),
    "key that belongs elsewhere": (VAN1, "    enhet: stasjoner", "    enhet: stasjoner\n    formel: a",
        "    formel: a",
        "Her kan stå: begrunnelse, enhet, hoy, kilde, lav, navn, opphav, prisar, side, spenn, tillatt, "
        "usikkerhet, verdi."),
    "comma as decimal point": (VAN1, "verdi: 0.10", "verdi: 0,10", "verdi: 0,10",
        "forutsetninger.besparelse.verdi er «0,10», som ikke er et tall. Bruk punktum som "
        "desimaltegn: 0.10."),
    "comma as decimal point inside braces": (VAN1, "{2027: 0, 2028: 1,", "{2027: 0,5, 2028: 1,",
        "0,5", "«5» står uten verdi mellom klammene. Bruk punktum som desimaltegn: 0.5."),
    "text with a comma inside braces": (TALL, '"lyspunkter med diode, i prosent",', "med diode, i prosent,",
        "i prosent,", 'Sett anførselstegn rundt tekst med komma: "med diode, i prosent".'),
    "share as a percentage": (VAN1, "verdi: 0.10", "verdi: 10 # %", "verdi: 10 # %",
        "forutsetninger.besparelse.verdi er 10 andel – mente du 0.1? Tillatt: 0–1."),
    "share above one in one year": (VAN1, "2029: 1,", "2029: 50,", "2029: 50",
        "forutsetninger.innfasing.verdi.2029 er 50 andel – mente du 0.5?"),
    "negative share": (VAN1, "verdi: 0.10", "verdi: -0.10", "verdi: -0.10",
        "er −0,1 andel – mente du 0.1?"),
    "low end above the high end": (VEI1, "lav: 150", "lav: 300", "lav: 300",
        "forutsetninger.spart.lav er 300, som er mer enn hoy (260)."),
    "words for a number": (VAN1, "verdi: 30", "verdi: tretti", "tretti",
        "er «tretti», som ikke er et tall. Skriv et tall, for eksempel"),
    "unquoted no for a number": (VAN1, "verdi: 30", "verdi: no", "verdi: no",
        "er «no», som ikke er et tall."),
    "date for a number": (VAN1, "verdi: 30", "verdi: 2025-12-01", "2025-12-01",
        "er «2025-12-01», som ikke er et tall."),
    "amount in millions": (VAN1, "verdi: 100000", "verdi: 14 mill.", "14 mill.",
        "er «14 mill.», som ikke er et tall. Skriv 14000000 der enheten er kr, 14 der den er "
        "mill. kr."),
    "amount in decimal millions": (VAN1, "verdi: 100000", "verdi: 1,5 mill. kr", "1,5 mill.",
        "Skriv 1500000 der enheten er kr, 1.5 der den er mill. kr."),
    "amount in billions": (VAN1, "verdi: 100000", "verdi: 2 milliarder", "2 milliarder",
        "Skriv 2000000000 der enheten er kr, 2 der den er mrd. kr."),
    "amount with its unit": (VAN1, "verdi: 100000", "verdi: 1 000 000 kr", "1 000 000 kr",
        "Skriv bare tallet, uten enhet: 1000000."),
    "percent sign": (VAN1, "verdi: 0.10", "verdi: 12 %", "12 %",
        "er «12 %», som ikke er et tall. Skriv prosent som andel (12 % er 0.12)"),
    "spaces between thousands": (VAN1, "verdi: 100000", "verdi: 1 000 000", "1 000 000",
        "er «1 000 000», som ikke er et tall. Skriv tallet uten mellomrom: 1000000."),
    "no-break spaces between thousands": (VAN1, "verdi: 100000", "verdi: 1\u00a0000\u00a0000",
        "1\u00a0000", "Skriv tallet uten mellomrom: 1000000."),
    "narrow spaces between thousands": (VAN1, "verdi: 100000", "verdi: 1\u202f000\u202f000",
        "1\u202f000", "Skriv tallet uten mellomrom: 1000000."),
    "full stops between thousands": (VAN1, "verdi: 100000", "verdi: 1.000.000", "1.000.000",
        "Skriv tallet uten skilletegn: 1000000."),
    "dash as minus": (VEI2, "2029: -100000", "2029: –100000", "–100000",
        "oppgitt.2029 er «–100000», som ikke er et tall. Skriv minus som bindestrek: -100000."),
    "empty number": (VAN1, "verdi: 30", "verdi:", "    verdi:",
        "forutsetninger.stasjoner.verdi er tom. Fyll den ut"),
    "list for a number": (VAN1, "verdi: 30", "verdi: [30]", "[30]",
        "forutsetninger.stasjoner.verdi må være ett tall"),
    "word for a year": (VAN1, "{2027: 0, 2028: 1,", "{i fjor: 0, 2028: 1,", "i fjor",
        "er «i fjor», men må være et årstall, for eksempel 2026."),
    "unknown unit of money": (VAN1, "enhet: kr per stasjon og år", "enhet: tusen kr per stasjon og år",
        "tusen kr",
        "er «tusen kr per stasjon og år», som ikke er en kjent pengeenhet. Bruk kr, 1 000 kr"),
    "duplicate key": (VAN1, "formel:", "navn: x\nformel:", "navn: x",
        "nøkkelen «navn» står to ganger (også på linje 3). Slett den ene."),
    "small letters in an id": (VAN1, "id: VAN1", "id: van1", "id: van1",
        "id er «van1». Bruk bare A–Z og tall"),
    "Norwegian letters in a name": (VAN1, "  stasjoner:", "  stasjøner:", "  stasjøner:",
        "«stasjøner». Bruk bare a–z, tall og _"),
    "word for a page": (VAN1, "    side: 16–18", "    side: s. 16", "s. 16",
        "«s. 16» er ikke et sidetall, og plan-2027 har sider. Skriv bare sidetall: 49, 49–50 eller"),
    "list of pages": (VAN1, 'side: "17, 18"', "side: [17, 18]", "[17, 18]",
        'Sett anførselstegn rundt flere sider: "42, 43".'),
    "typo in a rating": (VAN1, "verdi: mye", "verdi: myye", "myye",
        "er «myye». Mente du mye? Velg én av: liten, en_del, mye, nesten_alt, ikke_gjengitt."),
    "typo in an origin": (VAN1, "opphav: avledet", "opphav: avledt", "avledt",
        "er «avledt». Mente du avledet?"),
    "rating without a ground": (VAN1, "grunnlag: boks", "grunnlag: ingen", "grunnlag: ingen",
        "vurderinger.estimatusikkerhet.grunnlag må være «ingen» når verdi er ikke_gjengitt"),
    "card's page missing": (VAN1, ", kort: 18}", "}", "sider:",
        "sider mangler «kort». Oppgi begge: {omtale: 41–42, kort: 43}."),
    "word for a number of a goal": (VAN1, "kommunemal: [1]", "kommunemal: [fem]", "[fem]",
        "kommunemal er «fem», men må være et helt tall."),
    "list where a mapping is expected": (VAN1, "sider: {omtale: 16–17, kort: 18}",
        "sider: [16, 18]", "[16, 18]",
        "sider er en liste, men må være en gruppe av «nøkkel: verdi»."),
    "text where a mapping is expected": (VAN1, "sider: {omtale: 16–17, kort: 18}", "sider: 16–18",
        "sider: 16", "sider er «16–18», men må være en gruppe av «nøkkel: verdi»."),
    "number where a list is expected": (VAN1, "kommunemal: [1]", "kommunemal: 1", "kommunemal: 1",
        "kommunemal er «1», men må være en liste. Skriv den i klammer: [ ]."),
    "bare number where a figure is expected": (TALL, "  ansatte: {", "  antall: 8\n  ansatte: {",
        "antall: 8", "tall.antall er «8», men må være en gruppe"),
    "rounding to nothing": (VEI1, "til: 10000", "til: 0", "til: 0",
        "avrunding.til er «0», men må være mer enn 0."),
    "hole in the period": (SEKTOR, "2028, 2029", "2029", "periode:",
        "periode er [2027, 2029, 2030], men må være år etter hverandre"),
    "period as text": (SEKTOR, "[2027, 2028, 2029, 2030]", "2027–2030", "periode:",
        "periode er «2027–2030», men må være en liste."),
    "two-digit year": (SEKTOR, "[2027,", "[27,", "periode:",
        "periode er «27», men må være et årstall, for eksempel 2026."),
    "unquoted yes": ("opp/sektor.yml", "siste_ar: ja", "siste_ar: yes", "yes",
        "er «yes». Velg én av: ja, nei."),
    "word for a number of pages": (KILDER, "sider: 40", "sider: seksti", "seksti",
        "kilder.plan-2027.sider er «seksti», men må være et helt tall."),
    "typo in a tone": (PROGRAM, "tone: god}", "tone: godt}", "godt", "er «godt». Mente du god?"),
    # YAML itself
    "tab for indentation": (VAN1, "    navn: pumpe", "\tnavn: pumpe", "\tnavn",
        "linjen har tabulator. Rykk inn med mellomrom."),
    "unclosed quote": (VAN1, 'side: "17, 18"', 'side: "17, 18', 'side: "17, 18',
        "anførselstegnet er ikke lukket. Lukk det."),
    "unclosed apostrophe": (VAN1, "id: VAN1", "id: 'VAN1", "id: 'VAN1",
        "anførselstegnet som åpner her, er ikke lukket."),
    "unclosed brace": (VAN1, "2030: 1}", "2030: 1", "2030: 1",
        "klammen som åpner her, er ikke lukket"),
    "missing comma inside braces": (TALL, "verdi: 20,", "verdi: 20", "verdi: 20 ",
        "eller det mangler et komma"),
    "colon in text": (VAN1, "navn: Færre", "navn: Tiltak: færre", "Tiltak:",
        "Sett anførselstegn rundt tekst med kolon."),
    "missing colon": (VAN1, "virksomhet: VAN", "virksomhet VAN", "virksomhet VAN",
        "Skriv kolon og mellomrom etter nøkkelen."),
    "missing space after the colon": (VAN1, "virksomhet: VAN", "virksomhet:VAN", "virksomhet:VAN",
        "Skriv kolon og mellomrom etter nøkkelen."),
    "list and keys mixed": (VAN1, "  stasjoner:", "  - stasjoner:", "  kostnad_per_stasjon:",
        "en liste («- ») går over i «nøkkel: verdi»."),
    "wrong indentation": (VAN1, "    enhet: stasjoner", "   enhet: stasjoner", "   enhet: stasjoner",
        "Se etter feil innrykk"),
    "star first in a text": (VAN1, "id: VAN1", "id: *VAN1", "*VAN1",
        "verdien begynner med *. Sett anførselstegn rundt den."),
    "at sign first in a text": (VAN1, "id: VAN1", "id: @VAN1", "@VAN1",
        "verdien begynner med @. Sett anførselstegn rundt den."),
    "invisible character": (VAN1, "navn: Fær", "navn: \x07Fær", "\x07",
        "usynlig tegn (U+0007) som ikke kan stå her. Slett det."),
    "two documents in a file": (VAN1, "forutsetninger:", "---\nforutsetninger:", "---",
        "«---» står midt i filen."),
    # What several files must agree on
    "unknown agency": (VAN1, "virksomhet: VAN", "virksomhet: VAM", "VAM",
        "ukjent virksomhet «VAM». Mente du VAN? sektor.yml har VEI, VAN."),
    "unknown class": (VAN1, "klasse: vent", "klasse: vennt", "vennt",
        "ukjent klasse «vennt». Mente du vent? program.yml har na,"),
    "unknown goal": (VAN1, "kommunemal: [1]", "kommunemal: [7]", "[7]",
        "ukjent kommunemål «7». program.yml har 1, 2."),
    "unknown source of an assumption": (VAN1, "    kilde: plan-2027", "    kilde: plan2027",
        "plan2027",
        "ukjent kilde «plan2027». Mente du plan-2027? Kildene står i kilder.yml."),
    "unknown source of a measure": (VAN1, "\nkilde: plan-2027", "\nkilde: plan 2027",
        "plan 2027", "ukjent kilde «plan 2027»."),
    "unknown source of an agency": (SEKTOR, "{navn: Vann- og avløpsetaten, kilde: plan-2027",
        "{navn: Vann- og avløpsetaten, kilde: plan-2028", "plan-2028", "ukjent kilde «plan-2028»."),
    "unknown source of the goals": (PROGRAM, "kommunemal_kilde: {kilde: plan-2027",
        "kommunemal_kilde: {kilde: plan-20277", "plan-20277",
        "ukjent kilde «plan-20277»."),
    "unknown report": (SEKTOR, "rapport: plan-2027", "rapport: plan-2028", "rapport:",
        "ukjent kilde «plan-2028»."),
    "page beyond the last": (VAN1, "    side: 16–18", "    side: 116", "116",
        "side 116 finnes ikke. plan-2027 har 40 sider. Rett sidetallet."),
    "page beyond the last in a range": (VAN1, "    side: 16–18", "    side: 16-118", "16-118",
        "side 118 finnes ikke."),
    "page beyond the last of a card": (VAN1, "kort: 18}", "kort: 180}", "180",
        "side 180 finnes ikke."),
    "page beyond the last of a rating": (VAN1, "    side: 18\n    tekst", "    side: 0\n    tekst",
        "side: 0", "side 0 finnes ikke."),
    "page beyond the last of a figure": (TALL, 'side: "11, 16"', 'side: "11, 160"',
        "160", "side 160 finnes ikke."),
    "pages in another order": (TALL, 'side: "11, 16"', 'side: "16, 11"', "16, 11",
        "er «16, 11». Skriv sidene i stigende rekkefølge, hver av dem én gang."),
    "a page that stands twice": (TALL, 'side: "11, 16"', 'side: "11, 11"', "11, 11",
        "er «11, 11». Skriv sidene i stigende rekkefølge, hver av dem én gang."),
    "a span the wrong way": (VAN1, "    side: 16–18", "    side: 18–16", "18–16",
        "er «18–16». Skriv sidene i stigende rekkefølge, hver av dem én gang."),
    "section of a document with pages": (VAN1, "    side: 16–18", '    side: "2.1"', "2.1",
        "«2.1» er ikke et sidetall, og plan-2027 har sider. Skriv bare sidetall: 49, 49–50 eller"),
    "rating that is not on the card": (VAN1, "    side: 18\n    tekst", "    side: 12\n    tekst", "side: 12",
        "side 12 passer ikke med tiltaket, som er omtalt på s. 16–17 og har kort på s. 18. Slå opp siden"),
    "card that is not where its ratings are": (VAN1, "{omtale: 16–17, kort: 18}", "{omtale: 12, kort: 14}",
        "kort: 14", "side 14 passer ikke med tiltaket, som er ført med vurderinger på s. 18. Slå opp siden"),
    "report that no card is from": (SEKTOR, "rapport: plan-2027", "rapport: brev-van", "rapport:",
        "rapport er «brev-van», men kortene er fra plan-2027. Rett rapport, eller kilde på kortene."),
    "figure that its table has on another page": (INNHOLD, "side: 11\n    status", "side: 12\n    status", "side: 12",
        "side er 12, men tabellen andel_kostnader i datapackage.yml har 11. Rett det ene."),
    "figure with another unit than its table": (INNHOLD, "status: gjengitt\n", "status: gjengitt\n    enhet: kr\n",
        "enhet: kr", "enhet er «kr», men tabellen andel_kostnader i datapackage.yml har «prosent». Rett det ene."),
    "figure with other columns than its table": (INNHOLD, "status: gjengitt\n",
        "status: gjengitt\n    kolonner: [enhet, andel]\n", "kolonner:",
        "kolonner er «enhet, andel», men tabellen andel_kostnader i datapackage.yml har «virksomhet, andel»."),
    "year outside the period": (VAN1, "2030: 1}", "2030: 1, 2031: 1}", "2031",
        "2031 er utenfor perioden 2027–2030 i sektor.yml. Rett eller slett året."),
    "missing year of an assumption": (VAN1, ", 2030: 1}", "}", "2029: 1}",
        "forutsetninger.innfasing.verdi: mangler 2030. Perioden er 2027–2030."),
    "missing year of a printed effect": (VAN1, ", 2030: 300000}", "}", "2029: 300000}",
        "oppgitt: mangler 2030."),
    "id that is not the folder's": (SEKTOR, "id: tek", "id: tk", "id: tk",
        "id er «tk», men mappen heter tek."),
    "step of a scale missing": (PROGRAM, "  bedre: {navn: Bedre", "  bedree: {navn: Bedre",
        "", "vurderinger.konsekvenser_samfunn.verdi er «bedre». Mente du bedree?"),
    "span of no step": ("felles/usikkerhet.yml", "en_del:", "en_dell:", "en_dell:",
        "«en_dell» er ikke et trinn for usikkerhet. Mente du en_del?"),
    "rule of loans missing": (PROGRAM, "  laneandel:", "  lanandel:", "",
        "program.yml mangler regneregler.laneandel: hvor stor del av lånet"),
    "loan of unknown assumptions": (VEI2, "  avdrag: avdrag", "  avdrag: avdraget", "avdraget",
        "«avdraget» er ikke en forutsetning. Mente du avdrag?"),
    "loan from a year outside the period": (VEI2, "forste_ar: 2029", "forste_ar: 2039", "2039",
        "2039 er utenfor perioden i sektor.yml."),
    # Formulas
    "formula with an unknown name": (VAN1, "formel: stasjoner", "formel: stasjonerr", "stasjonerr",
        "formelen bruker «stasjonerr», som ikke er en forutsetning. Mente du stasjoner?"),
    "formula with a number": (VAN1, "formel: stasjoner", "formel: 30", "formel: 30",
        "tallet 30 står i formelen «30 * kostnad_per_stasjon * besparelse * innfasing». Gi "
        "det et navn"),
    "formula that cannot be read": (VAN1, "formel: stasjoner *", "formel: stasjoner * *", "* *",
        "kan ikke leses ved tegn 13. Bruk + - * /, parenteser, min, max"),
    "formula that divides by zero": (VAN1, "besparelse * innfasing", "besparelse / innfasing",
        "formel:", "deler på null i 2027. Rett formelen, eller tallet som er null."),
    "assumption outside the formula": (VAN1, " * innfasing\n", "\n", "  innfasing:",
        "forutsetningen «innfasing» er ikke med i formelen"),
    "formula that calls Python": (VAN1, "formel: stasjoner", "formel: __import__('os').system('ls')",
        "__import__", "«__import__('os').system('ls')» kan ikke stå i en formel. Bruk + - * /"),
    "empty formula": (VAN1, "formel: stasjoner * kostnad_per_stasjon * besparelse * innfasing",
        "formel:", "formel:", "formel er tom."),
}  # fmt: skip


@pytest.mark.parametrize(("fil", "fra", "til", "merke", "ventet"), FEIL.values(), ids=FEIL)
def test_a_fault_is_told_with_file_line_value_and_remedy(
    kommunekopi: Path, fil: str, fra: str, til: str, merke: str, ventet: str
) -> None:
    bytt(kommunekopi / fil, fra, til)
    melding = _feil("opp" if fil.startswith("opp/") else "tek")
    assert ventet in melding
    if merke:
        assert f"data/{fil}, linje {linje_med(kommunekopi / fil, merke)}: " in melding
    assert len(melding.splitlines()) == 1, "one fault, one line"


def test_a_section_that_a_document_without_pages_does_not_have_is_told_where_they_are_listed(kommunekopi: Path) -> None:
    les_sektor("tek")
    brev = "merknad: Brevet har ikke sidetall, men punkter."
    bytt(kommunekopi / KILDER, brev, f'{brev}\n    deler: ["1", "2"]')
    melding = _feil()
    linje = linje_med(kommunekopi / "tek/lenken_tilbake.yml", 'punkt: "2.1"')
    assert (
        f"data/tek/lenken_tilbake.yml, linje {linje}: punkt 2.1 finnes ikke. brev-van har 1, 2 i kilder.yml." in melding
    )


# Case: what is put in, and what is said.
TEKSTFEIL = {
    "unknown assumption": ("{{ VAN1.stasjonerr }}",
        "ukjent navn «stasjonerr» i teksten. Mente du stasjoner?"),
    "unknown assumption, no likeness": ("{{ VAN1.x }}",
        "«x» i teksten. Her kan stå: arlig_kostnad, avrunding, besparelse, brutto_gevinst, effekt, "),
    "unknown figure": ("{{ tall.ansate }}",
        "ukjent enkelttall: «ansate». Mente du ansatte?"),
    "unknown name": ("{{ tallene.x }}", "ukjent navn «tallene» i teksten. Mente du tall eller lenker?"),
    "unknown part of an assumption": ("{{ VAN1.besparelse.hoyt }}",
        "ukjent navn «hoyt» i teksten. Mente du hoy?"),
    "year outside the period": ("{{ VAN1.effekt[2035] | mill }}", "ukjent navn «2035» i teksten."),
    "number without a filter": ("{{ VAN1.stasjoner * VAN1.stasjoner }}",
        "tallet 900 står uten enhet i teksten. Bruk et filter: | mill, | kr "),
    "unknown filter": ("{{ VAN1.effekt[2028] | million }}",
        "ukjent filter «million». Mente du mill eller min? Bruk mill, belop, kr, prosent, "),
    "money of what is not": ("{{ VAN1.stasjoner | mill }}",
        "«30\u00a0stasjoner» i teksten er ikke kroner."),
    "one number of several": ("{{ VAN1.innfasing }}",
        "VAN1.innfasing har ett tall per år; skriv hvilket år: [2027]."),
    "unclosed braces": ("{{ VAN1.stasjoner }",
        "teksten kan ikke leses. Se etter {{ }} eller {% %} som ikke er lukket"),
    "division by zero": ("{{ (VAN1.effekt[2028] / VAN1.effekt[2027]) | tallet }}",
        "et regnestykke i teksten deler på null."),
    "units that do not go together": ("{{ VAN1.stasjoner + VAN1.kostnad_per_stasjon }}",
        "stasjoner og kr per stasjon og år kan ikke legges sammen eller sammenlignes."),
    "unknown table": ("{{ anleggg.sum() }}",
        "ukjent navn «anleggg» i teksten. Mente du anlegg?"),
    "unknown column": ("{{ anlegg.sum(drif='x') }}",
        "har ikke kolonnen «drif». Mente du drift?"),
    "sum of no rows": ("{{ anlegg.sum(drift='komunal') }}",
        "ingen rader der drift er «komunal». Mente du kommunal?"),
}  # fmt: skip


@pytest.mark.parametrize(("mal", "ventet"), TEKSTFEIL.values(), ids=TEKSTFEIL)
def test_a_text_that_cannot_be_filled_in_is_told_before_any_kernel_starts(
    kommunekopi: Path, mal: str, ventet: str
) -> None:
    fil = kommunekopi / VAN1
    bytt(fil, "effekt_tekst: >-\n", f"effekt_tekst: >-\n  {mal}\n")
    (feil,) = faults_in_texts(les_sektor("tek"))
    assert f"data/{VAN1}, linje {linje_med(fil, 'effekt_tekst:')}: effekt_tekst" in str(feil)
    assert ventet in str(feil)
    assert not ENGELSK.search(str(feil))


@pytest.mark.parametrize(
    ("fra", "felt"),
    [
        ("Etaten kan vokte", "beskrivelse"),
        ("Kortet fører ingen effekt", "forutsetninger.innfasing.begrunnelse"),
        ("Anslaget må sjekkes", "vurderinger.estimatusikkerhet.tekst"),
        ("Det sparer noe", "samlet_vurdering.tekst"),
        ("Kortet nevner ikke", "merknader"),
    ],
)
def test_every_kind_of_text_is_filled_in(kommunekopi: Path, fra: str, felt: str) -> None:
    bytt(kommunekopi / VAN1, fra, f"{{{{ VAN1.borte }}}} {fra}")
    (feil,) = faults_in_texts(les_sektor("tek"))
    assert f": {felt}: ukjent navn «borte»" in str(feil)


def test_braces_where_no_numbers_go_would_be_printed_and_are_refused(kommunekopi: Path) -> None:
    bytt(kommunekopi / VAN1, "navn: Fær", 'navn: "{{ VAN1.stasjoner }} Fær')
    bytt(kommunekopi / VAN1, "på pumpestasjonene\n", 'på pumpestasjonene"\n')
    (feil,) = faults_in_texts(les_sektor("tek"))
    assert f"data/{VAN1}, linje 3: navn kan ikke ha tall i klammer." in str(feil)


def test_the_texts_as_they_stand_are_filled_in(kommunekopi: Path) -> None:
    assert faults_in_texts(les_sektor("tek")) == []


# --- several faults at once -----------------------------------------------------------------------


def test_all_faults_of_all_files_are_told_at_once_in_order(kommunekopi: Path) -> None:
    bytt(kommunekopi / VAN1, "verdi: 30", "verdi: tretti")
    bytt(kommunekopi / VAN1, "    enhet: andel", "    enhte: andel")
    bytt(kommunekopi / TALL, "verdi: 20,", "verdi: tjue,")
    bytt(kommunekopi / "tek/tabeller/rammekutt.csv", "-1200", "-1 200")
    with pytest.raises(FlereFeil) as feil:
        les_sektor("tek")
    steder = [re.sub(r", linje \d+:.*", "", linje) for linje in str(feil.value).splitlines()]
    assert steder == [
        "data/tek/tabeller/rammekutt.csv", "data/tek/tall.yml", f"data/{VAN1}", f"data/{VAN1}",
    ]  # fmt: skip


def test_all_duplicate_keys_of_a_file_are_told_at_once(kommunekopi: Path) -> None:
    bytt(kommunekopi / VAN1, "formel:", "id: X\nnavn: x\nformel:")
    assert len(_feil().splitlines()) == 2


def test_a_typo_hides_no_other_missing_key(kommunekopi: Path) -> None:
    bytt(kommunekopi / VAN1, "beskrivelse:", "beskrivlse:")
    bytt(kommunekopi / VAN1, "virksomhet: VAN\n", "")
    melding = _feil()
    assert "nøkkelen «virksomhet» mangler" in melding
    assert "«beskrivelse» mangler" not in melding


def test_two_measures_with_one_id_are_refused(kommunekopi: Path) -> None:
    bytt(kommunekopi / VAN1, "id: VAN1", "id: VEI1")
    ventet = "data/tek/tiltak/vei1.yml, linje 1: id VEI1 er brukt i van1.yml også."
    assert ventet in _feil()


# --- whole files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("innhold", "ventet"),
    [
        ("", ": filen er tom. Fyll den ut, eller slett den."),
        ("\n \n", ": filen er tom."),
        ("# bare en kommentar\n", "linje 1: filen må bestå av «nøkkel: verdi»-linjer."),
        ("- id: VAN1\n", "linje 1: filen må bestå av «nøkkel: verdi»-linjer."),
        ("bare tekst\n", "linje 1: filen må bestå av «nøkkel: verdi»-linjer."),
        ("id: &a [*a]\n", "verdien begynner med &. Sett anførselstegn rundt den. Skulle den vise til en verdi"),
    ],
)
def test_a_file_that_is_not_keys_and_values_is_refused(kommunekopi: Path, innhold: str, ventet: str) -> None:
    (kommunekopi / VAN1).write_text(innhold, encoding="utf-8")
    melding = _feil()
    assert melding.startswith(f"data/{VAN1}")
    assert ventet in melding


@pytest.mark.parametrize(("koding", "navn", "linje"), [("cp1252", "Windows-1252", 3), ("utf-16", "UTF-16", 1)])
def test_a_file_in_another_encoding_is_refused(kommunekopi: Path, koding: str, navn: str, linje: int) -> None:
    fil = kommunekopi / VAN1
    fil.write_bytes(fil.read_text(encoding="utf-8").replace("–", "-").encode(koding, "replace"))
    ventet = f"data/{VAN1}, linje {linje}: filen er ikke lagret som UTF-8, men trolig som {navn}."
    assert ventet in _feil()


@pytest.mark.parametrize(("foran", "slutt"), [(b"\xef\xbb\xbf", b"\n"), (b"", b"\r\n")], ids=["BOM", "CRLF"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(kommunekopi: Path, foran: bytes, slutt: bytes) -> None:
    for fil in kommunekopi.rglob("*.yml"):
        fil.write_bytes(foran + fil.read_bytes().replace(b"\n", slutt))
    assert les_sektor("tek").tiltak["VAN1"].beskrivelse.startswith("Etaten kan vokte")


def test_no_and_dates_are_words_where_words_are_expected(kommunekopi: Path) -> None:
    bytt(kommunekopi / KILDER, "dato: desember 2026", "dato: 2025-12-01")
    bytt(kommunekopi / VAN1, "enhet: stasjoner", "enhet: no")
    bytt(kommunekopi / VAN1, "kr per stasjon og år", "kr per no og år")
    sektor = les_sektor("tek")
    assert sektor.kilder["plan-2027"].dato == "2025-12-01"
    assert sektor.tiltak["VAN1"].forutsetninger["stasjoner"].enhet == "no"


@pytest.mark.parametrize(
    ("borte", "ventet"),
    [
        (VAN1.replace("van1.yml", ""), "data/tek/tiltak: mappen har ingen tiltak."),
        (SEKTOR, "data/tek: mappen mangler sektor.yml. Legg den til."),
        (TALL, "data/tek/tall.yml: filen finnes ikke. Legg den der."),
        (PROGRAM, "data/felles/program.yml: filen finnes ikke."),
        (KILDER, "data/kilder.yml: filen finnes ikke."),
        ("tek/datapackage.yml", "data/tek/datapackage.yml: filen finnes ikke."),
    ],
)
def test_a_missing_file_or_folder_is_named(kommunekopi: Path, borte: str, ventet: str) -> None:
    (kommunekopi / borte).rename(kommunekopi.parent / "borte")
    assert ventet in _feil()


def test_a_misnamed_file_is_suggested(kommunekopi: Path) -> None:
    (kommunekopi / TALL).rename(kommunekopi / "tek/tal.yml")
    assert "filen finnes ikke. Mente du tal? Rett navnet." in _feil()


def test_a_measure_that_would_not_be_read_is_refused(kommunekopi: Path) -> None:
    (kommunekopi / VAN1).rename(kommunekopi / "tek/tiltak/van1.yaml")
    ventet = "data/tek/tiltak/van1.yaml: filen leses ikke, for navnet må slutte på .yml."
    assert ventet in _feil()


def test_a_folder_in_a_files_place_is_refused(kommunekopi: Path) -> None:
    (kommunekopi / TALL).unlink()
    (kommunekopi / TALL).mkdir()
    assert "data/tek/tall.yml: kan ikke leses som fil." in _feil()


@pytest.mark.parametrize("mappe", ["finnes/ikke", "data/kilder.yml"])
def test_a_wrong_data_folder_is_named_with_the_variable(
    kommunekopi: Path, monkeypatch: pytest.MonkeyPatch, mappe: str
) -> None:
    monkeypatch.setenv("EFFEKT_DATA", str(kommunekopi.parent / mappe))
    melding = _feil()
    assert f"finner ikke datamappen «{kommunekopi.parent / mappe}». Sett EFFEKT_DATA" in melding


def test_a_data_folder_without_sectors_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path))
    assert f"datamappen «{tmp_path}» har ingen sektor" in _feil()


def test_an_unknown_sector_is_met_with_the_known_ones(kommunekopi: Path) -> None:
    assert feilmelding(lambda: les_sektor("tke")) == "ukjent sektor «tke». Mente du tek? data/ har opp, tek."


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
