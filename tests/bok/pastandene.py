"""Every text of the book that is filled in, the claims in them, and a sector with other numbers."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from effekt.base.numbers import utenfor
from effekt.base.recording import Recorded
from effekt.display.texts import Pastand, Utfylt, fyll_ut, kapittelkontekst, programkontekst, tiltakskontekst
from effekt.model.storrelse import frys
from effekt.model.tiltak import Tiltak
from effekt.model.verdi import Adresse
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata

ROT = Path(__file__).parents[2]
_PASTAND = re.compile(r"\{%-? pastand (.*?) -?%\}(.*?)\{%-? endpastand -?%\}", re.DOTALL)
_OPPSETT = re.compile(r"\{%-? set .*?%\}|\{%-? macro .*?endmacro -?%\}", re.DOTALL)
_MALER = {"beskrivelse", "effekt_tekst", "tekst", "begrunnelse", "merknader"}
_KODE = re.compile(r"\{%.*?%\}", re.DOTALL)
_VERDI = re.compile(r"\{\{.*?\}\}", re.DOTALL)
Kontekst = Callable[[Sektor], dict[str, Any]]


@dataclass(frozen=True)
class Tekst:
    """A text as it is written, where it stands, and what it can name."""

    sted: str
    mal: str
    kontekst: Kontekst

    def fylt(self, sektor: Sektor) -> Utfylt:
        return fyll_ut(self.mal, self.kontekst(sektor), self.sted)


@dataclass(frozen=True)
class Krav:
    """One claim, alone: its condition, its sentence, and what the text sets up before it."""

    tekst: Tekst
    betingelse: str
    setning: str

    def __str__(self) -> str:
        return f"{self.tekst.sted}: {' '.join(self.setning.split())[:50]}"

    def proves(self, sektor: Sektor) -> Pastand:
        """The claim on these numbers; footnotes of its sentence have claims of their own."""
        oppsett = "".join(_OPPSETT.findall(self.tekst.mal))
        mal = f"{oppsett}{{% pastand {self.betingelse} %}}{self.setning}{{% endpastand %}}"
        kontekst = self.tekst.kontekst(sektor)
        if "fotnotetekst" in kontekst:
            kontekst["fotnotetekst"] = lambda _: Utfylt("")
        (pastand,) = fyll_ut(mal, kontekst, self.tekst.sted).pastander
        return pastand


def _i_modellen(ting: object, felt: str = "") -> Iterator[str]:
    """The texts of a measure that are filled in."""
    if isinstance(ting, BaseModel):
        for navn in type(ting).model_fields:
            yield from _i_modellen(getattr(ting, navn), navn)
    elif isinstance(ting, str) and felt in _MALER:
        yield ting
    elif isinstance(ting, tuple):
        for del_ in ting:
            yield from _i_modellen(del_, felt)
    elif isinstance(ting, Mapping):
        for del_ in ting.values():
            yield from _i_modellen(del_)


def celler() -> Iterator[tuple[str, str, Kontekst | None]]:
    """Every cell of prose in the chapters: place, text, and what it is filled in with, if it is."""
    for fil in sorted((ROT / "notebooks").rglob("*.ipynb")):
        innhold = fil.read_text(encoding="utf-8")
        kontekst = i_programmet if "apne_program(" in innhold else kapittelkontekst
        for celle in json.loads(innhold)["cells"]:
            kode, sted = "".join(celle["source"]), f"{fil.stem}, {celle['id']}"
            if kode.startswith("%%tekst"):
                yield sted, kode.partition("\n")[2], kontekst
            elif celle["cell_type"] == "markdown":
                yield sted, kode, None


def i_programmet(sektor: Sektor) -> dict[str, Any]:
    """What a chapter across sectors can name where the sector is the only one with data."""
    return programkontekst(Program(sektor.bok, {sektor.info.id: sektor}))


def tekster(sektor: Sektor) -> Iterator[Tekst]:
    """Every text that is filled in: chapters, shared texts, cards, the link back, contents."""
    for sted, mal, kontekst in celler():
        if kontekst:
            yield Tekst(sted, mal, kontekst)
    for navn, mal in sektor.tekster.unrecorded().items():
        yield Tekst(f"felles, {navn}", mal, kapittelkontekst)
    for id_, tiltak in sektor.tiltak.unrecorded().items():
        for nr, mal in enumerate(_i_modellen(tiltak), 1):
            yield Tekst(f"{id_}, tekst {nr}", mal, tiltakskontekst)
    for kode, lenke in sektor.lenker.lenker.items():
        yield Tekst(f"lenken tilbake, {kode}, rapporten", lenke.i_rapporten, kapittelkontekst)
        yield Tekst(f"lenken tilbake, {kode}, brevet", lenke.i_brevet, kapittelkontekst)
    for slag, plasser in (("figur", sektor.figurer), ("tabell", sektor.tabellplasser)):
        for nr, plass in plasser.unrecorded().items():
            yield Tekst(f"{slag} {nr}", plass.tekst or "", kapittelkontekst)
    for nr, note in sektor.fotnoter.unrecorded().items():
        yield Tekst(f"fotnote {nr}", note.tekst, kapittelkontekst)


def pastander(tekst: Tekst) -> list[Krav]:
    """The claims of a text, in their order."""
    return [Krav(tekst, *treff.groups()) for treff in _PASTAND.finditer(tekst.mal)]


def setninger(mal: str) -> Iterator[str]:
    """The sentences of a text that are in no claim, each on one line, as they are written."""
    tekst = _KODE.sub("", _OPPSETT.sub("", _PASTAND.sub("", mal)))
    verdier: list[str] = []

    def gjem(treff: re.Match[str]) -> str:
        verdier.append(treff[0])
        return f"\x00{len(verdier) - 1}\x00"

    gjemt = _VERDI.sub(gjem, tekst)
    for avsnitt in re.split(r"\n\s*\n|\n\s*[-*] |\n#+ ", gjemt):
        for setning in re.split(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«\x00*])", " ".join(avsnitt.split())):
            vist = re.sub(r"\x00(\d+)\x00", lambda treff: verdier[int(treff[1])], setning)
            if vist.strip(" -*#"):
                yield " ".join(vist.split()).strip(" -*#")


def uten_verdier(setning: str) -> str:
    """The sentence's own words: a number is only braces, a reference or a footnote nothing."""
    uten_henvisninger = re.sub(r"\{\{ (?:vis|fotnote)\(.*?\}\}", "", setning)
    return _VERDI.sub("{{", uten_henvisninger)


