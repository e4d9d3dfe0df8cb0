"""A round as the model needs it: the sheets that count as arrays, and what is known about their graph."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from app.fairness.cases import Policy, Rubric, Sheet
from app.fairness.graph import articulation_jurors, components
from app.fairness.model import Model, model_of
from app.fairness.order import mean_points
from app.fairness.products import Floats, Ints
from app.fairness.totals import Totals, smallest_step

# A category of fewer submissions has no level of its own.
_CATEGORY_MIN = 3


@dataclass(frozen=True)
class Contest:
    """sheets: in a stable order; totals: of those that count.

    categories: by submission; conflicts: pairs (submission, juror) that must not be.
    """

    rubric: Rubric
    policy: Policy
    sheets: tuple[Sheet, ...]
    totals: Totals
    categories: Mapping[Hashable, str]
    conflicts: AbstractSet[tuple[Hashable, Hashable]]
    assigned_by_system: bool

    @cached_property
    def y(self) -> Floats:
        return np.array(self.totals.y)

    @cached_property
    def si(self) -> Ints:
        return np.array(self.totals.si, dtype=np.int64)

    @cached_property
    def ji(self) -> Ints:
        return np.array(self.totals.ji, dtype=np.int64)

    @cached_property
    def parts(self) -> tuple[int, Ints, Ints]:
        return components(self.si, self.ji)

    @cached_property
    def cuts(self) -> list[int]:
        return articulation_jurors(self.si, self.ji)

    @cached_property
    def readings(self) -> list[int]:
        return [int(count) for count in np.bincount(self.si)]

    @cached_property
    def loads(self) -> list[int]:
        return [int(count) for count in np.bincount(self.ji)]

    @cached_property
    def raw_means(self) -> list[Fraction]:
        sums = [Fraction(0)] * len(self.totals.submissions)
        for code, total in zip(self.totals.si, self.totals.totals, strict=True):
            sums[code] += total
        return [total / count for total, count in zip(sums, self.readings, strict=True)]

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The categories that may differ in level: those with enough submissions, if there are two at least."""
        if not self.policy.category_effects:
            return ()
        of_submissions = [self.categories.get(submission) for submission in self.totals.submissions]
        names = sorted({name for name in of_submissions if name is not None})
        large = tuple(name for name in names if of_submissions.count(name) >= _CATEGORY_MIN)
        return large if len(large) > 1 else ()

    @cached_property
    def is_split(self) -> bool:
        """Parts without a common reader whose submissions were not spread over them by chance."""
        return self.parts[0] > 1 and not (self.assigned_by_system and not self.levels)

    def columns(self) -> Floats | None:
        """X, (n, p): an intercept, and a column for each category but the first; a small one counts as average."""
        if not self.levels:
            return None
        of_submissions = [self.categories.get(submission) for submission in self.totals.submissions]
        shares = np.array([of_submissions.count(name) for name in self.levels], dtype=np.float64)
        rows = np.array(
            [
                [float(name == level) for level in self.levels] if name in self.levels else shares / shares.sum()
                for name in of_submissions
            ]
        )
        return np.column_stack([np.ones(len(rows)), rows[:, 1:]])[self.si]

    @cached_property
    def step(self) -> float:
        return float(smallest_step(self.rubric, map(self.categories.get, self.totals.submissions)))

    def model(self) -> Model:
        """The model of all submissions. Raises FairnessError, see `model_of`."""
        return model_of(self.y, (self.si, self.ji), self.columns(), self.policy, self.step)

    def models_of_islands(self) -> Iterator[tuple[list[int], Model]]:
        """The submissions of each island and a model of it alone; not of those with one juror or one reading each."""
        for part in range(self.parts[0]):
            own = self.parts[1][self.si] == part
            members, si = np.unique(self.si[own], return_inverse=True)
            jurors, ji = np.unique(self.ji[own], return_inverse=True)
            if len(jurors) > 1 and np.bincount(si).max() > 1:
                yield members.tolist(), model_of(self.y[own], (si, ji), None, self.policy, self.step)

    def points_of(self, key: str) -> list[tuple[int, int]]:
        """The code of a submission and its points in a criterion, for every sheet that counts and judges it."""
        return [(code, points) for code, sheet in self.used if (points := sheet.points.get(key)) is not None]

    @cached_property
    def used(self) -> Sequence[tuple[int, Sheet]]:
        by_pair = {(sheet.submission, sheet.juror): sheet for sheet in self.sheets}
        names = (self.totals.submissions, self.totals.jurors)
        return [(i, by_pair[names[0][i], names[1][j]]) for i, j in zip(self.totals.si, self.totals.ji, strict=True)]

    def judgements(self) -> list[Sheet]:
        """The sheets without what is measured or only told."""
        keys = {criterion.key for criterion in self.rubric.criteria if criterion.kind == "judgement"}
        return [
            replace(sheet, points={key: points for key, points in sheet.points.items() if key in keys})
            for sheet in self.sheets
        ]

    def mean_points(self, key: str) -> list[Fraction]:
        """The mean points of every submission in a criterion, -1 without any."""
        return mean_points(self.points_of(key), len(self.totals.submissions))
