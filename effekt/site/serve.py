"""``effekt serve``: shows the preview in a browser, and makes it anew when something changes.

Pages are served to this machine alone. Each page that is served gets a script more, which loads it
again when the preview has changed; the files themselves are as they would be published.

Why the files are looked at four times a second, and not with watchfiles, which was tried: it hears of a
save 0.2 s sooner and spares 1.7 % of one core. But it hears nothing of what another machine saves on a
network drive unless the user knows of its switch for polling, it needs a second watcher for the two
files at the book's root, a folder that is moved in is told without its files, and a file that is given
other rights or the same text is told as saved. The code would be as long, and two packages more.
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
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import parse_qs, quote, unquote

from effekt.base.book import INNHOLD, PAKKE, program_folder, settings_file
from effekt.base.faults import Datafeil, Fremdrift, vis_sti
from effekt.display.filters import antall
from effekt.reading.bokmappe import Bokmappe
from effekt.site import warm
from effekt.site.preview import SITE, Preview
from effekt.site.publishing import finish_what_is_left

HOST: Final = "127.0.0.1"
_SCRIPT: Final = "/_effekt/live.js"
_EVENT: Final = "/_effekt/news.js"
_LONGEST: Final = 20.0  # seconds that a browser waits for news before it asks again
_INTERVAL: Final = 0.25  # seconds between two looks at the files
_MOST_AT_A_TIME: Final = 200  # connections
_LONGEST_QUERY: Final = 30  # characters
_NAMES: Final = (HOST, "localhost", "[::1]")
# What a browser says of a page of the preview itself, and of an address that somebody has written.
_OWN_PAGES: Final = {"same-origin", "none"}
_TEXTS: Final = {"application/json", "application/xml", "image/svg+xml"}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
_REFUSED: Final[dict[int, str]] = {
    HTTPStatus.NOT_FOUND: "Siden finnes ikke.",
    HTTPStatus.FORBIDDEN: "Forhåndsvisningen kan ikke åpnes fra en annen side. Skriv adressen i adressefeltet.",
    HTTPStatus.MISDIRECTED_REQUEST: "Forhåndsvisningen svarer bare på adressen som «effekt serve» skriver.",
    HTTPStatus.NOT_IMPLEMENTED: "Forhåndsvisningen viser sider, og kan ikke noe annet.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "Adressen er for lang.",
}
_BUSY: Final = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
# Until there is a preview.
_NO_PAGES: Final = (
    b'<!doctype html><html lang="nb"><head><title>Forh&aring;ndsvisning</title></head>'
    b"<body><h1>Forh&aring;ndsvisning</h1></body></html>"
)
_LEFT_OUT: Final = ("_build", "__pycache__", "node_modules", "filer")
_READ: Final = {".yml", ".csv", ".json", ".md", ".ipynb", ".py", ".html", ".css", ".js", ".txt"}


@dataclass(frozen=True)
class News:
    """What browsers are told: the number of this piece of news, and of the newest preview."""

    number: int = 0
    edition: int = 0
    message: str = ""


class NewsBoard:
    """The newest piece of news, which several threads wait for."""

    def __init__(self, message: str = "") -> None:
        self._newest = News(message=message)
        self._changed = threading.Condition()

    def tell(self, message: str, new_edition: bool = False) -> None:
        """Tell all who wait."""
        with self._changed:
            now = self._newest
            self._newest = News(now.number + 1, now.edition + new_edition, message)
            self._changed.notify_all()

    def after(self, seen: int | None, longest: float = _LONGEST) -> News:
        """Return what is newer than number ``seen``, or after ``longest`` seconds the same as before."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest.number != seen, timeout=longest)
            return replace(self._newest)


