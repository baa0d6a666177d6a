"""The kiosk's settings: a TOML file, overridden by `IPAS_KIOSK_*` variables. Standard library only, cheap to import.

No instance lives in this module: `app`, `cli` and `demo` call `load` and hand the result down.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from ipas_contract.codes import Language

PREFIX: Final = "IPAS_KIOSK_"
FILE_VARIABLE: Final = "IPAS_KIOSK_SETTINGS"
DEMO_VARIABLE: Final = "IPAS_DEMO"
DEMO_FILE: Final = "kiosk.toml"
"""The settings file inside a demo folder (model §14)."""
DEFAULT_FILE: Final = (
    Path("/etc/ipas-kiosk/kiosk.toml") if os.name == "posix" else Path("C:/ProgramData/ipas-kiosk.toml")
)
EX_CONFIG: Final = 78
"""The exit code of a kiosk that must not start: settings that do not read, no safe key, no encryption (D2, D3)."""
PDF: Final = "pdf:"
"""How a `printer` begins that is a folder for files, for a demonstration or a test."""
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(Exception):
    """A setting is unknown, missing or of the wrong form; the text names it and is for staff."""


class CaptchaSetting(StrEnum):
    """Whether verification codes are asked for (requirement A8; the states the first version offers)."""

    ALWAYS = "always"
    OFF = "off"


class EmailLookup(StrEnum):
    """What the e-mail lookup shows (requirement R11)."""

    MASKED = "masked"
    FULL = "full"


def _default_data_dir() -> Path:
    """systemd's state directory when it gives one, else the user's data folder."""
    if given := os.environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0])
    from platformdirs import user_data_path

    return user_data_path("ipas-kiosk", appauthor=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ from kiosk to kiosk. Durations in seconds.

    `exam_day`: the verifiers of offline sign-in lapse at the midnight after it; None = the day of registration
    (model §5). `demo_dir` comes from `IPAS_DEMO` alone.
    `idle_form_s`, `idle_data_s`: idle limits on forms and on pages that show data, `idle_warning_s`: the
    warning before the wipe (K9). `lost_contact_days`: without a word of central's for longer it locks itself (V11).
    `bcrypt_cost` is central's too (rules §2). `store` defaults to a file in `data_dir`.
    `desk_place`, `desk_phone`: where "call staff" sends people, and the number it shows; each may be empty.
    `printer`: the name of one of the system's printers, or `pdf:/folder` for files instead of paper; empty: there is
    none, and no print button.
    """

    central_url: str = ""
    data_dir: Path = field(default_factory=_default_data_dir)
    store: Path | None = None
    captcha: CaptchaSetting = CaptchaSetting.ALWAYS
    exam_day: date | None = None
    email_lookup: EmailLookup = EmailLookup.MASKED
    language: Language = Language.ZH_TW
    time_zone: str = "Asia/Taipei"
    bcrypt_cost: int = 12
    idle_form_s: int = 120
    idle_data_s: int = 60
    idle_warning_s: int = 60
    store_timeout_s: float = 5.0
    verdict_wait_s: float = 5.0
    desk_place: str = ""
    desk_phone: str = "03-5917544"
    lost_contact_days: int = 45
    printer: str = ""
    demo_dir: Path | None = None

    def __post_init__(self) -> None:
        _require(4 <= self.bcrypt_cost <= 16, "bcrypt_cost", "a number from 4 to 16")
        for name in ("idle_form_s", "idle_data_s", "idle_warning_s"):
            _require(10 <= getattr(self, name) <= 3600, name, "10 to 3600 seconds")
        for name in ("store_timeout_s", "verdict_wait_s"):
            _require(0 <= getattr(self, name) <= 60, name, "0 to 60 seconds")
        _require(1 <= self.lost_contact_days <= 365, "lost_contact_days", "1 to 365 days")
        folder = self.printer.removeprefix(PDF)
        _require(folder == self.printer or Path(folder).is_absolute(), "printer", "a printer's name or pdf:/folder")
        _check_url(self.central_url)

    @property
    def asks_code(self) -> bool:
        """Whether forms ask for a verification code."""
        return self.captcha is not CaptchaSetting.OFF

    @property
    def store_path(self) -> Path:
        """Where the encrypted store is."""
        return self.store or self.data_dir / "store.db"


def load(file: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `file` (else `IPAS_KIOSK_SETTINGS`, a demo folder's file, the system's) and the environment.

    Raises `SettingsError`. Only the system's default file may be absent.
    """
    environ = os.environ if environ is None else environ
    demo = environ.get(DEMO_VARIABLE)
    named = file or _path(environ.get(FILE_VARIABLE)) or (Path(demo) / DEMO_FILE if demo else None)
    values = _read(named) if named or DEFAULT_FILE.exists() else {}
    known = {f.name: f for f in fields(Settings) if f.name != "demo_dir"}
    if unknown := sorted(set(values) - set(known)):
        raise SettingsError(f"unknown setting: {', '.join(unknown)}")
    values |= {name: environ[PREFIX + name.upper()] for name in known if PREFIX + name.upper() in environ}
    settings = Settings(**{name: _parse(known[name], value) for name, value in values.items()})
    return replace(settings, demo_dir=Path(demo)) if demo else settings


def _read(file: Path | None) -> dict[str, Any]:
    path = file or DEFAULT_FILE
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error


def _parse(setting: "Field[Any]", value: Any) -> Any:
    """One value, from TOML or from text, as its field's type."""
    converters: dict[str, type | Any] = {
        "central_url": str,
        "time_zone": str,
        "captcha": CaptchaSetting,
        "email_lookup": EmailLookup,
        "language": Language,
        "exam_day": lambda v: v if isinstance(v, date) else date.fromisoformat(v) if v else None,
    }
    default = setting.default
    convert = converters.get(setting.name) or (Path if default in (MISSING, None) else type(default))
    if isinstance(value, bool) or (convert is int and isinstance(value, float)):
        raise SettingsError(f"{setting.name}: {value!r} is not of the right kind")
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{setting.name}: {value!r} is not of the right kind") from error


def _check_url(url: str) -> None:
    """Plain HTTP never leaves the machine (model §14)."""
    parts = urlsplit(url)
    good = not url or parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    _require(good, "central_url", "an https:// address (http:// only on this machine)")


def _require(good: bool, name: str, what: str) -> None:
    if not good:
        raise SettingsError(f"{name} must be {what}")


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
