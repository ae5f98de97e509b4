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
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
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
from effekt.execution.pool import can_fork
from effekt.reading.bokmappe import Bokmappe
from effekt.site import desk, warm
from effekt.site.preview import SITE, Preview
from effekt.site.publishing import finish_what_is_left
from effekt.site.workbooks import Workbooks

HOST: Final = "127.0.0.1"
_OWN_FILES: Final = {desk.SCRIPT: "text/javascript", desk.STYLE: "text/css"}
_EVENT: Final = "/_effekt/news.js"
_LONGEST: Final = 20.0  # seconds that a browser waits for news before it asks again
_INTERVAL: Final = 0.25  # seconds between two looks at the files
_MOST_AT_A_TIME: Final = 200  # connections
_LONGEST_QUERY: Final = 30  # characters
_LONGEST_ANSWER: Final = 1000  # bytes
_NAMES: Final = (HOST, "localhost", "[::1]")
# What a browser says of a page of the preview itself, and of an address that somebody has written.
_OWN_PAGES: Final = {"same-origin", "none"}
_TEXTS: Final = {"application/json", "application/xml", "image/svg+xml"}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
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
_LEFT_OUT: Final = ("_build", "__pycache__", "node_modules", "filer")
_READ: Final = {".yml", ".csv", ".json", ".md", ".ipynb", ".py", ".html", ".css", ".js", ".txt"}


@dataclass(frozen=True)
class News:
    """What browsers are told: the number of this piece of news, and of the newest preview."""

    number: int = 0
    edition: int = 0
    message: str = ""


