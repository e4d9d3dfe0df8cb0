"""The ranking of a round, for those who run it and for its chair. Other jurors never see it.

It is worked out from all sheets, which takes far longer than a page may, so each process keeps the last few. What is
kept holds for the newest events in the log about what it is made of: the log is chained, so their hashes stand for all
that came before, and nothing changes without an event.
"""

import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, func, select, type_coerce

from app.accounts.models import User
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.fairness.cases import Rubric as FairRubric
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.panels.models import Assignment, PanelMember
from app.panels.queries import chairs
from app.panels.rules import DONE
from app.ranking import rules
from app.ranking.rules import Entry, FinalSheet, Ranking
from app.rounds.models import Category, Phase, PhaseKind, Round
from app.rubrics.models import Criterion
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import FINAL, fair_rubric, text_of_total

_MOST_KEPT = 8
# The kinds of things in the log that a ranking is made of.
_SHOWN = ("assignment", "category", "idea", "score_sheet", "submission")
_NEWEST = [
    select(func.max(AuditEvent.number)).where(AuditEvent.object_kind == kind).scalar_subquery() for kind in _SHOWN
]
_HASHES = select(AuditEvent.hash).where(AuditEvent.number.in_(_NEWEST)).order_by(AuditEvent.number)


class Frame(NamedTuple):
    """What pages about a jury's results say of its round; without a jury phase `jury_closes_at` is None.

    `own_open` is how many ideas of it the person has yet to judge.
    """

    id: uuid.UUID
    title: str
    contact: str
    own_open: int
    jury_closes_at: datetime | None


_IS_JURY = (Phase.round_id == Round.id) & (Phase.kind == PhaseKind.JURY)
_IS_OWN = (PanelMember.user_id == bindparam("person_id")) & PanelMember.removed_at.is_(None)
_OWN_OPEN = select(func.count()).select_from(Assignment).join(Assignment.panel_member)
_OWN_OPEN = _OWN_OPEN.where(Assignment.round_id == Round.id, Assignment.state != DONE, _IS_OWN)
_HEAD = (Round.id, Round.title, Round.contact)
_FRAME = select(*_HEAD, _OWN_OPEN.scalar_subquery(), func.max(Phase.closes_at)).outerjoin(Phase, _IS_JURY)
_FRAME = _FRAME.where(Round.id == bindparam("round_id")).group_by(*_HEAD)
_FRAME_OF_CHAIR = _FRAME.where(chairs(bindparam("person_id")))


def frame_of(person: User, round_id: uuid.UUID) -> Frame:
    """The round, for admins, auditors and those who chair its jury; NotFoundError for everybody else (one query)."""
    return _frame_of(person, round_id, {Role.ADMIN, Role.AUDITOR})


def frame_to_lead(person: User, round_id: uuid.UUID) -> Frame:
    """The round, for admins and those who chair its jury; NotFoundError for everybody else (one query)."""
    return _frame_of(person, round_id, {Role.ADMIN})


def _frame_of(person: User, round_id: uuid.UUID, of_every_round: set[Role]) -> Frame:
    query = _FRAME if person.roles & of_every_round else _FRAME_OF_CHAIR
    found = session().execute(query, {"round_id": round_id, "person_id": person.id}).one_or_none()
    if found is None:
        raise NotFoundError
    return Frame(*found)


def kept_ranking_of(round_id: uuid.UUID) -> Ranking:
    """The ranking as it is now (one query, four if anything has changed); the same object while nothing has."""
    return _ranking_at(round_id, tuple(session().scalars(_HASHES)))


@functools.lru_cache(maxsize=_MOST_KEPT)
def _ranking_at(round_id: uuid.UUID, _newest_events: tuple[str, ...]) -> Ranking:
    return ranking_of(round_id)


def ranking_of(round_id: uuid.UUID) -> Ranking:
    """The ranking worked out anew (three queries, however many ideas and sheets there are)."""
    sheets = _final_sheets_of(round_id)
    return rules.ranking_of(_entries_of(round_id), sheets, _rubrics_of({sheet.rubric_id for sheet in sheets}))


def _entries_of(round_id: uuid.UUID) -> list[Entry]:
    """What counts of every idea, by number."""
    readings = select(func.count()).where(Assignment.submission_id == Submission.id).scalar_subquery()
    query = (
        select(Submission.id, Idea.number, Submission.title, Category.name, Category.position, readings)
        .join(Submission.idea)
        .join(Submission.category)
        .where(Submission.round_id == round_id, counts())
        .order_by(Idea.number)
    )
    return [Entry(*row) for row in session().execute(query)]


def _final_sheets_of(round_id: uuid.UUID) -> list[FinalSheet]:
    """Every sheet of a round that was handed in, in a stable order.

    There is a row for each criterion: its ids come as the driver has them, and are made once for each sheet.
    """
    ids = (ScoreSheet.id, Assignment.submission_id, Assignment.panel_member_id, ScoreSheet.rubric_id)
    query = (
        select(*(type_coerce(id_, String) for id_ in ids), Criterion.key, Score.points)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Score, Score.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Assignment.round_id == round_id, ScoreSheet.state == FINAL)
        .order_by(ScoreSheet.id, Criterion.position)
    )
    rows: Iterable[Any] = session().execute(query)
    return [
        FinalSheet(_id(submission), _id(juror), _id(rubric), {row[4]: row[5] for row in said})
        for (_sheet, submission, juror, rubric), said in groupby(rows, key=itemgetter(0, 1, 2, 3))
    ]


def _id(raw: object) -> uuid.UUID:
    return uuid.UUID(str(raw))


def _rubrics_of(rubric_ids: set[uuid.UUID]) -> dict[uuid.UUID, FairRubric]:
    query = select(Criterion).where(Criterion.rubric_id.in_(rubric_ids)).order_by(Criterion.position)
    criteria: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
    for criterion in session().scalars(query):
        criteria[criterion.rubric_id].append(criterion)
    return {rubric_id: fair_rubric(found) for rubric_id, found in criteria.items()}


# ---------------------------------------------------------------- what must always hold
@invariant("a sheet without gaps is worth in the ranking what it was worth when it was handed in")
def _totals_that_differ() -> list[str]:
    query = select(Assignment.round_id, Assignment.submission_id, ScoreSheet.id, ScoreSheet.total)
    query = query.join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id).where(ScoreSheet.state == FINAL)
    stored: dict[uuid.UUID, set[tuple[uuid.UUID, str]]] = defaultdict(set)
    for round_id, submission_id, _sheet_id, total in session().execute(query):
        stored[round_id].add((submission_id, total))
    return [
        f"submission {place.entry.submission_id}: {text_of_total(total.value)}"
        for round_id in sorted(stored, key=str)
        for place in ranking_of(round_id).everything
        for total in place.totals
        if not total.is_filled_in and (place.entry.submission_id, text_of_total(total.value)) not in stored[round_id]
    ]
