"""Saving while somebody types; the versions of an idea; what came too late."""

import uuid

from flask import Blueprint, flash, render_template, request

from app.accounts.access import me
from app.core import clock, limits
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.idempotency import asked_write
from app.core.web import Answer, go
from app.drafts import access, actions, queries, rules
from app.ideas.queries import draft_of
from app.ideas.rules import why_not_write
from app.rounds.queries import fields_of, form_of, round_of

blueprint = Blueprint("drafts", __name__)
# Somebody who types without a pause saves once a second, on two devices at the most.
_brake = limits.Brake("autosave", 120, minutes=1)


@blueprint.post("/ideas/<uuid:idea_id>/answers")
@allow(Role.STUDENT)
def save_answers(idea_id: uuid.UUID) -> Answer:
    _brake.check(str(me().id))
    _brake.hit(str(me().id))
    offered = access.sent_form(me(), idea_id).offered()
    write = asked_write(me().id) if offered else None
    return access.told(actions.autosave(me(), idea_id, offered, access.sent_section(), write), offered)


@blueprint.get("/ideas/<uuid:idea_id>/versions")
@allow(Role.STUDENT)
def versions(idea_id: uuid.UUID) -> Answer:
    draft = draft_of(me(), idea_id)
    key = request.args.get("field") or None
    page = queries.versions_of(draft.idea, request.args.get("page", 1, type=int), key)
    labels = rules.labels_of(draft.fields, [version.key for version in page.versions])
    context = {"page": page, "labels": labels, "key": key, "origin_text": rules.origin_text}
    return render_template("drafts/versions.html", draft=draft, **context)


@blueprint.get("/ideas/<uuid:idea_id>/versions/<uuid:revision_id>")
@allow(Role.STUDENT)
def version(idea_id: uuid.UUID, revision_id: uuid.UUID) -> Answer:
    draft = draft_of(me(), idea_id)
    shown = queries.comparison_of(draft.idea, revision_id, request.args.get("with", type=uuid.UUID))
    key = shown.revision.field_key
    label = rules.labels_of(draft.fields, [key])[key]
    why_not = rules.why_not_restore(draft, key, shown.revision.text, why_not_write(draft, clock.received_at()))
    context = {"label": label, "why_not": why_not, "origin_text": rules.origin_text}
    return render_template("drafts/version.html", draft=draft, shown=shown, **context)


@blueprint.post("/ideas/<uuid:idea_id>/versions/<uuid:revision_id>/restore")
@allow(Role.STUDENT)
def restore_version(idea_id: uuid.UUID, revision_id: uuid.UUID) -> Answer:
    actions.restore_version(me(), idea_id, revision_id)
    flash(_("Der frühere Text gilt wieder. Auch was vorher da stand, bleibt in den Versionen."), "success")
    return go("drafts.versions", idea_id=idea_id)


@blueprint.get("/rounds/<uuid:round_id>/late-texts")
@allow(Role.ADMIN)
def late_texts(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    texts = queries.late_texts_of(round_id)
    labels = rules.labels_of(fields_of(form_of(round_id)), [text.key for text in texts])
    return render_template("drafts/late_texts.html", round=round_, texts=texts, labels=labels)
