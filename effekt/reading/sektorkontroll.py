"""What no single file can tell is wrong: names, years and sources that must agree across files."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Final

from pydantic import BaseModel

from effekt.base import bounds
from effekt.base.faults import Datafeil, lignende, naermeste, vis_sti
from effekt.base.numbers import Enhet, vis_prosent, vis_tall
from effekt.model import formel
from effekt.model.datapakke import DEFLATOR, RAMMEKUTT, TOTAL, Datapakke, Ressurs
from effekt.model.innhold import Figurplass, Innhold, Lenker, Status
from effekt.model.offentlig import FILNAVN as OFFENTLIGE
from effekt.model.program import Felles
from effekt.model.storrelse import ANSLAGET, INGEN, Storrelse, endene, er_numre, i_melding, sidene
from effekt.model.tiltak import (
    UNDER_ARBEID,
    UOPPGITT,
    UTEN_KLASSE,
    Kildedokument,
    Sektorinfo,
    Tiltak,
    Usikkerhetsvurdering,
    gjennomforingstrinn,
)
from effekt.model.units import AR, KR, dimension_of, factor_of, feil_i_enhetene, misspelt, units_in, words_in
from effekt.model.usikkerhet import Usikkerhetsvalg
from effekt.reading.documents import Dokument, Sti
from effekt.reading.insertion import GJENNOMFORING, KORTFELT, SJANSER
from effekt.reading.offentlig import Hentet
from effekt.reading.samspill import fullt_navn, kort_navn, overlappene, sektor_av
from effekt.reading.tabelldata import Tabelldata
from effekt.reading.utkast import mangler_av_trykt

LANEANDEL: Final = "laneandel"
Meld = Callable[[Sti, str], None]


def feil_i_tiltak(
    ett: Tiltak, dokument: Dokument, info: Sektorinfo, felles: Felles, ny_periode: bool = False
) -> list[Datafeil]:
    """Faults in a measure. With ``ny_periode`` the source need not print an effect for the years."""
    feil: list[Datafeil] = []
    under_arbeid = info.status == UNDER_ARBEID

    def meld(sti: Sti, melding: str) -> None:
        feil.append(dokument.feil(sti, melding))

    feil += feil_i_virksomhet(ett.virksomhet, dokument, info)
    for nr, kode in enumerate(ett.virksomheter or ()):
        feil += feil_i_virksomhet(kode, dokument, info, ("virksomheter", nr))
    klasse = ett.samlet_vurdering.klasse
    if klasse not in felles.klasser and klasse != UTEN_KLASSE:
        meld(
            ("samlet_vurdering", "klasse"),
            f"ukjent klasse «{klasse}».{naermeste(klasse, felles.klasser)} "
            f"program.yml har {', '.join(felles.klasser)}.",
        )
    _kontroller_vurderinger(ett, felles, meld)
    for nr, mal in enumerate(ett.kommunemal):
        if str(mal) not in felles.kommunemal:
            meld(("kommunemal", nr), f"ukjent kommunemål «{mal}». program.yml har {', '.join(felles.kommunemal)}.")
    if not under_arbeid:
        for sti, hva in mangler_av_trykt(ett, info):
            meld(sti, f"nøkkelen «{hva}» mangler. Legg den til.")
    for felt in ("oppgitt", "oppgitt_lav", "oppgitt_hoy"):
        if (serie := getattr(ett, felt)) and not ny_periode:
            _kontroller_ar((felt,), serie, info, meld)
    # The amounts of a simple measure are those.
    for navn, forutsetning in () if ett.enkelt else ett.forutsetninger.items():
        if navn in KORTFELT:
            melding = f"«{navn}» er adressen til noe annet på kortet. Gi forutsetningen et annet navn."
            meld(("forutsetninger", navn), melding)
        if forutsetning.usikkerhet not in (None, ANSLAGET, INGEN):
            merker = [ANSLAGET, INGEN, *felles.usikkerhet]
            _kontroller_trinn(("forutsetninger", navn, "usikkerhet"), forutsetning.usikkerhet, merker, meld)
        if forutsetning.usikkerhet and forutsetning.er_innfasing:
            meld(
                ("forutsetninger", navn, "usikkerhet"),
                f"«{navn}» er innfasing, som ikke varierer: det er tid, og regnes som forsinkelse. Ta bort usikkerhet.",
            )
        for felt in ("verdi", "lav", "hoy"):
            if isinstance(mengde := getattr(forutsetning, felt), Mapping):
                _kontroller_ar(("forutsetninger", navn, felt), mengde, info, meld)
    for navn, kostnad in ett.kostnader.items():
        if navn in KORTFELT:
            meld(("kostnader", navn), f"«{navn}» er adressen til noe annet på kortet. Gi kostnaden et annet navn.")
        for ar in kostnad.verdi if isinstance(kostnad.verdi, Mapping) and not ny_periode else ():
            if ar not in info.periode:
                hva = f"kostnader.{navn}: {ar} er utenfor perioden {info.periode[0]}\u2013{info.periode[-1]}"
                meld(("kostnader", navn, "verdi", str(ar)), f"{hva} i sektor.yml. Rett eller slett året.")
    usikre = [navn for navn, f in ett.forutsetninger.items() if f.kan_variere]
    if len(usikre) > bounds.DRIVERS:
        meld(
            ("forutsetninger", usikre[bounds.DRIVERS], "usikkerhet"),
            f"{len(usikre)} forutsetninger er usikre, men høyst {bounds.DRIVERS} kan være det i ett tiltak. "
            "Skriv usikkerhet: ingen på dem som betyr minst.",
        )
    _kontroller_lan(ett, info, felles, ny_periode, meld)
    _kontroller_formel(ett, info.periode if not feil else (), meld)
    return feil


def _kontroller_ar(sti: Sti, verdier: Mapping[int, object], info: Sektorinfo, meld: Meld) -> None:
    periode = f"{info.periode[0]}\u2013{info.periode[-1]}"
    hva = ".".join(str(ledd) for ledd in sti)
    for ar in verdier:
        if ar not in info.periode:
            meld((*sti, str(ar)), f"{hva}: {ar} er utenfor perioden {periode} i sektor.yml. Rett eller slett året.")
    mangler = [str(ar) for ar in info.periode if ar not in verdier]
    if mangler and info.status != UNDER_ARBEID:
        uten = f", eller {UOPPGITT} der kilden ikke sier noe om året" if sti == ("oppgitt",) else ""
        meld(sti, f"{hva}: mangler {', '.join(mangler)}. Perioden er {periode}. Legg til tallet{uten}.")


AR_KOLONNE: Final = "ar"
# What a loan is made up of: what each part is of, and how that is said.
_BELOP: Final = (((KR, 1),), "et beløp. Skriv kr, 1 000 kr eller mill. kr")
_LANETS_DELER: Final[dict[str, tuple[tuple[tuple[str, int], ...], str]]] = {
    "belop": _BELOP,
    "nedbetalingstid": (((AR, 1),), "en tid. Skriv år"),
    "avdrag": _BELOP,
    "rentesats": ((), "en andel. Skriv andel eller prosent"),
    "lisens": _BELOP,
    "besparelse": _BELOP,
}


def _verdiene(ting: Storrelse) -> list[Fraction]:
    return [ting.verdi] if isinstance(ting.verdi, Fraction) else list(ting.verdi.values())


def _kontroller_lan(ett: Tiltak, info: Sektorinfo, felles: Felles, ny_periode: bool, meld: Meld) -> None:
    if ett.lan is None:
        return
    for felt in _LANETS_DELER:
        navn = getattr(ett.lan, felt)
        if navn is not None and navn not in ett.forutsetninger:
            rad = naermeste(navn, ett.forutsetninger) or " Legg den til under forutsetninger."
            meld(("lan", felt), f"«{navn}» er ikke en forutsetning.{rad}")
    if ett.lan.forste_ar not in info.periode and not ny_periode:
        meld(("lan", "forste_ar"), f"{ett.lan.forste_ar} er utenfor perioden i sektor.yml. Rett året.")
    for felt, (ledd, hva) in _LANETS_DELER.items():
        navn = getattr(ett.lan, felt)
        forutsetning = ett.forutsetninger.get(navn or "")
        if forutsetning and dimension_of(forutsetning.enhet).uten_ar != ledd:
            meld(("forutsetninger", navn, "enhet"), f"enheten er «{forutsetning.enhet}», men lan.{felt} er {hva}.")
        elif forutsetning and felt == "nedbetalingstid" and any(tid <= 0 for tid in _verdiene(forutsetning)):
            meld(
                ("forutsetninger", navn, "verdi"),
                f"{ett.id}.{navn}: et lån betales ned på mer enn null år. Rett tallet.",
            )
    faste = [getattr(ett.lan, felt) for felt in ("belop", "nedbetalingstid", "avdrag", "rentesats")]
    if ett.lan.forste_ar not in info.periode and any(
        isinstance(ett.forutsetninger[navn].verdi, Mapping) for navn in faste if navn in ett.forutsetninger
    ):
        meld(("lan", "forste_ar"), f"{ett.lan.forste_ar} er utenfor perioden, og lånet har tall per år. Ta med året.")
    if LANEANDEL not in felles.regneregler:
        meld(
            ("lan",),
            f"tiltaket har lån, men program.yml mangler regneregler.{LANEANDEL}: hvor stor del av lånet som renter og "
            "avdrag til sammen regnes til hvert år. Skriv navn, verdi, enhet: andel, og kilde og side.",
        )


def _kontroller_formel(ett: Tiltak, periode: tuple[int, ...], meld: Meld) -> None:
    """Read the formula and its names, and work it out for the years of ``periode``."""
    try:
        brukt = formel.navn_i(ett.formel)
    except formel.Formelfeil as grunn:
        meld(("formel",), str(grunn))
        return
    ukjente = sorted(brukt - set(ett.forutsetninger))
    ubrukte = sorted(set(ett.forutsetninger) - brukt)
    for navn in ukjente:
        rad = naermeste(navn, ett.forutsetninger) or " Legg den til under forutsetninger."
        meld(("formel",), f"formelen bruker «{navn}», som ikke er en forutsetning.{rad}")
    for navn in ubrukte:
        if not any(navn in naermeste(ukjent, ett.forutsetninger) for ukjent in ukjente):
            meld(
                ("forutsetninger", navn),
                f"forutsetningen «{navn}» er ikke med i formelen, og ville ikke virke. Ta den inn "
                "der, eller flytt tallet til tall.yml.",
            )
    if ukjente:
        return
    if galt := feil_i_enhetene(ett.formel, {navn: f.enhet for navn, f in ett.forutsetninger.items()}):
        meld(("formel",), f"formel: {galt}")
    try:
        for ar in periode:
            formel.regn_ut(ett.formel, lambda navn, ar: ett.forutsetninger[navn].i_formel(ar), ar, periode)
    except formel.Formelfeil as grunn:
        meld(("formel",), f"{grunn}. Rett formelen, eller tallet som er null.")


def feil_i_enheter(
    dokumenter: Iterable[Dokument], tabeller: Iterable[Tabelldata], felles: Felles
) -> Iterator[Datafeil]:
    """Units whose word is nearly one that is known, or that the book has elsewhere: a thing is called the same."""
    funnet: list[tuple[str, Callable[[str], Datafeil]]] = [
        (enhet, partial(dokument.feil, sti)) for dokument in dokumenter for sti, enhet in units_in(dokument.innhold)
    ]
    for tabell in tabeller:
        if not tabell.enhet:
            egne_rader = {celle.enhet: celle.adresse for celle in tabell.celler.values()}
            funnet += [(enhet, partial(_feil_i_raden, tabell, adresse)) for enhet, adresse in egne_rader.items()]
    antall = Counter(ord_ for enhet, _ in funnet for ord_ in words_in(enhet))
    egne = [*felles.enheter, *(ord_ for ord_, n in antall.items() if n > 1 and not misspelt(ord_, felles.enheter))]
    for enhet, feil in funnet:
        if rett := misspelt(enhet, egne):
            yield feil(
                f"enheten er «{enhet}». Mente du «{rett}»? Er det et eget ord, skriv det under enheter i program.yml."
            )


def _feil_i_raden(tabell: Tabelldata, adresse: str, melding: str) -> Datafeil:
    return Datafeil(f"{adresse}: {melding}", tabell.fil)


def feil_i_virksomhet(
    virksomhet: str, dokument: Dokument, info: Sektorinfo, sti: Sti = ("virksomhet",)
) -> list[Datafeil]:
    """An agency that the sector does not have; one that is missing is no fault here."""
    kjente = info.virksomheter
    if not virksomhet or virksomhet in kjente:
        return []
    melding = f"ukjent virksomhet «{virksomhet}».{naermeste(virksomhet, kjente)} sektor.yml har {', '.join(kjente)}."
    return [dokument.feil(sti, melding)]


def feil_i_rapport(
    info: Sektorinfo, dokument: Dokument, tiltak: Mapping[str, Tiltak], kilder: Collection[str]
) -> list[Datafeil]:
    """A printed report that none of the sector's cards is from; one that is not in kilder.yml is told as that."""
    brukte = sorted({ett.kilde for ett in tiltak.values() if ett.kilde})
    if info.rapport not in kilder or not brukte or info.rapport in brukte:
        return []
    melding = (
        f"rapport er «{info.rapport}», men kortene er fra {', '.join(brukte)}. Rett rapport, eller kilde på kortene."
    )
    return [dokument.feil(("rapport",), melding)]


