"""What the jury tells a team, and the desk where its chair looks through the comments before."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.deliberation.queries import approvals_of
from app.enrolment.queries import school_class_of
from app.feedback import actions, queries, rules
from app.feedback.forms import moderation_form
from app.panels.queries import hidden_from, round_of_chair
from app.teams.queries import team_of, team_of_class

blueprint = Blueprint("feedback", __name__)


@blueprint.get("/teams/<uuid:team_id>/feedback")
@allow(Role.STUDENT)
def feedback(team_id: uuid.UUID) -> Answer:
    team = team_of(me(), team_id)
    found = queries.feedback_for(team, clock.received_at())
    told = queries.how_judged(team.round_id, found.readings) if found else ""
    return render_template("feedback/feedback.html", team=team, feedback=found, told=told)


@blueprint.get("/classes/<uuid:class_id>/teams/<uuid:team_id>/feedback")
@allow(Role.TEACHER)
def feedback_of_class(class_id: uuid.UUID, team_id: uuid.UUID) -> Answer:
    school_class = school_class_of(me(), class_id)
    team = team_of_class(school_class, team_id)
    found = queries.feedback_for(team, clock.received_at())
    return render_template("feedback/feedback_of_class.html", school_class=school_class, team=team, feedback=found)


@blueprint.get("/rounds/<uuid:round_id>/comments")
@allow(Role.CHAIR)
def comments(round_id: uuid.UUID) -> Answer:
    round_ = round_of_chair(me(), round_id)
    refusal = rules.why_not_moderate(approvals_of(round_.id))
    hidden = hidden_from(me(), round_.id)
    piles = [] if refusal else [each for each in queries.piles_of(round_.id) if each.submission_id not in hidden]
    return render_template("feedback/comments.html", round=round_, piles=piles, refusal=refusal)


@blueprint.route("/rounds/<uuid:round_id>/comments/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.CHAIR)
def moderate(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    round_ = round_of_chair(me(), round_id)
    found = queries.moderation_of(round_.id, submission_id, me())
    form, refusal = moderation_form(found.comments), rules.why_not_moderate(approvals_of(round_.id))

    def save() -> Answer:
        with form.showing_conflicts():
            actions.moderate(me(), round_id, submission_id, form.verdicts(), form.version.data or 0)
        flash(_("Gespeichert. Das Team liest die freigegebenen Kommentare nach der Veröffentlichung."), "success")
        return go("feedback.comments", round_id=round_id)

    flags = {comment.key: rules.flags_of(comment.text, found.names) for comment in found.comments}
    return answer(
        form, save, "feedback/moderate.html", round=round_, found=found, refusal=refusal,
        flags={} if refusal else flags, comments=[] if refusal else found.comments,
    )  # fmt: skip
