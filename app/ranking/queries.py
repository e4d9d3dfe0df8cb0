"""The ranking of a round, for those who run it. Jurors never see it."""

import uuid
from collections import defaultdict
from itertools import groupby

from sqlalchemy import select

from app.core.db import session
from app.core.invariants import invariant
from app.ideas.queries import submissions_of_round
from app.panels.models import Assignment
from app.ranking import rules
from app.ranking.rules import FinalSheet, Ranking
from app.rubrics.models import Criterion
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import FINAL, text_of_total


def ranking_of(round_id: uuid.UUID) -> Ranking:
    """The ranking as it is now (two queries, however many ideas and sheets there are)."""
    return rules.ranking_of(submissions_of_round(round_id), final_sheets_of(round_id))


def final_sheets_of(round_id: uuid.UUID) -> list[FinalSheet]:
    """Every sheet of a round that was handed in, in a stable order (one query)."""
    query = (
        select(ScoreSheet.id, Assignment.submission_id, Assignment.panel_member_id, Criterion, Score.points)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Score, Score.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Assignment.round_id == round_id, ScoreSheet.state == FINAL)
        .order_by(ScoreSheet.id, Criterion.position)
    )
    rows = groupby(session().execute(query), key=lambda row: row[:3])
    return [
        _final_sheet(submission_id, juror_id, [(row[3], row[4]) for row in group])
        for (_id, submission_id, juror_id), group in rows
    ]


def _final_sheet(submission_id: uuid.UUID, juror_id: uuid.UUID, said: list[tuple[Criterion, int | None]]) -> FinalSheet:
    criteria = [criterion for criterion, _points in said]
    points = {criterion.key: points for criterion, points in said}
    return FinalSheet(submission_id, juror_id, criteria[0].rubric_id, criteria, points)


# ---------------------------------------------------------------- what must always hold
@invariant("a sheet without gaps is worth in the ranking what it was worth when it was handed in")
def _totals_that_differ() -> list[str]:
    query = select(Assignment.round_id, Assignment.submission_id, ScoreSheet.id, ScoreSheet.total)
    query = query.join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id).where(ScoreSheet.state == FINAL)
    stored: dict[uuid.UUID, set[tuple[uuid.UUID, str]]] = defaultdict(set)
    for round_id, submission_id, _sheet_id, total in session().execute(query):
        stored[round_id].add((submission_id, total))
    return [
        f"submission {place.submission.id}: {text_of_total(total.value)}"
        for round_id in sorted(stored, key=str)
        for place in ranking_of(round_id).places
        for total in place.totals
        if not total.is_filled_in and (place.submission.id, text_of_total(total.value)) not in stored[round_id]
    ]
