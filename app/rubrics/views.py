"""The rubric, for everybody from day one."""

import uuid

from flask import Blueprint, render_template, request

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.web import Answer, public_page
from app.rounds import queries as rounds
from app.rubrics import queries, rules

blueprint = Blueprint("rubrics", __name__)


@blueprint.get("/competitions/<competition_slug>/<round_slug>/rubric")
@public_page
def public_rubric(competition_slug: str, round_slug: str) -> Answer:
    round_ = rounds.public_round(competition_slug, round_slug)
    rubric = queries.rubric_of(round_.id)
    shown = queries.shown_criteria(rubric, is_plain=_is_plain())
    criteria = [each.criterion for each in shown]
    return render_template(
        "rubrics/public_rubric.html",
        round=round_,
        rubric=rubric,
        criteria=shown,
        range=rules.common_range(criteria),
        why=rules.common_why(rubric, criteria),
        has_plain=rules.is_in_plain_language(criteria),
        is_plain=_is_plain(),
    )


def _is_plain() -> bool:
    """Whether plain language was asked for by the link at the top of the page."""
    return request.args.get("words") == rules.PLAIN


@blueprint.get("/rounds/<uuid:round_id>/rubric")
@allow(Role.ADMIN, Role.AUDITOR, Role.JUROR, Role.CHAIR)
def rubric(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    found = queries.rubric_of(round_.id)
    return render_template(
        "rubrics/rubric.html",
        round=round_,
        rubric=found,
        criteria=queries.shown_criteria(found),
        is_admin=Role.ADMIN in me().roles,
        may_lead=bool(me().roles & {Role.ADMIN, Role.CHAIR}),
    )
