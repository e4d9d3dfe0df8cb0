"""The pages of an idea: writing it, and its files."""

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, jsonify, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, body_limit, go
from app.ideas import actions, queries, rules
from app.ideas.forms import TextsForm, UploadForm, texts_form
from app.media.access import address_of
from app.media.rules import IMAGE, reason_text
from app.rounds.queries import categories_of, phases_of
from app.teams.queries import team_of
from app.uploads import access as tus

blueprint = Blueprint("ideas", __name__)
# A picture or PDF of the greatest size still fits into one form post without a script.
UPLOAD_MAX_BYTES = 50 * 1024**2


# ---------------------------------------------------------------- beginning and writing
@blueprint.get("/teams/<uuid:team_id>/idea")
@allow(Role.STUDENT)
def open_idea(team_id: uuid.UUID) -> Answer:
    team = team_of(me(), team_id)
    idea_id = queries.idea_id_of(team.id)
    if idea_id is not None:
        return go("ideas.idea", idea_id=idea_id)
    why_not = rules.why_not_begin(team.round, phases_of(team.round_id), clock.received_at())
    return render_template("ideas/open_idea.html", team=team, why_not=why_not)


@blueprint.post("/teams/<uuid:team_id>/idea")
@allow(Role.STUDENT)
def begin_idea(team_id: uuid.UUID) -> Answer:
    return go("ideas.write", idea_id=actions.begin_idea(me(), team_id).id, number=1)


@blueprint.get("/ideas/<uuid:idea_id>")
@allow(Role.STUDENT)
def idea(idea_id: uuid.UUID) -> Answer:
    draft = queries.draft_of(me(), idea_id)
    return render_template(
        "ideas/idea.html",
        draft=draft,
        attachments=queries.attachments_of(idea_id),
        submissions=queries.submissions_of(idea_id),
        rules=rules,
        now=clock.received_at(),
    )


@blueprint.route("/ideas/<uuid:idea_id>/write/<int:number>", methods=["GET", "POST"])
@allow(Role.STUDENT)
def write(idea_id: uuid.UUID, number: int) -> Answer:
    asked = queries.asked_of(me(), idea_id)
    parts, part = rules.parts_of(asked.fields), rules.part_of(asked.fields, number)
    categories = categories_of(asked.round_id) if part.has_category else None
    form = texts_form(part.fields, partial(queries.draft_of, me(), idea_id), categories)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.save_answers(me(), idea_id, form.offered())
        flash(_("Gespeichert."), "success")
        if form.forward.data and number == len(parts):
            return go("ideas.files", idea_id=idea_id)
        return go("ideas.write", idea_id=idea_id, number=number + 1 if form.forward.data else number)

    more = partial(_written, form)
    return answer(form, save, "ideas/write.html", more=more, parts=parts, part=part, rules=rules)


def _written(form: TextsForm) -> dict[str, object]:
    return {"draft": form.draft, "why_not": rules.why_not_write(form.draft, clock.received_at())}


@blueprint.get("/ideas/<uuid:idea_id>/text")
@allow(Role.STUDENT)
def text(idea_id: uuid.UUID) -> Answer:
    draft = queries.draft_of(me(), idea_id)
    name = f"idee-{draft.idea.number}.txt"
    return _saved(rules.as_text(draft).encode(), "text/plain; charset=utf-8", name)


