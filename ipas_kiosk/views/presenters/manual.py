"""The sign-in manual, bundled (screens §1)."""

from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.ports import Ground


class ManualPresenter(Presenter):
    """`url`: where the manual stands on the web; empty if nowhere."""

    def __init__(self, ground: Ground, url: str) -> None:
        super().__init__(ground)
        self.url = url

    def back(self) -> None:
        self.ways.back()
