"""From a cell to what is written in data/: numbers, words, years and lists as people type them."""

import re
from collections.abc import Mapping
from typing import Any, Final

from effekt.arkmodell import Kolonne
from effekt.arkrute import Rute, feil_i_formel, tett
from effekt.arktall import les_tallrute, les_talltekst, som_tall, tall_eller
from effekt.kilder import naermeste
from effekt.tallform import les_tall, skriv
from effekt.verdi import les_ar
from effekt.yamltekst import Ordrett, flyt

_SANT: Final = {
    **dict.fromkeys(("ja", "j", "x", "true", "sant"), True),
    **dict.fromkeys(("nei", "n", "false", "usant"), False),
}
_SMARTE: Final = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "«": '"', "»": '"'}
)
# Columns whose words are those of a scale, and no others.
_LUKKET: Final = {"verdi", "klasse"}
_KODE_I_TEKST: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def les_rute(rute: Rute, kolonne: Kolonne, enhet: str, gammel: Any, ord_: Mapping[str, str]) -> Any:
    """The cell's value as data/ has it: text, or a list of texts; never called for a blank cell.

    ``gammel`` is what stands there now: it is given back where the cell says the same. ``ord_`` has
    the words of a scale and their names. Raises ValueError in words that go after the cell's name.
    """
    if galt := feil_i_formel(rute):
        raise ValueError(galt)
    lest = _les(rute, kolonne, enhet, gammel, ord_)
    return gammel if _samme(lest, gammel, kolonne) else lest


def _les(rute: Rute, kolonne: Kolonne, enhet: str, gammel: Any, ord_: Mapping[str, str]) -> Any:
    match kolonne.slag:
        case "tall":
            return les_tallrute(rute, enhet, gammel)
        case "mengde":
            return _les_mengde(rute, enhet, gammel)
        case "heltall":
            tall = les_tall(les_tallrute(rute, enhet, gammel))
            if tall.denominator != 1:
                raise ValueError(f"er {rute.tekst}, men må være et helt tall")
            return Ordrett(skriv(tall))
        case "ar":
            if rute.ar is None:
                raise ValueError(f"er «{rute.tekst}», men må være et årstall, for eksempel 2026")
            return Ordrett(rute.ar)
        case "side":
            return les_side(rute)
        case "kode" | "navn":
            return _les_navn(rute, kolonne, ord_)
        case "valg":
            return _les_ord(rute.tekst, kolonne.valg, ord_)
        case "sannhet":
            if (svar := _SANT.get(rute.tekst.casefold())) is None:
                raise ValueError(f"er «{rute.tekst}». Skriv ja eller nei")
            return Ordrett("true" if svar else "false")
        case "liste":
            return _les_liste(rute, kolonne, ord_)
        case "yaml":
            return _les_yaml(rute)
        case "enhet":
            return rute.tekst
        case _ if ord_:
            return _les_ord(rute.tekst, tuple(ord_), ord_, apent=True)
        case _:
            return les_prosa(rute)


def _samme(lest: Any, gammel: Any, kolonne: Kolonne) -> bool:
    if lest == gammel or gammel is None:
        return bool(lest == gammel)
    if kolonne.slag in {"tall", "heltall"} and isinstance(gammel, str):
        return tall_eller(gammel) == tall_eller(lest)
    if kolonne.slag == "mengde" and isinstance(gammel, Mapping) and isinstance(lest, Mapping):
        return {k: tall_eller(v) for k, v in gammel.items()} == {
            k: tall_eller(v) for k, v in lest.items()
        }
    if kolonne.slag == "mengde" and isinstance(gammel, str) and isinstance(lest, str):
        return tall_eller(gammel) == tall_eller(lest)
    if kolonne.slag == "side":
        return bool(str(gammel).replace("-", "\u2013") == lest)
    if isinstance(gammel, str) and isinstance(lest, str):
        return les_prosa_tekst(gammel) == lest
    return False


# --- numbers by year -------------------------------------------------------------------------


def _les_mengde(rute: Rute, enhet: str, gammel: Any) -> Any:
    """One number, or one for each year on one line: «2026: 0,1; 2027: 0,2»."""
    if not re.match(r"\d{4} ?:", rute.tekst):
        return les_tallrute(rute, enhet, gammel)
    gamle = gammel if isinstance(gammel, Mapping) else {}
    serie: dict[str, str] = {}
    for ledd in re.split(r"[;\n]", rute.tekst):
        ar, _, verdi = ledd.partition(":")
        if ledd.strip():
            tall = skriv(les_talltekst(verdi, enhet))
            kjent = som_tall(gamle.get(ar.strip()))
            serie[ar.strip()] = gamle[ar.strip()] if kjent == les_tall(tall) else Ordrett(tall)
    return serie


# --- words -------------------------------------------------------------------------------------


def les_side(rute: Rute) -> str:
    """Pages: «49–50», «23, 47», 49; raises ValueError for what Excel made a date of."""
    if rute.er_dato:
        raise ValueError(
            f"er en dato ({rute.tekst}). Excel har trolig gjort om sidetallene. Sett tallformatet "
            "til Tekst, og skriv dem på nytt, for eksempel 3–4"
        )
    tekst = re.sub(r"^(?:s|side|sidene|pkt|punkt)\.? ?", "", rute.tekst, flags=re.IGNORECASE)
    tekst = re.sub(r" ?(?:[-\u2010-\u2015]|til) ?", "\u2013", tekst)
    tekst = re.sub(r" ?(?:,|;| og ) ?", ", ", tekst)
    return Ordrett(tekst) if tekst.isdigit() else tekst


