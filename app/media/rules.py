"""What is accepted, how much of it, for how long, and in which words it is refused."""

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.core.errors import Refusal
from app.core.i18n import _, _l, size_text
from app.media.models import MediaFile

IMAGE, PDF, VIDEO, AUDIO = "image", "pdf", "video", "audio"
ORIGINAL, CAPTIONS = "original", "captions"
UPLOADING = "uploading"
UNFINISHED = ("received", "checking", "processing")
RESTORABLE_FOR = timedelta(days=30)
STUCK_AFTER = timedelta(hours=6)
NAME_MAX = 120
HEAD_BYTES = 64

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_FILM_BRANDS = (b"isom", b"iso", b"mp4", b"avc", b"M4V", b"3gp", b"3g2", b"dash", b"MSNV", b"f4v")
_ID3, _EBML = b"ID3", b"\x1a\x45\xdf\xa3"
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/avif": "avif",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "text/vtt": "vtt",
}

_REASONS = {
    "broken": _l("Die Datei ist beschädigt oder unvollständig. Öffnet und speichert sie neu."),
    "damaged": _l("Die Datei ist bei uns beschädigt angekommen. Bitte ladet sie noch einmal hoch."),
    "encrypted": _l("Das PDF ist mit einem Passwort geschützt. Speichert es ohne Schutz."),
    "infected": _l(
        "In dieser Datei hat der Virenscanner Schadsoftware gefunden. Sagt bitte eurer Lehrkraft Bescheid, "
        "bevor ihr sie noch einmal öffnet."
    ),
    "no_sound": _l("In dieser Aufnahme ist nichts zu hören. Nehmt sie noch einmal auf."),
    "too_long": _l("Filme und Tonaufnahmen dürfen höchstens 3 Minuten lang sein. Kürzt sie auf das Wichtigste."),
    "unknown_film": _l("Diesen Film können wir nicht lesen. Speichert ihn als MP4."),
    "too_demanding": _l("Die Datei ist zu aufwendig aufgebaut. Speichert sie kleiner oder einfacher."),
    "too_many_pages": _l("Das PDF hat mehr als 200 Seiten. Kürzt es auf das Wichtigste."),
    "unfinished": _l("Die Datei ist nicht ganz angekommen. Bitte ladet sie noch einmal hoch."),
    "too_many_pixels": _l("Die Datei ist zu groß aufgelöst. Verkleinert das Bild oder den Film."),
}


@dataclass(frozen=True)
class Limits:
    """How many bytes a file of each kind, and all files of one owner together may have."""

    image_max_bytes: int
    pdf_max_bytes: int
    video_max_bytes: int
    audio_max_bytes: int
    total_max_bytes: int

    def of(self, kind: str) -> int:
        return {
            IMAGE: self.image_max_bytes,
            PDF: self.pdf_max_bytes,
            VIDEO: self.video_max_bytes,
            AUDIO: self.audio_max_bytes,
        }[kind]

    @property
    def largest(self) -> int:
        return max(self.of(kind) for kind in (IMAGE, PDF, VIDEO, AUDIO))


@dataclass(frozen=True)
class NewFile:
    """A file for an owner whose files together may have `quota` bytes."""

    owner_kind: str
    owner_id: uuid.UUID
    name: str
    size: int
    quota: int


@dataclass(frozen=True)
class StoredUpload:
    """A received file that is safe on the disk but belongs to nobody yet."""

    storage_key: str
    size: int
    sha256: str
    content_type: str
    kind: str


@dataclass(frozen=True)
class Measures:
    """Pixels as shown, pages of a document, seconds of film or sound; 0 for what a file does not have."""

    width: int = 0
    height: int = 0
    pages: int = 0
    seconds: int = 0


# ---------------------------------------------------------------- kinds
def content_type_of(head: bytes) -> str | None:
    """The content type by the first HEAD_BYTES bytes, or None for anything not accepted. Names prove nothing."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _type_of_boxes(head)
    return _type_of_sound(head) or ("video/webm" if head.startswith(_EBML) else None)


def _type_of_boxes(head: bytes) -> str | None:
    """Picture, film or sound by the brands of an ISO media file."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    first, brands = head[8:12], {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "image/avif"
    if first in _HEIF_BRANDS:
        return "image/heic"
    if first in {b"M4A ", b"M4B "}:
        return "audio/mp4"
    if first == b"qt  ":
        return "video/quicktime"
    return "video/mp4" if first.startswith(_FILM_BRANDS) else None


