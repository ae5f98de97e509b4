"""What _toc.yml may hold: the pages of the book in their order, as Jupyter Book has them."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator

from effekt.base import bounds
from effekt.base.book import MALER, STILER

_NAVN: Final = re.compile(r"[^\x00-\x1f/\\:*?\"<>|]+(/[^\x00-\x1f/\\:*?\"<>|]+)*")


def _side(navn: str) -> str:
    """A page as a name below the book's folder; raises ValueError for what would leave it."""
    if not _NAVN.fullmatch(navn) or any(set(ledd) <= {".", " "} for ledd in navn.split("/")):
        raise ValueError(f"er «{navn}». Skriv siden fra bokens mappe, som book/forside, uten .. og skråstrek foran")
    if navn.startswith((f"{MALER}/", f"{STILER}/")):
        raise ValueError(f"er «{navn}», i en mappe som er til nettstedets utseende. Flytt siden, som til book/navn")
    return navn


Side = Annotated[StrictStr, Field(min_length=1, max_length=bounds.KEY_LENGTH), AfterValidator(_side)]


class _Ledd(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Menyvalg(_Ledd):
    """How a list of pages is shown in the menu, in the words of Sphinx."""

    caption: StrictStr = ""
    hidden: StrictBool = False
    maxdepth: StrictInt = -1
    numbered: StrictBool | StrictInt = False
    reversed: StrictBool = False
    titlesonly: StrictBool = False
    restart_numbering: StrictBool | None = None


class Kapittelledd(_Ledd):
    """A page, and those below it; or a link out of the book."""

    title: StrictStr = ""
    file: Side | None = None
    url: Annotated[StrictStr, Field(pattern=r"^https?://\S+$")] | None = None
    options: _Menyvalg | None = None
    sections: Annotated[tuple["Kapittelledd", ...], Field(min_length=1)] = ()

    @model_validator(mode="after")
    def _en_av_to(self) -> "Kapittelledd":
        if (self.file is None) == (self.url is None):
            raise ValueError("har verken file eller url, eller har begge. Skriv file: book/navn")
        if self.url and self.sections:
            raise ValueError("har både url og sections. Flytt sidene ut av leddet")
        return self


class Del(_Menyvalg):
    """A part of the contents, with its pages."""

    chapters: Annotated[tuple[Kapittelledd, ...], Field(min_length=1)]


class Innholdsliste(_Ledd):
    """The contents of a book: parts with chapters, or chapters alone; an article has sections."""

    format: Literal["jb-book", "jb-article"]
    root: Side
    title: StrictStr = ""
    options: _Menyvalg | None = None
    defaults: _Menyvalg | None = None
    meta: dict[str, Any] | None = None
    parts: Annotated[tuple[Del, ...], Field(min_length=1)] = ()
    chapters: Annotated[tuple[Kapittelledd, ...], Field(min_length=1)] = ()
    sections: Annotated[tuple[Kapittelledd, ...], Field(min_length=1)] = ()

    @model_validator(mode="after")
    def _ett_slag(self) -> "Innholdsliste":
        if self.format == "jb-book" and (self.sections or (self.parts and self.chapters)):
            raise ValueError("format: jb-book har parts med chapters i, eller bare chapters. Behold parts")
        if self.format == "jb-article" and (self.parts or self.chapters):
            raise ValueError("format: jb-article har bare sections. Skriv format: jb-book, eller sections")
        return self

    @property
    def sider(self) -> tuple[str, ...]:
        """Every page in its order."""
        alle = [*(ledd for del_ in self.parts for ledd in del_.chapters), *self.chapters, *self.sections]
        return (self.root, *(side for ledd in alle for side in _under(ledd)))


def _under(ledd: Kapittelledd) -> list[str]:
    return [*([ledd.file] if ledd.file else []), *(side for del_ in ledd.sections for side in _under(del_))]
