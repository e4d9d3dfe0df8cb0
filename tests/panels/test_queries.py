import uuid

import pytest
from sqlalchemy import delete, update

from app.core import clock, db, invariants
from app.core.errors import NotFoundError
from app.panels import queries
from app.panels.models import Assignment, PanelMember
from app.teams.actions import name_company
from tests.panels.conftest import Office
from tests.support.ideas import a_full_team, an_idea
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks, member_of
from tests.support.people import a_school
from tests.support.rounds import WRITING, an_announced_round
from tests.support.teams import a_ground

BIASED = "no juror reads an idea of the school or of a company that the juror belongs to"
SEATED = "everybody sits in a jury as the log tells"


def test_jurors_come_by_name_with_how_much_they_read_and_have_done(office: Office) -> None:
    zoe, anna = a_juror(office.round, name="Zoe"), a_juror(office.round, name="Änna")
    a_handed_in_sheet(zoe, an_assignment(zoe, office.submission))
    an_assignment(zoe, a_submission(office.ground, "Regentonne"))
    found = queries.jurors_of(office.round.id)
    assert [(juror.member.user_id, juror.readings, juror.done) for juror in found] == [(anna.id, 0, 0), (zoe.id, 2, 1)]


def test_the_jury_of_a_round_is_its_own(office: Office) -> None:
    a_juror(an_announced_round(office.admin, title="Runde 2"))
    assert queries.jurors_of(office.round.id) == []


def test_a_juror_of_another_round_is_not_found(office: Office) -> None:
    other_round = an_announced_round(office.admin, title="Runde 2")
    member = member_of(other_round, a_juror(other_round))
    with pytest.raises(NotFoundError):
        queries.juror_of(office.round.id, member.id)


def test_only_what_was_submitted_can_be_dealt(office: Office) -> None:
    captain = office.ground.student("Ole")
    an_idea(captain, a_full_team(office.ground, captain, "Regentonne"))
    assert [pile.id for pile in queries.piles_of(office.round.id)] == [office.submission.id]


def test_a_pile_counts_all_readings_and_those_that_are_done(office: Office) -> None:
    first, second, third = (a_juror(office.round, name=name) for name in "ABC")
    a_handed_in_sheet(first, an_assignment(first, office.submission))
    begun = an_assignment(second, office.submission)
    a_draft(second, begun, marks(second, begun))
    an_assignment(third, office.submission)
    (pile,) = queries.piles_of(office.round.id)
    assert (pile.readings, pile.done) == (3, 1)


def test_a_submission_of_another_round_cannot_be_dealt_here(office: Office) -> None:
    other = a_ground(title="Runde 2")
    foreign = a_submission(other)
    with pytest.raises(NotFoundError):
        queries.submission_to_judge(office.round.id, foreign.id)


def test_a_choice_shows_who_reads_who_may_and_who_must_not(office: Office) -> None:
    reads, may = a_juror(office.round, name="Anna"), a_juror(office.round, name="Berta")
    a_juror(office.round, name="Carla", school=office.ground.school)
    an_assignment(reads, office.submission)
    choice = queries.choice_for(office.round.id, office.submission.id)
    assert [reader.juror.member.user_id for reader in choice.reading] == [reads.id]
    assert [(r.juror.member.user.name, r.refusal.code if r.refusal else None) for r in choice.others] == [
        (may.name, None),
        ("Carla", "own_school"),
    ]


def test_an_assignment_is_found_only_in_its_round(office: Office) -> None:
    assignment = an_assignment(a_juror(office.round), office.submission)
    other_round = an_announced_round(office.admin, title="Runde 2")
    assert queries.assignment_in(office.round.id, assignment.id).id == assignment.id
    with pytest.raises(NotFoundError):
        queries.assignment_in(other_round.id, assignment.id)
    with pytest.raises(NotFoundError):
        queries.assignment_in(office.round.id, uuid.uuid4())


