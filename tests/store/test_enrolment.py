"""Enrolment broken off anywhere and tried again (model §8; V1 V2), and opening what it left."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ipas_contract import sealing, signing
from ipas_contract.calls import EnrolReply, EnrolRequest, ErrorCode
from ipas_contract.ids import uuid7
from ipas_kiosk.models.health import DamagedError, NoStoreError, WrongKeyError
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services import enrolment, opening
from ipas_kiosk.services.enrolment import Enrolled
from ipas_kiosk.services.keys import NoKeyError
from ipas_kiosk.services.opening import NotEnrolledError
from ipas_kiosk.services.sync.gateway import Cause, Failure, NoLine, Refused
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from ipas_kiosk.settings import Settings
from tests.helpers.store import CENTRE, register

ORGANISATION = X25519PrivateKey.generate()
Answer = Callable[[EnrolRequest], EnrolReply | Failure]


class Central:
    """Answers enrolments as told, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.asked: list[EnrolRequest] = []
        self._answers = list(answers)

    async def enrol(self, request: EnrolRequest) -> EnrolReply | Failure:
        self.asked.append(request)
        return self._answers.pop(0)(request)


def accept(request: EnrolRequest) -> EnrolReply:
    return EnrolReply(
        device_id=uuid7(),
        centre_id=request.centre_id,
        kiosk_code="K007",
        incarnation=3,
        server_epoch=uuid7(),
        server_time=1,
        sealing_key=base64.b64encode(ORGANISATION.public_key().public_bytes_raw()).decode(),
        order_key=base64.b64encode(bytes(32)).decode(),
    )


def cut(_: EnrolRequest) -> NoLine:
    return NoLine(Cause.CUT)


def refuse(_: EnrolRequest) -> Refused:
    return Refused(403, ErrorCode.ENROL_FAILED)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A demo's settings: the only ones whose key can be made on any machine."""
    return Settings(data_dir=tmp_path / "kiosk", demo_dir=tmp_path)


async def attempt(settings: Settings, central: Central) -> Enrolled | Failure:
    """One run of `ipas-kiosk enrol`."""
    store, key = enrolment.prepare(settings)
    try:
        return await enrolment.enrol(store, key, CENTRE, "CODE", central.enrol)
    finally:
        store.close()


async def test_enrolled_once_the_store_opens(settings: Settings) -> None:
    """V2: the private key is made here and stays; the fingerprint is that of the key that was sent."""
    central = Central(accept)
    outcome = await attempt(settings, central)
    assert isinstance(outcome, Enrolled)
    public = base64.b64decode(central.asked[0].public_key)
    assert outcome == Enrolled("K007", CENTRE, signing.fingerprint(public))
    store = opening.open_store(settings)
    with store.read() as work:
        device = work.device.get()
        assert work.pulled.fact("enrolling_private_key") is None
    store.close()
    assert device is not None
    assert (device.kiosk_code, device.incarnation) == ("K007", 3)
    assert base64.b64encode(device.private_key).decode() not in central.asked[0].model_dump_json()


async def test_the_organisation_can_open_the_copy_of_the_store_key(settings: Settings) -> None:
    """Model §8: sealed beside the store, from the first day."""
    await attempt(settings, Central(accept))
    kept = json.loads(opening.sealed_copy(settings.store_path).read_text(encoding="utf-8"))
    raw = sealing.unseal(base64.b64decode(kept["sealed"]), ORGANISATION.private_bytes_raw(), sealing.STORE_KEY)
    assert raw.hex() == (settings.data_dir / "store.key").read_text(encoding="ascii")
    assert raw.hex() not in json.dumps(kept)


async def test_a_lost_reply_is_asked_for_again_with_the_same_key(settings: Settings) -> None:
    """Resumable: the device key was kept before it was sent, so central can tell the repeat."""
    central = Central(cut, accept)
    assert await attempt(settings, central) == NoLine(Cause.CUT)
    with pytest.raises(NotEnrolledError) as caught:
        opening.open_store(settings)
    assert classify(caught.value) is Trouble.NOT_ENROLLED
    assert isinstance(await attempt(settings, central), Enrolled)
    assert central.asked[0] == central.asked[1]


async def test_a_refused_key_is_not_offered_again(settings: Settings) -> None:
    central = Central(refuse, accept)
    assert isinstance(await attempt(settings, central), Refused)
    assert isinstance(await attempt(settings, central), Enrolled)
    assert central.asked[0].public_key != central.asked[1].public_key


async def test_a_crash_while_asking_loses_nothing(settings: Settings) -> None:
    """The process may die between any two steps: what was done stands."""

    async def die(_: EnrolRequest) -> EnrolReply:
        raise KeyboardInterrupt

    store, key = enrolment.prepare(settings)
    with pytest.raises(KeyboardInterrupt):
        await enrolment.enrol(store, key, CENTRE, "CODE", die)
    store.close()
    central = Central(accept)
    assert isinstance(await attempt(settings, central), Enrolled)


async def test_enrolling_again_keeps_what_is_queued(settings: Settings) -> None:
    """Row 32: a kiosk that was revoked enrols anew, with a new device key, and drains the same ops."""
    central = Central(accept, accept)
    await attempt(settings, central)
    store = opening.open_store(settings)
    _, made = register(store, 1)
    store.close()
    assert isinstance(await attempt(settings, central), Enrolled)
    assert central.asked[0].public_key != central.asked[1].public_key
    store = opening.open_store(settings)
    with store.read() as work:
        queued = work.outbox.get(made.last_op_id)
    store.close()
    assert queued is not None
    assert (queued.state, queued.incarnation) == (OpState.PENDING, 3)


async def test_a_store_without_its_key_is_left_alone(settings: Settings) -> None:
    """Row 15: an empty keyring makes no new key over an old store."""
    await attempt(settings, Central(accept))
    before = settings.store_path.read_bytes()
    (settings.data_dir / "store.key").unlink()
    for act in (enrolment.prepare, opening.open_store):
        with pytest.raises(NoKeyError) as caught:
            act(settings)
        assert classify(caught.value) is Trouble.NO_KEY
    assert settings.store_path.read_bytes() == before
    assert not (settings.data_dir / "store.key").exists()


async def test_a_wrong_key_is_told_from_a_damaged_first_page(settings: Settings) -> None:
    """D8, row 15: by the fingerprint beside the store."""
    await attempt(settings, Central(accept))
    keyfile = settings.data_dir / "store.key"
    right = keyfile.read_text(encoding="ascii")
    keyfile.write_text("00" * 32, encoding="ascii")
    with pytest.raises(WrongKeyError):
        opening.open_store(settings)
    keyfile.write_text(right, encoding="ascii")
    damaged = bytearray(settings.store_path.read_bytes())
    damaged[300] ^= 1
    settings.store_path.write_bytes(damaged)
    with pytest.raises(DamagedError):
        opening.open_store(settings)


def test_nothing_there_is_not_enrolled(settings: Settings) -> None:
    with pytest.raises(NoStoreError):
        opening.open_store(settings)
    assert not settings.data_dir.exists()
