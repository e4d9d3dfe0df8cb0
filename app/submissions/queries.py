"""Handing in, from the team; and what those who look after a team see of it."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import ClassTeacher, Company, School, SchoolClass, User
from app.core.access import Role
from app.core.db import session
from app.core.invariants import invariant
from app.core.text import company_short, sort_key
from app.ideas import queries as ideas
from app.ideas.models import Attachment, Idea, Submission
from app.ideas.queries import SubmittedFile, must_exist
from app.ideas.rules import Draft, hash_of_content
from app.rounds.models import Phase, PhaseKind, Round
from app.submissions import rules
from app.submissions.rules import Point
from app.teams.models import Membership, Team, TeamCompany

Columns = TypeVarTuple("Columns")
_MEMBER, _CLASS, _COMPANY = "member", "class", "company"


# ---------------------------------------------------------------- for the team
@dataclass(frozen=True)
class Checked:
    """A draft looked through before it is handed in."""

    attachments: list[Attachment]
    open_points: list[Point]
    warnings: list[Point]


def checked(draft: Draft) -> Checked:
    """What the team sees before it hands in (two queries)."""
    attachments = ideas.attachments_of(draft.idea.id)
    return Checked(
        attachments,
        rules.open_points(draft),
        rules.warnings(draft, attachments, names_of(draft.idea.team)),
    )


def submission_of(student: User, submission_id: uuid.UUID) -> Submission:
    """Something that a team of the student handed in, with its idea."""
    query = ideas.submissions().join(Membership, Membership.team_id == Idea.team_id)
    is_in_team = and_(Membership.user_id == student.id, Membership.left_at.is_(None))
    return must_exist(session().scalar(query.where(Submission.id == submission_id, is_in_team)))


def names_and_sizes(submission: Submission) -> list[tuple[str, int]]:
    """The files of a submission for its own team, in its order (two queries)."""
    files = (file.shown.file for file in ideas.files_of_submission(submission))
    return [(file.display_name, file.size) for file in files]


def names_of(team: Team) -> list[str]:
    """What must not be in what jurors read: every word of the members' names, their classes, school and companies.

    One query; the school of the team must have been loaded.
    """
    is_member = and_(Membership.user_id == User.id, Membership.team_id == team.id, Membership.left_at.is_(None))
    members = select(literal(_MEMBER), User.name, User.sort_key).join(Membership, is_member)
    classes = select(literal(_CLASS), SchoolClass.name, SchoolClass.sort_key)
    classes = classes.join(User, User.school_class_id == SchoolClass.id).join(Membership, is_member)
    companies = select(literal(_COMPANY), Company.name, Company.name_key)
    companies = companies.join(TeamCompany, TeamCompany.company_id == Company.id).where(TeamCompany.team_id == team.id)
    rows = session().execute(union_all(members, classes, companies)).all()
    found: dict[str, list[str]] = {_MEMBER: [], _CLASS: [], _COMPANY: []}
    for kind, name, _key in sorted(rows, key=lambda row: row[2]):
        found[kind].append(name)
    words = [word for name in found[_MEMBER] for word in name.split()]
    named = [name for company in found[_COMPANY] for name in (company, company_short(company))]
    return list(dict.fromkeys([*words, *found[_CLASS], team.school.name, *named]))


def teachers_of(team_id: uuid.UUID) -> list[User]:
    """The teachers of the classes from which the members come."""
    member = aliased(User)
    query = (
        select(User)
        .join(ClassTeacher, ClassTeacher.user_id == User.id)
        .join(member, member.school_class_id == ClassTeacher.school_class_id)
        .join(Membership, Membership.user_id == member.id)
        .where(Membership.team_id == team_id, Membership.left_at.is_(None), User.ended_at.is_(None))
    )
    return list(session().scalars(query.distinct().order_by(User.sort_key, User.id)))


# ---------------------------------------------------------------- at the deadline
def closings_of(round_id: uuid.UUID, now: datetime) -> list[Phase]:
    """The phases of submission that are still to close."""
    query = select(Phase).where(Phase.round_id == round_id, Phase.kind == PhaseKind.SUBMIT, Phase.closes_at > now)
    return list(session().scalars(query.order_by(Phase.closes_at)))


def closing(phase_id: uuid.UUID) -> tuple[Phase, Round]:
    """A phase of submission with its round."""
    query = select(Phase, Round).join(Round, Round.id == Phase.round_id).where(Phase.id == phase_id)
    phase, round_ = must_exist(session().execute(query).one_or_none())
    return phase, round_


# ---------------------------------------------------------------- for teachers and school admins
@dataclass(frozen=True)
class Entry:
    """What those who look after a team see: how far it is and what it handed in, but nothing of a draft."""

    team: Team
    idea: Idea | None
    submissions: list[Submission]
    texts: list[tuple[str, str]]
    files: list[SubmittedFile]

    @property
    def valid(self) -> Submission | None:
        """The submission that counts."""
        return rules.valid_of(self.submissions)


def entry_for(person: User, team_id: uuid.UUID) -> Entry:
    """The entry of a team that the person looks after: a teacher by a member's class, a school admin by the school.

    Five queries at the most.
    """
    query = select(Team).where(Team.id == team_id, _looks_after(person))
    query = query.options(joinedload(Team.school), joinedload(Team.round).joinedload(Round.competition))
    team = must_exist(session().scalar(query))
    idea = session().scalar(select(Idea).where(Idea.team_id == team.id).options(*ideas.SURROUNDINGS))
    submissions = ideas.submissions_of(idea.id) if idea else []
    valid = rules.valid_of(submissions)
    if idea is None or valid is None:
        return Entry(team, idea, submissions, [], [])
    return Entry(team, idea, submissions, ideas.texts_of(idea, valid), ideas.files_of_submission(valid))


def _looks_after(person: User) -> ColumnElement[bool]:
    if Role.ADMIN in person.roles:
        return true()
    taught = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .join(ClassTeacher, ClassTeacher.school_class_id == User.school_class_id)
        .where(Membership.team_id == Team.id, Membership.left_at.is_(None), ClassTeacher.user_id == person.id)
    )
    return or_(Team.school_id.in_(person.school_ids(Role.SCHOOL_ADMIN)), taught.exists())


# ---------------------------------------------------------------- who took part
@dataclass(frozen=True)
class Entrant:
    """A team (with school, round and competition) whose submission counts, and the title of that."""

    team: Team
    title: str


def entrants() -> Select[Team, str]:
    """What makes an Entrant each."""
    query = select(Team, Submission.title).join(Idea, Idea.team_id == Team.id)
    query = query.join(Submission, Submission.idea_id == Idea.id).where(ideas.counts())
    query = query.join(Team.round).join(Round.competition).join(Team.school)
    return query.options(contains_eager(Team.round).contains_eager(Round.competition), contains_eager(Team.school))


def took_part() -> ColumnElement[bool]:
    """Somebody is in the team, or was when it handed in: leaving later takes nothing away."""
    was_in_it = and_(Membership.joined_at <= Submission.submitted_at, Membership.left_at > Submission.submitted_at)
    return or_(Membership.left_at.is_(None), was_in_it)


def entrants_of(student: User) -> list[Entrant]:
    """The teams in which a student took part, by name (one query)."""
    query = entrants().join(Membership, Membership.team_id == Team.id)
    query = query.where(Membership.user_id == student.id, took_part()).order_by(Team.sort_key, Team.id)
    # Whoever left a team and came back has two memberships.
    return list({team.id: Entrant(team, title) for team, title in session().execute(query)}.values())


def with_those_who_took_part(query: Select[*Columns]) -> Select[*Columns]:
    """From classes to their students who took part, and to the teams in which they did."""
    query = query.select_from(SchoolClass).join(User, User.school_class_id == SchoolClass.id)
    query = query.join(Membership, Membership.user_id == User.id).join(Membership.team)
    query = query.join(Idea, Idea.team_id == Team.id).join(Submission, Submission.idea_id == Idea.id)
    return query.where(ideas.counts(), took_part())


def taught_by(round_id: uuid.UUID, is_chosen: ColumnElement[bool]) -> dict[uuid.UUID, tuple[str, int]]:
    """At which schools a teacher has students in how many teams that handed in, by the teacher's id (one query)."""
    query = with_those_who_took_part(select(ClassTeacher.user_id, Team.id, School.name)).join(SchoolClass.school)
    query = query.join(ClassTeacher, ClassTeacher.school_class_id == SchoolClass.id)
    teams: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    schools: dict[uuid.UUID, set[str]] = defaultdict(set)
    for teacher_id, team_id, school in session().execute(query.where(Team.round_id == round_id, is_chosen)):
        teams[teacher_id].add(team_id)
        schools[teacher_id].add(school)
    return {id_: (" · ".join(sorted(schools[id_], key=sort_key)), len(theirs)) for id_, theirs in teams.items()}


