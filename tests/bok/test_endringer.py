"""Every number of the published data has an address, or a reason not to."""

import csv
import re
from collections.abc import Iterator

from effekt.reading.documents import les_dokument
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor
from tests.conftest import DATA

# What is a number or a rating in data/ and has no address, and why.
UTEN_ADRESSE = {
    r"\w+/oppgitt/.*": "what the source prints for what is computed: results are held against it",
    r"\w+/tiltak/\w+\.yml: oppgitt\..*": "the same, on the cards",
    r".*: (.*\.)?(side|sider)(\.\w+)?": "pages",
    r"kilder\.yml: kilder\.[\w-]+\.deler\.\d": "the sections that may be referred to",
    r".*: (.*\.)?tillatt\.\d": "bounds of what may be typed",
    r"\w+/datapackage\.yml: .*": "the description of tables, bounds among it",
    r"hls/kontroller\.yml: .*": "the second transcription, which data/ is held against",
    r"(hls/historikk|felles/utgivelse)\.yml: .*": "which edition it is, and who publishes it",
    r"hls/(innhold|lenken_tilbake)\.yml: .*": "the contents of the printed report and the letter",
    r"hls/gevinster/\w+\.yml: (malinger|realisering)\.\d\.ar": "the year that a number is of",
    r"hls/tiltak/\w+\.yml: kommunemal\.\d": "which goals a card names, by their number",
    r"hls/tiltak/\w+\.yml: uplasserte_vurderinger\.\d\.verdi": "in no known field, so in no result",
    r"hls/tiltak/\w+\.yml: forutsetninger\.\w+\.prisar": "the year whose prices a number is in",
    r"hls/tiltak/\w+\.yml: lan\.forste_ar": "says which years the series i_drift marks",
    r"felles/offentlig(e_tall\.yml|/.*): .*": "what is fetched and how; the values have addresses",
    r"felles/program\.yml: (.*\.)?delrapport": "the number of a report",
    r"felles/program\.yml: (usikkerhet|konsekvens)\.\w+\.tegn": "signs of the scale",
    r"felles/program\.yml: vurderingsskala\.styrker\.\d": "the words that steps are made of",
}
_TALL = re.compile(r"[-+−]?\d+(\.\d+)?(/\d+)?")


def _ord_for_vurdering(sektor: Sektor) -> set[str]:
    felles = sektor.felles
    return {*felles.usikkerhet, *felles.konsekvens, *felles.klasser}


def _blader(ting: object, sti: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a YAML document that holds no others, and its place."""
    if isinstance(ting, dict):
        for nokkel, verdi in ting.items():
            yield from _blader(verdi, f"{sti}.{nokkel}".lstrip("."))
    elif isinstance(ting, list):
        for nr, verdi in enumerate(ting):
            yield from _blader(verdi, f"{sti}.{nr}".lstrip("."))
    else:
        yield sti, ting


def _adresse_for(fil: str, sti: str, id_: str) -> str:
    """The address that a leaf should have by where it stands: the rule, written a second time."""
    forste, *resten = sti.split(".")
    if fil.endswith("sektor.yml") and forste == "periode":
        return "sektor.periode"
    if forste == "vurderinger":
        return f"{id_}.{resten[0]}"
    if sti == "samlet_vurdering.klasse":
        return f"{id_}.klasse"
    if sti == "avrunding.til":
        return f"{id_}.avrunding"
    if fil == "felles/usikkerhet.yml":
        return ".".join(["usikkerhet", forste, *resten]).removesuffix(".verdi")
    if forste == "premisser":
        return f"premiss.{'.'.join(resten).removesuffix('.verdi').replace('.virker_pa.', '.')}"
    if forste == "gjennomforing":
        return f"{id_}.gjennomforing.{resten[0]}"
    prefiks = {"forutsetninger": id_, "tall": "tall", "regneregler": "felles"}.get(forste)
    if prefiks is None or len(resten) not in {2, 3}:
        return ""
    navn, felt, *ar = resten
    return f"{prefiks}.{navn}{'' if felt == 'verdi' else '.' + felt}" + "".join(f"[{a}]" for a in ar)


def test_every_number_and_rating_in_data_has_an_address_or_a_reason_not_to(hls: Sektor) -> None:
    alle, ord_ = adresser(hls), _ord_for_vurdering(hls)
    uten, brukt, med = [], set(), set()
    for fil in sorted(DATA.rglob("*.yml")):
        navn = fil.relative_to(DATA).as_posix()
        innhold = les_dokument(fil).innhold
        id_ = str(innhold.get("id", ""))
        for sti, verdi in _blader(innhold):
            if not (_TALL.fullmatch(str(verdi)) or (verdi in ord_ and not sti.endswith("tone"))):
                continue
            adresse = _adresse_for(navn, sti, id_)
            grunn = next((m for m in UTEN_ADRESSE if re.fullmatch(m, f"{navn}: {sti}")), None)
            if adresse in alle:
                med.add(adresse)
            elif grunn:
                brukt.add(grunn)
            else:
                uten.append(f"{navn}: {sti} = {verdi}")
    assert not uten
    ubrukte = {m for m in UTEN_ADRESSE if m not in brukt and "oppgitt/" not in m}
    assert not ubrukte, "a reason that nothing needs"
    # The other way too: what has an address stands in a file, as a leaf or a cell.
    # A delay alone need not be written: it is none until someone delays the measure. And that a
    # measure is carried out is said nowhere: it is, until a reviewer leaves it out. A status is a word, and a mark.
    merker = {a for a in alle if a.endswith(".usikkerhet")}
    # A measure's chance is what its rating stands for, and a premise's is the same for all, until another is given.
    # What a premise does is words, and the source seldom says by how much.
    sjanser = {f"{id_}.gjennomforing.{hva}" for id_ in hls.tiltak for hva in ("sjanse", "ett_ar", "to_ar")} - med
    premisser = {f"premiss.{id_}{hva}" for id_ in hls.premisser for hva in ("", ".sjanse")} - med | {
        f"premiss.{id_}.{tiltak}.{hva}"
        for id_, premiss in hls.premisser.items()
        for tiltak in premiss.virker_pa
        for hva in ("virkning", "verdi")
    }
    assert {a for a in alle.keys() - merker if a not in med and alle[a].adresse.partition("[")[0] not in
            hls.tabeller} == {f"{id_}.{hva}" for id_ in hls.tiltak
                              for hva in ("forsinkelse", "gjennomfores", "status")} | sjanser | premisser  # fmt: skip


def test_every_cell_of_numbers_has_an_address(hls: Sektor) -> None:
    alle = adresser(hls)
    for tabell in hls.tabeller.values():
        if tabell.ressurs.path.startswith("oppgitt/") or tabell.ressurs.tabell.teksttabell:
            continue
        if tabell.fil.is_dir():  # fetched: test_offentlig.py
            continue
        verdifelt = tabell.ressurs.tabell.verdifelt
        assert verdifelt is not None
        with tabell.fil.open(encoding="utf-8") as fil:
            rader = list(csv.DictReader(fil))
        for rad in rader:
            nokler = ", ".join(rad[n] for n in tabell.ressurs.tabell.nokler)
            assert f"{tabell.ressurs.name}[{nokler}]" in alle
        andre = {f.name for f in tabell.ressurs.tabell.felt} - {*tabell.ressurs.tabell.nokler}
        # «trykt» is the same number in the letter's own words; «kommunemal» and «nr» are names.
        for felt in andre - {verdifelt.name, "trykt", "kommunemal", "nr", "art"}:
            assert not any(_TALL.fullmatch(rad[felt]) for rad in rader), (tabell.fil, felt)
