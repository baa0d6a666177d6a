"""The look: tokens, one scale factor for everything, style sheets, fonts, icons.

One `Theme` dresses the application, as Qt has one style and one palette; `current()` gives it to widgets that paint
or measure. Sizes in the code are design pixels at 100 %; `px` turns them into screen pixels.

Each page carries the style sheet itself: one on the application takes half a second to change (it dresses every
widget of every page twice), while a page that is seen takes some 20 ms and the others can follow when nobody waits.
"""

from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ipas_kiosk.views.tokens import RESOURCES, Tokens

SCALES = (100, 125, 150, 200)
THEMES = ("light", "high_contrast")
BETWEEN_ROOTS_MS = 40
_SHEET = "sheet"
_PLAIN = ("neutral", False)
"""What a dynamic property that was never set stands for: no style sheet asks for these."""

_installed: list["Theme"] = []


def current() -> "Theme":
    """The theme of the running application."""
    return _installed[-1]


def configure(widget: QWidget, **properties: str) -> None:
    """Set properties of a widget's class by the names of their values: `alignment="AlignTop"`.

    For what is built before the first paint: the first use of the namespace `Qt` makes a thousand members of its
    enums, which is a tenth of the time that the window takes to show. Raises ValueError for what Qt does not know.
    """
    for name, value in properties.items():
        if not widget.setProperty(name, value):
            raise ValueError(f"{type(widget).__name__} has no {name} {value}")


def restate(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a dynamic property that a style sheet asks for, and dress the widget anew when it changed."""
    before = widget.property(name)
    if before == value:
        return
    widget.setProperty(name, value)
    if before is None and value in _PLAIN:
        return
    if widget.testAttribute(QtCore.Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()


class Theme(QObject):
    """Tokens turned into style sheets, fonts and icons. `changed` follows every change of theme or scale."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path = RESOURCES) -> None:
        super().__init__(app)
        self._app, self._resources = app, resources
        self._tokens = Tokens(THEMES[0], SCALES[0], resources)
        self._sheet = self._tokens.sheet()
        self._number = 0
        self._roots: list[QWidget] = []
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
        self._lines: dict[tuple[str, int], int] = {}
        self._others = QTimer(self)
        self._others.setInterval(BETWEEN_ROOTS_MS)
        self._others.timeout.connect(self._dress_next)
        _installed[:] = [self]
        font = self.font("body")
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        app.setFont(font)

    @property
    def name(self) -> str:
        """The theme's name, one of THEMES."""
        return self._tokens.theme

    @property
    def scale(self) -> int:
        """The text size in percent, one of SCALES."""
        return self._tokens.scale

    def choose(self, name: str | None = None, scale: int | None = None) -> None:
        """Change theme or text size (a percentage of SCALES)."""
        name, scale = name or self.name, scale or self.scale
        if (name, scale) == (self.name, self.scale):
            return
        self._tokens.theme, self._tokens.scale = name, scale
        self._sheet = self._tokens.sheet()
        self._number += 1
        self._pixmaps.clear()
        self._lines.clear()
        self._roots = [root for root in self._roots if isValid(root)]
        for root in self._roots:
            if root.isVisible():
                self.dress(root)
        self.changed.emit()
        self._others.start()

    def dress(self, root: QWidget) -> None:
        """Give a page (or another widget that stands for itself) the style sheet, and keep it up to date from now on.

        While hidden it may lag behind: whoever shows it dresses it first.
        """
        if root.property(_SHEET) is None:
            self._roots.append(root)
        if root.property(_SHEET) != self._number:
            root.setProperty(_SHEET, self._number)
            root.setStyleSheet(self._sheet)

    def px(self, design: float) -> int:
        return self._tokens.px(design)

    def size(self, name: str) -> int:
        """A size token in screen pixels."""
        return self._tokens.size(name)

    def color(self, role: str) -> QColor:
        return QColor.fromString(self._tokens.colors[role])

    def font(self, role: str, *, bold: bool = False) -> QFont:
        """A font of the type scale: title, section, body, hint or receipt."""
        font = QFont()
        font.setFamilies(self._tokens.families)
        font.setPixelSize(self._tokens.font(role))
        font.setBold(bold)
        return font

    def line(self, role: str, lines: int = 1) -> int:
        """The height of some lines of text of the type scale, as a label needs it, in screen pixels."""
        if (role, lines) not in self._lines:
            text = "\n".join(["永gÅ"] * lines)
            self._lines[role, lines] = QFontMetrics(self.font(role)).boundingRect(0, 0, 9999, 9999, 0, text).height()
        return self._lines[role, lines]

    def pixmap(self, name: str, design: int, role: str = "ink") -> QPixmap:
        """An icon or drawing of `resources`, `design` pixels high, `currentColor` in the colour of `role`."""
        ratio = self._app.devicePixelRatio()
        key = (name, design, role, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, self.px(design), role, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, role: str = "ink") -> QIcon:
        """An icon for a button, of `icon_size`."""
        return QIcon(self.pixmap(name, 24, role))

    def icon_size(self) -> QSize:
        return QSize(self.px(24), self.px(24))

    def _dress_next(self) -> None:
        for root in self._roots:
            if isValid(root) and root.property(_SHEET) != self._number:
                self.dress(root)
                return
        self._others.stop()

    def _draw(self, name: str, height: int, role: str, ratio: float) -> QPixmap:
        colors = self._tokens.colors
        svg = (self._resources / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colors[role])
        for other, color in colors.items():
            svg = svg.replace(f"@{other};", color)
        # The SVG reader takes its size from the document: draw at the size of the screen, never scale a bitmap.
        drawn = QPixmap()
        wanted = round(height * ratio)
        width, tall = _view_box(svg)
        svg = svg.replace("<svg ", f'<svg width="{round(wanted * width / tall)}" height="{wanted}" ', 1)
        drawn.loadFromData(svg.encode(), "SVG")
        drawn.setDevicePixelRatio(ratio)
        return drawn


def _view_box(svg: str) -> tuple[float, float]:
    box = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(box[2]), float(box[3])
