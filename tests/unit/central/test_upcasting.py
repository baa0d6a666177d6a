"""Bodies of older kiosks in today's form (sync §2, Versions)."""

import json

import pytest

from ipas_central.sync import upcasting
from ipas_central.sync.upcasting import STEPS, today, too_new, too_old
from ipas_contract import events
from ipas_contract.events import OpKind


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four schemas, of which three are read; in the third `a` became `b`, in the fourth `b` a list."""
    monkeypatch.setattr(upcasting, "NEWEST", 4)
    monkeypatch.setitem(STEPS, 2, {OpKind.LOOKUP: lambda fields: fields | {"b": fields.pop("a")}})
    monkeypatch.setitem(STEPS, 3, {OpKind.LOOKUP: lambda fields: fields | {"b": [fields["b"]]}})


def test_every_version_that_is_read_has_its_step() -> None:
    """A body's form that changes takes a step with it."""
    assert list(STEPS) == list(range(events.MIN_SCHEMA_VERSION, events.SCHEMA_VERSION))


@pytest.mark.usefixtures("three")
def test_the_newest_and_the_two_before_it_are_read() -> None:
    assert [too_old(version) for version in range(6)] == [True, True, False, False, False, False]
    assert [too_new(version) for version in range(6)] == [False, False, False, False, False, True]


@pytest.mark.usefixtures("three")
def test_a_body_goes_through_every_step_after_its_version() -> None:
    """Unknown fields are handed on; a kind that did not change is as it was."""
    sent = ((2, '{"a": 1, "x": 2}'), (3, '{"b": 1}'), (4, '{"b": [1]}'))
    made = [json.loads(today(OpKind.LOOKUP, *each)) for each in sent]
    assert made == [{"b": [1], "x": 2}, {"b": [1]}, {"b": [1]}]
    assert json.loads(today(OpKind.WITHDRAWN, 2, '{"a":1}')) == {"a": 1}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("body", ["", "[1]", "{}", "1", '"a"', "[" * 60_000])
def test_a_body_of_another_form_than_it_says_is_handed_on(body: str) -> None:
    assert today(OpKind.LOOKUP, 2, body) == body
