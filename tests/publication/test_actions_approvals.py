"""Taking one's own approval back while nothing is public of what was approved."""

from datetime import timedelta

import pytest

from app.core import clock, invariants
from app.core.errors import NotFoundError
from app.deliberation.actions import approve
from app.deliberation.queries import approvals_of, decisions_of, is_approved
from app.deliberation.rules import digest_of_all
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
