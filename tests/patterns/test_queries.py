from flask import Flask

from app.patterns import queries
from app.ranking.queries import ranking_of
from tests.support.contests import a_judged_round
from tests.support.jury import member_of
from tests.support.statements import statements


def test_sheets_come_with_their_criteria_and_numbers_in_three_queries(app: Flask) -> None:
    del app
    judged = a_judged_round()
    ranking = ranking_of(judged.ground.round.id)
    with statements() as asked:
        found = queries.judged_in(judged.ground.round.id, ranking)
    strict = member_of(judged.ground.round, judged.jurors[0]).id

    assert (len(asked), len(found.sheets), len(found.totals)) == (3, 18, 18)
    assert found.totals[judged.submissions[0].id, strict] == 80.0
    assert list(found.names) == list(found.criteria)
