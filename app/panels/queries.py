"""The jury of a round and what it was given to read. Only for those who run the round; jurors see `scoring.queries`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.conflicts.models import Waiver
from app.conflicts.queries import is_biased, ties_of_teams
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError, Refusal
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts, must_exist, submissions_of_round
from app.panels import rules
from app.panels.models import Assignment, PanelMember
from app.rounds.models import Category, Round
from app.rounds.queries import round_of
from app.teams.queries import ties


@dataclass(frozen=True)
class Juror:
    """A juror of a round, and how much there is to read."""

    member: PanelMember
    readings: int
    done: int

    @property
    def has_accepted(self) -> bool:
        """Whether the person has accepted the invitation: only then are all roles given."""
        return not rules.missing_roles(self.member)


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


class Pile(NamedTuple):
    """A submission that counts, and how many jurors read it and are through. The team's id is for no page."""

    id: uuid.UUID
    team_id: uuid.UUID
    number: int
    title: str
    category_id: uuid.UUID
    category: str
    category_position: int
    readings: int
    done: int


@dataclass(frozen=True)
class Offer:
    """A submission for one juror: how far the sheet is if it is theirs already, and why it must not be, if so."""

    pile: Pile
    assignment_id: uuid.UUID | None
    state: str | None
    refusal: Refusal | None


def jurors_of(round_id: uuid.UUID) -> list[Juror]:
    """The jury of a round by name (one query)."""
    return [Juror(*row) for row in session().execute(_jurors_of(round_id)).unique()]


def juror_of(round_id: uuid.UUID, member_id: uuid.UUID, *, only_jurors: bool = False) -> Juror:
    """Somebody in the jury of a round; with `only_jurors` not one who only chairs it."""
    row = session().execute(_jurors_of(round_id).where(PanelMember.id == member_id)).unique().one_or_none()
    if row is None or (only_jurors and not row[0].is_juror):
        raise NotFoundError
    return Juror(*row)


def _jurors_of(round_id: uuid.UUID) -> Select[PanelMember, int, int]:
    # An alias: the same table may stand in the query itself.
    given = aliased(Assignment)
    counted = (given.panel_member_id == PanelMember.id) & (given.state != rules.VOIDED)
    readings = select(func.count()).select_from(given).where(counted)
    done = readings.where(given.state == rules.DONE)
    query = select(PanelMember, readings.scalar_subquery(), done.scalar_subquery()).join(PanelMember.user)
    query = query.options(
        contains_eager(PanelMember.user).joinedload(User.grants),
        joinedload(PanelMember.school),
        joinedload(PanelMember.company),
    )
    query = query.where(PanelMember.round_id == round_id, PanelMember.removed_at.is_(None))
    return query.order_by(User.sort_key, PanelMember.id)


def panel_member(round_id: uuid.UUID, user_id: uuid.UUID) -> PanelMember | None:
    """The row of a person in the jury of a round, a removed one included."""
    return session().scalar(select(PanelMember).where(PanelMember.round_id == round_id, PanelMember.user_id == user_id))


def round_of_chair(chair: User, round_id: uuid.UUID) -> Round:
    """A round whose jury the person chairs, with its competition; NotFoundError for everybody else."""
    return must_exist(session().scalar(_rounds_of_chair(chair).where(Round.id == round_id)))


def rounds_of_chair(chair: User) -> list[Round]:
    """The rounds whose jury the person chairs, with their competitions, the newest first."""
    return list(session().scalars(_rounds_of_chair(chair).order_by(Round.created_at.desc(), Round.id)))


def round_to_lead(person: User, round_id: uuid.UUID) -> Round:
    """A round with its competition, for admins and those who chair its jury; NotFoundError for everybody else."""
    return round_of(person, round_id) if Role.ADMIN in person.roles else round_of_chair(person, round_id)


def _rounds_of_chair(chair: User) -> Select[Round]:
    return select(Round).where(chairs(chair.id)).options(joinedload(Round.competition))


def chairs(person_id: uuid.UUID | BindParameter[uuid.UUID]) -> ColumnElement[bool]:
    """Whether a person chairs the jury of the round that is asked for."""
    is_theirs = (PanelMember.round_id == Round.id) & (PanelMember.user_id == person_id) & PanelMember.is_chair
    return select(PanelMember.id).where(is_theirs, PanelMember.removed_at.is_(None)).exists()


