"""Central's schema, settings, keys, command line, logs (P3, P6; model §8, §14)."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, inspect, text

from ipas_central import db
from ipas_central.context import Central, NotReadyError, install
from ipas_central.embedded import Cluster
from ipas_central.keys import Keys, KeysError
from ipas_central.settings import Settings, SettingsError, load
from ipas_central.tables import metadata
from ipas_contract import logs
from ipas_contract.calls import PingReply, Report
from tests.helpers.central import CentralServer, settings
from tests.helpers.office import COST


@pytest.fixture
def bare_url(cluster: Cluster) -> Iterator[str]:
    """The URL of a database without a table."""
    with cluster.connect() as connection:
        connection.execute("CREATE DATABASE bare")
        yield cluster.url("bare")
        connection.execute("DROP DATABASE bare WITH (FORCE)")


def test_head_equals_the_models(bare_url: str) -> None:
    """From the first table on: what the revisions make is what the tables say."""
    engine = create_engine(bare_url)
    db.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == set(metadata.tables) | {"alembic_version"}
        assert db.revision(connection) == db.head()
    engine.dispose()


def test_an_older_database_comes_up_with_what_is_in_it(bare_url: str) -> None:
    """A conflict gets its kind, every name that is claimed is noted for the kiosks' list."""
    engine = create_engine(bare_url)
    db.migrate(engine, "0004")
    some = uuid4()
    with engine.begin() as connection:
        for number in range(501):
            key = f"account{number:04}".encode()
            claim = {"kind": "account", "key": key, "candidate_id": some, "made_at": 1}
            connection.execute(insert(metadata.tables["claim"]).values(claim))
        contested = "INSERT INTO conflict (id, op_id, candidate_id, device_id, reason, centre_id, body, made_at)"
        connection.execute(text(f"{contested} VALUES (:id, :id, :id, :id, 'identity', 'TPE1', '', 1)"), {"id": some})
    db.migrate(engine)
    with engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT kind, schema_ver, proposed_by FROM conflict"))
        noted = connection.execute(text("SELECT accounts FROM name_touched")).scalars().all()
    engine.dispose()
    assert tuple(kept) == ("registration.submitted", 1, None)
    assert len(noted) == 2
    assert sorted(chain.from_iterable(map(json.loads, noted))) == [f"account{number:04}" for number in range(501)]


def test_no_feature_that_distributed_engines_lack(database_url: str) -> None:
    """Architecture, decision 2: no extension, trigger, function, sequence or foreign key."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        ours = "WHERE relnamespace = 'public'::regnamespace"
        assert connection.execute(text(f"SELECT count(*) FROM pg_class {ours} AND relkind = 'S'")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM pg_trigger")).scalar() == 0
        assert connection.execute(text("SELECT extname FROM pg_extension")).scalars().all() == ["plpgsql"]
    engine.dispose()


def test_central_refuses_a_database_that_is_not_set_up(bare_url: str, tmp_path: Path) -> None:
    install(settings(bare_url, tmp_path))
    engine = create_engine(bare_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    with pytest.raises(NotReadyError, match="ipas-central migrate"):
        Central.open(settings(bare_url, tmp_path))


def test_central_refuses_another_claim_secret(database_url: str, tmp_path: Path) -> None:
    """Model §4: with a wrong one every claim would be free again; a lost one is never made anew by itself."""
    chosen = settings(database_url, tmp_path)
    install(chosen)
    secret = tmp_path / "keys" / "claim.secret"
    secret.write_bytes(b"x" * 32)
    for open_ in (install, Central.open):
        with pytest.raises(NotReadyError, match="claim secret"):
            open_(chosen)
    secret.unlink()
    for open_ in (install, Central.open):
        with pytest.raises(KeysError, match=r"claim\.secret"):
            open_(chosen)


def test_keys_are_for_their_owner_alone(database_url: str, tmp_path: Path) -> None:
    """Model §8: files of 0600 in a folder of 0700, shown nowhere."""
    install(settings(database_url, tmp_path))
    folder = tmp_path / "keys"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    keys = Keys.load(folder)
    assert keys.claim_secret.hex() not in repr(keys)
    assert repr(keys.claim_secret) not in repr(keys)
    assert keys.derive(b"one") != keys.derive(b"other") != keys.claim_secret


def test_id_keys_differ_by_kind_and_secret(database_url: str, tmp_path: Path) -> None:
    """Model §4: HMAC of kind|number."""
    install(settings(database_url, tmp_path))
    keys = Keys.load(tmp_path / "keys")
    assert keys.id_key("national", "A200000003") != keys.id_key("passport", "A200000003")


# ---- settings --------------------------------------------------------------------------------------------------


def test_settings_come_from_file_and_environment(tmp_path: Path) -> None:
    """`IPAS_DEMO` points to a folder; the environment wins; paths are the file's."""
    (tmp_path / "central.toml").write_text('database_url = "x"\nkeys_dir = "keys"\nport = 1\n', encoding="utf-8")
    chosen = load(None, {"IPAS_DEMO": str(tmp_path), "IPAS_CENTRAL_PORT": "2", "IPAS_CENTRAL_BCRYPT_COST": "4"})
    assert (chosen.database_url, chosen.keys_dir, chosen.port, chosen.bcrypt_cost) == ("x", tmp_path / "keys", 2, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "database_url"),
        ("port = ", "central.toml"),
        ('database_url = "x"\nkeys_dir = "k"\nhost = "0.0.0.0"', "loopback"),
        ('database_url = "x"\nkeys_dir = "k"\ninternal_host = "example.org"', "loopback"),
        ('database_url = "x"\nkeys_dir = "k"\ncolour = "red"', "colour"),
        ('database_url = "x"\nkeys_dir = "k"\nport = 70000', "port"),
    ],
)
def test_settings_that_cannot_be_used_say_why(tmp_path: Path, content: str, words: str) -> None:
    """`http://` on loopback only (model §14)."""
    (tmp_path / "central.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load(None, {"IPAS_DEMO": str(tmp_path)})


def test_without_any_settings_it_says_where_they_are_looked_for() -> None:
    with pytest.raises(SettingsError, match=r"IPAS_CENTRAL_SETTINGS.*database_url"):
        load(None, {})


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "none.toml", {})


