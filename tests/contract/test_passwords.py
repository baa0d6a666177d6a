"""Stored passwords: bcrypt-sha256 version 2 (rules §2; L3, L4, L5, X5, X7)."""

import base64
import hashlib
import hmac
import time

import bcrypt
import pytest
from hypothesis import given, settings

from ipas_contract import passwords
from tests.contract.texts import hostile

COST = 4
LONG = "abc123" * 12  # 72 bytes, bcrypt's limit
# The published vectors of the scheme's first implementation (passlib 1.7.3).
VECTORS = [
    ("", "$bcrypt-sha256$v=2,t=2b,r=5$E/e/2AOhqM5W/KJTFQzLce$WFPIZKtDDTriqWwlmRFfHiOTeheAZWe"),
    ("password", "$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS"),
    ("tá\u0411\u2113\u0259", "$bcrypt-sha256$v=2,t=2b,r=5$.US1fQ4TQS.ZTz/uJ5Kyn.$pzzgp40k8reM1CuQb03PvE0IDPQSdV6"),
    (LONG, "$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$zu1cloESVFIOsUIo7fCEgkdHaI9SSue"),
    (LONG + "qwr", "$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$CBF9csfEdW68xv3DwE6xSULXMtqEFP."),
    (LONG + "xyz", "$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$zC/1UDUG2ofEXB6Onr2vvyFzfhEOS3S"),
]


@pytest.mark.parametrize(("text", "stored"), VECTORS)
def test_known_vectors(text: str, stored: str) -> None:
    """L3, L4."""
    assert passwords.verify(text, stored)
    assert not passwords.verify(text + "x", stored)
    assert passwords.well_formed(stored, cost=5)


def test_the_scheme_step_by_step() -> None:
    """L3: base64 of HMAC-SHA256 keyed with the salt's text, then bcrypt."""
    stored = passwords.hash_password("Kiosk#2024Taipei", cost=COST)
    *_, salt, digest = stored.split("$")
    keyed = base64.b64encode(hmac.new(salt.encode(), b"Kiosk#2024Taipei", hashlib.sha256).digest())
    assert bcrypt.hashpw(keyed, f"$2b$04${salt}".encode()) == f"$2b$04${salt}{digest}".encode()
    assert stored == f"$bcrypt-sha256$v=2,t=2b,r=4${salt}${digest}"


def test_the_cost_is_twelve_unless_said_otherwise() -> None:
    """L3."""
    assert passwords.cost_of(passwords.hash_password("x")) == passwords.COST == 12


@pytest.mark.parametrize("length", [64, 72, 73, 200])
def test_every_character_counts(length: int) -> None:
    """L4, X5: nothing is cut at 72 bytes."""
    text = "a" * (length - 1)
    stored = passwords.hash_password(text + "b", cost=COST)
    assert passwords.verify(text + "b", stored)
    assert not passwords.verify(text + "c", stored)
    assert not passwords.verify(text, stored)


def test_long_texts_are_refused_fast() -> None:
    """X5: a megabyte costs no hashing, neither here nor there."""
    stored = passwords.hash_password("x", cost=COST)
    began = time.perf_counter()
    assert not passwords.verify("x" * 1_000_000, stored)
    assert not passwords.verify("x" * 201, stored)
    with pytest.raises(ValueError, match="200"):
        passwords.hash_password("x" * 1_000_000, cost=passwords.COST)
    assert time.perf_counter() - began < 0.05


@pytest.mark.parametrize("cost", [-1, 3, 32, 2**40])
def test_a_cost_that_bcrypt_does_not_know(cost: int) -> None:
    with pytest.raises(ValueError, match="cost"):
        passwords.hash_password("x", cost=cost)


def test_nothing_over_200_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    """X5: not even where a hash of it exists."""
    monkeypatch.setattr(passwords, "MAX_LENGTH", 201)
    stored = passwords.hash_password("x" * 201, cost=COST)
    monkeypatch.undo()
    assert not passwords.verify("x" * 201, stored)


def test_normal_forms_are_one_password() -> None:
    """L5, X7: é typed as one character or two; nothing is trimmed, case counts."""
    stored = passwords.hash_password("caf\u00e9", cost=COST)
    assert passwords.verify("cafe\u0301", stored)
    assert not passwords.verify("caf\u00e9 ", stored)
    assert not passwords.verify("CAF\u00c9", stored)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "x",
        "$2b$04$" + "a" * 53,
        VECTORS[1][1][:-1],
        VECTORS[1][1] + "S",
        VECTORS[1][1] + "\n",
        VECTORS[1][1].replace("v=2", "v=1"),
        VECTORS[1][1].replace("t=2b", "t=2a"),
        VECTORS[1][1].replace("r=5", "r=05"),
        VECTORS[1][1].replace("r=5", "r=٥"),
        VECTORS[1][1].replace("r=5", "r=3"),
        VECTORS[1][1].replace("r=5", "r=32"),
        VECTORS[1][1].replace("r=5", "r=99"),
        VECTORS[1][1].replace("5Hg1DKF", "5Hg1DK!"),
        VECTORS[1][1].replace("Voe$", "Vof$"),  # bits that no salt of 16 bytes has
        VECTORS[1][1][:-1] + "T",
    ],
)
def test_other_forms_verify_nothing(stored: str) -> None:
    """L3: central accepts exactly this form, and a foreign one never raises."""
    assert not passwords.verify("password", stored)
    assert not passwords.well_formed(stored, cost=5)


def test_well_formed_asks_for_the_cost() -> None:
    assert not passwords.well_formed(VECTORS[1][1], cost=12)
    assert passwords.cost_of(VECTORS[1][1]) == 5
    assert passwords.cost_of("x") == 0


def test_a_dummy_is_well_formed_and_nobodys() -> None:
    """L2: the same work for an account that does not exist."""
    dummy = passwords.dummy_hash(COST)
    assert passwords.well_formed(dummy, cost=COST)
    assert dummy != passwords.dummy_hash(COST)
    assert not passwords.verify("", dummy)


@settings(max_examples=40)
@given(hostile)
def test_any_text_up_to_200_is_a_password(text: str) -> None:
    """L5, X1."""
    text = text[:200]
    assert passwords.verify(text, passwords.hash_password(text, cost=COST))
    assert not passwords.verify(text, text)
