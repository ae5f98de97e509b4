"""A plain budget sheet made into measures: each with the amounts that its row states, and the row as its source.

What the sheet does not say of itself is asked of a person (``open_points``): the unit, what minus means, whether rows
without a number are measures. Nothing is taken for granted in silence: all that was understood is told before anything
is written. A sheet that is imported again changes the amounts of the measures with the same names, and nothing else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil, FlereFeil, naermeste, samlet_feil
from effekt.base.files import fingerprint_of
from effekt.base.numbers import desimaler_i, skriv_tall, vis_tall
from effekt.excel.budget_layout import ENHETSORD, Layout, Said, find_layout, unit_of_text
from effekt.excel.budget_rows import Row, Sum, Table, read_table, same_name
from effekt.excel.cells import celle_som_tall
from effekt.excel.columns import TILTAKSMAPPE, rekkefolger
from effekt.excel.csv_sheet import CSV_NAMES
from effekt.excel.differences import Importendring, importforskjeller, legible
from effekt.excel.files import Sektorfiler, hent_verdi, les_filer, sett
from effekt.excel.importing import FORTEGN, HVORDAN, MOST_TOLD, feil_etter, nothing_known, skriv_import
from effekt.excel.sheets import Arkcelle, Arkside, Innlesing, liste_i_ord
from effekt.excel.yamledit import Ordrett, rediger
from effekt.model.tiltak import INGENTING, UOPPGITT, Tiltak
from effekt.model.units import factor_of, has_other_currency
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_tekst

IKKE_OPPGITT: Final = "ikke oppgitt"
_PROGRAM: Final = "felles/program.yml"
_NAVNEBREDDE: Final = 44


@dataclass(frozen=True)
class BudgetDecisions:
    """What a person has said of a sheet; empty where nothing is said, and what the sheet says itself stands.

    ``fortegn`` is what minus means. ``uten_belop`` is whether rows without a number are measures. ``ar`` is the year of
    amounts whose column names none.
    """

    enhet: str = ""
    fortegn: str = ""
    uten_belop: bool | None = None
    ar: int | None = None
    virksomhet: str = ""
    kilde: str = ""
    tittel: str = ""
    dato: str = ""


@dataclass(frozen=True)
class OpenPoint:
    """What neither the sheet nor a person has said: the question, the option that answers it, and what is known.

    ``ellers`` is what it is where nobody answers; None where nothing can be written without an answer.
    """

    felt: str
    sporsmal: str
    valg: str
    om: tuple[str, ...] = ()
    ellers: str | None = None


def answered(valg: BudgetDecisions, felt: str, svar: str) -> BudgetDecisions:
    """The decisions with what an answer to a question means; raise ValueError with the remedy for what is none."""
    match felt:
        case "enhet":
            return replace(valg, enhet=read_unit(svar))
        case "fortegn":
            ord_ = next((ord_ for ord_ in FORTEGN if svar and ord_.startswith(svar.casefold())), "")
            if not ord_:
                raise ValueError("Svar innsparing (i) eller kostnad (k).")
            return replace(valg, fortegn=ord_)
        case "uten_belop":
            if svar.casefold() not in {"j", "ja", "n", "nei"}:
                raise ValueError("Svar ja (j) eller nei (n).")
            return replace(valg, uten_belop=svar.casefold().startswith("j"))
        case "tittel":
            return replace(valg, tittel=svar)
        case _:
            return replace(valg, dato=svar)


def read_unit(svar: str) -> str:
    """A scale of kroner as a person writes it: «1000 kr», «tkr», «mill.»; raise ValueError for anything else."""
    if has_other_currency(svar):
        raise ValueError(f"«{svar}» er en annen valuta. Beløp regnes i kroner: regn dem om i arket først.")
    if (enhet := unit_of_text(svar)) is None:
        raise ValueError(
            f"«{svar}» er ikke en enhet for beløp. Skriv {', '.join(ENHETSORD[:-1])} eller {ENHETSORD[-1]}."
        )
    return enhet


@dataclass(frozen=True)
class BudgetSheet:
    """A budget sheet that is opened, and the sector that its measures go into."""

    fil: Path
    bok: Bokmappe
    layout: Layout
    filer: Sektorfiler
    utenfor: tuple[int, ...]

    @property
    def sektor(self) -> str:
        """The sector that the measures go into."""
        return self.filer.sektor

    @property
    def periode(self) -> list[int]:
        """The sector's years."""
        return [int(ar) for ar in hent_verdi(self.filer.gamle.get(f"{self.sektor}/sektor.yml"), ("periode",)) or ()]

    @property
    def virksomheter(self) -> dict[str, str]:
        """The sector's agencies: code and name."""
        alle = hent_verdi(self.filer.gamle.get(f"{self.sektor}/sektor.yml"), ("virksomheter",)) or {}
        return {str(kode): str(hent_verdi(en, ("navn",)) or kode) for kode, en in alle.items()}

    def _table(self, valg: BudgetDecisions) -> Table:
        if valg.ar and valg.ar not in self.periode:
            hva = f"{self.periode[0]}\u2013{self.periode[-1]}"
            raise Datafeil(f"--ar er {valg.ar}, men sektoren {self.sektor} har {hva}. Bruk et av de årene.")
        layout = self.layout.with_year(valg.ar) if valg.ar else self.layout
        kjente = [*self.virksomheter, *self.virksomheter.values()]
        return read_table(layout, self.unit(valg) or "kr", kjente)

    def unit(self, valg: BudgetDecisions) -> str:
        """The scale that the amounts are in; empty where nobody says."""
        return valg.enhet or (self.layout.enhet.hva if self.layout.enhet else "")

    def sign(self, valg: BudgetDecisions) -> str:
        """What minus means; empty where nobody says."""
        return valg.fortegn or (self.layout.fortegn.hva if self.layout.fortegn else "")

    def open_points(self, valg: BudgetDecisions) -> Iterator[OpenPoint]:
        """What is still to be said before the sheet can be read for good, in the order that it is asked."""
        tabell = self._table(valg)
        belop = [b for rad in tabell.rader for b in rad.amounts]
        if belop and not self.unit(valg):
            storst = max(map(abs, belop))
            yield OpenPoint(
                "enhet", f"Hva står beløpene i: {', '.join(ENHETSORD)}?", "--enhet",
                (f"Arket sier ikke hva beløpene står i. Det største er {_shown(storst)}.",),
            )  # fmt: skip
        negative = [b for b in belop if b < 0]
        if negative and not self.sign(valg):
            yield OpenPoint(
                "fortegn", "Hva betyr minus: innsparing eller kostnad? [i/k]", "--fortegn innsparing eller kostnad",
                (f"{len(negative)} av {len(belop)} beløp har minus, og arket sier ikke hva det betyr.",),
            )  # fmt: skip
        if tabell.uten_tall and valg.uten_belop is None:
            rader = liste_i_ord([f"{rad.nr} «{_short(rad.navn)}»" for rad in tabell.uten_tall])
            yield OpenPoint(
                "uten_belop", "Er de tiltak uten beløp? Svarer du nei, er de overskrifter. [j/n]",
                "--uten-belop tiltak eller overskrift",
                (f"Rader uten beløp mellom tiltakene: {rader}.",),
            )  # fmt: skip
        if self._source_id(valg) not in self._sources:
            if not (valg.tittel or self.layout.tittel):
                yield OpenPoint(
                    "tittel", f"Hva heter dokumentet tabellen er fra? [{self.fil.stem}]", "--tittel",
                    ellers=self.fil.stem,
                )  # fmt: skip
            if not (valg.dato or self.layout.dato):
                yield OpenPoint(
                    "dato", f"Når er dokumentet fra, for eksempel 15. oktober 2025? [{IKKE_OPPGITT}]", "--dato",
                    ellers=IKKE_OPPGITT,
                )  # fmt: skip

    @property
    def _sources(self) -> Mapping[str, Any]:
        return hent_verdi(self.filer.gamle.get("kilder.yml"), ("kilder",)) or {}

    def _source_id(self, valg: BudgetDecisions) -> str:
        return valg.kilde or _id_of(self.fil.stem)

    def read(self, valg: BudgetDecisions) -> "BudgetImport":
        """What the sheet makes of data/, which is not written yet; raise Datafeil with every fault of the sheet."""
        tabell = self._table(valg)
        if tabell.feil:
            raise tabell.feil[0] if len(tabell.feil) == 1 else FlereFeil(list(tabell.feil), MOST_TOLD)
        rader = [*tabell.rader, *(tabell.uten_tall if valg.uten_belop else ())]
        if not rader:
            raise Datafeil(f"arket «{self.layout.side.navn}» har ingen rader med tiltak under overskriftene", self.fil)
        return _Maker(self, valg, replace(tabell, rader=tuple(sorted(rader, key=lambda rad: rad.nr)))).make()


