"""Permanent addresses: «hls/sye1», «hls/figur-7», and the committed list that keeps them alive.

The list, book/faste-adresser.txt, has an address on each line. A build adds new ones and takes none
away: an address that has been published must lead somewhere. One whose object has got another
number or gone out is given a line «gammel -> ny».
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from effekt.kapitler import Kapittel
from effekt.kilder import Datafeil, ferdige_sektorer, naermeste, samlet_feil
from effekt.programmet import ID as PROGRAM

LISTE: Final = "book/faste-adresser.txt"
_KORT: Final = "kort-"
_ETIKETT: Final = re.compile(r"^(?:\(([a-z0-9-]+)\)=|:name: ([a-z0-9-]+))$", re.MULTILINE)
_ADRESSE: Final = re.compile(r"[a-z0-9_]+/[a-z0-9-]+")
_INNLEDNING: Final = """\
# Faste adresser til tiltak, figurer og tabeller. Bygget legger til nye. En publisert adresse
# skal alltid føre fram: Får det den viser til, et annet navn, skriv «gammel -> ny» på linjen.
"""


def adresse_av(etikett: str, alle_sektorer: Collection[str]) -> str | None:
    """The permanent address of a label: «hls-kort-sye1» → «hls/sye1»; None for other labels."""
    sektor, strek, navn = etikett.partition("-")
    kjent = strek and (sektor in alle_sektorer or sektor == PROGRAM)
    return f"{sektor}/{navn.removeprefix(_KORT)}" if kjent else None


def finn(kapitler: Iterable[Kapittel], rot: Path) -> dict[str, str]:
    """Every address that the executed chapters below ``rot`` give, and the label it leads to.

    A sector that is still being entered gives none: what is shown there has no number yet.
    """
    kjente = ferdige_sektorer()
    funnet: dict[str, str] = {}
    vist_i: dict[str, str] = {}
    for kapittel in kapitler:
        for etikett in _etiketter(rot / kapittel.fil):
            adresse = adresse_av(etikett, kjente)
            if adresse is None:
                continue
            if etikett in vist_i:
                raise Datafeil(
                    f"«{etikett}» vises to ganger, i {vist_i[etikett]} og i {kapittel.navn}. "
                    "Ta den ut av det ene kapitlet."
                )
            vist_i[etikett] = kapittel.navn
            if funnet.get(adresse, etikett) != etikett:
                raise Datafeil(
                    f"både «{funnet[adresse]}» og «{etikett}» ville fått adressen {adresse}. "
                    "Gi den ene et annet navn."
                )
            funnet[adresse] = etikett
    return funnet


def _etiketter(notatbok: Path) -> Iterator[str]:
    for celle in json.loads(notatbok.read_text(encoding="utf-8"))["cells"]:
        for ut in celle.get("outputs", ()):
            markdown = "".join(ut.get("data", {}).get("text/markdown", ""))
            for anker, navn in _ETIKETT.findall(markdown):
                yield anker or navn


def les(fil: Path) -> dict[str, str]:
    """The list: each address, and the one it leads to (itself, mostly); empty without a file."""
    if not fil.is_file():
        return {}
    liste: dict[str, str] = {}
    for nr, linje in enumerate(fil.read_text(encoding="utf-8").splitlines(), 1):
        innhold = linje.partition("#")[0].strip()
        if not innhold:
            continue
        gammel, pil, ny = (del_.strip() for del_ in innhold.partition("->"))
        for adresse in (gammel, ny) if pil else (gammel,):
            if not _ADRESSE.fullmatch(adresse):
                raise Datafeil(
                    f"«{adresse}» er ikke en adresse. Skriv sektor/navn, eller «gammel -> ny».",
                    fil,
                    nr,
                )
        if gammel in liste:
            raise Datafeil(f"«{gammel}» står to ganger. Slett den ene linjen.", fil, nr)
        liste[gammel] = ny or gammel
    return liste


def oppdatert(fil: Path, funnet: Mapping[str, str]) -> str:
    """The list with what is new in it; raises Datafeil for an address that leads nowhere."""
    liste = les(fil)
    feil = [
        Datafeil(
            f"adressen {gammel} er publisert, men fører ingen steder lenger."
            f"{naermeste(ny, funnet)} Få det den viste til, tilbake i boken, eller skriv hvor den "
            f"nå skal føre: «{gammel} -> …».",
            fil,
        )
        for gammel, ny in liste.items()
        if ny not in funnet
    ]
    if feil:
        raise samlet_feil(feil)
    alle = {**dict.fromkeys(funnet), **liste}
    linjer = [
        adresse if liste.get(adresse, adresse) == adresse else f"{adresse} -> {liste[adresse]}"
        for adresse in sorted(alle, key=_naturlig)
    ]
    return _INNLEDNING + "".join(f"{linje}\n" for linje in linjer)


def _naturlig(adresse: str) -> list[tuple[int, str]]:
    """The order in which figur-9 stands before figur-10."""
    return [(int(d or 0), t) for t, d in re.findall(r"([^\d]*)(\d*)", adresse)]
