"""Figures, tables and registers: what none can be without, and how they are made and shown."""

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from numbers import Real
from pathlib import Path
from typing import ClassVar, Final

import pandas as pd

from effekt.audit.kontroll import finest_printed, trykte
from effekt.base.book import (
    FILMAPPE,
    FILVARIABEL,
    narrow_variant,
    norwegian_variant,
    picture_variant,
    png_variant,
    workbook_variant,
)
from effekt.base.characters import harmless_cell
from effekt.base.faults import Datafeil
from effekt.base.norwegian_csv import NAME, norwegian_csv
from effekt.base.numbers import ENHET_I_ORD, MANGLER, Enhet, desimaler_i, som_tall, til_enhet, vis_tall
from effekt.calc.varighet import arstall
from effekt.display.blocks import (
    NOTER,
    Anker,
    Avsnitt,
    Bilde,
    Blokk,
    Boks,
    Nedlasting,
    Nedtrekk,
    Rutenett,
    boks,
    verktoylinje,
)
from effekt.display.captions import POSITIVT
from effekt.display.cells import tallkolonner
from effekt.display.markup import til_tekst
from effekt.display.objects import ETTER, FOR, Kilde, Publiserbar
from effekt.display.records import Post
from effekt.display.style import Tegning, tegn_svg
from effekt.display.svg import Bildetekst, som_bilde
from effekt.display.texts import Eier, etikett
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata

# The words that the title of a figure may have.
FLEST_ORD: Final = 12
# The numbers that it takes to make a drawing; years are none.
FAERREST_TALL: Final = 3
_ARSTALL: Final = frozenset({"ar", "år"})
# What can be taken along, as the links have it.
_BILDE, _TEGNING, _REGNEARK, _TALL = "Bilde (PNG)", "Bilde (SVG)", "Regneark (Excel)", "Tall (CSV)"
_NORSK: Final = f"Tall ({NAME})"
_BREDDE: Final = (7.4, 3.7)  # inches: on a page, and on a phone


def _csv(data: pd.DataFrame) -> str:
    """The frame as CSV: whole numbers whole, the rest as short as they are exact, and no text that is run."""

    def trygg(verdi: object) -> object:
        return harmless_cell(verdi) if isinstance(verdi, str) else verdi

    tekst = [navn for navn in data.columns if data[navn].dtype.kind not in "iufb"]
    data = data.assign(**{navn: data[navn].map(trygg) for navn in tekst}).rename(columns=trygg)
    return data.to_csv(index=False, lineterminator="\n", float_format="%.15g")


def _dataadresse(mediatype: str, tekst: str) -> str:
    """An address that holds the whole text."""
    return f"data:{mediatype};base64,{base64.b64encode(tekst.encode()).decode()}"


def _tallfelt(data: pd.DataFrame) -> tuple[str, ...]:
    """The columns of the CSV file that hold numbers."""

    def er_tall(kolonne: str) -> bool:
        verdier = data[kolonne].dropna()
        return len(verdier) > 0 and all(isinstance(verdi, Real) and not isinstance(verdi, bool) for verdi in verdier)

    return tuple(str(kolonne) for kolonne in data.columns if er_tall(kolonne))