def feil_i_usikkerhet(valg: Usikkerhetsvalg, dokument: Dokument, felles: Felles) -> list[Datafeil]:
    """Steps of the scale of uncertainty without a span in usikkerhet.yml, and spans of no step."""
    skala = felles.usikkerhet
    savnet = set(skala) - set(valg.spenn)
    feil = []
    for trinn in valg.spenn:
        if trinn not in skala:
            savnet -= set(lik := lignende(trinn, savnet)[:1])
            rad = f" Mente du {lik[0]}?" if lik else f" program.yml har {', '.join(skala)}"
            feil.append(dokument.feil((trinn,), f"«{trinn}» er ikke et trinn for usikkerhet.{rad}"))
    feil += [
        dokument.feil((), f"«{trinn}» mangler. Legg til spennet som trinnet i program.yml står for")
        for trinn in skala
        if trinn in savnet
    ]
    return [*feil, *_feil_i_gjennomforingsvalg(valg, dokument, skala)]


def _feil_i_gjennomforingsvalg(
    valg: Usikkerhetsvalg, dokument: Dokument, skala: Mapping[str, object]
) -> Iterator[Datafeil]:
    """Steps without a chance of being carried out, where some have one, and chances of no step."""
    for trinn in valg.gjennomforing:
        if trinn not in skala:
            rad = naermeste(trinn, skala) or f" program.yml har {', '.join(skala)}."
            yield dokument.feil((GJENNOMFORING, trinn), f"«{trinn}» er ikke et trinn for usikkerhet.{rad}")
    for trinn in skala if valg.gjennomforing else ():
        if trinn not in valg.gjennomforing:
            melding = f"«{trinn}» mangler under {GJENNOMFORING}. Legg til {', '.join(SJANSER)} for trinnet."
            yield dokument.feil((GJENNOMFORING,), melding)


