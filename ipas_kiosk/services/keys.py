"""Where the store's key is kept: the system's credential store, or a systemd credential; else nowhere (D3 D4 D5 D10).

Only safe keepers are used; without one the program refuses to start and says how to set one up. The demo alone keeps
its key in a file (`demo_key`, which the bundle leaves out).
"""

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from ipas_kiosk.models.cipher import KEY_BYTES, StoreKey
from ipas_kiosk.settings import Settings

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE: Final = "ipas-kiosk"
CREDENTIAL: Final = "ipas-kiosk-store-key"
OVERRIDE: Final = "PYTHON_KEYRING_BACKEND"
SAFE_BACKENDS: Final = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
    }
)
MEMORY_FILE_SYSTEMS: Final = frozenset({"ramfs", "tmpfs"})
MOUNTS: Final = Path("/proc/self/mountinfo")
HOW_TO: Final = (
    "No safe place for the store's key. Either log in with a desktop session whose keyring is unlocked, or give the "
    f"service a credential named {CREDENTIAL} (64 hexadecimal digits), sealed with `systemd-creds encrypt` and loaded "
    "with `LoadCredentialEncrypted=`."
)


class NoKeyError(Exception):
    """There is no safe place for the key, or the key is not where it should be; the text is for staff."""


class KeyKeeper(Protocol):
    """A place that keeps the store key."""

    @property
    def title(self) -> str:
        """What the place is called in front of staff."""
        ...

    def find(self) -> StoreKey | None:
        """The key, or None when this place has none. Raises `NoKeyError` when the place is not safe."""
        ...

    def keep(self, key: StoreKey) -> bool:
        """Keep a new key; False when this place takes none."""
        ...

    def forget(self) -> None:
        """Destroy the key, where this place can. Raises `NoKeyError` when it does not answer."""
        ...


@dataclass(frozen=True, slots=True)
class KeyChain:
    """The keepers of this kiosk, in the order they are asked."""

    keepers: tuple[KeyKeeper, ...]

    def find(self) -> StoreKey:
        """The store key. Raises `NoKeyError`."""
        if key := self.peek():
            return key
        raise NoKeyError("The store's key is not where it is kept.")

    def peek(self) -> StoreKey | None:
        """The store key, if there is one. Raises `NoKeyError` for a place that is not safe."""
        return next((key for keeper in self.keepers if (key := keeper.find())), None)

    def find_or_make(self) -> StoreKey:
        """The store key, made now if there is none and no store either. Raises `NoKeyError`."""
        if key := self.peek():
            return key
        made = StoreKey(token_bytes(KEY_BYTES))
        if any(keeper.keep(made) for keeper in self.keepers):
            return made
        raise NoKeyError(HOW_TO)

    def restore(self, key: StoreKey) -> bool:
        """Keep this key in place of whatever is kept; False when no place here takes one. Raises `NoKeyError`."""
        self.forget()
        return any(keeper.keep(key) for keeper in self.keepers)

    def forget(self) -> None:
        """Destroy the key wherever it is kept. Raises `NoKeyError`."""
        for keeper in self.keepers:
            keeper.forget()


@dataclass(frozen=True, slots=True)
class KeyringKeeper:
    """The operating system's credential store; 64 characters, far below the Windows limit (D5)."""

    backend: "KeyringBackend"
    entry: str

    @property
    def title(self) -> str:
        return f"keyring ({_class_name(self.backend)})"

    def find(self) -> StoreKey | None:
        text = _answer(lambda: self.backend.get_password(SERVICE, self.entry))
        return key_from_text(text) if text else None

    def keep(self, key: StoreKey) -> bool:
        _answer(lambda: self.backend.set_password(SERVICE, self.entry, key.reveal().hex()))
        return True

    def forget(self) -> None:
        if _answer(lambda: self.backend.get_password(SERVICE, self.entry)):
            _answer(lambda: self.backend.delete_password(SERVICE, self.entry))


