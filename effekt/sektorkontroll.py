"""What no single file can tell is wrong: names, years and sources that must agree across files."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from effekt import formel
from effekt.kilder import Datafeil, naermeste
from effekt.lesing import Dokument
from effekt.modell import Felles, Kildedokument, Sektorinfo, Tiltak
from effekt.storrelse import Enkelttall, Grunnlag, Opphav


def feil_i_tiltak(
    tiltak: Mapping[str, Tiltak],
    dokumenter: Mapping[str, Dokument],
    info: Sektorinfo,
    felles: Felles,
) -> list[Datafeil]:
    """Faults in the measures: unknown agencies, classes and goals, years, formulas and loans."""
    feil: list[Datafeil] = []

    def meld(ett: Tiltak, sti: tuple[str | int, ...], melding: str) -> None:
        dokument = dokumenter[ett.id]
        feil.append(Datafeil(melding, dokument.fil, dokument.linje(sti)))

    for ett in tiltak.values():
        if ett.virksomhet not in info.virksomheter:
            meld(
                ett,
                ("virksomhet",),
                f"ukjent virksomhet «{ett.virksomhet}»."
                f"{naermeste(ett.virksomhet, info.virksomheter)} "
                f"sektor.yml har {', '.join(info.virksomheter)}.",
            )
        if ett.samlet_vurdering.klasse not in felles.klasser:
            meld(
                ett,
                ("samlet_vurdering", "klasse"),
                f"ukjent klasse «{ett.samlet_vurdering.klasse}»."
                f"{naermeste(ett.samlet_vurdering.klasse, felles.klasser)}",
            )
        for mal in ett.kommunemal:
            if str(mal) not in felles.kommunemal:
                meld(ett, ("kommunemal",), f"kommunemål {mal} finnes ikke i program.yml.")
        _kontroller_ar(ett, ("oppgitt",), ett.oppgitt, info, meld)
        for navn, forutsetning in ett.forutsetninger.items():
            if not isinstance(forutsetning.verdi, Fraction):
                sti = ("forutsetninger", navn, "verdi")
                _kontroller_ar(ett, sti, forutsetning.verdi, info, meld)
        try:
            brukt = formel.navn_i(ett.formel)
        except formel.Formelfeil as grunn:
            meld(ett, ("formel",), f"{grunn}.")
            continue
        for navn in sorted(brukt - set(ett.forutsetninger)):
            meld(
                ett,
                ("formel",),
                f"formelen bruker «{navn}», som ikke er en forutsetning."
                f"{naermeste(navn, ett.forutsetninger)}",
            )
        for navn in sorted(set(ett.forutsetninger) - brukt):
            meld(
                ett,
                ("forutsetninger", navn),
                f"forutsetningen «{navn}» er ikke med i formelen, og ville ikke virke. Ta den inn "
                "i formelen, eller flytt tallet til tall.yml.",
            )
        if ett.lan:
            for felt in ("belop", "avdrag", "rentesats", "lisens", "besparelse"):
                if getattr(ett.lan, felt) not in ett.forutsetninger:
                    meld(ett, ("lan", felt), f"«{getattr(ett.lan, felt)}» er ikke en forutsetning.")
    return feil


def _kontroller_ar(
    ett: Tiltak,
    sti: tuple[str | int, ...],
    verdier: Mapping[int, object],
    info: Sektorinfo,
    meld: Callable[[Tiltak, tuple[str | int, ...], str], None],
) -> None:
    periode = f"{info.periode[0]}\u2013{info.periode[-1]}"
    hva = ".".join(str(ledd) for ledd in sti)
    for ar in verdier:
        if ar not in info.periode:
            meld(ett, (*sti, str(ar)), f"{hva}: {ar} er utenfor perioden {periode} i sektor.yml.")
    mangler = [str(ar) for ar in info.periode if ar not in verdier]
    if mangler:
        meld(ett, sti, f"{hva}: mangler {', '.join(mangler)}. Perioden er {periode}.")


def ukjente_kilder(
    tiltak: Mapping[str, Tiltak],
    dokumenter: Mapping[str, Dokument],
    tall: Mapping[str, Enkelttall],
    talldokument: Dokument,
    kilder: Mapping[str, Kildedokument],
) -> list[Datafeil]:
    """References to documents that kilder.yml does not have, and to pages beyond their last."""
    feil: list[Datafeil] = []

    def sjekk(grunnlag: Grunnlag, dokument: Dokument, sti: tuple[str | int, ...]) -> None:
        if grunnlag.opphav is not Opphav.KILDE or grunnlag.kilde is None:
            return
        if grunnlag.kilde not in kilder:
            feil.append(
                Datafeil(
                    f"ukjent kilde «{grunnlag.kilde}».{naermeste(grunnlag.kilde, kilder)} "
                    "Kildene står i kilder.yml.",
                    dokument.fil,
                    dokument.linje((*sti, "kilde")),
                )
            )
            return
        siste = kilder[grunnlag.kilde].sider
        sider = (side.strip() for side in (grunnlag.side or "").replace("\u2013", ",").split(","))
        feil.extend(
            Datafeil(
                f"side {side} finnes ikke; {grunnlag.kilde} har {siste} sider.",
                dokument.fil,
                dokument.linje((*sti, "side")),
            )
            for side in sider
            if siste and side.isdigit() and int(side) > siste
        )

    for ett in tiltak.values():
        dokument = dokumenter[ett.id]
        for navn, forutsetning in ett.forutsetninger.items():
            sjekk(forutsetning, dokument, ("forutsetninger", navn))
        sjekk(ett.formel_grunnlag, dokument, ("formel_grunnlag",))
        if ett.kilde not in kilder:
            linje = dokument.linje(("kilde",))
            feil.append(
                Datafeil(
                    f"ukjent kilde «{ett.kilde}».{naermeste(ett.kilde, kilder)}",
                    dokument.fil,
                    linje,
                )
            )
    for navn, ett_tall in tall.items():
        sjekk(ett_tall, talldokument, ("tall", navn))
    return feil
