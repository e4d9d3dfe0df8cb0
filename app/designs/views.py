"""The lab: how sure a jury would be before it judges, and how sure one was afterwards."""

import uuid

from flask import Blueprint, jsonify, render_template, request

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.web import Answer, answer, go
from app.designs import actions, queries, rules
from app.designs.forms import design_form
from app.designs.rules import Design
from app.panels.queries import round_to_lead
from app.policies.queries import policy_of
from app.ranking.queries import frame_of
from app.ranking.rules import why_not_see
from app.snapshots.queries import snapshot_of

blueprint = Blueprint("designs", __name__)


@blueprint.route("/designs", methods=["GET", "POST"])
@allow(Role.ADMIN, Role.CHAIR)
def designs() -> Answer:
    """The form, which a link may fill in."""
    form = design_form(request.args)

    def save() -> Answer:
        return go("designs.design", trial_id=actions.try_design(me(), form.design()).id)

    return answer(form, save, "designs/designs.html", trials=queries.newest_trials())


@blueprint.get("/designs/<uuid:trial_id>")
@allow(Role.ADMIN, Role.CHAIR)
def design(trial_id: uuid.UUID) -> Answer:
    trial = queries.trial_of(trial_id)
    asked, findings = Design(**trial.design), rules.findings_in(trial.found if trial.done_at else [])
    return render_template(
        "designs/design.html",
        trial=trial,
        design=asked,
        findings=findings,
        verdict=rules.verdict_of(asked, findings) if findings else None,
        curves=rules.curves_of(findings),
        waiting=rules.waiting_text(asked),
    )


@blueprint.get("/designs/<uuid:trial_id>/state")
@allow(Role.ADMIN, Role.CHAIR)
def state(trial_id: uuid.UUID) -> Answer:
    trial = queries.trial_of(trial_id)
    return jsonify(is_settled=trial.done_at is not None, progress=len(trial.found))


@blueprint.get("/rounds/<uuid:round_id>/design")
@allow(Role.ADMIN, Role.CHAIR)
def achieved(round_id: uuid.UUID) -> Answer:
    """How sure a round is now, from its newest snapshot, and the way to the next design."""
    round_ = round_to_lead(me(), round_id)
    frame, now = frame_of(me(), round_id), clock.received_at()
    stored, places = snapshot_of(round_.id), policy_of(round_.id).terms.places
    return render_template(
        "designs/achieved.html",
        round=round_,
        refusal=why_not_see(frame.own_open, frame.jury_closes_at, now),
        achieved=rules.achieved_of(stored.ranking, places) if stored else None,
    )
