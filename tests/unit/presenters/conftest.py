"""A journey over fakes, without Qt."""

from dataclasses import dataclass, field

import pytest

from ipas_contract.codes import Language
from ipas_kiosk.views.presenters.cast import Cast, Stock
from ipas_kiosk.views.presenters.journey import Journey
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.portal import read as read_portal
from ipas_kiosk.views.presenters.ports import Context
from ipas_kiosk.views.presenters.schools import Schools
from tests.helpers.fake_services import InlineRunner, World

PORTAL = """
site = "https://www.ipas.org.tw"
[[group]]
id = "personal"
zh_TW = "個人設定"
en = "Personal settings"
[[group.item]]
id = "profile"
action = "profile"
zh_TW = "考生基本資料維護"
en = "My details"
[[group.item]]
id = "password"
action = "change_password"
zh_TW = "變更密碼"
en = "Change password"
[[group.item]]
id = "signOut"
action = "sign_out"
zh_TW = "登出"
en = "Sign out"
[[group.item]]
id = "exam"
zh_TW = "考試報名"
en = "Register for an exam"
"""


@dataclass
class Watched:
    """A view that remembers what it was told."""

    focused: list[str] = field(default_factory=list)
    summaries: int = 0
    refreshed: int = 0

    def refresh(self) -> None:
        self.refreshed += 1

    def focus(self, field: str) -> None:
        self.focused.append(field)

    def focus_summary(self) -> None:
        self.summaries += 1


@dataclass
class Shown:
    """The stack of pages."""

    pages: list[Page] = field(default_factory=list)
    wiped: int = 0

    def wipe(self, *, over: bool = True) -> None:
        self.wiped += 1

    def show(self, page: Page) -> None:
        self.pages.append(page)


class House:
    """Everything a presenter test needs, by short names."""

    def __init__(self, *, captcha: bool) -> None:
        self.world = World()
        self.runner = InlineRunner(self.world.services())
        self.shown = Shown()
        self.missing = ""
        self.now = 1_790_000_000_123
        self.language = Language.ZH_TW
        context = Context(
            captcha=captcha,
            language=lambda: self.language,
            clock=lambda: self.now,
            missing_glyphs=lambda text: "".join(sign for sign in text if sign in self.missing),
            prints=True,
        )
        schools = Schools(
            ["area,code,name", "臺北市,0003,國立臺灣大學", "新竹市,0002,國立清華大學"], ["name", "資訊工程學系", "無"]
        )
        stock = Stock(schools, read_portal(PORTAL), (), "2026-1")
        self.retried: list[None] = []
        self.journey = Journey(self.runner, self.shown, context, stock, lambda: self.retried.append(None))
        self.views = {page: Watched() for page in Page}
        for page, presenter in self.cast.by_page.items():
            presenter.view = self.views[page]

    @property
    def cast(self) -> Cast:
        return self.journey.cast

    @property
    def page(self) -> Page:
        return self.journey.page


@pytest.fixture
def house() -> House:
    return House(captcha=False)


@pytest.fixture
def guarded() -> House:
    """With verification codes."""
    return House(captcha=True)
