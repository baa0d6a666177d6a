"""Push and pull (model §11)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from ipas_central.errors import Refused
from ipas_central.security import SignedCall
from ipas_central.sync import names as taken_names
from ipas_central.sync import pull as feed_pages
from ipas_central.sync.push import push as judge_batch
from ipas_central.wire import answer, describe
from ipas_contract.calls import ErrorCode
from ipas_contract.events import MAX_PULL_CHANGES, ChangeKind, PullReply, PushReply, PushRequest
from ipas_contract.names import NamesReply

router = APIRouter(prefix="/v1/sync")

MAX_INCARNATION = 2**31 - 1


@router.post("/push", **describe(PushReply, PushRequest))
def push(call: SignedCall) -> Response:
    """Take a batch of ops: a verdict for each, in their order."""
    request = call.read(PushRequest)
    if request.device != call.device.id or not 1 <= request.incarnation <= MAX_INCARNATION:
        raise Refused(ErrorCode.BAD_REQUEST)
    reply = judge_batch(call, request)
    if reply is None:
        raise Refused(ErrorCode.SUSPENDED)
    return answer(reply)


@router.get("/pull", **describe(PullReply))
def pull(
    call: SignedCall,
    cursor: Annotated[str, Query(max_length=1000)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_PULL_CHANGES)] = MAX_PULL_CHANGES,
    anew: ChangeKind | None = None,
) -> Response:
    """What changed for the device's centre since a cursor; without one, everything as it stands. `anew`: of one kind
    everything as it stands, then what changed."""
    return answer(feed_pages.page(call, cursor, limit, anew))


@router.get("/names", **describe(NamesReply))
def names(call: SignedCall, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """What became of account names since a place: digests of those taken and of those free again."""
    return answer(taken_names.page(call, after))
