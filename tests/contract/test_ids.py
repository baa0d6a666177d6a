"""UUID version 7."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

import pytest

from ipas_contract import ids


def test_form() -> None:
    made = ids.uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert abs((made.int >> 80) - time.time_ns() // 1_000_000) < 1000


def test_order_and_uniqueness_within_a_millisecond() -> None:
    made = [ids.uuid7() for _ in range(5000)]
    assert made == sorted(set(made))


def test_order_holds_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ids.uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert before < ids.uuid7() < ids.uuid7()


def test_threads_get_different_ids() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ids.uuid7(), range(2000)))
    assert len(set(made)) == len(made)


def test_a_full_millisecond_runs_over_into_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = ids.uuid7().int >> 80
    monkeypatch.setattr(ids, "_last", ((stamp + 1_000_000) << 74) | ((1 << 74) - 1))
    made = ids.uuid7()
    assert made.int >> 80 == stamp + 1_000_001
    assert (made.version, made.variant) == (7, RFC_4122)
