"""The only module that uses the network: one question at a time, with the banks' limits kept.

A build never comes here. What goes wrong is a Hentefeil in words; nothing is retried but what the
server itself asks us to try again.

Redirects are followed within the same host only; only https, but for this machine. requests and not urllib: it is in
the lock through papermill already, and refuses a body shorter than its Content-Length.
"""

import email.utils
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests

from effekt.fetch.pxweb import Sporring
from effekt.model.offentlig import Bank, trygg_adresse

FRIST: Final = 30.0  # seconds of silence before we give up
HELE_FRISTEN: Final = 300.0  # seconds for a whole reply
STORST: Final = 50_000_000  # bytes
LENGSTE_VENT: Final = 120.0  # seconds that we wait because a server asks us to
FORSOK: Final = 4
_VENT_UTEN_BESKJED: Final = 5.0  # seconds, where a server is busy and does not say how long
_MINUTT: Final = 60.0
_VIDERESENDT: Final = 3
_BIT: Final = 65_536
_PROV_IGJEN: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_I_ORD: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "forstår ikke spørsmålet. Stemmer tabellen og kodene?",
    HTTPStatus.UNAUTHORIZED: "krever innlogging",
    HTTPStatus.FORBIDDEN: "avviser spørsmålet. Er det for stort, eller er vi stengt ute?",
    HTTPStatus.NOT_FOUND: "har ikke tabellen. Er den flyttet eller lagt ned?",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "sier at spørsmålet er for stort. Sett ned «celler»",
    HTTPStatus.REQUEST_URI_TOO_LONG: "sier at adressen er for lang. Sett ned «lengste_adresse»",
}


class Hentefeil(Exception):
    """Something could not be fetched; what was fetched before stands as it was."""


