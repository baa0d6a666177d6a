"""A program that ends when the one that started it does, however that ended.

`python -m ipas_kiosk.demo.tether MODULE ARGUMENT...` runs a module so. The tether is a pipe on standard input: the
system closes its other end with the process that holds it, on kill -9 too, and on every system.
"""

import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable


def tie(end: Callable[[], object]) -> None:
    """Call `end` in a thread of its own once whoever holds the other end of standard input is gone."""

    def wait() -> None:
        if hasattr(signal, "pthread_sigmask"):  # signals are for the thread that awaits them
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while os.read(0, 1024):
            pass
        end()

    threading.Thread(target=wait, name="tether", daemon=True).start()


def terminate() -> None:
    """SIGTERM to this process, whose handlers then end it in order."""
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    tie(terminate)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
