"""Appeals: of one team for itself, of a round for those who answer them. Nothing of them is public."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.accounts.queries import people_with
from app.appeals import rules
from app.appeals.models import Appeal
from app.conflicts.queries import is_biased
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import Refusal
from app.core.invariants import invariant
from app.ideas.queries import must_exist
from app.panels.models import PanelMember
from app.publication.queries import shown_publication
from app.teams.models import Team


def appeals_of(team: Team) -> list[Appeal]:
    """What a team has appealed, the newest first (one query)."""
    query = select(Appeal).where(Appeal.team_id == team.id).order_by(Appeal.raised_at.desc(), Appeal.id)
    return list(session().scalars(query))


def until_when(team: Team, now: datetime) -> datetime | None:
    """When it is too late to appeal; None while no results are public (one query)."""
    published_at = _published_at(team, now)
    return rules.closes_at(published_at, team.round.appeal_days) if published_at is not None else None


def _published_at(team: Team, now: datetime) -> datetime | None:
    shown = shown_publication(team.round_id, now)
    return shown.published_at if shown is not None else None


def why_not_appeal(team: Team, now: datetime) -> Refusal | None:
    """Why a team, with its round, cannot appeal now (two queries)."""
    round_ = team.round
    return rules.why_not_appeal(_published_at(team, now), round_.appeal_days, appeals_of(team), now, round_.contact)


def appeals_in(person: User, round_id: uuid.UUID) -> list[Appeal]:
    """The appeals of a round with their teams, what is open first, then the newest (one query).

    Whoever is biased about a team finds nothing of its appeals.
    """
    query = _with_team(person).where(Appeal.round_id == round_id)
    in_order = (Appeal.answered_at.is_not(None), Appeal.raised_at.desc(), Appeal.id)
    return list(session().scalars(query.order_by(*in_order)))


def appeal_in(person: User, round_id: uuid.UUID, appeal_id: uuid.UUID) -> Appeal:
    query = _with_team(person).where(Appeal.round_id == round_id, Appeal.id == appeal_id)
    return must_exist(session().scalar(query))


def _with_team(person: User) -> Select[Appeal]:
    return select(Appeal).join(Appeal.team).options(contains_eager(Appeal.team)).where(~_is_hidden_from(person))


def _is_hidden_from(person: User) -> ColumnElement[bool]:
    own = (PanelMember.round_id == Appeal.round_id) & (PanelMember.user_id == person.id)
    own &= PanelMember.removed_at.is_(None)
    return select(PanelMember.id).where(own, _is_barred(Appeal.team_id)).correlate(Appeal).exists()


def _is_barred(team_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 # an id, or a column of ids
    return is_biased(team_id, PanelMember.user_id, PanelMember.school_id, PanelMember.company_id)


def who_answers(team: Team) -> list[User]:
    """Who chairs the jury of a team's round or runs the competition, but nobody who is biased (three queries)."""
    seats = select(PanelMember.user_id).where(PanelMember.round_id == team.round_id, PanelMember.removed_at.is_(None))
    barred = set(session().scalars(seats.where(_is_barred(team.id))))
    query = select(User).where(User.id.in_(seats.where(PanelMember.is_chair))).order_by(User.sort_key, User.id)
    staff = {person.id: person for person in (*session().scalars(query), *people_with(Role.ADMIN))}
    return [person for id_, person in staff.items() if id_ not in barred]


def open_appeals_for(person: User) -> dict[uuid.UUID, int]:
    """How many appeals wait in which rounds that the person runs or whose jury they chair (one query).

    Those about which the person is biased do not count: a number would tell that there is one.
    """
    query = select(Appeal.round_id, func.count(Appeal.id)).where(Appeal.answered_at.is_(None), ~_is_hidden_from(person))
    if Role.ADMIN not in person.roles:
        led = select(PanelMember.round_id).where(
            PanelMember.user_id == person.id, PanelMember.is_chair, PanelMember.removed_at.is_(None)
        )
        query = query.where(Appeal.round_id.in_(led))
    rows = session().execute(query.group_by(Appeal.round_id).order_by(Appeal.round_id))
    return {row[0]: row[1] for row in rows}


# ---------------------------------------------------------------- what must always hold
@invariant("every appeal stands as it was raised and answered")
def _changed_appeals() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "appeal")
    logged = {row.object_id: row.values for row in session().execute(query.order_by(AuditEvent.number))}
    found = {each.id: rules.noted(each) for each in session().scalars(select(Appeal))}
    return [f"appeal {id_}" for id_ in sorted({*logged, *found}, key=str) if logged.get(id_) != found.get(id_)]
