"""One sheet of a workbook, read row by row into the sector's YAML.

Nothing is written here. A cell that says what data/ already says changes nothing; a row that is
gone takes nothing away unless that is asked for.
"""

import copy
import difflib
from typing import Any, Final

from effekt.arkbok import Arkside, Hode, datarader, liste_i_ord
from effekt.arkdokument import Sektorfiler, fjern, hent, sett, sett_etter
from effekt.arkinnlesing import (
    Celle,
    Innlesing,
    Ordlister,
    Rad,
    finn_sider,
    hode_i,
    kjente_enheter,
    ord_for,
)
from effekt.arkmodell import rekkefolger
from effekt.arkoppsett import ENHET_I_ARKET, FELT, Ark, alle_ark, kolonne_ved, modell_for
from effekt.arkord import EKSEMPEL
from effekt.arkrute import Rute
from effekt.arkserie import les_serie
from effekt.arksted import Steder
from effekt.arksum import er_sum, si_fra_om_sum
from effekt.arkverdi import les_rute
from effekt.kilder import lignende
from effekt.lesing import Sti
from effekt.modell import Tiltak

_NESTEN_LIK: Final = 0.85

# What is blank in data/, in whatever form.
_TOMT: Final[tuple[object, ...]] = (None, "", [], {})


def les_ark(
    sider: list[Arkside], filer: Sektorfiler, ord_: Ordlister, slett: bool, egne: set[str]
) -> Innlesing:
    """What the sheets say of the sector; those named in ``egne`` are tables, read elsewhere."""
    inn = Innlesing(filer)
    funnet = finn_sider(sider, inn, egne)
    for ark in alle_ark():
        if ark.navn in funnet:
            _Arkleser(inn, ark, funnet[ark.navn], ord_, slett).les()
    mangler = [ark.navn for ark in alle_ark() if ark.navn not in funnet]
    if mangler:
        inn.merk(f"Arkene {liste_i_ord(mangler)} er ikke i arbeidsboken. Det de har, er som før.")
    return inn


