"""A juror accepts or gives back; whoever runs the round sees who is biased and what follows from it."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.conflicts.queries import objection_among
from app.conflicts.rules import objection_state_text, relation_text, why_not_answer
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _, _n
from app.core.web import Answer, answer, go
from app.panels.queries import hidden_from, jurors_of, piles_of, round_of_chair, round_to_lead
from app.recusals import actions, queries, rules
from app.recusals.forms import ReasonForm, answer_form, conflict_form, decline_form
from app.rounds.queries import phases_of

blueprint = Blueprint("recusals", __name__)


# ---------------------------------------------------------------- the juror
@blueprint.post("/jury/rounds/<uuid:round_id>/accept")
@allow(Role.JUROR)
def accept(round_id: uuid.UUID) -> Answer:
    count = actions.accept(me(), round_id)
    words = _n("Danke! %(num)s Idee ist zugesagt.", "Danke! %(num)s Ideen sind zugesagt.", count)
    flash(words, "success")
    return go("scoring.assignments")


@blueprint.route("/jury/<uuid:assignment_id>/decline", methods=["GET", "POST"])
@allow(Role.JUROR)
def decline(assignment_id: uuid.UUID) -> Answer:
    reading, form = queries.own_reading(me(), assignment_id), decline_form()

    def save() -> Answer:
        actions.decline(me(), assignment_id, form.cause.data, form.relation.data, form.note.data or "")
        flash(_("Die Idee ist nicht mehr bei Ihnen. Danke, dass Sie es gesagt haben."), "success")
        return go("scoring.assignments")

    why_not = rules.why_not_answer(phases_of(reading.round_id), clock.received_at(), reading.round.contact)
    return answer(form, save, "recusals/decline.html", reading=reading, why_not=why_not)


# ---------------------------------------------------------------- whoever runs the round
@blueprint.get("/rounds/<uuid:round_id>/conflicts")
@allow(Role.CHAIR, Role.ADMIN)
def conflicts(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    return render_template(
        "recusals/conflicts.html",
        round=round_,
        roles=me().roles,
        biased=queries.biased_readings_for(me(), round_.id),
        conflicts=queries.conflicts_for(me(), round_.id),
        objections=queries.objections_for(me(), round_.id),
        exceptions=queries.exceptions_for(me(), round_.id),
        relation_text=relation_text,
        state_text=objection_state_text,
    )


@blueprint.route("/rounds/<uuid:round_id>/conflicts/new", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def note_conflict(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    hidden = hidden_from(me(), round_.id)
    form = conflict_form(jurors_of(round_.id), [each for each in piles_of(round_.id) if each.id not in hidden])

    def save() -> Answer:
        member_id, submission_id = uuid.UUID(form.juror.data), uuid.UUID(form.idea.data)
        actions.note_conflict(me(), round_id, member_id, submission_id, form.relation.data, form.note.data or "")
        flash(_("Eingetragen. Die Idee ist für diese Person sofort verschwunden."), "success")
        return go("recusals.conflicts", round_id=round_id)

    return answer(form, save, "recusals/note_conflict.html", round=round_)


@blueprint.route("/rounds/<uuid:round_id>/conflicts/<uuid:conflict_id>/end", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def end_conflict(round_id: uuid.UUID, conflict_id: uuid.UUID) -> Answer:
    round_, form = round_to_lead(me(), round_id), ReasonForm()
    found = queries.conflict_among(queries.conflicts_for(me(), round_.id), conflict_id)

    def save() -> Answer:
        actions.end_conflict(me(), round_id, conflict_id, form.reason.data or "")
        return go("recusals.conflicts", round_id=round_id)

    return answer(form, save, "recusals/end_conflict.html", round=round_, conflict=found)


@blueprint.route("/rounds/<uuid:round_id>/objections/<uuid:objection_id>", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def answer_objection(round_id: uuid.UUID, objection_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    found = objection_among(queries.objections_for(me(), round_.id), objection_id)
    form = answer_form(jurors_of(round_.id))

    def save() -> Answer:
        actions.answer_objection(me(), round_id, objection_id, form.member_ids(), form.answer.data or "")
        return go("recusals.conflicts", round_id=round_id)

    refusal = why_not_answer(found.state)
    return answer(form, save, "recusals/answer_objection.html", round=round_, objection=found, refusal=refusal)


@blueprint.route("/rounds/<uuid:round_id>/assignments/<uuid:assignment_id>/void", methods=["GET", "POST"])
@allow(Role.CHAIR)
def void(round_id: uuid.UUID, assignment_id: uuid.UUID) -> Answer:
    round_, form = round_of_chair(me(), round_id), ReasonForm()
    reading = queries.biased_reading_for(me(), round_.id, assignment_id)

    def save() -> Answer:
        actions.void(me(), round_id, assignment_id, form.reason.data or "")
        flash(_("Dieser Bogen zählt nicht mehr. Die Rangfolge wird neu berechnet."), "success")
        return go("recusals.conflicts", round_id=round_id)

    return answer(form, save, "recusals/void.html", round=round_, reading=reading,
                  refusal=rules.why_not_void(reading.state, is_biased=True))  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/waive/<uuid:submission_id>/<uuid:member_id>", methods=["GET", "POST"])
@allow(Role.CHAIR)
def waive(round_id: uuid.UUID, submission_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    round_, form = round_of_chair(me(), round_id), ReasonForm()
    reader, _team_id = queries.reader_for(me(), round_.id, submission_id, member_id)

    def save() -> Answer:
        actions.waive(me(), round_id, member_id, submission_id, form.reason.data or "")
        flash(_("Die Ausnahme steht im Protokoll. Zuteilen kann jetzt die Wettbewerbsleitung."), "success")
        return go("recusals.conflicts", round_id=round_id)

    refusal = rules.why_not_waive(reader.refusal)
    return answer(form, save, "recusals/waive.html", round=round_, reader=reader, refusal=refusal,
                  submission_id=submission_id)  # fmt: skip