def _saved(body: bytes, content_type: str, name: str) -> Response:
    """A file that the browser saves; `name` is our own."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=content_type, headers=headers)


# ---------------------------------------------------------------- files
@blueprint.get("/ideas/<uuid:idea_id>/files")
@allow(Role.STUDENT)
def files(idea_id: uuid.UUID) -> Answer:
    found = queries.idea_of(me(), idea_id)
    present, removed = queries.present_and_removed(idea_id)
    phases, now = phases_of(found.round_id), clock.received_at()
    why_not = rules.why_not_upload(found, phases, len(present), now)
    return render_template(
        "ideas/files.html",
        idea=found,
        attachments=present,
        removed=removed,
        shown=queries.shown_files(present),
        address_of=address_of,
        reason_text=reason_text,
        form=UploadForm(),
        rules=rules,
        why_not=why_not,
        why_not_change=rules.why_not_begin(found.round, phases, now),
    )


@blueprint.route("/ideas/<uuid:idea_id>/uploads", methods=["POST"], provide_automatic_options=False)
@body_limit(UPLOAD_MAX_BYTES)
@allow(Role.STUDENT)
def uploads(idea_id: uuid.UUID) -> Answer:
    if tus.is_spoken():
        return tus.begin(lambda announced: actions.begin_upload(me(), idea_id, announced))
    queries.idea_of(me(), idea_id)
    form = UploadForm()
    form.require_valid()
    actions.upload_file(me(), idea_id, form.file.data.stream, form.file.data.filename or "")
    flash(_("Die Datei ist angekommen und wird jetzt geprüft."), "success")
    return go("ideas.files", idea_id=idea_id)


@blueprint.route("/ideas/<uuid:idea_id>/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@allow(Role.STUDENT)
def upload_abilities(idea_id: uuid.UUID) -> Answer:
    queries.idea_of(me(), idea_id)
    return tus.told_abilities(rules.LIMITS.largest)


@blueprint.get("/ideas/<uuid:idea_id>/files/state")
@allow(Role.STUDENT)
def state(idea_id: uuid.UUID) -> Answer:
    present, _removed = queries.present_and_removed(queries.idea_of(me(), idea_id).id)
    return jsonify(is_settled=rules.are_settled(present))


@blueprint.route("/ideas/<uuid:idea_id>/files/<uuid:attachment_id>", methods=["GET", "POST"])
@allow(Role.STUDENT)
def file(idea_id: uuid.UUID, attachment_id: uuid.UUID) -> Answer:
    draft = queries.draft_of(me(), idea_id)
    attachment = queries.attachment_of(draft.idea, attachment_id)
    form = texts_form([rules.alt_field(attachment)] if attachment.file.kind == IMAGE else [], lambda: draft)
    shown = queries.shown_files([attachment])[attachment.file_id]

    def save() -> Answer:
        with form.showing_conflicts():
            actions.save_answers(me(), idea_id, form.offered())
        flash(_("Gespeichert."), "success")
        return go("ideas.files", idea_id=idea_id)

    why_not = rules.why_not_write(draft, clock.received_at())
    context: dict[str, Any] = {"shown": shown, "address_of": address_of, "reason_text": reason_text, "why_not": why_not}
    return answer(form, save, "ideas/file.html", draft=draft, attachment=attachment, **context)


@blueprint.post("/ideas/<uuid:idea_id>/files/<uuid:attachment_id>/<any(up, down):direction>")
@allow(Role.STUDENT)
def move_file(idea_id: uuid.UUID, attachment_id: uuid.UUID, direction: str) -> Answer:
    actions.move_file(me(), idea_id, attachment_id, -1 if direction == "up" else 1)
    return go("ideas.files", idea_id=idea_id)


@blueprint.post("/ideas/<uuid:idea_id>/files/<uuid:attachment_id>/remove")
@allow(Role.STUDENT)
def remove_file(idea_id: uuid.UUID, attachment_id: uuid.UUID) -> Answer:
    actions.remove_file(me(), idea_id, attachment_id)
    flash(_("Entfernt. Unten bei „Entfernte Dateien“ könnt ihr das rückgängig machen."), "success")
    return go("ideas.files", idea_id=idea_id)


@blueprint.post("/ideas/<uuid:idea_id>/files/<uuid:attachment_id>/restore")
@allow(Role.STUDENT)
def restore_file(idea_id: uuid.UUID, attachment_id: uuid.UUID) -> Answer:
    actions.restore_file(me(), idea_id, attachment_id)
    flash(_("Die Datei ist wieder da."), "success")
    return go("ideas.files", idea_id=idea_id)
