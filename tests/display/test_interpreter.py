"""The language of prose: what can be written, what is refused in words, and what filling in may take."""

import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from time import perf_counter
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.display import interpreter
from effekt.display.interpreter import les_prosa
from effekt.display.offered import Oppslag, Utregnet
from effekt.display.quantities import Maltall, Serie
from effekt.display.texts import fyll_ut
from effekt.model.tiltak import Avrunding

# The longest that a hostile text may take, in seconds, on a busy machine.
_LENGST = 3
# Two lists made of themselves so often that to look through them would take for ever.
DOBLET = "{% set a = [1] %}{% set b = [1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 50

NAVN: dict[str, Any] = {
    "tre": Fraction(3),
    "halv": Fraction(1, 2),
    "navn": "Kaja",
    "liste": [1, 2, 3],
    "serie": {2026: Fraction(10), 2027: Fraction(12), 2028: Fraction(12)},
    "rader": [{"slag": "a", "verdi": 1}, {"slag": "b", "verdi": None}, {"slag": "a"}],
    "par": {"x": {"tekst": "én"}, "y": {"tekst": "to"}},
    "ting": Avrunding(til=Fraction(7), opphav="valgt", begrunnelse="En prøve"),
    "kr": Maltall(Fraction(1_500_000), "kr"),
    "mill": Maltall(Fraction(3), "mill. kr"),
    "pst": Maltall(Fraction(20), "prosent"),
    "andel": Maltall(Fraction(1, 4), "andel"),
    "plasser": Maltall(Fraction(10), "plasser"),
    "pris": Maltall(Fraction(2_000), "kr per plass og år"),
    "per_pst": Maltall(Fraction(2), "mill. kr per prosent"),
    "ar": Serie(
        {2026: Maltall(Fraction(0), "kr"), 2027: Maltall(Fraction(5), "kr"), 2028: Maltall(Fraction(10), "kr")}
    ),
    "del": Serie(
        {
            2026: Maltall(Fraction(0), "andel"),
            2027: Maltall(Fraction(1, 2), "andel"),
            2028: Maltall(Fraction(1), "andel"),
        }
    ),
    "uten": Maltall(None, "kr", "tabell[a, 2026]", ".."),
    "rader_i": Oppslag(lambda: ["a", "b"], lambda rad: Serie({2026: 1, 2027: 2})),
    "hent": lambda nokkel, *, ganger=1: f"{nokkel}{ganger}",
}


def _fyll(mal: str, **flere: object) -> str:
    return fyll_ut(mal, {**NAVN, **flere}, "her").tekst


def _feil(mal: str, **flere: object) -> str:
    with pytest.raises(Datafeil) as feil:
        _fyll(mal, **flere)
    return str(feil.value)


