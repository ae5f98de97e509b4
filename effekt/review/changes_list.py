"""The list of «effekt changes» for people and programs, and the endringer.yml to fill in."""

import csv
import io
import json
import os
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from effekt.audit.kildekontroll import side
from effekt.base.characters import harmless_cell
from effekt.base.numbers import MANGLER, grenser_i_ord
from effekt.display.records import Poststed, Virkning
from effekt.display.virkning import lesere, virkning
from effekt.model.verdi import Adresse, skriv_verdi, vis
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tiltakssider import tiltakssider

_INNRYKK: Final = " " * 4
_NEVNT: Final = 4  # places that are named when not all are asked for
_BREDESTE: Final = 110
_ADRESSEBREDDE, _ENHETSBREDDE = 44, 24
_BOKENS: Final = "uten side"
_ENKEL: Final = re.compile(r"[\w.]+(?:\[[\w ,.]+\])?")


@dataclass(frozen=True)
class ListLine:
    """An address with what a reviewer wants to know of it."""

    adresse: Adresse
    side: str
    virkning: Virkning

    @property
    def verdi(self) -> str:
        """The value now, as a reader sees it."""
        return MANGLER if self.adresse.verdi is None else vis(self.adresse.verdi, self.adresse.enhet)

    @property
    def tillatt(self) -> str:
        """What a new value may be; empty where nothing is said."""
        return ", ".join(self.adresse.ord_) or grenser_i_ord(self.adresse.minst, self.adresse.storst)


def all_lines(bok: Bokmappe, navn: str) -> list[ListLine]:
    """Every address of a sector of the book, and what each moves. Raises Datafeil."""
    sektor = les_sektor(navn, bok=bok)
    return list_lines(sektor, adresser(sektor).values(), lesere(bok.rot / "book", tiltakssider(bok)))


def list_lines(sektor: Sektor, alle: Iterable[Adresse], lest: Mapping[str, Iterable[Poststed]]) -> list[ListLine]:
    """The addresses with page and with what they move, by what ``virkning.lesere`` found."""
    kostnader = {f"{id_}.{navn}" for id_, tiltak in sektor.tiltak.unrecorded().items() for navn in tiltak.kostnader}
    return [
        ListLine(
            a,
            side(sektor, a.kilde, a.side) if a.kilde and a.side else _BOKENS,
            virkning(a.adresse, lest, i_formelen=a.adresse.partition("[")[0] not in kostnader),
        )
        for a in alle
    ]


def endringer_as_text(alle: Sequence[ListLine], bredde: int, alt: bool = False) -> str:
    """The list for a terminal of so many columns; with ``alt`` every place is named.

    Values that stand together, such as the cells of a table, share what is said of them.
    """
    adressebredde = min(max(len(en.adresse.adresse) for en in alle), _ADRESSEBREDDE)
    verdibredde = max(len(en.verdi) for en in alle)
    enhetsbredde = min(max(len(en.adresse.enhet) for en in alle), _ENHETSBREDDE)
    ut: list[str] = []
    for (navn, _, virket), like in groupby(alle, lambda en: (_navn(en), en.side, en.virkning)):
        ut += [
            f"{en.adresse.adresse:<{adressebredde}}  {en.verdi:>{verdibredde}}  "
            f"{en.adresse.enhet:<{enhetsbredde}}  {en.side}".rstrip()
            for en in like
        ]
        for avsnitt in (navn, _flytter(virket, alt)):
            ut += textwrap.wrap(
                avsnitt, min(bredde, _BREDESTE), initial_indent=_INNRYKK,
                subsequent_indent=_INNRYKK * 2, break_on_hyphens=False,
            )  # fmt: skip
    return "\n".join(ut)


def _navn(en: ListLine) -> str:
    """The name without the year, which stands in the address."""
    return re.sub(r", \d+$", "", en.adresse.navn)


