"""One op's life across both sides, by its id, in the structured lines of both programs (issue 3 §4; P3)."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from ipas_contract import logs
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import form
from tests.sync.conftest import MakeKiosk


def told(caplog: pytest.LogCaptureFixture, op: str) -> list[dict[str, Any]]:
    lines = [(record.name, record.getMessage()) for record in caplog.records if record.name.startswith("ipas_")]
    return [{"by": name.split(".")[0]} | json.loads(line) for name, line in lines if op in line]


async def test_one_op_is_followed_from_kiosk_to_central_and_back(
    central: CentralServer, make_kiosk: MakeKiosk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    kiosk = await make_kiosk()
    kiosk.clock.now = central.clock()
    await kiosk.register(form(1))
    await kiosk.drained()
    with kiosk.store.read() as work:
        (op,) = (str(each.op_id) for each in work.outbox.page())
    life = told(caplog, op)
    assert [(line["by"], line["event"]) for line in life] == [
        ("ipas_kiosk", "op_queued"),
        ("ipas_kiosk", "pushing"),
        ("ipas_central", "pushed"),
        ("ipas_kiosk", "judged"),
    ]
    _, pushing, pushed, judged = life
    assert pushing["batch"] == pushed["batch"] == judged["batch"]
    assert pushed["ops"] == judged["ops"] == [f"{op}:accepted"]
    for personal in ("candidate0001", "A20000", "LIN", "itri"):
        assert personal not in caplog.text


def test_the_kiosk_s_log_is_kept_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kiosk has nobody who tidies up: its log keeps so many older files of a size, and no more."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(logs, "FILE_BYTES", 500)
    logs.write_to(tmp_path / "kiosk.log", keep=2)
    log = logs.get_logger("ipas_kiosk.test")
    for count in range(50):
        log.info("happened", count=count)
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["kiosk.log", "kiosk.log.1", "kiosk.log.2"]
    assert json.loads((tmp_path / "kiosk.log").read_text(encoding="ascii").splitlines()[-1])["count"] == 49
