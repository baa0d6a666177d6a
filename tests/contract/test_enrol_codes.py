"""The enrolment code as it is typed, and the pin in it (V1, X22; model §8)."""

import hashlib
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract import base32, enrol_codes, pins
from ipas_contract.enrol_codes import EnrolCode
from tests.contract.texts import hostile, marred

PIN = pins.pin(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())
CODES = [EnrolCode("0123456789"), EnrolCode("ZYXWVTSRQP", PIN)]


def test_a_pin_is_the_first_100_bits_of_the_sha256_of_the_key() -> None:
    """RFC 8410's SubjectPublicKeyInfo of an Ed25519 key: a fixed head, then the raw key."""
    raw = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    digest = hashlib.sha256(bytes.fromhex("302a300506032b6570032100") + raw).hexdigest()
    assert sum(base32.ALPHABET.index(character) << 5 * place for place, character in enumerate(reversed(PIN))) == int(
        digest[:25], 16
    )


def test_a_code_has_50_bits_of_secret_and_is_never_the_same() -> None:
    assert enrol_codes.SECRET_LENGTH * base32.BITS >= 40
    assert len({EnrolCode.new().secret for _ in range(100)}) == 100
    assert pins.LENGTH * base32.BITS >= 80


@pytest.mark.parametrize(("code", "form"), [(CODES[0], r"\w{5}-\w{5}-\w"), (CODES[1], r"\w{5}(-\w{5}){5}-\w")])
def test_a_code_is_typed_in_fives_and_read_whatever_the_case(code: EnrolCode, form: str) -> None:
    text = str(code)
    assert re.fullmatch(form, text)
    for typed in (text, text.lower(), text.replace("-", " "), text.replace("0", "o").replace("1", "l"), f" {text} "):
        assert enrol_codes.read(typed) == code


@given(st.sampled_from(CODES), st.data())
def test_one_wrong_character_is_seen_before_anything_is_sent(code: EnrolCode, data: st.DataObject) -> None:
    text = str(code)
    at = data.draw(st.sampled_from([i for i, character in enumerate(text) if character != "-"]))
    wrong = data.draw(st.sampled_from(base32.ALPHABET.replace(text[at], "")))
    assert enrol_codes.read(text[:at] + wrong + text[at + 1 :]) is None


@given(hostile | marred(*map(str, CODES)))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read in (enrol_codes.read, pins.read):
        assert read(text) is None or set(base32.plain(text) or "?") <= set(base32.ALPHABET)
