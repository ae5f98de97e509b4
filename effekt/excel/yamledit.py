"""YAML changed in place: only what differs is written; every other byte stays.

ruamel.yaml tells where each key and value stands, and the text is read again afterwards. Its own dump is not used: it
moves comments and folds lines anew.
"""

import difflib
import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

BREDDE: Final = 100  # characters in a line
_INNRYKK: Final = 2
# What is text to every reader of YAML without quotation marks; the rest ruamel.yaml decides.
_TRYGG: Final = re.compile(r"[A-Za-zÆØÅæøå][\wÆØÅæøå./ %()–-]*[\wÆØÅæøå%)–]", re.ASCII)
_LENGSTE_LINJE: Final = 240  # of a group on one line
_ORD: Final = re.compile(r"y|n|yes|no|on|off|true|false|null|inf|nan", re.IGNORECASE)
_TALL: Final = re.compile(r"[-+]?[\d.][\d_.:/eE+-]*")
_AR: Final = re.compile(r"[12]\d{3}")
# Groups that a file has on one line where there is room for it, and those that always have lines.
_FLYT: Final = {
    "sider", "oppgitt", "verdi", "lav", "hoy", "formel_grunnlag", "spenn", "tillatt", "constraints",
    "kommunemal", "felt", "periode", "primaryKey", "missingValues", "enum",
}  # fmt: skip
_EN_LINJE: Final = {"fields", "virksomheter", "uplasserte_vurderinger", "tall"}


class Ordrett(str):
    """Text that is written as it is: a number, a year, a fraction, true or false."""

    __slots__ = ()


def skalar(verdi: str) -> str:
    """A text on one line, with quotation marks where YAML needs them."""
    if isinstance(verdi, Ordrett) and (_TALL.fullmatch(verdi) or verdi in {"true", "false"}):
        return str(verdi)
    if (_TRYGG.fullmatch(verdi) or re.fullmatch(r"[A-Za-zÆØÅæøå]", verdi)) and not _ORD.fullmatch(verdi):
        return str(verdi)
    if not verdi:
        return '""'
    if re.fullmatch(r"\d+–\d+", verdi):
        return str(verdi)
    if _TALL.fullmatch(verdi) or re.fullmatch(r"[\d., –-]+", verdi):
        return f'"{verdi}"'
    from ruamel.yaml import YAML

    ut = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = True, 10**6, True
    yaml.dump([str(verdi)], ut)
    return ut.getvalue().strip()[1:-1]


def flyt(verdi: Any) -> str:
    """A value on one line: «{omtale: 49–50, kort: 51}», «[1, 3]», or a text."""
    if isinstance(verdi, Mapping):
        return "{" + ", ".join(f"{skalar(Ordrett(k))}: {flyt(v)}" for k, v in verdi.items()) + "}"
    if isinstance(verdi, str):
        return skalar(verdi)
    return "[" + ", ".join(map(flyt, verdi)) + "]"


def shown_value(verdi: Any) -> str:
    """A value of data/ on one line; empty for nothing."""
    return verdi or "" if verdi is None or isinstance(verdi, str) else flyt(verdi)


def foldet(tekst: str, innrykk: int) -> str | None:
    """A text folded over several lines, as it stands after «nøkkel:»; None where it cannot be."""
    avsnitt = [
        textwrap.wrap(del_, BREDDE - innrykk, break_long_words=False, break_on_hyphens=False)
        for del_ in tekst.split("\n")
    ]
    if any(" ".join(linjer) != del_ for linjer, del_ in zip(avsnitt, tekst.split("\n"), strict=True)):
        return None
    if not all(avsnitt) or tekst.strip() != tekst:
        return None
    mellom = "\n" + " " * innrykk
    return " >-" + mellom + f"\n{mellom}".join(mellom.join(linjer) for linjer in avsnitt)


