"""The data that comes with the program, and what the fonts of this machine can draw (screens §1, §8; rules §6, §8)."""

from PySide6.QtWidgets import QApplication

from ipas_contract.codes import Language
from ipas_kiosk.views import glyphs, stock
from ipas_kiosk.views.presenters.portal import Action
from ipas_kiosk.views.presenters.schools import NONE
from ipas_kiosk.views.tokens import RESOURCES


def test_every_certification_has_its_desk_in_both_languages() -> None:
    desks = stock.load().desks
    assert len({desk.certification for desk in desks}) == 17
    assert all(desk.names[language] for desk in desks for language in Language)
    assert {(desk.telephone, desk.mailbox) for desk in desks} == {("03-5917544", "iPAS@itri.org.tw")}


def test_the_portal_has_the_three_groups_of_the_manual() -> None:
    groups = stock.load().groups
    assert [group.texts[Language.ZH_TW] for group in groups] == ["個人設定", "報名管理/查詢", "申請管理/查詢"]
    controls = [item.control for item in groups[0].items]
    assert controls == ["home.profile", "home.changePassword", "home.signOut"]
    assert all(item.action is Action.SITE for group in groups[1:] for item in group.items)
    assert all(item.url.startswith("https://www.ipas.org.tw") for group in groups for item in group.items)


def test_schools_are_found_by_their_city() -> None:
    schools = stock.load().schools
    assert len(schools.areas) == len(set(schools.areas))
    assert "國立臺灣大學" in [school.name for school in schools.of("臺北市")]
    assert schools.name("0003") == "國立臺灣大學"
    assert schools.departments[0] == NONE
    assert len(set(schools.departments)) == len(schools.departments)


def test_the_manual_is_there_in_both_languages_with_the_same_chapters() -> None:
    chapters = []
    for language in Language:
        lines = (RESOURCES / "manual" / f"sign_in.{language.value}.txt").read_text("utf-8").splitlines()
        chapters.append([line.partition(" ")[0] for line in lines if line.startswith("#")])
    assert chapters[0] == chapters[1]
    assert chapters[0][0] == "#"


def test_u11_a_character_that_no_font_can_draw_is_found(app: QApplication) -> None:
    assert glyphs.missing("林小華 Kolas") == ""
    assert glyphs.missing("林\U0010fffd華\U0010fffd") == "\U0010fffd"
    assert glyphs.missing("\ud800") == "\ud800"
