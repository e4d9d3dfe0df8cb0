import uuid
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.core import clock, db, invariants
from app.core.errors import NotFoundError
from app.deliberation import actions, queries
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import SHORTLIST, SPECIAL, DecisionValues
from app.rubrics.rules import Mark, default_rubric
from tests.deliberation.conftest import FIRST, NOT, SECOND, WHY, Meeting
from tests.support.jury import a_draft, a_juror, a_prize, a_reading, a_submission, an_assignment, marks
from tests.support.people import an_admin
from tests.support.rounds import AFTERWARDS, an_announced_round
from tests.support.statements import statements

PROMISE = "every decision says what was decided"
APPROVED = "every approval says what was approved"
STANDING = "what is approved stands as it was approved"


def test_candidates_are_all_ideas_the_best_first_with_place_and_decision(meeting: Meeting) -> None:
    decision = meeting.decide(meeting.second, SECOND)
    found = queries.candidates_of(meeting.round_id)
    assert [
        (each.place.entry.title, each.place.rank, each.decision.id if each.decision else None) for each in found
    ] == [("Solarbank", 1, None), ("Regentonne", 2, decision.id), ("Lernkiste", None, None)]


def test_a_candidate_is_found_in_its_round_only(meeting: Meeting) -> None:
    other = an_announced_round(meeting.ground.admin, title="Runde 2")
    found = queries.candidate_among(queries.candidates_of(meeting.round_id), meeting.best.id)
    assert found.number == meeting.best.content["number"]
    with pytest.raises(NotFoundError):
        queries.candidate_among(queries.candidates_of(other.id), meeting.best.id)


def test_decisions_come_by_kind_and_rank_without_the_revoked_ones(meeting: Meeting) -> None:
    more = [a_submission(meeting.ground, title) for title in ("Windrad", "Kabelkompass")]
    special = meeting.decide(meeting.unread, DecisionValues(SPECIAL, "Sonderpreis Umwelt", 1, WHY))
    short = meeting.decide(more[0], DecisionValues(SHORTLIST, reason=WHY))
    second = meeting.decide(meeting.second, SECOND)
    first = meeting.decide(meeting.best, FIRST)
    revoked = meeting.decide(more[1], NOT)
    revoke(meeting, revoked.id)
    assert [each.id for each in queries.decisions_of(meeting.round_id)] == [first.id, second.id, special.id, short.id]
    newest = queries.newest_decision_about(more[1].id)
    assert newest is not None
    assert (newest.id, newest.revoked_at is not None) == (revoked.id, True)
    with pytest.raises(NotFoundError):
        queries.decision_in(meeting.chair, meeting.round_id, revoked.id)


def revoke(meeting: Meeting, decision_id: uuid.UUID) -> None:
    with clock.at(AFTERWARDS):
        actions.revoke(meeting.ground.admin, meeting.round_id, decision_id, "War ein Versehen.")


def test_a_decision_is_found_in_its_round_only(meeting: Meeting) -> None:
    decision = meeting.decide(meeting.best, FIRST)
    other = an_announced_round(meeting.ground.admin, title="Runde 2")
    assert queries.decision_in(meeting.chair, meeting.round_id, decision.id).id == decision.id
    with pytest.raises(NotFoundError):
        queries.decision_in(meeting.ground.admin, other.id, decision.id)


def test_the_record_keeps_everything_by_idea_the_newest_first(meeting: Meeting) -> None:
    meeting.decide(meeting.best, FIRST)
    meeting.decide(meeting.best, SECOND, meeting.chair, seen=1, why="War so gemeint.")
    record = queries.record_of(meeting.round_id)
    assert [(each.prize, each.decided_by.name, each.revoked_at is None) for each in record] == [
        ("2. Preis", meeting.chair.name, True), ("1. Preis", meeting.ground.admin.name, False),
    ]  # fmt: skip
    assert queries.versions_of(meeting.round_id) == {meeting.best.id: 3}


def test_approved_is_only_what_stands_exactly_so(meeting: Meeting) -> None:
    meeting.decide_all()
    meeting.approve_all()
    approved = queries.approved_decisions_of(meeting.round_id)
    assert approved[0].submission.idea.team.name == "Solarbank"
    change(Decision, queries.decisions_of(meeting.round_id)[0].id, prize="Gekaufter Preis")
    assert queries.approved_decisions_of(meeting.round_id) == []


