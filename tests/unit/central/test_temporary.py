"""Temporary passwords (R4, R5, R6)."""

import math
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ipas_central.candidates import temporary
from ipas_contract.rules import password

SOMEBODY = UUID("0190f5a0-0000-7000-8000-000000000001")
ANOTHER = UUID("0190f5a0-0000-7000-8000-000000000002")
KEY = bytes(range(32))


def test_r4_a_temporary_password_meets_the_password_rules_and_has_no_look_alikes() -> None:
    made = [temporary.generate() for _ in range(2000)]
    for secret in made:
        assert password.rules(secret) == ()
        assert not set(secret) & set("0O1Il")
        assert len(secret) >= 16
    assert len(set(made)) == len(made)


def test_r4_every_place_can_hold_every_class() -> None:
    made = [temporary.generate() for _ in range(2000)]
    for place in range(temporary.LENGTH):
        seen = {secret[place] for secret in made}
        assert any(c.isupper() for c in seen)
        assert any(c.islower() for c in seen)
        assert any(c.isdigit() for c in seen)
        assert any(not c.isalnum() for c in seen)
    letters = {c for secret in made for c in secret}
    assert math.log2(len(letters)) * (temporary.LENGTH - 4) > 64


def test_r4_the_digest_is_keyed_and_bound_to_its_candidate() -> None:
    secret = temporary.generate()
    stored = temporary.digest(secret, SOMEBODY, KEY)
    assert len(stored) == 32
    assert temporary.matches(secret, stored, SOMEBODY, KEY)
    assert not temporary.matches(secret, stored, ANOTHER, KEY)
    assert not temporary.matches(secret, stored, SOMEBODY, bytes(32))
    assert not temporary.matches(secret[:-1], stored, SOMEBODY, KEY)
    assert not temporary.matches("", stored, SOMEBODY, KEY)


@given(st.text(st.characters(codec=None), max_size=300))
def test_x1_any_typed_text_can_be_compared(typed: str) -> None:
    stored = temporary.digest("right", SOMEBODY, KEY)
    assert temporary.matches(typed, stored, SOMEBODY, KEY) == (typed == "right")
