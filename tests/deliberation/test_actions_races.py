"""Chair and admin at the same moment, on both databases: of what excludes itself exactly one happens."""

import threading
import uuid
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import select

from app.accounts import queries as people
from app.core import clock, db, invariants
from app.core.errors import DomainError, EditConflictError, RefusedError
from app.deliberation import actions, queries
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import PRIZE, DecisionValues
from tests.deliberation.conftest import SECOND, WHY, Meeting
from tests.support.rounds import AFTERWARDS


def at_once(meeting: Meeting, acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do all at the same moment, each in a thread of its own; returns how each ended, sorted."""
    start, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with meeting.app.app_context(), clock.at(AFTERWARDS):
            start.wait()
            try:
                act()
                ends.append("done")
            except RefusedError as error:
                ends.append(error.refusal.code)
            except EditConflictError:
                ends.append("conflict")
            except DomainError as error:
                ends.append(repr(error))
            finally:
                db.close_session()

    db.session().rollback()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    db.session().expire_all()
    return sorted(ends)


def approving(person_id: uuid.UUID, round_id: uuid.UUID, role: str, digest: str) -> Callable[[], object]:
    return lambda: actions.approve(people.person(person_id), round_id, role, digest)


def test_of_twelve_different_decisions_about_one_idea_one_is_kept(meeting: Meeting) -> None:
    admin_id, round_id, submission_id = meeting.ground.admin.id, meeting.round_id, meeting.best.id

    def decide(number: int) -> object:
        values = DecisionValues(PRIZE, f"Preis {number}", 1, WHY)
        return actions.decide(people.person(admin_id), round_id, submission_id, values)

    ends = at_once(meeting, [partial(decide, number) for number in range(12)])
    assert ends == ["conflict"] * 11 + ["done"]
    assert len(list(db.session().scalars(select(Decision.id)))) == 1
    assert invariants.breaches() == {}


def test_chair_and_admin_approve_at_once_and_each_counts(meeting: Meeting) -> None:
    meeting.decide_all()
    chair_id, admin_id, round_id, digest = meeting.chair.id, meeting.ground.admin.id, meeting.round_id, meeting.digest
    acts = [approving(chair_id, round_id, "chair", digest), approving(admin_id, round_id, "admin", digest)]
    assert at_once(meeting, acts) == ["done", "done"]
    assert len(queries.approved_decisions_of(round_id)) == 3


def test_twelve_clicks_of_one_person_are_one_approval(meeting: Meeting) -> None:
    meeting.decide_all()
    act = approving(meeting.chair.id, meeting.round_id, "chair", meeting.digest)
    assert at_once(meeting, [act] * 12) == ["done"] * 12
    assert len(list(db.session().scalars(select(Approval.id)))) == 1
    assert invariants.breaches() == {}


def test_a_change_while_the_other_approves_leaves_no_approval_of_something_else(meeting: Meeting) -> None:
    meeting.decide_all()
    chair_id, admin_id, round_id, digest = meeting.chair.id, meeting.ground.admin.id, meeting.round_id, meeting.digest
    best_id, seen = meeting.best.id, queries.decisions_of(round_id)[0].version

    def change() -> object:
        admin = people.person(admin_id)
        return actions.decide(admin, round_id, best_id, SECOND, seen_version=seen, change_reason="War so gemeint.")

    ends = at_once(meeting, [change, approving(chair_id, round_id, "chair", digest)])
    # The approval came first and was ended, or it came second and was refused.
    assert ends in (["done", "done"], ["changed_meanwhile", "done"])
    assert queries.approvals_of(round_id) == []
    assert queries.decisions_of(round_id)[0].prize == "2. Preis"
    assert invariants.breaches() == {}
