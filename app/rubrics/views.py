"""The rubric, for everybody from day one."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.web import Answer, public_page
from app.rounds import queries as rounds
from app.rubrics import queries

blueprint = Blueprint("rubrics", __name__)


@blueprint.get("/competitions/<competition_slug>/<round_slug>/rubric")
@public_page
def public_rubric(competition_slug: str, round_slug: str) -> Answer:
    round_ = rounds.public_round(competition_slug, round_slug)
    rubric = queries.rubric_of(round_.id)
    shown = queries.shown_criteria(rubric)
    return render_template("rubrics/public_rubric.html", round=round_, rubric=rubric, criteria=shown)


@blueprint.get("/rounds/<uuid:round_id>/rubric")
@allow(Role.ADMIN, Role.AUDITOR, Role.JUROR, Role.CHAIR)
def rubric(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    found = queries.rubric_of(round_.id)
    is_admin = Role.ADMIN in me().roles
    shown = queries.shown_criteria(found)
    return render_template("rubrics/rubric.html", round=round_, rubric=found, criteria=shown, is_admin=is_admin)
