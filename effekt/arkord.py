"""The words of the Excel template: names of sheets and columns, and what each is explained by."""

from typing import Final

# Fields of a measure that have a sheet of their own under another name than their own.
ARKNAVN: Final = {
    "forutsetninger": "Forutsetninger",
    "oppgitt": "Effekter",
    "vurderinger": "Vurderinger",
}
LESMEG: Final = "Les meg"
LISTER: Final = "Lister"
# A row whose key begins so is an example, and never imported.
EKSEMPEL: Final = "EKSEMPEL"
_ORD: Final = {
    "hoy": "høy",
    "lan": "lån",
    "belop": "beløp",
    "forste_ar": "første år",
    "formel_grunnlag": "formelen",
    "spenn": "spennet",
    "prisniva": "prisnivå",
    "omrade": "område",
    "varig_fra_siste_ar": "varig fra siste år",
    "kommunemal": "kommunemål",
    "avhenger_av": "avhenger av",
    "samlet_vurdering": "samlet vurdering",
    "effekt_tekst": "om effekten",
    "name": "navn",
    "klasse_opphav": "klassens opphav",
    "title": "tittel",
    "description": "forklaring",
    "path": "fil",
    "primaryKey": "nøkkelkolonner",
    "teksttabell": "bare tekst",
    "constraints": "krav",
    "enum": "lovlige ord",
    "required": "må fylles ut",
    "unique": "bare én gang",
    "minimum": "minst",
    "maximum": "størst",
    "type": "slag",
    "schema": "tabellen",
    "uplasserte_vurderinger": "uplasserte vurderinger",
    "gjennomforingsusikkerhet": "gjennomføringsusikkerhet",
    "konsekvenser_samfunn": "konsekvenser for samfunn og innbyggere",
    "konsekvenser_ansatte": "konsekvenser for organisasjon og ansatte",
}
_HELE: Final = {
    "tiltak": "Det andre tiltaket",
    "avrunding.til": "Avrundet til",
    "samlet_vurdering.klasse": "Samlet vurdering",
    "samlet_vurdering.klasse_opphav": "Samlet vurdering: opphav",
    "samlet_vurdering.tekst": "Samlet vurdering: tekst",
    "tillatt.0": "Minste tillatte",
    "tillatt.1": "Største tillatte",
    "schema.primaryKey": "Nøkkelkolonner",
    "schema.teksttabell": "Bare tekst",
    "constraints.required": "Må fylles ut",
    "constraints.unique": "Bare én gang",
    "constraints.minimum": "Minst",
    "constraints.maximum": "Størst",
    "constraints.enum": "Lovlige ord",
}
_FORKLARINGER: Final = {
    "tiltaket": "Id-en til tiltaket, slik arket Tiltak har den, for eksempel ABC1.",
    "kode": "Kort navn som formelen og teksten bruker: små bokstaver a–z, tall og _.",
    "tabell": "Tabellens korte navn. Tallene står i et ark med samme navn.",
    "kolonne": "Kolonnens navn i CSV-filen: små bokstaver a–z, tall og _.",
    "felt": "Hvilken av kortets fire vurderinger.",
    "virksomhetskode": "Forkortelsen med store bokstaver, for eksempel HEL.",
    "kildeid": "Kort id som kolonnen Kilde viser til, for eksempel delrapport-6.",
    "effektenhet": "Enheten beløpene på raden står i: kr, 1 000 kr eller mill. kr. Tomt er kr.",
    "verdi": "Tallet, når det er det samme i alle år. Ellers fyller du ut årene.",
    "enhet": "For eksempel kr per plass og år, mill. kr, prosent, andel, plasser.",
    "opphav": (
        "kilde: trykt i kilden (krever kilde og side). avledet: regnet ut av dere. valgt: bestemt "
        "av dere. De to siste krever begrunnelse. Tomt er kilde."
    ),
    "side": "Side i kilden: 49, 49–50 eller 23, 47. Kilder uten sider: punktet, som 4.3.",
    "sider.omtale": "Siden der tiltaket omtales.",
    "sider.kort": "Siden med selve kortet.",
    "begrunnelse": "Hvordan dere kom fram til tallet. Kreves når opphav er avledet eller valgt.",
    "lav": "Nederst i spennet, om kilden gir et. Per år for eksempel 2026: 0,1; 2027: 0,2.",
    "hoy": "Øverst i spennet, om kilden gir et.",
    "formel": "Regnestykket med kodene til forutsetningene: + - * / og parenteser. Gir kroner.",
    "avrunding.til": "Hva effekten på kortet er avrundet til, i kroner: 1000000 er hele millioner.",
    "kommunemal": "Numrene på kommunemålene, med komma mellom: 1, 3.",
    "merknader": "Det leseren bør vite. Én merknad per linje (Alt+Enter).",
    "periode": "Årene tiltakene er regnet for, for eksempel 2026–2029.",
    "lan.belop": "Koden til forutsetningen som er lånebeløpet.",
    "grunnlag": "Om vurderingen står i kortets fargede boks, i teksten, eller ingen av delene.",
    "path": "Mappe og fil: tabeller/navn.csv, eller oppgitt/navn.csv for det kilden summerer selv.",
    "schema.primaryKey": "Kolonnene som skiller radene fra hverandre: virksomhet, ar.",
    "schema.teksttabell": "ja når tabellen ikke har noe tall å regne med.",
    "type": "string er tekst, integer hele tall, number tall, year årstall.",
    "constraints.enum": "Ordene kolonnen kan ha, ett per linje.",
    "constraints.required": "ja når ruten ikke kan være tom.",
}
HVA: Final = {
    "Sektor": "Sektoren, perioden og hovedkilden. Én rad.",
    "Virksomheter": "Virksomhetene tiltakene hører til.",
    "Kilder": "Dokumentene tallene er fra. Felles for alle sektorer.",
    "Tiltak": "Én rad per tiltak: navn, tekster, formel og samlet vurdering.",
    "Forutsetninger": "Tallene som formlene bruker. Én rad per tall, med enhet, kilde og side.",
    "Effekter": "Effekten per år, slik kilden oppgir den. Strek (-) der kilden har strek.",
    "Vurderinger": "De fire vurderingene på hvert kort.",
    "Uplasserte vurderinger": "Vurderinger som kortet har, uten at det er sagt hva de gjelder.",
    "Overlapper med": "Tiltak med noe av samme effekt. Én rad per par. Beløpet telles én gang.",
    "Avhenger av": "Tiltak som må gjennomføres for at et annet skal ha effekt. Én rad per par.",
    "Nøkkeltall": "Enkelttall som står i teksten, og ikke hører til ett tiltak.",
    "Tabeller": "Tabellene sektoren har. Hver har et eget ark med samme navn.",
    "Kolonner": "Kolonnene i hver tabell, i rekkefølge.",
}


def overskrift(sti: tuple[str | int, ...]) -> str:
    """A column's header: «Sider: omtale», «Kilde»."""
    hel = ".".join(map(str, sti))
    if hel in _HELE:
        return _HELE[hel]
    ledd = [_ORD.get(str(del_), str(del_).replace("_", " ")) for del_ in sti]
    return ": ".join([ledd[0][:1].upper() + ledd[0][1:], *ledd[1:]])


def forklaring(hva: str) -> str:
    """What is said of a field; of one in a group, what is said of it anywhere; else nothing."""
    return _FORKLARINGER.get(hva, _FORKLARINGER.get(hva.rpartition(".")[2], ""))
