"""How much of a first round counts in the final, and until when that may change."""

import hashlib
import json
import uuid
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from app.core.errors import Refusal, TextConflict
from app.core.i18n import _


class Carried(NamedTuple):
    """What a finalist brings along: the value from the first round, and by what share it counts (0 to 1)."""

    share: Fraction
    value: Fraction

    def with_mean(self, mean: Fraction) -> Fraction:
        """The value in the final, exactly: share · first round + (1 - share) · final."""
        return self.share * self.value + (1 - self.share) * mean


def carried(share: int | None, value: str | None) -> Carried | None:
    """The same from how it is stored; None for ideas that did not come from a first round."""
    return Carried(Fraction(share, 100), Fraction(value)) if share is not None and value is not None else None


def why_not_change(locked_at: datetime | None) -> Refusal | None:
    """Why the share stays: whoever judges knows how much it counts. `locked_at` is when the first sheet was begun."""
    if locked_at is None:
        return None
    reason = _("Die Jury hat begonnen. Wie viel diese Runde im Finale zählt, steht seitdem fest.")
    return Refusal("judging", reason, until=locked_at)


def digest_of(round_id: uuid.UUID, share: int) -> str:
    """SHA-256 (hex) over round and share, as canonical JSON."""
    said = {"round": str(round_id), "share": share}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def conflict(stored: int, offered: int, version: int) -> TextConflict:
    """Two people laid down something else."""
    return TextConflict("share", _("Anteil der ersten Runde"), f"{stored} %", f"{offered} %", version)
