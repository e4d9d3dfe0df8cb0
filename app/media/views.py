"""The one door through which files leave."""

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from app.core import storage
from app.core.access import allow_anyone
from app.media import access, queries, rules
from app.media.queries import Delivery

blueprint = Blueprint("media", __name__)


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
    path = storage.path_of(delivery.storage_key)
    response = send_file(
        path, delivery.content_type, as_attachment=not is_shown, download_name=name, conditional=False, etag=False
    )
    # Before the request's conditions are looked at: the answer to If-Modified-Since would tell the moment bit by bit.
    for header in ("Last-Modified", "Expires"):
        response.headers.pop(header, None)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=path.stat().st_size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"private, max-age={access.SLOT_SECONDS}"
    return response