# ---------------------------------------------------------------- what happens by itself
def changed_ideas_of_round(round_id: uuid.UUID) -> list[uuid.UUID]:
    """Ideas of which something is written that was not handed in, by number; withdrawn ones left out."""
    query = select(Idea.id).where(Idea.round_id == round_id, Idea.state != "withdrawn")
    is_changed = or_(Idea.submitted_version.is_(None), Idea.submitted_version != Idea.version)
    return list(session().scalars(query.where(is_changed).order_by(Idea.number)))


# ---------------------------------------------------------------- what must always hold
@invariant("the hash of every submission is that of its content")
def _changed_submissions() -> list[str]:
    rows = session().execute(select(Submission.id, Submission.content, Submission.content_hash).order_by(Submission.id))
    return [f"submission {id_}" for id_, content, hash_ in rows if hash_of_content(content) != hash_]


@invariant("an idea is submitted exactly while a submission of it counts")
def _wrong_states() -> list[str]:
    counts = select(Submission.id).where(Submission.idea_id == Idea.id, Submission.withdrawn_at.is_(None)).exists()
    is_submitted = and_(Idea.state == "submitted", Idea.submitted_version <= Idea.version)
    is_not = and_(Idea.state != "submitted", Idea.submitted_version.is_(None))
    query = select(Idea.id).where(~or_(and_(is_submitted, counts), and_(is_not, ~counts)))
    return [f"idea {id_}" for id_ in session().scalars(query.order_by(Idea.id))]
