"""How far the jury of a round is, for those who run the round and who chair its jury."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, func, or_, select

from app.accounts.models import User
from app.core.db import session
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.messages.queries import ids_of_told
from app.panels.models import Assignment, PanelMember
from app.panels.rules import BEGUN, DONE, OPEN, VOIDED
from app.progress import rules
from app.scoring.models import ScoreSheet


class JurorShare(NamedTuple):
    """How much a juror of a round has to read; `last_at` is when a sheet was changed last."""

    member_id: uuid.UUID
    name: str
    open: int
    begun: int
    done: int
    last_at: datetime | None


class IdeaShare(NamedTuple):
    """How far the readings of an idea are."""

    number: int
    title: str
    open: int
    begun: int
    done: int

    @property
    def readings(self) -> int:
        return self.open + self.begun + self.done


class StalledSheet(NamedTuple):
    """A sheet that was begun and left; `number` is that of the idea."""

    member_id: uuid.UUID
    number: int
    changed_at: datetime


def _count_of(state: str) -> ColumnElement[int]:
    return func.count(case((Assignment.state == state, 1)))


_HIDDEN: BindParameter[list[uuid.UUID]] = bindparam("hidden", expanding=True)
# Put together once: that takes longer than asking.
_ROUND_ID: BindParameter[uuid.UUID] = bindparam("round_id")
_SHARES = (_count_of(OPEN), _count_of(BEGUN), _count_of(DONE))
_JURORS = (
    select(PanelMember.id, User.name, *_SHARES, func.max(ScoreSheet.changed_at))
    .join(PanelMember.user)
    .outerjoin(Assignment, (Assignment.panel_member_id == PanelMember.id) & Assignment.submission_id.not_in(_HIDDEN))
    .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    .where(PanelMember.round_id == _ROUND_ID, PanelMember.is_juror, PanelMember.removed_at.is_(None))
    .group_by(PanelMember.id, User.name, User.sort_key)
    .order_by(User.sort_key, PanelMember.id)
)
_BEHIND = (
    select(Idea.number, Submission.title, *_SHARES)
    .join(Submission.idea)
    .outerjoin(Assignment, (Assignment.submission_id == Submission.id) & (Assignment.state != VOIDED))
    .where(Submission.round_id == _ROUND_ID, counts(), Submission.id.not_in(_HIDDEN))
    .group_by(Submission.id, Idea.number, Submission.title)
    .having(or_(func.count(Assignment.id) == 0, func.count(Assignment.id) > _count_of(DONE)))
    .order_by(Idea.number)
)
_STALLED = (
    select(Assignment.panel_member_id, Idea.number, ScoreSheet.changed_at)
    .join(ScoreSheet.assignment)
    .join(Assignment.submission)
    .join(Submission.idea)
    .where(Assignment.round_id == _ROUND_ID, Assignment.state == BEGUN, ScoreSheet.changed_at < bindparam("before"))
    .where(Assignment.submission_id.not_in(_HIDDEN))
    .order_by(ScoreSheet.changed_at, ScoreSheet.id)
)


def jurors_of(round_id: uuid.UUID, hidden: Collection[uuid.UUID] = ()) -> list[JurorShare]:
    """The jurors of a round by name, without their sheets about ideas that are `hidden` (one query)."""
    return [JurorShare(*row) for row in session().execute(_JURORS, {"round_id": round_id, "hidden": [*hidden]})]


def ideas_behind(round_id: uuid.UUID, hidden: Collection[uuid.UUID] = ()) -> list[IdeaShare]:
    """What counts and nobody reads, or not everybody is through with, by number (one query)."""
    return [IdeaShare(*row) for row in session().execute(_BEHIND, {"round_id": round_id, "hidden": [*hidden]})]


def stalled_sheets_of(round_id: uuid.UUID, before: datetime, hidden: Collection[uuid.UUID] = ()) -> list[StalledSheet]:
    """Sheets that were begun and not touched since a moment, the oldest first (one query)."""
    values = {"round_id": round_id, "before": before, "hidden": [*hidden]}
    return [StalledSheet(*row) for row in session().execute(_STALLED, values)]


def people_to_remind(round_id: uuid.UUID, today: date) -> list[User]:
    """The jurors of a round who have something left to read and were not reminded today, by name (two queries)."""
    reminded = ids_of_told(rules.REMINDER, rules.reminder_of(round_id, today))
    is_left = (Assignment.panel_member_id == PanelMember.id) & Assignment.state.in_((OPEN, BEGUN))
    query = select(User).join(PanelMember, PanelMember.user_id == User.id)
    query = query.where(
        PanelMember.round_id == round_id,
        PanelMember.removed_at.is_(None),
        User.ended_at.is_(None),
        select(Assignment.id).where(is_left).exists(),
    )
    found = session().scalars(query.order_by(User.sort_key, User.id))
    return [person for person in found if person.id not in reminded]
