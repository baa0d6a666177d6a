"""Mail leaves by SMTP, through the organisation's own relay (architecture, decision 3)."""

import smtplib
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

TIMEOUT_S: Final = 10.0


class SmtpLine:
    """A connection to the relay, kept between the mails of one burst. Not for several threads."""

    def __init__(self, host: str, port: int, sender: str) -> None:
        self._host, self._port = host, port
        self._from = parseaddr(sender)[1]
        self._line: smtplib.SMTP | None = None

    @property
    def domain(self) -> str:
        """What stands behind the @ of every Message-ID."""
        return self._from.rpartition("@")[2] or "localhost"

    def send(self, mail: EmailMessage, to: str) -> None:
        """Hand over one mail; returns when the relay has said 250. Raises `OSError` (every SMTP error is one)."""
        line = self._open()
        try:
            line.send_message(mail, from_addr=self._from, to_addrs=[to])
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except OSError:
                line.close()

    def _open(self) -> smtplib.SMTP:
        # Asked before the mail is begun: one that breaks off later may have been taken.
        if self._line is not None and not self._alive(self._line):
            self.close()
        if self._line is None:
            self._line = smtplib.SMTP(self._host, self._port, local_hostname=self.domain, timeout=TIMEOUT_S)
        return self._line

    @staticmethod
    def _alive(line: smtplib.SMTP) -> bool:
        try:
            return line.noop()[0] == 250
        except OSError:
            return False


def reason(error: OSError) -> str:
    """Why a send failed, for staff and log: SMTP codes or the kind of error, never an address or a text."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "SMTP:" + ",".join(str(code) for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"SMTP:{error.smtp_code}"
    return type(error).__name__
