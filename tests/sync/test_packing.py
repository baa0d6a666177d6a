"""Requests are packed when it is worth it, and signed as they are sent (sync §2 Versions; model §8; row 43)."""

import gzip

from ipas_contract import signing
from ipas_contract.calls import Report
from ipas_contract.events import PushRequest
from ipas_contract.ids import uuid7
from ipas_kiosk.services.sync.gateway import Gateway, Identity
from tests.helpers.ops import op
from tests.helpers.speaker import HOST, Heard, speaker
from tests.sync.test_gateway import DEVICE, KEY, pong


def digest_of(body: bytes) -> str:
    return signing.sign("POST", "http://x/", body, key=KEY, key_id=str(DEVICE), nonce="n")["Content-Digest"]


async def test_a_batch_is_packed_and_a_heartbeat_is_not() -> None:
    heard: list[Heard] = []
    async with speaker(lambda each: (heard.append(each), pong(each))[1]) as there:
        gateway = Gateway(f"http://{HOST}:{there.port}", Identity(DEVICE, KEY))
        ops = [op(seq) for seq in range(1, 4)]
        batch = PushRequest(
            device=DEVICE, incarnation=1, batch_id=uuid7(), sent_at=1, boot_id="boot", mono_ms=1, ops=ops
        )
        await gateway.ping()  # brings the nonce
        await gateway.push(batch)
        await gateway.ping(Report(version="1", pending=0, parked=0))
        await gateway.close()
    _, packed, plain = heard
    assert packed.header("content-encoding") == "gzip"
    assert PushRequest.model_validate_json(gzip.decompress(packed.body)) == batch
    assert packed.header("content-digest") == digest_of(packed.body)
    assert (plain.header("content-encoding"), plain.body[:1]) == ("", b"{")
