"""Text messages leave through a gateway (architecture, decision 3; requirement R13)."""

import re
from pathlib import Path
from typing import Protocol


class SmsGateway(Protocol):
    """Whoever delivers text messages. `number` in E.164; `reference` is the same on every try of one message, so
    that a provider can tell a repeat. Raises `OSError` when the message was not taken."""

    def send(self, number: str, text: str, reference: str) -> None: ...


class FileSms:
    """The driver that writes `NNNN-<number>.txt` into a folder: for the demo, tests, and centres without SMS."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(self, number: str, text: str, reference: str) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        part = self._directory / f".{reference}.part"
        part.write_text(f"To: {number}\n\n{text}\n", encoding="utf-8")
        digits = re.sub(r"[^0-9]", "", number)
        serial = 1 + max((int(path.name[:4]) for path in self._directory.glob("[0-9]" * 4 + "-*.txt")), default=0)
        while True:
            try:
                (self._directory / f"{serial:04}-{digits}.txt").hardlink_to(part)
                break
            except FileExistsError:  # another worker took the number
                serial += 1
        part.unlink()
