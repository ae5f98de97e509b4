"""The sheets of a workbook read row by row into the sector's YAML."""

import copy
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from effekt.base.faults import lignende, naermeste
from effekt.base.numbers import Enhet, les_tall, skriv_tall
from effekt.excel import columns, sheets
from effekt.excel.cells import MANGLER, Rute, celle_som_tall, feil_i_formel, les_rute, les_tallrute
from effekt.excel.files import (
    NOKKEL,
    Sektorfiler,
    fjern_verdi,
    hent_verdi,
    ressurser,
    ressurser_med_sted,
    sett,
    sett_etter,
)
from effekt.excel.yamledit import Ordrett, shown_value
from effekt.model.datapakke import Ressurs
from effekt.model.tiltak import INGENTING, UOPPGITT, Tiltak
from effekt.model.units import factor_of
from effekt.reading.documents import Sti

_BELOPSENHETER = ("kr", "1 000 kr", "mill. kr", "mrd. kr")
_STREKER: Final = "-\u2013\u2014\u2212"
# The amounts that a source states, in the unit of the row.
_STATED: Final = ("oppgitt", "oppgitt_lav", "oppgitt_hoy")
# What is blank in data/, in whatever form.
_TOMT: Final[tuple[object, ...]] = (None, "", [], {})
Arksted = tuple[str, Sti]


def les_serie(
    inn: sheets.Innlesing, felt: str, rad: sheets.Arkrad, ny: dict[str, Any], fil: str, sti: Sti, enhet: str,
    rekker: Mapping[Sti, list[str]],
) -> None:  # fmt: skip
    """Put the row's years, or its one value, into the entry ``ny`` under ``felt``."""
    per_ar, en_rute = rad.ar(), rad.rute("Verdi")
    har_en = en_rute is not None and not en_rute.tom
    gammel = hent_verdi(ny, (felt,))
    # An amount of a row on another scale than the file's is moved to the file's.
    i_kroner = _i_kroner(inn, rad, enhet) / _scale_of(ny) if felt in _STATED else Fraction(1)
    forst = rad.side.rute(rad.nr, min(rad.hode.ar.values(), default=rad.forste.kolonne))
    inn.celler[fil, (*sti, felt)] = sheets.Arkcelle(en_rute or forst, "Verdi" if en_rute else "Effekten")
    for ar, kolonne in rad.hode.ar.items():
        inn.celler[fil, (*sti, felt, str(ar))] = sheets.Arkcelle(rad.side.rute(rad.nr, kolonne), str(ar))
    gamle = gammel if isinstance(gammel, Mapping) else {}
    inn_under = (fil, (*sti, felt))
    if per_ar and har_en and en_rute is not None:
        inn.feil.append(en_rute.feil("Verdi er fylt ut, og årene også. Tøm den ene: verdien gjelder alle år"))
    elif per_ar:
        lest = {str(ar): _ett_ar(inn, rute, gamle.get(str(ar)), felt, enhet, i_kroner) for ar, rute in per_ar.items()}
        if None in lest.values():
            inn.darlige.add(inn_under)
        if felt == "oppgitt":
            _note_signs(inn, fil, lest, gamle, _scale_of(ny))
        beholdt = {
            ar: tall for ar, tall in gamle.items() if ar not in lest and not _gone_year(inn, rad, ar, inn_under, tall)
        }
        rekke = [*(ar for ar in gamle if ar in lest or ar in beholdt), *(ar for ar in sorted(lest) if ar not in gamle)]
        ferdig = {Ordrett(ar): beholdt[ar] if ar in beholdt else lest[ar] or "" for ar in rekke}
        if ferdig != gammel:
            sett(ny, (felt,), ferdig, rekker)
    elif har_en and en_rute is not None:
        _en_verdi(inn, en_rute, felt, ny, (fil, sti), enhet, rekker)
    elif gamle:
        beholdt = {ar: tall for ar, tall in gamle.items() if not _gone_year(inn, rad, ar, inn_under, tall)}
        if not beholdt:
            fjern_verdi(ny, (felt,))
    elif gammel is not None and en_rute is not None:
        inn.borte.append(sheets.Gone(*inn_under, "", str(gammel), en_rute.sted))
        if inn.slett:
            fjern_verdi(ny, (felt,))


