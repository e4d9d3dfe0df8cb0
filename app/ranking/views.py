"""The ranking of a round."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.web import Answer
from app.ranking import queries
from app.rounds.models import PhaseKind
from app.rounds.queries import phases_of, round_of
from app.rounds.rules import has_closed
from app.scoring.rules import total_text

blueprint = Blueprint("ranking", __name__)


@blueprint.get("/rounds/<uuid:round_id>/ranking")
@allow(Role.ADMIN, Role.AUDITOR)
def ranking(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    return render_template(
        "ranking/ranking.html",
        round=round_,
        ranking=queries.ranking_of(round_.id),
        is_over=has_closed(phases_of(round_.id), PhaseKind.JURY, clock.received_at()),
        total_text=total_text,
        is_admin=Role.ADMIN in me().roles,
    )
