"""The quiet panel beside every form: who runs this, what the page is for, what to know."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QWidget

from ipas_kiosk.views.widgets.basics import Column, Icon, Row, Text, at_top, empty

PADDING, SCROLL_BAR = 32, 12
"""The panel scrolls when it must; its bar always has its place at the right."""
NUMBERED = frozenset("(（※＊*ⓘ0123456789")
"""How notices begin that bring their own number or mark."""

_LAID_OUT = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.Resize})


class Panel(QFrame):
    """Brand, lead and notices of one page. It stands at the left, or above the form where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self._name, self._service = Text("brand"), Text("brandService")
        self._lead = Text("body")
        self._notices = Column(spacing=12)
        self._organiser, self._contact = Text("small"), Text("small")
        brand = Row(spacing=12)
        brand.addLayout(at_top(Icon("brand", "accent", 48)))
        names = Column(spacing=0)
        names.addWidget(self._name)
        names.addWidget(self._service)
        brand.addLayout(names, 1)
        self._column = Column(self, spacing=20, margins=(PADDING, PADDING, PADDING - SCROLL_BAR, 16))
        self._column.addLayout(brand)
        self._column.addWidget(self._lead)
        self._column.addLayout(self._notices)
        self._column.addStretch(1)
        foot = Column(spacing=4)
        foot.addWidget(self._organiser)
        foot.addWidget(self._contact)
        self._column.addLayout(foot)
        self._lead.hide()

    def retranslate(self) -> None:
        """The words of every page."""
        self._name.setText(self.tr("iPAS Industry Professional Assessment System"))
        self._service.setText(self.tr("Candidate services"))
        self._organiser.setText(
            self.tr("Organiser: Industrial Development Administration, MOEA")
            + "\n"
            + self.tr("Executed by: Industrial Technology Research Institute")
        )
        lines = ("www.ipas.org.tw", self.tr("Telephone 03-5917544"), self.tr("E-mail iPAS@itri.org.tw"))
        self._contact.setText("\n".join(lines))

    def set_lead(self, text: str) -> None:
        """What this page is for, in one or two sentences."""
        self._lead.setText(text)
        self._lead.setVisible(bool(text))

    def set_notices(self, notices: Sequence[str]) -> None:
        """What to know on this page, as a short list."""
        empty(self._notices)
        for notice in notices:
            text = Text("notice")
            text.setText(notice)
            row = Row(spacing=8)
            if notice[:1] not in NUMBERED:
                row.addLayout(at_top(Icon("dot", "accent", 16, line="hint")))
            row.addWidget(text, 1)
            self._notices.addLayout(row)

    def event(self, event: QEvent) -> bool:
        """A scroll area may resize what it holds while that is being laid out, which then keeps the old height."""
        handled = super().event(event)
        if event.type() in _LAID_OUT and self._column.geometry().size() != self.size():
            self._column.setGeometry(self.rect())
        return handled
