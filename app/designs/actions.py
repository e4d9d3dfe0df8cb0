"""Trying a design: it is noted in a page, and held by a job."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict

from app.accounts.models import User
from app.core import audit, clock, db, jobs
from app.core.errors import InvalidError
from app.designs import queries, rules
from app.designs.models import DesignTrial
from app.designs.rules import Design, Finding


@db.action
def try_design(person: User, design: Design) -> DesignTrial:
    """Have a design tried; one that was tried before is shown again. InvalidError if it makes no sense."""
    if faults := rules.design_faults(design):
        raise InvalidError(faults)
    if known := queries.trial_with(design.digest):
        return known
    trial = DesignTrial(digest=design.digest, contest_digest=design.contest_digest, design=asdict(design))
    if alike := queries.done_trial_like(design.contest_digest):
        trial.found, trial.done_at = alike.found, clock.now()
    db.add(trial)
    audit.record(person.id, "try_design", "design_trial", trial.id, values={"digest": design.digest})
    if not trial.done_at:
        jobs.enqueue("designs.hold", trial_id=str(trial.id))
    return trial


def hold(trial_id: uuid.UUID) -> None:
    """Hold the contests of a trial, outside of any transaction, and keep what they found."""
    trial = queries.trial_of(trial_id)
    if trial.done_at is None:
        design, held = Design(**trial.design), list[Finding]()
        db.end_reading()
        for finding in findings_of(design):
            held.append(finding)
            _note(trial_id, held)
        _keep(trial_id, rules.never_worse(held))


def findings_of(design: Design) -> Iterator[Finding]:
    """What each way to judge finds; the same design finds the same on every machine, up to the last digits."""
    for readings, is_adaptive in design.tried:
        yield _finding(design, readings, is_adaptive=is_adaptive)


def _finding(design: Design, readings: int, *, is_adaptive: bool) -> Finding:
    from app.fairness.simulation import Contest, Way, simulate  # noqa: PLC0415 # numpy and scipy, for this job alone

    contest = Contest(design.ideas, design.jurors, readings, float(design.severity))
    # One reading of each cannot tell strictness from quality.
    way: Way = "fairwert" if readings > 1 else "mean"
    rounds = rules.ROUNDS if is_adaptive else 1
    fair = simulate(contest, way, design.places, rounds=rounds, contests=design.contests, seed=rules.SEED)
    mean = simulate(contest, "mean", design.places, contests=design.contests, seed=rules.SEED)
    return Finding(
        readings, is_adaptive, fair.found, mean.found, fair.exact, fair.winner_found, contests=design.contests
    )


@db.action
def _note(trial_id: uuid.UUID, held: list[Finding]) -> None:
    """How far it is, for those who wait; after a kill the job begins anew."""
    trial = db.load(DesignTrial, trial_id, to_change=True)
    if trial.done_at is None:
        trial.found = rules.stored_findings(held)


@db.action
def _keep(trial_id: uuid.UUID, findings: list[Finding]) -> None:
    trial = db.load(DesignTrial, trial_id, to_change=True)
    trial.found, trial.done_at = rules.stored_findings(findings), clock.now()
