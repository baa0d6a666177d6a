"""Keyed connections to SQLCipher: raw key, WAL, FULL (requirements D1 D2 D3 D7 D10). Without SQLAlchemy: a store is
examined long before its engine is imported."""

import hashlib
import hmac
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn
from urllib.parse import quote

import sqlcipher3.dbapi2

KEY_BYTES: Final = 32
BUSY_S: Final = 5.0
KEY_COPY: Final = ".key.json"
"""Ends the name of the file beside a store that holds its key, sealed to the organisation (model §8)."""
NEXT_KEY_COPY: Final = f"{KEY_COPY}.next"
"""Of the key that the store is being given."""
PLAIN_HEADER: Final = b"SQLite format 3\0"
JOURNAL_LIMIT: Final = 64 * 1024 * 1024
_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    f"journal_size_limit = {JOURNAL_LIMIT}",
)
INDEX: Final = "index_key"
"""The fact under which a store that was given another key keeps the subkey of its index."""
_INDEX_INFO: Final = b"ipas-kiosk blind index 1"
_FINGERPRINT_INFO: Final = b"ipas-kiosk key fingerprint 1"


class NotEncryptedError(Exception):
    """The driver cannot encrypt, or the file is plain SQLite: the program refuses to go on (D2)."""


class StoreKey:
    """The store's 32 random bytes. Shows them to nobody: no repr, no pickle, no equality by value (D10)."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a store key has {KEY_BYTES} bytes, not {len(raw)}")
        self._raw = raw

    def __repr__(self) -> str:
        return "StoreKey(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a store key is not copied by pickle")

    def reveal(self) -> bytes:
        """The raw bytes, for the key's keeper, its sealed copy and the cipher alone."""
        return self._raw

    def derive(self, info: bytes) -> bytes:
        """A 32-byte subkey by HKDF-SHA-256 (model §8)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._raw)

    def fingerprint(self) -> str:
        """Tells one key from another without saying anything about either; kept beside the store."""
        return self.derive(_FINGERPRINT_INFO)[:8].hex()


class BlindIndex:
    """Keyed digests to look people up by (D6): HMAC-SHA-256 under a subkey of the store key, 32 bytes. A store that was
    given another key keeps the subkey of its first one (`kept`, as `reveal` gave it): digests are not made anew."""

    __slots__ = ("_key",)

    def __init__(self, key: StoreKey, kept: str | None = None) -> None:
        self._key = key.derive(_INDEX_INFO) if kept is None else bytes.fromhex(kept)

    def reveal(self) -> str:
        """The subkey, for the store's own table alone."""
        return self._key.hex()

    def account(self, account: str) -> bytes:
        """Of an account, without regard to case (model §4)."""
        return self._of("account", account.casefold())

    def name(self, normalised: str) -> bytes:
        """Of a name that `rules.name.normalise` gave."""
        return self._of("name", normalised)

    def id_number(self, normalised: str) -> bytes:
        """Of an ID number that `rules.identity` gave."""
        return self._of("id", normalised)

    def _of(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._key, f"{kind}|{text}".encode("utf-8", "surrogatepass"), hashlib.sha256)


def connect(path: Path, key: StoreKey, *, timeout: float = BUSY_S, driver: ModuleType = sqlcipher3.dbapi2) -> Any:
    """A keyed connection without transactions of its own; any thread may use it, one at a time.

    `timeout`: seconds that a writer waits for another. The file must be there: a missing store is never made anew by
    opening it. Raises `NotEncryptedError`.
    """
    address = f"file:{quote(str(path))}?mode=rw"
    connection = driver.connect(address, uri=True, isolation_level=None, timeout=timeout, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.reveal().hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise NotEncryptedError("the database driver cannot encrypt")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def rekey(connection: Any, key: StoreKey) -> None:
    """Encipher the store of an open connection anew, all of it or nothing (D9)."""
    connection.execute(f"PRAGMA rekey = \"x'{key.reveal().hex()}'\"")


def version(driver: ModuleType = sqlcipher3.dbapi2) -> str:
    """The cipher's version; empty when the driver cannot encrypt."""
    connection = driver.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
        return str(row[0]) if row else ""
    finally:
        connection.close()


def refuse_plain(path: Path) -> None:
    """Raises `NotEncryptedError` for a file that is plain SQLite (D1)."""
    with path.open("rb") as stream:
        if stream.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise NotEncryptedError("the store is not encrypted")