def feil_i_forsinkelsen(ett: Tiltak, dokument: Dokument, valg: Usikkerhetsvalg, felles: Felles) -> Iterator[Datafeil]:
    """A measure that is more than certain to be late: its own share, and what its rating stands for."""
    trinn = valg.gjennomforing.get(gjennomforingstrinn(ett, felles.usikkerhet))
    if ett.gjennomforing is None or trinn is None:
        return
    ett_ar, to_ar = (
        egen.verdi if (egen := getattr(ett.gjennomforing, felt)) else getattr(trinn, felt).regnetall
        for felt in SJANSER[1:]
    )
    if ett_ar + to_ar > 1:
        yield dokument.feil(
            (GJENNOMFORING,),
            f"ett_ar ({vis_prosent(ett_ar)}) og to_ar ({vis_prosent(to_ar)}) er til sammen mer enn alle. Den som ikke "
            "står på tiltaket, er den som vurderingen står for. Oppgi begge, eller sett ned den ene.",
        )


def _kontroller_vurderinger(ett: Tiltak, felles: Felles, meld: Meld) -> None:
    """Ratings that are no step of the programme's scales."""
    for felt, vurdering in ett.alle_vurderinger.items():
        skala = felles.usikkerhet if isinstance(vurdering, Usikkerhetsvurdering) else felles.konsekvens
        _kontroller_trinn(("vurderinger", felt, "verdi"), vurdering.verdi, skala, meld)
    begge = {**felles.usikkerhet, **felles.konsekvens}
    for nr, uplassert in enumerate(ett.uplasserte_vurderinger):
        _kontroller_trinn(("uplasserte_vurderinger", nr, "verdi"), uplassert.verdi, begge, meld)