def etter_nokkel(verdi: Any, innrykk: int, nokkel: str = "", pa_linje: bool = False) -> str:
    """What follows a key at ``innrykk``, without a last line break; ``pa_linje`` keeps a group on one line."""
    if verdi is None:
        return ""
    kort = f" {flyt(verdi)}"
    plass = BREDDE - innrykk - len(nokkel) - 1
    if isinstance(verdi, str):
        if len(kort) <= plass and "\n" not in kort:
            return kort
        return foldet(verdi, innrykk + _INNRYKK) or kort
    tomt = not verdi
    uten_tekst = isinstance(verdi, Sequence) and all(isinstance(v, Ordrett) for v in verdi)
    pa_linje = pa_linje and len(kort) <= _LENGSTE_LINJE
    if pa_linje or tomt or uten_tekst or (nokkel in _FLYT and len(kort) <= plass and not er_arsserie(verdi)):
        return kort
    inn = innrykk + _INNRYKK
    if isinstance(verdi, Mapping):
        return "\n" + "\n".join(linjer_for(navn, ett, inn, nokkel in _EN_LINJE) for navn, ett in verdi.items())
    return "\n" + "\n".join(listeledd(ett, inn, nokkel in _EN_LINJE) for ett in verdi)


def er_arsserie(verdi: Any) -> bool:
    """Whether a group is of several years. It stands one year a line: what two people change in it, git merges."""
    return isinstance(verdi, Mapping) and len(verdi) > 1 and all(_AR.fullmatch(str(ar)) for ar in verdi)


def linjer_for(nokkel: str, verdi: Any, innrykk: int, pa_linje: bool = False) -> str:
    """«nøkkel: verdi» as lines at ``innrykk``; no line break last."""
    skrevet = skalar(Ordrett(nokkel))
    return f"{' ' * innrykk}{skrevet}:{etter_nokkel(verdi, innrykk, skrevet, pa_linje)}"


def listeledd(verdi: Any, innrykk: int, pa_linje: bool = False) -> str:
    """An item of a list as lines at ``innrykk``: «- verdi»."""
    if isinstance(verdi, Mapping) and verdi and not pa_linje:
        linjer = "\n".join(linjer_for(k, v, innrykk + _INNRYKK) for k, v in verdi.items())
        return f"{' ' * innrykk}- {linjer.lstrip(' ')}"
    return f"{' ' * innrykk}-{etter_nokkel(verdi, innrykk, '', pa_linje)}"


def ny_fil(innhold: Mapping[str, Any], hode: str) -> str:
    """A whole new file: the comment on its first line, and air around what has many lines."""
    deler: list[str] = []
    for nokkel, verdi in innhold.items():
        linjer = linjer_for(nokkel, verdi, 0)
        luft = isinstance(verdi, Mapping) and "\n" in linjer
        deler.append(("\n" if luft and deler and not deler[-1].endswith("\n") else "") + linjer)
        if luft:
            deler[-1] += "\n"
    return hode + "\n".join(deler).rstrip("\n") + "\n"


_BLOKKTEKST: Final = (">", "|")
_ANFORSEL: Final = ('"', "'")


def rediger(tekst: str, ny: Mapping[str, Any]) -> str:
    """Return the file's text changed to hold ``ny``. Raise ValueError where it cannot be changed to that."""
    rot = _les(tekst)
    if rot is None or not rot.value:
        linjer = "\n".join(linjer_for(nokkel, verdi, 0) for nokkel, verdi in ny.items())
        return f"{tekst.rstrip()}\n{linjer}\n".lstrip("\n")
    redigering = _Redigering(tekst)
    redigering.gruppe(rot, ny)
    ferdig = redigering.ferdig()
    if _innhold(_les(ferdig)) != _uten_merke(ny):
        raise ValueError("filen har en form som ikke kan endres på plass")
    return ferdig


def ar_pa_linjer(tekst: str) -> str:
    """Return the file's text with every series of years one year a line; what is on one line with it gets lines too."""
    while (funnet := _serie_pa_linje(_les(tekst))) is not None:
        node, nokkel = funnet
        innhold = _som_skrevet(node)
        if nokkel is None:  # an item of a list: its first key stays by the hyphen
            innrykk = node.start_mark.column
            ny = "\n".join(linjer_for(k, v, innrykk) for k, v in innhold.items()).lstrip(" ")
            fra = node.start_mark.index
        else:
            innrykk = nokkel.start_mark.column + _INNRYKK
            ny = "\n" + "\n".join(linjer_for(k, v, innrykk) for k, v in innhold.items())
            fra = nokkel.end_mark.index + tekst[nokkel.end_mark.index :].index(":") + 1
        tekst = tekst[:fra] + ny + tekst[node.end_mark.index :]
    return tekst


