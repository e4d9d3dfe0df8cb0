"""Deciding which comments of jurors a team reads, and in which words."""

import uuid
from collections.abc import Mapping

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.deliberation.queries import approvals_of
from app.feedback import queries, rules
from app.feedback.models import Remark
from app.feedback.rules import Comment, Verdict
from app.ideas.models import Submission
from app.panels.queries import round_of_chair


@db.action
def moderate(
    chair: User, round_id: uuid.UUID, submission_id: uuid.UUID, verdicts: Mapping[str, Verdict], version: int
) -> None:
    """Release or withhold the comments on an idea; the jurors' own words stay beside those for the team.

    InvalidError for a released comment without words, EditConflictError if something else was decided since `version`
    was shown. What is left open stays as it is.
    """
    round_ = round_of_chair(chair, round_id)
    if refusal := rules.why_not_moderate(approvals_of(round_.id)):
        raise RefusedError(refusal)
    db.load(Submission, queries.moderation_of(round_.id, submission_id, chair).submission_id, to_change=True)
    comments = queries.moderation_of(round_.id, submission_id).comments
    if faults := rules.faults_of(comments, verdicts):
        raise InvalidError(faults)
    found = rules.conflicts(comments, verdicts)
    if version != rules.version_of(comments) and found:
        raise EditConflictError(found)
    for comment in comments:
        verdict = verdicts.get(comment.key)
        if verdict is not None and rules.is_changed(comment, verdict):
            _decide(chair, comment, verdict)


def _decide(chair: User, comment: Comment, verdict: Verdict) -> None:
    row = comment.remark or Remark(sheet_id=comment.sheet_id, criterion_key=comment.criterion_key, version=0)
    row.state, row.text = verdict.state, verdict.text
    row.original_digest = rules.digest_of(comment.original)
    row.version, row.decided_by_id, row.decided_at = row.version + 1, chair.id, clock.now()
    db.add(row)
    action = "release_comment" if verdict.state == rules.RELEASED else "withhold_comment"
    values = {
        "sheet": str(row.sheet_id),
        "criterion": row.criterion_key,
        "state": row.state,
        "digest": rules.digest_of(str(row.sheet_id), row.criterion_key, row.text, row.original_digest),
    }
    audit.record(chair.id, action, "remark", row.id, values=values)
