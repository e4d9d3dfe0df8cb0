"""Practising before the first real sheet, and what it tells those who run the round."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.calibration import actions, queries, rules
from app.calibration.forms import example_form, practise_form
from app.core.access import Role, allow
from app.core.web import Answer, answer, go
from app.panels.queries import round_to_lead

blueprint = Blueprint("calibration", __name__)


@blueprint.get("/rounds/<uuid:round_id>/calibration")
@allow(Role.CHAIR, Role.ADMIN)
def examples(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    criteria, sheets = queries.criteria_to_practise(round_.id), queries.sheets_in(round_.id)
    found = queries.examples_of(round_.id)
    return render_template(
        "calibration/examples.html",
        round=round_,
        roles=me().roles,
        examples=found,
        lines={e.id: rules.lines_of(criteria, e.reference, None, sheets.get(e.id, {}).values()) for e in found},
        counts={e.id: len(sheets.get(e.id, {})) for e in found},
        is_required=queries.is_required(round_.id),
        rules=rules,
    )


@blueprint.route("/rounds/<uuid:round_id>/calibration/new", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def add_example(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    criteria = queries.criteria_to_practise(round_.id)
    form = example_form(criteria)

    def save() -> Answer:
        actions.add_example(me(), round_id, form.title.data or "", form.text.data or "", form.reference())
        return go("calibration.examples", round_id=round_id)

    return answer(form, save, "calibration/add_example.html", round=round_, criteria=criteria, rules=rules)


@blueprint.post("/rounds/<uuid:round_id>/calibration/<uuid:example_id>/remove")
@allow(Role.CHAIR, Role.ADMIN)
def remove_example(round_id: uuid.UUID, example_id: uuid.UUID) -> Answer:
    actions.remove_example(me(), round_id, example_id)
    return go("calibration.examples", round_id=round_id)


@blueprint.post("/rounds/<uuid:round_id>/calibration/require")
@allow(Role.CHAIR, Role.ADMIN)
def require(round_id: uuid.UUID) -> Answer:
    actions.require(me(), round_id, is_required=not queries.is_required(round_id))
    return go("calibration.examples", round_id=round_id)


# ---------------------------------------------------------------- the juror
@blueprint.get("/jury/rounds/<uuid:round_id>/practise")
@allow(Role.JUROR)
def practise_list(round_id: uuid.UUID) -> Answer:
    seat = queries.own_seat(me(), round_id)
    sheets, found = queries.sheets_in(round_id), queries.examples_of(round_id)
    done = {each.id for each in found if seat.id in sheets.get(each.id, {})}
    return render_template("calibration/practise_list.html", seat=seat, examples=found, done=done)


@blueprint.route("/jury/rounds/<uuid:round_id>/practise/<uuid:example_id>", methods=["GET", "POST"])
@allow(Role.JUROR)
def practise(round_id: uuid.UUID, example_id: uuid.UUID) -> Answer:
    seat, example = queries.own_seat(me(), round_id), queries.example_in(round_id, example_id)
    criteria, sheets = queries.criteria_to_practise(round_id), queries.sheets_in(round_id).get(example_id, {})
    form = practise_form(criteria)

    def save() -> Answer:
        actions.practise(me(), round_id, example_id, form.points())
        return go("calibration.practise", round_id=round_id, example_id=example_id)

    # What was agreed on is not worked out before the juror has said something.
    lines = rules.lines_of(criteria, example.reference, sheets[seat.id], sheets.values()) if seat.id in sheets else []
    return answer(
        form, save, "calibration/practise.html", seat=seat, example=example, criteria=criteria, lines=lines, rules=rules
    )
