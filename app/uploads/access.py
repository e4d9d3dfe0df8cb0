"""How tus 1.0 answers: its headers, and the statuses that only a protocol has."""

import http
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from flask import Response, request, url_for
from werkzeug.exceptions import ClientDisconnected

from app.accounts.access import me
from app.core.web import site_address
from app.media.actions import Readable
from app.uploads import actions, rules
from app.uploads.actions import Piece, Progress
from app.uploads.models import Upload
from app.uploads.rules import Announcement

CHECKSUM_MISMATCH = 460
# A phone whose network vanished says nothing more; its file must not stay locked until the system notices.
SILENCE_SECONDS = 30


class Body:
    """The body of the present request; a connection that breaks or falls silent ends it like its last byte."""

    def __init__(self) -> None:
        connection = request.environ.get("gunicorn.socket")
        if connection is not None:
            connection.settimeout(SILENCE_SECONDS)

    def read(self, size: int, /) -> bytes:
        try:
            return request.stream.read(size)
        except (ClientDisconnected, OSError):
            return b""


def is_spoken() -> bool:
    """Whether the request speaks tus, of whatever version."""
    return "Tus-Resumable" in request.headers


def begin(save: Callable[[Announcement], Progress]) -> Response:
    """Answer the creation of an upload, which `save` notes for its owner, and take the bytes that came along."""
    if refused := why_not_spoken():
        return refused
    headers = request.headers
    announced = rules.announcement_of(
        headers.get("Upload-Length"), headers.get("Upload-Metadata"), headers.get("Idempotency-Key")
    )
    body, checksum = sent_body(), rules.checksum_of(headers.get("Upload-Checksum"))
    begun = save(announced)
    if body is None:
        return told_begun(begun)
    return told_begun(actions.receive_first(me(), begun, Piece(body, 0, request.content_length, checksum)))


def why_not_spoken() -> Response | None:
    """412 for a version of tus that we do not speak."""
    if request.headers.get("Tus-Resumable") == rules.VERSION:
        return None
    return told(http.HTTPStatus.PRECONDITION_FAILED, {"Tus-Version": rules.VERSION})


def sent_body() -> Readable | None:
    """The bytes that come with the request, if it says that they belong to an upload."""
    return Body() if request.mimetype == rules.CONTENT_TYPE else None


def told(status: int, headers: dict[str, str]) -> Response:
    return Response(status=status, headers={"Tus-Resumable": rules.VERSION, **headers})


def told_begun(progress: Progress) -> Response:
    """201 with the absolute address of the upload, and how much of it came along."""
    path = url_for("uploads.upload", upload_id=progress.upload.id)
    return told(http.HTTPStatus.CREATED, {"Location": _absolute(path), **_state(progress)})


def _absolute(path: str) -> str:
    """Our address by the settings; by the name somebody used for us if it is another one, who alone reads this."""
    address = site_address(path)
    return address if urlsplit(address).netloc == request.host else urljoin(request.host_url, path)


def told_progress(progress: Progress, status: int = http.HTTPStatus.NO_CONTENT) -> Response:
    return told(status, {**_state(progress), "Upload-Length": str(progress.upload.size)})


def told_abilities(largest: int) -> Response:
    return told(
        http.HTTPStatus.NO_CONTENT,
        {
            "Tus-Version": rules.VERSION,
            "Tus-Extension": rules.EXTENSIONS,
            "Tus-Max-Size": str(largest),
            "Tus-Checksum-Algorithm": ",".join(rules.CHECKSUMS),
        },
    )


def _state(progress: Progress) -> dict[str, str]:
    return {"Upload-Offset": str(progress.offset), "Upload-Expires": _http_date(progress.upload)}


def _http_date(upload: Upload) -> str:
    moment: datetime = upload.expires_at
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
