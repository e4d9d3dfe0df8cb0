"""Ideas: for their team, for its teachers and school admins, and without any name for those who judge."""

import functools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.core import clock, db
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.i18n import pick
from app.core.reading import Reader
from app.ideas import rules
from app.ideas.models import Answer, Attachment, Idea, Revision, Submission
from app.ideas.rules import Draft
from app.media.models import MediaFile
from app.media.queries import ShownFile, files_by_id
from app.media.rules import is_restorable
from app.rounds.models import FormVersion, Round
from app.rounds.queries import fields_of, fields_of_version, fixed_phases_of
from app.rounds.rules import FormField
from app.teams.models import Membership, Team

R = TypeVar("R")
SURROUNDINGS = (
    joinedload(Idea.team).joinedload(Team.school),
    joinedload(Idea.round).joinedload(Round.competition),
    joinedload(Idea.form_version).defer(FormVersion.fields),
    joinedload(Idea.category),
)
_ideas, _answers, _attachments = db.table(Idea).c, db.table(Answer).c, db.table(Attachment).c
_members = db.table(Membership).c
_is_member = exists().where(
    _members.team_id == _ideas.team_id, _members.user_id == bindparam("user_id"), _members.left_at.is_(None)
)
_around = ("team.school", "round.competition", "form_version", "category")
_IDEA = Reader(Idea, *_around, where=[_ideas.id == bindparam("idea_id")], only={"form_version": ["number"]})
_IDEA_OF_MEMBER = _IDEA.narrowed(_is_member)
_mine = (_ideas.id == bindparam("idea_id"), _is_member)
_needed = {"": ["round_id", "form_version_id"], "round": ["contact"], "category": ["name"]}
_IDEA_TO_SAVE = Reader(Idea, "round", "category", where=_mine, only=_needed, fixed=True)
_FORM = select(_ideas.round_id, _ideas.form_version_id).where(*_mine)
_LOCK = select(_ideas.id).where(*_mine).with_for_update(key_share=True)
_ANSWERS = Reader(
    Answer,
    "changed_by",
    where=[_answers.idea_id == bindparam("idea_id")],
    only={"": ["field_key", "text", "version"], "changed_by": ["name"]},
    fixed=True,
)
_ATTACHMENTS = Reader(
    Attachment,
    "file",
    where=[_attachments.idea_id == bindparam("idea_id")],
    order_by=[_attachments.position, _attachments.id],
)
_files = db.table(MediaFile).c
_IS_PRESENT = and_(_attachments.idea_id == _ideas.id, _attachments.removed_at.is_(None), _files.deleted_at.is_(None))
_count, _last = (
    select(of_them).join_from(db.table(Attachment), db.table(MediaFile)).where(_IS_PRESENT).scalar_subquery()
    for of_them in (func.count(), func.coalesce(func.max(_attachments.position), 0))
)
_rounds, _teams, _theirs, _all = db.table(Round).c, db.table(Team), db.table(Team).alias(), db.table(Idea).alias()
_of_school = (_theirs.c.school_id == _teams.c.school_id) & (_theirs.c.round_id == _teams.c.round_id)
_school_bytes = (
    select(func.coalesce(func.sum(_files.size), 0))
    .join_from(_theirs, _all, _all.c.team_id == _theirs.c.id)
    .join(db.table(MediaFile), (_files.owner_kind == rules.OWNER_KIND) & (_files.owner_id == _all.c.id))
    .where(_of_school, _files.deleted_at.is_(None))
    .scalar_subquery()
)
_PILE = (
    select(_ideas.round_id, _rounds.contact, _count, _last + 1, _school_bytes, _rounds.school_gigabytes)
    .join_from(db.table(Idea), db.table(Round))
    .join(_teams, _teams.c.id == _ideas.team_id)
    .where(*_mine)
)
_LOCKED_PILE = _PILE.with_for_update(of=db.table(Idea), key_share=True)
_SUBMISSIONS = select(Submission).where(Submission.idea_id == bindparam("idea_id")).order_by(Submission.sequence.desc())
_revisions = db.table(Revision).c
_LAST_REVISION = (
    select(*(_revisions[name] for name in rules.Written._fields))
    .where(
        _revisions.idea_id == bindparam("idea_id"),
        _revisions.field_key == bindparam("key"),
        _revisions.origin == bindparam("origin"),
    )
    .order_by(_revisions.version.desc(), _revisions.created_at.desc())
    .limit(1)
)


