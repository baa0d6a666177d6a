"""The worker that sends what is due: any number of them side by side (model §12; requirements R4, R6, R7, R14).

A message is taken with `FOR UPDATE SKIP LOCKED` and its row stays locked while it is sent, so that a living worker
never sends twice; one that dies between the relay's 250 and its commit may repeat a mail, with the same Message-ID.
"""

import hashlib
import hmac
import threading
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ipas_central.candidates import credentials, repository
from ipas_central.context import Central
from ipas_central.messages import limits, outbox
from ipas_central.messages.outbox import Due
from ipas_central.messages.rendering import Rendered, Template, last_three, mail, render
from ipas_central.messages.sms import FileSms, SmsGateway
from ipas_central.messages.smtp import SmtpLine, reason
from ipas_contract.events import Channel
from ipas_contract.logs import get_logger

POLL_S: Final = 0.5
BUDGET_PAUSE_MS: Final = 600 * limits.SECOND
FORGET_EVERY_MS: Final = limits.HOUR
_RECOVERY: Final = frozenset({Template.CREDENTIAL, Template.EMAIL_REMINDER})
_log = get_logger(__name__)


class Drop(Exception):  # noqa: N818 (an outcome, not an error)
    """The message in hand will never be sent; the text says why, for staff."""


class Wait(Exception):  # noqa: N818 (an outcome, not an error)
    """The message in hand has to wait until `until` (UTC ms)."""

    def __init__(self, until: int) -> None:
        super().__init__(until)
        self.until = until


class Worker:
    """Sends due messages, one at a time. For one thread; start as many as there is to do."""

    def __init__(self, central: Central, sms: SmsGateway | None = None) -> None:
        """`sms` None means what the settings say: the file driver, or no text messages."""
        settings = central.settings
        self._central = central
        self._line = SmtpLine(settings.smtp_host, settings.smtp_port, settings.mail_from)
        self._sms = sms or (FileSms(settings.sms_dir) if settings.sms_dir else None)
        self._address_key = central.keys.derive(b"send-count")
        self._forget_at = 0

    def run(self, stop: threading.Event) -> None:
        """Send what is due, look again twice a second, until told to stop; a message in hand is finished first."""
        while not stop.is_set():
            try:
                self.run_due(stop)
                self._forget()
            except DBAPIError as error:
                _log.warning("message_worker_without_database", error=type(error).__name__)
            stop.wait(POLL_S)

    def run_due(self, stop: threading.Event | None = None) -> int:
        """Deal with every message that is due now; how many those were."""
        handled = 0
        try:
            while not (stop and stop.is_set()) and self._one():
                handled += 1
        finally:
            self._line.close()
        return handled

    def _one(self) -> bool:
        now = self._central.clock()
        with self._central.engine.begin() as connection:
            due = outbox.take_due(connection, now)
            if due is None:
                return False
            try:
                self._send(connection, due, now)
                outbox.sent(connection, due, now)
            except Drop as why:
                outbox.dropped(connection, due, str(why), now)
            except Wait as wait:
                outbox.later(connection, due, wait.until)
            except DBAPIError:
                raise
            except OSError as error:
                _log.warning("message_not_sent", template=due.template, channel=due.channel, error=reason(error))
                outbox.later(connection, due, limits.retry_at(due.tries + 1, now), reason(error))
            except Exception as error:  # noqa: BLE001 (one broken message must not stop all others)
                _log.error("message_broken", exc_info=error, message=due.id, template=due.template)
                outbox.later(connection, due, limits.retry_at(due.tries + 1, now), type(error).__name__)
        return True

    def _send(self, connection: Connection, due: Due, now: int) -> None:
        if now >= due.expires_at:
            raise Drop("expired")
        if due.template is Template.REGISTRATION_ATTENTION and not repository.in_attention(
            connection, due.candidate_id
        ):
            raise Drop("settled")
        counts = self._within_limits(connection, due, now)
        parameters = due.parameters
        if due.template is Template.CREDENTIAL:
            parameters = self._with_secret(due, now)
        rendered = render(due.template, due.channel, due.language, parameters)
        if due.channel is Channel.SMS:
            self._text(due, rendered)
        else:
            self._mail(due, rendered, now)
        for key, times in counts.items():
            outbox.count_send(connection, key, times, now)

    def _mail(self, due: Due, rendered: Rendered, now: int) -> None:
        # A repeat with another secret must not look like the mail before it to a server that drops repeats.
        stable = uuid4() if due.template is Template.CREDENTIAL else due.id
        try:
            message = mail(
                rendered,
                sender=self._central.settings.mail_from,
                to=due.address,
                message_id=f"<{stable}@{self._line.domain}>",
                at=datetime.fromtimestamp(now / 1000, UTC),
            )
        except ValueError:
            raise Drop("not_an_address") from None
        self._line.send(message, due.address)

    def _text(self, due: Due, rendered: Rendered) -> None:
        if self._sms is None:
            raise Drop("no_sms_gateway")
        self._sms.send(due.address, rendered.body, str(due.id))

    def _with_secret(self, due: Due, now: int) -> dict[str, str]:
        """Make the temporary password and store its digest, for good before it leaves (R6: the one before dies)."""
        if due.candidate_id is None:
            raise Drop("not_usable")
        with self._central.engine.begin() as own:
            issued = credentials.issue(own, self._central.keys, due.candidate_id, due.channel, due.address, now)
        if issued is None:
            raise Drop("not_usable")
        return {
            "name": issued.name,
            "account": issued.account,
            "password": issued.secret,
            "valid": issued.validity(due.language),
            "last3": last_three(due.address),
        }

    def _within_limits(self, connection: Connection, due: Due, now: int) -> dict[str, list[int]]:
        """The send counts as they are after this send. Raises `Drop` over an account's limit (the same thing has just
        been sent), `Wait` over a destination's (it may be shared), and over the budget for text messages (R7)."""
        recovery = due.template in _RECOVERY
        windows = limits.RECOVERY if recovery else limits.NOTICE
        destination = self._destination(due, recovery)
        account = f"{due.template}:{due.candidate_id}" if recovery and due.candidate_id else None
        counts = outbox.sends(connection, [destination, *([account] if account else [])], now)
        if account and limits.allowed_at(counts[account], now, windows) > now:
            raise Drop("limited")
        if (until := limits.allowed_at(counts[destination], now, windows)) > now:
            raise Wait(until)
        if due.channel is Channel.SMS:
            self._within_budget(connection, now)
        return {key: [*limits.still_counting(times, now, windows), now] for key, times in counts.items()}

    def _within_budget(self, connection: Connection, now: int) -> None:
        budget = self._central.settings.sms_daily_budget
        if outbox.sms_sent_since(connection, now - limits.DAY) >= budget:
            _log.error("sms_budget_spent", limit=budget)
            raise Wait(now + BUDGET_PAUSE_MS)

    def _destination(self, due: Due, recovery: bool) -> str:
        address = due.address.casefold().encode()
        digest = hmac.new(self._address_key, address, hashlib.sha256).hexdigest()
        return f"{'recovery' if recovery else 'notice'}:{due.channel}:{digest}"

    def _forget(self) -> None:
        now = self._central.clock()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY_MS
            with self._central.engine.begin() as connection:
                outbox.forget(connection, now)


def run(central: Central, stop: threading.Event) -> None:
    """Run one worker until told to stop: `serve` does it in a thread, `worker` alone."""
    Worker(central).run(stop)
