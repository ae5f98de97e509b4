"""The forms of drawings that lie: rows of bars, spans, parts and steps, each named at its left, valued at its right.

Every form takes axes and whether the page is narrow. On a narrow page a row's name stands above it, so that no name is
cut short and the bars have the whole width. The zero line is always drawn, and no label stands on it. What is below
zero is labelled like the rest. One colour is that of the estimate, grey is what it is seen against; an agency, a class
and what is better or worse have colours of their own. What is drawn over years is in ``display.drawings``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import vis_tall
from effekt.display.labels import GRA, SKRIFT, SVAK, TONE, bredden, med_enhet, tekstbredde, uten_ramme, ved, vis_kort
from effekt.display.style import BLEKK, brutt, palett, punkt, tekst_pa

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Stolperad:
    """A row: its name, its value, its colour where it has one of its own, and the ends of its span where it has any.

    ``til`` is the address of what it is of; ``ar`` the year of the value, as it is told.
    """

    navn: str
    verdi: Fraction
    farge: str = ""
    lav: Fraction | None = None
    hoy: Fraction | None = None
    til: str = ""
    ar: str = ""


# --- the frame of rows ---------------------------------------------------------------------------------------------

# Where in a row what is drawn lies, and how high it is: a narrow one has its name above.
_NED: Final = {True: 0.2, False: 0.0}
_TYKK: Final = {True: 0.36, False: 0.56}
_RADHOYDE: Final = {True: 0.5, False: 0.36}
_NAVNEBREDDE: Final = 30


def hoyde_av_rader(antall: int, smal: bool, over: float = 0.0) -> float:
    """The height in inches that so many rows need, and what stands above them."""
    return 0.25 + over + antall * _RADHOYDE[smal]


def _rammer(
    akser: "Axes",
    navn: Sequence[str],
    ender: Sequence[float],
    smal: bool,
    hoyre: Sequence[str],
    over: float = 0.0,
    *,
    linje: bool = True,
) -> None:
    """Names at the left or above, room at the right for the column of values, the zero line between."""
    uten_ramme(akser)
    lavest, hoyest = min(0.0, *ender), max(0.0, *ender)
    spenn = (hoyest - lavest) or 1.0
    akser.set_ylim(len(navn) - 0.5, -0.5 - over)
    figur = bredden(akser)
    kolonne = max((tekstbredde(t, SKRIFT[smal]) for t in hoyre), default=0.0) + 0.12
    if smal:
        for y, ett in enumerate(navn):
            _navn_over(akser, ett, y)
        bredde = figur - 0.2
    else:
        brutte = [_paa_to_linjer(ett) for ett in navn]
        akser.set_yticks(range(len(navn)), brutte, fontsize=SKRIFT[smal])
        akser.tick_params(labelleft=True)
        bredde = figur - 0.3 - max(tekstbredde(ett, SKRIFT[smal]) for ett in brutte)
    del_ = min(kolonne / max(bredde, 1.0), 0.6)
    akser.set_xlim(lavest, hoyest + spenn * del_ / (1 - del_))
    if linje:
        _strek_ned(akser, 0.0, len(navn), smal, color=BLEKK, linewidth=0.8, zorder=5)
    akser.margins(x=0)


def _paa_to_linjer(navn: str) -> str:
    """A name in the room that its row has; what is longer says so, and stands whole in the table."""
    linjer = brutt(navn, _NAVNEBREDDE).split("\n")
    return "\n".join(linjer if len(linjer) <= 2 else [linjer[0], f"{linjer[1]}\u00a0…"])


def _strek_ned(akser: "Axes", x: float, antall: int, smal: bool, **stil: Any) -> None:
    """An upright line through so many rows; on a narrow page it leaves the names alone."""
    steder = [(y + _NED[True] - 0.27, y + _NED[True] + 0.27) for y in range(antall)] if smal else [(-0.5, antall - 0.5)]
    for fra, til in steder:
        akser.plot([x, x], [fra, til], solid_capstyle="butt", **stil)


def _navn_over(akser: "Axes", navn: str, y: float, **valg: Any) -> None:
    stil: Any = {"transform": akser.get_yaxis_transform(), "fontsize": SKRIFT[True], **valg}
    akser.text(0.0, y - 0.06, forkortet(navn, _LANGT), ha="left", va="bottom", **stil).set_in_layout(False)


# So many signs have room on a narrow page.
_LANGT: Final = 50


def forkortet(navn: str, tegn: int) -> str:
    """A name that has room, on one line; a longer one is cut between two words, and says so."""
    navn = re.sub(r"[ \t\n]+", " ", navn)
    if len(navn) <= tegn:
        return navn
    return navn[: tegn - 1].rpartition(" ")[0] + "\u00a0…"


def _i_kolonnen(akser: "Axes", y: float, tekst: str, smal: bool, **valg: Any) -> None:
    """A value in the column at the right."""
    stil: Any = {"transform": akser.get_yaxis_transform(), "fontsize": SKRIFT[smal], "fontweight": "bold", **valg}
    akser.text(1.0, y, tekst, ha="right", va="center", **stil)


# --- bars ----------------------------------------------------------------------------------------------------------


def liggende_stolper(
    akser: "Axes",
    rader: Sequence[Stolperad],
    smal: bool,
    enhet: str = "",
    *,
    strek: tuple[str, Fraction] | None = None,
    vis: Callable[[Fraction], str] = vis_kort,
    ord_: Sequence[str] = (),
    nokkel: Mapping[str, str] | None = None,
) -> None:
    """One bar for each row, its span as a thin line across its end, its value in the column at the right.

    ``strek`` is a value that all are seen against, as an upright line with its name; ``ord_`` the values in words;
    ``nokkel`` what a colour stands for.
    """
    farger = palett(akser)
    verdier = ord_ or med_enhet([r.verdi for r in rader], enhet, vis)
    ender = [float(v) for r in rader for v in (r.verdi, r.lav, r.hoy) if v is not None]
    ender += [float(strek[1])] if strek else []
    _rammer(akser, [r.navn for r in rader], ender, smal, verdier, over=0.55 if strek else 0.0)
    for y, (rad, vist) in enumerate(zip(rader, verdier, strict=True)):
        sted = y + _NED[smal]
        stolpe = akser.barh([sted], [float(rad.verdi)], height=_TYKK[smal], color=rad.farge or farger[0], zorder=2)
        punkt(stolpe, rad.navn, rad.ar, vist, rad.til)
        if rad.lav is not None and rad.hoy is not None and rad.lav != rad.hoy:
            _spennstrek(akser, float(rad.lav), float(rad.hoy), sted, _TYKK[smal] * 0.3)
        _i_kolonnen(akser, sted, vist, smal)
    _fargenokkel(akser, nokkel or {}, smal)
    if strek:
        navn, verdi = strek
        _strek_ned(akser, float(verdi), len(rader), smal, color=BLEKK, linewidth=1.6, linestyle=(0, (3, 1.5)), zorder=4)
        ved(akser, navn, (float(verdi), -0.55), (4, 4), fontsize=SKRIFT[smal])


def _fargenokkel(akser: "Axes", nokkel: Mapping[str, str], smal: bool) -> None:
    """What the colours stand for, where there are several."""
    if len(nokkel) < 2 or not akser.figure:
        return
    from matplotlib.lines import Line2D

    tegn = [
        Line2D([], [], marker="o", linestyle="", markersize=7, color=farge, label=navn)
        for navn, farge in nokkel.items()
    ]
    stil: Any = {"frameon": False, "loc": "outside upper left", "handletextpad": 0.1, "fontsize": SKRIFT[smal]}
    akser.figure.legend(handles=tegn, ncols=1 if smal else 3, **stil)


def _spennstrek(akser: "Axes", lav: float, hoy: float, y: float, halv: float) -> None:
    """A span as a line with an end at each side, read on a bar and beside it."""
    for farge, bredde, z in (("white", 3.4, 3), (BLEKK, 1.3, 4)):
        akser.plot([lav, hoy], [y, y], color=farge, linewidth=bredde, solid_capstyle="butt", zorder=z)
    for ende in (lav, hoy):
        akser.plot([ende, ende], [y - halv, y + halv], color=BLEKK, linewidth=1.3, zorder=4)


@dataclass(frozen=True)
class Spennrad:
    """A row of what is not sure: from the lowest to the highest, what most draws lie between, and the estimate.

    ``mest`` is None where nothing is drawn.
    """

    navn: str
    lav: Fraction
    anslag: Fraction
    hoy: Fraction
    mest: tuple[Fraction, Fraction] | None = None
    farge: str = ""
    til: str = ""
    ar: str = ""


def spennrader(akser: "Axes", rader: Sequence[Spennrad], smal: bool, enhet: str) -> None:
    """A thin line from low to high, a thick one where most draws lie, a dot at the estimate; all three written."""
    farger = palett(akser)
    anslag = med_enhet([r.anslag for r in rader], enhet)
    spenn = [f"{vis_kort(r.lav)} til {vis_kort(r.hoy)}" for r in rader]
    hoyre = [f"{a}  ({s})" for a, s in zip(anslag, spenn, strict=True)]
    over = "anslag (lavest til høyest)"
    ender = [float(v) for r in rader for v in (r.lav, r.hoy)]
    _rammer(akser, [r.navn for r in rader], ender, smal, [*hoyre, over], over=0.35)
    _i_kolonnen(akser, -0.6, over, smal, fontweight="normal", color=SVAK)
    for y, (rad, vist) in enumerate(zip(rader, hoyre, strict=True)):
        sted, farge = y + _NED[smal], rad.farge or farger[0]
        akser.plot([float(rad.lav), float(rad.hoy)], [sted, sted], color=GRA, linewidth=2, zorder=2)
        if rad.mest:
            fra, til = map(float, rad.mest)
            akser.plot([fra, til], [sted, sted], color=farge, linewidth=7, solid_capstyle="butt", zorder=3)
        prikk: Any = {"marker": "o", "markersize": 7.5, "markerfacecolor": "white", "markeredgecolor": farge}
        tegnet = akser.plot([float(rad.anslag)], [sted], linestyle="", markeredgewidth=2, zorder=6, **prikk)
        punkt(tegnet[0], rad.navn, rad.ar, vist, rad.til)
        _i_kolonnen(akser, sted, vist, smal)


# --- better and worse ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stolpe:
    """A bar of a tornado: what it is, its worst and its best end, how each is written, and what stands at its right.

    An end at zero has no bar.
    """

    navn: str
    verst: Fraction
    best: Fraction
    vist_verst: str
    vist_best: str
    hoyre: str = ""
    til: str = ""


def tornado(akser: "Axes", stolper: Sequence[Stolpe], smal: bool, over_hoyre: str = "") -> None:
    """One row for each thing that varies, the first on top: to the left what is worse, to the right what is better.

    Everything is a change from the estimate, which is the line in the middle. ``over_hoyre`` says what stands at the
    right of the rows.
    """
    uten_ramme(akser)
    skrift = SKRIFT[smal]
    storst = max((abs(float(v)) for s in stolper for v in (s.verst, s.best)), default=0) or 1.0
    figur = bredden(akser)
    bred = max((tekstbredde(t, skrift) for s in stolper for t in (s.vist_verst, s.vist_best)), default=0.0) + 0.1
    hoyre = max((tekstbredde(s.hoyre, skrift) for s in stolper), default=0.0) + 0.15
    navn = [brutt(s.navn, _TORNADONAVN) for s in stolper]
    rute = figur - 0.3 - (0 if smal else max((tekstbredde(n, skrift) for n in navn), default=0.0))
    # The bars have what the labels at both ends and the column leave.
    per = storst * 2 / max(rute - 2 * bred - hoyre, 0.8)
    akser.set_xlim(-storst - bred * per, storst + (bred + hoyre) * per)
    akser.set_ylim(len(stolper) - 0.5, -1.25)
    if smal:
        for y, ett in enumerate(stolper):
            _navn_over(akser, ett.navn, y)
    else:
        akser.set_yticks(range(len(stolper)), navn, fontsize=skrift, linespacing=1.0)
        akser.tick_params(labelleft=True)
    for y, stolpe in enumerate(stolper):
        sted = y + _NED[smal]
        ender = ((stolpe.verst, stolpe.vist_verst, "darlig", -3), (stolpe.best, stolpe.vist_best, "god", 3))
        for verdi, vist, tone, bort in ender:
            if verdi:
                tegnet = akser.barh([sted], [float(verdi)], height=_TYKK[smal], color=TONE[tone], zorder=2)
                punkt(tegnet, stolpe.navn, "", vist, stolpe.til)
                ved(akser, vist, (float(verdi), sted), (bort, 0), fontsize=skrift, fontweight="bold")
        if not stolpe.verst and not stolpe.best:
            ved(akser, "0", (0, sted), (3, 0), fontsize=skrift, fontweight="bold")
        _i_kolonnen(akser, sted, stolpe.hoyre, smal, fontweight="normal")
    _strek_ned(akser, 0.0, len(stolper), smal, color=BLEKK, linewidth=0.8, zorder=5)
    for tekst, tone, bort in (("lavere effekt", "darlig", -4), ("høyere effekt", "god", 4)):
        ved(akser, tekst, (0, -0.75), (bort, 0), fontsize=skrift, fontweight="bold", color=TONE[tone])
    if over_hoyre:
        _i_kolonnen(akser, -0.75, over_hoyre, smal, fontweight="normal", color=SVAK)


_TORNADONAVN: Final = 34


# --- wholes and their parts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Oppdelt:
    """A row that is made up of others: its name, its parts, and the colour that they have."""

    navn: str
    deler: Sequence[Stolperad]
    farge: str = ""

    @property
    def sum(self) -> Fraction:
        return sum((d.verdi for d in self.deler), Fraction(0))


# In inches: a row with room for two lines of names beneath its bar, a line more, and the bar.
_MED_NAVN: Final = {True: 0.8, False: 0.58}
_NAVNELINJE: Final = 0.15
_STOLPEN: Final = {True: 0.23, False: 0.25}
# The smallest text there is (``style``): what is measured with a smaller one is drawn wider than it was measured.
_SMATT: Final = 9.0
# About how wide the bars may be, in inches.
_OM_LAG: Final = {True: 3.4, False: 5.0}


def hoyde_av_oppdelte(rader: Sequence[Oppdelt], smal: bool) -> float:
    """The height in inches of rows of blocks, with the names beneath them."""
    return 0.3 + len(rader) * _oppdelt_rad(rader, smal)


def _oppdelt_rad(rader: Sequence[Oppdelt], smal: bool) -> float:
    """The height in inches of each row: of the one with the most names, were they all beneath its bar."""
    navn = [_navnene([f"{d.navn}\u00a0{vis_kort(d.verdi)}" for d in rad.deler], _OM_LAG[smal]) for rad in rader]
    linjer = max((ett.count("\n") + 1 for ett in navn), default=1)
    return _MED_NAVN[smal] + max(0, linjer - 2) * _NAVNELINJE


def _navnene(navn: Sequence[str], tommer: float) -> str:
    return brutt(", ".join(navn), int(tommer * 0.93 * 72 / _SMATT / 0.54))


def oppdelte_stolper(akser: "Axes", rader: Sequence[Oppdelt], smal: bool, enhet: str) -> None:
    """A bar for each row made of named blocks, those below zero to the left of zero; the row's sum at its right.

    A block without room for its name has its value, and its name stands beneath the bar.
    """
    farger = palett(akser)
    summer = med_enhet([r.sum for r in rader], enhet)
    ender = [
        float(sum((d.verdi for d in rad.deler if (d.verdi > 0) is over), Fraction(0)))
        for rad in rader
        for over in (True, False)
    ]
    _rammer(akser, [r.navn for r in rader], ender, smal, summer, linje=False)
    if not smal:
        opp = 0.07 / _oppdelt_rad(rader, smal)
        akser.set_yticks([y - opp for y in range(len(rader))], [brutt(r.navn, _NAVNEBREDDE) for r in rader])
    figur = bredden(akser)
    fra, til = akser.get_xlim()
    rute = figur - 0.3 - (0 if smal else max(tekstbredde(brutt(r.navn, _NAVNEBREDDE), SKRIFT[smal]) for r in rader))
    per_tomme = (til - fra) / max(rute, 1.0)
    hoyde = _oppdelt_rad(rader, smal)
    tykk, flyttet = _STOLPEN[smal] / hoyde, (0.11 if smal else -0.07) / hoyde
    for y, (rad, sum_) in enumerate(zip(rader, summer, strict=True)):
        sted, farge = y + flyttet, rad.farge or farger[0]
        akser.plot([0, 0], [sted - tykk * 0.65, sted + tykk * 0.65], color=BLEKK, linewidth=0.8, zorder=5)
        over = under = 0.0
        uten_navn = []
        for del_ in rad.deler:
            verdi, vist = float(del_.verdi), vis_kort(del_.verdi)
            fot = over if verdi >= 0 else under
            stil: Any = {"color": farge, "edgecolor": "white", "linewidth": 1.5, "zorder": 2}
            tegnet = akser.barh([sted], [verdi], left=[fot], height=tykk, **stil)
            punkt(tegnet, del_.navn, del_.ar, f"{vist}\u00a0{enhet}", del_.til)
            plass = abs(verdi) / per_tomme - 0.08
            ord_ = next((t for t in (f"{del_.navn} {vist}", vist) if tekstbredde(t, _SMATT) <= plass), "")
            akser.text(
                fot + verdi / 2, sted, ord_, color=tekst_pa(farge), ha="center", va="center", fontsize=_SMATT, zorder=3
            )  # fmt: skip
            if del_.navn not in ord_:
                uten_navn.append(f"{del_.navn}\u00a0{vist}")
            over, under = over + max(verdi, 0.0), under + min(verdi, 0.0)
        under_stolpen: Any = {"ha": "left", "va": "top", "fontsize": _SMATT, "color": SVAK, "linespacing": 1.05}
        navnene, lavere = _navnene(uten_navn, rute), sted + tykk / 2 + 0.04 / hoyde
        akser.text(min(under, 0.0), lavere, navnene, **under_stolpen).set_in_layout(False)
        _i_kolonnen(akser, sted, sum_, smal)


def andelsrader(
    akser: "Axes", rader: Mapping[str, Mapping[str, Fraction]], navn: Mapping[str, str], smal: bool, enhet: str = "%"
) -> None:
    """Wholes beneath each other, each divided between the same parts: the parts named once, above the first."""
    uten_ramme(akser)
    farger, skrift = palett(akser), SKRIFT[smal]
    deler = list(dict.fromkeys(kode for rad in rader.values() for kode in rad))
    akser.set_ylim(len(rader) - 0.5, -0.95)
    akser.set_xlim(0, 1)
    if not smal:
        akser.set_yticks(range(len(rader)), [brutt(n, 24) for n in rader], fontsize=skrift)
        akser.tick_params(labelleft=True)
    for y, (rad, andeler) in enumerate(rader.items()):
        hele = float(sum(andeler.values(), Fraction(0))) or 1.0
        fra, sted = 0.0, y + _NED[smal]
        if smal:
            _navn_over(akser, rad, y)
        for nr, kode in enumerate(deler):
            andel = andeler.get(kode, Fraction(0))
            bredde, (farge, skravur) = float(andel) / hele, farger.flate(nr)
            stil: Any = {"color": farge, "hatch": skravur, "edgecolor": "white", "linewidth": 1.5}
            tegnet = akser.barh([sted], [bredde], left=[fra], height=0.62 if not smal else 0.4, **stil)
            vist = f"{vis_tall(andel)}\u00a0{enhet}"
            punkt(tegnet, navn[kode], rad, vist, "")
            if bredde >= _PLASS_TIL_ANDEL:
                midt: Any = {"ha": "center", "va": "center", "fontweight": "bold", "fontsize": skrift}
                akser.text(fra + bredde / 2, sted, vist, color=tekst_pa(farge), **midt)
            fra += bredde
    _delnavn(akser, next(iter(rader.values())), deler, navn, smal)


# A part with less of the whole than this has no number in it; the table has it.
_PLASS_TIL_ANDEL: Final = 0.08


def _delnavn(
    akser: "Axes", forste: Mapping[str, Fraction], deler: Sequence[str], navn: Mapping[str, str], smal: bool
) -> None:
    """The names of the parts in a line above, over the first and the last part; of more, in a key."""
    farger, hele = palett(akser), float(sum(forste.values(), Fraction(0))) or 1.0
    if len(deler) > _NAVN_I_LINJE:
        felt = [farger.felt(nr, navn[kode]) for nr, kode in enumerate(deler)]
        stil: Any = {"frameon": False, "loc": "lower left", "bbox_to_anchor": (0, 1.0), "handlelength": 1.2}
        akser.legend(handles=felt, ncols=1 if smal else 3, fontsize=SKRIFT[smal], **stil)
        return
    fra = 0.0
    for nr, kode in enumerate(deler):
        bredde = float(forste.get(kode, Fraction(0))) / hele
        sist = nr == len(deler) - 1 and nr > 0
        akser.text(
            1.0 if sist else fra, -0.55 if not smal else -0.5, navn[kode] if not smal else brutt(navn[kode], 22),
            ha="right" if sist else "left", va="bottom", fontweight="bold", fontsize=SKRIFT[smal],
        )  # fmt: skip
        fra += bredde


# So many names can stand in a line above the parts.
_NAVN_I_LINJE: Final = 2


# --- from one amount to another ------------------------------------------------------------------------------------


def trapp(
    akser: "Axes", fra: tuple[str, Fraction], ledd: Sequence[Stolperad], til: str, smal: bool, enhet: str
) -> None:
    """From one amount to another, a step for each change, from where the one before it ended."""
    farger = palett(akser)
    stand = [fra[1]]
    for ett in ledd:
        stand.append(stand[-1] + ett.verdi)
    navn = [fra[0], *(r.navn for r in ledd), til]
    verdier = [fra[1], *(r.verdi for r in ledd), stand[-1]]
    vist = [f"+{v}" if 0 < nr <= len(ledd) and verdier[nr] > 0 else v for nr, v in enumerate(med_enhet(verdier, enhet))]
    _rammer(akser, navn, [float(s) for s in stand], smal, vist)
    ned = _NED[smal]
    for y in (0, len(navn) - 1):
        tegnet = akser.barh([y + ned], [float(verdier[y])], height=_TYKK[smal], color=farger[0], zorder=2)
        punkt(tegnet, navn[y], "", vist[y], "")
    for y, (ett, start) in enumerate(zip(ledd, stand, strict=False), 1):
        farge = ett.farge or (farger[1] if ett.verdi >= 0 else TONE["darlig"])
        tegnet = akser.barh(
            [y + ned], [float(ett.verdi)], left=[float(start)], height=_TYKK[smal], color=farge, zorder=2
        )
        punkt(tegnet, ett.navn, ett.ar, vist[y], ett.til)
    for y, s in enumerate(stand if not smal else ()):
        akser.plot(
            [float(s)] * 2, [y + ned - _TYKK[smal] / 2, y + 1 + ned + _TYKK[smal] / 2], color=SVAK, linewidth=0.7
        )
    for y, v in enumerate(vist):
        _i_kolonnen(akser, y + ned, v, smal)


def trapper(akser: "Axes", alle: Mapping[str, Sequence[Stolperad]], til: str, smal: bool, enhet: str) -> None:
    """Steps of change under a heading each, from zero to what they come to, drawn to one scale.

    Beside each other the rows are named once, at the left.
    """
    figur = akser.figure.get_figure(root=True)
    akser.remove()
    figur.set_layout_engine("constrained", wspace=0.03, hspace=0.03)
    ruter = figur.subplots(
        len(alle) if smal else 1, 1 if smal else len(alle), sharex=True, sharey=True, squeeze=False
    ).flat
    stand = [s for ledd in alle.values() for s in _mellomstand(ledd)]
    lavest, hoyest = min(0.0, *stand), max(0.0, *stand)
    spenn = (hoyest - lavest) or 1.0
    for nr, (rute, (hode, ledd)) in enumerate(zip(ruter, alle.items(), strict=True)):
        uten_ramme(rute)
        navn = [*(r.navn for r in ledd), til]
        slutt = sum((r.verdi for r in ledd), Fraction(0))
        verdier = [*(r.verdi for r in ledd), slutt]
        vist = [f"+{v}" if verdi > 0 else v for verdi, v in zip(verdier, map(vis_kort, verdier), strict=True)]
        rute.set_title(
            f"{hode}, {enhet}" if not nr and enhet else hode, loc="left", fontsize=SKRIFT[smal], fontweight="bold"
        )
        rute.set_xlim(lavest - spenn * 0.02, hoyest + spenn * (0.3 if smal else 0.55))
        rute.set_ylim(len(navn) - 0.5, -0.6)
        if not nr or smal:
            rute.set_yticks(range(len(navn)), [brutt(n, 18) for n in navn], fontsize=SKRIFT[smal], linespacing=1.0)
            rute.tick_params(labelleft=True)
        start = 0.0
        for y, (rad, v) in enumerate(zip(ledd, vist, strict=False)):
            farge = rad.farge or (palett(rute)[1] if rad.verdi >= 0 else TONE["darlig"])
            tegnet = rute.barh([y], [float(rad.verdi)], left=[start], height=0.6, color=farge, zorder=2)
            punkt(tegnet, rad.navn, hode, v, rad.til)
            start += float(rad.verdi)
            rute.plot([start, start], [y - 0.3, y + 1.3], color=SVAK, linewidth=0.7, zorder=1)
        tegnet = rute.barh([len(ledd)], [float(slutt)], height=0.6, color=palett(rute)[0], zorder=2)
        punkt(tegnet, til, hode, vist[-1], "")
        for y, v in enumerate(vist):
            _i_kolonnen(rute, y, v, smal)
        rute.axvline(0, color=BLEKK, linewidth=0.8, zorder=5)


def hoyde_av_trapper(antall: int, ledd: int, smal: bool) -> float:
    """The height in inches of so many flights of so many steps."""
    hver = 0.35 + (ledd + 1) * 0.27
    return 0.2 + hver * antall if smal else 0.5 + (ledd + 1) * 0.36


def _mellomstand(ledd: Sequence[Stolperad]) -> list[float]:
    """Where steps stand after each change, from zero."""
    stand = [Fraction(0)]
    for ett in ledd:
        stand.append(stand[-1] + ett.verdi)
    return [float(s) for s in stand]


# --- two things about each at once ---------------------------------------------------------------------------------


def kvadrant(
    akser: "Axes", grupper: Mapping[str, Sequence[Stolperad]], nokkel: Mapping[str, str], smal: bool, enhet: str
) -> None:
    """A field for each step of a scale, in it a circle for each row, placed and sized by its value and named.

    ``nokkel``: what a colour stands for.
    """
    uten_ramme(akser)
    skrift = 8.0 if smal else 9.0
    alle = [r for rader in grupper.values() for r in rader]
    storst = max((abs(float(r.verdi)) for r in alle), default=0.0) or 1.0
    lavest, hoyest = min(0.0, *(float(r.verdi) for r in alle)), max(0.0, *(float(r.verdi) for r in alle))
    spenn = (hoyest - lavest) or 1.0
    figur = bredden(akser) - 0.25
    vist = dict(zip((r.navn for r in alle), med_enhet([r.verdi for r in alle], enhet), strict=True))
    tekster = {r.navn: f"{brutt(r.navn, 16) if smal else r.navn} {vist[r.navn]}" for r in alle}
    lengst = max((tekstbredde(t, skrift) for t in tekster.values()), default=0.5) + 0.3
    per_tomme = spenn * 1.08 / max(figur - lengst, 1.0)
    akser.set_xlim(lavest - spenn * 0.08, hoyest + lengst * per_tomme)
    y = 0.0
    for nr, (gruppe, rader) in enumerate(grupper.items()):
        akser.text(
            0.0, y + 0.1, gruppe, transform=akser.get_yaxis_transform(), ha="left", va="top", fontweight="bold",
            fontsize=SKRIFT[smal],
        )  # fmt: skip
        topp, baner = y, list[float]()
        for rad in sorted(rader, key=lambda r: r.verdi):
            x, bredde = float(rad.verdi), (tekstbredde(tekster[rad.navn], skrift) + 0.35) * per_tomme
            bane = next((b for b, slutt in enumerate(baner) if slutt <= x - 0.12 * per_tomme), len(baner))
            baner[bane : bane + 1] = [x + bredde]
            sted = topp + 0.95 + bane * _BANE
            areal = 30 + 330 * abs(x) / storst
            tegnet = akser.scatter([x], [sted], s=areal, color=rad.farge or palett(akser)[0], zorder=3)
            punkt(tegnet, rad.navn, rad.ar, vist[rad.navn], rad.til)
            bort = (areal**0.5) / 2 + 3
            ved(akser, tekster[rad.navn], (x, sted), (bort, 0), fontsize=skrift, linespacing=1.0)
        y = topp + 1.45 + max(len(baner) - 1, 0) * _BANE
        akser.plot([0, 0], [topp + 0.6, y - 0.12], color=BLEKK, linewidth=0.8, zorder=1)
        if nr < len(grupper) - 1:
            akser.axhline(y, color="#d5dbe1", linewidth=0.8)
    akser.set_ylim(y, -0.1)
    _fargenokkel(akser, nokkel, smal)


_BANE: Final = 0.8


def hoyde_av_kvadrant(grupper: Mapping[str, Sequence[Stolperad]], smal: bool) -> float:
    """The height in inches that the fields need, with room for as many lanes as they may have."""
    baner = sum(max(1, (len(r) + 1) // 2 if not smal else len(r)) for r in grupper.values())
    return 0.5 + len(grupper) * 0.4 + baner * (0.36 if not smal else 0.42)


@dataclass(frozen=True)
class Bevegelse:
    """Something that has moved: where it was and where it is, and whether less of it is better."""

    navn: str
    fra: Fraction
    til: Fraction
    mindre_er_bedre: bool = False


def for_og_etter(akser: "Axes", rader: Sequence[Bevegelse], hoder: tuple[str, str], smal: bool, enhet: str) -> None:
    """A row for each thing that has moved: a ring where it was, a line to where it is, both written."""
    hoyre = [f"{vis_kort(r.fra)} → {v}" for r, v in zip(rader, med_enhet([r.til for r in rader], enhet), strict=True)]
    _rammer(akser, [r.navn for r in rader], [float(v) for r in rader for v in (r.fra, r.til)], smal, hoyre, over=0.4)
    for y, (rad, vist) in enumerate(zip(rader, hoyre, strict=True)):
        sted, farge = y + _NED[smal], TONE["god" if (rad.til > rad.fra) is not rad.mindre_er_bedre else "darlig"]
        akser.plot([float(rad.fra), float(rad.til)], [sted, sted], color=farge, linewidth=2.4, zorder=2)
        stil: Any = {"marker": "o", "markersize": 7, "markeredgewidth": 1.6, "linestyle": "", "zorder": 3}
        akser.plot([float(rad.fra)], [sted], markerfacecolor="white", markeredgecolor=SVAK, **stil)
        tegnet = akser.plot([float(rad.til)], [sted], markerfacecolor=farge, markeredgecolor=farge, **stil)
        punkt(tegnet[0], rad.navn, "", vist, "")
        _i_kolonnen(akser, sted, vist, smal)
    _i_kolonnen(akser, -0.6, f"{hoder[0]} → {hoder[1]}", smal, fontweight="normal", color=SVAK)
