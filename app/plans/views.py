"""Letting the system deal: what came back, a proposal with its figures, and one click that deals by it."""

import uuid

from flask import Blueprint, flash, render_template, request

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import Refusal
from app.core.i18n import _n
from app.core.web import Answer, answer, go
from app.panels.queries import hidden_from, round_to_lead
from app.panels.rules import why_not_deal
from app.plans import actions, queries, rules
from app.plans.forms import ApplyForm, order_form
from app.rounds.models import Round
from app.rounds.queries import phases_of

blueprint = Blueprint("plans", __name__)


@blueprint.route("/rounds/<uuid:round_id>/plans", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def plans(round_id: uuid.UUID) -> Answer:
    round_, form = round_to_lead(me(), round_id), order_form()

    def save() -> Answer:
        found, is_left_to_job = actions.propose(me(), round_id, form.order())
        if not is_left_to_job:
            actions.work_out(found.id)
        return go("plans.plan", round_id=round_id, plan_id=found.id)

    return answer(
        form, save, "plans/plans.html", round=round_, returned=queries.returned_to(me(), round_.id), rules=rules,
        applied=queries.applied_plans_of(round_.id), refusal=_why_not_deal(round_), roles=me().roles,
    )  # fmt: skip


def _why_not_deal(round_: Round) -> Refusal | None:
    return why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact)


@blueprint.route("/rounds/<uuid:round_id>/plans/<uuid:plan_id>", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def plan(round_id: uuid.UUID, plan_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)

    def save() -> Answer:
        count = actions.apply(me(), round_id, plan_id)
        words = _n("%(num)s Bewertung ist zugeteilt.", "%(num)s Bewertungen sind zugeteilt.", count)
        flash(words, "success")
        return go("progress.progress", round_id=round_id)

    found, names = queries.plan_in(round_.id, plan_id), queries.names_in(round_.id)
    if found.state == rules.INFEASIBLE and request.method == "GET":
        shown = {"round": round_, "plan": found, "names": names, "rules": rules, "refusal": None,
                 "hidden": hidden_from(me(), round_id).values()}  # fmt: skip
        return render_template("plans/plan.html", form=ApplyForm(), **shown), 422
    refusal = _why_not_deal(round_)
    return answer(
        ApplyForm(), save, "plans/plan.html", round=round_, plan=found, names=names, rules=rules, refusal=refusal
    )
