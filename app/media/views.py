"""The one door through which files leave."""

from io import SEEK_END, BufferedReader

import structlog
from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from app.core import storage
from app.core.access import allow_anyone
from app.core.errors import LostError
from app.media import access, queries, rules
from app.media.queries import Delivery

blueprint = Blueprint("media", __name__)
log = structlog.get_logger()
_READ_BYTES = 64 * 1024


@blueprint.get("/files/<token>")
@allow_anyone
def read_file(token: str) -> Response:
    asked = access.asked_for(token)
    delivery = queries.delivery_of(asked.file_id, asked.rendition, asked.access_epoch)
    return _sent(delivery, asked.position)


def _sent(delivery: Delivery, position: int) -> Response:
    """What we made anew to be seen and heard is shown, the rest saved as a file; nothing tells when it was uploaded."""
    is_shown = delivery.rendition is not None and delivery.content_type.startswith(
        ("image/", "video/", "audio/", "text/vtt")
    )
    if delivery.rendition is None:
        name = rules.original_name(delivery.file)
    else:
        name = rules.neutral_name(delivery.file.kind, delivery.content_type, position)
    stored = _opened(delivery)
    response = send_file(
        stored, delivery.content_type, as_attachment=not is_shown, download_name=name, conditional=False, etag=False
    )
    response.headers.pop("Expires", None)
    _cut(response, stored)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"private, max-age={access.SLOT_SECONDS}"
    return response


def _opened(delivery: Delivery) -> BufferedReader:
    try:
        return storage.open_stored(delivery.storage_key)
    except storage.NotStoredError:
        log.warning("file_missing", file_id=str(delivery.file.id), storage_key=delivery.storage_key)
        raise LostError(rules.lost_text()) from None


def _cut(response: Response, stored: BufferedReader) -> None:
    """To the part that was asked for, if one was.

    The server's own wrapper hands a whole file to the kernel, but would read all that lies before a part.
    """
    size = stored.seek(0, SEEK_END)
    stored.seek(0)
    response.content_length = size
    if "Range" in request.headers:
        response.response = FileWrapper(stored, _READ_BYTES)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
