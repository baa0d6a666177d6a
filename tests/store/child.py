"""What the store's tests do in a process of its own, to be killed, starved or locked out: `python -m ... ACTION PATH`.

Each line on standard output is a fact that has already come true.
"""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3.dbapi2 import DatabaseError

from ipas_kiosk.models import migrations
from ipas_kiosk.models.health import DiskFullError
from ipas_kiosk.models.records import OpState, Settled
from ipas_kiosk.models.store import Store, SuspectError
from ipas_kiosk.models.tables import HEAD
from ipas_kiosk.services.trouble import classify
from tests.helpers.store import KEY, candidate, device, register, save


def say(*facts: object) -> None:
    sys.stdout.write(" ".join(str(fact) for fact in facts) + "\n")
    sys.stdout.flush()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_commit(path: Path) -> None:
    store = Store.open(path, KEY)
    with store.write() as work:
        save(work, candidate(1))
        die()


def after_commit(path: Path) -> None:
    register(Store.open(path, KEY), 1)
    die()


def go_on(path: Path) -> None:
    """Save until killed; say each receipt number once its save has returned."""
    store = Store.open(path, KEY)
    serial = 0
    while True:
        serial += 1
        _, made = register(store, serial)
        say(made.receipt_no)


def hold(path: Path) -> None:
    """Keep the write lock until standard input ends."""
    store = Store.open(path, KEY)
    with store.write():
        say("locked")
        sys.stdin.read()


def migrate(path: Path) -> None:
    """Begin a migration whose last step kills this process."""
    store = Store.open(path, KEY)
    migrations.migrate(store._writer, f"{int(HEAD) + 1:04}", versions=Path(sys.argv[3]))


def full(folder: Path) -> None:
    """Run into a full disk: the folder is a small file system of its own."""
    store = Store.create(folder / "store.db", KEY)
    with store.write() as work:
        work.device.enrol(device())
        work.commit()
    _, made = register(store, 1)
    store.reserve.take()
    say("reserve", store.reserve.held)
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(1 << 20)):
            pass
    try:
        store.require_room()
    except DiskFullError as error:
        say("room", classify(error))
    for _ in range(2):
        try:
            with store.write() as work:
                for serial in range(2, 600):
                    save(work, candidate(serial), body="x" * 60_000)
                work.commit()
        except DBAPIError as error:
            say("save", classify(error))
    say("reserve", store.reserve.held)
    with store.write() as work:
        work.outbox.settle([Settled(made.last_op_id, "{}")], 1)
        work.commit()
    _report(store, folder / "store.db")


@contextmanager
def failing_disk(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, then it may again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def broken(path: Path) -> None:
    """Run into a disk that fails when somebody saves."""
    store = Store.open(path, KEY)
    register(store, 1)
    with failing_disk(path.with_name("store.db-wal").stat().st_size):
        try:
            register(store, 2)
        except DBAPIError as error:
            say("save", classify(error))
    _is_read_only(store, path)


def broken_checkpoint(path: Path) -> None:
    """Run into a disk that fails when nobody saves: what the WAL holds cannot be moved."""
    store = Store.open(path, KEY)
    register(store, 1)
    with failing_disk(1):
        try:
            store.checkpoint()
        except DatabaseError as error:
            say("checkpoint", type(error).__name__)
    _is_read_only(store, path)


def _is_read_only(store: Store, path: Path) -> None:
    try:
        register(store, 3)
    except SuspectError as error:
        say("save", classify(error))
    _report(store, path)


def _report(store: Store, path: Path) -> None:
    store.close()
    again = Store.open(path, KEY)
    with again.read() as work:
        counts = work.outbox.counts()
    say("queue", *(counts[state] for state in OpState))
    again.close()


if __name__ == "__main__":
    actions = (before_commit, after_commit, go_on, hold, migrate, full, broken, broken_checkpoint)
    {action.__name__: action for action in actions}[sys.argv[1]](Path(sys.argv[2]))