# --- other numbers -------------------------------------------------------------------------------


def med(sektor: Sektor, endringer: Mapping[str, Fraction]) -> Sektor:
    """The sector with other numbers, without reading data/ again.

    Beside a reviewer's addresses it takes cells of oppgitt/ and «SYE1.oppgitt[2027]», which only
    an edit of data/ can change.
    """
    tall = dict(sektor.tall.unrecorded())
    tabeller = dict(sektor.tabeller.unrecorded())
    tiltak = dict(sektor.tiltak.unrecorded())
    for adresse, verdi in endringer.items():
        navn, _, ar = adresse.rstrip("]").partition("[")
        eier, _, felt = navn.partition(".")
        if eier == "usikkerhet":
            valg = getattr(sektor.unrecorded.usikkerhet, felt).model_copy(update={"verdi": verdi})
            usikkerhet = sektor.unrecorded.usikkerhet.model_copy(update={felt: valg})
            sektor = replace(sektor, unrecorded=replace(sektor.unrecorded, usikkerhet=usikkerhet))
        elif eier == "tall":
            tall[felt] = tall[felt].model_copy(update={"verdi": verdi})
        elif eier in tabeller:
            tabeller[eier] = _med_celle(tabeller[eier], adresse, verdi)
        elif felt == "oppgitt":
            oppgitt = frys({**tiltak[eier].oppgitt, int(ar): verdi})
            tiltak[eier] = tiltak[eier].model_copy(update={"oppgitt": oppgitt})
        else:
            tiltak[eier] = _med_forutsetning(tiltak[eier], felt, int(ar) if ar else None, verdi)
    return replace(
        sektor,
        tall=Recorded("tall.", tall, "enkelttall"),
        tabeller=Recorded("tabell.", tabeller, "tabell"),
        tiltak=Recorded("tiltak.", tiltak, "tiltak"),
        endringer=dict(endringer),
    )


