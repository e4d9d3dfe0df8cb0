import contextlib
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.conflicts import actions as conflicts
from app.conflicts.queries import objections_of
from app.core import clock, db, invariants
from app.core.errors import NotFoundError, RefusedError
from app.panels import actions as panels
from app.panels.models import Assignment
from app.panels.rules import BIASED, NOT_MY_FIELD, TOO_MANY
from app.plans.queries import returned_to
from app.ranking.queries import ranking_of
from app.recusals import actions, queries
from app.scoring.models import Score
from tests.panels.conftest import Office
from tests.support.jury import (
    DEALING,
    a_chair,
    a_draft,
    a_handed_in_sheet,
    a_juror,
    a_submission,
    an_assignment,
    marks,
    member_of,
)
from tests.support.rounds import JUDGING, JURY_CLOSES, ONE_SECOND
from tests.support.teams import a_ground


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as error:
        yield
    assert error.value.refusal.code == code


def states() -> list[str]:
    return sorted(db.session().scalars(select(Assignment.state)))


def decline(juror: User, assignment_id: uuid.UUID, cause: str) -> None:
    with clock.at(JUDGING):
        actions.decline(juror, assignment_id, cause, "family", "Meine Nichte.")


@pytest.mark.parametrize("cause", [BIASED, NOT_MY_FIELD, TOO_MANY])
def test_what_is_declined_is_gone_and_never_comes_back(office: Office, cause: str) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    assignment = an_assignment(juror, office.submission)
    decline(juror, assignment.id, cause)
    with pytest.raises(NotFoundError):
        queries.own_reading(juror, assignment.id)
    assert states() == []
    told = [(name, number, why) for name, number, why, _note, _at in returned_to(office.admin, office.round.id)]
    assert told == [("Anna Acht", office.idea.number, cause)]
    assert len(queries.conflicts_for(office.admin, office.round.id)) == (cause == BIASED)
    assert invariants.breaches() == {}


