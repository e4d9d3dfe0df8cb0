"""What a snapshot is made of, and how it is written down: the same sheets give the same bytes."""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from app.fairness.cases import Rubric, Sheet
from app.fairness.snapshot import Components, Entry, Island, JurorStat, Reliability, Snapshot, Variances
from app.fairness.totals import digest_of
from app.policies.rules import Policy

# More digits may differ from machine to machine.
_DIGITS = 6
# What the method is told beside the sheets. At first nothing; since the second edition who dealt each reading, and
# whom it must not propose as a reader of what.
FIRST, EDITION = "1", "2"
# If a larger share of the readings was not dealt by the system, the plain mean decides.
_BY_HAND_MAX = Fraction(1, 10)

Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class FinalSheet:
    """What a juror handed in about a submission: the points of every criterion, None where it was not assessable.

    `is_dealt`: the system chose the juror for it.
    """

    submission_id: uuid.UUID
    juror_id: uuid.UUID
    rubric_id: uuid.UUID
    points: Mapping[str, int | None]
    is_dealt: bool = True

    @cached_property
    def fair(self) -> Sheet:
        return Sheet(self.submission_id, self.juror_id, self.points)


@dataclass(frozen=True)
class Contest:
    """Everything that a round's ranking is worked out from.

    sheets: the final ones about submissions that count; rubrics: by id, the newest first; categories: of submissions;
    barred: pairs of submission and seat that must not be.
    """

    policy: Policy
    sheets: Sequence[FinalSheet]
    rubrics: Mapping[uuid.UUID, Rubric]
    categories: Mapping[Hashable, str]
    barred: frozenset[Pair] = frozenset()

    @property
    def by_hand(self) -> int:
        """How many of the sheets are by jurors whom a person chose for the idea."""
        return sum(not sheet.is_dealt for sheet in self.sheets)

    @property
    def is_by_chance(self) -> bool:
        """Whether the system dealt enough of the readings."""
        return self.by_hand <= _BY_HAND_MAX * len(self.sheets)

    @cached_property
    def input_digest(self) -> str:
        return digest_of(sheet.fair for sheet in self.sheets)

    def by_version(self) -> list[tuple[Rubric, list[Sheet]]]:
        """The sheets that count, by rubric; one by a rubric that nobody judged by is left out."""
        groups: dict[uuid.UUID, list[Sheet]] = {rubric_id: [] for rubric_id in self.rubrics}
        for sheet in self.sheets:
            groups[sheet.rubric_id].append(sheet.fair)
        return [(self.rubrics[rubric_id], sheets) for rubric_id, sheets in groups.items() if sheets]


@dataclass(frozen=True, eq=False)
class Stored:
    """A snapshot with what it was made of, by whom it can be worked out again, and when it was made."""

    id: uuid.UUID
    input_digest: str
    policy_digest: str
    seed: int
    versions: Mapping[str, str]
    result_digest: str
    made_at: datetime
    ranking: Snapshot

    @cached_property
    def entries(self) -> dict[Hashable, Entry]:
        """The entries by the id of their submission."""
        return {entry.submission: entry for entry in self.ranking.entries}

    def is_of(self, input_digest: str, policy_digest: str) -> bool:
        """Whether it was made of exactly these sheets by this policy."""
        return (self.input_digest, self.policy_digest) == (input_digest, policy_digest)


def snapshot_by(contest: Contest, edition: str = EDITION) -> Snapshot:
    """The fair ranking of those submissions that have enough sheets; takes seconds for a large round."""
    from app.fairness.ranking import rank_versions  # noqa: PLC0415 # brings numpy and scipy, which no page needs

    policy, versions = contest.policy.fairness, contest.by_version()
    if not versions:
        return _nothing(policy.seed)
    told: dict[str, Any] = {"conflicts": contest.barred, "assigned_by_system": contest.is_by_chance}
    found = rank_versions(
        versions, policy, contest.categories, least=policy.min_readings, **({} if edition == FIRST else told)
    )
    return dataclasses.replace(found, input_sha256=contest.input_digest)


def _nothing(seed: int) -> Snapshot:
    return Snapshot((), "none", ("NO_DATA",), None, Components(0, (), (), (), (), ()), (), None, digest_of(()), seed)


def versions_now() -> dict[str, str]:
    """What worked it out, so that one can say why bytes differ elsewhere."""
    import numpy as np  # noqa: PLC0415 # see above
    import scipy  # noqa: PLC0415 # see above

    return {"method": EDITION, "numpy": np.__version__, "scipy": scipy.__version__}


# ---------------------------------------------------------------- written down
def text_of(snapshot: Snapshot) -> str:
    """Canonical JSON: keys sorted, fractions as "n/d", numbers to six digits."""
    return json.dumps(_plain(snapshot), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401 # whatever a snapshot holds
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, float):
        return round(value, _DIGITS) + 0.0
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (int, str)) else str(value)


def result_digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def texts_of_pairs(pairs: Iterable[Pair]) -> list[list[str]]:
    """Pairs of ids in a fixed order, as a snapshot keeps them."""
    return sorted([str(one), str(other)] for one, other in pairs)


def pairs_in(texts: Iterable[Sequence[str]]) -> frozenset[Pair]:
    """The same read again."""
    return frozenset((uuid.UUID(one), uuid.UUID(other)) for one, other in texts)


def digest_of_pairs(texts: Sequence[Sequence[str]]) -> str:
    """SHA-256 (hex) of what `texts_of_pairs` has made, as canonical JSON."""
    return result_digest_of(json.dumps(texts, separators=(",", ":")))


def snapshot_in(text: str) -> Snapshot:
    """The snapshot that was written down by `text_of`, its ids as UUIDs."""
    said = json.loads(text)
    return Snapshot(
        entries=tuple(_entry(each) for each in said["entries"]),
        method_used=said["method_used"],
        fallbacks=tuple(said["fallbacks"]),
        variances=_variances(said["variances"]),
        components=_components(said["components"]),
        juror_stats=tuple(
            JurorStat(**{**each, "juror": uuid.UUID(each["juror"]), "flags": tuple(each["flags"])})
            for each in said["juror_stats"]
        ),
        reliability=Reliability(**said["reliability"]) if said["reliability"] else None,
        input_sha256=said["input_sha256"],
        seed=said["seed"],
    )


def _entry(said: dict[str, Any]) -> Entry:
    chances = {int(k): float(chance) for k, chance in said["p_top"].items()}
    exact = {"submission": uuid.UUID(said["submission"]), "raw_mean": Fraction(said["raw_mean"]), "p_top": chances}
    return Entry(**{**said, **exact})


def _variances(said: dict[str, Any] | None) -> Variances | None:
    if said is None:
        return None
    return Variances(**{**said, "fixed": tuple(said["fixed"]), "categories": tuple(said["categories"])})


def _components(said: dict[str, Any]) -> Components:
    return Components(
        count=said["count"],
        islands=tuple(
            Island(_ids(each["submissions"]), tuple(each["places"]), _ids(each["jurors"])) for each in said["islands"]
        ),
        readings=_pairs(said["readings"]),
        articulation=_ids(said["articulation"]),
        weak=_ids(said["weak"]),
        proposals=_pairs(said["proposals"]),
    )


def _ids(texts: Iterable[str]) -> tuple[Hashable, ...]:
    return tuple(uuid.UUID(text) for text in texts)


def _pairs(pairs: Iterable[Sequence[str]]) -> tuple[tuple[Hashable, Hashable], ...]:
    return tuple((uuid.UUID(one), uuid.UUID(other)) for one, other in pairs)