@pytest.mark.parametrize(
    ("mal", "ventet"),
    [
        ("Uten noe.", "Uten noe."),
        ("{# for den som skriver #}{{ navn }}{% raw %}{{ x }}{% endraw %}", "Kaja{{ x }}"),
        ("{{ ((tre + 1) * 2 - halv) | tallet }}", "7,5"),
        ("{{ (-tre / 2) | tallet }} {{ (7 // 2) | tallet }} {{ (7 % 4) | tallet }}", "−1,5 3 3"),
        # Decimals and divisions of whole numbers are exact.
        ("{{ 'ja' if 1 / 10 + 2 / 10 == 0.3 and 0.1 * 3 == 0.3 else 'nei' }}", "ja"),
        ("{{ ting.til | tallet(1) }} {{ serie[2026] | tallet }}", "7,0 10"),
        ("{{ par.x.tekst }} {{ par['y'].tekst }}", "én to"),
        ("{{ liste[-1] }} {{ liste[1:] | length }} {{ liste[:-1] | last }} {{ ('a', 'b')[1] }}", "3 2 2 b"),
        ("{{ 'a' if tre > 2 > 1 else 'b' }}{{ 'c' if not (tre > 2 > 5) else 'd' }}", "ac"),
        ("{{ 'a' if tre >= 3 and 2 in liste and 9 not in liste or false else 'b' }}", "a"),
        ("{% if tre < 1 %}a{% elif tre == 3 %}b{% else %}c{% endif %}", "b"),
        ("{% if par.z is defined %}a{% elif par.x.tekst is defined %}b{% endif %}", "b"),
        ("{% if rader[1].verdi is none and rader[0].verdi is not none %}a{% endif %}", "a"),
        ("{% if serie.values() is stigende %}a{% elif [2, 1] is synkende and [1, 1] is uendret %}b{% endif %}", "b"),
        ("{% for n, ett in par.items() %}{{ loop.index }}{{ n }}{{ ett.tekst }}{% endfor %}", "1xén2yto"),
        ("{% for n in liste %}{{ n }}{{ ',' if not loop.last else '' }}{% endfor %}", "1,2,3"),
        ("{% for n in liste if n > 1 %}{{ n }}{% else %}ingen{% endfor %}", "23"),
        ("{% for n in liste if n > 9 %}{{ n }}{% else %}ingen{% endfor %}", "ingen"),
        # What a loop or a claim sets, it keeps to itself; what a condition sets, holds after it.
        ("{% set a = 1 %}{% for n in liste %}{% set a = n %}{% endfor %}{{ a }}", "1"),
        ("{% set a = 1 %}{% pastand tre > 1 %}{% set a = 2 %}{{ a }}{% endpastand %}{{ a }}", "21"),
        ("{% if tre > 1 %}{% set a = 5 %}{% endif %}{{ a }}", "5"),
        ("{% set a, b = (1, 2) %}{{ b }}{{ a }}", "21"),
        ("{% macro to(x, y=4) %}<{{ x }}{{ y }}{{ navn }}>{% endmacro %}{{ to(1) }}{{ to(1, 2) }}", "<14Kaja><12Kaja>"),
        ("{{ hent('a') }}{{ hent('b', ganger=2) }}{{ navn.lower() }}{{ navn ~ 1 }}", "a1b2kajaKaja1"),
        ("{{ antall(liste) }}, {{ ramse(['a', 'b', 'c']) }}", "tre, a, b og c"),
        ("{{ [3, 1] | max }}{{ serie.values() | min | tallet }}{{ liste | sum }}{{ (0 - 2) | abs }}", "31062"),
        ("{{ 'kaja B' | capitalize }}{{ 'KB' | lower }}{{ 'a' | upper }}{{ liste | join('+') }}", "Kaja bkbA1+2+3"),
        ("{{ rader | selectattr('slag', 'equalto', 'a') | list | length }}", "2"),
        ("{{ rader[:2] | rejectattr('verdi', 'none') | map(attribute='verdi') | join }}", "1"),
        ("{{ rader | selectattr('verdi', 'defined') | length }}", "2"),
        ("{{ par.items() | selectattr('1.tekst', 'in', ['to']) | map(attribute=0) | join }}", "y"),
        ("{{ liste | select('gt', 1) | reverse | join }}{{ ['b', 'a', 'b'] | unique | join }}", "32ba"),
        # Units go along, and are moved to each other's scale.
        (
            "{{ mill + kr }}, {{ kr + mill }}, {{ kr * 2 }}, {{ -kr }}",
            "4,5 millioner kroner, 4,5 millioner kroner, 3 millioner kroner, −1,5 millioner kroner",
        ),
        ("{{ (mill / 7) | omtrent }}, {{ mill | omtrent }}", "0,4 mill. kroner, 3,0 mill. kroner"),
        ("{{ plasser * pris }}, {{ pst * kr }}, {{ kr / mill }}", "20 000 kroner, 300 000 kroner, 50 %"),
        (
            "{{ (andel - pst) }} {{ (pst - andel) | abs | tallet }} {{ andel | prosent }}{{ pst | prosent }}",
            "5 % 5 25 %20 %",
        ),
        (
            "{{ per_pst * pst }} {{ (kr / plasser) | kr }} {{ (plasser / plasser) }}",
            "40 millioner kroner 150 000 kroner 100 %",
        ),
        ("{{ 'a' if pst < 21 and mill > kr and plasser == 10 and 9 < plasser and kr != 1 else 'b' }}", "a"),
        (
            "{{ plasser * 2 + 1 }} {{ [kr, mill] | max }} {{ [kr, mill] | sum }}",
            "21 plasser 3 millioner kroner 4,5 millioner kroner",
        ),
        ("{{ 'a' if plasser | uten_enhet == pst | uten_enhet / 2 else 'b' }}", "a"),
        # What is asked of a series is asked of every year.
        ("{{ 'a' if del == ar / ar[2028] and ar is stigende and ar[2027:] > 0 and not ar > 0 else 'b' }}", "a"),
        (
            "{{ ar | max }} {{ ar[:2027] | sum }} {{ ar | length }} {{ (ar * 2 - ar)[2028] }}",
            "10 kroner 5 kroner 3 10 kroner",
        ),
        ("{% for y, b in ar.items() %}{{ y }}: {{ b }} {% endfor %}", "2026: 0 kroner 2027: 5 kroner 2028: 10 kroner"),
        # The key of a cell is written as in its address, and may be a name that the text has set.
        ("{{ rader_i[a, 2027] }}{% for n in ['b'] %}{{ rader_i[n, 2026] }}{% endfor %}{{ rader_i['a'][2026] }}", "211"),
        ("{{ 'a' if uten is mangler and kr is not mangler else 'b' }} {{ uten }}", "a ikke oppgitt"),
    ],
)
def test_what_can_be_written(mal: str, ventet: str) -> None:
    assert _fyll(mal).replace("\u00a0", " ") == ventet


