"""What was decided in a round, for those who run it and who chair its jury."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.accounts.models import User
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.deliberation import rules
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import Candidate
from app.ideas.models import Idea, Submission
from app.panels.models import Assignment
from app.panels.queries import hidden_from, rounds_of_chair
from app.ranking.queries import kept_ranking_of
from app.ranking.rules import Ranking, without
from app.rubrics.models import Criterion
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import FINAL
from app.sheets.queries import late_sheets_of
from app.sheets.rules import LateSheet
from app.teams.models import Team


class Comment(NamedTuple):
    """What somebody wrote to a criterion; its name is {"de": …, "en": …}."""

    criterion: dict[str, str]
    points: int | None
    text: str


_PRESENT = select(Decision).where(Decision.round_id == bindparam("round_id"), Decision.revoked_at.is_(None))


def parts_of(person: User, round_id: uuid.UUID) -> list[str]:
    """As what somebody may approve the decisions of a round: as its chair, as admin, both or nothing (one query)."""
    is_chair = Role.CHAIR in person.roles and round_id in {round_.id for round_ in rounds_of_chair(person)}
    holds = {Role.CHAIR: is_chair, Role.ADMIN: Role.ADMIN in person.roles}
    return [str(role) for role, is_held in holds.items() if is_held]


def candidates_of(round_id: uuid.UUID) -> list[Candidate]:
    """Every idea of a round, the best first, then those that too few have read, each with what is decided about it."""
    return candidates_in(kept_ranking_of(round_id), present_decisions_of(round_id))


def candidates_for(person: User, round_id: uuid.UUID) -> list[Candidate]:
    """The same without those about which the person is biased: somebody else decides about them."""
    ranking = without(kept_ranking_of(round_id), hidden_from(person, round_id))
    return candidates_in(ranking, present_decisions_of(round_id))


def present_decisions_of(round_id: uuid.UUID) -> list[Decision]:
    """The decisions that hold, without anything beside them and in no order."""
    return list(session().scalars(_PRESENT, {"round_id": round_id}))


def candidates_in(ranking: Ranking, decisions: Iterable[Decision]) -> list[Candidate]:
    """The ideas of a ranking in its order, each with what is decided about it; of `decisions` those that hold."""
    present = {each.submission_id: each for each in decisions if each.revoked_at is None}
    return [Candidate(place, present.get(place.entry.submission_id)) for place in ranking.everything]


def candidate_among(candidates: Iterable[Candidate], submission_id: uuid.UUID) -> Candidate:
    for candidate in candidates:
        if candidate.submission_id == submission_id:
            return candidate
    raise NotFoundError


def decisions_of(round_id: uuid.UUID) -> list[Decision]:
    """What is decided in a round at present, with idea, team and category: prizes first, each kind by rank."""
    query = _decisions().where(Decision.round_id == round_id, Decision.revoked_at.is_(None))
    in_order = case({kind: number for number, kind in enumerate(rules.NAMES)}, value=Decision.kind)
    return list(session().scalars(query.order_by(in_order, Decision.rank, Decision.prize, Idea.number)))


def versions_of(round_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """How often it was changed what is decided about each submission of a round."""
    query = select(Decision.submission_id, func.max(Decision.version)).where(Decision.round_id == round_id)
    return {row[0]: row[1] for row in session().execute(query.group_by(Decision.submission_id))}


def approvals_of(round_id: uuid.UUID) -> list[Approval]:
    """The approvals that count at present, with who gave them, the first one first."""
    query = select(Approval).where(Approval.round_id == round_id, Approval.ended_at.is_(None))
    query = query.options(joinedload(Approval.approved_by)).order_by(Approval.approved_at, Approval.id)
    return list(session().scalars(query))


def approval_of(person: User, round_id: uuid.UUID) -> Approval:
    """The person's own approval that counts."""
    found = next((each for each in approvals_of(round_id) if each.approved_by_id == person.id), None)
    if found is None:
        raise NotFoundError
    return found


def is_approved(round_id: uuid.UUID) -> bool:
    """Whether chair and admin have approved what is decided in a round (one query): any change ends their approvals."""
    return rules.is_approved(approvals_of(round_id))


def approved_decisions_of(round_id: uuid.UUID) -> list[Decision]:
    """The decisions of a round once chair and admin have approved exactly these; before that and after a change: none.

    Each has its submission with idea, team and category (two queries). What was changed behind the back of all actions
    is not what was approved either.
    """
    decisions, approvals = decisions_of(round_id), approvals_of(round_id)
    digest = rules.digest_of_all(decisions)
    return decisions if rules.is_approved(each for each in approvals if each.digest == digest) else []


def decision_in(person: User, round_id: uuid.UUID, decision_id: uuid.UUID) -> Decision:
    """What was decided in a round and not revoked, about an idea about which the person is not biased."""
    query = _decisions().where(Decision.round_id == round_id, Decision.id == decision_id, Decision.revoked_at.is_(None))
    found = session().scalar(query)
    if found is None or found.submission_id in hidden_from(person, round_id):
        raise NotFoundError
    return found


