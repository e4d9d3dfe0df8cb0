"""What the protocol of a round is put together from."""

import uuid

from sqlalchemy import select

from app.core.db import session
from app.deliberation.queries import approval_record_of, record_of
from app.ideas.models import Idea, Submission
from app.insights.queries import juror_numbers_of
from app.panels.models import Assignment
from app.policies.queries import criterion_names_of, policy_of
from app.protocol.rules import Reading, Record
from app.ranking.queries import kept_ranking_of
from app.rounds.models import Round
from app.rubrics.models import Rubric
from app.scoring.models import ScoreSheet


def record_in(round_: Round) -> Record:
    """Everything that was laid down, said, worked out and decided (about ten queries, however much it is)."""
    return Record(
        round=round_,
        policy=policy_of(round_.id),
        criteria=criterion_names_of(round_.id),
        rubrics=list(session().scalars(select(Rubric).where(Rubric.round_id == round_.id).order_by(Rubric.number))),
        readings=_readings_of(round_.id),
        ranking=kept_ranking_of(round_.id),
        decisions=record_of(round_.id),
        approvals=approval_record_of(round_.id),
    )


def _readings_of(round_id: uuid.UUID) -> list[Reading]:
    """Every assignment, by idea and juror."""
    numbers = juror_numbers_of(round_id)
    query = (
        select(Idea.number, Assignment.panel_member_id, Assignment.state, ScoreSheet.total, ScoreSheet.late_at)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Idea, Idea.id == Submission.idea_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id)
    )
    found = [
        Reading(idea, numbers[member], state, total or "", late_at)
        for idea, member, state, total, late_at in session().execute(query)
    ]
    return sorted(found, key=lambda each: (each.idea, each.juror))