@dataclass
class Klient:
    """Asks one bank. ``sov`` and ``na`` are the clock, so that tests need not wait."""

    bank: Bank
    si: Callable[[str], None] = lambda _: None
    sov: Callable[[float], None] = field(default_factory=lambda: time.sleep)
    na: Callable[[], float] = time.monotonic
    frist: float = field(default_factory=lambda: FRIST)
    _tidligst: float = field(default=0.0, init=False)
    _kall: deque[float] = field(default_factory=deque, init=False)

    def __post_init__(self) -> None:
        self._okt = requests.Session()
        # A server on the machine itself is never reached through a proxy.
        self._okt.trust_env = urlsplit(self.bank.adresse).scheme == "https"
        self._okt.headers["User-Agent"] = f"effekt/{version('effekt')}"
        self._okt.headers["Accept"] = "application/json"

    def hent(self, sporring: Sporring) -> bytes:
        """Return the bytes of a reply, and wait as long as the bank's limits say. Raise Hentefeil."""
        for forsok in range(1, FORSOK + 1):
            self._vent_pa_tur()
            svar = self._sporr(sporring)
            try:
                if svar.status_code == HTTPStatus.OK:
                    return self._innhold(svar)
                if svar.status_code not in _PROV_IGJEN:
                    raise _feil(_i_ord(svar.status_code), sporring)
                if forsok < FORSOK:
                    self._vent_som_bedt(svar, sporring)
            finally:
                svar.close()
        raise _feil(f"er opptatt, og var det fortsatt etter {FORSOK} forsøk. Prøv igjen senere", sporring)

    def _vent_pa_tur(self) -> None:
        """Wait till there is room in the minute, and till the bank's own counter starts anew."""
        if len(self._kall) == self.bank.kall_per_minutt:
            self._tidligst = max(self._tidligst, self._kall.popleft() + _MINUTT)
        if (vent := self._tidligst - self.na()) > 0:
            self.sov(vent)
        self._kall.append(self.na())

    def _vent_som_bedt(self, svar: requests.Response, sporring: Sporring) -> None:
        vent = _sekunder(svar.headers.get("Retry-After", ""))
        vent = _VENT_UTEN_BESKJED if vent is None else vent
        if vent > LENGSTE_VENT:
            minutter = round(vent / _MINUTT)
            raise _feil(f"ber oss vente i {minutter} minutter. Prøv igjen da", sporring)
        self.si(f"{_vert(sporring.adresse)} ber oss vente i {round(vent)} s")
        self.sov(vent)

    def _merk_teller(self, svar: requests.Response) -> None:
        """Wait with the next question where nothing is left of the bank's counter: seconds, or a point in time."""
        if svar.headers.get("X-RateLimit-Remaining", "").strip() != "0":
            return
        vent = _sekunder(svar.headers.get("X-RateLimit-Reset", ""))
        if vent is not None and vent > LENGSTE_VENT:
            vent -= datetime.now(UTC).timestamp()
        vent = _MINUTT if vent is None else min(max(vent, 0.0), _MINUTT)
        self._tidligst = max(self._tidligst, self.na() + vent)

    def _sporr(self, sporring: Sporring) -> requests.Response:
        adresse = sporring.adresse
        for _ in range(_VIDERESENDT + 1):
            svar = self._ett_kall(Sporring(adresse, sporring.kropp))
            if not svar.is_redirect:
                self._merk_teller(svar)
                return svar
            ny = urljoin(adresse, svar.headers.get("Location", ""))
            svar.close()
            fra, til = urlsplit(adresse), urlsplit(ny)
            if (til.scheme, til.netloc) != (fra.scheme, fra.netloc):
                raise _feil(
                    f"sender oss videre til {til.scheme}://{til.netloc}, som ikke er samme bank. "
                    "Er adressen endret, rett den i offentlige_tall.yml", sporring,
                )  # fmt: skip
            adresse = ny
        raise _feil("sender oss i ring", sporring)

    def _ett_kall(self, sporring: Sporring) -> requests.Response:
        trygg_adresse(sporring.adresse.partition("?")[0])
        kropp = None if sporring.kropp is None else sporring.kropp.encode()
        try:
            return self._okt.request(
                sporring.metode, sporring.adresse, data=kropp, timeout=self.frist, stream=True,
                allow_redirects=False,
                headers={"Content-Type": "application/json"} if kropp else None,
            )  # fmt: skip
        except requests.exceptions.SSLError:
            raise _feil("har ikke et sertifikat som vi stoler på", sporring) from None
        except requests.exceptions.Timeout:
            raise _feil(f"svarte ikke innen {self.frist:g} sekunder", sporring) from None
        except requests.exceptions.ProxyError:
            raise _feil("nås ikke gjennom proxyen som er satt", sporring) from None
        except requests.exceptions.RequestException:
            raise _feil("nås ikke. Er du på nett?", sporring) from None

    def _innhold(self, svar: requests.Response) -> bytes:
        start, ut = self.na(), bytearray()
        sporring = Sporring(svar.url)
        try:
            for bit in svar.iter_content(_BIT):
                ut += bit
                if len(ut) > STORST:
                    raise _feil(f"sendte mer enn {STORST // 1_000_000} MB", sporring)
                if self.na() - start > HELE_FRISTEN:
                    raise _feil("ble ikke ferdig med å svare", sporring)
        except requests.exceptions.ConnectionError as grunn:
            tidsfrist = "timed out" in str(grunn).lower()
            hva = "sluttet å svare midt i svaret" if tidsfrist else "brøt av midt i svaret"
            raise _feil(hva, sporring) from None
        except requests.exceptions.RequestException:
            raise _feil("brøt av midt i svaret", sporring) from None
        if not ut:
            raise _feil("sendte et tomt svar", sporring)
        return bytes(ut)


def _feil(hva: str, sporring: Sporring) -> Hentefeil:
    return Hentefeil(f"{_vert(sporring.adresse)} {hva}")


def _vert(adresse: str) -> str:
    return urlsplit(adresse).hostname or adresse


def _i_ord(status: int) -> str:
    navn = f"(HTTP {status})"
    if status in _I_ORD:
        return f"{_I_ORD[status]} {navn}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"har en feil hos seg. Prøv igjen senere {navn}"
    return f"svarte noe annet enn tall {navn}"


def _sekunder(tekst: str) -> float | None:
    """Retry-After as seconds from now: a number of them, or a point in time; None without one."""
    tekst = tekst.strip()
    if tekst.replace(".", "", 1).isdecimal():
        return float(tekst)
    try:
        dato = email.utils.parsedate_to_datetime(tekst)
    except ValueError:
        return None
    if dato.tzinfo is None:
        dato = dato.replace(tzinfo=UTC)
    return max(0.0, (dato - datetime.now(UTC)).total_seconds())