# ---------------------------------------------------------------- for the team
def idea_id_of(team_id: uuid.UUID) -> uuid.UUID | None:
    """The idea of a team, once it has begun one."""
    return session().scalar(select(Idea.id).where(Idea.team_id == team_id))


def idea_of(student: User, idea_id: uuid.UUID, *, to_change: bool = False) -> Idea:
    """The idea of a team in which the student is now (one query), its row locked if it is to be changed."""
    values = {"idea_id": idea_id, "user_id": student.id}
    if to_change:
        return must_exist(session().scalar(_locking(_IDEA_OF_MEMBER), values))
    return must_exist(_IDEA_OF_MEMBER.first(**values))


@functools.cache
def _locking(reader: Reader[Idea]) -> Select[Idea]:
    return reader.entities.with_for_update(of=Idea, key_share=True).execution_options(populate_existing=True)


class Asked(NamedTuple):
    """What the entry form of an idea asks."""

    round_id: uuid.UUID
    fields: Sequence[FormField]


def asked_of(student: User, idea_id: uuid.UUID) -> Asked:
    """What is asked of a team in which the student is now (one query)."""
    found = must_exist(session().execute(_FORM, {"idea_id": idea_id, "user_id": student.id}).one_or_none())
    return Asked(found.round_id, fields_of_version(found.form_version_id))


def draft_of(student: User, idea_id: uuid.UUID, *, to_change: bool = False) -> Draft:
    """The idea with its texts and what decides about it (three queries)."""
    return _draft(idea_of(student, idea_id, to_change=to_change))


def draft_to_save(student: User, idea_id: uuid.UUID) -> Draft:
    """The same, its row locked, to be read only: for changes that are written by statements (three queries)."""
    values = {"idea_id": idea_id, "user_id": student.id}
    if not db.is_sqlite():  # there one action follows the other
        session().execute(_LOCK, values)
    return _draft(must_exist(_IDEA_TO_SAVE.first(**values)))


def draft_to_hand_in(idea_id: uuid.UUID) -> Draft:
    """Any idea as `draft_of` gives it, its row locked: for what happens by itself, without a student."""
    return _draft(must_exist(session().scalar(_locking(_IDEA), {"idea_id": idea_id})))


def _draft(idea: Idea) -> Draft:
    by_key = {answer.field_key: answer for answer in _ANSWERS.all(idea_id=idea.id)}
    return Draft(idea, fixed_phases_of(idea.round_id), fields_of_version(idea.form_version_id), by_key)


def was_saved_as(idea: Idea, key: str, version: int, text: str) -> bool:
    """Whether a field said this text at one of its versions."""
    query = select(Revision).where(Revision.idea_id == idea.id, Revision.field_key == key)
    query = query.where(Revision.version >= version, Revision.origin == rules.SAVED)
    return rules.was_said_by(session().scalar(query.order_by(Revision.version).limit(1)), version, text)


def last_revision_of(idea: Idea, key: str, author: User, origin: str) -> rules.Written | None:
    """What the author last wrote into a field; None if somebody else wrote there later."""
    found = session().execute(_LAST_REVISION, {"idea_id": idea.id, "key": key, "origin": origin}).one_or_none()
    return rules.Written(*found) if found is not None and found.author_id == author.id else None


def count_late(idea: Idea) -> int:
    """How many texts came after the end of writing."""
    query = select(func.count()).where(Revision.idea_id == idea.id, Revision.origin == rules.LATE)
    return session().scalar(query) or 0


def must_exist(row: R | None) -> R:
    if row is None:
        raise NotFoundError
    return row


def present_and_removed(idea_id: uuid.UUID) -> tuple[list[Attachment], list[Attachment]]:
    """The files of an idea in the team's order, and those removed ones that can still be brought back (one query)."""
    everything = _ATTACHMENTS.all(idea_id=idea_id)
    removed = [a for a in everything if a.removed_at is not None and is_restorable(a.file, clock.now())]
    # A file that was given up while it arrived is gone without having been removed.
    return [a for a in everything if a.removed_at is None and a.file.deleted_at is None], removed


def attachments_of(idea_id: uuid.UUID) -> list[Attachment]:
    """The files of an idea in the team's order, without the removed ones."""
    return present_and_removed(idea_id)[0]


def attachment_of(idea: Idea, attachment_id: uuid.UUID) -> Attachment:
    """A file of the idea that was not removed."""
    query = _ATTACHMENTS.entities.where(Attachment.id == attachment_id, Attachment.removed_at.is_(None))
    return must_exist(session().scalar(query, {"idea_id": idea.id}))


