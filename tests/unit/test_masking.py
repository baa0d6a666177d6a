"""Masked addresses (R11, screens §7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract.masking import mask_email


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("susan.lin@itri.org.tw", "s•••••n@i•••.org.tw"),
        ("sun@itri.org.tw", "s•••••n@i•••.org.tw"),
        ("ab@gmail.com", "a•••••@g•••.com"),
        ("a@gmail.com", "•••••@g•••.com"),
        ("wang@mail.ntu.edu.tw", "w•••••g@m•••.n•••.edu.tw"),
        ("wang@x.tw", "w•••••g@•••.tw"),
        ("wang@org.tw", "w•••••g@o•••.tw"),
        ("wang@localhost", "w•••••g@localhost"),
        ("odd@name@example.com", "o•••••e@e•••.com"),
        ("nothing", "n•••••g"),
        ("", "•••••"),
    ],
)
def test_r11_an_address_is_masked_in_one_style(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@given(st.from_regex(r"[a-z]{3,20}", fullmatch=True), st.from_regex(r"[a-z]{2,20}", fullmatch=True))
def test_r11_lengths_stay_unknown(local: str, label: str) -> None:
    masked = mask_email(f"{local}@{label}.com.tw")
    assert masked == f"{local[0]}•••••{local[-1]}@{label[0]}•••.com.tw"
