"""What CUPS knows of a printer and of a job, and Qt does not tell: why nothing comes out (O3). Every call may block for
ever when the spooler hangs: only the program that prints calls it (ADR 014)."""

import ctypes
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_long, c_void_p
from dataclasses import dataclass
from functools import cache
from time import monotonic, sleep, time
from typing import Any, Final

from ipas_contract.codes import PrinterState

LIBRARIES: Final = ("libcups.so.2", "libcups.2.dylib")
LOOK_EVERY_S: Final = 0.1
STALE_S: Final = 60
TITLE: Final = "ipas "
"""How the titles of this program's jobs begin."""
_PRINTER_STOPPED: Final = "5"
_UNDER_WAY, _DONE = frozenset({3, 4, 5}), 9
"""Job states of IPP: pending, held, processing; completed. The others: stopped, cancelled, aborted."""
_MINE, _ACTIVE, _ALL, _PURGE = 1, 0, -1, 1
_COMING: Final = frozenset({"none", "cups-waiting-for-job-completed", "cups-remote-pending", "cups-remote-processing"})
"""Reasons that CUPS gives while a job comes out as it should."""


class _Option(Structure):
    _fields_ = (("name", c_char_p), ("value", c_char_p))


class _Dest(Structure):
    _fields_ = (
        *(("name", c_char_p), ("instance", c_char_p), ("is_default", c_int)),
        *(("num_options", c_int), ("options", POINTER(_Option))),
    )


class _Job(Structure):
    _fields_ = (
        *(("id", c_int), ("dest", c_char_p), ("title", c_char_p), ("user", c_char_p), ("format", c_char_p)),
        *(("state", c_int), ("size", c_int), ("priority", c_int)),
        *(("completed", c_long), ("created", c_long), ("begun", c_long)),
    )


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """One job of ours; `created` in seconds UTC."""

    number: int
    title: str
    state: int
    created: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A queue as its spooler describes it; `hindered`: it gives a reason why nothing comes out."""

    stopped: bool
    hindered: bool


def stands(name: str) -> Standing | None:
    """How a queue is; None where there is no CUPS, or it does not know the queue."""
    library = _library()
    dest = library.cupsGetNamedDest(None, name.encode(), None) if library else None
    if library is None or not dest:
        return None
    told = {one.name.decode(): one.value.decode() for one in dest.contents.options[: dest.contents.num_options]}
    library.cupsFreeDests(1, dest)
    reasons = told.get("printer-state-reasons", "none").split(",")
    stopped = told.get("printer-state") == _PRINTER_STOPPED or told.get("printer-is-accepting-jobs") == "false"
    return Standing(stopped, stopped or any(map(_hinders, reasons)))


def follow(name: str, title: str, patience_s: float) -> PrinterState:
    """What became of our job of this title. One that cannot come out now is taken back, one that may still come out is
    taken back by `clear`."""
    library = _library()
    if library is None:
        return PrinterState.READY
    until = monotonic() + patience_s
    while monotonic() < until and any(job.state in _UNDER_WAY for job in _jobs(library, name, title, _ACTIVE)):
        sleep(LOOK_EVERY_S)
    job = max(_jobs(library, name, title, _ALL), default=None)
    if job is None:  # refused; Qt does not tell
        return PrinterState.STUCK
    if job.state == _DONE:
        return PrinterState.READY
    standing = stands(name)
    if job.state in _UNDER_WAY and standing is not None and not standing.hindered:
        return PrinterState.SLOW
    _take_back(library, name, job)
    return PrinterState.STUCK


def clear(name: str) -> bool:
    """Take back what of ours has not come out for too long: a printer that is switched on or filled later must not
    print it before the next person (P1). Whether there was any."""
    library = _library()
    jobs = _jobs(library, name, TITLE, _ACTIVE) if library else []
    stale = [job for job in jobs if time() - job.created > STALE_S]
    for job in stale:
        _take_back(library, name, job)
    return bool(stale)


def _hinders(reason: str) -> bool:
    """By its severity (RFC 8011, 5.4.12); "offline" is only ever reported."""
    return reason == "offline-report" or not (reason in _COMING or reason.endswith(("-report", "-warning")))


def _jobs(library: Any, name: str, title: str, which: int) -> list[Job]:
    """The jobs of this user whose title begins so."""
    jobs = POINTER(_Job)()
    count = max(0, library.cupsGetJobs2(None, byref(jobs), name.encode(), _MINE, which))
    found = [Job(job.id, job.title.decode(errors="replace"), job.state, job.created) for job in jobs[:count]]
    library.cupsFreeJobs(count, jobs)
    return [job for job in found if job.title.startswith(title)]


def _take_back(library: Any, name: str, job: Job) -> None:
    library.cupsCancelJob2(None, name.encode(), job.number, _PURGE)


@cache
def _library() -> Any:
    for name in LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.cupsGetNamedDest.argtypes = (c_void_p, c_char_p, c_char_p)
        library.cupsGetNamedDest.restype = POINTER(_Dest)
        library.cupsFreeDests.argtypes = (c_int, POINTER(_Dest))
        library.cupsGetJobs2.argtypes = (c_void_p, POINTER(POINTER(_Job)), c_char_p, c_int, c_int)
        library.cupsFreeJobs.argtypes = (c_int, POINTER(_Job))
        library.cupsCancelJob2.argtypes = (c_void_p, c_char_p, c_int, c_int)
        return library
    return None
