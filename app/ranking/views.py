"""The table of a round."""

import functools
import uuid
from typing import cast

from flask import Blueprint, get_template_attribute, render_template
from markupsafe import Markup

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import language
from app.core.web import Answer
from app.fairness.explain import Language, remarks
from app.ranking import queries, rules
from app.ranking.rules import Ranking
from app.scoring.rules import total_text

blueprint = Blueprint("ranking", __name__)

_MOST_KEPT = 8


@blueprint.get("/rounds/<uuid:round_id>/ranking")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def ranking(round_id: uuid.UUID) -> Answer:
    frame, now = queries.frame_of(me(), round_id), clock.received_at()
    found = queries.ranking_for(me(), frame)
    return render_template(
        "ranking/ranking.html",
        round=frame,
        ranking=found,
        rows=_rows_of(found, language()),
        remarks=list(remarks(found.snapshot.ranking, cast("Language", language()))) if found.snapshot else [],
        is_over=rules.is_over(frame.jury_closes_at, now),
        refusal=rules.why_not_see(frame.own_open, frame.jury_closes_at, now),
    )


@functools.lru_cache(maxsize=_MOST_KEPT)
def _rows_of(ranking: Ranking, _language: str) -> dict[str, Markup]:
    """The rows of the table and of those apart, kept as long as the ranking: drawing a thousand takes a while."""
    rows = get_template_attribute("ranking/_rows.html", "rows")
    has_fair = ranking.snapshot is not None
    return {
        "places": rows(ranking.places, total_text, has_fair),
        "apart": rows(ranking.apart, total_text, has_fair=False),
    }
