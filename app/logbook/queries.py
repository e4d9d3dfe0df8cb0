"""The log, and the promises that several features keep together."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from app.accounts.models import Grant, User
from app.core import audit, storage
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import breaches, invariant
from app.deliberation.models import Decision
from app.ideas.models import Attachment, Idea, Submission
from app.media.models import MediaFile, Rendition
from app.rounds.models import Phase, Round
from app.rubrics.models import Rubric
from app.scoring.models import ScoreSheet
from app.teams.models import Team

PAGE_LENGTH = 50
NUMBER_END = 2**31


# ---------------------------------------------------------------- the log
@dataclass(frozen=True)
class LogPage:
    """Some events, newest first; `names` of the people in them who still have one. Numbers lead to the next pages."""

    events: list[AuditEvent]
    names: dict[uuid.UUID, str]
    newer_than: int | None
    older_than: int | None


def log_page(kind: str, action: str, *, before: int | None = None, after: int | None = None) -> LogPage:
    """PAGE_LENGTH events of a kind and action ("" for all) next to a number, else the newest (two queries)."""
    query = select(AuditEvent).where(*_matching(kind, action)).limit(PAGE_LENGTH + 1)
    if after is not None:
        found = list(session().scalars(query.where(AuditEvent.number > after).order_by(AuditEvent.number)))
        events = found[:PAGE_LENGTH][::-1]
        has_newer, has_older = len(found) > PAGE_LENGTH, True
    else:
        bound = [AuditEvent.number < before] if before is not None else []
        found = list(session().scalars(query.where(*bound).order_by(AuditEvent.number.desc())))
        events = found[:PAGE_LENGTH]
        has_newer, has_older = before is not None, len(found) > PAGE_LENGTH
    return LogPage(
        events,
        _names_in(events),
        newer_than=events[0].number if events and has_newer else None,
        older_than=events[-1].number if events and has_older else None,
    )


def _matching(kind: str, action: str) -> list[ColumnElement[bool]]:
    return [column == value for column, value in ((AuditEvent.object_kind, kind), (AuditEvent.action, action)) if value]


def _names_in(events: list[AuditEvent]) -> dict[uuid.UUID, str]:
    """Names are looked up while reading: the log itself holds none, so that erasing a person leaves it whole."""
    ids = {event.actor_id for event in events} | {event.object_id for event in events if event.object_kind == "user"}
    rows = session().execute(select(User.id, User.name).where(User.id.in_(ids - {None})))
    return {row.id: row.name for row in rows}


# ---------------------------------------------------------------- is everything as it was left?
def faults() -> Iterator[str]:
    """Every fault that can be found in log, files and rows, one line each, naming numbers and ids, never people."""
    for fault in audit.verify():
        yield f"audit event {fault.number}: {fault.problem}"
    yield from _faults_of_files()
    for name, lines in breaches().items():
        yield from (f"{name}: {line}" for line in lines)


def _faults_of_files() -> Iterator[str]:
    for kind, model in (("media file", MediaFile), ("rendition", Rendition)):
        columns = select(model.id, model.storage_key, model.sha256).where(model.storage_key.is_not(None))
        for id_, key, sha256 in session().execute(columns.order_by(model.id)):
            if (found := _hash_of_stored(key)) != sha256:
                yield f"{kind} {id_}: {'changed' if found else 'missing'} in storage"


def _hash_of_stored(key: str | None) -> str | None:
    try:
        with storage.open_stored(key or "") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest()
    except storage.NotStoredError:
        return None


# ---------------------------------------------------------------- promises across features
@invariant("every submission is the one that the log tells of")
def _submissions_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.action == "submit_idea")
    logged = {row.object_id: row.values.get("content_hash") for row in session().execute(query)}
    return _beside_the_log("submission", logged, select(Submission.id, Submission.content_hash))


def _beside_the_log(kind: str, logged: dict[uuid.UUID, str], query: Select[uuid.UUID, str]) -> list[str]:
    stored = {row[0]: row[1] for row in session().execute(query)}
    wrong = (id_ for id_ in logged.keys() | stored.keys() if logged.get(id_) != stored.get(id_))
    return [f"{kind} {id_}" for id_ in sorted(wrong)]


@invariant("every rubric is the one that the log tells of")
def _rubrics_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "rubric")
    logged = {row.object_id: row.values["hash"] for row in session().execute(query.order_by(AuditEvent.number))}
    return _beside_the_log("rubric", logged, select(Rubric.id, Rubric.content_hash))


@invariant("every rubric knows how many sheets were begun by it")
def _rubrics_miscounted() -> list[str]:
    begun = select(func.count()).select_from(ScoreSheet).where(ScoreSheet.rubric_id == Rubric.id).scalar_subquery()
    query = select(Rubric.id).where(Rubric.begun_sheets != begun).order_by(Rubric.id)
    return [f"rubric {id_}" for id_ in session().scalars(query)]


@invariant("every phase is when the log says")
def _phases_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "phase")
    logged = {row.object_id: row.values for row in session().execute(query.order_by(AuditEvent.number))}
    moments = {id_: values.get("after", values) for id_, values in logged.items()}
    return [
        f"phase {phase.id}"
        for phase in session().scalars(select(Phase).order_by(Phase.id))
        if moments.get(phase.id) != phase.plan
    ]


@invariant("every role was given by somebody in the log")
def _roles_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.action.in_(("grant", "take_role"))).order_by(AuditEvent.number)
    given: set[tuple[uuid.UUID, str, str]] = set()
    for person_id, action, values in session().execute(query):
        change = given.add if action == "grant" else given.discard
        change((person_id, values["role"], values["school"]))
    return [
        f"user {row.user_id}: {row.role}"
        for row in session().scalars(select(Grant).order_by(Grant.user_id, Grant.role))
        if (row.user_id, row.role, str(row.school_id or "")) not in given
    ]


@invariant("students are nothing else")
def _students_with_roles() -> list[str]:
    students = select(Grant.user_id).where(Grant.role == Role.STUDENT)
    query = select(Grant.user_id).where(Grant.user_id.in_(students), Grant.role != Role.STUDENT).distinct()
    return [f"user {id_}" for id_ in session().scalars(query.order_by(Grant.user_id))]


@invariant("an idea belongs to the round of its team")
def _ideas_elsewhere() -> list[str]:
    query = select(Idea.id).join(Idea.team).where(Idea.round_id != Team.round_id)
    return [f"idea {id_}" for id_ in session().scalars(query.order_by(Idea.id))]


@invariant("a submission belongs to the round of its idea")
def _submissions_elsewhere() -> list[str]:
    query = select(Submission.id).join(Submission.idea).where(Submission.round_id != Idea.round_id)
    return [f"submission {id_}" for id_ in session().scalars(query.order_by(Submission.id))]


@invariant("a decision is about a submission of its round")
def _decisions_elsewhere() -> list[str]:
    query = select(Decision.id).join(Decision.submission).where(Decision.round_id != Submission.round_id)
    return [f"decision {id_}" for id_ in session().scalars(query.order_by(Decision.id))]


@invariant("no team is larger than its round allows")
def _teams_too_large() -> list[str]:
    query = select(Team.id).join(Team.round).where(Team.member_count > Round.team_max)
    return [f"team {id_}" for id_ in session().scalars(query.order_by(Team.id))]


@invariant("a file of an idea was uploaded for that idea")
def _attachments_of_others() -> list[str]:
    is_own = (MediaFile.owner_kind == "idea") & (MediaFile.owner_id == Attachment.idea_id)
    query = select(Attachment.id).join(Attachment.file).where(~is_own)
    return [f"attachment {id_}" for id_ in session().scalars(query.order_by(Attachment.id))]
