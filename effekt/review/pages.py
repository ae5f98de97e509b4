"""What a reviewer opens: the rerun chapter as one page, and the comparison as page and CSV."""

import csv
import html
import io
import os
import re
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from effekt.base.book import STILARK, norwegian_variant, style_sheet
from effekt.base.characters import harmless_cell
from effekt.base.norwegian_csv import norwegian_csv
from effekt.base.numbers import MINUS, STREK, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.display.bunnlinje import UTELATT, Fortalt
from effekt.display.filters import antall
from effekt.display.markup import til_html, til_tekst
from effekt.display.records import Post, file_of, kapitteltittel
from effekt.display.virkning import folger_av, kjede
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.reading.notebooks import les_celler
from effekt.reading.tema import med_tema
from effekt.reading.utgivelse import bokens_navn, les_utgivelse
from effekt.review.comparison import Comparison, Difference, Kapittelendring, Objektendring
from effekt.review.facts import Fact, Place, facts_of
from effekt.review.slope import write_slope
from effekt.site.page_addresses import own_addresses, written_to
from effekt.site.publishing import SITE_FOLDER

COMPARISON_PAGE: Final = "sammenligning.html"
COMPARISON_CSV: Final = "sammenligning.csv"
_DESIMALER: Final = range(1, 10)
# So many other places of a number are named.
_STEDER: Final = 4
PICTURES: Final = "bilder"
STILER: Final = (STILARK, "omregning.css")
_MALER: Final = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("maler")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
_MALER.filters["tekst"] = til_tekst
_KOLONNER: Final = (
    "kapittel", "slag", "objekt", "merke", "sted", "for", "etter", "endring", "prosent", "enhet",
    "folger_av", "kjede", "setning", "samme_tall",
)  # fmt: skip
_TALL: Final = frozenset({"for", "etter", "endring", "prosent"})
_RAMME: Final = '<div class="tabellramme" role="group" aria-label="Tabell" tabindex="0">'
_SLAG: Final = {"tekst": "Tekst", "kort": "Kort", "tabell": "Tabell", "figur": "Figur", "ordfigur": "Figur"}


@dataclass(frozen=True)
class ChangedValue:
    """A changed value of data/: as shown before and after, and why."""

    adresse: str
    navn: str
    fra: str
    til: str
    enhet: str = ""
    begrunnelse: str = ""


@dataclass(frozen=True)
class ChangeSummary:
    """What a rerun is of: who changed which values, when and why."""

    endringer: Sequence[ChangedValue]
    tittel: str = ""
    forfatter: str = ""
    dato: str = ""
    # What the changes come to, where they are of one sector and can be worked out.
    bunnlinje: Fortalt | None = None
    # What is said of values that the source's own range does not have.
    utenfor: Sequence[str] = ()

    @property
    def adresser(self) -> list[str]:
        """The addresses of what is changed."""
        return [endring.adresse for endring in self.endringer]


def page_from_template(bok: Bokmappe, navn: str, **felt: Any) -> str:
    """A page from its template, with what every page of the book has around it."""
    rundt = {"merknad": les_utgivelse(bok).merknad, "boken": bokens_navn(bok)}
    return _MALER.get_template(navn).render(**rundt, **felt)


def published(bok: Bokmappe, mappe: Path, side: str = "") -> str:
    """The address of a published page («book/hls/x», or the front page) for who reads in ``mappe``.

    Where the site is published, else where it is built here; empty where it is neither.
    """
    fil = written_to(side or pages_of(bok.rot)[0], own_addresses(bok))
    utgivelse, bygd = les_utgivelse(bok), bok.rot / SITE_FOLDER / fil
    if utgivelse.nettadresse:
        return utgivelse.adresse(fil)
    return quote(Path(os.path.relpath(bygd, mappe)).as_posix()) if bygd.is_file() else ""


def summary_of(sammenligning: Comparison) -> str:
    """What moved, in a sentence or two."""
    endret, steder, like = len(facts_of(sammenligning)), sammenligning.endrede_tall, sammenligning.uendrede_tall
    if endret:
        hvor = f" på {antall(steder)} steder" if steder > endret else ""
        setninger = [f"{stor_forbokstav(_tall(endret))} er endret{hvor}, {_tall(like)} er som før."]
    else:
        som_for = f" Alle {vis_tall(like)} er som før." if like > 1 else ""
        setninger = [f"Ingen tall er endret.{som_for}"]
    if ord_ := sammenligning.endrede_ord:
        sted = "sted" if ord_ == 1 else "steder"
        setninger.append(f"{stor_forbokstav(antall(ord_))} {sted} har fått andre ord.")
    if brutte := len(sammenligning.brutte):
        hva = "Én påstand" if brutte == 1 else f"{stor_forbokstav(antall(brutte))} påstander"
        setninger.append(f"{hva} stemmer ikke lenger.")
    return " ".join(setninger)


