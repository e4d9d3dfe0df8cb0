"""The state of a round at one glance, and whom a phase concerns."""

import uuid

from sqlalchemy import Select, func, select

from app.accounts.models import User
from app.core.db import session
from app.deliberation.models import Approval, Decision
from app.ideas.models import Idea
from app.organising import rules
from app.panels.models import Assignment, PanelMember
from app.publication.models import Publication
from app.rounds.models import Category, PhaseKind
from app.rubrics.models import Rubric
from app.scoring.models import ScoreSheet
from app.teams.models import Membership, Team
from app.teams.queries import people_of_round


# ---------------------------------------------------------------- the desk
def counts_of(round_id: uuid.UUID) -> rules.Counts:
    """All figures of the desk (one query)."""
    rows: dict[str, Select[uuid.UUID]] = {
        "categories": select(Category.id).where(Category.round_id == round_id),
        "rubrics": select(Rubric.id).where(Rubric.round_id == round_id),
        "teams": select(Team.id).where(Team.round_id == round_id, Team.archived_at.is_(None)),
        "members": _members(round_id),
        "ideas": select(Idea.id).where(Idea.round_id == round_id),
        "submitted": select(Idea.id).where(Idea.round_id == round_id, Idea.state == "submitted"),
        "jurors": select(PanelMember.id).where(
            PanelMember.round_id == round_id, PanelMember.is_juror, PanelMember.removed_at.is_(None)
        ),
        "assignments": select(Assignment.id).where(Assignment.round_id == round_id),
        "final_sheets": _final_sheets(round_id),
        "decisions": select(Decision.id).where(Decision.round_id == round_id, Decision.revoked_at.is_(None)),
        "approvals": select(Approval.id).where(Approval.round_id == round_id, Approval.ended_at.is_(None)),
        "publications": _publications(round_id),
    }
    counts = [select(func.count()).select_from(query.subquery()).label(name) for name, query in rows.items()]
    return rules.Counts(**session().execute(select(*counts)).mappings().one())


def _publications(round_id: uuid.UUID) -> Select[uuid.UUID]:
    return select(Publication.id).where(Publication.round_id == round_id, Publication.taken_back_at.is_(None))


def _members(round_id: uuid.UUID) -> Select[uuid.UUID]:
    query = select(Membership.id).join(Membership.team)
    return query.where(Team.round_id == round_id, Membership.left_at.is_(None))


def _final_sheets(round_id: uuid.UUID) -> Select[uuid.UUID]:
    query = select(ScoreSheet.id).join(ScoreSheet.assignment)
    return query.where(Assignment.round_id == round_id, ScoreSheet.state == "final")


def is_anything_assigned(round_id: uuid.UUID) -> bool:
    return session().scalar(select(Assignment.id).where(Assignment.round_id == round_id).limit(1)) is not None


def people_concerned(round_id: uuid.UUID, kind: str) -> list[User]:
    """Who plans with a phase: the jurors with that of the jury, the teams' members with all others."""
    if kind != PhaseKind.JURY:
        return people_of_round(round_id)
    query = select(User).join(PanelMember, PanelMember.user_id == User.id)
    query = query.where(PanelMember.round_id == round_id, PanelMember.removed_at.is_(None), User.ended_at.is_(None))
    return list(session().scalars(query.order_by(User.sort_key, User.id)))
