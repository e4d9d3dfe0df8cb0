"""Handing an idea in and taking it back."""

import uuid
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.core import audit, clock, db, jobs
from app.core.db import action
from app.core.errors import InvalidError, Refusal, RefusedError
from app.ideas import queries as ideas
from app.ideas import rules as idea_rules
from app.ideas.models import Idea, Submission
from app.ideas.rules import Draft
from app.media import actions as media
from app.policies.actions import rank_again
from app.rounds.models import Category
from app.submissions import mails, queries, rules
from app.teams.models import Team
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
    submission = _freeze(student, draft, token, len(earlier) + 1, clock.received_at())
    mails.tell_submitted(draft.idea, submission, *_audience(draft.idea))
    return submission


@action
def plan_auto_submit(round_id: uuid.UUID) -> None:
    """Have everything that is complete handed in when submission closes; more than once is the same."""
    for phase in queries.closings_of(round_id, clock.now()):
        key = f"submissions.hand_in_complete {phase.id}"
        at = phase.closes_at + rules.HAND_IN_AFTER
        jobs.enqueue("submissions.hand_in_complete", dedupe=key, run_at=at, phase_id=str(phase.id))


@action
def hand_in_complete(idea_id: uuid.UUID, deadline: datetime) -> Submission | None:
    """Hand an idea in as it stood at the deadline, nobody having pressed the button; None if that is not to be."""
    draft, earlier = ideas.draft_to_hand_in(idea_id), ideas.submissions_of(idea_id)
    if not rules.is_handed_in_by_itself(draft, deadline):
        return None
    submission = _freeze(None, draft, f"at {deadline.isoformat()}", len(earlier) + 1, deadline)
    mails.tell_handed_in_by_itself(draft.idea, submission, *_audience(draft.idea))
    return submission


def _freeze(student: User | None, draft: Draft, token: str, sequence: int, submitted_at: datetime) -> Submission:
    """The snapshot that counts from now on; `student` is None for what was handed in by itself."""
    idea = draft.idea
    content = rules.snapshot_of(draft, ideas.attachments_of(idea.id))
    media.pin_files(idea_rules.files_in(content))
    submission = db.add(
        Submission(
            idea_id=idea.id,
            round_id=idea.round_id,
            sequence=sequence,
            token=rules.token_for(idea, token),
            receipt_number=rules.new_receipt_number(clock.local(submitted_at)),
            title=idea.title,
            category_id=idea.category_id,
            content=content,
            content_hash=idea_rules.hash_of_content(content),
            submitted_by_id=student.id if student else None,
            submitted_at=submitted_at,
        )
    )
    idea.state, idea.submitted_version = "submitted", idea.version
    values = {"idea": str(idea.id), "sequence": sequence, "content_hash": submission.content_hash}
    audit.record(submission.submitted_by_id, "submit_idea", "submission", submission.id, values=values)
    return submission


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
    rank_again(draft.idea.round_id)
    mails.tell_withdrawn(draft.idea, valid[0], *_audience(draft.idea))
    audit.record(student.id, "withdraw_idea", "idea", idea_id, values={"submissions": [str(e.id) for e in valid]})
    return draft.idea


@action
def bring_over(admin: User, submission_id: uuid.UUID, team: Team, category: Category) -> Submission:
    """What a team has handed in, word for word, as the idea of the same team in another round, under a new number."""
    known = ideas.submission(submission_id)
    taken = set(db.session().scalars(select(Idea.number).where(Idea.round_id == team.round_id)))
    idea = Idea(
        team_id=team.id,
        round_id=team.round_id,
        form_version_id=known.idea.form_version_id,
        category_id=category.id,
        number=idea_rules.free_number(taken),
        title=known.title,
        state="submitted",
        version=1,
        submitted_version=1,
    )
    db.add(idea)
    content = rules.brought_over(known.content, idea, category, team.member_count)
    media.pin_files(idea_rules.files_in(content))
    now = clock.now()
    row = Submission(
        idea_id=idea.id,
        round_id=team.round_id,
        sequence=1,
        token=rules.token_for(idea, str(submission_id)),
        receipt_number=rules.new_receipt_number(clock.local(now)),
        title=known.title,
        category_id=category.id,
        content=content,
        content_hash=idea_rules.hash_of_content(content),
        submitted_by_id=known.submitted_by_id,
        submitted_at=now,
    )
    db.add(row)
    values = {"idea": str(idea.id), "sequence": 1, "content_hash": row.content_hash, "from": str(submission_id)}
    audit.record(admin.id, "submit_idea", "submission", row.id, values=values)
    return row