@dataclass(frozen=True, slots=True)
class CredentialKeeper:
    """A systemd credential: the service's own file, read-only, on a file system that lives in memory alone."""

    file: Path
    mounts: Path = MOUNTS

    title: str = "systemd credential"

    def find(self) -> StoreKey | None:
        if not self.file.exists():
            return None
        try:
            handle = os.open(self.file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError as error:
            raise NoKeyError("The systemd credential is a link, or cannot be read.") from error
        with os.fdopen(handle, "rb") as stream:
            _require_private(os.fstat(stream.fileno()))
            if _file_system(self.file, self.mounts) not in MEMORY_FILE_SYSTEMS:
                raise NoKeyError("The systemd credential is not on a memory file system.")
            content = stream.read(1024)
        return StoreKey(content) if len(content) == KEY_BYTES else key_from_text(content.decode("ascii", "replace"))

    def keep(self, key: StoreKey) -> bool:  # noqa: ARG002 (systemd alone writes credentials)
        return False

    def forget(self) -> None:
        """systemd alone removes credentials (docs/operations.md)."""


def waiting(settings: Settings, environ: Mapping[str, str] | None = None) -> KeyChain:
    """Where a new key is kept beside the one in use until the store opens with it (`rekeying`)."""
    return chain(settings, environ, ending=".next")


def chain(settings: Settings, environ: Mapping[str, str] | None = None, *, ending: str = "") -> KeyChain:
    """The keepers that may be used here, the keyring first; `ending`: for another key than the one in use. Raises
    `NoKeyError` when there is none."""
    if settings.demo_dir:
        from ipas_kiosk.services.demo_key import DemoKeyFile

        return KeyChain((DemoKeyFile(settings.data_dir / f"store.key{ending}"),))
    environ = os.environ if environ is None else environ
    keepers: list[KeyKeeper] = []
    if backend := safe_backend(environ):
        keepers.append(KeyringKeeper(backend, f"{settings.store_path}{ending}"))
    if folder := environ.get("CREDENTIALS_DIRECTORY"):
        keepers.append(CredentialKeeper(Path(folder) / f"{CREDENTIAL}{ending}"))
    if not keepers:
        raise NoKeyError(HOW_TO)
    return KeyChain(tuple(keepers))


def safe_backend(
    environ: Mapping[str, str], current: "Callable[[], KeyringBackend] | None" = None
) -> "KeyringBackend | None":
    """The keyring's backend if it is one of the system's own. Raises `NoKeyError` when one is forced on us (D4)."""
    if environ.get(OVERRIDE):
        raise NoKeyError(f"{OVERRIDE} is set: the kiosk chooses its keyring itself.")
    if current is None:
        import keyring

        current = keyring.get_keyring
    chosen = current()
    candidates: Sequence[KeyringBackend] = getattr(chosen, "backends", None) or (chosen,)
    return next((backend for backend in candidates if _class_name(backend) in SAFE_BACKENDS), None)


def key_from_text(text: str) -> StoreKey:
    """A key from its 64 hexadecimal digits. The error does not show the text (D10)."""
    try:
        return StoreKey(bytes.fromhex(text.strip()))
    except ValueError:
        pass
    raise NoKeyError("What is kept as the store's key is not a key.")


def _answer(ask: Callable[[], T]) -> T:
    """What the keyring answers. One that is locked or gone is trouble, not a bug; its own words end here (D10)."""
    from keyring.errors import KeyringError

    try:
        return ask()
    except KeyringError:
        pass
    raise NoKeyError("The keyring is locked, or it did not answer.")


def _class_name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _require_private(found: os.stat_result) -> None:
    """Ours or root's, for the owner alone. systemd shows 0440 where an ACL names the service and root owns the file:
    the group bits are then the ACL's mask, and the group is root's."""
    mode = stat.S_IMODE(found.st_mode)
    by_acl = mode == 0o440 and found.st_uid == 0 and found.st_gid == 0
    if not stat.S_ISREG(found.st_mode) or found.st_uid not in (0, os.geteuid()) or not (mode == 0o400 or by_acl):
        raise NoKeyError("The systemd credential's owner or mode is not as systemd leaves it (0400).")


def _file_system(file: Path, mounts: Path) -> str:
    """The type of the file system that `file` is on, from the longest mount point above it."""
    best, kind = -1, ""
    real = file.resolve()
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].replace("\\040", " "))
        if real.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return kind
