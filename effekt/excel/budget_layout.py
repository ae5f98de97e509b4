"""A plain budget sheet as people have it: where its table is, and what it says of unit, sign and itself.

«Tiltak | 2026 | 2027 | 2028 | 2029», with titles above, the unit in one of them or in a header, sums and notes below.
Nothing is read as an amount here: what is known is what stands where (``budget_rows`` reads on).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from effekt.excel.cells import Rute
from effekt.excel.sheets import Arkside, enkelt, years_named
from effekt.model.units import ANNEN_VALUTA

_LETER_I: Final = 60  # rows from the top where the headers can be
_LANGT: Final = 60  # characters: a longer cell is a sentence, and no header

# A scale of kroner, and how sheets write it.
_ENHETER: Final[tuple[tuple[str, str], ...]] = (
    ("1 000 kr", r"kr\.? ?1[ .]?000\b|(?:hele |i )1[ .]?000\b(?:[- ]?(?:kr\b|kroner\b|nok\b))?|"
                 r"1[ .]?000[- ]?(?:kr|kroner|nok)\b|tkr\b|tnok\b|"
                 r"(?:hele )?tusen(?: norske)?(?: kr\b| kroner| nok\b)|hele tusen"),
    ("mill. kr", r"mill?(?:\.|\b|ioner)(?: norske)?(?: kr\b| kroner| nok\b)?|mnok\b|mkr\b"),
    ("mrd. kr", r"mrd\.?(?: kr\b| kroner| nok\b)?|milliarder(?: kr\b| kroner| nok\b)?"),
    ("kr", r"(?:hele |norske )?kroner\b|hele kr\b|nok\b|kr\b"),
)  # fmt: skip
# An amount («770 000 kr», «kr 12») says nothing of the others, nor does a level of prices («2018-kroner»). «mio.» is
# Danish as often as Norwegian, so it is asked about.
_BELOP: Final = (
    rf"(?<![\d.,])(?!1[ .]?000(?![\d .,]*\d))\d[\d .,]*[- ]?(?:{'|'.join(m for _, m in _ENHETER)})|"
    r"\b(?:kr|nok)\.? ?(?!1[ .]?000\b)\d[\d .,]*|mio\.?(?: (?:kr|kroner|nok)\b)?"
)
_ENHET: Final = re.compile(
    f"(?P<annet>{_BELOP})|" + "|".join(rf"(?P<e{nr}>(?<![^\W\d_])(?:{m}))" for nr, (_, m) in enumerate(_ENHETER)), re.I
)
# Of another currency, a number before it is an amount as well, but for «1.000 DKK».
_UTENLANDSK: Final = re.compile(rf"(?:(?<!\d)1[ .]?000 ?|(?<![\d,.])(?<!\d[ \u00a0-]))(?:{ANNEN_VALUTA.pattern})", re.I)
# What a person answers when asked for the unit.
ENHETSORD: Final = tuple(enhet for enhet, _ in _ENHETER)

_MINUS: Final = r"(?:minus(?:tegn)?|negative (?:tall|beløp)|negativt (?:tall|beløp|fortegn)|\(-\)|[-\u2212] ?(?==))"
_ER: Final = r" ?(?:=|:|er|betyr|angir|viser|for|som) ?(?:en |et )?"
_SPART: Final = (
    r"(?:innsparing|besparelse|reduksjon|redusert|mindreutgift|mindre ?utgift|lavere utgift|kutt|spart|økt inntekt)"
)
_KOSTET: Final = r"(?:merutgift|økt utgift|økte utgifter|økt kostnad|økte kostnader|kostnad|utgift|mindreinntekt)"
_STAR: Final = r"\w* (?:er|står|vises|har) (?:med |som )?"
_FORTEGN: Final = tuple(
    (hva, re.compile(rf"{_MINUS}{_ER}{ord_}|{ord_}{_STAR}{_MINUS}", re.I))
    for hva, ord_ in (("innsparing", _SPART), ("kostnad", _KOSTET))
)  # fmt: skip
# What a column beside a year has, that is no effect of a measure in it.
_ANNET_AR: Final = re.compile(
    r"regnskap|endring|sum\b|total|akkumulert|avvik|revidert|prosent|%|vedtak|kommentar|merknad|differanse", re.I
)
_ARSVERK: Final = re.compile(r"årsverk|åv\b|stilling|\bfte\b", re.I)
_NAVN: Final = ("tiltak", "innsparing", "innsparinger", "navn", "forslag", "post", "tekst", "beskrivelse av tiltak")
_BESKRIVELSE: Final = {
    "beskrivelse",
    "omtale",
    "forklaring",
    "kort beskrivelse",
    "beskrivelse av tiltaket",
    "om tiltaket",
}
_VIRKSOMHET: Final = {
    "virksomhet", "etat", "enhet", "avdeling", "seksjon", "område", "tjenesteområde", "kommunalområde", "sektor",
    "bydel", "ansvarlig virksomhet",
}  # fmt: skip
_SAMLET: Final = re.compile(r"beløp|effekt|besparelse|innsparing|sum\b|total|kr\b|kroner|\d{4} ?[-\u2013] ?\d{4}", re.I)
_DATO: Final = re.compile(r"\b(\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\. ?[a-zæøå]+ \d{4}|\d{4}-\d{2}-\d{2})\b", re.I)
_ADRESSE: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Said:
    """What the sheet says of itself, and the cell and the words it says it in."""

    hva: str
    rute: Rute
    ordlyd: str

    def __str__(self) -> str:
        return f"{self.rute.sted} sier «{self.ordlyd}»"


@dataclass(frozen=True)
class Layout:
    """Where a sheet's table of measures is: its headers' row, and what each of its columns has.

    ``samlet`` is a column of amounts whose header names no year; it is looked for only where no column has a year.
    ``arsverk`` is by year, or None for the whole of it. ``enhet`` and ``fortegn`` are None where the sheet says nothing
    of its own amounts, or several things; ``valuta`` is where it says that they are in another currency.
    """

    side: Arkside
    rad: int
    navn: int
    ar: dict[int, int]
    arsverk: dict[int | None, int]
    doble: dict[int, int]
    virksomhet: int | None = None
    beskrivelse: int | None = None
    samlet: int | None = None
    ulest: dict[int, str] = field(default_factory=dict)
    enhet: Said | None = None
    fortegn: Said | None = None
    valuta: Said | None = None
    tittel: str = ""
    dato: str = ""
    adresse: str = ""

    def with_year(self, ar: int) -> "Layout":
        """The layout with its column of amounts as those of one year."""
        return self if self.samlet is None else replace(self, ar={ar: self.samlet}, samlet=None)


def find_layout(side: Arkside) -> Layout | None:
    """Where the sheet has a table of measures; None where it has none that can be told from other things."""
    rad = _header_row(side)
    if rad is None:
        return None
    ar, doble = _years(side, rad)
    hoder = {k: r for k, r in side.rader[rad].items() if not r.tom and k not in ar.values() and k not in doble}
    arsverk: dict[int | None, int] = {}
    for kolonne, rute in hoder.items():
        if _ARSVERK.search(rute.tekst) and len(rute.tekst) <= _LANGT:
            navngitt = years_named(rute.tekst)
            arsverk.setdefault(navngitt.pop() if len(navngitt) == 1 else None, kolonne)
    igjen = {k: r for k, r in hoder.items() if k not in arsverk.values()}
    navn = _name_column(side, rad, igjen, {*ar.values(), *arsverk.values()})
    if navn is None:
        return None
    igjen.pop(navn, None)
    virksomhet = next((k for k, r in igjen.items() if enkelt(r.tekst) in _VIRKSOMHET), None)
    beskrivelse = next((k for k, r in igjen.items() if enkelt(r.tekst) in _BESKRIVELSE), None)
    samlet = None
    if not ar:
        samlet = next((k for k, r in igjen.items() if _SAMLET.search(r.tekst) and _has_numbers(side, rad, k)), None)
    brukt = {virksomhet, beskrivelse, samlet}
    ulest = {
        k: r.tekst
        for k, r in igjen.items()
        if k not in brukt and any(not side.rute(nr, k).tom for nr in side.rader if nr > rad)
    }
    return _with_what_is_said(Layout(side, rad, navn, ar, arsverk, doble, virksomhet, beskrivelse, samlet, ulest))


def year_of_column(rute: Rute) -> int | None:
    """The year whose amounts stand below a header: 2026, «HP 2026», «Budsjett 2026 (1000 kr)»; None for another."""
    if rute.ar is not None:
        return rute.ar
    if not isinstance(rute.verdi, str) or len(rute.tekst) > _LANGT:
        return None
    navngitt = years_named(rute.tekst)
    return navngitt.pop() if len(navngitt) == 1 and not _ANNET_AR.search(rute.tekst) and not _ARSVERK.search(
        rute.tekst
    ) else None  # fmt: skip


def _header_row(side: Arkside) -> int | None:
    """The row with the years over the amounts; else one that has the word for a measure over a column."""
    funnet = {
        rad: len(_years(side, rad)[0]) for rad in sorted(side.rader)[:_LETER_I] if _can_be_headers(side, rad)
    }  # fmt: skip
    flest = max(funnet.values(), default=0)
    if flest > 1:
        return next(rad for rad, antall in funnet.items() if antall == flest)
    for rad in sorted(side.rader)[:_LETER_I]:
        ruter = [r for r in side.rader[rad].values() if not r.tom and len(r.tekst) <= _LANGT]
        # A title alone on its row («Tiltak 2026–2029») heads nothing.
        if len(ruter) > 1 and any(enkelt(r.tekst).startswith("tiltak") for r in ruter if isinstance(r.verdi, str)):
            return rad
    return next((rad for rad, antall in funnet.items() if antall), None)


def _can_be_headers(side: Arkside, rad: int) -> bool:
    """Whether the years of a row are such as stand over columns: each later than the one before it."""
    ar = list(_years(side, rad)[0])
    return bool(ar) and ar == sorted(ar) and sum(not r.tom for r in side.rader[rad].values()) > 1


def _years(side: Arkside, rad: int) -> tuple[dict[int, int], dict[int, int]]:
    """The columns of a row of headers by year, and those that stand for a year a second time."""
    ar: dict[int, int] = {}
    doble: dict[int, int] = {}
    for kolonne, rute in sorted(side.rader[rad].items()):
        aret = None if rute.tom or rute.delt.split(":")[0] not in {"", rute.navn} else year_of_column(rute)
        if aret is not None:
            if aret in ar:
                doble[kolonne] = aret
            else:
                ar[aret] = kolonne
    return ar, doble


def _name_column(side: Arkside, rad: int, hoder: dict[int, Rute], andre: set[int]) -> int | None:
    """The column with the measures' names: by its header, else the one with the most text below."""
    for ord_ in _NAVN:
        if (funnet := next((k for k, r in hoder.items() if enkelt(r.tekst).startswith(ord_)), None)) is not None:
            return funnet
    under = [nr for nr in side.rader if nr > rad]
    tekster = {
        k: sum(bool(re.search(r"[^\W\d_]{2}", side.rute(nr, k).tekst)) for nr in under)
        for nr in under
        for k in side.rader[nr]
        if k not in andre and enkelt(hoder[k].tekst if k in hoder else "") not in _VIRKSOMHET
    }
    best = max(tekster, key=lambda k: (tekster[k], -k), default=None)
    return best if best is not None and tekster[best] else None


