"""`dev.py mutants`: break one guard at a time in a copy of the tree; the tests named beside it must fail.

A mutant whose text is no longer there, or that no test notices, fails the chore. First the tests pass unbroken.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.mutants.table import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("ipas_contract", "ipas_kiosk", "ipas_central", "tests", "pyproject.toml")
FAILED: Final = 1
"""pytest's exit code for tests that ran and failed; anything else is an accident."""


def main(wanted: Sequence[str] = ()) -> int:
    """Run all mutants, or those whose names hold one of these words."""
    chosen = [each for each in MUTANTS if not wanted or any(word in each.name for word in wanted)]
    with tempfile.TemporaryDirectory(prefix="ipas-mutants-") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        for name in COPIED:
            _copy(ROOT / name, tree / name)
        tests = sorted({test for mutant in chosen for test in mutant.tests})
        if (code := _run(tree, tests)) != 0:
            sys.stdout.write(f"the tests do not pass unbroken (exit code {code})\n")
            return 1
        survivors = [mutant for mutant in chosen if not _caught(tree, mutant)]
    sys.stdout.write(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants caught\n")
    return 1 if survivors else 0


def _caught(tree: Path, mutant: Mutant) -> bool:
    whole: dict[Path, str] = {}
    try:
        for change in mutant.changes:
            file = tree / change.file
            text = file.read_text(encoding="utf-8")
            whole.setdefault(file, text)
            if text.count(change.old) != 1:
                return _say(mutant, f"{change.file} holds its text {text.count(change.old)} times")
            file.write_text(text.replace(change.old, change.new), encoding="utf-8")
        code = _run(tree, mutant.tests)
    finally:
        for file, text in whole.items():
            file.write_text(text, encoding="utf-8")
    return _say(mutant, "" if code == FAILED else f"no test noticed (exit code {code})")


def _say(mutant: Mutant, trouble: str) -> bool:
    sys.stdout.write(f"{'FAILED' if trouble else 'caught'}  {mutant.breaks:7} {mutant.name}  {trouble}".rstrip() + "\n")
    sys.stdout.flush()
    return not trouble


def _run(tree: Path, tests: Sequence[str]) -> int:
    """Run tests in the copy; its packages come before the installed ones."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False).returncode


def _copy(source: Path, to: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__", "*.qm"))
    else:
        shutil.copy2(source, to)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
