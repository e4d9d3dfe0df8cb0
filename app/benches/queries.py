"""What the jury of the demo was given to read."""

import uuid
from collections.abc import Collection

from sqlalchemy import select

from app.core.db import session
from app.panels.models import Assignment


def dealt_in(round_id: uuid.UUID, member_ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """Submission, seat and assignment of everything that these seats have."""
    query = select(Assignment.submission_id, Assignment.panel_member_id, Assignment.id)
    query = query.where(Assignment.round_id == round_id, Assignment.panel_member_id.in_(member_ids))
    return [(one, other, id_) for one, other, id_ in session().execute(query.order_by(Assignment.id))]
