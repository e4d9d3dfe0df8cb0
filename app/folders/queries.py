"""When a juror took a folder along, and what must hold of folders and of what came late."""

import uuid
from datetime import datetime

from sqlalchemy import bindparam, select

from app.accounts.models import User
from app.core import db
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.folders.models import Folder
from app.scoring.models import ScoreSheet
from app.scoring.rules import Reading

_folders = db.table(Folder).c
_LOADED = select(_folders.loaded_at).where(
    _folders.juror_id == bindparam("juror_id"), _folders.round_id == bindparam("round_id")
)
_NOTED = select(AuditEvent.object_id, AuditEvent.values).order_by(AuditEvent.number)


def loaded_at(juror: User, round_id: uuid.UUID) -> datetime | None:
    """When the juror last took the folder of a round along."""
    return session().scalar(_LOADED, {"juror_id": juror.id, "round_id": round_id})


def begun_at(juror: User, reading: Reading) -> datetime | None:
    """Since when the server knows that the juror is at a sheet: it was saved, or taken along in a folder."""
    known = [reading.sheet.created_at if reading.sheet else None, loaded_at(juror, reading.assignment.round_id)]
    return min((moment for moment in known if moment is not None), default=None)


# ---------------------------------------------------------------- what must always hold
@invariant("every folder was loaded when the log says")
def _changed_folders() -> list[str]:
    noted = _noted("load_folder", "loaded_at")
    rows = session().execute(select(Folder.id, Folder.loaded_at))
    return _differences("folder", noted, {id_: str(moment) for id_, moment in rows})


@invariant("a sheet is marked as late exactly if the log says so")
def _changed_late_marks() -> list[str]:
    noted = _noted("send_late_sheet", "late_at")
    query = select(ScoreSheet.id, ScoreSheet.late_at, ScoreSheet.filled_in_at).where(ScoreSheet.late_at.is_not(None))
    noted_claims = _noted("send_late_sheet", "filled_in_at")
    rows = session().execute(query).all()
    late = {id_: str(moment) for id_, moment, _claim in rows}
    claims = {id_: str(claim) for id_, _moment, claim in rows}
    return sorted({*_differences("score sheet", noted, late), *_differences("score sheet", noted_claims, claims)})


def _noted(action: str, name: str) -> dict[uuid.UUID | None, str]:
    """What the log noted last under a name, by object."""
    rows = session().execute(_NOTED.where(AuditEvent.action == action))
    return {object_id: values[name] for object_id, values in rows}


def _differences(kind: str, noted: dict[uuid.UUID | None, str], found: dict[uuid.UUID, str]) -> list[str]:
    everywhere = sorted({*noted, *found}, key=str)
    return [f"{kind} {id_}" for id_ in everywhere if noted.get(id_) != (found.get(id_) if id_ else None)]
