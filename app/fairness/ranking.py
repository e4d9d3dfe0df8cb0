"""From sheets to a ranking that says how sure it is, and what keeps it from being sure.

Source: places from draws as in H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", Journal of
the Royal Statistical Society A 159 (1996); the zone of decision and the fallbacks are this project's own rules.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from statistics import median

import numpy as np

from app.fairness.baselines import baseline
from app.fairness.cases import FairnessError, Policy, Rubric, Sheet
from app.fairness.chances import p_above, p_top, rank_intervals
from app.fairness.contest import Contest
from app.fairness.diagnostics import juror_stats
from app.fairness.entries import Judged, entries_of
from app.fairness.linkage import components_of, weak_jurors
from app.fairness.model import Model
from app.fairness.order import name_of
from app.fairness.reliability import Level, alpha_of, decision_study
from app.fairness.snapshot import Components, Entry, Reliability, Snapshot, Variances
from app.fairness.totals import digest_of, merged, sheet_totals

__all__ = ["Entry", "Snapshot", "baseline", "digest_of", "p_above", "p_top", "rank", "rank_intervals"]

_LOAD_MIN = 4
_RELIABLE = 0.8


def rank(
    sheets: Iterable[Sheet],
    rubric: Rubric,
    policy: Policy,
    categories: Mapping[Hashable, str] | None = None,
    conflicts: AbstractSet[tuple[Hashable, Hashable]] = frozenset(),
    assigned_by_system: bool = True,  # noqa: FBT001, FBT002 -- called by position from outside
) -> Snapshot:
    """Rank every submission with a sheet that counts. The order of sheets does not matter.

    sheets: those handed in; categories: of submissions; conflicts: pairs (submission, juror) never to be proposed;
    assigned_by_system: False if more than a tenth of the readings were not dealt out by chance. Codes in `fallbacks`:

    NO_DATA: no sheet counts, no entries · ONE_JUROR, ONE_REVIEW_EACH: plain means without intervals · ISLANDS: parts
    without a common reader; if categories have levels or readings were chosen, the list is that of plain means and
    places compare only inside of `components.islands`, otherwise the Fairwert presumes that readings were dealt by
    chance · FEW_JURORS: the Fairwert is a mean over the grid of variances · SELF_SELECTED: plain means rank, the
    Fairwert is for information · LOW_LOAD: fewer than 4 sheets per juror · ZERO_SPREAD: no chance is left, that of
    rounding is taken · WEAK_LINK: a part hangs on one juror, or a juror's severity is hardly known · NUMERIC: plain
    means, the equations could not be solved.

    Raises FairnessError "bad_policy", and those of `totals.sheet_totals`.
    """
    return rank_versions([(rubric, sheets)], policy, categories, conflicts, assigned_by_system=assigned_by_system)


def rank_versions(
    versions: Sequence[tuple[Rubric, Iterable[Sheet]]],
    policy: Policy,
    categories: Mapping[Hashable, str] | None = None,
    conflicts: AbstractSet[tuple[Hashable, Hashable]] = frozenset(),
    *,
    assigned_by_system: bool = True,
    least: int = 1,
) -> Snapshot:
    """Rank as `rank` does where sheets follow several versions of a rubric, the newest first; each has its own total.

    What is said of single criteria takes each from the first version that has it. Nobody judges a submission twice.
    Submissions with fewer than `least` sheets are not ranked.
    """
    contest = _contest_of(versions, policy, categories or {}, conflicts, least, is_dealt=assigned_by_system)
    digest = digest_of(contest.sheets)
    if not contest.totals.totals:
        nothing = Components(0, (), (), (), (), ())
        return Snapshot((), "none", ("NO_DATA",), None, nothing, (), None, digest, policy.seed)
    judged, reason = _judge(contest)
    whole = judged.whole
    by_fairwert = whole is not None and policy.method == "fairwert" and assigned_by_system
    entries = entries_of(contest, judged, by_fairwert=by_fairwert)
    weak = [] if whole is None else weak_jurors(whole)
    return Snapshot(
        entries=entries,
        method_used="fairwert" if by_fairwert else "mean",
        fallbacks=(reason,) if reason in _PLAIN else tuple(_fallbacks_of(contest, judged, weak, reason)),
        variances=None if whole is None else _variances_of(contest, whole),
        components=components_of(contest, _places(contest, entries, judged), weak),
        juror_stats=juror_stats(contest.totals, contest.judgements(), None if whole is None else whole.posterior),
        reliability=None if whole is None else _reliability_of(contest, whole),
        input_sha256=digest,
        seed=policy.seed,
    )


_PLAIN = ("ONE_JUROR", "ONE_REVIEW_EACH")


def _contest_of(
    versions: Sequence[tuple[Rubric, Iterable[Sheet]]],
    policy: Policy,
    categories: Mapping[Hashable, str],
    conflicts: AbstractSet[tuple[Hashable, Hashable]],
    least: int,
    *,
    is_dealt: bool,
) -> Contest:
    if not policy.ks or min(policy.ks) < 1 or policy.draws < 1 or min(policy.prior) <= 0:
        raise FairnessError("bad_policy", f"ks {policy.ks}, draws {policy.draws}, prior {policy.prior}")
    parts = [
        (rubric, sorted(sheets, key=lambda sheet: (name_of(sheet.submission), name_of(sheet.juror))))
        for rubric, sheets in versions
    ]
    totals = merged([sheet_totals(rubric, sheets, categories) for rubric, sheets in parts], least)
    by_key = {each.key: each for rubric, _sheets in reversed(parts) for each in rubric.criteria}
    ordered = tuple(sheet for _rubric, sheets in parts for sheet in sheets)
    return Contest(Rubric(tuple(by_key.values())), policy, ordered, totals, categories, conflicts, is_dealt)


def _judge(contest: Contest) -> tuple[Judged, str]:
    """What can be modelled, and why nothing can, if so."""
    if len(contest.totals.jurors) == 1:
        return Judged(), "ONE_JUROR"
    if max(contest.readings) == 1:
        return Judged(), "ONE_REVIEW_EACH"
    try:
        if contest.is_split:
            return Judged(islands=tuple(contest.models_of_islands())), ""
        return Judged(whole=contest.model()), ""
    except (FairnessError, np.linalg.LinAlgError):
        return Judged(), "NUMERIC"


def _fallbacks_of(contest: Contest, judged: Judged, weak: list[int], reason: str) -> Iterator[str]:
    if contest.parts[0] > 1:
        yield "ISLANDS"
    if any(model.is_careful for model in judged.models):
        yield "FEW_JURORS"
    if not contest.assigned_by_system:
        yield "SELF_SELECTED"
    if median(contest.loads) < _LOAD_MIN:
        yield "LOW_LOAD"
    if any(model.is_floored for model in judged.models):
        yield "ZERO_SPREAD"
    if contest.cuts or weak:
        yield "WEAK_LINK"
    if reason:
        yield reason


def _places(contest: Contest, entries: tuple[Entry, ...], judged: Judged) -> list[tuple[int, float]]:
    """Submissions by code, best first, with what orders them: in an island with a model of its own the Fairwert."""
    codes = {submission: code for code, submission in enumerate(contest.totals.submissions)}
    keys = {
        codes[entry.submission]: -round(entry.fairwert, 2)
        if judged.islands and entry.fairwert is not None
        else entry.place
        for entry in entries
    }
    return sorted(keys.items(), key=lambda item: item[1])


def _variances_of(contest: Contest, model: Model) -> Variances:
    return Variances(
        submission=model.fit.var_theta,
        juror=model.fit.var_beta,
        residual=model.fit.var_resid,
        fixed=tuple(model.fit.fixef.tolist()),
        categories=contest.levels,
        has_severity=model.has_severity,
    )


def _reliability_of(contest: Contest, model: Model) -> Reliability:
    fit, size = model.fit, len(contest.totals.submissions)
    whole = fit.var_theta + fit.var_beta + fit.var_resid
    keys = [criterion.key for criterion in contest.rubric.criteria if criterion.kind == "judgement"]
    needed = _RELIABLE / (1 - _RELIABLE) * fit.var_resid / fit.var_theta if fit.var_theta else None
    return Reliability(
        single=fit.var_theta / whole,
        adjusted=decision_study(fit, 1),
        of_means=decision_study(fit, len(contest.y) / size),
        readings_for_80=needed,
        alpha=_alpha(list(zip(contest.totals.si, contest.totals.y, strict=True)), "interval"),
        alphas={key: _alpha(list(contest.points_of(key)), "ordinal") for key in keys},
    )


def _alpha(values: Sequence[tuple[int, float]], level: Level) -> float | None:
    if not values:
        return None
    units, points = zip(*values, strict=True)
    try:
        return alpha_of(np.array(units), np.array(points, dtype=np.float64), level)
    except FairnessError:
        return None
