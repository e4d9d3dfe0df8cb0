from datetime import timedelta

from sqlalchemy import update

from app.core import clock, db, invariants, jobs
from app.deliberation import actions as deliberation
from app.deliberation.models import Approval
from app.publication import actions, queries
from app.publication.rules import digest_of
from tests.publication.conftest import Stage
from tests.publication.test_actions import events, messages, refused
from tests.support.jury import a_publication, approve_all
from tests.support.rounds import AFTERWARDS, ONE_SECOND

MOMENT = AFTERWARDS + timedelta(days=1)


def test_what_is_planned_becomes_public_at_the_second_and_not_before(stage: Stage) -> None:
    publication, round_id = a_publication(stage.ground.round, at=MOMENT), stage.ground.round.id
    assert events("plan_results")[0].values["published_at"] == MOMENT.isoformat()
    states = [queries.public_state(round_id, at) for at in (MOMENT - ONE_SECOND, MOMENT)]
    assert states == [("hidden", None), ("published", publication)]
    assert invariants.breaches() == {}


def test_nobody_is_told_before_the_moment(stage: Stage) -> None:
    a_publication(stage.ground.round, at=MOMENT)
    with clock.at(MOMENT - ONE_SECOND):
        jobs.run_due()
    assert messages("publication.feedback") == []
    with clock.at(MOMENT):
        jobs.run_due()
    assert len(messages("publication.won")) == 4


def test_a_moment_that_has_passed_is_refused_and_the_next_second_is_not(stage: Stage) -> None:
    with refused("moment_past"):
        a_publication(stage.ground.round, at=AFTERWARDS)
    assert a_publication(stage.ground.round, at=AFTERWARDS + ONE_SECOND).published_at == AFTERWARDS + ONE_SECOND


def test_a_moment_can_be_given_up_and_nothing_was_ever_public(stage: Stage) -> None:
    publication, round_id = a_publication(stage.ground.round, at=MOMENT), stage.ground.round.id
    with clock.at(AFTERWARDS):
        with refused("not_published"):
            actions.take_back(stage.ground.admin, round_id, "Ein Titel war falsch.")
        actions.end_plan(stage.ground.admin, round_id)
        with refused("not_planned"):
            actions.end_plan(stage.ground.admin, round_id)
    assert [event.object_id for event in events("end_plan")] == [publication.id]
    with clock.at(MOMENT):
        jobs.run_due()
    assert (queries.public_state(round_id, MOMENT), messages("publication.won")) == (("hidden", None), [])
    assert invariants.breaches() == {}


def test_once_the_moment_is_there_only_taking_back_helps(stage: Stage) -> None:
    a_publication(stage.ground.round, at=MOMENT)
    with clock.at(MOMENT), refused("not_planned"):
        actions.end_plan(stage.ground.admin, stage.ground.round.id)
    with clock.at(MOMENT):
        actions.take_back(stage.ground.admin, stage.ground.round.id, "Ein Titel war falsch.")
    assert queries.public_state(stage.ground.round.id, MOMENT) == ("taken_back", None)


def test_what_is_planned_is_not_planned_again(stage: Stage) -> None:
    first = a_publication(stage.ground.round, at=MOMENT)
    assert a_publication(stage.ground.round, at=MOMENT).id == first.id
    for at in (MOMENT + ONE_SECOND, None):
        with refused("planned"):
            a_publication(stage.ground.round, at=at)


def test_a_decision_that_changes_before_the_moment_ends_the_plan(stage: Stage) -> None:
    lapsed, round_id = a_publication(stage.ground.round, at=MOMENT), stage.ground.round.id
    with clock.at(AFTERWARDS + ONE_SECOND):
        change_a_decision(stage)
        assert queries.present_of(round_id, clock.now())[0] == "lapsed"
    assert queries.public_state(round_id, MOMENT) == ("hidden", None)
    with clock.at(MOMENT):
        jobs.run_due()
    assert messages("publication.won") == []
    approve_all(stage.ground.round)
    with clock.at(AFTERWARDS + 2 * ONE_SECOND):
        again = actions.publish(stage.ground.admin, round_id, queries.bundle_of(round_id).digest, at=MOMENT)
    assert (again.id == lapsed.id, [event.object_id for event in events("end_plan")]) == (False, [lapsed.id])
    assert queries.public_state(round_id, MOMENT) == ("published", again)
    assert invariants.breaches() == {}


def change_a_decision(stage: Stage) -> None:
    deliberation.revoke(stage.ground.admin, stage.ground.round.id, stage.second.id, "War ein Versehen.")


def test_the_same_decisions_approved_anew_are_published_although_an_earlier_moment_lapsed(stage: Stage) -> None:
    lapsed, round_id = a_publication(stage.ground.round, at=MOMENT), stage.ground.round.id
    end_approvals()
    approve_all(stage.ground.round)
    with clock.at(MOMENT):
        bundle = queries.bundle_of(round_id)
        again = actions.publish(stage.ground.admin, round_id, bundle.digest)
        assert bundle.digest == digest_of(lapsed.results, lapsed.ideas)
        assert queries.public_state(round_id, MOMENT) == ("published", again)
    assert again.id != lapsed.id


@db.action
def end_approvals() -> None:
    """As a change that was changed back would."""
    query = update(Approval).where(Approval.ended_at.is_(None))
    db.session().execute(query.values(ended_at=AFTERWARDS + ONE_SECOND))