@dataclass(frozen=True, repr=False, kw_only=True)
class _Nummerert(Publiserbar):
    """A figure or table: what both cannot be without.

    ``emne`` says what it is («Økonomisk effekt av tiltakene i 2030»): registers and lists have it. ``tittel`` is what
    it shows, a claim of at most 12 words that is worked out; empty where nothing can be claimed, and the subject
    stands in its place. ``undertittel`` says what is measured, in which unit, where and when.

    ``nummer`` is the source's («Figur 7»), or empty for the book's own; ``data`` is the frame that
    the numbers stand in, one column a variable, with the unit in ``enhet``.
    """

    slag: ClassVar[str]
    # What it cannot be without, besides what both cannot: the finding of a table, the subject of a figure.
    _hva: ClassVar[str] = "tittel"

    sektor: Eier
    adresse: str
    nummer: str = ""
    emne: str = ""
    tittel: str
    undertittel: str
    kilde: Kilde
    data: pd.DataFrame
    alternativtekst: str
    rader: Sequence[Sequence[str]] = field(default_factory=list)
    hode: Sequence[str] = field(default_factory=list)
    noter: Sequence[str] = ()
    brutte_pastander: Sequence[str] = ()

    def __post_init__(self) -> None:
        for navn in ("adresse", self._hva, "undertittel", "kilde", "data", "alternativtekst", "rader", "hode"):
            verdi = getattr(self, navn)
            if not len(verdi.tekst if isinstance(verdi, Kilde) else verdi):
                raise ValueError(f"en figur eller tabell kan ikke lages uten {navn}")
        hvor = self.nummer or self.adresse
        if self.tittel and self.tittel == self.emne:
            raise ValueError(f"{hvor}: tittelen er emnet en gang til. La den være tom der ingenting kan påstås")
        if self.emne and (antall := len(til_tekst(self.tittel).split())) > FLEST_ORD:
            raise Datafeil(
                f"{hvor}: tittelen «{self.tittel}» har {antall} ord, og kan ha {FLEST_ORD}. Gjør den kortere"
            )

    @property
    def emnet(self) -> str:
        """What it is, as registers have it: number and subject."""
        return self._med_nummer(self.emne or self.tittel)

    @property
    def navngitt(self) -> str:
        """The caption: number, and what it shows."""
        return self._med_nummer(self.tittel or self.emne)

    def _med_nummer(self, tittel: str) -> str:
        return f"**{self.nummer}.** {tittel}" if self.nummer else f"**{tittel}**"

    @property
    def etikett(self) -> str:
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
            tittel=til_tekst(self.emnet),
            funn=til_tekst(self.tittel) if self.emne else "",
            undertittel=self.undertittel,
            kilde=self.kilde.tekst,
            noter=tuple(self.noter),
            csv=self._fil(fortegn),
            tallfelt=_tallfelt(self.data),
            felt=(
                *([("Tittel", til_tekst(self.tittel))] if self.emne and self.tittel else []),
                ("Beskrivelse", til_tekst(self.alternativtekst)),
            ),
            brutte=tuple(self.brutte_pastander),
        )

    def nedlasting(self) -> Nedlasting:
        """The links to its files; where none are written, the links hold the files themselves."""
        hva = self.nummer or f"{self.slag}en"
        if FILVARIABEL in os.environ:
            return Nedlasting(hva, self._filer())
        innhold = self._innhold()
        return Nedlasting(hva, {f: fil for f, fil in self._filer().items() if f in innhold}, innhold)

    def _filer(self) -> dict[str, str]:
        # The others are made of the data file when the site is.
        return {
            _REGNEARK: workbook_variant(self.csv_fil), _TALL: self.csv_fil, _NORSK: norwegian_variant(self.csv_fil)
        }  # fmt: skip

    def _innhold(self) -> dict[str, str]:
        tall = _csv(self.data)
        norsk = norwegian_csv(tall, _tallfelt(self.data))
        return {_TALL: _dataadresse("text/csv", tall), _NORSK: _dataadresse("text/csv", norsk)}

    def verktoylinje(self, *foldet: Nedtrekk) -> Boks:
        """The line under it: source, downloads, and what is folded; the site adds its address and how to embed it."""
        return verktoylinje(f"{self.kilde.tekst.rstrip('.')}.", self.nedlasting(), *foldet)

    def _notene(self) -> Sequence[Blokk]:
        return [Avsnitt(" ".join(f"{note.rstrip('.')}." for note in self.noter), NOTER)] if self.noter else []

    def _under(self) -> str:
        return ". ".join(del_.rstrip(".") for del_ in [*self.noter, self.kilde.tekst]) + "."

    def lagre(self, fortegn: str = "") -> None:
        Path(FILMAPPE).mkdir(exist_ok=True)
        Path(self._fil(fortegn)).write_text(_csv(self.data), encoding="utf-8")

    def __repr__(self) -> str:
        return super().__repr__() + "\n" + _csv(self.data)


