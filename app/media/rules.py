"""What is accepted, how much of it, for how long, and in which words it is refused."""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import Refusal
from app.core.i18n import _, _l, size_text
from app.media.models import MediaFile

IMAGE, PDF = "image", "pdf"
ORIGINAL = "original"
UPLOADING = "uploading"
UNFINISHED = ("received", "checking", "processing")
RESTORABLE_FOR = timedelta(days=30)
STUCK_AFTER = timedelta(hours=6)
NAME_MAX = 120
HEAD_BYTES = 64

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/avif": "avif",
    "application/pdf": "pdf",
}

_REASONS = {
    "broken": _l("Die Datei ist beschädigt oder unvollständig. Öffnet und speichert sie neu."),
    "damaged": _l("Die Datei ist bei uns beschädigt angekommen. Bitte ladet sie noch einmal hoch."),
    "encrypted": _l("Das PDF ist mit einem Passwort geschützt. Speichert es ohne Schutz."),
    "too_demanding": _l("Die Datei ist zu aufwendig aufgebaut. Speichert sie kleiner oder einfacher."),
    "too_many_pages": _l("Das PDF hat mehr als 200 Seiten. Kürzt es auf das Wichtigste."),
    "unfinished": _l("Die Datei ist nicht ganz angekommen. Bitte ladet sie noch einmal hoch."),
    "too_many_pixels": _l("Das Bild hat mehr als 50 Megapixel. Verkleinert es."),
}


@dataclass(frozen=True)
class Limits:
    """How many bytes a picture, a PDF, and all files of one owner together may have."""

    image_max_bytes: int
    pdf_max_bytes: int
    total_max_bytes: int

    def of(self, kind: str) -> int:
        return self.image_max_bytes if kind == IMAGE else self.pdf_max_bytes

    @property
    def largest(self) -> int:
        return max(self.image_max_bytes, self.pdf_max_bytes)


@dataclass(frozen=True)
class NewFile:
    """A file for an owner whose files together may have `quota` bytes."""

    owner_kind: str
    owner_id: uuid.UUID
    name: str
    size: int
    quota: int


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
    return _type_of_boxes(head) if head[4:8] == b"ftyp" else None


def _type_of_boxes(head: bytes) -> str | None:
    """HEIC or AVIF by the brands of an ISO media file; films have others."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "image/avif"
    return "image/heic" if head[8:12] in _HEIF_BRANDS else None


def kind_of(content_type: str) -> str:
    return PDF if content_type == "application/pdf" else IMAGE


def accepted_text() -> str:
    return _("Diese Datei können wir nicht annehmen. Möglich sind Bilder (JPEG, PNG, WebP, HEIC, AVIF) und PDF.")


def too_large_text(limits: Limits) -> str:
    return _(
        "Die Datei ist zu groß. Bilder dürfen höchstens %(image)s MB haben, PDFs höchstens %(pdf)s MB.",
        image=limits.image_max_bytes // 1024**2,
        pdf=limits.pdf_max_bytes // 1024**2,
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


def neutral_name(kind: str, content_type: str, position: int) -> str:
    """A name that says nothing about its team: "bild-1.webp", "anlage-2.pdf"."""
    word = "bild" if kind == IMAGE else "anlage"
    return f"{word}-{position}.{_ENDINGS[content_type]}"


def original_name(file: MediaFile) -> str:
    """The name the team gave, with the ending that is true."""
    ending = f".{_ENDINGS[file.content_type]}"
    same = {".jpg": (".jpg", ".jpeg"), ".heic": (".heic", ".heif")}.get(ending, (ending,))
    return file.display_name if file.display_name.lower().endswith(same) else f"{file.display_name}{ending}"


# ---------------------------------------------------------------- decisions
def why_not_add(size: int, present: list[MediaFile], quota: int) -> Refusal | None:
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
