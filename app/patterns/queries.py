"""The sheets of a ranking, and what their criteria are called."""

import uuid
from collections import defaultdict

from sqlalchemy import select

from app.core.db import session
from app.core.i18n import pick
from app.insights.queries import juror_numbers_of
from app.patterns.rules import Judged
from app.ranking.rules import Ranking
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import fair_rubric
from app.snapshots.queries import final_sheets_of


def judged_in(round_id: uuid.UUID, ranking: Ranking) -> Judged:
    """The sheets about the ideas of a ranking, and what their criteria are called (three queries)."""
    categories = {place.entry.submission_id: str(place.entry.category_id) for place in ranking.everything}
    sheets = [sheet for sheet in final_sheets_of(round_id) if sheet.submission_id in categories]
    query = select(Criterion).join(Criterion.rubric).order_by(Rubric.number.desc(), Criterion.position)
    query = query.where(Criterion.rubric_id.in_({sheet.rubric_id for sheet in sheets}))
    criteria: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
    names: dict[str, str] = {}
    for criterion in session().scalars(query):
        criteria[criterion.rubric_id].append(criterion)
        names.setdefault(criterion.key, pick(criterion.name))
    rubrics = {rubric_id: fair_rubric(found) for rubric_id, found in criteria.items()}
    return Judged(ranking, sheets, rubrics, names, juror_numbers_of(round_id))
