"""Drawing a plan, working it out, and dealing by it. Locks come in the order of `panels`."""

import uuid
from datetime import timedelta
from typing import Any

from app.accounts.models import User
from app.core import audit, clock, db, jobs
from app.core.errors import RefusedError
from app.ideas.models import Submission
from app.panels import actions as panels
from app.panels.models import Assignment, ReturnedReading
from app.panels.queries import jurors_of, round_to_lead
from app.panels.rules import NO_SHOW, why_not_deal
from app.plans import queries, rules
from app.plans.models import Plan
from app.plans.rules import Order, Pair, Pool
from app.policies.actions import rank_again
from app.rounds.models import Round
from app.rounds.queries import phases_of


def _round_to_deal(person: User, round_id: uuid.UUID) -> Round:
    round_ = db.locked(round_to_lead(person, round_id))
    if refusal := why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact):
        raise RefusedError(refusal)
    return round_


@db.action
def propose(person: User, round_id: uuid.UUID, order: Order) -> tuple[Plan, bool]:
    """Ask for a plan; returns whether a job fills it in, or `work_out` has to. RefusedError with nothing to deal."""
    round_ = _round_to_deal(person, round_id)
    pool = queries.pool_of(round_.id, clock.now())
    if refusal := rules.why_not_propose(pool):
        raise RefusedError(refusal)
    plan = Plan(
        round_id=round_.id,
        readings=order.readings,
        seed=order.seed,
        order={"days": order.days, "is_mixed": order.is_mixed, "takes_back": order.takes_back},
        outcome={},
        created_by_id=person.id,
    )
    db.add(plan)
    if rules.is_left_to_job(pool.size):
        jobs.enqueue("plans.work_out", plan_id=str(plan.id))
    audit.record(person.id, "propose_plan", "plan", plan.id, values={"readings": order.readings, "seed": order.seed})
    return plan, rules.is_left_to_job(pool.size)


def work_out(plan_id: uuid.UUID) -> Plan:
    """Find out who reads what; the long sum is done outside of any transaction. A second time changes nothing."""
    plan = db.load(Plan, plan_id)
    if plan.state != rules.WAITING:
        return plan
    pool, order = queries.pool_of(plan.round_id, clock.now()), _order_of(plan)
    db.end_reading()
    state, outcome = queries.outcome_of(pool, order)
    return _keep(plan_id, state, outcome, pool.digest)


def _order_of(plan: Plan) -> Order:
    return Order(plan.readings, plan.seed, **plan.order)


@db.action
def _keep(plan_id: uuid.UUID, state: str, outcome: dict[str, Any], digest: str) -> Plan:
    plan = db.load(Plan, plan_id, to_change=True)
    if plan.state == rules.WAITING:
        plan.state, plan.outcome, plan.digest = state, outcome, digest
    return plan


@db.action
def apply(person: User, round_id: uuid.UUID, plan_id: uuid.UUID) -> int:
    """Deal by a plan; returns how many readings are new. What is begun stays. RefusedError if it is out of date."""
    round_ = _round_to_deal(person, round_id)
    plan = db.locked(queries.plan_in(round_.id, plan_id))
    pool = queries.pool_of(round_.id, clock.now())
    if refusal := rules.why_not_apply(plan.state, plan.digest, pool.digest):
        raise RefusedError(refusal)
    order = _order_of(plan)
    if order.takes_back:
        _take_back_late(person, round_, pool)
    pairs = [(uuid.UUID(one), uuid.UUID(other)) for one, other in plan.outcome["pairs"]]
    give_pairs(person, round_, pairs, order.days)
    plan.state, plan.applied_at = rules.APPLIED, clock.now()
    values = rules.noted(plan.readings, plan.seed, plan.outcome["pairs"])
    audit.record(person.id, "apply_plan", "plan", plan.id, values=values)
    return len(pairs)


def _take_back_late(person: User, round_: Round, pool: Pool) -> None:
    for assignment_id in queries.ids_of_pairs(round_.id, pool.late):
        give_back(person, db.load(Assignment, assignment_id, to_change=True), NO_SHOW)


@db.action
def give_pairs(person: User, round_: Round, pairs: list[Pair], days: int) -> list[Assignment]:
    """Deal pairs of submission and seat, each new and allowed; without days nobody has to answer."""
    members = {juror.member.id: juror.member for juror in jurors_of(round_.id)}
    submissions = {id_: db.load(Submission, id_, to_change=True) for id_ in sorted({one for one, _ in pairs}, key=str)}
    reply_by = clock.now() + timedelta(days=days) if days else None
    return panels.give(person, round_, [(submissions[one], members[other]) for one, other in pairs], reply_by)


@db.action
def give_back(actor: User, assignment: Assignment, cause: str, note: str = "") -> None:
    """An unbegun reading comes back into the pool; the same juror never gets it again."""
    row = ReturnedReading(
        round_id=assignment.round_id,
        submission_id=assignment.submission_id,
        panel_member_id=assignment.panel_member_id,
        cause=cause,
        note=note,
    )
    db.add(row)
    values = {"submission": str(row.submission_id), "juror": str(row.panel_member_id), "cause": cause}
    audit.record(actor.id, "give_back", "returned_reading", row.id, values=values)
    rank_again(row.round_id)
    panels.withdraw(actor, assignment)
