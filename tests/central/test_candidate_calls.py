"""The candidates' calls on the wire: signed, over a real socket (L1, L3, R1, X1, X5, X8)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from ipas_central import devmail
from ipas_central.tables import candidate, lookup_request
from ipas_contract import passwords
from ipas_contract.calls import (
    CredentialLookupReply,
    EmailLookupReply,
    PasswordReply,
    SignInOutcome,
    SignInReply,
    TakenReply,
    TakenRequest,
)
from ipas_contract.events import MAX_CALL_BYTES, Wire
from tests.helpers.central import CentralServer, SignedClient
from tests.helpers.credentials import give_secret
from tests.helpers.office import Office, asking_credentials, asking_email, changing, signing_in
from tests.helpers.people import person
from tests.helpers.wire import code_of

ANNE = person(1)
BOB = person(2)
WRONG = "Wrong#Password99"
SIGN_IN = "/v1/candidates/sign-in"
TAKEN = "/v1/candidates/account-taken"
PASSWORD = "/v1/candidates/password"
CREDENTIAL = "/v1/lookups/credential"
EMAIL = "/v1/lookups/email"


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[CentralServer]:
    """Central on its line, with a mail server to send to."""
    with (
        devmail.running(tmp_path / "mail") as port,
        CentralServer(database_url, tmp_path, smtp_port=port, sms_dir=tmp_path / "sms") as server,
    ):
        yield server


@pytest.fixture
def people(served: CentralServer, tmp_path: Path) -> Office:
    """The same central from inside."""
    return Office(served.central, served.clock, tmp_path / "mail", tmp_path / "sms")


@pytest.fixture
def kiosk(served: CentralServer) -> SignedClient:
    return served.kiosk().client


def content(kiosk: SignedClient, path: str, request: Wire) -> bytes:
    response = kiosk.signed("POST", path, request.model_dump_json().encode())
    assert response.status_code == 200, response.text
    return response.content


def test_l1_every_failure_has_the_same_bytes(people: Office, kiosk: SignedClient) -> None:
    people.register(ANNE)
    people.register(BOB)
    people.register(person(3), status="disabled")
    give_secret(people, BOB)
    replies = {
        content(kiosk, SIGN_IN, request)
        for request in (
            signing_in(ANNE, password=WRONG),
            signing_in(ANNE, name="陳小明"),
            signing_in(ANNE, password=""),
            signing_in(BOB, password=WRONG),
            signing_in(person(3)),
            *(signing_in(ANNE, password=WRONG) for _ in range(4)),
            signing_in(ANNE),
        )
    }
    assert len(replies) == 1
    (reply,) = replies
    keys = json.loads(reply).keys()
    assert keys == json.loads(content(kiosk, SIGN_IN, signing_in(BOB))).keys()
    assert keys == json.loads(content(kiosk, SIGN_IN, signing_in(person(9)))).keys()


def test_x8_an_account_is_public_in_any_case_and_its_own_is_not_taken(people: Office, kiosk: SignedClient) -> None:
    anne = people.register(ANNE)

    def taken(request: TakenRequest) -> str:
        return kiosk.call(TAKEN, request, TakenReply).outcome

    assert taken(TakenRequest(account=ANNE.account)) == "taken"
    assert taken(TakenRequest(account=ANNE.account.upper())) == "taken"
    assert taken(TakenRequest(account=ANNE.account, except_id=anne)) == "free"
    assert taken(TakenRequest(account=BOB.account)) == "free"
    assert taken(TakenRequest(account=BOB.account, except_id=anne)) == "free"


def test_r1_credential_lookup_has_one_answer(people: Office, kiosk: SignedClient) -> None:
    people.register(ANNE)
    asked = (asking_credentials(ANNE), asking_credentials(BOB), asking_credentials(ANNE, name=""))
    assert {content(kiosk, CREDENTIAL, body) for body in asked} == {CredentialLookupReply().model_dump_json().encode()}
    assert len(people.rows(lookup_request)) == 3
    assert people.send() == 1, "sending happens after the reply"


def test_the_whole_recovery_over_the_wire(people: Office, kiosk: SignedClient) -> None:
    people.register(ANNE)
    assert kiosk.call(EMAIL, asking_email(ANNE), EmailLookupReply).email == "t•••••1@m•••.e•••.org"
    secret = give_secret(people, ANNE)
    reply = kiosk.call(SIGN_IN, signing_in(ANNE, password=secret), SignInReply)
    assert reply.outcome is SignInOutcome.MUST_CHANGE
    assert kiosk.call(PASSWORD, changing(ANNE, WRONG, current=secret), PasswordReply).outcome == "changed"
    reply = kiosk.call(SIGN_IN, signing_in(ANNE, password=WRONG), SignInReply)
    assert reply.outcome is SignInOutcome.SIGNED_IN


def test_l3_a_cheaper_hash_is_made_anew_after_the_reply(database_url: str, tmp_path: Path) -> None:
    with CentralServer(database_url, tmp_path, bcrypt_cost=5) as server:
        office = Office(server.central, server.clock, tmp_path / "mail", tmp_path / "sms")
        office.register(ANNE, cost=4)
        client = server.kiosk().client
        for _ in range(2):  # the second is answered when the first one's afterwork is done
            client.call(SIGN_IN, signing_in(ANNE), SignInReply)
        assert passwords.cost_of(office.rows(candidate)[0].password_hash) == 5


def test_l3_hashing_keeps_nobody_else_waiting(people: Office, served: CentralServer) -> None:
    """Three sign-ins at cost 13 (half a second each) are under way while pings are answered."""
    people.register(ANNE, cost=13)
    clients = [served.kiosk().client for _ in range(3)]
    pinging = served.kiosk().client
    pinging.signed("GET", "/v1/ping")
    with ThreadPoolExecutor(3) as pool:
        under_way = [pool.submit(client.call, SIGN_IN, signing_in(ANNE), SignInReply) for client in clients]
        pings = []
        while len(pings) < 60 and not all(each.done() for each in under_way):  # a device may ask 100 times at once
            began = perf_counter()
            assert pinging.signed("GET", "/v1/ping").status_code == 200
            pings.append(perf_counter() - began)
        assert {each.result().outcome for each in under_way} == {SignInOutcome.SIGNED_IN}
    # Were it done on the event loop, hardly more than one ping would come between two of them.
    assert len(pings) > 8
    assert median(pings) < 0.1


@pytest.mark.logs("device_paused")
def test_l9_a_paused_device_is_told_how_long(people: Office, kiosk: SignedClient, served: CentralServer) -> None:
    for serial in range(1, 22):
        people.register(person(serial))
        content(kiosk, SIGN_IN, signing_in(person(serial), password=WRONG))
    for path, request in ((SIGN_IN, signing_in(BOB)), (PASSWORD, changing(BOB, WRONG)), (EMAIL, asking_email(BOB))):
        response = kiosk.signed("POST", path, request.model_dump_json().encode())
        assert (response.status_code, code_of(response)) == (429, "slow_down")
        assert response.headers["retry-after"] == "600"
    assert content(kiosk, CREDENTIAL, asking_credentials(BOB)), "recovery and registration go on"
    other = served.kiosk().client
    assert other.call(SIGN_IN, signing_in(BOB), SignInReply).outcome is SignInOutcome.SIGNED_IN


@pytest.mark.parametrize("path", [SIGN_IN, TAKEN, PASSWORD, CREDENTIAL, EMAIL])
@pytest.mark.parametrize("sent", [b"", b"{}", b"[]", b"null", b"\xff", b'{"account": 7}', b'{"request_id": "x"}'])
def test_what_is_no_body_is_a_bad_request(kiosk: SignedClient, path: str, sent: bytes) -> None:
    response = kiosk.signed("POST", path, sent)
    assert (response.status_code, code_of(response)) == (400, "bad_request")


@pytest.mark.parametrize("path", [SIGN_IN, TAKEN, PASSWORD, CREDENTIAL, EMAIL])
def test_unsigned_nobody_is_answered(kiosk: SignedClient, path: str) -> None:
    assert kiosk.unsigned("POST", path, signing_in(ANNE).model_dump_json().encode()).status_code == 401


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "長" * 200,
        "\x00",
        "\u202e",
        "😀",
        "' OR 1=1--",
        "{{7*7}}",
        "%s",
        "<img src=file:///x>",
        "\\",
        "\r\n",
    ],
)
def test_x1_x2_any_text_in_any_field_is_answered(people: Office, kiosk: SignedClient, text: str) -> None:
    people.register(ANNE)
    for changes in ({"account": text}, {"name": text}, {"password": text}):
        assert content(kiosk, SIGN_IN, signing_in(ANNE, **changes))
    assert content(kiosk, TAKEN, TakenRequest(account=text))
    for changes in ({"id_number": text}, {"name": text}, {"address": text}):
        assert content(kiosk, CREDENTIAL, asking_credentials(ANNE, **changes))
    for changes in ({"account": text}, {"name": text}, {"mobile": text}):
        assert content(kiosk, EMAIL, asking_email(ANNE, **changes))
    for changes in ({"account": text}, {"name": text}, {"current": text}):
        assert content(kiosk, PASSWORD, changing(ANNE, WRONG, **changes))
    people.send()


def test_x1_a_half_surrogate_is_a_bad_request(kiosk: SignedClient) -> None:
    sent = signing_in(ANNE, password="@@").model_dump_json().replace("@@", "\\ud800").encode()
    assert kiosk.signed("POST", SIGN_IN, sent).status_code in (200, 400)


@pytest.mark.parametrize("length", [73, 1000, 1001, MAX_CALL_BYTES, 1_000_000])
def test_x5_long_passwords_are_taken_or_refused_fast(people: Office, kiosk: SignedClient, length: int) -> None:
    people.register(ANNE)
    values = signing_in(ANNE).model_dump(mode="json") | {"password": "x" * length}
    kiosk.signed("GET", "/v1/ping")
    began = perf_counter()
    response = kiosk.signed("POST", SIGN_IN, json.dumps(values).encode())
    assert perf_counter() - began < 0.5
    assert response.status_code == (200 if length <= 1000 else 400 if length < MAX_CALL_BYTES else 413)
