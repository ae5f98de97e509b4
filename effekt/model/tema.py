"""A book's own colours: data/felles/tema.yml over the tokens of effekt.css, with checked contrast.

What the file leaves out is as the style sheet has it. A colour that cannot be read or told from
what it stands on is refused, with the ratio that WCAG gives and a colour that would do.
"""

import colorsys
import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from effekt.model.storrelse import Modell

FILNAVN: Final = "tema.yml"
ADRESSE: Final = "tema"
# The drawings' areas, unless the file has others.
TEGNEFARGER: Final = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
TEGNEBLEKK, HVIT, SVART = "#1d2328", "#ffffff", "#000000"
TEKST, FLATE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
_FARGE: Final = r"#[0-9a-fA-F]{6}"
TONER: Final = ("god", "svak_god", "noytral", "svak_darlig", "darlig")
TOKENER: Final[Mapping[str, str]] = {
    "papir": "paper",
    "flate": "surface",
    "blekk": "ink",
    "dempet": "muted",
    "linje": "line",
    "kant": "border",
    "profil": "accent",
    "pa_profil": "on-accent",
    "lenke": "link",
    "fokus": "focus",
    "merket": "mark",
    **{tone: tone.replace("_", "-") for tone in TONER},
    **{f"{tone}_bunn": f"{tone.replace('_', '-')}-pale" for tone in TONER},
    "ukjent": "ukjent",
}


def _farge(verdi: object) -> object:
    if verdi in (None, ""):
        # To YAML, what stands after # is a comment.
        raise ValueError('er tom. Skriv fargen i anførselstegn: "#12436d"')
    if not isinstance(verdi, str) or not re.fullmatch(_FARGE, verdi):
        raise ValueError(f'er «{verdi}», men må være en farge med seks sifre, som "#12436d"')
    return verdi.lower()


Farge = Annotated[str, BeforeValidator(_farge), WithJsonSchema({"type": "string", "pattern": f"^{_FARGE}$"})]


def _kjent(farger: Mapping[str, str]) -> Mapping[str, str]:
    for navn in farger:
        if navn not in TOKENER:
            raise ValueError(f"har ukjent farge «{navn}». Her kan stå: {', '.join(TOKENER)}")
    return farger


Palett = Annotated[
    dict[str, Farge],
    AfterValidator(_kjent),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {n: {"type": "string", "pattern": f"^{_FARGE}$"} for n in TOKENER},
            "additionalProperties": False,
        }
    ),
]


class Tema(Modell):
    """data/felles/tema.yml: the colours that differ from the style sheet's."""

    lys: Palett = Field({}, description="Fargene i lys visning og på papir")
    mork: Palett = Field({}, description="Fargene i mørk visning")
    figurer: Annotated[tuple[Farge, ...], Field(min_length=4)] | None = Field(
        None, description="Flatene i tegningene, naboer etter hverandre"
    )


def luminans(farge: str) -> float:
    """WCAG's relative luminance of a colour with six digits, from 0 to 1."""
    kanaler = [int(farge[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaer = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler]
    return sum(vekt * k for vekt, k in zip((0.2126, 0.7152, 0.0722), lineaer, strict=True))


def kontrast(a: str, b: str) -> float:
    """WCAG's contrast of two colours, from 1 to 21."""
    mork, lys = sorted((luminans(a), luminans(b)))
    return (lys + 0.05) / (mork + 0.05)


def motstykke(farge: str, grunn: str) -> str:
    """The colour of the same hue that has the contrast to a dark ground that ``farge`` has to white.

    All colours turned so keep their contrasts to one another; what would be lighter than white is white.
    """
    mal = (luminans(grunn) + 0.05) * kontrast(farge, HVIT) - 0.05
    rod, gronn, bla = (int(farge[i : i + 2], 16) / 255 for i in (1, 3, 5))
    tone, _, metning = colorsys.rgb_to_hls(rod, gronn, bla)
    lav, hoy = 0.0, 1.0
    for _ in range(20):
        midt = (lav + hoy) / 2
        ny = _sekssifret(colorsys.hls_to_rgb(tone, midt, metning))
        lav, hoy = (midt, hoy) if luminans(ny) < mal else (lav, midt)
    return _sekssifret(colorsys.hls_to_rgb(tone, hoy, metning))


def _sekssifret(kanaler: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(k * 255):02x}" for k in kanaler)
