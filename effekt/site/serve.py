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
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from effekt.base.book import INNHOLD, PAKKE, program_folder, settings_file
from effekt.base.faults import Datafeil, Fremdrift, vis_sti
from effekt.display.filters import antall
from effekt.reading.bokmappe import Bokmappe
from effekt.site import warm
from effekt.site.preview import SITE, Preview

HOST: Final = "127.0.0.1"
_SCRIPT: Final = "/_effekt/live.js"
_EVENT: Final = "/_effekt/news.js"
_LONGEST: Final = 20.0  # seconds that a browser waits for news before it asks again
_INTERVAL: Final = 0.25  # seconds between two looks at the files
# Until there is a preview.
_NO_PAGES: Final = (
    '<!doctype html><html lang="nb"><head><title>Forhåndsvisning</title></head>'
    "<body><h1>Forhåndsvisning</h1></body></html>"
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


class PageHandler(SimpleHTTPRequestHandler):
    """The preview's pages, with the script that keeps them up to date."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, board: NewsBoard, **kwargs: object) -> None:
        self._board = board
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with news, with the script, with a page, or with a file."""
        parts = urlsplit(self.path)
        if parts.path == _EVENT:
            seen = parse_qs(parts.query).get("seen", [""])[0]
            newest = self._board.after(int(seen) if seen.isdecimal() else None)
            self._answer(f"effektNews({json.dumps(vars(newest))});", "text/javascript")
        elif parts.path == _SCRIPT:
            file = Path(__file__).with_name("live.js")
            self._answer(file.read_text(encoding="utf-8"), "text/javascript")
        elif page := self._page(parts.path):
            text = page.read_text(encoding="utf-8") if page.is_file() else _NO_PAGES
            self._answer(text.replace("</head>", f'<script src="{_SCRIPT}" defer></script></head>', 1), "text/html")
        else:
            super().do_GET()

    def _page(self, path: str) -> Path | None:
        file = Path(self.translate_path(path))
        if file.is_dir() and path.endswith("/"):
            file /= "index.html"
        return file if file.suffix == ".html" and (file.is_file() or path == "/") else None

    def _answer(self, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)

    def end_headers(self) -> None:
        """Let browsers keep nothing: what they have is soon old."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing of requests, nor of a page that is not there."""


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
    handler = partial(PageHandler, board=board, directory=str(folder))
    try:
        server = ThreadingHTTPServer((HOST, port), handler)
    except (OSError, OverflowError) as cause:
        why = getattr(cause, "strerror", None) or "den må være fra 0 til 65535"
        raise Datafeil(f"får ikke brukt port {port}: {why}. Velg en annen med --port.") from None
    server.daemon_threads = True
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
