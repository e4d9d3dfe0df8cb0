"""Taking one's own approval back while nothing is public of what was approved."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.conflicts.actions import note_conflict
from app.core import clock, db, invariants, jobs
from app.core.errors import NotFoundError
from app.deliberation.actions import approve
from app.deliberation.queries import approvals_of, decisions_of, is_approved
from app.deliberation.rules import digest_of_all
from app.ideas.models import Idea
from app.publication import actions, queries
from tests.publication.conftest import Stage
from tests.publication.test_actions import events, refused
from tests.support.browsers import Browser
from tests.support.jury import a_publication
from tests.support.rounds import AFTERWARDS, ONE_SECOND

WHY = "Ich habe eine Begründung übersehen."
MOMENT = AFTERWARDS + timedelta(days=1)


def withdraw(stage: Stage) -> None:
    actions.withdraw_approval(stage.ground.admin, stage.ground.round.id, WHY)


def test_the_own_approval_ends_the_other_stays_and_a_new_one_is_possible(stage: Stage) -> None:
    round_id = stage.ground.round.id
    with clock.at(AFTERWARDS):
        withdraw(stage)
        assert [each.role for each in approvals_of(round_id)] == ["chair"]
        with pytest.raises(NotFoundError):
            withdraw(stage)
        approve(stage.ground.admin, round_id, "admin", digest_of_all(decisions_of(round_id)))
    assert is_approved(round_id)
    (event,) = events("end_approval")
    assert (event.actor_id, event.reason, event.values["role"]) == (stage.ground.admin.id, WHY, "admin")
    assert invariants.breaches() == {}


def test_what_was_planned_lapses(stage: Stage) -> None:
    a_publication(stage.ground.round, at=MOMENT)
    with clock.at(MOMENT - ONE_SECOND):
        withdraw(stage)
    assert queries.public_state(stage.ground.round.id, MOMENT) == ("hidden", None)
    assert queries.present_of(stage.ground.round.id, MOMENT)[0] == "lapsed"


def test_once_the_results_are_public_it_stays_to_the_second(stage: Stage) -> None:
    a_publication(stage.ground.round, at=MOMENT)
    with clock.at(MOMENT), refused("published"):
        withdraw(stage)
    assert is_approved(stage.ground.round.id)


def an_idea_of_a_team_of_hers(stage: Stage, chair: User) -> None:
    """The chair turns out to be the mentor of a team."""
    team_id = db.session().scalars(select(Idea.team_id).where(Idea.round_id == stage.ground.round.id).limit(1)).one()
    note_conflict(stage.ground.admin, chair.id, team_id, "mentor")
    jobs.run_due()


def test_whoever_became_biased_after_approving_has_not_approved_any_more(stage: Stage) -> None:
    round_id = stage.ground.round.id
    a_publication(stage.ground.round, at=MOMENT)
    (chair,) = [each.approved_by for each in approvals_of(round_id) if each.role == "chair"]
    with clock.at(MOMENT - ONE_SECOND):
        an_idea_of_a_team_of_hers(stage, chair)
        page = stage.get(f"/rounds/{round_id}/approvals").text
    (event,) = events("end_approval")
    assert [each.role for each in approvals_of(round_id)] == ["admin"]
    assert (event.actor_id, event.values["person"], event.values["role"]) == (None, str(chair.id), "chair")
    assert queries.public_state(round_id, MOMENT) == ("hidden", None)
    assert "inzwischen befangen" in page
    assert invariants.breaches() == {}


def test_what_is_public_stays_until_it_is_taken_back_and_the_page_says_so(stage: Stage) -> None:
    round_id = stage.ground.round.id
    a_publication(stage.ground.round, at=MOMENT)
    (chair,) = [each.approved_by for each in approvals_of(round_id) if each.role == "chair"]
    with clock.at(MOMENT):
        an_idea_of_a_team_of_hers(stage, chair)
        assert is_approved(round_id)
        assert "Danach wurde eine Befangenheit bekannt" in stage.get(f"/rounds/{round_id}/approvals").text
        actions.take_back(stage.ground.admin, round_id, "Wir prüfen noch einmal.")
    assert [each.role for each in approvals_of(round_id)] == ["admin"]
    assert (len(events("end_approval")), invariants.breaches()) == (1, {})


def test_the_page_says_what_happens_asks_why_and_does_it(stage: Stage) -> None:
    approvals = f"/rounds/{stage.ground.round.id}/approvals"
    assert f"{approvals}/withdraw" in stage.get(approvals).text
    assert "ein geplanter Zeitpunkt verfällt" in stage.get(f"{approvals}/withdraw").text
    with clock.at(AFTERWARDS):
        browser = Browser(stage.app).sign_in(stage.ground.admin)
        assert browser.post(f"{approvals}/withdraw", {"reason": "Darum."}).status_code == 422
        answer = browser.post(f"{approvals}/withdraw", {"reason": WHY})
        assert (answer.status_code, answer.location) == (303, approvals)
        page = browser.get(approvals).text
        assert (f"{approvals}/withdraw" in page, "Freigaben, die nicht mehr gelten" in page) == (False, True)
        assert browser.get(f"{approvals}/withdraw").status_code == 404
