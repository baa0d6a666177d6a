"""The sign-in manual, bundled (screens §1)."""

from ipas_kiosk.views.presenters.base import Presenter


class ManualPresenter(Presenter):
    """Nothing to know but the way back."""

    def back(self) -> None:
        self.ways.back()
