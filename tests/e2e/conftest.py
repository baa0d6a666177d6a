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
    """The demo at its sign-in page; afterwards it is brought back there, on the line and in Chinese. A press by an
    outside program works a tenth of a second later, so something is typed there whose wiping tells that it has."""
    kiosk = _demo.kiosk
    kiosk.find("login.account")
    yield _demo
    if any("page.login" in shown for shown in kiosk.names()):
        kiosk.type("login.account", "somebody")
    kiosk.press("status.home")
    kiosk.wait_empty("login.account")
