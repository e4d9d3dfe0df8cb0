import uuid
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.conflicts.actions import note_conflict
from app.core import clock, db, invariants, jobs
from app.core.errors import NotFoundError, RefusedError
from app.panels.models import Assignment
from app.plans import actions, queries, rules
from app.plans.models import Plan
from app.plans.rules import Order
from app.profiles.actions import edit_own_profile
from app.profiles.rules import Profile
from tests.panels.conftest import Office
from tests.support.jury import DEALING, a_chair, a_draft, a_juror, a_submission, an_assignment, marks
from tests.support.rounds import an_announced_round

ORDER = Order(2, seed=7)


def a_plan(office: Office, order: Order = ORDER) -> Plan:
    with clock.at(DEALING):
        plan, _is_left = actions.propose(office.admin, office.round.id, order)
        return actions.work_out(plan.id)


def apply(office: Office, plan: Plan) -> int:
    with clock.at(DEALING):
        return actions.apply(office.admin, office.round.id, plan.id)


def loads(office: Office) -> Counter[uuid.UUID]:
    query = select(Assignment.panel_member_id).where(Assignment.round_id == office.round.id)
    return Counter(db.session().scalars(query))


@pytest.fixture
def ideas(office: Office) -> Office:
    """Six ideas and three jurors; who is of the school of five of them must read none of these."""
    for number in range(5):
        a_submission(office.ground, f"Idee {number}")
    for name in ("Anna Acht", "Berta Blau", "Carla Clou"):
        a_juror(office.round, name=name, company=name)
    return office


def test_a_plan_is_looked_at_first_and_then_dealt_in_one_go(ideas: Office) -> None:
    plan = a_plan(ideas)
    state, before = plan.state, loads(ideas)
    count = apply(ideas, plan)
    assert (state, before, count) == (rules.READY, Counter(), 12)
    assert sorted(loads(ideas).values()) == [4, 4, 4]
    assert {row.reply_by for row in db.session().scalars(select(Assignment))} == {DEALING + timedelta(days=5)}
    assert [each.seed for each in queries.applied_plans_of(ideas.round.id)] == [7]
    assert invariants.breaches() == {}


def test_the_same_seed_gives_the_same_pairs(ideas: Office) -> None:
    assert a_plan(ideas).outcome == a_plan(ideas).outcome


def test_what_is_dealt_stays_and_the_biased_get_nothing(ideas: Office) -> None:
    biased = a_juror(ideas.round, name="Dora Dort", school=ideas.ground.school)
    reader = a_juror(ideas.round, name="Eva Emsig")
    begun = an_assignment(reader, ideas.submission)
    a_draft(reader, begun, marks(reader, begun))
    apply(ideas, a_plan(ideas))
    assert db.load(Assignment, begun.id).state == "begun"
    member_ids = {row.panel_member_id for row in db.session().scalars(select(Assignment))}
    names = queries.names_in(ideas.round.id)
    assert {names[str(id_)] for id_ in member_ids} == {"Anna Acht", "Berta Blau", "Carla Clou", "Eva Emsig"}
    assert biased.name not in {names[str(id_)] for id_ in member_ids}


def test_a_load_and_a_field_are_minded(ideas: Office) -> None:
    juror = a_juror(ideas.round, name="Fips Wenig")
    edit_own_profile(juror, ideas.round.id, Profile(load=1), 0)
    foreign = a_juror(ideas.round, name="Gia Foreign")
    edit_own_profile(foreign, ideas.round.id, Profile(languages=("en",)), 0)
    people = {queries.names_in(ideas.round.id)[each["id"]]: each["all"] for each in a_plan(ideas).outcome["people"]}
    assert (people["Fips Wenig"], "Gia Foreign" in people) == (1, False)
    assert sorted(people.values()) == [1, 3, 4, 4]


def test_too_few_unbiased_jurors_are_named_with_what_would_help(office: Office) -> None:
    a_juror(office.round, name="Dora Dort", school=office.ground.school)
    a_juror(office.round, name="Eva Emsig")
    plan = a_plan(office)
    (lack,) = plan.outcome["lacks"]
    assert plan.state == rules.INFEASIBLE
    assert (lack["name"], lack["by"], lack["possible"]) == (str(office.idea.number), 1, 1)
    assert plan.outcome["relaxations"] == [{"kind": "readings", "name": str(office.idea.number), "by": 1}]
    with pytest.raises(RefusedError) as error:
        apply(office, plan)
    assert error.value.refusal.code == "not_ready"


def test_a_plan_that_is_out_of_date_changes_nothing(ideas: Office) -> None:
    plan = a_plan(ideas)
    juror = a_juror(ideas.round, name="Neu Dabei")
    with pytest.raises(RefusedError) as error:
        apply(ideas, plan)
    assert (error.value.refusal.code, loads(ideas)) == ("changed_meanwhile", Counter())
    fresh = a_plan(ideas)
    note_conflict(juror, juror.id, ideas.idea.team_id, "family")
    with pytest.raises(RefusedError):
        apply(ideas, fresh)


def test_a_plan_is_applied_once(ideas: Office) -> None:
    plan = a_plan(ideas)
    apply(ideas, plan)
    with pytest.raises(RefusedError) as error:
        apply(ideas, plan)
    assert (error.value.refusal.code, sum(loads(ideas).values())) == ("already_applied", 12)


def test_who_did_not_answer_in_time_gives_up_and_never_gets_it_back(ideas: Office) -> None:
    apply(ideas, a_plan(ideas, Order(1, seed=7, days=2)))
    first = {(row.submission_id, row.panel_member_id) for row in db.session().scalars(select(Assignment))}
    with clock.at(DEALING + timedelta(days=2)):
        plan, _is_left = actions.propose(ideas.admin, ideas.round.id, Order(1, seed=8))
        actions.work_out(plan.id)
        actions.apply(ideas.admin, ideas.round.id, plan.id)
        returned = queries.returned_to(ideas.admin, ideas.round.id)
    second = {(row.submission_id, row.panel_member_id) for row in db.session().scalars(select(Assignment))}
    assert (len(first), len(second), first & second) == (6, 6, set())
    assert [cause for _name, _number, cause, _note, _at in returned] == ["no_show"] * 6
    assert invariants.breaches() == {}


def test_a_large_round_is_left_to_a_job(ideas: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FAST_MAX", 1)
    with clock.at(DEALING):
        plan, is_left = actions.propose(ideas.admin, ideas.round.id, ORDER)
        jobs.run_due()
    db.session().refresh(plan)
    assert (is_left, plan.state) == (True, rules.READY)


def test_the_chair_deals_as_well_and_a_stranger_does_not(ideas: Office) -> None:
    chair = a_chair(ideas.round)
    stranger = a_chair(an_announced_round(ideas.admin, title="Runde 2"), name="Fremder Vorsitz")
    with clock.at(DEALING):
        plan, _is_left = actions.propose(chair, ideas.round.id, ORDER)
        with pytest.raises(NotFoundError):
            actions.propose(stranger, ideas.round.id, ORDER)
    assert plan.created_by_id == chair.id


def test_verify_names_a_plan_that_was_changed_by_hand(ideas: Office) -> None:
    plan = a_plan(ideas)
    apply(ideas, plan)
    _reseed(plan.id)
    assert invariants.breaches() == {
        "every plan that was applied is the one that the log tells of": [f"plan {plan.id}"]
    }


@db.action
def _reseed(plan_id: uuid.UUID) -> None:
    db.load(Plan, plan_id, to_change=True).seed = 99