def test_a_begun_sheet_is_only_given_back_by_who_is_biased_and_is_kept(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    a_draft(juror, assignment, marks(juror, assignment))
    with refused("sheet_begun"):
        decline(juror, assignment.id, TOO_MANY)
    decline(juror, assignment.id, BIASED)
    assert states() == ["voided"]
    assert db.session().scalars(select(Score.points)).all() == [3] * len(db.session().scalars(select(Score)).all())
    assert invariants.breaches() == {}


def test_what_was_handed_in_counts_until_the_chair_takes_it_out(office: Office) -> None:
    juror, other, chair = a_juror(office.round), a_juror(office.round, name="Berta"), a_chair(office.round)
    assignment = an_assignment(juror, office.submission)
    a_handed_in_sheet(juror, assignment, points=5)
    a_handed_in_sheet(other, an_assignment(other, office.submission), points=2)
    decline(juror, assignment.id, BIASED)
    (before,) = ranking_of(office.round.id).everything
    with clock.at(JUDGING):
        actions.void(chair, office.round.id, assignment.id, "Hat es nach der Abgabe gemeldet.")
    (after,) = ranking_of(office.round.id).everything
    assert [sorted(float(each.value) for each in place.totals) for place in (before, after)] == [[40.0, 100.0], [40.0]]
    assert queries.exceptions_for(office.admin, office.round.id).voidings == [
        ("Jo Jury", office.idea.number, "Hat es nach der Abgabe gemeldet.")
    ]
    assert invariants.breaches() == {}


def test_only_the_chair_voids_and_only_sheets_of_biased_people(office: Office) -> None:
    juror, chair = a_juror(office.round), a_chair(office.round)
    assignment = an_assignment(juror, office.submission)
    a_handed_in_sheet(juror, assignment)
    with clock.at(JUDGING), pytest.raises(NotFoundError):
        actions.void(chair, office.round.id, assignment.id, "Ohne Grund.")
    decline(juror, assignment.id, BIASED)
    with clock.at(JUDGING), pytest.raises(NotFoundError):
        actions.void(office.admin, office.round.id, assignment.id, "Nicht mein Amt.")
    assert states() == ["done"]


def test_giving_back_ends_with_the_jury_to_the_second_but_being_biased_does_not(office: Office) -> None:
    juror = a_juror(office.round)
    first = an_assignment(juror, office.submission)
    second = an_assignment(juror, a_submission(office.ground, "Regentonne"))
    with clock.at(JURY_CLOSES):
        with refused("phase_closed"):
            actions.decline(juror, first.id, TOO_MANY)
        actions.decline(juror, first.id, BIASED, "family")
    with clock.at(JURY_CLOSES - ONE_SECOND):
        actions.decline(juror, second.id, TOO_MANY)
    assert states() == []


def test_a_juror_accepts_everything_at_once(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    with clock.at(JUDGING):
        counts = [actions.accept(juror, office.round.id) for _time in range(2)]
    assert counts == [1, 0]
    assert db.session().scalars(select(Assignment.accepted_at)).one() == JUDGING
    assert invariants.breaches() == {}


def test_nobody_answers_for_somebody_else(office: Office) -> None:
    assignment = an_assignment(a_juror(office.round), office.submission)
    with pytest.raises(NotFoundError):
        decline(a_juror(office.round, name="Fremd"), assignment.id, TOO_MANY)


def test_a_conflict_that_somebody_enters_takes_the_unbegun_reading_back(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    member_id = member_of(office.round, juror).id
    with clock.at(JUDGING):
        actions.note_conflict(office.admin, office.round.id, member_id, office.submission.id, "mentor", "Hörensagen")
        refusal = _refusal_of_dealing(office, member_id)
    assert (states(), refusal) == ([], "biased")


def _refusal_of_dealing(office: Office, member_id: uuid.UUID) -> str:
    with pytest.raises(RefusedError) as error:
        panels.assign(office.admin, office.round.id, office.submission.id, [member_id])
    return error.value.refusal.code


def test_the_chair_makes_an_exception_with_a_reason_and_then_it_can_be_dealt(office: Office) -> None:
    juror, chair = a_juror(office.round, school=office.ground.school), a_chair(office.round)
    neutral = a_juror(office.round, name="Neutral")
    member_id = member_of(office.round, juror).id
    with clock.at(DEALING):
        before = _refusal_of_dealing(office, member_id)
        with pytest.raises(NotFoundError):
            actions.waive(office.admin, office.round.id, member_id, office.submission.id, "Der Admin darf das nicht.")
        actions.waive(chair, office.round.id, member_id, office.submission.id, "Niemand sonst kennt das Fach.")
        panels.assign(office.admin, office.round.id, office.submission.id, [member_id])
        with refused("not_biased"):
            actions.waive(
                chair, office.round.id, member_of(office.round, neutral).id, office.submission.id, "Nicht nötig hier."
            )
    told = [("Jo Jury", office.idea.number, "Niemand sonst kennt das Fach.")]
    assert (before, queries.exceptions_for(office.admin, office.round.id).waived) == ("own_school", told)
    assert invariants.breaches() == {}


def test_an_answered_objection_takes_back_what_the_person_has_not_begun(office: Office) -> None:
    a_submission(a_ground(round_=office.round), "Regentonne")
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    conflicts.object_to_person(office.captain, office.idea.team_id, "Die Tante von Kim")
    (objection,) = objections_of(office.idea.team_id)
    with clock.at(JUDGING):
        member_ids = [member_of(office.round, juror).id]
        actions.answer_objection(office.admin, office.round.id, objection.id, member_ids, "Ist berücksichtigt.")
    assert states() == []
    assert invariants.breaches() == {}


def test_a_biased_chair_reaches_nothing_of_what_is_said_about_the_idea(office: Office) -> None:
    reader, juror = a_juror(office.round, name="Anna Acht"), a_juror(office.round, school=office.ground.school)
    assignment = an_assignment(reader, office.submission)
    a_draft(reader, assignment, {})
    conflicts.object_to_person(office.captain, office.idea.team_id, "Die Tante von Kim")
    (objection,) = objections_of(office.idea.team_id)
    biased, other = a_chair(office.round), a_chair(office.round, "Alex Vorsitz")
    round_id, idea_id, (member_id, juror_id) = office.round.id, office.submission.id, _seats(office, reader, juror)
    with clock.at(JUDGING):
        known = actions.note_conflict(other, round_id, member_id, idea_id, "family", "Nichte")
        own = actions.note_conflict(other, round_id, member_of(office.round, biased).id, idea_id, "mentor", "")
        for deed in (
            lambda: actions.note_conflict(biased, round_id, juror_id, idea_id, "family", ""),
            lambda: actions.end_conflict(biased, round_id, known.id, "Ein Irrtum, sicher."),
            lambda: actions.end_conflict(biased, round_id, own.id, "Ein Irrtum, sicher."),
            lambda: actions.void(biased, round_id, assignment.id, "Befangen, also weg."),
            lambda: actions.waive(biased, round_id, juror_id, idea_id, "Niemand sonst kennt das Fach."),
            lambda: actions.answer_objection(biased, round_id, objection.id, [], "Betrifft niemanden."),
        ):
            with pytest.raises(NotFoundError):
                deed()
        actions.void(other, round_id, assignment.id, "Befangen, also weg.")
    seen = [
        (
            queries.conflicts_for(each, round_id),
            queries.objections_for(each, round_id),
            queries.biased_readings_for(each, round_id),
        )
        for each in (biased, other)
    ]
    assert [[len(part) for part in parts] for parts in seen] == [[0, 0, 0], [2, 1, 0]]
    told = [queries.exceptions_for(each, round_id).voidings for each in (biased, other)]
    assert told == [[], [("Anna Acht", office.idea.number, "Befangen, also weg.")]]


def _seats(office: Office, *jurors: User) -> list[uuid.UUID]:
    return [member_of(office.round, each).id for each in jurors]


def test_verify_names_a_sheet_that_was_taken_out_by_hand(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    _hide(assignment.id)
    broken = invariants.breaches()
    assert broken["every sheet that counts no more was taken out as the log tells"] == [f"assignment {assignment.id}"]


@db.action
def _hide(assignment_id: uuid.UUID) -> None:
    db.load(Assignment, assignment_id, to_change=True).state = "voided"