def _scale_of(ny: Mapping[str, Any]) -> Fraction:
    """What one of a measure's stated amounts is in kroner; a unit that there is none of is told of where it stands."""
    try:
        return factor_of(str(ny.get("oppgitt_i") or "kr"))
    except ValueError:
        return Fraction(1)


def _gone_year(inn: sheets.Innlesing, rad: sheets.Arkrad, ar: str, under: Arksted, tall: Any) -> bool:
    """Whether a year that data/ has is to go, its cell being blank; one without a column stays."""
    kolonne = rad.hode.ar.get(int(ar)) if ar.isdigit() else None
    if kolonne is None:
        inn.lost_years.setdefault((rad.side.navn, ar), rad.side.rute(rad.hode.rad, min(rad.hode.kolonner.values())))
        return False
    if tall in _TOMT:
        return True
    inn.borte.append(sheets.Gone(under[0], (*under[1], ar), "", str(tall), rad.side.rute(rad.nr, kolonne).sted))
    return inn.slett


def _en_verdi(
    inn: sheets.Innlesing, rute: Rute, felt: str, ny: dict[str, Any], sted: tuple[str, Sti], enhet: str,
    rekker: Mapping[Sti, list[str]],
) -> None:  # fmt: skip
    gammel = ny.get(felt)
    try:
        lest = les_rute(rute, columns.Arkkolonne((felt,), "Verdi", "mengde"), enhet, gammel, {})
    except ValueError as grunn:
        inn.feil.append(rute.feil(f"Verdi {grunn}"))
        inn.darlige.add((sted[0], (*sted[1], felt)))
        lest = gammel if gammel is not None else rute.tekst
    if lest != gammel:
        sett(ny, (felt,), lest, rekker)


def _note_signs(
    inn: sheets.Innlesing, fil: str, lest: dict[str, str | None], gamle: Mapping[str, str], skala: Fraction
) -> None:
    """Note the amounts that are new, in kroner, and turn them where they are written with minus for savings."""
    for ar, tekst in lest.items():
        tall, gammelt = celle_som_tall(tekst), celle_som_tall(gamle.get(ar))
        if tall is not None and tall != gammelt:
            inn.belop.append((fil, ar, tall * skala))
            if inn.snudd:
                lest[ar] = gamle[ar] if -tall == gammelt else Ordrett(skriv_tall(-tall))


def _ett_ar(
    inn: sheets.Innlesing, rute: Rute, gammel: str | None, felt: str, enhet: str, i_kroner: Fraction
) -> str | None:
    """The number of a year as data/ has it; None where it cannot be read, which is told."""
    if felt == "oppgitt" and rute.tekst.casefold() in MANGLER:
        sagt = INGENTING if rute.tekst in _STREKER else UOPPGITT
        return gammel if gammel == sagt else sagt
    gammelt = celle_som_tall(gammel)
    try:
        tall = les_tallrute(rute, enhet, None if gammelt is None else skriv_tall(gammelt / i_kroner))
    except ValueError as grunn:
        inn.feil.append(rute.feil(str(grunn)))
        return None
    verdi = les_tall(str(tall)) * i_kroner
    return gammel if gammelt == verdi else Ordrett(skriv_tall(verdi))


def _i_kroner(inn: sheets.Innlesing, rad: sheets.Arkrad, enhet: str) -> Fraction:
    lest = Enhet.les(enhet or "kr")
    if not lest.er_penger:
        rute = rad.rute("Enhet") or rad.forste
        inn.feil.append(
            rute.feil(
                f"Enhet er «{enhet}».{naermeste(enhet, _BELOPSENHETER)} Effekten er i kroner: velg "
                f"{', '.join(_BELOPSENHETER)}"
            )
        )
        return Fraction(1)
    return lest.i_kroner