@pytest.mark.parametrize(
    ("mal", "sagt"),
    [
        ("{{ navm }}", "her: ukjent navn «navm» i teksten. Mente du navn?"),
        # Also where it is not reached.
        ("{% if tre < 1 %}{{ navm }}{% endif %}", "ukjent navn «navm» i teksten. Mente du navn?"),
        ("{% if tre < 1 %}{{ tre | milll }}{% endif %}", "ukjent filter «milll». Mente du mill? Bruk mill, belop"),
        ("{% if tre < 1 %}{% set a = 1 %}{% endif %}{{ a }}", "ukjent navn «a» i teksten"),
        ("To\nlinjer {{ par.z }}", "her, linje 2 i teksten: ukjent navn «z» i teksten. Her kan stå: x, y"),
        ("{{ serie[2030] }}", "ukjent navn «2030» i teksten."),
        ("{{ tre }}", "tallet 3 står uten enhet i teksten. Bruk et filter"),
        ("{{ tre is stor }}", "ukjent prøve «is stor»."),
        ("{{ liste | select('stor') }}", "ukjent prøve «stor» i teksten."),
        ("{{ ting + 1 }}", "et regnestykke i teksten går ikke opp. Regn bare med tall"),
        # A filter goes before the signs of arithmetic.
        ("{{ 1 - halv | tallet }}", "et regnestykke i teksten går ikke opp"),
        ("{{ 'a' * 3 }}", "et regnestykke i teksten går ikke opp"),
        ("{{ '%9d' % 3 }}", "et regnestykke i teksten går ikke opp"),
        ("{{ tre / 0 }}", "et regnestykke i teksten deler på null"),
        ("{{ [] | max }}", "en liste i teksten er tom"),
        ("{{ [] | last }}", "en liste i teksten er tom"),
        ("{% set a, b = liste %}", "2 navn skal dele 3 verdier"),
        ("{{ tre | tallet(1000000000) }}", "antall desimaler er 1000000000, men må være et helt tall fra 0 til 20"),
        ("{{ ramse(5) }}{{ hent() }}", "et regnestykke i teksten går ikke opp"),
        # What is printed is text, a whole number, or a number with its unit.
        ("{{ liste }}", "en liste kan ikke skrives slik. Bruk | join"),
        ("{{ [liste] | join }}", "en liste kan ikke skrives slik"),
        ("{{ liste ~ '' }}", "en liste kan ikke skrives slik"),
        ("{{ ramse([liste]) }}", "en liste kan ikke skrives slik"),
        ("{{ par }}", "har flere deler. Skriv hvilken"),
        ("{{ par.x }}", "har flere deler. Skriv hvilken"),
        ("{{ ting }}", "har flere deler. Skriv hvilken"),
        ("{{ hent }}", "mangler parentes"),
        ("{{ rader_i }}", "har flere deler. Skriv hvilken"),
        ("{{ rader[1].verdi }}", "verdien mangler, og kan ikke skrives"),
        ("{{ tre > 2 }}", "et svar, sant eller usant, kan ikke skrives"),
        ("{{ ar }}", "har ett tall per år; skriv hvilket år: [2026]"),
        ("{{ ar | mill }}", "har ett tall per år; skriv hvilket år"),
        ("{{ plasser * plasser }}", "tallet 100 står uten enhet"),
        # Units that do not go together are told.
        ("{{ kr + pst }}", "kr og prosent kan ikke legges sammen eller sammenlignes"),
        ("{% if kr > plasser %}{% endif %}", "plasser og kr kan ikke legges sammen eller sammenlignes. Regn om"),
        ("{{ pris + kr }}", "kr per plass og år og kr kan ikke legges sammen"),
        ("{{ kr * mill }}", "kan ikke ganges med"),
        ("{{ plasser | mill }}{{ plasser | prosent }}", "er ikke kroner. Ta bort filteret, eller bruk | tallet"),
        ("{{ kr | prosent }}", "er ikke en andel. Ta bort filteret"),
        ("{% if kr == 'a' %}{% endif %}", "et tall er sammenlignet med noe som ikke er et tall"),
        ("{% if ar > ar[2027:] %}{% endif %}", "en serie har ikke tall for 2026, som en annen har"),
        ("{% for y in ar %}{% endfor %}", "har ett tall per år. Gå gjennom .items() eller .values()"),
        ("{{ uten | kr }}", "tabell[a, 2026] er ikke oppgitt, og kan ikke regnes med"),
        ("{{ rader_i[c, 2026] }}", "ukjent navn «c» i teksten"),
        ("{{ rader_i[a, liste] }}", "ukjent navn «liste» i teksten"),
        ("{{ liste[liste] }}", "det som står i [ ], må være et navn"),
        ("{% if ar in ar.items() %}{% endif %}", "et tall er sammenlignet med noe som ikke er et tall"),
        ("{{ navn() }}", "«navn» kan ikke ha parentes etter seg"),
        # What was written before, and how it is written.
        ("{{ kr.verdi }}", "«.verdi» hører ikke med: navnet foran er selve tallet"),
        ("{{ f.plasser }}", "ukjent navn «f» i teksten. Skriv forutsetningen med tiltaket foran: SYE1.inntektstap"),
        ("{{ tabell.x['a'] }}", "Skriv tabellens navn alene: rammekutt[HEL, 2026]"),
        ("{{ effekt.SYE1[2030] }}", "Skriv tiltaket først: SYE1.effekt"),
        ("{{ periode[0] }}", "Skriv sektor.periode"),
        ("{{ tell(3) }}", "«tell» i teksten kan ikke brukes på det som står i parentesen"),
        ("{% pastand tre %}Ja.{% endpastand %}", "betingelsen for en påstand er 3, og må være en sammenligning"),
    ],
)
def test_a_fault_is_told_in_words(mal: str, sagt: str) -> None:
    assert sagt in _feil(mal, tell=lambda ting: {}[ting])


