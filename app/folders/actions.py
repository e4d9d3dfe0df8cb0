"""Keeping what a juror's page sends by itself, and taking a folder along."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core import audit, clock, db, idempotency
from app.core.errors import RefusedError, TextConflict
from app.core.i18n import _
from app.core.idempotency import Write
from app.folders import queries, rules
from app.folders.models import Folder
from app.folders.rules import Fitting, Sent
from app.scoring import actions as scoring
from app.scoring import queries as sheets
from app.scoring.rules import Reading, Sheet

Told = dict[str, Any]


def save_marks(juror: User, assignment_id: uuid.UUID, sent: Sent, write: Write) -> Told:
    """Keep what fits of what a page sent, once however often it is sent, and hand it in if that is asked for.

    Returns what the page is told: `versions` of every field that is safe, `conflicts` where another device was faster,
    `newer` texts from there, `faults` of fields that were not kept, and `open`: what keeps the sheet from being handed
    in. RefusedError if nothing counts any more; see `rules.why_not_take` for what may arrive late.
    """
    return idempotency.in_one(write, lambda: _save(juror, assignment_id, sent))


def _save(juror: User, assignment_id: uuid.UUID, sent: Sent) -> Told:
    reading = scoring.locked_reading(juror, assignment_id)
    now = clock.received_at()
    is_late = rules.is_over(reading, now)
    begun_at = queries.begun_at(juror, reading) if is_late else None
    if refusal := rules.why_not_take(reading, now, sent.filled_in_at, begun_at):
        raise RefusedError(refusal)
    fitting = rules.fitting(reading, sent.offers)
    stamps = {"late_at": now, "filled_in_at": sent.filled_in_at} if is_late else {}
    sheet = scoring.keep_marks(reading, fitting.marks, **stamps)
    told = _told(reading, sent, fitting, sheet)
    if sent.is_to_hand_in:
        sheet = _handed_in(juror, rules.with_marks(reading, sheet, fitting.marks), told, stamps)
    if is_late:
        _note_late(juror, sheet, sent.filled_in_at, now)
    return told


def _told(reading: Reading, sent: Sent, fitting: Fitting, sheet: Sheet) -> Told:
    aside = {*fitting.conflicts, *fitting.faults}
    newer = rules.newer_texts(reading, sent)
    return {
        "version": sheet.version,
        "versions": {name: sheet.version for name in sent.offers if name not in aside},
        "conflicts": [_conflict(reading, name, sent) for name in fitting.conflicts],
        "newer": {name: {"text": text, "version": version, "by": ""} for name, (text, version) in newer.items()},
        "writers": [],
        "faults": fitting.faults,
        "open": [],
        "is_final": False,
    }


def _conflict(reading: Reading, name: str, sent: Sent) -> Told:
    value, version = rules.texts_of(reading)[name]
    stored, mine = rules.shown_text(name, value), rules.shown_text(name, sent.offers[name].value)
    conflict = TextConflict(name, rules.label_of(reading, name), stored, mine, version)
    return {
        "key": name,
        "label": conflict.label,
        "stored": stored,
        "value": value,
        "version": version,
        "title": _("Auf dem anderen Gerät"),
        "changes": conflict.changes,
    }


def _handed_in(juror: User, reading: Reading, told: Told, stamps: Mapping[str, datetime]) -> Sheet:
    """Hand in what was just kept if it is exactly what the page showed; else say why not."""
    is_as_shown = not (told["conflicts"] or told["newer"] or told["faults"])
    told["open"] = rules.open_words(reading, is_as_shown=is_as_shown)
    assert reading.sheet is not None  # noqa: S101 # it was just kept
    if told["open"]:
        return reading.sheet
    sheet = scoring.make_final(juror, reading, **stamps)
    told |= {"is_final": True, "version": sheet.version}
    return sheet


def _note_late(juror: User, sheet: Sheet, filled_in_at: datetime, now: datetime) -> None:
    """The log keeps when something came late, and when it was filled in by the device's own account."""
    if sheet.late_at == now:
        values = {"late_at": str(now), "filled_in_at": str(filled_in_at), "version": sheet.version}
        audit.record(juror.id, "send_late_sheet", "score_sheet", sheet.id, values=values)


@db.action
def load_folder(juror: User, round_id: uuid.UUID) -> list[Reading]:
    """Note that the juror takes the ideas of a round along; returns them in the juror's order."""
    readings = sheets.readings_of(juror, round_id)
    now = clock.received_at()
    if refusal := rules.why_not_load(readings[0], now):
        raise RefusedError(refusal)
    row = {"id": uuid.uuid4(), "juror_id": juror.id, "round_id": round_id, "loaded_at": now}
    query = db.upsert(Folder, "juror_id", "round_id").returning(Folder.id)
    folder_id = db.session().scalar(query, row)
    audit.record(juror.id, "load_folder", "folder", folder_id, values={"loaded_at": str(now), "ideas": len(readings)})
    return readings
