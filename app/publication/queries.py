"""What of a round is public."""

import uuid

from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.publication import rules
from app.publication.models import Publication


def newest_of(round_id: uuid.UUID) -> Publication | None:
    """The publication of a round that was not taken back, else the last one that was."""
    query = select(Publication).where(Publication.round_id == round_id)
    query = query.order_by(Publication.taken_back_at.is_not(None), Publication.published_at.desc(), Publication.id)
    return session().scalar(query.limit(1))


# ---------------------------------------------------------------- what must always hold
@invariant("what is public is what was published")
def _changed_publications() -> list[str]:
    """Compares each publication with the log: the list by its digest, and whether it was taken back."""
    noted: dict[uuid.UUID | None, tuple[str, bool]] = {}
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.object_kind == "publication").order_by(AuditEvent.number)
    for id_, action, values in session().execute(query):
        noted[id_] = (values["digest"], action == "take_back_results")
    rows = session().scalars(select(Publication))
    found: dict[uuid.UUID | None, tuple[str, bool]] = {
        each.id: (rules.digest_of(each.results), each.taken_back_at is not None) for each in rows
    }
    return [f"publication {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]
