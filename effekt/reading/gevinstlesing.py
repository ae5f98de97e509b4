"""The plans for the measures' gains: read, changed by addresses, and held against the rest of the sector.

Addresses: ``SYE1.budsjettert[2027]``, ``SYE1.prognose[2027]``, ``SYE1.realisert[2027]``, ``SYE1.planlagt[2027]``,
``SYE1.indikator.plasser.nullpunkt``, ``SYE1.indikator.plasser.mal[2027]``, ``SYE1.indikator.plasser.malt[2027]``.
Where an amount has been told several times, the address is that of the last one, which counts. What is told by ``fra``
has the address of where it stands, and no other.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.numbers import Enhet
from effekt.model.gevinst import INDIKATOR, SLAG, Gevinstplan, Oppgave, fra_adressen
from effekt.model.storrelse import Enkelttall
from effekt.model.tiltak import Sektorinfo
from effekt.model.units import factor_of
from effekt.model.verdi import Adresse, Verdi
from effekt.reading.documents import Dokument, Sti, les_dokument, valider, yaml_filer
from effekt.reading.insertion import ENKELTTALL
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata, adressedel

MAPPE: Final = "gevinster"
# Before the measure's id: where its plan's file is found among the sector's documents.
DOKUMENT: Final = f"{MAPPE}/"
_BELOP: Final = re.compile(rf"({'|'.join(SLAG)})\[(\d+)\]")
_INDIKATOR: Final = re.compile(rf"{INDIKATOR}\.(\w+)\.(nullpunkt|mal|malt)(?:\[(\d+)\])?")


@dataclass(frozen=True)
class Henvist:
    """The value that ``fra`` names: None where the table has a sign for one that is missing."""

    verdi: Fraction | None
    enhet: str
    kilde: str
    side: str
    adresse: str

    @property
    def i_kroner(self) -> Fraction | None:
        """An amount in kroner."""
        return None if self.verdi is None else self.verdi * factor_of(self.enhet)


def les_gevinster(
    mappe: Path, endringer: Mapping[str, Verdi], info: Sektorinfo | None, ny_periode: bool
) -> tuple[dict[str, Gevinstplan], dict[str, Dokument]]:
    """The plans by measure, and their files; raises Datafeil with every fault of a single file."""
    planer: dict[str, Gevinstplan] = {}
    dokumenter: dict[str, Dokument] = {}
    feil: list[Datafeil] = []
    for fil in yaml_filer(mappe, feil):
        with samle(feil):
            dokument = les_dokument(fil)
            _sett(dokument, endringer)
            plan = valider(dokument, Gevinstplan)
            if plan.tiltak in planer:
                andre = dokumenter[DOKUMENT + plan.tiltak].fil.name
                raise dokument.feil(("tiltak",), f"{plan.tiltak} har en plan i {andre} også. Slå dem sammen.")
            if ny_periode and info:
                plan = _innenfor(plan, info.periode)
            planer[plan.tiltak], dokumenter[DOKUMENT + plan.tiltak] = plan, dokument
    if feil:
        raise samlet_feil(feil)
    return planer, dokumenter


def _innenfor(plan: Gevinstplan, periode: Collection[int]) -> Gevinstplan:
    """The plan without the amounts of years outside the period."""
    return plan.model_copy(update={"realisering": tuple(ett for ett in plan.realisering if ett.ar in periode)})


def _sett(dokument: Dokument, endringer: Mapping[str, Verdi]) -> None:
    """Put the changes of one plan into its document, before it is validated."""
    innhold = dokument.innhold
    if not endringer or not isinstance(innhold, dict):
        return
    prefiks = f"{innhold.get('tiltak')}."
    egne = {a.removeprefix(prefiks): verdi for a, verdi in endringer.items() if a.startswith(prefiks)}
    if not any(map(_er_planens, egne)):
        return
    plan = valider(dokument, Gevinstplan)
    for felt, verdi in egne.items():
        if treff := _BELOP.fullmatch(felt):
            nr, _ = plan.gjeldende[treff[1], int(treff[2])]
            innhold["realisering"][nr]["verdi"] = verdi
        elif treff := _INDIKATOR.fullmatch(felt):
            _sett_indikator(innhold, plan, treff, verdi)


def _er_planens(felt: str) -> bool:
    return bool(_BELOP.fullmatch(felt) or _INDIKATOR.fullmatch(felt))


def _sett_indikator(innhold: dict[str, Any], plan: Gevinstplan, treff: re.Match[str], verdi: Verdi) -> None:
    navn, felt, ar = treff.groups()
    if felt == "malt":
        nr, _ = plan.malt[navn, int(ar)]
        innhold["malinger"][nr]["verdi"] = verdi
    elif felt == "mal":
        innhold["indikatorer"][navn]["mal"][ar] = verdi
    else:
        innhold["indikatorer"][navn]["nullpunkt"]["verdi"] = verdi


def gevinstadresser(sektor: Sektor) -> Iterator[Adresse]:
    """Every number of the plans that a reviewer can change."""
    for id_, plan in sektor.gevinster.unrecorded().items():
        for (slag, ar), (_, ett) in sorted(plan.gjeldende.items(), key=lambda en: (SLAG.index(en[0][0]), en[0][1])):
            if ett.verdi is not None:
                yield Adresse(
                    f"{id_}.{slag}[{ar}]",
                    f"{slag} gevinst, {ar}",
                    ett.verdi,
                    plan.enhet,
                    ett.kilde or "",
                    ett.side or "",
                )
        for navn, indikator in plan.indikatorer.items():
            sted = f"{id_}.{INDIKATOR}.{navn}"
            grunn = (indikator.enhet, indikator.kilde or plan.kilde or "", indikator.side or plan.side or "")
            if (null := indikator.nullpunkt) and null.verdi is not None:
                yield Adresse(
                    f"{sted}.nullpunkt", f"{indikator.navn}, nullpunkt", null.verdi,
                    indikator.enhet, null.kilde or "", null.side or "",
                )  # fmt: skip
            for ar, mal in indikator.mal.items():
                yield Adresse(f"{sted}.mal[{ar}]", f"{indikator.navn}, mål, {ar}", mal, *grunn)
            for (hvilken, ar), (_, maling) in plan.malt.items():
                if hvilken == navn and maling.verdi is not None:
                    yield Adresse(
                        f"{sted}.malt[{ar}]", f"{indikator.navn}, målt, {ar}", maling.verdi,
                        indikator.enhet, maling.kilde or "", maling.side or "",
                    )  # fmt: skip


def slaa_opp(fra: str, tabeller: Mapping[str, Tabelldata], tall: Mapping[str, Enkelttall]) -> Henvist | str:
    """The value that ``fra`` names, turned where it has a minus before it; else what is wrong with the address."""
    fortegn, adresse = fra_adressen(fra)
    if adresse.startswith(ENKELTTALL):
        navn = adresse.removeprefix(ENKELTTALL)
        if navn not in tall:
            return f"ukjent adresse «{adresse}».{naermeste(navn, tall)}"
        ett = tall[navn]
        return Henvist(ett.tallet * fortegn, ett.enhet, ett.kilde or "", ett.side or "", adresse)
    tabell, klamme, _ = adresse.partition("[")
    if not klamme or tabell not in tabeller:
        rad = naermeste(tabell, tabeller) if klamme else " Skriv tabellen og ruten, for eksempel tabell[rad, 2026]."
        return f"ukjent adresse «{adresse}».{rad}"
    data = tabeller[tabell]
    celler = {f"{tabell}[{adressedel(nokkel)}]": celle for nokkel, celle in data.celler.items()}
    if adresse not in celler:
        return f"ukjent adresse «{adresse}».{naermeste(adresse, celler) or f' {tabell} har ikke den ruten.'}"
    celle = celler[adresse]
    verdi = None if celle.verdi is None else celle.verdi * fortegn
    return Henvist(verdi, celle.enhet, data.ressurs.kilde, data.ressurs.side, adresse)


def feil_i_gevinst(
    plan: Gevinstplan,
    dokument: Dokument,
    info: Sektorinfo,
    tiltak: Collection[str],
    tabeller: Mapping[str, Tabelldata],
    tall: Mapping[str, Enkelttall],
) -> Iterator[Datafeil]:
    """What the plan says of measures, years and numbers that the sector does not have."""
    if plan.tiltak not in tiltak:
        rad = naermeste(plan.tiltak, tiltak)
        yield dokument.feil(("tiltak",), f"ukjent tiltak «{plan.tiltak}».{rad} Tiltakene er {', '.join(tiltak)}.")
    forste, siste = info.periode[0], info.periode[-1]
    for nr, ett in enumerate(plan.realisering):
        sted: Sti = ("realisering", nr)
        if not forste <= ett.ar <= siste:
            yield dokument.feil(
                (*sted, "ar"),
                f"{ett.ar} er utenfor perioden {forste}\u2013{siste} i sektor.yml. Rett eller slett raden.",
            )
        if ett.fra:
            yield from _feil_i_fra(ett, (*sted, "fra"), dokument, "", tabeller, tall)
    for navn, indikator in plan.indikatorer.items():
        if indikator.nullpunkt and indikator.nullpunkt.fra:
            sted = ("indikatorer", navn, "nullpunkt", "fra")
            yield from _feil_i_fra(indikator.nullpunkt, sted, dokument, indikator.enhet, tabeller, tall)
    for nr, maling in enumerate(plan.malinger):
        if maling.fra:
            enhet = plan.indikatorer[maling.indikator].enhet
            yield from _feil_i_fra(maling, ("malinger", nr, "fra"), dokument, enhet, tabeller, tall)


def _feil_i_fra(
    ett: Oppgave,
    sti: Sti,
    dokument: Dokument,
    enhet: str,
    tabeller: Mapping[str, Tabelldata],
    tall: Mapping[str, Enkelttall],
) -> Iterator[Datafeil]:
    """An address that is not there, or of another unit: of an amount where ``enhet`` is empty."""
    funnet = slaa_opp(ett.fra or "", tabeller, tall)
    if isinstance(funnet, str):
        yield dokument.feil(sti, f"fra: {funnet}")
        return
    lest = Enhet.les(funnet.enhet)
    if not enhet and not lest.er_penger:
        yield dokument.feil(sti, f"fra: {funnet.adresse} er i {funnet.enhet}, men gevinsten er et beløp.")
    elif enhet and lest != Enhet.les(enhet):
        yield dokument.feil(
            sti, f"fra: {funnet.adresse} er i {funnet.enhet}, men indikatoren er i {enhet}. Skriv samme enhet."
        )
    ar = getattr(ett, "ar", None)
    nevnt = re.findall(r"(?<![\w])(?:19|20|21)\d\d(?=\]|,)", funnet.adresse)
    if ar and nevnt and str(ar) not in nevnt:
        yield dokument.feil(sti, f"fra: {funnet.adresse} gjelder {nevnt[-1]}, men raden gjelder {ar}. Rett det ene.")
