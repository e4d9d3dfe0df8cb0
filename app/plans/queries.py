"""What is there to be dealt, plans that were drawn, and that they were applied as the log tells."""

import itertools
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.conflicts.models import SchoolTie
from app.conflicts.queries import ties_of_teams
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.ideas.queries import must_exist
from app.panels.models import Assignment, PanelMember, ReturnedReading
from app.panels.queries import Juror, Pile, hidden_from, jurors_of, piles_of
from app.panels.rules import OPEN, VOIDED, schools_of_juror
from app.plans import rules
from app.plans.models import Plan
from app.plans.rules import Order, Pair, Pool, Seat
from app.profiles.rules import GERMAN


def pool_of(round_id: uuid.UUID, now: datetime) -> Pool:
    """Everything there is to deal and who could read it (six queries)."""
    jurors = [each for each in jurors_of(round_id) if each.member.is_juror and GERMAN in each.member.languages]
    piles = piles_of(round_id)
    given = select(Assignment).where(Assignment.round_id == round_id, Assignment.state != VOIDED)
    held: set[Pair] = set()
    late: set[Pair] = set()
    for each in session().scalars(given):
        (late if _is_late(each, now) else held).add((each.submission_id, each.panel_member_id))
    teaching = set(session().scalars(select(SchoolTie.user_id).distinct()))
    return Pool(
        {pile.id: pile.category_id for pile in piles},
        {pile.id: pile.number for pile in piles},
        [_seat(each, teaching) for each in jurors],
        frozenset(held),
        frozenset(late),
        frozenset(barred_among(piles, jurors) | _returned(round_id)),
    )


def _is_late(assignment: Assignment, now: datetime) -> bool:
    is_silent = assignment.state == OPEN and assignment.accepted_at is None
    return is_silent and assignment.reply_by is not None and assignment.reply_by <= now


def _seat(juror: Juror, teaching: set[uuid.UUID]) -> Seat:
    member = juror.member
    teaches = member.user_id in teaching or bool(schools_of_juror(member))
    kind = rules.kind_of(member, teaches=teaches)
    return Seat(member.id, member.user.name, kind, frozenset(map(uuid.UUID, member.fields)), member.load)


def barred_among(piles: Sequence[Pile], jurors: Sequence[Juror]) -> set[Pair]:
    """Who is biased about what (one query); found through what ties them, for most pairs have nothing in common."""
    ties = ties_of_teams(pile.team_id for pile in piles)
    tied: dict[uuid.UUID | None, list[PanelMember]] = defaultdict(list)
    for member in (juror.member for juror in jurors):
        for tie in {member.user_id, member.company_id, *schools_of_juror(member)} - {None}:
            tied[tie].append(member)
    return {
        (pile.id, member.id)
        for pile in piles
        for tie in ties[pile.team_id].ids
        for member in tied.get(tie, ())
        if member.user_id not in ties[pile.team_id].waived
    }


def barred_in(round_id: uuid.UUID) -> set[Pair]:
    """Who must not read what in a round: whoever is biased, and whoever gave it back (five queries)."""
    return barred_among(piles_of(round_id), jurors_of(round_id)) | _returned(round_id)


def _returned(round_id: uuid.UUID) -> set[Pair]:
    query = select(ReturnedReading.submission_id, ReturnedReading.panel_member_id)
    rows = session().execute(query.where(ReturnedReading.round_id == round_id))
    return {(submission_id, member_id) for submission_id, member_id in rows}


def ids_of_pairs(round_id: uuid.UUID, pairs: Collection[Pair]) -> list[uuid.UUID]:
    """The ids of the assignments of these pairs of submission and seat, in a fixed order."""
    given = select(Assignment.id, Assignment.submission_id, Assignment.panel_member_id).order_by(Assignment.id)
    rows = session().execute(given.where(Assignment.round_id == round_id))
    return [id_ for id_, submission_id, member_id in rows if (submission_id, member_id) in pairs]


def returned_to(person: User, round_id: uuid.UUID) -> list[tuple[str, int, str, str, datetime]]:
    """What came back, the newest first: name, number of the idea, cause, the juror's words, when (two queries).

    Nothing of the ideas about which the person is biased.
    """
    query = select(User.name, Idea.number, ReturnedReading.cause, ReturnedReading.note, ReturnedReading.created_at)
    query = query.join(ReturnedReading.panel_member).join(PanelMember.user)
    query = query.join(ReturnedReading.submission).join(Submission.idea).where(ReturnedReading.round_id == round_id)
    query = query.where(ReturnedReading.submission_id.not_in(hidden_from(person, round_id)))
    rows = session().execute(query.order_by(ReturnedReading.created_at.desc(), ReturnedReading.id))
    return [(name, number, cause, note, at) for name, number, cause, note, at in rows]


