"""Where a row of a sheet belongs in the sector's files, and what has no row any more."""

from collections.abc import Iterator
from typing import Any, Final

from effekt.arkdokument import Sektorfiler, fjern, hent, ressurser
from effekt.arkinnlesing import Innlesing, Ordlister, Rad, ord_for
from effekt.arkmodell import faste_verdier
from effekt.arkoppsett import Ark, egne_storrelser
from effekt.arkverdi import les_rute
from effekt.datapakke import Ressurs
from effekt.kilder import naermeste
from effekt.lesing import Sti

_MANGLETEGN: Final = ("", ".", "..", ":")
Sted = tuple[str, Sti]


class Steder:
    """The places that the rows of one sheet have in the files."""

    def __init__(self, inn: Innlesing, ark: Ark, ord_: Ordlister) -> None:
        self.inn, self.ark, self.filer, self.ord_ = inn, ark, inn.filer, ord_
        self._plasser: dict[str, list[int]] = {}

    def finn(self, nokler: list[str], rad: Rad) -> Sted | None:
        """The file and the place in it that the row is about; None for a row of nothing known."""
        ark, sektor = self.ark, self.filer.sektor
        if ark.fil:
            fil = ark.fil if ark.felles else f"{sektor}/{ark.fil}"
            if ark.liste:
                return self._i_datapakken(fil, nokler, rad)
            return fil, (*ark.gruppe, *nokler)
        id_ = nokler[0]
        fil = self.filer.tiltaksfiler.get(id_) or f"{sektor}/tiltak/{id_.lower()}.yml"
        if fil in self.filer.slettet:
            self.inn.merk(f"{rad.forste.sted}: {id_} slettes, så raden er ikke lest.")
            return None
        if ark.navn == "Tiltak":
            self.filer.nye.setdefault(fil, {"id": id_})
        elif fil not in self.filer.nye:
            kjente = [t.get("id", "") for f, t in self.filer.nye.items() if "/tiltak/" in f]
            melding = f"ukjent tiltak «{id_}».{naermeste(id_, kjente)} Legg det til i arket Tiltak"
            self.inn.feil.append(rad.forste.feil(melding))
            return None
        if ark.gruppe == ("forutsetninger",) and nokler[1] in egne_storrelser():
            return fil, (nokler[1],)
        if ark.liste:
            return fil, (*ark.gruppe, self._plass(fil, rad))
        return fil, (*ark.gruppe, *nokler[1:])

    def _plass(self, fil: str, rad: Rad) -> int:
        """Which item of the measure's list the row is: the one it agrees best with, of those left.

        By the number of columns that say the same; the earlier one where none is better.
        """
        brukt = self._plasser.setdefault(fil, [])
        gamle = hent(self.filer.gamle.get(fil), self.ark.gruppe) or []
        ledige = [nr for nr in range(len(gamle)) if nr not in brukt]
        ny = len(gamle) + sum(nr >= len(gamle) for nr in brukt)
        valgt = max(ledige, key=lambda nr: (self._likhet(rad, gamle[nr]), -nr), default=ny)
        if ledige and len(ledige) < len(gamle) and not self._likhet(rad, gamle[valgt]):
            valgt = min(ledige)
        brukt.append(valgt)
        return valgt

    def _likhet(self, rad: Rad, gammel: Any) -> int:
        like = 0
        for kolonne in self.ark.kolonner:
            rute, her = rad.rute(kolonne.navn), hent(gammel, kolonne.sti)
            if rute is None or rute.tom or her is None:
                continue
            try:
                ord_ = ord_for(self.ark, kolonne, self.ark.gruppe, self.ord_)
                like += les_rute(rute, kolonne, "", her, ord_) == her
            except ValueError:
                continue
        return like

    def _i_datapakken(self, fil: str, nokler: list[str], rad: Rad) -> Sted | None:
        navn, om_tabellen = nokler[0], self.ark.navn == "Tabeller"
        tittel = f"Tabeller for {self.filer.sektor}"
        tom = {"name": self.filer.sektor, "title": tittel, "resources": []}
        pakke = self.filer.nye.setdefault(fil, tom)
        for gruppe in ("resources", "uten_tall"):
            for nr, ett in enumerate(pakke.get(gruppe) or []):
                if ett.get("name") == navn:
                    sti = (gruppe, nr)
                    return fil, sti if om_tabellen else self._feltet(ett, sti, nokler[1])
        if not om_tabellen:
            if navn in [ett.get("name") for ett in ressurser(self.filer.gamle.get(fil))]:
                self.inn.merk(f"Kolonnene til {navn} er ikke lest, for tabellen slettes.")
                return None
            kjente = [ett.get("name", "") for ett in ressurser(pakke)]
            rad_ = f"{naermeste(navn, kjente)} Legg den til i arket Tabeller"
            self.inn.feil.append(rad.forste.feil(f"ukjent tabell «{navn}».{rad_}"))
            return None
        ny: dict[str, Any] = {"name": navn, **faste_verdier(Ressurs)}
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

    # --- what is gone --------------------------------------------------------------------------

    def noter_borte(self, sett_for: set[Sted], slett: bool) -> None:
        """Note what data/ has and the sheet has no row for; take it away where asked to."""
        borte: list[Sted] = []
        for fil, sti, hva in _finnes(self.ark, self.filer):
            hele = any(f == fil and s == () for f, s, _ in self.inn.borte)
            if (fil, sti) in sett_for or fil in self.filer.slettet or hele:
                continue
            self.inn.borte.append((fil, sti, hva))
            borte.append((fil, sti))
        if not slett:
            return
        for fil, sti in reversed(borte):
            if sti == ():
                self.filer.slettet.append(fil)
            else:
                tabell = hent(self.filer.nye[fil], (*sti, "path"))
                if f"{self.filer.sektor}/{tabell}" in self.filer.gamle_tabeller:
                    self.filer.slettet.append(f"{self.filer.sektor}/{tabell}")
                _ta_bort(self.filer.nye[fil], sti)


