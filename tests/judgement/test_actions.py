"""The jury of the demo on a small stage; the whole demo is played in tests/demo."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cast.actions import Hashes, Troupe
from app.certificates.models import Certificate
from app.core import clock, db
from app.core.access import Role
from app.deliberation.queries import approved_decisions_of, decisions_of
from app.feedback.models import Remark
from app.feedback.queries import piles_of
from app.ideas.models import Submission
from app.judgement import actions
from app.judgement.actions import Contest
from app.judgement.rules import Effort, Seat
from app.messages.models import Message
from app.panels.queries import jurors_of
from app.publication.queries import shown_publication
from app.samples.actions import Entry
from app.samples.queries import ideas
from app.samples.rules import Prize
from app.scoring.models import ScoreSheet
from app.teams.models import Team
from tests.support.certificates import Stage, a_finished_round
from tests.support.jury import DEALING, a_chair, a_reading, a_submission
from tests.support.people import somebody
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS, BEFORE, JUDGING
from tests.support.teams import Ground, a_ground


@pytest.fixture
@prepared
def finished(app: Flask) -> Stage:
    return a_finished_round(app)


@pytest.fixture
def contest(finished: Stage) -> Contest:
    """A contest whose jury is through; Mia and her teacher are people whom anybody may be."""
    ground = finished.ground
    shown = {"mia": finished.people["Mia Sommer"], "teacher": ground.teacher}
    troupe = Troupe(Hashes("", ""), ground.admin, people=shown, chairs=[a_chair(ground.round)])
    return Contest(troupe, ground.round.id)


def entry_for(ground: Ground, team: Team, submission: Submission, prize: Prize | None = None) -> Entry:
    entry = Entry(replace(next(iter(ideas())), prize=prize), round_id=ground.round.id, team_id=team.id)
    entry.idea_id, entry.submission_id = submission.idea_id, submission.id
    return entry


def decide_all(finished: Stage, contest: Contest) -> None:
    """Shortlisted, not selected, and approved by two."""
    with clock.at(AFTERWARDS):
        second = Prize(5, "Engere Wahl", "Fast ein Preis, aber nur fast.")
        actions.decide(contest, entry_for(finished.ground, finished.rain, finished.lost, second))
        actions.decide_rest(contest)
        actions.approve(contest, Role.CHAIR)
        actions.approve(contest, Role.ADMIN)


def test_jurors_take_their_seats_read_and_judge_as_far_as_they_come(app: Flask) -> None:
    del app
    ground = a_ground()
    submission = a_submission(ground)
    jurors = [somebody(Role.JUROR, name=name) for name in ("Jo Jury", "Ida Idle", "Pia Pause")]
    chair = somebody(Role.CHAIR, name="Charlie Vorsitz")
    contest = Contest(Troupe(Hashes("", ""), ground.admin, jurors=jurors, chairs=[chair]), ground.round.id)
    entry = Entry(next(iter(ideas())), submission_id=submission.id, round_id=ground.round.id)
    with clock.at(BEFORE):
        actions.appoint(contest, [Seat(None, "Salon Nina"), Seat(None, ""), Seat(None, "")])
    with clock.at(DEALING):
        actions.deal(contest, entry, [0, 1, 2])
    with clock.at(JUDGING):
        for reader, effort in enumerate((Effort.ALL, Effort.NONE, Effort.SOME)):
            actions.judge(contest, entry, reader, effort, is_first=reader == 0)
    assert len(jurors_of(ground.round.id)) == 4
    assert sorted(db.session().scalars(select(ScoreSheet.state))) == ["draft", "final"]


def test_the_chair_decides_and_two_approve(finished: Stage, contest: Contest) -> None:
    decide_all(finished, contest)
    assert [each.kind for each in approved_decisions_of(contest.round_id)] == ["prize", "shortlist"]
    with clock.at(AFTERWARDS):
        actions.decide_rest(contest)  # nothing is left, which is no fault
    assert len(decisions_of(contest.round_id)) == 2


def test_results_come_at_their_moment_and_teams_are_told_as_of_then(finished: Stage, contest: Contest) -> None:
    decide_all(finished, contest)
    winner = entry_for(finished.ground, finished.sun, finished.won, Prize(1, "1. Preis", ""))
    moment = AFTERWARDS + timedelta(days=2)
    with clock.at(AFTERWARDS):
        actions.tick(winner)
        actions.release(contest, winner)
        actions.publish(contest, moment)
    assert shown_publication(contest.round_id, moment - timedelta(seconds=1)) is None
    shown = shown_publication(contest.round_id, moment)
    assert shown is not None
    assert [(idea["team"], idea["school"]) for idea in shown.ideas] == [("Sonnenkinder", finished.ground.school.name)]
    query = select(Message.created_at).where(Message.template.like("publication.%"))
    assert set(db.session().scalars(query)) == {moment}


def test_whoever_anybody_may_be_has_certificates(finished: Stage, contest: Contest) -> None:
    decide_all(finished, contest)
    moment = AFTERWARDS + timedelta(days=2)
    with clock.at(AFTERWARDS):
        actions.publish(contest, moment)
    with clock.at(moment):
        actions.certify(contest)
    kinds = sorted(db.session().scalars(select(Certificate.kind)))
    # The teacher prints those of the class, Mia's among them.
    assert kinds == ["member"] * 4 + ["teacher"] + ["team"] * 2


def test_the_chair_leaves_some_comments_for_another_day(finished: Stage, contest: Contest) -> None:
    for submission in (finished.won, finished.lost):
        a_reading(finished.ground, submission, 5)
    decide_all(finished, contest)
    assert [pile.open > 0 for pile in piles_of(contest.round_id)] == [True, True]
    with clock.at(AFTERWARDS):
        actions.moderate(contest, but_for=2)
        assert list(db.session().scalars(select(Remark.id))) == []
        actions.moderate(contest)
    assert [pile.open for pile in piles_of(contest.round_id)] == [0, 0]