def _les_navn(rute: Rute, kolonne: Kolonne, ord_: Mapping[str, str]) -> str:
    tekst = rute.tekst
    if ord_ and kolonne.sti[-1] in _LUKKET:
        return _les_ord(tekst, tuple(ord_), ord_)
    if ord_ and (kjent := _les_ord(tekst, tuple(ord_), ord_, apent=True)) in ord_:
        return kjent
    if kolonne.slag == "kode":
        return tekst.upper().replace(" ", "")
    return tekst.lower() if re.fullmatch(r"\w+", tekst, re.ASCII) else tekst


def _les_ord(
    tekst: str, valg: tuple[str, ...], ord_: Mapping[str, str], apent: bool = False
) -> str:
    """One of the words, by itself or by the name that a reader knows it by."""
    former = {_enkel(vist): raa for raa, vist in ord_.items()}
    former |= {_enkel(ett): ett for ett in (*valg, *ord_)}
    if _enkel(tekst) in former:
        return former[_enkel(tekst)]
    if apent:
        return tekst
    kjente = [ord_.get(ett, ett) for ett in valg]
    raise ValueError(
        f"er «{tekst}».{naermeste(tekst, [*kjente, *valg])} Velg én av: {', '.join(kjente)}"
    )


def _enkel(tekst: str) -> str:
    return re.sub(r"[\s_]+", " ", tekst).strip().casefold()


def _les_liste(rute: Rute, kolonne: Kolonne, ord_: Mapping[str, str]) -> list[str]:
    if kolonne.ledd == "ar":
        aret = rute.ar
        return [Ordrett(ar) for ar in les_ar(str(aret) if aret else rute.tekst)]
    if rute.er_dato:
        raise ValueError(
            f"er en dato ({rute.tekst}). Sett tallformatet til Tekst, og skriv med komma mellom: "
            "1, 3"
        )
    if isinstance(rute.verdi, float) and not rute.verdi.is_integer():
        ment = ", ".join(rute.tekst.split("."))
        raise ValueError(
            f"er tallet {rute.tekst.replace('.', ',')}. Sett tallformatet til Tekst, og skriv "
            f"{ment}"
        )
    if kolonne.ledd == "tekst":
        linjer = str(rute.verdi).replace("\r\n", "\n").replace("_x000D_", "").split("\n")
        return [les_prosa_tekst(linje) for linje in linjer if tett(linje)]
    if kolonne.valg:
        hele = [tett(ett) for ett in re.split(r"[;\n]", str(rute.verdi)) if tett(ett)]
        kjente = {_enkel(ett) for ett in (*kolonne.valg, *ord_, *ord_.values())}
        ord_for_ord = [[ett] if _enkel(ett) in kjente else ett.split(",") for ett in hele]
        return [_les_ord(ett.strip(), kolonne.valg, ord_) for alle in ord_for_ord for ett in alle]
    ledd = [ett.strip() for ett in re.split(r"[,;\n]| og ", rute.tekst) if ett.strip()]
    return [Ordrett(ett) if ett.isdigit() else ett for ett in ledd]


def les_prosa(rute: Rute) -> str:
    """Text as the reader shall see it: lines broken in the cell joined, templates whole."""
    return les_prosa_tekst(rute.verdi if isinstance(rute.verdi, str) else rute.tekst)


def les_prosa_tekst(tekst: str) -> str:
    """The text with its paragraphs, and straight quotation marks inside {{ }} and {% %}."""
    tekst = tekst.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    avsnitt = [re.sub(r"[ \t]*\n[ \t]*", " ", ett).strip() for ett in re.split(r"\n\s*\n", tekst)]
    renset = "\n".join(ett for ett in avsnitt if ett)
    return _KODE_I_TEKST.sub(lambda treff: treff[0].translate(_SMARTE), renset)


def _les_yaml(rute: Rute) -> Any:
    import yaml

    from effekt.lesing import les_linje

    try:
        return les_linje(str(rute.verdi))
    except yaml.YAMLError:
        raise ValueError(
            f"er «{rute.tekst}», som ikke kan leses. Skriv {{nøkkel: verdi, nøkkel: verdi}}"
        ) from None


# --- and back ----------------------------------------------------------------------------------


def vis_verdi(verdi: Any, kolonne: Kolonne, ord_: Mapping[str, str]) -> str:
    """A value of data/ as text in a cell; numbers are written by ``arkskriving``."""
    if verdi is None:
        return ""
    if kolonne.slag == "liste" and isinstance(verdi, list):
        ledd = [ord_.get(str(ett), str(ett)) for ett in verdi]
        if kolonne.ledd == "ar" and ledd == [str(int(ledd[0]) + nr) for nr in range(len(ledd))]:
            return f"{ledd[0]}\u2013{ledd[-1]}" if len(ledd) > 1 else ledd[0]
        delt = kolonne.ledd == "tekst" or any("," in ett for ett in ledd)
        return ("\n" if delt else ", ").join(ledd)
    if kolonne.slag == "sannhet":
        return {"true": "ja", "false": "nei"}.get(str(verdi), str(verdi))
    if isinstance(verdi, Mapping) and kolonne.slag == "mengde":
        return "; ".join(f"{ar}: {tall.replace('.', ',')}" for ar, tall in verdi.items())
    if not isinstance(verdi, str):
        return flyt(verdi)
    return ord_.get(verdi, verdi)
