"""Decisions: the ideas of a round by their mean, and what becomes of each."""

import functools
import uuid

from flask import Blueprint, flash, get_template_attribute, render_template
from markupsafe import Markup

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import Refusal, RefusedError
from app.core.i18n import _, _n, language
from app.core.web import Answer, answer, go, path_of
from app.deliberation import actions, queries, rules
from app.deliberation.forms import ApproveForm, DecisionForm, RestForm, RevokeForm
from app.ideas.queries import blind_entry
from app.media.access import address_of
from app.panels.queries import hidden_from
from app.ranking.queries import Frame, frame_of, frame_to_lead, kept_ranking_of, ranking_for
from app.ranking.rules import Ranking
from app.recusals.queries import recused_chairs_in
from app.recusals.rules import why_not_approve
from app.scoring.rules import total_text

blueprint = Blueprint("deliberation", __name__)

_MOST_KEPT = 8


@blueprint.get("/rounds/<uuid:round_id>/decisions")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def decisions(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    ranking = ranking_for(me(), frame)
    candidates = queries.candidates_in(ranking, queries.present_decisions_of(round_id))
    path = path_of("deliberation.decisions", round_id=round_id)
    return render_template(
        "deliberation/decisions.html",
        round=frame,
        candidates=candidates,
        beginnings=_beginnings_of(ranking, path, language()),
        has_fair=ranking.snapshot is not None,
        open_count=len(rules.open_ideas(candidates)),
        teams=queries.team_names_of(round_id) if queries.is_approved(round_id) else {},
        refusal=_why_not_yet(frame),
        kinds={kind: str(name) for kind, name in rules.NAMES.items()},
        path=path,
    )


@functools.lru_cache(maxsize=_MOST_KEPT)
def _beginnings_of(ranking: Ranking, path: str, _language: str) -> dict[uuid.UUID, Markup]:
    """What the list says of each idea whatever is decided, kept as long as the ranking."""
    beginning = get_template_attribute("deliberation/_beginning.html", "beginning")
    every, has_fair = queries.candidates_in(ranking, ()), ranking.snapshot is not None
    return {each.submission_id: beginning(each.place, total_text, path, each.is_in_zone, has_fair) for each in every}


def _why_not_yet(frame: Frame) -> Refusal | None:
    return rules.why_not_decide_until(frame.jury_closes_at, clock.received_at(), frame.contact)


@blueprint.get("/rounds/<uuid:round_id>/decisions/<uuid:submission_id>/idea")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def idea(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    found = queries.candidate_among(queries.candidates_for(me(), round_id), submission_id)
    if refusal := _why_not_yet(frame):
        raise RefusedError(refusal)
    return render_template(
        "deliberation/idea.html", round=frame, candidate=found, entry=blind_entry(submission_id),
        comments=queries.comments_about(submission_id), address_of=address_of, total_text=total_text,
        late=queries.late_sheets_about(round_id, submission_id),
    )  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/decisions/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def decide(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    frame = frame_to_lead(me(), round_id)
    idea = queries.candidate_among(queries.candidates_for(me(), round_id), submission_id)
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
        round=frame,
        candidate=idea,
        more=lambda: {"late": queries.late_sheets_about(round_id, submission_id)},
        refusal=_why_not_yet(frame),
        total_text=total_text,
    )


@blueprint.route("/rounds/<uuid:round_id>/decisions/<uuid:decision_id>/revoke", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def revoke(round_id: uuid.UUID, decision_id: uuid.UUID) -> Answer:
    frame = frame_to_lead(me(), round_id)
    decision = queries.decision_in(me(), round_id, decision_id)
    form = RevokeForm()

    def save() -> Answer:
        actions.revoke(me(), round_id, decision_id, form.reason.data or "")
        flash(_("Die Entscheidung ist zurückgenommen."), "success")
        return go("deliberation.decisions", round_id=round_id)

    return answer(
        form,
        save,
        "deliberation/revoke.html",
        round=frame,
        decision=decision,
        refusal=_why_not_yet(frame),
        kinds=rules.NAMES,
    )


@blueprint.route("/rounds/<uuid:round_id>/decisions/rest", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def decide_rest(round_id: uuid.UUID) -> Answer:
    frame = frame_to_lead(me(), round_id)
    candidates = queries.candidates_for(me(), round_id)
    rest = rules.rest_of(candidates)
    left = [each for each in rules.open_ideas(candidates) if each not in rest]
    form = RestForm(data={"seen": rules.digest_of_all(queries.decisions_of(round_id))})

    def save() -> Answer:
        count = actions.decide_rest(me(), round_id, form.reason.data or "", form.seen.data or "")
        flash(_n("%(num)s Idee ist nicht ausgewählt.", "%(num)s Ideen sind nicht ausgewählt.", count), "success")
        return go("deliberation.decisions", round_id=round_id)

    refusal = _why_not_yet(frame) or rules.why_not_decide_rest(rest)
    return answer(form, save, "deliberation/decide_rest.html", round=frame, rest=rest, left=left, refusal=refusal)


@blueprint.get("/rounds/<uuid:round_id>/approvals")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def approvals(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    given, record = queries.approval_record_of(round_id), queries.record_of(round_id)
    ranking, hidden = kept_ranking_of(round_id), hidden_from(me(), round_id) if frame.kept_from else {}
    recused = recused_chairs_in(round_id)
    return render_template(
        "deliberation/approvals.html",
        round=frame,
        record=[each for each in record if each.submission_id not in hidden],
        recused=recused,
        biased={chair.id for chairs in recused.values() for chair in chairs},
        given=given,
        present={each.role: each for each in given if each.ended_at is None},
        refusal=_why_not_yet(frame)
        or why_not_approve(frame.kept_from)
        or rules.why_not_complete(queries.candidates_in(ranking, record)),
        rules=rules,
    )


@blueprint.route("/rounds/<uuid:round_id>/approvals/new", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def approve(round_id: uuid.UUID) -> Answer:
    frame = frame_to_lead(me(), round_id)
    found, parts = queries.decisions_of(round_id), queries.parts_of(me(), round_id)
    if refusal := why_not_approve(frame.kept_from):
        raise RefusedError(refusal)
    form = ApproveForm.of(rules.digest_of_all(found), parts)

    def save() -> Answer:
        actions.approve(me(), round_id, form.role.data or "", form.seen.data or "")
        flash(_("Sie haben die Entscheidungen freigegeben."), "success")
        return go("deliberation.approvals", round_id=round_id)

    given, candidates = queries.approvals_of(round_id), queries.candidates_in(kept_ranking_of(round_id), found)
    refusal = _why_not_yet(frame) or rules.why_not_approve_any(me().id, parts, given, candidates)
    return answer(
        form, save, "deliberation/approve.html", round=frame, decisions=found, refusal=refusal, rules=rules,
        digest=rules.digest_of_all(found),
    )  # fmt: skip
