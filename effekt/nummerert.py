"""Figures and tables: what neither can be without, and how they are shown."""

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from effekt.blokker import Avsnitt, Bilde, Blokk, Boks, Nedlasting, Nedtrekk, Rutenett, til_tekst
from effekt.poster import Post
from effekt.stil import Tegning, tegn_svg
from effekt.tekster import Eier, etikett
from effekt.visning import ETTER, FILMAPPE, FILVARIABEL, FOR, Kilde, Publiserbar

if TYPE_CHECKING:
    import pandas as pd

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


def _tallfelt(data: "pd.DataFrame") -> tuple[str, ...]:
    """The columns of the CSV file that hold numbers."""

    def er_tall(kolonne: str) -> bool:
        verdier = data[kolonne].dropna()
        return len(verdier) > 0 and all(
            isinstance(verdi, Real) and not isinstance(verdi, bool) for verdi in verdier
        )

    return tuple(str(kolonne) for kolonne in data.columns if er_tall(kolonne))


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

    sektor: Eier
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
    brutte_pastander: Sequence[str] = ()

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
        return self._fil("")

    def _fil(self, fortegn: str) -> str:
        return f"{FILMAPPE}/{fortegn}{self.adresse}.csv"

    def post(self, fortegn: str = "") -> Post:
        """The record; its cells are in the data file, so the texts are all it holds itself."""
        return Post(
            slag=self.slag,
            etikett=self.etikett,
            adresse=self.adresse,
            nummer=self.nummer,
            tittel=til_tekst(self.navngitt),
            undertittel=self.undertittel,
            kilde=self.kilde.tekst,
            noter=tuple(self.noter),
            csv=self._fil(fortegn),
            tallfelt=_tallfelt(self.data),
            felt=(("Beskrivelse", til_tekst(self.alternativtekst)),),
            brutte=tuple(self.brutte_pastander),
        )

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

    def lagre(self, fortegn: str = "") -> None:
        Path(FILMAPPE).mkdir(exist_ok=True)
        Path(self._fil(fortegn)).write_text(_csv(self.data), encoding="utf-8")

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

    def fil(self, smal: bool = False, fortegn: str = "") -> str:
        """The drawing's file, named relatively to the chapter."""
        fil = f"{FILMAPPE}/{fortegn}{self.adresse}.svg"
        return smal_variant(fil) if smal else fil

    def svg(self, smal: bool = False, mot: "Figur | None" = None) -> str:
        """The drawing as SVG, the same bytes every time; to one scale with ``mot`` where given."""
        hoyde = self.hoyde_smal if smal and self.hoyde_smal else self.hoyde
        andre = mot.tegning if mot else None
        return tegn_svg(self.tegning, self.etikett, (_BREDDE[smal], hoyde), smal, andre)

    def lagre(self, fortegn: str = "") -> None:
        super().lagre(fortegn)
        for smal in (False, True):
            Path(self.fil(smal, fortegn)).write_text(self.svg(smal), encoding="utf-8")

    def lagre_mot(self, for_: Publiserbar) -> None:
        if isinstance(for_, Figur):
            _Nummerert.lagre(for_, FOR)
            for figur, mot, fortegn in ((for_, self, FOR), (self, for_, ETTER)):
                fil = Path(figur.fil(fortegn=fortegn))
                fil.write_text(figur.svg(mot=mot), encoding="utf-8")

    def post_mot(self) -> Post:
        return replace(self.post(), tegning=self.fil(fortegn=ETTER))

    def post(self, fortegn: str = "") -> Post:
        return replace(super().post(fortegn), tegning=self.fil(fortegn=fortegn))

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


@dataclass(frozen=True, repr=False)
class Figurrekke(Publiserbar):
    """Figures or tables after each other: one for each measure, or what stands beside another."""

    figurer: Sequence[Publiserbar]

    def blokker(self) -> Sequence[Blokk]:
        return [blokk for figur in self.figurer for blokk in figur.blokker()]

    def lagre(self, fortegn: str = "") -> None:
        for figur in self.figurer:
            figur.lagre(fortegn)

    def lagre_mot(self, for_: Publiserbar) -> None:
        if isinstance(for_, Figurrekke):
            gamle = {figur.etikett: figur for figur in for_.figurer}
            for figur in self.figurer:
                if gammel := gamle.get(figur.etikett):
                    figur.lagre_mot(gammel)

    def post(self, fortegn: str = "") -> Post:
        return Post("figurrekke", deler=tuple(figur.post(fortegn) for figur in self.figurer))

    def post_mot(self) -> Post:
        return Post("figurrekke", deler=tuple(figur.post_mot() for figur in self.figurer))

    def __repr__(self) -> str:
        return "\n".join(repr(figur) for figur in self.figurer)
