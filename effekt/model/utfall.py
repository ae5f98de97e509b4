"""What a check of a source can show."""

from enum import StrEnum


class Utfall(StrEnum):
    """What a check shows of the source."""

    STEMMER = "stemmer"
    AVRUNDING = "avrunding"
    AVVIK = "avvik"
    SELVMOTSIGELSE = "selvmotsigelse"
    HENVISNING = "henvisning"

    @property
    def holder(self) -> bool:
        """Whether the printed number stands, exactly or within the source's own rounding."""
        return self in {Utfall.STEMMER, Utfall.AVRUNDING}
