"""The mail server of demo and tests: every mail a file, a program that ends when told (issue: the demo)."""

import signal
import smtplib
import subprocess
import sys
from pathlib import Path

from ipas_central import devmail


def send(port: int, to: list[str], text: str = "hello") -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost", timeout=10) as line:
        line.sendmail("noreply@example.org", to, f"Subject: {text}\r\n\r\n{text}\r\n")


def test_every_mail_is_a_numbered_file_named_by_its_addressee(tmp_path: Path) -> None:
    with devmail.running(tmp_path) as port:
        send(port, ["anne@example.org"])
        send(port, ["../../bob@example.org"])
    with devmail.running(tmp_path) as port:
        send(port, ["anne@example.org"], "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "0001-anne@example.org.eml",
        "0002-.._.._bob@example.org.eml",
        "0003-anne@example.org.eml",
    ]
    assert b"again" in (tmp_path / "0003-anne@example.org.eml").read_bytes()


def test_the_program_says_where_it_listens_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ipas_central.devmail", "--dir", str(tmp_path / "mail")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        ready, _, address = program.stdout.readline().strip().partition(" ")
        assert ready == "ready"
        host, _, port = address.partition(":")
        assert host == "127.0.0.1"
        send(int(port), ["anne@example.org"])
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["0001-anne@example.org.eml"]