class _Arkleser:
    """One sheet, read row by row."""

    def __init__(
        self, inn: Innlesing, ark: Ark, side: Arkside, ord_: Ordlister, slett: bool
    ) -> None:
        self.inn, self.ark, self.side, self.ord_, self.slett = inn, ark, side, ord_, slett
        self.filer = inn.filer
        self.steder = Steder(inn, ark, ord_)
        self.sett_for: dict[tuple[str, Sti], int] = {}
        self.forrige: dict[str, Sti] = {}
        self.arvet: list[int] = []
        self.enheter = kjente_enheter(inn.filer)

    def les(self) -> None:
        hode = hode_i(self.side, self.ark)
        if hode is None:
            if self.side.rader:
                forst = self.side.rute(min(self.side.rader), 1)
                navn = ", ".join(k.navn for k in self.ark.alle[:4])
                self.inn.feil.append(
                    forst.feil(f"finner ikke overskriftene i arket. Det skal ha {navn} og flere")
                )
            return
        self._si_fra(hode)
        over: list[str] = []
        lest: list[Rad] = []
        for nr in datarader(self.side, hode):
            rad = Rad(self.side, hode, nr)
            nokler = self._nokler(rad, over, lest)
            if nokler is not None:
                over = nokler
                lest.append(rad)
                self._les_rad(rad, nokler)
        self.inn.merk_arvet(self.side.navn, self.arvet)
        if lest and self.ark.nokler:
            self.steder.noter_borte(set(self.sett_for), self.slett)

    def _si_fra(self, hode: Hode) -> None:
        """What a person should know of how the sheet is read: hidden, unknown, missing columns."""
        side, navn = self.side, self.side.navn
        if side.skjult:
            self.inn.merk(f"Arket {navn} er skjult, men er lest.")
        if rader := sorted(rad for rad in side.skjulte_rader if rad > hode.rad):
            self.inn.merk(f"{navn}: skjulte rader er lest: {liste_i_ord(rader)}.")
        brukt = {*hode.kolonner.values(), *hode.ar.values()} & side.skjulte_kolonner
        if brukt:
            vist = [side.rute(hode.rad, k).tekst for k in sorted(brukt)]
            self.inn.merk(f"{navn}: skjulte kolonner er lest: {liste_i_ord(vist)}.")
        savnet = [k.navn for k in self.ark.alle if k.navn not in hode.kolonner]
        for kolonne, tekst in hode.ukjente.items():
            lik = lignende(tekst, savnet)[:1]
            har_innhold = any(
                not side.rute(rad, kolonne).tom for rad in side.rader if rad > hode.rad
            )
            if lik and har_innhold:
                self.inn.feil.append(
                    side.rute(hode.rad, kolonne).feil(
                        f"overskriften er «{tekst}». Mente du {lik[0]}? Rett den, eller slett "
                        "kolonnen"
                    )
                )
            elif har_innhold:
                self.inn.merk(f"{navn}: kolonnen «{tekst}» er ikke i malen, og er ikke lest.")

    # --- which entry ---------------------------------------------------------------------------

    def _nokler(self, rad: Rad, over: list[str], lest: list[Rad]) -> list[str] | None:
        """The keys of the row; None where it is no entry: an example, a sum, or a fault."""
        if not self.ark.nokler:
            return []
        ruter = [rad.rute(k.navn) or rad.forste for k in self.ark.nokler]
        forste = next((r for r in (*ruter, rad.forste) if not r.tom), ruter[0])
        if forste.tekst.casefold().startswith(EKSEMPEL.casefold()):
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
                if (
                    nr
                    and not any(not r.tom for k in self.ark.kolonner if (r := rad.rute(k.navn)))
                    and not rad.ar()
                ):
                    return None
                self.inn.feil.append(
                    rute.feil(f"{kolonne.navn} er tom. Fyll den ut, eller slett raden")
                )
                return None
            try:
                ord_ = self.ord_["felt"] if kolonne is FELT else {}
                nokler.append(str(les_rute(rute, kolonne, "", None, ord_)))
            except ValueError as grunn:
                self.inn.feil.append(rute.feil(str(grunn)))
                return None
        return nokler

    # --- what it says --------------------------------------------------------------------------

    def _les_rad(self, rad: Rad, nokler: list[str]) -> None:
        sted = self.steder.finn(nokler, rad)
        if sted is None:
            return
        if sted in self.sett_for:
            hva = " ".join(nokler) or "raden"
            self.inn.feil.append(
                rad.forste.feil(
                    f"{hva} står også i rad {self.sett_for[sted]}. Slett den ene av dem"
                )
            )
            return
        self.sett_for[sted] = rad.nr
        fil, sti = sted
        self.inn.rader[sted] = rad
        dokument = self.filer.nye.setdefault(fil, {})
        ny = hent(dokument, sti) if sti else dokument
        if not isinstance(ny, dict):
            ny = {}
            self._legg_inn(dokument, fil, sti, ny)
        self.forrige[fil] = sti
        self._fyll(rad, ny, fil, sti)

    def _legg_inn(self, dokument: dict[str, Any], fil: str, sti: Sti, ny: dict[str, Any]) -> None:
        """A new entry, after that of the row above."""
        topp = rekkefolger(Tiltak) if "/tiltak/" in fil else {}
        gruppe = hent(dokument, sti[:-1])
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

    def _fyll(self, rad: Rad, ny: dict[str, Any], fil: str, sti: Sti) -> None:
        """Put the row's cells into the entry; only what differs is another than before."""
        gammel = copy.deepcopy(ny)
        rekker = rekkefolger(modell_for(self.ark, sti))
        enhetsrute = rad.rute("Enhet")
        enhet = enhetsrute.tekst if enhetsrute else str(gammel.get("enhet") or "")
        self._se_pa_enhet(enhetsrute)
        if self.ark.serie:
            les_serie(self.inn, self.ark.serie, rad, ny, fil, sti, enhet, rekker)
        for kolonne in self.ark.kolonner:
            rute = rad.rute(kolonne.navn)
            if rute is None or kolonne is ENHET_I_ARKET or kolonne.sti == (self.ark.serie,):
                continue
            her = hent(gammel, kolonne.sti)
            self.inn.celler[fil, (*sti, *kolonne.sti)] = Celle(rute, kolonne.navn)
            if rute.tom:
                if her not in _TOMT and her != kolonne.standard:
                    fjern(ny, kolonne.sti)
                continue
            try:
                lest = les_rute(
                    rute,
                    kolonne_ved(self.ark, kolonne, sti),
                    kolonne.egen_enhet or enhet,
                    her,
                    ord_for(self.ark, kolonne, sti, self.ord_),
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