class NewsBoard:
    """The newest piece of news, which several threads wait for; and what stands on the desk."""

    def __init__(self, message: str = "") -> None:
        self._newest = News(message=message)
        self._changed = threading.Condition()
        self.token = secrets.token_urlsafe(24)
        self.work = desk.Work()
        self.questions: tuple[desk.Question, ...] = ()

    def tell(self, message: str, new_edition: bool = False, work: desk.Work | None = None) -> None:
        """Tell all who wait; where the data could not be read, what was left to do is as it was."""
        with self._changed:
            if work is not None:
                whole = work if work.tasks or work.done or not work.faults else None
                self.work = whole or replace(self.work, faults=work.faults)
            now = self._newest
            self._newest = News(now.number + 1, now.edition + new_edition, message)
            self._changed.notify_all()

    def ask(self, questions: tuple[desk.Question, ...]) -> None:
        """Let the desk ask these, in place of those it asked."""
        if questions != self.questions:
            self.questions = questions
            self.tell(self.after(None, 0).message)

    def after(self, seen: int | None, longest: float = _LONGEST) -> News:
        """Return what is newer than number ``seen``, or after ``longest`` seconds the same as before."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest.number != seen, timeout=longest)
            return replace(self._newest)

    def page(self) -> str:
        """Return the desk as it stands."""
        return desk.desk_page(self.after(None, 0).message, self.work, self.questions, self.token)


class PageHandler(BaseHTTPRequestHandler):
    """The preview's pages, with the script that keeps them up to date.

    Who asks for another host's pages, or from another one's, gets none: what is not published yet is for this user's
    own browser. Nothing outside ``folder`` is shown, no folder is listed, and no link followed.
    """

    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds that a request may take to come

    def __init__(
        self, *args: object, board: NewsBoard, folder: Path, take_in: Callable[[str], str], **kwargs: object
    ) -> None:
        self._board = board
        self._take_in = take_in
        self._folder = folder.resolve()
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with news, with the script, with a page, or with a file."""
        path, _, query = self.path.partition("?")
        if not self._is_for_here() or not path.startswith("/"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.headers.get("Sec-Fetch-Site", "none") not in _OWN_PAGES and not self._is_a_link():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif path == _EVENT:
            seen = parse_qs(query[:_LONGEST_QUERY]).get("seen", [""])[0]
            newest = self._board.after(int(seen) if seen.isdecimal() and seen.isascii() else None)
            told = {**vars(newest), **desk.brief(self._board.work, self._board.questions)}
            self._answer(f"effektNews({json.dumps(told)});".encode(), "text/javascript")
        elif path in _OWN_FILES:
            self._answer(Path(__file__).with_name(Path(path).name).read_bytes(), _OWN_FILES[path])
        elif path == desk.PAGE:
            self._answer_with_desk()
        else:
            self._answer_with_file(path)

    do_HEAD = do_GET  # noqa: N815 - the base class names it so

    def do_POST(self) -> None:
        """Take in what the desk has asked about: a yes from the desk itself, with its mark, to what it showed."""
        origins = {f"http://{self.headers.get('Host', '')}"}
        if self.path != desk.ACCEPT:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED)
        elif not self._is_for_here():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif (
            self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
            or self.headers.get("Origin") not in origins
        ):
            self.send_error(HTTPStatus.FORBIDDEN)
        else:
            self._accept()

    def _accept(self) -> None:
        size = "".join(self.headers.get_all("Content-Length", []))
        if not (size.isascii() and size.isdecimal() and int(size) <= _LONGEST_ANSWER):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        fields = parse_qs(self.rfile.read(int(size)).decode("ascii", "replace"))
        mark, shown = (fields.get(name, [""])[0] for name in ("merke", "svar"))
        if not secrets.compare_digest(mark.encode(), self._board.token.encode()):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        self._board.tell(self._take_in(shown))
        self._redirect(desk.PAGE, HTTPStatus.SEE_OTHER)

    def _is_a_link(self) -> bool:
        """Return whether somebody has followed a link to here: who made it sees nothing of the page that opens."""
        return (self.headers.get("Sec-Fetch-Mode"), self.headers.get("Sec-Fetch-Dest")) == ("navigate", "document")

    def _answer_with_desk(self) -> None:
        self._answer(self._board.page().encode(), "text/html", policy=desk.POLICY)

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
            if path == "/":  # until there is a preview
                self._answer_with_desk()
            else:
                self.send_error(HTTPStatus.NOT_FOUND)
            return
        if file.suffix == ".html":
            line = f'<link rel="stylesheet" href="{desk.STYLE}"><script src="{desk.SCRIPT}" defer></script></head>'
            content = content.replace(b"</head>", line.encode(), 1)
        self._answer(content, guess_type(file.name)[0] or "application/octet-stream")

    def _redirect(self, to: str, code: int = HTTPStatus.MOVED_PERMANENTLY) -> None:
        self.send_response(code)
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

    def _answer(self, content: bytes, kind: str, code: int = HTTPStatus.OK, policy: str = "") -> None:
        is_text = kind.startswith("text/") or kind in _TEXTS
        with contextlib.suppress(OSError):
            self.send_response(code)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
            self.send_header("Content-Length", str(len(content)))
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers(desk=bool(policy))
            if self.command != "HEAD":
                self.wfile.write(content)

    def end_headers(self, desk: bool = False) -> None:
        """Let browsers keep nothing, since what they have is soon old, and let no other page use it.

        The desk's own answers say where they come from, which a browser without referrers would not let them.
        """
        for name, value in (_HEADERS | ({"Referrer-Policy": "same-origin"} if desk else {})).items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        super().end_headers()

    def version_string(self) -> str:
        """Say no more of the server than its name."""
        return "effekt"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing of requests, nor of a page that is not there."""


def _nothing(_: str) -> str:
    """Where nothing is asked, nothing is taken in."""
    return ""


class PageServer(ThreadingHTTPServer):
    """Serves a folder's pages to this machine, so many connections at a time; more are answered that it is busy."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, folder: Path, board: NewsBoard, take_in: Callable[[str], str] = _nothing) -> None:
        self._room = threading.BoundedSemaphore(_MOST_AT_A_TIME)
        super().__init__((HOST, port), partial(PageHandler, board=board, folder=folder, take_in=take_in))

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
    """The process that makes previews; it is started before there are threads. Without fork, one for each preview."""

    def __init__(self, bok: Bokmappe) -> None:
        self._book = json.dumps([str(bok.data), str(bok.rot)])
        self._process = self._started() if can_fork() else None

    def _started(self, *book: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, warm.__file__, *book], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip

    def build(self) -> Preview:
        """Make the preview anew, and wait for it."""
        process = self._process or self._started(self._book)
        send, receive = process.stdin, process.stdout
        assert send
        assert receive
        if self._process:
            with contextlib.suppress(BrokenPipeError):
                send.write(f"{self._book}\n")
                send.flush()
            line = receive.readline()
        else:
            try:
                line = process.communicate()[0]
            finally:
                process.terminate()
        if line.startswith("{"):
            return Preview.from_json(line)
        said = "forhåndsvisningen stoppet uventet. Se meldingen i terminalen."
        return Preview(said, desk.Work((desk.FaultPlace(said),)))

    def stop(self) -> None:
        """End the process, and the preview that it is making."""
        if self._process:
            self._process.terminate()
            self._process.wait()


