"""The preview's server: what it answers, and that it says nothing."""

import threading
from functools import partial
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from effekt.site.serve import NewsBoard, PageHandler


def test_a_page_that_is_not_there_is_answered_in_silence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.html").write_text("<title>Boken</title>", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(PageHandler, board=NewsBoard(), directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for sti, status in (("/index.html", 200), ("/finnes-ikke.html", 404), ("/favicon.ico", 404)):
            forbindelse = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
            forbindelse.request("GET", sti)
            assert forbindelse.getresponse().status == status
            forbindelse.close()
    finally:
        server.shutdown()
        server.server_close()
    assert capfd.readouterr() == ("", "")
