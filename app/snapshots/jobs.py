"""Working out the ranking of a round anew after its sheets have changed."""

import uuid

from app.core import jobs
from app.snapshots import actions


@jobs.job(name="snapshots.make", is_long=True)
def make(round_id: str) -> None:
    """Of what is there now; a second time changes nothing."""
    actions.make_snapshot(uuid.UUID(round_id))
