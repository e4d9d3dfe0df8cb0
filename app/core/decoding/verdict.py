"""What the child says about a file, in a form that the parent checks before it believes it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

RESULT = "result.json"
RESULT_MAX_BYTES = 4096
SIDE_MAX = 65_535

# Piece: (file in the folder of the child, content type). The child cannot name any other.
PIECES = {
    "large": ("large.webp", "image/webp"),
    "medium": ("medium.webp", "image/webp"),
    "thumb": ("thumb.webp", "image/webp"),
    "jpeg": ("large.jpg", "image/jpeg"),
    "clean": ("clean.pdf", "application/pdf"),
    "preview": ("preview.webp", "image/webp"),
}
REASONS = frozenset(
    {"broken", "encrypted", "too_demanding", "too_many_pages", "too_many_pixels"},
)


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

    `width` and `height` are pixels as shown, 0 for documents; `pages` is 0 for pictures; `pieces` holds width and
    height of every piece, (0, 0) for documents.
    """

    reason: str | None = None
    width: int = 0
    height: int = 0
    pages: int = 0
    pieces: dict[str, tuple[int, int]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        (folder / RESULT).write_text(json.dumps(vars(self)), encoding="ascii")


def verdict_from(text: bytes) -> Verdict:
    """Read what the child wrote; VerdictError unless every value is of its kind and within its bounds."""
    try:
        found = json.loads(text)
        reason, pieces = found["reason"], found["pieces"]
        width, height, pages = (_number(found[name]) for name in ("width", "height", "pages"))
        sizes = {str(name): (_number(w), _number(h)) for name, (w, h) in pieces.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VerdictError from error
    if reason not in (None, *REASONS) or not sizes.keys() <= PIECES.keys():
        raise VerdictError
    return Verdict(reason, width, height, pages, sizes)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= SIDE_MAX:
        raise ValueError
    return value
