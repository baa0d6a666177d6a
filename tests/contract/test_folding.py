"""Folding to a fixed point: what one round would leave for a second one."""

import timeit
from collections.abc import Callable

import pytest

from ipas_contract.codes import Nationality
from ipas_contract.rules import account, email, identity, mobile, name, password, romanisation


def test_dropped_characters_join_what_stood_around_them() -> None:
    """X1: the accent composes only when the character between has gone."""
    assert identity.check("A \u0301").value == "Á"
    assert identity.check("i\u0307").value == "İ"
    assert name.normalise("a\u200d\u0301") == "á"
    assert mobile.check("0.\u0338").value == mobile.check(mobile.check("0.\u0338").value).value


def test_all_scripts_are_put_in_upper_case() -> None:
    """A small Cyrillic а is refused as what it is, and shown like the capital one."""
    assert identity.check("а123456789").value == "А123456789"
    assert romanisation.check("Wáng", "").value == "WÁNG"


@pytest.mark.parametrize("text", ["ı", "ß", "ŉ", "ΐ"])
def test_no_other_letter_becomes_a_to_z(text: str) -> None:
    """A dotless i is no I, neither in an ID number nor in a spelling."""
    assert "I" not in identity.check(f"A{text}").value
    assert not romanisation.check(text, "").good
    assert not email.check(f"{text}@company.com.tw").good
    assert name.check(f"{text}{text}", nationality=Nationality.FOREIGN).value == f"{text}{text}"


ACCENTS = "e" + "\u0301\u0323" * 5_000
"""Accents in an order that a normal form must mend one by one."""


@pytest.mark.parametrize(
    "rule",
    [
        lambda text: name.check(text, nationality=Nationality.FOREIGN),
        lambda text: identity.check(text, nationality=Nationality.FOREIGN),
        email.check,
        lambda text: mobile.check(text, nationality=Nationality.FOREIGN),
        lambda text: romanisation.check(text, text),
        account.check,
        password.rules,
    ],
)
def test_no_text_keeps_the_window_from_its_work(rule: Callable[[str], object]) -> None:
    """X1: rules are asked with every key, and answer within a stall."""
    assert min(timeit.repeat(lambda: rule(ACCENTS), number=1, repeat=3)) < 0.05
