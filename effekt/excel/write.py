"""The Excel template written: sheets to fill in, with lists, explanations, examples and checks."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from effekt.base.faults import Datafeil
from effekt.base.files import write_whole
from effekt.base.numbers import Enhet, les_tall
from effekt.excel.cells import vis_celleverdi
from effekt.excel.columns import (
    EKSEMPEL,
    ENHET_I_ARKET,
    FELT,
    HVA,
    KODE,
    LESMEG,
    LISTER,
    TABELL,
    TILTAK,
    TILTAKSMAPPE,
    Ark,
    Arkkolonne,
    alle_ark,
    egne_ord,
    egne_storrelser,
    kolonneoverskrift,
    vurderingsmodeller,
)
from effekt.excel.exported import EXPORTED, exported_rows
from effekt.excel.files import Sektorfiler, hent_verdi, ressurser
from effekt.excel.sheets import Ordlister, kjente_enheter, ord_for
from effekt.excel.tables import arknavn_for, rader_i
from effekt.model.program import Felles
from effekt.model.storrelse import Opphav, er_numre
from effekt.model.tiltak import Tiltak
from effekt.reading.documents import Sti, les_dokument, les_yaml

_EKSEMPELKILDE: Final = "eksempelrapport"
_TEGN: Final = ("+", "-", "*", "/", "(", ")", ",", " ")
_REGNEORD: Final = ("akkumulert", "min(", "max(")
_EIERE, _KODER, _TILTAK = "effekt_eiere", "effekt_koder", "effekt_tiltak"
Celleregel = tuple[str, str, str]


def celleregler(ark: Ark, plan: Sequence[Arkkolonne | int], forste: int, siste: int) -> Iterator[Celleregel]:
    """Range, formula and colour of each check of a sheet, whose entries begin in row ``forste``."""
    sted = {k.sti: xl_col_to_name(nr) for nr, k in enumerate(plan) if isinstance(k, Arkkolonne)}
    nokkel = f"${xl_col_to_name(0)}{forste}"

    def omrade(bokstav: str) -> str:
        return f"{bokstav}{forste}:{bokstav}{siste}"

    for kolonne in plan:
        if (
            isinstance(kolonne, Arkkolonne)
            and kolonne.pakrevd
            and kolonne.sti != (ark.serie,)
            and kolonne not in ark.nokler[:1]
            and ark.gruppe != ("vurderinger",)
        ):
            bokstav = sted[kolonne.sti]
            tom = f'AND({nokkel}<>"",${bokstav}{forste}="")'
            yield omrade(bokstav), f"={tom}", "gul"
    for sti in sted:
        if sti and sti[-1] == "opphav":
            yield from _belegg(sti[:-1], sted, forste, omrade)
    ar = [xl_col_to_name(nr) for nr, k in enumerate(plan) if isinstance(k, int)]
    if ark.serie and (ark.serie,) in sted and ar:
        verdi, fylt = sted[ark.serie,], f"COUNTA(${ar[0]}{forste}:${ar[-1]}{forste})"
        yield omrade(verdi), f'=AND(${verdi}{forste}<>"",{fylt}>0)', "rod"
        yield omrade(verdi), f'=AND({nokkel}<>"",${verdi}{forste}="",{fylt}=0)', "gul"
    if ("formel",) in sted:
        bokstav = sted["formel",]
        yield omrade(bokstav), _fremmede_navn(f"${bokstav}{forste}", nokkel), "rod"
    if KODE in ark.nokler and len(ark.nokler) > 1:
        bokstav = sted[KODE.sti]
        yield omrade(bokstav), _ubrukt(f"${bokstav}{forste}", nokkel), "oransje"


def _belegg(gruppe: Sti, sted: dict[Sti, str], forste: int, omrade: Callable[[str], str]) -> Iterator[Celleregel]:
    """Source and page where something is printed, a reasoning where it is not."""
    felt = [bokstav for sti, bokstav in sted.items() if sti[:-1] == gruppe]
    fylt = f'${felt[0]}{forste}<>""' if gruppe == () else f"{'+'.join(f'LEN(${b}{forste})' for b in felt)}>0"
    opphav = f"${sted[(*gruppe, 'opphav')]}{forste}"
    trykt = f'OR({opphav}="",{opphav}="kilde")'
    for navn, naar in (("kilde", trykt), ("side", trykt), ("begrunnelse", f"NOT({trykt})")):
        if bokstav := sted.get((*gruppe, navn)):
            yield omrade(bokstav), f'=AND({fylt},{naar},${bokstav}{forste}="")', "gul"


def _fremmede_navn(formel: str, tiltak: str) -> str:
    """Whether anything is left of a formula when its signs and the measure's own names are out."""
    bar = f"LOWER({formel})"
    for tegn in (*_REGNEORD, *_TEGN):
        bar = f'SUBSTITUTE({bar},"{tegn}","")'
    ganger = f'LEN({bar})-LEN(SUBSTITUTE({bar},{_KODER},""))'
    return f'=AND({formel}<>"",LEN({bar})>SUMPRODUCT(({_EIERE}={tiltak})*({ganger})))'


