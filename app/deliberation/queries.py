"""What was decided in a round, for those who run it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.deliberation import rules
from app.deliberation.models import Decision
from app.ideas.models import Idea, Submission
from app.ranking.queries import ranking_of
from app.ranking.rules import Place


@dataclass(frozen=True)
class Candidate:
    """An idea with its place in the ranking, if anybody has read it, and its prize, if it has one."""

    submission: Submission
    place: Place | None
    decision: Decision | None


def candidates_of(round_id: uuid.UUID) -> list[Candidate]:
    """Every idea of a round, the best first, then those without a reading (four queries)."""
    ranking, prizes = ranking_of(round_id), {each.submission_id: each for each in decisions_of(round_id)}
    ranked = [Candidate(place.submission, place, prizes.get(place.submission.id)) for place in ranking.places]
    unranked = [Candidate(each.submission, None, prizes.get(each.submission.id)) for each in ranking.unranked]
    return ranked + unranked


def candidate_of(round_id: uuid.UUID, submission_id: uuid.UUID) -> Candidate:
    for candidate in candidates_of(round_id):
        if candidate.submission.id == submission_id:
            return candidate
    raise NotFoundError


def decisions_of(round_id: uuid.UUID) -> list[Decision]:
    """The prizes of a round that were not revoked, with idea and team, by rank."""
    query = _decisions().where(Decision.round_id == round_id, Decision.revoked_at.is_(None))
    return list(session().scalars(query.order_by(Decision.rank, Decision.prize, Idea.number)))


def decision_in(round_id: uuid.UUID, decision_id: uuid.UUID) -> Decision:
    """A prize of a round that was not revoked."""
    query = _decisions().where(Decision.round_id == round_id, Decision.id == decision_id, Decision.revoked_at.is_(None))
    found = session().scalar(query)
    if found is None:
        raise NotFoundError
    return found


def prize_of(submission_id: uuid.UUID) -> Decision | None:
    query = select(Decision).where(Decision.submission_id == submission_id, Decision.revoked_at.is_(None))
    return session().scalar(query)


def _decisions() -> Select[Decision]:
    query = select(Decision).join(Decision.submission).join(Submission.idea)
    return query.options(
        contains_eager(Decision.submission).options(
            contains_eager(Submission.idea).joinedload(Idea.team), joinedload(Submission.category)
        ),
    )


# ---------------------------------------------------------------- what must always hold
@invariant("every prize says what was decided")
def _changed_decisions() -> list[str]:
    """Compares each prize with the log: the words by their digest, and whether it was revoked."""
    noted: dict[uuid.UUID | None, tuple[str, bool]] = {}
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.object_kind == "decision").order_by(AuditEvent.number)
    for id_, action, values in session().execute(query):
        noted[id_] = (values["digest"], action == "revoke_prize")
    rows = session().scalars(select(Decision))
    found: dict[uuid.UUID | None, tuple[str, bool]] = {
        each.id: (rules.digest_of(each), each.revoked_at is not None) for each in rows
    }
    return [f"decision {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]
