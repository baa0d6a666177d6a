"""Enrolment, hello, ping (model §11)."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from ipas_central.db import in_transaction
from ipas_central.devices import enrolment, fleet, orders, streams
from ipas_central.errors import Refused
from ipas_central.security import OpenCentral, OpenContent, SignedCall, read
from ipas_central.sync import names
from ipas_central.wire import answer, describe
from ipas_contract.calls import (
    EnrolReply,
    EnrolRequest,
    ErrorCode,
    HelloReply,
    HelloRequest,
    PingReply,
    Report,
    WipedReply,
    WipedRequest,
)
from ipas_contract.logs import get_logger

log = get_logger(__name__)
router = APIRouter(prefix="/v1")


@router.post("/devices/enrol", **describe(EnrolReply, EnrolRequest))
def enrol(central: OpenCentral, content: OpenContent) -> Response:
    """Exchange a one-time code and a public key for an identity; every failure looks alike (V1)."""
    request = read(content, EnrolRequest)
    public_key = enrolment.raw_key(request.public_key)
    if public_key is None:
        raise Refused(ErrorCode.BAD_REQUEST)
    reply = in_transaction(central.engine, lambda connection: enrolment.enrol(connection, central, request, public_key))
    if reply is None:
        log.warning("enrol_failed")
        raise Refused(ErrorCode.ENROL_FAILED)
    log.info("enrolled", device=reply.device_id, centre=reply.centre_id, kiosk_code=reply.kiosk_code)
    return answer(reply)


@router.post("/devices/wiped", **describe(WipedReply, WipedRequest))
def wiped(central: OpenCentral, content: OpenContent) -> Response:
    """A kiosk's last word, signed before it destroyed its key (model §8)."""
    said = read(content, WipedRequest)
    if not in_transaction(central.engine, lambda connection: orders.obeyed(connection, central, said)):
        raise Refused(ErrorCode.BAD_SIGNATURE)
    return answer(WipedReply())


@router.post("/devices/hello", **describe(HelloReply, HelloRequest))
def hello(call: SignedCall) -> Response:
    """Where the kiosk's store stands; a restored or cloned one goes on under a new incarnation (model §8)."""
    said = call.read(HelloRequest)
    now = call.central.clock()

    def work(connection: Connection) -> HelloReply | None:
        kiosk = streams.lock(connection, call.device.id)
        if not streams.named(connection, kiosk, said.incarnation, now):
            return None
        incarnation, through = streams.hello(connection, kiosk, said, call.epoch)
        return HelloReply(
            incarnation=incarnation,
            server_epoch=call.epoch,
            server_time=now,
            kiosk_code=kiosk.kiosk_code,
            centre_id=kiosk.centre_id,
            contiguous_through=through,
            names_key=names.shared_key(call.central.keys),
        )

    reply = in_transaction(call.central.engine, work)
    if reply is None:
        raise Refused(ErrorCode.SUSPENDED)
    return answer(reply)


@router.post("/ping", **describe(PingReply, Report))
def beat(call: SignedCall) -> Response:
    """A ping that says how the kiosk is (O1); the latest is kept."""
    told = call.read(Report)
    now = call.central.clock()
    in_transaction(call.central.engine, lambda connection: fleet.heard(connection, call.device.id, told, now))
    return answer(PingReply(server_time=now, server_epoch=call.epoch, pins=call.central.pins))


@router.get("/ping", **describe(PingReply))
def ping(call: SignedCall) -> Response:
    """The line is up, and it is we who answer."""
    central = call.central
    return answer(PingReply(server_time=central.clock(), server_epoch=call.epoch, pins=central.pins))
