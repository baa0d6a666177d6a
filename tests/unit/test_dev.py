"""`dev.py` starts on any Python there is, and the lock is whole (O7, issue 2 §1)."""

import ast
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

LOCK = dev.LOCK.read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9.-]+)(?:\[[^]]*\])?==([^ ;]+)", LOCK, re.MULTILINE))


def asked_for() -> list[Requirement]:
    """Everything that pyproject.toml asks for, in the sets that the lock is made of."""
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    sets = [project["project"]["dependencies"], extras["kiosk"], extras["central"], groups["demo"], groups["dev"]]
    return [Requirement(line) for lines in sets for line in lines if isinstance(line, str)]


def test_it_parses_on_an_old_python_so_that_it_can_say_what_it_needs() -> None:
    ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 9))


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(dev.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="says what to type where apt installs")
def test_without_the_right_to_install_it_says_the_whole_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasted on a machine whose lists of packages are empty it does all that is missing at once (issue 2 §1)."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="2"):
        dev.install_packages(["of-no-archive"])
    typed = capsys.readouterr().err.partition("type:  ")[2]
    assert typed == "sudo apt-get update && sudo apt-get install -y --no-install-recommends of-no-archive\n"


@pytest.mark.parametrize("wanted", asked_for(), ids=str)
def test_o7_the_lock_has_what_pyproject_asks_for(wanted: Requirement) -> None:
    """A stale lock is found without a network: `dev.py lock` mends it."""
    pinned = PINS.get(canonicalize_name(wanted.name))
    assert pinned is not None
    assert wanted.specifier.contains(pinned, prereleases=True)


def test_o7_every_pin_has_hashes_and_no_address() -> None:
    """A release with one hash alone was locked against one machine's wheel and installs on no other Python."""
    assert not [name for name in PINS if dev.lock_lines(name).count("--hash=sha256:") < 2]
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_the_lines_of_one_pin_stand_alone() -> None:
    """They are a requirements file of their own: no continuation runs over their end."""
    lines = dev.lock_lines("uv").splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.endswith("\\") for line in lines[:-1])
    assert not lines[-1].endswith("\\")
    assert not [line for line in lines[1:] if not line.strip().startswith("--hash=")]


def test_what_is_installed_is_renewed_when_the_lock_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dev.fingerprint()
    assert before == dev.fingerprint()
    changed = tmp_path / "requirements.lock"
    changed.write_text(LOCK + "# one more\n", encoding="utf-8")
    monkeypatch.setattr(dev, "LOCK", changed)
    assert dev.fingerprint() != before