_MANGLETEGN: Final = ("", ".", "..", ":")


class Steder:
    """The places that the rows of one sheet have in the files."""

    def __init__(self, inn: sheets.Innlesing, ark: columns.Ark, ord_: sheets.Ordlister) -> None:
        self.inn, self.ark, self.filer, self.ord_ = inn, ark, inn.filer, ord_
        self._plasser: dict[str, list[int]] = {}

    def finn(self, nokler: list[str], rad: sheets.Arkrad) -> Arksted | None:
        """The file and the place in it that the row is about; None for a row of nothing known."""
        ark, sektor = self.ark, self.filer.sektor
        if ark.fil:
            fil = ark.fil if ark.felles else f"{sektor}/{ark.fil}"
            if ark.liste:
                return self._i_datapakken(fil, nokler, rad)
            return fil, (*ark.gruppe, *nokler)
        id_, mappe = nokler[0], ark.mappe
        if id_ not in self.filer.filer_i(mappe) and not re.fullmatch(r"[\w-]+", id_):
            self.inn.feil.append(
                rad.forste.feil(f"id-en er «{id_}». Bruk bare A\u2013Z og tall, og begynn med en bokstav")
            )
            return None
        fil = self.filer.filer_i(mappe).get(id_) or f"{sektor}/{mappe}/{id_.lower()}.yml"
        if fil in self.filer.slettet:
            self.inn.merk(f"{rad.forste.sted}: {id_} slettes, så raden er ikke lest.")
            return None
        if ark.hele_filen:
            self.filer.nye.setdefault(fil, {NOKKEL[mappe]: id_})
        elif fil not in self.filer.nye:
            kjente = [t.get(NOKKEL[mappe], "") for f, t in self.filer.nye.items() if f"/{mappe}/" in f]
            hva, arket = "ukjent tiltak", "Tiltak"
            if mappe != columns.TILTAKSMAPPE:
                hva, arket = "det er ikke noe om gevinsten av", "Gevinster"
            melding = f"{hva} «{id_}».{naermeste(id_, kjente)} Legg det til i arket {arket}"
            self.inn.feil.append(rad.forste.feil(melding))
            return None
        if ark.gruppe == ("forutsetninger",) and nokler[1] in columns.egne_storrelser():
            return fil, (nokler[1],)
        if ark.liste:
            return fil, (*ark.gruppe, self._plass(fil, rad))
        return fil, (*ark.gruppe, *nokler[1:])

    def _plass(self, fil: str, rad: sheets.Arkrad) -> int:
        """The free item of the measure's list that agrees with most of the row's columns, the earlier one first."""
        brukt = self._plasser.setdefault(fil, [])
        gamle = hent_verdi(self.filer.gamle.get(fil), self.ark.gruppe) or []
        ledige = [nr for nr in range(len(gamle)) if nr not in brukt]
        ny = len(gamle) + sum(nr >= len(gamle) for nr in brukt)
        valgt = max(ledige, key=lambda nr: (self._likhet(rad, gamle[nr]), -nr), default=ny)
        if ledige and len(ledige) < len(gamle) and not self._likhet(rad, gamle[valgt]):
            valgt = min(ledige)
        brukt.append(valgt)
        return valgt

    def _likhet(self, rad: sheets.Arkrad, gammel: Any) -> int:
        like = 0
        for kolonne in self.ark.kolonner:
            rute, her = rad.rute(kolonne.navn), hent_verdi(gammel, kolonne.sti)
            if rute is None or rute.tom or her is None:
                continue
            try:
                ord_ = sheets.ord_for(self.ark, kolonne, self.ark.gruppe, self.ord_)
                like += les_rute(rute, kolonne, "", her, ord_) == her
            except ValueError:
                continue
        return like

    def _i_datapakken(self, fil: str, nokler: list[str], rad: sheets.Arkrad) -> Arksted | None:
        navn, om_tabellen = nokler[0], self.ark.navn == "Tabeller"
        tom = {"name": self.filer.sektor, "title": f"Tabeller for {self.filer.sektor}", "resources": []}
        pakke = self.filer.nye.setdefault(fil, tom)
        for sti, ett in ressurser_med_sted(pakke):
            if ett.get("name") == navn:
                return fil, sti if om_tabellen else self._feltet(ett, sti, nokler[1])
        if not om_tabellen:
            if navn in [ett.get("name") for ett in ressurser(self.filer.gamle.get(fil))]:
                self.inn.merk(f"Kolonnene til {navn} er ikke lest, for tabellen slettes.")
                return None
            kjente = [ett.get("name", "") for ett in ressurser(pakke)]
            rad_ = f"{naermeste(navn, kjente)} Legg den til i arket Tabeller"
            self.inn.feil.append(rad.forste.feil(f"ukjent tabell «{navn}».{rad_}"))
            return None
        ny: dict[str, Any] = {"name": navn, **columns.faste_verdier(Ressurs)}
        ny["schema"] = {"fields": [], "primaryKey": [], "missingValues": list(_MANGLETEGN)}
        gruppe = "resources" if navn in self.filer.med_tall else "uten_tall"
        pakke[gruppe] = [*(pakke.get(gruppe) or []), ny]
        return fil, (gruppe, len(pakke[gruppe]) - 1)

    def _feltet(self, ressurs: dict[str, Any], sti: Sti, navn: str) -> Sti:
        felt = ressurs.setdefault("schema", {}).setdefault("fields", [])
        for nr, ett in enumerate(felt):
            if ett.get("name") == navn:
                return (*sti, "schema", "fields", nr)
        felt.append({"name": navn})
        return (*sti, "schema", "fields", len(felt) - 1)

    def noter_borte(self, sett_for: set[Arksted]) -> None:
        """Note what the files have and the sheet has no row for; take it away where asked to."""
        borte: list[Arksted] = []
        for fil, sti, hva in _finnes(self.ark, self.filer):
            hele = any(ett.fil == fil and ett.sti == () for ett in self.inn.borte)
            if (fil, sti) in sett_for or fil in self.filer.slettet or hele:
                continue
            verdi = hent_verdi(self.filer.nye[fil], sti or ("navn",))
            self.inn.borte.append(sheets.Gone(fil, sti, hva, shown_value(verdi)))
            borte.append((fil, sti))
        if not self.inn.slett:
            return
        for fil, sti in reversed(borte):
            if sti == ():
                self.filer.slettet.append(fil)
            else:
                tabell = hent_verdi(self.filer.nye[fil], (*sti, "path"))
                if f"{self.filer.sektor}/{tabell}" in self.filer.gamle_tabeller:
                    self.filer.slettet.append(f"{self.filer.sektor}/{tabell}")
                _ta_bort(self.filer.nye[fil], sti)


