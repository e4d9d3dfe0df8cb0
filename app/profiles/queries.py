"""Where a juror finds what they have said of themselves; and that nobody else said it."""

import uuid
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.conflicts.queries import schools_tied_to
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.ideas.queries import must_exist
from app.panels.models import PanelMember
from app.profiles import rules
from app.profiles.rules import Profile
from app.rounds.models import Round


class Card(NamedTuple):
    """A seat with what its juror has said; `employer` is what those who run the round have noted."""

    member: PanelMember
    profile: Profile
    employer: str


def own_seat(juror: User, round_id: uuid.UUID) -> PanelMember:
    """The seat of a juror in a round, with round, school and company; NotFoundError for everybody else."""
    query = select(PanelMember).where(PanelMember.user_id == juror.id, PanelMember.round_id == round_id)
    query = query.options(
        joinedload(PanelMember.round).joinedload(Round.competition),
        joinedload(PanelMember.school),
        joinedload(PanelMember.company),
    )
    return must_exist(session().scalar(query.where(PanelMember.removed_at.is_(None), PanelMember.is_juror)))


def card_of(member: PanelMember) -> Card:
    """What somebody in a jury has said so far (one query); school and company of the seat must have been loaded."""
    schools = [tie.school_id for tie in schools_tied_to(member.user_id)]
    names = [each.name for each in (member.school, member.company) if each is not None]
    return Card(member, rules.profile_of(member, schools), ", ".join(names))


@invariant("every juror's profile is the one that the log tells of")
def _profiles_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.action == "edit_profile")
    logged = {row.object_id: row.values for row in session().execute(query.order_by(AuditEvent.number))}
    wrong = [
        member.id
        for member in session().scalars(select(PanelMember).order_by(PanelMember.id))
        if rules.noted(rules.profile_of(member, ())) != logged.get(member.id, rules.noted(Profile()))
    ]
    return [f"panel member {id_}" for id_ in wrong]
