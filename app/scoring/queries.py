"""What a juror has to read and has said about it, always from the juror; and what all said, for those above.

What pages ask at every request is put together once, when the module is read: that costs more than asking it.
"""

import functools
import itertools
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calibration.queries import waiting_for
from app.conflicts.queries import is_biased
from app.core import db
from app.core.db import session
from app.core.errors import NotFoundError
from app.ideas.models import Idea, Submission
from app.ideas.rules import OWNER_KIND
from app.media.models import MediaFile, MediaOwner
from app.panels.models import Assignment, PanelMember
from app.panels.rules import BEGUN, DONE, VOIDED
from app.rounds.models import Category, Competition, Phase, PhaseKind, Round
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, holds_for
from app.scoring import rules
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import Assigned, Reading, Sheet

_assignments, _members, _submissions, _ideas = map(db.table, (Assignment, PanelMember, Submission, Idea))
_competitions, _rounds, _phases, _categories = map(db.table, (Competition, Round, Phase, Category))
_rubrics, _sheets, _scores = map(db.table, (Rubric, ScoreSheet, Score))
_a, _m, _r, _s, _i, _c = (each.c for each in (_assignments, _members, _rounds, _submissions, _ideas, _categories))

_IS_MINE = (_m.user_id == bindparam("juror_id")) & _m.removed_at.is_(None)
# Whoever became biased sees nothing of the idea any more, begun or not.
_IS_SEEN = ~is_biased(_i.team_id, _m.user_id, _m.school_id, _m.company_id) & (_a.state != VOIDED)
_IS_JURY = (_phases.c.round_id == _a.round_id) & (_phases.c.kind == PhaseKind.JURY)
_MINE = (
    select(_a.id, _a.state, _r.id, _r.contact, _s.id, _s.title, _i.number, _c.name, _c.position, _c.id)
    .select_from(_assignments)
    .join(_members, _m.id == _a.panel_member_id)
    .join(_rounds, _r.id == _a.round_id)
    .join(_submissions, _s.id == _a.submission_id)
    .join(_ideas, _i.id == _s.idea_id)
    .join(_categories, _c.id == _s.category_id)
    .where(_IS_MINE, _IS_SEEN)
)


# ---------------------------------------------------------------- the list
@dataclass(frozen=True)
class Pile:
    """What a juror has to read in one round."""

    round_id: uuid.UUID
    title: str
    contact: str
    phases: list[Phase]
    assignments: list[Assigned]

    @property
    def done(self) -> int:
        return sum(assignment.state == DONE for assignment in self.assignments)

    @property
    def next(self) -> Assigned | None:
        """What to read next: what was begun comes first."""
        waiting = [each for each in self.assignments if each.state != DONE]
        return min(waiting, key=lambda each: each.state != BEGUN, default=None)


_MY_PILES = (
    _MINE.add_columns(_competitions.c.title, _r.title)
    .join(_competitions, _competitions.c.id == _r.competition_id)
    .order_by(_r.created_at.desc(), _r.id, _a.id)
)
_MY_PHASES = (
    select(_phases.c.round_id, _phases.c.opens_at, _phases.c.closes_at)
    .join(_members, _m.round_id == _phases.c.round_id)
    .where(_IS_MINE, _phases.c.kind == PhaseKind.JURY)
)


def piles_of(juror: User) -> list[Pile]:
    """Everything a juror has to read, by round, the newest first (two queries).

    An assignment's id is random, so that the order of ids is one of its own for each juror, and stays.
    """
    piles: dict[uuid.UUID, Pile] = {}
    for *assigned, competition, title in session().execute(_MY_PILES, {"juror_id": juror.id}):
        each = Assigned(*assigned)
        new = Pile(each.round_id, f"{competition}, {title}", each.contact, [], [])
        piles.setdefault(each.round_id, new).assignments.append(each)
    for round_id, opens_at, closes_at in session().execute(_MY_PHASES, {"juror_id": juror.id}):
        if round_id in piles:
            piles[round_id].phases.append(_jury_phase(opens_at, closes_at))
    return list(piles.values())


def _jury_phase(opens_at: datetime, closes_at: datetime, grace_minutes: int = 0) -> Phase:
    return Phase(kind=PhaseKind.JURY, opens_at=opens_at, closes_at=closes_at, grace_minutes=grace_minutes)


