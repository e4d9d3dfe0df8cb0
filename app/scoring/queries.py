"""What a juror has to read and has said about it, always from the juror; and what all said, for those above."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.accounts.models import User
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.ideas.models import Submission
from app.panels.models import Assignment, PanelMember
from app.panels.rules import BEGUN, DONE, OPEN
from app.rounds.models import Phase, PhaseKind, Round
from app.rounds.queries import phases_of_rounds
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark
from app.scoring import rules
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import Reading


@dataclass(frozen=True)
class Pile:
    """What a juror has to read in one round."""

    round: Round
    phases: list[Phase]
    assignments: list[Assignment]

    @property
    def done(self) -> int:
        return sum(assignment.state == DONE for assignment in self.assignments)

    @property
    def next(self) -> Assignment | None:
        """What to read next: what was begun comes first."""
        waiting = [each for each in self.assignments if each.state != DONE]
        return min(waiting, key=lambda each: each.state != BEGUN, default=None)


def piles_of(juror: User) -> list[Pile]:
    """Everything a juror has to read, by round, the newest first (two queries).

    An assignment's id is random, so that the order of ids is one of its own for each juror, and stays.
    """
    query = _assignments_of(juror).join(Assignment.round).join(Assignment.submission).join(Submission.idea)
    query = query.options(
        contains_eager(Assignment.round).joinedload(Round.competition),
        contains_eager(Assignment.submission).options(
            defer(Submission.content), contains_eager(Submission.idea), joinedload(Submission.category)
        ),
    )
    by_round: dict[uuid.UUID, list[Assignment]] = defaultdict(list)
    for assignment in session().scalars(query.order_by(Round.created_at.desc(), Round.id, Assignment.id)):
        by_round[assignment.round_id].append(assignment)
    phases = phases_of_rounds(by_round)
    return [Pile(theirs[0].round, phases[round_id], theirs) for round_id, theirs in by_round.items()]


def _assignments_of(juror: User) -> Select[Assignment]:
    is_mine = (PanelMember.user_id == juror.id) & PanelMember.removed_at.is_(None)
    return select(Assignment).join(Assignment.panel_member).where(is_mine)


def locked_assignment_of(juror: User, assignment_id: uuid.UUID) -> Assignment:
    """An assignment of the juror, locked: nobody else changes its sheet meanwhile."""
    query = _assignments_of(juror).where(Assignment.id == assignment_id)
    return _found(session().scalar(query.with_for_update(of=Assignment, key_share=True)))


def reading_of(juror: User, assignment_id: uuid.UUID) -> Reading:
    """An assignment of the juror with its sheet (two queries). To change it, lock the assignment first."""
    is_jury = (Phase.round_id == Assignment.round_id) & (Phase.kind == PhaseKind.JURY)
    query = (
        _assignments_of(juror)
        .where(Assignment.id == assignment_id)
        .options(
            joinedload(Assignment.round),
            joinedload(Assignment.submission).options(defer(Submission.content), joinedload(Submission.idea)),
        )
    )
    query = query.outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id).outerjoin(Phase, is_jury)
    rows = session().execute(query.add_columns(ScoreSheet, Phase)).all()
    assignment: Assignment = _found(rows[0][0] if rows else None)
    sheet: ScoreSheet | None = rows[0][1]
    phases = [row[2] for row in rows if row[2] is not None]
    rows_of_criteria = session().execute(_scored_criteria(assignment.round_id, sheet)).all()
    scored: list[tuple[Criterion, Score | None]] = [(row[0], row[1]) for row in rows_of_criteria]
    scores = {criterion.key: score for criterion, score in scored if score is not None}
    return Reading(assignment, sheet, phases, [criterion for criterion, _score in scored], scores)


def _scored_criteria(round_id: uuid.UUID, sheet: ScoreSheet | None) -> Select[Criterion, Score]:
    """The criteria of the sheet's rubric, or of the newest one before there is a sheet, and what was said to them."""
    newest = select(Rubric.id).where(Rubric.round_id == round_id).order_by(Rubric.number.desc()).limit(1)
    rubric_id = sheet.rubric_id if sheet is not None else newest.scalar_subquery()
    is_said = (Score.criterion_id == Criterion.id) & (Score.sheet_id == (sheet.id if sheet is not None else None))
    query = select(Criterion, Score).outerjoin(Score, is_said).where(Criterion.rubric_id == rubric_id)
    return query.options(joinedload(Criterion.rubric)).order_by(Criterion.position, Criterion.id)


