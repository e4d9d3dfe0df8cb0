"""Holding the contests of a design, which may take minutes."""

import uuid

from app.core import jobs
from app.designs import actions


@jobs.job(name="designs.hold", is_long=True)
def hold(trial_id: str) -> None:
    """A second time changes nothing."""
    actions.hold(uuid.UUID(trial_id))
