"""The kiosk's settings: file, environment, refusals in words; and that reading them costs nothing."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ipas_contract.codes import Language
from ipas_kiosk import settings
from ipas_kiosk.settings import CaptchaSetting, EmailLookup, Settings, SettingsError, load

FILE = """
central_url = "https://central.example.org"
data_dir = "/var/lib/ipas"
captcha = "off"
exam_day = 2027-05-15
language = "en"
bcrypt_cost = 10
store_timeout_s = 2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_and_the_environment_over_it(file: Path) -> None:
    environ = {"IPAS_KIOSK_CAPTCHA": "always", "IPAS_KIOSK_IDLE_FORM_S": "90", "IPAS_KIOSK_STORE": "/x/s.db"}
    found = load(file, environ)
    assert found.central_url == "https://central.example.org"
    assert found.captcha is CaptchaSetting.ALWAYS
    assert found.exam_day == date(2027, 5, 15)
    assert found.language is Language.EN
    assert (found.bcrypt_cost, found.idle_form_s, found.store_timeout_s) == (10, 90, 2.0)
    assert found.store_path == Path("/x/s.db")
    assert load(file, {}).store_path == Path("/var/lib/ipas/store.db")


def test_the_defaults_are_the_manuals(tmp_path: Path) -> None:
    """A8, K9, R11, rules §2: the verification code is on, 120 s and 60 s, masked, cost 12."""
    found = Settings(data_dir=tmp_path)
    assert found.captcha is CaptchaSetting.ALWAYS
    assert (found.idle_form_s, found.idle_data_s, found.idle_warning_s) == (120, 60, 60)
    assert (found.email_lookup, found.bcrypt_cost, found.language) == (EmailLookup.MASKED, 12, Language.ZH_TW)
    assert found.exam_day is None
    assert found.demo_dir is None


def test_the_desk_of_the_venue_is_set(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('desk_place = "一樓服務台"\ndesk_phone = ""\n', encoding="utf-8")
    assert (load(path, {}).desk_place, load(path, {}).desk_phone) == ("一樓服務台", "")


def test_a_printer_is_set_up_or_there_is_none(file: Path) -> None:
    assert load(file, {}).printer == ""
    assert load(file, {"IPAS_KIOSK_PRINTER": "TM-T82"}).printer == "TM-T82"
    assert load(file, {"IPAS_KIOSK_PRINTER": "pdf:/slips"}).printer == "pdf:/slips"


def test_the_file_may_be_named_by_the_environment(file: Path) -> None:
    assert load(environ={"IPAS_KIOSK_SETTINGS": str(file)}).bcrypt_cost == 10
    assert load(environ={"IPAS_KIOSK_SETTINGS": str(file), "IPAS_KIOSK_EXAM_DAY": "2027-01-02"}).exam_day == date(
        2027, 1, 2
    )


def test_a_demo_folder_brings_its_own_file(file: Path) -> None:
    """Model §14: `IPAS_DEMO=PATH` points at a demo folder; nothing else does."""
    found = load(environ={"IPAS_DEMO": str(file.parent)})
    assert found.demo_dir == file.parent
    assert found.bcrypt_cost == 10
    assert load(file, {"IPAS_KIOSK_DEMO_DIR": "/x"}).demo_dir is None
    file.write_text('demo_dir = "/x"', encoding="utf-8")
    with pytest.raises(SettingsError, match="demo_dir"):
        load(file, {})


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("colour = 1", "colour"),
        ("bcrypt_cost = 3", "bcrypt_cost"),
        ("bcrypt_cost = 10.5", "bcrypt_cost"),
        ("bcrypt_cost = true", "bcrypt_cost"),
        ('bcrypt_cost = "many"', "bcrypt_cost"),
        ("idle_form_s = 5", "idle_form_s"),
        ("verdict_wait_s = 61", "verdict_wait_s"),
        ('captcha = "sometimes"', "captcha"),
        ('exam_day = "tomorrow"', "exam_day"),
        ('language = "fr"', "language"),
        ('central_url = "http://central.example.org"', "central_url"),
        ('central_url = "ftp://127.0.0.1"', "central_url"),
        ('printer = "pdf:slips"', "printer"),
        ("no toml", "not TOML"),
    ],
)
def test_what_cannot_be_is_refused_by_name(tmp_path: Path, line: str, word: str) -> None:
    """Model §14: plain HTTP is for this machine alone."""
    path = tmp_path / "kiosk.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match=word):
        load(path, {})


def test_plain_http_on_this_machine_is_taken(tmp_path: Path) -> None:
    for host in ("127.0.0.1:8000", "localhost", "[::1]:9"):
        Settings(data_dir=tmp_path, central_url=f"http://{host}")


def test_a_named_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read"):
        load(tmp_path / "absent.toml", {})
    assert settings.DEFAULT_FILE.exists() or load(environ={"IPAS_KIOSK_DATA_DIR": str(tmp_path)}).data_dir == tmp_path


def test_settings_and_values_import_nothing_heavy() -> None:
    """Architecture, decision 10: the window paints before any of these is imported."""
    heavy = (
        "sqlalchemy",
        "pydantic",
        "cryptography",
        "httpx2",
        "alembic",
        "keyring",
        "PySide6",
        "platformdirs",
        "typer",
    )
    script = (
        "import sys, ipas_kiosk.settings, ipas_kiosk.services.values, ipas_kiosk.services.api; "
        f"sys.exit(' '.join(m for m in {heavy!r} if m in sys.modules) or None)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
