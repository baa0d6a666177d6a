"""Templates to mails and texts (R9, R13, X2)."""

import re
import string
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipas_central.messages.rendering import MAX_PARAMETER, Rendered, Template, last_three, mail, plain, render
from ipas_contract.codes import Language
from ipas_contract.events import Channel

PARAMETERS = {
    "name": "王‧小明",
    "account": "wang.min7",
    "receipt_no": "AB12-1-00001-7",
    "password": "aB3#defghjkmnpqr",
    "valid": "60 分鐘",
    "email": "wang@example.org.tw",
    "when": "2026-11-23 17:15",
    "last3": "678",
}
BY_SMS = (Template.CREDENTIAL, Template.EMAIL_REMINDER, Template.PASSWORD_CHANGED, Template.CONTACT_CHANGED)
BY_MAIL = tuple(template for template in Template if template is not Template.EMAIL_REMINDER)


def sent(rendered: Rendered, to: str = "wang@example.org.tw") -> bytes:
    sender = "iPAS <noreply@example.org>"
    return mail(rendered, sender=sender, to=to, message_id="<1@example.org>", at=datetime.now(UTC)).as_bytes()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", BY_MAIL)
def test_every_mail_has_a_subject_and_a_body_in_both_languages(template: Template, language: Language) -> None:
    rendered = render(template, Channel.EMAIL, language, PARAMETERS)
    assert "iPAS" in rendered.subject
    assert "王‧小明" in rendered.body
    assert "03-5917544" in rendered.body
    assert "$" not in rendered.subject + rendered.body
    assert re.search(r"[\u4e00-\u9fff]", rendered.subject) if language is Language.ZH_TW else rendered.subject.isascii()
    assert not set("王‧小明wang") & set(rendered.subject) - set(string.ascii_letters)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", BY_SMS)
def test_r13_an_sms_says_who_and_for_whom_and_never_tell_staff_and_has_no_link(
    template: Template, language: Language
) -> None:
    text = render(template, Channel.SMS, language, PARAMETERS).body
    assert "iPAS" in text
    assert "678" in text
    assert ("工作人員" if language is Language.ZH_TW else "staff never ask") in text
    assert not re.search(r"https?:|www\.|://", text)
    assert "\n" not in text
    assert "$" not in text


@pytest.mark.parametrize("language", Language)
def test_r13_the_credential_sms_holds_code_and_validity(language: Language) -> None:
    text = render(Template.CREDENTIAL, Channel.SMS, language, PARAMETERS).body
    assert "wang.min7" in text
    assert "aB3#defghjkmnpqr" in text
    assert "60 分鐘" in text


@pytest.mark.parametrize("template", [t for t in Template if t is not Template.CREDENTIAL])
def test_r9_no_notice_holds_a_secret(template: Template) -> None:
    without = {name: value for name, value in PARAMETERS.items() if name != "password"}
    channel = Channel.SMS if template is Template.EMAIL_REMINDER else Channel.EMAIL
    for language in Language:
        render(template, channel, language, without)


def test_r1_the_attention_mail_names_no_reason() -> None:
    only = {"name": "王小明", "receipt_no": "AB12-1-00001-7"}
    for language in Language:
        body = render(Template.REGISTRATION_ATTENTION, Channel.EMAIL, language, only).body
        assert "身分證" not in body
        assert "ID number" not in body


def test_x2_a_parameter_is_never_a_template_itself() -> None:
    rendered = render(
        Template.PASSWORD_CHANGED, Channel.EMAIL, Language.EN, {**PARAMETERS, "name": "$account ${when} {{7*7}} %s"}
    )
    assert "Dear $account ${when} {{7*7}} %s," in rendered.body


@given(st.text(st.characters(codec=None), max_size=400))
def test_x2_nothing_typed_becomes_a_header_or_a_line(text: str) -> None:
    rendered = render(Template.REGISTRATION_CONFIRMED, Channel.EMAIL, Language.ZH_TW, {**PARAMETERS, "name": text})
    calm = render(Template.REGISTRATION_CONFIRMED, Channel.EMAIL, Language.ZH_TW, PARAMETERS)
    assert len(rendered.body.splitlines()) == len(calm.body.splitlines())
    parsed = message_from_bytes(sent(rendered), policy=default)
    assert sorted(parsed.keys()) == sorted(message_from_bytes(sent(calm), policy=default).keys())
    assert parsed["To"] == "wang@example.org.tw"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王\r\nBcc: x@example.org", "王 Bcc: x@example.org"),
        ("王\u202e小\u200b明\x00", "王小明"),
        ("<b>王</b>", "<b>王</b>"),
        ("\u2028王\u3000小明 ", "王 小明"),
        ("𠮷\U000323af", "𠮷\U000323af"),
        ("\ue000王\ud800", "王"),
        ("長" * 1000, "長" * MAX_PARAMETER),
    ],
)
def test_x2_a_parameter_is_one_plain_line(typed: str, kept: str) -> None:
    assert plain(typed) == kept


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "", "a b"])
def test_x2_an_address_that_is_none_is_refused(address: str) -> None:
    rendered = Rendered("s", "b")
    with pytest.raises(ValueError, match=r"(?i)address|format|invalid"):
        sent(rendered, address)


def test_x2_a_subject_with_a_line_feed_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        sent(Rendered("hello\nBcc: b@example.org", ""))


def test_chinese_text_survives_the_trip() -> None:
    rendered = render(Template.CREDENTIAL, Channel.EMAIL, Language.ZH_TW, PARAMETERS)
    parsed = message_from_bytes(sent(rendered), policy=default)
    body = parsed.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == rendered.body
    assert parsed["Subject"] == rendered.subject
    assert parsed["Message-ID"] == "<1@example.org>"


def test_a_missing_parameter_is_a_bug() -> None:
    with pytest.raises(KeyError):
        render(Template.CREDENTIAL, Channel.EMAIL, Language.EN, {})


def test_r13_last_three() -> None:
    assert last_three("+886912345678") == "678"
