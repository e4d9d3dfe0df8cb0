"""The page on which is laid down how much a round counts in its final."""

import uuid

from flask import Blueprint, flash

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.policies.queries import policy_of
from app.rounds.queries import round_of
from app.stages import actions, queries, rules
from app.stages.forms import ShareForm

blueprint = Blueprint("stages", __name__)


@blueprint.route("/rounds/<uuid:round_id>/carry-over", methods=["GET", "POST"])
@allow(Role.ADMIN)
def carry_over(round_id: uuid.UUID) -> Answer:
    round_, stored = round_of(me(), round_id), queries.carry_over_of(round_id)
    form = ShareForm.of(stored)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.lay_down(me(), round_id, form.share.data or 0, form.version.data or 0)
        flash(_("Das ist festgelegt."), "success")
        return go("finals.final", round_id=round_id)

    refusal = rules.why_not_change(policy_of(round_id).locked_at)
    return answer(form, save, "stages/carry_over.html", round=round_, stored=stored, refusal=refusal)
