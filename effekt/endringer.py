"""A reviewer's changes: every number's address, and new values checked before anything runs.

Addresses: ``SYE1.inntektstap``, ``SYE1.innfasing[2027]``, ``tall.belegg_langtidshjem_2024``,
``rammekutt[HEL, 2026]``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from effekt.kilder import Datafeil, naermeste, samlet_feil
from effekt.sektor import Sektor, alle_forutsetninger, les_sektor
from effekt.storrelse import Storrelse, les_tall, utenfor
from effekt.tall import Enhet

_SKALA = {"mill": Fraction(1_000_000), "mrd": Fraction(1_000_000_000), "%": Fraction(1, 100)}


@dataclass(frozen=True)
class Adresse:
    """A number that can be changed: where it stands, its value and its unit."""

    adresse: str
    navn: str
    verdi: Fraction | None
    enhet: str
    kilde: str
    side: str
    minst: Fraction | None = None
    storst: Fraction | None = None


def adresser(sektor: Sektor) -> dict[str, Adresse]:
    """Every number in the sector's data that a reviewer can change, by address.

    What the source prints (oppgitt/) has no address: it is what results are held against.
    """
    alle: dict[str, Adresse] = {}
    storrelser: dict[str, Storrelse] = {
        **alle_forutsetninger(sektor),
        **{t.adresse: t for t in sektor.tall.values()},
        **bokens_valg(sektor),
    }
    for adresse, s in storrelser.items():
        grunn = (s.enhet, s.kilde or "", s.side or "", *s.grenser)
        if isinstance(s.verdi, Fraction):
            alle[adresse] = Adresse(adresse, s.navn, s.verdi, *grunn)
        else:
            for ar, verdi in s.verdi.items():
                alle[f"{adresse}[{ar}]"] = Adresse(
                    f"{adresse}[{ar}]", f"{s.navn}, {ar}", verdi, *grunn
                )
    for tabell in sektor.tabeller.values():
        felt = tabell.ressurs.tabell.verdifelt
        if tabell.ressurs.path.startswith("oppgitt/") or felt is None:
            continue
        krav = felt.constraints
        for celle in tabell.celler.values():
            alle[celle.adresse] = Adresse(
                celle.adresse,
                tabell.ressurs.title,
                celle.verdi,
                celle.enhet,
                tabell.ressurs.kilde,
                tabell.ressurs.side,
                krav.minimum,
                krav.maximum,
            )
    return alle


def bokens_valg(sektor: Sektor) -> dict[str, Storrelse]:
    """What the book itself has chosen, by address: «usikkerhet.lav», and each measure's delay."""
    utsettelser = [ett.forsinkelse for ett in sektor.tiltak.values()]
    return {s.adresse: s for s in [*sektor.usikkerhet.alle.values(), *utsettelser]}


def les_endringer(sektor: Sektor, endringer: Mapping[str, object]) -> dict[str, Fraction]:
    """The changes as exact values; raises Datafeil for unknown addresses and impossible values."""
    kjente = adresser(sektor)
    lest: dict[str, Fraction] = {}
    feil: list[Datafeil] = []
    for oppgitt, verdi in endringer.items():
        adresse = re.sub(r"\s*,\s*", ", ", str(oppgitt).strip())
        if adresse not in kjente:
            per_ar = [k for k in kjente if k.startswith(adresse + "[")]
            rad = (
                f" Den har ett tall per år: {', '.join(per_ar)}."
                if per_ar
                else naermeste(adresse, kjente) or " «effekt changes» viser alle."
            )
            feil.append(Datafeil(f"endringer: ukjent adresse «{adresse}».{rad}"))
            continue
        kjent = kjente[adresse]
        try:
            lest[adresse] = les_verdi(verdi, kjent.enhet)
            if galt := utenfor(lest[adresse], kjent.minst, kjent.storst, kjent.enhet):
                raise ValueError(galt)
        except ValueError as grunn:
            feil.append(Datafeil(f"endringer: {adresse} {grunn}"))
    if feil:
        raise samlet_feil(feil)
    return lest


def les_verdi(verdi: object, enhet: str) -> Fraction:
    """A value as a reviewer types it: 1250000, «1 250 000», «1,25 mill.», «12 %».

    In the unit of what is changed: «12 %» is 0.12 as a share and 12 as a percentage, and what is
    said to be kroner is moved to thousands or millions where the number stands in those.
    Raises ValueError for anything else.
    """
    if not isinstance(verdi, str):
        return les_tall(verdi)
    treff = re.fullmatch(
        r"(?P<tall>[-\u2212]?[\d \u00a0\u202f]+(?:[.,]\d+)?(?:/\d+)?)"
        r" ?(?P<skala>mill|mrd|%)?\.?(?P<kroner> ?kr(?:oner)?)?",
        verdi.strip(),
    )
    if not treff:
        return les_tall(verdi)
    tall = les_tall(re.sub(r"[ \u00a0\u202f]", "", treff["tall"]).replace(",", "."))
    skala = treff["skala"]
    if skala is None and not treff["kroner"]:
        return tall
    base = Enhet.les(enhet)
    if skala == "%" and not treff["kroner"]:
        if base.base not in {"andel", "prosent", "prosentpoeng"}:
            raise ValueError(f"er «{verdi}», men enheten er {enhet}, ikke prosent")
        return tall * (_SKALA["%"] if base.base == "andel" else 1)
    if skala == "%" or not base.er_penger:
        raise ValueError(f"er «{verdi}», men enheten er {enhet}, ikke kroner")
    return tall * _SKALA.get(skala, Fraction(1)) / base.i_kroner


def med_endringer(sektor: str, endringer: Mapping[str, object]) -> Sektor:
    """The sector with the changes in place; data/ itself is never touched.

    Raises Datafeil for an unknown sector or address, and for a value that the data would not allow.
    """
    grunn = les_sektor(sektor)
    if not endringer:
        return grunn
    lest = les_endringer(grunn, endringer)
    try:
        return les_sektor(grunn._info.id, lest)
    except Datafeil as feil:
        raise Datafeil(f"endringer: {feil.melding}") from None