@pytest.mark.parametrize(
    "stykke",
    [
        "{{ 2 ** 8 }}",
        "{{ +tre }}",
        "{{ {'a': 1} }}",
        "{{ navn if tre > 1 }}",
        "{{ hent(*liste) }}",
        "{{ liste[::2] }}",
        "{{ hent(**par) }}",
        "{{ (hent)('a')('b') }}",
        "{{ liste[0]('a') }}",
        "{% for a in liste recursive %}{% endfor %}",
        "{% set ns.a = 1 %}",
        "{% set a %}b{% endset %}",
        "{% filter lower %}a{% endfilter %}",
        "{% include 'fil' %}",
        "{% import 'fil' as fil %}",
        "{% extends 'fil' %}",
        "{% block a %}{% endblock %}",
        "{% with a = 1 %}{% endwith %}",
        "{% call hent() %}a{% endcall %}",
        "{% autoescape true %}{% endautoescape %}",
        "{{ ting._abc_impl }}",
        "{{ navn.__class__ }}",
        "{{ hent.__globals__ }}",
        "{{ par.__class__.mro() }}",
    ],
)
def test_what_the_language_lacks_is_refused_with_line_piece_and_remedy(stykke: str) -> None:
    feil = _feil(f"Først.\nSå {stykke}")
    assert feil.startswith("her, linje 2 i teksten: «{")
    assert "kan ikke stå i en tekst. En tekst kan ha navn, tall" in feil
    # A text that is not reached is no way around.
    assert "kan ikke stå i en tekst" in _feil(f"{{% if tre < 1 %}}{stykke}{{% endif %}}")


