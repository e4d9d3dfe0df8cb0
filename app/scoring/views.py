"""What jurors see: their list, an idea beside the rubric, the check before handing in, and all their own sheets."""

import uuid
from functools import partial

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.calibration.rules import why_not_begin
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.ideas.queries import blind_entry
from app.media.access import address_of, present_slot
from app.rounds.rules import current_deadline, why_not_judge
from app.scoring import actions, queries, rules
from app.scoring.forms import HandInForm, SheetForm, levels_of, why_text

blueprint = Blueprint("scoring", __name__)


@blueprint.get("/jury")
@allow(Role.JUROR)
def assignments() -> Answer:
    return render_template(
        "scoring/assignments.html",
        piles=queries.piles_of(me()),
        why_not_judge=why_not_judge,
        current_deadline=current_deadline,
        now=clock.received_at(),
    )


@blueprint.route("/jury/<uuid:assignment_id>", methods=["GET", "POST"])
@allow(Role.JUROR)
def score_idea(assignment_id: uuid.UUID) -> Answer:
    form = SheetForm(partial(queries.reading_of, me(), assignment_id))

    def save() -> Answer:
        with form.showing_conflicts():
            actions.save_sheet(me(), assignment_id, form.marks(), form.version.data or 0)
        return go(**form.next_page, assignment_id=assignment_id)

    return answer(form, save, "scoring/score_idea.html", more=partial(_sheet_page, form), rules=rules)


def _sheet_page(form: SheetForm) -> dict[str, object]:
    reading, now = form.reading, clock.received_at()
    _require_open(reading)
    if reading.sheet is None and (refusal := why_not_begin(reading.waiting, reading.assignment.round_id)):
        raise RefusedError(refusal)
    return {
        "reading": reading,
        "why_text": why_text,
        "levels_of": levels_of,
        "why_not": rules.why_not_score(reading, now),
        "may_reopen": not rules.why_not_reopen(reading, now),
        "entry": partial(blind_entry, reading.assignment.submission_id),
        "address_of": address_of,
        "slot": present_slot(),
    }


def _require_open(reading: rules.Reading) -> None:
    """Jurors see no idea before the jury begins."""
    if refusal := rules.why_not_open(reading, clock.received_at()):
        raise RefusedError(refusal)


def _open_reading(assignment_id: uuid.UUID) -> rules.Reading:
    reading = queries.reading_of(me(), assignment_id)
    _require_open(reading)
    return reading


@blueprint.route("/jury/<uuid:assignment_id>/hand-in", methods=["GET", "POST"])
@allow(Role.JUROR)
def hand_in(assignment_id: uuid.UUID) -> Answer:
    reading = _open_reading(assignment_id)
    form = HandInForm(version=reading.version)

    def save() -> Answer:
        actions.hand_in_sheet(me(), assignment_id, form.version.data or 0)
        flash(_("Abgegeben. Vielen Dank!"), "success")
        return go("scoring.score_idea", assignment_id=assignment_id)

    why_not = rules.why_not_score(reading, clock.received_at())
    return answer(form, save, "scoring/hand_in.html", reading=reading, why_not=why_not, rules=rules)


@blueprint.post("/jury/<uuid:assignment_id>/reopen")
@allow(Role.JUROR)
def reopen(assignment_id: uuid.UUID) -> Answer:
    actions.reopen_sheet(me(), assignment_id)
    return go("scoring.score_idea", assignment_id=assignment_id)


@blueprint.get("/jury/<uuid:assignment_id>/next")
@allow(Role.JUROR)
def next_idea(assignment_id: uuid.UUID) -> Answer:
    present = _open_reading(assignment_id).assignment
    following = queries.next_assignment(me(), present)
    if following is None:
        return go("scoring.own_sheets", round_id=present.round_id)
    return go("scoring.score_idea", assignment_id=following)


@blueprint.get("/jury/rounds/<uuid:round_id>")
@allow(Role.JUROR)
def own_sheets(round_id: uuid.UUID) -> Answer:
    readings = queries.readings_of(me(), round_id)
    _require_open(readings[0])
    return render_template(
        "scoring/own_sheets.html",
        comparison=rules.comparison_of(readings),
        may_change=not rules.why_not_reopen(readings[0], clock.received_at()),
        shown_total=rules.shown_total,
    )