def _ubrukt(kode: str, tiltak: str) -> str:
    """Whether an assumption's code is not in the formula of its measure."""
    formelen = f'IFERROR(VLOOKUP({tiltak},{_TILTAK},{_formelens_plass()},FALSE),"")'
    funnet = f"ISERROR(SEARCH({kode},{formelen}))"
    return f'=AND({kode}<>"",{kode}<>"forsinkelse",{formelen}<>"",{funnet})'


def _formelens_plass() -> int:
    om = next(ark for ark in alle_ark() if ark.navn == "Tiltak")
    return [k.sti for k in om.alle].index(("formel",)) + 1


def navngitte(forste: int, siste: int) -> dict[str, str]:
    """The ranges that checks use from other sheets: those need names to be allowed there."""
    formel = xl_col_to_name(_formelens_plass() - 1)
    return {
        _EIERE: f"=Forutsetninger!$A${forste}:$A${siste}",
        _KODER: f"=Forutsetninger!$B${forste}:$B${siste}",
        _TILTAK: f"=Tiltak!$A${forste}:${formel}${siste}",
    }


_MAL = Path(__file__).with_name("mal")


@dataclass(frozen=True)
class Malrad:
    """A row of the template: texts by column, numbers by year, and the unit they stand in."""

    celler: Mapping[str, str]
    ar: Mapping[int, str]
    enhet: str = ""
    eksempel: bool = False


def rader_for(ark: Ark, filer: Sektorfiler, ord_: Ordlister, periode: list[int]) -> list[Malrad]:
    """The rows of a sheet: what data/ has, and where it has nothing, the example."""
    rader = [_rad(ark, nokler, sti, ett, ord_) for nokler, sti, ett in _entries(ark, filer)]
    if not rader and not ark.nokler and not ark.gruppe:
        # A new sector begins with what is known of it.
        ar = f"{periode[0]}\u2013{periode[-1]}" if len(periode) > 1 else str(periode[0])
        return [Malrad({"Id": filer.sektor, "Periode": ar}, {})]
    return rader or list(_eksempel(ark, periode, _own_words(filer)))


def _rad(ark: Ark, nokler: tuple[str, ...], sti: Sti, ett: Mapping[str, Any], ord_: Ordlister) -> Malrad:
    celler = {k.navn: ord_["felt"].get(n, n) if k is FELT else n for k, n in zip(ark.nokler, nokler, strict=True)}
    serie = ett.get(ark.serie) if ark.serie else None
    per_ar = serie if isinstance(serie, Mapping) else {}
    for kolonne in ark.kolonner:
        verdi = hent_verdi(ett, kolonne.sti)
        if kolonne.sti == (ark.serie,) and per_ar:
            continue
        vist = verdi if verdi is not None else kolonne.standard if ett and not kolonne.sti[1:] else None
        celler[kolonne.navn] = vis_celleverdi(vist, kolonne, _vist_som(ark, kolonne, sti, ord_))
    enhet = str(ett.get("oppgitt_i") or "kr") if ark.modell is Tiltak else str(ett.get("enhet") or "")
    if ENHET_I_ARKET in ark.kolonner:
        celler[ENHET_I_ARKET.navn] = enhet
    return Malrad(celler, {int(ar): str(tall) for ar, tall in per_ar.items()}, enhet)