def _tall(hvor_mange: int) -> str:
    return f"{antall(hvor_mange)} tall"


def write_comparison(
    bok: Bokmappe,
    mappe: Path,
    sammenligning: Comparison,
    om: ChangeSummary,
    mapper: Mapping[str, tuple[Path, Path]],
    titler: Mapping[str, str],
    tittel: str = "Hva endret seg?",
    sider: Sequence[tuple[str, str]] = (),
    merknader: Sequence[str] = (),
    scenario: bool = True,
    hjem: str = "",
) -> None:
    """Write the comparison into ``mappe``, with the drawings that it shows beside one another.

    ``mapper`` has each chapter's folder before and after, ``titler`` their titles. ``scenario``: it
    is of a rerun, and says that its numbers are not the published ones. ``hjem`` is the address of the published book.
    """
    fortalt = _Told(facts_of(sammenligning), om, titler)
    kapitler = [
        {
            "tittel": titler.get(kapittel.navn, kapittel.navn),
            "anker": _anchor(kapittel.navn),
            "sammendrag": summary_of(Comparison([kapittel])),
            "objekter": [
                vist
                for nr, objekt in enumerate(kapittel.objekter)
                if (vist := _objekt(nr, objekt, kapittel, fortalt, mapper[kapittel.navn], mappe))
            ],
        }
        for kapittel in sammenligning.endrede_kapitler
    ]
    side = page_from_template(
        bok,
        COMPARISON_PAGE,
        tittel=tittel,
        stiler=STILER,
        om=om,
        graf=write_slope(bok, om.bunnlinje, mappe, PICTURES),
        scenario=scenario,
        hjem=hjem,
        sammendrag=summary_of(sammenligning),
        sider=sider,
        merknader=merknader,
        brutte=[(titler.get(navn, navn), setning) for navn, setning in sammenligning.brutte],
        kapitler=kapitler,
        like=[
            (titler.get(k.navn, k.navn), vis_tall(k.uendrede_tall))
            for k in sammenligning.kapitler
            if k not in sammenligning.endrede_kapitler
        ],
    )
    (mappe / COMPARISON_PAGE).write_text(side, encoding="utf-8")
    write_csv(mappe / COMPARISON_CSV, _KOLONNER, chain(_bottom_line_rows(om), _rader(sammenligning, fortalt)), _TALL)


def write_csv(fil: Path, kolonner: Sequence[str], rader: Iterable[Mapping[str, str]], tall: Collection[str]) -> None:
    """Write rows as CSV, and beside it as Norwegian Excel opens it, where the columns ``tall`` hold numbers."""
    ut = io.StringIO()
    skriver = csv.DictWriter(ut, kolonner, lineterminator="\n")
    skriver.writeheader()
    skriver.writerows({n: harmless_cell(v) for n, v in rad.items()} for rad in rader)
    fil.write_text(ut.getvalue(), encoding="utf-8", newline="")
    norsk = norwegian_csv(ut.getvalue(), tall)
    Path(norwegian_variant(str(fil))).write_text(norsk, encoding="utf-8", newline="")