def _finnes(ark: columns.Ark, filer: Sektorfiler) -> list[tuple[str, Sti, str]]:
    """The entries that data/ has for the sheet, with what each is called."""
    if ark.fil and ark.liste:
        return list(_i_pakken(ark, f"{filer.sektor}/{ark.fil}", filer))
    if ark.fil:
        fil = ark.fil if ark.felles else f"{filer.sektor}/{ark.fil}"
        gruppe = hent_verdi(filer.gamle.get(fil), ark.gruppe)
        navn = gruppe if isinstance(gruppe, dict) else ()
        return [(fil, (*ark.gruppe, k), f"{ark.navn} {k}") for k in navn]
    alle: list[tuple[str, Sti, str]] = []
    for id_, fil in filer.filer_i(ark.mappe).items():
        gruppe = hent_verdi(filer.gamle[fil], ark.gruppe) if ark.gruppe else None
        if ark.hele_filen:
            hele = "tiltaket" if ark.mappe == columns.TILTAKSMAPPE else "gevinstplanen for"
            alle.append((fil, (), f"{hele} {id_}"))
        elif isinstance(gruppe, dict):
            alle += [(fil, (*ark.gruppe, k), f"{id_}.{k}") for k in gruppe]
        elif isinstance(gruppe, list) and ark.liste:
            hva = f"{id_}, {ark.navn.lower()} nr."
            alle += [(fil, (*ark.gruppe, nr), f"{hva} {nr + 1}") for nr in range(len(gruppe))]
    return alle


