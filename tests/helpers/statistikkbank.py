"""A bank of statistics on this machine, for tests: it answers as PxWebApi 2 and as PxWeb 1 do.

Its numbers are made up. ``svar`` holds what to do with the next requests in place of a good reply.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Variabler = Mapping[str, tuple[str, Mapping[str, str], bool]]
TALLENE = Callable[[Mapping[str, str]], Any]


@dataclass
class Tabell:
    """A table: its variables (label, values with labels, whether it may be left out), its cells."""

    tittel: str
    variabler: Variabler
    tall: TALLENE
    oppdatert: str = "2031-02-18T07:00:00Z"
    status: Mapping[str, str] = field(default_factory=dict)

    def dataset(self, valg: Mapping[str, list[str]], med_tall: bool = True) -> dict[str, Any]:
        rekke = list(valg)
        koder = [dict(zip(rekke, k, strict=True)) for k in itertools.product(*valg.values())]
        return {
            "version": "2.0",
            "class": "dataset",
            "label": self.tittel,
            "source": "En statistikkbank for prøver",
            "updated": self.oppdatert,
            "id": rekke,
            "size": [len(v) for v in valg.values()],
            "dimension": {
                kode: {
                    "label": self.variabler[kode][0],
                    "category": {
                        "index": {v: nr for nr, v in enumerate(verdier)},
                        "label": {v: self.variabler[kode][1][v] for v in verdier},
                    },
                    "extension": {"elimination": self.variabler[kode][2]},
                }
                for kode, verdier in valg.items()
            },
            **({"value": [self.tall(k) for k in koder]} if med_tall else {}),
            **({"status": dict(self.status)} if self.status and med_tall else {}),
        }

    def metadata(self) -> dict[str, Any]:
        return self.dataset({k: list(v[1]) for k, v in self.variabler.items()}, med_tall=False)

    def metadata_v1(self) -> dict[str, Any]:
        return {
            "title": self.tittel,
            "variables": [
                {
                    "code": kode, "text": tekst, "values": list(verdier),
                    "valueTexts": list(verdier.values()), "elimination": utelates,
                }
                for kode, (tekst, verdier, utelates) in self.variabler.items()
            ],
        }  # fmt: skip


Tilfelle = Callable[["_Svarer"], None]


@dataclass
class Statistikkbank:
    """The server: its tables by path, what was asked, and what is to go wrong."""

    tabeller: dict[str, Tabell]
    adresse: str = ""
    spurt: list[tuple[str, str, str]] = field(default_factory=list)
    hodene: list[Mapping[str, str]] = field(default_factory=list)
    uhell: list[Tilfelle | None] = field(default_factory=list)
    celler: int = 800_000

    @property
    def datakall(self) -> int:
        """How many times numbers were asked for."""
        return sum(metode == "POST" or "/data" in sti for metode, sti, _ in self.spurt)


class _Svarer(BaseHTTPRequestHandler):
    bank: Statistikkbank

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._ta_imot("")

    def do_POST(self) -> None:
        self._ta_imot(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _ta_imot(self, kropp: str) -> None:
        self.bank.spurt.append((self.command, self.path, kropp))
        self.bank.hodene.append(dict(self.headers))
        uhell = self.bank.uhell.pop(0) if self.bank.uhell else None
        (uhell or _Svarer.svar_riktig)(self)

    def riktig_svar(self) -> Any:
        delt = urlsplit(self.path)
        kropp = self.bank.spurt[-1][2]
        if delt.path.startswith("/v1/"):
            tabell = self.bank.tabeller[delt.path.removeprefix("/v1/")]
            if not kropp:
                return tabell.metadata_v1()
            valg = {s["code"]: s["selection"]["values"] for s in json.loads(kropp)["query"]}
            return tabell.dataset(valg)
        _, _, _, navn, hva = delt.path.split("/")
        tabell = self.bank.tabeller[navn]
        if hva == "metadata":
            return tabell.metadata()
        if kropp:
            utvalg = json.loads(kropp)["selection"]
            return tabell.dataset({u["variableCode"]: u["valueCodes"] for u in utvalg})
        felt = parse_qs(delt.query)
        return tabell.dataset(
            {n[len("valueCodes[") : -1]: v[0].split(",") for n, v in felt.items()
             if n.startswith("valueCodes[")}
        )  # fmt: skip

    def svar_riktig(self) -> None:
        self.send(200, json.dumps(self.riktig_svar(), ensure_ascii=False).encode())

    def send(self, status: int, raa: bytes, hoder: Mapping[str, str] | None = None, lengde: int = -1) -> None:
        self.send_response(status)
        for navn, verdi in (hoder or {"Content-Type": "application/json"}).items():
            self.send_header(navn, verdi)
        self.send_header("Content-Length", str(len(raa) if lengde < 0 else lengde))
        self.end_headers()
        self.wfile.write(raa)


def med_status(status: int, **hoder: str) -> Tilfelle:
    """Answers with a status, and headers whose names have _ for -."""
    return lambda svarer: svarer.send(status, b"<html>nei</html>", {n.replace("_", "-"): v for n, v in hoder.items()})


def med_bytes(raa: bytes) -> Tilfelle:
    """Answers 200 with these bytes."""
    return lambda svarer: svarer.send(200, raa)


def halvt(svarer: _Svarer) -> None:
    """Promises the whole reply, and sends half."""
    raa = json.dumps(svarer.riktig_svar()).encode()
    svarer.send(200, raa[: len(raa) // 2], lengde=len(raa))
    svarer.close_connection = True


def tregt(svarer: _Svarer) -> None:
    """Says nothing for longer than anyone waits."""
    time.sleep(1.0)


def endret(endring: Callable[[dict[str, Any]], object]) -> Tilfelle:
    """The right reply, but for what ``endring`` does to it."""

    def svar(svarer: _Svarer) -> None:
        lest = svarer.riktig_svar()
        endring(lest)
        svarer.send(200, json.dumps(lest).encode())

    return svar


@contextmanager
def i_drift(tabeller: dict[str, Tabell]) -> Iterator[Statistikkbank]:
    """The server, running on a free port of this machine."""
    bank = Statistikkbank(tabeller)
    svarer = type("Svarer", (_Svarer,), {"bank": bank})
    tjener = ThreadingHTTPServer(("127.0.0.1", 0), svarer)
    tjener.daemon_threads = True
    bank.adresse = f"http://127.0.0.1:{tjener.server_port}"
    trad = threading.Thread(target=tjener.serve_forever, kwargs={"poll_interval": 0.01})
    trad.start()
    try:
        yield bank
    finally:
        tjener.shutdown()
        trad.join()
        tjener.server_close()
