"""How sheets and criteria fit together, and what other methods would say."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.web import Answer
from app.patterns import queries, rules
from app.ranking.queries import frame_of, kept_ranking_of
from app.ranking.rules import why_not_see
from app.recusals.rules import why_not_see_all

blueprint = Blueprint("patterns", __name__)


@blueprint.get("/rounds/<uuid:round_id>/ranking/patterns")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def patterns(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    refusal = why_not_see(frame.own_open, frame.jury_closes_at, clock.received_at())
    if refusal := refusal or why_not_see_all(frame.kept_from):
        raise RefusedError(refusal)
    pictures = rules.pictures_of(queries.judged_in(round_id, kept_ranking_of(round_id)))
    return render_template("patterns/patterns.html", round=frame, pictures=pictures)
