"""What of a request is signed, and how (V4): a changed byte is refused, hostile headers raise only the one error."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract import signing

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
URL = "http://127.0.0.1:8000/v1/lookups/email?name=%E7%8E%8B"
BODY = b'{"a": 1}'


def signed(method: str = "POST", url: str = URL, body: bytes = BODY) -> dict[str, str]:
    return signing.sign(method, url, body, key=KEY, key_id="device", nonce="n-1")


def check(headers: dict[str, str], method: str = "POST", url: str = URL, body: bytes = BODY) -> signing.Signed:
    return signing.verify(method, url, headers, body, public_key=lambda _: KEY.public_key())


def test_v4_a_signed_request_says_who_and_which_nonce() -> None:
    found = check(signed())
    assert (found.key_id, found.nonce) == ("device", "n-1")


def test_v4_what_is_signed_is_the_base_of_rfc_9421() -> None:
    """Written out by hand here (its section 2.5), with the digest of RFC 9530: any other implementation verifies it."""
    headers = signed()
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert headers["Content-Digest"] == f"sha-256=:{digest}:"
    parameters = headers["Signature-Input"].removeprefix("kiosk=")
    lines = (
        '"@method": POST',
        '"@path": /v1/lookups/email',
        '"@query": ?name=%E7%8E%8B',
        f'"content-digest": {headers["Content-Digest"]}',
        f'"@signature-params": {parameters}',
    )
    signature = base64.b64decode(headers["Signature"].removeprefix("kiosk=:").removesuffix(":"))
    KEY.public_key().verify(signature, "\n".join(lines).encode())
    for part in ('keyid="device"', 'nonce="n-1"', 'tag="ipas-kiosk"', "created="):
        assert part in parameters


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("PUT", URL, BODY),
        ("POST", URL.replace("email", "emajl"), BODY),
        ("POST", URL + "&x=1", BODY),
        ("POST", URL, BODY.replace(b"1", b"2")),
        ("POST", URL, b""),
    ],
)
def test_v4_a_change_of_method_path_query_or_body_is_refused(method: str, url: str, body: bytes) -> None:
    with pytest.raises(signing.SignatureError):
        check(signed(), method, url, body)


def test_v4_host_and_scheme_may_change_behind_a_proxy() -> None:
    assert check(signed(), url=URL.replace("http://127.0.0.1:8000", "https://central.example")).key_id == "device"


def test_v4_another_key_or_an_unknown_one_is_refused() -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    for found in (stranger, None):
        with pytest.raises(signing.SignatureError):
            signing.verify("POST", URL, signed(), BODY, public_key=lambda _, found=found: found)  # type: ignore[misc]


def test_v4_a_request_without_a_body_signs_the_digest_of_nothing() -> None:
    headers = signed("GET", body=b"")
    assert check(headers, "GET", body=b"").nonce == "n-1"
    with pytest.raises(signing.SignatureError):
        check(headers, "GET", body=b"x")


@pytest.mark.parametrize("missing", ["Content-Digest", "Signature", "Signature-Input"])
def test_v4_no_part_may_be_left_out(missing: str) -> None:
    headers = signed()
    del headers[missing]
    with pytest.raises(signing.SignatureError):
        check(headers)


def test_v4_a_signature_that_covers_less_is_refused() -> None:
    headers = signed()
    headers["Signature-Input"] = headers["Signature-Input"].replace(' "@query"', "")
    with pytest.raises(signing.SignatureError):
        check(headers)


def test_the_key_is_asked_for_by_the_id_that_the_request_claims() -> None:
    asked: list[str] = []

    def none(key_id: str) -> None:
        asked.append(key_id)

    with pytest.raises(signing.SignatureError):
        signing.verify("POST", URL, signed(), BODY, public_key=none)
    assert asked == ["device"]


def test_trouble_in_finding_the_key_is_no_bad_signature() -> None:
    def away(_: str) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        signing.verify("POST", URL, signed(), BODY, public_key=away)


@given(st.dictionaries(st.sampled_from(["Signature", "Signature-Input", "Content-Digest"]), st.text()))
def test_x1_hostile_headers_raise_nothing_but_the_signature_error(junk: dict[str, str]) -> None:
    headers = {**signed(), **junk}
    try:
        check(headers)
    except signing.SignatureError:
        return
    assert all(junk[name] == signed()[name] for name in junk)


def test_v2_both_sides_show_the_same_fingerprint() -> None:
    key = signing.public_bytes(KEY.public_key())
    assert signing.fingerprint(key) == signing.fingerprint(bytes(key))
    assert signing.fingerprint(key) != signing.fingerprint(bytes(32))
    assert [len(group) for group in signing.fingerprint(key).split("-")] == [4, 4, 4, 4]