def feil_i_kortsider(ett: Tiltak, dokument: Dokument) -> list[Datafeil]:
    """Ratings that are not printed where the measure is: on its card, or in the text before it."""
    if not ett.sider:
        return []
    alle: dict[Sti, str | None] = {("vurderinger", felt, "side"): v.side for felt, v in ett.alle_vurderinger.items()}
    alle |= {("uplasserte_vurderinger", nr, "side"): v.side for nr, v in enumerate(ett.uplasserte_vurderinger)}
    tiltakets = {side for sider in ett.sider.values() for side in sidene(sider)}
    utenfor = {sti: side for sti, side in alle.items() if side and not tiltakets.issuperset(sidene(side))}
    hvor = f"omtalt på {i_melding(ett.sider['omtale'])} og har kort på {i_melding(ett.kortside)}"
    if len(utenfor) == sum(map(bool, alle.values())) > 1:
        # Then it is not they that are wrong.
        utenfor = {("sider", "kort"): ett.kortside}
        hvor = f"ført med vurderinger på s. {', '.join(sorted({side for side in alle.values() if side}))}"
    return [
        dokument.feil(
            sti, f"side {side} passer ikke med tiltaket, som er {hvor}. Slå opp siden, og rett den som er feil."
        )
        for sti, side in utenfor.items()
    ]


