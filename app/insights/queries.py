"""What pictures of a ranking need beside it: the totals of every juror, told by number."""

import uuid
from collections import defaultdict

from sqlalchemy import select

from app.core.db import session
from app.fairness.totals import sheet_totals
from app.panels.models import PanelMember
from app.snapshots.queries import contest_of


def totals_of(round_id: uuid.UUID) -> dict[uuid.UUID, list[float]]:
    """What every sheet that counts is worth, by juror (four queries)."""
    contest = contest_of(round_id)
    found: dict[uuid.UUID, list[float]] = defaultdict(list)
    for rubric, sheets in contest.by_version():
        totals = sheet_totals(rubric, sheets, contest.categories)
        for value, juror in zip(totals.y, totals.ji, strict=True):
            found[uuid.UUID(str(totals.jurors[juror]))].append(value)
    return found


def juror_numbers_of(round_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """By their random ids jurors have numbers that tell nothing of them; whoever has left keeps theirs (one query)."""
    query = select(PanelMember.id).where(PanelMember.round_id == round_id).order_by(PanelMember.id)
    return {id_: number for number, id_ in enumerate(session().scalars(query), start=1)}
