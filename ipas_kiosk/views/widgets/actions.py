"""What can be pressed on a page: one filled button, others beside it, links in the form; and what came of it."""

from typing import TypeVar

from PySide6 import QtCore
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QWidget

from ipas_kiosk.views.widgets.basics import Button, LinkButton, spaced
from ipas_kiosk.views.widgets.busy import BusyButton
from ipas_kiosk.views.widgets.field import Field
from ipas_kiosk.views.widgets.messages import Banner
from ipas_kiosk.views.widgets.scaffold import Scaffold

AnyButton = TypeVar("AnyButton", bound=Button)


class Actions(Scaffold):
    """A page's buttons and links, and the sentence about what came of a press."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._primary: BusyButton | None = None

    def primary(self, name: str) -> BusyButton:
        """The one filled button of the page, in the fixed footer; Enter in a field presses it."""
        self._primary = self._beside(BusyButton(name))
        return self._primary

    def secondary(self, name: str, icon: str = "") -> Button:
        """Another button of the footer."""
        return self._beside(Button(name, "secondary", icon))

    def secondary_busy(self, name: str, icon: str = "") -> BusyButton:
        """Another button of the footer, which starts work."""
        return self._beside(BusyButton(name, "secondary", icon))

    def link(self, name: str, icon: str = "", layout: QLayout | None = None) -> LinkButton:
        """A link under the form, at its left, or in another layout."""
        link = LinkButton(name, icon)
        if layout is not None:
            layout.addWidget(link)
        else:
            self.form.addWidget(link, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
        return link

    def result_banner(self) -> Banner:
        """Where the page says what came of a press. What comes up there is brought into sight, and has the focus where
        there is no room for both (A3)."""
        banner = Banner(f"{self.objectName().partition('.')[2]}.result")
        banner.came_up.connect(lambda: self._bring(banner))
        self.form.addLayout(spaced(banner))
        return banner

    def footer_banner(self, keep: QWidget) -> Banner:
        """The same beside the buttons of the footer, in sight however far the page is scrolled; so is `keep`, which it
        speaks of."""
        banner = Banner(f"{self.objectName().partition('.')[2]}.result")
        banner.came_up.connect(lambda: QTimer.singleShot(0, banner, lambda: self.scroller.reveal(keep)))
        self._actions.insertLayout(0, spaced(banner))
        return banner

    def fit(self, banner: Banner, field: Field) -> bool:
        """Whether a banner that has just come up is in sight together with a field, at the top of the page."""
        return banner.needs(field.width()) < self.room_below(field)

    def _beside(self, button: AnyButton) -> AnyButton:
        self.footer_actions.addWidget(button)
        self.footer.show()
        return button

    def _bring(self, banner: Banner) -> None:
        if self.isVisible():
            field = self.focused_field()
            self.to_top()
            if field is not None and not self.fit(banner, field):
                banner.focus()

    def press_primary(self) -> None:
        """Enter in a field."""
        if self._primary is not None and self._primary.isEnabled():
            self._primary.click()
