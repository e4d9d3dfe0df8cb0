"""The final after a round: what is laid down about it, and making it."""

import uuid

from flask import Blueprint, flash

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.deliberation.queries import approved_decisions_of
from app.deliberation.rules import digest_of_all
from app.finals import actions, rules
from app.finals.forms import FinalForm
from app.rounds.queries import round_of
from app.stages.queries import carry_over_of, final_after, final_of

blueprint = Blueprint("finals", __name__)


@blueprint.route("/rounds/<uuid:round_id>/final", methods=["GET", "POST"])
@allow(Role.ADMIN)
def final(round_id: uuid.UUID) -> Answer:
    round_, decisions, there = round_of(me(), round_id), approved_decisions_of(round_id), final_after(round_id)
    form = FinalForm(seen=digest_of_all(decisions), title=_("Finale"))

    def save() -> Answer:
        made = actions.create_final(me(), round_id, form.title.data or "", form.values(), form.seen.data or "")
        flash(_("Das Finale ist angelegt, die Teams wissen Bescheid. Jetzt fehlen Jury und Zuteilung."), "success")
        return go("organising.desk", round_id=made.id)

    is_final = there is None and final_of(round_id) is not None
    refusal = rules.why_not_create(decisions, has_final=there is not None, is_final=is_final)
    return answer(
        form, save, "finals/final.html", round=round_, refusal=refusal, final=there, carry_over=carry_over_of(round_id),
        finalists=rules.finalists_among(decisions),
    )  # fmt: skip
