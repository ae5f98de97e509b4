"""What is wrong with the printed tables of oppgitt/: what they are held against, their rows."""

from collections.abc import Iterable, Iterator, Mapping

from effekt.datapakke import RAMMEKUTT, TOTAL, Datapakke
from effekt.kilder import Datafeil, naermeste
from effekt.lesing import Dokument, Sti
from effekt.modell import Sektorinfo, Tiltak
from effekt.program import Felles
from effekt.tabelldata import Tabelldata
from effekt.tall import Enhet


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
    grupper: dict[str, Iterable[str]] = {
        "klasse": felles.klasser,
        "virksomhet": info.virksomheter,
        "tiltak": tiltak,
    }
    for nr, ressurs in enumerate(pakke.resources):
        sti: Sti = ("resources", nr, "holdes_mot")
        trykt, holdes = tabeller.get(ressurs.name), ressurs.holdes_mot
        if trykt is None or holdes is None:
            continue
        if holdes.effekt_per:
            feil += _feil_i_effekter(trykt, sti, dokument, grupper[holdes.effekt_per], periode)
        elif holdes.summen_av and holdes.summen_av not in tabeller:
            rad = naermeste(holdes.summen_av, tabeller)
            melding = f"ukjent tabell «{holdes.summen_av}».{rad}"
            feil.append(dokument.feil((*sti, "summen_av"), melding))
        elif holdes.lanet_i and holdes.lanet_i not in tiltak:
            melding = f"ukjent tiltak «{holdes.lanet_i}».{naermeste(holdes.lanet_i, tiltak)}"
            feil.append(dokument.feil((*sti, "lanet_i"), melding))
        elif holdes.lanet_i and (ett := tiltak[holdes.lanet_i]) and ett.lan is None:
            melding = f"{holdes.lanet_i} har ikke lan. Legg det til på tiltaket."
            feil.append(dokument.feil((*sti, "lanet_i"), melding))
    return feil


def _feil_i_effekter(
    trykt: Tabelldata,
    sti: Sti,
    dokument: Dokument,
    grupper: Iterable[str],
    periode: tuple[int, ...],
) -> Iterator[Datafeil]:
    nokler = trykt.ressurs.tabell.nokler
    if len(nokler) != 2 or "ar" not in nokler:
        melding = "tabellen må ha to nøkkelkolonner: ar, og én for radene. Rett primaryKey."
        yield dokument.feil(sti, melding)
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
                    f"ukjent rad «{rad}».{naermeste(rad, kjente)} Her kan stå: {', '.join(kjente)}",
                    trykt.fil,
                )