def _kontroller_trinn(sti: Sti, verdi: str, skala: Collection[str], meld: Meld) -> None:
    if verdi not in skala:
        navn = ".".join(ledd for ledd in sti if isinstance(ledd, str))
        rad = naermeste(verdi, skala)
        meld(sti, f"{navn} er «{verdi}».{rad} Velg én av: {', '.join(skala)}.")


def feil_i_lenker(lenker: Lenker, dokument: Dokument, info: Sektorinfo, tiltak: Mapping[str, Tiltak]) -> list[Datafeil]:
    """Measures and agencies that lenken_tilbake.yml names and the sector does not have."""
    return [
        dokument.feil(
            ("lenker", kode, "tiltak", nr),
            f"ukjent tiltak «{id_}».{naermeste(id_, tiltak)} Tiltakene er {', '.join(tiltak)}.",
        )
        for kode, lenke in lenker.lenker.items()
        for nr, id_ in enumerate(lenke.tiltak)
        if id_ not in tiltak
    ] + feil_i_virksomhet(lenker.virksomhet, dokument, info)


def feil_i_innhold(
    innhold: Innhold,
    dokument: Dokument,
    kjente: Iterable[str],
    tekster: Collection[str],
    beskrevne: Mapping[str, Ressurs],
) -> list[Datafeil]:
    """What innhold.yml names and there is not, and what it says otherwise than the description of a figure's table.

    ``kjente`` are the names of tables, ``beskrevne`` the descriptions in datapackage.yml, by the table's file.
    """
    kjente = sorted(kjente)
    feil: list[Datafeil] = []
    for gruppe, plasser in (("figurer", innhold.figurer), ("tabeller", innhold.tabeller)):
        for nr, plass in plasser.items():
            tabell = plass.offentlig.tabell if plass.offentlig else None
            for sti, hva, navn, mulige, hvor in (
                (("offentlig", "tabell"), "tabell", tabell, kjente, OFFENTLIGE),
                (("etter",), "tekst", plass.etter, tekster, "felles/tekster/"),
            ):
                if navn is not None and navn not in mulige:
                    rad = f"{naermeste(navn, mulige)} {hvor} har {', '.join(mulige) or 'ingen'}."
                    feil.append(dokument.feil((gruppe, nr, *sti), f"ukjent {hva} «{navn}».{rad}"))
            if (ressurs := beskrevne.get(plass.fil or "")) and ressurs.nummer == f"{_PLASSNAVN[gruppe]} {nr}":
                feil += [
                    dokument.feil((gruppe, nr, felt), melding) for felt, melding in _ulikt_beskrevet(plass, ressurs)
                ]
    return feil


_PLASSNAVN: Final = {"figurer": "Figur", "tabeller": "Tabell"}


def _ulikt_beskrevet(plass: Figurplass, ressurs: Ressurs) -> Iterator[tuple[str, str]]:
    """What innhold.yml says of a figure, and datapackage.yml otherwise of its table."""
    felt = ressurs.tabell.verdifelt
    der = {"enhet": felt.enhet if felt else None, "kolonner": ", ".join(f.name for f in ressurs.tabell.felt)}
    for navn, her in (("enhet", plass.enhet), ("kolonner", ", ".join(plass.kolonner))):
        if her and der[navn] and her != der[navn]:
            yield (
                navn,
                f"{navn} er «{her}», men tabellen {ressurs.name} i datapackage.yml har «{der[navn]}». Rett det ene.",
            )
    if not set(sidene(plass.side)) & set(sidene(ressurs.side)) and plass.status is not Status.OFFENTLIG:
        yield (
            "side",
            f"side er {plass.side}, men tabellen {ressurs.name} i datapackage.yml har {ressurs.side}. Rett det ene.",
        )


def uten_erstattede(typet: Mapping[str, Tabelldata], hentet: Hentet, feil: list[Datafeil]) -> dict[str, Tabelldata]:
    """The typed tables that no fetched one replaces; one with another's name by chance goes into ``feil``."""
    ut = {navn: tabell for navn, tabell in typet.items() if navn not in hentet.tabeller}
    for navn in sorted(set(typet) - set(ut)):
        fil = typet[navn].fil
        if vis_sti(fil).partition("/")[2] != hentet.alle[navn].tabell.erstatter:
            hvor = vis_sti(hentet.tabeller[navn].fil)
            melding = (
                f"tabellen «{navn}» er hentet også, og ligger i {hvor}. Slett den ene, eller "
                f"skriv «erstatter» i {OFFENTLIGE}."
            )
            feil.append(Datafeil(melding, fil))
    return ut


