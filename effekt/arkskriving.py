"""The Excel template written: sheets to fill in, with lists, explanations and checks.

The same bytes every time: nothing in it says when it was made.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from effekt.arkdokument import Sektorfiler, hent, ressurser
from effekt.arkinnlesing import Ordlister, kjente_enheter
from effekt.arkmodell import Kolonne
from effekt.arkoppsett import ENHET_I_ARKET, FELT, TABELL, TILTAK, Ark, alle_ark
from effekt.arkord import HVA, LESMEG, LISTER
from effekt.arkrader import Malrad, les_meg, rader_for
from effekt.arksjekk import navngitte, sjekker
from effekt.arkstil import Stiler
from effekt.arktabellark import arknavn_for, rader_i
from effekt.storrelse import Opphav

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


def skriv_mal(
    fil: Path, filer: Sektorfiler, ord_: Ordlister, periode: Sequence[int], tittel: str
) -> None:
    """Write the template to ``fil``: filled with what the files have, else with examples.

    Raises Datafeil where a text is longer than a cell can be.
    """
    valg = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(fil), {**valg, "in_memory": True}) as bok:
        bok.set_properties({"title": tittel, "created": _DATO})
        _Mal(bok, filer, ord_, list(periode), tittel).skriv()


class _Mal:
    def __init__(
        self, bok: Any, filer: Sektorfiler, ord_: Ordlister, periode: list[int], tittel: str
    ) -> None:
        self.bok, self.filer, self.ord_, self.periode, self.tittel = (
            bok, filer, ord_, periode, tittel,
        )  # fmt: skip
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

    def _skriv_lesmeg(self, ark: Any) -> None:
        ark.set_column(0, 0, 110)
        ark.write_string(0, 0, self.tittel, self.stiler["tittel"])
        ark.write_string(1, 0, f"Sektor: {self.filer.sektor}", self.stiler["om"])
        overskrift = True
        for nr, linje in enumerate(les_meg(), 3):
            stil = "tittel" if overskrift and linje else "tekst"
            ark.write_string(nr, 0, linje, self.stiler[stil])
            overskrift = not linje

    def _skriv_lister(self, ark: Any) -> None:
        """The words to choose from, a column each; the sheet is hidden."""
        ord_ = self.ord_
        usikre = [vist for felt, vist in ord_["felt"].items() if "usikkerhet" in felt]
        lister = {
            "opphav": [ett.value for ett in Opphav],
            "usikkerhet": list(ord_["usikkerhet"].values()),
            "konsekvens": list(ord_["konsekvens"].values()),
            "klasse": list(ord_["klasse"].values()),
            "felt": list(ord_["felt"].values()),
            "usikkerhetsfelt": usikre,
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

    # --- one sheet -----------------------------------------------------------------------------

    def _skriv_ark(self, ark: Any, om: Ark, rader: Sequence[Malrad]) -> None:
        ark.write_string(0, 0, om.navn, self.stiler["tittel"])
        ark.write_string(1, 0, HVA.get(om.navn, f"{om.navn} til tiltakene."), self.stiler["om"])
        plan = self._kolonneplan(om, rader)
        siste = FORSTE + len(rader) + _EKSTRA
        for nr, kolonne in enumerate(plan):
            ma = isinstance(kolonne, Kolonne) and kolonne.pakrevd
            navn = kolonne.navn if isinstance(kolonne, Kolonne) else str(kolonne)
            ark.write_string(_HODE, nr, navn, self.stiler["ma" if ma else "hode"])
            ark.set_column(nr, nr, _bredde(kolonne), self._kolonnestil(kolonne))
            self._forklar(ark, nr, kolonne)
            if isinstance(kolonne, Kolonne):
                self._velg_fra_liste(ark, om, plan, kolonne, nr, siste)
        for nr, rad in enumerate(rader, FORSTE):
            for sted, kolonne in enumerate(plan):
                self._skriv_rute(ark, nr, sted, rad, kolonne)
        for omrade, formel, farge in sjekker(om, plan, FORSTE + 1, siste):
            stil = self.stiler[farge]
            ark.conditional_format(omrade, {"type": "formula", "criteria": formel, "format": stil})
        ark.freeze_panes(FORSTE, max(len(om.nokler), 1))
        if plan:
            ark.autofilter(_HODE, 0, max(FORSTE + len(rader) - 1, _HODE), len(plan) - 1)
        ark.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(plan))}{siste}"})

    def _kolonneplan(self, om: Ark, rader: Sequence[Malrad]) -> list[Kolonne | int]:
        """The columns from the left; the years stand after «Verdi», or after the unit."""
        plan: list[Kolonne | int] = list(om.alle)
        if om.serie:
            ar = sorted({*self.periode, *(ett for rad in rader for ett in rad.ar)})
            foran = [
                nr for nr, k in enumerate(om.alle) if k.sti == (om.serie,) or k is ENHET_I_ARKET
            ]
            plan[foran[0] + 1 : foran[0] + 1] = ar
        return plan

    def _kolonnestil(self, kolonne: Kolonne | int) -> Any:
        if isinstance(kolonne, int) or kolonne.slag in {"tall", "mengde", "heltall", "ar"}:
            return None
        return self.stiler["tekst"]

    def _forklar(self, ark: Any, nr: int, kolonne: Kolonne | int) -> None:
        if isinstance(kolonne, int):
            tekst = f"Tallet for {kolonne}, i enheten på raden."
        else:
            tekst = kolonne.forklaring
            tekst += ("\n" if tekst else "") + "Må fylles ut." if kolonne.pakrevd else ""
        if tekst:
            ark.write_comment(_HODE, nr, tekst, {"author": "effekt", "x_scale": 2})

    def _velg_fra_liste(
        self,
        ark: Any,
        om: Ark,
        plan: Sequence[Kolonne | int],
        kolonne: Kolonne,
        nr: int,
        siste: int,
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

    def _listen(self, om: Ark, plan: Sequence[Kolonne | int], kolonne: Kolonne) -> tuple[Any, bool]:
        """What a column can be chosen from, and whether nothing else will do."""
        siste = str(kolonne.sti[-1])
        if kolonne is TILTAK and om.navn != "Tiltak":
            return _kolonnen("Tiltak"), False
        if kolonne is TABELL and om.navn != "Tabeller":
            return _kolonnen("Tabeller"), False
        if kolonne is FELT:
            return f"={self.lister['felt']}", True
        if kolonne is ENHET_I_ARKET:
            return f"={self.lister['belop']}", True
        if om.gruppe == ("vurderinger",) and siste == "verdi":
            felt = f"${xl_col_to_name(list(plan).index(FELT))}{FORSTE + 1}"
            usikker = f"ISNUMBER(MATCH({felt},{self.lister['usikkerhetsfelt']},0))"
            return f"=IF({usikker},{self.lister['usikkerhet']},{self.lister['konsekvens']})", True
        if siste == "klasse":
            return f"={self.lister['klasse']}", True
        if siste == "virksomhet":
            return _kolonnen("Virksomheter"), False
        if siste in {"kilde", "rapport"}:
            return _kolonnen("Kilder"), False
        if kolonne.slag == "enhet":
            return f"={self.lister['enhet']}", False
        if kolonne.slag == "sannhet":
            return f"={self.lister['janei']}", True
        if siste in {"opphav", "klasse_opphav"}:
            return f"={self.lister['opphav']}", True
        return (
            (list(kolonne.valg), True)
            if kolonne.slag == "valg" and siste != "verdi"
            else (None, False)
        )

    def _skriv_rute(
        self, ark: Any, rad: int, nr: int, malrad: Malrad, kolonne: Kolonne | int
    ) -> None:
        if isinstance(kolonne, int):
            tekst, tall = malrad.ar.get(kolonne, ""), True
        else:
            tekst = malrad.celler.get(kolonne.navn, "")
            tall = kolonne.slag in {"tall", "mengde", "heltall", "ar"}
        if not tekst:
            return
        if malrad.eksempel and not tall:
            ark.write_string(rad, nr, tekst, self.stiler["eksempel"])
        elif tall:
            enhet = malrad.enhet
            if isinstance(kolonne, Kolonne) and kolonne.slag in {"heltall", "ar"}:
                enhet = "årstall"
            elif isinstance(kolonne, Kolonne):
                enhet = kolonne.egen_enhet or enhet
            self.stiler.skriv_tall(ark, rad, nr, tekst, enhet)
        else:
            self.stiler.skriv_tekst(ark, rad, nr, tekst)

    # --- a table -------------------------------------------------------------------------------

    def _skriv_tabell(self, ark: Any, ressurs: Mapping[str, Any]) -> None:
        felt = hent(ressurs, ("schema", "fields")) or []
        nummer = f"{ressurs['nummer']}: " if ressurs.get("nummer") else ""
        ark.write_string(0, 0, f"{nummer}{ressurs.get('title', '')}", self.stiler["tittel"])
        side = f", side {ressurs['side']}" if ressurs.get("side") else ""
        ark.write_string(
            1, 0, f"Kilde: {ressurs.get('kilde') or 'ikke ført inn ennå'}{side}", self.stiler["om"]
        )
        titler = [str(f.get("title") or f["name"]) for f in felt]
        rader = rader_i(self.filer, ressurs)
        for nr, (ett, tittel) in enumerate(zip(felt, titler, strict=True)):
            navn = tittel if titler.count(tittel) == 1 else str(ett["name"])
            enhet = f" ({ett['enhet']})" if ett.get("enhet") else ""
            ark.write_string(_HODE, nr, navn + enhet, self.stiler["hode"])
            verdier = [rad.get(str(ett["name"]), "") for rad in rader]
            bredde = max([len(v) for v in [navn + enhet, *verdier]]) + 2
            tekst = ett.get("type") == "string"
            ark.set_column(
                nr, nr, min(max(bredde, _SMAL), _LANG), self.stiler["tekst"] if tekst else None
            )
            ark.write_comment(_HODE, nr, _om_feltet(ett), {"author": "effekt", "x_scale": 2})
            for radnr, (rad, verdi) in enumerate(zip(rader, verdier, strict=True), FORSTE):
                if tekst and verdi:
                    self.stiler.skriv_tekst(ark, radnr, nr, verdi)
                elif verdi:
                    er_ar = ett.get("type") == "year"
                    egen = str(ett.get("enhet") or rad.get("enhet", ""))
                    self.stiler.skriv_tall(ark, radnr, nr, verdi, "årstall" if er_ar else egen)
            lovlige = hent(ett, ("constraints", "enum"))
            if lovlige and len(",".join(lovlige)) < _LENGSTE_LISTE:
                siste = FORSTE + len(rader) + _EKSTRA
                valg = {"validate": "list", "source": list(lovlige), "error_type": "information"}
                ark.data_validation(FORSTE, nr, siste, nr, valg)
        ark.freeze_panes(FORSTE, 0)
        if felt:
            ark.autofilter(_HODE, 0, max(_HODE + len(rader), _HODE), len(felt) - 1)
        siste_kolonne = xl_col_to_name(len(felt))
        ark.ignore_errors({"number_stored_as_text": f"A1:{siste_kolonne}{FORSTE + len(rader)}"})


def _kolonnen(ark: str) -> str:
    """The first column of a sheet, as a list to choose from; what is added there is in it too."""
    return f"={ark}!$A${FORSTE + 1}:$A${FORSTE + _EKSTRA}"


def _bredde(kolonne: Kolonne | int) -> int:
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
    if hent(felt, ("constraints", "required")) == "true":
        linjer.append("Må fylles ut.")
    return "\n".join(linjer)
