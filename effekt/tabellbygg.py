"""How tables are made: of what the source prints, and of what the book works out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.blokker import til_tekst
from effekt.kontroll import trykte
from effekt.nummerert import Tabell
from effekt.penger import belopsenhet, penger
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tall import MANGLER, Enhet, som_tall, til_enhet, vis_tall
from effekt.visning import Kilde

KRONER: Final = Enhet.les("kr")
ENHET_I_ORD: Final = {
    "1 000 kr": "1 000 kroner",
    "mill. kr": "mill. kroner",
    "kr": "kroner",
}


def i_tabellens(belop: Fraction, desimaler: int | None = None) -> str:
    """Kroner in the unit that amounts are shown in, as tables have them."""
    return vis_tall(til_enhet(belop, KRONER, belopsenhet()), desimaler)


def vis_celle(tabell: Tabelldata, *nokkel: str | int) -> str:
    """A cell as the table shows it; one that is not there is not given."""
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
            [
                {k: som_tall(v) if isinstance(v, Fraction) else v for k, v in rad.items()}
                for rad in tabell.rader
            ]
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
        sektor.tabeller.finn(trykt.ressurs.name)
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
    null: str = "0",
    nummer: str | None = None,
) -> Tabell:
    """A table that the book works out; what the source prints, if anything, stands in oppgitt/.

    It has the printed table's number and its address, else ``adresse``.
    """
    if nummer is None:
        nummer = (trykt.ressurs.nummer if trykt else None) or ""
    info = sektor.info
    i_ord = ENHET_I_ORD[enhet.base] if enhet else penger()
    enhet = enhet or belopsenhet()
    i_enhet = {
        navn: {ar: None if b is None else til_enhet(b, KRONER, enhet) for ar, b in rad.items()}
        for navn, rad in rader.items()
    }
    return Tabell(
        sektor=sektor,
        adresse=nummer.lower().replace(" ", "-") or adresse,
        nummer=nummer,
        tittel=tittel,
        undertittel=(f"Driftsvirkning per år i {i_ord}, positive tall er redusert kostnad"),
        kilde=Kilde.beregnet(sektor, grunnlag, *trykt_sted(trykt)),
        data=pd.DataFrame(
            [
                {"rad": til_tekst(navn), "ar": ar, _kolonne(enhet): som_tall(belop)}
                for navn, rad in i_enhet.items()
                for ar, belop in rad.items()
            ]
        ),
        hode=[forste_kolonne, *(info.vis_ar(ar) for ar in info.periode)],
        rader=[
            [navn, *(_i_rute(b, null, trykt is not None) for b in rad.values())]
            for navn, rad in i_enhet.items()
        ],
        alternativtekst=alternativtekst,
        noter=noter,
    )


def _kolonne(enhet: Enhet) -> str:
    """A unit as the name of a column: «mill_kr», «tusen_kr»."""
    return enhet.base.replace("1 000", "tusen").replace(". ", "_").replace(" ", "_")


def _i_rute(belop: Fraction | None, null: str, hele: bool) -> str:
    """An amount in a cell: whole where a source prints it so; what is not known says so."""
    if belop is None:
        return MANGLER
    return vis_tall(belop, 0 if hele or belop.denominator == 1 else 1) if belop else null
