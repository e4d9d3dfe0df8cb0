"""The ideas of published rounds: all of them, and each on a page of its own."""

import uuid

from flask import Blueprint, render_template, request

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.web import Answer, public_page
from app.gallery import queries, rules
from app.gallery.forms import filter_form
from app.media.access import address_of
from app.publication.queries import bundle_of, pictures_of
from app.publication.rules import shown_ideas
from app.rounds.queries import round_of

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/gallery")
@public_page
def gallery() -> Answer:
    pieces = queries.pieces_at(clock.received_at())
    form = filter_form(pieces)
    found = rules.chosen(pieces, form.wanted())
    if words := form.words():
        found = rules.found(found, queries.words_of(found), words)
    page = rules.page_of(found, request.args.get("page", 1, type=int))
    return render_template(
        "gallery/gallery.html", form=form, page=page, count=len(found), is_empty=not pieces,
        filters=form.chosen(),
        pictures=pictures_of(piece.idea for piece in page.pieces), address_of=address_of,
    )  # fmt: skip


@blueprint.get("/gallery/<uuid:public_id>")
@public_page
def idea(public_id: uuid.UUID) -> Answer:
    round_, exhibit = queries.exhibit_at(public_id, clock.received_at())
    return render_template("gallery/idea.html", round=round_, exhibit=exhibit, address_of=address_of)


@blueprint.get("/rounds/<uuid:round_id>/gallery")
@allow(Role.ADMIN)
def preview(round_id: uuid.UUID) -> Answer:
    round_, bundle = round_of(me(), round_id), bundle_of(round_id)
    ideas = shown_ideas(bundle.results, bundle.ideas, bundle.cleared)
    return render_template(
        "gallery/preview.html", round=round_, ideas=ideas, pictures=pictures_of(ideas), address_of=address_of
    )


@blueprint.get("/rounds/<uuid:round_id>/gallery/<uuid:submission_id>")
@allow(Role.ADMIN)
def preview_idea(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    round_, bundle = round_of(me(), round_id), bundle_of(round_id)
    exhibit = queries.previewed(bundle, submission_id)
    return render_template("gallery/preview_idea.html", round=round_, exhibit=exhibit, address_of=address_of)
