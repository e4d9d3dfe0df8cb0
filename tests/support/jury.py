"""A jury at work: jurors who accepted, what they were given to read, and the sheets they handed in.

ground = a_ground()
submission = a_submission(ground, "Solarbank")
juror = a_juror(ground.round)
assignment = an_assignment(juror, submission)
sheet = a_handed_in_sheet(juror, assignment, points=4)
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import School, User
from app.core import clock, db
from app.core.access import Role
from app.deliberation.actions import approve, decide, decide_rest
from app.deliberation.models import Decision
from app.deliberation.queries import approved_decisions_of, candidates_of, decisions_of
from app.deliberation.rules import NOT_SELECTED, PRIZE, DecisionValues, digest_of_all, open_ideas
from app.enrolment.actions import take_invitation
from app.enrolment.models import Invitation
from app.ideas.models import Submission
from app.panels import actions as panels
from app.panels.actions import JurorValues
from app.panels.models import Assignment, PanelMember
from app.plans.actions import give_pairs
from app.publication.actions import publish
from app.publication.models import Publication
from app.publication.queries import bundle_of
from app.rounds.models import Round
from app.rubrics.rules import Mark
from app.scoring import actions, queries
from app.scoring.rules import Assigned, Sheet
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.people import an_admin, hash_of_everybody, somebody
from tests.support.rounds import AFTERWARDS, BEFORE, JUDGING, SUBMIT_CLOSES
from tests.support.teams import Ground

DEALING = SUBMIT_CLOSES + timedelta(hours=1)
Said = Mapping[str, int | Mark | None]
Dealt = Assignment | Assigned


def a_submission(ground: Ground, title: str = "Solarbank", category: int = 0, **texts: str) -> Submission:
    """What a new team of the ground's school handed in; the team is called like its idea."""
    captain = ground.student(f"Kapitänin von {title}")
    return a_submitted_idea(captain, a_full_team(ground, captain, title), category, title=title, **texts)


def some_admin() -> User:
    """An admin who is there already, else a new one."""
    admins = people.people_with(Role.ADMIN)
    return people.person(admins[0].id) if admins else an_admin()


def a_juror(round_: Round, *, school: School | None = None, company: str = "", name: str = "Jo Jury") -> User:
    """Somebody who was invited into the jury of a round and accepted."""
    email = f"{uuid.uuid4().hex}@jury.example"
    with clock.at(BEFORE):
        values = JurorValues(email, name, school.id if school else None, company)
        member = panels.add_juror(some_admin(), round_.id, values)
        invitation = db.session().scalars(select(Invitation).where(Invitation.user_id == member.user_id)).one()
        juror, _token = take_invitation(invitation.id, name=name, password_hash=hash_of_everybody())
    return juror


def member_of(round_: Round, juror: User) -> PanelMember:
    """The row of a juror in the jury of a round."""
    query = select(PanelMember).where(PanelMember.round_id == round_.id, PanelMember.user_id == juror.id)
    return db.session().scalars(query).one()


def an_assignment(juror: User, submission: Submission, *, at: datetime = DEALING) -> Assignment:
    """A submission that the system deals to a juror of its round."""
    pair = submission.id, _seat_of(juror, submission.round_id)
    with clock.at(at):
        (assignment,) = give_pairs(some_admin(), db.load(Round, submission.round_id), [pair], days=0)
    return assignment


def chosen_by_hand(juror: User, submission: Submission, *, at: datetime = DEALING) -> Assignment:
    """A submission for which an admin chooses a juror of its round."""
    seat = _seat_of(juror, submission.round_id)
    with clock.at(at):
        (assignment,) = panels.assign(some_admin(), submission.round_id, submission.id, [seat])
    return assignment


def _seat_of(juror: User, round_id: uuid.UUID) -> uuid.UUID:
    query = select(PanelMember.id).where(PanelMember.round_id == round_id, PanelMember.user_id == juror.id)
    return db.session().scalars(query).one()


