"""Whether sheets of an earlier version stay as they are, or their jurors are asked to confirm them by the new one."""

import uuid

from flask import Blueprint, flash

from app.accounts.access import me
from app.confirmations import actions, queries, rules
from app.confirmations.forms import AskAgainForm
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _n
from app.core.web import Answer, answer, go
from app.panels.queries import round_to_lead
from app.rounds.queries import phases_of
from app.rubrics.queries import rubric_of

blueprint = Blueprint("confirmations", __name__)


@blueprint.route("/rounds/<uuid:round_id>/rubric/confirmations", methods=["GET", "POST"])
@allow(Role.ADMIN, Role.CHAIR)
def ask_again(round_id: uuid.UUID) -> Answer:
    round_ = round_to_lead(me(), round_id)
    rubric = rubric_of(round_.id)
    form = AskAgainForm(seen=rubric.content_hash)

    def save() -> Answer:
        count = actions.ask_again(me(), round_id, form.seen.data or "")
        flash(_n("%(num)s Bogen wartet auf Bestätigung.", "%(num)s Bögen warten auf Bestätigung.", count), "success")
        return go("confirmations.ask_again", round_id=round_id)

    def more() -> dict[str, object]:
        sheets = queries.older_sheets_of(round_.id, rubric.id)
        criteria = queries.criteria_by_rubric({rubric.id, *(sheet.rubric_id for sheet in sheets)})
        now, phases = clock.received_at(), phases_of(round_.id)
        return {
            "question": rules.question_of(sheets, criteria, criteria[rubric.id]),
            "why_not": rules.why_not_ask(sheets, rubric, phases, now, round_.contact),
            "waiting": queries.unconfirmed_in(round_.id),
        }

    return answer(form, save, "confirmations/ask_again.html", round=round_, rubric=rubric, more=more)
