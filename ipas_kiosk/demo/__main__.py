"""`python -m ipas_kiosk.demo`: central with its database and mail catcher, an enrolled kiosk, and its window.

`dev.py run` starts this with a pipe on standard input (see `tether`) and in its own process group.
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TypedDict

from ipas_kiosk.demo import tether
from ipas_kiosk.demo.folder import Folder
from ipas_kiosk.demo.programs import HOST, DemoError, Program, free_port, has_display, run, stop_on_signals

CENTRAL = "ipas_central.cli"
CENTRE = "demo"


class Settings(TypedDict):
    """What central is told besides its ports."""

    database_url: str
    smtp_port: int


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py run", description="The demo: central and an enrolled kiosk on this machine."
    )
    parser.add_argument("--dir", type=Path, help="the demo's folder")
    parser.add_argument("--fresh", action="store_true", help="empty the folder first")
    parser.add_argument("--windowed", action="store_true", help="a window instead of the full screen")
    options = parser.parse_args()
    tether.tie(tether.terminate)
    stop_on_signals()
    try:
        return show(Folder((options.dir or default_folder()).absolute()), options.fresh, options.windowed)
    except DemoError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def default_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("ipas-demo", appauthor=False)


def show(folder: Folder, fresh: bool, windowed: bool) -> int:
    """Start everything in `folder`, show the window and wait for its end; the window's exit code."""
    environment = folder.environment()
    if not has_display(environment):
        raise DemoError("There is no display to show the kiosk's window on.")
    folder.make(fresh=fresh)
    say(f"The demo lives in {folder.root}")
    with ExitStack() as programs:
        start_central(programs, folder, environment)
        if not folder.ready.exists():
            furnish(folder, environment)
        say(f"Mails land in {folder.mail}, text messages in {folder.sms}, printed slips in {folder.slips}.")
        say("To stop, close the window or press Ctrl-C here.")
        flags = ["--windowed"] if windowed else []
        log = folder.kiosk_log
        window = Program("ipas_kiosk.demo.window", *flags, log=log, environment=environment, aside=False)
        return programs.enter_context(window).wait()


def start_central(programs: ExitStack, folder: Folder, environment: Mapping[str, str]) -> None:
    """Database, mail catcher, then central itself on the newest schema."""
    log = folder.central_log
    database = Program("ipas_central.embedded", str(folder.cluster), log=log, environment=environment)
    programs.enter_context(database)
    mail = Program("ipas_central.devmail", "--dir", str(folder.mail), log=log, environment=environment)
    programs.enter_context(mail)
    say("Starting PostgreSQL, the mail catcher and central ...")
    if not folder.tls.exists():
        certify(folder, environment)
    smtp_port = int(mail.first_line().rpartition(":")[2])
    settings: Settings = {"database_url": database.first_line(), "smtp_port": smtp_port}
    folder.write_settings(**settings, port=0, internal_port=0)
    run(CENTRAL, "migrate", log=log, environment=environment)
    serve(programs, folder, environment, settings)


def certify(folder: Folder, environment: Mapping[str, str]) -> None:
    """A key, and an authority of the demo's own to certify it. A kiosk that was enrolled before does not know the key:
    it enrols anew."""
    folder.ready.unlink(missing_ok=True)
    log = folder.central_log
    run(CENTRAL, "make-certificate", str(folder.tls), "--host", HOST, log=log, environment=environment)


def serve(programs: ExitStack, folder: Folder, environment: Mapping[str, str], settings: Settings) -> None:
    """Central on free ports; on others when somebody else takes one of them meanwhile."""
    for tries_left in (2, 1, 0):
        port, internal_port = free_port(), free_port()
        folder.write_settings(**settings, port=port, internal_port=internal_port)
        central = Program(CENTRAL, "serve", log=folder.central_log, environment=environment)
        try:
            programs.enter_context(central).until_listening(port)
        except DemoError:
            if not tries_left:
                raise
        else:
            return


def furnish(folder: Folder, environment: Mapping[str, str]) -> None:
    """Enrol the kiosk and put a few candidates into central."""
    say("Enrolling the kiosk ...")
    log = folder.central_log
    with Program(CENTRAL, "seed-demo", log=log, environment=environment) as seeding:
        code = run(CENTRAL, "enrol-code", "--centre", CENTRE, log=log, environment=environment).split()[-1]
        run(
            "ipas_kiosk.cli",
            "enrol",
            "--again",
            "--centre",
            CENTRE,
            code,
            log=folder.kiosk_log,
            environment=environment,
        )
        say("Candidates to try (account, name, password, ID number, e-mail, mobile):")
        say(seeding.rest().strip())
    folder.ready.touch()


if __name__ == "__main__":
    sys.exit(main())