def feil_i_deflator(tabeller: Mapping[str, Tabelldata]) -> Iterator[Datafeil]:
    """What is wrong with the table that prices are moved between years with: it has a year and a per cent."""
    tabell = tabeller.get(DEFLATOR)
    if tabell is None:
        return
    if list(tabell.ressurs.tabell.nokler) != [AR_KOLONNE]:
        yield Datafeil(f"tabellen «{DEFLATOR}» må ha primaryKey: [{AR_KOLONNE}], ett tall for hvert år.", tabell.fil)
    elif not tabell.enhet or dimension_of(tabell.enhet).ledd:
        yield Datafeil(
            f"tallet i «{DEFLATOR}» er veksten fra året før. Skriv enhet: prosent på kolonnen i datapackage.yml.",
            tabell.fil,
        )
    else:
        # Prices that fall to nothing cannot be reckoned back from.
        for nokkel, celle in tabell.celler.items():
            if celle.verdi is not None and celle.verdi * factor_of(celle.enhet) <= -1:
                yield Datafeil(
                    f"veksten i {nokkel[0]} er {vis_tall(celle.verdi)}, men prisene kan ikke falle med alt. "
                    "Skriv veksten fra året før i prosent.",
                    tabell.fil,
                )


def ukjente_kilder(del_: object, dokument: Dokument, kilder: Mapping[str, Kildedokument]) -> list[Datafeil]:
    """References in a file to documents that kilder.yml does not have, or to pages they lack."""
    feil: list[Datafeil] = []
    for sti, kilde, verdi in _henvisninger(del_, (), "", ""):
        if sti[-1] in {"kilde", "rapport", "brev"}:
            if verdi not in kilder:
                rad = naermeste(verdi, kilder)
                feil.append(dokument.feil(sti, f"ukjent kilde «{verdi}».{rad} Kildene står i kilder.yml."))
        elif kilde in kilder:
            feil += [
                dokument.feil(sti, melding)
                for sted in endene(verdi)
                if (melding := _ukjent_sted(sted, kilde, kilder[kilde]))
            ]
    return feil


def _ukjent_sted(sted: str, kilde: str, dokument: Kildedokument) -> str:
    """What is wrong with a place that a document does not have, and what may be written; empty where it may have it."""
    siste, deler, ord_ = dokument.sider, dokument.deler, dokument.inndeling or ""
    if siste and not sted.isdigit():
        return (
            f"«{sted}» er ikke et sidetall, og {kilde} har sider. Skriv bare sidetall: 49, 49\u201350 eller "
            f'"23, 47". Vises det ikke til sider i {kilde}, sletter du sider for den i kilder.yml.'
        )
    if siste and not 1 <= int(sted) <= siste:
        return f"side {sted} finnes ikke. {kilde} har {siste} sider. Rett sidetallet."
    if deler and not siste and sted.removeprefix(f"{ord_} ") not in deler:
        vist = f"{ord_} {sted}" if ord_ and er_numre(sted) else f"«{sted}»"
        return f"{vist} finnes ikke. {kilde} har {', '.join(deler)} i kilder.yml. Skriv ett av dem, eller legg det til."
    return ""


# The keys of sources and of pages in them; a measure has its pages one step further down.
_HENVISER: Final = frozenset({"kilde", "rapport", "brev", "side", "punkt"})


def _henvisninger(ting: object, sti: Sti, kilde: str, brev: str) -> Iterator[tuple[Sti, str, str]]:
    """Every source and page below ``ting``: its place, the document it is in, and what it says."""
    deler: Iterable[tuple[str | int, object]]
    if isinstance(ting, BaseModel):
        kilde, brev = getattr(ting, "kilde", None) or kilde, getattr(ting, "brev", None) or brev
        deler = [(felt.alias or navn, getattr(ting, navn)) for navn, felt in type(ting).model_fields.items()]
    elif isinstance(ting, Mapping):
        deler = [(str(nokkel), verdi) for nokkel, verdi in ting.items()]
    else:
        deler = enumerate(ting) if isinstance(ting, tuple) else ()
    for ledd, verdi in deler:
        if isinstance(verdi, str):
            if ledd in _HENVISER or sti[-1:] == ("sider",):
                yield (*sti, ledd), brev if ledd == "punkt" else kilde, verdi
        elif verdi is not None and not isinstance(verdi, Fraction):
            yield from _henvisninger(verdi, (*sti, ledd), kilde, brev)


