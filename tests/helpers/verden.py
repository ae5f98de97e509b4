"""The world read once: a copy of data/ in which one file at a time is changed, and only that file read anew.

The library's own functions read. What they gave for a file of the same bytes, they give again; so thousands of numbers
can be changed one by one, each held against all that the whole is held against.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from effekt.base.recording import Recorded
from effekt.reading import documents, sektorkontroll, sektorlesing, tabelldata
from effekt.reading.sektor import Sektor

# A number stands on its own: the digits of SYE3, delrapport-6 and sye3_nye_plasser are a name's.
TALL = re.compile(r"(?<![\w-])(?<!\w\.)\d+(?:\.\d+)?")


class Verden:
    """The files of ``data``, and what has been read of them."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._data = data
        self._bytt = monkeypatch.setattr
        # By what was asked, the answer, and what it was asked with: an id is a key for as long as its owner lives.
        self._kjent: dict[tuple[object, ...], tuple[Any, object]] = {}
        self._ressurser: dict[Path, list[Any]] = {}
        self._uendret: set[tuple[object, ...]] | None = None
        self._sektorer: dict[tuple[object, ...], Any] = {}
        self._trer: dict[tuple[str, object], yaml.Node | None] = {}
        self._var: Callable[[], None] = lambda: None
        self._med_endringer = False
        les_dokument, valider = documents.les_dokument, documents.valider
        les_tabell, ukjente = tabelldata._les_tabell, sektorkontroll.ukjente_kilder
        les_sektor, self._komponer = sektorlesing.les_sektor, yaml.compose
        les_tall, les_felles, adressert = sektorlesing._les_tall, sektorlesing._les_felles, sektorlesing._adressert
        feil_i_tiltak, felt_i, les_tekst = sektorkontroll.feil_i_tiltak, documents.felt_i, documents.les_tekst

        def dokument(fil: Path) -> Any:
            # A reviewer's changes are put into the document itself.
            if self._med_endringer or not fil.is_file():
                return les_dokument(fil)
            return self._husk(les_dokument, (fil, fil.read_bytes()), fil)

        def validert(dok: Any, modell: Any) -> Any:
            return valider(dok, modell) if self._med_endringer else self._husk(valider, (id(dok), modell), dok, modell)

        def tabell(fil: Path, ressurs: Any, endringer: Mapping[str, Any]) -> Any:
            if endringer:
                return les_tabell(fil, ressurs, endringer)
            # A table described as before is read as before, though datapackage.yml has been read anew for another.
            like = self._ressurser.setdefault(fil, [])
            if ressurs not in like:
                like.append(ressurs)
            ressurs = like[like.index(ressurs)]
            return self._husk(les_tabell, (fil, fil.read_bytes(), id(ressurs)), fil, ressurs, endringer)

        def kilder(del_: Any, dok: Any, alle: Any) -> Any:
            deler = tuple(map(id, del_.values())) if isinstance(del_, Mapping) else id(del_)
            return list(self._husk(ukjente, (deler, id(dok), id(alle)), del_, dok, alle))

        def tekst(fil: Path, *storst: int) -> str:
            return str(
                self._husk(les_tekst, (fil, fil.read_bytes()), fil) if fil.is_file() else les_tekst(fil, *storst)
            )

        def felt(dok: Any, modell: Any, navn: str) -> Any:
            return self._husk(felt_i, (id(dok), modell, navn), dok, modell, navn)

        def tall(fil: Path, endringer: Mapping[str, Any], frivillig: bool) -> Any:
            if self._med_endringer or not fil.is_file():
                return les_tall(fil, endringer, frivillig)
            return self._husk(les_tall, (fil, fil.read_bytes(), frivillig), fil, endringer, frivillig)

        def felles(fil: Path, endringer: Mapping[str, Any]) -> Any:
            if self._med_endringer or not fil.is_file():
                return les_felles(fil, endringer)
            return self._husk(les_felles, (fil, fil.read_bytes()), fil, endringer)

        def tiltak(ett: Any) -> Any:
            return self._husk(adressert, (id(ett),), ett)

        def feilene(*hva: Any) -> Any:
            return list(self._husk(feil_i_tiltak, tuple(map(id, hva)), *hva))

        def sektor(navn: str = "", endringer: Mapping[str, Any] | None = None, bok: Any = None) -> Any:
            nokkel = (navn, bok, *sorted((a, repr(v)) for a, v in (endringer or {}).items()))
            if nokkel not in self._sektorer:
                ytre, self._med_endringer = self._med_endringer, bool(endringer)
                try:
                    self._sektorer[nokkel] = les_sektor(navn, endringer, bok)
                finally:
                    self._med_endringer = ytre
            return self._sektorer[nokkel]

        self._overalt(les_dokument, dokument)
        self._overalt(valider, validert)
        self._overalt(les_tabell, tabell)
        self._overalt(ukjente, kilder)
        self._overalt(les_sektor, sektor)
        self._overalt(les_tekst, tekst)
        self._overalt(felt_i, felt)
        self._overalt(les_tall, tall)
        self._overalt(les_felles, felles)
        self._overalt(adressert, tiltak)
        self._overalt(feil_i_tiltak, feilene)
        self._bytt(yaml, "compose", self.tre)

    def _overalt(self, var: Callable[..., Any], ny: Callable[..., Any]) -> None:
        """Put a function in place of another in every module that has it."""
        for modul in [m for navn, m in sys.modules.items() if navn.startswith(("effekt.", "tests.bok."))]:
            for navn, verdi in list(vars(modul).items()):
                if verdi is var:
                    self._bytt(modul, navn, ny)

    def _husk(self, lag: Callable[..., Any], nokkel: tuple[object, ...], *argumenter: Any) -> Any:
        hele = (lag, *nokkel)
        if hele not in self._kjent:
            self._kjent[hele] = (lag(*argumenter), argumenter)
        return self._kjent[hele][0]

    def tre(self, tekst: str, Loader: Any) -> yaml.Node | None:  # noqa: N803 - as yaml.compose has it
        """The text as nodes, parsed once."""
        if (tekst, Loader) not in self._trer:
            self._trer[tekst, Loader] = self._komponer(tekst, Loader=Loader)
        return self._trer[tekst, Loader]

    def endre(self, fil: str, start: int, slutt: int, ny: str) -> None:
        """The file as it was, but with ``ny`` between the two places."""
        self.tilbake()
        if self._uendret is None:
            self._uendret = {*self._kjent}
        sti = self._data / fil
        tekst = sti.read_text(encoding="utf-8")
        endret = tekst[:start] + ny + tekst[slutt:]
        sti.write_text(endret, encoding="utf-8")
        satt = []
        for (kilde, leser), tre in [*self._trer.items()]:
            if kilde == tekst and (sted := _sted(tre, tekst, start, ny)):
                node, verdi = sted
                satt.append((node, node.value))
                node.value = verdi
                self._trer[endret, leser] = tre

        def var() -> None:
            sti.write_text(tekst, encoding="utf-8")
            for node, verdi in satt:
                node.value = verdi
            self._trer = {nokkel: tre for nokkel, tre in self._trer.items() if nokkel[0] != endret}

        self._var = var

    def tilbake(self) -> None:
        """Every file as it was."""
        self._var()
        self._var = lambda: None
        self._sektorer.clear()
        if self._uendret is not None:
            self._kjent = {nokkel: svar for nokkel, svar in self._kjent.items() if nokkel in self._uendret}


