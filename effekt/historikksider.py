"""The pages «Endringer» and «Rettelser»: what has changed since the first edition, and why."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from effekt.endringer import Adresse, adresser
from effekt.historikk import Hendelse, Verdi
from effekt.oversikt import register
from effekt.sektor import Sektor
from effekt.tall import MANGLETEGN, Enhet, vis_dato, vis_med_enhet, vis_tall
from effekt.visning import Publiserbar, Tekst, henvis

_KILDE: Final = "bokens egen historikk"
_HODE: Final = ["Dato", "Hva", "Adresse", "Før", "Etter", "Grunn", "Kilde"]


def utgaver(sektor: Sektor) -> Publiserbar:
    """The editions, the newest first: date, what each brought, and why."""
    alle = sektor.historikk.utgaver
    if not alle:
        return Tekst("Boken har ingen utgaver ennå.")
    return register(
        sektor,
        "utgaver",
        "Utgaver",
        ["Utgave", "Dato", "Hva", "Hvorfor"],
        [[u.utgave, vis_dato(u.dato), u.hva, u.hvorfor] for u in reversed(alle)],
        "Utgavene av boken, den nyeste først.",
        kilde=_KILDE,
    )


def oppdateringer(sektor: Sektor) -> Publiserbar:
    """What new sources or newer numbers have changed, or that nothing has."""
    return _hendelser(
        sektor,
        "oppdateringer",
        "Oppdateringer",
        sektor.historikk.oppdateringer,
        "Ingen tall er oppdatert siden første utgave.",
    )


def rettelser(sektor: Sektor) -> Publiserbar:
    """What the book had wrong and has put right, or that nothing has been."""
    return _hendelser(
        sektor,
        "rettelser",
        "Rettelser",
        sektor.historikk.rettelser,
        "Boken har ingen rettelser ennå.",
    )


def _hendelser(
    sektor: Sektor, adresse: str, tittel: str, alle: Sequence[Hendelse], ingen: str
) -> Publiserbar:
    if not alle:
        return Tekst(ingen)
    kjente = adresser(sektor) if any(h.adresse for h in alle) else {}
    rader = [
        [
            vis_dato(h.dato),
            h.hva,
            h.adresse or "",
            _vis(h.for_, kjente.get(h.adresse or "")),
            _vis(h.etter, kjente.get(h.adresse or "")),
            h.grunn,
            henvis(sektor, h.kilde, h.side) if h.side else sektor.kilder[h.kilde].tittel,
        ]
        for h in reversed(alle)
    ]
    return register(
        sektor, adresse, tittel, _HODE, rader, f"{tittel}, den nyeste først.", kilde=_KILDE
    )


def _vis(verdi: Verdi | None, kjent: Adresse | None) -> str:
    """A number of the history in the unit that its address has now."""
    if isinstance(verdi, Fraction):
        return vis_med_enhet(verdi, Enhet.les(kjent.enhet)) if kjent else vis_tall(verdi)
    return MANGLETEGN[verdi] if verdi else ""
