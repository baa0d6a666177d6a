"""Rules §5: an address judged by its parts, domains once, is judged as the whole by the validator."""

from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract.rules import email

locals_ = st.one_of(
    st.from_regex(r"[A-Za-z0-9._+-]{1,70}", fullmatch=True), st.sampled_from(["a" * 64, "a" * 65, "a..b", ".a", '"a"'])
)
domains = st.one_of(
    st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,10}){0,3}", fullmatch=True),
    st.sampled_from(
        ["localhost", "x.test", "example.org", "[127.0.0.1]", "xn--", "a" * 64 + ".tw", ("b" * 60 + ".") * 3 + "tw"]
    ),
)


@given(locals_, domains)
def test_parts_are_judged_as_the_whole(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False, strict=True)
        expected = True
    except EmailNotValidError:
        expected = False
    assert email.check(address).good is (expected and len(address) <= email.MAX_LENGTH)
