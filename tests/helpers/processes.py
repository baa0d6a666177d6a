"""Real processes for tests: started in their own group, heard line by line, ended for certain."""

import os
import select
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType

END_WITHIN_S = 10.0
"""How long a process may take to end after SIGTERM before it is killed."""


class Program(AbstractContextManager["Program"]):
    """A program in a process group of its own; leaving the context ends the whole group.

    `log` takes its standard output and errors; with `piped`, standard output is read by `read_line` instead.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log: Path,
        piped: bool = False,
        pass_fds: Sequence[int] = (),
    ) -> None:
        output = log.open("ab")
        self.process = subprocess.Popen(
            [str(part) for part in command],
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if piped else output,
            stderr=output,
            start_new_session=True,
            pass_fds=pass_fds,
            text=True,
        )
        output.close()

    @property
    def pid(self) -> int:
        return self.process.pid

    def read_line(self) -> str:
        """The next line of standard output; empty at its end."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def write_line(self, text: str) -> None:
        """A line to standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """SIGKILL to the program alone, as a crash would."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """SIGTERM to the program, SIGKILL to what is left of its group; the program's exit code."""
        self.process.terminate()
        try:
            self.process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
        code = self.process.wait()
        for left in (self.process.stdin, self.process.stdout):
            if left:
                left.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return code

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def gone(pid: int, *, within_s: float) -> bool:
    """Whether a process that need not be a child of ours has ended, waited for without polling."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return ended(handle, within_s)
    finally:
        os.close(handle)


def ended(handle: int, within_s: float) -> bool:
    """Whether the process behind a pidfd ends in time."""
    readable, _, _ = select.select([handle], [], [], within_s)
    return bool(readable)


def tree(pid: int) -> dict[int, str]:
    """Every living descendant of a process with its command line, those that changed their session too."""
    found: dict[int, str] = {}
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        try:
            tasks = list(Path(f"/proc/{parent}/task").iterdir())
        except OSError:
            continue
        for task in tasks:
            try:
                children = [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
            except OSError:
                continue
            for child in children:
                found[child] = command_line(child)
                waiting.append(child)
    return found


def command_line(pid: int) -> str:
    """What a process was started with; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""
