"""A real encrypted store, fast: a migrated and enrolled template is made once a session and copied for each test.

Use in a conftest: `from tests.helpers.store import store, store_path, store_template`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract.codes import Education, IdKind, Language, Nationality, RomanSource, Sex, SubmissionState
from ipas_contract.events import SCHEMA_VERSION, OpKind
from ipas_contract.ids import uuid7
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.records import Candidate, Device, NewOp, Submission
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.uow import UnitOfWork
from tests.helpers.people import person

KEY = StoreKey(bytes(range(32)))
CENTRE = "TPE01"
KIOSK_CODE = "K001"
MADE_AT = 1_800_000_000_000
FOR_EVER = 9_000_000_000_000


def device(**changes: object) -> Device:
    """An enrolled kiosk with real keys."""
    values: dict[str, object] = {
        "device_id": uuid7(),
        "centre_id": CENTRE,
        "kiosk_code": KIOSK_CODE,
        "incarnation": 1,
        "server_epoch": uuid7(),
        "private_key": Ed25519PrivateKey.generate().private_bytes_raw(),
        "sealing_key": bytes(32),
        "order_key": bytes(32),
        "pins": (),
        "enrolled_at": MADE_AT,
    }
    return Device(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an enrolled, empty store."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    made = Store.create(path, KEY)
    with made.write() as work:
        work.device.enrol(device())
        work.commit()
    made.checkpoint()
    made.close()
    return path


@pytest.fixture
def store_path(store_template: Path, tmp_path: Path) -> Path:
    """A copy of the template for this test alone, not open."""
    path = tmp_path / "kiosk" / "store.db"
    path.parent.mkdir(mode=0o700)
    shutil.copy2(store_template, path)
    return path


@pytest.fixture
def store(store_path: Path) -> Iterator[Store]:
    """An open, enrolled, empty store."""
    opened = Store.open(store_path, KEY)
    yield opened
    opened.close()


def candidate(serial: int, **changes: object) -> Candidate:
    """A different candidate for each serial."""
    who = person(serial)
    values: dict[str, object] = {
        "id": uuid7(),
        "account": who.account,
        "nationality": Nationality.ROC,
        "id_kind": IdKind.NATIONAL,
        "id_number": who.id_number,
        "name": who.name,
        "surname_roman": "WANG",
        "given_roman": "SIAO-MING",
        "roman_source": RomanSource.SUGGESTED,
        "email": who.email,
        "mobile": "+886" + who.mobile[1:],
        "sex": Sex.FEMALE,
        "education": Education.BACHELOR,
        "school_area": "other",
        "school_code": None,
        "school_text": "其他",
        "department_code": None,
        "department_text": "無",
        "password_hash": "$bcrypt-sha256$v=2,t=2b,r=4$" + "a" * 22 + "$" + "b" * 31,
        "language": Language.ZH_TW,
        "consent_version": "1",
        "consent_at": MADE_AT,
        "centre_id": CENTRE,
    }
    return Candidate(**(values | changes))  # type: ignore[arg-type]


def new_op(entity: UUID, *, kind: str = OpKind.SUBMITTED, body: str = '{"a": 1}', **changes: object) -> NewOp:
    """An op to be queued."""
    values: dict[str, object] = {
        "op_id": uuid7(),
        "kind": str(kind),
        "entity_id": entity,
        "body": body,
        "made_at": MADE_AT,
        "boot_id": "boot",
        "mono_ms": 1,
        "schema_ver": SCHEMA_VERSION,
    }
    return NewOp(**(values | changes))  # type: ignore[arg-type]


def save(work: UnitOfWork, who: Candidate, *, body: str = '{"a": 1}') -> Submission:
    """Everything that a registration writes, in the caller's transaction, without the commit."""
    serial = work.device.next_receipt()
    op = new_op(who.id, body=body)
    made = Submission(
        candidate_id=who.id,
        receipt_no=f"{serial.kiosk_code}-{serial.incarnation}-{serial.counter:05}",
        state=SubmissionState.PROVISIONAL,
        reason=None,
        last_op_id=op.op_id,
        made_at=MADE_AT,
    )
    work.registrations.add(who, made)
    work.verifiers.put(who.account, who.name, candidate_id=who.id, password_hash=who.password_hash, expires=FOR_EVER)
    work.outbox.append(op)
    return made


def register(store: Store, serial: int, **changes: object) -> tuple[Candidate, Submission]:
    """A saved registration."""
    who = candidate(serial, **changes)
    with store.write() as work:
        made = save(work, who)
        work.commit()
    return who, made
