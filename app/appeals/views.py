"""Appeals: the team's own page, and the list for those who answer."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.appeals import actions, queries, rules
from app.appeals.forms import AnswerForm, AppealForm
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.ranking.queries import frame_of, frame_to_lead
from app.teams.queries import team_of

blueprint = Blueprint("appeals", __name__)


@blueprint.get("/teams/<uuid:team_id>/appeals")
@allow(Role.STUDENT)
def appeals_of_team(team_id: uuid.UUID) -> Answer:
    team, now = team_of(me(), team_id), clock.received_at()
    return render_template(
        "appeals/appeals_of_team.html", team=team, appeals=queries.appeals_of(team), rules=rules,
        refusal=queries.why_not_appeal(team, now), until=queries.until_when(team, now),
    )  # fmt: skip


@blueprint.route("/teams/<uuid:team_id>/appeals/new", methods=["GET", "POST"])
@allow(Role.STUDENT)
def appeal_of_team(team_id: uuid.UUID) -> Answer:
    team, form, now = team_of(me(), team_id), AppealForm(), clock.received_at()

    def save() -> Answer:
        actions.appeal(me(), team_id, form.ground.data or "", form.text.data or "")
        flash(_("Euer Einspruch ist eingegangen. Die Antwort kommt in eure Nachrichten."), "success")
        return go("appeals.appeals_of_team", team_id=team_id)

    return answer(
        form, save, "appeals/appeal_of_team.html", team=team, refusal=queries.why_not_appeal(team, now),
        until=queries.until_when(team, now),
    )  # fmt: skip


@blueprint.get("/rounds/<uuid:round_id>/appeals")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def appeals(round_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    return render_template("appeals/appeals.html", round=frame, appeals=queries.appeals_in(me(), round_id), rules=rules)


@blueprint.get("/rounds/<uuid:round_id>/appeals/<uuid:appeal_id>")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def appeal(round_id: uuid.UUID, appeal_id: uuid.UUID) -> Answer:
    frame = frame_of(me(), round_id)
    found = queries.appeal_in(me(), round_id, appeal_id)
    return render_template("appeals/appeal.html", round=frame, appeal=found, rules=rules)


@blueprint.post("/rounds/<uuid:round_id>/appeals/<uuid:appeal_id>/take-up")
@allow(Role.CHAIR, Role.ADMIN)
def take_up(round_id: uuid.UUID, appeal_id: uuid.UUID) -> Answer:
    actions.take_up(me(), round_id, appeal_id)
    flash(_("Der Einspruch ist in Prüfung. Das Team weiß Bescheid."), "success")
    return go("appeals.appeal", round_id=round_id, appeal_id=appeal_id)


@blueprint.route("/rounds/<uuid:round_id>/appeals/<uuid:appeal_id>/answer", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def answer_appeal(round_id: uuid.UUID, appeal_id: uuid.UUID) -> Answer:
    frame, form = frame_to_lead(me(), round_id), AnswerForm()
    found = queries.appeal_in(me(), round_id, appeal_id)

    def save() -> Answer:
        actions.answer(me(), round_id, appeal_id, form.state.data or "", form.answer.data or "")
        flash(_("Ihre Antwort ist beim Team."), "success")
        return go("appeals.appeal", round_id=round_id, appeal_id=appeal_id)

    return answer(
        form, save, "appeals/answer_appeal.html", round=frame, appeal=found, refusal=rules.why_not_answer(found),
        rules=rules,
    )  # fmt: skip