def _med_celle(tabell: Tabelldata, adresse: str, verdi: Fraction) -> Tabelldata:
    felt = tabell.ressurs.tabell.verdifelt
    assert felt is not None
    nye = {
        nokkel: replace(celle, verdi=verdi, mangler="") if celle.adresse == adresse else celle
        for nokkel, celle in tabell.celler.items()
    }
    rader = tuple({**rad, felt.name: celle.verdi} for rad, celle in zip(tabell.rader, nye.values(), strict=True))
    return replace(tabell, celler=nye, rader=rader)


def _med_forutsetning(tiltak: Tiltak, navn: str, ar: int | None, verdi: Fraction) -> Tiltak:
    gammel = tiltak.forutsetninger[navn]
    ny: Any = verdi
    if ar is not None:
        assert isinstance(gammel.verdi, Mapping)
        ny = frys({**gammel.verdi, ar: verdi})
    forutsetning = gammel.model_copy(update={"verdi": ny})
    alle = frys({**tiltak.forutsetninger, navn: forutsetning})
    return tiltak.model_copy(update={"forutsetninger": alle})


# The ends of a range go into no effect; delays and roundings are tried in their own tests.
_UTEN_VIRKNING = (".lav", ".hoy", ".forsinkelse", ".avrunding")


def ytterpunkter(kjent: Adresse) -> list[Fraction]:
    """Values far from the one at an address, and near it, that the data would allow."""
    if isinstance(kjent.verdi, str | tuple):
        return []  # a rating, or the years
    naa = kjent.verdi or Fraction(0)
    trinn = [Fraction(0), naa + 1, naa - 1, naa * 10, naa / 10, -naa, -naa * 10]
    forslag = [kjent.minst, kjent.storst, *trinn, naa / 2, naa * 2, naa + 10**9, naa - 10**9]
    hele = kjent.adresse.endswith("]") and naa.denominator == 1
    return [
        verdi
        for verdi in dict.fromkeys(forslag)
        if verdi is not None
        and verdi != kjent.verdi
        and not (hele and verdi.denominator != 1)
        and not utenfor(verdi, kjent.minst, kjent.storst, kjent.enhet)
    ]


def leste_adresser(sektor: Sektor, alle: Iterable[str], krav: Krav) -> list[str]:
    """The addresses that a claim's condition reads, those that it names most closely first."""
    oppsett = " ".join(_OPPSETT.findall(krav.tekst.mal))
    sagt = krav.betingelse
    tiltak, tabeller = sektor.tiltak.unrecorded(), sektor.tabeller.unrecorded()
    lest = [f"{eier}.{navn}" for eier, navn in re.findall(r"\b(tall|usikkerhet)\.(\w+)", sagt)]
    for navn in re.findall(r"\b([a-z]\w*)[.\[]", sagt):
        if navn in tabeller:
            lest += [a for a in alle if a.startswith(f"{navn}[")]
    for id_, navn in re.findall(r"\b([A-Z]\w*)\.(\w+)", sagt):
        if navn in {"effekt", "urundet"}:
            lest += [a for a in alle if a.startswith(f"{id_}.")]
        elif id_ in tiltak:
            lest += [a for a in alle if a == f"{id_}.{navn}" or a.startswith(f"{id_}.{navn}[")]
    if re.search(r"\b(total|sum_\w+)\b|\btiltak \| map\(attribute=\"effekt", sagt):
        lest += [a for a in alle if a.partition(".")[0] in tiltak]
    ord_ = [*re.findall(r'"([^"]+)"', sagt + oppsett), *re.findall(r"20\d\d", sagt), *re.findall(r"\[(\w+)[,\]]", sagt)]
    kjente = set(alle)
    funnet = [a for a in dict.fromkeys(lest) if a in kjente and not a.endswith(_UTEN_VIRKNING)]
    return sorted(funnet, key=lambda a: -sum(ett in a for ett in ord_))
