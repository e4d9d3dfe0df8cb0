"""How many further readings are dealt, what they are worth, and when no more are."""

import hashlib
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from app.core.errors import Refusal
from app.core.i18n import _, _n, number_text
from app.waves.models import Wave

# The budget is spent in about so many waves: each is chosen by what the last one has shown.
WAVES = 4

Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Proposal:
    """Readings (submission, seat), the clearest first; `wrong`: how many of the first `places` are likely to be wrong.

    `is_enough`: more would hardly change anything. `left`: of the budget, before these.
    """

    pairs: tuple[Pair, ...]
    places: int
    wrong: float
    left: int
    is_enough: bool
    result_digest: str

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the readings as canonical JSON."""
        said = json.dumps([[str(one), str(other)] for one, other in self.pairs], separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


def size_of_wave(budget: int, left: int) -> int:
    """How many readings the next wave has at most."""
    return min(left, -(-budget // WAVES))


def why_not_wave(proposal: Proposal | None, left: int) -> Refusal | None:
    """Why no further readings are dealt: the budget is used, nothing is known yet, or there is nothing to find out."""
    if left <= 0:
        return Refusal("budget_used", _("Alle zusätzlichen Bewertungen, die vorher festgelegt wurden, sind verteilt."))
    if proposal is None:
        return nothing_known()
    if not proposal.pairs:
        reason = _("Für die Ideen, bei denen es knapp ist, wird schon gelesen, oder es gibt niemanden mehr dafür.")
        return Refusal("nobody_left", reason)
    return None


def nothing_known() -> Refusal:
    """There are too few sheets to say anything."""
    reason = _("Dafür braucht es erst genug abgegebene Bögen: Noch lässt sich nicht sagen, wo es knapp ist.")
    return Refusal("no_ranking", reason)


def why_not_as_seen(proposal: Proposal | None, seen_digest: str) -> Refusal | None:
    """Why something else would be dealt than what was shown before the button was pressed."""
    if proposal is not None and proposal.digest == seen_digest:
        return None
    reason = _(
        "Inzwischen sind weitere Bögen da, und der Vorschlag ist ein anderer. Bitte sehen Sie ihn noch einmal an."
    )
    return Refusal("changed_meanwhile", reason)


def summary_of(proposal: Proposal) -> list[str]:
    """What further readings would do, in sentences."""
    said = [
        _n(
            "Noch %(num)s Bewertung würde am meisten klären, wer zu den ersten %(places)s gehört.",
            "Noch %(num)s Bewertungen würden am meisten klären, wer zu den ersten %(places)s gehört.",
            len(proposal.pairs),
            places=proposal.places,
        ),
        _(
            "Bisher sind von den ersten %(places)s im Mittel %(wrong)s vermutlich falsch besetzt.",
            places=proposal.places,
            wrong=number_text(proposal.wrong, 1),
        ),
        _n(
            "Von den vorher festgelegten zusätzlichen Bewertungen ist noch %(num)s übrig.",
            "Von den vorher festgelegten zusätzlichen Bewertungen sind noch %(num)s übrig.",
            proposal.left,
        ),
    ]
    if proposal.is_enough:
        said.append(_("Mehr Bewertungen würden kaum noch etwas ändern."))
    return said


def used_by(waves: Collection[Wave]) -> int:
    """How much of the budget is spent."""
    return sum(wave.readings for wave in waves)


def noted(wave: Wave) -> dict[str, object]:
    """What the log keeps of a wave."""
    return {
        "round": str(wave.round_id),
        "number": wave.number,
        "readings": wave.readings,
        "ranking": wave.result_digest,
        "digest": wave.digest,
    }
