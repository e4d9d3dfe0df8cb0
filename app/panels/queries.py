"""The jury of a round and what it was given to read. Only for those who run the round; jurors see `scoring.queries`."""

import uuid
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import School, User
from app.core.access import Role
from app.core.db import session
from app.core.errors import NotFoundError, Refusal
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.ideas.queries import submissions_of_round
from app.panels import rules
from app.panels.models import Assignment, PanelMember
from app.rounds.models import Round
from app.rounds.queries import round_of
from app.teams.models import Team
from app.teams.queries import schools_of_team


@dataclass(frozen=True)
class Juror:
    """A juror of a round, and how much there is to read."""

    member: PanelMember
    readings: int
    done: int

    @property
    def has_accepted(self) -> bool:
        """Whether the person has accepted the invitation: only then is the role given."""
        return Role.JUROR in self.member.user.roles


@dataclass(frozen=True)
class Reader:
    """A juror with the assignment of one submission, and why the juror must not have it, if so."""

    juror: Juror
    assignment: Assignment | None
    refusal: Refusal | None


@dataclass(frozen=True)
class Choice:
    """A submission and everybody in the jury, by name: who reads it, who may, and who must not."""

    submission: Submission
    readers: list[Reader]

    @property
    def reading(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.assignment is not None]

    @property
    def others(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.assignment is None]


@dataclass(frozen=True)
class Pile:
    """A submission that counts, and how many jurors read it and are through."""

    submission: Submission
    readings: int
    done: int


def jurors_of(round_id: uuid.UUID) -> list[Juror]:
    """The jury of a round by name (one query)."""
    return [Juror(*row) for row in session().execute(_jurors_of(round_id)).unique()]


def juror_of(round_id: uuid.UUID, member_id: uuid.UUID) -> Juror:
    row = session().execute(_jurors_of(round_id).where(PanelMember.id == member_id)).unique().one_or_none()
    if row is None:
        raise NotFoundError
    return Juror(*row)


def _jurors_of(round_id: uuid.UUID) -> Select[PanelMember, int, int]:
    # An alias: the same table may stand in the query itself.
    given = aliased(Assignment)
    readings = select(func.count()).select_from(given).where(given.panel_member_id == PanelMember.id)
    done = readings.where(given.state == rules.DONE)
    query = select(PanelMember, readings.scalar_subquery(), done.scalar_subquery()).join(PanelMember.user)
    query = query.options(contains_eager(PanelMember.user).joinedload(User.grants), joinedload(PanelMember.school))
    query = query.where(PanelMember.round_id == round_id, PanelMember.removed_at.is_(None))
    return query.order_by(User.sort_key, PanelMember.id)


def panel_member(round_id: uuid.UUID, user_id: uuid.UUID) -> PanelMember | None:
    """The row of a person in the jury of a round, a removed one included."""
    query = select(PanelMember).where(PanelMember.round_id == round_id, PanelMember.user_id == user_id)
    return session().scalar(query)


def round_of_chair(chair: User, round_id: uuid.UUID) -> Round:
    """A round whose jury the person chairs, with its competition; NotFoundError for everybody else."""
    found = session().scalar(_rounds_of_chair(chair).where(Round.id == round_id))
    if found is None:
        raise NotFoundError
    return found


def rounds_of_chair(chair: User) -> list[Round]:
    """The rounds whose jury the person chairs, with their competitions, the newest first."""
    return list(session().scalars(_rounds_of_chair(chair).order_by(Round.created_at.desc(), Round.id)))


def round_to_watch(person: User, round_id: uuid.UUID) -> Round:
    """A round with its competition, for admins, auditors and those who chair its jury; NotFoundError for others."""
    may_see_all = person.roles & {Role.ADMIN, Role.AUDITOR}
    return round_of(person, round_id) if may_see_all else round_of_chair(person, round_id)


