"""Sheets that follow an earlier version of the rubric than the one in use."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from app.accounts.models import User
from app.confirmations.rules import OlderSheet
from app.core.db import session
from app.ideas.models import Submission
from app.panels.models import Assignment, PanelMember
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import DRAFT


def older_sheets_of(round_id: uuid.UUID, rubric_id: uuid.UUID, *, to_change: bool = False) -> list[OlderSheet]:
    """Those of a round that were begun by another rubric than this one (one query), in a stable order."""
    sheet = (
        ScoreSheet.id, ScoreSheet.assignment_id, ScoreSheet.rubric_id, ScoreSheet.state, ScoreSheet.total,
        ScoreSheet.version, ScoreSheet.former,
    )  # fmt: skip
    query = select(*sheet, Assignment.submission_id, Submission.category_id, PanelMember.user_id)
    query = query.join(ScoreSheet.assignment).join(Assignment.submission).join(Assignment.panel_member)
    query = query.where(Assignment.round_id == round_id, ScoreSheet.rubric_id != rubric_id).order_by(Assignment.id)
    if to_change:
        query = query.with_for_update(of=Assignment)
    return [OlderSheet(*row) for row in session().execute(query)]


def criteria_by_rubric(rubric_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Criterion]]:
    """The criteria of rubrics in their order (one query)."""
    found: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
    query = select(Criterion).where(Criterion.rubric_id.in_(rubric_ids)).order_by(Criterion.position, Criterion.id)
    for criterion in session().scalars(query):
        found[criterion.rubric_id].append(criterion)
    return found


def numbers_of(rubric_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Which version each rubric is (one query)."""
    query = select(Rubric.id, Rubric.number).where(Rubric.id.in_(rubric_ids))
    return {row.id: row.number for row in session().execute(query)}


def said_on(sheets: Sequence[OlderSheet]) -> dict[uuid.UUID, dict[uuid.UUID, Mark]]:
    """What stands on sheets, by sheet and criterion (one query)."""
    said: dict[uuid.UUID, dict[uuid.UUID, Mark]] = defaultdict(dict)
    query = select(Score).where(Score.sheet_id.in_([sheet.id for sheet in sheets]))
    for score in session().scalars(query):
        said[score.sheet_id][score.criterion_id] = Mark(score.points, score.is_skipped, score.comment)
    return said


def jurors_of(sheets: Sequence[OlderSheet]) -> list[User]:
    """The people who filled them in (one query)."""
    people = {sheet.juror_id for sheet in sheets}
    return list(session().scalars(select(User).where(User.id.in_(people)).order_by(User.id)))


def unconfirmed_in(round_id: uuid.UUID) -> int:
    """How many sheets wait for their jurors to confirm them (one query)."""
    query = select(func.count()).select_from(ScoreSheet).join(ScoreSheet.assignment)
    query = query.where(Assignment.round_id == round_id, ScoreSheet.state == DRAFT, ScoreSheet.former.is_not(None))
    return session().scalar(query) or 0