def uten_faste_kolonner(
    hode: Sequence[str], rader: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]], dict[str, str]]:
    """A table without the columns of words that are the same in all rows, and what those say: by name, where anything.

    The first column names the rows, and stays; so do numbers, which say something by being alike.
    """
    if len(rader) < 2:
        return hode, rader, {}
    tekst = [[til_tekst(celle) for celle in rad] for rad in rader]
    tall = {*tallkolonner(tekst), 0}
    faste = [k for k in range(len(hode)) if k not in tall and len({rad[k] for rad in tekst}) == 1]
    igjen = [k for k in range(len(hode)) if k not in faste]
    likt = {til_tekst(hode[k]): tekst[0][k] for k in faste if tekst[0][k]}
    return [hode[k] for k in igjen], [[rad[k] for k in igjen] for rad in rader], likt


@dataclass(frozen=True, repr=False, kw_only=True)
class Tabell(_Nummerert):
    """A table: shown with its numbers formatted, carried with them exact."""

    slag: ClassVar[str] = "tabell"

    klasse: str = "effekt-tabell tall"
    # Whether what is said of it is only how many rows it has, which those who see it see.
    opptalt: bool = False
    # The columns whose values rows can be chosen by on a screen, by name; None for a table without choice.
    velg: Sequence[str] | None = None
    # The column of addresses («SYE1.plasser») that rows can be chosen by the first part of.
    velg_del: str = ""

    def blokker(self) -> Sequence[Blokk]:
        return [boks("effekt-tabellboks", *self._rutenettet(), *self._under_rutenettet())]

    def _rutenettet(self) -> Sequence[Blokk]:
        """The table without what is the same in all rows, and that said; the site puts it above the table."""
        hode, rader, likt = uten_faste_kolonner(self.hode, self.rader)
        sagt = [*([] if self.opptalt else [self.undertittel.rstrip(".")]), *_likt(likt)]
        return [
            Rutenett(hode, rader, self.navngitt, self.etikett, " ".join([self.klasse, *self._utvalg(hode)])),
            *([Avsnitt(". ".join(sagt), "effekt-undertittel")] if sagt else []),
        ]

    def _utvalg(self, hode: Sequence[str]) -> list[str]:
        """The classes that say by which columns rows can be chosen."""
        if self.velg is None:
            return []
        valgt = [f"utvalg-{nr}" for nr, navn in enumerate(hode, 1) if navn in self.velg]
        delt = [f"utvalg-del-{nr}" for nr, navn in enumerate(hode, 1) if navn == self.velg_del]
        return ["utvalg", *delt, *valgt]

    def _under_rutenettet(self) -> Sequence[Blokk]:
        # What a table says in a sentence is said to those who do not see it.
        return [Avsnitt(self.alternativtekst, "skjult"), *self._notene(), self.verktoylinje()]


def _likt(kolonner: Mapping[str, str]) -> list[str]:
    """What is the same in all rows of a table, as a sentence; nothing where nothing is."""
    sagt = ", ".join(f"{navn.lower()} {verdi}" for navn, verdi in kolonner.items())
    return [f"Likt i alle radene: {sagt}"] if sagt else []


