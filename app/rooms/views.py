"""How much room the files of a school take."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.web import Answer
from app.enrolment.queries import school_run_by
from app.ideas.rules import room_text
from app.rooms import queries, rules

blueprint = Blueprint("rooms", __name__)


@blueprint.get("/schools/<uuid:school_id>/room")
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def room(school_id: uuid.UUID) -> Answer:
    school = school_run_by(me(), school_id)
    rooms = queries.rooms_of(school.id)
    return render_template("rooms/room.html", school=school, rooms=rooms, rules=rules, room_text=room_text)
