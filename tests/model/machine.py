"""The world as Hypothesis drives it: rules in any order, invariants after each."""

import asyncio
import itertools
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.helpers.central import CentralServer
from tests.model.world import FATES, World

KIOSK = st.integers(0, 2)
PERSON = st.integers(0, 5)
NAME = st.integers(0, 4)
WHICH = st.integers(0, 7)


class Machine(RuleBasedStateMachine):
    """Make a subclass with `central` and `folder`."""

    central: ClassVar[CentralServer]
    folder: ClassVar[Path]
    _runs: ClassVar["itertools.count[int]"] = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        folder = self.folder / f"run{next(self._runs)}"
        folder.mkdir()
        self._world = World(self.central, folder)

    def do(self, what: Coroutine[Any, Any, object]) -> None:
        self._loop.run_until_complete(what)

    @initialize(kiosks=st.integers(1, 3))
    def begin(self, kiosks: int) -> None:
        self.do(self._world.begin(kiosks))

    @invariant()
    def holds(self) -> None:
        if self._world.sites:
            self._world.check()

    def teardown(self) -> None:
        try:
            if self._world.sites:
                self.do(self._world.end())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    @rule(kiosk=KIOSK, person=PERSON, name=NAME)
    def register(self, kiosk: int, person: int, name: int) -> None:
        self.do(self._world.register(kiosk, person, name))

    @rule(kiosk=KIOSK, which=WHICH, name=NAME)
    def amend(self, kiosk: int, which: int, name: int) -> None:
        self.do(self._world.amend(kiosk, which, name))

    @rule(kiosk=KIOSK, which=WHICH)
    def withdraw(self, kiosk: int, which: int) -> None:
        self.do(self._world.withdraw(kiosk, which))

    @rule(kiosk=KIOSK, which=WHICH, value=st.integers(0, 2))
    def change_profile(self, kiosk: int, which: int, value: int) -> None:
        self.do(self._world.change_profile(kiosk, which, value))

    @rule(which=WHICH, how=st.integers(0, 5), person=st.integers(0, 11))
    def decide(self, which: int, how: int, person: int) -> None:
        self.do(self._world.decide(which, how, person))

    @rule(kiosk=KIOSK, person=PERSON)
    def look_up(self, kiosk: int, person: int) -> None:
        self.do(self._world.look_up(kiosk, person))

    @rule(kiosk=KIOSK, fate=st.integers(0, len(FATES) - 1))
    def sync(self, kiosk: int, fate: int) -> None:
        self.do(self._world.sync(kiosk, fate))

    @rule(kiosk=KIOSK)
    def drain(self, kiosk: int) -> None:
        self.do(self._world.drain(kiosk))


class Whole(Machine):
    """With what befalls the machines themselves (a class has at most fifteen methods)."""

    @rule(backwards=st.integers(0, 1))
    def come_late(self, backwards: int) -> None:
        self.do(self._world.come_late(backwards))

    @rule(seconds=st.integers(1, 100_000))
    def wait(self, seconds: int) -> None:
        self.do(self._world.wait(seconds))

    @rule(kiosk=KIOSK, seconds=st.integers(0, 31_000_000))
    def set_clock(self, kiosk: int, seconds: int) -> None:
        self.do(self._world.set_clock(kiosk, seconds))

    @rule(kiosk=KIOSK)
    def restart(self, kiosk: int) -> None:
        self.do(self._world.restart(kiosk))

    @rule(kiosk=KIOSK, place=st.integers(0, 20), person=PERSON)
    def crash(self, kiosk: int, place: int, person: int) -> None:
        self.do(self._world.crash(kiosk, place, person))

    @rule()
    def restart_central(self) -> None:
        self.do(self._world.restart_central())

    @rule()
    def back_up_central(self) -> None:
        self.do(self._world.back_up_central())

    @rule()
    def restore_central(self) -> None:
        self.do(self._world.restore_central())

    @rule(kiosk=KIOSK)
    def copy_kiosk(self, kiosk: int) -> None:
        self.do(self._world.copy_kiosk(kiosk))

    @rule(kiosk=KIOSK)
    def restore_kiosk(self, kiosk: int) -> None:
        self.do(self._world.restore_kiosk(kiosk))
