"""The last touch on a tagged PDF: what its tags lack for screen readers (PDF/UA-1, ISO 14289-1).

WeasyPrint writes the tree of tags. Here header cells say what they head, links say where they lead
and stand once each, and running headers and page numbers are no part of the content.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

_MARK: Final = re.compile(rb"/(\w+)\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_I_PUNKT: Final = ("/Lbl", "/LBody", "/L")
_PRINT: Final = 1 << 2  # annotation flag: shown on paper as on the screen
_PAGINATION: Final = b"/Artifact <</Type /Pagination>> BDC"


def merk(pdf: bytes, innhold: Mapping[str, str]) -> bytes:
    """The PDF with its tags completed; ``innhold`` tells what stands at each named destination."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as dokument:
        rot = dokument.Root.StructTreeRoot
        sett: dict[tuple[int, int], set[int]] = {}
        foreldre = rot.ParentTree.Nums
        for ledd, over in _gjennom(rot.K, ()):
            _merk_ledd(ledd, over, foreldre)
            if ledd.S == "/LI":
                _kropp(dokument, ledd)
            side = ledd.get("/Pg")
            if side is not None:
                sett.setdefault(side.objgen, set()).update(_merker(ledd))
        for nr, side in enumerate(dokument.pages):
            _utenfor(dokument, side, sett.get(side.obj.objgen, set()), foreldre[2 * nr + 1])
            for lenke in side.get("/Annots", ()):
                lenke.F = _PRINT
                sted = str(lenke.get("/Contents", ""))
                lenke.Contents = innhold.get(sted, sted if ":" in sted else "Henvisning i boken")
        ut = BytesIO()
        dokument.save(
            ut,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return ut.getvalue()


def _barn(ledd: Any) -> list[Any]:
    import pikepdf

    barn = ledd.get("/K", [])
    return list(barn) if isinstance(barn, pikepdf.Array) else [barn]


def _gjennom(barn: Any, over: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every element of the tree with those above it."""
    for ledd in barn:
        if hasattr(ledd, "get") and ledd.get("/S") is not None:
            yield ledd, over
            yield from _gjennom(_barn(ledd), (*over, ledd))


def _merker(ledd: Any) -> Iterator[int]:
    return (int(b) for b in _barn(ledd) if isinstance(b, int))


def _er_henvisning(barn: Any) -> bool:
    return hasattr(barn, "get") and barn.get("/Type") == "/OBJR"


def _merk_ledd(ledd: Any, over: tuple[Any, ...], foreldre: Any) -> None:
    import pikepdf

    if ledd.S == "/TH":
        i_hodet = any(o.S == "/THead" for o in over)
        ledd.A.Scope = pikepdf.Name("/Column" if i_hodet else "/Row")
    ytre = next((o for o in over if o.S == "/Link"), None)
    if ytre is not None:
        # What a link is made of links as well: its places belong to the one link, each once.
        for henvisning in filter(_er_henvisning, _barn(ledd)):
            _flytt(henvisning, ytre, foreldre)
        ledd.K = pikepdf.Array(b for b in _barn(ledd) if not _er_henvisning(b))
    if ledd.S == "/Link" and (ytre is not None or not any(map(_er_henvisning, _barn(ledd)))):
        ledd.S = pikepdf.Name("/Span")


def _kropp(dokument: Any, punkt: Any) -> None:
    """Give a list item a body, beside its sign; what is in it already has its own."""
    import pikepdf

    barn = _barn(punkt)
    utenfor = [b for b in barn if not hasattr(b, "get") or b.get("/S") not in _I_PUNKT]
    if not utenfor:
        return
    kropp = dokument.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name.LBody, P=punkt, K=pikepdf.Array(utenfor)
        )
    )
    if "/Pg" in punkt:
        kropp.Pg = punkt.Pg
    for del_ in utenfor:
        if hasattr(del_, "get"):
            del_.P = kropp
    fra = next(nr for nr, b in enumerate(barn) if b in utenfor)
    resten = [b for b in barn if b not in utenfor]
    punkt.K = pikepdf.Array([*resten[:fra], kropp, *resten[fra:]])


def _flytt(henvisning: Any, til: Any, foreldre: Any) -> None:
    lenke = henvisning.Obj
    plass = 2 * int(lenke.StructParent) + 1
    if any(_inni(lenke, b.Obj) for b in _barn(til) if _er_henvisning(b)):
        lenker = henvisning.Pg.Annots
        del lenker[next(nr for nr, en in enumerate(lenker) if en.objgen == lenke.objgen)]
        foreldre[plass] = None
    else:
        til.K.append(henvisning)
        foreldre[plass] = til


def _inni(en: Any, annen: Any) -> bool:
    x1, y1, x2, y2 = (float(tall) for tall in en.Rect)
    u1, v1, u2, v2 = (float(tall) for tall in annen.Rect)
    midt_x, midt_y = (x1 + x2) / 2, (y1 + y2) / 2
    return min(u1, u2) <= midt_x <= max(u1, u2) and min(v1, v2) <= midt_y <= max(v1, v2)


def _utenfor(dokument: Any, side: Any, sett: set[int], foreldre: Any) -> None:
    """Content that the tree does not hold is running headers and page numbers: artifacts."""

    def merke(treff: re.Match[bytes]) -> bytes:
        if int(treff[2]) in sett:
            return treff[0]
        foreldre[int(treff[2])] = None
        return _PAGINATION

    strom = b"\n".join(del_.read_bytes() for del_ in _strommer(side))
    side.Contents = dokument.make_stream(_MARK.sub(merke, strom))


def _strommer(side: Any) -> list[Any]:
    import pikepdf

    strommer = side.Contents
    return list(strommer) if isinstance(strommer, pikepdf.Array) else [strommer]