def _has_numbers(side: Arkside, rad: int, kolonne: int) -> bool:
    return any(isinstance(side.rute(nr, kolonne).verdi, int | float) or re.search(r"\d", side.rute(nr, kolonne).tekst)
               for nr in side.rader if nr > rad)  # fmt: skip


def _with_what_is_said(layout: Layout) -> Layout:
    """The layout with what is said of the amounts above the table, in its headers, and else below it."""
    over = [r for nr in layout.side.rader for r in layout.side.rader[nr].values() if nr < layout.rad and _own(r)]
    hode = [r for r in layout.side.rader[layout.rad].values() if _own(r)]
    under = list(_notes_below(layout))
    titler = [r for r in over if not _ADRESSE.fullmatch(_uncommented(r.tekst))]
    tittel = next((t for r in titler if (t := _title_in(r.tekst))), "")
    datoer = [m[1] for r in over if (m := _DATO.search(r.tekst))]
    adresser = [m[0].rstrip(".,)") for r in [*over, *under] if (m := _ADRESSE.search(r.tekst))]
    return replace(
        layout,
        enhet=_unit_in([*over, *hode]) or _unit_in(under),
        fortegn=_sign_in([*over, *hode, *under]),
        valuta=next((Said(m[0], r, r.tekst) for r in [*over, *hode] if (m := _UTENLANDSK.search(r.tekst))), None),
        tittel=tittel,
        dato=datoer[0] if datoer else "",
        adresse=adresser[0] if adresser else "",
    )


