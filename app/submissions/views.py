"""Checking, handing in, the receipt, taking back; and what teachers see of it."""

import uuid
from typing import Any

from flask import Blueprint, Response, current_app, flash, render_template

from app.accounts.access import me
from app.core import clock, documents
from app.core.access import Role, allow
from app.core.documents import AttachmentLine, Receipt, Site
from app.core.i18n import _, language
from app.core.web import Answer, answer, go
from app.ideas import rules as ideas
from app.ideas.models import Submission
from app.ideas.queries import draft_of
from app.media.access import address_of
from app.rounds.queries import phases_of
from app.submissions import actions, queries, rules
from app.submissions.forms import SubmitForm, WithdrawForm

blueprint = Blueprint("submissions", __name__)


@blueprint.route("/ideas/<uuid:idea_id>/check", methods=["GET", "POST"])
@allow(Role.STUDENT)
def check(idea_id: uuid.UUID) -> Answer:
    draft = draft_of(me(), idea_id)
    form = SubmitForm.of(draft)

    def save() -> Answer:
        submission = actions.submit_idea(me(), idea_id, form.token.data or "", form.version.data or 0)
        return go("submissions.receipt", submission_id=submission.id)

    now = clock.received_at()
    context: dict[str, Any] = {
        "checked": queries.checked(draft),
        "ideas": ideas,
        "now": now,
        "why_not": rules.why_not_submit(draft, now),
    }
    return answer(form, save, "submissions/check.html", draft=draft, **context)


@blueprint.get("/submissions/<uuid:submission_id>")
@allow(Role.STUDENT)
def receipt(submission_id: uuid.UUID) -> Answer:
    submission = queries.submission_of(me(), submission_id)
    closes_at = ideas.submit_closes_at(phases_of(submission.round_id), clock.received_at())
    files = queries.names_and_sizes(submission)
    return render_template("submissions/receipt.html", submission=submission, files=files, closes_at=closes_at)


@blueprint.get("/submissions/<uuid:submission_id>/receipt.pdf")
@allow(Role.STUDENT)
def receipt_paper(submission_id: uuid.UUID) -> Answer:
    submission = queries.submission_of(me(), submission_id)
    settings = current_app.config["SETTINGS"]
    site = Site(settings.site_name, current_app.config["SITE_URL"])
    body = documents.receipt(_paper_of(submission), site, language(), clock.now())
    name = f"eingang-{submission.receipt_number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="application/pdf", headers=headers)


def _paper_of(submission: Submission) -> Receipt:
    idea = submission.idea
    return Receipt(
        number=submission.receipt_number,
        idea_title=submission.title,
        team_name=idea.team.name,
        competition_title=idea.round.competition.title,
        round_title=idea.round.title,
        received_at=submission.submitted_at,
        closes_at=ideas.submit_closes_at(phases_of(submission.round_id), clock.received_at()),
        sha256=submission.content_hash,
        attachments=[AttachmentLine(name, size) for name, size in queries.names_and_sizes(submission)],
    )


@blueprint.route("/ideas/<uuid:idea_id>/withdraw", methods=["GET", "POST"])
@allow(Role.STUDENT)
def withdraw(idea_id: uuid.UUID) -> Answer:
    draft = draft_of(me(), idea_id)

    def save() -> Answer:
        actions.withdraw_idea(me(), idea_id)
        flash(_("Eure Idee ist zurückgezogen. Texte und Dateien sind noch da."), "success")
        return go("ideas.idea", idea_id=idea_id)

    why_not = rules.why_not_withdraw(draft, clock.received_at())
    return answer(WithdrawForm(), save, "submissions/withdraw.html", draft=draft, why_not=why_not)


# ---------------------------------------------------------------- for teachers and school admins
@blueprint.get("/teams/<uuid:team_id>/entry")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN, Role.ADMIN)
def entry(team_id: uuid.UUID) -> Answer:
    found = queries.entry_for(me(), team_id)
    return render_template("submissions/entry.html", entry=found, address_of=address_of)
