"""What a command is going to do to a book: the files as they will be, said before anything is written."""

from dataclasses import dataclass, field
from pathlib import Path

from effekt.base.files import fingerprint_of
from effekt.base.writing import together
from effekt.reading.documents import les_tekst


@dataclass
class PlannedChange:
    """Files of a book with their new text (None: it goes), what is told of it, and what is left for people to do."""

    home: Path
    files: dict[Path, str | bytes | None] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _read: dict[Path, str] = field(default_factory=dict)
    # The files whose lines end as Windows has them, and shall again.
    _crlf: set[Path] = field(default_factory=set)

    def text(self, path: Path) -> str:
        """The text of a file as it will be: as it is, where nothing has been decided for it. Raise Datafeil."""
        if isinstance(planned := self.files.get(path), str):
            return planned
        self._note(path)
        text = les_tekst(path)
        if "\r\n" in text:
            self._crlf.add(path)
        return text.replace("\r\n", "\n")

    def put(self, path: Path, text: str | None) -> None:
        """Let the file have this text, or be gone."""
        self._note(path)
        self.files[path] = text

    def copy(self, source: Path, target: Path) -> None:
        """Let another file have the bytes that this one has now."""
        self._note(source)
        self._note(target)
        self.files[target] = source.read_bytes()

    def move(self, old: Path, new: Path) -> None:
        """Let a file lie elsewhere."""
        text = self.text(old)
        self.put(old, None)
        self.put(new, text)

    def _note(self, path: Path) -> None:
        self._read.setdefault(path, fingerprint_of(path))

    @property
    def changes_anything(self) -> bool:
        """Whether any file will be another than it is."""
        return bool(self.files)

    def carry_out(self) -> None:
        """Write all of it, or nothing. Raise Datafeil where somebody has changed what it was made from."""
        files = {
            path: text.replace("\n", "\r\n") if isinstance(text, str) and path in self._crlf else text
            for path, text in self.files.items()
        }
        with together(self.home, files, self._read):
            pass
