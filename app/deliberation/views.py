"""Decisions: the ideas of a round by their mean, and what becomes of each."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import Refusal
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.deliberation import actions, queries, rules
from app.deliberation.forms import DecisionForm, RevokeForm
from app.rounds.models import Round
from app.rounds.queries import phases_of
from app.scoring.rules import total_text

blueprint = Blueprint("deliberation", __name__)


@blueprint.get("/rounds/<uuid:round_id>/decisions")
@allow(Role.CHAIR, Role.ADMIN)
def decisions(round_id: uuid.UUID) -> Answer:
    round_ = queries.round_to_decide(me(), round_id)
    candidates, refusal = queries.candidates_of(round_.id), _why_not(round_)
    return render_template(
        "deliberation/decisions.html",
        round=round_,
        candidates=candidates,
        refusal=refusal,
        total_text=total_text,
        kinds=rules.NAMES,
    )


def _why_not(round_: Round) -> Refusal | None:
    return rules.why_not_decide(phases_of(round_.id), clock.received_at(), round_.contact)


@blueprint.route("/rounds/<uuid:round_id>/decisions/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def decide(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    round_ = queries.round_to_decide(me(), round_id)
    idea = queries.candidate_among(queries.candidates_of(round_.id), submission_id)
    form = DecisionForm.of(idea.decision, queries.newest_decision_about(submission_id))

    def save() -> Answer:
        seen, reason = form.version.data or 0, form.change_reason.data or ""
        with form.showing_conflicts():
            actions.decide(me(), round_id, submission_id, form.values(), seen_version=seen, change_reason=reason)
        flash(_("Die Entscheidung ist eingetragen. Öffentlich wird etwas erst mit der Veröffentlichung."), "success")
        return go("deliberation.decisions", round_id=round_id)

    return answer(
        form,
        save,
        "deliberation/decide.html",
        round=round_,
        candidate=idea,
        refusal=_why_not(round_),
        total_text=total_text,
    )


@blueprint.route("/rounds/<uuid:round_id>/decisions/<uuid:decision_id>/revoke", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def revoke(round_id: uuid.UUID, decision_id: uuid.UUID) -> Answer:
    round_ = queries.round_to_decide(me(), round_id)
    decision = queries.decision_in(round_.id, decision_id)
    form = RevokeForm()

    def save() -> Answer:
        actions.revoke(me(), round_id, decision_id, form.reason.data or "")
        flash(_("Die Entscheidung ist zurückgenommen."), "success")
        return go("deliberation.decisions", round_id=round_id)

    return answer(form, save, "deliberation/revoke.html", round=round_, decision=decision, refusal=_why_not(round_))
