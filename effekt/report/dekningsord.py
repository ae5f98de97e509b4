"""What is said of coverage on every page: what each agency lacks, and never one ratio of them all."""

from collections.abc import Mapping
from fractions import Fraction

from effekt.base.numbers import vis_dekning
from effekt.base.words import ramse
from effekt.calc.dekning import Dekning, dekning, dekning_av, grunnar
from effekt.calc.gjennomforing import forventet_per_virksomhet, har_utsikter
from effekt.calc.usikkerhet import TOTAL
from effekt.reading.sektor import Sektor


def siste_kuttar(per_ar: Mapping[int, Dekning | None]) -> int | None:
    """The last year whose cuts are known and more than nothing; None without any."""
    return max((ar for ar, d in per_ar.items() if d and d.kutt), default=None)


def dekningen_i_ord(sektor: Sektor) -> list[str]:
    """The coverage of each agency in the last year with cuts: of the cut, and of what is new in it; a phrase each."""
    alle, penger = dekning(sektor), sektor.bok.penger
    ar = siste_kuttar(alle[TOTAL])
    if ar is None:
        return []
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    med = {kode: rad[ar].andel for kode, rad in alle.items() if kode != TOTAL and rad[ar].kutt}
    dekker = {kode: andel or Fraction(0) for kode, andel in med.items() if (andel or 0) >= 0}
    deler = [(navn[kode], vis_dekning(andel)) for kode, andel in dekker.items()]
    setninger = []
    if len(deler) > 1:
        setninger.append(f"Hver for seg dekker {ramse(map(' '.join, deler))} av sitt rammekutt i {ar}")
    elif deler:
        setninger.append(f"Tiltakene i {deler[0][0]} dekker {deler[0][1]} av kuttet i {ar}")
    # What costs more than it gives covers nothing: a percentage below zero says less than the words.
    if koster := [navn[kode] for kode in med if kode not in dekker]:
        setninger.append(f"Tiltakene i {ramse(koster)} koster mer enn de gir i {ar}, og dekker ikke noe av kuttet der")
    if len(med) > 1:
        setninger.append("Det én virksomhet har til overs, er ikke regnet med hos en annen")
    if alle[TOTAL][ar].utenfor:
        uten = [navn[kode] for kode, rad in alle.items() if kode != TOTAL and not rad[ar].kutt and rad[ar].effekt]
        belop = f"{penger.vis(alle[TOTAL][ar].utenfor)} {penger.ord_}"
        setninger.append(f"Effekten utenfor rammene, {belop}, er ikke regnet som dekning ({ramse(uten)})")
    if nytt := nytt_i_ord(sektor, ar):
        setninger.append(nytt)
    if har_utsikter(sektor):
        mangler = dekning_av(sektor, forventet_per_virksomhet(sektor))[TOTAL][ar].gjenstar or Fraction(0)
        setninger.append(
            "Er anslagene vektet med risikoen for at tiltak faller bort eller blir forsinket, "
            f"mangler {penger.tall(mangler, penger.desimaler([]))} {penger.ord_} av kuttene i {ar}"
        )
    return [*setninger, "Dekningen er vår beregning"]


def nytt_i_ord(sektor: Sektor, ar: int) -> str:
    """The same against what has come in the cuts since the first year that is given; empty where that is not known."""
    forste, penger = grunnar(sektor), sektor.bok.penger
    nytt = dekning(sektor, nytt=True)[TOTAL][ar]
    if forste is None or nytt.kutt is None or nytt.gjenstar is None:
        return ""
    if not nytt.kutt:
        return f"Rammekuttene i {ar} er ikke større enn i {forste}"
    desimaler = penger.desimaler([])
    resten = f"mangler {penger.tall(nytt.gjenstar, desimaler)}" if nytt.gjenstar else "er alt dekket"
    kommet = f"{penger.tall(nytt.kutt, desimaler)} {penger.ord_}"
    return f"Av rammekuttene i {ar} er {kommet} kommet til siden {forste}. Av det {resten}"
