"""Colours and sizes of `tokens.toml` for one theme and one text size, and style sheets filled with them. No Qt."""

import tomllib
from pathlib import Path
from string import Template
from typing import Any, cast

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
STEPS = (2, 4, 8, 12, 16, 24, 32, 48)
"""Design pixels that style sheets may use as `$px_8` beside the named sizes."""


class Tokens:
    """`theme` names one of the themes, `scale` is the text size in percent; both may change."""

    def __init__(self, theme: str, scale: int, resources: Path = RESOURCES) -> None:
        self.theme, self.scale = theme, scale
        self._tokens: dict[str, Any] = tomllib.loads((resources / "tokens.toml").read_text("utf-8"))
        sheets = sorted((resources / "qss").glob("*.qss"))
        self._template = Template("\n".join(sheet.read_text("utf-8") for sheet in sheets))

    @property
    def families(self) -> list[str]:
        """The fonts to draw with, the first one that is installed."""
        return cast("list[str]", self._tokens["font"]["families"])

    @property
    def colors(self) -> dict[str, str]:
        """Every role of the theme as #rrggbb (or #aarrggbb)."""
        return cast("dict[str, str]", self._tokens["theme"][self.theme])

    def px(self, design: float) -> int:
        """Design pixels as screen pixels."""
        return round(design * self.scale / 100)

    def size(self, name: str) -> int:
        """A named size in screen pixels."""
        return self.px(self._tokens["size"][name])

    def font(self, role: str) -> int:
        """The height of a font of the type scale in screen pixels."""
        return self.px(self._tokens["font"][role])

    def sheet(self) -> str:
        """The style sheet of the kiosk."""
        sizes = {f"size_{name}": f"{self.size(name)}px" for name in self._tokens["size"]}
        fonts = {f"font_{role}": f"{self.font(role)}px" for role in self._tokens["font"] if role != "families"}
        steps = {f"px_{n}": f"{self.px(n)}px" for n in STEPS}
        return self._template.substitute(self.colors | sizes | fonts | steps | self._insides())

    def _insides(self) -> dict[str, str]:
        """What a style sheet calls `min-height` leaves out the border: the whole box keeps its size in every state."""
        control, border, thick = self.size("control"), self.size("border"), self.px(2)
        return {
            "control_inner": f"{control - 2 * border}px",
            "control_thick": f"{control - 2 * thick}px",
            "padding_thick": f"{self.px(16) + border - thick}px",
            "button_inner": f"{self.px(160 - 48)}px",
        }