def _found(assignment: Assignment | None) -> Assignment:
    if assignment is None:
        raise NotFoundError
    return assignment


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


# ---------------------------------------------------------------- what must always hold
@invariant("every final sheet says what was handed in")
def _changed_sheets() -> list[str]:
    """Compares each sheet with the log: points and sentences by their digest, total and state as they are."""
    noted = _handed_in()
    rows = session().execute(select(ScoreSheet.id, ScoreSheet.rubric_id, ScoreSheet.total, ScoreSheet.state)).all()
    criteria, scores = _criteria_by_rubric(), _scores_by_sheet()
    found: dict[uuid.UUID, str] = {}
    for sheet_id, rubric_id, total, state in rows:
        marks = _marks(criteria[rubric_id], scores[sheet_id])
        found[sheet_id] = f"{rules.digest_of(rubric_id, marks)} {total}" if state == rules.FINAL else ""
    everywhere = sorted({*noted, *(id_ for id_, said in found.items() if said)}, key=str)
    return [f"score sheet {id_}" for id_ in everywhere if noted.get(id_) != found.get(id_)]


def _handed_in() -> dict[uuid.UUID, str]:
    """What the log says of every sheet that was handed in and not opened again since."""
    noted: dict[uuid.UUID, str] = {}
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.object_kind == "score_sheet").order_by(AuditEvent.number)
    for sheet_id, action, values in session().execute(query):
        if action == "hand_in_sheet":
            noted[sheet_id] = f"{values['digest']} {values['total']}"
        elif action == "reopen_sheet":
            noted.pop(sheet_id, None)
    return noted


def _criteria_by_rubric() -> dict[uuid.UUID, list[Criterion]]:
    found: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
    for criterion in session().scalars(select(Criterion).order_by(Criterion.position)):
        found[criterion.rubric_id].append(criterion)
    return found


def _scores_by_sheet() -> dict[uuid.UUID, dict[uuid.UUID, Score]]:
    found: dict[uuid.UUID, dict[uuid.UUID, Score]] = defaultdict(dict)
    for score in session().scalars(select(Score)):
        found[score.sheet_id][score.criterion_id] = score
    return found


def _marks(criteria: Iterable[Criterion], scores: dict[uuid.UUID, Score]) -> dict[str, Mark]:
    return {c.key: rules.mark_of(scores[c.id]) if c.id in scores else Mark() for c in criteria}


@invariant("every assignment knows how far its sheet is")
def _assignments_out_of_step() -> list[str]:
    query = select(Assignment.id, Assignment.state, ScoreSheet.state)
    query = query.outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id).order_by(Assignment.id)
    state_of = {None: OPEN, rules.DRAFT: BEGUN, rules.FINAL: DONE}
    return [f"assignment {id_}" for id_, state, sheet in session().execute(query) if state != state_of[sheet]]


@invariant("the rubric of every final sheet is frozen")
def _final_sheets_of_open_rubrics() -> list[str]:
    query = select(ScoreSheet.id).join(ScoreSheet.rubric).where(
        ScoreSheet.state == rules.FINAL, Rubric.frozen_at.is_(None)
    )  # fmt: skip
    return [f"score sheet {id_}" for id_ in session().scalars(query.order_by(ScoreSheet.id))]
