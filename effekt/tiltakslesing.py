"""Reading a sector's measures: a file each, with their quantities at addresses."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from effekt.innsetting import sett_tiltak
from effekt.kilder import Datafeil, Notert, samle, samlet_feil
from effekt.lesing import Dokument, les_dokument
from effekt.modell import Sektorinfo, Tiltak
from effekt.storrelse import Storrelse
from effekt.utkast import Mangel, Uferdig, les_utkast
from effekt.validering import valider
from effekt.verdi import Verdi

S = TypeVar("S", bound=Storrelse)


def med_adresse(storrelser: Mapping[str, S], prefiks: str) -> dict[str, S]:
    """The quantities with their addresses, which begin with ``prefiks``."""
    return {
        navn: s.model_copy(update={"adresse": prefiks + navn}) for navn, s in storrelser.items()
    }


def les_tiltak(
    mappe: Path, endringer: Mapping[str, Verdi], under_arbeid: Sektorinfo | None
) -> tuple[
    dict[str, Tiltak], dict[str, Uferdig], dict[str, tuple[Mangel, ...]], dict[str, Dokument]
]:
    """The measures; of a sector under arbeid also those without an effect, and what is missing."""
    tiltak: dict[str, Tiltak] = {}
    uferdige: dict[str, Uferdig] = {}
    mangler: dict[str, tuple[Mangel, ...]] = {}
    dokumenter: dict[str, Dokument] = {}
    feil: list[Datafeil] = []
    for fil in sorted(mappe.glob("[!.~]*")):
        if fil.suffix != ".yml":
            feil.append(
                Datafeil("filen leses ikke, for navnet må slutte på .yml. Gi den nytt navn.", fil)
            )
            continue
        with samle(feil):
            dokument = les_dokument(fil)
            sett_tiltak(dokument, endringer)
            _stryk_ubrukt(dokument)
            lest = les_utkast(dokument, under_arbeid) if under_arbeid else None
            ett = lest.tiltak if lest else valider(dokument, Tiltak)
            id_ = ett.id if ett else lest.id if lest else ""
            if id_ in dokumenter:
                andre = dokumenter[id_].fil.name
                melding = f"id {id_} er brukt i {andre} også. Gi tiltaket en egen id."
                raise dokument.feil(("id",), melding)
            dokumenter[id_] = dokument
            if lest and lest.mangler:
                mangler[id_] = lest.mangler
            if lest and lest.uferdig:
                uferdige[id_] = lest.uferdig
            if ett:
                tiltak[id_] = _adressert(ett)
    if feil:
        raise samlet_feil(feil)
    if not tiltak and not under_arbeid:
        raise Datafeil("mappen har ingen tiltak. Legg til en fil per tiltak, som sye1.yml.", mappe)
    return tiltak, uferdige, mangler, dokumenter


def _adressert(ett: Tiltak) -> Tiltak:
    """The measure whose quantities know their addresses, and who has read them."""
    forutsetninger = med_adresse(ett.forutsetninger, f"{ett.id}.")
    utsettelse = {"adresse": f"{ett.id}.forsinkelse"}
    return ett.model_copy(
        update={
            "forutsetninger": Notert(f"{ett.id}.", forutsetninger),
            "forsinkelse": ett.forsinkelse.model_copy(update=utsettelse),
        }
    )


def _stryk_ubrukt(dokument: Dokument) -> None:
    """Take away what formel_grunnlag leaves blank: a source needs no reason, a reason no source."""
    if isinstance(dokument.innhold, dict):
        grunnlag = dokument.innhold.get("formel_grunnlag")
        if isinstance(grunnlag, dict) and any(verdi is not None for verdi in grunnlag.values()):
            brukt = {nokkel: verdi for nokkel, verdi in grunnlag.items() if verdi is not None}
            dokument.innhold = {**dokument.innhold, "formel_grunnlag": brukt}
