"""Handing an idea in and taking it back."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.db import action
from app.core.errors import InvalidError, Refusal, RefusedError
from app.ideas import queries as ideas
from app.ideas import rules as idea_rules
from app.ideas.models import Idea, Submission
from app.ideas.rules import Draft
from app.media import actions as media
from app.submissions import mails, queries, rules
from app.teams.queries import members_of


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


@action
def submit_idea(student: User, idea_id: uuid.UUID, token: str, seen_version: int) -> Submission:
    """Freeze an idea as it was seen at `seen_version` and hand it in; RefusedError if it was changed since.

    The same token gives the same submission again, and so does handing in what counts already. InvalidError tells
    every open point.
    """
    draft = ideas.draft_of(student, idea_id, to_change=True)
    earlier = ideas.submissions_of(idea_id)
    if repeated := rules.submission_with(token, draft.idea, earlier):
        return repeated
    _refuse(rules.why_not_submit(draft, clock.received_at()))
    if idea_rules.counts_as_it_is(draft.idea):
        return earlier[0]
    _refuse(rules.why_not_as_checked(draft, seen_version))
    if points := rules.open_points(draft):
        raise InvalidError({"": [point.words for point in points]})
    submission = _freeze(student, draft, token, len(earlier) + 1)
    draft.idea.state, draft.idea.submitted_version = "submitted", draft.idea.version
    mails.tell_submitted(draft.idea, submission, *_audience(draft.idea))
    values = {"idea": str(idea_id), "sequence": submission.sequence, "content_hash": submission.content_hash}
    audit.record(student.id, "submit_idea", "submission", submission.id, values=values)
    return submission


def _freeze(student: User, draft: Draft, token: str, sequence: int) -> Submission:
    idea, received_at = draft.idea, clock.received_at()
    content = rules.snapshot_of(draft, ideas.attachments_of(idea.id))
    media.pin_files(idea_rules.files_in(content))
    return db.add(
        Submission(
            idea_id=idea.id,
            round_id=idea.round_id,
            sequence=sequence,
            token=rules.token_for(idea, token),
            receipt_number=rules.new_receipt_number(clock.local(received_at)),
            title=idea.title,
            category_id=idea.category_id,
            content=content,
            content_hash=idea_rules.hash_of_content(content),
            submitted_by_id=student.id,
            submitted_at=received_at,
        )
    )


def _audience(idea: Idea) -> tuple[list[User], list[User]]:
    """The members, and the teachers of their classes."""
    return members_of(idea.team_id), queries.teachers_of(idea.team_id)


@action
def withdraw_idea(student: User, idea_id: uuid.UUID) -> Idea:
    """Take back everything that was handed in of an idea; its texts and files stay with the team."""
    draft = ideas.draft_of(student, idea_id, to_change=True)
    _refuse(rules.why_not_withdraw(draft, clock.received_at()))
    valid = [each for each in ideas.submissions_of(idea_id) if each.withdrawn_at is None]
    for each in valid:
        each.withdrawn_at = clock.now()
    media.unpin_files({id_ for each in valid for id_ in idea_rules.files_in(each.content)})
    draft.idea.state, draft.idea.submitted_version = "withdrawn", None
    mails.tell_withdrawn(draft.idea, valid[0], *_audience(draft.idea))
    audit.record(student.id, "withdraw_idea", "idea", idea_id, values={"submissions": [str(e.id) for e in valid]})
    return draft.idea
