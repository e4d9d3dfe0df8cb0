"""The versions of a team's texts, and who writes beside somebody."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core import db
from app.core.db import session
from app.core.invariants import invariant
from app.core.text import word_changes
from app.drafts import rules
from app.drafts.models import Presence
from app.drafts.rules import LATE_SHOWN, PAGE_LENGTH, PRESENT_FOR
from app.ideas.models import Answer, Idea, Revision
from app.ideas.queries import must_exist
from app.ideas.rules import CATEGORY, LATE, SAVED
from app.rounds.queries import categories_of
from app.teams.models import Team

_REVISIONS, _USERS = map(db.table, (Revision, User))


# ---------------------------------------------------------------- versions
@dataclass(frozen=True)
class Version:
    """A revision as lists show it; `length` in characters."""

    id: uuid.UUID
    key: str
    number: int
    origin: str
    author: str
    created_at: datetime
    length: int


@dataclass(frozen=True)
class VersionPage:
    """Some versions, newest first."""

    versions: list[Version]
    number: int
    count: int


def versions_of(idea: Idea, page: int, key: str | None = None) -> VersionPage:
    """The versions of all texts of an idea, or of one (two queries). The idea was reached from its team."""
    mine = [_REVISIONS.c.idea_id == idea.id, *([_REVISIONS.c.field_key == key] if key else [])]
    total = session().scalar(select(func.count()).select_from(_REVISIONS).where(*mine)) or 0
    count = max(-(-total // PAGE_LENGTH), 1)
    number = min(max(page, 1), count)
    query = _versions().where(*mine).order_by(*_NEWEST_FIRST)
    rows = session().execute(query.limit(PAGE_LENGTH).offset((number - 1) * PAGE_LENGTH))
    return VersionPage([Version(*row) for row in rows], number, count)


_NEWEST_FIRST = (_REVISIONS.c.created_at.desc(), _REVISIONS.c.version.desc(), _REVISIONS.c.id)


def _versions() -> Select[*tuple[Any, ...]]:
    query = select(
        _REVISIONS.c.id,
        _REVISIONS.c.field_key,
        _REVISIONS.c.version,
        _REVISIONS.c.origin,
        _USERS.c.name,
        _REVISIONS.c.created_at,
        func.length(_REVISIONS.c.text),
    )
    return query.join(_USERS, _USERS.c.id == _REVISIONS.c.author_id)


def _others_of(idea: Idea, revision: Revision) -> list[Version]:
    """The versions with which one can be compared: the newest of the same text, itself left out."""
    query = _versions().where(_REVISIONS.c.idea_id == idea.id, _REVISIONS.c.field_key == revision.field_key)
    rows = session().execute(query.where(_REVISIONS.c.id != revision.id).order_by(*_NEWEST_FIRST).limit(PAGE_LENGTH))
    return [Version(*row) for row in rows]


def revision_of(idea: Idea, revision_id: uuid.UUID) -> Revision:
    """A revision of the idea, with its author."""
    query = select(Revision).where(Revision.idea_id == idea.id, Revision.id == revision_id)
    return must_exist(session().scalar(query.options(joinedload(Revision.author, innerjoin=True))))


@dataclass(frozen=True)
class Comparison:
    """A version beside another one of the same text; `changes` lead from the other one to it."""

    revision: Revision
    other: Revision | None
    others: list[Version]
    text: str
    changes: list[tuple[str, str]]


def comparison_of(idea: Idea, revision_id: uuid.UUID, other_id: uuid.UUID | None) -> Comparison:
    """A version beside a chosen one, or beside what stood there before (four queries at the most)."""
    revision = revision_of(idea, revision_id)
    other = revision_of(idea, other_id) if other_id else _before(idea, revision)
    names = names_of_categories(idea.round_id) if revision.field_key == CATEGORY else {}
    old, new = (rules.shown_text(each.field_key, each.text, names) if each else "" for each in (other, revision))
    return Comparison(revision, other, _others_of(idea, revision), new, word_changes(old, new))


def _before(idea: Idea, revision: Revision) -> Revision | None:
    """What the text was before a revision: the saved version that it changed, or that it came too late for."""
    query = select(Revision).where(Revision.idea_id == idea.id, Revision.field_key == revision.field_key)
    last = revision.version if revision.origin != SAVED else revision.version - 1
    query = query.where(Revision.origin == SAVED, Revision.version <= last, Revision.id != revision.id)
    query = query.options(joinedload(Revision.author, innerjoin=True))
    return session().scalar(query.order_by(Revision.version.desc()).limit(1))


def names_of_categories(round_id: uuid.UUID) -> dict[str, str]:
    """The categories of a round by what an answer says of them."""
    return {str(category.id): category.name for category in categories_of(round_id)}


# ---------------------------------------------------------------- who writes where
class Writer(NamedTuple):
    """Somebody of the team who is writing at the moment, seen there last at `seen_at`."""

    user_id: uuid.UUID
    name: str
    section: str
    seen_at: datetime


_presences = db.table(Presence).c
_WRITERS = (
    select(_USERS.c.id, _USERS.c.name, _presences.section, _presences.seen_at)
    .join_from(db.table(Presence), _USERS)
    .where(_presences.idea_id == bindparam("idea_id"), _presences.seen_at > bindparam("since"))
    .order_by(_USERS.c.sort_key, _USERS.c.id)
)


def writers_in(idea_id: uuid.UUID, now: datetime) -> list[Writer]:
    """Who writes in an idea, by name (one query)."""
    return [Writer(*row) for row in session().execute(_WRITERS, {"idea_id": idea_id, "since": now - PRESENT_FOR})]


# ---------------------------------------------------------------- for those who run a round
@dataclass(frozen=True)
class LateText:
    """A text that came after the end of writing."""

    team: str
    title: str
    key: str
    author: str
    received_at: datetime
    text: str


def late_texts_of(round_id: uuid.UUID) -> list[LateText]:
    """The last texts that came too late in a round, newest first (two queries). Whoever asks runs the round."""
    query = (
        select(Team.name, Idea.title, Revision.field_key, User.name, Revision.created_at, Revision.text)
        .join(Idea, Idea.id == Revision.idea_id)
        .join(Team, Team.id == Idea.team_id)
        .join(User, User.id == Revision.author_id)
        .where(Revision.origin == LATE, Idea.round_id == round_id)
        .order_by(Revision.created_at.desc(), Revision.id)
    )
    rows = session().execute(query.limit(LATE_SHOWN)).all()
    names = names_of_categories(round_id)
    return [LateText(*row[:5], rules.shown_text(row[2], row[5], names)) for row in rows]


@invariant("whoever is writing in an idea writes there once")
def _double_presences() -> list[str]:
    query = select(Presence.idea_id, Presence.user_id).group_by(Presence.idea_id, Presence.user_id)
    return [f"idea {idea_id}, user {user_id}" for idea_id, user_id in session().execute(query.having(func.count() > 1))]


@invariant("no version of an answer is missing among its revisions")
def _missing_versions() -> list[str]:
    columns = (Revision.idea_id, Revision.field_key, Revision.version, Revision.joined)
    query = select(*columns).where(Revision.origin == SAVED)
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
        Revision.origin == SAVED,
        Revision.text == Answer.text,
    )
    query = select(Answer.id).where(~same.exists())
    return [f"answer {id_}" for id_ in session().scalars(query.order_by(Answer.id))]
