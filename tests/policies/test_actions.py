"""Laying down a policy, and the sheet that ends it."""

import uuid

import pytest
from sqlalchemy import select

from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.policies import actions, queries, rules
from app.policies.rules import MEAN, Terms
from tests.policies.conftest import Desk
from tests.support.jury import a_draft, a_juror, a_submission, an_assignment
from tests.support.rounds import JUDGING, ONE_SECOND
from tests.support.teams import a_ground

PLAIN = Terms(method=MEAN, tie_rules=("benefit",))


def events_about(policy_id: uuid.UUID) -> list[tuple[str, str]]:
    query = select(AuditEvent.action, AuditEvent.values).where(AuditEvent.object_id == policy_id)
    return [(action, values["digest"]) for action, values in db.session().execute(query.order_by(AuditEvent.number))]


def test_what_is_laid_down_is_stored_and_noted_with_its_digest(desk: Desk) -> None:
    actions.change_policy(desk.admin, desk.round.id, PLAIN, 1)
    policy = desk.policy

    assert (policy.terms, policy.version, policy.digest) == (PLAIN, 2, rules.digest_of(desk.round.id, PLAIN))
    assert events_about(policy.id) == [
        ("add_policy", rules.digest_of(desk.round.id, Terms())),
        ("change_policy", policy.digest),
    ]


def test_a_stale_page_changes_nothing_unless_it_says_the_same(desk: Desk) -> None:
    actions.change_policy(desk.admin, desk.round.id, PLAIN, 1)
    actions.change_policy(desk.admin, desk.round.id, PLAIN, 1)
    with pytest.raises(EditConflictError) as caught:
        actions.change_policy(desk.admin, desk.round.id, Terms(method=MEAN, places=9, tie_rules=("benefit",)), 1)

    assert [(each.key, each.stored, each.offered) for each in caught.value.conflicts] == [("places", "3", "9")]
    assert desk.policy.terms == PLAIN


def test_terms_that_make_no_sense_are_refused(desk: Desk) -> None:
    with pytest.raises(InvalidError):
        actions.change_policy(desk.admin, desk.round.id, Terms(tie_rules=("courage",)), 1)
    with pytest.raises(NotFoundError):
        actions.change_policy(desk.admin, uuid.uuid4(), PLAIN, 1)


def test_the_first_sheet_that_is_begun_locks_the_policy_and_the_second_changes_nothing(desk: Desk) -> None:
    ground = a_ground(title="Runde 2")
    jurors = [a_juror(ground.round, name=name) for name in ("Jo Jury", "Kim Jury")]
    assignments = [an_assignment(juror, a_submission(ground, f"Idee von {juror.name}")) for juror in jurors]
    for second, (juror, assignment) in enumerate(zip(jurors, assignments, strict=True)):
        a_draft(juror, assignment, {}, at=JUDGING + second * ONE_SECOND)
    policy = queries.policy_of(ground.round.id)

    assert (policy.locked_at, desk.policy.locked_at) == (JUDGING, None)
    assert [action for action, _digest in events_about(policy.id)].count("lock_policy") == 1
    with pytest.raises(RefusedError) as caught:
        actions.change_policy(desk.admin, ground.round.id, PLAIN, policy.version)
    assert (caught.value.refusal.code, caught.value.refusal.since) == ("policy_locked", JUDGING)


def test_locking_again_later_keeps_the_first_moment(desk: Desk) -> None:
    for moment in (JUDGING, JUDGING + ONE_SECOND):
        with clock.at(moment):
            actions.lock_policy(desk.round.id)

    assert desk.policy.locked_at == JUDGING