def _own(rute: Rute) -> bool:
    """Whether a cell has text of its own, and not a merged neighbour's."""
    return isinstance(rute.verdi, str) and not rute.tom and rute.delt.split(":")[0] in {"", rute.navn}


def _notes_below(layout: Layout) -> Iterator[Rute]:
    """The cells that stand alone on a row below the headers."""
    for nr, ruter in layout.side.rader.items():
        fylt = [r for r in ruter.values() if not r.tom]
        if nr > layout.rad and len(fylt) == 1 and _own(fylt[0]):
            yield fylt[0]


def _uncommented(tekst: str) -> str:
    return tekst.lstrip("# ").strip()


def _title_in(tekst: str) -> str:
    """What a line above a table calls it: its first sentence, without what is said of unit and date in brackets."""
    setning = re.split(r"\.(?= [A-ZÆØÅ])", _uncommented(tekst))[0]
    uten = re.sub(
        r"\s*[(\[][^()\[\]]*[)\]]",
        lambda m: "" if _ENHET.search(m[0]) or _DATO.search(m[0]) or _FORTEGN[0][1].search(m[0]) else m[0],
        setning,
    ).strip(" .:")
    bare = re.sub(
        r"\b(?:alle )?(?:tall|beløp|summer)(?:ene)?(?: er| står)?(?: i)?\b|\bi\b", "", _ENHET.sub("", uten), flags=re.I
    )
    return uten if re.search(r"[^\W\d_]{3}", bare) else ""


