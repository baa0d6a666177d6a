"""The real program in a real window, driven from outside by control names (issue 2 §6, M17)."""

import re

from ipas_central.seed import PEOPLE
from tests.e2e.demo import Demo
from tests.e2e.journeys import register, sign_in
from tests.helpers.people import Person, person


def known(number: int) -> Person:
    """Somebody who has an account in every demo; each for one test."""
    found = PEOPLE[number]
    assert found.password is not None
    return Person(found.account, found.id_number, found.name, found.email, found.mobile, found.password)


def test_register_online_u13_p10_o4(demo: Demo) -> None:
    """Confirmed on the page, on paper, at central, and a mail at the address given."""
    anna = person(1)
    receipt = register(demo.kiosk, anna)
    demo.kiosk.wait_for("registrationDone.state", "已完成註冊")
    demo.kiosk.press("registrationDone.print")
    demo.kiosk.wait_for("registrationDone.result", "已印出")
    assert [file.name for file in (demo.folder / "slips").iterdir()] == [f"{receipt}.pdf"]
    assert receipt in demo.until_candidate(anna.account)
    assert anna.account in demo.until_mail(anna.email)[0].as_string()
    demo.kiosk.press("registrationDone.finish")
    demo.kiosk.wait_empty("login.account")


def test_register_offline_and_come_back_u19(demo: Demo) -> None:
    """Provisional while the network is cut; both people are at central, a mail each, once it is joined again."""
    before, during = person(2), person(3)
    register(demo.kiosk, before)
    demo.kiosk.press("registrationDone.finish")
    demo.kiosk.press("demo.network")
    demo.kiosk.wait_for("status.connection", "離線")
    receipt = register(demo.kiosk, during)
    demo.kiosk.wait_for("registrationDone.state", "已存於本機")
    assert during.account not in demo.candidates()
    demo.kiosk.press("demo.network")
    demo.kiosk.wait_for("registrationDone.state", "已完成註冊")
    assert receipt in demo.until_candidate(during.account)
    assert before.account in demo.candidates()
    assert demo.until_mail(before.email)
    assert demo.until_mail(during.email)


def test_sign_in_and_out(demo: Demo) -> None:
    sign_in(demo.kiosk, known(0))
    demo.kiosk.press("home.signOut")
    demo.kiosk.wait_empty("login.account")
    demo.kiosk.wait_empty("login.password")


def test_wrong_password_five_times_l1_l8(demo: Demo) -> None:
    """One text from the first to the fifth, and for the right password during the lock."""
    dora = known(1)
    texts = set()
    for _ in range(5):
        sign_in(demo.kiosk, dora, "Wrong#Password77")
        texts.add(demo.kiosk.wait_for("login.result", "15"))
        demo.kiosk.wait_empty("login.password")
    sign_in(demo.kiosk, dora)
    texts.add(demo.kiosk.wait_for("login.result", "15"))
    assert len(texts) == 1
    demo.kiosk.absent("page.home")


def test_credential_lookup_to_a_new_password_r1_r4_r5(demo: Demo) -> None:
    """The mail's temporary password opens the password page alone; the new password opens the portal."""
    kiosk, emma = demo.kiosk, person(6)
    register(kiosk, emma)
    kiosk.press("registrationDone.finish")
    demo.until_mail(emma.email)
    kiosk.press("login.forgot")
    kiosk.press("credentialLookup.byEmail")
    kiosk.type("credentialLookup.idNumber", emma.id_number)
    kiosk.type("credentialLookup.name", emma.name)
    kiosk.type("credentialLookup.email", emma.email)
    kiosk.press("credentialLookup.submit")
    kiosk.wait_for("credentialLookup.result")
    mail = demo.until_mail(emma.email, 2)[1]
    temporary = re.search("臨時密碼：(\\S+)", mail.get_content())
    assert temporary is not None
    kiosk.press("credentialLookup.backToLogin")
    sign_in(kiosk, emma, temporary.group(1))
    new = "Meadow#Kettle2031"
    kiosk.type("passwordChange.password", new)
    kiosk.type("passwordChange.passwordAgain", new)
    kiosk.press("passwordChange.submit")
    kiosk.wait_for("login.result", "密碼已更新")
    sign_in(kiosk, emma, new)
    kiosk.find("page.home")


def test_email_lookup_r11(demo: Demo) -> None:
    """Three matching facts give the masked address, anything else one text."""
    kiosk, fay = demo.kiosk, known(2)
    kiosk.press("login.emailLookup")
    kiosk.type("emailLookup.account", fay.account)
    kiosk.type("emailLookup.name", fay.name)
    kiosk.type("emailLookup.mobile", "0912999999")
    kiosk.press("emailLookup.submit")
    kiosk.wait_for("emailLookup.result", "查無符合資料")
    kiosk.type("emailLookup.mobile", fay.mobile)
    kiosk.press("emailLookup.submit")
    shown = kiosk.wait_for("emailLookup.result", "•••••")
    assert fay.email not in shown


def test_language_switched_halfway_keeps_every_character_a12(demo: Demo) -> None:
    kiosk, gina = demo.kiosk, person(8)
    kiosk.press("login.register")
    kiosk.press("registration.consent")
    kiosk.press("registration.next")
    typed = {
        "registration.account": gina.account,
        "registration.idNumber": gina.id_number,
        "registration.name": "王𠮷‧Gina",
    }
    for name, text in typed.items():
        kiosk.type(name, text)
    labels = {name: kiosk.find(name).name for name in typed}
    kiosk.press("status.language")
    kiosk.wait_for("registration.account.label", "Account")
    for name, text in typed.items():
        control = kiosk.find(name)
        assert control.text == text
        assert control.name != labels[name]
    kiosk.press("status.language")
    kiosk.wait_for("registration.account.label", "帳號")
    assert {name: kiosk.find(name).name for name in typed} == labels
