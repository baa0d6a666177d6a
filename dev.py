#!/usr/bin/env python3
"""Every chore of the project, from a bare machine on: `python3 dev.py run`, `python3 dev.py test`, `python3 dev.py -h`.

Standard library only. The first start makes `.venv` from `requirements.lock` (pinned and hashed) and installs what
the system lacks; later starts see that nothing changed and go on at once.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("dev.py needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".set-up"
CATALOGUES = ROOT / "resources" / "i18n"

WINDOW = (
    "fontconfig fonts-noto-cjk libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1 libglib2.0-bin libgssapi-krb5-2 "
    "libpulse0 libx11-xcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
    "libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 "
    "libxkbcommon-x11-0 libxkbcommon0"
).split()
TESTS = [*WINDOW, *"at-spi2-core dbus-x11 fiu-utils openbox python3-pyatspi xdotool xvfb".split()]


def say(text: str) -> None:
    """A line of progress, on stderr so that a chore's own output stays clean."""
    print("dev.py: " + text, file=sys.stderr, flush=True)


def stop(text: str) -> None:
    """What is missing, in one sentence, and exit code 2."""
    say(text)
    raise SystemExit(2)


def call(*command: object, **options: object) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.call([str(part) for part in command], cwd=ROOT, **options)


def must(*command: object, **options: object) -> None:
    """Run a command that the set-up cannot do without."""
    code = call(*command, **options)
    if code:
        stop("'%s' failed with exit code %d." % (" ".join(map(str, command)), code))


# ---- set-up ----------------------------------------------------------------------------------------------------


def missing_packages(wanted: list) -> list:
    """Debian packages of `wanted` that are not installed; none where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${binary:Package}\n", *wanted]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    have = {line.split()[1].split(":")[0] for line in lines if line.startswith("installed ")}
    return [name for name in wanted if name not in have]


def install_packages(wanted: list) -> None:
    """Let apt install what the system lacks; without the right to do so say what to type."""
    missing = missing_packages(wanted)
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        stop("this system lacks packages; type:  sudo apt-get update && sudo " + " ".join(install))
    say("installing %d system packages: %s" % (len(missing), " ".join(missing)))
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    must("apt-get", "update", "-q", **quiet)
    must(*install, **quiet)


def make_venv() -> None:
    """A virtual environment, unless one is there and whole."""
    if PYTHON.exists() and call(PYTHON, "-m", "pip", "--version", stdout=subprocess.DEVNULL) == 0:
        return
    say("making .venv with Python %d.%d" % sys.version_info[:2])
    must(sys.executable, "-m", "venv", "--clear", VENV)


def lock_lines(name: str) -> str:
    """The pin of one distribution with its hashes, as it stands in the lock."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(name + "=="))
    end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith("    ")), len(lines))
    return "\n".join(line for line in lines[start:end] if not line.lstrip().startswith("#")).rstrip(" \\") + "\n"


