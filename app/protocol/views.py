"""The protocol of a jury, to take away."""

import uuid
from typing import cast

from flask import Blueprint, Response, current_app

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.documents import Site, report, tables
from app.core.errors import RefusedError
from app.core.i18n import language
from app.fairness.explain import Language
from app.protocol import queries, rules
from app.ranking.queries import frame_of
from app.ranking.rules import why_not_see
from app.recusals.rules import why_not_see_all
from app.rounds.queries import round_of

blueprint = Blueprint("protocol", __name__)


@blueprint.get("/rounds/<uuid:round_id>/protocol.<any(pdf, xlsx):kind>")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def export(round_id: uuid.UUID, kind: str) -> Response:
    frame = frame_of(me(), round_id)
    refusal = why_not_see(frame.own_open, frame.jury_closes_at, clock.received_at())
    if refusal := refusal or why_not_see_all(frame.kept_from):
        raise RefusedError(refusal)
    found = rules.report_of(queries.record_in(round_of(me(), round_id)), cast("Language", language()))
    headers = {
        "Content-Disposition": f'attachment; filename="protokoll.{kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if kind == tables.XLSX:
        body = tables.book_of(map(rules.table_in, found.sections))
        return Response(body, headers=headers, content_type=tables.TYPES[kind])
    site = Site(current_app.config["SETTINGS"].site_name, current_app.config["SITE_URL"])
    return Response(report(found, site, language(), clock.now()), mimetype="application/pdf", headers=headers)
