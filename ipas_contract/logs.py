"""What the programs write down (requirements P3, P6): one JSON object a line, fields from an allow-list, nothing of
anybody. An op's life is told on both sides by its id: queued, pushing, judged at the kiosk, pushed at central.

Fail-closed: a field that is not listed loses its value, a text of a library is not repeated, of an exception only its
type and where it came from are. Everything is ASCII, so no text can break a line or reorder it.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, Final

FIELDS: Final = frozenset({
    "address_count", "attempt", "batch", "by", "cause", "centre", "changes", "channel", "code", "conflict", "count",
    "device", "due", "duplicates", "epoch", "error", "failures", "host", "incarnation", "kind", "kiosk_code",
    "language", "limit", "message", "method", "ms", "op", "ops", "order", "outcome", "pid", "pin", "pins", "port",
    "reason", "request", "retry_after", "seq", "size", "skew_ms", "state", "status", "template", "tries", "trouble",
    "until", "verdict", "where",
})  # fmt: skip
"""The fields whose values may be written; `message` is the id of one, never its text."""
FILE_BYTES: Final = 10 * 1024 * 1024
_PLAIN: Final = re.compile(r"[\w.,:/{}+-]{0,120}", re.ASCII)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")
_WITHHELD: Final = "withheld"


class Log:
    """Lines of one module: `log.warning("op_reuse", device=..., op=...)`; `exc_info` takes an exception."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: Any) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: Any) -> None:
        self._write(logging.ERROR, event, fields)

    def _write(self, level: int, event: str, fields: dict[str, Any]) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, _line(level, event, fields))


def get_logger(name: str) -> Log:
    """The logger of a module."""
    return Log(name)


def write_to(path: Path | None, *, keep: int = 0) -> None:
    """Send the program's lines, and those of libraries without their texts, to a file (0600) or standard error.
    `keep`: so many older files of `FILE_BYTES` are kept beside it; 0: the file is never changed (logrotate does)."""
    if path is not None:
        path.touch(mode=0o600)
    size = FILE_BYTES if keep else 0
    kept = RotatingFileHandler(path, maxBytes=size, backupCount=keep, encoding="ascii") if path else None
    handler = kept or logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("uvicorn.access", "httpx2", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def where(trace: TracebackType | None) -> str:
    """The frames of an exception, file and line only, innermost last."""
    frames = extract_tb(trace)[-6:]
    return ",".join(f"{Path(frame.filename).stem}:{frame.lineno}" for frame in frames)


def _line(level: int, event: str, fields: dict[str, Any]) -> str:
    error = fields.pop("exc_info", None)
    values = {key: _value(value) if key in FIELDS else _WITHHELD for key, value in fields.items()}
    if isinstance(error, BaseException):
        values |= {"error": type(error).__name__, "where": where(error.__traceback__)}
    name = event if _NAME.fullmatch(event) else "unnamed"
    return json.dumps({"event": name, "level": logging.getLevelName(level).lower(), **values})


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [_value(each) for each in value]
    text = str(value)
    return text if _PLAIN.fullmatch(text) else _WITHHELD


class _Lines(logging.Formatter):
    """Adds the time; of lines that are not ours keeps the logger's name, the level and an exception's type."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if record.name.startswith("ipas_") and not record.args and str(record.msg).startswith("{"):
            return f'{{"at": "{at}", {str(record.msg)[1:]}'
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        line = {"at": at, "event": "library", "level": record.levelname.lower(), "logger": record.name, "error": kind}
        return json.dumps(line)
