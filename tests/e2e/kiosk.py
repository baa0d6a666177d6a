"""What a person does at the kiosk, said by control names; a driver process does it over AT-SPI."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.helpers.processes import Program

DRIVER = Path(__file__).with_name("driver.py")
SYSTEM_PYTHON = "/usr/bin/python3"
WITHIN_S = 15.0
"""How long a control may take to appear, or to say what is waited for."""


@dataclass(frozen=True, slots=True)
class Control:
    """What an outside program can know of a control."""

    text: str
    name: str
    role: str
    enabled: bool
    focused: bool
    checked: bool
    invalid: bool


class Kiosk(AbstractContextManager["Kiosk"]):
    """The window that shows on a desktop; every method waits until the control is there, at most `within` seconds."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.driver = Program(
            [SYSTEM_PYTHON, "-W", "ignore::DeprecationWarning", DRIVER], env=environment, log=log, piped=True
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.driver.end()

    def ask(self, do: str, name: str = "", *, within: float = WITHIN_S, **more: object) -> Any:
        """One request to the driver; its error is the test's."""
        self.driver.write_line(json.dumps({"do": do, "name": name, "within": within, **more}))
        reply = self.driver.read_line()
        assert reply, "the driver has ended"
        answer = json.loads(reply)
        if "ok" not in answer:
            shown = self.names() if do != "names" else []
            raise AssertionError("\n".join([answer["error"], "what shows:", *shown]))
        return answer["ok"]

    def find(self, name: str, *, within: float = WITHIN_S) -> Control:
        return Control(**self.ask("read", name, within=within))

    def absent(self, name: str, *, within: float = WITHIN_S) -> None:
        """Wait until no such control shows."""
        self.ask("absent", name, within=within)

    def press(self, name: str) -> None:
        """Press a button or tick a box."""
        self.ask("press", name)

    def type(self, name: str, text: str) -> None:
        """Put the focus on an input and the text into it."""
        self.ask("type", name, text=text)

    def keys(self, *keys: str) -> None:
        """Real key presses, by their X names, to what has the focus."""
        self.ask("keys", keys=keys)

    def focus(self, name: str) -> None:
        self.ask("focus", name)

    def text(self, name: str) -> str:
        return self.find(name).text

    def wait_for(self, name: str, text: str = "", *, within: float = WITHIN_S) -> str:
        """Until the control's text holds `text` (or anything); the text."""
        return str(self.ask("wait", name, within=within, text=text))

    def wait_empty(self, name: str) -> None:
        self.ask("wait", name, text=None)

    def names(self) -> list[str]:
        """Everything that shows, for a person who looks for a control's name."""
        return list(self.ask("names"))
