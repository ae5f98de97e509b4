"""What the template's sheets are filled with: the entries of data/ as rows, or an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effekt.arkdokument import Sektorfiler, hent
from effekt.arkinnlesing import Ordlister, ord_for
from effekt.arkmodell import Kolonne
from effekt.arkoppsett import FELT, Ark, egne_storrelser, vurderingsmodeller
from effekt.arkord import overskrift
from effekt.arkverdi import vis_verdi
from effekt.lesing import Sti, les_dokument
from effekt.program import Felles
from effekt.validering import les_yaml

_MAL = Path(__file__).with_name("arkmal")


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
    return rader or list(_eksempel(ark, periode))


def _rad(
    ark: Ark, nokler: tuple[str, ...], sti: Sti, ett: Mapping[str, Any], ord_: Ordlister
) -> Malrad:
    celler = {
        k.navn: ord_["felt"].get(n, n) if k is FELT else n
        for k, n in zip(ark.nokler, nokler, strict=True)
    }
    serie = ett.get(ark.serie) if ark.serie else None
    per_ar = serie if isinstance(serie, Mapping) else {}
    for kolonne in ark.kolonner:
        verdi = hent(ett, kolonne.sti)
        if kolonne.sti == (ark.serie,) and per_ar:
            continue
        vist = verdi if verdi is not None else kolonne.standard if not kolonne.sti[1:] else None
        celler[kolonne.navn] = vis_verdi(vist, kolonne, _vist_som(ark, kolonne, sti, ord_))
    enhet = "kr" if ark.serie == "oppgitt" else str(ett.get("enhet") or "")
    return Malrad(celler, {int(ar): str(tall) for ar, tall in per_ar.items()}, enhet)


def _vist_som(ark: Ark, kolonne: Kolonne, sti: Sti, ord_: Ordlister) -> Mapping[str, str]:
    """The names that words are shown by; codes of agencies and documents are shown as they are."""
    if kolonne.sti[-1] in {"virksomhet", "kilde", "rapport"}:
        return {}
    return ord_for(ark, kolonne, sti, ord_)


def _entries(
    ark: Ark, filer: Sektorfiler
) -> Iterator[tuple[tuple[str, ...], Sti, Mapping[str, Any]]]:
    """The entries of data/ for the sheet: keys, place in the file, and the entry."""
    fil = ark.fil if ark.felles else f"{filer.sektor}/{ark.fil}"
    innhold = filer.gamle.get(fil) if ark.fil else None
    if ark.fil and ark.liste:
        for gruppe in ("resources", "uten_tall"):
            for ett in hent(innhold, (gruppe,)) or []:
                if ark.navn == "Tabeller":
                    yield (ett["name"],), (), ett
                else:
                    for felt in hent(ett, ("schema", "fields")) or []:
                        yield (ett["name"], felt["name"]), (), felt
    elif ark.fil and not ark.nokler:
        if innhold:
            yield (), (), innhold
    elif ark.fil:
        for navn, ett in (hent(innhold, ark.gruppe) or {}).items():
            yield (navn,), (*ark.gruppe, navn), ett if isinstance(ett, dict) else {}
    else:
        for id_, sti in filer.tiltaksfiler.items():
            yield from _i_tiltaket(ark, id_, filer.gamle[sti])


def _i_tiltaket(
    ark: Ark, id_: str, tiltak: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], Sti, Mapping[str, Any]]]:
    gruppe = hent(tiltak, ark.gruppe) if ark.gruppe else None
    if not ark.gruppe:
        yield (id_,), (), tiltak
    elif ark.gruppe == ("vurderinger",):
        for felt in vurderingsmodeller():
            yield (id_, felt), (*ark.gruppe, felt), hent(gruppe, (felt,)) or {}
    elif ark.liste:
        for ett in gruppe or []:
            yield (id_,), (*ark.gruppe, 0), ett
    else:
        for navn in egne_storrelser():
            if isinstance(tiltak.get(navn), dict):
                yield (id_, navn), (navn,), tiltak[navn]
        for navn, ett in (gruppe or {}).items():
            yield (id_, navn), (*ark.gruppe, navn), ett


def _eksempel(ark: Ark, periode: list[int]) -> Iterator[Malrad]:
    for rad in les_dokument(_MAL / "eksempel.yml").innhold.get(ark.navn) or []:
        celler = {navn: str(verdi or "") for navn, verdi in rad.items() if navn != "år"}
        per_ar = dict.fromkeys(periode, str(rad["år"])) if "år" in rad else {}
        yield Malrad(celler, per_ar, celler.get("Enhet", ""), eksempel=True)


def les_meg() -> list[str]:
    """The lines of the first sheet; one before a group of lines is its heading."""
    return (_MAL / "lesmeg.txt").read_text(encoding="utf-8").splitlines()


def ordlister(data: Path, filer: Sektorfiler) -> dict[str, dict[str, str]]:
    """The words that have names of their own: scales, classes, ratings, agencies, documents."""
    lister: dict[str, dict[str, str]] = {
        navn: {} for navn in ("usikkerhet", "konsekvens", "klasse", "felt", "virksomhet", "kilde")
    }
    lister["felt"] = {felt: overskrift((felt,)) for felt in vurderingsmodeller()}
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
    lister["virksomhet"] = _navn_i(hent(info, ("virksomheter",)), "navn")
    lister["kilde"] = _navn_i(hent(filer.gamle.get("kilder.yml"), ("kilder",)), "tittel")
    return lister


def _navn_i(gruppe: Any, felt: str) -> dict[str, str]:
    if not isinstance(gruppe, Mapping):
        return {}
    return {str(kode): str(hent(ett, (felt,)) or kode) for kode, ett in gruppe.items()}
