"""Further readings where it is close: what they would do, and one click that deals them."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _n
from app.core.web import Answer, go
from app.panels.queries import piles_of, round_to_lead
from app.panels.rules import why_not_deal
from app.plans.queries import names_in
from app.rounds.queries import phases_of
from app.waves import actions, queries, rules
from app.waves.forms import WaveForm

blueprint = Blueprint("waves", __name__)


@blueprint.get("/rounds/<uuid:round_id>/waves")
@allow(Role.CHAIR, Role.ADMIN)
def waves(round_id: uuid.UUID) -> Answer:
    round_, now = round_to_lead(me(), round_id), clock.received_at()
    proposal, left, dealt = queries.state_of(round_.id, now)
    return render_template(
        "waves/waves.html",
        round=round_,
        form=WaveForm(formdata=None, digest=proposal.digest if proposal else ""),
        proposal=proposal,
        dealt=dealt,
        refusal=why_not_deal(phases_of(round_.id), now, round_.contact) or rules.why_not_wave(proposal, left),
        rules=rules,
        ideas={pile.id: pile for pile in piles_of(round_.id)},
        names=names_in(round_.id),
        roles=me().roles,
    )


@blueprint.post("/rounds/<uuid:round_id>/waves/deal")
@allow(Role.CHAIR)
def deal(round_id: uuid.UUID) -> Answer:
    wave = actions.deal_wave(me(), round_id, WaveForm().digest.data or "")
    words = _n("%(num)s Bewertung ist zugeteilt.", "%(num)s Bewertungen sind zugeteilt.", wave.readings)
    flash(words, "success")
    return go("waves.waves", round_id=round_id)
