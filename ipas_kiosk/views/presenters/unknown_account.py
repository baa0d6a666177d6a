"""Offline, an account that this kiosk does not know may exist at central: ask, never guess (screens §1)."""

from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Carried, Ground


class UnknownAccountPresenter(Presenter):
    """`waiting`: the person has an account and was told to wait for the line, or to ask staff."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.waiting = False
        self._carried = Carried()

    def take_over(self, carried: Carried) -> None:
        self._carried, self.waiting = carried, False

    def new(self) -> None:
        """我是第一次使用."""
        self.ways.go(Page.REGISTRATION, self._carried)

    def existing(self) -> None:
        """我已有帳號."""
        self.waiting = True
        self.view.refresh()

    def back(self) -> None:
        self.ways.to_login()

    def wipe(self) -> None:
        super().wipe()
        self.take_over(Carried())