def _anchor(navn: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", navn.lower()).strip("-")


def _navn(post: Post) -> str:
    if post.tittel:
        return post.tittel
    slag = _SLAG.get(post.slag, stor_forbokstav(post.slag))
    return f"{slag} under «{post.overskrift}»" if post.overskrift else slag


class _Told:
    """Which number each difference is of, and what is shown of it: each number once, with its other places."""

    def __init__(self, facts: Sequence[Fact], om: ChangeSummary, titler: Mapping[str, str]) -> None:
        self.om, self.titler = om, titler
        self.of = {id(p.endret): (nr, fact) for nr, fact in enumerate(facts, 1) for p in fact.places}
        linje = om.bunnlinje
        self.left_out = [linje.utelatte(nr) if linje else frozenset[str]() for nr in (0, 1)]

    def number(self, endret: Difference) -> str:
        """The number of the fact, by which places of the same one are found; empty for words."""
        return str(self.of[id(endret)][0]) if id(endret) in self.of else ""

    def is_shown(self, endret: Difference) -> bool:
        """Whether it stands here, and not at another place of the same number, nor stood here before."""
        return not endret.er_tall or (id(endret) in self.of and self.of[id(endret)][1].head.endret is endret)

    def also(self, endret: Difference) -> str:
        """The other objects that have the same number."""
        if id(endret) not in self.of:
            return ""
        fact = self.of[id(endret)][1]
        her = fact.head
        andre = dict.fromkeys(navn for p in fact.places if p is not her and (navn := self._name(p, her)))
        viste = list(andre)[:_STEDER]
        if resten := len(andre) - len(viste):
            viste.append(f"{antall(resten)} {'sted' if resten == 1 else 'steder'} til")
        return ramse(viste)

    def _name(self, place: Place, her: Place) -> str:
        if place.objekt is her.objekt:
            # In the object at hand, by the last words that are no year.
            ledd = [ett.strip() for ett in re.split(r"[:·]", place.endret.sted)]
            return next((f"«{ett}»" for ett in reversed(ledd) if re.search("[a-zæøå]", ett)), "")
        navn = _navn(place.objekt.post)
        if place.kapittel is her.kapittel:
            return navn
        return f"{navn} ({self.titler.get(place.kapittel.navn, place.kapittel.navn)})"

    def words(self, endret: Difference) -> tuple[str, str]:
        """Before and after as shown; of a measure that is left out, that it is."""
        fact = self.of[id(endret)][1] if id(endret) in self.of else None

        def vis(nr: int, verdi: Fraction | None, vist: str) -> str:
            return UTELATT if fact and fact.measure in self.left_out[nr] and not verdi else vist

        return vis(0, endret.fra, endret.for_), vis(1, endret.til, endret.etter)


def _objekt(
    nr: int, objekt: Objektendring, kapittel: Kapittelendring, told: _Told, mapper: tuple[Path, Path], ut: Path
) -> dict[str, Any] | None:
    """An object of the page; None for one that has nothing of its own to tell."""
    post, anker, om = objekt.post, f"{_anchor(kapittel.navn)}-{nr + 1}", told.om
    rader = [_rad(ett, told) for ett in objekt.endret if told.is_shown(ett)]
    tegninger = _drawings(objekt, mapper, ut, anker)
    if not rader and not tegninger:
        return None
    return {
        "tittel": _navn(post),
        "undertittel": post.undertittel,
        "anker": anker,
        "kjeder": [kjede(a, post) for a in folger_av(post, om.adresser)],
        "tegninger": tegninger,
        "rader": rader,
        "antall": "Én endring" if len(rader) == 1 else f"{stor_forbokstav(antall(len(rader)))} endringer",
    }


def _rad(endret: Difference, told: _Told) -> dict[str, str]:
    for_, etter = told.words(endret)
    hva = html.escape(endret.sted)
    if endret.setning.endswith((".", "!", "?", ":")):
        sitat = html.escape(til_tekst(endret.setning))
        hva = f'{hva}<span class="omregnet-setning">{sitat}</span>'
    if ogsa := told.also(endret):
        hva = f'{hva or "teksten"}<span class="omregnet-setning">Også i {html.escape(ogsa)}</span>'
    return {
        "hva": hva or "teksten",
        "for_": til_tekst(for_) or STREK,
        "etter": til_tekst(etter) or STREK,
        "endring": "" if endret.til is None and etter == UTELATT else _differanse(endret),
        "prosent": "" if endret.prosent is None else f"{_with_sign(endret.prosent, 1)}\u00a0%",
    }


def _differanse(endret: Difference) -> str:
    if endret.differanse is None:
        if not endret.er_tall or (endret.for_ and endret.etter):
            return ""
        return "borte" if endret.for_ else "nytt"
    return _with_sign(endret.differanse)


def _with_sign(verdi: Fraction, desimaler: int | None = None) -> str:
    """The value with its sign, and as many decimals as it takes not to be nothing."""
    vist = vis_tall(abs(verdi), desimaler)
    for flere in _DESIMALER:
        if not verdi or vist.strip("0,"):
            break
        vist = vis_tall(abs(verdi), flere)
    return f"{MINUS if verdi < 0 else '+'}{vist}"


def _drawings(objekt: Objektendring, mapper: tuple[Path, Path], ut: Path, anker: str) -> list[tuple[str, str]]:
    """The drawings before and after, copied beside the page; none where they are the same."""
    fra = [
        (navn, file_of(mappe, post.tegning))
        for navn, post, mappe in zip(("Før", "Etter"), (objekt.for_, objekt.etter), mapper, strict=True)
        if post and post.tegning and file_of(mappe, post.tegning).is_file()
    ]
    if not fra or len({fil.read_bytes() for _, fil in fra}) < len(fra):
        return []
    (ut / PICTURES).mkdir(exist_ok=True)
    tegninger = []
    for (navn, fil), endelse in zip(fra, ("for", "etter"), strict=False):
        kopi = f"{PICTURES}/{anker}-{endelse}.svg"
        shutil.copyfile(fil, ut / kopi)
        tegninger.append((navn, kopi))
    return tegninger


def _bottom_line_rows(om: ChangeSummary) -> Iterable[dict[str, str]]:
    """What the changes come to, which the file begins with; its columns are those of all other rows."""
    for rad in om.bunnlinje.csv_rader() if om.bunnlinje else ():
        celler = {n: v if isinstance(v, str) else _for_machines(v, "") for n, v in rad.items()}
        yield {**dict.fromkeys(_KOLONNER, ""), **celler, "folger_av": "; ".join(om.adresser)}


def _rader(sammenligning: Comparison, told: _Told) -> Iterable[dict[str, str]]:
    for kapittel in sammenligning.kapitler:
        for objekt in kapittel.objekter:
            post = objekt.post
            arsaker = folger_av(post, told.om.adresser)
            for ett in objekt.endret:
                for_, etter = told.words(ett)
                yield {
                    "kapittel": kapittel.navn,
                    "slag": post.slag,
                    "objekt": _navn(post),
                    "merke": post.etikett,
                    "sted": ett.sted,
                    "for": for_ if for_ == UTELATT else _for_machines(ett.fra, for_),
                    "etter": etter if etter == UTELATT else _for_machines(ett.til, etter),
                    "endring": _for_machines(ett.differanse, ""),
                    "prosent": _for_machines(ett.prosent, ""),
                    "enhet": ett.enhet,
                    "folger_av": "; ".join(arsaker),
                    "kjede": "; ".join(" → ".join(kjede(a, post)) for a in arsaker),
                    "setning": til_tekst(ett.setning),
                    "samme_tall": told.number(ett),
                }
        for setning in kapittel.brutte:
            yield {
                **dict.fromkeys(_KOLONNER, ""),
                "kapittel": kapittel.navn,
                "slag": "påstand",
                "for": "stemmer",
                "etter": "stemmer ikke lenger",
                "setning": til_tekst(setning),
            }


def _for_machines(verdi: Any, vist: str) -> str:
    """A number as programs read it, or the words that stand there."""
    return f"{float(verdi):.15g}" if verdi is not None else til_tekst(vist)


def write_chapter(
    bok: Bokmappe, notatbok: Path, om: ChangeSummary, sagt: str, hjem: str = "", publisert: str = ""
) -> Path:
    """The executed chapter as one page beside its notebook; needs no server.

    ``hjem`` and ``publisert`` are the addresses of the published book, and of the chapter in it.
    """
    celler = les_celler(notatbok)
    deler = [html_ for nr, celle in enumerate(celler) for html_ in _deler(celle, nr)]
    side = notatbok.with_suffix(".html")
    tittel = f"{kapitteltittel(notatbok)} {STREK} omregnet"
    felt = {"tittel": tittel, "om": om, "notatbok": notatbok.name, "sammendrag": sagt, "deler": deler}
    felt |= {"til_boken": hjem, "publisert": publisert}
    side.write_text(page_from_template(bok, "kapittel.html", stiler=STILER, **felt), encoding="utf-8")
    return side


def _deler(celle: Mapping[str, Any], nr: int) -> Iterable[str]:
    if celle["cell_type"] == "markdown":
        yield til_html("".join(celle["source"]), side=True)
    for ut in celle.get("outputs", ()):
        if vist := "".join(ut.get("data", {}).get("text/html", ())):
            # Footnotes are counted within each text; on one page their names must be their own.
            vist = re.sub(r'(id="|href="#)(fn(?:ref)?\d)', rf"\g<1>c{nr}-\2", vist)
            yield vist.replace("<table", _RAMME + "<table").replace("</table>", "</table></div>")


def copy_style(bok: Bokmappe, mappe: Path) -> None:
    """The book's own style sheets beside the pages."""
    for stil in STILER:
        css = style_sheet(bok.rot, stil).read_text("utf-8")
        (mappe / stil).write_text(med_tema(css, bok.tema) if stil == STILARK else css, "utf-8")