@dataclass(frozen=True, repr=False, kw_only=True)
class FoldetTabell(Tabell):
    """A long table in groups that unfold: title and rows of each."""

    grupper: Sequence[tuple[str, Sequence[Sequence[str]]]]

    def blokker(self) -> Sequence[Blokk]:
        return [
            Anker(self.etikett),
            boks(
                "effekt-tabellboks",
                Avsnitt(self.navngitt),
                Avsnitt(self.undertittel, "effekt-undertittel"),
                *(Nedtrekk(f"{tittel} ({len(rader)})", self._gruppe(tittel, rader)) for tittel, rader in self.grupper),
                *self._under_rutenettet(),
            ),
        ]

    def _gruppe(self, tittel: str, alle: Sequence[Sequence[str]]) -> Sequence[Blokk]:
        hode, rader, likt = uten_faste_kolonner(self.hode, alle)
        sagt = [Avsnitt(setning, "effekt-kilde") for setning in _likt(likt)]
        return [*sagt, Rutenett(hode, rader, tittel, klasse=self.klasse)]


@dataclass(frozen=True, repr=False, kw_only=True)
class Figur(_Nummerert):
    """A figure: a drawing in two widths, and the numbers behind it as a table.

    ``tegning(akser, smal)`` draws; ``hoyde`` is in inches on a page. Where there are fewer than three numbers, it is
    not drawn: they are said.
    """

    slag: ClassVar[str] = "figur"
    _hva: ClassVar[str] = "emne"

    tegning: Tegning
    hoyde: float = 3.2
    hoyde_smal: float | None = None
    innhold: str = "Tallene"

    @property
    def tegnes(self) -> bool:
        """Whether there is enough to look at: what has no numbers at all is words and lines, and is drawn."""
        felt = [navn for navn in _tallfelt(self.data) if navn.lower() not in _ARSTALL]
        return not felt or int(self.data[felt].count().sum()) >= FAERREST_TALL

    def _i_setninger(self) -> str:
        return " ".join(f"{', '.join(rad[:-1])}: {rad[-1]}." for rad in self.rader)

    def _filer(self) -> dict[str, str]:
        if not self.tegnes:
            return super()._filer()
        # The pictures are made of the drawing when the site is.
        return {_BILDE: png_variant(self.fil()), _TEGNING: picture_variant(self.fil()), **super()._filer()}

    def _innhold(self) -> dict[str, str]:
        if not self.tegnes:
            return super()._innhold()
        under = [til_tekst(ett) for ett in (*self.noter, self.kilde.tekst)]
        tekster = Bildetekst(til_tekst(self.navngitt), til_tekst(self.undertittel), under)
        return {**super()._innhold(), _TEGNING: _dataadresse("image/svg+xml", som_bilde(self.svg(), tekster))}

    def fil(self, smal: bool = False, fortegn: str = "") -> str:
        """The drawing's file, named relatively to the chapter."""
        fil = f"{FILMAPPE}/{fortegn}{self.adresse}.svg"
        return narrow_variant(fil) if smal else fil

    def svg(self, smal: bool = False, mot: "Figur | None" = None) -> str:
        """The drawing as SVG, the same bytes every time; to one scale with ``mot`` where given."""
        hoyde = self.hoyde_smal if smal and self.hoyde_smal else self.hoyde
        andre = mot.tegning if mot else None
        farger, kilde = self.sektor.bok.tegnefarger, til_tekst(f"{self.navngitt}. {self.kilde.tekst}")
        return tegn_svg(self.tegning, self.etikett, (_BREDDE[smal], hoyde), smal, farger, andre, kilde)

    def lagre(self, fortegn: str = "") -> None:
        super().lagre(fortegn)
        for smal in (False, True) if self.tegnes else ():
            Path(self.fil(smal, fortegn)).write_text(self.svg(smal), encoding="utf-8")

    def lagre_mot(self, for_: Publiserbar) -> None:
        if isinstance(for_, Figur):
            _Nummerert.lagre(for_, FOR)
        if isinstance(for_, Figur) and for_.tegnes and self.tegnes:
            for figur, mot, fortegn in ((for_, self, FOR), (self, for_, ETTER)):
                fil = Path(figur.fil(fortegn=fortegn))
                fil.write_text(figur.svg(mot=mot), encoding="utf-8")

    def post_mot(self) -> Post:
        return replace(self.post(), tegning=self.fil(fortegn=ETTER) if self.tegnes else "")

    def post(self, fortegn: str = "") -> Post:
        return replace(super().post(fortegn), tegning=self.fil(fortegn=fortegn) if self.tegnes else "")

    def blokker(self) -> Sequence[Blokk]:
        if not self.tegnes:
            return [
                Anker(self.etikett),
                boks(
                    "effekt-setning",
                    Avsnitt(self.navngitt),
                    Avsnitt(self.undertittel, "effekt-undertittel"),
                    Avsnitt(self._i_setninger()),
                    *self._notene(),
                    self.verktoylinje(),
                ),
            ]
        return [
            Bilde(
                fil=self.fil(),
                kilde_html=self.fil() if FILVARIABEL in os.environ else _dataadresse("image/svg+xml", self.svg()),
                tittel=self.navngitt,
                under=self.undertittel,
                alternativtekst=self.alternativtekst,
                navn=self.etikett,
            ),
            *self._notene(),
            self.verktoylinje(
                Nedtrekk(
                    f"{self.innhold} i {self.nummer or 'figuren'}",
                    [Rutenett(self.hode, self.rader, f"{self.innhold} bak {til_tekst(self.emnet)}")],
                )
            ),
        ]

    def __repr__(self) -> str:
        # The plain text must not depend on how the drawing is embedded.
        return (
            "\n".join([self.navngitt, self.undertittel, self._under(), self.alternativtekst]) + "\n" + _csv(self.data)
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


def register(
    sektor: Sektor,
    adresse: str,
    tittel: str,
    hode: Sequence[str],
    rader: Sequence[Sequence[str]],
    alternativtekst: str,
    brutte_pastander: Sequence[str] = (),
    kilde: str = "",
    velg: Sequence[str] | None = None,
    velg_del: str = "",
) -> Tabell:
    """A table of words that the book makes of its own data: no number, the report as source.

    ``kilde`` names another source than the report; rows can be chosen by ``velg`` and ``velg_del``, as of a ``Tabell``.
    """
    antall = len(rader)
    return Tabell(
        sektor=sektor,
        adresse=adresse,
        tittel=tittel,
        undertittel=f"{antall} oppføring{'er' if antall != 1 else ''}",
        kilde=Kilde(f"Kilde: {kilde or ('' if sektor.info.rapport else 'datagrunnlaget for ') + sektor.tittel}"),
        data=pd.DataFrame(
            [[til_tekst(celle) for celle in rad] for rad in rader], columns=[navn.lower() for navn in hode]
        ),
        hode=hode,
        rader=rader,
        alternativtekst=alternativtekst,
        brutte_pastander=brutte_pastander,
        klasse="effekt-tabell register",
        opptalt=True,
        velg=velg,
        velg_del=velg_del,
    )


KRONER: Final = Enhet.les("kr")


def vis_celle(tabell: Tabelldata, *nokkel: str | int) -> str:
    """A cell as the table shows it; a missing cell is shown as not given."""
    celle = tabell.celler.get(nokkel)
    return celle.uten_enhet() if celle and (celle.verdi is not None or celle.mangler) else MANGLER


def trykt_tabell(sektor: Sektor, tabell: Tabelldata, **felt: object) -> Tabell:
    """A table that stands in the source, shown from its CSV file."""
    ressurs = tabell.ressurs
    ramme: dict[str, object] = {
        "sektor": sektor,
        "adresse": (ressurs.nummer or ressurs.name).lower().replace(" ", "-"),
        "nummer": ressurs.nummer or "",
        "tittel": ressurs.title,
        "kilde": Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        "data": pd.DataFrame(
            [{k: som_tall(v) if isinstance(v, Fraction) else v for k, v in rad.items()} for rad in tabell.rader]
        ),
        "noter": [ressurs.merknad] if ressurs.merknad else [],
    }
    return Tabell(**{**ramme, **felt})  # type: ignore[arg-type]


def fra_fil(sektor: Sektor, tabell: Tabelldata) -> Tabell:
    """A table shown as its file has it, a row a row."""
    felt = tabell.ressurs.tabell.felt

    def vis(verdi: object) -> str:
        return vis_tall(verdi) if isinstance(verdi, Fraction) else str(verdi or MANGLER)

    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Enhet: {tabell.enhet}" if tabell.enhet else "Enheten står i tabellen",
        hode=[f.title for f in felt],
        rader=[[vis(rad[f.name]) for f in felt] for rad in tabell.rader],
        alternativtekst=f"{len(tabell.rader)} rader: {', '.join(f.title for f in felt)}.",
    )