def _vist_som(ark: Ark, kolonne: Arkkolonne, sti: Sti, ord_: Ordlister) -> Mapping[str, str]:
    """The names that words are shown by; codes of agencies and documents are shown as they are."""
    if kolonne.sti[-1] in {"virksomhet", "kilde", "rapport"}:
        return {}
    return ord_for(ark, kolonne, sti, ord_)


def _entries(ark: Ark, filer: Sektorfiler) -> Iterator[tuple[tuple[str, ...], Sti, Mapping[str, Any]]]:
    """The entries of data/ for the sheet: keys, place in the file, and the entry."""
    fil = ark.fil if ark.felles else f"{filer.sektor}/{ark.fil}"
    innhold = filer.gamle.get(fil) if ark.fil else None
    if ark.fil and ark.liste:
        for ett in ressurser(innhold):
            if ark.navn == "Tabeller":
                yield (ett["name"],), (), ett
            else:
                for felt in hent_verdi(ett, ("schema", "fields")) or []:
                    yield (ett["name"], felt["name"]), (), felt
    elif ark.fil and not ark.nokler:
        if innhold:
            yield (), (), innhold
    elif ark.fil:
        for navn, ett in (hent_verdi(innhold, ark.gruppe) or {}).items():
            yield (navn,), (*ark.gruppe, navn), ett if isinstance(ett, dict) else {}
    else:
        for id_, sti in filer.filer_i(ark.mappe).items():
            yield from _i_tiltaket(ark, id_, filer.gamle[sti])


def _i_tiltaket(
    ark: Ark, id_: str, tiltak: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], Sti, Mapping[str, Any]]]:
    gruppe = hent_verdi(tiltak, ark.gruppe) if ark.gruppe else None
    if not ark.gruppe:
        yield (id_,), (), tiltak
    elif ark.gruppe == ("vurderinger",):
        for felt in vurderingsmodeller():
            yield (id_, felt), (*ark.gruppe, felt), hent_verdi(gruppe, (felt,)) or {}
    elif ark.liste:
        for ett in gruppe or []:
            yield (id_,), (*ark.gruppe, 0), ett
    else:
        for navn in egne_storrelser() if ark.mappe == TILTAKSMAPPE else ():
            if isinstance(tiltak.get(navn), dict):
                yield (id_, navn), (navn,), tiltak[navn]
        for navn, ett in (gruppe or {}).items():
            yield (id_, navn), (*ark.gruppe, navn), ett


def _own_words(filer: Sektorfiler) -> dict[str, str]:
    """What the examples' agency and source are called in the sector itself, where it has any."""
    steder = {EKSEMPEL: (f"{filer.sektor}/sektor.yml", "virksomheter"), _EKSEMPELKILDE: ("kilder.yml", "kilder")}
    egne = {ord_: hent_verdi(filer.gamle.get(fil), (gruppe,)) for ord_, (fil, gruppe) in steder.items()}
    return {ord_: str(next(iter(alle))) for ord_, alle in egne.items() if alle}


def _eksempel(ark: Ark, periode: list[int], egne: Mapping[str, str]) -> Iterator[Malrad]:
    for rad in les_dokument(_MAL / "eksempel.yml").innhold.get(ark.navn) or []:
        celler = {navn: egne.get(str(verdi), str(verdi or "")) for navn, verdi in rad.items() if navn != "år"}
        per_ar = dict.fromkeys(periode, str(rad["år"])) if "år" in rad else {}
        yield Malrad(celler, per_ar, celler.get("Enhet", ""), eksempel=True)


