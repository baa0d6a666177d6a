"""The sealed export of the outbox, carried to central by hand (sync §2 Key loss; fault row 56; D12)."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ipas_central.sync import carried
from ipas_central.tables import applied_op, device, submission
from ipas_contract import exports
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.repositories.outbox import in_order
from ipas_kiosk.services.export import Sealed, export
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import Running, form
from tests.sync.conftest import MakeKiosk


def private(central: CentralServer) -> bytes:
    return (central.central.settings.keys_dir / "sealing.private").read_bytes()


async def waiting(make_kiosk: MakeKiosk) -> Running:
    """A kiosk without a line on which two people registered."""
    kiosk = await make_kiosk(plugged=False)
    for serial in (1, 2):
        await kiosk.register(form(serial))
    return kiosk


@pytest.mark.fault(
    56,
    injected="a sealed export imported twice, then the kiosk comes online and pushes the same ops",
    seen="accepted once, then `duplicate`; no row of central changes",
)
@pytest.mark.logs("skew_ms")
async def test_imported_twice_and_pushed_online_is_one_effect(
    central: CentralServer, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    """Row 56. The kiosk's own queue stays until central has answered it; one op is parked and goes along."""
    kiosk = await waiting(make_kiosk)
    with kiosk.store.write() as work:
        work.outbox.park([next(in_order(work.outbox)).op_id], "too_large")
        work.commit()
    file = tmp_path / "stick" / "export"
    file.parent.mkdir()
    assert await kiosk.lanes.store(export, kiosk.store, kiosk.clock, file) == Sealed(2, 0)  # type: ignore[arg-type]
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text(encoding="ascii")
    assert carried.take(central.central, text, private(central)) == {"accepted": 2}
    first = central.rows(submission), central.rows(applied_op)
    assert [row.last_push_at for row in central.rows(device)] == [None]
    assert carried.take(central.central, text, private(central)) == {"duplicate": 2}
    with kiosk.store.write() as work:
        assert work.outbox.counts()[OpState.DONE] == 0
        work.outbox.unpark()
        work.commit()
    await kiosk.cable(plugged=True)
    await kiosk.drained()
    assert (central.rows(submission), central.rows(applied_op)) == first
    assert {row.state for row in first[0]} == {"confirmed"}
    assert await kiosk.lanes.store(export, kiosk.store, kiosk.clock, tmp_path / "none") == Sealed(0, 0)  # type: ignore[arg-type]
    assert not (tmp_path / "none").exists()


async def test_only_the_organisation_reads_it_and_only_the_kiosk_makes_it(
    central: CentralServer, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    """D12: nothing readable in the file; anybody may know the sealing key, so the device signs what is inside."""
    kiosk = await waiting(make_kiosk)
    file = tmp_path / "export"
    await kiosk.lanes.store(export, kiosk.store, kiosk.clock, file)  # type: ignore[arg-type]
    with pytest.raises(FileExistsError):
        await kiosk.lanes.store(export, kiosk.store, kiosk.clock, file)  # type: ignore[arg-type]
    text = file.read_text(encoding="ascii")
    assert "candidate0001" not in text
    assert "A2000" not in text
    opened = exports.Opened(text, private(central))
    stranger = Ed25519PrivateKey.generate()
    forged = exports.seal(opened.requests, "T001", stranger, central.central.keys.sealing_public)
    wrong_key = X25519PrivateKey.generate().private_bytes_raw()
    for content, key, words in (
        (text, wrong_key, "does not open"),
        (text[:-40] + os.urandom(8).hex() + text[-24:], private(central), "does not open"),
        ("{}", private(central), "no export"),
        (forged, private(central), "not signed"),
    ):
        with pytest.raises(exports.ExportError, match=words):
            carried.take(central.central, content, key)
    assert central.rows(applied_op) == []


async def test_an_old_export_says_nothing_of_where_the_kiosk_is(
    central: CentralServer, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    """Row 57 stays about live copies: importing what an older incarnation wrote suspends nobody."""
    kiosk = await waiting(make_kiosk)
    file = tmp_path / "export"
    await kiosk.lanes.store(export, kiosk.store, kiosk.clock, file)  # type: ignore[arg-type]
    with central.central.engine.begin() as connection:
        connection.execute(device.update().values(incarnation=2, seen_incarnation=2))
    for _ in range(4):
        carried.take(central.central, file.read_text(encoding="ascii"), private(central))
    (row,) = central.rows(device)
    assert (row.status, row.incarnation, row.alternations) == ("active", 2, 0)
