"""The printer of the kiosk, spoken to by a program of its own: a hung print service holds up nothing here (ADR 014)."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import time
from typing import Final

from ipas_contract.codes import Language, PrinterState
from ipas_contract.logs import get_logger
from ipas_contract.masking import mask_email
from ipas_kiosk.services.slips import Slip
from ipas_kiosk.services.values import Receipt

_log = get_logger(__name__)

PROGRAM: Final = "ipas_kiosk.views.printing"
PATIENCE_S: Final = 3.0
"""How long a slip may take to come out before it is looked at why."""
ANSWER_S: Final = 4.5
"""The person hears within five seconds (O3)."""
LOOK_EVERY_S: Final = 300.0
LOOK_SOON_S: Final = 65
"""After a slip that may still come out: by then it is old enough to be taken back (`spooler.STALE_S`)."""
WINDOWLESS: Final = {"QT_QPA_PLATFORM": "offscreen"} if sys.platform == "linux" else {}
"""Elsewhere the fonts and printers of the system come with its windows."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
LEFT_S: Final = 60
"""A folder there that is older has no program any more."""
_FOLDER: Final = "ipas-print-"


class Printer:
    """Implements `services.api.Printing`. `name`: the setting `printer`, empty where none is set up; `state`: how it
    was when last looked at or used."""

    def __init__(
        self, name: str, centre_id: str = "", *, patience_s: float = PATIENCE_S, answer_s: float = ANSWER_S
    ) -> None:
        self.name, self._centre_id = name, centre_id
        self._patience_s, self._answer_s = patience_s, answer_s
        self.state = PrinterState.UNSEEN
        self._owed = asyncio.Event()

    @property
    def told(self) -> PrinterState | None:
        """What central hears; None: none is set up."""
        return self.state if self.name else None

    async def print_slip(self, receipt: Receipt, language: Language, *, again: bool) -> PrinterState:
        slip = Slip(
            receipt_no=receipt.receipt_no,
            token=receipt.token,
            state=receipt.state,
            masked_account=mask_email(receipt.account),
            centre_id=self._centre_id,
            made_at=receipt.made_at,
            language=language,
            again=again,
        )
        await self._ask(slip)
        if self.state in (PrinterState.SLOW, PrinterState.NO_ANSWER):
            self._owed.set()
        _log.info("slip_ordered", state=self.state)
        return self.state

    async def look(self) -> PrinterState:
        """How it is now; at most a few seconds."""
        await self._ask(None)
        return self.state

    async def watch(self) -> None:
        """Look from time to time, for ever, if there is one; soon when a slip may still come out, before somebody else
        perhaps (P1). Not at the start, which has no time for it."""
        while self.name:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._owed.wait(), LOOK_EVERY_S)
                self._owed.clear()
                await asyncio.sleep(LOOK_SOON_S)
            await self.look()

    async def _ask(self, slip: Slip | None) -> None:
        order = {"printer": self.name, "slip": asdict(slip) if slip else None, "patience_s": self._patience_s}
        try:
            with _memory() as folder:
                environment = {**os.environ, **WINDOWLESS, "TMPDIR": folder}
                self.state = await _answer(json.dumps(order), environment, self._answer_s)
        except OSError as error:  # no room for the folder, no process to be had
            _log.error("printing_failed", exc_info=error)
            self.state = PrinterState.BROKEN


def _memory() -> "TemporaryDirectory[str]":
    """Where the print library puts its file on the way: on no disk, and gone when the program has ended, however; what
    a kiosk left that was killed meanwhile goes with the next one."""
    for left in MEMORY.glob(f"{_FOLDER}*"):
        with suppress(FileNotFoundError):
            if time() - left.stat().st_mtime > LEFT_S:
                rmtree(left, ignore_errors=True)
    return TemporaryDirectory(prefix=_FOLDER, dir=MEMORY if MEMORY.is_dir() else None)


async def _answer(order: str, environment: Mapping[str, str], within_s: float) -> PrinterState:
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", PROGRAM, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment
    )
    try:
        async with asyncio.timeout(within_s):
            said, _ = await child.communicate(order.encode())
        return PrinterState(said.decode())
    except TimeoutError:
        return PrinterState.NO_ANSWER
    except ValueError:
        _log.error("printing_failed", code=child.returncode)
        return PrinterState.BROKEN
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
