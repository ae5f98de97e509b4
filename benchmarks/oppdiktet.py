"""Made-up sectors for measuring growth: a whole data set with a root of its own, from a seed.

    python -m benchmarks.oppdiktet ROOT --chapters 100 [--seed 1]

Everything is invented, and says so in its names, sources and pages. The same seed gives the same
bytes, and a sector is the same however many there are.
"""

import argparse
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.authoring.new_sector import Bestilling, sektorfiler, settfiler
from effekt.reading.chapter_sources import SKRIV_HER
from effekt.reading.tiltakssider import ALLE_TILTAK

KOMMUNE: Final = "Oppdiktet kommune"
MERKNAD: Final = "Alt i denne boken er oppdiktet, for å måle hvor lang tid bygging tar."
# What is across sectors; with one sector alone there is nothing to compare.
_PA_TVERS: Final = ("book/programmet", "book/pa-tvers")
_TIL_SLUTT: Final = ("book/last-ned", "book/tilgjengelighet")
_OM: Final = "Oppdiktet."
_HVA: Final = ("bygg", "reiser", "møter", "biler", "skjemaer", "kurs", "lager", "avtaler", "vakter")
_HVORDAN: Final = ("Felles", "Færre", "Billigere", "Enklere", "Samordnede", "Digitale", "Delte")
_KLASSER: Final = ("beste", "nest_beste", "middels", "nest_darligste", "darligste")
_TRINN: Final = ("lav", "middels", "stor")
_FOLGER: Final = ("noe_positiv", "noytral", "noe_negativ", "middels_negativ")
_KR: Final = 100_000  # every effect is a multiple, so that no sum is rounded


@dataclass(frozen=True)
class Sett:
    """A made-up book: where it lies, its sectors, and how many chapters it has."""

    rot: Path
    sektorer: tuple[str, ...]
    kapitler: int


def lag(rot: Path, kapitler: int, fro: int = 1) -> Sett:
    """A book of just so many chapters below ``rot``, which is empty or not there.

    One chapter is a sector's summary alone, two have the front page. More of them have the table of all measures with a
    page for each, and sectors until the number is reached; from three sectors also the chapters across them. The last
    sector has what is left of chapters, and of measures where there is none.
    """
    sider = ["book/forside", ALLE_TILTAK][: kapitler - 1]
    deler: list[tuple[str, list[str]]] = []
    sektorer: list[_Sektor] = []

    def over() -> int:
        tiltak = sum(len(sektor.bestilling.tiltak) for sektor in sektorer) if ALLE_TILTAK in sider else 0
        return len(sider) + sum(len(egne) for _, egne in deler) + tiltak - kapitler

    while over() < 0:
        sektor = _Sektor(len(sektorer) + 1, fro)
        sektorer.append(sektor)
        if len(sektorer) == 3:
            deler.insert(0, ("Programmet", list(_PA_TVERS)))
        deler.append((sektor.bestilling.navn, [side for alle in sektor.bestilling.sider.values() for side in alle]))
    # What is over goes where nothing is missed: chapters that are about no agency, then measures, then what is left.
    for egne in (alle for _, alle in reversed(deler)):
        for side in [side for side in reversed(egne) if not re.search(r"/3-\d", side)]:
            if over() > 0:
                egne.remove(side)
        if egne is deler[-1][1] and over() > 0:
            tiltak = len(sektorer[-1].bestilling.tiltak) - over()
            sektorer[-1] = _Sektor(len(sektorer), fro, max(tiltak, 1))
    while over() > 0:
        deler[-1][1].pop()
    forste = sektorer[0].bestilling
    filer = settfiler(forste)
    for sektor in sektorer:
        filer |= sektor.filer()
    kilder = {k: v for sektor in sektorer for k, v in sektor.kilder().items()}
    filer["data/kilder.yml"] = _yaml({"kilder": kilder})
    felles = "data/felles/utgivelse.yml"
    filer[felles] = f"merknad: {MERKNAD}\n{filer[felles]}"
    filer["_toc.yml"] = _innhold(sider, [del_ for del_ in deler if del_[1]])
    for navn, tekst in filer.items():
        (rot / navn).parent.mkdir(parents=True, exist_ok=True)
        (rot / navn).write_text(tekst, encoding="utf-8")
    (rot / "book").mkdir(exist_ok=True)
    return Sett(rot, tuple(s.bestilling.kode for s in sektorer), kapitler)


