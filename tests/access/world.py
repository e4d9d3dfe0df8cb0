"""A small world in which everybody has something of their own: three teams, two schools, two jurors, one round.

Owner A is the own team (class, submission, sheet), B another team of the same school, C one of another school.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.calibration.actions import add_example
from app.conflicts.actions import object_to_person
from app.core import clock, db
from app.core.access import Role
from app.designs.actions import try_design
from app.designs.rules import Design
from app.discussions import actions as discussions
from app.enrolment import actions as enrolment
from app.ideas import actions as ideas
from app.ideas.models import Attachment, Idea, Revision, Submission
from app.messages.models import Message
from app.plans import actions as plans
from app.plans.rules import Order
from app.rounds.models import Category, Phase, Round
from app.rubrics.queries import criteria_of, rubric_of
from app.teams.models import Team
from app.uploads.models import Upload
from app.uploads.rules import Announcement
from tests.support import jury
from tests.support.ideas import a_file, a_submitted_idea, process_files, read
from tests.support.people import a_class, a_code, a_school_admin, a_teacher, somebody
from tests.support.rounds import JUDGING, WRITING
from tests.support.teams import Ground, a_ground, a_team, join

OWNERS = "ABC"
PERSONS = ("nobody", "student", "teacher", "school_admin", "juror", "chair", "admin", "auditor")


@dataclass
class World:
    """`people` by role (those of owner A), `values` by owner: what stands in the places of an address."""

    people: dict[str, User]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


def build() -> World:
    """Make the world through actions only."""
    ground = a_ground()
    other_teacher = a_teacher(ground.school)
    other_class = Ground(ground.admin, ground.school, other_teacher, a_class(other_teacher, "11b"), ground.round)
    elsewhere = a_ground(round_=ground.round)
    student, submission = _entry(ground, "Solarbank")
    world = World(
        {
            "student": student,
            "teacher": ground.teacher,
            "school_admin": a_school_admin(ground.school),
            "chair": jury.a_chair(ground.round),
            "admin": ground.admin,
            "auditor": somebody(Role.AUDITOR),
        },
    )
    entries = {"A": (ground, student, submission)}
    for owner, place, name in (("B", other_class, "Windrad"), ("C", elsewhere, "Wasserfilter")):
        entries[owner] = (place, *_entry(place, name))
    for owner, (place, somebody_, handed_in) in entries.items():
        world.values[owner] = {**_round_values(ground), **_values(place, somebody_, handed_in)}
        world.values[owner]["auditor_id"] = world.people["auditor"].id
    _seat_jury(world, ground.round, {owner: entry[2] for owner, entry in entries.items()})
    process_files()
    return world


def _entry(ground: Ground, name: str) -> tuple[User, Submission]:
    """A team of two with a picture and a submission; its captain and what was handed in."""
    captain = ground.student(f"Kim {name}")
    team = a_team(captain, ground.round, name)
    join(ground.student(f"Sam {name}"), team)
    submission = a_submitted_idea(captain, team, title=f"Idee {name}")
    a_file(captain, read(captain, submission.idea_id).idea, f"{name}.png")
    with clock.at(WRITING):
        ideas.begin_upload(captain, submission.idea_id, Announcement(100, "film.png"))
    return captain, submission


def _values(ground: Ground, student: User, submission: Submission) -> dict[str, Any]:
    invitation = enrolment.invite(
        ground.admin,
        email=f"neu-{uuid.uuid4().hex[:8]}@schule.example",
        name="Nora Neu",
        role=Role.TEACHER,
        school_id=ground.school.id,
    )
    idea_id = submission.idea_id
    return {
        "school_id": ground.school.id,
        "class_id": ground.school_class.id,
        "teacher_id": ground.teacher.id,
        "student_id": student.id,
        "code_id": a_code(ground.school_class).id,
        "invitation_id": invitation.id,
        "idea_id": idea_id,
        "submission_id": submission.id,
        "idea_number": _one(Idea.number, Idea.id == idea_id),
        "team_id": _one(Team.id, Team.captain_id == student.id),
        "attachment_id": _one(Attachment.id, Attachment.idea_id == idea_id),
        "revision_id": _one(Revision.id, (Revision.idea_id == idea_id) & (Revision.field_key == "title")),
        "upload_id": _one(Upload.id, Upload.user_id == student.id),
        "objection_id": object_to_person(student, _one(Team.id, Team.captain_id == student.id), "Die Tante").id,
        "message_id": _one(Message.id, Message.user_id == student.id),
    }


def _round_values(ground: Ground) -> dict[str, Any]:
    round_id = ground.round.id
    return {
        "round_id": round_id,
        "phase_id": _one(Phase.id, Phase.round_id == round_id),
        "category_id": _one(Category.id, Category.round_id == round_id),
        "criterion_id": criteria_of(rubric_of(round_id).id)[0].id,
        "competition_id": ground.round.competition_id,
    }


def _seat_jury(world: World, round_: Round, handed_in: dict[str, Submission]) -> None:
    """One juror reads what A handed in, another what B and C did; each of them has a prize."""
    for owners in ("A", "BC"):
        juror = jury.a_juror(round_, name=f"Jo {owners}")
        world.people.setdefault("juror", juror)
        for owner in owners:
            assignment = jury.an_assignment(juror, handed_in[owner])
            member = jury.member_of(round_, juror)
            world.values[owner] |= {"assignment_id": assignment.id, "member_id": member.id}
    _talk(world, round_)
    trial = try_design(world.people["admin"], Design(6, 3, 2, 1, 6, 15, 70, 1))
    for values in world.values.values():
        values["trial_id"] = trial.id
    with clock.at(jury.DEALING):
        plan, _is_left = plans.propose(world.people["admin"], round_.id, Order(1, seed=7))
        plans.work_out(plan.id)
        example = add_example(world.people["admin"], round_.id, "Pausenkiosk", "Ein Kiosk, der von selbst läuft.", {})
    for number, owner in enumerate(OWNERS, 1):
        world.values[owner] |= {"plan_id": plan.id, "example_id": example.id}
        decision = jury.a_prize(handed_in[owner], f"{number}. Preis", number)
        world.values[owner]["decision_id"] = decision.id


def _talk(world: World, round_: Round) -> None:
    """The chair lets everybody talk about every idea, and the juror of A says something about each."""
    for values in world.values.values():
        with clock.at(JUDGING):
            discussions.open_discussion(world.people["chair"], round_.id, values["submission_id"])
            post = discussions.post(world.people["juror"], round_.id, values["submission_id"], "Gefällt mir.")
        values["post_id"] = post.id


def _one(column: Any, condition: Any) -> Any:  # noqa: ANN401 # a column and a condition, and what stands there
    return db.session().scalars(select(column).where(condition).limit(1)).one()
