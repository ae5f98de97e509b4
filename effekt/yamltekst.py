"""YAML as text in the house's form: how a new value or a whole new file is written.

``Ordrett`` is what stands without quotation marks whatever it looks like: numbers, years, codes.
"""

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
    if (_TRYGG.fullmatch(verdi) or re.fullmatch(r"[A-Za-zÆØÅæøå]", verdi)) and not _ORD.fullmatch(
        verdi
    ):
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


def foldet(tekst: str, innrykk: int) -> str | None:
    """A text folded over several lines, as it stands after «nøkkel:»; None where it cannot be."""
    avsnitt = [
        textwrap.wrap(del_, BREDDE - innrykk, break_long_words=False, break_on_hyphens=False)
        for del_ in tekst.split("\n")
    ]
    if any(
        " ".join(linjer) != del_ for linjer, del_ in zip(avsnitt, tekst.split("\n"), strict=True)
    ):
        return None
    if not all(avsnitt) or tekst.strip() != tekst:
        return None
    mellom = "\n" + " " * innrykk
    return " >-" + mellom + f"\n{mellom}".join(mellom.join(linjer) for linjer in avsnitt)


def etter_nokkel(verdi: Any, innrykk: int, nokkel: str = "", pa_linje: bool = False) -> str:
    """What follows «nøkkel:» for a value, from the space or line break on; no line break last.

    ``innrykk`` is where the key stands; with ``pa_linje`` a group stays on one line.
    """
    kort = f" {flyt(verdi)}"
    plass = BREDDE - innrykk - len(nokkel) - 1
    if isinstance(verdi, str):
        if len(kort) <= plass and "\n" not in kort:
            return kort
        return foldet(verdi, innrykk + _INNRYKK) or kort
    tomt = not verdi
    uten_tekst = isinstance(verdi, Sequence) and all(isinstance(v, Ordrett) for v in verdi)
    pa_linje = pa_linje and len(kort) <= _LENGSTE_LINJE
    if pa_linje or tomt or uten_tekst or (nokkel in _FLYT and len(kort) <= plass):
        return kort
    inn = innrykk + _INNRYKK
    if isinstance(verdi, Mapping):
        return "\n" + "\n".join(
            linjer_for(navn, ett, inn, nokkel in _EN_LINJE) for navn, ett in verdi.items()
        )
    return "\n" + "\n".join(ledd(ett, inn, nokkel in _EN_LINJE) for ett in verdi)


def linjer_for(nokkel: str, verdi: Any, innrykk: int, pa_linje: bool = False) -> str:
    """«nøkkel: verdi» as lines at ``innrykk``; no line break last."""
    skrevet = skalar(Ordrett(nokkel))
    return f"{' ' * innrykk}{skrevet}:{etter_nokkel(verdi, innrykk, skrevet, pa_linje)}"


def ledd(verdi: Any, innrykk: int, pa_linje: bool = False) -> str:
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
