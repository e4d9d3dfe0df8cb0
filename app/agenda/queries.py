"""What waits for somebody who has just signed in, found by at most three queries for each role."""

import functools
import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, true

from app.accounts.models import User
from app.agenda import rules
from app.agenda.rules import Standing, Task
from app.appeals.queries import open_appeals_for
from app.clearances.queries import teams_for
from app.core import clock
from app.core.access import Role
from app.core.db import session
from app.core.i18n import _, _n
from app.deliberation.models import Approval, Decision
from app.feedback.models import Remark
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.panels.models import Assignment, PanelMember
from app.panels.queries import chairs, is_barred
from app.panels.rules import DONE, VOIDED
from app.publication.queries import ids_of_shown_rounds
from app.questions.queries import waiting_for
from app.rounds.models import Phase, PhaseKind, Round
from app.rubrics.models import Criterion
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import FINAL
from app.teams.models import Membership, Team


def tasks_of(person: User) -> list[Task]:
    """What waits for a person now; several roles add up."""
    now, tasks = clock.received_at(), list[Task]()
    if Role.STUDENT in person.roles:
        tasks += _after_results(person, now)
    if Role.JUROR in person.roles:
        tasks += [*_questions(person), *_sheets(person, now)]
    if person.roles & {Role.CHAIR, Role.ADMIN}:
        tasks += [*_appeals(person), *_decisions(person, now)]
    if Role.TEACHER in person.roles:
        tasks += _papers(person)
    return tasks


def _after_results(student: User, now: datetime) -> Iterator[Task]:
    found = session().execute(_judged(), {"student_id": student.id, "now": now}).all()
    for team_id, title in found:
        words = _("Lies, was die Jury zu „%(title)s“ sagt", title=title)
        yield Task(words, "feedback.feedback", {"team_id": team_id})
    if found:
        yield Task(_("Lade deine Urkunde herunter"), "certificates.certificates")


@functools.cache
def _judged() -> Select[uuid.UUID, str]:
    """Teams of a student whose results are public, with the titles; put together once, as every student asks it."""
    query = select(Team.id, Submission.title).join(Idea, Idea.team_id == Team.id)
    query = query.join(Submission, Submission.idea_id == Idea.id).join(Membership, Membership.team_id == Team.id)
    query = query.where(counts(), Membership.user_id == bindparam("student_id"), Membership.left_at.is_(None))
    is_shown = Team.round_id.in_(ids_of_shown_rounds(bindparam("now")))
    return query.where(is_shown).order_by(Team.sort_key, Team.id)


def _sheets(juror: User, now: datetime) -> Iterator[Task]:
    is_open = select(Phase.id).where(
        Phase.round_id == Assignment.round_id,
        Phase.kind == PhaseKind.JURY,
        Phase.opens_at <= now,
        now < Phase.closes_at,
    )
    query = select(func.count()).select_from(Assignment).join(Assignment.panel_member)
    query = query.join(Assignment.submission).join(Submission.idea).where(~is_barred())
    query = query.where(PanelMember.user_id == juror.id, PanelMember.removed_at.is_(None))
    if count := session().scalar(query.where(Assignment.state.not_in((DONE, VOIDED)), is_open.exists())):
        words = _n("Eine Idee wartet auf Ihr Urteil", "%(num)s Ideen warten auf Ihr Urteil", count)
        yield Task(words, "scoring.assignments")


def _questions(juror: User) -> Iterator[Task]:
    """The oldest one first; after its answer the next one stands here."""
    if waiting := waiting_for(juror):
        words = _("Der Juryvorsitz hat eine Frage zu einem Ihrer Bögen")
        yield Task(words, "questions.answer_question", {"question_id": waiting[0]})


# ---------------------------------------------------------------- for chairs and admins
def _appeals(person: User) -> Iterator[Task]:
    for round_id, count in open_appeals_for(person).items():
        words = _n("Ein Einspruch wartet auf eine Antwort", "%(num)s Einsprüche warten auf eine Antwort", count)
        yield Task(words, "appeals.appeals", {"round_id": round_id})


def _decisions(person: User, now: datetime) -> Iterator[Task]:
    """In rounds whose jury is through: what is to be decided, approved and looked through (one query)."""
    is_chair = chairs(person.id)
    is_led = true() if Role.ADMIN in person.roles else is_chair
    closed_at = select(func.max(Phase.closes_at)).where(Phase.round_id == Round.id, Phase.kind == PhaseKind.JURY)
    query = select(
        Round.id, Round.title, is_chair, _ideas().scalar_subquery(), _undecided().scalar_subquery(),
        _is_approved(Role.CHAIR), _is_approved(Role.ADMIN), _unread().scalar_subquery(),
    )  # fmt: skip
    query = query.where(is_led, closed_at.scalar_subquery() <= now).order_by(Round.created_at.desc(), Round.id)
    for row in session().execute(query):
        yield from rules.tasks_in(Standing(*row), is_admin=Role.ADMIN in person.roles)


def _ideas() -> Select[int]:
    return select(func.count(Submission.id)).where(Submission.round_id == Round.id, counts())


def _undecided() -> Select[int]:
    decided = select(Decision.id).where(Decision.submission_id == Submission.id, Decision.revoked_at.is_(None))
    return _ideas().where(~decided.exists())


def _is_approved(role: Role) -> ColumnElement[bool]:
    query = select(Approval.id).where(Approval.round_id == Round.id, Approval.role == role, Approval.ended_at.is_(None))
    return query.exists()


def _unread() -> Select[int]:
    """Comments on final sheets about which nothing was decided."""
    is_decided = and_(Remark.sheet_id == ScoreSheet.id, Remark.criterion_key == Criterion.key)
    query = select(func.count(Score.id)).join(Score.criterion).join(ScoreSheet, ScoreSheet.id == Score.sheet_id)
    query = query.join(ScoreSheet.assignment).outerjoin(Remark, is_decided)
    is_comment = and_(Assignment.round_id == Round.id, ScoreSheet.state == FINAL, Score.comment != "")
    return query.where(is_comment, Remark.id.is_(None))


# ---------------------------------------------------------------- for teachers
def _papers(teacher: User) -> Iterator[Task]:
    missing = [each for each in teams_for(teacher) if each.idea_state == "submitted" and not each.has_papers]
    if missing:
        words = _n(
            "Bei einem Team fehlt das Häkchen „Unterlagen liegen vor“",
            "Bei %(num)s Teams fehlt das Häkchen „Unterlagen liegen vor“",
            len(missing),
        )
        yield Task(words, "clearances.papers")
