"""Teams, each from somebody who is in it, looks after one of its classes, or was shown its code."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Company, School, SchoolClass, User
from app.accounts.queries import class_of
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError, Refusal
from app.core.invariants import invariant
from app.core.text import sort_key
from app.rounds.models import Round
from app.rounds.queries import PlannedRound, announced_rounds, phases_of
from app.rounds.rules import current_deadline
from app.teams import rules
from app.teams.models import Membership, Team, TeamCompany


def _with_all(query: Select[Team]) -> Select[Team]:
    """Teams of announced rounds, with round, competition and school."""
    query = query.join(Team.round).where(Round.announced_at.is_not(None))
    return query.options(contains_eager(Team.round).joinedload(Round.competition), joinedload(Team.school))


def _one(query: Select[Team]) -> Team:
    team = session().scalar(query)
    if team is None:
        raise NotFoundError
    return team


# ---------------------------------------------------------------- for students
def _present_teams_of(student: User) -> Select[Team]:
    query = select(Team).join(Membership, Membership.team_id == Team.id)
    return _with_all(query.where(Membership.user_id == student.id, Membership.left_at.is_(None)))


def teams_of(student: User) -> list[Team]:
    """The teams a student is in, with round and school, those of the newest round first."""
    query = _present_teams_of(student).order_by(Round.created_at.desc(), Membership.joined_at, Team.id)
    return list(session().scalars(query))


def team_of(student: User, team_id: uuid.UUID) -> Team:
    """A team the student is in, with round and school."""
    return _one(_present_teams_of(student).where(Team.id == team_id))


def team_with_code(code: str) -> Team | None:
    """The team whose code was typed (already cleaned), with round and school; none if it is archived."""
    return session().scalar(_with_all(select(Team).where(Team.code == code, Team.archived_at.is_(None))))


@dataclass(frozen=True)
class RoundOfStudent:
    """A round as one student sees it: her teams in it, and why she may not found one more."""

    planned: PlannedRound
    teams: Sequence[Team]
    why_not_found: Refusal | None


def rounds_for(student: User) -> list[RoundOfStudent]:
    """The announced rounds, the newest first, without those that are over and in which the student has no team."""
    teams, school_class, now = teams_of(student), class_of(student), clock.received_at()
    found = []
    for planned in announced_rounds():
        own = [team for team in teams if team.round_id == planned.round.id]
        if own or current_deadline(planned.phases, now):
            refusal = rules.why_not_found(school_class, planned.round, planned.phases, len(own), now)
            found.append(RoundOfStudent(planned, own, refusal))
    return found


def why_not_found(student: User, round_: Round) -> Refusal | None:
    count, phases = count_of_teams(student, round_.id), phases_of(round_.id)
    return rules.why_not_found(class_of(student), round_, phases, count, clock.received_at())


def why_not_join(student: User, team: Team) -> Refusal | None:
    """Why a student may not join a team (with round); None also for those who are in it already."""
    if membership_of(team.id, student.id):
        return None
    count, phases = count_of_teams(student, team.round_id), phases_of(team.round_id)
    return rules.why_not_join(class_of(student), team, phases, count, clock.received_at())


def count_of_teams(student: User, round_id: uuid.UUID) -> int:
    """How many teams of a round the student is in."""
    query = select(func.count()).select_from(Membership).join(Membership.team)
    query = query.where(Membership.user_id == student.id, Membership.left_at.is_(None), Team.round_id == round_id)
    return session().scalar(query) or 0


def _ended_teams_of(student: User) -> Select[Team]:
    query = select(Team).join(Membership, Membership.team_id == Team.id)
    return _with_all(query.where(Membership.user_id == student.id, Membership.left_at == Team.archived_at))


def ended_teams_of(student: User) -> list[Team]:
    """Archived teams that the student was the last to leave and that can still be restored."""
    query = _ended_teams_of(student).where(_is_restorable())
    return list(session().scalars(query.order_by(Team.archived_at.desc(), Team.id)))


def ended_team_of(student: User, team_id: uuid.UUID) -> Team:
    return _one(_ended_teams_of(student).where(Team.id == team_id))


def _is_restorable() -> ColumnElement[bool]:
    return Team.archived_at > clock.received_at() - rules.RESTORABLE_FOR


# ---------------------------------------------------------------- for staff, from a class they look after
def _teams_of(school_class: SchoolClass) -> Select[Team]:
    """Teams with a member of the class, or archived ones whose last member was of the class."""
    is_in = Membership.left_at.is_(None) | (Membership.left_at == Team.archived_at)
    has_member = (
        select(Membership.id)
        .join(Membership.user)
        .where(Membership.team_id == Team.id, is_in, User.school_class_id == school_class.id)
        .exists()
    )
    return _with_all(select(Team).where(has_member))


def teams_of_class(school_class: SchoolClass) -> list[Team]:
    """The teams in which students of a class are, with round and school, by name within the newest round first."""
    query = _teams_of(school_class).where(Team.archived_at.is_(None))
    return list(session().scalars(query.order_by(Round.created_at.desc(), Team.sort_key, Team.id)))


def ended_teams_of_class(school_class: SchoolClass) -> list[Team]:
    """Archived teams of a class that can still be restored."""
    query = _teams_of(school_class).where(_is_restorable())
    return list(session().scalars(query.order_by(Team.archived_at.desc(), Team.id)))


def team_of_class(school_class: SchoolClass, team_id: uuid.UUID) -> Team:
    return _one(_teams_of(school_class).where(Team.id == team_id, Team.archived_at.is_(None)))


def ended_team_of_class(school_class: SchoolClass, team_id: uuid.UUID) -> Team:
    return _one(_teams_of(school_class).where(Team.id == team_id, Team.archived_at.is_not(None)))


def students_without_team(school_class: SchoolClass) -> list[User]:
    """Students of a class who are in no team at all, by name."""
    is_in_one = select(Membership.id).where(Membership.user_id == User.id, Membership.left_at.is_(None)).exists()
    query = select(User).where(User.school_class_id == school_class.id, User.ended_at.is_(None), ~is_in_one)
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


# ---------------------------------------------------------------- who belongs to a team already found


def members_of(team_id: uuid.UUID) -> list[User]:
    """Who is in a team, the longest-standing member first."""
    return members_of_teams([team_id])[team_id]


def others_in(team: Team, student: User) -> list[User]:
    """The members of a team but one, the longest-standing first."""
    return [member for member in members_of(team.id) if member.id != student.id]


def members_of_teams(team_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[User]]:
    """Who is in each of several teams, with class, the longest-standing member first (one query)."""
    query = select(Membership.team_id, User).join(Membership.user).options(joinedload(User.school_class))
    query = query.where(Membership.team_id.in_(set(team_ids)), Membership.left_at.is_(None))
    found: dict[uuid.UUID, list[User]] = defaultdict(list)
    for team_id, user in session().execute(query.order_by(Membership.joined_at, Membership.id)):
        found[team_id].append(user)
    return found


def membership_of(team_id: uuid.UUID, user_id: uuid.UUID) -> Membership | None:
    """The present membership of a person in a team."""
    query = select(Membership).where(Membership.team_id == team_id, Membership.user_id == user_id)
    return session().scalar(query.where(Membership.left_at.is_(None)))


def last_membership_of(team: Team) -> Membership:
    """The membership whose end archived a team."""
    query = select(Membership).where(Membership.team_id == team.id, Membership.left_at == team.archived_at)
    return session().scalars(query).one()


def people_of_round(round_id: uuid.UUID) -> list[User]:
    """Everybody who is in a team of a round, once each, by name."""
    is_in_one = (
        select(Membership.id)
        .join(Membership.team)
        .where(Membership.user_id == User.id, Membership.left_at.is_(None), Team.round_id == round_id)
        .exists()
    )
    query = select(User).where(is_in_one, User.ended_at.is_(None))
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


def classes_of_team(team_id: uuid.UUID) -> list[SchoolClass]:
    """The classes of a team's present members, with school, by school and name."""
    ids = select(User.school_class_id).join(Membership, Membership.user_id == User.id)
    ids = ids.where(Membership.team_id == team_id, Membership.left_at.is_(None))
    query = select(SchoolClass).join(SchoolClass.school).where(SchoolClass.id.in_(ids))
    query = query.options(contains_eager(SchoolClass.school))
    return list(session().scalars(query.order_by(School.sort_key, SchoolClass.sort_key, SchoolClass.id)))


