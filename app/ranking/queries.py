"""The ranking of a round, for those who run it and for its chair. Other jurors never see it.

It is worked out from all sheets, which takes far longer than a page may, so each process keeps the last few. What is
kept holds for the newest events in the log about what it is made of: the log is chained, so their hashes stand for all
that came before, and nothing changes without an event.
"""

import functools
import uuid
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from app.accounts.models import User
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.panels.models import Assignment, PanelMember
from app.panels.queries import chairs, hidden_from
from app.panels.rules import BEGUN, OPEN, VOIDED
from app.ranking import rules
from app.ranking.rules import Entry, Ranking
from app.recusals.queries import KEPT_FROM
from app.rounds.models import Category, Phase, PhaseKind, Round
from app.scoring.models import ScoreSheet
from app.scoring.rules import FINAL, text_of_total
from app.snapshots.queries import contest_in, policy_and_snapshot_of, snapshot_of
from app.stages.models import Final, Finalist
from app.stages.rules import carried

__all__ = ["Frame", "frame_of", "frame_to_lead", "kept_ranking_of", "ranking_of", "snapshot_of"]

_MOST_KEPT = 8
# The kinds of things in the log that a ranking is made of.
_SHOWN = ("assignment", "category", "final", "idea", "policy", "ranking_snapshot", "score_sheet", "submission")
_NEWEST = [
    select(func.max(AuditEvent.number)).where(AuditEvent.object_kind == kind).scalar_subquery() for kind in _SHOWN
]
_HASHES = select(AuditEvent.hash).where(AuditEvent.number.in_(_NEWEST)).order_by(AuditEvent.number)


class Frame(NamedTuple):
    """What pages about a jury's results say of its round; without a jury phase `jury_closes_at` is None.

    `own_open` is how many ideas of it the person has yet to judge, `kept_from` about how many of them somebody in the
    jury is biased, so that they see nothing of those; `unconfirmed` how many sheets wait for their jurors
    to confirm them by a new version of the rubric.
    """

    id: uuid.UUID
    title: str
    contact: str
    own_open: int
    kept_from: int
    unconfirmed: int
    jury_closes_at: datetime | None


_IS_JURY = (Phase.round_id == Round.id) & (Phase.kind == PhaseKind.JURY)
_IS_OWN = (PanelMember.user_id == bindparam("person_id")) & PanelMember.removed_at.is_(None)
_OWN_OPEN = select(func.count()).select_from(Assignment).join(Assignment.panel_member)
_OWN_OPEN = _OWN_OPEN.where(Assignment.round_id == Round.id, Assignment.state.in_((OPEN, BEGUN)), _IS_OWN)
_HEAD = (Round.id, Round.title, Round.contact)
# From the few sheets that have something former, which an index finds, to their rounds.
_IS_HERE = select(Assignment.id).where(Assignment.id == ScoreSheet.assignment_id, Assignment.round_id == Round.id)
_UNCONFIRMED = select(func.count()).select_from(ScoreSheet)
_UNCONFIRMED = _UNCONFIRMED.where(
    _IS_HERE.correlate(ScoreSheet, Round).exists(), ScoreSheet.state != FINAL, ScoreSheet.former.is_not(None)
)
_FRAME = select(
    *_HEAD,
    _OWN_OPEN.scalar_subquery(),
    KEPT_FROM.scalar_subquery(),
    _UNCONFIRMED.scalar_subquery(),
    func.max(Phase.closes_at),
).outerjoin(Phase, _IS_JURY)
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


def ranking_for(person: User, frame: Frame) -> Ranking:
    """The same without the ideas about which the person is biased; places are counted on without them."""
    found = kept_ranking_of(frame.id)
    return rules.without(found, hidden_from(person, frame.id)) if frame.kept_from else found


@functools.lru_cache(maxsize=_MOST_KEPT)
def _ranking_at(round_id: uuid.UUID, _newest_events: tuple[str, ...]) -> Ranking:
    return ranking_of(round_id)


def ranking_of(round_id: uuid.UUID) -> Ranking:
    """The ranking worked out anew (four queries, however many ideas and sheets there are)."""
    entries, (policy, stored) = _entries_of(round_id), policy_and_snapshot_of(round_id)
    contest = contest_in(policy, {entry.submission_id: str(entry.category_id) for entry in entries})
    current = stored if stored and stored.is_of(contest.input_digest, policy.digest) else None
    return rules.ranking_of(entries, contest.sheets, contest.rubrics, policy.terms, current)


def _entries_of(round_id: uuid.UUID) -> list[Entry]:
    """What counts of every idea, by number."""
    counted = (Assignment.submission_id == Submission.id) & (Assignment.state != VOIDED)
    readings = select(func.count()).where(counted).scalar_subquery()
    query = (
        select(
            Submission.id,
            Idea.number,
            Submission.title,
            Category.name,
            Category.position,
            readings,
            Category.id,
            Final.share,
            Finalist.value,
        )
        .join(Submission.idea)
        .join(Submission.category)
        .outerjoin(Finalist, Finalist.submission_id == Submission.id)
        .outerjoin(Final, Final.id == Finalist.final_id)
        .where(Submission.round_id == round_id, counts())
        .order_by(Idea.number)
    )
    rows = session().execute(query).all()
    return [replace(Entry(*row[:7]), carried=carried(row.share, row.value)) for row in rows]


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
