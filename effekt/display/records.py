"""The record that a shown object leaves in its output, and the places of the book that have one.

An output carries ``application/vnd.effekt+json``: kind, label, title, source, the data file and which of its columns
are numbers, texts by place, broken claims, and ``leser``, the addresses that were read to make it. Comparison,
``effekt changes`` and the downloads are made from it. jupyter-book never sees it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from effekt.base.book import FILE_NAME, FILMAPPE
from effekt.base.faults import Datafeil
from effekt.display.blocks import Avsnitt, Bilde, Blokk, Boks, Liste, Nedtrekk, Rutenett
from effekt.display.markup import til_tekst
from effekt.reading.notebooks import les_celler

_NUMMERERT: Final = re.compile(r"(?:^|-)(tabell|figur|kort)-(\w+)$")


@dataclass(frozen=True)
class Poststed:
    """An object of the book that shows something: its chapter, kind, label and title."""

    kapittel: str
    slag: str
    etikett: str
    tittel: str

    @property
    def navn(self) -> str:
        """The object in as few words as it can be told from others by."""
        if treff := _NUMMERERT.search(self.etikett):
            slag, nr = treff.groups()
            return f"kort {nr.upper()}" if slag == "kort" else f"{slag.capitalize()} {nr}"
        return self.tittel or f"{self.slag} i {self.kapittel}"

    @property
    def rekkefolge(self) -> tuple[bool, bool, str, str]:
        """Cards first, then what has a number, then the rest; chapter by chapter."""
        treff = _NUMMERERT.search(self.etikett)
        return (not treff or treff[1] != "kort", not treff, self.kapittel, self.navn)


@dataclass(frozen=True)
class Virkning:
    """What a value moves: a measure's effect, where it goes into one, and places in the book.

    ``steder`` is None where the book as built does not tell.
    """

    effekt: str
    steder: tuple[Poststed, ...] | None


POSTTYPE: Final = "application/vnd.effekt+json"
_OVERSKRIFTER: Final = ("-merke", "-maltittel", "-tittel")
_ARSTALL: Final = "kort-arstall"
_OVERSKRIFT: Final = re.compile(r"^#+\s+(.+?)\s*$", re.M)

Postfelt = tuple[str, str]
_LISTER: Final = {"noter", "tallfelt", "felt", "brutte", "leser", "deler"}


@dataclass(frozen=True)
class Post:
    """What one object of a chapter shows.

    ``tittel`` is what it is, and ``funn`` what its title claims that it shows, where it does.
    ``felt`` are its texts and table cells as (place, text); ``csv`` is the file with its exact numbers, named
    relatively to the chapter, and ``tallfelt`` its columns of numbers; ``leser`` is what it was made from.
    """

    slag: str
    etikett: str = ""
    adresse: str = ""
    nummer: str = ""
    tittel: str = ""
    funn: str = ""
    undertittel: str = ""
    kilde: str = ""
    noter: Sequence[str] = ()
    csv: str = ""
    tallfelt: Sequence[str] = ()
    tegning: str = ""
    felt: Sequence[Postfelt] = ()
    brutte: Sequence[str] = ()
    leser: Sequence[str] = ()
    deler: Sequence["Post"] = ()
    celle: str = ""
    overskrift: str = ""
    for_: "Post | None" = field(default=None, repr=False)

    @property
    def for_med_plass(self) -> "Post | None":
        """The object before the changes, in the cell that it stands in now."""
        return replace(self.for_, celle=self.celle, overskrift=self.overskrift) if self.for_ else None

    def som_json(self) -> dict[str, Any]:
        """The record as it stands in a notebook: without what is empty."""
        ut: dict[str, Any] = {
            navn: list(verdi) if isinstance(verdi, tuple | list) else verdi
            for navn, verdi in vars(self).items()
            if verdi and navn not in {"for_", "celle", "overskrift"}
        }
        if self.deler:
            ut["deler"] = [del_.som_json() for del_ in self.deler]
        if self.felt:
            ut["felt"] = [list(ett) for ett in self.felt]
        if self.for_:
            ut["for"] = self.for_.som_json()
        return ut

    @classmethod
    def fra_json(cls, lest: dict[str, Any], celle: str = "", overskrift: str = "") -> "Post":
        """The record as read from a notebook; what is unknown is left out. Raise TypeError for what is no record."""
        kjent = {n: v for n, v in lest.items() if n in cls.__dataclass_fields__}
        if any(not isinstance(v, list if n in _LISTER else str) for n, v in kjent.items()) or not all(
            isinstance(ett, str) for n in _LISTER - {"felt", "deler"} for ett in kjent.get(n, ())
        ):
            raise TypeError
        # A notebook that somebody sends names nothing but the files beside it.
        if any(kjent.get(n) and not FILE_NAME.fullmatch(kjent[n]) for n in ("csv", "tegning")):
            raise TypeError
        kjent["felt"] = tuple((str(sted), str(tekst)) for sted, tekst in lest.get("felt", ()))
        kjent["deler"] = tuple(cls.fra_json(del_) for del_ in lest.get("deler", ()))
        for_ = cls.fra_json(lest["for"]) if "for" in lest else None
        return cls(**{**kjent, "celle": celle, "overskrift": overskrift, "for_": for_})


def felt_av(blokker: Sequence[Blokk], under: str = "") -> Iterator[Postfelt]:
    """The texts and table cells of an object as (place, text), in reading order.

    ``under`` is the heading that they stand under.
    """
    for blokk in blokker:
        match blokk:
            case Avsnitt(markdown, klasse) if klasse.endswith(_OVERSKRIFTER):
                under = til_tekst(markdown)
                yield "", under
            case Avsnitt(markdown):
                yield under, til_tekst(markdown)
            case Liste(punkter):
                yield from ((under, til_tekst(punkt)) for punkt in punkter)
            case Boks(klasse, (arstall, *verdier)) if klasse == _ARSTALL:
                sted = f"{under} {arstall.tekst()}".strip()
                yield from ((sted, verdi.tekst()) for verdi in verdier)
            case Boks(_, innhold) | Nedtrekk(_, innhold):
                yield from felt_av(innhold, under)
            case Rutenett():
                for rad in blokk.rader:
                    for kolonne, celle in zip(blokk.hode[1:], rad[1:], strict=True):
                        sted = f"{til_tekst(rad[0])} · {til_tekst(kolonne)}"
                        yield f"{til_tekst(blokk.tittel)}: {sted}", til_tekst(celle)
            case Bilde():
                yield "", til_tekst(blokk.tittel)
                yield "", til_tekst(blokk.under)


def les_poster(notatbok: Path) -> list[Post]:
    """The records of an executed chapter in its order, prose without numbers among them.

    Raises Datafeil for a file that is no notebook. An output of before there were records is taken by its plain text.
    """
    celler = les_celler(notatbok)
    poster: list[Post] = []
    overskrift = ""
    for nr, celle in enumerate(celler):
        kode = "".join(celle.get("source", ()))
        if celle.get("cell_type") == "markdown":
            overskrift = next(iter(_OVERSKRIFT.findall(kode)[::-1]), overskrift)
        try:
            poster += _poster(celle, str(celle["id"]), overskrift)
        except (TypeError, ValueError, AttributeError, RecursionError):
            raise Datafeil(
                f"celle {nr} har et resultat som ikke er laget av effekt. Kjør kapitlet på nytt.", notatbok
            ) from None
    return poster


def _poster(celle: dict[str, Any], celle_id: str, overskrift: str) -> Iterator[Post]:
    if celle.get("cell_type") == "markdown":
        felt = (("", til_tekst("".join(celle.get("source", ())))),)
        yield Post("tekst", felt=felt, celle=celle_id, overskrift=overskrift)
    for ut in celle.get("outputs", ()):
        data = ut.get("data", {})
        if POSTTYPE in data:
            yield from _hver_for_seg(Post.fra_json(data[POSTTYPE], celle_id, overskrift))
        elif "text/plain" in data:
            felt = (("", "".join(data["text/plain"])),)
            yield Post("tekst", felt=felt, celle=celle_id, overskrift=overskrift)


def _hver_for_seg(post: Post) -> Iterator[Post]:
    """The objects that one output shows: mostly one, or each of several figures in a row."""
    if not post.deler:
        yield post
        return
    gamle = {del_.etikett: del_ for del_ in post.for_.deler} if post.for_ else {}
    for del_ in post.deler:
        yield replace(
            del_, leser=post.leser, celle=post.celle, overskrift=post.overskrift, for_=gamle.get(del_.etikett)
        )


def file_of(mappe: Path, navn: str) -> Path:
    """The file that a record of a chapter in ``mappe`` names: its own, below filer/; raises Datafeil for any other."""
    fil = mappe / navn
    if not FILE_NAME.fullmatch(navn) or fil.resolve() != mappe.resolve() / navn:
        raise Datafeil(
            f"et kapittel her viser til «{navn}», men kan bare vise til filer i {FILMAPPE}/ ved siden av seg. Kjør det "
            "om igjen.", mappe,
        )  # fmt: skip
    return fil


def kapitteltittel(notatbok: Path) -> str:
    """The first heading of a chapter; its file name where it has none."""
    overskrifter = (post.overskrift for post in les_poster(notatbok) if post.overskrift)
    return next(overskrifter, notatbok.stem)
