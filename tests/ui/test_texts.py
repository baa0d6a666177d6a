"""The words: complete in both languages, exact where the manual is, naming the field and the fix (U5, U6)."""

import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipas_contract.codes import Code, Education, Language, Nationality, Problem, Sex, SubmissionState
from ipas_kiosk.services import doctor
from ipas_kiosk.services.values import Cause, SendBy, Trouble
from ipas_kiosk.views.language import CATALOGUES, Languages
from ipas_kiosk.views.presenters.password_meter import Tick
from ipas_kiosk.views.texts import choices, consent, line, notices, outcomes, say
from ipas_kiosk.views.texts.problems import PROBLEMS, words

with (Path(__file__).parent / "notices.csv").open(encoding="utf-8", newline="") as rows:
    EXACT = {row["key"]: (row["zh_TW"], row["en"]) for row in csv.DictReader(rows)}
"""The notices as the specification of the screens has them."""
EXEMPT = {*notices.NOTICES.values(), *notices.FORM_NOTES}
"""Texts that are prescribed word by word."""

TYPED = {Code.REQUIRED, Code.TOO_LONG, Code.BAD_CHARACTER}
PASSWORD = {
    *(Code.REQUIRED, Code.TOO_SHORT, Code.TOO_LONG, Code.NOT_PRINTABLE_ASCII, Code.NO_UPPER, Code.NO_LOWER),
    *(Code.NO_DIGIT, Code.NO_ALLOWED_SYMBOL, Code.FORBIDDEN_SYMBOL, Code.CONTAINS_PERSONAL, Code.GUESSABLE),
}
IDENTITY = {Code.REQUIRED, Code.BAD_FORMAT, Code.BAD_CHECKSUM, Code.EXPIRING}
CODES: dict[str, set[Code]] = {
    "account": TYPED,
    "name": TYPED,
    "password": TYPED,
    "current": TYPED,
    "captcha": {Code.REQUIRED, Code.TOO_SHORT, Code.TOO_LONG, Code.BAD_CHARACTER, Code.WRONG_CODE},
    "new.account": {*TYPED, Code.TOO_SHORT, Code.LOOKS_LIKE_ID, Code.TAKEN},
    "new.name": {*TYPED, Code.BAD_FORMAT, Code.NO_GLYPH},
    "new.name.foreign": {*TYPED, Code.BAD_FORMAT, Code.NO_GLYPH},
    "new.password": PASSWORD,
    "passwordAgain": {Code.REQUIRED, Code.MISMATCH},
    "idNumber": IDENTITY,
    "idNumber.any": IDENTITY,
    "idNumber.foreign": {*IDENTITY, Code.WRONG_NATIONALITY},
    "email": {Code.REQUIRED, Code.TOO_LONG, Code.BAD_FORMAT, Code.FREE_MAIL, Code.TYPO},
    "mobile": {*TYPED, Code.TOO_SHORT, Code.NOT_MOBILE},
    "roman": {Code.TOO_LONG, Code.BAD_CHARACTER},
    "schoolOther": TYPED,
    "departmentOther": TYPED,
    **{
        field: {Code.REQUIRED}
        for field in ("consent", "nationality", "sex", "education", "schoolArea", "school", "department")
    },
}
"""Every finding a field can have."""


def catalogue() -> Iterator[tuple[str, str]]:
    """(source, translation) of every text of the window."""
    for message in ET.parse(CATALOGUES / "ipas_zh_TW.ts").getroot().iter("message"):
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]
        for form in forms:
            yield message.findtext("source") or "", form


@pytest.mark.parametrize("field", CODES)
def test_u6_every_finding_of_every_field_has_a_sentence_of_its_own(languages: Languages, field: str) -> None:
    assert set(PROBLEMS[field]) == CODES[field]
    for language in Language:
        languages.use(language)
        said = [words(field, Problem(code, "x")) for code in CODES[field]]
        assert len(set(said)) == len(said)


def test_every_table_is_complete() -> None:
    assert set(outcomes.TROUBLE) == set(Trouble)
    assert set(choices.STATES) == set(SubmissionState)
    assert set(choices.EDUCATION) == set(Education)
    assert set(choices.NATIONALITY) == set(Nationality)
    assert set(choices.SEX) == set(Sex)
    assert set(choices.SEND_BY) == set(SendBy)
    assert set(choices.TICKS) == set(Tick)
    assert len(choices.STRENGTH) == 5


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_its_sentence_in_both_languages(languages: Languages, trouble: Trouble) -> None:
    languages.use(Language.ZH_TW)
    chinese = outcomes.trouble(trouble)
    languages.use(Language.EN)
    assert chinese != outcomes.trouble(trouble)
    assert chinese.endswith("。")