def ordlister(data: Path, filer: Sektorfiler) -> dict[str, dict[str, str]]:
    """The words that have names of their own: scales, classes, ratings, agencies, documents."""
    lister: dict[str, dict[str, str]] = {"usikkerhet": {}, "konsekvens": {}, "klasse": {}}
    lister["felt"] = {felt: kolonneoverskrift((felt,)) for felt in vurderingsmodeller()}
    program = data / "felles" / "program.yml"
    if program.exists():
        felles = les_yaml(program, Felles)
        lister["usikkerhet"] = {k: trinn.navn for k, trinn in felles.usikkerhet.items()}
        lister["konsekvens"] = {k: trinn.navn for k, trinn in felles.konsekvens.items()}
        lister["klasse"] = dict(felles.klasser)
        # By the card's own words, where a word is about one rating only.
        egne = {k.felt[0]: k.navn for k in felles.kortfelt if len(k.felt) == 1}
        lister["felt"] |= {felt: navn for felt, navn in egne.items() if felt in lister["felt"]}
    info = filer.gamle.get(f"{filer.sektor}/sektor.yml")
    lister["virksomhet"] = _navn_i(hent_verdi(info, ("virksomheter",)), "navn")
    lister["kilde"] = _navn_i(hent_verdi(filer.gamle.get("kilder.yml"), ("kilder",)), "tittel")
    return lister


def _navn_i(gruppe: Any, felt: str) -> dict[str, str]:
    if not isinstance(gruppe, Mapping):
        return {}
    return {str(kode): str(hent_verdi(ett, (felt,)) or kode) for kode, ett in gruppe.items()}