def _type_of_sound(head: bytes) -> str | None:
    if head.startswith(b"OggS"):
        return "audio/ogg"
    # Without a tag an MP3 begins with a frame: eleven bits set, a version, and layer III.
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2  # noqa: PLR2004 # these bits
    return "audio/mpeg" if head.startswith(_ID3) or is_frame else None


def kind_of(content_type: str) -> str:
    if content_type == "application/pdf":
        return PDF
    return {"image": IMAGE, "video": VIDEO, "audio": AUDIO}[content_type.split("/", maxsplit=1)[0]]


def accepted_text() -> str:
    return _(
        "Diese Datei können wir nicht annehmen. Möglich sind Bilder (JPEG, PNG, WebP, HEIC, AVIF), PDF, "
        "Filme (MP4, MOV, WebM) und Tonaufnahmen (MP3, M4A, OGG)."
    )


def too_large_text(limits: Limits) -> str:
    return _(
        "Die Datei ist zu groß. Bilder dürfen höchstens %(image)s MB haben, PDFs %(pdf)s MB, Filme %(video)s MB "
        "und Tonaufnahmen %(audio)s MB.",
        image=limits.image_max_bytes // 1024**2,
        pdf=limits.pdf_max_bytes // 1024**2,
        video=limits.video_max_bytes // 1024**2,
        audio=limits.audio_max_bytes // 1024**2,
    )


def reason_text(file: MediaFile) -> str:
    """Why a file was rejected, in words for its team; empty if it was not."""
    return str(_REASONS[file.reason]) if file.reason else ""


# ---------------------------------------------------------------- names
def clean_name(name: str) -> str:
    """A file's name as it may be shown: its last part in NFC, without characters that steer or hide text."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = " ".join("".join(sign if _is_shown(sign) else " " if sign.isspace() else "" for sign in last).split())
    if len(shown) > NAME_MAX:
        stem, dot, ending = shown.rpartition(".")
        is_ending = dot and 0 < len(ending) <= 5  # noqa: PLR2004 # "jpeg" and the like
        shown = f"{stem[: NAME_MAX - len(ending) - 1]}.{ending}" if is_ending else shown[:NAME_MAX]
    return shown.strip(" .") or _("Datei")


def _is_shown(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ" or sign == " "


def lost_text() -> str:
    """What to do about a file that the storage does not have although it should."""
    return _(
        "Sie liegt nicht mehr dort, wo sie liegen sollte. Daran hat niemand hier etwas falsch gemacht. Bitte der "
        "Wettbewerbsleitung Bescheid sagen: Sie kann die Datei aus der Sicherung zurückholen. Wer sie noch hat, kann "
        "sie auch noch einmal hochladen, solange die Einreichung offen ist."
    )


def neutral_name(kind: str, content_type: str, position: int) -> str:
    """A name that says nothing about its team: "bild-1.webp", "film-2.mp4"."""
    word = {IMAGE: "bild", VIDEO: "film", AUDIO: "ton"}.get(kind, "anlage")
    return f"{word}-{position}.{_ENDINGS[content_type]}"


def original_name(file: MediaFile) -> str:
    """The name the team gave, with the ending that is true."""
    ending = f".{_ENDINGS[file.content_type]}"
    same = {".jpg": (".jpg", ".jpeg"), ".heic": (".heic", ".heif")}.get(ending, (ending,))
    return file.display_name if file.display_name.lower().endswith(same) else f"{file.display_name}{ending}"


# ---------------------------------------------------------------- decisions
class Taking(Protocol):
    """Something that takes room."""

    @property
    def size(self) -> int: ...
    @property
    def display_name(self) -> str: ...


def why_not_add(size: int, present: Sequence[Taking], quota: int) -> Refusal | None:
    """Why a file of `size` bytes has no room beside the present ones of its owner."""
    used = sum(file.size for file in present)
    if used + size <= quota:
        return None
    biggest = sorted(present, key=lambda file: -file.size)[:3]
    reason = _(
        "Der Platz für eure Dateien reicht nicht: %(used)s von %(quota)s MB sind belegt. "
        "Entfernt zuerst etwas. Am meisten brauchen: %(files)s.",
        used=used // 1024**2,
        quota=quota // 1024**2,
        files=", ".join(f"„{file.display_name}“ ({size_text(file.size)})" for file in biggest) or "–",
    )
    return Refusal("quota_used_up", reason)


def is_restorable(file: MediaFile, now: datetime) -> bool:
    """Whether a removed file still has its bytes and may come back."""
    return file.deleted_at is not None and file.storage_key is not None and now < file.deleted_at + RESTORABLE_FOR
