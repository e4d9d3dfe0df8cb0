"""Saying something about an idea, taking it back, and letting the whole jury talk."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import Refusal, RefusedError
from app.discussions import mails, queries, rules
from app.discussions.models import DiscussionOpening, Post
from app.discussions.queries import Thread
from app.discussions.rules import Place
from app.rounds.models import Round


@db.action
def post(person: User, round_id: uuid.UUID, submission_id: uuid.UUID, text: str) -> Post:
    """Say something about an idea; the same words again, with nothing between, are one post."""
    place, thread = _locked(person, round_id, submission_id)
    _refuse(rules.why_not_read(place, thread.own_state, is_opened=thread.is_opened) or rules.why_not_post(place))
    said = [each for each in queries.posts_about(submission_id) if each.withdrawn_at is None]
    if said and (said[-1].author_id, said[-1].text) == (person.id, text):
        return said[-1]
    row = Post(round_id=round_id, submission_id=submission_id, author_id=person.id, text=text, created_at=clock.now())
    db.add(row)
    _note(person, "post", row)
    return row


def _locked(person: User, round_id: uuid.UUID, submission_id: uuid.UUID) -> tuple[Place, Thread]:
    """The person's place and the thread; the round's lock puts approvals and posts one after the other."""
    db.load(Round, round_id, to_change=True)
    place = queries.place_of(person, round_id)
    thread = queries.thread_of(person, round_id, submission_id)
    _refuse(rules.why_not_talk_yet(place, clock.received_at()))
    return place, thread


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _note(person: User, action: str, row: Post) -> None:
    values = {"submission": str(row.submission_id), "digest": rules.digest_of(row.text)}
    audit.record(person.id, action, "post", row.id, values=values)


@db.action
def withdraw(person: User, round_id: uuid.UUID, submission_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Take back what one said; it stays on record, and a second time changes nothing."""
    place, _thread = _locked(person, round_id, submission_id)
    _refuse(rules.why_not_post(place))
    row = queries.own_post(person, submission_id, post_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        _note(person, "withdraw_post", row)


@db.action
def open_discussion(chair: User, round_id: uuid.UUID, submission_id: uuid.UUID) -> None:
    """Let everybody in the jury who is not biased talk about an idea, and tell them; a second time changes nothing."""
    place, thread = _locked(chair, round_id, submission_id)
    _refuse(rules.why_not_open(place))
    if not thread.is_opened:
        row = DiscussionOpening(
            round_id=round_id, submission_id=submission_id, opened_by_id=chair.id, opened_at=clock.now()
        )
        db.add(row)
        audit.record(chair.id, "open_discussion", "discussion", row.id, values={"submission": str(submission_id)})
        others = [each for each in queries.may_talk_about(submission_id) if each.id != chair.id]
        mails.tell_opened(others, row.id, round_id, {"number": thread.number, "round": place.title})
