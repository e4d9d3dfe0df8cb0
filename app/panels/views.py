"""The jury of a round, and who reads what."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.web import Answer, answer, go
from app.panels import actions, queries, rules
from app.panels.forms import assign_form, juror_form, load_text
from app.rounds.queries import phases_of, round_of

blueprint = Blueprint("panels", __name__)


@blueprint.get("/rounds/<uuid:round_id>/jurors")
@allow(Role.ADMIN)
def jurors(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    return render_template("panels/jurors.html", round=round_, jurors=queries.jurors_of(round_.id), rules=rules)


@blueprint.route("/rounds/<uuid:round_id>/jurors/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add_juror(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    form = juror_form(queries.schools_to_choose())

    def save() -> Answer:
        actions.add_juror(me(), round_id, form.values())
        return go("panels.jurors", round_id=round_id)

    return answer(form, save, "panels/add_juror.html", round=round_)


@blueprint.post("/rounds/<uuid:round_id>/jurors/<uuid:member_id>/invite")
@allow(Role.ADMIN)
def invite_again(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    actions.invite_again(me(), round_id, member_id)
    return go("panels.jurors", round_id=round_id)


@blueprint.post("/rounds/<uuid:round_id>/jurors/<uuid:member_id>/remove")
@allow(Role.ADMIN)
def remove_juror(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    actions.remove_juror(me(), round_id, member_id)
    return go("panels.jurors", round_id=round_id)


@blueprint.get("/rounds/<uuid:round_id>/assignments")
@allow(Role.ADMIN)
def assignments(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    refusal = rules.why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact)
    piles = queries.piles_of(round_.id)
    return render_template("panels/assignments.html", round=round_, piles=piles, refusal=refusal)


@blueprint.route("/rounds/<uuid:round_id>/assignments/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def assign(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    choice = queries.choice_for(round_.id, submission_id)
    form = assign_form(choice.others)

    def save() -> Answer:
        actions.assign(me(), round_id, submission_id, form.member_ids())
        return go("panels.assign", round_id=round_id, submission_id=submission_id)

    return answer(
        form, save, "panels/assign.html", round=round_, choice=choice, rules=rules, load_text=load_text,
        refusal=rules.why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact),
    )  # fmt: skip


@blueprint.post("/rounds/<uuid:round_id>/assignments/<uuid:assignment_id>/take-back")
@allow(Role.ADMIN)
def take_back(round_id: uuid.UUID, assignment_id: uuid.UUID) -> Answer:
    submission_id = actions.take_back(me(), round_id, assignment_id)
    return go("panels.assign", round_id=round_id, submission_id=submission_id)
