"""An item that is done on the web site (screens §8)."""

from PySide6.QtCore import Qt

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.portal_item import PortalItemPresenter
from ipas_kiosk.views.widgets.basics import Text
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.receipt import QrCode


class PortalItemPage(PageWidget):
    """`page.portalItem`."""

    def __init__(self, presenter: PortalItemPresenter) -> None:
        super().__init__(Page.PORTAL_ITEM.value)
        self._presenter = presenter
        presenter.view = self
        self._where, self._how = Text("section"), Text("body")
        self.qr = QrCode("portalItem.qr", 240)
        self.form.addSpacing(8)
        self.form.addWidget(self._where)
        self.form.addWidget(self._how)
        self.form.addSpacing(16)
        self.form.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignLeft)
        self.back = self.primary("portalItem.back")
        self.back.pressed_once.connect(presenter.back)
        self.finish()

    def retranslate(self) -> None:
        self.panel.set_lead(self.tr("On the web site"))
        self.panel.set_notices([self.tr("This machine does not open web pages; your own phone does.")])
        self._where.setText(self.tr("Go to www.ipas.org.tw for this"))
        self._how.setText(self.tr("Scan the code with your phone, and sign in there with the same account."))
        self.qr.setAccessibleName(self.tr("QR code of www.ipas.org.tw"))
        self.back.setText(self.tr("Go back"))

    def refresh(self) -> None:
        item = self._presenter.item
        self.title.setText(item.texts[self._presenter.context.language()] if item else "")
        self.qr.show_text(item.url if item else "")
