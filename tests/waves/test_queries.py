from app.rounds.models import Round
from app.waves import queries
from tests.support.jury import a_juror, a_submission, an_assignment
from tests.support.rounds import JUDGING
from tests.support.teams import a_ground
from tests.waves.test_actions import close_round, proposed

__all__ = ["close_round"]


def test_an_idea_that_is_still_being_read_waits(close_round: Round) -> None:
    (pair,) = proposed(close_round).pairs
    open_reading = a_submission(a_ground(round_=close_round), "Noch offen")
    an_assignment(a_juror(close_round, name="Neu Dabei"), open_reading)

    proposal, left, waves = queries.state_of(close_round.id, JUDGING)

    assert proposal is not None
    assert [submission_id for submission_id, _member_id in proposal.pairs] == [pair[0]]
    assert (left, waves) == (2, [])
