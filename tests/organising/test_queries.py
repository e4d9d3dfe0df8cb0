"""The desk counts, and a phase concerns some people."""

import uuid

import pytest
from sqlalchemy import select

from app.core import db
from app.organising import queries
from app.organising.rules import Counts
from app.rounds.models import PhaseKind
from app.teams.models import Team
from app.teams.queries import members_of
from tests.organising.contests import Contest, a_contest
from tests.support.rounds import a_round
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("app")


# ---------------------------------------------------------------- the desk
def test_the_desk_counts_everything_of_its_round_and_nothing_of_others() -> None:
    contest = a_contest()
    empty = a_round(contest.ground.admin, title="Leere Runde")

    round_id = contest.ground.round.id
    with statements() as sent:
        counts = queries.counts_of(round_id)

    assert counts == Counts(
        categories=2,
        rubrics=1,
        teams=1,
        members=2,
        ideas=1,
        submitted=1,
        jurors=1,
        assignments=1,
        final_sheets=1,
        decisions=1,
        approvals=2,
        publications=1,
    )
    assert len(sent) == 1
    assert queries.counts_of(empty.id) == Counts(2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_a_phase_concerns_the_jury_or_the_teams() -> None:
    contest = a_contest()
    round_id = contest.ground.round.id
    members = {user.id for user in members_of(_team(contest))}

    jurors = {user.id for user in queries.people_concerned(round_id, PhaseKind.JURY)}

    assert {user.id for user in queries.people_concerned(round_id, PhaseKind.SUBMIT)} == members
    assert (len(members), len(jurors), members & jurors) == (2, 2, set())


def _team(contest: Contest) -> uuid.UUID:
    return db.session().scalars(select(Team.id).where(Team.round_id == contest.ground.round.id)).one()