def _i_pakken(ark: columns.Ark, fil: str, filer: Sektorfiler) -> Iterator[tuple[str, Sti, str]]:
    """The tables that are described, or the columns of each, where they stand now."""
    for sti, ett in ressurser_med_sted(filer.nye.get(fil)):
        if ark.navn == "Tabeller":
            yield fil, sti, f"tabellen {ett.get('name')}"
            continue
        for nr, felt in enumerate(hent_verdi(ett, ("schema", "fields")) or []):
            yield fil, (*sti, "schema", "fields", nr), f"kolonnen {ett.get('name')}.{felt.get('name')}"


def _ta_bort(dokument: dict[str, Any], sti: Sti) -> None:
    over = hent_verdi(dokument, sti[:-1])
    if isinstance(over, list) and isinstance(sti[-1], int):
        del over[sti[-1]]
        if not over:
            fjern_verdi(dokument, sti[:-1])
    else:
        fjern_verdi(dokument, sti)


_ORD: Final = {"sum", "total", "totalt", "i alt", "sum totalt", "totalsum"}


def er_sum(rute: Rute) -> bool:
    """Whether a row that begins with the cell says that it is a sum."""
    return sheets.enkelt(rute.tekst) in _ORD


def si_fra_om_arket(
    inn: sheets.Innlesing, side: sheets.Arkside, hode: sheets.Hode, savnet: Sequence[str], med_ar: bool = False
) -> None:
    """Tell of hidden parts, and of columns that are not read, or not there (``savnet``).

    A fault: two columns for one thing, a header that is nearly a missing one, and where columns are years (``med_ar``),
    one that is about a year that no column has.
    """
    if side.skjult:
        inn.merk(f"Arket {side.navn} er skjult, men er lest.")
    if rader := sorted(rad for rad in side.skjulte_rader if rad > hode.rad):
        inn.merk(f"{side.navn}: skjulte rader er lest: {sheets.liste_i_ord(rader)}.")
    if brukt := {*hode.kolonner.values(), *hode.ar.values()} & side.skjulte_kolonner:
        vist = [side.rute(hode.rad, kolonne).tekst for kolonne in sorted(brukt)]
        inn.merk(f"{side.navn}: skjulte kolonner er lest: {sheets.liste_i_ord(vist)}.")
    for kolonne in [*hode.ukjente, *hode.doble]:
        rute = side.rute(hode.rad, kolonne)
        if all(side.rute(rad, kolonne).tom for rad in side.rader if rad > hode.rad):
            continue
        if galt := _feil_i_overskrift(rute, side, hode, savnet, med_ar):
            inn.feil.append(rute.feil(galt))
        else:
            inn.note_unread(f"{side.navn}: kolonnen «{rute.tekst}» er ikke i malen, og er ikke lest.")
    if savnet:
        hvilke = "kolonnen" if len(savnet) == 1 else "kolonnene"
        inn.note_unread(
            f"{side.navn}: {hvilke} {sheets.liste_i_ord(savnet)} er ikke i arket. Det som står der i data/, er som før."
        )


