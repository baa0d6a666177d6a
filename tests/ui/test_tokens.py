"""Colours can be told apart in every theme (A2): text 4.5:1, body text of light 7:1, controls and focus 3:1."""

import tomllib

import pytest

from ipas_kiosk.views.theme import THEMES, Theme
from ipas_kiosk.views.tokens import RESOURCES
from ipas_kiosk.views.widgets.password_help import StrengthBar

TOKENS = tomllib.loads((RESOURCES / "tokens.toml").read_text("utf-8"))
GROUNDS = ("canvas", "panel", "field", "bar")
SOFT = {"error": "error_soft", "warning": "warning_soft", "good": "good_soft", "accent": "accent_soft"}


def luminance(color: str) -> float:
    """Relative luminance of a #rrggbb colour (WCAG 2.2)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_a2_text_is_readable_on_every_ground(theme: str) -> None:
    colors = TOKENS["theme"][theme]
    pairs = [(text, ground) for text in ("ink", "ink_soft", "error", "warning", "good", "accent") for ground in GROUNDS]
    pairs += [("on_accent", ground) for ground in ("accent", "accent_hover", "accent_press")]
    pairs += [(text, SOFT[tone]) for tone in SOFT for text in ("ink", tone)]
    pairs += [("ink_disabled", "field_disabled"), ("code_ink", "code")]
    low = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


def test_a2_body_text_of_the_light_theme_is_better_still() -> None:
    colors = TOKENS["theme"]["light"]
    assert min(contrast(colors["ink"], colors[ground]) for ground in GROUNDS) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_a2_controls_and_focus_stand_out(theme: str) -> None:
    colors = TOKENS["theme"][theme]
    pairs = [(line, ground) for line in ("line", "accent", "error", "warning", "focus") for ground in GROUNDS]
    low = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


@pytest.mark.parametrize("name", THEMES)
def test_a2_the_bars_of_a_weak_password_are_not_those_of_a_strong_one(theme: Theme, name: str) -> None:
    theme.choose(name)
    bar = StrengthBar("registration.passwordStrength")
    bar.resize(400, 40)
    seen = []
    for score in (None, 4):
        bar.show_score(score, "")
        picture = bar.grab().toImage()
        seen.append(picture.pixelColor(picture.width() - 50, 4).name())
    assert contrast(*seen) >= 3


def test_every_theme_names_the_same_roles() -> None:
    roles = {name: set(colors) for name, colors in TOKENS["theme"].items()}
    assert all(names == roles["light"] for names in roles.values())


def test_colours_stand_in_the_tokens_alone() -> None:
    for sheet in (RESOURCES / "qss").glob("*.qss"):
        assert "#" not in sheet.read_text("utf-8"), sheet.name