def open_budget(bok: Bokmappe, fil: Path, sider: list[Arkside], sektor: str = "", ark: str = "") -> BudgetSheet:
    """Find the table of measures in a workbook's sheets, and the sector it is for; raise Datafeil with the remedy."""
    synlige = [side for side in sider if (same_name(side.navn) == same_name(ark) if ark else not side.skjult)]
    if ark and not synlige:
        navn = [side.navn for side in sider]
        raise Datafeil(f"arbeidsboken har ikke arket «{ark}».{naermeste(ark, navn)} Den har {liste_i_ord(navn)}", fil)
    funnet = [layout for side in synlige if (layout := find_layout(side))]
    if not funnet:
        raise (
            Datafeil(f"finner ingen tabell over tiltak. {HVORDAN}", fil) if _is_csv(fil) else nothing_known(sider, fil)
        )
    if len(funnet) > 1:
        navn = [en.side.navn for en in funnet]
        raise Datafeil(
            f"flere ark har en tabell over tiltak: {liste_i_ord(navn)}. Si hvilket, med --ark «{navn[0]}»", fil
        )
    layout = funnet[0]
    if layout.valuta:
        raise Datafeil(
            f"beløpene er ikke i norske kroner: {layout.valuta}. Boken regner i kroner. Regn beløpene om i arket, "
            "skriv enheten i overskriften (1 000 kr), og skriv kursen i en merknad i kilden"
        )
    if layout.doble:
        rute = layout.side.rute(layout.rad, min(layout.doble))
        raise rute.feil(
            f"overskriften «{rute.tekst}» er for {layout.doble[rute.kolonne]}, og det er en kolonne til for det året. "
            "Slett den som ikke gjelder, eller gi den en overskrift uten årstall"
        )
    sektor = _sector(bok, sektor)
    lest = BudgetSheet(fil, bok, layout, les_filer(bok.data, sektor), ())
    periode = lest.periode
    utenfor = tuple(sorted(set(layout.ar) - set(periode)))
    if layout.ar and not set(layout.ar) & set(periode):
        raise Datafeil(
            f"arket har årene {liste_i_ord(sorted(layout.ar))}, og sektoren {sektor} har "
            f"{periode[0]}\u2013{periode[-1]}. Rett periode i data/{sektor}/sektor.yml, eller årene i arket",
            fil,
        )
    layout = replace(layout, ar={ar: kolonne for ar, kolonne in layout.ar.items() if ar in periode})
    return replace(lest, layout=layout, utenfor=utenfor)


