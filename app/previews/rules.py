"""A sheet that is filled in to try a rubric, and what would become of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.i18n import pick
from app.rounds.models import Category
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, holds_for
from app.scoring import rules as scoring
from app.scoring.rules import Assigned, Point, Reading


@dataclass(frozen=True)
class SampleIdea:
    """An idea that nobody handed in; texts are {"de": …, "en": …}."""

    number: int
    title: dict[str, str]
    texts: Sequence[tuple[dict[str, str], dict[str, str]]]


@dataclass(frozen=True)
class Trial:
    """What a juror would be told: what is still open, else the total of the sheet in words."""

    open: Sequence[Point]
    total: str = ""


def category_of(categories: Sequence[Category], wanted: str, idea: SampleIdea) -> Category:
    """The category of this id, else one by the number of the idea; without any it is for a category of no name."""
    found = [category for category in categories if str(category.id) == wanted]
    others = categories or [Category(id=uuid.UUID(int=0), name="", position=1)]
    return found[0] if found else others[(idea.number - 1) % len(others)]


def reading_of(idea: SampleIdea, category: Category, rubric: Rubric, criteria: Sequence[Criterion]) -> Reading:
    """The idea as a juror would find it in a category: asked are the criteria that hold there."""
    nobody = uuid.UUID(int=idea.number)
    assigned = Assigned(
        nobody, "open", rubric.round_id, "", nobody, pick(idea.title), idea.number, category.name, category.position,
        category.id,
    )  # fmt: skip
    asked = [criterion for criterion in criteria if holds_for(criterion, category.id)]
    return Reading(assigned, None, [], rubric, asked, {}, asked=asked)


def trial_of(reading: Reading, marks: Mapping[str, Mark]) -> Trial:
    """What would become of these marks if they were handed in."""
    filled_in = replace(reading, said=marks)
    if points := scoring.open_points(filled_in):
        return Trial(points)
    return Trial((), scoring.total_text(scoring.total_of(filled_in.criteria, filled_in.marks)))
