"""The page of the audit: what matters first, a finding once, and words where numbers only count."""

from collections.abc import Callable
from pathlib import Path

import pytest

from effekt.audit import kildekontroll
from effekt.check.checking import faults_in_findings
from effekt.display.numbered import Tabell
from effekt.display.objects import Prosa
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import kontrollsider
from tests.helpers.feildata import bytt, feilmelding

# Another check of the same lamps: the plan's two pages, the other way about.
OGSA = """\
  lys-tilbake:
    gruppe: lys{sak}
    kilde: plan-2027
    side: 30
    hva: Antallet lyspunkter skal være det samme på side 30 og 12.
    oppgitt: {{verdi: 2300, enhet: lyspunkter}}
    regnestykke: side_12 {regn}
    operander:
      side_12: {{verdi: 2400, enhet: lyspunkter, side: 12}}
    utfall: {utfall}
    vurdering: Planen har to tall for det samme.
observasjoner:
"""


@pytest.fixture
def fil(kommunekopi: Path) -> Path:
    return kommunekopi / "tek/kontroller.yml"


@pytest.fixture
def les(kommunekopi: Path) -> Callable[[], Sektor]:
    return lambda: les_sektor("tek", bok=Bokmappe(data=kommunekopi, rot=kommunekopi.parent))


def _to_kontroller(
    fil: Path, sak: str = "\n    sak: lyspunktene", utfall: str = "selvmotsigelse", regn: str = ""
) -> None:
    bytt(fil, "    gruppe: lys\n", f"    gruppe: lys{sak}\n")
    bytt(fil, "observasjoner:\n", OGSA.format(sak=sak, utfall=utfall, regn=regn))


def test_the_page_begins_with_the_findings_that_matter(tek: Sektor) -> None:
    vist = kontrollsider.viktigst(tek)
    assert isinstance(vist, Prosa)
    (punkt,) = [linje for linje in vist.markdown.splitlines() if linje.startswith("- ")]
    assert punkt.startswith(
        "- Planen har 2\u00a0400\u00a0lyspunkter ett sted og 2\u00a0300\u00a0lyspunkter et annet. ("
    )
    assert punkt.endswith("12, 30)")


def test_no_findings_chosen_is_no_text(opp: Sektor) -> None:
    vist = kontrollsider.viktigst(opp)
    assert isinstance(vist, Prosa)
    assert vist.markdown == ""


@pytest.mark.parametrize(("sak", "ventet"), [("\n    sak: lyspunktene", 1), ("", 2)])
def test_one_fault_is_counted_once(fil: Path, les: Callable[[], Sektor], sak: str, ventet: int) -> None:
    _to_kontroller(fil, sak)
    sektor = les()
    assert kildekontroll.feil_i_data(sektor) == []
    assert kildekontroll.antall_utfall(sektor) == {
        "stemmer": 1, "avrunding": 0, "avvik": 0, "selvmotsigelse": ventet, "henvisning": 0, "funn": ventet, "alle": 3,
    }  # fmt: skip
    tabell = kontrollsider.funn(sektor)
    assert isinstance(tabell, Tabell)
    assert len(tabell.rader) == ventet
    assert len(tabell.data) == 2  # the file has them all
    assert tabell.rader[0][6].endswith("Én annen kontroll viser det samme.") is (ventet == 1)


def test_a_count_is_shown_in_words(fil: Path, les: Callable[[], Sektor]) -> None:
    bytt(
        fil, "utfall: selvmotsigelse\n",
        "utfall: selvmotsigelse\n    i_ord: {oppgitt: to ganger tolv hundre, kommer_ut: hundre færre}\n",
    )  # fmt: skip
    (rad,) = kontrollsider.funn(les()).rader  # type: ignore[attr-defined]
    assert rad[3:6] == ["to ganger tolv hundre", "hundre færre", "–"]


def test_an_estimate_has_no_more_figures_than_it_is_good_for(fil: Path, les: Callable[[], Sektor]) -> None:
    bytt(fil, "regnestykke: side_30", "regnestykke: side_30 / 7 * 2")
    bytt(fil, "utfall: selvmotsigelse\n", "utfall: selvmotsigelse\n    om_lag: 100\n")
    (rad,) = kontrollsider.funn(les()).rader  # type: ignore[attr-defined]
    assert rad[4:6] == ["om lag 700\u00a0lyspunkter", "om lag \u22121\u00a0700\u00a0lyspunkter"]


def test_the_same_in_all_places_is_said_so(fil: Path, les: Callable[[], Sektor]) -> None:
    bytt(fil, "regnestykke: side_30", "regnestykke: side_30 + max(side_30, side_31) - min(side_30, side_31)")
    bytt(
        fil, "      side_30: {verdi: 2300, enhet: lyspunkter, side: 30}\n",
        "      side_30: {verdi: 2300, enhet: lyspunkter, side: 30}\n"
        "      side_31: {verdi: 2300, enhet: lyspunkter, side: 31}\n",
    )  # fmt: skip
    assert kildekontroll.med_utfall(les(), "selvmotsigelse")[0].regnestykke == "2\u00a0300 alle to steder"


@pytest.mark.parametrize(
    ("fra", "til", "ventet"),
    [
        ("[lys-to-steder]", "[lys-to-stder]", "som ikke er en kontroll. Mente du lys-to-steder?"),
        ("[lys-to-steder]", "[kutt-vei-2027]", "er «kutt-vei-2027», ført som stemmer. Ta den bort"),
        (
            "    gruppe: kutt\n",
            "    gruppe: kutt\n    sak: kutt\n",
            "på en kontroll som er ført som stemmer. Ta den bort",
        ),
    ],
)
def test_what_is_no_finding_cannot_be_named_as_one(
    fil: Path, les: Callable[[], Sektor], fra: str, til: str, ventet: str
) -> None:
    bytt(fil, fra, til)
    melding = feilmelding(lambda: kildekontroll.resultater(les()))
    assert "tek/kontroller.yml, linje " in melding
    assert ventet in melding


def test_one_finding_has_one_outcome(fil: Path, les: Callable[[], Sektor]) -> None:
    _to_kontroller(fil, utfall="avvik")
    melding = feilmelding(lambda: kildekontroll.resultater(les()))
    assert "er «lyspunktene», som også står på en kontroll i gruppen lys ført som selvmotsigelse" in melding


def test_a_name_that_the_check_does_not_have_is_told_at_its_line(fil: Path, les: Callable[[], Sektor]) -> None:
    bytt(fil, ".kommer_ut }}", ".kommer_utt }}")
    (feil,) = faults_in_findings(les())
    assert "tek/kontroller.yml, linje " in str(feil)
    assert "ukjent navn «kommer_utt»" in str(feil)
    assert "Mente du kommer_ut?" in str(feil)
