"""Ideas: for their team, for its teachers and school admins, and without any name for those who judge."""

import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.core import clock, db
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.i18n import pick
from app.core.invariants import invariant
from app.core.reading import Reader
from app.ideas import rules
from app.ideas.models import Answer, Attachment, Idea, Revision, Submission
from app.ideas.rules import Draft
from app.media.models import MediaFile, MediaOwner
from app.media.queries import ShownFile, files_by_id
from app.media.rules import is_restorable
from app.rounds.models import FormVersion, Round
from app.rounds.queries import fields_of, phases_of
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
_SUBMISSIONS = select(Submission).where(Submission.idea_id == bindparam("idea_id")).order_by(Submission.sequence.desc())
_ANSWER = select(Answer).where(Answer.idea_id == bindparam("idea_id"), Answer.field_key == bindparam("key"))
_REVISIONS = select(Revision).where(
    Revision.idea_id == bindparam("idea_id"),
    Revision.field_key == bindparam("key"),
    Revision.origin == bindparam("origin"),
)
_LAST_REVISION = _REVISIONS.order_by(Revision.version.desc(), Revision.created_at.desc()).limit(1)


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


def draft_of(student: User, idea_id: uuid.UUID, *, to_change: bool = False) -> Draft:
    """The idea with its texts and what decides about it (three queries)."""
    return _draft(idea_of(student, idea_id, to_change=to_change))


def draft_to_hand_in(idea_id: uuid.UUID) -> Draft:
    """Any idea as `draft_of` gives it, its row locked: for what happens by itself, without a student."""
    return _draft(must_exist(session().scalar(_locking(_IDEA), {"idea_id": idea_id})))


def _draft(idea: Idea) -> Draft:
    by_key = {answer.field_key: answer for answer in _ANSWERS.all(idea_id=idea.id)}
    return Draft(idea, phases_of(idea.round_id), fields_of(idea.form_version), by_key)


def answer_to_change(idea: Idea, key: str) -> Answer | None:
    """The stored text of a field, once one was written."""
    return session().scalar(_ANSWER, {"idea_id": idea.id, "key": key})


def changed_ideas_of_round(round_id: uuid.UUID) -> list[uuid.UUID]:
    """Ideas of which something is written that was not handed in, by number; withdrawn ones left out."""
    query = select(Idea.id).where(Idea.round_id == round_id, Idea.state != "withdrawn")
    is_changed = or_(Idea.submitted_version.is_(None), Idea.submitted_version != Idea.version)
    return list(session().scalars(query.where(is_changed).order_by(Idea.number)))


def was_saved_as(idea: Idea, key: str, version: int, text: str) -> bool:
    """Whether a field said this text at one of its versions."""
    query = select(Revision).where(Revision.idea_id == idea.id, Revision.field_key == key)
    query = query.where(Revision.version >= version, Revision.origin == rules.SAVED)
    return rules.was_said_by(session().scalar(query.order_by(Revision.version).limit(1)), version, text)


def last_revision_of(idea: Idea, key: str, author: User, origin: str) -> Revision | None:
    """What the author last wrote into a field; None if somebody else wrote there later."""
    found = session().scalar(_LAST_REVISION, {"idea_id": idea.id, "key": key, "origin": origin})
    return found if found is not None and found.author_id == author.id else None


def count_late(idea: Idea) -> int:
    """How many texts came after the end of writing."""
    query = select(func.count()).where(Revision.idea_id == idea.id, Revision.origin == rules.LATE)
    return session().scalar(query) or 0


def is_member(student: User) -> ColumnElement[bool]:
    return and_(Membership.user_id == student.id, Membership.left_at.is_(None))


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


def removed_attachment_of(idea: Idea, attachment_id: uuid.UUID) -> Attachment:
    query = _ATTACHMENTS.entities.where(Attachment.id == attachment_id, Attachment.removed_at.is_not(None))
    return must_exist(session().scalar(query, {"idea_id": idea.id}))


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


def look_of_entry(idea_id: ColumnElement[uuid.UUID]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Two columns for queries: while they stay the same, so does a blind entry. Only its files come and go."""
    owners, files = db.table(MediaOwner).c, db.table(MediaFile).c
    epoch = select(owners.access_epoch).where(owners.kind == rules.OWNER_KIND, owners.owner_id == idea_id)
    changes = select(func.sum(files.version)).where(files.owner_kind == rules.OWNER_KIND, files.owner_id == idea_id)
    return epoch.scalar_subquery(), changes.scalar_subquery()


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


# ---------------------------------------------------------------- what must always hold
@invariant("the hash of every submission is that of its content")
def _changed_submissions() -> list[str]:
    rows = session().execute(select(Submission.id, Submission.content, Submission.content_hash).order_by(Submission.id))
    return [f"submission {id_}" for id_, content, hash_ in rows if rules.hash_of_content(content) != hash_]


@invariant("an idea is submitted exactly while a submission of it counts")
def _wrong_states() -> list[str]:
    counts = select(Submission.id).where(Submission.idea_id == Idea.id, Submission.withdrawn_at.is_(None)).exists()
    is_submitted = and_(Idea.state == "submitted", Idea.submitted_version <= Idea.version)
    is_not = and_(Idea.state != "submitted", Idea.submitted_version.is_(None))
    query = select(Idea.id).where(~or_(and_(is_submitted, counts), and_(is_not, ~counts)))
    return [f"idea {id_}" for id_ in session().scalars(query.order_by(Idea.id))]


@invariant("no version of an answer is missing among its revisions")
def _missing_versions() -> list[str]:
    columns = (Revision.idea_id, Revision.field_key, Revision.version, Revision.joined)
    query = select(*columns).where(Revision.origin == rules.SAVED)
    last: dict[tuple[uuid.UUID, str], int] = {}
    found = []
    for idea_id, key, version, joined in session().execute(query.order_by(*columns[:3])):
        if version - len(joined) != last.get((idea_id, key), 0) + 1:
            found.append(f"idea {idea_id}, {key}, version {version}")
        last[idea_id, key] = version
    return found


@invariant("every answer has a saved revision of its version")
def _answers_without_revision() -> list[str]:
    same = select(Revision.id).where(
        Revision.idea_id == Answer.idea_id,
        Revision.field_key == Answer.field_key,
        Revision.version == Answer.version,
        Revision.origin == "saved",
        Revision.text == Answer.text,
    )
    query = select(Answer.id).where(~same.exists())
    return [f"answer {id_}" for id_ in session().scalars(query.order_by(Answer.id))]
