"""The inbox."""

import uuid

from flask import Blueprint, redirect, render_template

from app.accounts.access import me
from app.core.access import SIGNED_IN, Role, allow
from app.core.web import Answer, go
from app.messages import actions, queries, rules

blueprint = Blueprint("messages", __name__)


@blueprint.get("/inbox")
@allow(*SIGNED_IN)
def inbox() -> Answer:
    return render_template(
        "messages/inbox.html",
        messages=queries.messages_of(me()),
        subject_of=rules.subject_of,
        is_staff=Role.STUDENT not in me().roles,
    )


@blueprint.get("/inbox/<uuid:message_id>")
@allow(*SIGNED_IN)
def message(message_id: uuid.UUID) -> Answer:
    found = queries.message_of(me(), message_id)
    return render_template(
        "messages/message.html",
        message=found,
        subject=rules.subject_of(found.template, found.values),
        text=rules.text_of(found.template, found.values),
        is_staff=Role.STUDENT not in me().roles,
    )


@blueprint.post("/inbox/<uuid:message_id>/open")
@allow(*SIGNED_IN)
def open_message(message_id: uuid.UUID) -> Answer:
    """Go to what the message is about; having read it is a change, so this is no plain link."""
    return redirect(actions.open_message(me(), message_id).path, 303)


@blueprint.post("/inbox/<uuid:message_id>/read")
@allow(*SIGNED_IN)
def mark_read(message_id: uuid.UUID) -> Answer:
    actions.open_message(me(), message_id)
    return go("messages.inbox")


@blueprint.post("/inbox/read")
@allow(*SIGNED_IN)
def open_all() -> Answer:
    actions.open_all(me())
    return go("messages.inbox")
