"""The results of a round: the preview for those who publish, and the page for everybody."""

import uuid

from flask import Blueprint, Response, flash, make_response, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go, public_page
from app.deliberation.queries import decisions_of
from app.publication import actions, queries, rules
from app.publication.forms import PublishForm, TakeBackForm
from app.rounds.queries import phases_of, public_round, round_of

blueprint = Blueprint("publication", __name__)


@blueprint.route("/rounds/<uuid:round_id>/publication", methods=["GET", "POST"])
@allow(Role.ADMIN)
def publication(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    preview, newest = rules.results_of(decisions_of(round_.id)), queries.newest_of(round_.id)
    form = PublishForm(seen=rules.digest_of(preview))

    def save() -> Answer:
        actions.publish(me(), round_id, form.seen.data or "")
        flash(_("Veröffentlicht. Die Teams mit Preis haben eine Nachricht bekommen."), "success")
        return go("publication.publication", round_id=round_id)

    refusal = rules.why_not_publish(phases_of(round_.id), preview, newest, clock.received_at(), round_.contact)
    return answer(
        form, save, "publication/publication.html", round=round_, preview=preview, newest=newest, refusal=refusal,
        state=rules.state_of(newest),
    )  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/publication/take-back", methods=["GET", "POST"])
@allow(Role.ADMIN)
def take_back(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    form = TakeBackForm()

    def save() -> Answer:
        actions.take_back(me(), round_id, form.reason.data or "")
        flash(_("Zurückgenommen. Die Ergebnisseite sagt jetzt, dass die Ergebnisse überarbeitet werden."), "success")
        return go("publication.publication", round_id=round_id)

    refusal = rules.why_not_take_back(queries.newest_of(round_.id))
    return answer(form, save, "publication/take_back.html", round=round_, refusal=refusal)


@blueprint.get("/competitions/<competition_slug>/<round_slug>/results")
@public_page
def results(competition_slug: str, round_slug: str) -> Response:
    round_ = public_round(competition_slug, round_slug)
    newest = queries.newest_of(round_.id)
    state = rules.state_of(newest)
    shown = newest.results if newest is not None and state == rules.PUBLISHED else []
    response = make_response(render_template("publication/results.html", round=round_, state=state, results=shown))
    if state != rules.PUBLISHED:
        # No cache on the way may hold the old page when the results appear.
        response.headers["Cache-Control"] = "no-store"
    return response
