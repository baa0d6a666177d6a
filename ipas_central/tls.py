"""What central serves TLS with, and which pins kiosks are told (model §8; V10)."""

import ssl
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ipas_central.settings import Settings, SettingsError
from ipas_contract import pins


def factory(settings: Settings) -> Callable[..., ssl.SSLContext] | None:
    """`context` in the form that uvicorn takes."""
    made = context(settings)
    return None if made is None else lambda *_: made


def context(settings: Settings) -> ssl.SSLContext | None:
    """What central serves TLS with, 1.2 at least; None without a certificate. Raises `SettingsError`."""
    if settings.tls_certificate is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.options |= ssl.OP_NO_RENEGOTIATION
    try:
        made.load_cert_chain(settings.tls_certificate, settings.tls_key)
    except OSError as error:
        raise SettingsError(f"{settings.tls_certificate}, {settings.tls_key}: {error.strerror or error}") from error
    return made


def told(settings: Settings) -> tuple[str, ...]:
    """The pins that kiosks are told: those of the settings, else that of the certificate central serves with.

    Raises `SettingsError` when kiosks would refuse that certificate.
    """
    if settings.tls_certificate is None:
        return settings.pins
    own = pin_of(settings.tls_certificate)
    if settings.pins and own not in settings.pins:
        raise SettingsError(f"pins: {own}, of {settings.tls_certificate}, is not among them")
    return settings.pins or (own,)


def pin_of(file: Path) -> str:
    """The pin of a certificate (the first of the file) or of a public key, PEM. Raises `SettingsError`."""
    try:
        content = file.read_bytes()
        if b"BEGIN CERTIFICATE" in content:
            return pins.pin(x509.load_pem_x509_certificate(content).public_key())
        return pins.pin(load_pem_public_key(content))
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SettingsError(f"{file}: is neither a certificate nor a public key (PEM)") from error
