"""How the readings of a jury hang together."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.web import Answer
from app.networks import queries, rules
from app.ranking.queries import frame_of

blueprint = Blueprint("networks", __name__)


@blueprint.get("/rounds/<uuid:round_id>/network")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def network(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    pictures = rules.pictures_of(queries.readers_in(round_id, clock.received_at()))
    return render_template("networks/network.html", round=frame, pictures=pictures)
