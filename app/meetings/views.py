"""The meeting of a jury: what to talk about first, one idea after the other."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import Refusal, RefusedError
from app.core.web import Answer
from app.deliberation.rules import NAMES
from app.meetings import queries, rules
from app.ranking.queries import Frame, frame_of
from app.ranking.rules import why_not_see
from app.scoring.rules import total_text

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/rounds/<uuid:round_id>/agenda")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def agenda(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    refusal = _why_not_see(frame)
    points = [] if refusal else queries.agenda_of(me(), frame)
    return render_template(
        "meetings/agenda.html", round=frame, points=points, refusal=refusal, total_text=total_text, kinds=NAMES
    )


def _why_not_see(frame: Frame) -> Refusal | None:
    """Whoever still judges in the round sees no chances, as on the page of the ranking."""
    return why_not_see(frame.own_open, frame.jury_closes_at, clock.received_at())


@blueprint.get("/rounds/<uuid:round_id>/agenda/<uuid:submission_id>")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def point(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    if refusal := _why_not_see(frame):
        raise RefusedError(refusal)
    points = queries.agenda_of(me(), frame)
    found = queries.point_among(points, submission_id)
    before, after = rules.neighbours_of(points, found)
    return render_template(
        "meetings/point.html", round=frame, point=found, before=before, after=after, count=len(points),
        total_text=total_text, kinds=NAMES,
        totals=" · ".join(total_text(total.value) for total in found.candidate.place.totals) or "–",
    )  # fmt: skip