def round_to_lead(person: User, round_id: uuid.UUID) -> Round:
    """A round with its competition, for admins and those who chair its jury; NotFoundError for everybody else."""
    return round_of(person, round_id) if Role.ADMIN in person.roles else round_of_chair(person, round_id)


def _rounds_of_chair(chair: User) -> Select[Round]:
    return select(Round).where(chairs(chair.id)).options(joinedload(Round.competition))


def chairs(person_id: uuid.UUID | BindParameter[uuid.UUID]) -> ColumnElement[bool]:
    """Whether a person chairs the jury of the round that is asked for."""
    is_theirs = (PanelMember.round_id == Round.id) & (PanelMember.user_id == person_id)
    return select(PanelMember.id).where(is_theirs, PanelMember.is_chair, PanelMember.removed_at.is_(None)).exists()


def schools_to_choose() -> list[School]:
    """Every school, for saying to which one a juror belongs."""
    return list(session().scalars(select(School).order_by(School.sort_key, School.id)))


def piles_of(round_id: uuid.UUID) -> list[Pile]:
    """Everything that is to be judged in a round, by number (two queries)."""
    query = select(Assignment.submission_id, Assignment.state, func.count())
    query = query.where(Assignment.round_id == round_id).group_by(Assignment.submission_id, Assignment.state)
    counts: dict[tuple[uuid.UUID, str], int] = {(id_, state): count for id_, state, count in session().execute(query)}
    states = (rules.OPEN, rules.BEGUN, rules.DONE)
    return [
        Pile(each, sum(counts.get((each.id, state), 0) for state in states), counts.get((each.id, rules.DONE), 0))
        for each in submissions_of_round(round_id)
    ]


def submission_to_judge(round_id: uuid.UUID, submission_id: uuid.UUID) -> Submission:
    """A submission that counts; NotFoundError for one that was withdrawn, replaced or is of another round."""
    for each in submissions_of_round(round_id):
        if each.id == submission_id:
            return each
    raise NotFoundError


def choice_for(round_id: uuid.UUID, submission_id: uuid.UUID) -> Choice:
    """Who could read a submission that counts (three queries)."""
    submission = submission_to_judge(round_id, submission_id)
    schools = schools_of_team(submission.idea.team_id)
    is_of_both = (Assignment.panel_member_id == PanelMember.id) & (Assignment.submission_id == submission.id)
    query = _jurors_of(round_id).add_columns(Assignment).outerjoin(Assignment, is_of_both)
    readers = [
        Reader(Juror(member, readings, done), assignment, rules.why_not_read(member, schools))
        for member, readings, done, assignment in session().execute(query).unique()
    ]
    return Choice(submission, readers)


def assignment_in(round_id: uuid.UUID, assignment_id: uuid.UUID) -> Assignment:
    query = select(Assignment).where(Assignment.round_id == round_id, Assignment.id == assignment_id)
    found = session().scalar(query)
    if found is None:
        raise NotFoundError
    return found


def is_anything_assigned(round_id: uuid.UUID) -> bool:
    return session().scalar(select(Assignment.id).where(Assignment.round_id == round_id).limit(1)) is not None


# ---------------------------------------------------------------- what must always hold
@invariant("no juror reads an idea of the school that the juror belongs to")
def _jurors_of_own_school() -> list[str]:
    query = select(Assignment.id).join(Assignment.panel_member).join(Assignment.submission).join(Submission.idea)
    query = query.join(Idea.team).where(Team.school_id == PanelMember.school_id)
    return [f"assignment {id_}" for id_ in session().scalars(query.order_by(Assignment.id))]


@invariant("every assignment joins a juror and a submission of its own round")
def _assignments_across_rounds() -> list[str]:
    query = select(Assignment.id).join(Assignment.panel_member).join(Assignment.submission)
    is_wrong = (PanelMember.round_id != Assignment.round_id) | (Submission.round_id != Assignment.round_id)
    return [f"assignment {id_}" for id_ in session().scalars(query.where(is_wrong).order_by(Assignment.id))]