def test_comments_come_by_criterion_and_points_and_only_from_sheets_that_count(meeting: Meeting) -> None:
    said = {"benefit": Mark(1, comment="Wenig."), "novelty": Mark(4, comment="Neu!")}
    a_reading(meeting.ground, meeting.second, 3, said)
    a_reading(meeting.ground, meeting.second, 3, {"novelty": Mark(2, comment="Bekannt.")})
    juror = a_juror(meeting.ground.round)
    assignment = an_assignment(juror, meeting.second)
    a_draft(juror, assignment, marks(juror, assignment, 3, {"novelty": Mark(3, comment="Nur ein Entwurf.")}))
    found = [(each.criterion["de"], each.points, each.text) for each in queries.comments_about(meeting.second.id)]
    order = [each["name"]["de"] for each in default_rubric()["criteria"] if each["key"] in {"novelty", "benefit"}]
    told = {order[0]: [(2, "Bekannt."), (4, "Neu!")], order[1]: [(1, "Wenig.")]}
    assert found == [(name, *each) for name in order for each in told[name]]


def test_parts_are_those_that_a_person_has_in_this_round(meeting: Meeting) -> None:
    other = an_announced_round(meeting.ground.admin, title="Runde 2")
    people = (meeting.chair, meeting.ground.admin, meeting.ground.teacher)
    assert [queries.parts_of(person, meeting.round_id) for person in people] == [["chair"], ["admin"], []]
    assert queries.parts_of(meeting.chair, other.id) == []


def test_the_number_of_questions_to_the_database_does_not_grow(meeting: Meeting) -> None:
    before = counts_of_statements(meeting.round_id)
    for number in range(3):
        submission = a_submission(meeting.ground, f"Idee {number}")
        a_reading(meeting.ground, submission, 2)
        a_prize(submission, f"Preis {number}")
    assert counts_of_statements(meeting.round_id) == before


def counts_of_statements(round_id: uuid.UUID) -> list[int]:
    queries.candidates_of(round_id)
    found = []
    for query in (queries.candidates_of, queries.record_of, queries.approved_decisions_of, queries.team_names_of):
        with statements() as sent:
            query(round_id)
        found.append(len(sent))
    return found


# ---------------------------------------------------------------- what verify names
@pytest.mark.parametrize(
    "changed",
    [
        {"prize": "Hauptpreis"},
        {"rank": 9},
        {"reason": "Gefälligkeit."},
        {"kind": "special"},
        {"deviates": True},
        {"kind": "shortlist", "prize": "", "rank": None},
    ],
)
def test_verify_names_a_decision_that_was_changed(meeting: Meeting, changed: dict[str, object]) -> None:
    decision = meeting.decide(meeting.best, FIRST)
    assert invariants.breaches() == {}
    change(Decision, decision.id, **changed)
    assert invariants.breaches() == {PROMISE: [f"decision {decision.id}"]}


def test_verify_names_a_decision_that_was_taken_away_or_brought_back(meeting: Meeting) -> None:
    revoked_id, removed_id = meeting.decide(meeting.best, FIRST).id, meeting.decide(meeting.second, SECOND).id
    revoke(meeting, revoked_id)
    assert invariants.breaches() == {}
    change(Decision, revoked_id, revoked_at=None)
    remove(removed_id)
    assert invariants.breaches() == {PROMISE: sorted([f"decision {revoked_id}", f"decision {removed_id}"])}


@pytest.mark.parametrize("changed", [{"role": "admin"}, {"approved_by_id": None}, {"digest": "0" * 64}])
def test_verify_names_an_approval_that_was_changed(meeting: Meeting, changed: dict[str, Any]) -> None:
    meeting.decide_all()
    approval = meeting.approve(meeting.chair, "chair")
    if "approved_by_id" in changed:
        changed = {"approved_by_id": an_admin("Fremde Adminin").id}
    assert invariants.breaches() == {}
    change(Approval, approval.id, **changed)
    broken = {APPROVED: [f"approval {approval.id}"]}
    assert invariants.breaches() == broken | ({STANDING: broken[APPROVED]} if "digest" in changed else {})


def test_verify_names_approvals_of_what_is_no_longer_there(meeting: Meeting) -> None:
    meeting.decide_all()
    meeting.approve_all()
    ids = sorted(f"approval {each.id}" for each in queries.approvals_of(meeting.round_id))
    decision = queries.decisions_of(meeting.round_id)[0]
    change(Decision, decision.id, reason="Gefälligkeit.")
    assert invariants.breaches() == {PROMISE: [f"decision {decision.id}"], STANDING: ids}


def test_verify_names_an_approval_brought_back_to_life(meeting: Meeting) -> None:
    meeting.decide_all()
    approval = meeting.approve(meeting.chair, "chair")
    revoke(meeting, queries.decisions_of(meeting.round_id)[0].id)
    assert invariants.breaches() == {}
    change(Approval, approval.id, ended_at=None)
    broken = [f"approval {approval.id}"]
    assert invariants.breaches() == {APPROVED: broken, STANDING: broken}


@db.action
def change(model: type[Decision] | type[Approval], id_: uuid.UUID, **values: object) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(model).where(model.id == id_).values(**values))


@db.action
def remove(decision_id: uuid.UUID) -> None:
    db.session().execute(delete(Decision).where(Decision.id == decision_id))
