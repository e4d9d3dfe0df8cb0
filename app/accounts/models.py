"""People, what they may do, and how they are signed in; the rows of schools, classes and companies."""

import uuid
from datetime import datetime
from typing import cast

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, inspect, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.core import db
from app.core.access import Role


class School(db.Base):
    """A vocational school. `name_key` decides whether two are the same, `sort_key` their order in lists."""

    __tablename__ = "schools"

    id: Mapped[db.Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    sort_key: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[db.Moment]


class SchoolClass(db.Base):
    """A class of a school. Archived ones keep their people but take no new ones."""

    __tablename__ = "school_classes"
    __table_args__ = (UniqueConstraint("school_id", "name_key"),)

    id: Mapped[db.Id]
    school_id: Mapped[uuid.UUID] = db.link("schools.id")
    name: Mapped[str]
    name_key: Mapped[str]
    sort_key: Mapped[str]
    created_at: Mapped[db.Moment]
    archived_at: Mapped[datetime | None]

    school: Mapped[School] = relationship(lazy="raise")


class Company(db.Base):
    """A company, typed with suggestions. `name_key` decides whether two are the same: legal forms do not count.

    `is_suggested`: somebody of the staff wrote the name, so it is offered to everybody who types one.
    """

    __tablename__ = "companies"

    id: Mapped[db.Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    is_suggested: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[db.Moment]


class User(db.Base):
    """A person who can sign in. Students have a login name and a class, staff a mail address.

    `name` is what the person is called on pages of people who may know it; it never appears in a public place.
    `draft_key` locks what the person typed on a shared device and was not sent yet; it is given to nobody else.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("login_name IS NOT NULL OR email_key IS NOT NULL", name="can_be_found"),
        Index("uq_users_email_key", "email_key", unique=True),
    )

    id: Mapped[db.Id]
    login_name: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    name: Mapped[str]
    sort_key: Mapped[str]
    password_hash: Mapped[str | None]
    draft_key: Mapped[str | None]
    school_class_id: Mapped[uuid.UUID | None] = db.link("school_classes.id")
    language: Mapped[str] = mapped_column(default="de")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[db.Moment]
    ended_at: Mapped[datetime | None]

    grants: Mapped[list["Grant"]] = relationship(lazy="raise", viewonly=True)
    school_class: Mapped[SchoolClass | None] = relationship(lazy="raise")

    _knew_grants = False
    # Known of somebody signed in: whether others use the device as well, and when something was asked there last.
    is_on_shared_device = False
    last_seen_at = cast("datetime | None", None)

    # What flask-login asks of a person.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    def get_id(self) -> str:
        return str(self.id)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the person; `grants` must have been loaded."""
        return frozenset(Role(grant.role) for grant in self._grants_now())

    def school_ids(self, role: Role) -> frozenset[uuid.UUID]:
        """The schools for which the person has a role."""
        return frozenset(g.school_id for g in self._grants_now() if g.role == role and g.school_id is not None)

    def _grants_now(self) -> list["Grant"]:
        # An action expires every row. Reading a column brings this one back, and its grants if whoever read it first
        # asked for them; reading the grants first would only raise. A query between may have brought the row back
        # without them: what was known before the action can be asked after it, what nobody asked for still raises.
        self.id  # noqa: B018 # reading is the point
        if self._knew_grants and "grants" in inspect(self).unloaded:
            rows = db.session().scalars(select(Grant).where(Grant.user_id == self.id)).all()
            set_committed_value(self, "grants", list(rows))
        self._knew_grants = True
        return self.grants


class Grant(db.Base):
    """A role of a person, for one school or (no school) for the whole city."""

    __tablename__ = "grants"
    __table_args__ = (
        Index("uq_grants_school", "user_id", "role", "school_id", unique=True),
        Index("uq_grants_city", "user_id", "role", unique=True, sqlite_where=text("school_id IS NULL"),
              postgresql_where=text("school_id IS NULL")),
    )  # fmt: skip

    id: Mapped[db.Id]
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    role: Mapped[str]
    school_id: Mapped[uuid.UUID | None] = db.link("schools.id")
    created_at: Mapped[db.Moment]

    school: Mapped[School | None] = relationship(lazy="raise")


class ClassTeacher(db.Base):
    """A teacher of a class; a class may have several."""

    __tablename__ = "class_teachers"
    __table_args__ = (UniqueConstraint("school_class_id", "user_id"),)

    id: Mapped[db.Id]
    school_class_id: Mapped[uuid.UUID] = db.link("school_classes.id")
    user_id: Mapped[uuid.UUID] = db.link("users.id")


class SignIn(db.Base):
    """A session on one device. The cookie holds the token, the row its hash; ending the row ends the session.

    `is_by_link`: the person proved to be the owner of the mail address and typed no password. `is_shared`: others use
    the device as well, so the session ends when nothing has been asked for a while since `last_seen_at`, which is noted
    to the minute and only for these.
    """

    __tablename__ = "sign_ins"

    id: Mapped[db.Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    created_at: Mapped[db.Moment]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_by_link: Mapped[bool] = mapped_column(default=False)
    is_shared: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]


class MagicLink(db.Base):
    """A link by mail that signs in once. Only the token's hash is kept."""

    __tablename__ = "magic_links"

    id: Mapped[db.Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    created_at: Mapped[db.Moment]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
