"""In which order a jury talks about ideas: first where talking decides most."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.core.i18n import _
from app.deliberation.rules import Candidate

# Sheets about one idea that are so far apart are worth a word, whatever place it has.
_FAR = 25
_EVEN = 0.5


@dataclass(frozen=True)
class Point:
    """An idea on the agenda, `number` 1 being the first; `posts` counts what was said about it so far.

    `chance` is that of one of the first places, None where it is not known.
    """

    number: int
    candidate: Candidate
    chance: float | None
    posts: int

    @property
    def submission_id(self) -> uuid.UUID:
        return self.candidate.submission_id

    @property
    def span(self) -> Fraction:
        """From the lowest to the highest total."""
        return _span_of(self.candidate)

    @property
    def chance_text(self) -> str:
        return "–" if self.chance is None else f"{round(self.chance * 100)} %"

    @property
    def reasons(self) -> list[str]:
        """Why it stands where it does, in words."""
        words = {
            _("Die Bögen sagen nicht sicher, ob sie zu den besten gehört."): self.candidate.is_in_zone,
            _("Die Bögen gehen weit auseinander."): self.span >= _FAR,
            _("Zu wenige Bögen für einen Platz."): self.candidate.place.rank is None,
        }
        return [text for text, holds in words.items() if holds]


def agenda_of(candidates: Iterable[Candidate], posts: dict[uuid.UUID, int], places: int) -> list[Point]:
    """The ideas that have `posts` (0 included), by what talking about them may still decide.

    First the zone of decision, in it the chance of one of the first `places` nearest to one half, then the sheets that
    are farthest apart. Without chances the places around the last prize come first.
    """
    found = [each for each in candidates if each.submission_id in posts]
    ordered = sorted(found, key=lambda each: _relevance(each, places))
    return [
        Point(number, each, _chance_of(each, places), posts[each.submission_id])
        for number, each in enumerate(ordered, start=1)
    ]


def _relevance(candidate: Candidate, places: int) -> tuple[object, ...]:
    chance, rank = _chance_of(candidate, places), candidate.place.rank
    distance = abs(rank - places - _EVEN) if rank is not None else float("inf")
    unsure = abs(chance - _EVEN) if chance is not None else 1.0
    return not candidate.is_in_zone, unsure, distance, -_span_of(candidate), candidate.number


def _chance_of(candidate: Candidate, places: int) -> float | None:
    fair = candidate.place.fair
    return fair.p_top.get(places) if fair is not None else None


def _span_of(candidate: Candidate) -> Fraction:
    spread = candidate.place.spread
    return spread[1] - spread[0] if spread is not None else Fraction(0)


def neighbours_of(points: Sequence[Point], point: Point) -> tuple[Point | None, Point | None]:
    """What comes before a point of the agenda and after it."""
    place = points.index(point)
    return (points[place - 1] if place else None), (points[place + 1] if place + 1 < len(points) else None)
