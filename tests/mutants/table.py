"""What is broken, one guard at a time, and the tests that must notice."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Change:
    """A text of one file and what takes its place."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is broken, which invariant that breaks, and the tests that must notice."""

    name: str
    breaks: str
    changes: tuple[Change, ...]
    tests: tuple[str, ...]


_CRASH, _CENTRAL, _BATCHES = (
    "tests/faults/test_crash.py",
    "tests/faults/test_central.py",
    "tests/faults/test_batches.py",
)
_REPLIES, _CLAIMS, _STORE = "tests/faults/test_replies.py", "tests/faults/test_claims.py", "tests/faults/test_store.py"
_REGISTRATION, _DRAIN = "ipas_kiosk/services/registration.py", "ipas_kiosk/services/sync/drain.py"
_RETENTION = "ipas_kiosk/models/repositories/retention.py"
_ALL_ACCEPTED = (
    "{indent}from ipas_contract.events import OpVerdict, Verdict\n"
    "{indent}said = [OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED) for op in ops]\n"
    "{indent}await self._lanes.store(self._ledger.settle, ops, said, self._now_ms(), 0)\n"
    "{indent}return None\n"
).format(indent=" " * 12)

MUTANTS: Final = (
    Mutant(
        "the op is queued in a transaction of its own",
        "I1",
        (
            Change(_REGISTRATION, "work.outbox.append(bodies.op(kind, key,", "self._later = (bodies.op(kind, key,"),
            Change(
                _REGISTRATION,
                "        failpoint(Failpoint.SAVE_AFTER_COMMIT)\n        return saved",
                "        failpoint(Failpoint.SAVE_AFTER_COMMIT)\n        with self._store.write() as work:\n"
                "            work.outbox.append(self._later)\n            work.commit()\n        return saved",
            ),
        ),
        (f"{_CRASH}::test_killed_after_the_save_commits_keeps_record_and_op",),
    ),
    Mutant(
        "an op that comes again is judged again",
        "I2",
        (Change("ipas_central/sync/ledger.py", "known = self.judged.get(op.op_id)\n", "known = None\n"),),
        (f"{_CRASH}::test_killed_between_centrals_commit_and_the_reply",),
    ),
    Mutant(
        "what is settled is counted over holes",
        "I3",
        (
            Change(
                "ipas_central/devices/streams.py",
                '" AS placed WHERE seq = :start + place"',
                '" AS placed WHERE seq > :start AND place > 0"',
            ),
        ),
        (f"{_BATCHES}::test_one_poisonous_op_of_500",),
    ),
    Mutant(
        "a name that is taken is given again",
        "I4",
        (Change("ipas_central/sync/registrations.py", "rival = self.rival(one)", "rival = None"),),
        (f"{_CLAIMS}::test_two_hundred_kiosks_race_for_one_name", f"{_CLAIMS}::test_one_name_at_two_kiosks"),
    ),
    Mutant(
        "a profile is overwritten with what somebody saw last week",
        "row 39",
        (Change("ipas_central/sync/profiles.py", "if row[field] != base.get(field):", "if row[field] is base:"),),
        ("tests/faults/test_profiles.py::test_changed_on_both_sides",),
    ),
    Mutant(
        "one of the staff is enough for a merge",
        "row 37",
        (
            Change(
                "ipas_central/sync/resolutions.py",
                "        docket.effects.propose(case, by)\n        return None\n",
                "        case.proposed_by = ''\n",
            ),
        ),
        (f"{_CLAIMS}::test_the_same_person_at_two_kiosks",),
    ),
    Mutant(
        "no answer is taken for success",
        "I5",
        (
            Change(
                _DRAIN,
                "        self._fit_line(reply)\n        queue",
                f"        if isinstance(reply, NoLine):\n{_ALL_ACCEPTED}        self._fit_line(reply)\n        queue",
            ),
        ),
        (f"{_REPLIES}::test_somebody_else_answers", f"{_REPLIES}::test_a_reply_cut_in_its_json"),
    ),
    Mutant(
        "an op is done with on a 4xx",
        "I6",
        (
            Change(
                _DRAIN,
                "        self._fit_line(reply)\n        queue",
                "        if isinstance(reply, Refused) and 400 <= reply.status < 500:\n"
                f"{_ALL_ACCEPTED}        self._fit_line(reply)\n        queue",
            ),
        ),
        (f"{_CENTRAL}::test_turned_away_in_the_middle_of_a_drain", f"{_REPLIES}::test_an_absurd_retry_after"),
    ),
    Mutant(
        "what was refused is not kept for staff",
        "I6",
        (Change("ipas_central/sync/effects.py", "self.conflicts.append(row)", "row.clear()"),),
        (f"{_CLAIMS}::test_one_name_at_two_kiosks",),
    ),
    Mutant(
        "confirmed as soon as it is saved",
        "I7",
        (Change(_REGISTRATION, "state=SubmissionState.PROVISIONAL,", "state=SubmissionState.CONFIRMED,"),),
        (
            f"{_CRASH}::test_killed_after_the_save_commits_keeps_record_and_op",
            f"{_CRASH}::test_killed_in_the_middle_of_a_request",
        ),
    ),
    Mutant(
        "feed places by the clock, as a sequence gives them",
        "row 49",
        (
            Change(
                "ipas_central/sync/feed.py",
                "    taken = run(connection, _TAKE, {name: [row[name] for row in sums] for name in _COLUMNS})\n"
                "    last = {row.centre_id: row.seq for row in taken}",
                "    import time\n    last = {centre: time.time_ns() // 1000 for centre in centres}",
            ),
            Change(
                "ipas_central/sync/pull.py",
                "newest, kept_from = (row.seq, row.kept_from) if row else (0, 1)",
                'newest, kept_from = connection.scalar(text("SELECT coalesce(max(seq), 0) FROM change")), 1',
            ),
        ),
        (f"{_CENTRAL}::test_a_transaction_that_commits_late",),
    ),
    Mutant(
        "the cursor is kept although its page is not",
        "row 7",
        (
            Change(
                "ipas_kiosk/services/sync/feed.py",
                "            failpoint(Failpoint.PULL_BEFORE_COMMIT)\n            work.commit()",
                "            work.commit()\n        failpoint(Failpoint.PULL_BEFORE_COMMIT)",
            ),
        ),
        (f"{_CRASH}::test_killed_in_the_middle_of_a_page",),
    ),
    Mutant(
        "any reply counts, whoever made it",
        "row 23",
        (
            Change(
                "ipas_kiosk/services/sync/gateway.py",
                "if not _ours(response, echo):",
                "if not _ours(response, echo) and response.status_code != 200:",
            ),
        ),
        (f"{_REPLIES}::test_somebody_else_answers",),
    ),
    Mutant(
        "a reply to something else is believed",
        "row 24",
        (Change(_DRAIN, "if misfit is not None:", "if misfit is engine.Misfit.ITEM_COUNT:"),),
        (f"{_REPLIES}::test_a_reply_that_answers_something_else",),
    ),
    Mutant(
        "a dependant does not wait",
        "row 21",
        (
            Change(
                "ipas_central/sync/judge.py",
                "if op.depends_on is not None and not self.ledger.settled(op.depends_on):",
                "if op.depends_on == op.op_id:",
            ),
        ),
        (f"{_BATCHES}::test_ops_out_of_order",),
    ),
    Mutant(
        "an old disk is not noticed",
        "row 16",
        (Change("ipas_central/devices/streams.py", "and _same(kiosk, known, said, sha256)", "and bool(known)"),),
        (f"{_STORE}::test_an_old_backup_of_the_store", f"{_STORE}::test_two_live_copies"),
    ),
    Mutant(
        "a restored central is not offered what it lost",
        "row 47",
        (Change("ipas_kiosk/services/sync/ledger.py", "work.outbox.reoffer(reply.contiguous_through)", "pass"),),
        (f"{_CENTRAL}::test_central_restored_from_a_backup",),
    ),
    Mutant(
        "nobody waits after a failure",
        "row 17",
        (
            Change(
                "ipas_kiosk/services/sync/policy.py",
                "return Pace(failures, now + round(back_off_s(failures, chance()) * 1000))",
                "return Pace()",
            ),
        ),
        (f"{_REPLIES}::test_central_is_ill_for_ten_minutes",),
    ),
    Mutant(
        "a Retry-After is kept whatever it says",
        "row 54",
        (
            Change(
                "ipas_kiosk/services/sync/policy.py", "return min(longest, max(shortest,", "return max(0, min(10**9,"
            ),
        ),
        (f"{_REPLIES}::test_an_absurd_retry_after",),
    ),
    Mutant(
        "two drains at once",
        "row 50",
        (Change("ipas_kiosk/services/sync/flight.py", "yield _locked(handle)", "yield True"),),
        (f"{_STORE}::test_two_instances_on_one_store",),
    ),
    Mutant(
        "a nonce is good twice",
        "row 20",
        (Change("ipas_central/nonces.py", "return bool(insert_rows(", "return True or bool(insert_rows("),),
        (f"{_BATCHES}::test_the_same_bytes_five_times",),
    ),
    Mutant(
        "a damaged store is opened",
        "row 14",
        (Change("ipas_kiosk/models/health.py", "    if findings:\n", "    if None:\n"),),
        ("tests/store/test_opening.py::test_a_bad_page_is_set_aside_and_refused",),
    ),
    Mutant(
        "a key that is not pinned may answer",
        "row 31",
        (Change("ipas_kiosk/services/sync/trust.py", "if pin not in self.pins:", "if False:"),),
        ("tests/faults/test_pin.py::test_somebody_in_the_middle", "tests/faults/test_pin.py::test_a_roll_over"),
    ),
    Mutant(
        "a certificate that has ended will do",
        "row 30",
        (Change("ipas_kiosk/services/sync/trust.py", "        _check_time(certificate)\n", ""),),
        ("tests/faults/test_pin.py::test_a_certificate_that_has_ended",),
    ),
    Mutant(
        "the key in use is let go",
        "row 31",
        (Change("ipas_kiosk/services/sync/trust.py", ", self.key) if pin", ",) if pin"),),
        ("tests/faults/test_pin.py::test_a_roll_over",),
    ),
    Mutant(
        "an order to another incarnation is obeyed",
        "V7",
        (Change("ipas_kiosk/services/ending.py", "device.incarnation in (order.incarnation, order.before)", "True"),),
        ("tests/faults/test_wipe.py::test_no_other_text_makes_it_wipe_itself",),
    ),
    Mutant(
        "people are saved into a store that is being sealed",
        "I1",
        (Change("ipas_kiosk/models/repositories/outbox.py", "c.key == ENDED", "c.key == str()"),),
        ("tests/faults/test_wipe.py::test_nobody_is_taken_in_while_the_outbox_is_being_sealed",),
    ),
    Mutant(
        "what is in attention is sealed as well",
        "I6",
        (Change(_RETENTION, "    & _row.c.entity_id.not_in(_UNSETTLED)\n", ""),),
        ("tests/store/test_retention.py::test_what_is_not_settled_is_never_touched",),
    ),
    Mutant(
        "what is shown does not follow what central says",
        "I5",
        (Change("ipas_kiosk/services/sync/pull.py", "if self.stale and self._greeted:", "if False:"),),
        ("tests/sync/test_feed.py::test_an_older_verdict_than_centrals_word_does_not_stand",),
    ),
    Mutant(
        "what was pulled is not compared with what central counts",
        "I5",
        (Change("ipas_kiosk/services/sync/feed.py", "work.pulled.tally(kind) != said[kind]", "not said"),),
        ("tests/sync/test_feed.py::test_a_kind_that_differs_is_fetched_anew_alone_with_an_alarm",),
    ),
)
