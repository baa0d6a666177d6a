"""Whether who answers is central, judged in the TLS handshake: until it ends well nothing of a request is written.

With pins (model §8; V10, X32) the key must be one of them, whoever signed its certificate; the certificate must be
valid today and for the host all the same (sync §3, row 30). Without pins this machine's authorities vouch for it.
"""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from ipas_contract import pins
from ipas_contract.logs import get_logger
from ipas_kiosk.services.values import Cause

_log = get_logger(__name__)


class OtherKeyError(ssl.SSLCertVerificationError):
    """Who answers has another key than central: somebody in the middle, or a central whose key was changed untold."""


class Trust:
    """Of one address. `key` is the pin that the latest handshake which ended well showed, `until` the end of its
    certificate; None before the first, and without pins."""

    def __init__(self, url: httpx2.URL, pins: tuple[str, ...]) -> None:
        self.pins = pins
        self.key: str | None = None
        self.until: datetime | None = None
        self._host = url.raw_host.decode("ascii")
        self._encrypted = url.scheme == "https"
        self._refused: str | None = None

    @property
    def broken(self) -> bool:
        """The address is one over which no pin can be checked."""
        return bool(self.pins) and not self._encrypted

    def learnt(self, told: tuple[str, ...]) -> tuple[str, ...]:
        """The pins to accept after central told of its keys: these, and the one that it shows now, so that a roll-over
        that is ended too early locks nobody out; no more than can travel. Nothing told changes nothing, and who has no
        pin gets none."""
        if not self.pins or not told:
            return self.pins
        return tuple(dict.fromkeys(pin for pin in (*told[: pins.MOST - 1], self.key) if pin))

    def context(self) -> ssl.SSLContext:
        """For the HTTP client."""
        vouched = self._encrypted and not self.pins
        context = httpx2.create_ssl_context(trust_env=False) if vouched else self._judged()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _judged(self) -> ssl.SSLContext:
        judge = self._judge

        class Judged(ssl.SSLObject):
            def do_handshake(self) -> None:
                super().do_handshake()
                judge(self.getpeercert(binary_form=True))

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the judge is stricter: it knows the key
        context.options |= ssl.OP_NO_RENEGOTIATION  # no other certificate later on
        context.sslobject_class = Judged
        return context

    def _judge(self, shown: bytes | None) -> None:
        """Raises `ssl.SSLCertVerificationError`, whose words are for staff."""
        try:
            certificate = x509.load_der_x509_certificate(shown or b"")
            pin = pins.pin(certificate.public_key())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise OtherKeyError("the certificate cannot be read") from error
        if pin not in self.pins:
            if pin != self._refused:
                _log.error("other_key", pin=pin)
            self._refused = pin
            raise OtherKeyError("the server's key is not the one this kiosk was enrolled with")
        _check_time(certificate)
        if not _is_for(certificate, self._host):
            raise ssl.SSLCertVerificationError("the certificate is for another host")
        self.key, self.until, self._refused = pin, certificate.not_valid_after_utc, None


def safe(base_url: str) -> str:
    """The base address without a closing slash; ValueError unless https, or http to this very machine."""
    parts = urlsplit(base_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname or "")):
        raise ValueError("central's address must be https:// (http:// only on this machine)")
    return base_url.rstrip("/")


def _check_time(certificate: x509.Certificate) -> None:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    now = datetime.now(UTC)
    if now > end:
        raise ssl.SSLCertVerificationError(f"the certificate ended on {end:%Y-%m-%d}, or this machine's clock is wrong")
    if now < begin:
        raise ssl.SSLCertVerificationError(f"the certificate begins on {begin:%Y-%m-%d}, or this clock is wrong")


def _is_for(certificate: x509.Certificate, host: str) -> bool:
    """Whether its alternative names are of this host; `*.` stands for one label."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    try:
        return ipaddress.ip_address(host) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        known = {name.lower() for name in names.get_values_for_type(x509.DNSName)}
        return bool({host, f"*.{host.partition('.')[2]}"} & known)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def why_unconnected(error: BaseException) -> tuple[Cause, str]:
    """Why no connection came about, with what staff may want to know of it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return Cause.DNS, ""
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):  # by Python's version
            return Cause.CUT, ""
        if isinstance(cause, ssl.SSLError):
            detail = getattr(cause, "verify_message", "") or str(cause.args[-1])
            return Cause.PIN if isinstance(cause, OtherKeyError) else Cause.TLS, detail
        cause = cause.__cause__ or cause.__context__
    return Cause.REFUSED, ""