def _is_csv(fil: Path) -> bool:
    return fil.suffix.casefold() in CSV_NAMES


def _sector(bok: Bokmappe, sektor: str) -> str:
    alle = bok.finn_sektorer()
    if sektor and sektor not in alle:
        raise Datafeil(f"ukjent sektor «{sektor}».{naermeste(sektor, alle)} data/ har {liste_i_ord(alle)}.")
    if not sektor and len(alle) > 1:
        raise Datafeil(f"boken har flere sektorer: {liste_i_ord(alle)}. Si hvilken tiltakene hører til, med --sector.")
    return sektor or alle[0]


def _id_of(navn: str) -> str:
    """An id for a source, made of a file's name: «budsjett-2026»."""
    enkel = re.sub(r"[^a-z0-9]+", "-", navn.casefold().translate(str.maketrans("åøæ", "aoa"))).strip("-")
    return enkel or "budsjett"


def _short(navn: str, bredde: int = _NAVNEBREDDE) -> str:
    return legible(navn if len(navn) <= bredde else f"{navn[: bredde - 1].rstrip()}…")


def _shown(tall: Fraction, desimaler: int | None = None) -> str:
    return vis_tall(tall, desimaler_i(tall, 2) if desimaler is None else desimaler)


@dataclass(frozen=True)
class BudgetImport:
    """What a budget sheet was understood as, and what it makes of data/; written by ``write`` alone.

    ``ider`` are the measures by the sheet's row, ``nye`` those of them that are new. ``feil`` are what data/ refuses.
    """

    ark: BudgetSheet
    valg: BudgetDecisions
    tabell: Table
    inn: Innlesing
    kilde: str
    ider: Mapping[int, str]
    nye: frozenset[str]
    merknader: tuple[str, ...]
    tekster: Mapping[str, str]
    feil: tuple[Datafeil, ...]
    endringer: Mapping[str, list[Importendring]]

    def require_faultless(self) -> None:
        """Raise Datafeil with what data/ would refuse."""
        if self.feil:
            raise self.feil[0] if len(self.feil) == 1 else FlereFeil(list(self.feil), MOST_TOLD)

    @property
    def changes_something(self) -> bool:
        """Whether anything would be written."""
        return bool(self.tekster)

    @property
    def mismatches(self) -> list[Sum]:
        """The sheet's own sums that are not what the rows give."""
        return [en for en in self.tabell.summer if en.avvik]

    def tell(self) -> Iterator[str]:
        """All that was understood, in the sheet's own unit and signs, line by line."""
        layout, tabell = self.tabell.layout, self.tabell
        antall = len(tabell.rader)
        forste, siste = tabell.rader[0].nr, tabell.rader[-1].nr
        rad = str(forste) if forste == siste else f"{forste}\u2013{siste}"
        yield f"Lest: arket «{layout.side.navn}», {antall} tiltak i rad {rad}."
        if tabell.ar or any(rad.samlet is not None for rad in tabell.rader):
            yield f"Beløpene står i {self.ark.unit(self.valg)} ({_whence(self.valg.enhet, layout.enhet)})."
            yield self._signs()
        yield ""
        yield from self._table()
        yield ""
        for en in tabell.summer:
            yield self._sum(en)
        if tabell.ar and not tabell.summer:
            yield "Arket har ingen sum å holde beløpene mot. Se om de stemmer."
        for linje in tabell.ulest:
            yield f"Ikke lest: {legible(linje)}."
        for linje in self.merknader:
            yield f"Merk: {legible(linje)}"

    def _signs(self) -> str:
        fortegn = self.ark.sign(self.valg)
        if not any(b < 0 for rad in self.tabell.rader for b in rad.amounts) and not self.tabell.layout.fortegn:
            return "Ingen beløp har minus. De er lest som det som blir spart: lavere kostnad eller høyere inntekt."
        if not fortegn:
            return "Hva minus betyr, er ikke sagt."
        hva = "det som blir spart, og plusstall er økt kostnad" if fortegn == FORTEGN[0] else "økt kostnad"
        fra = _whence(self.valg.fortegn, self.tabell.layout.fortegn)
        return f"Minus er {hva} ({fra}). I boken er det som blir spart, uten minus."

    def _table(self) -> Iterator[str]:
        """The measures with their ids, as the sheet has them, and what they add up to."""
        tabell = self.tabell
        andre = [*tabell.layout.arsverk]
        hoder = [*map(str, tabell.ar), *(["Samlet"] if tabell.layout.samlet else []),
                 *("Årsverk" if ar is None else f"Årsverk {ar}" for ar in andre)]  # fmt: skip
        linjer = [("Rad", "Id", "Tiltak", *hoder)]
        for rad in tabell.rader:
            tall = [_cell(rad.belop.get(ar)) for ar in tabell.ar]
            tall += [_cell(rad.samlet)] if tabell.layout.samlet else []
            tall += [_cell(rad.arsverk.get(ar)) for ar in andre]
            linjer.append((str(rad.nr), self.ider[rad.nr], _short(rad.navn), *tall))
        if tabell.ar:
            tomme = [""] * (len(hoder) - len(tabell.ar))
            linjer.append(("", "", "Sum av dette", *(_shown(tabell.sum_i(ar)) for ar in tabell.ar), *tomme))
        bredder = [max(len(linje[nr]) for linje in linjer) for nr in range(len(linjer[0]))]
        for linje in linjer:
            tekst = [
                c.ljust(b) if nr in {1, 2} else c.rjust(b) for nr, (c, b) in enumerate(zip(linje, bredder, strict=True))
            ]
            yield f"  {'  '.join(tekst)}".rstrip()

    def _sum(self, en: Sum) -> str:
        hva = f"Rad {en.nr}, «{_short(en.tekst)}», er summen av rad {liste_i_ord(en.rader)}"
        if not en.avvik:
            return f"{hva}: den stemmer."
        galt = [f"{ar}: arket har {_shown(en.sagt[ar])}, radene gir {_shown(en.gir[ar])}" for ar in en.avvik]
        return f"{hva}, men DEN STEMMER IKKE. {'; '.join(galt)}."

    def tell_changes(self) -> Iterator[str]:
        """What becomes another in data/, file by file."""
        for fil in self.tekster:
            if fil in self.inn.filer.gamle and self.endringer.get(fil):
                yield f"data/{fil}"
                yield from (f"  {endring}" for endring in self.endringer[fil])
        if self.nye:
            ider = liste_i_ord(sorted(self.nye, key=_by_number))
            yield f"{len(self.nye)} nye tiltak i data/{self.ark.sektor}/tiltak: {ider}."

    def write(self) -> None:
        """Write it all to data/, or nothing."""
        skriv_import(self.ark.bok.data, self.tekster, [], self.inn.filer.lest)