def removed_attachment_of(idea_id: uuid.UUID, attachment_id: uuid.UUID) -> Attachment:
    query = _ATTACHMENTS.entities.where(Attachment.id == attachment_id, Attachment.removed_at.is_not(None))
    return must_exist(session().scalar(query, {"idea_id": idea_id}))


class Pile(NamedTuple):
    """How many files an idea has, which position comes next, whom to ask, and what its whole school takes and may."""

    round_id: uuid.UUID
    contact: str
    files: int
    next_position: int
    school_bytes: int
    school_gigabytes: int


def pile_of(student: User, idea_id: uuid.UUID, *, to_change: bool = False) -> Pile:
    """What decides about another file of an idea of the student (one query), the idea locked if it is to be changed."""
    query = _LOCKED_PILE if to_change else _PILE
    return Pile(*must_exist(session().execute(query, {"idea_id": idea_id, "user_id": student.id}).one_or_none()))


def shown_files(attachments: Iterable[Attachment]) -> dict[uuid.UUID, ShownFile]:
    """What pages need to show files, by the file's id (two queries)."""
    return files_by_id(attachment.file_id for attachment in attachments)


def submissions_of(idea_id: uuid.UUID) -> list[Submission]:
    """Everything that was handed in of an idea, the newest first."""
    return list(session().scalars(_SUBMISSIONS, {"idea_id": idea_id}))


# ---------------------------------------------------------------- for those who judge and publish
@dataclass(frozen=True)
class SubmittedFile:
    """A file of a submission; `shown` has no renditions while it is not ready."""

    shown: ShownFile
    alt_text: str
    position: int


@dataclass(frozen=True)
class BlindEntry:
    """A submission as jurors see it: nothing tells whose it is. Of the files only renditions may be shown."""

    submission_id: uuid.UUID
    number: int
    title: str
    category: str
    category_position: int
    texts: list[tuple[str, str]]
    files: list[SubmittedFile]


def submissions_of_round(round_id: uuid.UUID) -> list[Submission]:
    """What counts of every idea, with idea, team and category, by the idea's number (one query)."""
    query = submissions().where(Submission.round_id == round_id, counts())
    return list(session().scalars(query.order_by(Idea.number)))


def submission(submission_id: uuid.UUID) -> Submission:
    """Any submission, with idea, team and category. Whoever asks knows that the person may see it."""
    return must_exist(session().scalar(submissions().where(Submission.id == submission_id)))


def files_of_submission(found: Submission) -> list[SubmittedFile]:
    """The files that were handed in, in the team's order, as far as their bytes are still there (two queries)."""
    frozen = [(uuid.UUID(each["file"]), each["alt"]) for each in found.content["attachments"]]
    shown = files_by_id(file_id for file_id, _alt in frozen)
    present = [(file_id, alt) for file_id, alt in frozen if file_id in shown]
    return [SubmittedFile(shown[file_id], alt, number) for number, (file_id, alt) in enumerate(present, start=1)]


def blind_entry(submission_id: uuid.UUID) -> BlindEntry:
    """A submission without anything that tells whose it is (three queries)."""
    found = submission(submission_id)
    texts = texts_of(found.idea, found, for_jury=True)
    files = [file for file in files_of_submission(found) if file.shown.is_ready]
    return BlindEntry(
        found.id, found.idea.number, found.title, found.category.name, found.category.position, texts, files
    )


def texts_of(idea: Idea, submission: Submission, *, for_jury: bool = False) -> list[tuple[str, str]]:
    """What was handed in, each text with its label; for jurors only what they may read, and without the title."""
    answers: dict[str, str] = submission.content["answers"]
    fields = fields_of(idea.form_version)
    shown = [f for f in fields if not for_jury or (rules.is_for_jury(f) and f.key != rules.TITLE)]
    return [(pick(field.label), answers[field.key]) for field in shown]


def submissions() -> Select[Submission]:
    query = select(Submission).join(Submission.idea)
    return query.options(contains_eager(Submission.idea).options(*SURROUNDINGS), joinedload(Submission.category))


def counts() -> ColumnElement[bool]:
    """A submission counts: nothing newer was handed in, and it was not withdrawn."""
    newer = aliased(Submission)
    is_superseded = select(newer.id).where(
        newer.idea_id == Submission.idea_id, newer.sequence > Submission.sequence, newer.withdrawn_at.is_(None)
    )
    return and_(Submission.withdrawn_at.is_(None), ~is_superseded.exists())