# ---------------------------------------------------------------- working it out
def outcome_of(pool: Pool, order: Order) -> tuple[str, dict[str, Any]]:
    """The state of a plan for a pool and what is to be known of it, in plain values. Takes seconds for large rounds."""
    from app.fairness.assignment import plan  # noqa: PLC0415 # scipy: half a second that pages do without
    from app.fairness.cases import FairnessError  # noqa: PLC0415 # as above

    problems = rules.problems_of(pool, order)
    for problem in problems:
        try:
            found = plan(problem)
        except FairnessError as error:
            if error.code != "infeasible":
                raise
            trouble = error.detail
            continue
        metrics = found.metrics
        figures = {
            "low": metrics.load_min,
            "high": metrics.load_max,
            "components": metrics.components,
            "cuts": [_name(pool, id_) for id_ in metrics.articulation],
            "connection": round(metrics.lambda2, 3),
        }
        new = sorted((str(one), str(other)) for one, other in set(found.pairs) - set(problem.fixed))
        return rules.READY, _described(pool, set(found.pairs), new, figures)
    return rules.INFEASIBLE, _trouble(pool, trouble)


def _described(pool: Pool, pairs: set[Any], new: list[tuple[str, str]], figures: dict[str, Any]) -> dict[str, Any]:
    seats = {seat.id: seat for seat in pool.seats}
    readers: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for submission_id, seat_id in pairs:
        readers[submission_id].append(seat_id)
    meetings = Counter(
        pair for each in readers.values() for pair in itertools.combinations(sorted(each, key=str), 2)
    )  # fmt: skip
    kinds = {seat.kind for seat in pool.seats}
    known = [pool.categories[one] in seats[other].fields for one, other in pairs if seats[other].fields]
    figures |= {
        "meetings": max(meetings.values(), default=0),
        "inside": round(100 * sum(known) / len(known)) if known else None,
        "unmixed": sum(len({seats[id_].kind for id_ in each}) < len(kinds) for each in readers.values()),
    }
    fresh = Counter(seat_id for _submission, seat_id in new)
    loads = Counter(seat_id for _submission, seat_id in pairs)
    people = [
        {"id": str(s.id), "new": fresh[str(s.id)], "all": loads[s.id], "kind": s.kind, "load": s.load}
        for s in pool.seats
    ]
    return {"pairs": new, "figures": figures, "people": people}


def _name(pool: Pool, id_: Any) -> str:  # noqa: ANN401 # an id of either kind, as the mathematics gives it back
    if id_ in pool.numbers:
        return str(pool.numbers[id_])
    return next(seat.name for seat in pool.seats if seat.id == id_)


def _trouble(pool: Pool, trouble: Any) -> dict[str, Any]:  # noqa: ANN401 # app.fairness.assignment.Infeasible
    lacks = [
        {
            "name": _name(pool, each.submission),
            "by": each.readings,
            "possible": len(each.possible),
            "full": len(each.full),
        }
        for each in trouble.lacks
    ]
    relaxations = [{"kind": each.kind, "name": _name(pool, each.id), "by": each.by} for each in trouble.relaxations]
    return {"lacks": lacks, "relaxations": relaxations}


# ---------------------------------------------------------------- plans
def plan_in(round_id: uuid.UUID, plan_id: uuid.UUID) -> Plan:
    query = select(Plan).where(Plan.round_id == round_id, Plan.id == plan_id)
    return must_exist(session().scalar(query))


def names_in(round_id: uuid.UUID) -> dict[str, str]:
    """What those who sit or sat in a jury are called, by the id of their seat as text."""
    query = select(PanelMember.id, User.name).join(PanelMember.user).where(PanelMember.round_id == round_id)
    return {str(id_): name for id_, name in session().execute(query)}


def applied_plans_of(round_id: uuid.UUID) -> list[Plan]:
    """The plans by which a round was dealt, the newest first; for the protocol as well."""
    query = select(Plan).where(Plan.round_id == round_id, Plan.applied_at.is_not(None))
    return list(session().scalars(query.order_by(Plan.applied_at.desc(), Plan.id)))


@invariant("every plan that was applied is the one that the log tells of")
def _plans_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.action == "apply_plan")
    rows = session().execute(query)
    logged: dict[uuid.UUID | None, dict[str, object]] = {plan_id: values for plan_id, values in rows}  # noqa: C416 # a row is no pair to mypy
    stored: dict[uuid.UUID | None, dict[str, object]] = {
        plan.id: rules.noted(plan.readings, plan.seed, plan.outcome["pairs"])
        for plan in session().scalars(select(Plan).where(Plan.applied_at.is_not(None)))
    }
    wrong = {id_ for id_ in logged.keys() | stored.keys() if logged.get(id_) != stored.get(id_)}
    return [f"plan {id_}" for id_ in sorted(wrong, key=str)]


@invariant("every assignment joins a juror and a submission of its own round")
def _assignments_across_rounds() -> list[str]:
    query = select(Assignment.id).join(Assignment.panel_member).join(Assignment.submission)
    is_wrong = (PanelMember.round_id != Assignment.round_id) | (Submission.round_id != Assignment.round_id)
    return [f"assignment {id_}" for id_ in session().scalars(query.where(is_wrong).order_by(Assignment.id))]
