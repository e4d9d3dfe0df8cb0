import contextlib
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import func, select

from app.accounts import queries as people
from app.core import audit, clock, db, invariants
from app.core.access import Role
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.enrolment.models import Invitation
from app.messages.models import Message
from app.panels import actions, queries
from app.panels.actions import JurorValues
from app.panels.models import Assignment, PanelMember
from tests.panels.conftest import Office
from tests.support.jury import (
    DEALING,
    a_draft,
    a_juror,
    a_submission,
    an_assignment,
    marks,
    member_of,
)
from tests.support.people import a_school, a_teacher, somebody
from tests.support.rounds import JURY_CLOSES, ONE_SECOND, SUBMIT_CLOSES, an_announced_round
from tests.support.teams import a_ground

NEW = JurorValues("nora@jury.example", "Nora Neu")


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


def events(action: str) -> list[audit.AuditEvent]:
    return list(db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == action)))


def readers(office: Office) -> list[uuid.UUID]:
    query = select(PanelMember.user_id).join(Assignment).where(Assignment.submission_id == office.submission.id)
    return sorted(db.session().scalars(query), key=str)


# ---------------------------------------------------------------- the jury
def test_somebody_new_is_invited_and_in_the_jury_before_accepting(office: Office) -> None:
    member = actions.add_juror(office.admin, office.round.id, NEW)
    (invitation,) = db.session().scalars(select(Invitation).where(Invitation.user_id == member.user_id))
    assert (invitation.role, invitation.school_id) == (Role.JUROR, None)
    (juror,) = queries.jurors_of(office.round.id)
    assert (juror.member.user.name, juror.has_accepted) == ("Nora Neu", False)


def test_who_is_a_juror_already_gets_a_message_and_no_second_invitation(office: Office) -> None:
    juror = somebody(Role.JUROR)
    actions.add_juror(office.admin, office.round.id, JurorValues(juror.email or "", "egal"))
    assert db.session().scalar(select(func.count()).where(Invitation.user_id == juror.id)) == 1
    (message,) = db.session().scalars(select(Message).where(Message.user_id == juror.id))
    assert (message.template, message.path) == ("panels.added", "/jury")
    assert queries.jurors_of(office.round.id)[0].has_accepted


def test_a_teacher_can_become_a_juror_and_keeps_the_school(office: Office) -> None:
    teacher = a_teacher(a_school(office.admin))
    actions.add_juror(office.admin, office.round.id, JurorValues(teacher.email or "", "egal"))
    assert [juror.member.user_id for juror in queries.jurors_of(office.round.id)] == [teacher.id]


def test_nobody_is_in_a_jury_twice(office: Office) -> None:
    juror = a_juror(office.round)
    with pytest.raises(InvalidError) as caught:
        actions.add_juror(office.admin, office.round.id, JurorValues(juror.email or "", "egal"))
    assert caught.value.errors == {"email": ["Diese Person ist schon in der Jury dieser Runde."]}


def test_who_left_the_jury_can_come_back(office: Office) -> None:
    juror, school = a_juror(office.round), a_school(office.admin)
    member = member_of(office.round, juror)
    actions.remove_juror(office.admin, office.round.id, member.id)
    assert queries.jurors_of(office.round.id) == []
    again = actions.add_juror(office.admin, office.round.id, JurorValues(juror.email or "", "egal", school.id))
    assert (again.id, again.school_id, again.removed_at) == (member.id, school.id, None)