@pytest.mark.parametrize(
    "mal",
    [
        "{{ ting['_abc_impl'] }}",
        "{{ ting.model_dump() }}",
        "{{ ting.model_fields }}",
        "{{ kr.tallet }}",
        "{{ kr.base }}",
        "{{ ar.hver }}",
        "{{ rader_i.celle('a') }}",
        "{{ penger() }}{{ uten_verdi(1) }}{{ fotnotetekst(1) }}",
        "{{ [ting] | map(attribute='_abc_impl') | list }}",
        "{{ [ting] | selectattr('__class__') }}",
        "{{ navn.format(1) }}",
        "{{ '{0.__class__}'.format(ting) }}",
        "{{ navn.encode }}",
        "{{ par.update(a=1) }}",
        "{{ liste.append(1) }}",
        "{{ [liste] | map(attribute='append') | list }}",
        "{{ ting.__dict__ }}",
        "{{ hent.__name__ }}",
        "{{ range(3) }}",
        "{{ lipsum() }}",
        "{{ cycler }}",
        "{{ joiner }}",
        "{{ namespace() }}",
        "{{ dict() }}",
        "{{ self }}",
        "{{ loop }}",
        "{{ caller() }}",
        "{{ varargs }}",
        "{{ navn | attr('lower') }}",
        "{{ navn | pprint }}",
        "{{ navn | format }}",
        "{{ navn is callable }}",
        "{{ navn | title }}",
        "{{ liste | random }}",
    ],
)
def test_nothing_of_python_or_jinja_can_be_reached(mal: str) -> None:
    assert _feil(mal).startswith("her")
    assert NAVN["liste"] == [1, 2, 3]
    assert "a" not in NAVN["par"]


@pytest.mark.parametrize(
    ("mal", "sagt"),
    [
        ("{% for a in r %}{% for b in r %}{% for c in r %}{% endfor %}{% endfor %}{% endfor %}", "for mye å regne ut"),
        ("{% for a in r %}{% for b in r %}{{ navn }}{% endfor %}{% endfor %}", "for mye å regne ut eller skrive"),
        ("{% set a = 'ab' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", "for mye å regne ut eller skrive"),
        ("{% set a = ['ab', 'ab'] %}" + "{% set a = [a | join, a | join] %}" * 60, "for mye å regne ut eller skrive"),
        ("{% set a = 9 %}" + "{% set a = a * a %}" * 60 + "{{ a | tallet }}", "tall med for mange sifre"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "blokkene i teksten går i ring"),
        ("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", "for mange klammer og blokker inni hverandre"),
        ("{{ " + "9" * 5_000 + " }}", "et tall i teksten er for langt"),
        ("{{ 1e999 | tallet }}", "et tall i teksten er for langt"),
        ("{{ 'a' * 10 ** 10 }}", "kan ikke stå i en tekst"),
        ("{{ 1e300 * 1e300 * 1e300 * 1e300 * 1e300 }}", "tall med for mange sifre"),
        (
            "{% macro a() %}{{ navn }}{{ navn }}{% endmacro %}"
            + "".join(
                f"{{% macro {y}() %}}{{{{ {x}() }}}}{{{{ {x}() }}}}{{% endmacro %}}"
                for x, y in pairwise("abcdefghijklmnopqrst")
            )
            + "{{ t() }}",
            "for mye å regne ut",
        ),
        ("{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}", "blokkene i teksten går i ring"),
        ("{{ [[1], [2]] | sum }}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{{{ 'a' if a == b else 'b' }}}}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{{{ 'a' if a in [b] else 'b' }}}}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{{{ [a, b] | unique | length }}}}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{{{ [a, b] | max | length }}}}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{% if [a, b] is uendret %}}{{% endif %}}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{{{ [a] | select('equalto', b) | length }}}}", "lister kan ikke sammenlignes"),
        (f"{DOBLET}{{{{ [1] | select(a) | length }}}}", "ukjent prøve"),
        (f"{DOBLET}{{{{ [1] | map(attribute=a) | length }}}}", "attributtet i et filter må være et navn"),
        (f"{DOBLET}{{{{ ['a', 'b'] | join(a) }}}}", "en liste kan ikke skrives slik"),
        (f"{DOBLET}{{{{ a | tallet }}}}", "det er ikke et tall"),
        (f"{DOBLET}{{{{ 1 | tallet(a) }}}}", "antall desimaler er ikke et tall"),
        (f"{DOBLET}{{{{ par[a] }}}}", "det som står i [ ], må være et navn"),
        (f"{DOBLET}{{{{ hent(a) }}}}", "det som står i parentesen, må være ord eller hele tall"),
        (f"{DOBLET}{{% pastand a %}}a{{% endpastand %}}", "betingelsen for en påstand er ikke et tall"),
        ("{% for a in r %}{% if 0 - 1 in r %}{% endif %}{% endfor %}", "for mye å regne ut"),
        ("{% for a in r %}{% set b = r[:] %}{% endfor %}", "for mye å regne ut"),
        ("{% for a in r %}{% if r | max > 1 %}{% endif %}{% endfor %}", "for mye å regne ut"),
        ("{{ r | select('in', r) | length }}", "for mye å regne ut"),
        ("{% for a in r %}{% for b in r %}{{ hent(1) | length }}{% endfor %}{% endfor %}", "for mye å regne ut"),
        ("{{ " + " + ".join(["1"] * 5_000) + " }}", "et regnestykke er for langt"),
    ],
)
def test_work_and_output_have_a_bound(mal: str, sagt: str) -> None:
    for_ = perf_counter()
    assert sagt in _feil(mal, r=list(range(1_000)))
    assert perf_counter() - for_ < _LENGST


