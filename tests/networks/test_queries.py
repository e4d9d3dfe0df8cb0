from flask import Flask

from app.networks import queries
from app.recusals.actions import note_conflict
from tests.support.contests import a_judged_round
from tests.support.jury import member_of
from tests.support.rounds import JUDGING


def test_readings_of_ideas_that_count_come_with_numbers_loads_and_whom_they_must_not_meet(app: Flask) -> None:
    del app
    judged = a_judged_round()
    round_, member = judged.ground.round, member_of(judged.ground.round, judged.jurors[4])
    note_conflict(judged.ground.admin, round_.id, member.id, judged.submissions[0].id, "family", "Die Nichte.")
    found = queries.readers_in(round_.id, JUDGING)

    assert (len(found.pairs), found.seats[member.id]) == (18, (3, 3, None))
    assert set(found.barred) == {(judged.submissions[0].id, member.id)}
    assert sorted(found.numbers.values()) == [1, 2, 3, 4, 5]
