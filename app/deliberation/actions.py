"""Deciding about ideas, and approving it all. The row of the round is the lock of its decisions and approvals."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import EditConflictError, InvalidError, NotAllowedError, RefusedError
from app.core.i18n import _
from app.deliberation import queries, rules
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import DecisionValues
from app.panels.queries import hidden_from, round_to_lead
from app.ranking.queries import kept_ranking_of
from app.ranking.rules import why_not_official
from app.recusals.queries import recused_chairs_in
from app.recusals.rules import why_not_approve
from app.rounds.models import Round
from app.rounds.queries import phases_of


@db.action
def decide(
    person: User,
    round_id: uuid.UUID,
    submission_id: uuid.UUID,
    values: DecisionValues,
    *,
    seen_version: int = 0,
    change_reason: str = "",
) -> Decision:
    """Say what becomes of an idea, in place of what was said before; the very same once more changes nothing.

    InvalidError naming what it lacks, EditConflictError if something else was decided since `seen_version` was shown.
    Approvals end.
    """
    round_ = _round_to_decide(person, round_id)
    candidates = queries.candidates_for(person, round_.id)
    idea = queries.candidate_among(candidates, submission_id)
    newest, turned = queries.newest_decision_about(submission_id), rules.turned_by(candidates, idea, values)
    said = rules.settled(values, turned)
    if idea.decision is not None and rules.said_in(idea.decision) == said:
        return idea.decision
    if faults := rules.faults_of(said, turned, in_zone=idea.is_in_zone):
        raise InvalidError(faults)
    if conflicts := rules.conflicts(newest, said, seen_version):
        raise EditConflictError(conflicts)
    if idea.decision is not None and (faults := rules.faults_of_change(change_reason)):
        raise InvalidError(faults)
    if idea.decision is not None:
        _revoke(person, idea.decision, change_reason)
    return _add(person, round_, submission_id, said, rules.version_of(newest))


def _round_to_decide(person: User, round_id: uuid.UUID) -> Round:
    """The round, locked: what is decided and approved in it happens one after the other."""
    round_ = db.locked(round_to_lead(person, round_id))
    refusal = rules.why_not_decide(phases_of(round_.id), clock.received_at(), round_.contact)
    if refusal := refusal or why_not_official(kept_ranking_of(round_.id)):
        raise RefusedError(refusal)
    return round_


def _add(person: User, round_: Round, submission_id: uuid.UUID, values: DecisionValues, version: int) -> Decision:
    decision = Decision(
        round_id=round_.id,
        submission_id=submission_id,
        kind=values.kind,
        prize=values.prize,
        rank=values.rank,
        reason=values.reason,
        deviates=values.deviates,
        version=version + 1,
        decided_by_id=person.id,
    )
    db.add(decision)
    without = [str(chair.id) for chair in recused_chairs_in(round_.id).get(submission_id, [])]
    values_ = {**_noted(decision), **({"without": without} if without else {})}
    audit.record(person.id, "decide", "decision", decision.id, values=values_)
    _end_approvals(person, round_.id)
    return decision


def _noted(decision: Decision) -> dict[str, object]:
    return {
        "round": str(decision.round_id),
        "submission": str(decision.submission_id),
        "kind": decision.kind,
        "rank": decision.rank,
        "deviates": decision.deviates,
        "digest": rules.digest_of(decision),
    }


def _revoke(person: User, decision: Decision, reason: str) -> None:
    decision.revoked_at = clock.now()
    decision.version += 1
    audit.record(person.id, "revoke_decision", "decision", decision.id, values=_noted(decision), reason=reason)
    _end_approvals(person, decision.round_id)


def _end_approvals(person: User, round_id: uuid.UUID) -> None:
    """What was approved is no longer what stands."""
    for approval in queries.approvals_of(round_id):
        _end_approval(person, approval)


def _end_approval(person: User | None, approval: Approval, reason: str = "") -> None:
    approval.ended_at = clock.now()
    audit.record(
        person.id if person else None, "end_approval", "approval", approval.id, values=_said_in(approval), reason=reason
    )


def _said_in(approval: Approval) -> dict[str, object]:
    return {
        "round": str(approval.round_id),
        "person": str(approval.approved_by_id),
        "role": approval.role,
        "digest": approval.digest,
    }


@db.action
def revoke(person: User, round_id: uuid.UUID, decision_id: uuid.UUID, reason: str) -> None:
    """Take a decision back; it stays on record. Approvals end."""
    round_ = _round_to_decide(person, round_id)
    decision = queries.decision_in(person, round_.id, decision_id)
    if decision.revoked_at is None:
        _revoke(person, decision, reason)


@db.action
def decide_rest(person: User, round_id: uuid.UUID, reason: str, seen_digest: str) -> int:
    """Not selected: everything that is still open; returns how many. Some stay (see `rules.rest_of`).

    RefusedError if the decisions are not those that were seen, or if nothing is left.
    """
    round_ = _round_to_decide(person, round_id)
    candidates = queries.candidates_for(person, round_.id)
    rest = rules.rest_of(candidates)
    refusal = rules.why_not_as_seen(rules.digest_of_all(queries.decisions_of(round_.id)), seen_digest)
    if refusal := refusal or rules.why_not_decide_rest(rest):
        raise RefusedError(refusal)
    values, versions = DecisionValues(rules.NOT_SELECTED, reason=reason), queries.versions_of(round_.id)
    for each in rest:
        _add(person, round_, each.submission_id, values, versions.get(each.submission_id, 0))
    return len(rest)


@db.action
def approve(person: User, round_id: uuid.UUID, role: str, seen_digest: str) -> Approval:
    """Say yes to all decisions of a round in a role; the same person's second click changes nothing.

    NotAllowedError if the person does not have the role here. RefusedError if something is still open, if they are
    not what was seen, or if this person or somebody else in this role has approved already.
    """
    round_ = _round_to_decide(person, round_id)
    if role not in queries.parts_of(person, round_.id):
        raise NotAllowedError(_("Diese Rolle haben Sie in dieser Runde nicht."))
    decisions, approvals = queries.decisions_of(round_.id), queries.approvals_of(round_.id)
    digest = rules.digest_of_all(decisions)
    for approval in approvals:
        if (approval.approved_by_id, approval.role, seen_digest) == (person.id, role, approval.digest):
            return approval
    refusal = rules.why_not_as_seen(digest, seen_digest) or why_not_approve(len(hidden_from(person, round_.id)))
    refusal = refusal or rules.why_not_approve(person.id, role, approvals, queries.candidates_of(round_.id))
    if refusal:
        raise RefusedError(refusal)
    approval = Approval(round_id=round_.id, approved_by_id=person.id, role=role, digest=digest, approved_at=clock.now())
    db.add(approval)
    audit.record(person.id, "approve_decisions", "approval", approval.id, values=_said_in(approval))
    return approval


@db.action
def withdraw_approval(person: User, round_id: uuid.UUID, reason: str) -> None:
    """Take one's own yes back; that of somebody else stays. NotFoundError without one.

    Whoever calls this has made sure that nothing is public of what was approved.
    """
    round_ = db.locked(round_to_lead(person, round_id))
    _end_approval(person, queries.approval_of(person, round_.id), reason)


@db.action
def end_biased_approvals(round_id: uuid.UUID) -> None:
    """End what somebody has approved who has become biased since about an idea of the round.

    Whoever calls this has made sure that nothing is public of what was approved.
    """
    for approval in queries.approvals_of(round_id):
        if hidden_from(approval.approved_by, round_id):
            _end_approval(None, approval)
