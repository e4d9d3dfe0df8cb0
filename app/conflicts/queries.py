"""Who is biased about which team. `is_biased` is the one answer that everybody uses."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, literal, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Grant, SchoolClass, User
from app.conflicts import rules
from app.conflicts.models import Conflict, Objection, SchoolTie, Waiver
from app.conflicts.rules import Ties
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.teams import queries as teams
from app.teams.models import Membership, Team, TeamCompany

_COUNTS = (Objection.relation == rules.COMPANY) & (Objection.state == rules.UPHELD)


def ties() -> CompoundSelect[uuid.UUID, uuid.UUID]:
    """Every team with the ids of schools and companies from which nobody judges it."""
    known = teams.ties().subquery()
    opposed = select(Objection.team_id, Objection.company_id).where(_COUNTS)
    return select(known.c.team_id, known.c.tie_id).union(opposed)


def _people() -> CompoundSelect[uuid.UUID, uuid.UUID]:
    """Every team with the ids of people who are biased about it, whatever seat they have."""
    every = teams.ties().subquery()
    return (
        select(Conflict.team_id, Conflict.user_id)
        .where(Conflict.ended_at.is_(None))
        .union(
            select(every.c.team_id, SchoolTie.user_id).join(SchoolTie, SchoolTie.school_id == every.c.tie_id),
            select(every.c.team_id, Grant.user_id).join(Grant, Grant.school_id == every.c.tie_id),
        )
    )


def ties_of_teams(team_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Ties]:
    """What keeps whom from judging each of several teams (one query)."""
    tied, people, wanted = ties().subquery(), _people().subquery(), set(team_ids)
    every = union_all(
        select(tied.c.team_id.label("team_id"), tied.c.tie_id.label("id"), literal(False).label("is_waived")),  # noqa: FBT003 # a column
        select(people.c.team_id, people.c.user_id, literal(False)),  # noqa: FBT003 # as above
        select(Waiver.team_id, Waiver.user_id, literal(True)),  # noqa: FBT003 # as above
    ).subquery()
    found: dict[uuid.UUID, tuple[set[uuid.UUID], set[uuid.UUID]]] = {id_: (set(), set()) for id_ in wanted}
    for team_id, id_, is_waived in session().execute(select(every).where(every.c.team_id.in_(wanted))):
        found[team_id][is_waived].add(id_)
    return {team_id: Ties(*both) for team_id, both in found.items()}


# ---------------------------------------------------------------- for everything that shows ideas to a person
def is_biased(
    team_id: ColumnElement[uuid.UUID] | Any,  # noqa: ANN401 # a column, mapped or of a table
    user_id: ColumnElement[uuid.UUID] | Any,  # noqa: ANN401 # as above
    school_id: ColumnElement[uuid.UUID] | Any,  # noqa: ANN401 # as above
    company_id: ColumnElement[uuid.UUID] | Any,  # noqa: ANN401 # as above
) -> ColumnElement[bool]:
    """Whether somebody must not see what a team made, by the columns of the query that asks.

    `school_id` and `company_id` are those of the person's seat. What the chair allowed with a reason is allowed.
    """
    conflict, waiver = aliased(Conflict), aliased(Waiver)
    objection, named = aliased(Objection), aliased(TeamCompany)
    is_said = (conflict.team_id == team_id) & (conflict.user_id == user_id) & conflict.ended_at.is_(None)
    is_waived = (waiver.team_id == team_id) & (waiver.user_id == user_id)
    is_named = (named.team_id == team_id) & (named.company_id == company_id)
    is_opposed = (objection.team_id == team_id) & (objection.company_id == company_id)
    is_opposed &= objection.state == rules.UPHELD
    causes = [
        _exists(conflict, is_said),
        _exists(named, is_named),
        _exists(objection, is_opposed),
        _is_of_school(team_id, user_id, school_id),
    ]
    return and_(or_(*causes), ~_exists(waiver, is_waived))


def _exists(row: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 # an alias
    """However deep this stands, everything but the row itself belongs to the queries around."""
    return select(row.id).where(condition).correlate_except(row).exists()


def _is_of_school(team_id: Any, user_id: Any, school_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 # columns
    team, member, student, of_class = aliased(Team), aliased(Membership), aliased(User), aliased(SchoolClass)
    grant, tie = aliased(Grant), aliased(SchoolTie)

    def is_theirs(school: Any) -> ColumnElement[bool]:  # noqa: ANN401 # a column
        granted = (grant.user_id == user_id) & (grant.school_id == school)
        tied = (tie.user_id == user_id) & (tie.school_id == school)
        return or_(school == school_id, _exists(grant, granted), _exists(tie, tied))

    own = _exists(team, (team.id == team_id) & is_theirs(team.school_id))
    of_members = (
        select(member.id)
        .join(student, student.id == member.user_id)
        .join(of_class, of_class.id == student.school_class_id)
        .where(member.team_id == team_id, member.left_at.is_(None), is_theirs(of_class.school_id))
        .correlate_except(member, student, of_class)
    )
    return own | of_members.exists()


# ---------------------------------------------------------------- rows
def schools_tied_to(user_id: uuid.UUID) -> list[SchoolTie]:
    """Where somebody teaches beside the school of their seat, with the schools."""
    query = select(SchoolTie).where(SchoolTie.user_id == user_id).options(joinedload(SchoolTie.school))
    return sorted(session().scalars(query), key=lambda tie: tie.school.sort_key)


def present_conflict(user_id: uuid.UUID, team_id: uuid.UUID) -> Conflict | None:
    query = select(Conflict).where(Conflict.user_id == user_id, Conflict.team_id == team_id)
    return session().scalar(query.where(Conflict.ended_at.is_(None)))


def present_conflicts_about(team_id: uuid.UUID) -> list[Conflict]:
    """Who is biased about a team beyond school and company."""
    query = select(Conflict).where(Conflict.team_id == team_id, Conflict.ended_at.is_(None))
    return list(session().scalars(query.order_by(Conflict.created_at, Conflict.id)))


def waiver_of(user_id: uuid.UUID, team_id: uuid.UUID) -> Waiver | None:
    return session().scalar(select(Waiver).where(Waiver.user_id == user_id, Waiver.team_id == team_id))


def waivers_of(round_id: uuid.UUID) -> list[Waiver]:
    """Who judges all the same, and why: for the protocol, in the order in which it was allowed."""
    query = select(Waiver).where(Waiver.round_id == round_id).options(joinedload(Waiver.user))
    return list(session().scalars(query.order_by(Waiver.created_at, Waiver.id)))


def objections_of(team_id: uuid.UUID) -> list[Objection]:
    """What a team objects to or did, the newest first, with companies."""
    query = select(Objection).where(Objection.team_id == team_id).options(joinedload(Objection.company))
    return list(session().scalars(query.order_by(Objection.created_at.desc(), Objection.id)))


def objections_in(round_id: uuid.UUID) -> Select[Objection]:
    """What the teams of a round object to, with companies, what is open first."""
    query = select(Objection).where(Objection.round_id == round_id, Objection.state != rules.TAKEN_BACK)
    query = query.options(joinedload(Objection.company))
    return query.order_by(Objection.state != rules.OPEN, Objection.created_at, Objection.id)


def objection_in(round_id: uuid.UUID, objection_id: uuid.UUID) -> Objection:
    return objection_among(session().scalars(objections_in(round_id)), objection_id)


def objection_among(objections: Iterable[Objection], objection_id: uuid.UUID) -> Objection:
    found = next((each for each in objections if each.id == objection_id), None)
    if found is None:
        raise NotFoundError
    return found


def conflict_in(round_id: uuid.UUID, conflict_id: uuid.UUID) -> Conflict:
    query = select(Conflict).join(Conflict.team).where(Conflict.id == conflict_id, Team.round_id == round_id)
    found = session().scalar(query.where(Conflict.ended_at.is_(None)))
    if found is None:
        raise NotFoundError
    return found


# ---------------------------------------------------------------- what must always hold
_KINDS = ("conflict", "waiver", "objection", "school_tie")


@invariant("everybody is biased, and let judge all the same, as the log tells")
def _beside_the_log() -> list[str]:
    query = select(AuditEvent.object_kind, AuditEvent.object_id, AuditEvent.values)
    query = query.where(AuditEvent.object_kind.in_(_KINDS)).order_by(AuditEvent.number)
    logged: dict[tuple[str, uuid.UUID], dict[str, object]] = {}
    for kind, id_, values in session().execute(query):
        logged[kind, id_] = values
    gone = {key for key, values in logged.items() if values.get("state") == "removed"}
    rows: dict[str, Iterable[Conflict | Waiver | Objection | SchoolTie]] = {
        "conflict": session().scalars(select(Conflict)),
        "waiver": session().scalars(select(Waiver)),
        "objection": session().scalars(select(Objection)),
        "school_tie": session().scalars(select(SchoolTie)),
    }
    stored = {(kind, row.id): rules.noted(row) for kind in rows for row in rows[kind]}
    wrong = {key for key in logged.keys() - gone | stored.keys() if logged.get(key) != stored.get(key)}
    return [f"{kind} {id_}" for kind, id_ in sorted(wrong, key=str)]
