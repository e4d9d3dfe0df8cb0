"""What the child says about a file, in a form that the parent checks before it believes it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

RESULT = "result.json"
RESULT_MAX_BYTES = 4096
SIDE_MAX = 65_535
# Beside the verdict a child may leave the words of a document, as so many characters of plain text at most.
WORDS = "words.txt"
WORDS_MAX = 100_000

# Piece: (file in the folder of the child, content type). The child cannot name any other.
PIECES = {
    "large": ("large.webp", "image/webp"),
    "medium": ("medium.webp", "image/webp"),
    "thumb": ("thumb.webp", "image/webp"),
    "jpeg": ("large.jpg", "image/jpeg"),
    "clean": ("clean.pdf", "application/pdf"),
    "preview": ("preview.webp", "image/webp"),
    "film720": ("film720.mp4", "video/mp4"),
    "film480": ("film480.mp4", "video/mp4"),
    "sound": ("sound.m4a", "audio/mp4"),
}
REASONS = frozenset(
    {
        "broken", "encrypted", "no_sound", "too_demanding", "too_long", "too_many_pages", "too_many_pixels",
        "unknown_film",
    },
)  # fmt: skip


class VerdictError(Exception):
    """The child wrote something that is no verdict."""


class RejectedError(Exception):
    """The file is not accepted; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Verdict:
    """`reason` is None if the file is good.

    `width` and `height` are pixels as shown, 0 for documents and sound; `pages` counts those of a document, `seconds`
    those of films and sound; `pieces` holds width and height of every piece, (0, 0) where there is nothing to see.
    """

    reason: str | None = None
    width: int = 0
    height: int = 0
    pages: int = 0
    seconds: int = 0
    pieces: dict[str, tuple[int, int]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        (folder / RESULT).write_text(json.dumps(vars(self)), encoding="ascii")


def verdict_from(text: bytes) -> Verdict:
    """Read what the child wrote; VerdictError unless every value is of its kind and within its bounds."""
    try:
        found = json.loads(text)
        reason, pieces = found["reason"], found["pieces"]
        width, height, pages, seconds = (_number(found[name]) for name in ("width", "height", "pages", "seconds"))
        sizes = {str(name): (_number(w), _number(h)) for name, (w, h) in pieces.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VerdictError from error
    if reason not in (None, *REASONS) or not sizes.keys() <= PIECES.keys():
        raise VerdictError
    return Verdict(reason, width, height, pages, seconds, sizes)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= SIDE_MAX:
        raise ValueError
    return value
