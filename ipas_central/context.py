"""What every part of central works with: settings, database, keys, clock. Made once a process."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, select, update

from ipas_central import db, keys, tls
from ipas_central.keys import Keys
from ipas_central.settings import Settings
from ipas_central.tables import meta


class NotReadyError(RuntimeError):
    """Central cannot work with this database or these keys; the text says why, for the person at the console."""


class Counted:
    """How often each thing happened since the start, for /metrics; any thread may add."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, names: Iterable[str]) -> None:
        """Count each of these once more."""
        with self._lock:
            self._counts.update(names)

    def read(self) -> dict[str, int]:
        """All counts by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))


@dataclass(frozen=True)
class Central:
    """The joined parts; `clock` gives UTC milliseconds; `pins`: what kiosks are told of central's keys (model §8)."""

    settings: Settings
    engine: Engine
    keys: Keys
    clock: Callable[[], int] = db.now_ms
    pins: tuple[str, ...] = ()
    verdicts: Counted = field(default_factory=Counted, compare=False)

    @classmethod
    def open(cls, settings: Settings, clock: Callable[[], int] = db.now_ms) -> Self:
        """Join the parts, having seen that schema and claim secret are the right ones. Raises `NotReadyError`,
        `keys.KeysError`, `SettingsError` and SQLAlchemy's errors when the database does not answer."""
        loaded = Keys.load(settings.keys_dir)
        pins = tls.told(settings)
        engine = db.connect(settings)
        try:
            with engine.begin() as connection:
                _right_schema(connection)
                _right_secret(connection, loaded)
        except BaseException:
            engine.dispose()
            raise
        return cls(settings, engine, loaded, clock, pins)


def install(settings: Settings) -> None:
    """Bring the schema up to date; on an empty database also make the keys and central's own row.

    Raises `NotReadyError` when the database knows a claim secret that the keys' folder does not hold."""
    engine = db.connect(settings)
    try:
        db.migrate(engine)
        with engine.begin() as connection:
            first = connection.execute(select(meta.c.id)).first() is None
            if first and not keys.made(settings.keys_dir):
                keys.make(settings.keys_dir)
            loaded = Keys.load(settings.keys_dir)
            if first:
                connection.execute(meta.insert().values(id=1, server_epoch=uuid4(), claim_check=loaded.check))
            _right_secret(connection, loaded)
    finally:
        engine.dispose()


def new_epoch(connection: Connection) -> UUID:
    """Declare that the database was restored: kiosks then bootstrap what they pulled and offer again what they sent
    (sync §2). Returns the new epoch."""
    epoch = uuid4()
    connection.execute(update(meta).values(server_epoch=epoch))
    return epoch


def epoch(connection: Connection) -> UUID:
    """The server epoch."""
    found: UUID = connection.execute(select(meta.c.server_epoch)).scalar_one()
    return found


def _right_schema(connection: Connection) -> None:
    found, known = db.revision(connection), db.head()
    if found != known:
        raise NotReadyError(f"the database is at {found}, this program needs {known}: ipas-central migrate")


def _right_secret(connection: Connection, loaded: Keys) -> None:
    check = connection.execute(select(meta.c.claim_check)).scalar()
    if check is None:
        raise NotReadyError("the database is not set up: ipas-central migrate")
    if check != loaded.check:
        raise NotReadyError("the claim secret is not the one this database was made with: restore it from its backup")
