"""A team's idea while it is written, and the frozen snapshots that were handed in."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db
from app.media.models import MediaFile
from app.rounds.models import Category, FormVersion, Round
from app.teams.models import Team


class Idea(db.Base):
    """The entry of a team. `number` is random within the round and all a juror sees of its origin.

    `title` and `category_id` repeat the answers of these names for lists; `state` is draft, submitted or withdrawn.
    `version` counts every change of what would be handed in; `submitted_version` is the one that counts as handed in.
    """

    __tablename__ = "ideas"
    __table_args__ = (UniqueConstraint("team_id"), UniqueConstraint("round_id", "number"))

    id: Mapped[db.Id]
    team_id: Mapped[uuid.UUID] = db.link("teams.id", index=False)
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    form_version_id: Mapped[uuid.UUID] = db.link("form_versions.id", index=False)
    category_id: Mapped[uuid.UUID | None] = db.link("categories.id", index=False)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=1)
    submitted_version: Mapped[int | None]
    created_at: Mapped[db.Moment]
    changed_at: Mapped[db.Moment]

    team: Mapped[Team] = relationship(lazy="raise")
    round: Mapped[Round] = relationship(lazy="raise")
    form_version: Mapped[FormVersion] = relationship(lazy="raise")
    category: Mapped[Category | None] = relationship(lazy="raise")


class Answer(db.Base):
    """The present text of one field; `version` counts its changes (G4).

    Beside the fields of the form there are the keys `category`, whose text is the id of the chosen category, and
    `alt-<id of the attachment>`, the description of a picture.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("idea_id", "field_key"),)

    id: Mapped[db.Id]
    idea_id: Mapped[uuid.UUID] = db.link("ideas.id")
    field_key: Mapped[str]
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    changed_at: Mapped[db.Moment]

    changed_by: Mapped[User] = relationship(lazy="raise")


class Revision(db.Base):
    """What a field said after a save; nothing is ever dropped.

    `origin` is "saved"; "conflict" for a text that somebody else's was faster than, with the version that it would have
    replaced; "late" for one that came after the end of writing and does not count.

    What one person saves within a minute of `created_at` is joined to one revision: the text and version of the last
    save, in `joined` a digest of each text before it (the oldest first), and in `removed` how many characters the
    joined saves took away altogether.
    """

    __tablename__ = "revisions"
    # The last one of a field is asked for at every save, and a team writes thousands of them.
    __table_args__ = (Index(None, "idea_id", "field_key", "version"),)

    id: Mapped[db.Id]
    idea_id: Mapped[uuid.UUID] = db.link("ideas.id", index=False)
    field_key: Mapped[str]
    text: Mapped[str]
    version: Mapped[int]
    origin: Mapped[str] = mapped_column(default="saved")
    joined: Mapped[list[str]] = mapped_column(default=list)
    removed: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]

    author: Mapped[User] = relationship(lazy="raise")


class Attachment(db.Base):
    """A picture or PDF of an idea, in the team's order; `alt_text` repeats the answer `alt-<id>` for lists."""

    __tablename__ = "attachments"

    id: Mapped[db.Id]
    idea_id: Mapped[uuid.UUID] = db.link("ideas.id")
    file_id: Mapped[uuid.UUID] = db.link("media_files.id")
    position: Mapped[int]
    alt_text: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    removed_at: Mapped[datetime | None]

    file: Mapped[MediaFile] = relationship(lazy="raise")


class Submission(db.Base):
    """What was handed in, frozen. `content` is the whole snapshot, `content_hash` its SHA-256 as canonical JSON.

    The latest one that was not withdrawn counts. Nobody has submitted what was handed in by itself at the deadline.
    """

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("idea_id", "sequence"), UniqueConstraint("token"))

    id: Mapped[db.Id]
    idea_id: Mapped[uuid.UUID] = db.link("ideas.id")
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    sequence: Mapped[int]
    token: Mapped[str]
    receipt_number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    category_id: Mapped[uuid.UUID] = db.link("categories.id", index=False)
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    submitted_by_id: Mapped[uuid.UUID | None] = db.link("users.id", index=False)
    submitted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
    category: Mapped[Category] = relationship(lazy="raise")
