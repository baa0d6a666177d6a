"""Central's TLS: settings, own certificates, pins that kiosks are told (V10; model §8)."""

import asyncio
import ssl
import stat
import warnings
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from ipas_central import certificates, serving, tls
from ipas_central.cli import app
from ipas_central.settings import Settings, SettingsError, load
from ipas_contract import base32, pins

HOST = "127.0.0.1"
OTHER = "Z" * 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> certificates.Made:
    return certificates.make(tmp_path_factory.mktemp("tls"), "central", [HOST, "central.example.org"])


def settings(made: certificates.Made, **changes: Any) -> Settings:
    values = {"database_url": "x", "keys_dir": Path("k"), "tls_certificate": made.certificate, "tls_key": made.key}
    return Settings(**(values | changes))


def test_other_addresses_are_served_with_tls_only(made: certificates.Made) -> None:
    assert settings(made, host="0.0.0.0").host == "0.0.0.0"
    for changes in ({"tls_certificate": None, "tls_key": None, "host": "0.0.0.0"}, {"internal_host": "0.0.0.0"}):
        with pytest.raises(ValueError, match="loopback"):
            settings(made, **changes)
    with pytest.raises(ValueError, match="go together"):
        settings(made, tls_key=None)


def test_pins_are_read_as_they_are_shown(made: certificates.Made, tmp_path: Path) -> None:
    shown, file = base32.grouped(made.pin), tmp_path / "central.toml"
    file.write_text(f'database_url = "x"\nkeys_dir = "k"\npins = ["{shown}", "{OTHER}"]\n', encoding="utf-8")
    assert load(file, {}).pins == (made.pin, OTHER)
    assert load(file, {"IPAS_CENTRAL_PINS": f"{OTHER}, {shown.lower()}"}).pins == (OTHER, made.pin)
    with pytest.raises(SettingsError, match="20 characters"):
        load(file, {"IPAS_CENTRAL_PINS": shown[:-1]})
    with pytest.raises(SettingsError, match="told of 4 pins at most, these are 5"):
        load(file, {"IPAS_CENTRAL_PINS": ",".join([shown] * 5)})


def test_kiosks_are_told_the_key_that_is_served_and_no_others_without_it(made: certificates.Made) -> None:
    """A central whose kiosks would all refuse it does not start."""
    assert tls.told(settings(made)) == (made.pin,)
    assert tls.told(settings(made, pins=[OTHER, made.pin])) == (OTHER, made.pin)
    assert tls.told(settings(made, tls_certificate=None, tls_key=None, pins=[OTHER])) == (OTHER,)
    assert tls.told(settings(made, tls_certificate=None, tls_key=None)) == ()
    with pytest.raises(SettingsError, match="not among them"):
        tls.told(settings(made, pins=[OTHER]))


def test_files_that_cannot_be_served_with_say_so(made: certificates.Made, tmp_path: Path) -> None:
    other = certificates.make(tmp_path, "other", [HOST])
    for changes in ({"tls_key": other.key}, {"tls_key": tmp_path / "none"}, {"tls_certificate": made.key}):
        with pytest.raises(SettingsError, match=r"\.(key|pem)|none"):
            tls.context(settings(made, **changes))
    with pytest.raises(SettingsError, match="neither"):
        tls.pin_of(made.key)


def test_a_renewed_certificate_keeps_its_pin_and_another_key_has_another(tmp_path: Path) -> None:
    """Keys are never to be read by others, not even while they are being written."""
    first = certificates.make(tmp_path / "new", "central", [HOST])
    content = first.certificate.read_bytes()
    again, following = (certificates.make(tmp_path / "new", name, [HOST]) for name in ("central", "next"))
    assert first.certificate.read_bytes() != content
    assert (first.pin == again.pin, first.pin == following.pin) == (True, False)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert {name: mode for name, mode in modes.items() if name.endswith(".key")} == dict.fromkeys(
        ("authority.key", "central.key", "next.key"), 0o600
    )
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert len(modes) == 6


def test_the_commands_show_the_pin_as_it_is_typed(tmp_path: Path) -> None:
    def call(*arguments: str) -> str:
        return CliRunner().invoke(app, arguments).output

    made = call("make-certificate", str(tmp_path), "--host", HOST, "--name", "next")
    shown = call("pin", str(tmp_path / "next.pem")).strip()
    assert made.splitlines()[-1] == f"pin {shown}"
    assert pins.read(shown) == tls.pin_of(tmp_path / "next.pem")
    assert "xn--" in call("make-certificate", str(tmp_path), "--host", "中央.example")
    before = (tmp_path / "authority.pem").read_bytes()
    for name in ("authority", "../next"):
        assert "another name" in call("make-certificate", str(tmp_path), "--host", HOST, "--name", name)
    assert (tmp_path / "authority.pem").read_bytes() == before


async def test_its_certificates_hold_before_a_stranger_who_knows_the_authority(made: certificates.Made) -> None:
    """OpenSSL judges, strictly; below TLS 1.2 central does not talk."""
    trusting = ssl.create_default_context(cafile=made.certificate.with_name("authority.pem"))
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    context = tls.context(settings(made))
    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    server = await asyncio.start_server(lambda _, writer: writer.close(), HOST, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    for name in (HOST, "central.example.org"):
        _, writer = await asyncio.open_connection(HOST, port, ssl=trusting, server_hostname=name)
        writer.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection(HOST, port, ssl=trusting, server_hostname="other.example.org")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        trusting.minimum_version, trusting.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    trusting.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        await asyncio.open_connection(HOST, port, ssl=trusting, server_hostname=HOST)
    server.close()


async def test_it_stops_though_a_kiosk_keeps_its_connection(made: certificates.Made) -> None:
    """Over TLS an idle connection would otherwise be waited for until the kiosk looks at it."""
    server = serving._server(FastAPI(), HOST, 0, tls.factory(settings(made)))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    trusting = ssl.create_default_context(cafile=made.certificate.with_name("authority.pem"))
    reader, writer = await asyncio.open_connection(HOST, port, ssl=trusting)
    writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 404")
    server.should_exit = True
    async with asyncio.timeout(5):
        await running
    writer.transport.abort()