def feil_i_trykte(
    pakke: Datapakke,
    dokument: Dokument,
    tabeller: Mapping[str, Tabelldata],
    tiltak: Mapping[str, Tiltak | None],
    info: Sektorinfo,
    felles: Felles,
    ny_periode: bool = False,
) -> list[Datafeil]:
    """Printed tables that say they are held against something there is not, or have other rows.

    In ``tiltak`` a measure that is still being entered is None. Years are not looked at where a
    reviewer has changed the period: the printed tables are not compared then.
    """
    periode = () if ny_periode else info.periode
    feil: list[Datafeil] = []
    grupper: dict[str, Iterable[str]] = {"klasse": felles.klasser, "virksomhet": info.virksomheter, "tiltak": tiltak}
    for nr, ressurs in enumerate(pakke.resources):
        sti: Sti = ("resources", nr, "holdes_mot")
        trykt, holdes = tabeller.get(ressurs.name), ressurs.holdes_mot
        if ressurs.name == RAMMEKUTT and trykt and not (trykt.enhet and Enhet.les(trykt.enhet).er_penger):
            melding = (
                f"enheten er «{trykt.enhet}», men kuttene er beløp. Skriv enhet: 1 000 kr eller mill. kr på kolonnen."
            )
            feil.append(dokument.feil(("resources", nr, "schema", "fields"), melding))
        if trykt is None or holdes is None:
            continue
        if holdes.effekt_per:
            feil += _feil_i_effekter(trykt, sti, dokument, grupper[holdes.effekt_per], periode)
            continue
        for felt, hva, kjente in (("summen_av", "tabell", tabeller), ("lanet_i", "tiltak", tiltak)):
            if (navn := getattr(holdes, felt)) and navn not in kjente:
                feil.append(dokument.feil((*sti, felt), f"ukjent {hva} «{navn}».{naermeste(navn, kjente)}"))
        if holdes.lanet_i and (ett := tiltak.get(holdes.lanet_i)) and ett.lan is None:
            feil.append(dokument.feil((*sti, "lanet_i"), f"{holdes.lanet_i} har ikke lan. Legg det til på tiltaket."))
    return feil


def _feil_i_effekter(
    trykt: Tabelldata, sti: Sti, dokument: Dokument, grupper: Iterable[str], periode: tuple[int, ...]
) -> Iterator[Datafeil]:
    nokler = trykt.ressurs.tabell.nokler
    if len(nokler) != 2 or "ar" not in nokler:
        yield dokument.feil(sti, "tabellen må ha to nøkkelkolonner: ar, og én for radene. Rett primaryKey.")
    elif not Enhet.les(trykt.enhet).er_penger:
        yield dokument.feil(sti, "tabellen har ikke beløp. Skriv enhet: kr eller mill. kr på den.")
    else:
        kjente = [*grupper, TOTAL, RAMMEKUTT]
        for ar in dict.fromkeys(int(n[nokler.index("ar")]) for n in trykt.celler):
            if periode and ar not in periode:
                vist = f"{periode[0]}\u2013{periode[-1]}"
                yield Datafeil(f"{ar} er utenfor perioden {vist} i sektor.yml.", trykt.fil)
        for rad in dict.fromkeys(str(n[nokler[0] == "ar"]) for n in trykt.celler):
            if rad not in kjente:
                yield Datafeil(
                    f"ukjent rad «{rad}».{naermeste(rad, kjente)} Her kan stå: {', '.join(kjente)}", trykt.fil
                )


_FELT = ("overlapper_med", "avhenger_av")


def feil_i_samspill(
    tiltak: Mapping[str, Tiltak],
    dokumenter: Mapping[str, Dokument],
    programmets: Collection[str],
    tiltak_i: Callable[[str], Collection[str] | None],
) -> list[Datafeil]:
    """Faults in how the measures, by full name, say that they go together.

    ``programmets`` are the folders of the sectors that the programme has, with data or without;
    ``tiltak_i`` gives the ids of a sector's measures, or None where it has no data. A measure of a
    sector without data can be named: nothing is known of it yet.
    """
    feil = []
    for navn in tiltak:
        feil += list(_samspillshenvisninger(navn, tiltak[navn], dokumenter[navn], programmets, tiltak_i))
    if not feil:
        feil += _sagt_to_ganger(tiltak, dokumenter)
    if not feil:
        feil += _mer_enn_alt(tiltak, dokumenter)
        feil += _sirkler(tiltak, dokumenter)
    return feil


