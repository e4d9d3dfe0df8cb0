"""Taking all sheets of a round away."""

import uuid

from flask import Blueprint, Response

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.documents import tables
from app.core.errors import RefusedError
from app.ranking.queries import frame_of
from app.ranking.rules import why_not_see
from app.recusals.rules import why_not_see_all
from app.sheets import queries

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/rounds/<uuid:round_id>/sheets.<any(csv, xlsx):kind>")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def export(round_id: uuid.UUID, kind: str) -> Response:
    frame = frame_of(me(), round_id)
    refusal = why_not_see(frame.own_open, frame.jury_closes_at, clock.received_at())
    if refusal := refusal or why_not_see_all(frame.kept_from):
        raise RefusedError(refusal)
    headers = {
        "Content-Disposition": f'attachment; filename="bewertungsboegen.{kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(queries.kept_file_of(round_id, kind), headers=headers, content_type=tables.TYPES[kind])
