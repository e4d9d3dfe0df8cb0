"""What a ranking consists of once it is worked out. Nothing in it changes, and the same sheets give the same one."""

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Zone = Literal["in", "decision", "out"]
MethodUsed = Literal["fairwert", "mean", "none"]


@dataclass(frozen=True)
class JurorStat:
    """One juror. Figures that the sheets do not allow are None.

    n: sheets that count; raw_mean: of their totals; severity, severity_sd: β, negative for a strict juror; resid_ratio:
    spread of what remains unexplained, relative to all jurors; rest_corr: correlation with the other readers of the
    same submissions; straightline_share: of sheets with equal points throughout; halo_index: variance of points
    within a sheet, relative to all; median_seconds: of active time; drift_t: t value of what remains over the position.
    flags: "strict", "mild", "irregular", "unrelated", "straight", "halo", "hasty", "drift".
    """

    juror: Hashable
    n: int
    raw_mean: float
    severity: float | None
    severity_sd: float | None
    resid_ratio: float | None
    rest_corr: float | None
    straightline_share: float
    halo_index: float | None
    median_seconds: float | None
    drift_t: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One submission. Points are on the scale of totals; what cannot be said is None, and p_top is empty.

    adjusted_mean: mean without the mildness of the readers; fairwert: the same, drawn to the mean of all as far as few
    readings say little; sd: its standard error; low90, high90: where the true value lies in 90 % of draws; place_low,
    place_high: the places in 90 % of draws, 1 being best; p_top: the chance of one of the first k places, by k; zone:
    "in" from 0.9, "out" to 0.1, for the first k of the policy. Neighbours of one tie_group might as well change places.
    """

    submission: Hashable
    readings: int
    raw_mean: Fraction
    adjusted_mean: float | None
    fairwert: float | None
    sd: float | None
    low90: float | None
    high90: float | None
    place: int
    place_low: int | None
    place_high: int | None
    p_top: dict[int, float]
    zone: Zone
    tie_group: int


@dataclass(frozen=True)
class Island:
    """Submissions that share readers, from the first place inside to the last, with these places, and their jurors."""

    submissions: tuple[Hashable, ...]
    places: tuple[int, ...]
    jurors: tuple[Hashable, ...]


@dataclass(frozen=True)
class Components:
    """The graph of who read what.

    readings: every pair (submission, juror) that counts; articulation: jurors on whom a part hangs alone; weak: jurors
    whose severity is hardly known; proposals: further readings (submission, juror) that would mend this.
    """

    count: int
    islands: tuple[Island, ...]
    readings: tuple[tuple[Hashable, Hashable], ...]
    articulation: tuple[Hashable, ...]
    weak: tuple[Hashable, ...]
    proposals: tuple[tuple[Hashable, Hashable], ...]


@dataclass(frozen=True)
class Variances:
    """Between submissions, between jurors, and of chance, in points².

    fixed: level of the first category and how far the others are above it, categories: their names, () if levels are
    not told apart. `has_severity` is False if jurors are practically equally strict.
    """

    submission: float
    juror: float
    residual: float
    fixed: tuple[float, ...]
    categories: tuple[str, ...]
    has_severity: bool


@dataclass(frozen=True)
class Reliability:
    """How much of what is seen are differences between submissions, from 0 to 1.

    single: of one sheet as it is; adjusted: of one sheet without severity; of_means: of the mean of as many as there
    are for each; readings_for_80: how many give 0.8, None if submissions do not differ; alpha: Krippendorff's of the
    totals; alphas: of each criterion by its key, ordinal; None where there is nothing to compare.
    """

    single: float
    adjusted: float
    of_means: float
    readings_for_80: float | None
    alpha: float | None
    alphas: dict[str, float | None]


@dataclass(frozen=True)
class Snapshot:
    """A ranking: entries from the first place to the last.

    fallbacks: codes, see `ranking.rank`; variances and reliability: None without a model of all submissions;
    input_sha256: of every sheet, see `ranking.digest_of`.
    """

    entries: tuple[Entry, ...]
    method_used: MethodUsed
    fallbacks: tuple[str, ...]
    variances: Variances | None
    components: Components
    juror_stats: tuple[JurorStat, ...]
    reliability: Reliability | None
    input_sha256: str
    seed: int
