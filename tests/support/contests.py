"""A small jury through, and its fair ranking.

judged = a_judged_round()
judged.rank()
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.ideas.models import Submission
from app.policies.rules import Terms
from app.snapshots.actions import make_snapshot
from app.snapshots.queries import snapshot_of
from app.snapshots.rules import Stored
from tests.support.jury import a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.teams import Ground, a_ground

Points = Sequence[Sequence[int | None]]
# Points of six ideas (lines) by five jurors, of whom the first is strict and the last is mild.
POINTS: Points = (
    (4, 5, 5, None, None),
    (3, 4, None, 5, None),
    (3, None, 4, None, 5),
    (None, 3, 3, 4, None),
    (None, 2, None, 3, 4),
    (1, None, 2, None, 3),
)
FAIR_TERMS = Terms(places=2)


@dataclass(frozen=True)
class Judged:
    """A ground whose ideas were judged; `submissions` and `jurors` as in the lines and columns of the points."""

    ground: Ground
    submissions: list[Submission]
    jurors: list[User]

    def rank(self) -> Stored:
        """What the job works out."""
        make_snapshot(self.ground.round.id)
        stored = snapshot_of(self.ground.round.id)
        assert stored is not None
        return stored

    @property
    def path(self) -> str:
        return f"/rounds/{self.ground.round.id}/ranking"


def a_judged_round(points: Points = POINTS, terms: Terms = FAIR_TERMS, title: str = "Runde 1") -> Judged:
    """Every juror gives an idea the same points for every criterion."""
    ground = a_ground(policy=terms, title=title)
    submissions = [a_submission(ground, f"Idee {number}") for number in range(1, len(points) + 1)]
    jurors = [
        a_juror(ground.round, name=f"Jury {letter}") for letter, _column in zip("ABCDEFGH", points[0], strict=False)
    ]
    for submission, line in zip(submissions, points, strict=True):
        for juror, given in zip(jurors, line, strict=True):
            if given is not None:
                a_handed_in_sheet(juror, an_assignment(juror, submission), given)
    return Judged(ground, submissions, jurors)