def marks(juror: User, assignment: Dealt, points: int = 3, but: Said | None = None) -> dict[str, Mark]:
    """The same points for every criterion of the rubric, `but` for some by key; None means "not assessable"."""
    keys = [criterion.key for criterion in queries.reading_of(juror, assignment.id).criteria]
    return {key: _mark((but or {}).get(key, points)) for key in keys}


def _mark(value: int | Mark | None) -> Mark:
    if isinstance(value, Mark):
        return value
    return Mark(is_skipped=True) if value is None else Mark(value, comment="Weil es so ist." if value in {0, 5} else "")


def a_draft(
    juror: User, assignment: Dealt, said: Mapping[str, Mark], *, version: int | None = None, at: datetime = JUDGING
) -> Sheet:
    """A sheet that was saved; `version` is that of the page, by default the newest."""
    seen = queries.reading_of(juror, assignment.id).version if version is None else version
    with clock.at(at):
        return actions.save_sheet(juror, assignment.id, said, seen)


def a_handed_in_sheet(
    juror: User, assignment: Dealt, points: int = 3, but: Said | None = None, *, at: datetime = JUDGING
) -> Sheet:
    """A final sheet with the same points for every criterion, `but` for some by key."""
    sheet = a_draft(juror, assignment, marks(juror, assignment, points, but), at=at)
    with clock.at(at):
        return actions.hand_in_sheet(juror, assignment.id, sheet.version)


def a_reading(ground: Ground, submission: Submission, points: int = 3, but: Said | None = None) -> Sheet:
    """A final sheet by a juror of its own."""
    juror = a_juror(ground.round, name=f"Judith {uuid.uuid4().hex[:6]}")
    return a_handed_in_sheet(juror, an_assignment(juror, submission), points, but)


def a_prize(submission: Submission, prize: str = "1. Preis", rank: int = 1) -> Decision:
    """A prize given after the jury was through, whatever the means say."""
    values = DecisionValues(PRIZE, prize, rank, "Überzeugt in jeder Hinsicht.", deviates=True)
    return a_decision(submission, values)


def a_decision(submission: Submission, values: DecisionValues) -> Decision:
    with clock.at(AFTERWARDS):
        return decide(some_admin(), submission.round_id, submission.id, values)


def seat_chair(round_: Round, person: User) -> None:
    """Let somebody chair the jury of a round without reading anything."""
    with clock.at(BEFORE):
        values = JurorValues(person.email or "", person.name, is_juror=False, is_chair=True)
        panels.add_juror(some_admin(), round_.id, values)


def a_chair(round_: Round, name: str = "Charlie Vorsitz") -> User:
    """Somebody who chairs the jury of a round."""
    chair = somebody(Role.CHAIR, name=name)
    seat_chair(round_, chair)
    return chair


def approve_all(round_: Round) -> User:
    """Everything still open is not selected, then chair and admin approve; returns the chair."""
    chair, admin = a_chair(round_), some_admin()
    with clock.at(AFTERWARDS):
        if open_ideas(candidates_of(round_.id)):
            decide_rest(admin, round_.id, "", digest_of_all(decisions_of(round_.id)))
        for each in open_ideas(candidates_of(round_.id)):
            values = DecisionValues(NOT_SELECTED, reason="Die Jury hat lange beraten.", deviates=True)
            decide(admin, round_.id, each.submission_id, values)
        digest = digest_of_all(decisions_of(round_.id))
        approve(chair, round_.id, "chair", digest)
        approve(admin, round_.id, "admin", digest)
    return chair


def a_publication(round_: Round, *, at: datetime | None = None) -> Publication:
    """What was decided in a round, approved by two and published; what is not released stays out.

    `at` is the moment if it is not at once.
    """
    if not approved_decisions_of(round_.id):
        approve_all(round_)
    with clock.at(AFTERWARDS):
        bundle = bundle_of(round_.id)
        return publish(some_admin(), round_.id, bundle.digest, at=at, without=bundle.withheld_keys)