_NEXT = (
    select(_a.id)
    .join(_members, _m.id == _a.panel_member_id)
    .join(_submissions, _s.id == _a.submission_id)
    .join(_ideas, _i.id == _s.idea_id)
    .where(_IS_MINE, _IS_SEEN, _a.round_id == bindparam("round_id"))
    .where(_a.state != DONE, _a.id != bindparam("present_id"))
    .order_by(_a.id < bindparam("present_id"), _a.id)
    .limit(1)
)


def next_assignment(juror: User, present: Assigned) -> uuid.UUID | None:
    """What comes after an assignment in the juror's order and is not handed in, from the top again after the last."""
    return session().scalar(_NEXT, {"juror_id": juror.id, "round_id": present.round_id, "present_id": present.id})


# ---------------------------------------------------------------- the sheets
_newest = _rubrics.alias("newest").c
_IN_USE = (
    select(_newest.id)
    .where(_newest.round_id == _a.round_id, _newest.in_use_at.is_not(None))
    .order_by(_newest.number.desc())
    .limit(1)
    .scalar_subquery()
)
_SHEET = tuple(_sheets.c[name] for name in Sheet._fields)
_RUBRIC = (_rubrics.c.id, _rubrics.c.content_hash, _rubrics.c.frozen_at, _rubrics.c.begun_sheets)
_PHASE = (_phases.c.opens_at, _phases.c.closes_at, _phases.c.grace_minutes)
_owners, _files = db.table(MediaOwner).c, db.table(MediaFile).c
# While these stay the same, so does an idea as jurors see it: only its files come and go.
_LOOK = (
    select(_owners.access_epoch).where(_owners.kind == OWNER_KIND, _owners.owner_id == _i.id).scalar_subquery(),
    select(func.sum(_files.version)).where(_files.owner_kind == OWNER_KIND, _files.owner_id == _i.id).scalar_subquery(),
)
_before = _members.alias("before").c
# Each juror of a round begins with another criterion, for what comes first colours the rest; nobody's place changes.
_TURN = (
    select(func.count(_before.id))
    .where(_before.round_id == _m.round_id, tuple_(_before.created_at, _before.id) < tuple_(_m.created_at, _m.id))
    .scalar_subquery()
)
_MY_READINGS = (
    _MINE.add_columns(*_LOOK, *_SHEET, *_RUBRIC, *_PHASE, _TURN, waiting_for(_a.round_id, _m.id))
    .outerjoin(_sheets, _sheets.c.assignment_id == _a.id)
    .join(_rubrics, _rubrics.c.id == func.coalesce(_sheets.c.rubric_id, _IN_USE))
    .outerjoin(_phases, _IS_JURY)
)
_MY_READING = _MY_READINGS.where(_a.id == bindparam("assignment_id"))
_MY_ROUND = _MY_READINGS.where(_a.round_id == bindparam("round_id")).order_by(_a.id)
_MARK = (_scores.c.points, _scores.c.is_skipped, _scores.c.comment)
_SAID = select(_scores.c.sheet_id, _scores.c.criterion_id, *_MARK, _scores.c.points_version, _scores.c.comment_version)
_SAID_HERE = _SAID.where(_scores.c.sheet_id == bindparam("sheet_id"))
_SAID_IN_ROUND = (
    _SAID.join(_sheets, _sheets.c.id == _scores.c.sheet_id)
    .join(_assignments, _a.id == _sheets.c.assignment_id)
    .join(_members, _m.id == _a.panel_member_id)
    .where(_IS_MINE, _a.round_id == bindparam("round_id"))
)
# Where the parts of such a row end.
_ASSIGNED_END = len(Assigned._fields)
_SHEET_END = _ASSIGNED_END + len(_SHEET)
_RUBRIC_END = _SHEET_END + len(_RUBRIC)
_LOCK = (
    select(_a.id)
    .join(_members, _m.id == _a.panel_member_id)
    .where(_IS_MINE, _a.id == bindparam("assignment_id"))
    .with_for_update(of=_assignments, key_share=True)
)


def reading_of(juror: User, assignment_id: uuid.UUID) -> Reading:
    """An assignment of the juror with its sheet (two queries). To change it, lock it first."""
    rows = session().execute(_MY_READING, {"juror_id": juror.id, "assignment_id": assignment_id}).all()
    if not rows:
        raise NotFoundError
    sheet_id = _sheet_id(rows[0])
    said = session().execute(_SAID_HERE, {"sheet_id": sheet_id}).all() if sheet_id is not None else []
    return _reading(rows, said, _criteria)


