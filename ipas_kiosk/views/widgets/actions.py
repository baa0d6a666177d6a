"""What can be pressed on a page: one filled button, others beside it, links in the form."""

from PySide6 import QtCore
from PySide6.QtWidgets import QLayout, QWidget

from ipas_kiosk.views.widgets.basics import Button, LinkButton
from ipas_kiosk.views.widgets.busy import BusyButton
from ipas_kiosk.views.widgets.scaffold import Scaffold


class Actions(Scaffold):
    """A page's buttons and links."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._primary: BusyButton | None = None

    def primary(self, name: str) -> BusyButton:
        """The one filled button of the page, in the fixed footer; Enter in a field presses it."""
        self._primary = BusyButton(name)
        self.footer_actions.addWidget(self._primary)
        self.footer.show()
        return self._primary

    def secondary(self, name: str, icon: str = "") -> Button:
        """Another button of the footer."""
        button = Button(name, "secondary", icon)
        self.footer_actions.addWidget(button)
        self.footer.show()
        return button

    def link(self, name: str, icon: str = "", layout: QLayout | None = None) -> LinkButton:
        """A link under the form, at its left, or in another layout."""
        link = LinkButton(name, icon)
        if layout is not None:
            layout.addWidget(link)
        else:
            self.form.addWidget(link, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
        return link

    def press_primary(self) -> None:
        """Enter in a field."""
        if self._primary is not None and self._primary.isEnabled():
            self._primary.click()
