"""Further readings where it is close, and those that link: what they would do, and one click that deals them."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _n
from app.core.web import Answer, go
from app.panels.rules import why_not_deal
from app.recusals.rules import why_not_deal_further
from app.waves import actions, queries, rules
from app.waves.forms import WaveForm
from app.waves.models import Wave

blueprint = Blueprint("waves", __name__)


@blueprint.get("/rounds/<uuid:round_id>/waves")
@allow(Role.CHAIR, Role.ADMIN)
def waves(round_id: uuid.UUID) -> Answer:
    now = clock.received_at()
    round_, phases, dealt, kept_from = queries.frame_to_lead(me(), round_id)
    if refusal := why_not_deal_further(kept_from):
        return render_template(
            "waves/waves.html", round=round_, desk=None, dealt=dealt, roles=me().roles, why_not=refusal
        )
    desk, late = queries.desk_of(round_.id, dealt, now), why_not_deal(phases, now, round_.contact)
    return render_template(
        "waves/waves.html",
        round=round_,
        why_not=None,
        desk=desk,
        dealt=dealt,
        rules=rules,
        forms={name: WaveForm(formdata=None, digest=offer.digest if offer else "")
               for name, offer in (("close", desk.proposal), ("link", desk.links))},
        refusals={"close": late or rules.why_not_wave(desk.proposal, desk.left),
                  "link": late or rules.why_not_link(desk.links)},
        roles=me().roles,
    )  # fmt: skip


@blueprint.post("/rounds/<uuid:round_id>/waves/deal")
@allow(Role.CHAIR)
def deal(round_id: uuid.UUID) -> Answer:
    return _dealt(actions.deal_wave(me(), round_id, WaveForm().digest.data or ""))


@blueprint.post("/rounds/<uuid:round_id>/waves/link")
@allow(Role.CHAIR)
def link(round_id: uuid.UUID) -> Answer:
    return _dealt(actions.deal_links(me(), round_id, WaveForm().digest.data or ""))


def _dealt(wave: Wave) -> Answer:
    words = _n("%(num)s Bewertung ist zugeteilt.", "%(num)s Bewertungen sind zugeteilt.", wave.readings)
    flash(words, "success")
    return go("waves.waves", round_id=wave.round_id)
