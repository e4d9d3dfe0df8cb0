"""Teams as students make them: founded while registration is open, joined by code.

ground = a_ground()
team = a_team(ground.student("Mia"), ground.round)
join(ground.student("Ben"), team)
"""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import School, SchoolClass, User
from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.errors import RefusedError
from app.messages.queries import messages_of
from app.messages.rules import subject_of
from app.rounds.models import Round
from app.teams import actions, queries
from app.teams.models import Team
from tests.support.people import a_class, a_school, a_student, a_teacher, an_admin
from tests.support.prepared import prepared
from tests.support.rounds import REGISTERING, an_announced_round

_steps = itertools.count(1)


def _next_moment() -> datetime:
    """A moment of registration, later than all before: who was first matters."""
    return REGISTERING + timedelta(milliseconds=next(_steps))


@dataclass(frozen=True)
class Ground:
    """A school with a teacher and her class, and a round in which its students may take part."""

    admin: User
    school: School
    teacher: User
    school_class: SchoolClass
    round: Round

    def student(self, name: str = "Mia") -> User:
        """A student of the class."""
        return a_student(self.school_class, name)


def a_ground(*, round_: Round | None = None, **options: Any) -> Ground:  # noqa: ANN401 # as `an_announced_round`
    """A ground of its own; with `round_`, another school in the same round."""
    return _a_ground(round_, **options) if round_ else _a_first_ground(**options)


@prepared
def _a_first_ground(**options: Any) -> Ground:  # noqa: ANN401 # as `an_announced_round`
    return _a_ground(None, **options)


def _a_ground(round_: Round | None, **options: Any) -> Ground:  # noqa: ANN401 # as `an_announced_round`
    admin = an_admin()
    school = a_school(admin)
    teacher = a_teacher(school)
    return Ground(admin, school, teacher, a_class(teacher), round_ or an_announced_round(admin, **options))


def a_team(student: User, round_: Round, name: str = "Solarbank") -> Team:
    """A team founded by the student while registration is open."""
    with clock.at(_next_moment()):
        return actions.found_team(student, round_.id, name)


def join(student: User, team: Team) -> None:
    """Let a student join a team while registration is open."""
    with clock.at(_next_moment()):
        actions.join_team(student, team.code)


def leave(student: User, team: Team, new_captain: User | None = None) -> None:
    """Let a student leave a team while registration is open."""
    with clock.at(_next_moment()):
        actions.leave_team(student, team.id, new_captain.id if new_captain else None)


def names_in(team: Team) -> list[str]:
    """The names of the members, the longest-standing first."""
    return [member.name for member in queries.members_of(team.id)]


def only_team_of(student: User) -> Team:
    (team,) = queries.teams_of(student)
    return team


def subjects_of(person: User) -> list[str]:
    """The subjects of a person's messages, sorted."""
    return sorted(subject_of(message.template, message.values) for message in messages_of(person))


def deeds_on(team: Team) -> list[str]:
    """What the audit log says was done to a team, in its order."""
    query = select(AuditEvent.action).where(AuditEvent.object_id == team.id)
    return list(db.session().scalars(query.order_by(AuditEvent.number)))


def refusal_code(raised: pytest.ExceptionInfo[RefusedError]) -> str:
    return raised.value.refusal.code


def answer_of(response: TestResponse) -> tuple[int, str | None]:
    """Status, and where it leads."""
    return response.status_code, response.location
