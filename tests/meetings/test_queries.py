import pytest

from app.core.errors import NotFoundError
from app.meetings import queries
from app.ranking.queries import frame_of
from tests.deliberation.conftest import Meeting, meeting
from tests.support.jury import a_chair, a_juror

__all__ = ["meeting"]


def test_every_idea_is_on_the_agenda_but_those_the_person_must_not_see(meeting: Meeting) -> None:
    biased = a_juror(meeting.ground.round, school=meeting.ground.school, name="Dora Dabei")
    frame = frame_of(meeting.ground.admin, meeting.round_id)
    for person, count in ((meeting.chair, 3), (meeting.ground.admin, 3), (biased, 0)):
        assert len(queries.agenda_of(person, frame)) == count


def test_a_point_that_is_not_on_it_is_not_found(meeting: Meeting) -> None:
    second = a_chair(meeting.ground.round, "Zweite")
    points = queries.agenda_of(second, frame_of(second, meeting.round_id))
    assert queries.point_among(points, meeting.best.id).candidate.submission_id == meeting.best.id
    with pytest.raises(NotFoundError):
        queries.point_among(points, meeting.round_id)