def _flytter(virket: Virkning, alt: bool) -> str:
    deler = [f"effekten av {virket.effekt}"] if virket.effekt else []
    steder = virket.steder or ()
    if antall := len(steder):
        navn = list(dict.fromkeys(sted.navn for sted in steder))
        if alt:
            navn = [f"{sted.navn} ({sted.kapittel})" for sted in steder]
        nevnt = navn if alt else navn[:_NEVNT] + ["…"] * (len(navn) > _NEVNT)
        deler.append(f"{antall} {'sted' if antall == 1 else 'steder'}: {', '.join(nevnt)}")
    elif virket.steder is not None:
        deler.append("ingen steder i boken")
    return f"flytter: {'; '.join(deler)}" if deler else ""


def _post(en: ListLine) -> dict[str, Any]:
    def skrevet(verdi: Any) -> str:
        return "" if verdi is None else skriv_verdi(verdi)

    a = en.adresse
    return {
        "adresse": a.adresse,
        "navn": a.navn,
        "verdi": skrevet(a.verdi),
        "enhet": a.enhet,
        "kilde": a.kilde,
        "side": a.side,
        "minst": skrevet(a.minst),
        "storst": skrevet(a.storst),
        "tillatt": list(a.ord_),
        "effekt": en.virkning.effekt,
        "steder": None if en.virkning.steder is None else [asdict(sted) for sted in en.virkning.steder],
    }


def endringer_as_json(alle: Sequence[ListLine], bredde: int = 0, alt: bool = False) -> str:
    """The list as JSON; values as they can be typed, exactly."""
    return json.dumps([_post(en) for en in alle], ensure_ascii=False, indent=1)


def endringer_as_csv(alle: Sequence[ListLine], bredde: int = 0, alt: bool = False) -> str:
    """The list as CSV; words and places with semicolons between."""
    fil = io.StringIO()
    poster = [_post(en) for en in alle]
    skriver = csv.DictWriter(fil, list(poster[0]), lineterminator="\n")
    skriver.writeheader()
    for en, post in zip(alle, poster, strict=True):
        steder = "; ".join(f"{sted.kapittel}: {sted.navn}" for sted in en.virkning.steder or ())
        felt = {**post, "tillatt": "; ".join(post["tillatt"]), "steder": steder}
        skriver.writerow({navn: harmless_cell(verdi) for navn, verdi in felt.items()})
    return fil.getvalue().rstrip("\n")


LIST_FORMATS: Final[dict[str, Callable[[Sequence[ListLine], int, bool], str]]] = {
    "text": endringer_as_text,
    "csv": endringer_as_csv,
    "json": endringer_as_json,
}


def endringsfil_template(bok: Bokmappe, alle: Sequence[ListLine], fil: Path | None = None) -> str:
    """An endringer.yml to fill in, for these addresses; ``fil`` is where it will lie."""
    return "\n".join([*_hode(bok, fil), *(linje for en in alle for linje in _felt(en))]) + "\n"


def _hode(bok: Bokmappe, fil: Path | None) -> Iterator[str]:
    if fil:
        skjema = os.path.relpath(bok.data / "skjema" / "endringer.schema.json", fil.parent)
        yield f"# yaml-language-server: $schema={skjema}"
    yield "# Skriv ny verdi og begrunnelse for det som skal endres. Det du ikke fyller ut, blir som"
    yield "# det er. Prosent kan skrives «12 %», beløp «1 250 000» eller «1,25 mill.»."
    yield "tittel:"
    yield "forfatter:"
    yield f"dato: {date.today().isoformat()}"
    yield "endringer:"


def _felt(en: ListLine) -> Iterator[str]:
    adresse = en.adresse.adresse
    na = f"Nå: {en.verdi}" + ("" if en.adresse.ord_ else f" ({en.adresse.enhet})")
    yield ""
    for avsnitt in (f"{en.adresse.navn}, {en.side}", na, en.tillatt and f"Tillatt: {en.tillatt}"):
        yield from textwrap.wrap(avsnitt, _BREDESTE, initial_indent="  # ", subsequent_indent="  #   ")
    yield f"  {adresse if _ENKEL.fullmatch(adresse) else json.dumps(adresse, ensure_ascii=False)}:"
    yield f"{_INNRYKK}verdi:"
    yield f"{_INNRYKK}begrunnelse:"
