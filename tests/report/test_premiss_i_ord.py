"""A premise on a card in whole sentences: what the estimate presumes, and what follows if it goes otherwise."""

import pytest

from effekt.reading.endringer import med_endringer
from effekt.report import tiltaksside


@pytest.mark.parametrize(
    ("tiltak", "endring", "sagt"),
    [
        (
            "SKO1",
            {},
            "Anslaget forutsetter at det ikke skjer. Det er ikke avklart. Går det annerledes, stopper tiltaket.",
        ),
        ("BAR1", {}, "Går det annerledes, blir tiltaket utsatt 1 år."),
        (
            "PPT1",
            {},
            "Anslaget forutsetter at det skjer. Det er ikke avklart. Går det annerledes, ganges effekten med 0,5.",
        ),
        ("KUL1", {}, "Hva det betyr for effekten om det går annerledes, er ikke oppgitt."),
        ("BAR1", {"premiss.klassetak": "ja"}, "Det er avklart at det skjer. Da blir tiltaket utsatt 1 år."),
        ("BAR1", {"premiss.klassetak": "nei"}, "Det er avklart at det ikke skjer."),
    ],
)
def test_a_card_says_what_is_presumed_and_what_follows(tiltak: str, endring: dict[str, object], sagt: str) -> None:
    assert sagt in str(tiltaksside.tiltaket(med_endringer("opp", endring), tiltak)).replace("\u00a0", " ")