def ties() -> CompoundSelect[uuid.UUID, uuid.UUID]:
    """Every team with the ids of its schools (its own, those of its present members' classes) and its companies."""
    own = select(Team.id.label("team_id"), Team.school_id.label("tie_id"))
    of_members = (
        select(Membership.team_id, SchoolClass.school_id)
        .join(User, User.id == Membership.user_id)
        .join(SchoolClass, SchoolClass.id == User.school_class_id)
        .where(Membership.left_at.is_(None))
    )
    return own.union(of_members, select(TeamCompany.team_id, TeamCompany.company_id))


def ties_of_teams(team_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The ids of the schools and companies of several teams (one query)."""
    every = ties().subquery()
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for team_id, tie_id in session().execute(select(every).where(every.c.team_id.in_(set(team_ids)))):
        found[team_id].add(tie_id)
    return found


def companies_of(team_id: uuid.UUID) -> list[Company]:
    """The companies that a team has named, by name."""
    query = select(Company).join(TeamCompany, TeamCompany.company_id == Company.id)
    return sorted(session().scalars(query.where(TeamCompany.team_id == team_id)), key=lambda row: sort_key(row.name))


# ---------------------------------------------------------------- for actions
def named_company(team_id: uuid.UUID, company_id: uuid.UUID) -> TeamCompany | None:
    """The row by which a team has named a company."""
    return session().scalar(
        select(TeamCompany).where(TeamCompany.team_id == team_id, TeamCompany.company_id == company_id)
    )


def is_name_taken(round_id: uuid.UUID, name_key: str, *, except_for: uuid.UUID | None = None) -> bool:
    """Whether another team of the round has this name already."""
    query = select(Team.id).where(Team.round_id == round_id, Team.name_key == name_key)
    return session().scalar(query.where(Team.id != except_for) if except_for else query) is not None


def is_code_taken(code: str) -> bool:
    return session().scalar(select(Team.id).where(Team.code == code)) is not None


# ---------------------------------------------------------------- promises
@invariant("every team has counted its members rightly")
def _teams_miscounted() -> list[str]:
    present = select(Membership.team_id, func.count().label("count")).where(Membership.left_at.is_(None))
    counts = present.group_by(Membership.team_id).subquery()
    counted = func.coalesce(counts.c.count, 0)
    query = select(Team.id).outerjoin(counts, counts.c.team_id == Team.id).where(Team.member_count != counted)
    return [f"team {id_}" for id_ in session().scalars(query.order_by(Team.id))]


@invariant("every team has a member as its captain, or neither and is archived")
def _teams_misled() -> list[str]:
    query = select(Team.id).outerjoin(
        Membership,
        (Membership.team_id == Team.id) & (Membership.user_id == Team.captain_id) & Membership.left_at.is_(None),
    )
    is_led = Membership.id.is_not(None) & Team.archived_at.is_(None)
    is_over = Team.captain_id.is_(None) & Team.archived_at.is_not(None) & (Team.member_count == 0)
    return [f"team {id_}" for id_ in session().scalars(query.where(~(is_led | is_over)).order_by(Team.id))]


@invariant("every team has named the companies that the log tells of")
def _companies_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.action.in_(("name_company", "drop_company"))).order_by(AuditEvent.number)
    named: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for team_id, action, values in session().execute(query):
        change = named.add if action == "name_company" else named.discard
        change((team_id, uuid.UUID(values["company"])))
    stored = {
        (row.team_id, row.company_id) for row in session().execute(select(TeamCompany.team_id, TeamCompany.company_id))
    }
    return sorted(f"team {team_id}: company {company_id}" for team_id, company_id in named ^ stored)
