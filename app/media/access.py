"""Addresses of files. The signature carries the right: whoever is shown an address may read what it leads to."""

import hashlib
import uuid
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.core import clock
from app.core.errors import GoneError, NotFoundError
from app.core.i18n import _
from app.core.web import path_of
from app.media.queries import ShownFile

# An address is the same for so many seconds, so that browsers can keep what it led to, and works for twice as many.
SLOT_SECONDS = 600


@dataclass(frozen=True)
class AskedFile:
    """What an address asks for; `position` numbers the files that are shown together."""

    file_id: uuid.UUID
    rendition: str
    position: int
    access_epoch: int


def address_of(shown: ShownFile, rendition: str, position: int = 1) -> str:
    """The path at which a rendition, or the "original", can be read for ten to twenty minutes.

    `position` becomes part of the neutral file name ("bild-2.webp"). Hand out originals to their own team only.
    """
    token = _signer().dumps([shown.file.id.hex, rendition, position, shown.access_epoch, present_slot()])
    return path_of("media.read_file", token=token)


def present_slot() -> int:
    """The number of the present ten minutes: what holds addresses may be kept for as long as it stays."""
    return int(clock.now().timestamp()) // SLOT_SECONDS


def asked_for(token: str) -> AskedFile:
    """What a signed address asks for; NotFoundError for one that is not ours, GoneError for one that is over."""
    try:
        file_id, rendition, position, access_epoch, slot = _signer().loads(token)
    except BadSignature as error:
        raise NotFoundError from error
    if present_slot() > slot + 1:
        raise GoneError(_("Dieser Link auf eine Datei ist abgelaufen. Bitte die Seite, auf der er steht, neu laden."))
    return AskedFile(uuid.UUID(hex=file_id), rendition, position, access_epoch)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"], salt="media.file", signer_kwargs={"digest_method": hashlib.sha256}
    )
