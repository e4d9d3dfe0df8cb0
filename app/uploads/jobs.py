"""Stopping to wait."""

from app.core import clock, db, jobs, storage
from app.uploads import actions, queries


@jobs.job(name="uploads.sweep")
def sweep() -> None:
    """Once an hour: hand over what is whole, give up what did not arrive in time, remove what nobody waits for."""
    waiting = queries.awaited()
    db.end_reading()
    for upload in waiting:
        if not actions.complete_if_whole(upload) and upload.expires_at <= clock.now():
            actions.expire(upload.id)
    left = storage.stale_growing(storage.STALE_AFTER)
    for key in set(left) - queries.awaited_among(left):
        storage.drop_growing(key)
    actions.plan_next_sweep()
