"""The wire as a kiosk speaks it, with real signatures (`SignedClient`), and the ops a kiosk makes (`Kiosk`)."""

import base64
import hashlib
import json
import ssl
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract import passwords, receipts, signing
from ipas_contract.calls import (
    ECHO_HEADER,
    MEDIA_TYPE,
    NONCE_HEADER,
    PROTOCOL_HEADER,
    EnrolReply,
    EnrolRequest,
    ErrorCode,
    ErrorReply,
    HelloReply,
    HelloRequest,
)
from ipas_contract.events import Op, OpKind, OpVerdict, PullReply, PushReply, PushRequest, Wire
from ipas_contract.ids import uuid7
from tests.helpers.office import CENTRE, COST, MORNING
from tests.helpers.people import person

W = TypeVar("W", bound=Wire)

ECHO = "echo-of-mine"
_TLS = ssl.create_default_context()
"""Made once: reading the system's certificates takes longer than most tests."""
PASSWORD_HASH = passwords.hash_password("Lantern#Quarry0001", cost=COST)


class SignedClient:
    """The wire as a kiosk speaks it: signs, keeps the last nonce, sends once more when a nonce is asked for."""

    def __init__(self, url: str, key: Ed25519PrivateKey | None = None, device_id: UUID | None = None) -> None:
        self.url = url
        self.key = key or Ed25519PrivateKey.generate()
        self.device_id = device_id
        self.nonce = ""
        self.last_request: httpx2.Request | None = None
        self._http = httpx2.Client(timeout=30, verify=_TLS)

    def close(self) -> None:
        self._http.close()

    def enrol(self, code: str, centre: str = CENTRE) -> EnrolReply | ErrorReply:
        """Exchange a code for an identity, which the client then has."""
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        request = EnrolRequest(centre_id=centre, code=code, public_key=public)
        response = self.unsigned("POST", "/v1/devices/enrol", request.model_dump_json().encode())
        if response.status_code != 200:
            return ErrorReply.model_validate_json(response.content)
        reply = EnrolReply.model_validate_json(response.content)
        self.device_id = reply.device_id
        return reply

    def unsigned(self, method: str, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        """A request without a signature."""
        return self._http.request(method, self.url + path, content=content, headers=self._plain() | headers)

    def signed(self, method: str, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        """A signed request; one that is asked for a nonce is sent once more."""
        response = self._http.send(self.request(method, path, content, **headers))
        self.nonce = response.headers[NONCE_HEADER]
        if code_of(response) == ErrorCode.NONCE_REQUIRED:
            response = self._http.send(self.request(method, path, content, **headers))
            self.nonce = response.headers[NONCE_HEADER]
        return response

    def request(self, method: str, path: str, content: bytes = b"", **headers: str) -> httpx2.Request:
        """A request signed with the nonce at hand, not sent."""
        url = self.url + path
        signature = signing.sign(method, url, content, key=self.key, key_id=str(self.device_id), nonce=self.nonce)
        more = self._plain() | signature | headers
        self.last_request = self._http.build_request(method, url, content=content, headers=more)
        return self.last_request

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request as it is."""
        return self._http.send(request)

    def call(self, path: str, request: Wire, reply: type[W]) -> W:
        """A call that must succeed."""
        response = self.signed("POST", path, request.model_dump_json().encode())
        assert response.status_code == 200, response.text
        return reply.model_validate_json(response.content)

    def pull(self, cursor: str = "", limit: int = 1000, **more: str) -> PullReply:
        query = str(httpx2.QueryParams({"cursor": cursor, "limit": limit, **more}))
        response = self.signed("GET", f"/v1/sync/pull?{query}")
        assert response.status_code == 200, response.text
        return PullReply.model_validate_json(response.content)

    def _plain(self) -> dict[str, str]:
        return {"content-type": MEDIA_TYPE, PROTOCOL_HEADER: "1", ECHO_HEADER: ECHO}


def code_of(response: httpx2.Response) -> str | None:
    """The error code of a reply that is not a 200."""
    return None if response.status_code == 200 else ErrorReply.model_validate_json(response.content).code


class Kiosk:
    """Makes ops as a kiosk does and pushes them; its own numbers count on."""

    def __init__(self, client: SignedClient, enrolled: EnrolReply) -> None:
        self.client = client
        self.id = enrolled.device_id
        self.code = enrolled.kiosk_code
        self.incarnation = enrolled.incarnation
        self.seq = 0
        self.receipts = 0

    def submitted(self, serial: int, **changes: Any) -> Op:
        """A registration of person number `serial`; `changes` are fields of its body."""
        self.receipts += 1
        changes = {"id": uuid7(), "receipt_no": receipts.number(self.code, self.incarnation, self.receipts)} | changes
        return self.op(OpKind.SUBMITTED, body_of(serial, **changes))

    def amended(self, first: Op, serial: int, **changes: Any) -> Op:
        """The registration of `first` anew, with other data."""
        kept = {"id": first.entity_id, "receipt_no": fields(first)["receipt_no"]}
        return self.op(OpKind.AMENDED, body_of(serial, **(kept | changes)), depends_on=first.op_id)

    def withdrawn(self, first: Op, **changes: Any) -> Op:
        body = {"id": first.entity_id, "receipt_no": fields(first)["receipt_no"]}
        return self.op(OpKind.WITHDRAWN, body, depends_on=first.op_id, **changes)

    def op(self, kind: str, body: dict[str, Any] | str, **changes: Any) -> Op:
        """The next op of this kiosk."""
        self.seq += 1
        text = body if isinstance(body, str) else as_text(body)
        entity = body["id"] if isinstance(body, dict) and "id" in body else uuid7()
        values = {
            "seq": self.seq,
            "op_id": uuid7(),
            "kind": str(kind),
            "entity_id": entity,
            "body": text,
            "body_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "made_at": MORNING,
            "boot_id": "boot",
            "mono_ms": self.seq,
        }
        return Op(**(values | changes))

    def batch(self, ops: list[Op], **changes: Any) -> PushRequest:
        values = {
            "device": self.id,
            "incarnation": self.incarnation,
            "batch_id": uuid7(),
            "sent_at": MORNING,
            "boot_id": "boot",
            "mono_ms": self.seq,
            "ops": ops,
        }
        return PushRequest(**(values | changes))

    def push(self, *ops: Op, **changes: Any) -> PushReply:
        return self.client.call("/v1/sync/push", self.batch(list(ops), **changes), PushReply)

    def verdicts(self, *ops: Op, **changes: Any) -> list[OpVerdict]:
        return list(self.push(*ops, **changes).verdicts)

    def words(self, *ops: Op, **changes: Any) -> list[str]:
        """The bare words of the verdicts."""
        return [verdict.verdict.value for verdict in self.verdicts(*ops, **changes)]

    def hello(
        self,
        *,
        seq: int | None = None,
        last: Op | None = None,
        incarnation: int | None = None,
        epoch: UUID | None = None,
    ) -> HelloReply:
        """Say where the store stands, by default as it does; goes on under the incarnation that is answered."""
        said = HelloRequest(
            incarnation=incarnation or self.incarnation,
            highest_seq=self.seq if seq is None else seq,
            last_op_sha256=last.body_sha256 if last else None,
            server_epoch=epoch,
        )
        reply = self.client.call("/v1/devices/hello", said, HelloReply)
        self.incarnation = reply.incarnation
        return reply


def body_of(serial: int, **changes: Any) -> dict[str, Any]:
    """The body of a registration that keeps every rule."""
    who = person(serial)
    return {
        "account": who.account,
        "nationality": "roc",
        "id_number": who.id_number,
        "name": who.name,
        "surname_roman": "WANG",
        "given_roman": "SIAO-MING",
        "roman_source": "suggested",
        "email": who.email,
        "mobile": f"+886{who.mobile[1:]}",
        "sex": "male",
        "education": "bachelor",
        "school_area": "other",
        "school_text": "其他",
        "department_text": "無",
        "password_hash": PASSWORD_HASH,
        "language": "zh_TW",
        "consent_version": "1",
        "consent_at": MORNING,
        "captcha_policy": "always",
    } | changes


def fields(op: Op) -> dict[str, Any]:
    """An op's body."""
    found: dict[str, Any] = json.loads(op.body)
    return found


def as_text(body: dict[str, Any]) -> str:
    """A body as it is stored."""
    return json.dumps(body, ensure_ascii=False, default=str)
