"""How many further readings are dealt, what they are worth, and when no more are."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.errors import Refusal
from app.core.i18n import _, _n, number_text
from app.waves.models import Wave

# The budget is spent in about so many waves: each is chosen by what the last one has shown.
WAVES = 4
CLOSE, LINK = "close", "link"

Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Offer:
    """Readings (submission, seat) that could be dealt, by the ranking with this digest."""

    pairs: tuple[Pair, ...]
    result_digest: str

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the readings as canonical JSON."""
        said = json.dumps([[str(one), str(other)] for one, other in self.pairs], separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Proposal(Offer):
    """The clearest first; `wrong`: how many of the first `places` are likely to be wrong, and `wrong_after` these.

    `needed`: how many readings are likely to clear it up, None if no number does. `is_enough`: more would hardly change
    anything. `left`: of the budget, before these.
    """

    places: int
    wrong: float
    wrong_after: float
    needed: int | None
    left: int
    is_enough: bool


@dataclass(frozen=True)
class Links(Offer):
    """Readings that tie together again what falls into so many `parts`, or hangs on a single juror."""

    parts: int


@dataclass(frozen=True)
class Bench:
    """Who could read what: how much each seat may read at most, what each has by now, and the pairs between them.

    submissions: those that count; caps: by seat, those done included; read: handed in; unread: dealt, not handed in;
    late: of these not answered in time; barred: must not be.
    """

    submissions: frozenset[uuid.UUID]
    caps: Mapping[uuid.UUID, int]
    read: frozenset[Pair]
    unread: frozenset[Pair]
    late: frozenset[Pair]
    barred: frozenset[Pair]

    @property
    def loads(self) -> Counter[uuid.UUID]:
        """How many each seat has been dealt."""
        return Counter(seat for _submission, seat in self.read | self.unread)

    def closed_for(self, submissions: Collection[uuid.UUID]) -> set[Pair]:
        """These submissions with everybody."""
        return {(submission, seat) for submission in submissions for seat in self.caps}

    @property
    def waiting(self) -> set[Pair]:
        """Submissions that are still being read wait for it before anybody else is asked."""
        return self.closed_for({submission for submission, _seat in self.unread})

    @property
    def unable(self) -> set[Pair]:
        """Pairs of submissions with seats that have left or read enough already."""
        loads = self.loads
        seats = {*loads, *self.caps}
        full = {seat for seat in seats if loads[seat] >= self.caps.get(seat, 0)}
        return {(submission, seat) for submission in self.submissions for seat in full}


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


def why_not_link(links: Links | None) -> Refusal | None:
    """Why nothing is dealt that links: all hangs together, nothing is known yet, or nobody may read across."""
    if links is None:
        return nothing_known()
    if not links.pairs and links.parts > 1:
        reason = _("Es gibt niemanden, der unbefangen ist und noch Platz hat. Nehmen Sie jemanden in die Jury auf.")
        return Refusal("nobody_left", reason)
    if not links.pairs:
        return Refusal("all_linked", _("Alle Bewertungen hängen zusammen."))
    return None


def why_not_as_seen(proposal: Offer | None, seen_digest: str) -> Refusal | None:
    """Why something else would be dealt than what was shown before the button was pressed."""
    if proposal is not None and proposal.digest == seen_digest:
        return None
    reason = _(
        "Inzwischen sind weitere Bögen da, und der Vorschlag ist ein anderer. Bitte sehen Sie ihn noch einmal an."
    )
    return Refusal("changed_meanwhile", reason)


def summary_of(proposal: Proposal) -> list[str]:
    """What further readings would do, in sentences."""
    right, later = proposal.places - proposal.wrong, proposal.places - proposal.wrong_after
    said = [
        _needed_text(proposal),
        _n(
            "Bisher sind von den ersten %(places)s Plätzen im Mittel %(right)s richtig besetzt, nach der einen "
            "Bewertung hier etwa %(later)s.",
            "Bisher sind von den ersten %(places)s Plätzen im Mittel %(right)s richtig besetzt, nach den %(num)s "
            "Bewertungen hier etwa %(later)s.",
            len(proposal.pairs),
            places=proposal.places,
            right=number_text(right, 1),
            later=number_text(later, 1),
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


def _needed_text(proposal: Proposal) -> str:
    if proposal.needed == 0:
        return _("Wer zu den ersten %(places)s gehört, ist so gut wie geklärt.", places=proposal.places)
    if proposal.needed is None:
        return _(
            "Ganz klären lässt sich nicht, wer zu den ersten %(places)s gehört: Dafür liegen die Ideen zu dicht "
            "beieinander. Jede Bewertung hilft ein Stück.",
            places=proposal.places,
        )
    return _n(
        "Noch etwa %(num)s Bewertung würde klären, wer zu den ersten %(places)s gehört.",
        "Noch etwa %(num)s Bewertungen würden klären, wer zu den ersten %(places)s gehört.",
        proposal.needed,
        places=proposal.places,
    )


def summary_of_links(links: Links) -> str:
    """What falls apart, in a sentence or two."""
    if links.parts > 1:
        return _n(
            "Die Bewertungen zerfallen in %(parts)s Gruppen, die niemand gemeinsam gelesen hat. Fair vergleichen "
            "lassen sie sich erst mit %(num)s Bewertung über die Grenze.",
            "Die Bewertungen zerfallen in %(parts)s Gruppen, die niemand gemeinsam gelesen hat. Fair vergleichen "
            "lassen sie sich erst mit %(num)s Bewertungen über die Grenze.",
            len(links.pairs),
            parts=links.parts,
        )
    return _n(
        "Der Vergleich hängt an einzelnen Jurymitgliedern. %(num)s Bewertung macht ihn fest.",
        "Der Vergleich hängt an einzelnen Jurymitgliedern. %(num)s Bewertungen machen ihn fest.",
        len(links.pairs),
    )


def used_by(waves: Collection[Wave]) -> int:
    """How much of the budget is spent: readings that link do not count against it."""
    return sum(wave.readings for wave in waves if wave.purpose != LINK)


def noted(wave: Wave) -> dict[str, object]:
    """What the log keeps of a wave."""
    purpose = {"purpose": wave.purpose} if wave.purpose == LINK else {}
    return {
        **purpose,
        "round": str(wave.round_id),
        "number": wave.number,
        "readings": wave.readings,
        "ranking": wave.result_digest,
        "digest": wave.digest,
    }
