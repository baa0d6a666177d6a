"""What holds for every test: only loopback is reached, nothing is logged unasked, no thread or process is left."""

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
QUIET_AFTER_S = 3.0
"""How long threads of a test may take to end after it."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "logs(*patterns): log lines at WARNING or above, or Qt messages, that belong here"
    )
    config.addinivalue_line("markers", "fault(row, injected=, seen=): proves a row of docs/faults.md")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest first, in their random order, so that no worker waits for the other at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/e2e/"))


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


class Heard(logging.Handler):
    """Keeps every log line at WARNING or above as 'logger: message'."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _nothing_logged_unasked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Log lines and Qt messages fail a test unless its `logs` marker has a pattern for each."""
    heard = Heard()
    logging.getLogger().addHandler(heard)
    core = sys.modules.get("PySide6.QtCore")
    if core:
        core.qInstallMessageHandler(lambda _kind, _context, text: heard.lines.append(f"qt: {text}"))
    yield
    if core:
        core.qInstallMessageHandler(None)
    logging.getLogger().removeHandler(heard)
    expected = [pattern for marker in request.node.iter_markers("logs") for pattern in marker.args]
    unasked = [line for line in heard.lines if not any(re.search(pattern, line) for pattern in expected)]
    assert not unasked, f"unexpected log lines: {unasked}"


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Threads that would keep the program alive end with the test that started them."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + QUIET_AFTER_S
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(max(0.0, until - time.monotonic()))
            assert not thread.is_alive(), f"{thread.name} is still running"


def children() -> list[str]:
    """Command lines of this process's living children; empty where there is no /proc."""
    found = []
    for task in Path("/proc/self/task").glob("*/children"):
        for pid in task.read_text(encoding="ascii").split():
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if command and "resource_tracker" not in command:
                found.append(f"{pid}: {command}")
    return found


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Processes that fixtures started are gone when the last fixture has ended."""
    distributing = session.config.pluginmanager.hasplugin("dsession")
    left = [] if distributing else children()
    if left:
        sys.stderr.write("processes left behind:\n" + "".join(line + "\n" for line in left))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
