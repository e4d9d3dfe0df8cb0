"""Captions of a film, written beside its player."""

import uuid

from flask import Blueprint, flash

from app.accounts.access import me
from app.captions import actions, queries, rules
from app.captions.forms import CaptionsForm
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.ideas.rules import why_not_write
from app.media.access import address_of

blueprint = Blueprint("captions", __name__)


@blueprint.route("/ideas/<uuid:idea_id>/files/<uuid:attachment_id>/captions", methods=["GET", "POST"])
@allow(Role.STUDENT)
def captions(idea_id: uuid.UUID, attachment_id: uuid.UUID) -> Answer:
    found = queries.captioned(me(), idea_id, attachment_id)
    text = rules.written(rules.from_json(found.captions.cues)) if found.captions is not None else ""
    form = CaptionsForm(text=text, version=found.version)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.save_captions(me(), idea_id, attachment_id, form.said(), form.version.data or 0)
        flash(_("Gespeichert. Wer den Film ansieht, kann jetzt mitlesen."), "success")
        return go("captions.captions", idea_id=idea_id, attachment_id=attachment_id)

    why_not = why_not_write(found.draft, clock.received_at())
    return answer(form, save, "captions/captions.html", found=found, why_not=why_not, address_of=address_of)
