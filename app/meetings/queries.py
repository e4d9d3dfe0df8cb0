"""The agenda of a jury's meeting. Ideas about whose teams the person is biased are not on it."""

import uuid
from collections.abc import Sequence

from app.accounts.models import User
from app.core.errors import NotFoundError
from app.deliberation.queries import candidates_in, present_decisions_of
from app.discussions.queries import threads_of
from app.meetings import rules
from app.meetings.rules import Point
from app.ranking.queries import Frame, ranking_for


def agenda_of(person: User, frame: Frame) -> list[Point]:
    """What to talk about, what decides most first (three queries, more if anything has changed since)."""
    ranking = ranking_for(person, frame)
    candidates = candidates_in(ranking, present_decisions_of(frame.id))
    posts = {thread.submission_id: thread.posts for thread in threads_of(person, frame.id)}
    return rules.agenda_of(candidates, posts, ranking.terms.places)


def point_among(points: Sequence[Point], submission_id: uuid.UUID) -> Point:
    for point in points:
        if point.submission_id == submission_id:
            return point
    raise NotFoundError
