"""What jurors thought of an idea: for its team once the results are public, for the chair who looks through it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple, cast

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, select, union_all
from sqlalchemy.orm import contains_eager

from app.accounts.models import Company, School, User
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.i18n import language
from app.core.invariants import invariant
from app.fairness.explain import Language, text
from app.feedback import rules
from app.feedback.models import Remark
from app.feedback.rules import Bar, Comment
from app.ideas.models import Idea, Submission
from app.ideas.queries import must_exist
from app.panels.models import Assignment, PanelMember
from app.panels.queries import is_barred
from app.publication.queries import shown_publication
from app.ranking.queries import snapshot_of
from app.rubrics.models import Criterion, Rubric
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import FINAL
from app.submissions.queries import names_of
from app.teams.models import Team

Columns = TypeVarTuple("Columns")


# ---------------------------------------------------------------- for the team
@dataclass(frozen=True)
class Feedback:
    """What a team reads: bars by criterion, how many have read the idea, and released comments by criterion."""

    readings: int
    bars: list[Bar]
    comments: dict[str, list[str]]


def feedback_for(team: Team, now: datetime) -> Feedback | None:
    """What the jury thought of the idea of a team; None before the results are public (three queries)."""
    if shown_publication(team.round_id, now) is None:
        return None
    rows = session().execute(_bars_of(team.id)).all()
    comments: dict[str, list[str]] = {}
    for comment in _comments(_of_team(team.id)):
        if comment.state == rules.RELEASED:
            comments.setdefault(comment.criterion_key, []).append(comment.text)
    readings = max((count for *_row, count in rows), default=0)
    return Feedback(
        readings, [Bar(c, rubric, answers, points or 0) for c, rubric, answers, points, _n in rows], comments
    )


def how_judged(round_id: uuid.UUID, readings: int) -> str:
    """How the points of a round became an order, for a team that so many have read: no place, no points.

    "" before it was worked out.
    """
    stored = snapshot_of(round_id)
    return text(stored.ranking, "team", cast("Language", language()), readings=readings) if stored else ""


def _of_team(team_id: uuid.UUID) -> ColumnElement[bool]:
    return Assignment.submission_id.in_(
        select(Submission.id).join(Submission.idea).where(Idea.team_id == team_id, Submission.withdrawn_at.is_(None))
    )


def _bars_of(team_id: uuid.UUID) -> Select[Criterion, Rubric, int, int | None, int]:
    query = select(
        Criterion, Rubric, func.count(Score.points), func.sum(Score.points), func.count(distinct(ScoreSheet.id))
    )
    query = query.join(Rubric, Rubric.id == Criterion.rubric_id).join(Score, Score.criterion_id == Criterion.id)
    query = query.join(ScoreSheet, ScoreSheet.id == Score.sheet_id).join(ScoreSheet.assignment)
    query = query.where(ScoreSheet.state == FINAL, _of_team(team_id)).group_by(Criterion.id, Rubric.id)
    return query.order_by(Rubric.number, Criterion.position)


# ---------------------------------------------------------------- for the chair
@dataclass(frozen=True)
class Pile:
    """An idea and how many of the comments on it were looked at."""

    submission_id: uuid.UUID
    number: int
    title: str
    comments: int
    released: int
    withheld: int

    @property
    def open(self) -> int:
        return self.comments - self.released - self.withheld


def piles_of(round_id: uuid.UUID) -> list[Pile]:
    """Every idea of a round with comments on final sheets, by number (one query)."""
    counts = (func.count(Score.id), _sum(rules.RELEASED), _sum(rules.WITHHELD))
    query = _joined(select(Submission.id, Idea.number, Submission.title, *counts))
    query = query.where(Assignment.round_id == round_id).group_by(Submission.id, Idea.number, Submission.title)
    query = query.order_by(Idea.number)
    return [Pile(*row) for row in session().execute(query)]


def _sum(state: str) -> ColumnElement[int]:
    return func.sum(case((Remark.state == state, 1), else_=0))


@dataclass(frozen=True)
class Moderation:
    """The comments on one idea, and the names that must not be in what its team reads."""

    submission_id: uuid.UUID
    number: int
    title: str
    comments: list[Comment]
    names: list[str]


def moderation_of(round_id: uuid.UUID, submission_id: uuid.UUID, chair: User | None = None) -> Moderation:
    """The comments on an idea of a round; NotFoundError without any, or if the chair is biased (four queries)."""
    query = select(Submission).join(Submission.idea).where(Submission.id == submission_id)
    query = query.where(Submission.round_id == round_id)
    if chair is not None:
        own = (PanelMember.round_id == Submission.round_id) & (PanelMember.user_id == chair.id)
        seat = select(PanelMember.id).where(own, PanelMember.removed_at.is_(None), is_barred())
        query = query.where(~seat.correlate(Submission, Idea).exists())
    query = query.options(contains_eager(Submission.idea).joinedload(Idea.team).joinedload(Team.school))
    found = must_exist(session().scalar(query))
    comments = must_exist(_comments(Assignment.submission_id == submission_id) or None)
    return Moderation(found.id, found.idea.number, found.title, comments, _names(found.idea.team))


def _names(team: Team) -> list[str]:
    """Members and classes of a team, every school and every company (two queries)."""
    query = union_all(select(School.name), select(Company.name))
    return list(dict.fromkeys([*names_of(team), *session().scalars(query)]))


def _comments(condition: ColumnElement[bool]) -> list[Comment]:
    """Comments on final sheets, by criterion; their order tells nothing about who wrote them (one query)."""
    query = _joined(select(ScoreSheet.id, Criterion.key, Criterion.name, Score.comment, Remark)).where(condition)
    return [Comment(*row) for row in session().execute(query.order_by(Criterion.position, ScoreSheet.id))]


def _joined(query: Select[*Columns]) -> Select[*Columns]:
    decided = and_(Remark.sheet_id == ScoreSheet.id, Remark.criterion_key == Criterion.key)
    query = query.select_from(Assignment).join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    query = query.join(Score, Score.sheet_id == ScoreSheet.id).join(Criterion, Criterion.id == Score.criterion_id)
    query = query.join(Submission, Submission.id == Assignment.submission_id).join(Submission.idea)
    return query.outerjoin(Remark, decided).where(ScoreSheet.state == FINAL, Score.comment != "")


# ---------------------------------------------------------------- what must always hold
@invariant("every comment that a team reads was released in these words")
def _changed_remarks() -> list[str]:
    noted: dict[uuid.UUID | None, tuple[str, str]] = {}
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "remark")
    for id_, values in session().execute(query.order_by(AuditEvent.number)):
        noted[id_] = (str(values["state"]), str(values["digest"]))
    found: dict[uuid.UUID | None, tuple[str, str]] = {
        each.id: (each.state, rules.digest_of(str(each.sheet_id), each.criterion_key, each.text, each.original_digest))
        for each in session().scalars(select(Remark))
    }
    everywhere: Iterable[uuid.UUID | None] = sorted({*noted, *found}, key=str)
    return [f"remark {id_}" for id_ in everywhere if noted.get(id_) != found.get(id_)]