def siste_trykte(sektor: Sektor, per: str) -> Tabelldata | None:
    """The last printed table of effect per class, agency or measure; None without one."""
    for trykt in trykte(sektor, per):
        sektor.tabeller.find(trykt.ressurs.name)
    return next(reversed(trykte(sektor, per)), None)


def trykt_sted(trykt: Tabelldata | None) -> tuple[str | None, str]:
    """The document and page of a printed table; neither without one."""
    return (trykt.ressurs.kilde, trykt.ressurs.side) if trykt else (None, "")


def beregnet_tabell(
    sektor: Sektor,
    trykt: Tabelldata | None,
    *,
    adresse: str,
    tittel: str,
    rader: Mapping[str, Mapping[int, Fraction | None]],
    grunnlag: str,
    alternativtekst: str,
    forste_kolonne: str = "Virksomhet",
    enhet: Enhet | None = None,
    noter: Sequence[str] = (),
    nummer: str | None = None,
) -> Tabell:
    """A table that the book works out; what the source prints, if anything, stands in oppgitt/.

    It has the printed table's number and its address, else ``adresse``.
    """
    if nummer is None:
        nummer = (trykt.ressurs.nummer if trykt else None) or ""
    info = sektor.info
    i_ord = ENHET_I_ORD[enhet.base] if enhet else sektor.bok.penger.ord_
    enhet = enhet or sektor.bok.penger.enhet
    # No finer than the source, on the scale that is shown.
    desimaler = None
    if trykt is not None:
        desimaler = desimaler_i(finest_printed(trykt) * Enhet.les(trykt.enhet).i_kroner / enhet.i_kroner)
    i_enhet = {
        navn: {ar: None if b is None else til_enhet(b, KRONER, enhet) for ar, b in rad.items()}
        for navn, rad in rader.items()
    }
    return Tabell(
        sektor=sektor,
        adresse=nummer.lower().replace(" ", "-") or adresse,
        nummer=nummer,
        tittel=tittel,
        undertittel=f"Driftsvirkning per år i {i_ord}, {POSITIVT}",
        kilde=Kilde.beregnet(sektor, grunnlag, *trykt_sted(trykt)),
        data=pd.DataFrame(
            {"rad": til_tekst(navn), "ar": ar, _kolonne(enhet): som_tall(belop)}
            for navn, rad in i_enhet.items()
            for ar, belop in rad.items()
        ),
        hode=[forste_kolonne, *(arstall(sektor, ar) for ar in info.periode)],
        rader=[[navn, *(_i_rute(b, desimaler) for b in rad.values())] for navn, rad in i_enhet.items()],
        alternativtekst=alternativtekst,
        noter=noter,
    )


def _kolonne(enhet: Enhet) -> str:
    """A unit as the name of a column: «mill_kr», «tusen_kr»."""
    return enhet.base.replace("1 000", "tusen").replace(". ", "_").replace(" ", "_")


def _i_rute(belop: Fraction | None, desimaler: int | None) -> str:
    """An amount in a cell, with the decimals that a source prints, if any does; what is not known says so."""
    if belop is None:
        return MANGLER
    return vis_tall(belop, desimaler_i(belop, 1) if desimaler is None else desimaler) if belop else "0"