def pip_settings() -> dict:
    """Where pip is told to look for packages, in uv's words; uv does not read pip's configuration."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    found = {}
    for line in listed.splitlines():  # the environment comes first, then the files: the first one said wins
        key, _, value = line.partition("=")
        found.setdefault(key.rpartition(".")[2], value.strip("'\""))
    words = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    settings = {theirs: " ".join(found[ours].split()) for ours, theirs in words.items() if found.get(ours)}
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = settings["UV_FIND_LINKS"].replace(" ", ",")
    if found.get("cert"):
        settings["SSL_CERT_FILE"] = found["cert"]
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", **settings, **os.environ}


def fingerprint() -> str:
    """Changes when what is installed must change: the lock, the project's own entry points, the Python, the place."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install() -> None:
    """The locked distributions and the project itself, unless the stamp says that they are there."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    began = time.monotonic()
    make_venv()
    STAMP.unlink(missing_ok=True)
    uv = BIN / ("uv.exe" if os.name == "nt" else "uv")
    pin = VENV / "uv.lock"
    pin.write_text(lock_lines("uv"), encoding="utf-8")
    say("installing uv")
    quiet = ["-q", "--disable-pip-version-check"]
    must(PYTHON, "-m", "pip", "install", *quiet, "--no-deps", "--require-hashes", "-r", pin)
    say("installing what requirements.lock names")
    target = {"env": {**pip_settings(), "VIRTUAL_ENV": str(VENV)}}
    must(uv, "pip", "sync", "-q", "--require-hashes", "--compile-bytecode", LOCK, **target)
    must(uv, "pip", "install", "-q", "--no-deps", "--offline", "-e", ROOT, **target)
    STAMP.write_text(wanted, encoding="ascii")
    say("set up in %.0f s" % (time.monotonic() - began))


def compile_catalogues() -> None:
    """Every `.ts` newer than its `.qm`."""
    for source in sorted(CATALOGUES.glob("*.ts")):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            must(BIN / "pyside6-lrelease", "-silent", source, "-qm", compiled)


def set_up(packages: list) -> None:
    """Everything that a chore needs; Debian has split off what a virtual environment is made with."""
    install_packages(packages if find_spec("ensurepip") else [*packages, "python3-venv"])
    install()
    compile_catalogues()


# ---- chores ----------------------------------------------------------------------------------------------------


def setup(_: argparse.Namespace, __: list) -> int:
    set_up(TESTS)
    return 0


def check(_: argparse.Namespace, __: list) -> int:
    """Everything that can be said without running the program; all of it, then the sum."""
    set_up(WINDOW)
    steps = {
        "lint": [BIN / "ruff", "check", "-q", "."],
        "format": [BIN / "ruff", "format", "-q", "--check", "."],
        "types": [BIN / "mypy"],
        "imports": [BIN / "lint-imports", "--no-cache"],
        "house limits and translations": [PYTHON, "-m", "tests.house"],
    }
    failed = []
    for name, command in steps.items():
        say("check: " + name)
        if call(*command):
            failed.append(name)
    say("check: " + ("FAILED: " + ", ".join(failed) if failed else "all good"))
    return 1 if failed else 0


def run(_: argparse.Namespace, rest: list) -> int:
    """The demo, tethered to this process: it ends when the pipe to its standard input closes, on kill -9 too."""
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not {"-h", "--help"} & {*rest} and not any(map(os.environ.get, shown)):
        stop("there is no display to show the kiosk's window on.")
    set_up(WINDOW)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # compiled modules halve the next start
    demo = subprocess.Popen([PYTHON, "-m", "ipas_kiosk.demo", *rest], stdin=subprocess.PIPE, env=environment)
    try:
        return demo.wait()
    finally:
        demo.stdin.close()
        demo.wait()


def pytest(*arguments: str) -> int:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    return call(PYTHON, "-m", "pytest", *arguments, env=environment)


def test(_: argparse.Namespace, rest: list) -> int:
    """The whole suite; arguments go to pytest."""
    set_up(TESTS)
    return pytest(*(rest or ["-q", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]))


def fast_tests(_: argparse.Namespace, rest: list) -> int:
    """The unit tests."""
    set_up(WINDOW)
    return pytest("-q", "tests/unit", *rest)


def translations(_: argparse.Namespace, __: list) -> int:
    """Bring resources/i18n up to date with the texts in the source."""
    set_up([])
    code = call(PYTHON, "-m", "tests.house", "translations")
    compile_catalogues()
    return code


def module(name: str) -> object:
    """A chore that is a program of the project's: `python -m name`, further arguments go to it."""

    def chore(_: argparse.Namespace, rest: list) -> int:
        set_up(TESTS)
        return call(PYTHON, "-m", name, *rest)

    return chore


def lock(_: argparse.Namespace, __: list) -> int:
    """Bring requirements.lock up to date with pyproject.toml, from the one index that has every file of a release."""
    set_up([])
    command = "pip compile --universal --generate-hashes --no-header --extra kiosk --extra central --group dev -q"
    partial = {"UV_INDEX", "UV_FIND_LINKS"}  # mirrors and folders may hold this machine's wheel alone
    settings = {name: value for name, value in pip_settings().items() if name not in partial}
    return call(BIN / "uv", *command.split(), "-o", LOCK.name, "pyproject.toml", env=settings)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    chores = parser.add_subparsers(metavar="chore", required=True)

    def chore(name: str, does: object, text: str, **options: object) -> None:
        chores.add_parser(name, help=text, **options).set_defaults(does=does)

    chore("run", run, "the demo in a window: --dir PATH, --fresh, --windowed", add_help=False)
    chore("test", test, "all tests; further arguments go to pytest")
    chore("setup", setup, "only set up")
    chore("test-fast", fast_tests, "the unit tests, under 5 s")
    chore("check", check, "lint, format, types, import contracts, translations, house limits")
    chore("translations", translations, "bring resources/i18n up to date with the source")
    chore("bench", module("bench"), "measure; writes bench/README*.md: both pages, or kiosk, fleet, single parts")
    chore("shots", module("tests.shots"), "every page as a picture")
    chore("faults", module("tests.faults"), "write docs/faults.md from the marks of the tests")
    chore("soak", module("tests.soak"), "kiosks and central under anything, for long: --minutes N --seed S")
    chore("mutants", module("tests.mutants"), "break the guards one at a time; the suite must notice each")
    chore("lock", lock, "bring requirements.lock up to date with pyproject.toml")
    options, rest = parser.parse_known_args()
    return options.does(options, rest)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
