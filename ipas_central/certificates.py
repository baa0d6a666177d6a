"""Certificates for a centre that has no authority of its own: one is made in a folder, and certifies central's key.

Kiosks trust the key by its pin; the authority is for whatever else speaks with central. Keys are files of mode 0600.
"""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ipas_central.settings import SettingsError
from ipas_contract import pins

AUTHORITY: Final = "authority"
AUTHORITY_LIFE: Final = timedelta(days=20 * 365)
LIFE: Final = timedelta(days=5 * 365)
_BEFORE: Final = timedelta(days=2)
"""Certificates begin in the past: a kiosk's clock may be behind."""


@dataclass(frozen=True, slots=True)
class Made:
    """Where a certificate and its key are; `pin` is the key's."""

    certificate: Path
    key: Path
    pin: str


def make(folder: Path, name: str, hosts: list[str]) -> Made:
    """Certify `name`.key, made unless it is there, for these hosts as `name`.pem, by an authority of our own, made
    likewise. So a certificate is renewed without a change of pin. Raises `SettingsError`."""
    if name == AUTHORITY or Path(name).name != name:
        raise SettingsError(f"{name}: another name, please; the key is a file of that name in {folder}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_key = _key(folder / f"{AUTHORITY}.key")
    authority = _authority(folder / f"{AUTHORITY}.pem", authority_key)
    key = _key(folder / f"{name}.key")
    leaf = _leaf(hosts, key.public_key(), authority.subject, authority_key)
    certificate = folder / f"{name}.pem"
    _write(certificate, _pem(leaf) + _pem(authority), 0o644)
    return Made(certificate, folder / f"{name}.key", pins.pin(key.public_key()))


def _authority(file: Path, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    if file.exists():
        return x509.load_pem_x509_certificate(file.read_bytes())
    name = _common_name("iPAS central, own authority")
    builder = (
        _builder(name, name, key.public_key(), AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certify=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    made = builder.sign(key, SHA256())
    _write(file, _pem(made), 0o644)
    return made


def _leaf(
    hosts: list[str], key: ec.EllipticCurvePublicKey, issuer: x509.Name, authority: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    issuing = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    builder = (
        _builder(_common_name(hosts[0][:64]), issuer, key, LIFE)
        .add_extension(x509.SubjectAlternativeName([_named(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certify=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuing, critical=False)
    )
    return builder.sign(authority, SHA256())


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + life)
    )


def _usage(*, certify: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certify,
        key_cert_sign=certify,
        crl_sign=certify,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        if not host.isascii():
            raise SettingsError(f"{host}: write it in its ASCII form (xn--)") from None
        return x509.DNSName(host)


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        form = serialization.PrivateFormat.PKCS8
        content = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, form, serialization.NoEncryption()
        )
        _write(file, content, 0o600)
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SettingsError(f"{file}: is not a key that this command made")
    return key


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(file: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never to be read by others in between."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
