"""What the jury of the demo makes of ideas, who reads what, what is decided, and which comments teams read."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.cast.rules import JurorText, PersonText
from app.core.access import Role
from app.deliberation.rules import NOT_SELECTED, PRIZE, SHORTLIST, SPECIAL, DecisionValues
from app.feedback.rules import RELEASED, WITHHELD, Comment, Verdict, flags_of
from app.rubrics.rules import Mark
from app.samples.rules import IdeaText, Prize

_SHORTLIST = "Engere Wahl"
_STEPS = (0, 1, 4)
PASSED_OVER = DecisionValues(
    NOT_SELECTED,
    reason="Gut bewertet, aber eine sehr ähnliche Idee bekam schon einen Preis. Die Jury wollte Vielfalt zeigen.",
    deviates=True,
)


@dataclass(frozen=True)
class Seat:
    """Where a juror comes from."""

    school: str | None
    company: str


class Effort(StrEnum):
    """How far a juror has come with a sheet."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


def seats_of(people: Iterable[PersonText], jurors: Iterable[JurorText], known: Collection[str]) -> list[Seat]:
    """Where every juror comes from, in the order in which they come in; `known` are the schools that are there."""
    shown = [(next(iter(each.schools), None), each.company) for each in people if each.role == Role.JUROR]
    found = [*shown, *((juror.school, juror.company) for juror in jurors)]
    return [Seat(school if school in known else None, company) for school, company in found]


def readers_of(number: int, biased: Collection[int], jury: int, count: int) -> list[int]:
    """Which jurors of a jury read an idea: in turn, and none of the `biased`. Numbers are places in the jury.

    Each idea shares readers with some of the next ones, so that all readings hang together.
    """
    in_turn = dict.fromkeys((number + step) % jury for step in (*_STEPS, *range(jury)))
    return [juror for juror in in_turn if juror not in biased][:count]


def biased_against(idea: IdeaText, seats: Sequence[Seat]) -> set[int]:
    """Who must not read an idea: jurors of the team's school or of a company that it names."""
    return {
        number
        for number, seat in enumerate(seats)
        if seat.school == idea.school or (seat.company and seat.company == idea.company)
    }


def effort_of(number: int, juror: int, finished: int) -> Effort:
    """Of ten sheets so many are `finished`; of the rest some are begun."""
    place = (number + number // 5 * 2 + juror) % 10
    if place < finished:
        return Effort.ALL
    return Effort.SOME if place % 2 else Effort.NONE


def quality_of(idea: IdeaText) -> float:
    """How convincing an idea is, in points from 0 to 5: prizes are no accident, all else is chance."""
    if idea.prize:
        return 4.9 - 0.2 * idea.prize.rank
    return 2.0 + (idea.seed % 1000) / 550


def marks_of(
    idea: IdeaText, juror: int, criteria: Sequence[tuple[str, bool]], comments: Mapping[str, Mapping[str, list[str]]]
) -> dict[str, Mark]:
    """What the juror of this number thinks; `criteria` are keys, and whether they may be skipped.

    Some jurors are stricter than others, nobody is quite sure, and only the first reader says what is special.
    """
    chance = random.Random(f"{idea.title} {juror}")  # noqa: S311 # the same opinion on every machine, no secret
    severity = (juror * 7 % 11 - 5) / 8
    marks = {}
    for key, may_be_skipped in criteria:
        points = min(5, max(0, round(chance.gauss(quality_of(idea) - severity, 0.7))))
        band = ("low", "low", "mid", "mid", "high", "high")[points]
        says_something = points in {0, 5} or chance.random() < 0.6  # noqa: PLR2004 # most jurors write most of the time
        comment = chance.choice(comments[key][band]) if says_something else ""
        is_skipped = may_be_skipped and chance.random() < 0.06  # noqa: PLR2004 # rare
        marks[key] = Mark(is_skipped=True) if is_skipped else Mark(points, comment=comment)
    return marks


def with_remark(marks: Mapping[str, Mark], idea: IdeaText) -> dict[str, Mark]:
    """The same marks with what only somebody says who has read this very idea."""
    return {**marks, "benefit": replace(marks["benefit"], comment=idea.remark)} if idea.remark else dict(marks)


def without_the_last(marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """The first few of the marks: the juror was called away."""
    return dict(list(marks.items())[: max(1, len(marks) // 2)])


# ---------------------------------------------------------------- what follows
def decision_of(prize: Prize) -> DecisionValues:
    """What the chair enters for a sample; where others have a higher mean, the sample's reason speaks of it."""
    if prize.name == _SHORTLIST:
        return DecisionValues(SHORTLIST, reason=prize.reason, deviates=True)
    kind = SPECIAL if prize.name.startswith("Sonderpreis") else PRIZE
    return DecisionValues(kind, prize.name, prize.rank, prize.reason, deviates=True)


def verdict_on(comment: Comment, names: Sequence[str]) -> Verdict:
    """The team reads what the juror wrote, unless something in it should be looked at twice."""
    return Verdict(WITHHELD if flags_of(comment.original, names) else RELEASED, comment.original)
