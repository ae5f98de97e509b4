"""History against data/: what the newest change of a number says, is what the number is."""

from fractions import Fraction
from itertools import pairwise

from effekt.endringer import adresser
from effekt.historikk import Verdi
from effekt.kilder import Datafeil, naermeste
from effekt.sektor import HISTORIKKFIL, Sektor
from effekt.verdi import Verdi as Dataverdi
from effekt.verdi import skriv


def feil_i_historikk(sektor: Sektor) -> list[Datafeil]:
    """Where historikk.yml and data/ say different things; empty where they agree.

    The last ``etter`` of an address must be the number of data/, and each ``for`` the ``etter``
    before it.
    """
    dokument = sektor.dokumenter.get(HISTORIKKFIL)
    if dokument is None:
        return []
    feil: list[Datafeil] = []
    kjente = adresser(sektor)
    for adresse, hendelser in sektor.historikk.tallhendelser().items():
        for forrige, denne in pairwise(hendelser):
            liste, nr, hendelse = denne
            if forrige[2].dato == hendelse.dato:
                melding = f"{adresse} er endret to ganger {hendelse.dato}. Slå de to sammen til én."
                feil.append(dokument.feil((liste, nr, "dato"), melding))
            elif forrige[2].etter != hendelse.for_:
                melding = (
                    f"for er {_vis(hendelse.for_)}, men forrige endring av {adresse} "
                    f"({forrige[2].dato}) ga {_vis(forrige[2].etter)}. Rett den som er feil."
                )
                feil.append(dokument.feil((liste, nr, "for"), melding))
        liste, nr, siste = hendelser[-1]
        if adresse not in kjente:
            melding = (
                f"ukjent adresse «{adresse}».{naermeste(adresse, kjente)} «effekt changes» viser "
                "alle. Er tallet fjernet fra data/, så ta bort adresse, for og etter her, og si "
                "det i hva."
            )
            feil.append(dokument.feil((liste, nr, "adresse"), melding))
        elif _verdi(siste.etter) != kjente[adresse].verdi:
            melding = (
                f"etter er {_vis(siste.etter)}, men {adresse} er {_vis(kjente[adresse].verdi)} i "
                "data/. Rett tallet som er feil, eller før inn en ny endring."
            )
            feil.append(dokument.feil((liste, nr, "etter"), melding))
    return feil


def _verdi(verdi: Verdi | None) -> Fraction | None:
    return verdi if isinstance(verdi, Fraction) else None


def _vis(verdi: Dataverdi | None) -> str:
    if isinstance(verdi, Fraction | tuple):
        return skriv(verdi)
    return f"«{verdi}»" if verdi else "uten tall"
