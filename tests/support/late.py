"""A sheet that was filled in without network before the jury's end, and arrived after it.

a_late_sheet(juror, assignment)
"""

import uuid
from datetime import timedelta

from sqlalchemy import update

from app.accounts.models import User
from app.core import clock, db
from app.core.idempotency import Write
from app.folders.actions import load_folder, save_marks
from app.folders.rules import HAND_IN, Offer, Sent
from app.rounds.models import Phase, PhaseKind
from app.scoring.rules import comment_field, entered, points_field
from tests.support.jury import Dealt, marks
from tests.support.rounds import JUDGING, JURY_CLOSES

GRACE = timedelta(minutes=30)
FILLED_IN, ARRIVED = JURY_CLOSES - timedelta(minutes=55), JURY_CLOSES + timedelta(minutes=5)


def allow_grace() -> None:
    """Give every jury half an hour to send what was filled in before its end."""
    phases = db.table(Phase)
    values = {"grace_minutes": int(GRACE.total_seconds() // 60)}
    db.session().execute(update(phases).where(phases.c.kind == PhaseKind.JURY).values(values))
    db.session().commit()


def a_late_sheet(juror: User, assignment: Dealt, round_id: uuid.UUID, points: int = 3) -> None:
    """Handed in from a folder, within the grace."""
    allow_grace()
    with clock.at(JUDGING):
        load_folder(juror, round_id)
    said = {key: entered(mark) for key, mark in marks(juror, assignment, points).items()}
    fields = {points_field(key): chosen for key, (chosen, _why) in said.items()}
    fields |= {comment_field(key): why for key, (_chosen, why) in said.items()} | {HAND_IN: "1"}
    sent = Sent({name: Offer(value, 0) for name, value in fields.items()}, {}, FILLED_IN)
    with clock.at(ARRIVED):
        save_marks(juror, assignment.id, sent, Write(juror.id, uuid.uuid4().hex, ""))
