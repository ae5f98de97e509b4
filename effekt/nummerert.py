"""Figures and tables: what neither can be without, and how they are shown."""

import base64
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from effekt.blokker import Avsnitt, Bilde, Blokk, Boks, Nedlasting, Nedtrekk, Rutenett
from effekt.sektor import Sektor
from effekt.tekster import etikett
from effekt.visning import FILMAPPE, FILVARIABEL, Kilde, Publiserbar

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_BREDDE: Final = (7.4, 3.7)  # inches: on a page, and on a phone


def smal_variant(fil: str) -> str:
    """The name of the narrow drawing that goes with a wide one: «figur-7-smal.svg»."""
    return fil.removesuffix(".svg") + "-smal.svg"


def er_bred(fil: str) -> bool:
    """Whether a file is a drawing for a page, and not the narrow one beside it."""
    return fil.endswith(".svg") and not fil.endswith(smal_variant(""))


def png_variant(fil: str) -> str:
    """The name of the PNG that is made from a drawing: «figur-7.png»."""
    return fil.removesuffix(".svg") + ".png"


def _csv(data: "pd.DataFrame") -> str:
    """The frame as CSV: whole numbers whole, the rest as short as they are exact."""
    return data.to_csv(index=False, lineterminator="\n", float_format="%.15g")


def _dataadresse(mediatype: str, tekst: str) -> str:
    """An address that holds the whole text."""
    return f"data:{mediatype};base64,{base64.b64encode(tekst.encode()).decode()}"


def _felt(data: "pd.DataFrame") -> list[dict[str, str]]:
    """The columns of the CSV file, and which of them hold numbers."""

    def er_tall(kolonne: str) -> bool:
        verdier = data[kolonne].dropna()
        return len(verdier) > 0 and all(
            isinstance(verdi, Real) and not isinstance(verdi, bool) for verdi in verdier
        )

    return [{"navn": str(k), "type": "number" if er_tall(k) else "string"} for k in data.columns]


def _krev(**felt: object) -> None:
    for navn, verdi in felt.items():
        if not verdi:
            raise ValueError(f"en figur eller tabell kan ikke lages uten {navn}")


@dataclass(frozen=True, repr=False, kw_only=True)
class _Nummerert(Publiserbar):
    """A figure or table: what both cannot be without.

    ``nummer`` is the source's («Figur 7»), or empty for the book's own; ``data`` is the frame that
    the numbers stand in, one column a variable, with the unit in ``enhet``.
    """

    slag: ClassVar[str]

    sektor: Sektor
    adresse: str
    nummer: str
    tittel: str
    undertittel: str
    kilde: Kilde
    data: "pd.DataFrame"
    alternativtekst: str
    rader: Sequence[Sequence[str]] = field(default_factory=list)
    hode: Sequence[str] = field(default_factory=list)
    noter: Sequence[str] = ()

    def __post_init__(self) -> None:
        _krev(
            adresse=self.adresse,
            tittel=self.tittel,
            undertittel=self.undertittel,
            kilde=self.kilde.tekst,
            data=len(self.data),
            alternativtekst=self.alternativtekst,
            rader=self.rader,
            hode=self.hode,
        )

    @property
    def navngitt(self) -> str:
        """The caption: number and title."""
        return f"**{self.nummer}.** {self.tittel}" if self.nummer else f"**{self.tittel}**"

    @property
    def etikett(self) -> str:
        """The label that references use."""
        return etikett(self.sektor, self.adresse)

    @property
    def csv_fil(self) -> str:
        """The data file, named relatively to the chapter."""
        return f"{FILMAPPE}/{self.adresse}.csv"

    def journalpost(self) -> dict[str, Any]:
        return {
            "slag": self.slag,
            "etikett": self.etikett,
            "adresse": self.adresse,
            "nummer": self.nummer,
            "tittel": self.tittel,
            "undertittel": self.undertittel,
            "kilde": self.kilde.tekst,
            "noter": list(self.noter),
            "csv": self.csv_fil,
            "felt": _felt(self.data),
        }

    def nedlasting(self) -> Nedlasting:
        """The links to its files; where none are written, the links hold the files themselves."""
        hva = f"Last ned {self.nummer or f'{self.slag}en'}"
        if FILVARIABEL in os.environ:
            return Nedlasting(hva, self._filer())
        innhold = self._innhold()
        return Nedlasting(
            hva, {f: fil for f, fil in self._filer().items() if f in innhold}, innhold
        )

    def _filer(self) -> dict[str, str]:
        return {"CSV": self.csv_fil}

    def _innhold(self) -> dict[str, str]:
        return {"CSV": _dataadresse("text/csv", _csv(self.data))}

    def _under(self) -> str:
        return ". ".join(del_.rstrip(".") for del_ in [*self.noter, self.kilde.tekst]) + "."

    def lagre(self) -> None:
        Path(FILMAPPE).mkdir(exist_ok=True)
        Path(self.csv_fil).write_text(_csv(self.data), encoding="utf-8")

    def __repr__(self) -> str:
        return super().__repr__() + "\n" + _csv(self.data)