def follow(bok: Bokmappe, port: int, say: Fremdrift, show: Callable[[str], None] = lambda _: None) -> None:
    """Serve the preview of the book until interrupted; ``show`` is given the address once it answers.

    Raise Datafeil where the port is taken, or another preview of the book is running.
    """
    finish_what_is_left(bok.rot)
    board = NewsBoard("Lager forhåndsvisningen …")
    builder = Builder(bok)
    workbooks = Workbooks(bok)
    try:
        (bok.rot / SITE).mkdir(parents=True, exist_ok=True)
        with _server(port, bok.rot / SITE, board, workbooks.take_in) as address:
            show(address)
            files = file_times(bok)
            books: Mapping[str, int] = {}  # what was saved before is asked about too
            _make(builder, board, say)
            say(f"Forhåndsvisningen er på {address} og følger med når du lagrer. Ctrl-C avslutter.")
            say(f"Det som gjenstår, og det som er galt, står på {address.rstrip('/')}{desk.PAGE}")
            while True:
                time.sleep(_INTERVAL)
                now, saved = file_times(bok), workbooks.times()
                if now == files and saved == books:
                    continue
                while (later := _a_little_later(bok, workbooks)) != (now, saved):  # an editor may write several files
                    now, saved = later
                changed = sorted(vis_sti(Path(f)) for f, _ in set(files.items()) ^ set(now.items()))
                workbooks.saved(name for name in saved if saved[name] != books.get(name))
                files, books = now, saved
                if changed:
                    say(f"Endret: {', '.join(dict.fromkeys(changed))}")
                    board.tell("Bygger igjen …")
                    _make(builder, board, say)
                board.ask(workbooks.questions())
    finally:
        builder.stop()


def _a_little_later(bok: Bokmappe, workbooks: Workbooks) -> tuple[Mapping[str, tuple[int, int]], Mapping[str, int]]:
    time.sleep(_INTERVAL / 2)
    return file_times(bok), workbooks.times()


def _make(builder: Builder, board: NewsBoard, say: Fremdrift) -> None:
    preview = builder.build()
    if preview.fault:
        say(f"effekt: {preview.fault}")
        board.tell("Siden er som før, for noe må rettes.", work=preview.work)
        return
    for remark in desk.lines_of(preview.work):
        say(f"  {remark}")
    say(
        f"Ferdig på {preview.seconds:.1f} s".replace(".", ",")
        + f", {antall(preview.executed)} {'kapittel' if preview.executed == 1 else 'kapitler'} kjørt"
    )
    message = "«effekt build» vil stoppe." if preview.work.faults else ""
    board.tell(message, preview.changed, preview.work)


def open_browser(address: str) -> None:
    """Show the address in the user's browser, where there is a display to show it on."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform in {"win32", "darwin"} or any(os.environ.get(name) for name in displays):
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


@contextlib.contextmanager
def _server(port: int, folder: Path, board: NewsBoard, take_in: Callable[[str], str]) -> Iterator[str]:
    """Serve the folder's pages meanwhile; yield their address."""
    try:
        server = PageServer(port, folder, board, take_in)
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
