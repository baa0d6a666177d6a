"""House limits and stale translations; `dev.py check` runs this as `python -m tests.house`.

A file has at most 300 lines, a function 40, a class 15 methods. Nothing of a download host, a workplace or a real
person's number may stand in what is committed (U9). Every `.ts` catalogue says exactly what the source says.
"""

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE, FUNCTION, CLASS = 300, 40, 15
BIN = Path(sys.executable).parent
CATALOGUES = sorted((ROOT / "resources" / "i18n").glob("*.ts"))
FOLDERS = ("ipas_contract", "ipas_kiosk", "ipas_central", "tests", "bench")
FORBIDDEN = re.compile(r"A12345678\d")
"""Somebody's number (U9); rows copied from the rules' tables and this file are exempt."""

WAYS_OUT = re.compile(r"Q(File|Print|PageSetup|PrintPreview)Dialog|QDesktopServices|openExternalLinks|RichText")


def sources() -> list[Path]:
    """Every Python file of ours."""
    return sorted([*ROOT.glob("*.py"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))])


def lengths(path: Path, text: str) -> Iterator[str]:
    """Sentences about what is too long in one file."""
    name = path.relative_to(ROOT)
    lines = text.count("\n")
    if lines > FILE:
        yield f"{name}: {lines} lines, at most {FILE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            long = (node.end_lineno or node.lineno) - node.lineno + 1
            if long > FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {long} lines, at most {FUNCTION}"
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) for item in node.body)
            if methods > CLASS:
                yield f"{name}:{node.lineno}: {node.name} has {methods} methods, at most {CLASS}"


def lost_texts(path: Path, text: str) -> Iterator[str]:
    """`tr(f"…")` is extracted as a text that never matches at run time, `f"{tr(…)}"` not at all, and nobody warns."""
    tree = ast.parse(text)
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            composed = any(isinstance(argument, ast.JoinedStr) for argument in node.args)
            if called in {"tr", "translate"} and (composed or node in inside):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {called}() with an f-string is lost to the catalogue"


def ways_out(path: Path, text: str) -> Iterator[str]:
    """What would lead a visitor out of the kiosk's window (K7)."""
    for line, content in enumerate(text.splitlines(), 1):
        if WAYS_OUT.search(content):
            yield f"{path.relative_to(ROOT)}:{line}: a dialog or a link leads out of the window (K7)"


def update(catalogue: Path) -> None:
    """Bring one catalogue up to date with the source; translations of texts that are gone go too."""
    views = sorted((ROOT / "ipas_kiosk").rglob("*.py"))
    command = [BIN / "pyside6-lupdate", "-silent", "-no-obsolete", "-locations", "none"]
    subprocess.run([*command, *views, "-ts", catalogue], cwd=ROOT, check=True)


def stale_catalogues() -> Iterator[str]:
    """Catalogues that `lupdate` would change, and texts without a translation."""
    for catalogue in CATALOGUES:
        name = catalogue.relative_to(ROOT)
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / catalogue.name
            fresh.write_bytes(catalogue.read_bytes())
            update(fresh)
            if fresh.read_bytes() != catalogue.read_bytes():
                yield f"{name}: stale, run `python3 dev.py translations`"
            release = [BIN / "pyside6-lrelease", "-silent", "-fail-on-unfinished", catalogue, "-qm", fresh]
            if subprocess.run(release, cwd=ROOT, capture_output=True, check=False).returncode:
                yield f"{name}: has texts without a translation"


def findings() -> Iterator[str]:
    """Everything that breaks the house rules, one sentence each."""
    for path in sources():
        text = path.read_text(encoding="utf-8")
        yield from lengths(path, text)
        yield from lost_texts(path, text)
        if ROOT / "ipas_kiosk" in path.parents:
            yield from ways_out(path, text)
        if path != Path(__file__).resolve() and FORBIDDEN.search(text):
            yield f"{path.relative_to(ROOT)}: holds a number that may be somebody's (U9)"
    yield from stale_catalogues()


if __name__ == "__main__":
    if sys.argv[1:] == ["translations"]:
        for stale in CATALOGUES:
            update(stale)
        sys.exit()
    found = list(findings())
    sys.stdout.write("".join(sentence + "\n" for sentence in found))
    sys.exit(1 if found else 0)