def test_u5_english_neither_begs_nor_blames() -> None:
    banned = re.compile(r"\b(please|sorry|valid|invalid|oops)\b|!(?! \+)", re.IGNORECASE)
    allowed = {*EXEMPT, notices.REMINDER}
    assert [source for source, _ in catalogue() if source not in allowed and banned.search(source)] == []


def test_u5_chinese_names_the_fix() -> None:
    banned = re.compile("必填|格式錯誤|無效|錯誤代碼")
    found = [text for source, text in catalogue() if source not in EXEMPT and banned.search(text)]
    assert found == []


def test_placeholders_survive_the_translation() -> None:
    hole = re.compile(r"\{\w+\}|%n")
    for source, text in catalogue():
        assert sorted(hole.findall(source)) == sorted(hole.findall(text)), source


def test_every_text_is_translated() -> None:
    assert [source for source, text in catalogue() if not text] == []


@pytest.mark.parametrize("key", EXACT)
def test_the_notices_are_exact(languages: Languages, key: str) -> None:
    chinese, english = EXACT[key]
    assert say(notices.NOTICES[key]) == english
    languages.use(Language.ZH_TW)
    assert say(notices.NOTICES[key]) == chinese


def test_the_free_mail_warning_is_the_notice(languages: Languages) -> None:
    languages.use(Language.ZH_TW)
    assert words("email", Problem(Code.FREE_MAIL)) == EXACT["notice.4"][0]


def test_the_prescribed_sentences(languages: Languages) -> None:
    languages.use(Language.ZH_TW)
    assert say(outcomes.PASSWORD_UPDATED) == "密碼已更新，請以新密碼登入"
    assert say(outcomes.TAKEN_IN) == "若資料相符，將寄出帳號與預設密碼"
    assert say(outcomes.NO_MATCH) == "查無符合資料"
    assert say(choices.PROVISIONAL_NEWS) == "已存於本機，連線後送出；結果以 Email/簡訊通知"
    states = [say(choices.STATES[state]) for state in list(SubmissionState)[:3]]
    assert states == ["已存於本機，連線後送出", "已完成註冊", "需要您協助確認，請持此編號至服務台"]


def test_l1_the_failure_names_the_15_minutes_and_both_ways_on(languages: Languages) -> None:
    for language, parts in (
        (Language.EN, ("15 minutes", "Forgot account or password", "First time here")),
        (Language.ZH_TW, ("15 分鐘", "忘記帳號或密碼", "第一次使用")),
    ):
        languages.use(language)
        assert all(part in say(outcomes.DENIED) for part in parts)


def test_u8_the_number_of_foreigners_is_called_ui_number(languages: Languages) -> None:
    assert not [text for _, text in catalogue() if "居留證號" in text]


def test_u11_a_name_that_cannot_be_typed_leads_to_the_staff(languages: Languages) -> None:
    """Private-use characters are what old input methods give for rare ones."""
    for language, staff in ((Language.EN, "Staff"), (Language.ZH_TW, "服務人員")):
        languages.use(language)
        for code in (Code.BAD_CHARACTER, Code.NO_GLYPH):
            assert staff.casefold() in words("new.name", Problem(code)).casefold()


def test_p7_the_notice_says_what_article_8_asks_for_and_has_a_version(languages: Languages) -> None:
    languages.use(Language.ZH_TW)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", consent.VERSION)
    headings = [say(heading) for heading, _ in consent.SECTIONS]
    for part in ("蒐集", "目的", "類別", "期間", "地區", "對象", "方式", "權利", "不提供"):
        assert any(part in heading for heading in headings), part


def test_forbidden_symbols_are_shown_apart(languages: Languages) -> None:
    assert words("new.password", Problem(Code.FORBIDDEN_SYMBOL, "_%")).endswith("_ %")
    assert words("new.password", Problem(Code.FORBIDDEN_SYMBOL, "_ ")).endswith("_ (space)")


def test_every_cause_of_no_line_has_a_sentence_for_visitors_and_one_for_staff() -> None:
    """Row 23, U19: on the bar and the staff's card in both languages, and what `ipas-kiosk doctor` says."""
    assert set(line.NO_REPLY) == set(doctor.NO_REPLY) == set(Cause)
    for table in (line.NO_REPLY, doctor.NO_REPLY):
        assert len(set(table.values())) == len(Cause)
