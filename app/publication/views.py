"""The results of a round: preview and moment for those who publish, and the page for everybody."""

import uuid

from flask import Blueprint, Response, flash, make_response, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go, public_page
from app.deliberation.queries import approval_of
from app.media.access import address_of
from app.panels.queries import round_to_lead
from app.publication import actions, queries, rules
from app.publication.forms import TakeBackForm, WithdrawForm, publish_form
from app.rounds.queries import phases_of, public_round, round_of

blueprint = Blueprint("publication", __name__)


@blueprint.route("/rounds/<uuid:round_id>/publication", methods=["GET", "POST"])
@allow(Role.ADMIN)
def publication(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    bundle, now = queries.bundle_of(round_.id), clock.received_at()
    form, (state, newest) = publish_form(bundle), queries.present_of(round_.id, now)

    def save() -> Answer:
        at = form.moment()
        actions.publish(me(), round_id, form.seen.data or "", at=at, without=form.without.data or [])
        flash(_("Veröffentlicht.") if at is None else _("Der Zeitpunkt steht fest."), "success")
        return go("publication.publication", round_id=round_id)

    refusal = rules.why_not_publish(phases_of(round_.id), bundle, state, now, round_.contact)
    return answer(
        form, save, "publication/publication.html", round=round_, bundle=bundle, newest=newest, refusal=refusal,
        state=state, preview=rules.shown_results(bundle.results, bundle.ideas, bundle.cleared),
    )  # fmt: skip


@blueprint.get("/rounds/<uuid:round_id>/publication/preview")
@allow(Role.ADMIN)
def preview(round_id: uuid.UUID) -> Answer:
    round_, bundle = round_of(me(), round_id), queries.bundle_of(round_id)
    found = rules.shown_results(bundle.results, bundle.ideas, bundle.cleared)
    pictures = queries.pictures_of(each.idea for each in found if each.idea)
    return render_template(
        "publication/preview.html", round=round_, results=found, pictures=pictures, address_of=address_of
    )


@blueprint.post("/rounds/<uuid:round_id>/publication/end-plan")
@allow(Role.ADMIN)
def end_plan(round_id: uuid.UUID) -> Answer:
    actions.end_plan(me(), round_id)
    flash(_("Der Zeitpunkt ist aufgehoben. Nichts wird öffentlich."), "success")
    return go("publication.publication", round_id=round_id)


@blueprint.route("/rounds/<uuid:round_id>/publication/take-back", methods=["GET", "POST"])
@allow(Role.ADMIN)
def take_back(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    form = TakeBackForm()

    def save() -> Answer:
        actions.take_back(me(), round_id, form.reason.data or "")
        flash(_("Zurückgenommen. Die Ergebnisseite sagt jetzt, dass die Ergebnisse überarbeitet werden."), "success")
        return go("publication.publication", round_id=round_id)

    state, _newest = queries.present_of(round_.id, clock.received_at())
    refusal = rules.why_not_take_back(state)
    return answer(form, save, "publication/take_back.html", round=round_, refusal=refusal)


@blueprint.route("/rounds/<uuid:round_id>/approvals/withdraw", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def withdraw_approval(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    given, form = approval_of(me(), round_id), WithdrawForm()

    def save() -> Answer:
        actions.withdraw_approval(me(), round_id, form.reason.data or "")
        flash(_("Ihre Freigabe ist zurückgenommen."), "success")
        return go("deliberation.approvals", round_id=round_id)

    state, _newest = queries.present_of(round_.id, clock.received_at())
    refusal = rules.why_not_withdraw_approval(state)
    return answer(form, save, "publication/withdraw_approval.html", round=round_, given=given, refusal=refusal)


@blueprint.get("/competitions/<competition_slug>/<round_slug>/results")
@public_page
def results(competition_slug: str, round_slug: str) -> Response:
    round_ = public_round(competition_slug, round_slug)
    state, shown = queries.public_state(round_.id, clock.received_at())
    found = queries.results_of(shown) if shown is not None else []
    pictures = queries.pictures_of(each.idea for each in found if each.idea)
    response = make_response(
        render_template("publication/results.html", round=round_, state=state, results=found, pictures=pictures,
                        address_of=address_of)
    )  # fmt: skip
    if state != rules.PUBLISHED:
        # No cache on the way may hold the old page when the results appear.
        response.headers["Cache-Control"] = "no-store"
    return response