def test_verify_names_a_juror_who_came_to_read_an_idea_of_the_own_school(office: Office) -> None:
    juror = a_juror(office.round, school=a_school(office.admin))
    assignment = an_assignment(juror, office.submission)
    assert invariants.breaches() == {}
    change_behind_our_back(PanelMember, member_of(office.round, juror).id, school_id=office.ground.school.id)
    assert invariants.breaches() == {
        BIASED: [f"assignment {assignment.id}"],
        SEATED: [f"panel member {member_of(office.round, juror).id}"],
    }


def test_verify_names_a_juror_who_came_to_read_an_idea_of_the_own_company(office: Office) -> None:
    assignment = an_assignment(a_juror(office.round, company="Zahnrad AG"), office.submission)
    assert invariants.breaches() == {}
    with clock.at(WRITING):
        name_company(office.captain, office.idea.team_id, "zahnrad")
    assert invariants.breaches() == {BIASED: [f"assignment {assignment.id}"]}


@pytest.mark.parametrize("values", [{"is_juror": False, "is_chair": True}, {"company_id": None}, {"is_chair": True}])
def test_verify_names_a_seat_that_was_changed_by_hand(office: Office, values: dict[str, object]) -> None:
    member = member_of(office.round, a_juror(office.round, company="Zahnrad AG"))
    change_behind_our_back(PanelMember, member.id, **values)
    assert invariants.breaches() == {SEATED: [f"panel member {member.id}"]}


def test_verify_names_a_reader_who_is_none(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    change_behind_our_back(PanelMember, member_of(office.round, juror).id, is_juror=False, is_chair=True)
    assert invariants.breaches()["only jurors have something to read"] == [f"assignment {assignment.id}"]


def test_verify_names_an_assignment_that_went_without_a_trace(office: Office) -> None:
    assignment_id = an_assignment(a_juror(office.round), office.submission).id
    forget(assignment_id)
    assert invariants.breaches() == {"every assignment is one that the log tells of": [f"assignment {assignment_id}"]}


def test_verify_names_an_assignment_that_was_moved_to_another_round(office: Office) -> None:
    assignment = an_assignment(a_juror(office.round), office.submission)
    other_round = an_announced_round(office.admin, title="Runde 2")
    change_behind_our_back(Assignment, assignment.id, round_id=other_round.id)
    name = "every assignment joins a juror and a submission of its own round"
    assert invariants.breaches() == {name: [f"assignment {assignment.id}"]}


@db.action
def forget(assignment_id: uuid.UUID) -> None:
    db.session().execute(delete(Assignment).where(Assignment.id == assignment_id))


@db.action
def change_behind_our_back(model: type[db.Base], id_: uuid.UUID, **values: object) -> None:
    db.session().execute(update(model).where(model.__table__.c.id == id_).values(**values))


def test_a_chair_finds_the_rounds_whose_jury_is_theirs(office: Office) -> None:
    chair = a_juror(office.round)
    db.session().execute(update(PanelMember).where(PanelMember.user_id == chair.id).values(is_chair=True))
    assert queries.round_of_chair(chair, office.round.id).competition.title == office.round.competition.title
    assert [round_.id for round_ in queries.rounds_of_chair(chair)] == [office.round.id]


@pytest.mark.parametrize("values", [{"is_chair": False}, {"is_chair": True, "removed_at": clock.now()}])
def test_who_does_not_chair_a_jury_now_finds_no_round(office: Office, values: dict[str, object]) -> None:
    juror = a_juror(office.round)
    db.session().execute(update(PanelMember).where(PanelMember.user_id == juror.id).values(**values))
    with pytest.raises(NotFoundError):
        queries.round_of_chair(juror, office.round.id)
    assert queries.rounds_of_chair(juror) == []


def test_a_chair_does_not_find_the_round_of_another(office: Office) -> None:
    chair, other = a_juror(office.round), a_juror(an_announced_round(office.admin, title="Runde 2"))
    db.session().execute(update(PanelMember).values(is_chair=True))
    with pytest.raises(NotFoundError):
        queries.round_of_chair(other, office.round.id)
    assert [round_.id for round_ in queries.rounds_of_chair(chair)] == [office.round.id]