@dataclass(frozen=True, repr=False, kw_only=True)
class Tabell(_Nummerert):
    """A table: shown with its numbers formatted, carried with them exact."""

    slag: ClassVar[str] = "tabell"

    klasse: str = "effekt-tabell tall"

    def blokker(self) -> Sequence[Blokk]:
        return [
            Boks(
                "effekt-tabellboks",
                [
                    Rutenett(self.hode, self.rader, self.navngitt, self.etikett, self.klasse),
                    Avsnitt(self.undertittel, "effekt-undertittel"),
                    Avsnitt(self.alternativtekst, "effekt-lesehjelp"),
                    Avsnitt(self._under(), "effekt-kilde"),
                    self.nedlasting(),
                ],
            )
        ]


Tegning = Callable[["Axes", bool], None]


@dataclass(frozen=True, repr=False, kw_only=True)
class Figur(_Nummerert):
    """A figure: a drawing in two widths, and the numbers behind it as a table.

    ``tegning(akser, smal)`` draws; ``hoyde`` is in inches on a page.
    """

    slag: ClassVar[str] = "figur"

    tegning: Tegning
    hoyde: float = 3.2
    hoyde_smal: float | None = None
    innhold: str = "Tallene"

    def _filer(self) -> dict[str, str]:
        # The PNG is made from the SVG when the site is: see effekt.nedlastinger.
        return {**super()._filer(), "SVG": self.fil(), "PNG": png_variant(self.fil())}

    def _innhold(self) -> dict[str, str]:
        return {**super()._innhold(), "SVG": _dataadresse("image/svg+xml", self.svg())}

    def fil(self, smal: bool = False) -> str:
        """The drawing's file, named relatively to the chapter."""
        fil = f"{FILMAPPE}/{self.adresse}.svg"
        return smal_variant(fil) if smal else fil

    def svg(self, smal: bool = False) -> str:
        """The drawing as SVG, the same bytes every time."""
        from effekt.stil import tegn_svg

        hoyde = self.hoyde_smal if smal and self.hoyde_smal else self.hoyde
        return tegn_svg(self.tegning, self.etikett, (_BREDDE[smal], hoyde), smal)

    def lagre(self) -> None:
        super().lagre()
        for smal in (False, True):
            Path(self.fil(smal)).write_text(self.svg(smal), encoding="utf-8")

    def blokker(self) -> Sequence[Blokk]:
        nedlasting = self.nedlasting()
        return [
            Bilde(
                fil=self.fil(),
                kilde_html=nedlasting.innhold.get("SVG", self.fil()),
                tittel=self.navngitt,
                under=f"{self.undertittel.rstrip('.')}. {self._under()}",
                alternativtekst=self.alternativtekst,
                navn=self.etikett,
            ),
            nedlasting,
            Nedtrekk(
                f"{self.innhold} i {self.nummer or 'figuren'}",
                [
                    Avsnitt(self.alternativtekst),
                    Rutenett(
                        self.hode,
                        self.rader,
                        f"{self.innhold} bak {self.nummer or 'figuren'}. {self.tittel}",
                    ),
                ],
            ),
        ]

    def __repr__(self) -> str:
        # The plain text must not depend on how the drawing is embedded.
        return (
            "\n".join([self.navngitt, self.undertittel, self._under(), self.alternativtekst])
            + "\n"
            + _csv(self.data)
        )
