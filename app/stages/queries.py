"""What was laid down about final rounds, and what finalists bring along."""

import uuid

from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.stages import rules
from app.stages.models import CarryOver, Final, Finalist


def carry_over_of(round_id: uuid.UUID) -> CarryOver | None:
    """What was laid down for the final after a round; None before anybody has."""
    return session().scalar(select(CarryOver).where(CarryOver.round_id == round_id))


def final_after(round_id: uuid.UUID) -> Final | None:
    return session().scalar(select(Final).where(Final.first_round_id == round_id))


def final_of(round_id: uuid.UUID) -> Final | None:
    """What makes a round a final; None for others."""
    return session().scalar(select(Final).where(Final.round_id == round_id))


# ---------------------------------------------------------------- what must always hold
@invariant("what counts over into a final is what was laid down")
def _changed_shares() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "carry_over")
    logged = {row.object_id: str(row.values["digest"]) for row in session().execute(query.order_by(AuditEvent.number))}
    rows = list(session().scalars(select(CarryOver)))
    found = {each.id: rules.digest_of(each.round_id, each.share) for each in rows}
    wrong = {each.id for each in rows if each.digest != found[each.id]}
    wrong |= {id_ for id_ in {*logged, *found} if logged.get(id_) != found.get(id_)}
    return [f"carry-over {id_}" for id_ in sorted(wrong, key=str)]


@invariant("every finalist brings along what it was worth")
def _changed_finalists() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "final")
    logged = {row.object_id: row.values for row in session().execute(query.order_by(AuditEvent.number))}
    found = {each.id: noted(each, _finalists_of(each.id)) for each in session().scalars(select(Final))}
    return [f"final {id_}" for id_ in sorted({*logged, *found}, key=str) if logged.get(id_) != found.get(id_)]


def _finalists_of(final_id: uuid.UUID) -> list[Finalist]:
    return list(session().scalars(select(Finalist).where(Finalist.final_id == final_id)))


def noted(final: Final, finalists: list[Finalist]) -> dict[str, object]:
    """What the log keeps of a final: rounds, share, and each finalist with its value."""
    values = {str(each.submission_id): [str(each.first_submission_id), each.value] for each in finalists}
    return {
        "round": str(final.round_id),
        "first_round": str(final.first_round_id),
        "share": final.share,
        "finalists": dict(sorted(values.items())),
    }
