import contextlib
import uuid
from datetime import datetime

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.actions import grant
from app.core import audit, clock, db, invariants
from app.core.access import Role
from app.core.errors import EditConflictError, InvalidError, NotAllowedError, NotFoundError, RefusedError
from app.deliberation import actions, queries
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import NOT_SELECTED, SHORTLIST, SPECIAL, DecisionValues
from tests.deliberation.conftest import FIRST, NOT, SECOND, WHY, Meeting, refused
from tests.support.jury import a_chair, a_submission, seat_chair
from tests.support.people import an_admin, somebody
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, ONE_SECOND, an_announced_round

CHANGE = "Beim Zählen verrutscht."


def events(action: str) -> list[audit.AuditEvent]:
    query = select(audit.AuditEvent).where(audit.AuditEvent.action == action).order_by(audit.AuditEvent.number)
    return list(db.session().scalars(query))


def ids() -> list[uuid.UUID]:
    return list(db.session().scalars(select(Decision.id)))


# ---------------------------------------------------------------- deciding
@pytest.mark.parametrize("by_chair", [False, True])
def test_a_decision_is_kept_with_its_reason_and_who_made_it(meeting: Meeting, by_chair: bool) -> None:  # noqa: FBT001 # a case
    person = meeting.chair if by_chair else meeting.ground.admin
    decision = meeting.decide(meeting.best, FIRST, person)
    said = (decision.kind, decision.prize, decision.rank, decision.reason, decision.decided_by_id)
    assert said == ("prize", "1. Preis", 1, WHY, person.id)
    (event,) = events("decide")
    assert (event.object_id, event.values["kind"], event.values["rank"]) == (decision.id, "prize", 1)
    assert "Überzeugt" not in str(event.values)


@pytest.mark.parametrize(("now", "is_kept"), [(JURY_CLOSES - ONE_SECOND, False), (JURY_CLOSES, True)])
def test_decisions_begin_to_the_second_with_the_end_of_the_jury(meeting: Meeting, now: datetime, is_kept: bool) -> None:  # noqa: FBT001 # a case
    with contextlib.suppress(RefusedError):
        meeting.decide(meeting.best, FIRST, at=now)
    assert len(ids()) == is_kept


def test_the_same_twice_is_one(meeting: Meeting) -> None:
    first = meeting.decide(meeting.best, FIRST)
    assert meeting.decide(meeting.best, FIRST).id == first.id
    assert len(events("decide")) == 1


def test_two_ideas_may_share_a_prize(meeting: Meeting) -> None:
    meeting.decide(meeting.best, FIRST)
    meeting.decide(meeting.second, FIRST)
    assert list(db.session().scalars(select(Decision.rank))) == [1, 1]


def test_another_decision_takes_the_place_of_the_first_which_stays_on_record(meeting: Meeting) -> None:
    first = meeting.decide(meeting.best, FIRST)
    second = meeting.decide(meeting.best, SECOND, meeting.chair, seen=first.version, why=CHANGE)
    rows = db.session().execute(select(Decision.prize, Decision.revoked_at.is_not(None)).order_by(Decision.rank))
    assert [tuple(row) for row in rows] == [("1. Preis", True), ("2. Preis", False)]
    (event,) = events("revoke_decision")
    assert (event.actor_id, event.reason) == (meeting.chair.id, CHANGE)
    assert second.version == 3
    assert invariants.breaches() == {}


def test_without_a_reason_nothing_is_replaced(meeting: Meeting) -> None:
    first = meeting.decide(meeting.best, FIRST)
    with pytest.raises(InvalidError) as caught:
        meeting.decide(meeting.best, SECOND, seen=first.version, why="Irrtum.")
    assert list(caught.value.errors) == ["change_reason"]
    assert ids() == [first.id]


def test_whoever_did_not_see_the_other_decision_overwrites_nothing(meeting: Meeting) -> None:
    first = meeting.decide(meeting.best, FIRST)
    with pytest.raises(EditConflictError) as caught:
        meeting.decide(meeting.best, SECOND, meeting.chair, seen=0, why=CHANGE)
    (conflict,) = caught.value.conflicts
    assert (conflict.stored, conflict.offered) == (f"1. Preis – {WHY}", f"2. Preis – {WHY}")
    assert ids() == [first.id]


def test_a_revoked_decision_leaves_the_idea_open_and_stays_on_record(meeting: Meeting) -> None:
    decision = meeting.decide(meeting.best, FIRST)
    with clock.at(AFTERWARDS):
        actions.revoke(meeting.chair, meeting.round_id, decision.id, "War ein Versehen.")
    with pytest.raises(EditConflictError):
        meeting.decide(meeting.best, SECOND, seen=1)
    meeting.decide(meeting.best, SECOND, seen=2)
    assert [each.prize for each in queries.decisions_of(meeting.round_id)] == ["2. Preis"]
    (event,) = events("revoke_decision")
    assert event.reason == "War ein Versehen."
    assert invariants.breaches() == {}