def readings_of(juror: User, round_id: uuid.UUID) -> list[Reading]:
    """Everything the juror has to read in a round, in the juror's order (two queries); NotFoundError without any."""
    mine_there = {"juror_id": juror.id, "round_id": round_id}
    said: dict[uuid.UUID | None, list[Sequence[Any]]] = defaultdict(list)
    for row in session().execute(_SAID_IN_ROUND, mine_there):
        said[row.sheet_id].append(row)
    by_assignment = itertools.groupby(session().execute(_MY_ROUND, mine_there), key=lambda row: row[0])
    readings = [list(rows) for _assignment_id, rows in by_assignment]
    if not readings:
        raise NotFoundError
    criteria_of = functools.cache(_criteria)
    return [_reading(rows, said[_sheet_id(rows[0])], criteria_of) for rows in readings]


def _sheet_id(row: Sequence[Any]) -> uuid.UUID | None:
    found: uuid.UUID | None = row[_ASSIGNED_END]
    return found


def _reading(
    rows: Sequence[Sequence[Any]], said: Sequence[Sequence[Any]], criteria_of: Callable[..., list[Criterion]]
) -> Reading:
    """A reading from its rows, of which there is one for each phase of the jury."""
    first = rows[0]
    assigned = Assigned._make(first[:_ASSIGNED_END])
    criteria = criteria_of(*first[_SHEET_END:_RUBRIC_END])
    keys = {criterion.id: criterion.key for criterion in criteria}
    holding = [criterion for criterion in criteria if holds_for(criterion, assigned.category_id)]
    begin = first[-2] % len(holding)
    return Reading(
        assigned,
        Sheet._make(first[_ASSIGNED_END:_SHEET_END]) if _sheet_id(first) is not None else None,
        [_jury_phase(*row[_RUBRIC_END:-2]) for row in rows if row[_RUBRIC_END] is not None],
        criteria[0].rubric,
        holding,
        {keys[row[1]]: Mark(*row[2:5]) for row in said},
        {keys[row[1]]: (row[5], row[6]) for row in said},
        first[-1],
        [*holding[begin:], *holding[:begin]],
    )


def columns_of(rubric: Rubric) -> list[Criterion]:
    """All criteria of a rubric that a reading has, whatever category they hold for."""
    return _criteria(rubric.id, rubric.content_hash, rubric.frozen_at, rubric.begun_sheets)


def _criteria(rubric_id: uuid.UUID, hash_: str, frozen_at: datetime | None, begun_sheets: int) -> list[Criterion]:
    """The criteria of a rubric with the rubric; from memory once a sheet is begun, since nobody edits them then."""
    return _fixed_criteria(rubric_id, hash_, frozen_at) if begun_sheets else _read_criteria(rubric_id)


@functools.lru_cache(maxsize=64)
def _fixed_criteria(rubric_id: uuid.UUID, _hash: str, _frozen_at: datetime | None) -> list[Criterion]:
    """These belong to no session, so that every request may use them."""
    criteria = _read_criteria(rubric_id)
    for row in (*criteria, criteria[0].rubric):
        session().expunge(row)
    return criteria


def _read_criteria(rubric_id: uuid.UUID) -> list[Criterion]:
    query = select(Criterion).where(Criterion.rubric_id == rubric_id).options(joinedload(Criterion.rubric))
    return list(session().scalars(query.order_by(Criterion.position, Criterion.id)))


def lock_sheet(juror: User, assignment_id: uuid.UUID) -> None:
    """Let nobody else change a sheet of the juror, begun or not, until the present action ends.

    On SQLite nobody can: there one action follows the other.
    """
    if not db.is_sqlite():
        session().execute(_LOCK, {"juror_id": juror.id, "assignment_id": assignment_id})


# ---------------------------------------------------------------- of everybody
class FinalComment(NamedTuple):
    """What a juror wrote about one criterion on a sheet that counts; the criterion's name is {"de": …, "en": …}."""

    submission_id: uuid.UUID
    sheet_id: uuid.UUID
    criterion_key: str
    criterion_name: dict[str, str]
    points: int | None
    comment: str


def final_comments_of(round_id: uuid.UUID) -> list[FinalComment]:
    """Every comment on the sheets of a round that were handed in (one query), by idea and criterion.

    Who wrote it stays out, and so does every order that would tell: an id of a sheet is random.
    """
    query = (
        select(
            Assignment.submission_id,
            ScoreSheet.id,
            Criterion.key,
            Criterion.name,
            Score.points,
            Score.comment,
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Score, Score.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Assignment.round_id == round_id, ScoreSheet.state == rules.FINAL, Score.comment != "")
        .order_by(Assignment.submission_id, Criterion.position, ScoreSheet.id)
    )
    return [FinalComment(*row) for row in session().execute(query)]