def _feil_i_overskrift(rute: Rute, side: sheets.Arkside, hode: sheets.Hode, savnet: Sequence[str], med_ar: bool) -> str:
    """Why a column cannot just be gone past; empty where it can."""
    if forste := hode.doble.get(rute.kolonne):
        annen = side.rute(hode.rad, forste)
        return f"overskriften «{rute.tekst}» er den samme kolonnen som «{annen.tekst}» i {annen.navn}. Slett den ene"
    if galt := feil_i_formel(rute):
        return f"overskriften {galt}"
    if med_ar and (ar := sheets.years_named(rute.tekst) - set(hode.ar)):
        hva = "ett årstall over hver kolonne" if len(ar) > 1 else f"bare {min(ar)}, og enheten på raden"
        return f"overskriften er «{rute.tekst}», og det er uvisst hvilket år tallene gjelder. Skriv {hva}"
    if lik := lignende(rute.tekst, savnet)[:1]:
        return f"overskriften er «{rute.tekst}». Mente du {lik[0]}? Rett den, eller slett kolonnen"
    return ""


def si_fra_om_sum(inn: sheets.Innlesing, rad: sheets.Arkrad, over: list[sheets.Arkrad]) -> None:
    """Tell that the row is not read, and where it is not the sum of those above."""
    galt = []
    for kolonne in [*rad.hode.kolonner.values(), *rad.hode.ar.values()]:
        rute = rad.side.rute(rad.nr, kolonne)
        if rute is rad.forste or not isinstance(rute.verdi, int | float):
            continue
        ledd = [rad.side.rute(annen.nr, kolonne) for annen in over]
        try:
            ledd = [r for r in ledd if not r.tom and r.tekst.casefold() not in MANGLER]
            sum_ = sum([les_tall(str(les_tallrute(r, ""))) for r in ledd], Fraction(0))
            sagt = les_tall(str(les_tallrute(rute, "")))
        except ValueError:
            continue
        if sum_ != sagt:
            galt.append(f"{rute.navn} er {skriv_tall(sagt)}, men radene over gir {skriv_tall(sum_)}")
    hva = f"{rad.forste.sted}: raden «{rad.forste.tekst}» er en sum, og er ikke lest."
    inn.merk(f"{hva} Den stemmer ikke: {'; '.join(galt)}." if galt else hva)


_NESTEN_LIK: Final = 0.85


def les_ark(inn: sheets.Innlesing, sider: list[sheets.Arkside], ord_: sheets.Ordlister, egne: set[str]) -> None:
    """Put what the sheets say of the sector into ``inn``; those named in ``egne`` are tables, read elsewhere."""
    funnet = sheets.finn_sider(sider, inn, egne)
    for ark in columns.alle_ark():
        if ark.navn in funnet:
            _Arkleser(inn, ark, funnet[ark.navn], ord_).les()
    for navn, rute in {navn: rute for (navn, _), rute in inn.lost_years.items()}.items():
        ar = sorted(aret for arket, aret in inn.lost_years if arket == navn)
        inn.feil.append(
            rute.feil(
                f"data/ har tall for {sheets.liste_i_ord(ar)}, men ingen kolonne har den overskriften. Skriv årstallet "
                "over kolonnen. Er kolonnen slettet, sett den inn igjen"
            )
        )
    mangler = [ark.navn for ark in columns.alle_ark() if ark.navn not in funnet]
    if mangler:
        inn.note_unread(f"Arkene {sheets.liste_i_ord(mangler)} er ikke i arbeidsboken. Det de har, er som før.")


