"""The service desk of each certification, below the sign-in form and the portal (screens §1, §8)."""

from PySide6.QtWidgets import QFrame, QWidget

from ipas_contract.codes import Language
from ipas_kiosk.views.presenters.desks import ServiceDesk
from ipas_kiosk.views.widgets.basics import Column, Row, Text


class DeskList(QFrame):
    """A line a certification: whom to call, where to write."""

    def __init__(self, name: str, desks: tuple[ServiceDesk, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "box")
        self._desks = desks
        self._heading = Text("section")
        self._names = [Text("notice") for _ in desks]
        column = Column(self, spacing=12, margins=(16, 16, 16, 16))
        column.addWidget(self._heading)
        for desk, label in zip(desks, self._names, strict=True):
            contact = Text("hint")
            contact.setText(f"{desk.telephone} · {desk.mailbox}")
            row = Row(spacing=16)
            row.addWidget(label, 3)
            row.addWidget(contact, 4)
            column.addLayout(row)

    def retranslate(self, language: Language) -> None:
        self._heading.setText(self.tr("Service desks of the certifications"))
        for desk, label in zip(self._desks, self._names, strict=True):
            label.setText(desk.names[language])
