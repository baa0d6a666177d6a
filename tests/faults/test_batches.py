"""Batches repeated, delayed, out of order, poisonous, too large (rows 20, 21, 41-43, 57)."""

import asyncio
import gzip
import resource
from pathlib import Path

import pytest

from ipas_contract.calls import ErrorCode
from ipas_contract.codes import SubmissionState
from ipas_contract.events import MAX_REPLY_BYTES, PushReply, Reason, Verdict
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services.sync.policy import PARK_AFTER
from tests.faults.post import Fate, in_place_of_central, said
from tests.faults.stage import Stage, client_of, queue, request_of
from tests.helpers.wire import code_of

INTERNAL = b'{"code":"internal"}'
MIB = 1024 * 1024


@pytest.mark.fault(20, injected="five copies of the same bytes at once", seen="one effect; four nonces refused")
async def test_the_same_bytes_five_times(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 3)
    post.fates.append(Fate.COPY)
    await site.drain()
    stage.settled()
    assert sum(b'"nonce_required"' in copy for copy in [*post.copies]) >= 3
    assert stage.applied() == 3


@pytest.mark.fault(
    20, injected="the same ops pushed by five signed clients at once", seen="one effect; four answers all duplicates"
)
async def test_the_same_ops_five_times_with_good_signatures(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 20)
    request = request_of(site)
    clients = [client_of(site) for _ in range(5)]
    replies = await asyncio.gather(
        *(asyncio.to_thread(client.call, "/v1/sync/push", request, PushReply) for client in clients)
    )
    for client in clients:
        client.close()
    repeats = [{verdict.duplicate for verdict in reply.verdicts} for reply in replies]
    assert sorted(map(sorted, repeats)) == [[False], *[[True]] * 4]
    assert {verdict.verdict for reply in replies for verdict in reply.verdicts} == {Verdict.ACCEPTED}
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    21,
    injected="a push kept back and delivered after later ones",
    seen="all duplicates, nothing undone",
)
async def test_a_push_that_comes_late(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    first, second = await stage.people(site, 2)
    post.fates.append(Fate.KEEP)
    await site.sync()
    await site.registration.withdraw(first)
    await site.drain()
    assert stage.states() == {first: SubmissionState.WITHDRAWN, second: SubmissionState.CONFIRMED}
    (late,) = await post.release()
    assert late.count(b'"duplicate":true') == 2
    assert stage.states() == {first: SubmissionState.WITHDRAWN, second: SubmissionState.CONFIRMED}
    stage.settled()


@pytest.mark.fault(
    21, injected="the second batch before the first; a batch backwards", seen="blocked, then as in the right order"
)
@pytest.mark.parametrize("together", [True, False])
async def test_ops_out_of_order(stage: Stage, *, together: bool) -> None:
    right, wrong = stage.central.kiosk(), stage.central.kiosk()
    ends = []
    for kiosk, serial in ((right, 1), (wrong, 2)):
        made = kiosk.submitted(serial, account="x")  # too short: in attention
        ops = [made, amended := kiosk.amended(made, serial), kiosk.withdrawn(amended)]
        if kiosk is right:
            verdicts = [kiosk.verdicts(op)[0] for op in ops]
        else:
            backwards = list(reversed(ops))
            first = kiosk.verdicts(*backwards) if together else [kiosk.verdicts(op)[0] for op in backwards]
            assert [v.verdict for v in first] == [Verdict.BLOCKED, Verdict.BLOCKED, Verdict.REJECTED]
            verdicts = kiosk.verdicts(*ops)
        ends.append([(v.verdict, v.reason) for v in verdicts])
    assert ends[0] == ends[1]
    assert set(stage.states().values()) == {SubmissionState.WITHDRAWN}
    stage.check()


@pytest.mark.logs("op_parked")
@pytest.mark.fault(
    41,
    injected="every push that holds one certain op of 500 answers 500",
    seen="499 accepted, one isolated by halving, parked the fifth time, counted",
)
async def test_one_poisonous_op_of_500(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    stage.crowd(site, 500)
    poison = str(site.outbox()[317].op_id).encode()
    refusal = "500 Internal Server Error"
    post.refuse = lambda request: in_place_of_central(request, refusal, INTERNAL) if poison in said(request) else None
    await site.sync()
    assert site.counts() == {OpState.PENDING: 1, OpState.DONE: 499, OpState.PARKED: 0}
    assert len(post.heard) < 50
    for _ in range(PARK_AFTER - 1):
        site.clock.later(seconds=400)
        await site.sync()
    assert site.counts() == {OpState.PENDING: 0, OpState.DONE: 499, OpState.PARKED: 1}
    stage.check()


@pytest.mark.logs("op_failed")
@pytest.mark.fault(
    41,
    injected="a trigger at central raises on one candidate of twelve",
    seen="eleven accepted in the same batch, the one put off with `retry`; accepted when mended",
)
async def test_central_stumbles_over_one_op(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 12)
    with stage.broken_by("candidate", "NEW.account = 'candidate0007'", "XX000"):
        await site.sync()
        assert site.counts() == {OpState.PENDING: 1, OpState.DONE: 11, OpState.PARKED: 0}
        stage.check()
    await site.drain()
    stage.settled()


@pytest.mark.logs("op_parked")
@pytest.mark.fault(
    42, injected="every push that holds the first op of a chain answers 500", seen="only its dependant waits"
)
async def test_a_poisonous_head_of_a_chain(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    first, *_ = await stage.people(site, 3)
    await site.registration.withdraw(first)
    head = str(site.outbox()[0].op_id).encode()
    there = b'"op_id":"' + head
    refusal = "500 Internal Server Error"
    post.refuse = lambda request: in_place_of_central(request, refusal, INTERNAL) if there in said(request) else None
    for _ in range(PARK_AFTER + 1):
        await site.sync()
        site.clock.later(seconds=400)
    states = [row.state for row in site.outbox()]
    assert states == [OpState.PARKED, OpState.DONE, OpState.DONE, OpState.PENDING]
    post.refuse = lambda _: None
    with site.store.write() as work:
        assert work.outbox.unpark() == 1
        work.commit()
    await site.drain()
    stage.settled()
    assert stage.states()[first] == SubmissionState.WITHDRAWN


@pytest.mark.logs("op_parked")
@pytest.mark.fault(43, injected="an op with a body of 20 MiB in the outbox", seen="it alone is parked, the rest goes")
async def test_a_body_of_20_mib(stage: Stage) -> None:
    site = await stage.site()
    queue(site.store, body='"' + "x" * (20 * MIB) + '"')
    await stage.people(site, 2)
    await site.drain()
    assert site.counts() == {OpState.PENDING: 0, OpState.DONE: 2, OpState.PARKED: 1}
    stage.settled()


@pytest.mark.fault(43, injected="a reply without end", seen="given up after 8 MiB; memory grows by less than 64 MiB")
async def test_a_reply_without_end(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 1)
    post.endless, before = True, resident()
    await site.sync()
    assert MAX_REPLY_BYTES < post.poured < 4 * MAX_REPLY_BYTES
    assert resident() - before < 64 * MIB
    assert (site.pending, site.link.online) == (1, False)
    post.endless = False
    await site.drain()
    stage.settled()


@pytest.mark.fault(43, injected="a gzip bomb of 100 MiB sent to central", seen="413 before it is unpacked")
async def test_a_gzip_bomb(stage: Stage) -> None:
    site = await stage.site()
    bomb = gzip.compress(bytes(100 * MIB))
    client, before = client_of(site), resident()
    reply = await asyncio.to_thread(client.signed, "POST", "/v1/sync/push", bomb, **{"content-encoding": "gzip"})
    client.close()
    assert code_of(reply) == ErrorCode.TOO_LARGE
    assert resident() - before < 64 * MIB


@pytest.mark.logs("op_reuse", "store_is_a_copy", "store_rolled_back")
@pytest.mark.fault(
    57, injected="an op id pushed again around another body", seen="`op_reuse`, told; the kiosk goes on, nothing erased"
)
async def test_an_op_id_used_again(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 1)
    request = request_of(site)
    await site.drain()
    (op,) = request.ops
    forged = op.model_copy(update={"body": op.body + " ", "body_sha256": "0" * 64})
    client = client_of(site)
    reply = await asyncio.to_thread(
        client.call, "/v1/sync/push", request.model_copy(update={"ops": [forged]}), PushReply
    )
    client.close()
    (verdict,) = reply.verdicts
    assert (verdict.verdict, verdict.reason) == (Verdict.REJECTED, Reason.OP_REUSE)
    await site.restart()
    await stage.people(site, 1)
    await site.drain()
    stage.settled()


def resident() -> int:
    """Peak memory of this process in bytes."""
    if Path("/proc/self/status").exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return 0