def _finnes(ark: Ark, filer: Sektorfiler) -> list[tuple[str, Sti, str]]:
    """The entries that data/ has for the sheet, with what each is called."""
    if ark.fil and ark.liste:
        return list(_i_pakken(ark, f"{filer.sektor}/{ark.fil}", filer))
    if ark.fil:
        fil = ark.fil if ark.felles else f"{filer.sektor}/{ark.fil}"
        gruppe = hent(filer.gamle.get(fil), ark.gruppe)
        navn = gruppe if isinstance(gruppe, dict) else ()
        return [(fil, (*ark.gruppe, k), f"{ark.navn} {k}") for k in navn]
    alle: list[tuple[str, Sti, str]] = []
    for id_, fil in filer.tiltaksfiler.items():
        gruppe = hent(filer.gamle[fil], ark.gruppe) if ark.gruppe else None
        if ark.navn == "Tiltak":
            alle.append((fil, (), f"tiltaket {id_}"))
        elif isinstance(gruppe, dict):
            alle += [(fil, (*ark.gruppe, k), f"{id_}.{k}") for k in gruppe]
        elif isinstance(gruppe, list) and ark.liste:
            hva = f"{id_}, {ark.navn.lower()} nr."
            alle += [(fil, (*ark.gruppe, nr), f"{hva} {nr + 1}") for nr in range(len(gruppe))]
    return alle


def _i_pakken(ark: Ark, fil: str, filer: Sektorfiler) -> Iterator[tuple[str, Sti, str]]:
    """The tables that are described, or the columns of each, where they stand now."""
    for gruppe in ("resources", "uten_tall"):
        for nr, ett in enumerate(hent(filer.nye.get(fil), (gruppe,)) or []):
            if ark.navn == "Tabeller":
                yield fil, (gruppe, nr), f"tabellen {ett.get('name')}"
                continue
            for feltnr, felt in enumerate(hent(ett, ("schema", "fields")) or []):
                sti = (gruppe, nr, "schema", "fields", feltnr)
                yield fil, sti, f"kolonnen {ett.get('name')}.{felt.get('name')}"


def _ta_bort(dokument: dict[str, Any], sti: Sti) -> None:
    over = hent(dokument, sti[:-1])
    if isinstance(over, list) and isinstance(sti[-1], int):
        del over[sti[-1]]
        if not over:
            fjern(dokument, sti[:-1])
    else:
        fjern(dokument, sti)
