"""How far the jury of a round is, for those who run the round and who chair its jury."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select

from app.accounts.models import User
from app.core.db import session
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.messages.queries import ids_of_told
from app.panels.models import Assignment, PanelMember
from app.panels.rules import BEGUN, DONE, OPEN
from app.progress import rules
from app.scoring.models import ScoreSheet


@dataclass(frozen=True)
class JurorShare:
    """How much a juror of a round has to read; `last_at` is when a sheet was changed last."""

    member_id: uuid.UUID
    name: str
    open: int
    begun: int
    done: int
    last_at: datetime | None


@dataclass(frozen=True)
class IdeaShare:
    """How far the readings of an idea are."""

    submission_id: uuid.UUID
    number: int
    title: str
    open: int
    begun: int
    done: int

    @property
    def readings(self) -> int:
        return self.open + self.begun + self.done

    @property
    def is_complete(self) -> bool:
        """Whether somebody reads it and all who do are through."""
        return 0 < self.readings == self.done


@dataclass(frozen=True)
class StalledSheet:
    """A sheet that was begun and left; `number` is that of the idea."""

    member_id: uuid.UUID
    number: int
    changed_at: datetime


def jurors_of(round_id: uuid.UUID) -> list[JurorShare]:
    """The jurors of a round by name (one query)."""
    last_at = func.max(ScoreSheet.changed_at)
    query = select(PanelMember.id, User.name, _count_of(OPEN), _count_of(BEGUN), _count_of(DONE), last_at).join(
        PanelMember.user
    )
    query = query.outerjoin(Assignment, Assignment.panel_member_id == PanelMember.id)
    query = query.outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    query = query.where(PanelMember.round_id == round_id, PanelMember.is_juror, PanelMember.removed_at.is_(None))
    query = query.group_by(PanelMember.id, User.name, User.sort_key).order_by(User.sort_key, PanelMember.id)
    return [JurorShare(*row) for row in session().execute(query)]


def _count_of(state: str) -> ColumnElement[int]:
    return func.count(case((Assignment.state == state, 1)))


def ideas_of(round_id: uuid.UUID) -> list[IdeaShare]:
    """What counts of every idea of a round, by number (one query)."""
    query = select(
        Submission.id, Idea.number, Submission.title, _count_of(OPEN), _count_of(BEGUN), _count_of(DONE)
    ).join(Submission.idea)
    query = query.outerjoin(Assignment, Assignment.submission_id == Submission.id)
    query = query.where(Submission.round_id == round_id, counts())
    query = query.group_by(Submission.id, Idea.number, Submission.title).order_by(Idea.number)
    return [IdeaShare(*row) for row in session().execute(query)]


def stalled_sheets_of(round_id: uuid.UUID, before: datetime) -> list[StalledSheet]:
    """Sheets that were begun and not touched since a moment, the oldest first (one query)."""
    query = select(Assignment.panel_member_id, Idea.number, ScoreSheet.changed_at).join(ScoreSheet.assignment)
    query = query.join(Assignment.submission).join(Submission.idea)
    query = query.where(Assignment.round_id == round_id, Assignment.state == BEGUN, ScoreSheet.changed_at < before)
    return [StalledSheet(*row) for row in session().execute(query.order_by(ScoreSheet.changed_at, ScoreSheet.id))]


def people_to_remind(round_id: uuid.UUID, today: date) -> list[User]:
    """The jurors of a round who have something left to read and were not reminded today, by name (two queries)."""
    reminded = ids_of_told(rules.REMINDER, rules.reminder_of(round_id, today))
    is_left = (Assignment.panel_member_id == PanelMember.id) & (Assignment.state != DONE)
    query = select(User).join(PanelMember, PanelMember.user_id == User.id)
    query = query.where(
        PanelMember.round_id == round_id,
        PanelMember.removed_at.is_(None),
        User.ended_at.is_(None),
        select(Assignment.id).where(is_left).exists(),
    )
    found = session().scalars(query.order_by(User.sort_key, User.id))
    return [person for person in found if person.id not in reminded]
