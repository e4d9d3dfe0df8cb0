from app.benches import queries
from tests.panels.conftest import Office, office
from tests.support.jury import a_juror, an_assignment, member_of

__all__ = ["office"]


def test_only_what_the_seats_asked_for_have_is_told(office: Office) -> None:
    juror, other = a_juror(office.round), a_juror(office.round, name="Berta Blau")
    assignment = an_assignment(juror, office.submission)
    an_assignment(other, office.submission)
    member_id = member_of(office.round, juror).id

    assert queries.dealt_in(office.round.id, [member_id]) == [(office.submission.id, member_id, assignment.id)]


def test_every_sample_has_points_and_a_reason() -> None:
    assert [(len(each.points), each.reason != "") for each in queries.samples()] == [(4, True), (4, True)]
