"""Score sheets that save by themselves, and the folder that a juror takes along."""

import uuid

from flask import Blueprint

from app.accounts.access import me
from app.core import limits
from app.core.access import Role, allow
from app.core.web import Answer
from app.folders import access, actions

blueprint = Blueprint("folders", __name__)
# Whoever goes through a sheet by keys saves once a second, on two devices at the most; a folder is sent all at once.
_brake = limits.Brake("save_marks", 240, minutes=1)


@blueprint.post("/jury/<uuid:assignment_id>/marks")
@allow(Role.JUROR)
def save_marks(assignment_id: uuid.UUID) -> Answer:
    _brake.check(str(me().id))
    _brake.hit(str(me().id))
    write = access.asked_write_of(me(), assignment_id)
    return access.told_saved(actions.save_marks(me(), assignment_id, access.sent_marks(), write))


@blueprint.post("/jury/rounds/<uuid:round_id>/folder")
@allow(Role.JUROR)
def load_folder(round_id: uuid.UUID) -> Answer:
    return access.told_folder(actions.load_folder(me(), round_id))
