"""What is laid down for a jury: for those who judge and those who run the round, and in plain words for everybody."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.i18n import _, language
from app.core.web import Answer, answer, go, public_page
from app.policies import actions, queries, rules
from app.policies.forms import policy_form
from app.rounds import queries as rounds

blueprint = Blueprint("policies", __name__)


@blueprint.get("/rounds/<uuid:round_id>/policy")
@allow(Role.ADMIN, Role.AUDITOR, Role.JUROR, Role.CHAIR)
def policy(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    found, names = queries.policy_of(round_.id), queries.criterion_names_of(round_.id)
    return render_template(
        "policies/policy.html",
        round=round_,
        policy=found,
        sentences=rules.sentences_of(found.terms, names),
        roles=me().roles,
        why_not=rules.why_not_change(found),
    )


@blueprint.get("/competitions/<competition_slug>/<round_slug>/method")
@public_page
def method(competition_slug: str, round_slug: str) -> Answer:
    round_ = rounds.public_round(competition_slug, round_slug)
    found, names = queries.policy_of(round_.id), queries.criterion_names_of(round_.id)
    return render_template(
        "policies/method.html",
        round=round_,
        policy=found,
        sentences=rules.sentences_of(found.terms, names),
        example=rules.example(),
        remarks=rules.remarks_in(language()),
        model=rules.model_in(language()),
    )


@blueprint.route("/rounds/<uuid:round_id>/policy/edit", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_policy(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    found = queries.policy_of(round_.id)
    if refusal := rules.why_not_change(found):
        raise RefusedError(refusal)
    form = policy_form(found, queries.criterion_names_of(round_.id))

    def save() -> Answer:
        with form.showing_conflicts():
            actions.change_policy(me(), round_id, form.values(), form.version.data or 0)
        flash(_("Gespeichert."), "success")
        return go("policies.policy", round_id=round_id)

    return answer(form, save, "policies/edit_policy.html", round=round_)
