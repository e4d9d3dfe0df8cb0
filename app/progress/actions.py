"""Reminding jurors."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.panels.queries import round_to_lead
from app.progress import mails, queries, rules
from app.rounds.queries import phases_of


@db.action
def remind(person: User, round_id: uuid.UUID) -> int:
    """Remind every juror who has something left to read, at most once a day; returns how many got it now."""
    round_ = db.locked(round_to_lead(person, round_id))
    phases, now = phases_of(round_.id), clock.received_at()
    people = queries.people_to_remind(round_.id, clock.today())
    if refusal := rules.why_not_remind(phases, now, round_.contact, people):
        raise RefusedError(refusal)
    mails.remind(people, rules.reminder_of(round_.id, clock.today()), rules.reminder_values(round_, phases, now))
    audit.record(person.id, "remind_jurors", "round", round_.id, values={"people": [str(each.id) for each in people]})
    return len(people)
