"""Pictures of a ranking, each with its words and its table."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.web import Answer
from app.insights import queries, rules
from app.ranking.queries import frame_of, kept_ranking_of
from app.ranking.rules import why_not_see
from app.recusals.rules import why_not_see_all

blueprint = Blueprint("insights", __name__)


@blueprint.get("/rounds/<uuid:round_id>/ranking/pictures")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def insights(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    refusal = why_not_see(frame.own_open, frame.jury_closes_at, clock.received_at())
    if refusal := refusal or why_not_see_all(frame.kept_from):
        raise RefusedError(refusal)
    ranking, totals = kept_ranking_of(round_id), queries.totals_of(round_id)
    charts = rules.charts_of(ranking, totals, queries.juror_numbers_of(round_id))
    return render_template("insights/insights.html", round=frame, ranking=ranking, charts=charts)
