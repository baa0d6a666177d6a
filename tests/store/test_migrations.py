"""The schema's history, tried with a queue that is not empty (sync §2 "Versions", row 46; facts §3)."""

import shutil
import signal
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from ipas_kiosk.models import migrations
from ipas_kiosk.models.health import NewerSchemaError
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.tables import HEAD, metadata
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from tests.helpers.processes import Program
from tests.helpers.store import KEY, register

LATER = f"{int(HEAD) + 1:04}"
NEXT = """
import os, signal
import sqlalchemy as sa
from alembic import op

revision = "{later}"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("candidate") as batch:
        batch.add_column(sa.Column("nickname", sa.Text))
    {then}


def downgrade():
    with op.batch_alter_table("candidate") as batch:
        batch.drop_column("nickname")
"""


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with a queue."""
    for serial in range(1, 6):
        register(store, serial)
    return store


def versions(folder: Path, then: str = "pass") -> Path:
    """Our migrations and one more, that ends with `then`."""
    made = folder / "versions"
    made.mkdir()
    for file in (migrations.FOLDER / "versions").glob("v*.py"):
        shutil.copy2(file, made)
    text = NEXT.format(then=then, later=LATER, head=HEAD)
    (made / f"v{LATER}_next.py").write_text(text, encoding="utf-8")
    return made


def rows(store: Store, table: str = "outbox") -> list[tuple[object, ...]]:
    with store.read() as work:
        return [tuple(row) for row in work._connection.exec_driver_sql(f"SELECT * FROM {table}")]


def test_the_head_is_what_the_models_say(store: Store) -> None:
    """Issue 2 §3: head equals models."""
    with store._writer.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert migrations.version(store._writer) == HEAD
    written = {file.name[1:5] for file in (migrations.FOLDER / "versions").glob("v*.py")}
    assert max(written) == HEAD


def test_a_table_that_no_migration_knows_would_be_seen(store: Store) -> None:
    with store._writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE meta")
    with store._writer.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) != []


def test_up_and_down_leave_the_queue_as_it_was(filled: Store, tmp_path: Path) -> None:
    """Row 46: outbox byte-identical; the rows of rebuilt parents and of their children are all there."""
    folder = versions(tmp_path)
    before, children = rows(filled), rows(filled, "submission")
    assert len(before) == len(children) == 5
    migrations.migrate(filled._writer, LATER, versions=folder)
    assert migrations.version(filled._writer) == LATER
    assert rows(filled) == before
    assert rows(filled, "submission") == children
    assert all(row[-1] is None for row in rows(filled, "candidate"))
    migrations.migrate(filled._writer, HEAD, versions=folder, down=True)
    assert rows(filled) == before
    assert len(rows(filled, "candidate")) == 5
    register(filled, 6)


def test_an_encrypted_copy_is_made_before(filled: Store, tmp_path: Path) -> None:
    """Issue 2 §3: a copy before migrating, under the same key, whole; the write-ahead log's content is in it."""
    folder = versions(tmp_path)
    before = rows(filled)
    migrations.bring_up(filled._writer, filled.path, KEY, head=LATER, versions=folder)
    copy = filled.path.with_name(f"store.db.before-{LATER}")
    assert copy.read_bytes()[:15] != b"SQLite format 3"
    assert copy.stat().st_mode & 0o077 == 0
    opened = Store.open(copy, KEY)
    assert migrations.version(opened._writer) == HEAD
    assert rows(opened) == before
    opened.close()


def test_a_migration_that_fails_changes_nothing(filled: Store, tmp_path: Path) -> None:
    folder = versions(tmp_path, 'op.execute("SELECT nothing FROM nowhere")')
    before = rows(filled, "candidate")
    with pytest.raises(Exception, match="nowhere"):
        migrations.migrate(filled._writer, LATER, versions=folder)
    assert migrations.version(filled._writer) == HEAD
    assert rows(filled, "candidate") == before
    register(filled, 6)


