"""The digests of taken account names (sync §2 Uniqueness, §4; D6)."""

import hashlib
from uuid import UUID

import pytest

from ipas_contract.names import DIGEST_BYTES, MAX_NAMES, NamesReply, digest, pack, total, unpack

KEY = bytes(32)


def test_a_digest_is_keyed_and_knows_no_case() -> None:
    assert digest(KEY, "Harbour2026") == digest(KEY, "hARBOUR2026") != digest(b"k" * 32, "harbour2026")
    assert digest(KEY, "harbour2026") != hashlib.sha256(b"harbour2026").digest()[:DIGEST_BYTES]


def test_a_false_alarm_among_a_million_is_rarer_than_the_bar() -> None:
    """A free name hits one of n digests of b bits with a probability of n / 2**b; seven bytes would be too few."""
    assert 1_000_000 / 2 ** (8 * DIGEST_BYTES) < 1e-13 < 1e-12 < 1_000_000 / 2 ** (8 * (DIGEST_BYTES - 1))


def test_a_full_page_travels_and_comes_back() -> None:
    page = [digest(KEY, str(number)) for number in range(MAX_NAMES)]
    reply = NamesReply(server_epoch=UUID(int=1), server_time=1, through=9, more=True, taken=pack(page))
    read = NamesReply.model_validate_json(reply.model_dump_json())
    assert unpack(read.taken) == page
    assert unpack(read.freed) == []
    assert total(page) == total(reversed(page)) == (total(page[1:]) + total(page[:1])) % 2**56


@pytest.mark.parametrize("text", ["AAAA", "?", "AAAAAAAAAAA"])
def test_what_does_not_unpack_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpack(text)
