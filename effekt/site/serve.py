"""``effekt serve``: shows the preview in a browser, and makes it anew when something changes.

Pages are served to this machine alone. Each page that is served gets a script more, which loads it
again when the preview has changed; the files themselves are as they would be published.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Final
from urllib.parse import parse_qs, urlsplit

from effekt.base.book import INNHOLD, PAKKE, datamappe, oppsett, programmappe, vis_sti
from effekt.base.faults import Datafeil, Fremdrift
from effekt.display.prose import antall
from effekt.site import warm
from effekt.site.preview import NETTSTED, Visning

VERT: Final = "127.0.0.1"
_SKRIPT: Final = "/_effekt/levende.js"
_HENDELSE: Final = "/_effekt/hendelse.js"
_LENGST: Final = 20.0  # seconds that a browser waits for news before it asks again
_MELLOMROM: Final = 0.25  # seconds between two looks at the files
# Until there is a preview.
_UTEN_SIDER: Final = (
    '<!doctype html><html lang="nb"><head><title>Forhåndsvisning</title></head>'
    "<body><h1>Forhåndsvisning</h1></body></html>"
)
_UTELATT: Final = ("_build", "__pycache__", "node_modules", "filer")
_LEST: Final = {".yml", ".csv", ".json", ".md", ".ipynb", ".py", ".html", ".css", ".js", ".txt"}


@dataclass(frozen=True)
class Tilstand:
    """What browsers are told: a number for each piece of news, and one for each new preview."""

    nummer: int = 0
    utgave: int = 0
    melding: str = ""


class Nyheter:
    """The newest state, which several wait for at a time."""

    def __init__(self, melding: str = "") -> None:
        self._tilstand = Tilstand(melding=melding)
        self._endret = threading.Condition()

    def meld(self, melding: str, ny_utgave: bool = False) -> None:
        """Tell it to all who wait."""
        with self._endret:
            na = self._tilstand
            self._tilstand = Tilstand(na.nummer + 1, na.utgave + ny_utgave, melding)
            self._endret.notify_all()

    def etter(self, sett: int | None, lengst: float = _LENGST) -> Tilstand:
        """What is newer than number ``sett``, or after ``lengst`` seconds the same as before."""
        with self._endret:
            self._endret.wait_for(lambda: self._tilstand.nummer != sett, timeout=lengst)
            return replace(self._tilstand)


class Sider(SimpleHTTPRequestHandler):
    """The preview's pages, with the script that keeps them up to date."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, nyheter: Nyheter, **kwargs: object) -> None:
        self._nyheter = nyheter
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with news, with the script, with a page, or with a file."""
        delt = urlsplit(self.path)
        if delt.path == _HENDELSE:
            sett = parse_qs(delt.query).get("sett", [""])[0]
            ny = self._nyheter.etter(int(sett) if sett.isdecimal() else None)
            self._svar(f"effektHendelse({json.dumps(vars(ny))});", "text/javascript")
        elif delt.path == _SKRIPT:
            fil = Path(__file__).with_name("levende.js")
            self._svar(fil.read_text(encoding="utf-8"), "text/javascript")
        elif side := self._side(delt.path):
            tekst = side.read_text(encoding="utf-8") if side.is_file() else _UTEN_SIDER
            self._svar(tekst.replace("</head>", f'<script src="{_SKRIPT}" defer></script></head>', 1), "text/html")
        else:
            super().do_GET()

    def _side(self, sti: str) -> Path | None:
        fil = Path(self.translate_path(sti))
        if fil.is_dir() and sti.endswith("/"):
            fil /= "index.html"
        return fil if fil.suffix == ".html" and (fil.is_file() or sti == "/") else None

    def _svar(self, tekst: str, type_: str) -> None:
        innhold = tekst.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{type_}; charset=utf-8")
        self.send_header("Content-Length", str(len(innhold)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(innhold)

    def end_headers(self) -> None:
        """Let browsers keep nothing: what they have is soon old."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Requests are not told."""

    log_error = log_request  # type: ignore[assignment]