class _Arkleser:
    """One sheet, read row by row."""

    def __init__(self, inn: sheets.Innlesing, ark: columns.Ark, side: sheets.Arkside, ord_: sheets.Ordlister) -> None:
        self.inn, self.ark, self.side, self.ord_ = inn, ark, side, ord_
        self.filer = inn.filer
        self.steder = Steder(inn, ark, ord_)
        self.sett_for: dict[tuple[str, Sti], int] = {}
        self.forrige: dict[str, Sti] = {}
        self.arvet: list[int] = []
        self.enheter = sheets.kjente_enheter(inn.filer)

    def les(self) -> None:
        hode = sheets.hode_i(self.side, self.ark)
        if hode is None:
            forst = self.side.rute(min(self.side.rader, default=1), 1)
            navn = ", ".join(k.navn for k in self.ark.alle[:4])
            savner = f"finner ikke overskriftene i arket. Det skal ha {navn} og flere"
            self.inn.feil.append(
                forst.feil(f"{savner}. Sett dem inn igjen, eller slett arket hvis det ikke skal leses")
            )
            return
        savnet = [k.navn for k in self.ark.alle if k.navn not in hode.kolonner]
        si_fra_om_arket(self.inn, self.side, hode, savnet, med_ar=bool(self.ark.serie))
        over: list[str] = []
        lest: list[sheets.Arkrad] = []
        for nr in sheets.datarader(self.side, hode):
            rad = sheets.Arkrad(self.side, hode, nr)
            nokler = self._nokler(rad, over, lest)
            if nokler is not None:
                over = nokler
                lest.append(rad)
                self._les_rad(rad, nokler)
        self.inn.merk_arvet(self.side.navn, self.arvet)
        self.inn.lest[self.side.navn] = len(lest)
        if self.ark.nokler:
            self.steder.noter_borte(set(self.sett_for))

    def _nokler(self, rad: sheets.Arkrad, over: list[str], lest: list[sheets.Arkrad]) -> list[str] | None:
        """The keys of the row; None where it is no entry: an example, a sum, or a fault."""
        if not self.ark.nokler:
            return []
        ruter = [rad.rute(k.navn) or rad.forste for k in self.ark.nokler]
        forste = next((r for r in (*ruter, rad.forste) if not r.tom), ruter[0])
        if forste.tekst.casefold().startswith(columns.EKSEMPEL.casefold()):
            return None
        if er_sum(forste):
            si_fra_om_sum(self.inn, rad, lest)
            return None
        nokler: list[str] = []
        for nr, (kolonne, rute) in enumerate(zip(self.ark.nokler, ruter, strict=True)):
            if rute.tom:
                if nr == 0 and over and (len(ruter) > 1 or self.ark.liste):
                    self.arvet.append(rad.nr)
                    nokler.append(over[0])
                    continue
                if nr and not any(not r.tom for k in self.ark.kolonner if (r := rad.rute(k.navn))) and not rad.ar():
                    return None
                self.inn.feil.append(rute.feil(f"{kolonne.navn} er tom. Fyll den ut, eller slett raden"))
                return None
            try:
                ord_ = self.ord_["felt"] if kolonne is columns.FELT else {}
                nokler.append(str(les_rute(rute, kolonne, "", None, ord_)))
            except ValueError as grunn:
                self.inn.feil.append(rute.feil(str(grunn)))
                return None
        return nokler

    def _les_rad(self, rad: sheets.Arkrad, nokler: list[str]) -> None:
        sted = self.steder.finn(nokler, rad)
        if sted is None:
            return
        if sted in self.sett_for:
            hva = " ".join(nokler) or "raden"
            self.inn.feil.append(rad.forste.feil(f"{hva} står også i rad {self.sett_for[sted]}. Slett den ene av dem"))
            return
        self.sett_for[sted] = rad.nr
        fil, sti = sted
        self.inn.rader[sted] = rad
        dokument = self.filer.nye.setdefault(fil, {})
        ny = hent_verdi(dokument, sti) if sti else dokument
        if not isinstance(ny, dict):
            ruter = (rad.rute(kolonne.navn) for kolonne in self.ark.kolonner)
            if self.ark.gruppe == ("vurderinger",) and all(rute is None or rute.tom for rute in ruter):
                return  # the sheet has a row for each rating, and this one has not been given
            ny = {}
            self._legg_inn(dokument, fil, sti, ny)
        self.forrige[fil] = sti
        self._fyll(rad, ny, fil, sti)

    def _legg_inn(self, dokument: dict[str, Any], fil: str, sti: Sti, ny: dict[str, Any]) -> None:
        """A new entry, after that of the row above."""
        mappe = fil.split("/")[-2] if "/" in fil else ""
        topp = columns.rekkefolger(columns.FILMODELLER[mappe]) if mappe in columns.FILMODELLER else {}
        gruppe = hent_verdi(dokument, sti[:-1])
        if isinstance(sti[-1], int):
            gammel = gruppe if isinstance(gruppe, list) else []
            sett(dokument, sti[:-1], [*gammel, ny], topp)
        elif isinstance(gruppe, dict) and len(sti) > 1:
            forrige: Any = self.forrige.get(fil, ("",))[-1]
            if forrige not in gruppe:
                forrige = next(reversed(gruppe), None)
            sett_etter(gruppe, str(sti[-1]), ny, None if forrige is None else str(forrige))
        else:
            sett(dokument, sti, ny, topp)

    def _fyll(self, rad: sheets.Arkrad, ny: dict[str, Any], fil: str, sti: Sti) -> None:
        """Put the row's cells into the entry; only what differs is another than before."""
        gammel = copy.deepcopy(ny)
        rekker = columns.rekkefolger(columns.modell_for(self.ark, sti))
        enhetsrute = rad.rute("Enhet")
        gammel_enhet = gammel.get("oppgitt_i") or "kr" if self.ark.modell is Tiltak else gammel.get("enhet") or ""
        # A blanked unit of an assumption stands; of effects it is kroner.
        blank = enhetsrute is None or (enhetsrute.tom and self.ark.modell is not Tiltak)
        enhet = str(gammel_enhet) if enhetsrute is None or blank else enhetsrute.tekst
        self._se_pa_enhet(enhetsrute)
        if self.ark.serie:
            les_serie(self.inn, self.ark.serie, rad, ny, fil, sti, enhet, rekker)
        for kolonne in self.ark.kolonner:
            rute = rad.rute(kolonne.navn)
            if rute is None or kolonne is columns.ENHET_I_ARKET or kolonne.sti == (self.ark.serie,):
                continue
            her = hent_verdi(gammel, kolonne.sti)
            self.inn.celler[fil, (*sti, *kolonne.sti)] = sheets.Arkcelle(rute, kolonne.navn)
            if rute.tom:
                if her not in _TOMT and her != kolonne.standard:
                    self.inn.borte.append(sheets.Gone(fil, (*sti, *kolonne.sti), "", shown_value(her), rute.sted))
                    if self.inn.slett:
                        fjern_verdi(ny, kolonne.sti)
                continue
            try:
                lest = les_rute(
                    rute,
                    columns.kolonne_ved(self.ark, kolonne, sti),
                    kolonne.egen_enhet or enhet,
                    her,
                    sheets.ord_for(self.ark, kolonne, sti, self.ord_),
                )
            except ValueError as grunn:
                self.inn.feil.append(rute.feil(f"{kolonne.navn} {grunn}"))
                self.inn.darlige.add((fil, (*sti, *kolonne.sti)))
                lest = her if her is not None else rute.tekst
            if lest != her and not (her is None and lest == kolonne.standard):
                sett(ny, kolonne.sti, lest, rekker)

    def _se_pa_enhet(self, rute: Rute | None) -> None:
        if rute is None or rute.tom or rute.tekst in self.enheter:
            return
        # Only what is all but the same: a new unit is no fault.
        if lik := difflib.get_close_matches(rute.tekst, sorted(self.enheter), 1, _NESTEN_LIK):
            self.inn.merk(f"{rute.sted}: enheten «{rute.tekst}» er ny. Mente du {lik[0]}?")