def forskjeller(for_: Sektor, na: Sektor) -> set[str]:
    """The addresses, as the journal of what is read has them, where two readings of a sector differ."""
    id_ = for_.unrecorded.info.id
    ulike = {
        f"{id_}:{'sektor' if felt.name == 'info' else felt.name}"
        for felt in fields(for_.unrecorded)
        if _ulike(getattr(for_.unrecorded, felt.name), getattr(na.unrecorded, felt.name))
    }
    for felt in fields(for_):
        if isinstance(var := getattr(for_, felt.name), Recorded):
            foer, naa = var.unrecorded(), getattr(na, felt.name).unrecorded()
            ulike |= {f"{id_}:{var._prefix}{navn}" for navn in {*foer, *naa} if _ulike(foer.get(navn), naa.get(navn))}
    return ulike


def _ulike(en: object, annen: object) -> bool:
    return en is not annen and en != annen


def _skalarer(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for ledd in node.value:
            yield from _skalarer(ledd)
    elif isinstance(node, yaml.MappingNode):
        for _, verdi in node.value:
            yield from _skalarer(verdi)


def _sted(tre: yaml.Node | None, tekst: str, start: int, ny: str) -> tuple[yaml.ScalarNode, str] | None:
    """The value that the number at ``start`` is in, and what it becomes; None where only the parser can tell."""
    for node in _skalarer(tre):
        fra, til = node.start_mark.index, node.end_mark.index
        if fra <= start < til:
            i_filen, i_verdien = ([*TALL.finditer(slik)] for slik in (tekst[fra:til], node.value))
            if [m[0] for m in i_filen] != [m[0] for m in i_verdien]:
                return None
            for her, der in zip(i_filen, i_verdien, strict=True):
                if fra + her.start() == start:
                    return node, node.value[: der.start()] + ny + node.value[der.end() :]
    return None
