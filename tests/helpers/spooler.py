"""A print service that speaks IPP with the system's own libcups: one queue, whose printer does as it is told."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

QUEUE: Final = "slips"
_GET_JOBS, _CREATE, _SEND, _CANCEL, _PRINTER = 0x0A, 0x05, 0x06, 0x08, 0x0B
_ALL_PRINTERS, _DEFAULT, _NOT_FOUND = 0x4002, 0x4001, 0x0406
_ENUM, _INTEGER, _BOOLEAN, _TEXT, _NAME, _KEYWORD, _URI = 0x23, 0x21, 0x22, 0x41, 0x42, 0x44, 0x45
COMPLETED, PROCESSING, CANCELLED, IDLE, STOPPED = 9, 5, 7, 3, 5

Attribute = tuple[int, str, bytes]


@dataclass
class Job:
    number: int
    title: str
    state: int
    created: int
    document: bytes = b""


@dataclass
class Spooler:
    """`finishes`: whether jobs come out; `reasons`: what its printer complains of; `now`: seconds UTC on its clock."""

    port: int = 0
    finishes: bool = True
    reasons: str = "none"
    state: int = IDLE
    now: int = 1_790_000_000
    jobs: dict[int, Job] = field(default_factory=dict)

    def answer(self, operation: int, asked: dict[str, bytes], document: bytes) -> tuple[int, list[list[Attribute]]]:
        """Status, and groups of attributes: printers (or jobs) one each."""
        match operation:
            case _ if operation in (_DEFAULT, _ALL_PRINTERS):
                return 0, [self._printer()]
            case _ if operation == _PRINTER:
                known = asked.get("printer-uri", b"").endswith(f"/{QUEUE}".encode())
                return (0, [self._printer()]) if known else (_NOT_FOUND, [])
            case _ if operation == _CREATE:
                number = len(self.jobs) + 1
                self.jobs[number] = Job(number, asked["job-name"].decode(), PROCESSING, self.now)
                return 0, [self._job(self.jobs[number])]
            case _ if operation == _SEND:
                job = self.jobs[int.from_bytes(asked["job-id"])]
                job.document, job.state = document, COMPLETED if self.finishes else PROCESSING
                return 0, [self._job(job)]
            case _ if operation == _CANCEL:
                self.jobs[int.from_bytes(asked["job-id"])].state = CANCELLED
                return 0, []
            case _ if operation == _GET_JOBS:
                whole = asked.get("which-jobs") == b"all"
                return 0, [self._job(job) for job in self.jobs.values() if whole or job.state == PROCESSING]
        return 0x0501, []

    def _printer(self) -> list[Attribute]:
        uri = f"ipp://127.0.0.1:{self.port}/printers/{QUEUE}".encode()
        return [
            (_NAME, "printer-name", QUEUE.encode()),
            (_URI, "printer-uri-supported", uri),
            (_ENUM, "printer-type", _int(4)),
            (_ENUM, "printer-state", _int(self.state)),
            (_KEYWORD, "printer-state-reasons", self.reasons.encode()),
            (_BOOLEAN, "printer-is-accepting-jobs", b"\1"),
            (_TEXT, "printer-make-and-model", b"Slip printer"),
            (_KEYWORD, "media-default", b"om_roll_80x297mm"),
        ]

    def _job(self, job: Job) -> list[Attribute]:
        uri = f"ipp://127.0.0.1:{self.port}/printers/{QUEUE}".encode()
        return [
            (_INTEGER, "job-id", _int(job.number)),
            (_NAME, "job-name", job.title.encode()),
            (_ENUM, "job-state", _int(job.state)),
            (_URI, "job-printer-uri", uri),
            (_INTEGER, "time-at-creation", _int(job.created)),
            (_NAME, "job-originating-user-name", b"kiosk"),
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    spooler: Spooler

    def do_GET(self) -> None:
        self._reply(404, b"")  # a queue without a PPD

    def do_POST(self) -> None:
        body = self._body()
        operation, number = struct.unpack(">HI", body[2:8])
        asked, document = _read(body[8:])
        status, groups = self.spooler.answer(operation, asked, document)
        tag = b"\2" if operation in (_GET_JOBS, _CREATE, _SEND) else b"\4"
        head = [(0x47, "attributes-charset", b"utf-8"), (0x48, "attributes-natural-language", b"en")]
        said = struct.pack(">HHI", 0x0200, status, number) + b"\1" + _written(head)
        self._reply(200, said + b"".join(tag + _written(group) for group in groups) + b"\3")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


def _int(number: int) -> bytes:
    return struct.pack(">i", number)


def _written(group: list[Attribute]) -> bytes:
    parts = (
        bytes([tag]) + struct.pack(">H", len(name)) + name.encode() + struct.pack(">H", len(value)) + value
        for tag, name, value in group
    )
    return b"".join(parts)


def _read(content: bytes) -> tuple[dict[str, bytes], bytes]:
    """The attributes by name, the first value each, and what comes after them."""
    found: dict[str, bytes] = {}
    at = 0
    while (tag := content[at]) != 3:
        at += 1
        if tag < 0x10:
            continue
        (size,) = struct.unpack(">H", content[at : at + 2])
        name = content[at + 2 : at + 2 + size].decode()
        at += 2 + size
        (size,) = struct.unpack(">H", content[at : at + 2])
        found.setdefault(name, content[at + 2 : at + 2 + size])
        at += 2 + size
    return found, content[at + 1 :]


@contextmanager
def spooling() -> Iterator[Spooler]:
    """The service on a free port; point `CUPS_SERVER` at it."""
    spooler = Spooler()
    handler = type("Handler", (_Handler,), {"spooler": spooler})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        spooler.port = server.server_port
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield spooler
        finally:
            server.shutdown()
            serving.join()
