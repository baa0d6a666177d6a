"""The kiosk tells central how it is, with the link's own probes (O1)."""

from ipas_central.devices import fleet
from ipas_contract import VERSION
from ipas_contract.codes import Language, SubmissionState
from ipas_kiosk.models.records import Judged
from ipas_kiosk.services.values import Registered
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import form
from tests.sync.conftest import MakeKiosk


async def test_central_knows_how_the_kiosk_is(central: CentralServer, make_kiosk: MakeKiosk) -> None:
    kiosk = await make_kiosk(plugged=False, printer="pdf:/nowhere/at/all")
    registered = await kiosk.register(form(1))
    assert isinstance(registered, Registered)
    await kiosk.do(kiosk.services.printing.print_slip(registered.receipt, Language.EN, again=False))
    with kiosk.store.write() as work:
        (op,) = work.outbox.page()
        assert len(work.registrations.judge([Judged(op.op_id, SubmissionState.ATTENTION)])) == 1
        work.commit()
    kiosk.clock.later(seconds=90)
    await kiosk.cable(plugged=True)
    with central.central.engine.connect() as connection:
        (seen,) = fleet.kiosks(connection, central.clock())
    assert seen.told is not None
    assert (seen.told.version, seen.told.pending, seen.told.parked, seen.told.oldest_ms) == (VERSION, 1, 0, 90_000)
    assert (seen.told.attention, seen.told.mismatches) == (1, 0)
    assert seen.told.printer == "not_found"
    assert (seen.told.disk_free or 0) > 0
    assert seen.told.cipher
    for personal in ("candidate0", "A20000", "林"):
        assert personal not in seen.told.model_dump_json()
