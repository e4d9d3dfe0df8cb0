"""Sheets that stand out: what the chair asks about, and what the juror answers."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.accounts.forms import ConfirmForm
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.panels.queries import hidden_from, round_of_chair
from app.progress.rules import labels_of
from app.questions import actions, mails, queries, rules
from app.questions.forms import AnswerForm
from app.ranking.queries import frame_of
from app.ranking.rules import why_not_see
from app.rounds.queries import phases_of
from app.scoring.rules import shown_total

blueprint = Blueprint("questions", __name__)


@blueprint.get("/rounds/<uuid:round_id>/questions")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def questions(round_id: uuid.UUID) -> Answer:
    frame, now = frame_of(me(), round_id), clock.received_at()
    hidden = why_not_see(frame.own_open, frame.jury_closes_at, now)
    kept_from = set(hidden_from(me(), round_id).values()) if frame.kept_from else set()
    standouts = [] if hidden else [each for each in queries.standouts_of(round_id) if each.number not in kept_from]
    asked = [each for each in queries.questions_of(round_id) if each.number not in kept_from]
    names = {each.member_id: each.juror for each in standouts} | {each.member_id: each.juror for each in asked}
    may_see_names = bool(me().roles & {Role.CHAIR, Role.ADMIN})
    return render_template(
        "questions/questions.html", round=frame, standouts=standouts, asked=asked, hidden=hidden, rules=rules,
        refusal=rules.why_not_ask(phases_of(round_id), now, frame.contact),
        labels=labels_of(names, may_see_names=may_see_names),
    )  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/questions/<uuid:sheet_id>", methods=["GET", "POST"])
@allow(Role.CHAIR)
def ask(round_id: uuid.UUID, sheet_id: uuid.UUID) -> Answer:
    round_ = round_of_chair(me(), round_id)
    kept_from = set(hidden_from(me(), round_id).values())
    standouts = [each for each in queries.standouts_of(round_id) if each.number not in kept_from]
    found = queries.standout_among(standouts, sheet_id)

    def save() -> Answer:
        actions.ask(me(), round_id, sheet_id)
        flash(_("%(name)s ist gefragt.", name=found.juror), "success")
        return go("questions.questions", round_id=round_id)

    refusal = rules.why_not_ask(phases_of(round_id), clock.received_at(), round_.contact)
    return answer(
        ConfirmForm(), save, "questions/ask.html", round=round_, found=found, refusal=refusal,
        preview=mails.preview_of(found.number, found.direction),
    )  # fmt: skip


@blueprint.route("/jury/questions/<uuid:question_id>", methods=["GET", "POST"])
@allow(Role.JUROR)
def answer_question(question_id: uuid.UUID) -> Answer:
    found, form = queries.own_question(me(), question_id), AnswerForm()

    def save() -> Answer:
        actions.answer(me(), question_id, form.choice.data or "", form.reason.data or "")
        flash(_("Vielen Dank für Ihre Antwort."), "success")
        return go("scoring.score_idea", assignment_id=found.assignment_id)

    words = mails.preview_of(found.number, found.question.direction)
    return answer(
        form, save, "questions/answer_question.html", found=found, words=words, shown_total=shown_total,
        refusal=rules.why_not_answer(found.question), names=rules.NAMES,
    )  # fmt: skip
