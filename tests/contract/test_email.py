"""E-mail addresses (rules §5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract.codes import Checked
from ipas_contract.rules import email
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred


def codes(checked: Checked) -> str:
    return ";".join(map(str, checked.problems))


def warnings(text: str) -> str:
    return ";".join(map(str, email.check(text).warnings))


@pytest.mark.parametrize("row", rows("emails.csv"), ids=lambda row: row["input"] or "empty")
def test_table(row: dict[str, str]) -> None:
    """U10: every row."""
    checked = email.check(row["input"])
    assert checked.good == (row["valid"] == "true")
    assert ("free_mail" in codes(Checked("", checked.warnings))) == (row["free_mail_warning"] == "true")
    if checked.good:
        assert checked.value == row["normalised"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" \u3000\n", "empty"),
        ("a" * 255, "too_long"),
        (f"{'a' * 65}@company.com.tw", "bad_format"),
        ("王@company.com.tw", "bad_format"),
        ("wang@公司.tw", "bad_format"),
        ("wang@xn--55qx5d.tw", ""),
        ('"wang ming"@company.com.tw', "bad_format"),
        ("Wang <wang@company.com.tw>", "bad_format"),
        ("wang@[127.0.0.1]", "bad_format"),
        ("wang@host.local", "bad_format"),
        ("wang@\ud800.tw", "bad_format"),
    ],
)
def test_problems(text: str, expected: str) -> None:
    """U6."""
    assert codes(email.check(text)) == expected


def test_the_limit_is_254() -> None:
    """U10."""
    domain = f"{'b' * 62}.{'c' * 62}.{'d' * 62}.tw"
    longest = f"{'a' * (254 - 1 - len(domain))}@{domain}"
    assert email.check(longest).good
    assert codes(email.check("a" + longest)) == "too_long"


def test_domain_is_folded_and_local_part_kept() -> None:
    assert email.check("Wang.MING@Company.COM.TW").value == "Wang.MING@company.com.tw"


@pytest.mark.parametrize("domain", ["GMAIL.com", "yahoo.com.tw", "naver.com", "sinamail.com"])
def test_free_mailboxes(domain: str) -> None:
    assert warnings(f"wang@{domain}") == "free_mail"


@pytest.mark.parametrize("domain", ["hinet.net", "msa.hinet.net", "mail.gmail.com", "ntu.edu.tw", "mailinator.com"])
def test_other_mailboxes(domain: str) -> None:
    """A provider's mailbox is paid for, a subdomain somebody else's."""
    assert warnings(f"wang@{domain}") == ""


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        *(
            (slip, "gmail.com")
            for slip in ("gmial.com", "gamil.com", "gmail.con", "gmai.com", "mgail.com", "gnail.com")
        ),
        *((slip, "gmail.com") for slip in ("gmail.co", "gmial.con", "gmaill.com", "gmail.com.tw", "gmail.cm")),
        *((slip, "yahoo.com.tw") for slip in ("yahoo.com.tww", "yaho.com.tw", "yahoo.con.tw", "yahho.com.tw")),
        *((slip, "hotmail.com") for slip in ("hotmial.com", "hotmal.com", "homtail.com", "hotamil.con")),
        *((slip, "outlook.com") for slip in ("outlok.com", "outllook.com", "outlook.con")),
        *((slip, "hotmail.com.tw") for slip in ("hotmail.con.tw", "hotmail.com.tww", "hotmai.com.tw")),
        ("yahoo.con", "yahoo.com"),
        ("iclould.com", "icloud.com"),
    ],
)
def test_slips_are_pointed_out(domain: str, meant: str) -> None:
    """U10: the address meant is offered, the typed one accepted."""
    assert email.check(f"Wang@{domain}").good
    assert warnings(f"Wang@{domain}") == f"typo:Wang@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        "ymail.com",
        "mail.com",
        "email.com",
        "gmx.com",
        "gmx.net",
        "hinet.net",
        "small.com",
        "mall.com",
        "cloud.com",
        "grail.com",
        "me.com",
        "hotel.com",
        "yahoo.com.sg",
        "yahoo.com.tr",
        "hotmail.com.tr",
        "yahoo.co.uk",
        "hushmail.com",
        "company.com",
    ],
)
def test_domains_of_their_own_are_no_slips(domain: str) -> None:
    assert "typo" not in warnings(f"wang@{domain}")


def test_no_known_domain_is_a_slip() -> None:
    known = email._known()
    assert len(known) > 50
    assert not [domain for domain in known if "typo" in warnings(f"wang@{domain}")]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("gmail", "gmail", 0),
        ("gmial", "gmail", 1),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ],
)
def test_edits(one: str, other: str, distance: int) -> None:
    assert email.edits(one, other) == email.edits(other, one) == distance


@given(hostile | marred("wang@gmail.com", "iPAS@itri.org.tw") | st.emails())
def test_never_raises_and_settles(text: str) -> None:
    """X1."""
    checked = email.check(text)
    assert email.check(checked.value) == checked
    assert len(checked.problems) <= 1
    assert not checked.good or (checked.value.isascii() and len(checked.value) <= email.MAX_LENGTH)
