"""What central tells of this centre: a page of the feed and its cursor in one transaction (sync §2 Pull)."""

import base64
import json
from typing import Any
from uuid import UUID

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import Change, ChangeKind, PullReply
from ipas_contract.logs import get_logger
from ipas_kiosk.models.records import Cursor, DeviceKey, OpState, Submission
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.uow import UnitOfWork
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.values import SubmissionNews

_log = get_logger(__name__)


class Feed:
    """The pulled tables; all of it on the STORE lane."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def cursor(self) -> str | None:
        with self._store.read() as work:
            cursor = work.pulled.cursor()
        return cursor.position if cursor else None

    def forget_cursor(self) -> None:
        """Central cannot go on from our cursor: pulled tables begin anew, the outbox stays as it is."""
        with self._store.write() as work:
            work.pulled.forget()
            work.commit()

    def absorb(self, page: PullReply) -> list[SubmissionNews]:
        """A page of the feed and its cursor in one transaction; repeating it changes nothing."""
        news: list[SubmissionNews] = []
        with self._store.write() as work:
            for change in page.changes:
                told = _absorb(work, change)
                if told is not None:
                    news.append(told)
            work.pulled.put_cursor(Cursor("pull", page.cursor, page.server_epoch))
            failpoint(Failpoint.PULL_BEFORE_COMMIT)
            work.commit()
        return news


def news_of(submission: Submission) -> SubmissionNews:
    """What a screen is told of a submission."""
    return SubmissionNews(submission.candidate_id, submission.receipt_no, submission.state, submission.reason)


def _absorb(work: UnitOfWork, change: Change) -> SubmissionNews | None:
    """One line of the feed. A kind of a newer central is passed over; one that does not read is logged."""
    try:
        body = json.loads(change.body)
        match change.kind:
            case ChangeKind.DEVICE_KEY:
                work.pulled.put_keys([_device_key(body)])
            case ChangeKind.VERIFIER_DROPPED:
                work.verifiers.drop_of(UUID(body["candidate_id"]))
            case ChangeKind.SUBMISSION_STATE:
                return _told(work, body)
    except (ValueError, KeyError, TypeError):
        _log.error("change_unreadable", seq=change.seq, kind=change.kind)
    return None


def _device_key(body: dict[str, Any]) -> DeviceKey:
    key = base64.b64decode(body["public_key"], validate=True)
    return DeviceKey(UUID(body["device_id"]), str(body["kiosk_code"]), key)


def _told(work: UnitOfWork, body: dict[str, Any]) -> SubmissionNews | None:
    """A state that central tells; what still waits to be sent here stands over it (sync §2 Pull)."""
    before = work.registrations.submission(UUID(body["candidate_id"]))
    if before is None or before.receipt_no != body["receipt_no"]:
        return None
    last = work.outbox.get(before.last_op_id)
    reason = AttentionReason(body["reason"]) if body.get("reason") else None
    state = SubmissionState(body["state"])
    if (last is not None and last.state is not OpState.DONE) or (before.state, before.reason) == (state, reason):
        return None
    after = work.registrations.told(before.candidate_id, before.receipt_no, state, reason)
    return news_of(after) if after else None
