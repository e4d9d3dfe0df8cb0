"""What is said about ideas in a jury. Whoever is biased against a team finds its idea neither here nor in any count."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.deliberation.models import Approval
from app.discussions import rules
from app.discussions.models import DiscussionOpening, Post
from app.discussions.rules import Place
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts, must_exist
from app.panels.models import Assignment, PanelMember
from app.panels.queries import is_barred
from app.panels.rules import BEGUN, OPEN
from app.progress.rules import labels_of
from app.rounds.models import Category, Phase, PhaseKind, Round


class Thread(NamedTuple):
    """An idea and how much is said about it; `own_state` is how far the reader's own sheet is."""

    submission_id: uuid.UUID
    number: int
    title: str
    category: str
    category_position: int
    posts: int
    last_at: datetime | None
    is_opened: bool
    own_state: str | None


@dataclass(frozen=True)
class Said:
    """A post with who said it: by name among the jury, by a number for the auditor."""

    post: Post
    label: str
    is_own: bool


_IS_SEAT = (
    (PanelMember.round_id == Round.id)
    & (PanelMember.user_id == bindparam("person_id"))
    & PanelMember.removed_at.is_(None)
)
_JURY_OPENS = select(func.min(Phase.opens_at)).where(Phase.round_id == Round.id, Phase.kind == PhaseKind.JURY)
_APPROVALS = select(func.count(Approval.id)).where(Approval.round_id == Round.id, Approval.ended_at.is_(None))
_PLACE = (
    select(Round.title, Round.contact, _JURY_OPENS.scalar_subquery(), _APPROVALS.scalar_subquery(), PanelMember)
    .select_from(Round)
    .outerjoin(PanelMember, _IS_SEAT)
    .where(Round.id == bindparam("round_id"))
)
_IS_SAID = (Post.submission_id == Submission.id) & Post.withdrawn_at.is_(None)
_OWN_STATE = select(Assignment.state).where(
    Assignment.submission_id == Submission.id, Assignment.panel_member_id == PanelMember.id
)
_THREADS = (
    select(
        Submission.id,
        Idea.number,
        Submission.title,
        Category.name,
        Category.position,
        select(func.count(Post.id)).where(_IS_SAID).scalar_subquery(),
        select(func.max(Post.created_at)).where(_IS_SAID).scalar_subquery(),
        select(DiscussionOpening.id).where(DiscussionOpening.submission_id == Submission.id).exists(),
        _OWN_STATE.scalar_subquery(),
    )
    .join(Submission.idea)
    .join(Submission.category)
    .join(Round, Round.id == Submission.round_id)
    .outerjoin(PanelMember, _IS_SEAT)
    .where(Submission.round_id == bindparam("round_id"), counts(), or_(PanelMember.id.is_(None), ~is_barred()))
    .order_by(Idea.number)
)
_THREAD = _THREADS.where(Submission.id == bindparam("submission_id"))
_THREAD_AT = _THREADS.where(Idea.number == bindparam("number"))
_POSTS = (
    select(Post)
    .where(Post.submission_id == bindparam("submission_id"))
    .options(joinedload(Post.author))
    .order_by(Post.created_at, Post.id)
)
_SEATS = select(PanelMember.user_id, PanelMember.id).where(PanelMember.round_id == bindparam("round_id"))


def place_of(person: User, round_id: uuid.UUID) -> Place:
    """What a person is in the discussions of a round (one query); NotFoundError for everybody who is nothing there."""
    row = session().execute(_PLACE, {"round_id": round_id, "person_id": person.id}).one_or_none()
    if row is None or (row[-1] is None and not person.roles & {Role.ADMIN, Role.AUDITOR}):
        raise NotFoundError
    return Place(*row)


def threads_of(person: User, round_id: uuid.UUID) -> list[Thread]:
    """Every idea of a round by number, without those that the person must not see (one query)."""
    return [Thread(*row) for row in session().execute(_THREADS, {"round_id": round_id, "person_id": person.id})]


def thread_of(person: User, round_id: uuid.UUID, submission_id: uuid.UUID) -> Thread:
    """One of these (one query)."""
    values = {"round_id": round_id, "person_id": person.id, "submission_id": submission_id}
    return Thread(*must_exist(session().execute(_THREAD, values).one_or_none()))


def thread_at(person: User, round_id: uuid.UUID, number: int) -> Thread:
    """The same by the number of the idea, which is all that an address tells (one query)."""
    values = {"round_id": round_id, "person_id": person.id, "number": number}
    return Thread(*must_exist(session().execute(_THREAD_AT, values).one_or_none()))


def posts_about(submission_id: uuid.UUID) -> list[Post]:
    """Everything that was ever said about a submission, with who said it, the first first (one query)."""
    return list(session().scalars(_POSTS, {"submission_id": submission_id}))


def said_about(person: User, round_id: uuid.UUID, submission_id: uuid.UUID) -> list[Said]:
    """The same for a page: the auditor reads numbers instead of names (one query, two for the auditor)."""
    name_of = _names if person.roles - {Role.AUDITOR} else _numbers_in(round_id)
    posts = posts_about(submission_id)
    return [Said(post, name_of(post), post.author_id == person.id) for post in posts]


def _names(post: Post) -> str:
    return post.author.name


def _numbers_in(round_id: uuid.UUID) -> Callable[[Post], str]:
    seats = {row[0]: row[1] for row in session().execute(_SEATS, {"round_id": round_id})}
    labels = labels_of(dict.fromkeys(seats.values(), ""), may_see_names=False)
    return lambda post: labels[seats[post.author_id]]


def may_talk_about(submission_id: uuid.UUID) -> list[User]:
    """Everybody of a jury who is not biased against the team of an idea, by name (one query)."""
    query = select(User).join(PanelMember, PanelMember.user_id == User.id)
    query = query.join(Submission, Submission.round_id == PanelMember.round_id).join(Submission.idea)
    query = query.where(Submission.id == submission_id, PanelMember.removed_at.is_(None), ~is_barred())
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


def own_post(person: User, submission_id: uuid.UUID, post_id: uuid.UUID) -> Post:
    """What the person said about a submission."""
    found = [each for each in posts_about(submission_id) if each.id == post_id and each.author_id == person.id]
    if not found:
        raise NotFoundError
    return found[0]


def open_sheets_about(submission_id: uuid.UUID) -> int:
    """How many sheets about a submission are still to be handed in."""
    query = select(func.count(Assignment.id)).where(Assignment.submission_id == submission_id)
    return session().scalar(query.where(Assignment.state.in_((OPEN, BEGUN)))) or 0


# ---------------------------------------------------------------- what must always hold
@invariant("everything in the discussions of a jury stands as it was said")
def _changed_posts() -> list[str]:
    noted = {
        row.object_id: (str(row.values["submission"]), str(row.values["digest"]), row.action == "withdraw_post")
        for row in _events_about("post")
    }
    found = {
        each.id: (str(each.submission_id), rules.digest_of(each.text), each.withdrawn_at is not None)
        for each in session().scalars(select(Post))
    }
    return [f"post {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


@invariant("every discussion that is open to a whole jury was opened by its chair")
def _changed_openings() -> list[str]:
    noted = {row.object_id: str(row.values["submission"]) for row in _events_about("discussion")}
    found = {each.id: str(each.submission_id) for each in session().scalars(select(DiscussionOpening))}
    return [f"discussion {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


def _events_about(kind: str) -> Iterable[Any]:
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    return session().execute(query.where(AuditEvent.object_kind == kind).order_by(AuditEvent.number)).all()
