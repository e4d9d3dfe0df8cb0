import uuid
from datetime import timedelta

import pytest

from app.core.errors import NotFoundError
from app.feedback import queries
from app.feedback.rules import Verdict
from app.teams.queries import team_of
from tests.feedback.conftest import KIND, NAMED, Table
from tests.support.clearances import team_id_of
from tests.support.jury import a_publication, a_reading, a_submission
from tests.support.rounds import AFTERWARDS, ONE_SECOND

MOMENT = AFTERWARDS + timedelta(days=1)


def test_there_is_no_feedback_before_the_results_are_public(table: Table) -> None:
    a_publication(table.ground.round, at=MOMENT)
    team = team_of(table.mia, team_id_of(table.submission))
    assert queries.feedback_for(team, MOMENT - ONE_SECOND) is None
    assert queries.feedback_for(team, MOMENT) is not None


def test_the_profile_is_the_mean_of_final_sheets_by_criterion_and_of_no_other_idea(table: Table) -> None:
    a_reading(table.ground, a_submission(table.ground, "Windrad"), 1)
    a_publication(table.ground.round)
    found = queries.feedback_for(team_of(table.mia, team_id_of(table.submission)), AFTERWARDS)
    assert found is not None
    assert found.readings == 2
    means = {bar.criterion.key: (bar.answers, bar.points) for bar in found.bars}
    assert (means["novelty"], means["benefit"], means["teamwork"]) == ((2, 9), (2, 7), (1, 4))


def test_a_team_reads_only_comments_that_were_released_in_their_words(table: Table) -> None:
    table.moderate({KIND: Verdict("released", "Ein Modell überzeugt."), NAMED: Verdict("withheld", NAMED)})
    a_publication(table.ground.round)
    found = queries.feedback_for(team_of(table.mia, team_id_of(table.submission)), AFTERWARDS)
    assert found is not None
    assert found.comments == {"benefit": ["Ein Modell überzeugt."]}


def test_the_chair_sees_how_many_comments_are_still_open(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND)})
    (pile,) = queries.piles_of(table.ground.round.id)
    assert (pile.submission_id, pile.comments, pile.released, pile.withheld, pile.open) == (
        table.submission.id, 2, 1, 0, 1,
    )  # fmt: skip


def test_members_classes_schools_and_companies_are_names_to_look_for(table: Table) -> None:
    names = queries.moderation_of(table.ground.round.id, table.submission.id).names
    assert {"Mia", "Sommer", table.ground.school_class.name, table.ground.school.name} <= set(names)


def test_an_idea_without_comments_or_of_another_round_is_not_found(table: Table) -> None:
    silent = a_submission(table.ground, "Windrad")
    for round_id, submission_id in ((table.ground.round.id, silent.id), (uuid.uuid4(), table.submission.id)):
        with pytest.raises(NotFoundError):
            queries.moderation_of(round_id, submission_id)
