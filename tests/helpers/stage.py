"""The real window with its real pages on fake services: any page in any state, without store or line."""

from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from ipas_contract.codes import Language
from ipas_kiosk.services.api import Services
from ipas_kiosk.views import glyphs, screens, stock
from ipas_kiosk.views.language import CATALOGUES, Languages
from ipas_kiosk.views.main_window import FrameOptions, MainWindow
from ipas_kiosk.views.presenters.journey import Journey
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Context
from ipas_kiosk.views.runner import Runner
from ipas_kiosk.views.stack import PageStack
from ipas_kiosk.views.theme import SCALES, THEMES, current
from tests.helpers.fake_services import World, finish

NOW = 1_790_000_000_000


class InlineBackend:
    """Runs a use case where it stands."""

    def __init__(self, world: World) -> None:
        self.services: Services = world.services()

    def submit(self, use_case: Coroutine[Any, Any, Any]) -> "Future[Any]":
        answer: Future[Any] = Future()
        try:
            answer.set_result(finish(use_case))
        except Exception as error:  # carried, as a pool carries it
            answer.set_exception(error)
        return answer

    def close(self) -> None:
        return


class Stage:
    """A window on a `World`. The theme must be there already."""

    def __init__(self, app: QApplication, language: Language, catalogues: Path = CATALOGUES) -> None:
        self.app, self.world, self.theme = app, World(), current()
        self.now = NOW
        self.languages = Languages(app, language, catalogues)
        self.runner, self.stack = Runner(), PageStack()
        self.window = MainWindow(
            FrameOptions(windowed=True, desk_place="一樓服務台", desk_phone="03-5917544"),
            self.runner,
            self.languages,
            self.stack,
        )
        context = Context(
            captcha=True,
            language=lambda: self.languages.current,
            clock=lambda: self.now,
            missing_glyphs=glyphs.missing,
            prints=True,
        )
        self.journey = Journey(self.runner, self.stack, context, stock.load(), lambda: None)
        self.window.open(self.journey, lambda page: screens.build(page, self.journey))
        self.journey.go(Page.LOGIN)
        self.window.start()
        self.runner.start(lambda: InlineBackend(self.world))
        while not self.runner.is_ready:
            app.processEvents()

    @property
    def cast(self) -> Any:
        """The presenters of all pages."""
        return self.journey.cast

    def fill(self, presenter: Any, **values: str) -> None:
        """Type into a form, by the presenter's short names."""
        for field, text in values.items():
            presenter.edit(field, text)

    def settle(self) -> None:
        """Let answers arrive and nested layouts come to rest."""
        for _ in range(12):
            self.app.processEvents()
        QThreadPool.globalInstance().waitForDone()
        self.app.processEvents()

    def resize(self, width: int, height: int) -> None:
        self.window.resize(width, height)
        self.settle()

    def close(self) -> None:
        self.runner.close()
        self.window.close()
        self.window.deleteLater()
        self.languages.use(Language.EN)
        self.theme.choose(THEMES[0], SCALES[0])
        self.app.processEvents()
