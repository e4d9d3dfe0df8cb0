"""Handing in what is complete when the time is over."""

import uuid

from app.core import clock, db, jobs
from app.core.errors import NotFoundError
from app.submissions import actions, queries
from app.submissions.queries import changed_ideas_of_round


@jobs.job(name="submissions.hand_in_complete")
def hand_in_complete(phase_id: str) -> None:
    """A moment after submission closed; if it was extended meanwhile, the job waits for the new end.

    Every idea is handed in by itself in a transaction of its own, so a job that is cut short can be repeated.
    """
    try:
        phase, round_ = queries.closing(uuid.UUID(phase_id))
    except NotFoundError:  # a phase may be removed before its round is announced
        return
    db.end_reading()
    if phase.closes_at <= clock.now() and round_.has_auto_submit:
        for idea_id in changed_ideas_of_round(round_.id):
            actions.hand_in_complete(idea_id, phase.closes_at)
    actions.plan_auto_submit(round_.id)
