"""The teacher's tick that papers are there, and the releases of texts and pictures."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.clearances import actions, queries, rules
from app.clearances.forms import release_form
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.media.access import address_of
from app.rounds.queries import round_of

blueprint = Blueprint("clearances", __name__)


# ---------------------------------------------------------------- for teachers
@blueprint.get("/papers")
@allow(Role.TEACHER)
def papers() -> Answer:
    return render_template("clearances/papers.html", teams=queries.teams_for(me()))


@blueprint.post("/teams/<uuid:team_id>/papers")
@allow(Role.TEACHER)
def note_papers(team_id: uuid.UUID) -> Answer:
    actions.note_papers(me(), team_id)
    flash(_("Notiert: Die Unterlagen liegen vor."), "success")
    return go("clearances.papers")


@blueprint.post("/teams/<uuid:team_id>/papers/end")
@allow(Role.TEACHER)
def end_papers(team_id: uuid.UUID) -> Answer:
    actions.end_papers(me(), team_id)
    flash(_("Zurückgenommen. Von diesem Team ist ab sofort nichts mehr öffentlich."), "success")
    return go("clearances.papers")


# ---------------------------------------------------------------- for admins
@blueprint.get("/rounds/<uuid:round_id>/clearances")
@allow(Role.ADMIN)
def clearances(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    lines = queries.lines_of(round_.id)
    done = sum(not line.missing for line in lines)
    return render_template("clearances/clearances.html", round=round_, lines=lines, done=done)


@blueprint.route("/rounds/<uuid:round_id>/clearances/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def release(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    entry = queries.entry_of(round_id, submission_id)
    form = release_form(entry)

    def save() -> Answer:
        version, is_checked = form.version.data or 0, bool(form.is_name_checked.data)
        with form.showing_conflicts():
            if form.everything.data:
                actions.release_everything(me(), round_id, submission_id, version, is_name_checked=is_checked)
                flash(_("Freigegeben. Was Namen enthält oder keine Beschreibung hat, bleibt zurück."), "success")
                return go("clearances.release", round_id=round_id, submission_id=submission_id)
            actions.release(me(), round_id, submission_id, form.released(), version, is_name_checked=is_checked)
        flash(_("Gespeichert."), "success")
        return go("clearances.clearances", round_id=round_id)

    round_ = entry.submission.idea.round
    refusal = rules.why_not_release(entry.phases, clock.received_at(), round_.contact)
    flags = rules.flags_of(entry.offer, entry.names)
    return answer(
        form, save, "clearances/release.html", round=round_, entry=entry, refusal=refusal, flags=flags,
        address_of=address_of,
    )  # fmt: skip
