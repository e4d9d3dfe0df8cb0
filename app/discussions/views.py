"""Talking about ideas in the jury, blind as everywhere before the decisions are approved."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.accounts.forms import ConfirmForm
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.discussions import actions, queries, rules
from app.discussions.forms import PostForm
from app.discussions.queries import Thread
from app.discussions.rules import Place
from app.ideas.queries import blind_entry
from app.media.access import address_of

blueprint = Blueprint("discussions", __name__)

_READERS = (Role.JUROR, Role.CHAIR, Role.ADMIN, Role.AUDITOR)


@blueprint.get("/rounds/<uuid:round_id>/discussions")
@allow(*_READERS)
def discussions(round_id: uuid.UUID) -> Answer:
    place = queries.place_of(me(), round_id)
    refusal = rules.why_not_talk_yet(place, clock.received_at())
    threads = [] if refusal else queries.threads_of(me(), round_id)
    return render_template(
        "discussions/discussions.html", round_id=round_id, place=place, threads=threads, refusal=refusal, rules=rules
    )


@blueprint.route("/rounds/<uuid:round_id>/discussions/<int:idea_number>", methods=["GET", "POST"])
@allow(*_READERS)
def discussion(round_id: uuid.UUID, idea_number: int) -> Answer:
    place, thread = _found(round_id, idea_number)
    form, closed = PostForm(), rules.why_not_read(place, thread.own_state, is_opened=thread.is_opened)

    def save() -> Answer:
        actions.post(me(), round_id, thread.submission_id, form.text.data or "")
        return go("discussions.discussion", round_id=round_id, idea_number=idea_number, part="last")

    return answer(
        form, save, "discussions/discussion.html", round_id=round_id, place=place, thread=thread, closed=closed,
        said=[] if closed else queries.said_about(me(), round_id, thread.submission_id),
        refusal=rules.why_not_post(place),
    )  # fmt: skip


def _found(round_id: uuid.UUID, idea_number: int) -> tuple[Place, Thread]:
    place = queries.place_of(me(), round_id)
    thread = queries.thread_at(me(), round_id, idea_number)
    if refusal := rules.why_not_talk_yet(place, clock.received_at()):
        raise RefusedError(refusal)
    return place, thread


@blueprint.get("/rounds/<uuid:round_id>/discussions/<int:idea_number>/idea")
@allow(*_READERS)
def idea(round_id: uuid.UUID, idea_number: int) -> Answer:
    _place, thread = _found(round_id, idea_number)
    return render_template(
        "discussions/idea.html", round_id=round_id, thread=thread, entry=blind_entry(thread.submission_id),
        address_of=address_of,
    )  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/discussions/<int:idea_number>/open", methods=["GET", "POST"])
@allow(Role.CHAIR)
def open_discussion(round_id: uuid.UUID, idea_number: int) -> Answer:
    place, thread = _found(round_id, idea_number)

    def save() -> Answer:
        actions.open_discussion(me(), round_id, thread.submission_id)
        flash(_("Die Diskussion ist für die ganze Jury offen."), "success")
        return go("discussions.discussion", round_id=round_id, idea_number=idea_number)

    return answer(
        ConfirmForm(), save, "discussions/open_discussion.html", round_id=round_id, thread=thread,
        refusal=rules.why_not_open(place), open_sheets=queries.open_sheets_about(thread.submission_id),
    )  # fmt: skip


@blueprint.route(
    "/rounds/<uuid:round_id>/discussions/<int:idea_number>/<uuid:post_id>/withdraw", methods=["GET", "POST"]
)
@allow(Role.JUROR, Role.CHAIR)
def withdraw(round_id: uuid.UUID, idea_number: int, post_id: uuid.UUID) -> Answer:
    place, thread = _found(round_id, idea_number)
    post = queries.own_post(me(), thread.submission_id, post_id)

    def save() -> Answer:
        actions.withdraw(me(), round_id, thread.submission_id, post_id)
        flash(_("Ihr Beitrag ist zurückgezogen."), "success")
        return go("discussions.discussion", round_id=round_id, idea_number=idea_number)

    return answer(
        ConfirmForm(), save, "discussions/withdraw.html", round_id=round_id, thread=thread, post=post,
        refusal=rules.why_not_post(place),
    )  # fmt: skip
