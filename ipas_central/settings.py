"""Central's settings: a TOML file, then environment variables `IPAS_CENTRAL_<FIELD>` on top. No module-level instance.

`IPAS_DEMO=PATH` means the file `PATH/central.toml`, `IPAS_CENTRAL_SETTINGS=FILE` any other.
"""

import ipaddress
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ipas_contract import pins

PREFIX: Final = "IPAS_CENTRAL_"
DEMO_FILE: Final = "central.toml"
MOST_PINS: Final = 4
"""A roll-over needs two; kiosks keep one more, the key in use, and `ipas_contract.pins.MOST` travel."""

Port = Annotated[int, Field(ge=0, le=65535)]


class SettingsError(ValueError):
    """The settings cannot be used; the text says which and why, for the person at the console."""


def _pins(given: Any) -> tuple[str, ...]:
    """From a list, or from a text with commas, each as it is typed."""
    texts = given.split(",") if isinstance(given, str) else given
    read = [pins.read(str(text)) for text in texts]
    if not all(read):
        raise ValueError("a pin has 20 characters: see `ipas-central pin`")
    if len(read) > MOST_PINS:
        raise ValueError(f"kiosks are told of {MOST_PINS} pins at most, these are {len(read)}")
    return tuple(pin for pin in read if pin)


class Settings(BaseModel):
    """Frozen. Times are seconds unless the name says otherwise; relative paths are taken from the file's folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    """SQLAlchemy URL of a PostgreSQL, `postgresql+psycopg://user:password@host:port/name`."""
    keys_dir: Path
    """Folder (0700) of the claim secret, the order key and the organisation's sealing key (model §8)."""
    host: str = "127.0.0.1"
    port: Port = 8460
    internal_host: str = "127.0.0.1"
    internal_port: Port = 8461
    """/healthz, /metrics, /openapi.json listen here (model §11)."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    """PEM files to serve `host` and `port` with TLS; without them it is http, for this machine only."""
    pins: Annotated[tuple[str, ...], BeforeValidator(_pins)] = ()
    """Of the keys that kiosks shall accept, told to all of them; the first one goes into enrolment codes. None: that of
    `tls_certificate`. Behind a reverse proxy these are the proxy's."""
    pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    pool_wait: Annotated[float, Field(gt=0, le=60)] = 3.0
    push_slots: Annotated[int, Field(ge=1, le=64)] = 2
    """Batches worked on at once by one process; more wait, so that sign-ins are not behind a drain."""
    push_wait: Annotated[float, Field(gt=0, le=60)] = 1.0
    device_rate: Annotated[float, Field(gt=0)] = 20.0
    """Requests a second that one device may keep up; `device_burst` at once."""
    device_burst: Annotated[int, Field(ge=1)] = 100
    feed_keep_days: Annotated[int, Field(ge=1)] = 180
    """How long change rows and tombstones are kept; an older cursor is answered 410 (sync §2)."""
    log_path: Path | None = None
    """Log lines go here, else to standard error."""
    bcrypt_cost: Annotated[int, Field(ge=4, le=16)] = 12
    smtp_host: str = "127.0.0.1"
    smtp_port: Port = 25
    mail_from: str = "ipas@localhost"
    sms_dir: Path | None = None
    """Folder in which the SMS file driver writes; none: SMS is not sent."""
    email_lookup: Literal["masked", "full"] = "masked"
    """What the e-mail lookup shows on screen (R11)."""
    sms_daily_budget: Annotated[int, Field(ge=0)] = 1000

    @model_validator(mode="after")
    def _plain_http_stays_at_home(self) -> Self:
        if (self.tls_certificate is None) is not (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key go together")
        for host in (self.internal_host, *([] if self.tls_certificate else [self.host])):
            if not _loopback(host):
                raise ValueError(f"http is for this machine only: {host} is not a loopback address")
        return self


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings: `path`, else what the environment points to, else the environment alone.

    Raises `SettingsError`.
    """
    file = path or _pointed_to(environ)
    try:
        values = _from_file(file) if file else {}
        values |= _from_environment(environ)
        return Settings.model_validate(values)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}") from error
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']}" for e in error.errors(include_input=False))
        where = file or f"neither {PREFIX}SETTINGS (a file) nor {PREFIX}… say enough"
        raise SettingsError(f"{where}: {'; '.join(lines)}") from None


def _pointed_to(environ: Mapping[str, str]) -> Path | None:
    if demo := environ.get("IPAS_DEMO"):
        return Path(demo) / DEMO_FILE
    if named := environ.get(f"{PREFIX}SETTINGS"):
        return Path(named)
    return None


def _from_file(file: Path) -> dict[str, Any]:
    values = tomllib.loads(file.read_text(encoding="utf-8"))
    for name in ("keys_dir", "log_path", "sms_dir", "tls_certificate", "tls_key"):
        if isinstance(values.get(name), str):
            values[name] = file.absolute().parent / values[name]
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    named = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
    return {name: text for name, text in named.items() if name in Settings.model_fields}


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
