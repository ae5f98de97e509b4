"""The preview's server: what it answers, whom, and that it says nothing in the terminal."""

import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from effekt.site import serve
from effekt.site.desk import Question
from effekt.site.serve import NewsBoard, PageServer

SVART: list[str] = []
SIDE = "<html><head><title>Boken</title></head>"


@pytest.fixture
def tjener(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[PageServer]:
    """The server of a small site, which says nothing in the terminal."""
    sted = tmp_path / "nettsted"
    for navn in ("index.html", "tek/figur-1/index.html", "under/side.html"):
        (sted / navn).parent.mkdir(parents=True, exist_ok=True)
        (sted / navn).write_text(SIDE, encoding="utf-8")
    (sted / "latin.html").write_bytes("<head></head>blåbær".encode("latin-1"))
    (sted / "tall.csv").write_text("år\n", encoding="utf-8")
    (tmp_path / "hemmelig.html").write_text("hemmelig")
    (sted / "lenke.html").symlink_to(tmp_path / "hemmelig.html")
    (sted / "mappe").symlink_to(tmp_path)
    (sted / "bare").mkdir()
    (sted / "bare/index.html").symlink_to(tmp_path / "hemmelig.html")
    server = PageServer(0, sted, NewsBoard("Bygger"), lambda svar: SVART.append(svar) or "Ført inn")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
    assert capfd.readouterr() == ("", "")


def _be_om(tjener: PageServer, sti: str, metode: str = "GET", **hode: str) -> tuple[HTTPResponse, bytes]:
    forbindelse = HTTPConnection("127.0.0.1", tjener.server_port, timeout=10)
    forbindelse.putrequest(metode, sti, skip_host="Host" in hode)
    for navn, verdi in hode.items():
        forbindelse.putheader(navn.replace("_", "-"), verdi)
    forbindelse.endheaders()
    svar = forbindelse.getresponse()
    innhold = svar.read()
    forbindelse.close()
    return svar, innhold


def _raatt(tjener: PageServer, sendt: bytes, *, lukk: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", tjener.server_port), timeout=10) as forbindelse:
        forbindelse.sendall(sendt)
        if lukk:
            forbindelse.shutdown(socket.SHUT_WR)
        return forbindelse.recv(1 << 16)


@pytest.mark.parametrize(
    ("sti", "kode"),
    [
        ("/", 200),
        ("/index.html", 200),
        ("/index.html?x=1", 200),
        ("/tek/figur-1/", 200),
        ("/tek/figur-1", 301),
        ("/tall.csv", 200),
        ("/latin.html", 200),
        ("/_effekt/", 200),
        ("/_effekt/live.js", 200),
        ("/_effekt/desk.css", 200),
        ("/_effekt/serve.py", 404),
        ("/_effekt/news.js", 200),
        (f"/_effekt/news.js?seen={'9' * 5000}", 200),
        ("/_effekt/news.js?seen=%D9%A3", 200),
        ("/finnes-ikke.html", 404),
        ("/favicon.ico", 404),
        ("/under/", 404),  # folders are not listed
        ("/under", 404),
        ("/%00", 404),
        ("/%ff", 404),
        (f"/{'a' * 5000}", 404),
        ("/../hemmelig.html", 404),
        ("/%2e%2e/hemmelig.html", 404),
        ("/under/../../hemmelig.html", 404),
        ("/lenke.html", 404),
        ("/mappe/hemmelig.html", 404),
        ("/mappe", 404),
        ("/bare/", 404),
        ("/index.html/", 200),
        ("http://127.0.0.1/index.html", 421),
        ("*", 421),
    ],
)
def test_every_request_is_answered_and_nothing_outside_the_site_is_shown(
    tjener: PageServer, sti: str, kode: int
) -> None:
    svar, innhold = _be_om(tjener, sti)
    assert (svar.status, b"hemmelig" in innhold) == (kode, False)
    assert svar.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert svar.headers["X-Content-Type-Options"] == "nosniff"
    if kode == 200 and sti.endswith(("html", "/")):
        assert b"/_effekt/live.js" in innhold


@pytest.mark.parametrize(
    ("hode", "kode"),
    [
        ({"Host": "127.0.0.1:{port}"}, 200),
        ({"Host": "LOCALHOST:{port}"}, 200),
        ({"Host": "[::1]:{port}"}, 200),
        ({"Host": "ond.example:{port}"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Host": "127.0.0.1:1"}, 421),
        ({"Host": "127.0.0.1.ond.example:{port}"}, 421),
        ({"Host": ""}, 421),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "none"}, 200),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}, 200),
        ({"Sec_Fetch_Site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("sti", ["/index.html", "/_effekt/news.js"])
def test_only_this_machines_own_browser_gets_an_answer(
    tjener: PageServer, sti: str, hode: dict[str, str], kode: int
) -> None:
    svar, innhold = _be_om(tjener, sti, **{navn: verdi.format(port=tjener.server_port) for navn, verdi in hode.items()})
    assert svar.status == kode
    assert kode == 200 or (b"Boken" not in innhold and b"Bygger" not in innhold)


@pytest.mark.parametrize(
    ("sendt", "begynner"),
    [
        (b"GET /index.html HTTP/1.1\r\n\r\n", b"HTTP/1.1 421"),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde", b"HTTP/1.1 501"),
        (b"BREW / HTTP/1.1\r\n\r\n", b"HTTP/1.1 501"),
        (b"tull\r\n\r\n", b"HTTP/1.1 400"),
        (b"GET http://[ HTTP/1.1\r\n\r\n", b"HTTP/1.1 421"),
        (b"GET / HTTP/9.9\r\n\r\n", b"HTTP/1.1 505"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"HTTP/1.1 414"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"HTTP/1.1 431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"HTTP/1.1 421"),
        (b"\x00\xff\xfe\r\n\r\n", b"HTTP/1.1 400"),
    ],
)
def test_what_is_no_request_is_answered_too(tjener: PageServer, sendt: bytes, begynner: bytes) -> None:
    svar = _raatt(tjener, sendt)
    assert svar.startswith(begynner)
    assert b"Error" not in svar
    assert _be_om(tjener, "/index.html")[0].status == 200


def _svar_ja(tjener: PageServer, kropp: str, sti: str = "/_effekt/for-inn", **hode: str) -> int:
    vert = f"127.0.0.1:{tjener.server_port}"
    hoder = {"Host": vert, "Origin": f"http://{vert}", "Content-Length": str(len(kropp))}
    hoder |= {navn.replace("_", "-"): verdi for navn, verdi in hode.items()}
    linjer = "".join(f"{navn}: {verdi}\r\n" for navn, verdi in hoder.items() if verdi)
    return int(_raatt(tjener, f"POST {sti} HTTP/1.1\r\n{linjer}\r\n{kropp}".encode()).split()[1])


def test_a_yes_is_taken_from_the_desk_alone(tjener: PageServer) -> None:
    SVART.clear()
    brett: NewsBoard = tjener.RequestHandlerClass.keywords["board"]  # type: ignore[attr-defined]
    ja = f"merke={brett.token}&svar=abc"
    for kode, fatt in (
        (421, _svar_ja(tjener, ja, Host="ond.example")),
        (403, _svar_ja(tjener, ja, Origin="http://ond.example")),
        (403, _svar_ja(tjener, ja, Origin="null")),
        (403, _svar_ja(tjener, ja, Origin="")),
        (403, _svar_ja(tjener, ja, Sec_Fetch_Site="cross-site")),
        (403, _svar_ja(tjener, "merke=gjettet&svar=abc")),
        (403, _svar_ja(tjener, "svar=abc")),
        (403, _svar_ja(tjener, "merke=%C3%A5&svar=abc")),
        (400, _svar_ja(tjener, ja, Content_Length="100000")),
        (400, _svar_ja(tjener, ja, Content_Length="-1")),
        (501, _svar_ja(tjener, ja, "/_effekt/")),
    ):
        assert fatt == kode
    assert SVART == []
    assert _svar_ja(tjener, ja, Sec_Fetch_Site="same-origin") == 303
    assert SVART == ["abc"]
    assert brett.after(None).message == "Ført inn"


def test_the_desk_has_a_policy_and_its_mark_is_in_no_script(tjener: PageServer) -> None:
    brett: NewsBoard = tjener.RequestHandlerClass.keywords["board"]  # type: ignore[attr-defined]
    brett.ask((Question("/bok/tall.xlsx", "forskjell", True, "abc"),))
    svar, innhold = _be_om(tjener, "/_effekt/")
    assert "default-src 'none'" in svar.headers["Content-Security-Policy"]
    assert brett.token.encode() in innhold
    svar, innhold = _be_om(tjener, "/_effekt/news.js")
    assert b"tall.xlsx" in innhold
    assert brett.token.encode() not in innhold


def test_the_head_alone_can_be_asked_for(tjener: PageServer) -> None:
    svar, innhold = _be_om(tjener, "/tall.csv", "HEAD")
    assert (svar.status, svar.headers["Content-Length"], innhold) == (200, "4", b"")


def test_a_half_request_is_ended(tjener: PageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve.PageHandler, "timeout", 0.2)
    assert _raatt(tjener, b"GET /index.html HT") == b""
    monkeypatch.setattr(serve.PageHandler, "timeout", 10)
    assert _raatt(tjener, b"GET /index.html HTTP/1.1\r\nHost: x", lukk=True).startswith(b"HTTP/1.1 421")


def test_one_connection_more_than_there_is_room_for_is_told_to_wait(
    tjener: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_MOST_AT_A_TIME", 1)
    liten = PageServer(0, tjener.RequestHandlerClass.keywords["folder"], NewsBoard())  # type: ignore[attr-defined]
    threading.Thread(target=liten.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    with socket.create_connection(("127.0.0.1", liten.server_port), timeout=10):
        while not _raatt(liten, b"GET /").startswith(b"HTTP/1.1 503"):
            pass
    while _be_om(liten, "/index.html")[0].status != 200:
        pass
    liten.shutdown()
    liten.server_close()


def test_until_there_is_a_page_the_way_in_is_one(tmp_path: Path) -> None:
    server = PageServer(0, tmp_path, NewsBoard())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    svar, innhold = _be_om(server, "/")
    assert (svar.status, b"live.js" in innhold, b"Arbeidsbordet" in innhold) == (200, True, True)
    server.shutdown()
    server.server_close()