def record_of(round_id: uuid.UUID) -> list[Decision]:
    """Everything that was ever decided in a round, with idea and who decided, by idea, the newest first (one query)."""
    query = select(Decision).join(Decision.submission).join(Submission.idea).where(Decision.round_id == round_id)
    query = query.options(
        contains_eager(Decision.submission).options(defer(Submission.content), contains_eager(Submission.idea)),
        joinedload(Decision.decided_by),
    )
    return list(session().scalars(query.order_by(Idea.number, Decision.version.desc())))


def approval_record_of(round_id: uuid.UUID) -> list[Approval]:
    """Every approval of a round, with who gave it, also those that were ended, the newest first."""
    query = select(Approval).where(Approval.round_id == round_id).options(joinedload(Approval.approved_by))
    return list(session().scalars(query.order_by(Approval.approved_at.desc(), Approval.id)))


def team_names_of(round_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """The names of the teams by submission. Only for pages on decisions that are approved: until then all is blind."""
    query = select(Submission.id, Team.name).join(Submission.idea).join(Idea.team)
    return {row[0]: row[1] for row in session().execute(query.where(Submission.round_id == round_id))}


def comments_about(submission_id: uuid.UUID) -> list[Comment]:
    """What jurors wrote on the sheets about a submission that were handed in, by criterion; not who (one query)."""
    query = select(Criterion.name, Score.points, Score.comment).join(Criterion, Criterion.id == Score.criterion_id)
    query = query.join(ScoreSheet, ScoreSheet.id == Score.sheet_id).join(ScoreSheet.assignment)
    query = query.where(Assignment.submission_id == submission_id, ScoreSheet.state == FINAL, Score.comment != "")
    # By points, not by sheet: nobody sees which comments are of the same juror.
    query = query.order_by(Criterion.position, Score.points, Score.comment)
    return [Comment(*row) for row in session().execute(query)]


def late_sheets_about(round_id: uuid.UUID, submission_id: uuid.UUID) -> list[LateSheet]:
    """The sheets about a submission of which something came after the jury's end (one query)."""
    return [each for each in late_sheets_of(round_id) if each.submission_id == submission_id]


def newest_decision_about(submission_id: uuid.UUID) -> Decision | None:
    """What was decided last about a submission; `revoked_at` says whether it still holds."""
    query = select(Decision).where(Decision.submission_id == submission_id)
    return session().scalar(query.order_by(Decision.version.desc(), Decision.created_at.desc()).limit(1))


def _decisions() -> Select[Decision]:
    query = select(Decision).join(Decision.submission).join(Submission.idea)
    return query.options(
        contains_eager(Decision.submission).options(
            contains_eager(Submission.idea).joinedload(Idea.team), joinedload(Submission.category)
        ),
    )


# ---------------------------------------------------------------- what must always hold
@invariant("every decision says what was decided")
def _changed_decisions() -> list[str]:
    """Compares each decision with the log: what it says by its digest, and whether it was revoked."""
    noted: dict[uuid.UUID | None, tuple[str, bool]] = {
        id_: (values["digest"], action in {"revoke_decision", "revoke_prize"})
        for id_, action, values in _events_about("decision")
    }
    rows = session().scalars(select(Decision))
    found: dict[uuid.UUID | None, tuple[str, bool]] = {
        each.id: (rules.digest_of(each), each.revoked_at is not None) for each in rows
    }
    return [f"decision {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


def _events_about(kind: str) -> Iterable[tuple[uuid.UUID | None, str, dict[str, Any]]]:
    """What the log tells of the things of a kind, the newest last: id, action and values."""
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    for row in session().execute(query.where(AuditEvent.object_kind == kind).order_by(AuditEvent.number)):
        yield row.object_id, row.action, row.values


@invariant("every approval says what was approved")
def _changed_approvals() -> list[str]:
    """Compares each approval with the log: who approved what in which role, and whether it was ended."""
    noted: dict[uuid.UUID | None, tuple[object, ...]] = {
        id_: (*(values[name] for name in ("round", "person", "role", "digest")), action == "end_approval")
        for id_, action, values in _events_about("approval")
    }
    found: dict[uuid.UUID | None, tuple[object, ...]] = {
        each.id: (str(each.round_id), str(each.approved_by_id), each.role, each.digest, each.ended_at is not None)
        for each in session().scalars(select(Approval))
    }
    return [f"approval {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


@invariant("what is approved stands as it was approved")
def _approvals_of_something_else() -> list[str]:
    query = select(Approval).where(Approval.ended_at.is_(None)).order_by(Approval.id)
    approvals = list(session().scalars(query))
    digests = {id_: rules.digest_of_all(decisions_of(id_)) for id_ in {each.round_id for each in approvals}}
    return [f"approval {each.id}" for each in approvals if each.digest != digests[each.round_id]]