def _serie_pa_linje(node: Any, nokkel: Any = None) -> tuple[Any, Any] | None:
    """The outermost group on one line that is a series, or holds one, and the key that it stands under."""
    if node is None or node.id == "scalar":
        return None
    if node.id == "mapping" and node.flow_style:
        return (node, nokkel) if _har_serie(_innhold(node)) else None
    under = [(del_, None) for del_ in node.value] if node.id == "sequence" else [(v, k) for k, v in node.value]
    return next((funnet for del_, k in under if (funnet := _serie_pa_linje(del_, k))), None)


def _har_serie(ting: Any) -> bool:
    if isinstance(ting, Mapping):
        return er_arsserie(ting) or any(map(_har_serie, ting.values()))
    return False


def _som_skrevet(node: Any) -> Any:
    """The node as plain data, where what stands without quotation marks is written so again."""
    if node.id == "mapping":
        return {nokkel.value: _som_skrevet(verdi) for nokkel, verdi in node.value}
    if node.id == "sequence":
        return [_som_skrevet(del_) for del_ in node.value]
    return Ordrett(node.value) if node.style is None else str(node.value)


def bytt_nokkel(tekst: str, sti: Sequence[str], ny: str) -> str:
    """Return the file's text with another name of the key at ``sti``, and all else as it is."""
    node, nokkelnode = _les(tekst), None
    for navn in sti:
        nokkelnode, node = next((nokkel, verdi) for nokkel, verdi in node.value if nokkel.value == navn)
    assert nokkelnode is not None
    return f"{tekst[: nokkelnode.start_mark.index]}{ny}{tekst[nokkelnode.end_mark.index :]}"


def _les(tekst: str) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).compose(tekst)


def _innhold(node: Any) -> Any:
    """The node as plain data, like ``lesing`` has it: all is text, and blank is None."""
    if node is None or str(node.tag).endswith(":null"):
        return None
    if node.id == "mapping":
        return {nokkel.value: _innhold(verdi) for nokkel, verdi in node.value}
    if node.id == "sequence":
        return [_innhold(del_) for del_ in node.value]
    return str(node.value)


def _uten_merke(verdi: Any) -> Any:
    if isinstance(verdi, Mapping):
        return {str(nokkel): _uten_merke(ett) for nokkel, ett in verdi.items()}
    if isinstance(verdi, str) or verdi is None:
        return verdi if verdi is None else str(verdi)
    return [_uten_merke(ett) for ett in verdi]


