"""Who has papers and what is released: for teachers from their classes, for admins by round, and for what is public."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, select

from app.accounts.models import ClassTeacher, School, User
from app.clearances import rules
from app.clearances.models import Clearance, Papers
from app.clearances.rules import Cleared, Line, Offer, OfferedFile, Released, ReleasedColumns
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.ideas import queries as ideas
from app.ideas.models import Idea, Submission
from app.ideas.queries import SubmittedFile
from app.media.rules import CAPTIONS
from app.rounds.models import Competition, Phase, Round
from app.rounds.queries import fields_of, form_of
from app.rounds.rules import FormField
from app.submissions.queries import names_of, teachers_of
from app.teams.models import Membership, Team

# The columns of a clearance as lists read them, in the order of `ReleasedColumns`.
RELEASED = (Clearance.id, Clearance.fields, Clearance.files, Clearance.alts, Clearance.is_school_named)
# Somebody came into the team after the teacher's word: of this person there were no papers then.
HAS_NEWCOMERS = (
    select(Membership.id)
    .where(Membership.team_id == Papers.team_id, Membership.left_at.is_(None), Membership.joined_at > Papers.noted_at)
    .correlate(Papers)
    .exists()
)
HOLDS = and_(Papers.ended_at.is_(None), ~HAS_NEWCOMERS)
_PRESENT = and_(Papers.team_id == Team.id, Papers.ended_at.is_(None))


# ---------------------------------------------------------------- for teachers
@dataclass(frozen=True)
class TeamOfTeacher:
    """A team with a student of the teacher's classes, and since when and by whose word its papers are there.

    `has_newcomers`: somebody came after that word, so it does not hold any more.
    """

    team_id: uuid.UUID
    team: str
    round_id: uuid.UUID
    round: str
    competition: str
    idea_state: str | None
    noted_at: datetime | None
    noted_by: str | None
    has_newcomers: bool

    @property
    def has_papers(self) -> bool:
        """Whether the word holds for everybody in the team."""
        return self.noted_at is not None and not self.has_newcomers


def teams_for(teacher: User) -> list[TeamOfTeacher]:
    """The teams of a teacher's classes in announced rounds, the newest round first (one query)."""
    query = (
        select(
            Team.id,
            Team.name,
            Round.id,
            Round.title,
            Competition.title,
            Idea.state,
            Papers.noted_at,
            User.name,
            HAS_NEWCOMERS,
        )
        .join(Team.round)
        .join(Round.competition)
        .outerjoin(Idea, Idea.team_id == Team.id)
        .outerjoin(Papers, _PRESENT)
        .outerjoin(User, User.id == Papers.noted_by_id)
        .where(Round.announced_at.is_not(None), Team.archived_at.is_(None), _is_taught_by(teacher))
    )
    rows = session().execute(query.order_by(Round.created_at.desc(), Round.id, Team.sort_key, Team.id))
    return [TeamOfTeacher(*row) for row in rows]


def team_for(teacher: User, team_id: uuid.UUID) -> Team:
    """A team of one of the teacher's classes."""
    query = select(Team).join(Team.round).where(Round.announced_at.is_not(None), Team.archived_at.is_(None))
    found = session().scalar(query.where(Team.id == team_id, _is_taught_by(teacher)))
    return ideas.must_exist(found)


def _is_taught_by(teacher: User) -> ColumnElement[bool]:
    taught = (
        select(Membership.id)
        .join(Membership.user)
        .join(ClassTeacher, ClassTeacher.school_class_id == User.school_class_id)
        .where(Membership.team_id == Team.id, Membership.left_at.is_(None), ClassTeacher.user_id == teacher.id)
    )
    return taught.exists()


def papers_of(team_id: uuid.UUID) -> tuple[Papers, bool] | None:
    """The word that was not taken back, and whether it holds: it is about nobody who came into the team later."""
    query = select(Papers, ~HAS_NEWCOMERS).where(Papers.team_id == team_id, Papers.ended_at.is_(None))
    row = session().execute(query).one_or_none()
    return (row[0], row[1]) if row is not None else None


# ---------------------------------------------------------------- for admins
@dataclass(frozen=True)
class Entry:
    """A submission on its page of releases: what can be released and what is; `phases` are those of its round."""

    submission: Submission
    title: str
    team: str
    school: str
    fields: list[FormField]
    files: list[SubmittedFile]
    phases: list[Phase]
    papers: Papers | None
    clearance: Clearance | None
    names: list[str]

    @property
    def offer(self) -> Offer:
        files = [_offered(file) for file in self.files if file.shown.is_ready]
        return Offer(rules.texts_of(self.submission, self.fields), files, self.team)

    @property
    def released(self) -> Released:
        return rules.released_of(self.clearance)

    @property
    def version(self) -> int:
        """How often something was released or withdrawn; 0 before the first time."""
        return self.clearance.version if self.clearance is not None else 0


def _offered(file: SubmittedFile) -> OfferedFile:
    row = file.shown.file
    has_captions = CAPTIONS in file.shown.renditions
    return OfferedFile(str(row.id), row.kind, file.alt_text, row.transcript, has_captions)


