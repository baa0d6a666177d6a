"""One demo for all scenarios of a worker: each comes as a new person and leaves the sign-in page behind."""

from collections.abc import Iterator

import pytest

from tests.e2e.demo import Demo, demo_on_a_desktop


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_on_a_desktop(tmp_path_factory.mktemp("e2e")) as demo:
        yield demo


@pytest.fixture
def demo(_demo: Demo) -> Iterator[Demo]:
    """The demo at its sign-in page; afterwards it is brought back there, on the line and in Chinese."""
    _demo.kiosk.find("login.account")
    yield _demo
    _demo.kiosk.press("status.home")
    _demo.kiosk.find("login.account")
