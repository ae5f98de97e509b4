"""Why a chapter is stale, in a few words: «SYE1 er endret»."""

from collections.abc import Sequence
from typing import Final

from effekt import journal
from effekt.maler import ramse

_VISES: Final = 3
# How an address is said to a person, by what it begins with; the rest goes where the braces are.
_I_ORD: Final = {
    "tiltak.*": "listen over tiltak", "tiltak.": "{}", "tall.*": "listen over enkelttall",
    "tall.": "tallet {}", "tabell.*": "listen over tabeller", "tabell.": "tabellen {}",
    "ressurs.*": "listen over tabeller", "ressurs.": "beskrivelsen av tabellen {}",
    "kilde.*": "listen over kilder", "kilde.": "kilden {}", "figur.*": "listen over figurer",
    "figur.": "omtalen av figur {}", "tabellplass.*": "listen over tabeller i rapporten",
    "tabellplass.": "omtalen av tabell {}", "fotnote.*": "listen over fotnoter",
    "fotnote.": "fotnote {}", "avsnitt.*": "listen over avsnitt", "avsnitt.": "avsnitt {}",
    "tekst.*": "listen over tekster", "tekst.": "felles/tekster/{}.md",
    "sektorer": "listen over sektorer", "program.*": "listen over sektorer",
    "sektor": "sektor.yml", "sider": "listen over sider", "side.": "om siden {} finnes",
    "tema": "felles/tema.yml", "belopsenhet": "belopsenhet i program.yml",
    "samspill": "hva tiltakene sier om hverandre",
    "holdes_mot": "hva tabellene er holdt mot",
    "plassert": "hvilken tekst figurene og tabellene står etter",
    "uferdig.*": "listen over tiltak", "uferdig.": "{}", "mangler.*": "listen over tiltak",
    "mangler.": "det som mangler av {}", "offentlig.*": "listen over offentlige tall",
    "offentlig.": "de offentlige tallene {}",
    "felles": "felles/program.yml", "usikkerhet": "felles/usikkerhet.yml",
    "lenker": "lenken_tilbake.yml", "historikk": "historikk.yml",
}  # fmt: skip


def noen(navn: Sequence[str]) -> str:
    """The first few, and how many there are besides."""
    flere = len(navn) - _VISES
    return ramse([*navn[:_VISES], f"{flere} til"] if flere > 0 else navn)


def er_endret(navn: Sequence[str]) -> str:
    """That they are changed: «SYE1 og SYE2 er endret»."""
    return f"{noen(navn)} er endret"


def kodefil(modul: str) -> str:
    """A module as the file that a developer has changed; other files as they are."""
    if "/" in modul:
        return modul
    return "effekt/__init__.py" if modul == "effekt" else f"{modul.replace('.', '/')}.py"


def i_ord(linje: str) -> str:
    """What a line of the journal is of, as who keeps the data would say it."""
    if linje == journal.PROGRAMMET:
        return "programmet som kommandoene i kapitlet kjører"
    if linje == journal.ALT:
        return "noe av det som kommandoene i kapitlet kan lese"
    if linje.startswith(journal.FIL):
        return linje.removeprefix(journal.FIL).removeprefix("bok/").removeprefix("program/")
    adresse = linje.partition(":")[2]
    for start, ord_ in _I_ORD.items():
        if adresse.startswith(start):
            return ord_.format(adresse.removeprefix(start))
    return adresse
