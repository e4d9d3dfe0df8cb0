"""Designs that were tried. They tell of nobody, so whoever may try one may see them all."""

import uuid

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.designs import rules
from app.designs.models import DesignTrial

_SHOWN = 10


def trial_of(trial_id: uuid.UUID) -> DesignTrial:
    found = session().get(DesignTrial, trial_id)
    if found is None:
        raise NotFoundError
    return found


def trial_with(digest: str) -> DesignTrial | None:
    return session().scalar(select(DesignTrial).where(DesignTrial.digest == digest))


def done_trial_like(contest_digest: str) -> DesignTrial | None:
    """One whose contests were held already, whatever its readings would cost."""
    query = select(DesignTrial).where(DesignTrial.contest_digest == contest_digest, DesignTrial.done_at.is_not(None))
    return session().scalar(query.limit(1))


def newest_trials() -> list[DesignTrial]:
    """The last few, the newest first (one query)."""
    return list(session().scalars(select(DesignTrial).order_by(DesignTrial.created_at.desc()).limit(_SHOWN)))


@invariant("every trial of a design is kept by what was asked")
def _trials_beside_their_digest() -> list[str]:
    trials = session().scalars(select(DesignTrial).order_by(DesignTrial.id))
    return [
        f"design trial {each.id}"
        for each in trials
        if (rules.Design(**each.design).digest, rules.Design(**each.design).contest_digest)
        != (each.digest, each.contest_digest)
    ]
