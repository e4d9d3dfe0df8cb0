from app.conflicts.actions import note_conflict, waive
from app.core import clock, db
from app.panels.models import Assignment
from app.plans import queries
from app.plans.actions import give_back
from tests.panels.conftest import Office
from tests.support.jury import DEALING, a_chair, a_juror, an_assignment, member_of


def test_a_pool_knows_who_is_barred_and_whom_the_chair_lets(office: Office) -> None:
    biased = a_juror(office.round, school=office.ground.school)
    free = a_juror(office.round, name="Frei")
    member_id = member_of(office.round, biased).id
    before = queries.pool_of(office.round.id, DEALING)
    waive(office.admin, office.round.id, biased.id, office.idea.team_id, "Niemand sonst.")
    after = queries.pool_of(office.round.id, DEALING)
    assert [set(pool.barred) for pool in (before, after)] == [{(office.submission.id, member_id)}, set()]
    assert {seat.id for seat in before.seats} == {member_id, member_of(office.round, free).id}
    assert {seat.kind for seat in before.seats} == {"school", "city"}


def test_what_was_given_back_is_told_and_never_dealt_again(office: Office) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    assignment = an_assignment(juror, office.submission)
    held = queries.pool_of(office.round.id, DEALING).held
    with clock.at(DEALING):
        _give_back(assignment, office)
    pool = queries.pool_of(office.round.id, DEALING)
    pair = (office.submission.id, member_of(office.round, juror).id)
    assert [set(pairs) for pairs in (held, pool.held, pool.barred)] == [{pair}, set(), {pair}]
    assert [each[:4] for each in queries.returned_to(office.admin, office.round.id)] == [
        ("Anna Acht", office.idea.number, "too_many", "Zu viel zu tun.")
    ]
    chair = a_chair(office.round)
    assert len(queries.returned_to(chair, office.round.id)) == 1
    note_conflict(office.admin, chair.id, office.idea.team_id, "mentor")
    assert queries.returned_to(chair, office.round.id) == []


@db.action
def _give_back(assignment: Assignment, office: Office) -> None:
    give_back(office.admin, db.load(Assignment, assignment.id, to_change=True), "too_many", "Zu viel zu tun.")
