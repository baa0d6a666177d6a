"""The kiosk cannot be used: one drawing, one sentence, one action."""

from PySide6.QtCore import Qt

from ipas_kiosk.views.presenters.out_of_order import OutOfOrderPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.texts import outcomes
from ipas_kiosk.views.widgets.basics import Icon, Text
from ipas_kiosk.views.widgets.page import PageWidget


class OutOfOrderPage(PageWidget):
    """`page.outOfOrder`."""

    def __init__(self, presenter: OutOfOrderPresenter) -> None:
        super().__init__(Page.OUT_OF_ORDER.value)
        self._presenter = presenter
        presenter.view = self
        self._reason = Text("body", "outOfOrder.reason")
        self.form.addWidget(Icon("drawing_error", "accent", 120), 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addWidget(self._reason)
        self.retry = self.primary("outOfOrder.retry")
        self.retry.pressed_once.connect(presenter.retry)
        self.finish()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Out of order"))
        self.panel.set_lead(self.tr("Nothing you entered is lost or left behind"))
        self.panel.set_notices([self.tr("Use another machine, or call staff at the top of the page.")])
        self.retry.setText(self.tr("Try again"))

    def refresh(self) -> None:
        self._reason.setText(outcomes.trouble(self._presenter.trouble))
        self.retry.set_busy(self._presenter.busy)
