"""Who gave what back, who is biased about what they read, and which sheets count no more."""

import uuid
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.conflicts.models import Conflict, Objection, Waiver
from app.conflicts.queries import is_biased, objections_in
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts, must_exist
from app.panels.models import Assignment, PanelMember
from app.panels.queries import Reader, choice_for, is_barred
from app.panels.rules import VOIDED
from app.recusals.models import Voiding
from app.rounds.models import Round
from app.rubrics.queries import criteria_of
from app.rubrics.rules import Mark, holds_for
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import UNSAID, digest_of
from app.teams.models import Team


class Exceptions(NamedTuple):
    """Sheets that count no more, and who judges although biased: name, number of the idea, reason."""

    voidings: list[tuple[str, int, str]]
    waived: list[tuple[str, int, str]]


class BiasedReading(NamedTuple):
    """Something that somebody biased has: `state` says how far the sheet is."""

    assignment_id: uuid.UUID
    name: str
    number: int
    title: str
    state: str


class Known(NamedTuple):
    """A conflict as those read it who run the round: nothing tells whose idea it is."""

    id: uuid.UUID
    name: str
    number: int
    source: str
    relation: str
    note: str


# About how many ideas of the round at hand the person (`person_id`) is biased: they see nothing of those.
KEPT_FROM = (
    select(func.count()).select_from(Submission).join(Submission.idea)
    .join(PanelMember, PanelMember.round_id == Submission.round_id)
    .where(PanelMember.user_id == bindparam("person_id"), PanelMember.removed_at.is_(None))
    .where(Submission.round_id == Round.id, counts(), is_barred())
)  # fmt: skip