class _Redigering:
    """The edits of one text, collected by place and applied together."""

    def __init__(self, tekst: str) -> None:
        self.tekst = tekst if tekst.endswith("\n") else tekst + "\n"
        self._endringer: list[tuple[int, int, int, str]] = []

    def ferdig(self) -> str:
        deler, her = [], 0
        for fra, til, _, ny in sorted(self._endringer):
            deler += [self.tekst[her:fra], ny]
            her = max(her, til)
        return "".join(deler) + self.tekst[her:]

    def _bytt(self, fra: int, til: int, ny: str) -> None:
        self._endringer.append((fra, til, len(self._endringer), ny))

    def _linjeslutt(self, her: int) -> int:
        return self.tekst.index("\n", her)

    def _linjestart(self, her: int) -> int:
        return self.tekst.rfind("\n", 0, her) + 1

    def _etter_kolon(self, nokkel: Any) -> int:
        return self.tekst.index(":", nokkel.end_mark.index) + 1

    def _slutt(self, node: Any, etter: int, innrykk: int) -> int:
        """Where the node's own content ends; ``etter`` is where what follows the key begins."""
        if node.id == "scalar" and node.style in _BLOKKTEKST:
            her = slutt = self._linjeslutt(node.start_mark.index)
            while her + 1 < len(self.tekst):
                linje = self.tekst[her + 1 : self._linjeslutt(her + 1)]
                if linje.strip() and len(linje) - len(linje.lstrip(" ")) <= innrykk:
                    break
                her += 1 + len(linje)
                slutt = her if linje.strip() else slutt
            return slutt
        if node.id == "scalar" or node.flow_style or not node.value:
            return max(etter, node.end_mark.index) if _innhold(node) is not None else etter
        siste = node.value[-1]
        if node.id == "sequence":
            return self._slutt(siste, self._strek(siste) + 1, node.start_mark.column)
        return self._slutt(siste[1], self._etter_kolon(siste[0]), siste[0].start_mark.column)

    def _strek(self, del_: Any) -> int:
        """Where the «-» of a list's item is."""
        return self.tekst.rindex("-", 0, del_.start_mark.index)

    def gruppe(self, node: Any, ny: Mapping[str, Any]) -> None:
        gamle = {nokkel.value: (nokkel, verdi) for nokkel, verdi in node.value}
        for nokkel, (nokkelnode, verdinode) in gamle.items():
            if nokkel in ny:
                etter = self._etter_kolon(nokkelnode)
                kolonne = nokkelnode.start_mark.column
                self._verdi(verdinode, ny[nokkel], etter, kolonne, bool(node.flow_style), nokkel)
        beholdt = [nokkel for nokkel in gamle if nokkel in ny]
        for nr, nokkel in enumerate(gamle):
            if nokkel not in ny:
                self._slett(node, nr, any(k in beholdt for k in list(gamle)[:nr]))
        forrige = ""
        for nokkel, verdi in ny.items():
            if nokkel in gamle:
                forrige = nokkel
            elif node.flow_style:
                self._ny_i_flyt(gamle, forrige, nokkel, verdi)
            else:
                self._ny_linje(gamle, forrige, nokkel, verdi)

    def _ny_i_flyt(self, gamle: Mapping[str, tuple[Any, Any]], forrige: str, nokkel: str, verdi: Any) -> None:
        ny = f"{skalar(Ordrett(nokkel))}: {flyt(verdi)}"
        if forrige:
            her = self._slutt(gamle[forrige][1], self._etter_kolon(gamle[forrige][0]), 0)
            self._bytt(her, her, f", {ny}")
        else:
            her = next(iter(gamle.values()))[0].start_mark.index
            self._bytt(her, her, f"{ny}, ")

    def _ny_linje(self, gamle: Mapping[str, tuple[Any, Any]], forrige: str, nokkel: str, verdi: Any) -> None:
        forste = next(iter(gamle.values()))[0]
        kolonne = forste.start_mark.column
        pa_linje = any(v.id == "mapping" and v.flow_style for _, v in gamle.values())
        ny = linjer_for(nokkel, verdi, kolonne, pa_linje and isinstance(verdi, Mapping))
        if forrige:
            nokkelnode, verdinode = gamle[forrige]
            her = self._linjeslutt(self._slutt(verdinode, self._etter_kolon(nokkelnode), kolonne))
            self._bytt(her, her, "\n" + ny)
        else:
            her = forste.start_mark.index
            self._bytt(her, her, f"{ny.lstrip(' ')}\n{' ' * kolonne}")

    def _slett(self, node: Any, nr: int, har_foran: bool) -> None:
        nokkel, verdi = node.value[nr]
        slutt = self._slutt(verdi, self._etter_kolon(nokkel), nokkel.start_mark.column)
        start = self._linjestart(nokkel.start_mark.index)
        if node.flow_style and har_foran:
            forrige, verdien = node.value[nr - 1]
            self._bytt(self._slutt(verdien, self._etter_kolon(forrige), 0), slutt, "")
        elif node.flow_style or self.tekst[start : nokkel.start_mark.index].strip():
            neste = node.value[nr + 1][0].start_mark.index if nr + 1 < len(node.value) else slutt
            self._bytt(nokkel.start_mark.index, neste, "")
        else:
            self._slett_linjer(start, self._linjeslutt(slutt) + 1)

    def _slett_linjer(self, fra: int, til: int) -> None:
        """Take lines out, and one of the two blank lines that would then meet."""
        tom_foran = self.tekst[:fra].endswith("\n\n")
        if tom_foran and (self.tekst[til : til + 1] == "\n" or til >= len(self.tekst)):
            fra -= 1
        self._bytt(fra, til, "")

    def _liste(self, node: Any, ny: Sequence[Any], navn: str) -> None:
        gamle = [_merke(_innhold(del_)) for del_ in node.value]
        nye = [_merke(_uten_merke(ett)) for ett in ny]
        kolonne = node.start_mark.column
        pa_linje = any(d.id == "mapping" and d.flow_style for d in node.value)
        for slag, fra, til, nyfra, nytil in difflib.SequenceMatcher(None, gamle, nye, autojunk=False).get_opcodes():
            par = til - fra if slag == "equal" else min(til - fra, nytil - nyfra)
            for nr in range(par):
                del_ = node.value[fra + nr]
                etter = self._strek(del_) + 1
                self._verdi(del_, ny[nyfra + nr], etter, kolonne, False, navn)
            for del_ in node.value[fra + par : til]:
                slutt = self._slutt(del_, self._strek(del_) + 1, kolonne)
                start = self._linjestart(self._strek(del_))
                self._slett_linjer(start, self._linjeslutt(slutt) + 1)
            for ett in ny[nyfra + par : nytil]:
                linjer = listeledd(ett, kolonne, pa_linje and isinstance(ett, Mapping))
                if fra + par:
                    forrige = node.value[fra + par - 1]
                    slutt = self._slutt(forrige, self._strek(forrige) + 1, kolonne)
                    self._bytt(self._linjeslutt(slutt), self._linjeslutt(slutt), "\n" + linjer)
                else:
                    start = self._linjestart(self._strek(node.value[0]))
                    self._bytt(start, start, linjer + "\n")

    def _verdi(self, node: Any, ny: Any, etter: int, innrykk: int, i_flyt: bool, navn: str) -> None:
        gammel = _innhold(node)
        if gammel == _uten_merke(ny):
            return
        if isinstance(ny, Mapping) and isinstance(gammel, Mapping) and gammel.keys() & ny.keys():
            self.gruppe(node, ny)
        elif isinstance(ny, list | tuple) and isinstance(gammel, list) and ny and gammel and not node.flow_style:
            self._liste(node, ny, navn)
        elif gammel is None:
            self._bytt(etter, etter, " " + flyt(ny) if i_flyt else etter_nokkel(ny, innrykk, navn))
        elif i_flyt:
            self._bytt(node.start_mark.index, node.end_mark.index, flyt(ny))
        else:
            self._bytt_i_blokk(node, ny, etter, innrykk, navn)

    def _bytt_i_blokk(self, node: Any, ny: Any, etter: int, innrykk: int, navn: str) -> None:
        blokk = node.style in _BLOKKTEKST if node.id == "scalar" else not node.flow_style
        slutt = self._slutt(node, etter, innrykk)
        skrevet = etter_nokkel(ny, innrykk, navn)
        if blokk and node.id == "scalar" and isinstance(ny, str):
            skrevet = self._foldet_om(node, ny, slutt) or skrevet
            fra = node.start_mark.index if skrevet.startswith(node.style) else etter
            self._bytt(fra, slutt, skrevet)
            return
        if not blokk and "\n" in skrevet and self.tekst[slutt : self._linjeslutt(slutt)].strip():
            skrevet = " " + flyt(ny)
        if not blokk and "\n" not in skrevet:
            merke = node.style if node.id == "scalar" else None
            fritt = isinstance(ny, str) and not set("\\\"'") & set(ny) and skrevet == f" {ny}"
            ett = f"{merke}{ny}{merke}" if merke in _ANFORSEL and fritt else skrevet[1:]
            self._bytt(node.start_mark.index, slutt, ett)
        else:
            self._bytt(etter, slutt, skrevet)

    def _foldet_om(self, node: Any, ny: str, slutt: int) -> str:
        """A folded text with only the lines that differ folded anew; empty where it cannot be."""
        hode, *raa = self.tekst[node.start_mark.index : slutt].split("\n")
        linjer = [linje.strip() for linje in raa]
        innrykk = len(raa[0]) - len(raa[0].lstrip(" ")) if raa else 0
        if node.style != ">" or " ".join(linjer) != node.value.rstrip("\n") or "\n" in ny.strip():
            return ""
        foran = max([0, *(n for n in range(1, len(linjer)) if ny.startswith(" ".join(linjer[:n]) + " "))])
        rest = ny[len(" ".join(linjer[:foran])) :].strip(" ")
        bak = max([0, *(n for n in range(1, len(linjer) - foran) if rest.endswith(" " + " ".join(linjer[-n:])))])
        hale = linjer[len(linjer) - bak :]
        midt = rest[: len(rest) - len(" ".join(hale))].strip(" ")
        brutt = textwrap.wrap(midt, BREDDE - innrykk, break_long_words=False, break_on_hyphens=False)
        if " ".join([*linjer[:foran], *brutt, *hale]) != ny:
            return ""
        return "\n".join([hode, *(" " * innrykk + linje for linje in [*linjer[:foran], *brutt, *hale])])


def _merke(verdi: Any) -> str:
    """What tells an item of a list apart: the name of a group that has one, else all of it."""
    if isinstance(verdi, Mapping) and "name" in verdi:
        return str(verdi["name"])
    return repr(verdi)