def test_what_is_against_the_order_of_means_says_so(meeting: Meeting) -> None:
    meeting.decide(meeting.best, NOT)
    with pytest.raises(InvalidError) as caught:
        meeting.decide(meeting.second, FIRST)
    assert list(caught.value.errors) == ["deviates"]
    number = meeting.best.content["number"]
    assert f"verglichen mit Idee {number}." in caught.value.errors["deviates"][0]
    said = DecisionValues("prize", "1. Preis", 1, "Die Jury gewichtet den Nutzen höher.", deviates=True)
    assert meeting.decide(meeting.second, said).deviates


def test_everything_that_is_wrong_is_told_at_once(meeting: Meeting) -> None:
    with pytest.raises(InvalidError) as caught:
        meeting.decide(meeting.best, DecisionValues(SPECIAL))
    assert sorted(caught.value.errors) == ["prize", "rank", "reason"]


def test_an_idea_or_a_decision_of_another_round_is_nothing_here(meeting: Meeting) -> None:
    decision = meeting.decide(meeting.best, FIRST)
    other = an_announced_round(meeting.ground.admin, title="Runde 2")
    admin = meeting.ground.admin
    with clock.at(AFTERWARDS):
        for change in (
            lambda: actions.decide(admin, other.id, meeting.second.id, FIRST),
            lambda: actions.revoke(admin, other.id, decision.id, "War ein Versehen."),
            lambda: actions.revoke(admin, meeting.round_id, uuid.uuid4(), "War ein Versehen."),
        ):
            with pytest.raises(NotFoundError):
                change()
    assert ids() == [decision.id]


def test_the_chair_of_another_round_decides_nothing_here(meeting: Meeting) -> None:
    stranger = a_chair(an_announced_round(meeting.ground.admin, title="Runde 2"))
    for person in (stranger, somebody(Role.AUDITOR)):
        with pytest.raises(NotFoundError):
            meeting.decide(meeting.best, FIRST, person)
    assert ids() == []


# ---------------------------------------------------------------- the rest
def test_all_that_is_open_is_not_selected_at_once_with_one_reason(meeting: Meeting) -> None:
    meeting.decide(meeting.best, FIRST)
    with clock.at(AFTERWARDS):
        count = actions.decide_rest(meeting.chair, meeting.round_id, "Reicht diesmal nicht.", meeting.digest)
    kinds = [(each.kind, each.reason) for each in queries.decisions_of(meeting.round_id)]
    assert (count, kinds) == (
        2, [("prize", WHY), (NOT_SELECTED, "Reicht diesmal nicht."), (NOT_SELECTED, "Reicht diesmal nicht.")],
    )  # fmt: skip
    assert len(events("decide")) == 3


def test_an_idea_that_was_passed_over_is_left_out_of_the_rest(meeting: Meeting) -> None:
    meeting.decide(meeting.second, DecisionValues(SHORTLIST, reason=WHY))
    with clock.at(AFTERWARDS):
        assert actions.decide_rest(meeting.chair, meeting.round_id, "", meeting.digest) == 1
        with refused("nothing_open"):
            actions.decide_rest(meeting.chair, meeting.round_id, "", meeting.digest)
    open_ideas = [each.number for each in queries.candidates_of(meeting.round_id) if each.decision is None]
    assert open_ideas == [meeting.best.content["number"]]


def test_the_rest_is_only_decided_as_it_was_seen(meeting: Meeting) -> None:
    seen = meeting.digest
    meeting.decide(meeting.best, FIRST)
    with clock.at(AFTERWARDS), refused("changed_meanwhile"):
        actions.decide_rest(meeting.chair, meeting.round_id, "", seen)
    assert len(ids()) == 1


# ---------------------------------------------------------------- approval
def test_nothing_counts_before_two_people_have_approved_it(meeting: Meeting) -> None:
    meeting.decide_all()
    counting = [len(queries.approved_decisions_of(meeting.round_id))]
    meeting.approve(meeting.chair, "chair")
    counting.append(len(queries.approved_decisions_of(meeting.round_id)))
    meeting.approve(meeting.ground.admin, "admin")
    counting.append(len(queries.approved_decisions_of(meeting.round_id)))
    assert counting == [0, 0, 3]
    found = [(event.values["role"], event.values["digest"]) for event in events("approve_decisions")]
    assert found == [("chair", meeting.digest), ("admin", meeting.digest)]
    assert invariants.breaches() == {}


