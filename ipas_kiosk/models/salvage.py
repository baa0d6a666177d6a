"""What can still be read of a damaged store (D8; fault row 14): its pages are deciphered one by one, without SQLite.

A bad bit spoils one block of the cipher, 16 bytes, and one bit of the next: what else is on the page is whole, also
where the database's own way to it (the first page, the schema, the inner nodes of a tree) is not. Rows are known by
their form, and an op counts only if its body is the one that its digest speaks of. Nothing is written.

Forms: SQLCipher 4 (AES-256-CBC, HMAC-SHA-512, reserve of 80 bytes a page) and SQLite's file format.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ipas_kiosk.models import tables
from ipas_kiosk.models.cipher import PLAIN_HEADER, StoreKey
from ipas_kiosk.models.records import Device, OpState, QueuedOp

PAGE: Final = 4096
IV: Final = 16
MAC: Final = 64
USABLE: Final = PAGE - IV - MAC
SALT: Final = 16
_LEAF: Final = 0x0D
_FIRST_HEADER: Final = 100
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_UNREADABLE: Final = (ValueError, IndexError, KeyError, TypeError, struct.error)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read; `device` is None when this kiosk's own row was not. `missing`: seqs between the first and the last
    op of which nothing was read. `bad_pages`: how many are not as they were written."""

    device: Device | None
    ops: tuple[QueuedOp, ...]
    missing: int
    bad_pages: int


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    values: tuple[Any, ...]
    intact: bool


def read(path: Path, key: StoreKey) -> Salvaged:
    """Everything of the outbox that the file and its write-ahead log still hold."""
    pages = _Pages(path, key)
    device: Device | None = None
    ops: dict[int, QueuedOp] = {}
    for row in pages.rows():
        if (op := _op(row)) is not None:
            ops[op.seq] = op
        elif row.intact and (found := _device(row)) is not None:
            device = found
    last = max([*ops, device.last_seq if device else 0])
    missing = last - min(ops) + 1 - len(ops) if ops else 0
    return Salvaged(device, tuple(ops[seq] for seq in sorted(ops)), missing, pages.bad)


class _Pages:
    """The deciphered pages of a store by their number, the newest committed form of each."""

    def __init__(self, path: Path, key: StoreKey) -> None:
        content = path.read_bytes()
        self._key = key.reveal()
        mask = bytes(octet ^ 0x3A for octet in content[:SALT])
        self._mac_key = hashlib.pbkdf2_hmac("sha512", self._key, mask, 2, len(self._key))
        self._pages: dict[int, tuple[bytes, bool]] = {}
        for number in range(1, len(content) // PAGE + 1):
            self._take(number, content[(number - 1) * PAGE : number * PAGE])
        for number, page in _committed(path.with_name(path.name + "-wal")):
            self._take(number, page)
        self.bad = sum(not intact for _, intact in self._pages.values())

    def rows(self) -> Iterator[_Row]:
        """The rows of all tables that have row ids, as far as they read."""
        for number, (page, intact) in self._pages.items():
            start = _FIRST_HEADER if number == 1 else 0
            if page[start] != _LEAF:
                continue
            (cells,) = struct.unpack_from(">H", page, start + 3)
            for cell in range(min(cells, USABLE // 2)):
                try:
                    (at,) = struct.unpack_from(">H", page, start + 8 + 2 * cell)
                    yield self._row(page, at, intact=intact)
                except _UNREADABLE:
                    continue

    def _take(self, number: int, page: bytes) -> None:
        head = SALT if number == 1 else 0
        secret, seal = page[head : USABLE + IV], page[USABLE + IV :]
        mac = hmac.digest(self._mac_key, secret + struct.pack("<I", number), "sha512")
        decipher = Cipher(algorithms.AES(self._key), modes.CBC(page[USABLE : USABLE + IV])).decryptor()
        clear = decipher.update(page[head:USABLE]) + decipher.finalize()
        self._pages[number] = (PLAIN_HEADER[:head] + clear, hmac.compare_digest(mac, seal))

    def _row(self, page: bytes, at: int, *, intact: bool) -> _Row:
        size, at = _varint(page, at)
        row_id, at = _varint(page, at)
        if size > USABLE * len(self._pages):
            raise ValueError("longer than the store")
        here, most = size, USABLE - 35
        if size > most:
            least = (USABLE - 12) * 32 // 255 - 23
            here = least + (size - least) % (USABLE - 4)
            here = here if here <= most else least
        payload = bytearray(page[at : at + here])
        more = struct.unpack_from(">I", page, at + here)[0] if here < size else 0
        while more and len(payload) < size:
            page, whole = self._pages[more]
            (more,) = struct.unpack_from(">I", page)
            payload += page[4:USABLE]
            intact &= whole
        return _Row(row_id, tuple(_values(bytes(payload[:size]))), intact)


def _committed(wal: Path) -> Iterator[tuple[int, bytes]]:
    """The pages of a write-ahead log, in the order in which they were written, up to the last commit."""
    content = wal.read_bytes() if wal.exists() else b""
    frame = _FRAME_HEADER + PAGE
    found: list[tuple[int, bytes]] = []
    committed = 0
    for at in range(_WAL_HEADER, len(content) - frame + 1, frame):
        number, size = struct.unpack_from(">II", content, at)
        if content[at + 8 : at + 16] != content[16:24] or not number:
            break
        found.append((number, content[at + _FRAME_HEADER : at + frame]))
        committed = len(found) if size else committed
    yield from found[:committed]


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for octet in page[at : at + 8]:
        at += 1
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            return value, at
    return value << 8 | page[at], at + 1


def _values(payload: bytes) -> Iterator[Any]:
    """The values of a record. Raises what `_UNREADABLE` names for one that is none."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else _INTEGERS.get(kind, 0)
        value = payload[at : at + size]
        if len(value) < size:
            raise ValueError("cut off")
        at += size
        if kind >= 12:
            yield value.decode() if kind % 2 else value
        else:
            yield None if kind == 0 else {8: 0, 9: 1}.get(kind, int.from_bytes(value, "big", signed=True))


def _named(row: _Row, names: list[str]) -> dict[str, Any]:
    """By column, the row's own id first; rows that are older than a column lack it."""
    if not 8 <= len(row.values) <= len(names) or row.values[0] is not None:
        raise ValueError("another table's")
    return {**dict(zip(names, row.values, strict=False)), names[0]: row.id}


def _op(row: _Row) -> QueuedOp | None:
    """The op that a row is, if it is one and its body is whole."""
    try:
        found = _named(row, tables.outbox.c.keys())
        found |= {"op_id": UUID(found["op_id"]), "entity_id": UUID(found["entity_id"])}
        found |= {"state": OpState(found["state"]), "sealed": bool(found.get("sealed"))}
        found["depends_on"] = UUID(found["depends_on"]) if found["depends_on"] else None
        op = QueuedOp(**found)
        whole = op.sealed or hashlib.sha256(op.body.encode()).hexdigest() == op.body_sha256
    except (*_UNREADABLE, AttributeError):
        return None
    return op if whole and op.body else None


def _device(row: _Row) -> Device | None:
    """This kiosk, if the row is it."""
    try:
        found = _named(row, tables.device.c.keys())
        if found.pop("id") != 1 or len(found["private_key"]) != 32:
            return None
        found |= {name: UUID(found[name]) for name in ("device_id", "server_epoch")}
        found["pins"] = tuple((found.pop("pin") or "").split())
        return Device(**found)
    except (*_UNREADABLE, AttributeError):
        return None
