"""tus 1.0: how much of a file has arrived, the rest of it, and giving it up."""

import http
import uuid

from flask import Blueprint, Response, request

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.storage import BusyError, NotStoredError
from app.core.web import Answer, body_limit
from app.uploads import access, actions, queries, rules
from app.uploads.actions import ChecksumError, Piece
from app.uploads.rules import MalformedError

blueprint = Blueprint("uploads", __name__)
PIECE_MAX_BYTES = 600 * 1024**2


@blueprint.after_request
def _speak_tus(response: Response) -> Response:
    response.headers.setdefault("Tus-Resumable", rules.VERSION)
    return response


@blueprint.app_errorhandler(BusyError)
@blueprint.errorhandler(NotStoredError)
def _answer_busy(_error: BusyError | NotStoredError) -> Answer:
    """Come again, and ask first how much is here: that begins anew what a restored backup does not have."""
    return access.told(http.HTTPStatus.LOCKED, {"Retry-After": "1"})


@blueprint.app_errorhandler(ChecksumError)
def _answer_mismatch(_error: ChecksumError) -> Answer:
    return access.told(access.CHECKSUM_MISMATCH, {})


@blueprint.app_errorhandler(MalformedError)
def _answer_malformed(_error: MalformedError) -> Answer:
    return access.told(http.HTTPStatus.BAD_REQUEST, {})


@blueprint.route("/uploads/<uuid:upload_id>", methods=["HEAD"])
@allow(Role.STUDENT)
def upload(upload_id: uuid.UUID) -> Answer:
    if refused := access.why_not_spoken():
        return refused
    return access.told_progress(actions.progress_of(me(), upload_id), http.HTTPStatus.OK)


@blueprint.patch("/uploads/<uuid:upload_id>")
@body_limit(PIECE_MAX_BYTES)
@allow(Role.STUDENT)
def append(upload_id: uuid.UUID) -> Answer:
    body, refused = access.sent_body(), access.why_not_spoken()
    if body is None or refused:
        queries.upload_of(me(), upload_id)  # of somebody else's nothing is said but that it is not there
        return refused or access.told(http.HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {})
    offset = rules.count_of(request.headers.get("Upload-Offset"))
    checksum = rules.checksum_of(request.headers.get("Upload-Checksum"))
    return access.told_progress(
        actions.receive(me(), upload_id, Piece(body, offset, request.content_length, checksum)),
    )


@blueprint.delete("/uploads/<uuid:upload_id>")
@allow(Role.STUDENT)
def cancel(upload_id: uuid.UUID) -> Answer:
    queries.upload_of(me(), upload_id)
    if refused := access.why_not_spoken():
        return refused
    actions.give_up(me(), upload_id)
    return access.told(http.HTTPStatus.NO_CONTENT, {})