def test_a_juror_with_something_to_read_is_not_removed(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    with refused("has_assignments"):
        actions.remove_juror(office.admin, office.round.id, member_of(office.round, juror).id)
    assert [each.member.user_id for each in queries.jurors_of(office.round.id)] == [juror.id]


def test_a_new_link_replaces_the_old_one_until_somebody_accepts(office: Office) -> None:
    member = actions.add_juror(office.admin, office.round.id, NEW)
    actions.invite_again(office.admin, office.round.id, member.id)
    query = select(Invitation.revoked_at.is_(None)).where(Invitation.user_id == member.user_id)
    assert sorted(db.session().scalars(query)) == [False, True]
    accepted = member_of(office.round, a_juror(office.round))
    with refused("already_juror"):
        actions.invite_again(office.admin, office.round.id, accepted.id)


def test_what_happens_to_a_jury_is_noted_without_a_name(office: Office) -> None:
    member = actions.add_juror(office.admin, office.round.id, NEW)
    actions.remove_juror(office.admin, office.round.id, member.id)
    assert [(e.actor_id, e.object_id) for e in events("add_juror")] == [(office.admin.id, member.id)]
    assert [e.values for e in events("remove_juror")] == [{"round": str(office.round.id)}]
    assert "Nora" not in str([e.values for e in events("add_juror")])


# ---------------------------------------------------------------- dealing
def test_a_submission_goes_to_everybody_who_was_chosen_and_to_each_once(office: Office) -> None:
    first, second = a_juror(office.round), a_juror(office.round)
    an_assignment(first, office.submission)
    with clock.at(DEALING):
        actions.assign(
            office.admin,
            office.round.id,
            office.submission.id,
            [member_of(office.round, juror).id for juror in (first, second)],
        )
    assert readers(office) == sorted([first.id, second.id], key=str)


def test_a_juror_of_the_teams_school_gets_nothing_and_neither_do_the_others(office: Office) -> None:
    fair, own = a_juror(office.round), a_juror(office.round, school=office.ground.school)
    with clock.at(DEALING), refused("own_school"):
        members = [member_of(office.round, juror).id for juror in (fair, own)]
        actions.assign(office.admin, office.round.id, office.submission.id, members)
    assert readers(office) == []


def test_a_teacher_of_the_teams_school_gets_nothing_even_if_no_school_was_named(office: Office) -> None:
    values = JurorValues(office.ground.teacher.email or "", "egal")
    member = actions.add_juror(office.admin, office.round.id, values)
    with clock.at(DEALING), refused("own_school"):
        actions.assign(office.admin, office.round.id, office.submission.id, [member.id])
    assert readers(office) == []


def test_somebody_from_another_jury_is_nobody_here(office: Office) -> None:
    other_round = an_announced_round(office.admin, title="Runde 2")
    stranger = member_of(other_round, a_juror(other_round))
    with clock.at(DEALING), pytest.raises(NotFoundError):
        actions.assign(office.admin, office.round.id, office.submission.id, [stranger.id])


def test_a_submission_of_another_round_is_nothing_here(office: Office) -> None:
    foreign = a_submission(a_ground(title="Runde 2"))
    member = member_of(office.round, a_juror(office.round))
    with clock.at(DEALING), pytest.raises(NotFoundError):
        actions.assign(office.admin, office.round.id, foreign.id, [member.id])


@pytest.mark.parametrize(
    ("now", "is_dealt"),
    [
        (SUBMIT_CLOSES - ONE_SECOND, False),
        (SUBMIT_CLOSES, True),
        (JURY_CLOSES - ONE_SECOND, True),
        (JURY_CLOSES, False),
    ],
)
def test_dealing_begins_and_ends_to_the_second(office: Office, now: datetime, is_dealt: bool) -> None:  # noqa: FBT001 # a case
    member = member_of(office.round, a_juror(office.round))
    with clock.at(now), contextlib.suppress(RefusedError):
        actions.assign(office.admin, office.round.id, office.submission.id, [member.id])
    assert len(readers(office)) == is_dealt


def test_jurors_are_told_once_however_many_ideas_follow(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    an_assignment(juror, a_submission(office.ground, "Regentonne"))
    query = select(Message.path).where(Message.user_id == juror.id, Message.template == "panels.dealt")
    assert list(db.session().scalars(query)) == ["/jury"]


def test_what_is_not_begun_can_be_taken_back(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    with clock.at(DEALING):
        assert actions.take_back(office.admin, office.round.id, assignment.id) == office.submission.id
    assert readers(office) == []
    (event,) = events("take_back_assignment")
    assert event.values == {
        "submission": str(office.submission.id),
        "juror": str(member_of(office.round, juror).id),
    }


def test_what_is_begun_stays(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    a_draft(juror, assignment, marks(juror, assignment))
    with clock.at(DEALING), refused("sheet_begun"):
        actions.take_back(office.admin, office.round.id, assignment.id)
    assert readers(office) == [juror.id]


def test_twelve_admins_who_deal_at_once_make_one_assignment(office: Office) -> None:
    member_id = member_of(office.round, a_juror(office.round)).id
    admin_id, round_id, submission_id = office.admin.id, office.round.id, office.submission.id
    start, faults = threading.Barrier(12), []

    def deal() -> None:
        with office.app.app_context(), clock.at(DEALING):
            try:
                admin = people.person(admin_id)
                start.wait()
                actions.assign(admin, round_id, submission_id, [member_id])
            except Exception as error:  # noqa: BLE001 # a fault in a thread would otherwise be lost
                faults.append(error)
            finally:
                db.close_session()

    threads = [threading.Thread(target=deal) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    assert faults == []
    assert len(readers(office)) == 1
    assert len(events("assign")) == 1
    assert invariants.breaches() == {}