def lines_of(round_id: uuid.UUID) -> list[Line]:
    """Every submission of a round that counts, by number, with what is missing before it can be shown (two queries)."""
    texts = len(rules.public_fields(fields_of(form_of(round_id))))
    query = select(
        Submission.id, Idea.number, Submission.title, Team.name, School.name, Papers.id,
        Submission.content["attachments"], *RELEASED,
    )  # fmt: skip
    query = query.join(Submission.idea).join(Idea.team).join(Team.school)
    query = query.outerjoin(Papers, and_(Papers.team_id == Team.id, HOLDS))
    query = query.outerjoin(Clearance, Clearance.submission_id == Submission.id)
    rows = session().execute(query.where(Submission.round_id == round_id, ideas.counts()).order_by(Idea.number))
    return [
        Line(
            id_,
            number,
            title,
            team,
            school,
            papers is not None,
            rules.released_of(ReleasedColumns(*columns)),
            texts,
            files,
        )
        for id_, number, title, team, school, papers, files, *columns in rows
    ]


def entry_of(round_id: uuid.UUID, submission_id: uuid.UUID) -> Entry:
    """A submission of a round that counts, with all that decides about releasing it (six queries)."""
    query = ideas.submissions().where(Submission.id == submission_id, Submission.round_id == round_id, ideas.counts())
    query = query.outerjoin(Papers, and_(Papers.team_id == Idea.team_id, HOLDS))
    query = query.outerjoin(Clearance, Clearance.submission_id == Submission.id)
    query = query.outerjoin(Phase, Phase.round_id == Submission.round_id)
    rows = session().execute(query.add_columns(Papers, Clearance, Phase)).all()
    if not rows:
        raise NotFoundError
    found: Submission = rows[0][0]
    team = found.idea.team
    return Entry(
        found,
        found.title,
        team.name,
        team.school.name,
        rules.public_fields(fields_of(found.idea.form_version)),
        ideas.files_of_submission(found),
        [row[3] for row in rows if row[3] is not None],
        rows[0][1],
        rows[0][2],
        _names_of(team),
    )


def submissions_showing(file_id: uuid.UUID) -> list[uuid.UUID]:
    """The submissions of which this file is released (one query)."""
    query = select(Clearance.submission_id).where(cast(Clearance.files, String).contains(str(file_id)))
    return list(session().scalars(query.order_by(Clearance.submission_id)))


def clearance_of(submission_id: uuid.UUID) -> Clearance:
    """What was released of a submission, read anew."""
    query = select(Clearance).where(Clearance.submission_id == submission_id)
    return session().scalars(query.execution_options(populate_existing=True)).one()


def _names_of(team: Team) -> list[str]:
    """What must not stand in public: members, their classes and companies, and their teachers (three queries)."""
    words = (word for teacher in teachers_of(team.id) for word in teacher.name.split())
    of_team = [name for name in names_of(team) if name != team.school.name]
    return list(dict.fromkeys([*of_team, *words]))


# ---------------------------------------------------------------- for what is public
def cleared_now(submission_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Cleared]:
    """What may be shown of these submissions now; those of teams without papers are missing (one query)."""
    query = select(Submission.id, *RELEASED).join(Submission.idea)
    query = query.join(Papers, and_(Papers.team_id == Idea.team_id, HOLDS))
    query = query.outerjoin(Clearance, Clearance.submission_id == Submission.id)
    query = query.where(Submission.id.in_(set(submission_ids)), Submission.withdrawn_at.is_(None))
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session().execute(query)]
    return {row[0]: rules.cleared_of(ReleasedColumns(*row[1:])) for row in rows}


# ---------------------------------------------------------------- what must always hold
@invariant("papers are there exactly where a teacher said so")
def _changed_papers() -> list[str]:
    """Compares each word of a teacher with the log: for which team, by whom, and whether it was taken back."""
    noted: dict[uuid.UUID | None, tuple[str, uuid.UUID | None, bool]] = {}
    for id_, action, actor_id, values in _events("papers"):
        by_id = actor_id if action == "note_papers" else noted.get(id_, ("", None, False))[1]
        noted[id_] = (str(values["team"]), by_id, action == "end_papers")
    found: dict[uuid.UUID | None, tuple[str, uuid.UUID | None, bool]] = {
        each.id: (str(each.team_id), each.noted_by_id, each.ended_at is not None)
        for each in session().scalars(select(Papers))
    }
    return [f"papers {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


@invariant("what is released of an idea is what was released")
def _changed_clearances() -> list[str]:
    noted = {id_: (values["version"], values["digest"]) for id_, _action, _by, values in _events("clearance")}
    found = {
        each.id: (each.version, rules.digest_of(each.submission_id, rules.released_of(each)))
        for each in session().scalars(select(Clearance))
    }
    return [f"clearance {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


def _events(kind: str) -> Sequence[tuple[uuid.UUID, str, uuid.UUID | None, dict[str, object]]]:
    query: Select[uuid.UUID | None, str, uuid.UUID | None, dict[str, object]] = select(
        AuditEvent.object_id, AuditEvent.action, AuditEvent.actor_id, AuditEvent.values
    )
    query = query.where(AuditEvent.object_kind == kind).order_by(AuditEvent.number)
    return [(row[0], row[1], row[2], row[3]) for row in session().execute(query) if row[0] is not None]
