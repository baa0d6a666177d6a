"""The masked name of a receipt (screens §3): enough to recognise one's own, not enough to read another's."""

import pytest

from ipas_contract.masking import mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王○明"),
        ("王明", "王○"),
        ("王", "王"),
        ("", ""),
        ("歐陽小明", "歐○○明"),
        ("𠮷𤋮明", "𠮷○明"),
        ("谷辣斯‧尤達卡", "谷○○‧○○卡"),
        ("Kolas Yotaka", "K○○○○ ○○○○○a"),
    ],
)
def test_first_and_last_stay(name: str, masked: str) -> None:
    assert mask_name(name) == masked
