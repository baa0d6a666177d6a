"""The manual: to be read here, and on a phone as far as there is a place for it (screens §1)."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from ipas_kiosk.views.presenters import portal
from ipas_kiosk.views.presenters.manual import ManualPresenter
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.qr import encode
from ipas_kiosk.views.screens.manual import SITE, ManualPage
from ipas_kiosk.views.widgets.receipt import QrCode
from tests.helpers.stage import Stage

PLACE = "https://www.ipas.org.tw/manual.pdf"


@pytest.mark.parametrize(("url", "code", "words"), [("", SITE, "並不是這份說明"), (PLACE, PLACE, PLACE)])
def test_the_code_leads_where_the_page_says(stage: Stage, url: str, code: str, words: str) -> None:
    """Without a place of its own on the web the page does not promise one."""
    page = ManualPage(ManualPresenter(Ground(stage.runner, stage.journey, stage.cast.manual.context), url))
    page.show()
    stage.settle()
    qr = page.findChild(QrCode, "manual.qr")
    assert isinstance(qr, QrCode)
    assert qr.matrix == encode(code)
    assert QAccessible.queryAccessibleInterface(qr).role() is QAccessible.Role.Graphic  # else nobody hears its name
    assert any(words in label.text() for label in page.findChildren(QLabel))
    page.deleteLater()


def test_where_the_manual_stands_is_data() -> None:
    assert portal.manual(f'site = "{SITE}"\nmanual = "{PLACE}"\n') == PLACE
    assert portal.manual(f'site = "{SITE}"\n') == ""