def _samspillshenvisninger(
    navn: str,
    ett: Tiltak,
    dokument: Dokument,
    programmets: Collection[str],
    tiltak_i: Callable[[str], Collection[str] | None],
) -> Iterable[Datafeil]:
    for felt in _FELT:
        sett: set[str] = set()
        for nr, henvist in enumerate(getattr(ett, felt)):
            sti: Sti = (felt, nr, "tiltak")
            annet = fullt_navn(sektor_av(navn), henvist.tiltak)
            sektor, _, id_ = annet.partition(".")
            kjente = tiltak_i(sektor)
            if annet == navn:
                yield dokument.feil(sti, f"{felt} viser til tiltaket selv. Slett det, eller rett.")
            elif annet in sett:
                yield dokument.feil(sti, f"{henvist.tiltak} står to ganger. Slett den ene.")
            elif kjente is None and sektor not in programmets:
                rad = naermeste(sektor, programmets)
                kjent = ", ".join(sorted(programmets)) or "ingen andre sektorer. Legg den i felles/program.yml"
                yield dokument.feil(sti, f"ukjent sektor «{sektor}».{rad} Programmet har {kjent}.")
            elif kjente is not None and id_ not in kjente:
                rad = naermeste(id_, kjente)
                hvor = "" if sektor == sektor_av(navn) else f" i data/{sektor}"
                yield dokument.feil(sti, f"ukjent tiltak «{id_}»{hvor}.{rad} Tiltakene er {', '.join(kjente)}.")
            sett.add(annet)


def _sagt_to_ganger(tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]) -> Iterable[Datafeil]:
    """Overlaps that both measures state, and not alike."""
    for navn, ett in tiltak.items():
        for nr, o in enumerate(ett.overlapper_med):
            annet = fullt_navn(sektor_av(navn), o.tiltak)
            for motsatt in tiltak[annet].overlapper_med if annet in tiltak else ():
                if annet < navn or fullt_navn(sektor_av(annet), motsatt.tiltak) != navn:
                    continue
                vist = kort_navn(annet, sektor_av(navn))
                if motsatt.telles == o.telles:
                    hvem = "begge teller" if o.telles == "dette" else "ingen av dem teller"
                    yield dokumenter[navn].feil(
                        ("overlapper_med", nr, "telles"),
                        f"{vist} sier også telles: {o.telles}, så {hvem}. Si det samme begge "
                        "steder, eller slett det ene.",
                    )
                elif motsatt.andel != o.andel:
                    yield dokumenter[navn].feil(
                        ("overlapper_med", nr),
                        f"andelen er {o.andel}, men {vist} sier {motsatt.andel} om det samme. Si "
                        "det samme begge steder, eller slett det ene.",
                    )


def _mer_enn_alt(tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]) -> Iterable[Datafeil]:
    """Measures of which more than all is counted in others."""
    for navn in tiltak:
        deler = [o for o in overlappene(tiltak) if o.viker == navn]
        if sum((o.andel for o in deler), Fraction(0)) > 1:
            andre = " og ".join(f"{o.andel} i {kort_navn(o.teller)}" for o in deler)
            yield dokumenter[navn].feil(
                ("overlapper_med",),
                f"{navn.partition('.')[2]} teller {andre}. Det er mer enn hele effekten. Det "
                "samme beløpet kan bare oppgis for ett av overlappene: rett andel.",
            )


def _sirkler(tiltak: Mapping[str, Tiltak], dokumenter: Mapping[str, Dokument]) -> Iterable[Datafeil]:
    """Overlaps that give way to each other in a ring, and measures that wait for each other."""
    viker: dict[str, list[str]] = {}
    for o in overlappene(tiltak):
        viker.setdefault(o.viker, []).append(o.teller)
    avhenger = {navn: [fullt_navn(sektor_av(navn), a.tiltak) for a in ett.avhenger_av] for navn, ett in tiltak.items()}
    for felt, kanter, sagt in (
        ("overlapper_med", viker, "teller i hverandre i ring, så beløpet ikke telles noe sted"),
        ("avhenger_av", avhenger, "avhenger av hverandre i ring, så ingen av dem kan starte"),
    ):
        if ring := _ring(kanter):
            forst = min(navn for navn in ring if navn in dokumenter)
            vist = " → ".join(kort_navn(navn, sektor_av(forst)) for navn in [*ring, ring[0]])
            har = bool(getattr(tiltak[forst], felt))
            yield dokumenter[forst].feil((felt,) if har else (), f"{felt}: {vist} {sagt}. Slett ett av leddene.")


def _ring(kanter: Mapping[str, list[str]]) -> list[str]:
    """A circle in the directed graph, from its first member on; empty where there is none."""
    ferdig: set[str] = set()

    def ring_fra(navn: str, vei: list[str]) -> list[str]:
        if navn in vei:
            ring = vei[vei.index(navn) :]
            forst = ring.index(min(ring))
            return ring[forst:] + ring[:forst]
        funnet = (ring_fra(neste, [*vei, navn]) for neste in kanter.get(navn, ()) if neste not in ferdig)
        ring = next(filter(None, funnet), [])
        ferdig.add(navn)
        return ring

    return next(filter(None, (ring_fra(start, []) for start in sorted(kanter))), [])
