"""What pictures need beside the ranking."""

from flask import Flask

from app.insights import queries
from tests.support.contests import a_judged_round
from tests.support.jury import member_of


def test_totals_come_by_juror_and_jurors_by_numbers_that_tell_nothing(app: Flask) -> None:
    del app
    judged = a_judged_round()
    round_ = judged.ground.round
    members = [member_of(round_, juror).id for juror in judged.jurors]
    totals, numbers = queries.totals_of(round_.id), queries.juror_numbers_of(round_.id)

    assert sorted(totals[members[0]]) == [20.0, 60.0, 60.0, 80.0]
    assert (numbers, sorted(totals, key=str)) == (
        {id_: number for number, id_ in enumerate(sorted(members, key=str), 1)},
        sorted(members, key=str),
    )
