"""How far the jury of a round is, and a word to those who are behind."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.i18n import _n
from app.core.web import Answer, answer, go
from app.panels.queries import hidden_from, round_to_lead, rounds_of_chair
from app.progress import actions, mails, queries, rules
from app.progress.forms import RemindForm
from app.ranking.queries import frame_of
from app.ranking.rules import is_over
from app.rounds.queries import phases_of
from app.sheets.queries import late_sheets_of

blueprint = Blueprint("progress", __name__)


@blueprint.get("/chair")
@allow(Role.CHAIR)
def rounds() -> Answer:
    return render_template("progress/rounds.html", rounds=rounds_of_chair(me()))


@blueprint.get("/rounds/<uuid:round_id>/progress")
@allow(Role.CHAIR, Role.ADMIN, Role.AUDITOR)
def progress(round_id: uuid.UUID) -> Answer:
    frame, now = frame_of(me(), round_id), clock.received_at()
    hidden = hidden_from(me(), round_id) if frame.kept_from else {}
    jurors, may_see_names = queries.jurors_of(round_id, hidden), bool(me().roles & {Role.CHAIR, Role.ADMIN})
    return render_template(
        "progress/progress.html",
        round=frame,
        jurors=jurors if may_see_names else sorted(jurors, key=lambda each: each.member_id),
        labels=rules.labels_of({each.member_id: each.name for each in jurors}, may_see_names=may_see_names),
        behind=queries.ideas_behind(round_id, hidden),
        stalled=queries.stalled_sheets_of(round_id, now - rules.STALLED_AFTER, hidden),
        late=[each for each in late_sheets_of(round_id) if each.number not in hidden.values()]
        if is_over(frame.jury_closes_at, now)
        else [],
        is_over=is_over(frame.jury_closes_at, now),
    )


@blueprint.route("/rounds/<uuid:round_id>/progress/remind", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.ADMIN)
def remind(round_id: uuid.UUID) -> Answer:
    round_, now = round_to_lead(me(), round_id), clock.received_at()
    phases, people = phases_of(round_.id), queries.people_to_remind(round_.id, clock.today())

    def save() -> Answer:
        count = actions.remind(me(), round_id)
        flash(_n("%(num)s Jurymitglied ist erinnert.", "%(num)s Jurymitglieder sind erinnert.", count), "success")
        return go("progress.progress", round_id=round_id)

    refusal = rules.why_not_remind(phases, now, round_.contact, people)
    preview = None if refusal else mails.preview_of(rules.reminder_values(round_, phases, now))
    return answer(
        RemindForm(), save, "progress/remind.html", round=round_, people=people, refusal=refusal, preview=preview
    )
