"""The look: tokens, one scale factor for everything, style sheets, palette, fonts, icons.

One `Theme` dresses the application, as Qt has one style and one palette; `current()` gives it to widgets that paint
or measure. Sizes in the code are design pixels at 100 %; `px` turns them into screen pixels.
"""

import tomllib
from pathlib import Path
from string import Template
from typing import Any, cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SCALES = (100, 125, 150, 200)
THEMES = ("light", "high_contrast")
STEPS = (2, 4, 8, 12, 16, 24, 32, 48)
"""Design pixels that style sheets may use as `$px_8` beside the named sizes."""

_installed: list["Theme"] = []


def current() -> "Theme":
    """The theme of the running application."""
    return _installed[-1]


def restate(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a dynamic property that a style sheet asks for, and dress the widget anew when it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class Theme(QObject):
    """Tokens turned into style sheets, palette, fonts and icons. `changed` follows every change of theme or scale."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path = RESOURCES) -> None:
        super().__init__(app)
        self._app = app
        self._resources = resources
        self._tokens: dict[str, Any] = tomllib.loads((resources / "tokens.toml").read_text("utf-8"))
        sheets = sorted((resources / "qss").glob("*.qss"))
        self._template = Template("\n".join(sheet.read_text("utf-8") for sheet in sheets))
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
        self.name = THEMES[0]
        self.scale = SCALES[0]
        _installed[:] = [self]
        app.setStyle("Fusion")
        self._dress()

    def choose(self, name: str | None = None, scale: int | None = None) -> None:
        """Change theme or text size (a percentage of SCALES)."""
        name, scale = name or self.name, scale or self.scale
        if (name, scale) == (self.name, self.scale):
            return
        self.name, self.scale = name, scale
        self._pixmaps.clear()
        self._dress()
        self.changed.emit()

    def px(self, design: float) -> int:
        return round(design * self.scale / 100)

    def size(self, name: str) -> int:
        """A size token in screen pixels."""
        return self.px(self._tokens["size"][name])

    def color(self, role: str) -> QColor:
        return QColor(self._colors[role])

    def font(self, role: str, *, bold: bool = False) -> QFont:
        """A font of the type scale: title, section, body, hint or receipt."""
        font = QFont(self._app.font())
        font.setPixelSize(self.px(self._tokens["font"][role]))
        font.setBold(bold)
        return font

    def line(self, role: str, lines: int = 1) -> int:
        """The height of some lines of text of the type scale, as a label needs it, in screen pixels."""
        text = "\n".join(["永gÅ"] * lines)
        return QFontMetrics(self.font(role)).boundingRect(0, 0, 9999, 9999, 0, text).height()

    def pixmap(self, name: str, design: int, role: str = "ink") -> QPixmap:
        """An icon or drawing of `resources`, `design` pixels high, `currentColor` in the colour of `role`."""
        ratio = self._app.devicePixelRatio()
        key = (name, design, role, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, self.px(design), role, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, role: str = "ink") -> QIcon:
        return QIcon(self.pixmap(name, self._tokens["size"]["icon"], role))

    def icon_size(self) -> QSize:
        return QSize(self.size("icon"), self.size("icon"))

    @property
    def _colors(self) -> dict[str, str]:
        return cast("dict[str, str]", self._tokens["theme"][self.name])

    def _draw(self, name: str, height: int, role: str, ratio: float) -> QPixmap:
        svg = (self._resources / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", self._colors[role])
        for other, color in self._colors.items():
            svg = svg.replace(f"@{other};", color)
        # The SVG reader takes its size from the document: draw at the size of the screen, never scale a bitmap.
        drawn = QPixmap()
        wanted = round(height * ratio)
        width, tall = _view_box(svg)
        svg = svg.replace("<svg ", f'<svg width="{round(wanted * width / tall)}" height="{wanted}" ', 1)
        drawn.loadFromData(svg.encode(), "SVG")
        drawn.setDevicePixelRatio(ratio)
        return drawn

    def _dress(self) -> None:
        self._app.setPalette(self._palette())
        font = QFont()
        font.setFamilies(self._tokens["font"]["families"])
        font.setPixelSize(self.px(self._tokens["font"]["body"]))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._app.setFont(font)
        sizes = {f"size_{name}": f"{self.px(value)}px" for name, value in self._tokens["size"].items()}
        fonts = {f"font_{k}": f"{self.px(v)}px" for k, v in self._tokens["font"].items() if isinstance(v, int)}
        steps = {f"px_{n}": f"{self.px(n)}px" for n in STEPS}
        self._app.setStyleSheet(self._template.substitute(self._colors | sizes | fonts | steps | self._insides()))

    def _insides(self) -> dict[str, str]:
        """What a style sheet calls `min-height` leaves out the border: the whole box keeps its size in every state."""
        control, border, thick = self.size("control"), self.size("border"), self.px(2)
        return {
            "control_inner": f"{control - 2 * border}px",
            "control_thick": f"{control - 2 * thick}px",
            "padding_thick": f"{self.px(16) + border - thick}px",
            "button_inner": f"{self.px(160 - 48)}px",
        }

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for part, name in (
            (role.Window, "canvas"),
            (role.Base, "field"),
            (role.AlternateBase, "panel"),
            (role.Button, "canvas"),
            (role.WindowText, "ink"),
            (role.Text, "ink"),
            (role.ButtonText, "ink"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.PlaceholderText, "ink_soft"),
        ):
            palette.setColor(part, self.color(name))
        return palette


def _view_box(svg: str) -> tuple[float, float]:
    box = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(box[2]), float(box[3])
