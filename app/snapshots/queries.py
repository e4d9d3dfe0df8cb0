"""The sheets of a round that count, and the snapshot that was made of them last."""

import functools
import uuid
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import String, bindparam, select, type_coerce

from app.core import db
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.fairness.cases import Rubric as FairRubric
from app.fairness.snapshot import Snapshot
from app.ideas.models import Submission
from app.ideas.queries import counts
from app.panels.models import Assignment
from app.plans.queries import barred_in
from app.policies.models import JuryPolicy
from app.policies.queries import POLICY_OF_ROUND, policy_in, policy_of
from app.policies.rules import Policy
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import fair_rubric
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import FINAL
from app.snapshots import rules
from app.snapshots.models import RankingSnapshot
from app.snapshots.rules import Contest, FinalSheet, Stored

_MOST_KEPT = 8
_snapshots = db.table(RankingSnapshot).c
_ABOUT = ("id", "input_digest", "policy_digest", "seed", "versions", "result_digest", "made_at")
_NEWEST = select(*(_snapshots[name] for name in _ABOUT)).where(_snapshots.round_id == bindparam("round_id"))
_policies = db.table(JuryPolicy)
_BOTH = POLICY_OF_ROUND.add_columns(*(_snapshots[name] for name in _ABOUT), _snapshots.result).outerjoin_from(
    _policies, db.table(RankingSnapshot), _policies.c.round_id == _snapshots.round_id
)


# ---------------------------------------------------------------- what it is made of
def contest_of(round_id: uuid.UUID) -> Contest:
    """Everything that the ranking of a round is worked out from (four queries, however much there is)."""
    return contest_in(policy_of(round_id), _categories_of(round_id))


def contest_in(policy: Policy, categories: Mapping[Hashable, str]) -> Contest:
    """The same where policy and submissions that count, with their categories, are at hand (two queries)."""
    sheets = [sheet for sheet in final_sheets_of(policy.round_id) if sheet.submission_id in categories]
    return Contest(policy, sheets, _rubrics_of({sheet.rubric_id for sheet in sheets}), categories)


def with_barred(contest: Contest) -> Contest:
    """The same with whom it must not propose, as far as submissions and jurors have sheets (five queries)."""
    ideas, jurors = ({getattr(sheet, name) for sheet in contest.sheets} for name in ("submission_id", "juror_id"))
    barred = barred_in(contest.policy.round_id)
    return replace(contest, barred=frozenset((one, other) for one, other in barred if one in ideas and other in jurors))


def _categories_of(round_id: uuid.UUID) -> dict[Hashable, str]:
    """The category of every submission that counts, by its id: it may be renamed."""
    query = select(Submission.id, Submission.category_id).join(Submission.idea)
    return {row[0]: str(row[1]) for row in session().execute(query.where(Submission.round_id == round_id, counts()))}


def final_sheets_of(round_id: uuid.UUID) -> list[FinalSheet]:
    """Every sheet of a round that was handed in, in a stable order.

    There is a row for each criterion: its ids come as the driver has them, and are made once for each sheet.
    """
    ids = (ScoreSheet.id, Assignment.submission_id, Assignment.panel_member_id, ScoreSheet.rubric_id)
    query = (
        select(*(type_coerce(id_, String) for id_ in ids), Assignment.is_dealt, Criterion.key, Score.points)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Score, Score.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Assignment.round_id == round_id, ScoreSheet.state == FINAL)
        .order_by(ScoreSheet.id, Criterion.position)
    )
    rows: Iterable[Any] = session().execute(query)
    return [
        FinalSheet(_id(submission), _id(juror), _id(rubric), {row[5]: row[6] for row in said}, is_dealt)
        for (_sheet, submission, juror, rubric, is_dealt), said in groupby(rows, key=itemgetter(0, 1, 2, 3, 4))
    ]


def _id(raw: object) -> uuid.UUID:
    return uuid.UUID(str(raw))


def _rubrics_of(rubric_ids: set[uuid.UUID]) -> dict[uuid.UUID, FairRubric]:
    """Rubrics as the mathematics of the jury take them, the newest first."""
    query = select(Criterion).join(Criterion.rubric).where(Criterion.rubric_id.in_(rubric_ids))
    criteria: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
    for criterion in session().scalars(query.order_by(Rubric.number.desc(), Criterion.position)):
        criteria[criterion.rubric_id].append(criterion)
    return {rubric_id: fair_rubric(found) for rubric_id, found in criteria.items()}


