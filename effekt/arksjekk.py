"""The template's own checks: what turns yellow, orange or red as it is filled in."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from effekt.arkmodell import Kolonne
from effekt.arkoppsett import KODE, Ark, alle_ark
from effekt.lesing import Sti

_TEGN: Final = ("+", "-", "*", "/", "(", ")", ",", " ")
_REGNEORD: Final = ("akkumulert", "min(", "max(")
_EIERE, _KODER, _TILTAK = "effekt_eiere", "effekt_koder", "effekt_tiltak"
Sjekk = tuple[str, str, str]


def sjekker(ark: Ark, plan: Sequence[Kolonne | int], forste: int, siste: int) -> Iterator[Sjekk]:
    """Range, formula and colour of each check of a sheet, whose entries begin in row ``forste``."""
    sted = {k.sti: xl_col_to_name(nr) for nr, k in enumerate(plan) if isinstance(k, Kolonne)}
    nokkel = f"${xl_col_to_name(0)}{forste}"

    def omrade(bokstav: str) -> str:
        return f"{bokstav}{forste}:{bokstav}{siste}"

    for kolonne in plan:
        if (
            isinstance(kolonne, Kolonne)
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


def _belegg(
    gruppe: Sti, sted: dict[Sti, str], forste: int, omrade: Callable[[str], str]
) -> Iterator[Sjekk]:
    """Source and page where something is printed, a reasoning where it is not."""
    felt = [bokstav for sti, bokstav in sted.items() if sti[:-1] == gruppe]
    if gruppe == ():
        fylt = f'${felt[0]}{forste}<>""'
    else:
        fylt = f"{'+'.join(f'LEN(${b}{forste})' for b in felt)}>0"
    opphav = f"${sted[(*gruppe, 'opphav')]}{forste}"
    trykt = f'OR({opphav}="",{opphav}="kilde")'
    for navn, naar in (("kilde", trykt), ("side", trykt), ("begrunnelse", f"NOT({trykt})")):
        if bokstav := sted.get((*gruppe, navn)):
            formel = f'=AND({fylt},{naar},${bokstav}{forste}="")'
            yield omrade(bokstav), formel, "gul"


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