class PageHandler(BaseHTTPRequestHandler):
    """The preview's pages, with the script that keeps them up to date.

    Who asks for another host's pages, or from another one's, gets none: what is not published yet is for this user's
    own browser. Nothing outside ``folder`` is shown, no folder is listed, and no link followed.
    """

    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds that a request may take to come

    def __init__(self, *args: object, board: NewsBoard, folder: Path, **kwargs: object) -> None:
        self._board = board
        self._folder = folder.resolve()
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with news, with the script, with a page, or with a file."""
        path, _, query = self.path.partition("?")
        if not self._is_for_here() or not path.startswith("/"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.headers.get("Sec-Fetch-Site", "none") not in _OWN_PAGES:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif path == _EVENT:
            seen = parse_qs(query[:_LONGEST_QUERY]).get("seen", [""])[0]
            newest = self._board.after(int(seen) if seen.isdecimal() and seen.isascii() else None)
            self._answer(f"effektNews({json.dumps(vars(newest))});".encode(), "text/javascript")
        elif path == _SCRIPT:
            self._answer(Path(__file__).with_name("live.js").read_bytes(), "text/javascript")
        else:
            self._answer_with_file(path)

    do_HEAD = do_GET  # noqa: N815 - the base class names it so

    def _is_for_here(self) -> bool:
        """Return whether the browser takes this for this machine: another name may have been led here."""
        port = cast(PageServer, self.server).server_port
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and hosts[0].lower() in {f"{name}:{port}" for name in _NAMES}

    def _answer_with_file(self, path: str) -> None:
        try:
            name = unquote(path.partition("#")[0], errors="strict").lstrip("/")
            file = self._folder / name
            in_folder = file.is_dir()
            file = file / "index.html" if in_folder else file
            if file.resolve(strict=True) != file:  # by a link, or by way of another folder
                raise FileNotFoundError
            if in_folder and name and not name.endswith("/"):
                self._redirect(f"/{quote(name)}/")
                return
            content = file.read_bytes()
        except (OSError, ValueError):
            if path != "/":
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            file, content = Path("index.html"), _NO_PAGES
        if file.suffix == ".html":
            script = f'<script src="{_SCRIPT}" defer></script></head>'.encode()
            content = content.replace(b"</head>", script, 1)
        self._answer(content, guess_type(file.name)[0] or "application/octet-stream")

    def _redirect(self, to: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say that there is nothing for the request, and end the connection: what comes after it may be no request."""
        del message, explain  # in English
        self.close_connection = True
        self.request_version = self.protocol_version  # also where the request had none
        words = _REFUSED.get(code, "Forespørselen ble ikke forstått.")
        page = f'<!doctype html><html lang="nb"><head><title>{code}</title></head><body><p>{words}</p></body></html>'
        self._answer(page.encode(), "text/html", code)

    def _answer(self, content: bytes, kind: str, code: int = HTTPStatus.OK) -> None:
        is_text = kind.startswith("text/") or kind in _TEXTS
        with contextlib.suppress(OSError):
            self.send_response(code)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

    def end_headers(self) -> None:
        """Let browsers keep nothing, since what they have is soon old, and let no other page use it."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        super().end_headers()

    def version_string(self) -> str:
        """Say no more of the server than its name."""
        return "effekt"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing of requests, nor of a page that is not there."""


class PageServer(ThreadingHTTPServer):
    """Serves a folder's pages to this machine, so many connections at a time; more are answered that it is busy."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, folder: Path, board: NewsBoard) -> None:
        self._room = threading.BoundedSemaphore(_MOST_AT_A_TIME)
        super().__init__((HOST, port), partial(PageHandler, board=board, folder=folder))

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own, where there is room for one."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        with contextlib.suppress(OSError):
            request.sendall(_BUSY)
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve the connection, and make room for another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that was broken off."""


