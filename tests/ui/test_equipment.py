"""What the doctor finds of the machine itself (O2, K2), asked for real in a process of its own."""

from pathlib import Path

import pytest

from ipas_kiosk.views import equipment

NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


def processes(folder: Path, *names: str) -> Path:
    """A list of processes as the system gives it."""
    for number, name in enumerate(names, 1):
        (folder / str(number)).mkdir()
        (folder / str(number) / "comm").write_text(f"{name}\n", encoding="utf-8")
    return folder


def test_o2_a_machine_that_has_what_it_takes(tmp_path: Path) -> None:
    found = {each.check: each for each in equipment.examine(processes(tmp_path, "systemd", "cage"))}
    assert list(found) == ["fonts", "input", "sound", "lockdown"]
    assert found["fonts"].good
    assert found["input"].text.startswith("virtualkeyboard")
    assert (found["lockdown"].good, found["lockdown"].text) == (True, "cage")


def test_o2_a_bare_machine_is_told_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    found = {each.check: each for each in equipment.examine(processes(tmp_path, "bash"))}
    assert not found["fonts"].good
    assert "Chinese" in found["fonts"].text
    assert not found["lockdown"].good