def shown_to(person: User, round_id: uuid.UUID, team_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 # a column
    """Whether somebody is not biased about a team themselves, by the column of the query that asks."""
    seat = aliased(PanelMember)
    is_theirs = (seat.round_id == round_id) & (seat.user_id == person.id) & seat.removed_at.is_(None)
    is_hidden = is_theirs & is_biased(team_id, seat.user_id, seat.school_id, seat.company_id)
    return ~select(seat.id).where(is_hidden).correlate_except(seat).exists()


def must_see(person: User, round_id: uuid.UUID, team_id: uuid.UUID) -> uuid.UUID:
    """The id of a team again; NotFoundError if the person is biased about it."""
    return must_exist(session().scalar(select(Team.id).where(Team.id == team_id, shown_to(person, round_id, Team.id))))


def own_reading(juror: User, assignment_id: uuid.UUID) -> Assignment:
    """An assignment of the juror with idea and round; NotFoundError if they must not see it."""
    query = select(Assignment).join(Assignment.panel_member).join(Assignment.submission).join(Submission.idea)
    query = query.where(PanelMember.user_id == juror.id, PanelMember.removed_at.is_(None), ~is_barred())
    query = query.options(
        contains_eager(Assignment.submission).contains_eager(Submission.idea),
        joinedload(Assignment.round).joinedload(Round.competition),
    )
    return must_exist(session().scalar(query.where(Assignment.id == assignment_id, Assignment.state != VOIDED)))


def unanswered_of(juror: User, round_id: uuid.UUID) -> list[Assignment]:
    """What a juror has neither accepted nor begun in a round."""
    query = select(Assignment).join(Assignment.panel_member).join(Assignment.submission).join(Submission.idea)
    query = query.where(PanelMember.user_id == juror.id, PanelMember.removed_at.is_(None), ~is_barred())
    query = query.where(Assignment.round_id == round_id, Assignment.accepted_at.is_(None), Assignment.state == "open")
    return list(session().scalars(query.order_by(Assignment.id)))


def biased_readings_in(round_id: uuid.UUID) -> list[BiasedReading]:
    """What people have in a round about which they are biased by now, by number (one query)."""
    return [BiasedReading(*row) for row in session().execute(_biased_readings_in(round_id))]


def biased_readings_for(person: User, round_id: uuid.UUID) -> list[BiasedReading]:
    """The same without the ideas about which the person is biased (one query)."""
    query = _biased_readings_in(round_id).where(shown_to(person, round_id, Idea.team_id))
    return [BiasedReading(*row) for row in session().execute(query)]


def _biased_readings_in(round_id: uuid.UUID) -> Select[uuid.UUID, str, int, str, str]:
    query = select(Assignment.id, User.name, Idea.number, Submission.title, Assignment.state)
    query = query.join(Assignment.panel_member).join(PanelMember.user)
    query = query.join(Assignment.submission).join(Submission.idea).where(Assignment.round_id == round_id)
    query = query.where(Assignment.state != VOIDED, is_barred())
    return query.order_by(Idea.number, User.sort_key, Assignment.id)


def biased_reading_for(person: User, round_id: uuid.UUID, assignment_id: uuid.UUID) -> BiasedReading:
    """One of them, about an idea about which the person is not biased themselves."""
    readings = biased_readings_for(person, round_id)
    return must_exist(next((each for each in readings if each.assignment_id == assignment_id), None))


def recused_chairs_in(round_id: uuid.UUID) -> dict[uuid.UUID, list[User]]:
    """Who of the chairs takes no part in what is decided about which idea, by name (one query)."""
    query = select(Submission.id, User).join(Submission.idea)
    query = query.join(PanelMember, PanelMember.round_id == Submission.round_id).join(PanelMember.user)
    query = query.where(Submission.round_id == round_id, PanelMember.is_chair, PanelMember.removed_at.is_(None))
    found: dict[uuid.UUID, list[User]] = {}
    for submission_id, chair in session().execute(query.where(is_barred()).order_by(User.sort_key, User.id)):
        found.setdefault(submission_id, []).append(chair)
    return found


def reader_for(
    person: User, round_id: uuid.UUID, submission_id: uuid.UUID, member_id: uuid.UUID
) -> tuple[Reader, uuid.UUID]:
    """Somebody in the jury beside an idea that the person may see, with what keeps them from it; and the team's id."""
    choice = choice_for(round_id, submission_id)
    reader = next((each for each in choice.readers if each.juror.member.id == member_id), None)
    return must_exist(reader), must_see(person, round_id, choice.submission.idea.team_id)


def conflicts_for(person: User, round_id: uuid.UUID) -> list[Known]:
    """Every conflict spoken of in a round, by number; none about which the person is biased too (one query)."""
    query = select(Conflict.id, User.name, Idea.number, Conflict.source, Conflict.relation, Conflict.note)
    query = query.join(Conflict.user).join(Conflict.team).join(Idea, Idea.team_id == Team.id)
    query = query.where(Team.round_id == round_id, Conflict.ended_at.is_(None))
    query = query.where(shown_to(person, round_id, Team.id))
    return [Known(*row) for row in session().execute(query.order_by(Idea.number, User.sort_key, Conflict.id))]


def conflict_among(conflicts: list[Known], conflict_id: uuid.UUID) -> Known:
    return must_exist(next((each for each in conflicts if each.id == conflict_id), None))


def objections_for(person: User, round_id: uuid.UUID) -> list[Objection]:
    """What the teams of a round object to, without those about which the person is biased, what is open first."""
    return list(session().scalars(objections_in(round_id).where(shown_to(person, round_id, Objection.team_id))))


def exceptions_for(person: User, round_id: uuid.UUID) -> Exceptions:
    """What stands apart from the rules of a round, without ideas about which the person is biased."""
    voided = select(
        literal("voided"),
        User.name,
        Idea.number,
        Voiding.reason,
        Voiding.created_at.label("noted_at"),
        Voiding.id.label("row_id"),
    )
    voided = voided.join(Voiding.assignment).join(Assignment.panel_member).join(PanelMember.user)
    voided = voided.join(Assignment.submission).join(Submission.idea).where(Voiding.round_id == round_id)
    waived = select(
        literal("waived"),
        User.name,
        Idea.number,
        Waiver.reason,
        Waiver.created_at.label("noted_at"),
        Waiver.id.label("row_id"),
    )
    waived = waived.join(Waiver.user).join(Idea, Idea.team_id == Waiver.team_id).where(Waiver.round_id == round_id)
    voided, waived = (query.where(shown_to(person, round_id, Idea.team_id)) for query in (voided, waived))
    both = union_all(voided, waived).order_by("noted_at", "row_id")
    found: dict[str, list[tuple[str, int, str]]] = {"voided": [], "waived": []}
    for kind, name, number, reason, *_order in session().execute(both):
        found[kind].append((name, number, reason))
    return Exceptions(found["voided"], found["waived"])


def sheet_of(assignment_id: uuid.UUID) -> tuple[ScoreSheet, str]:
    """The sheet of an assignment, and the digest of what it says (three queries)."""
    query = select(ScoreSheet, Submission.category_id).join(ScoreSheet.assignment).join(Assignment.submission)
    sheet, category_id = session().execute(query.where(Assignment.id == assignment_id)).one()
    said = {row.criterion_id: row for row in session().scalars(select(Score).where(Score.sheet_id == sheet.id))}
    marks = {}
    for criterion in criteria_of(sheet.rubric_id):
        if holds_for(criterion, category_id):
            row = said.get(criterion.id)
            marks[criterion.key] = Mark(row.points, row.is_skipped, row.comment) if row else UNSAID
    return sheet, digest_of(sheet.rubric_id, marks)


@invariant("every sheet that counts no more was taken out as the log tells")
def _voided_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id).where(AuditEvent.action == "void_assignment")
    logged = set(session().scalars(query))
    voided = set(session().scalars(select(Assignment.id).where(Assignment.state == VOIDED)))
    told = set(session().scalars(select(Voiding.assignment_id)))
    return [f"assignment {id_}" for id_ in sorted((logged | voided | told) - (logged & voided & told), key=str)]
