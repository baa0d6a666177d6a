"""docs/operations.md and docs/alerts.yml speak of what there is (issue 3 §4)."""

import re
from pathlib import Path

import pytest
import typer

from ipas_central.cli import app as central
from ipas_kiosk.cli import app as kiosk
from tests.central.test_fleet import metrics
from tests.helpers.central import CentralServer

DOCS = Path(__file__).parents[2] / "docs"


def test_alerts_watch_metrics_that_exist(server: CentralServer) -> None:
    server.kiosk()
    found = {name.partition("{")[0] for name in metrics(server)}
    text = (DOCS / "alerts.yml").read_text(encoding="utf-8")
    watched = set(re.findall(r"ipas_\w+", text))
    assert len(watched) > 10
    assert watched <= found


@pytest.mark.parametrize(("program", "app"), [("ipas-central", central), ("ipas-kiosk", kiosk)])
def test_the_commands_it_names_exist(program: str, app: typer.Typer) -> None:
    commands = set(typer.main.get_group(app).commands)
    named = set(re.findall(rf"`(?:\n)?{program} ([a-z-]+)", (DOCS / "operations.md").read_text(encoding="utf-8")))
    assert len(named) >= 3
    assert named <= commands