def test_a_measure_that_is_still_being_entered_is_told_to_be_so() -> None:
    uferdige = Utregnet(lambda: ["KUL4"])
    assert _feil("{{ KUL4.effekt[2030] | mill }}", uferdige=uferdige).startswith("her: KUL4 er ikke ført ferdig inn")
    assert _feil("{{ KUL5.effekt[2030] | mill }}", uferdige=uferdige).startswith("her: ukjent navn «KUL5»")


def test_what_cannot_be_read_is_told_with_its_line() -> None:
    assert _feil("a\n{{ tre").startswith("her, linje 2 i teksten: teksten kan ikke leses. Se etter {{ }}")
    assert _feil("{% hvis tre %}").startswith("her: blokken hvis finnes ikke. En tekst kan ha")


def test_a_claim_cannot_be_made_with_other_blocks() -> None:
    utfylt = fyll_ut("{% pastand tre > 5 %}Det er {{ tre | tallet }}.{% endpastand %}", NAVN, "her")
    assert utfylt.brutte == ["Det er 3."]
    assert "ukjent navn «_pastand»" in _feil("{{ _pastand('x') }}")


def test_a_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    mal = "{{ tre | tallet }} lest én gang"
    les_prosa(mal)
    monkeypatch.setattr(interpreter, "Parser", None)
    assert _fyll(mal) == "3 lest én gang"
    with pytest.raises(TypeError):
        les_prosa(f"{mal}!")


def test_nothing_is_compiled() -> None:
    """Jinja's compiler is never asked for."""
    kode = (
        "import builtins, jinja2.compiler\n"
        "from effekt.display.texts import fyll_ut\n"
        "jinja2.compiler.CodeGenerator = jinja2.compiler.generate = builtins.compile = None\n"
        "mal = '{% for n in a %}{% pastand n > 0 %}{{ n }}{% endpastand %}{% endfor %}'\n"
        "print(fyll_ut(mal, {'a': [1, 2]}, '').tekst)"
    )
    kjort = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, check=True)
    assert kjort.stdout == "12\n"


def test_a_key_that_is_also_the_name_of_a_method_is_the_key() -> None:
    assert _fyll("{{ a.values }}{% for v in a.values() %}{{ v }}{% endfor %}", a={"values": 1}) == "11"
    assert "ukjent navn «values»" in _feil("{{ a.values }}", a={"x": 1})
