"""An idea that two jurors have read, with comments, and decisions that two people have approved."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.feedback import actions, queries
from app.feedback.rules import Comment, Verdict, version_of
from app.ideas.models import Submission
from app.rubrics.rules import Mark
from tests.support.browsers import Browser
from tests.support.clearances import team_id_of
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import a_prize, a_reading, approve_all
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground

KIND, NAMED = "Überzeugt mit einem Modell.", "Mia hat das dumm gelöst."


@dataclass(frozen=True)
class Table:
    """Where comments are looked through: one juror gave 4 everywhere, the other 3, but 5 for novelty."""

    app: Flask
    ground: Ground
    mia: User
    chair: User
    submission: Submission

    @property
    def list_path(self) -> str:
        return f"/rounds/{self.ground.round.id}/comments"

    @property
    def path(self) -> str:
        return f"{self.list_path}/{self.submission.id}"

    @property
    def team_path(self) -> str:
        return f"/teams/{team_id_of(self.submission)}/feedback"

    def comments(self) -> dict[str, Comment]:
        """By the juror's own words."""
        found = queries.moderation_of(self.ground.round.id, self.submission.id).comments
        return {comment.original: comment for comment in found}

    def moderate(self, said: dict[str, Verdict], *, version: int | None = None) -> None:
        """Decide about comments by the juror's own words."""
        comments = self.comments()
        verdicts = {comments[original].key: verdict for original, verdict in said.items()}
        seen = version_of(comments.values()) if version is None else version
        with clock.at(AFTERWARDS):
            actions.moderate(self.chair, self.ground.round.id, self.submission.id, verdicts, seen)

    def browser(self, person: User) -> Browser:
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(person)


@pytest.fixture
@prepared
def table(app: Flask) -> Table:
    ground = a_ground()
    mia = ground.student("Mia Sommer")
    submission = a_submitted_idea(mia, a_full_team(ground, mia, "Sonnenkinder"))
    a_reading(ground, submission, 4, {"benefit": Mark(4, comment=KIND)})
    a_reading(ground, submission, 3, {"novelty": Mark(5, comment=NAMED), "teamwork": None})
    a_prize(submission)
    return Table(app, ground, mia, approve_all(ground.round), submission)