_LENGSTE_TEKST: Final = 32_767  # what Excel has room for in a cell
_SIFRE: Final = 15
_STILER: Final[dict[str, dict[str, Any]]] = {
    "tittel": {"bold": True, "font_size": 14},
    "om": {"font_color": "#4F5A67"},
    "hode": {"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "text_wrap": True, "valign": "top"},
    "ma": {"bold": True, "bg_color": "#D5E3F0", "bottom": 1, "text_wrap": True, "valign": "top"},
    "tekst": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "eksempel": {"text_wrap": True, "valign": "top", "italic": True, "font_color": "#7A7A7A"},
    "gul": {"bg_color": "#FFF2B3"},
    "rod": {"bg_color": "#F8C9C4"},
    "oransje": {"bg_color": "#FAD7A8"},
}


class Stiler:
    """The looks of one workbook's cells, and the writing of them."""

    def __init__(self, bok: Any) -> None:
        self._bok = bok
        self._alle = {navn: bok.add_format(stil) for navn, stil in _STILER.items()}

    def __getitem__(self, navn: str) -> Any:
        return self._alle[navn]

    def skriv_tekst(self, ark: Any, rad: int, nr: int, tekst: str) -> None:
        """A text in a cell; raises Datafeil where it is longer than a cell can be."""
        if len(tekst) > _LENGSTE_TEKST:
            raise Datafeil(
                f"arket {ark.get_name()} har en tekst på {len(tekst)} tegn, og Excel har plass til "
                f"{_LENGSTE_TEKST} i en rute. Den må redigeres i YAML"
            )
        ark.write_string(rad, nr, tekst, self["tekst"])

    def skriv_tall(self, ark: Any, rad: int, nr: int, tekst: str, enhet: str) -> None:
        """A number so that it can be read back exactly: as itself, as a fraction, or as text."""
        try:
            tall = les_tall(tekst)
        except ValueError:
            self.skriv_tekst(ark, rad, nr, tekst)
            return
        stil = self._tallstil(tall, enhet)
        if Fraction(f"{float(tall):.{_SIFRE}g}") == tall:
            ark.write_number(rad, nr, float(tall), stil)
        elif max(len(str(abs(tall.numerator))), len(str(tall.denominator))) < _SIFRE:
            ark.write_formula(rad, nr, f"={tall.numerator}/{tall.denominator}", stil, float(tall))
        else:
            self.skriv_tekst(ark, rad, nr, tekst)

    def _tallstil(self, tall: Fraction, enhet: str) -> Any:
        """A share as per cent, a year plain, anything else in groups of three."""
        base = Enhet.les(enhet).base if enhet else ""
        vist = tall * 100 if base == "andel" else tall
        desimaler = next((n for n in range(4) if (vist * 10**n).denominator == 1), 2)
        brok = "." + "0" * desimaler if desimaler else ""
        form = f"0{brok}%" if base == "andel" else f"#,##0{brok}"
        form = "0" if base == "årstall" else form
        if form not in self._alle:
            self._alle[form] = self._bok.add_format({"num_format": form, "valign": "top"})
        return self[form]


# The first row of entries, counted from zero: above it are title, explanation, a blank, headers.
FORSTE: Final = 4
_HODE: Final = FORSTE - 1
_EKSTRA: Final = 300  # rows below the last that have lists and checks too
# Of a list within a cell, or a help text; of the help text's title.
_LENGSTE_LISTE, _LENGSTE_TITTEL = 255, 32
_BREDDER: Final = {"tekst": 24, "liste": 22, "side": 10, "tall": 14, "mengde": 14, "enhet": 24}
_LANGE: Final = {
    "beskrivelse", "tekst", "begrunnelse", "merknader", "effekt_tekst", "formel", "merknad", "hva",
    "hvorfor", "klasser_avledet", "navn", "title", "tittel",
}  # fmt: skip
_LANG, _KORT, _AR, _SMAL = 52, 13, 14, 9
_DATO: Final = datetime(1980, 1, 1)


def skriv_mal(fil: Path, filer: Sektorfiler, ord_: Ordlister, periode: Sequence[int], tittel: str) -> None:
    """Write the template to ``fil``, filled or with examples. Raise Datafeil for a text too long for a cell."""
    valg = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    ferdig = io.BytesIO()
    with xlsxwriter.Workbook(ferdig, {**valg, "in_memory": True}) as bok:
        bok.set_properties({"title": tittel, "created": _DATO})
        _Mal(bok, filer, ord_, list(periode), tittel).skriv()
    write_whole(fil, ferdig.getvalue())


class _Mal:
    def __init__(self, bok: Any, filer: Sektorfiler, ord_: Ordlister, periode: list[int], tittel: str) -> None:
        self.bok, self.filer, self.ord_, self.periode, self.tittel = (bok, filer, ord_, periode, tittel)
        self.stiler = Stiler(bok)
        self.lister: dict[str, str] = {}

    def skriv(self) -> None:
        self._skriv_lesmeg(self.bok.add_worksheet(LESMEG))
        rader = {a.navn: rader_for(a, self.filer, self.ord_, self.periode) for a in alle_ark()}
        arkene = {a.navn: self.bok.add_worksheet(a.navn) for a in alle_ark()}
        tabeller = ressurser(self.filer.gamle.get(f"{self.filer.sektor}/datapackage.yml"))
        tabellark = [self.bok.add_worksheet(arknavn_for(str(t["name"]))) for t in tabeller]
        self._skriv_lister(self.bok.add_worksheet(LISTER))
        for ark in alle_ark():
            self._skriv_ark(arkene[ark.navn], ark, rader[ark.navn])
        lengst = max(len(r) for r in rader.values())
        for navn, omrade in navngitte(FORSTE + 1, FORSTE + lengst + _EKSTRA).items():
            self.bok.define_name(navn, omrade)
        for ressurs, arket in zip(tabeller, tabellark, strict=True):
            self._skriv_tabell(arket, ressurs)
        utgangspunkt = self.bok.add_worksheet(EXPORTED)
        for nr, tekst in enumerate(exported_rows(self.filer.sektor, self.filer.gamle, self.filer.gamle_tabeller)):
            utgangspunkt.write_string(nr, 0, tekst)
        utgangspunkt.very_hidden()

    def _skriv_lesmeg(self, ark: Any) -> None:
        ark.set_column(0, 0, 110)
        ark.write_string(0, 0, self.tittel, self.stiler["tittel"])
        ark.write_string(1, 0, f"Sektor: {self.filer.sektor}", self.stiler["om"])
        overskrift = True  # the first line, and each one after a blank
        for nr, linje in enumerate((_MAL / "lesmeg.txt").read_text(encoding="utf-8").splitlines(), 3):
            stil = "tittel" if overskrift and linje else "tekst"
            ark.write_string(nr, 0, linje, self.stiler[stil])
            overskrift = not linje

    def _skriv_lister(self, ark: Any) -> None:
        """The words to choose from, a column each; the sheet is hidden."""
        lister = {
            "opphav": [ett.value for ett in Opphav],
            **{navn: list(self.ord_[navn].values()) for navn in ("usikkerhet", "konsekvens", "klasse", "felt")},
            "usikkerhetsfelt": [vist for felt, vist in self.ord_["felt"].items() if "usikkerhet" in felt],
            "enhet": sorted(kjente_enheter(self.filer)),
            "belop": ["kr", "1 000 kr", "mill. kr", "mrd. kr"],
            "janei": ["ja", "nei"],
        }
        for kolonne, (navn, verdier) in enumerate(lister.items()):
            ark.write_string(0, kolonne, navn)
            for rad, verdi in enumerate(verdier, 1):
                ark.write_string(rad, kolonne, verdi)
            bokstav = xl_col_to_name(kolonne)
            self.lister[navn] = f"{LISTER}!${bokstav}$2:${bokstav}${max(len(verdier), 1) + 1}"
        ark.hide()

    def _skriv_ark(self, ark: Any, om: Ark, rader: Sequence[Malrad]) -> None:
        ark.write_string(0, 0, om.navn, self.stiler["tittel"])
        ark.write_string(1, 0, HVA.get(om.navn, f"{om.navn} til tiltakene."), self.stiler["om"])
        plan = self._kolonneplan(om, rader)
        siste = FORSTE + len(rader) + _EKSTRA
        for nr, kolonne in enumerate(plan):
            ma = isinstance(kolonne, Arkkolonne) and kolonne.pakrevd
            navn = kolonne.navn if isinstance(kolonne, Arkkolonne) else str(kolonne)
            ark.write_string(_HODE, nr, navn, self.stiler["ma" if ma else "hode"])
            ark.set_column(nr, nr, _bredde(kolonne), None if _er_tall(kolonne) else self.stiler["tekst"])
            self._forklar(ark, nr, kolonne)
            if isinstance(kolonne, Arkkolonne):
                self._velg_fra_liste(ark, om, plan, kolonne, nr, siste)
        for nr, rad in enumerate(rader, FORSTE):
            for sted, kolonne in enumerate(plan):
                self._skriv_rute(ark, nr, sted, rad, kolonne)
        for omrade, formel, farge in celleregler(om, plan, FORSTE + 1, siste):
            ark.conditional_format(omrade, {"type": "formula", "criteria": formel, "format": self.stiler[farge]})
        ark.freeze_panes(FORSTE, max(len(om.nokler), 1))
        if plan:
            ark.autofilter(_HODE, 0, max(FORSTE + len(rader) - 1, _HODE), len(plan) - 1)
        ark.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(plan))}{siste}"})

    def _kolonneplan(self, om: Ark, rader: Sequence[Malrad]) -> list[Arkkolonne | int]:
        """The columns from the left; the years stand after «Verdi», or after the unit."""
        plan: list[Arkkolonne | int] = list(om.alle)
        if om.serie:
            ar = sorted({*self.periode, *(ett for rad in rader for ett in rad.ar)})
            ved = {(om.serie,), ENHET_I_ARKET.sti}
            foran = [nr for nr, k in enumerate(om.alle) if k.sti in ved]
            foran = foran or [nr for nr, k in enumerate(om.alle) if k.sti == ("enhet",)]
            plan[foran[0] + 1 : foran[0] + 1] = ar
        return plan

    def _forklar(self, ark: Any, nr: int, kolonne: Arkkolonne | int) -> None:
        if isinstance(kolonne, int):
            tekst = f"Tallet for {kolonne}, i enheten på raden."
        else:
            tekst = kolonne.forklaring
            tekst += ("\n" if tekst else "") + "Må fylles ut." if kolonne.pakrevd else ""
        if tekst:
            ark.write_comment(_HODE, nr, tekst, {"author": "effekt", "x_scale": 2})

    def _velg_fra_liste(
        self, ark: Any, om: Ark, plan: Sequence[Arkkolonne | int], kolonne: Arkkolonne, nr: int, siste: int
    ) -> None:
        kilde, strengt = self._listen(om, plan, kolonne)
        valg: dict[str, Any] = {"validate": "list" if kilde else "any", "ignore_blank": True}
        if kilde:
            valg |= {
                "source": kilde,
                "error_type": "stop" if strengt else "information",
                "error_title": "Ikke i listen",
                "error_message": "Velg fra listen." if strengt else "Verdien er ikke i listen.",
            }
        if kolonne.forklaring:
            valg |= {
                "input_title": kolonne.navn[:_LENGSTE_TITTEL],
                "input_message": kolonne.forklaring[:_LENGSTE_LISTE],
            }
        if kilde or kolonne.forklaring:
            ark.data_validation(FORSTE, nr, siste, nr, valg)

    def _listen(self, om: Ark, plan: Sequence[Arkkolonne | int], kolonne: Arkkolonne) -> tuple[Any, bool]:
        """What a column can be chosen from, and whether nothing else will do."""
        siste = str(kolonne.sti[-1])
        ark = {"virksomhet": "Virksomheter", "kilde": "Kilder", "rapport": "Kilder"}.get(siste)
        if kolonne is TILTAK or kolonne is TABELL:
            ark = "Tiltak" if kolonne is TILTAK else "Tabeller"
        if ark and ark != om.navn:
            # What is added to the sheet is in the list too.
            return f"={ark}!$A${FORSTE + 1}:$A${FORSTE + _EKSTRA}", False
        if om.gruppe == ("vurderinger",) and siste == "verdi":
            felt = f"${xl_col_to_name(list(plan).index(FELT))}{FORSTE + 1}"
            usikker = f"ISNUMBER(MATCH({felt},{self.lister['usikkerhetsfelt']},0))"
            return f"=IF({usikker},{self.lister['usikkerhet']},{self.lister['konsekvens']})", True
        liste = {"klasse": "klasse", "opphav": "opphav", "klasse_opphav": "opphav"}.get(siste)
        liste = liste or {"enhet": "enhet", "sannhet": "janei"}.get(kolonne.slag)
        if kolonne in (FELT, ENHET_I_ARKET):
            liste = "felt" if kolonne is FELT else "belop"
        if liste:
            return f"={self.lister[liste]}", liste != "enhet"
        if egne := egne_ord(kolonne):
            return list(egne.values()), True
        return (list(kolonne.valg), True) if kolonne.slag == "valg" and siste != "verdi" else (None, False)

    def _skriv_rute(self, ark: Any, rad: int, nr: int, malrad: Malrad, kolonne: Arkkolonne | int) -> None:
        tekst = malrad.ar.get(kolonne, "") if isinstance(kolonne, int) else malrad.celler.get(kolonne.navn, "")
        if not tekst:
            return
        if malrad.eksempel and not _er_tall(kolonne):
            ark.write_string(rad, nr, tekst, self.stiler["eksempel"])
        elif _er_tall(kolonne):
            # An example is written over, with what may be no share: a format of per cent would stay in the cell.
            enhet = "" if malrad.eksempel else malrad.enhet
            if isinstance(kolonne, Arkkolonne) and kolonne.slag in {"heltall", "ar"}:
                enhet = "årstall"
            elif isinstance(kolonne, Arkkolonne) and not malrad.eksempel:
                enhet = kolonne.egen_enhet or enhet
            self.stiler.skriv_tall(ark, rad, nr, tekst, enhet)
        else:
            self.stiler.skriv_tekst(ark, rad, nr, tekst)

    def _skriv_tabell(self, ark: Any, ressurs: Mapping[str, Any]) -> None:
        felt = hent_verdi(ressurs, ("schema", "fields")) or []
        nummer = f"{ressurs['nummer']}: " if ressurs.get("nummer") else ""
        ark.write_string(0, 0, f"{nummer}{ressurs.get('title', '')}", self.stiler["tittel"])
        sted = str(ressurs.get("side") or "")
        side = f", {'side ' if er_numre(sted) else ''}{sted}" if sted else ""
        ark.write_string(1, 0, f"Kilde: {ressurs.get('kilde') or 'ikke ført inn ennå'}{side}", self.stiler["om"])
        titler = [str(f.get("title") or f["name"]) for f in felt]
        rader = rader_i(self.filer, ressurs)
        for nr, (ett, tittel) in enumerate(zip(felt, titler, strict=True)):
            navn = tittel if titler.count(tittel) == 1 else str(ett["name"])
            enhet = f" ({ett['enhet']})" if ett.get("enhet") else ""
            ark.write_string(_HODE, nr, navn + enhet, self.stiler["hode"])
            verdier = [rad.get(str(ett["name"]), "") for rad in rader]
            bredde = max([len(v) for v in [navn + enhet, *verdier]]) + 2
            tekst = ett.get("type") == "string"
            ark.set_column(nr, nr, min(max(bredde, _SMAL), _LANG), self.stiler["tekst"] if tekst else None)
            ark.write_comment(_HODE, nr, _om_feltet(ett), {"author": "effekt", "x_scale": 2})
            for radnr, (rad, verdi) in enumerate(zip(rader, verdier, strict=True), FORSTE):
                if tekst and verdi:
                    self.stiler.skriv_tekst(ark, radnr, nr, verdi)
                elif verdi:
                    er_ar = ett.get("type") == "year"
                    egen = str(ett.get("enhet") or rad.get("enhet", ""))
                    self.stiler.skriv_tall(ark, radnr, nr, verdi, "årstall" if er_ar else egen)
            lovlige = hent_verdi(ett, ("constraints", "enum"))
            if lovlige and len(",".join(lovlige)) < _LENGSTE_LISTE:
                siste = FORSTE + len(rader) + _EKSTRA
                valg = {"validate": "list", "source": list(lovlige), "error_type": "information"}
                ark.data_validation(FORSTE, nr, siste, nr, valg)
        ark.freeze_panes(FORSTE, 0)
        if felt:
            ark.autofilter(_HODE, 0, max(_HODE + len(rader), _HODE), len(felt) - 1)
        siste_kolonne = xl_col_to_name(len(felt))
        ark.ignore_errors({"number_stored_as_text": f"A1:{siste_kolonne}{FORSTE + len(rader)}"})


def _er_tall(kolonne: Arkkolonne | int) -> bool:
    return isinstance(kolonne, int) or kolonne.slag in {"tall", "mengde", "heltall", "ar"}


def _bredde(kolonne: Arkkolonne | int) -> int:
    if isinstance(kolonne, int):
        return _AR
    lang = str(kolonne.sti[-1]) in _LANGE
    return _LANG if lang else max(_BREDDER.get(kolonne.slag, _KORT), len(kolonne.navn) // 2 + 4)


def _om_feltet(felt: Mapping[str, Any]) -> str:
    slag = {"string": "tekst", "year": "årstall", "integer": "helt tall", "number": "tall"}
    linjer = [f"{felt['name']}: {slag.get(str(felt.get('type')), 'tekst')}"]
    if felt.get("enhet"):
        linjer.append(f"Enhet: {felt['enhet']}")
    if felt.get("description"):
        linjer.append(str(felt["description"]))
    if hent_verdi(felt, ("constraints", "required")) == "true":
        linjer.append("Må fylles ut.")
    return "\n".join(linjer)