def endre_ett_tall(rot: Path) -> None:
    """Make the first number of the first measure one more; no printed report has it."""
    fil = min((rot / "data/s001/tiltak").iterdir())
    tekst = fil.read_text(encoding="utf-8")
    treff = re.search(r"verdi:(?:\n +\d{4}:)? (\d+)", tekst)
    assert treff, fil
    nytt = tekst[: treff.start(1)] + str(int(treff[1]) + 1) + tekst[treff.end(1) :]
    fil.write_text(nytt, encoding="utf-8")


def _innhold(sider: Sequence[str], deler: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The table of contents; the first page is its root."""
    if not sider:
        return _yaml({"format": "jb-book", "root": deler[0][1][0]})
    alle = [*([("Tiltakene", sider[1:])] if sider[1:] else []), *deler, ("Om nettstedet", _TIL_SLUTT)]
    parts = [{"caption": navn, "chapters": [{"file": side} for side in egne]} for navn, egne in alle]
    return _yaml({"format": "jb-book", "root": sider[0], "parts": parts})


class _Sektor:
    """A made-up sector: its shape and numbers follow from its number and the seed; at most ``hoyst`` measures."""

    def __init__(self, nr: int, fro: int, hoyst: int | None = None) -> None:
        self._rng = rng = random.Random(f"{fro}-{nr}")
        self._kode = kode = f"s{nr:03}"
        forste = rng.randint(2025, 2028)
        hos = {f"{kode.upper()}{b}": f"Oppdiktet etat {nr}{b}" for b in "ABCDE"[: rng.randint(1, 5)]}
        tiltak = {}
        for lopenr in range(1, rng.randint(3, 12) + 1):
            virksomhet = rng.choice(list(hos))
            tiltak[f"{virksomhet}{lopenr}"] = virksomhet
        self.bestilling = Bestilling(
            kode, f"Oppdiktet sektor {nr}", kode.upper(), hos,
            tuple(range(forste, forste + rng.randint(2, 6))), dict(list(tiltak.items())[:hoyst]),
            "" if nr % 2 else f"Oppdiktet rapport {nr}", KOMMUNE, _KLASSER,
        )  # fmt: skip
        self._kilde = f"{kode}-notat" if nr % 2 else f"{kode}-rapport"
        self._tiltak = {id_: self._ett(id_, hos_) for id_, hos_ in self.bestilling.tiltak.items()}

    @property
    def _periode(self) -> tuple[int, ...]:
        return self.bestilling.periode

    def kilder(self) -> dict[str, Any]:
        """The sector's entry in kilder.yml."""
        tittel = self.bestilling.rapport or f"Oppdiktet notat om {self._kode}"
        felt = {"tittel": tittel, "utgiver": KOMMUNE, "dato": "ingen", "sider": 90}
        return {self._kilde: {**felt, "lisens": "ingen, for dokumentet finnes ikke"}}

    def filer(self) -> dict[str, str]:
        """All files of the sector by path: the templates', filled in."""
        filer = sektorfiler(self.bestilling)
        data = f"data/{self._kode}"
        filer[f"{data}/sektor.yml"] = self._info(filer[f"{data}/sektor.yml"])
        filer[f"{data}/tall.yml"] = _yaml({"tall": dict(self._tall())})
        for id_, (ett, _) in self._tiltak.items():
            filer[f"{data}/tiltak/{id_.lower()}.yml"] = _yaml(ett)
        filer |= {f"{data}/{navn}": tekst for navn, tekst in self._tabeller().items()}
        pakke = f"{data}/datapackage.yml"
        filer[pakke] = self._pakke(filer[pakke])
        if self.bestilling.rapport:
            filer[f"{data}/kontroller.yml"] = _yaml(self._kontroller())
        filer[f"{data}/historikk.yml"] = _yaml({"utgaver": [
            {"utgave": "1", "dato": "2025-01-31", "hva": _OM, "hvorfor": "For å måle."}
        ]})  # fmt: skip
        return {navn: self._skrevet(t) if navn.startswith("notebooks/") else t for navn, t in filer.items()}

    def _info(self, mal: str) -> str:
        linjer = mal.replace("status: under_arbeid", "status: ferdig").splitlines(keepends=True)
        return "".join("prisniva: oppdiktede kroner\n" if x.startswith("prisniva:") else x for x in linjer)

    def _tall(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for nr in range(1, self._rng.randint(2, 12)):
            hva = self._rng.choice(_HVA)
            yield f"antall_{nr}", {
                "navn": f"oppdiktet antall {hva}", "verdi": self._rng.randint(2, 9000),
                "enhet": hva, "kilde": self._kilde, "side": str(self._rng.randint(1, 90)),
            }  # fmt: skip

    # --- a measure ---

    def _ett(self, id_: str, virksomhet: str) -> tuple[dict[str, Any], dict[int, int]]:
        """A measure, and its effect per year in kroner."""
        rng = self._rng
        forutsetninger, formel, effekt = rng.choice((self._belop, self._arsverk, self._pris))()
        trykt = bool(self.bestilling.rapport)
        side = str(rng.randint(5, 89))

        def vurdering(skala: Sequence[str]) -> dict[str, Any]:
            boks = {"grunnlag": "boks", "side": side} if trykt else {}
            return {"verdi": rng.choice(skala), **boks, "tekst": _OM}

        siste = self._periode[-1]
        navn = f"{rng.choice(_HVORDAN)} {rng.choice(_HVA)} (oppdiktet)"
        ett = {
            "id": id_, "navn": navn, "virksomhet": virksomhet,
            **({"kilde": self._kilde, "sider": {"omtale": side, "kort": side}} if trykt else {}),
            "beskrivelse": f"{navn} er et oppdiktet tiltak. Det er laget for å måle.",
            "forutsetninger": forutsetninger,
            "formel": formel,
            "formel_grunnlag": {"opphav": "valgt", "begrunnelse": _OM},
            **({"oppgitt": effekt} if trykt else {}),
            "effekt_tekst": f"Den oppdiktede effekten er {{{{ {id_}.effekt[{siste}] | kr }}}} i {siste}.",
            "vurderinger": {
                "estimatusikkerhet": vurdering(_TRINN),
                "gjennomforingsusikkerhet": vurdering(_TRINN),
                "konsekvenser_samfunn": vurdering(_FOLGER),
                "konsekvenser_ansatte": vurdering(_FOLGER),
            },
            "samlet_vurdering": {
                "klasse": rng.choice(_KLASSER), "klasse_opphav": "valgt", "tekst": _OM,
            },
        }  # fmt: skip
        return ett, effekt

    def _forutsetning(self, navn: str, verdi: object, enhet: str, **mer: object) -> dict[str, Any]:
        sted = {"kilde": self._kilde, "side": str(self._rng.randint(5, 89))}
        return {"navn": navn, "verdi": verdi, "enhet": enhet, **mer, **sted}

    def _over_tid(self) -> dict[int, float]:
        """A share for each year that never falls, in quarters."""
        deler = sorted(self._rng.choice((0.25, 0.5, 0.75, 1)) for _ in self._periode)
        return dict(zip(self._periode, deler, strict=True))

    def _belop(self) -> tuple[dict[str, Any], str, dict[int, int]]:
        per_ar = {ar: self._rng.randint(1, 400) * _KR for ar in self._periode}
        return {"belop": self._forutsetning("beløpet", per_ar, "kr")}, "belop", per_ar

    def _arsverk(self) -> tuple[dict[str, Any], str, dict[int, int]]:
        antall, kostnad = self._rng.randint(2, 60), self._rng.randint(1, 3) * 4 * _KR
        innfasing = self._over_tid()
        forutsetninger = {
            "arsverk": self._forutsetning("årsverk som faller bort", antall, "årsverk", lav=antall - 1, hoy=antall + 2),
            "kostnad": self._forutsetning("lønn", kostnad, "kr per årsverk og år"),
            "innfasing": self._forutsetning("del som er nådd", innfasing, "andel"),
        }
        effekt = {ar: round(antall * kostnad * del_) for ar, del_ in innfasing.items()}
        return forutsetninger, "arsverk * kostnad * innfasing", effekt

    def _pris(self) -> tuple[dict[str, Any], str, dict[int, int]]:
        antall, pris = self._rng.randint(3, 50) * 100, self._rng.randint(1, 9) * 4000
        drift, del_av = self._rng.randint(0, 3) * _KR, self._over_tid()
        forutsetninger = {
            "antall": self._forutsetning("enheter i året", antall, "enheter per år"),
            "pris": self._forutsetning("spart for hver", pris, "kr per enhet"),
            "andel": self._forutsetning("del som legges om", del_av, "andel"),
            "drift": self._forutsetning("årlig drift", drift, "kr"),
        }
        effekt = {ar: round(antall * pris * del_) - drift for ar, del_ in del_av.items()}
        return forutsetninger, "antall * pris * andel - drift", effekt

    # --- tables and checks ---

    def _summer(self) -> dict[tuple[str, int], int]:
        """The effects by agency and year, and their total, in hundred thousand kroner."""
        summer: dict[tuple[str, int], int] = {}
        for ett, effekt in self._tiltak.values():
            for ar, kroner in effekt.items():
                for rad in (ett["virksomhet"], "total"):
                    summer[rad, ar] = summer.get((rad, ar), 0) + kroner // _KR
        return summer

    def _tabeller(self) -> dict[str, str]:
        rng, hos = self._rng, self.bestilling.virksomheter
        tabeller = {
            "tabeller/nokkeltall.csv": "nokkeltall,virksomhet,enhet,verdi\n" + "".join(
                f"{navn},{kode},{enhet},{rng.randint(1, 900)}\n"
                for navn, enhet in (("Årsverk", "årsverk"), ("Brutto driftsutgifter", "mill. kr"))
                for kode in hos
            ),
            "tabeller/rammekutt.csv": "virksomhet,ar,belop\n" + "".join(
                f"{kode},{ar},{-rng.randint(1, 90) * 100}\n" for kode in hos for ar in self._periode
            ),
        }  # fmt: skip
        if self.bestilling.rapport:
            tabeller["oppgitt/per_virksomhet.csv"] = "rad,ar,belop\n" + "".join(
                f"{rad},{ar},{belop * 100}\n" for (rad, ar), belop in self._summer().items()
            )
        return tabeller

    def _pakke(self, mal: str) -> str:
        """The template's description of the tables, with the source, and the printed sums."""
        start, merke, trykt = mal.partition("\n  # - name: oppgitt_per_virksomhet")
        linjer = start.splitlines(keepends=True)
        if merke:
            linjer.append("\n  - name: oppgitt_per_virksomhet\n")
            # Up to the line that only says something.
            trykt = trykt.partition("\n  # Egne tabeller")[0] + "\n"
            linjer += [x.replace("  # ", "  ", 1) for x in trykt.splitlines(keepends=True)[1:]]
        ut = "".join(linjer).replace("    kilde:\n", f"    kilde: {self._kilde}\n")
        ut = ut.replace("    side:\n", "    side: 7\n").replace("    side: 0\n", "    side: 8\n")
        return ut.replace("title: Effekt, enhet: mill. kr", "title: Effekt, enhet: 1 000 kr")

    def _kontroller(self) -> dict[str, Any]:
        """For each year: the agencies' sums against the total."""

        def ledd(rad: str, ar: int, belop: int) -> dict[str, Any]:
            adresse = f"oppgitt_per_virksomhet[{rad}, {ar}]"
            return {"verdi": belop * 100, "enhet": "1 000 kr", "adresse": adresse}

        summer = self._summer()
        kontroller = {}
        for ar in self._periode:
            hos = {rad: b for (rad, naar), b in summer.items() if naar == ar and rad != "total"}
            kontroller[f"sum-{ar}"] = {
                "gruppe": "summer", "kilde": self._kilde, "side": "8",
                "hva": f"Etatene skal til sammen gi totalen for {ar}.",
                "oppgitt": ledd("total", ar, summer["total", ar]),
                "regnestykke": " + ".join(rad.lower() for rad in hos),
                "operander": {r.lower(): {**ledd(r, ar, b), "side": "8"} for r, b in hos.items()},
                "utfall": "stemmer", "vurdering": "Den oppdiktede tabellen går opp.",
            }  # fmt: skip
        return {"grupper": {"summer": "Oppdiktede summer går opp"}, "kontroller": kontroller}

    # --- prose ---

    def _skrevet(self, notatbok: str) -> str:
        """The template's chapter, with made-up prose where it says that something is to be written."""
        return re.sub(rf"(?m)^{SKRIV_HER}.*$", lambda _: f"Teksten er oppdiktet: {self._prat()}", notatbok)

    def _prat(self) -> str:
        velg = self._rng.choice
        return " ".join(
            f"{velg(_HVORDAN)} {velg(_HVA)} gir plass til {velg(_HVA)} og {velg(_HVA)}."
            for _ in range(self._rng.randint(4, 12))
        )


def _yaml(innhold: Mapping[str, Any]) -> str:
    import yaml

    class UtenHenvisninger(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # the same object in two places is written twice
            return True

    skrevet = yaml.dump(innhold, Dumper=UtenHenvisninger, allow_unicode=True, sort_keys=False, width=100)
    return f"# Oppdiktet.\n{skrevet}"


def main() -> None:
    """Lay a made-up book in the folder that is named."""
    leser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    leser.add_argument("root", type=Path)
    leser.add_argument("--chapters", type=int, default=100)
    leser.add_argument("--seed", type=int, default=1)
    valg = leser.parse_args()
    if valg.root.exists() and any(valg.root.iterdir()):
        leser.error(f"{valg.root} is not empty")
    sett = lag(valg.root, valg.chapters, valg.seed)
    print(f"{sett.rot}: {sett.kapitler} chapters, {len(sett.sektorer)} made-up sectors")


if __name__ == "__main__":
    main()