def has_chair_elsewhere(user_id: uuid.UUID, member_id: uuid.UUID) -> bool:
    """Whether a person chairs a jury beside the one in which this row seats them."""
    is_chair = (PanelMember.user_id == user_id) & PanelMember.is_chair & PanelMember.removed_at.is_(None)
    return session().scalar(select(PanelMember.id).where(is_chair, PanelMember.id != member_id).limit(1)) is not None


def piles_of(round_id: uuid.UUID) -> list[Pile]:
    """Everything that is to be judged in a round, by number (one query)."""
    return [Pile(*row) for row in session().execute(_piles_of(round_id))]


def _piles_of(round_id: uuid.UUID) -> Select[uuid.UUID, uuid.UUID, int, str, uuid.UUID, str, int, int, int]:
    is_done = case((Assignment.state == rules.DONE, 1))
    shown = (Submission.id, Idea.team_id, Idea.number, Submission.title, Category.id, Category.name, Category.position)
    query = select(*shown, func.count(Assignment.id), func.count(is_done)).join(Submission.idea)
    counted = (Assignment.submission_id == Submission.id) & (Assignment.state != rules.VOIDED)
    query = query.join(Submission.category).outerjoin(Assignment, counted)
    return query.where(Submission.round_id == round_id, counts()).group_by(*shown).order_by(Idea.number)


def next_pile(piles: Sequence[Pile], number: int, wanted: int) -> Pile | None:
    """What to deal next after the idea with this number: what has fewer readers than wanted, from the top again."""
    lacking = [pile for pile in piles if pile.readings < wanted]
    return min(lacking, key=lambda pile: (pile.number <= number, pile.number), default=None)


def submission_to_judge(round_id: uuid.UUID, submission_id: uuid.UUID) -> Submission:
    """A submission that counts; NotFoundError for one that was withdrawn, replaced or is of another round."""
    for each in submissions_of_round(round_id):
        if each.id == submission_id:
            return each
    raise NotFoundError


def choice_for(round_id: uuid.UUID, submission_id: uuid.UUID) -> Choice:
    """Who could read a submission that counts, those with the least to read first (three queries)."""
    submission = submission_to_judge(round_id, submission_id)
    tied = ties_of_teams([submission.idea.team_id])[submission.idea.team_id]
    is_own = (Assignment.panel_member_id == PanelMember.id) & (Assignment.submission_id == submission.id)
    query = _jurors_of(round_id).add_columns(Assignment).outerjoin(Assignment, is_own).where(PanelMember.is_juror)
    readers = [
        Reader(Juror(member, readings, done), assignment, rules.why_not_read(member, tied))
        for member, readings, done, assignment in session().execute(query).unique()
    ]
    return Choice(submission, sorted(readers, key=lambda reader: reader.juror.readings))


def offers_to(juror: Juror) -> list[Offer]:
    """What a juror could read, what has the fewest readers first, then by number (two queries)."""
    member, own = juror.member, aliased(Assignment)
    is_own = (own.submission_id == Submission.id) & (own.panel_member_id == member.id)
    query = _piles_of(member.round_id).outerjoin(own, is_own).add_columns(own.id, own.state).group_by(own.id, own.state)
    rows = [(Pile(*row[:-2]), row[-2], row[-1]) for row in session().execute(query)]
    tied = ties_of_teams(pile.team_id for pile, _id, _state in rows)
    offers = [Offer(pile, id_, state, rules.why_not_read(member, tied[pile.team_id])) for pile, id_, state in rows]
    return sorted(offers, key=lambda offer: offer.pile.readings)


def readings_of(member: PanelMember) -> list[Assignment]:
    """What somebody of a jury was given to read, with the ideas, by number (one query)."""
    query = select(Assignment).join(Assignment.submission).join(Submission.idea)
    query = query.options(contains_eager(Assignment.submission).contains_eager(Submission.idea))
    return list(session().scalars(query.where(Assignment.panel_member_id == member.id).order_by(Idea.number)))


def biased_readings_of(member: PanelMember) -> list[Assignment]:
    """What somebody reads and must not, school and company being as they are now (two queries)."""
    readings = readings_of(member)
    tied = ties_of_teams(each.submission.idea.team_id for each in readings)
    return [each for each in readings if rules.why_not_read(member, tied[each.submission.idea.team_id])]


