"""The scale that amounts are shown on: millions of kroner, unless program.yml says another.

The report's amounts are exact kroner until they are shown; this is where showing begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from effekt.base.numbers import MILLION, Enhet, desimaler_i, som_tall, vis_belop, vis_tall


class _Skala(NamedTuple):
    ord_: str
    kolonne: str
    hele: str


_SKALAER: Final = {
    "mill. kr": _Skala("mill. kroner", "mill_kroner", "hele millioner"),
    "1 000 kr": _Skala("tusen kroner", "tusen_kroner", "hele tusen"),
    "kr": _Skala("kroner", "kroner", "hele kroner"),
}
# In the journal that decides staleness.
ADRESSE: Final = "belopsenhet"


@dataclass(frozen=True)
class Penger:
    """The unit of all amounts that a book works out, and amounts told in it."""

    enhet: Enhet

    @property
    def i_kroner(self) -> Fraction:
        """How many kroner one of the unit is."""
        return self.enhet.i_kroner

    @property
    def ord_(self) -> str:
        """The unit in words: «mill. kroner»."""
        return _SKALAER[self.enhet.base].ord_

    @property
    def kort(self) -> str:
        """The unit as it stands after a number where there is little room: «mill. kr», «tusen kr»."""
        return self.ord_.replace("kroner", "kr")

    @property
    def kolonne(self) -> str:
        """The unit as the name of a column: «mill_kroner»."""
        return _SKALAER[self.enhet.base].kolonne

    @property
    def hele(self) -> str:
        """What amounts without decimals are rounded to: «hele millioner»."""
        return _SKALAER[self.enhet.base].hele

    def vis(self, belop: Fraction, desimaler: int | None = None) -> str:
        """Kroner in the unit: whole where it is, else with all its decimals, or one where three do not say all.

        With ``desimaler``, with so many, which is for what is only worked out of the amounts that have them.
        """
        vist = belop / self.i_kroner
        return vis_tall(vist, desimaler_i(vist, 1) if desimaler is None or vist.denominator == 1 else desimaler)

    def desimaler(self, belop: Iterable[Fraction | None]) -> int:
        """How many decimals these amounts have, and what is worked out of them; of millions, at least one."""
        minst = int(self.i_kroner == MILLION)
        return max([minst, *(desimaler_i(ett / self.i_kroner) for ett in belop if ett is not None)])

    def tall(self, belop: Fraction, desimaler: int | None = None) -> str:
        """Kroner in the unit, as exact as they are, or with so many decimals."""
        return vis_belop(belop / self.i_kroner, desimaler)

    def data(self, belop: Fraction | None) -> int | float | None:
        """Kroner in the unit, as a data frame has them."""
        return som_tall(None if belop is None else belop / self.i_kroner)

    def kolonner(self, **belop: Fraction | None) -> dict[str, int | float | None]:
        """Amounts as columns of a data frame, with the unit in their names: «lav_mill_kroner»."""
        return {f"{navn}_{self.kolonne}": self.data(b) for navn, b in belop.items()}

    def stort(self, belop: Fraction, desimaler: int | None = None) -> tuple[str, str]:
        """An amount as a key figure, and what it is of: «24 mill.» and «kroner»; decimals as ``vis`` has them."""
        forste, _, resten = self.ord_.partition(" ")
        if forste.endswith("."):
            return f"{self.vis(belop, desimaler)} {forste}", resten
        return self.vis(belop, desimaler), self.ord_