def _unit_in(ruter: list[Rute]) -> Said | None:
    """The one scale that these cells say the amounts are in; None where they say nothing, or more than one."""
    sagt = [
        Said(ENHETSORD[int(str(m.lastgroup)[1:])], r, _around(r.tekst, m))
        for r in ruter
        for m in _ENHET.finditer(r.tekst)
        if m.lastgroup != "annet"
    ]
    # «Tall i 1000 kr» counts before what else is said in kroner.
    tydelige = [s for s in sagt if re.search(r"(?:tall|beløp|summer|enhet)\w*\b.*", s.ordlyd, re.I)] or sagt
    return tydelige[0] if len({s.hva for s in tydelige}) == 1 else None


def unit_of_text(tekst: str) -> str | None:
    """The scale that a word or two name, whole: «1000 kr», «tkr», «mill.»; None for anything else."""
    bare = re.sub(r"^(?:i|tall i|beløp i)\b ?", "", re.sub(r"\s+", " ", tekst).strip(" .()"), flags=re.I)
    if bare.casefold() in {"1000", "1 000", "tusen"}:
        return ENHETSORD[0]
    return next((enhet for enhet, monster in _ENHETER if re.fullmatch(monster, bare, re.I)), None)


def _around(tekst: str, treff: re.Match[str]) -> str:
    """The sentence or bracket that a match stands in."""
    skiller = [m.span() for m in re.finditer(r"[()\[\];]|\.(?= [A-ZÆØÅ])", tekst)]
    fra = max((til for _, til in skiller if til <= treff.start()), default=0)
    til = min((fra for fra, _ in skiller if fra >= treff.end()), default=len(tekst))
    return _uncommented(tekst[fra:til])


def _sign_in(ruter: list[Rute]) -> Said | None:
    sagt = [
        Said(hva, r, _around(r.tekst, m)) for r in ruter for hva, monster in _FORTEGN for m in monster.finditer(r.tekst)
    ]
    return sagt[0] if len({s.hva for s in sagt}) == 1 else None
