"""docs/operations.md and docs/alerts.yml speak of what there is (issue 3 §4)."""

import re
from pathlib import Path
from typing import Any

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
def test_the_commands_it_names_exist_with_their_options(program: str, app: typer.Typer) -> None:
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    named = {words.split()[0] for words in calls(program, text)}
    assert len(named) >= 3
    for words in calls(program, text):
        command: Any = typer.main.get_group(app)
        for word in words.split():
            command = getattr(command, "commands", {}).get(word, command)
        known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        assert command.name in words
        assert set(re.findall(r"--[a-z-]+", words)) <= known, words


def calls(program: str, text: str) -> list[str]:
    return re.findall(rf"\b{program} ([a-z][^`\n]*)", text)
