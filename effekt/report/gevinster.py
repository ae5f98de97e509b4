"""The page of the gains: what is planned, budgeted, forecast and realised, the gap, and what nobody has reported."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, Enhet, desimaler_i, vis_med_enhet, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import gevinst
from effekt.calc.gevinst import Gevinstsum, Oppgitt
from effekt.display import rows
from effekt.display.blocks import Anker, Avsnitt, Blokk, Boks, Liste, Rutenett, boks
from effekt.display.filters import antall
from effekt.display.labels import TONE
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import Kilde, Kort, Prosa, Publiserbar, henvis
from effekt.display.texts import Utfyller, etikett, henvisning, sektorens_utelatte_i_ord, tiltakskontekst
from effekt.model.gevinst import SLAG, Gevinstplan, Indikator, vis_tidspunkt
from effekt.model.storrelse import Opphav
from effekt.reading.sektor import Sektor
from effekt.report.funn import FAERREST, kort_nok, tiltaksadresse
from effekt.report.kort import Kortrekke

if TYPE_CHECKING:
    pass

IKKE_RAPPORTERT: Final = "ikke rapportert"
# What is said where nobody has told an amount: a budget is adopted, the others are reported.
_UTEN: Final[Mapping[str, str]] = {"budsjettert": MANGLER, "prognose": IKKE_RAPPORTERT, "realisert": IKKE_RAPPORTERT}
_NAVN: Final[Mapping[str, str]] = {
    "planlagt": "planlagt", "budsjettert": "i budsjettet", "prognose": "prognose", "realisert": "realisert",
}  # fmt: skip
_SUMMEN: Final[Mapping[str, str]] = {
    "budsjettert": "Summen i budsjettet for", "prognose": "Prognosen for", "realisert": "Realisert sum for",
}  # fmt: skip
# What has no row, since nobody has told any of it.
_INGENTING: Final = "ingenting er meldt om"
_OM: Final[Mapping[str, str]] = {
    "planlagt": "planen", "budsjettert": "budsjettet", "prognose": "prognosen", "realisert": "realisert gevinst",
}  # fmt: skip
_INGEN: Final = "Gevinsten er ikke fulgt opp for noen av tiltakene ennå."
_OM_SUMMENE: Final = "Det som overlapper, er regnet med én gang, slik som i de andre summene"


def _med_plan(sektor: Sektor) -> list[str]:
    """The measures that have a plan, in the order of the measures."""
    planer = list(sektor.gevinster)
    return [id_ for id_ in sektor.tiltak if id_ in planer]


def _grunnen(sektor: Sektor, ider: Sequence[str]) -> tuple[str, str]:
    """What what is told is held against, as a word and as a noun: a plan only where there is one, else the estimate."""
    egne = [bool(gevinst.oppgaver(sektor, id_, "planlagt")) for id_ in ider]
    if not any(egne):
        return "anslått", "anslaget"
    return ("planlagt", "planen") if all(egne) else ("planlagt eller anslått", "planen eller anslaget")


def _i_data(sektor: Sektor, slag: str, ider: Sequence[str]) -> str:
    """A kind of amount as a data file has it: what the others are held against, by its own word."""
    return _grunnen(sektor, ider)[0] if slag == SLAG[0] else slag


def _merke(sektor: Sektor, id_: str) -> str:
    return etikett(sektor, f"gevinst-{id_.lower()}")


def innledning(sektor: Sektor) -> Prosa:
    """How many of the measures have their gain followed here, which, and of which nothing is reported; or that none is.
    ``gevinster.innledning(data)``.
    """
    egne, alle = _med_plan(sektor), list(sektor.tiltak)
    if not egne:
        return Prosa(_INGEN)
    vist = ramse(henvisning(sektor, f"kort-{id_.lower()}") for id_ in egne)
    hvor_mange = f"{antall(egne)} av {antall(alle)} tiltak" if len(egne) < len(alle) else "alle tiltakene"
    setninger = [f"Gevinsten er fulgt opp her for {hvor_mange}: {vist}."]
    if all(sektor.gevinster[id_].opphav is not Opphav.KILDE for id_ in egne):
        setninger.append("Ingen av kildene har en gevinstplan for dem. Vi har satt sammen det kildene sier.")
    if uten_tall := [id_ for id_ in egne if not gevinst.oppgaver(sektor, id_, "realisert")]:
        hvem = "noen av dem" if len(uten_tall) == len(egne) > 1 else ramse(uten_tall)
        setninger.append(f"Realisert gevinst er ikke rapportert for {hvem}.")
    return Prosa(" ".join(setninger))


def oversikt(sektor: Sektor) -> Publiserbar:
    """Each measure's owner, and each of its indicators with baseline, target and what it was measured to.
    ``gevinster.oversikt(data)``.
    """
    egne = _med_plan(sektor)
    if not egne:
        return Prosa("")
    rader: list[list[str]] = []
    data: list[dict[str, object]] = []
    for id_ in egne:
        plan = sektor.gevinster[id_]
        for navn, indikator in plan.indikatorer.items() or [("", None)]:
            rad = _indikatorrad(sektor, id_, navn, indikator) if indikator else [MANGLER] * 4
            rader.append([f"{{ref}}`{id_} <{_merke(sektor, id_)}>`", plan.eier or MANGLER, *rad])
            data.append(dict(zip(_OVERSIKT, [id_, *rader[-1][1:]], strict=True)))
    uten = [id_ for id_ in sektor.tiltak if id_ not in egne]
    return Tabell(
        sektor=sektor,
        adresse="gevinstansvar",
        tittel="Hvem som har ansvaret, og hva som måles",
        undertittel="Hvert tiltak som er fulgt opp, og hver indikator det har",
        kilde=Kilde("Kilde: det som er ført inn om gevinstene"),
        noter=[f"{ramse(uten)} er ikke fulgt opp her"] if uten else [],
        data=pd.DataFrame(data),
        hode=["Tiltak", "Ansvarlig", "Indikator", "Nullpunkt", "Mål", "Målt"],
        rader=rader,
        alternativtekst=f"Ansvarlig, indikator, nullpunkt, mål og måling for {ramse(egne)}.",
        klasse="effekt-tabell register",
    )


_OVERSIKT: Final = ("tiltak", "ansvarlig", "indikator", "nullpunkt", "mal", "malt")


def _indikatorrad(sektor: Sektor, id_: str, navn: str, indikator: Indikator) -> list[str]:
    null = gevinst.nullpunkt(sektor, id_, navn)
    return [
        stor_forbokstav(indikator.navn),
        _med_dato(null, indikator) if null else MANGLER,
        _malet(indikator, gevinst.mal(sektor, id_, navn)),
        _malinger(indikator, gevinst.malt(sektor, id_, navn)) or IKKE_RAPPORTERT,
    ]


def _i_enheten(verdi: Fraction | None, indikator: Indikator) -> str:
    if verdi is None:
        return MANGLER
    # A table may say of a number that its source has no unit for it.
    uten = indikator.enhet.startswith("uten ")
    return vis_tall(verdi, desimaler_i(verdi)) if uten else vis_med_enhet(verdi, Enhet.les(indikator.enhet))


def _med_dato(ett: Oppgitt, indikator: Indikator) -> str:
    dato = f" ({vis_tidspunkt(ett.dato)})" if ett.dato else ""
    return f"{_i_enheten(ett.verdi, indikator)}{dato}"


def _malet(indikator: Indikator, mal: Mapping[int, Fraction]) -> str:
    deler = [f"{_i_enheten(verdi, indikator)} i {ar}" for ar, verdi in mal.items()]
    deler += [indikator.maltekst.rstrip(".")] if indikator.maltekst else []
    return ". ".join(deler) or MANGLER


def _malinger(indikator: Indikator, malt: Mapping[int, Oppgitt]) -> str:
    return ". ".join(f"{_i_enheten(ett.verdi, indikator)} i {ar}" for ar, ett in malt.items())


def per_ar(sektor: Sektor) -> Publiserbar:
    """Of each measure with a plan: planned, budgeted, forecast and realised per year, and the gap, in the book's unit.
    ``gevinster.per_ar(data)``.
    """
    egne = _med_plan(sektor)
    if not egne:
        return Prosa("")
    penger, info = sektor.bok.penger, sektor.info
    alle = {id_: {slag: gevinst.belop(sektor, id_, slag) for slag in SLAG} for id_ in egne}
    avvik = {id_: gevinst.avvik(sektor, id_) for id_ in egne}
    desimaler = penger.desimaler(b for per in alle.values() for rad in per.values() for b in rad.values())
    rader: list[list[str]] = []
    noter = list(_om_planlagt(sektor, egne))
    for id_, per in alle.items():
        if uten := [slag for slag, rad in per.items() if not rad]:
            noter.append(f"{id_}: {_INGENTING} {_nevnt(uten)}")
        for slag, rad in per.items():
            if slag in uten:
                continue
            grunn, _ = _grunnen(sektor, [id_])
            foran = f"**{id_}**: {grunn}" if slag == SLAG[0] else f"{id_}: {_NAVN[slag]}"
            ruter = [penger.tall(rad[ar], desimaler) if ar in rad else _UTEN[slag] for ar in info.periode]
            rader.append([foran, *ruter])
        if mot := avvik[id_]:
            ruter = [_avvik(sektor, mot[ar], desimaler) if ar in mot else STREK for ar in info.periode]
            rader.append([f"{id_}: realisert mot {grunn}", *ruter])
    return Tabell(
        sektor=sektor,
        adresse="gevinster-per-ar",
        tittel="Anslag, budsjett, prognose og realisert gevinst, tiltak for tiltak",
        undertittel=f"Beløp i {penger.ord_} per år. Positive tall er lavere kostnad eller høyere inntekt",
        kilde=Kilde.beregnet(sektor, "anslagene og det som er meldt om gevinstene"),
        noter=noter,
        data=pd.DataFrame(
            {"tiltak": id_, "slag": _i_data(sektor, slag, [id_]), "ar": ar, penger.kolonne: penger.data(rad.get(ar))}
            for id_, per in alle.items()
            for slag, rad in (*per.items(), ("avvik", avvik[id_]))
            for ar in info.periode
        ),
        hode=["", *(str(ar) for ar in info.periode)],
        rader=rader,
        alternativtekst=" ".join(_per_ar_i_ord(sektor, id_, per, desimaler) for id_, per in alle.items()),
    )


def _nevnt(slag: Sequence[str]) -> str:
    return ramse(_OM[ett] for ett in slag)


def _avvik(sektor: Sektor, belop: Fraction, desimaler: int) -> str:
    """An amount more or less than planned, with its sign."""
    vist = sektor.bok.penger.tall(belop, desimaler)
    return f"+{vist}" if belop > 0 else vist


def _om_planlagt(sektor: Sektor, egne: Sequence[str]) -> Iterator[str]:
    """Where what is planned is what the book estimates, and where the plan itself says it."""
    egen = {id_: list(gevinst.oppgaver(sektor, id_, "planlagt")) for id_ in egne}
    if not all(egen.values()):
        yield "Anslått er effekten slik den er regnet ut for tiltaket, og ikke et plantall som noen har meldt"
    for id_, ar in egen.items():
        if ar:
            resten = ". I andre år er planlagt det samme som anslaget" if len(ar) < len(sektor.info.periode) else ""
            yield f"{id_} har egne plantall for {ramse(map(str, ar))}{resten}"


def _per_ar_i_ord(sektor: Sektor, id_: str, per: Mapping[str, Mapping[int, Fraction]], desimaler: int) -> str:
    penger = sektor.bok.penger
    realisert, (grunn, _) = per["realisert"], _grunnen(sektor, [id_])
    if not realisert:
        return f"{id_}: realisert gevinst er {IKKE_RAPPORTERT}."
    sagt = ramse(
        f"{penger.tall(b, desimaler)} mot {grunn} {penger.tall(per['planlagt'][ar], desimaler)} i {ar}"
        if ar in per["planlagt"]
        else f"{penger.tall(b, desimaler)} i {ar}"
        for ar, b in realisert.items()
    )
    return f"{id_}: realisert {sagt} ({penger.ord_})."


def summer(sektor: Sektor) -> Publiserbar:
    """The sums per year, each with the plan for the same measures, and the measures that are not in them, by name.
    ``gevinster.summer(data)``.
    """
    if not _med_plan(sektor):
        return Prosa("")
    penger, info = sektor.bok.penger, sektor.info
    alle = {slag: gevinst.gevinstsummer(sektor, slag) for slag in SLAG}
    grunn, grunnen = _grunnen(sektor, list(sektor.tiltak))
    desimaler = penger.desimaler(s.belop for per in alle.values() for s in per.values())
    rader = [
        [
            f"{stor_forbokstav(grunn)}, alle tiltakene",
            *(penger.tall(s.belop, desimaler) for s in alle["planlagt"].values()),
        ]
    ]
    noter: list[str] = []
    uten: list[str] = []
    for slag in SLAG[1:]:
        if not any(s.med for s in alle[slag].values()):
            uten.append(slag)
            continue
        rader += _sumrader(sektor, slag, alle[slag], desimaler)
        noter += [f"{_SUMMEN[slag]} {ar} er uten {ramse(s.uten)}" for ar, s in alle[slag].items() if s.med and s.uten]
    return Tabell(
        sektor=sektor,
        adresse="gevinstsummer",
        tittel="Summene år for år, og hva de mangler",
        undertittel=f"Beløp i {penger.ord_} per år. Hver sum er holdt mot {grunnen} for de samme tiltakene",
        kilde=Kilde.beregnet(sektor, "anslagene og det som er meldt om gevinstene"),
        noter=[
            *([f"{stor_forbokstav(_INGENTING)} {_nevnt(uten)}"] if uten else []),
            *noter,
            _OM_SUMMENE,
            *sektorens_utelatte_i_ord(sektor),
        ],
        data=pd.DataFrame(
            {
                "slag": _i_data(sektor, slag, list(sektor.tiltak)),
                "ar": ar,
                **penger.kolonner(
                    sum=s.belop if s.med else None, mot_for_samme_tiltak=s.planlagt if s.med else None,
                ),
                "med": ", ".join(s.med),
                "uten": ", ".join(s.uten),
            }
            for slag, per in alle.items()
            for ar, s in per.items()
        ),
        hode=["", *(str(ar) for ar in info.periode)],
        rader=rader,
        alternativtekst=_summer_i_ord(sektor, alle["realisert"], desimaler),
    )  # fmt: skip


def _sumrader(sektor: Sektor, slag: str, per: Mapping[int, Gevinstsum], desimaler: int) -> Iterator[list[str]]:
    penger, navn = sektor.bok.penger, _NAVN[slag]
    grunn, grunnen = _grunnen(sektor, sorted({id_ for s in per.values() for id_ in s.med}))

    def rad(tekst: str, ruter: Iterator[str]) -> list[str]:
        return [tekst, *ruter]

    yield rad(
        f"{stor_forbokstav(navn)}", (penger.tall(s.belop, desimaler) if s.med else _UTEN[slag] for s in per.values())
    )
    yield rad(
        f"{stor_forbokstav(navn)}: {grunn}, samme tiltak",
        (penger.tall(s.planlagt, desimaler) if s.med else STREK for s in per.values()),
    )
    yield rad(
        f"{stor_forbokstav(navn)}: avvik fra {grunnen}",
        (_avvik(sektor, s.avvik, desimaler) if s.med else STREK for s in per.values()),
    )


def _summer_i_ord(sektor: Sektor, per: Mapping[int, Gevinstsum], desimaler: int) -> str:
    penger = sektor.bok.penger
    sagt = [
        f"I {ar} er {penger.tall(s.belop, desimaler)} {penger.ord_} realisert, mot {_grunnen(sektor, s.med)[0]} "
        f"{penger.tall(s.planlagt, desimaler)} for {'det samme tiltaket' if len(s.med) == 1 else 'de samme tiltakene'}."
        for ar, s in per.items()
        if s.med
    ]
    return " ".join(sagt) or "Realisert gevinst er ikke rapportert for noe år."


def avstand(sektor: Sektor) -> Publiserbar:
    """The gap between plan and what is realised, or forecast where nothing is; only where there are numbers.
    ``gevinster.avstand(data)``.
    """
    penger = sektor.bok.penger
    avvik: dict[str, Fraction] = {}
    data: list[dict[str, object]] = []
    for id_ in _med_plan(sektor):
        realisert = gevinst.avvik(sektor, id_)
        prognose = {ar: b for ar, b in gevinst.avvik(sektor, id_, "prognose").items() if ar not in realisert}
        alle = {
            (ar, slag): b for slag, rad in (("realisert", realisert), ("prognose", prognose)) for ar, b in rad.items()
        }
        for (ar, slag), belop in sorted(alle.items()):
            avvik[f"{sektor.tiltak[id_].vist_navn} {ar}, {slag}"] = belop
            data.append({"tiltak": id_, "ar": ar, "slag": slag, **penger.kolonner(avvik=belop)})
    if not avvik:
        return Prosa("")
    desimaler = penger.desimaler(avvik.values())
    tegnet = [
        rows.Stolperad(
            navn,
            b / penger.i_kroner,
            TONE["darlig"] if b < 0 else TONE["god"],
            til=tiltaksadresse(sektor, str(rad["tiltak"])),
        )
        for (navn, b), rad in zip(avvik.items(), data, strict=True)
    ]
    grunn, grunnen = _grunnen(sektor, list(dict.fromkeys(str(rad["tiltak"]) for rad in data)))
    vist = {navn: _avvik(sektor, b, desimaler) for navn, b in avvik.items()}
    if len(avvik) < FAERREST:
        return Prosa(
            f"Avvik fra {grunnen}, i {penger.ord_}: {ramse(f'{navn}: {tall}' for navn, tall in vist.items())}."
        )
    return Figur(
        sektor=sektor,
        adresse="gevinstavvik",
        emne=f"Hvor langt realisert gevinst er fra {grunnen}",
        tittel=_langt_fra(avvik),
        undertittel=f"Avvik i {penger.ord_}. Under null er mindre enn {grunn}",
        noter=["Der realisert gevinst ikke er rapportert, er prognosen vist"],
        kilde=Kilde.beregnet(sektor, "anslagene og det som er meldt om gevinstene"),
        data=pd.DataFrame(data),
        hode=["Tiltak og år", "Avvik"],
        rader=[[navn, tall] for navn, tall in vist.items()],
        alternativtekst=f"En liggende stolpe for hvert tiltak og år. {' '.join(f'{n}: {t}.' for n, t in vist.items())}",
        tegning=lambda akser, smal: rows.liggende_stolper(akser, tegnet, smal, penger.kort),
        hoyde=rows.hoyde_av_rader(len(tegnet), smal=False),
        hoyde_smal=rows.hoyde_av_rader(len(tegnet), smal=True),
    )


def _langt_fra(avvik: Mapping[str, Fraction]) -> str:
    """How many of the numbers are below what was planned, or that none is."""
    under = sum(b < 0 for b in avvik.values())
    if not under:
        return kort_nok("Ingen av gevinstene er mindre enn ventet")
    hvor_mange = "Alle" if under == len(avvik) else f"{stor_forbokstav(antall(under))} av {antall(avvik)}"
    return kort_nok(f"{hvor_mange} gevinster er mindre enn ventet")


def planene(sektor: Sektor) -> Publiserbar:
    """Each plan in full: who, what it rests on, what may go wrong, and every amount with source and date.
    ``gevinster.planene(data)``.
    """
    egne = _med_plan(sektor)
    return Kortrekke([_planen(sektor, id_, sektor.gevinster[id_]) for id_ in egne]) if egne else Prosa("")


def _planen(sektor: Sektor, id_: str, plan: Gevinstplan) -> Kort:
    utfyller = Utfyller(tiltakskontekst(sektor), f"gevinstplanen for {id_}, ")
    merke = _merke(sektor, id_)
    navn = sektor.tiltak[id_].navn
    deler = [
        _om(plan),
        _punkter("Forutsetter", plan.forutsetter, "forutsetter", utfyller),
        _punkter("Risiko", plan.risiko, "risiko", utfyller),
        _indikatorene(sektor, id_, plan),
        _belopene(sektor, id_, utfyller),
        _punkter("Verdt å vite om gevinsten", plan.merknader, "merknad", utfyller),
    ]
    return Kort(
        [
            Anker(merke),
            boks(
                "kort",
                boks("kort-hode", Avsnitt(f"Gevinsten av {id_}", "kort-id"), Avsnitt(navn, "kort-navn")),
                *(del_ for del_ in deler if del_),
                Avsnitt(_planens_kilde(sektor, plan, utfyller), "kort-kilde"),
            ),
        ],
        utfyller.brutte,
        merke,
        f"Gevinsten av {id_} {navn}",
    )


def _om(plan: Gevinstplan) -> Boks:
    linjer = [f"**Ansvarlig:** {plan.eier or MANGLER}", f"**Rapportering:** {plan.rapportering or MANGLER}"]
    if plan.frist:
        maned, dag = plan.frist.split("-")
        linjer.append(f"**Frist for realisert gevinst:** {int(dag)}.{int(maned)}. året etter")
    return boks("kort-samspill", Avsnitt("Ansvar og rapportering", "kort-merke"), Liste(linjer))


def _punkter(tittel: str, tekster: Sequence[str], sted: str, utfyller: Utfyller) -> Boks | None:
    if not tekster:
        return None
    punkter = [utfyller(tekst, f"{sted} {nr}") for nr, tekst in enumerate(tekster, 1)]
    return boks("kort-merknader", Avsnitt(tittel, "kort-merke"), Liste(punkter))


def _indikatorene(sektor: Sektor, id_: str, plan: Gevinstplan) -> Boks | None:
    if not plan.indikatorer:
        return None
    rader = []
    for navn, indikator in plan.indikatorer.items():
        kilde, side = indikator.kilde or plan.kilde, indikator.side or plan.side
        belegg = henvis(sektor, kilde, side) if kilde and side else MANGLER
        rader.append([*_indikatorrad(sektor, id_, navn, indikator), indikator.maleform or MANGLER, belegg])
    return boks(
        "kort-regnestykke",
        Avsnitt("Indikatorer", "kort-merke"),
        Rutenett(
            ["Indikator", "Nullpunkt", "Mål", "Målt", "Slik måles det", "Kilde"],
            rader,
            f"Indikatorer for {id_}",
            klasse="effekt-tabell forutsetninger",
        ),
    )


def _belopene(sektor: Sektor, id_: str, utfyller: Utfyller) -> Boks:
    penger = sektor.bok.penger
    sent = gevinst.sent_rapportert(sektor, id_)
    frist = sektor.gevinster[id_].frist_for
    alle = list(gevinst.alle_oppgaver(sektor, id_))
    innhold: list[Blokk] = [Avsnitt("Det som er meldt om beløpene", "kort-merke")]
    if alle:
        desimaler = penger.desimaler(ett.verdi for _, _, ett in alle)
        innhold.append(
            Rutenett(
                ["Hva", "År", stor_forbokstav(penger.ord_), "Meldt", "Kilde"],
                [
                    [
                        stor_forbokstav(_NAVN[slag]),
                        str(ar),
                        MANGLER if ett.verdi is None else penger.tall(ett.verdi, desimaler),
                        vis_tidspunkt(ett.dato) if ett.dato else MANGLER,
                        _belegg(sektor, ett, utfyller),
                    ]
                    for slag, ar, ett in alle
                ],
                f"Det som er meldt om gevinsten av {id_}",
                klasse="effekt-tabell forutsetninger",
            )
        )
        if any(ett.tidligere for slag in SLAG for ett in gevinst.oppgaver(sektor, id_, slag).values()):
            innhold.append(Avsnitt("Er det meldt flere beløp for samme år, gjelder det siste.", "kort-forbehold"))
    if not any(slag == "realisert" for slag, _, _ in alle):
        innhold.append(Avsnitt(f"Realisert gevinst er {IKKE_RAPPORTERT}.", "kort-forbehold"))
    innhold += [
        Avsnitt(
            f"Realisert gevinst for {ar} ble meldt {vis_tidspunkt(min(e.dato for e in (ett, *ett.tidligere)))}, etter "
            f"fristen {vis_tidspunkt(frist(ar).isoformat())}.",
            "kort-forbehold",
        )
        for ar, ett in sent.items()
    ]
    return boks("kort-regnestykke", *innhold)


def _belegg(sektor: Sektor, ett: Oppgitt, utfyller: Utfyller) -> str:
    kilde = henvis(sektor, ett.kilde, ett.side) if ett.kilde and ett.side else ""
    grunn = utfyller(ett.begrunnelse, "begrunnelse") if ett.begrunnelse else ""
    return ". ".join(del_.rstrip(".") for del_ in (kilde, grunn) if del_)


def _planens_kilde(sektor: Sektor, plan: Gevinstplan, utfyller: Utfyller) -> str:
    grunn = utfyller(plan.begrunnelse, "begrunnelse") if plan.begrunnelse else ""
    if plan.opphav is Opphav.KILDE or (plan.kilde and plan.side):
        return f"Kilde: {henvis(sektor, plan.kilde or '', plan.side or '')}. {grunn}".strip()
    return grunn
