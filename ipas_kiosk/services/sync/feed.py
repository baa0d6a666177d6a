"""What central tells of this centre: a page of the feed and its cursor in one transaction (sync §2 Pull)."""

import base64
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import Change, ChangeKind, PullReply, Tally
from ipas_contract.logs import get_logger
from ipas_kiosk.models.records import Cursor, DeviceKey, Standing, Submission
from ipas_kiosk.models.repositories.pulled import PULL, TALLIED
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.values import SubmissionNews

_log = get_logger(__name__)


class Feed:
    """The pulled tables; all of it on the STORE lane."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def cursor(self) -> str | None:
        with self.store.read() as work:
            cursor = work.pulled.cursor()
        return cursor.position if cursor else None

    def begin_anew(self) -> None:
        """Forget all that was pulled, and how far; the outbox stays as it is."""
        with self.store.write() as work:
            work.pulled.forget()
            work.commit()

    def absorb(self, page: PullReply, anew: ChangeKind | None = None) -> None:
        """A page of the feed and its cursor in one transaction; repeating it changes nothing. `anew`: it is the first
        one of all that there is of that kind, in place of what was here."""
        told = [one for change in page.changes if (one := _read(change)) is not None]
        with self.store.write() as work:
            if anew is not None:
                work.pulled.forget_kind(anew)
            work.pulled.put_keys([one for one in told if isinstance(one, DeviceKey)])
            work.pulled.put_standings(one for one in told if isinstance(one, Standing))
            for candidate_id in (one for one in told if isinstance(one, UUID)):
                work.verifiers.drop_of(candidate_id)
            work.pulled.put_cursor(Cursor(PULL, page.cursor, page.server_epoch))
            failpoint(Failpoint.PULL_BEFORE_COMMIT)
            work.commit()

    def differing(self, tallies: Iterable[Tally]) -> list[ChangeKind]:
        """The kinds of which not all that central counts is here, or something else (sync §2, reconciliation)."""
        with self.store.read() as work:
            said = {each.kind: (each.count, each.fingerprint) for each in tallies}
            return [kind for kind in TALLIED if kind in said and work.pulled.tally(kind) != said[kind]]

    def agree(self) -> list[SubmissionNews]:
        """Show this kiosk's registrations as central says they stand; what still waits to be sent here stands over
        that (sync §2 Pull). To be called when everything is pulled: then nothing central said is older than a verdict
        that is here."""
        with self.store.write() as work:
            changed = work.registrations.follow_standings()
            if changed:
                work.commit()
        return [news_of(submission) for submission in changed]


def news_of(submission: Submission) -> SubmissionNews:
    """What a screen is told of a submission."""
    return SubmissionNews(submission.candidate_id, submission.receipt_no, submission.state, submission.reason)


def _read(change: Change) -> DeviceKey | Standing | UUID | None:
    """One line of the feed; an id alone: the candidate whose verifiers go. A kind of a newer central is passed over;
    a line that does not read is logged."""
    try:
        body = json.loads(change.body)
        match change.kind:
            case ChangeKind.DEVICE_KEY:
                return _device_key(body)
            case ChangeKind.VERIFIER_DROPPED:
                return UUID(body["candidate_id"])
            case ChangeKind.SUBMISSION_STATE:
                return _standing(body)
    except (ValueError, KeyError, TypeError):
        _log.error("change_unreadable", seq=change.seq, kind=change.kind)
    return None


def _device_key(body: dict[str, Any]) -> DeviceKey:
    key = base64.b64decode(body["public_key"], validate=True)
    return DeviceKey(UUID(body["device_id"]), str(body["kiosk_code"]), key)


def _standing(body: dict[str, Any]) -> Standing:
    reason = AttentionReason(body["reason"]) if body.get("reason") else None
    return Standing(UUID(body["candidate_id"]), SubmissionState(body["state"]), reason, int(body["version"]))