def biased_in(round_id: uuid.UUID) -> list[tuple[str, int, uuid.UUID]]:
    """Who became biased since it was dealt: name, number of the idea, submission (one query)."""
    query = select(User.name, Idea.number, Submission.id).join(Assignment.panel_member).join(PanelMember.user)
    query = query.join(Assignment.submission).join(Submission.idea).where(Assignment.round_id == round_id, is_barred())
    rows = session().execute(query.order_by(Idea.number, User.name, Submission.id))
    return [(name, number, submission_id) for name, number, submission_id in rows]


def is_barred() -> ColumnElement[bool]:
    """Whether the juror of the seat at hand must not see the idea at hand: for queries that join both."""
    return is_biased(Idea.team_id, PanelMember.user_id, PanelMember.school_id, PanelMember.company_id)


_HIDDEN = (
    select(Submission.id, Idea.number)
    .join(Submission.idea).join(PanelMember, PanelMember.round_id == Submission.round_id)
    .where(Submission.round_id == bindparam("round_id"), PanelMember.user_id == bindparam("person_id"))
    .where(PanelMember.removed_at.is_(None), is_barred())
)  # fmt: skip


def hidden_from(person: User, round_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """The ideas about which somebody in the jury is biased, with numbers; kept even from chairs (one query)."""
    found = session().execute(_HIDDEN, {"round_id": round_id, "person_id": person.id})
    return {row[0]: row[1] for row in found}


def assignment_in(round_id: uuid.UUID, assignment_id: uuid.UUID) -> Assignment:
    query = select(Assignment).where(Assignment.round_id == round_id, Assignment.id == assignment_id)
    return must_exist(session().scalar(query))


# ---------------------------------------------------------------- what must always hold
_EVENTS = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values).order_by(AuditEvent.number)


@invariant("no juror reads an idea of the school or of a company that the juror belongs to")
def _biased_jurors() -> list[str]:
    tied, waived = ties().subquery(), (Waiver.user_id == PanelMember.user_id) & (Waiver.team_id == Idea.team_id)
    query = select(Assignment.id).join(Assignment.panel_member).join(Assignment.submission).join(Submission.idea)
    query = query.join(tied, tied.c.team_id == Idea.team_id).outerjoin(Waiver, waived).where(Waiver.id.is_(None))
    query = query.where(tied.c.tie_id.in_([PanelMember.school_id, PanelMember.company_id]))
    return [f"assignment {id_}" for id_ in session().scalars(query.distinct().order_by(Assignment.id))]


@invariant("only jurors have something to read")
def _readers_who_are_none() -> list[str]:
    query = select(Assignment.id).join(Assignment.panel_member)
    query = query.where(PanelMember.removed_at.is_not(None) | ~PanelMember.is_juror)
    return [f"assignment {id_}" for id_ in session().scalars(query.order_by(Assignment.id))]


@invariant("everybody sits in a jury as the log tells")
def _members_beside_the_log() -> list[str]:
    logged: dict[uuid.UUID, dict[str, object]] = {}
    for member_id, action, values in session().execute(_EVENTS.where(AuditEvent.object_kind == "panel_member")):
        if action == "remove_juror":
            logged.pop(member_id, None)
        elif action != "edit_profile":
            logged[member_id] = {name: values.get(name, default) for name, default in rules.PLAIN_SEAT.items()}
    sitting = session().scalars(select(PanelMember).where(PanelMember.removed_at.is_(None)))
    stored = {row.id: rules.seat_of(row) for row in sitting}
    wrong = sorted({*logged, *stored}, key=str)
    return [f"panel member {id_}" for id_ in wrong if logged.get(id_) != stored.get(id_)]


@invariant("every assignment is one that the log tells of")
def _assignments_beside_the_log() -> list[str]:
    logged: dict[uuid.UUID, bool | None] = {}  # None: older events do not tell who dealt
    for assignment_id, action, values in session().execute(_EVENTS.where(AuditEvent.object_kind == "assignment")):
        if action == "assign":
            logged[assignment_id] = values.get("is_dealt")
        elif action != "accept_assignment":
            logged.pop(assignment_id, None)
    stored = {row.id: row.is_dealt for row in session().execute(select(Assignment.id, Assignment.is_dealt))}
    right = {id_ for id_ in logged.keys() & stored.keys() if logged[id_] in {None, stored[id_]}}
    return [f"assignment {id_}" for id_ in sorted({*logged, *stored} - right, key=str)]
