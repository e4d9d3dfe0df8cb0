"""Decisions: the ideas of a round by their mean, and what becomes of each."""

import uuid

from flask import Blueprint, flash, render_template, url_for

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import Refusal
from app.core.i18n import _, _n
from app.core.web import Answer, answer, go
from app.deliberation import actions, queries, rules
from app.deliberation.forms import ApproveForm, DecisionForm, RestForm, RevokeForm
from app.panels.queries import round_to_lead, round_to_watch
from app.rounds.models import Round
from app.rounds.queries import phases_of
from app.scoring.rules import total_text

blueprint = Blueprint("deliberation", __name__)


@blueprint.get("/rounds/<uuid:round_id>/decisions")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def decisions(round_id: uuid.UUID) -> Answer:
    round_ = round_to_watch(me(), round_id)
    candidates, is_approved = queries.candidates_of(round_.id), queries.is_approved(round_.id)
    return render_template(
        "deliberation/decisions.html",
        round=round_,
        candidates=candidates,
        open_count=len(rules.open_ideas(candidates)),
        teams=queries.team_names_of(round_.id) if is_approved else {},
        refusal=_why_not(round_),
        total_text=total_text,
        kinds=rules.NAMES,
        path=url_for("deliberation.decisions", round_id=round_.id),
    )


def _why_not(round_: Round) -> Refusal | None:
    return rules.why_not_decide(phases_of(round_.id), clock.received_at(), round_.contact)


@blueprint.route("/rounds/<uuid:round_id>/decisions/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def decide(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
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
    round_ = round_to_lead(me(), round_id)
    decision = queries.decision_in(round_.id, decision_id)
    form = RevokeForm()

    def save() -> Answer:
        actions.revoke(me(), round_id, decision_id, form.reason.data or "")
        flash(_("Die Entscheidung ist zurückgenommen."), "success")
        return go("deliberation.decisions", round_id=round_id)

    return answer(
        form,
        save,
        "deliberation/revoke.html",
        round=round_,
        decision=decision,
        refusal=_why_not(round_),
        kinds=rules.NAMES,
    )


@blueprint.route("/rounds/<uuid:round_id>/decisions/rest", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def decide_rest(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    candidates = queries.candidates_of(round_.id)
    rest, passed_over = rules.rest_of(candidates), rules.passed_over(candidates)
    form = RestForm(data={"seen": rules.digest_of_all(queries.decisions_of(round_.id))})

    def save() -> Answer:
        count = actions.decide_rest(me(), round_id, form.reason.data or "", form.seen.data or "")
        flash(_n("%(num)s Idee ist nicht ausgewählt.", "%(num)s Ideen sind nicht ausgewählt.", count), "success")
        return go("deliberation.decisions", round_id=round_id)

    refusal = _why_not(round_) or rules.why_not_decide_rest(rest)
    return answer(
        form, save, "deliberation/decide_rest.html", round=round_, rest=rest, passed_over=passed_over, refusal=refusal
    )


@blueprint.get("/rounds/<uuid:round_id>/approvals")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def approvals(round_id: uuid.UUID) -> Answer:
    round_ = round_to_watch(me(), round_id)
    given = queries.approval_record_of(round_.id)
    return render_template(
        "deliberation/approvals.html",
        round=round_,
        record=queries.record_of(round_.id),
        given=given,
        present={each.role: each for each in given if each.ended_at is None},
        refusal=_why_not(round_) or rules.why_not_complete(queries.candidates_of(round_.id)),
        rules=rules,
    )


@blueprint.route("/rounds/<uuid:round_id>/approvals/new", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def approve(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    found, parts = queries.decisions_of(round_.id), queries.parts_of(me(), round_.id)
    form = ApproveForm.of(rules.digest_of_all(found), parts)

    def save() -> Answer:
        actions.approve(me(), round_id, form.role.data or "", form.seen.data or "")
        flash(_("Sie haben die Entscheidungen freigegeben."), "success")
        return go("deliberation.approvals", round_id=round_id)

    given, candidates = queries.approvals_of(round_.id), queries.candidates_of(round_.id)
    refusal = _why_not(round_) or rules.why_not_approve_any(me().id, parts, given, candidates)
    return answer(
        form, save, "deliberation/approve.html", round=round_, decisions=found, refusal=refusal, rules=rules,
        digest=rules.digest_of_all(found),
    )  # fmt: skip