# ---- the command line ------------------------------------------------------------------------------------------


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ipas_central.cli", *arguments]
    return subprocess.run(command, env={"PATH": os.defpath} | environment, capture_output=True, text=True, check=False)


def test_the_commands(server: CentralServer, database_url: str, tmp_path: Path) -> None:
    """`migrate`, `enrol-code`, `candidates`, `devices`: what they print is what they did."""
    chosen: Settings = server.central.settings
    environment = {"IPAS_CENTRAL_DATABASE_URL": database_url, "IPAS_CENTRAL_KEYS_DIR": str(chosen.keys_dir)}
    kiosk = server.kiosk()
    lost = kiosk.submitted(2, account="TESTER0001")
    kiosk.push(kiosk.submitted(1), lost)
    assert run(environment, "migrate").returncode == 0
    code = run(environment, "enrol-code", "--centre", "north").stdout.split()[-1]
    assert len(code) == len("SSSSS-SSSSS-C")
    listed = run(environment, "candidates").stdout.splitlines()
    assert sorted(line.split("\t")[1:] for line in listed) == [
        ["TESTER0001", "attention (account_taken)"],
        ["tester0001", "confirmed"],
    ]
    kiosk.client.call(
        "/v1/ping", Report(version="1", pending=0, parked=0, printer="ready", pins=("0" * 20, "Z" * 20)), PingReply
    )
    (line,) = run(environment, "devices").stdout.splitlines()
    assert line.split("\t")[:4] == [kiosk.code, "north", "active", "1"]
    assert line.split("\t")[-2:] == ["printer=ready", "pins=00000+ZZZZZ"]


def test_known_trouble_is_one_sentence(tmp_path: Path) -> None:
    nowhere = {"IPAS_CENTRAL_DATABASE_URL": "postgresql+psycopg://a:b@127.0.0.1:9/x"}
    nowhere |= {"IPAS_CENTRAL_KEYS_DIR": str(tmp_path), "IPAS_CENTRAL_BCRYPT_COST": str(COST)}
    for environment, code in (({}, 78), (nowhere, 69)):
        done = run(environment, "migrate")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
        assert done.stderr.startswith("ipas-central: ")


# ---- logs ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Path]:
    """Where the program's lines go during a test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.write_to(tmp_path / "log")
    yield tmp_path / "log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_only_listed_fields_are_written(lines: Path) -> None:
    """P3: fail-closed. P6: no text breaks a line or reorders it."""
    log = logs.get_logger("ipas_central.test")
    log.info("happened", device="0001", name="王小明", op="x\n{\u202e}", count=3, reason="王小明")
    log.info("王小明 did", email="a@b")
    (first, second) = (json.loads(line) for line in lines.read_text(encoding="ascii").splitlines())
    assert (first["event"], first["device"], first["count"]) == ("happened", "0001", 3)
    assert (first["name"], first["op"], first["reason"]) == ("withheld",) * 3
    assert (second["event"], second["email"]) == ("unnamed", "withheld")


@pytest.mark.logs("failed")
def test_of_an_exception_only_its_kind_and_place_are_written(lines: Path) -> None:
    """P3: redaction covers tracebacks, and what libraries say."""
    try:
        raise ValueError("王小明 A200000003")
    except ValueError as error:
        logs.get_logger("ipas_central.test").error("failed", exc_info=error)
        logging.getLogger("uvicorn.error").error("A200000003 failed", exc_info=error)
    content = lines.read_text(encoding="ascii")
    ours, library = (json.loads(line) for line in content.splitlines())
    assert (ours["error"], library["error"], library["logger"]) == ("ValueError", "ValueError", "uvicorn.error")
    assert ours["where"].startswith("test_central_itself:")
    assert "A200000003" not in content


@pytest.mark.logs("fault", "op_failed", "database")
def test_no_personal_data_is_logged(server: CentralServer, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P3: a canary run through push, refusals, conflicts and faults."""
    from ipas_central.sync import bodies

    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1), kiosk.submitted(1, account="canary_account"), kiosk.submitted(2, email="canary@x"))
    kiosk.client.unsigned("POST", "/v1/devices/enrol", b'{"centre_id": "canary", "code": "canary", "public_key": "x"}')
    judge = bodies.registration

    def fail(*given: object) -> object:
        judge(*given)  # type: ignore[arg-type]
        raise RuntimeError(f"canary {given}")

    monkeypatch.setattr(bodies, "registration", fail)
    kiosk.push(kiosk.submitted(3))
    content = lines.read_text(encoding="ascii")
    assert content.count('"pushed"') == 2
    assert "op_failed" in content
    for canary in ("canary", "tester000", "A20000", "王", "\\u738b", "example.org", "bcrypt", "91200"):
        assert canary not in content
