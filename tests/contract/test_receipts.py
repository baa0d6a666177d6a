"""Receipt numbers and tokens (model §10)."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract import receipts
from tests.contract.texts import hostile

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")
MADE_AT = 1_790_000_123_456
NUMBER = receipts.number("K0A1", 2, 17)
TOKEN = receipts.token(NUMBER, MADE_AT, KEY)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_number() -> None:
    assert re.fullmatch(r"K0A1-2-00017-[0-9A-Z]", NUMBER)
    assert receipts.number("K0A1", 2, 123_456).startswith("K0A1-2-123456-")


def test_check_character_is_iso_7064_mod_37_36() -> None:
    """The published example of a Global Release Identifier, which uses the same."""
    assert receipts._check_character("A12425GABC1234002") == "M"


@given(st.text(ALPHABET, min_size=4, max_size=4), st.integers(0, 999), st.integers(0, 99_999), st.data())
def test_a_wrong_character_is_found(code: str, incarnation: int, counter: int, data: st.DataObject) -> None:
    """Any one; of two neighbours swapped nearly all, which is what the system promises."""
    number = receipts.number(code, incarnation, counter)
    assert receipts.valid(number)
    at = data.draw(st.sampled_from([i for i, character in enumerate(number) if character != "-"]))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(number[at], "")))
    assert not receipts.valid(number[:at] + wrong + number[at + 1 :])


@pytest.mark.parametrize(
    "text", ["", "K0A1", NUMBER.lower(), NUMBER + "\n", " " + NUMBER, NUMBER.replace("-", ""), "\ud800"]
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert not receipts.valid(text)


@pytest.mark.parametrize(
    ("code", "incarnation", "counter"), [("k0a1", 1, 1), ("K0A", 1, 1), ("K0A1", -1, 1), ("K0A1", 1, -1)]
)
def test_what_cannot_be_a_number_raises(code: str, incarnation: int, counter: int) -> None:
    with pytest.raises(ValueError, match="kiosk code"):
        receipts.number(code, incarnation, counter)


def test_token_says_number_and_minute_and_nothing_else() -> None:
    """P10; every character is one of a QR code's compact alphanumeric ones."""
    assert receipts.read_token(TOKEN) == receipts.ReceiptToken(NUMBER, MADE_AT // 60_000)
    version, number, minute, signature = TOKEN.split("*")
    assert (version, number, minute, len(signature)) == ("1", NUMBER, str(MADE_AT // 60_000), 103)
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", TOKEN)


def test_token_is_verified_by_its_kiosks_key_alone() -> None:
    assert receipts.verify_token(TOKEN, KEY.public_key())
    assert not receipts.verify_token(TOKEN, OTHER.public_key())


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(ALPHABET + "*- "))
def test_no_character_of_a_token_can_be_changed(at: int, character: str) -> None:
    changed = TOKEN[:at] + character + TOKEN[at + 1 :]
    assert receipts.verify_token(changed, KEY.public_key()) == (changed == TOKEN)


@given(hostile)
def test_hostile_tokens(text: str) -> None:
    """X1, X33."""
    for token in (text, TOKEN + text, text + TOKEN, TOKEN.replace(NUMBER, text)):
        if token != TOKEN:
            assert receipts.read_token(token) is None
            assert not receipts.verify_token(token, KEY.public_key())