class Builder:
    """The process that makes previews; it is started before there are threads."""

    def __init__(self, bok: Bokmappe) -> None:
        self._bok = bok
        self._process = subprocess.Popen(
            [sys.executable, warm.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def build(self) -> Preview:
        """Make the preview anew, and wait for it."""
        send, receive = self._process.stdin, self._process.stdout
        assert send
        assert receive
        with contextlib.suppress(BrokenPipeError):
            send.write(f"{json.dumps([str(self._bok.data), str(self._bok.rot)])}\n")
            send.flush()
        line = receive.readline()
        if line.startswith("{"):
            return Preview.from_json(line)
        return Preview(fault="forhåndsvisningen stoppet uventet. Se meldingen i terminalen.")

    def stop(self) -> None:
        """End the process, and the preview that it is making."""
        self._process.terminate()
        self._process.wait()


def follow(bok: Bokmappe, port: int, say: Fremdrift) -> None:
    """Serve the preview of the book until interrupted.

    Raise Datafeil where the port is taken, or another preview of the book is running.
    """
    finish_what_is_left(bok.rot)
    board = NewsBoard("Lager forhåndsvisningen …")
    builder = Builder(bok)
    try:
        (bok.rot / SITE).mkdir(parents=True, exist_ok=True)
        with _server(port, bok.rot / SITE, board) as address:
            files = file_times(bok)
            _make(builder, board, say)
            say(f"Forhåndsvisningen er på {address} og følger med når du lagrer. Ctrl-C avslutter.")
            while True:
                time.sleep(_INTERVAL)
                now = file_times(bok)
                if now == files:
                    continue
                while (later := _a_little_later(bok)) != now:  # an editor may write several files
                    now = later
                changed = sorted(vis_sti(Path(f)) for f, _ in set(files.items()) ^ set(now.items()))
                files = now
                say(f"Endret: {', '.join(dict.fromkeys(changed))}")
                board.tell("Bygger igjen …")
                _make(builder, board, say)
    finally:
        builder.stop()


def _a_little_later(bok: Bokmappe) -> Mapping[str, tuple[int, int]]:
    time.sleep(_INTERVAL / 2)
    return file_times(bok)


def _make(builder: Builder, board: NewsBoard, say: Fremdrift) -> None:
    preview = builder.build()
    if preview.fault:
        say(f"effekt: {preview.fault}")
        board.tell(f"Siden er som før, for noe må rettes:\n{preview.fault}")
        return
    for remark in preview.remarks:
        say(f"  {remark}")
    say(
        f"Ferdig på {preview.seconds:.1f} s".replace(".", ",")
        + f", {antall(preview.executed)} {'kapittel' if preview.executed == 1 else 'kapitler'} kjørt"
    )
    message = ""
    if preview.remarks:
        message = "«effekt build» vil stoppe:\n" + "\n".join(preview.remarks)
    board.tell(message, new_edition=preview.changed)


@contextlib.contextmanager
def _server(port: int, folder: Path, board: NewsBoard) -> Iterator[str]:
    """Serve the folder's pages meanwhile; yield their address."""
    try:
        server = PageServer(port, folder, board)
    except (OSError, OverflowError) as cause:
        why = getattr(cause, "strerror", None) or "den må være fra 0 til 65535"
        raise Datafeil(f"får ikke brukt port {port}: {why}. Velg en annen med --port.") from None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def file_times(bok: Bokmappe) -> Mapping[str, tuple[int, int]]:
    """Return time and size of every file that the book is made from."""
    places = [bok.data, PAKKE]
    for folder in dict.fromkeys((bok.rot, program_folder())):
        places += [folder / "notebooks", folder / "book"]
    files = {str(file): file.stat() for file in (settings_file(bok.rot), bok.rot / INNHOLD)}
    for place in places:
        for file in _source_files(place):
            with contextlib.suppress(FileNotFoundError):
                files[file] = Path(file).stat()
    return {file: (stat.st_mtime_ns, stat.st_size) for file, stat in files.items()}


def _source_files(folder: Path) -> Iterator[str]:
    # The executed chapters under book/ are what a build gave, not what the book is made from.
    executed = folder.name == "book"
    for path, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".") and f not in _LEFT_OUT]
        for file in names:
            suffix = Path(file).suffix
            if suffix in _READ and file[0] not in ".~" and not (executed and suffix == ".ipynb"):
                yield str(Path(path, file))
