"""What a juror's page sends by itself, and what it is told."""

import uuid
from datetime import timedelta

from flask import Response, jsonify, request

from app.accounts.models import User
from app.core import clock, text
from app.core.errors import InvalidError
from app.core.idempotency import Write, asked_write
from app.core.web import path_of
from app.folders.actions import Told
from app.folders.rules import HAND_IN, Offer, Sent
from app.scoring import queries as sheets
from app.scoring.rules import Reading, comment_field, keys_of_fields, points_field

_VERSION = "-version"
_DIGITS_MAX = 12
# Nobody keeps on a device what was not sent for longer.
_LONGEST = timedelta(days=60)


def asked_write_of(juror: User, assignment_id: uuid.UUID) -> Write:
    """The write that is asked for. A foreign sheet and a missing one answer alike, whatever the headers say."""
    try:
        return asked_write(juror.id)
    except InvalidError:
        sheets.reading_of(juror, assignment_id)
        raise


def sent_marks() -> Sent:
    """The fields that were sent, cleaned as those of a page; what belongs to no criterion is left out."""
    keys = keys_of_fields(name for name in request.form if not name.endswith(_VERSION))
    names = [name for key in keys for name in (points_field(key), comment_field(key))]
    offers = {name: Offer(_text(name), _base(name)) for name in [*names, HAND_IN] if name in request.form}
    versions = (name.removesuffix(_VERSION) for name in request.form if name.endswith(_VERSION))
    shown = {name: _base(name) for name in versions if name not in offers}
    return Sent(offers, shown, clock.received_at() - _ago())


def _text(name: str) -> str:
    return text.clean_text(request.form[name])


def _base(name: str) -> int:
    return request.form.get(name + _VERSION, 0, type=int)


def _ago() -> timedelta:
    """What the device says; one that says nothing, or something impossible, sends what was filled in just now."""
    said = request.headers.get("Filled-In-Milliseconds-Ago", "")
    if not (said.isascii() and said.isdecimal() and len(said) <= _DIGITS_MAX):
        return timedelta(0)
    ago = timedelta(milliseconds=int(said))
    return ago if ago <= _LONGEST else timedelta(0)


def told_saved(told: Told) -> Response:
    return jsonify(clock=clock.local(clock.now()).strftime("%H:%M"), **told)


def told_folder(readings: list[Reading]) -> Response:
    """The addresses of everything in a folder, in the juror's order."""
    (round_id,) = {reading.assignment.round_id for reading in readings}
    sheets = [path_of("scoring.score_idea", assignment_id=reading.assignment.id) for reading in readings]
    return jsonify(
        list=path_of("scoring.assignments"),
        sheets=sheets,
        overview=path_of("scoring.own_sheets", round_id=round_id),
        clock=clock.local(clock.now()).strftime("%d.%m. %H:%M"),
    )