@pytest.mark.parametrize(
    "harm",
    [
        "op.execute('DROP TRIGGER outbox_keeps_what_was_queued'); op.execute(\"UPDATE outbox SET body = body || ' '\")",
        "op.execute('DROP TRIGGER outbox_goes_when_done'); op.execute('DELETE FROM outbox WHERE seq = 1')",
        "op.execute('DROP TRIGGER outbox_goes_when_done')",
        "op.drop_table('outbox')",
    ],
)
@pytest.mark.fault(46, injected="a migration that changes the outbox", seen="undone whole")
def test_a_migration_that_touches_the_queue_is_undone(filled: Store, tmp_path: Path, harm: str) -> None:
    """Sync §2: migrations may never rewrite or drop outbox bodies."""
    before = rows(filled)
    with pytest.raises(RuntimeError, match="touches the queue"):
        migrations.migrate(filled._writer, LATER, versions=versions(tmp_path, harm))
    assert rows(filled) == before
    assert migrations.version(filled._writer) == HEAD


def test_a_migration_that_loses_a_parent_is_undone(filled: Store, tmp_path: Path) -> None:
    """Facts §3: foreign keys are off while tables are rebuilt, and checked before the commit."""
    with pytest.raises(RuntimeError, match="without their parent"):
        migrations.migrate(filled._writer, LATER, versions=versions(tmp_path, 'op.execute("DELETE FROM candidate")'))
    assert len(rows(filled, "candidate")) == 5


def test_foreign_keys_are_on_again_afterwards(filled: Store, tmp_path: Path) -> None:
    migrations.migrate(filled._writer, LATER, versions=versions(tmp_path))
    with filled._writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


@pytest.mark.fault(
    46,
    injected="a process killed in the last step of a migration",
    seen="the old schema, the queue byte for byte",
)
def test_killed_midway_it_is_the_old_schema_with_the_same_queue(store_path: Path, tmp_path: Path) -> None:
    """Row 46: old or new schema, never mixed."""
    store = Store.open(store_path, KEY)
    for serial in range(1, 6):
        register(store, serial)
    before = rows(store)
    store.close()
    folder = versions(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    command = [sys.executable, "-m", "tests.store.child", "migrate", store_path, folder]
    with Program(command, log=tmp_path / "child.log") as killed:
        assert killed.process.wait() == -signal.SIGKILL
    again = Store.open(store_path, KEY)
    assert migrations.version(again._writer) == HEAD
    assert rows(again) == before
    again.close()


def test_a_newer_schema_is_refused_in_words(store: Store) -> None:
    with store._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(NewerSchemaError, match="9999") as caught:
        Store.open(store.path, KEY)
    assert classify(caught.value) is Trouble.NEWER_SCHEMA


def test_the_whole_way_down_and_up_again(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = Store.create(path, KEY)
    migrations.migrate(store._writer, "base", down=True)
    with store._writer.connect() as connection:
        left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')").scalars()
        assert set(left) <= {"alembic_version", "sqlite_sequence"}
    migrations.migrate(store._writer)
    store.close()
    Store.open(path, KEY).close()


def test_a_queue_comes_through_every_version_there_was(filled: Store) -> None:
    """Down to the first and up again, as it was and guarded as before."""
    before = rows(filled), rows(filled, "candidate")
    migrations.migrate(filled._writer, "0001", down=True)
    assert len(rows(filled)) == 5
    migrations.migrate(filled._writer)
    assert (rows(filled), rows(filled, "candidate")) == before
    with pytest.raises(IntegrityError, match="never changed"), filled.write() as work:
        work._connection.exec_driver_sql("UPDATE outbox SET body = 'other'")


def test_alembic_is_imported_only_when_a_migration_is_due(store_path: Path) -> None:
    """Architecture, decision 9: memory. The ORM is never imported at all."""
    script = (
        "import sys; from pathlib import Path; from ipas_kiosk.models.store import Store; "
        "from ipas_kiosk.models.cipher import StoreKey; "
        "Store.open(Path(sys.argv[1]), StoreKey(bytes(range(32)))).close(); "
        "sys.exit(' '.join(m for m in ('alembic', 'mako', 'sqlalchemy.orm') if m in sys.modules) or None)"
    )
    log = store_path.with_name("child.log")
    with Program([sys.executable, "-c", script, store_path], log=log) as opened:
        assert opened.process.wait() == 0, log.read_text(encoding="utf-8")
