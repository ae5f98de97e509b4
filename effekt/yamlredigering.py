"""YAML changed in place: only what differs is written; every other byte stays.

ruamel.yaml says where each key and value stands. Its own writing keeps comments too, but moves them
when keys come and go, and folds lines anew; so the text between the places is copied as it is.
"""

import difflib
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

from effekt.yamltekst import BREDDE, Ordrett, etter_nokkel, flyt, ledd, linjer_for, skalar

_BLOKKTEKST: Final = (">", "|")
_ANFORSEL: Final = ('"', "'")


def rediger(tekst: str, ny: Mapping[str, Any]) -> str:
    """The file's text where it holds ``ny``: groups, lists and texts, as ``les_dokument`` reads.

    Raises ValueError where the text cannot be changed to that.
    """
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

    # --- places --------------------------------------------------------------------------------

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

    # --- groups --------------------------------------------------------------------------------

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

    def _ny_i_flyt(
        self, gamle: Mapping[str, tuple[Any, Any]], forrige: str, nokkel: str, verdi: Any
    ) -> None:
        ny = f"{skalar(Ordrett(nokkel))}: {flyt(verdi)}"
        if forrige:
            her = self._slutt(gamle[forrige][1], self._etter_kolon(gamle[forrige][0]), 0)
            self._bytt(her, her, f", {ny}")
        else:
            her = next(iter(gamle.values()))[0].start_mark.index
            self._bytt(her, her, f"{ny}, ")

    def _ny_linje(
        self, gamle: Mapping[str, tuple[Any, Any]], forrige: str, nokkel: str, verdi: Any
    ) -> None:
        forste = next(iter(gamle.values()))[0]
        kolonne = forste.start_mark.column
        pa_linje = any(v.id == "mapping" and v.flow_style for _, v in gamle.values())
        ny = linjer_for(nokkel, verdi, kolonne, pa_linje and isinstance(verdi, Mapping))
        if forrige:
            nokkelnode, verdinode = gamle[forrige]
            slutt = self._slutt(verdinode, self._etter_kolon(nokkelnode), kolonne)
            her = self._linjeslutt(slutt)
            self._bytt(her, her, "\n" + ny)
        else:
            her = forste.start_mark.index
            self._bytt(her, her, f"{ny.lstrip(' ')}\n{' ' * kolonne}")

    def _slett(self, node: Any, nr: int, har_foran: bool) -> None:
        nokkel, verdi = node.value[nr]
        kolonne = nokkel.start_mark.column
        slutt = self._slutt(verdi, self._etter_kolon(nokkel), kolonne)
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

    # --- lists ---------------------------------------------------------------------------------

    def _liste(self, node: Any, ny: Sequence[Any], navn: str) -> None:
        gamle = [_merke(_innhold(del_)) for del_ in node.value]
        nye = [_merke(_uten_merke(ett)) for ett in ny]
        kolonne = node.start_mark.column
        pa_linje = any(d.id == "mapping" and d.flow_style for d in node.value)
        for slag, fra, til, nyfra, nytil in difflib.SequenceMatcher(
            None, gamle, nye, autojunk=False
        ).get_opcodes():
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
                linjer = ledd(ett, kolonne, pa_linje and isinstance(ett, Mapping))
                if fra + par:
                    forrige = node.value[fra + par - 1]
                    slutt = self._slutt(forrige, self._strek(forrige) + 1, kolonne)
                    self._bytt(self._linjeslutt(slutt), self._linjeslutt(slutt), "\n" + linjer)
                else:
                    start = self._linjestart(self._strek(node.value[0]))
                    self._bytt(start, start, linjer + "\n")

    # --- values --------------------------------------------------------------------------------

    def _verdi(self, node: Any, ny: Any, etter: int, innrykk: int, i_flyt: bool, navn: str) -> None:
        gammel = _innhold(node)
        if gammel == _uten_merke(ny):
            return
        if isinstance(ny, Mapping) and isinstance(gammel, Mapping) and gammel.keys() & ny.keys():
            self.gruppe(node, ny)
        elif (
            isinstance(ny, list | tuple)
            and isinstance(gammel, list)
            and ny
            and gammel
            and not node.flow_style
        ):
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
        kommentar = self.tekst[slutt : self._linjeslutt(slutt)].strip()
        if not blokk and "\n" in skrevet and kommentar:
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
        foran = max((n for n in range(len(linjer)) if _star_forst(linjer[:n], ny)), default=0)
        rest = ny[len(" ".join(linjer[:foran])) :].strip(" ")
        bak = max(
            (n for n in range(len(linjer) - foran) if _star_sist(linjer[len(linjer) - n :], rest)),
            default=0,
        )
        hale = linjer[len(linjer) - bak :]
        midt = rest[: len(rest) - len(" ".join(hale))].strip(" ")
        brutt = textwrap.wrap(
            midt, BREDDE - innrykk, break_long_words=False, break_on_hyphens=False
        )
        if " ".join([*linjer[:foran], *brutt, *hale]) != ny:
            return ""
        return "\n".join(
            [hode, *(" " * innrykk + linje for linje in [*linjer[:foran], *brutt, *hale])]
        )


def _star_forst(linjer: Sequence[str], tekst: str) -> bool:
    return not linjer or tekst.startswith(" ".join(linjer) + " ")


def _star_sist(linjer: Sequence[str], tekst: str) -> bool:
    return not linjer or tekst.endswith(" " + " ".join(linjer))


def _merke(verdi: Any) -> str:
    """What tells an item of a list apart: the name of a group that has one, else all of it."""
    if isinstance(verdi, Mapping) and "name" in verdi:
        return str(verdi["name"])
    return repr(verdi)