# ---------------------------------------------------------------- what was made of it
def snapshot_of(round_id: uuid.UUID) -> Stored | None:
    """The snapshot of a round that was made last (one query, two for a new one); None before the first."""
    row = session().execute(_NEWEST, {"round_id": round_id}).one_or_none()
    if row is None:
        return None
    ranking = _read(row.id, row.result_digest)
    return Stored(**row._asdict(), ranking=ranking) if ranking else None


def is_of(stored: Stored, contest: Contest) -> bool:
    """Whether it was made of exactly this, with the same people biased (one query); the first method knew of none."""
    query = select(RankingSnapshot.barred).where(RankingSnapshot.id == stored.id)
    barred = session().scalars(query).one()
    is_told = barred is None or rules.pairs_in(barred) == contest.barred
    return is_told and stored.is_of(contest.input_digest, contest.policy.digest)


@functools.lru_cache(maxsize=_MOST_KEPT)
def _read(snapshot_id: uuid.UUID, digest: str) -> Snapshot | None:
    query = select(RankingSnapshot.result).where(RankingSnapshot.id == snapshot_id)
    return _genuine(session().scalars(query).one(), digest)


def _genuine(result: str, digest: str) -> Snapshot | None:
    """What was changed by hand is no result; `verify` names it."""
    return rules.snapshot_in(result) if rules.result_digest_of(result) == digest else None


def policy_and_snapshot_of(round_id: uuid.UUID) -> tuple[Policy, Stored | None]:
    """Both at once (one query); NotFoundError without such a round."""
    row = session().execute(_BOTH, {"round_id": round_id}).one_or_none()
    if row is None:
        raise NotFoundError
    *stored, result = row[-len(_ABOUT) - 1 :]
    about = dict(zip(_ABOUT, stored, strict=True))
    ranking = None if result is None else _genuine(result, about["result_digest"])
    return policy_in(row), Stored(**about, ranking=ranking) if ranking else None


@invariant("every snapshot of a ranking says what was worked out")
def _changed_snapshots() -> list[str]:
    """Compares each snapshot with the log, and the text of its result with its digest."""
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "ranking_snapshot")
    events: Iterable[Any] = session().execute(query.order_by(AuditEvent.number))
    noted: dict[uuid.UUID | None, Mapping[str, object]] = {id_: values for id_, values in events}  # noqa: C416 # mypy
    found: dict[uuid.UUID | None, Mapping[str, object]] = {
        row.id: said_in(row, rules.result_digest_of(row.result)) for row in session().scalars(select(RankingSnapshot))
    }
    return [f"ranking snapshot {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


def said_in(row: RankingSnapshot, result_digest: str) -> dict[str, object]:
    """What the log keeps of a snapshot."""
    barred = {} if row.barred is None else {"barred": rules.digest_of_pairs(row.barred)}
    return {
        **barred,
        "round": str(row.round_id),
        "input": row.input_digest,
        "policy": row.policy_digest,
        "seed": row.seed,
        "versions": dict(row.versions),
        "result": result_digest if result_digest == row.result_digest else None,
    }


@invariant("every snapshot of a ranking can be worked out again, byte for byte")
def _snapshots_that_differ() -> list[str]:
    """Only those of the sheets as they are now, by the libraries that are here now."""
    rows = session().scalars(select(RankingSnapshot).order_by(RankingSnapshot.id)).all()
    return [f"ranking snapshot {row.id}" for row in rows if not _is_repeatable(row)]


def _is_repeatable(row: RankingSnapshot) -> bool:
    contest = contest_of(row.round_id)
    edition = row.versions["method"]
    made_of = (contest.input_digest, contest.policy.digest, {**rules.versions_now(), "method": edition})
    if made_of != (row.input_digest, row.policy_digest, row.versions):
        return True
    contest = replace(contest, barred=rules.pairs_in(row.barred or ()))
    return rules.text_of(rules.snapshot_by(contest, edition)) == row.result
