"""What the protocol is put together from."""

from flask import Flask

from app.protocol import queries
from app.rounds.queries import round_of
from tests.support.contests import POINTS, a_judged_round
from tests.support.statements import statements


def test_every_assignment_is_told_by_numbers_in_their_order_and_in_the_same_number_of_queries(app: Flask) -> None:
    del app
    small, large = a_judged_round(POINTS[:2], title="Runde 1"), a_judged_round(title="Runde 2")
    counts = []
    for judged in (small, large):
        round_ = round_of(judged.ground.admin, judged.ground.round.id)
        with statements() as asked:
            record = queries.record_in(round_)
        counts.append(len(asked))
        keys = [(each.idea, each.juror) for each in record.readings]
        assert (keys, {each.state for each in record.readings}) == (sorted(keys), {"done"})
    assert (counts[0], len(keys), {juror for _idea, juror in keys}) == (counts[1], 18, {1, 2, 3, 4, 5})
