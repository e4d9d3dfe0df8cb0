"""Practising: what a sample idea needs, who has to practise first, and how far jurors agree."""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from app.core.errors import Refusal, Way
from app.core.i18n import _
from app.rubrics.models import Criterion

EXAMPLES_MAX = 3
TITLE_MAX, TEXT_MAX, REASON_MAX = 80, 3000, 400


@dataclass(frozen=True)
class Reference:
    """What those who run the round have agreed on for one criterion of a sample idea."""

    points: int
    reason: str


@dataclass(frozen=True)
class Line:
    """One criterion of a sample idea: what was agreed on, what the juror gave, and what all gave."""

    criterion: Criterion
    reference: Reference
    own: int | None
    others: Sequence[int]

    @property
    def low(self) -> int | None:
        return min(self.others, default=None)

    @property
    def high(self) -> int | None:
        return max(self.others, default=None)

    @property
    def mean(self) -> float | None:
        return fmean(self.others) if self.others else None

    @property
    def distance(self) -> float | None:
        """How far off all are on average, in points."""
        return fmean(abs(each - self.reference.points) for each in self.others) if self.others else None


def practised(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria that hold for every idea, hence for a sample as well."""
    return [criterion for criterion in criteria if not criterion.category_ids]


def lines_of(
    criteria: Sequence[Criterion],
    reference: Mapping[str, Any],
    own: Mapping[str, Any] | None,
    everybody: Collection[Mapping[str, Any]],
) -> list[Line]:
    """A sample idea criterion by criterion; one that joined the rubric later was never asked for."""
    return [
        Line(
            criterion,
            Reference(*reference[criterion.key]),
            None if own is None else own.get(criterion.key),
            [said[criterion.key] for said in everybody if criterion.key in said],
        )
        for criterion in criteria
        if criterion.key in reference
    ]


def why_not_add(examples: int) -> Refusal | None:
    """Why no further sample idea is taken: practising shall stay short."""
    if examples < EXAMPLES_MAX:
        return None
    return Refusal("enough_examples", _("Drei Probe-Ideen genügen. Entfernen Sie zuerst eine."))


def why_not_change(sheets: int) -> Refusal | None:
    """Why a sample idea stays as it is: somebody has practised with it."""
    if not sheets:
        return None
    return Refusal("practised", _("Mit dieser Probe-Idee hat schon jemand geübt. Sie bleibt, wie sie ist."))


def why_not_begin(waiting: int, round_id: uuid.UUID) -> Refusal | None:
    """Why a juror cannot begin the first sheet of a round; `waiting`: how many sample ideas are still to be read."""
    if not waiting:
        return None
    reason = _(
        "In dieser Runde üben alle zuerst an Probe-Ideen. Das dauert etwa zehn Minuten und zählt nirgends. Danach "
        "geht es hier weiter."
    )
    way = Way(_("Probe lesen"), "calibration.practise_list", {"round_id": round_id})
    return Refusal("practise_first", reason, way=way)


def noted(reference: Mapping[str, Any], *texts: str) -> str:
    """SHA-256 (hex) of a sample idea or of what a juror gave, as canonical JSON: what the log keeps."""
    said = json.dumps([reference, *texts], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def points_field(key: str) -> str:
    return f"points-{key}"


def reason_field(key: str) -> str:
    return f"reason-{key}"


def position_after(positions: Collection[int]) -> int:
    return max(positions, default=0) + 1
