"""The harness finds, types and presses in a window from another process (M17)."""

import sys
from pathlib import Path

import pytest

from tests.e2e.desktop import desktop
from tests.e2e.kiosk import Kiosk
from tests.helpers.processes import Program

WINDOW = Path(__file__).with_name("sample_window.py")


def test_m17_controls_are_found_typed_and_pressed_by_name(tmp_path: Path) -> None:
    with (
        desktop(tmp_path / "desktop") as environment,
        Kiosk(environment, tmp_path / "driver.log") as kiosk,
        Program([sys.executable, WINDOW], env=environment, log=tmp_path / "window.log"),
    ):
        kiosk.type("first.account", "王小明 𠮷")
        kiosk.type("first.password", "secret")
        assert kiosk.text("first.account") == "王小明 𠮷"
        assert kiosk.find("first.password").text != "secret"
        kiosk.press("first.consent")
        kiosk.focus("first.consent")
        kiosk.keys("Tab", "Home", "Down", "Down")
        kiosk.wait_for("first.choice", "three")
        kiosk.absent("second.result")
        kiosk.press("first.submit")
        assert kiosk.wait_for("second.result", "True") == "王小明 𠮷 secret True three"
        kiosk.absent("first.submit")
        kiosk.press("second.back")
        kiosk.focus("first.account")
        kiosk.keys("End", "x")
        kiosk.wait_for("first.account", "𠮷x")
        with pytest.raises(AssertionError, match=r"first\.nothing is not showing"):
            kiosk.find("first.nothing", within=0.2)
    assert (tmp_path / "driver.log").read_text() == ""
