"""A book as it lies on disk: where its parts are, its unit of amounts, its colours, its sectors.

One ``Bokmappe`` is made at the entry: by the command line, by ``apne`` in a chapter, by Sphinx's extension, by a worker
that was sent a chapter. It is handed on from there, and ``Sektor`` and ``Program`` carry the one that they were read
from. EFFEKT_DATA is read only when it is made (``her``), so one process can read two books.

What it tells is as it was when it was first asked: make a new one to see changes. The unit and a sector's status are
single fields, read by the model; whoever reads the whole file tells what is wrong with it. What was used of a book is
in ``recording``. Nothing heavy is imported before it is needed: completion asks here for the names of sectors.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from effekt.base import recording
from effekt.base.book import DATAVARIABEL, INNHOLD, SEKTORER, SEKTORFIL, data_folder, program_folder, root_of
from effekt.base.faults import Datafeil, samlet_feil
from effekt.base.files import written_files
from effekt.base.recording import record, record_common
from effekt.reading.contents import pages_of

if TYPE_CHECKING:
    from effekt.model.tema import Tema
    from effekt.reading.penger import Penger

# The address of which pages the book has, in the journal that decides staleness.
SIDELISTE: Final = "sider"


@dataclass(frozen=True)
class Bokmappe:
    """A book: its folder data/, and its root, below which all that it gives is written."""

    data: Path
    rot: Path

    @classmethod
    def her(cls) -> "Bokmappe":
        """The book that this process is about; for entries. Raises Datafeil where there is none."""
        return cls.med(data_folder())

    @classmethod
    def med(cls, data: Path) -> "Bokmappe":
        """The book whose data/ is given."""
        return cls(data.resolve(), root_of(data.resolve()))

    @property
    def felles(self) -> Path:
        """The folder of what its sectors share."""
        return self.data / "felles"

    @property
    def kildemapper(self) -> dict[str, Path]:
        """The folders that a chapter's sources lie in, by the names that the journal has for them."""
        return {"data": self.data, "bok": self.rot, "program": program_folder()}

    def datafiler(self) -> Iterator[tuple[str, Path]]:
        """The files of data/, named from it; not what an editor or a file manager left there."""
        for fil in written_files(self.data, "**/*"):
            if fil.is_file():
                yield fil.relative_to(self.data).as_posix(), fil

    def krev_egne_filer(self) -> None:
        """Raise Datafeil for links that lead out of the book: a received folder would publish what they lead to."""
        egne = (self.data, self.rot.resolve())
        feil = [
            Datafeil(f"er en lenke ut av boken, til «{sted.resolve()}». Legg filen selv der, eller slett lenken.", sted)
            for mappe in (self.data, self.rot / "notebooks", self.rot / "book")
            for her, mapper, filer in os.walk(mappe)
            for navn in (*mapper, *filer)
            if (sted := Path(her, navn)).is_symlink() and not any(map(sted.resolve().is_relative_to, egne))
        ]
        if feil:
            raise samlet_feil(feil)

    def record_file(self, adresse: str, fil: Path) -> None:
        """Record that the running chapter used a whole file of data/, or that it was not there."""
        recording.record_use(adresse)
        recording.write(f"{recording.FILE}data/{fil.resolve().relative_to(self.data).as_posix()}")

    @property
    def penger(self) -> "Penger":
        """The unit of all amounts that the book works out: ``belopsenhet`` in program.yml."""
        from effekt.reading import penger

        record_common(penger.ADRESSE)
        return self._penger

    @cached_property
    def _penger(self) -> "Penger":
        from effekt.base.numbers import Enhet
        from effekt.model.program import Felles
        from effekt.reading.documents import les_felt
        from effekt.reading.penger import Penger

        with recording.paused():
            return Penger(Enhet(les_felt(self.felles / "program.yml", Felles, "belopsenhet")))

    @cached_property
    def tema(self) -> "Tema":
        """Its own colours; raises Datafeil for what is no colour, and for colours that are too like."""
        from effekt.reading.tema import les_tema

        return les_tema(self)

    @property
    def tegnefarger(self) -> Sequence[str]:
        """The colours of the drawings' areas, in the order that they are used."""
        from effekt.model.tema import ADRESSE, TEGNEFARGER

        record_common(ADRESSE)
        return self.tema.figurer or TEGNEFARGER

    def sektorer(self) -> list[str]:
        """The sectors that have data: the folders under data/ with a sektor.yml, in order.

        Those that are still being entered come last: the first one is what the front page is about.
        Raises Datafeil where there is none, and for a folder that has all but its sektor.yml.
        """
        record_common(SEKTORER)
        return self.finn_sektorer()

    def finn_sektorer(self) -> list[str]:
        """What ``sektorer`` gives, without anything being recorded."""
        return list(self._under_arbeid)

    def ferdige_sektorer(self) -> list[str]:
        """The sectors that are not still being entered: those whose addresses are kept for good."""
        record_common(SEKTORER)
        return [navn for navn, under_arbeid in self._under_arbeid.items() if not under_arbeid]

    @cached_property
    def _under_arbeid(self) -> Mapping[str, bool]:
        """Whether each sector is still being entered; those that are come last."""
        from effekt.model.tiltak import UNDER_ARBEID, Sektorinfo
        from effekt.reading.documents import les_felt

        with recording.paused():
            status = {
                fil.parent.name: les_felt(fil, Sektorinfo, "status") == UNDER_ARBEID
                for fil in sorted(self.data.glob(f"*/{SEKTORFIL}"))
            }
            for tiltak in written_files(self.data, "*/tiltak/*"):
                if tiltak.parents[1].name not in status:
                    raise Datafeil("mappen mangler sektor.yml. Legg den til.", tiltak.parents[1])
        if not status:
            raise Datafeil(
                f"datamappen «{self.data}» har ingen sektor, altså ingen mappe med sektor.yml. Lag en, "
                f"eller sett {DATAVARIABEL} til mappen som har kilder.yml."
            )
        return dict(sorted(status.items(), key=lambda en: en[1]))

    def har_side(self, navn: str) -> bool:
        """Whether the book has the page: «hls/sammendrag», or «last-ned»."""
        from effekt.reading.tiltakssider import sider_i

        return (self.rot / INNHOLD).is_file() and f"book/{navn}" in sider_i(self)

    def forste_side(self, sektor: str) -> str:
        """The first page of a sector's in _toc.yml; empty where it has none. It is recorded as used."""
        record(SIDELISTE)
        return next((side for side in pages_of(self.rot) if side.startswith(f"book/{sektor}/")), "")