class Bygger:
    """The process that makes previews; it is started before there are threads."""

    def __init__(self, rot: Path) -> None:
        self._rot = rot
        self._prosess = subprocess.Popen(
            [sys.executable, warm.__file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def bygg(self) -> Visning:
        """Make the preview anew, and wait for it."""
        inn, ut = _ror(self._prosess.stdin), _ror(self._prosess.stdout)
        with contextlib.suppress(BrokenPipeError):
            inn.write(f"{self._rot}\n")
            inn.flush()
        linje = ut.readline()
        if linje.startswith("{"):
            return Visning.fra_json(linje)
        return Visning(feil="forhåndsvisningen stoppet uventet. Se meldingen i terminalen.")

    def stopp(self) -> None:
        """End it, and what it is making."""
        self._prosess.terminate()
        self._prosess.wait()


def _ror(ende: IO[str] | None) -> IO[str]:
    assert ende is not None
    return ende


def folg(rot: Path, port: int, si: Fremdrift) -> None:
    """Serve the preview of the book until interrupted.

    Raises Datafeil where the port is taken, or another preview of the book is running.
    """
    nyheter = Nyheter("Lager forhåndsvisningen …")
    bygger = Bygger(rot)
    try:
        (rot / NETTSTED).mkdir(parents=True, exist_ok=True)
        with _tjener(port, rot / NETTSTED, nyheter) as adresse:
            filer = avtrykk(rot)
            _lag(bygger, nyheter, si)
            si(f"Forhåndsvisningen er på {adresse} og følger med når du lagrer. Ctrl-C avslutter.")
            while True:
                time.sleep(_MELLOMROM)
                na = avtrykk(rot)
                if na == filer:
                    continue
                while (senere := _litt_senere(rot)) != na:  # an editor may write several files
                    na = senere
                endret = sorted(vis_sti(Path(f)) for f, _ in set(filer.items()) ^ set(na.items()))
                filer = na
                si(f"Endret: {', '.join(dict.fromkeys(endret))}")
                nyheter.meld("Bygger igjen …")
                _lag(bygger, nyheter, si)
    finally:
        bygger.stopp()


def _litt_senere(rot: Path) -> Mapping[str, tuple[int, int]]:
    time.sleep(_MELLOMROM / 2)
    return avtrykk(rot)


def _lag(bygger: Bygger, nyheter: Nyheter, si: Fremdrift) -> None:
    visning = bygger.bygg()
    if visning.feil:
        si(f"effekt: {visning.feil}")
        nyheter.meld(f"Siden er som før, for noe må rettes:\n{visning.feil}")
        return
    for merknad in visning.merknader:
        si(f"  {merknad}")
    si(
        f"Ferdig på {visning.sekunder:.1f} s".replace(".", ",")
        + f", {antall(visning.kjorte)} {'kapittel' if visning.kjorte == 1 else 'kapitler'} kjørt"
    )
    melding = ""
    if visning.merknader:
        melding = "«effekt build» vil stoppe:\n" + "\n".join(visning.merknader)
    nyheter.meld(melding, ny_utgave=visning.endret)


@contextlib.contextmanager
def _tjener(port: int, mappe: Path, nyheter: Nyheter) -> Iterator[str]:
    """The address that pages are served at meanwhile."""
    svarer = partial(Sider, nyheter=nyheter, directory=str(mappe))
    try:
        tjener = ThreadingHTTPServer((VERT, port), svarer)
    except (OSError, OverflowError) as grunn:
        hvorfor = getattr(grunn, "strerror", None) or "den må være fra 0 til 65535"
        raise Datafeil(f"får ikke brukt port {port}: {hvorfor}. Velg en annen med --port.") from None
    tjener.daemon_threads = True
    threading.Thread(target=tjener.serve_forever, daemon=True).start()
    try:
        yield f"http://{VERT}:{tjener.server_port}/"
    finally:
        tjener.shutdown()
        tjener.server_close()


def avtrykk(rot: Path) -> Mapping[str, tuple[int, int]]:
    """Time and size of every file that the book is made from."""
    steder = [datamappe(), PAKKE]
    for mappe in dict.fromkeys((rot, programmappe())):
        steder += [mappe / "notebooks", mappe / "book"]
    filer = {str(fil): fil.stat() for fil in (oppsett(rot), rot / INNHOLD)}
    for sted in steder:
        for fil in _filer(sted):
            with contextlib.suppress(FileNotFoundError):
                filer[fil] = Path(fil).stat()
    return {fil: (om.st_mtime_ns, om.st_size) for fil, om in filer.items()}


def _filer(mappe: Path) -> Iterator[str]:
    # The executed chapters under book/ are what a build gave, not what the book is made from.
    kjorte = mappe.name == "book"
    for sti, mapper, navn in os.walk(mappe):
        mapper[:] = [m for m in mapper if not m.startswith(".") and m not in _UTELATT]
        for fil in navn:
            ending = Path(fil).suffix
            if ending in _LEST and fil[0] not in ".~" and not (kjorte and ending == ".ipynb"):
                yield str(Path(sti, fil))