def test_somebody_with_both_roles_approves_once(meeting: Meeting) -> None:
    meeting.decide_all()
    both = somebody(Role.CHAIR)
    grant(None, both, Role.ADMIN)
    seat_chair(meeting.ground.round, both)
    both = people.person(both.id)
    meeting.approve(both, "chair")
    with refused("same_person"):
        meeting.approve(both, "admin")
    assert queries.approved_decisions_of(meeting.round_id) == []
    meeting.approve(meeting.ground.admin, "admin")
    assert len(queries.approved_decisions_of(meeting.round_id)) == 3


def test_two_admins_or_two_chairs_are_not_enough(meeting: Meeting) -> None:
    meeting.decide_all()
    meeting.approve(meeting.ground.admin, "admin")
    with refused("role_taken"):
        meeting.approve(an_admin("Zweite Adminin"), "admin")
    assert queries.approved_decisions_of(meeting.round_id) == []


def test_nobody_approves_in_a_role_that_is_not_theirs(meeting: Meeting) -> None:
    meeting.decide_all()
    for person, role in ((meeting.ground.admin, "chair"), (meeting.chair, "admin"), (meeting.chair, "auditor")):
        with pytest.raises(NotAllowedError):
            meeting.approve(person, role)
    assert db.session().scalars(select(Approval)).all() == []


def test_a_second_click_is_the_first_approval(meeting: Meeting) -> None:
    meeting.decide_all()
    first = meeting.approve(meeting.chair, "chair")
    assert meeting.approve(meeting.chair, "chair").id == first.id
    assert len(events("approve_decisions")) == 1


def test_something_else_than_was_seen_is_not_approved(meeting: Meeting) -> None:
    meeting.decide_all()
    seen = meeting.digest
    first = queries.decisions_of(meeting.round_id)[0]
    meeting.decide(meeting.best, SECOND, seen=first.version, why=CHANGE)
    with refused("changed_meanwhile"):
        meeting.approve(meeting.chair, "chair", seen)
    assert queries.approvals_of(meeting.round_id) == []


def test_all_ideas_are_decided_before_anything_is_approved(meeting: Meeting) -> None:
    meeting.decide(meeting.best, FIRST)
    with pytest.raises(RefusedError) as caught:
        meeting.approve(meeting.chair, "chair")
    assert caught.value.refusal.reason.startswith("Über 2 Ideen ist noch nicht entschieden.")


def test_ideas_put_above_better_ones_need_a_word_before_anything_is_approved(meeting: Meeting) -> None:
    """Nothing was turned round when it was decided: a sheet behind the back of all made it so."""
    meeting.decide(meeting.second, FIRST)
    meeting.decide(meeting.unread, NOT)
    raised = DecisionValues("shortlist", reason=WHY, deviates=True)
    meeting.decide(meeting.best, raised)
    forget_marks()
    with refused("unexplained"):
        meeting.approve(meeting.chair, "chair")
    assert queries.approvals_of(meeting.round_id) == []


@pytest.mark.parametrize("change", ["decide", "revoke", "rest"])
def test_every_later_change_ends_both_approvals(meeting: Meeting, change: str) -> None:
    meeting.decide_all()
    meeting.approve_all()
    first = queries.decisions_of(meeting.round_id)[0]
    with clock.at(AFTERWARDS):
        if change == "decide":
            meeting.decide(meeting.best, SECOND, meeting.chair, seen=first.version, why=CHANGE)
        else:
            actions.revoke(meeting.ground.admin, meeting.round_id, first.id, "War ein Versehen.")
    assert queries.approved_decisions_of(meeting.round_id) == []
    assert (queries.approvals_of(meeting.round_id), len(events("end_approval"))) == ([], 2)
    assert invariants.breaches() == {}
    if change == "rest":
        with clock.at(AFTERWARDS):
            actions.decide_rest(meeting.chair, meeting.round_id, "", meeting.digest)
        meeting.approve_all()
        assert {each.kind for each in queries.approved_decisions_of(meeting.round_id)} == {NOT_SELECTED}


def test_the_very_same_once_more_ends_no_approval(meeting: Meeting) -> None:
    meeting.decide_all()
    meeting.approve_all()
    meeting.decide(meeting.best, FIRST, meeting.chair)
    assert len(queries.approved_decisions_of(meeting.round_id)) == 3


def test_one_second_before_the_jury_ends_nothing_is_approved(meeting: Meeting) -> None:
    meeting.decide_all()
    with clock.at(JURY_CLOSES - ONE_SECOND), refused("jury_open"):
        actions.approve(meeting.chair, meeting.round_id, "chair", meeting.digest)
    assert queries.approvals_of(meeting.round_id) == []


def test_a_late_idea_is_open_until_it_is_decided(meeting: Meeting) -> None:
    meeting.decide_all()
    a_submission(meeting.ground, "Nachzügler")
    with refused("open_ideas"):
        meeting.approve(meeting.chair, "chair")
    assert queries.approvals_of(meeting.round_id) == []


@db.action
def forget_marks() -> None:
    for decision in db.session().scalars(select(Decision)):
        decision.deviates = False