def _by_number(id_: object) -> tuple[str, int]:
    tekst = str(id_)
    kode = tekst.rstrip("0123456789")
    return kode, int(tekst[len(kode) :] or 0)


def _cell(tall: Fraction | None) -> str:
    return "" if tall is None else _shown(tall)


def _whence(sagt: str, av_arket: Said | None) -> str:
    if sagt and av_arket and av_arket.hva != sagt:
        return f"du har sagt det, og det går foran at {av_arket}"
    return str(av_arket) if av_arket else "du har sagt det"


class _Maker:
    """Puts a table's measures into the sector's files."""

    def __init__(self, ark: BudgetSheet, valg: BudgetDecisions, tabell: Table) -> None:
        self.ark, self.valg, self.tabell, self.filer = ark, valg, tabell, ark.filer
        self.inn = Innlesing(replace(ark.filer, nye=_copied(ark.filer.gamle)))
        self.periode = ark.periode
        self.enhet = ark.unit(valg) or "kr"
        # What is saved is above zero in data/.
        self.ganger = -1 if ark.sign(valg) == FORTEGN[0] and self._has_minus() else 1
        self.kilde = ark._source_id(valg)
        self.merknader: list[str] = []
        self.ider: dict[int, str] = {}
        self.nye: set[str] = set()
        self.feil: list[Datafeil] = []
        self.brukte = {str(hent_verdi(en, ("id",))) for fil, en in self.nye_filer.items() if "/tiltak/" in fil}

    @property
    def nye_filer(self) -> dict[str, Any]:
        return self.inn.filer.nye

    def _has_minus(self) -> bool:
        negative = any(b < 0 for rad in self.tabell.rader for b in rad.amounts)
        return negative or self.tabell.layout.fortegn is not None

    def make(self) -> BudgetImport:
        self._notes()
        self._enter_source()
        kjente = self._known()
        hos = self._agencies()
        if self.feil:
            raise samlet_feil(self.feil)
        for rad in self.tabell.rader:
            like = kjente.get(same_name(rad.navn), [])
            passer = [fil for fil in like if hent_verdi(self.nye_filer[fil], ("virksomhet",)) == hos[rad.nr]] or like
            if passer:
                like.remove(passer[0])
                self._update(rad, passer[0])
            else:
                self._new(rad, hos[rad.nr])
        self._tell_gone(kjente)
        tekster = self.inn.filer.tekster()
        feil = feil_etter(self.inn, self.ark.bok.data, tekster) if tekster else []
        tekster |= self._unit_of_book()
        return BudgetImport(
            self.ark, self.valg, self.tabell, self.inn, self.kilde, self.ider, frozenset(self.nye),
            tuple(self.merknader), tekster, tuple(feil), importforskjeller(self.inn),
        )  # fmt: skip

    def _notes(self) -> None:
        layout = self.tabell.layout
        if self.ark.utenfor:
            self._note(f"{liste_i_ord(self.ark.utenfor)} er utenfor årene i sektoren, og er ikke lest.")
        mangler = [ar for ar in self.periode if ar not in layout.ar]
        if layout.ar and mangler:
            self._note(
                f"Arket har ingen kolonne for {liste_i_ord(mangler)}, som er i sektoren. Beløpene er ikke oppgitt da."
            )
        if layout.ulest:
            self._note(f"Disse kolonnene er ikke lest: {liste_i_ord([f'«{navn}»' for navn in layout.ulest.values()])}.")
        if layout.samlet:
            navn = layout.side.rute(layout.rad, layout.samlet).tekst
            self._note(
                f"Kolonnen «{navn}» sier ikke hvilket år beløpene gjelder. De er lest som summen for hele perioden. "
                "Gjelder de ett år, skriv --ar og året."
            )
        if layout.arsverk:
            self._note("Årsverk er lest som årsverk som blir frigjort.")
        if len({tall > 0 for rad in self.tabell.rader for tall in rad.arsverk.values() if tall}) > 1:
            self.feil.append(
                Datafeil(
                    "årsverkene i arket har både pluss og minus, så det er uvisst hva som blir frigjort. Del dem i to "
                    "kolonner, eller ta bort kolonnen",
                    self.ark.fil,
                )
            )
        if self.valg.fortegn and not self._has_minus():
            self._note("Ingen beløp har minus, så --fortegn er ikke brukt.")
        for rad in self.tabell.uten_tall if not self.valg.uten_belop else ():
            self._note(f"Rad {rad.nr}, «{_short(rad.navn)}», er lest som en overskrift.")

    def _note(self, linje: str) -> None:
        self.merknader.append(linje)

    # --- where it belongs ---------------------------------------------------------------------------------------

    def _enter_source(self) -> None:
        dokument = self.nye_filer.setdefault("kilder.yml", {})
        kilder = dokument.get("kilder")
        if not isinstance(kilder, dict):
            kilder = dokument["kilder"] = {}
        layout = self.tabell.layout
        if (kjent := kilder.get(self.kilde)) is not None:
            self._note(
                f"Kilden {self.kilde} er i kilder.yml fra før («{hent_verdi(kjent, ('tittel',))}»), og står som den er."
            )
            return
        kommune = hent_verdi(self._program(), ("kommune",)) or IKKE_OPPGITT
        kilder[self.kilde] = {
            "tittel": self.valg.tittel or layout.tittel or self.ark.fil.stem,
            "utgiver": str(kommune),
            "dato": self.valg.dato or layout.dato or IKKE_OPPGITT,
            "lisens": IKKE_OPPGITT,
            **({"adresse": layout.adresse} if layout.adresse else {}),
        }
        ny = kilder[self.kilde]
        self._note(f"Ny kilde i kilder.yml: {self.kilde}, «{ny['tittel']}», {ny['utgiver']}, dato {ny['dato']}.")

    def _program(self) -> Any:
        from effekt.reading.documents import les_dokument

        return les_dokument(self.ark.bok.data / _PROGRAM).innhold

    def _agencies(self) -> dict[int, str]:
        """The agency of each row: as its column or heading says, as a person says, or the only one there is."""
        alle = self.ark.virksomheter
        navngitt = {same_name(navn): kode for kode, navn in alle.items()} | {same_name(kode): kode for kode in alle}
        valgt = navngitt.get(same_name(self.valg.virksomhet)) if self.valg.virksomhet else None
        if self.valg.virksomhet and valgt is None:
            self.feil.append(Datafeil(
                f"ukjent virksomhet «{self.valg.virksomhet}».{naermeste(self.valg.virksomhet, alle)} Sektoren har "
                f"{_named(alle)}."
            ))  # fmt: skip
        ellers = valgt or (next(iter(alle)) if len(alle) == 1 else None)
        hos = {rad.nr: navngitt.get(same_name(rad.seksjon), ellers) for rad in self.tabell.rader}
        ukjente = dict.fromkeys(rad.seksjon for rad in self.tabell.rader if hos[rad.nr] is None)
        if ukjente and not self.feil:
            under = [f"«{navn}»" for navn in ukjente if navn]
            hva = (
                f"{liste_i_ord(under)} er ikke blant virksomhetene"
                if under
                else "arket sier ikke hvilken virksomhet tiltakene hører til"
            )
            self.feil.append(Datafeil(
                f"{hva}. Sektoren {self.ark.sektor} har {_named(alle)}. Rett navnet i arket, si hvor tiltakene skal, "
                f"med --virksomhet {next(iter(alle), 'KODE')}, eller legg til virksomheten med «effekt virksomhet ny "
                f"{self.ark.sektor} KODE:Navn»."
            ))  # fmt: skip
        return {nr: kode or "" for nr, kode in hos.items()}

    def _known(self) -> dict[str, list[str]]:
        """The files of the sector's measures by name, those of one name in the order of their ids."""
        kjente: dict[str, list[str]] = {}
        for id_ in sorted(self.filer.tiltaksfiler, key=_by_number):
            fil = self.filer.tiltaksfiler[id_]
            kjente.setdefault(same_name(str(hent_verdi(self.filer.gamle[fil], ("navn",)) or "")), []).append(fil)
        return kjente

    def _tell_gone(self, igjen: Mapping[str, list[str]]) -> None:
        """Tell which measures have this source, and are in no row of it any more."""
        for fil in (fil for filer in igjen.values() for fil in filer):
            ett = self.filer.gamle[fil]
            if hent_verdi(ett, ("kilde",)) == self.kilde:
                hva = f"{ett.get('id')}, «{_short(str(ett.get('navn')))}»,"
                self._note(f"{hva} er ikke i arket lenger. Det står som før i data/.")

    # --- the measures -------------------------------------------------------------------------------------------

    def _new(self, rad: Row, virksomhet: str) -> None:
        nr = next(n for n in range(1, len(self.brukte) + 2) if f"{virksomhet}{n}" not in self.brukte)
        id_ = f"{virksomhet}{nr}"
        self.brukte.add(id_)
        self.nye.add(id_)
        self.ider[rad.nr] = id_
        fil = f"{self.ark.sektor}/{TILTAKSMAPPE}/{id_.lower()}.yml"
        felt: dict[str, Any] = {"id": id_, "navn": rad.navn, "virksomhet": virksomhet, **self._stated(rad, self.enhet)}
        if rad.beskrivelse:
            felt["beskrivelse"] = rad.beskrivelse
        if rad.arsverk:
            felt["arsverk"] = [self._arsverk(rad)]
        self.nye_filer[fil] = {navn: felt[navn] for navn in rekkefolger(Tiltak)[()] if navn in felt}

    def _stated(self, rad: Row, enhet: str) -> dict[str, Any]:
        """What the row says of the amount, in ``enhet``, and where it says it."""
        sagt: dict[str, Any] = {"kilde": self.kilde, "side": self._place(rad)}
        skala = factor_of(self.enhet) / factor_of(enhet) * self.ganger
        if rad.belop or rad.samlet is not None:
            sagt["oppgitt_i"] = enhet
        if rad.belop:
            sagt["oppgitt"] = {
                Ordrett(str(ar)): Ordrett(skriv_tall(rad.belop[ar] * skala))
                if ar in rad.belop
                else self._blank(rad, ar)
                for ar in self.periode
            }
        elif rad.samlet is not None:
            sagt["oppgitt_sum"] = Ordrett(skriv_tall(rad.samlet * skala))
        else:
            hva = "årsverk, og ikke beløp" if rad.arsverk else "ikke beløp"
            sagt["uten_belop"] = f"Kilden oppgir {hva}."
        return sagt

    def _place(self, rad: Row) -> str:
        return f"rad {rad.nr}" if _is_csv(self.ark.fil) else f"{self.tabell.layout.side.navn}, rad {rad.nr}"

    def _blank(self, rad: Row, ar: int) -> str:
        """What stands in a year without an amount: nothing, where a sum that agrees counts it so; else not told."""
        regnet = (en for en in self.tabell.summer if rad.nr in en.rader and str(ar) in en.sagt and not en.avvik)
        return INGENTING if any(regnet) else UOPPGITT

    def _arsverk(self, rad: Row) -> dict[str, Any]:
        antall = {ar: abs(tall) for ar, tall in rad.arsverk.items()}
        verdi: Any = {Ordrett(str(ar)): Ordrett(skriv_tall(tall)) for ar, tall in antall.items() if ar is not None}
        if None in antall:
            verdi = Ordrett(skriv_tall(antall[None]))
        return {"slag": "frigjort", "verdi": verdi, "kilde": self.kilde, "side": self._place(rad)}

    def _update(self, rad: Row, fil: str) -> None:
        """Put the row's amounts into the measure of that name; what else stands there stays."""
        ett = self.nye_filer[fil]
        id_ = self.ider[rad.nr] = str(ett.get("id"))
        enhet = str(ett.get("oppgitt_i") or ("kr" if ett.get("oppgitt") else self.enhet))
        sagt = self._stated(rad, enhet)
        gammelt = ett.get("oppgitt") if isinstance(ett.get("oppgitt"), dict) else {}
        if "oppgitt" in sagt:
            sagt["oppgitt"] = self._merged(rad, id_, gammelt, sagt["oppgitt"])
            self._leave(ett, id_, ("uten_belop", "oppgitt_sum"))
        elif "oppgitt_sum" in sagt:
            self._leave(ett, id_, ("uten_belop",))
            if gammelt:
                self._note(f"{id_} har beløp per år i data/. Arket har bare en sum, og den er ikke ført inn.")
                return
        elif gammelt or ett.get("formel") or ett.get("oppgitt_sum") or ett.get("uten_belop"):
            del sagt["uten_belop"]
            if gammelt:
                self._note(f"{id_} har ikke beløp i arket lenger. Beløpene i data/ står.")
                return
        if enhet == "kr" and "oppgitt_i" not in ett:
            sagt.pop("oppgitt_i", None)
        for felt, verdi in sagt.items():
            if ett.get(felt) != verdi:
                sett(ett, (felt,), verdi, rekkefolger(Tiltak))
        for ar, kolonne in self.tabell.layout.ar.items():
            rute = self.tabell.layout.side.rute(rad.nr, kolonne)
            self.inn.celler[fil, ("oppgitt", str(ar))] = Arkcelle(rute, str(ar))
        if rad.arsverk:
            self._update_posts(rad, ett, id_)

    def _merged(self, rad: Row, id_: str, gammelt: dict[str, Any], nytt: dict[str, Any]) -> dict[str, Any]:
        """The years of data/ and of the sheet; what is the same number stays as it is written."""
        ferdig = dict(gammelt)
        for ar, tall in nytt.items():
            kjent = gammelt.get(ar)
            if int(ar) not in rad.belop and kjent is not None:
                if celle_som_tall(kjent) is not None and int(ar) in self.tabell.layout.ar:
                    self._note(f"{id_}.oppgitt[{ar}] er {kjent} i data/, og tom i arket. Det står.")
                continue
            if kjent is None or celle_som_tall(kjent) != celle_som_tall(tall):
                ferdig[ar] = tall
        return {ar: ferdig[ar] for ar in sorted(ferdig)}

    def _leave(self, ett: dict[str, Any], id_: str, felter: tuple[str, ...]) -> None:
        """Take away what the amounts come in place of; what a person has written is never lost so."""
        for felt in felter:
            if felt not in ett:
                continue
            if felt == "uten_belop" and not str(ett[felt]).startswith("Kilden oppgir "):
                raise Datafeil(
                    f"{id_} har uten_belop, og arket har beløp. Slett uten_belop i data/, og importer igjen."
                )
            del ett[felt]

    def _update_posts(self, rad: Row, ett: dict[str, Any], id_: str) -> None:
        gamle = ett.get("arsverk")
        ny = self._arsverk(rad)
        if not gamle:
            sett(ett, ("arsverk",), [ny], rekkefolger(Tiltak))
        elif len(gamle) == 1 and hent_verdi(gamle[0], ("kilde",)) == self.kilde:
            if hent_verdi(gamle[0], ("verdi",)) != ny["verdi"] or gamle[0].get("side") != ny["side"]:
                sett(ett, ("arsverk",), [{**gamle[0], "verdi": ny["verdi"], "side": ny["side"]}], rekkefolger(Tiltak))
        else:
            self._note(f"{id_} har årsverk i data/ fra et annet sted. De står.")

    def _unit_of_book(self) -> dict[str, str]:
        """The book's program.yml with the sheet's unit as the one that amounts are shown in, where it has none yet.

        Only for the first measures of a book: sums then stand as the source prints them.
        """
        data = self.ark.bok.data
        if (
            self.enhet == "mrd. kr"
            or not any(rad.belop for rad in self.tabell.rader)
            or any(data.glob("*/tiltak/*.yml"))
        ):
            return {}
        innhold = self._program()
        if innhold.get("belopsenhet") is not None or self.enhet in {"mill. kr", "mrd. kr"}:
            return {}
        fil = data / _PROGRAM
        self.inn.filer.lest[fil] = fingerprint_of(fil)
        self._note(f"Boken viser beløp i {self.enhet}, som arket (belopsenhet i data/{_PROGRAM}).")
        return {_PROGRAM: rediger(les_tekst(fil), {**innhold, "belopsenhet": self.enhet})}


def _copied(filer: Mapping[str, Any]) -> dict[str, Any]:
    import copy

    return copy.deepcopy(dict(filer))


def _named(virksomheter: Mapping[str, str]) -> str:
    return liste_i_ord([f"{kode} ({navn})" for kode, navn in virksomheter.items()])
