import contextlib
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.actions import grant
from app.accounts.models import User
from app.conflicts import actions, queries
from app.core import clock, db
from app.core.access import Role
from app.ideas.models import Idea, Submission
from app.panels.models import Assignment, PanelMember
from app.panels.queries import is_barred
from app.teams.actions import name_company
from tests.panels.conftest import Office
from tests.support.jury import a_juror, a_submission, an_assignment
from tests.support.people import a_school
from tests.support.rounds import JUDGING, WRITING
from tests.support.teams import a_ground

Cause = Callable[[Office, User], object]


def barred(juror: User) -> list[str]:
    """The titles of the ideas that a juror must not see."""
    query = select(Submission.title).join(Submission.idea).join(PanelMember, PanelMember.round_id == Idea.round_id)
    query = query.where(PanelMember.user_id == juror.id, is_barred()).order_by(Submission.title)
    return list(db.session().scalars(query))


CAUSES: dict[str, Cause] = {
    "teaches there": lambda office, juror: actions.tie_to_schools(office.admin, juror.id, [office.ground.school.id]),
    "has a role there": lambda office, juror: grant(office.admin, juror, Role.TEACHER, office.ground.school.id),
    "said so": lambda office, juror: actions.note_conflict(juror, juror.id, office.idea.team_id, "family"),
    "the team learns there": lambda office, _juror: name_company(office.captain, office.idea.team_id, "Zahnrad AG"),
    "the team objects": lambda office, _juror: actions.object_to_company(
        office.captain, office.idea.team_id, "Zahnrad AG", "Konkurrenz"
    ),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_every_source_bars_the_one_idea_and_no_other(office: Office, cause: str) -> None:
    a_submission(a_ground(round_=office.round), "Regentonne")
    juror = a_juror(office.round, company="Zahnrad AG", school=a_school(office.admin, "Schule weit weg"))
    before = barred(juror)
    with _writing(cause):
        CAUSES[cause](office, juror)
    assert (before, barred(juror)) == ([], ["Solarbank"])


def _writing(cause: str) -> contextlib.AbstractContextManager[object]:
    return clock.at(WRITING) if cause == "the team learns there" else contextlib.nullcontext()


def test_the_school_of_the_seat_bars_and_a_waiver_lets_in(office: Office) -> None:
    juror = a_juror(office.round, school=office.ground.school)
    before = barred(juror)
    actions.waive(office.admin, office.round.id, juror.id, office.idea.team_id, "Sonst versteht das niemand.")
    assert (before, barred(juror)) == (["Solarbank"], [])


def test_rules_and_queries_say_the_same_of_everybody(office: Office) -> None:
    a_submission(a_ground(round_=office.round), "Regentonne")
    jurors = [a_juror(office.round, school=office.ground.school), a_juror(office.round, company="Zahnrad AG")]
    actions.object_to_company(office.captain, office.idea.team_id, "Zahnrad AG", "Konkurrenz")
    ties = queries.ties_of_teams([office.idea.team_id])[office.idea.team_id]
    assert [barred(juror) for juror in jurors] == [["Solarbank"], ["Solarbank"]]
    assert {office.ground.school.id} < set(ties.ids)


def test_an_idea_that_somebody_became_biased_about_is_gone_from_everything_they_see(office: Office) -> None:
    juror = a_juror(office.round)
    assignment, other = (
        an_assignment(juror, office.submission),
        an_assignment(juror, a_submission(office.ground, "Zwei")),
    )
    with clock.at(JUDGING):
        before = words_of_pages(office, juror, assignment)
        actions.note_conflict(juror, juror.id, office.idea.team_id, "family")
        after = words_of_pages(office, juror, assignment)
        rest = office.browser(juror).get(f"/jury/{other.id}").status_code
    assert before == ([200, 200, 200], [True, True])
    assert after == ([200, 200, 404], [False, False])
    assert rest == 200


def words_of_pages(office: Office, juror: User, assignment: Assignment) -> tuple[list[int], list[bool]]:
    """How the list, the comparison and the sheet answer; whether the list and the comparison name the idea."""
    browser = office.browser(juror)
    pages = ("/jury", f"/jury/rounds/{office.round.id}", f"/jury/{assignment.id}")
    answers = [browser.get(page) for page in pages]
    return [answer.status_code for answer in answers], ["Solarbank" in answer.text for answer in answers[:2]]
