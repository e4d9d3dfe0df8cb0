import uuid

import pytest
from sqlalchemy import select, update

from app.core import audit, db, invariants
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.deliberation.models import Approval
from app.feedback.models import Remark
from app.feedback.rules import Verdict
from tests.feedback.conftest import KIND, NAMED, Table
from tests.support.jury import a_chair
from tests.support.rounds import AFTERWARDS, an_announced_round

SOFTER = "Die Lösung ist noch nicht ausgereift."


def events(kind: str) -> list[audit.AuditEvent]:
    return list(db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.object_kind == kind)))


def remarks() -> dict[str, tuple[str, str, int]]:
    """State, original digest aside, and version of everything that was decided, by its words."""
    return {row.text: (row.state, row.criterion_key, row.version) for row in db.session().scalars(select(Remark))}


def test_the_words_for_the_team_are_kept_beside_those_of_the_juror(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND), NAMED: Verdict("released", SOFTER)})
    assert remarks() == {KIND: ("released", "benefit", 1), SOFTER: ("released", "novelty", 1)}
    assert list(table.comments()) == [NAMED, KIND]
    assert invariants.breaches() == {}


def test_each_decision_is_noted_by_the_chair_without_words(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND), NAMED: Verdict("withheld", NAMED)})
    found = events("remark")
    assert sorted(event.action for event in found) == ["release_comment", "withhold_comment"]
    assert {event.actor_id for event in found} == {table.chair.id}
    assert [word for word in ("Mia", "Modell", "Lösung") if word in str([event.values for event in found])] == []


def test_what_is_left_open_or_said_again_changes_nothing(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND), NAMED: Verdict("", SOFTER)})
    table.moderate({KIND: Verdict("released", KIND)})
    assert (remarks(), len(events("remark"))) == ({KIND: ("released", "benefit", 1)}, 1)


def test_a_decision_can_be_changed(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND)})
    table.moderate({KIND: Verdict("withheld", KIND)})
    assert (remarks(), len(events("remark"))) == ({KIND: ("withheld", "benefit", 2)}, 2)
    assert invariants.breaches() == {}


def test_nothing_without_words_is_released(table: Table) -> None:
    with pytest.raises(InvalidError):
        table.moderate({KIND: Verdict("released", "  ")})
    assert remarks() == {}


def test_a_stale_page_drops_nothing(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND)})
    with pytest.raises(EditConflictError) as caught:
        table.moderate({KIND: Verdict("withheld", KIND)}, version=0)
    assert [conflict.stored for conflict in caught.value.conflicts] == [f"freigegeben: {KIND}"]
    # What somebody else has not touched can still be decided.
    table.moderate({NAMED: Verdict("withheld", NAMED)}, version=0)
    assert remarks() == {KIND: ("released", "benefit", 1), NAMED: ("withheld", "novelty", 1)}


def test_the_chair_of_another_round_decides_nothing(table: Table) -> None:
    other = a_chair(an_announced_round(table.ground.admin, title="Runde 2"), "Chris Anders")
    stranger = Table(table.app, table.ground, table.mia, other, table.submission)
    with pytest.raises(NotFoundError):
        stranger.moderate({KIND: Verdict("released", KIND)})


def test_while_the_decisions_are_not_approved_the_chair_stays_blind(table: Table) -> None:
    end_approvals()
    with pytest.raises(RefusedError) as caught:
        table.moderate({KIND: Verdict("released", KIND)})
    assert caught.value.refusal.code == "not_approved"


@db.action
def end_approvals() -> None:
    db.session().execute(update(Approval).values(ended_at=AFTERWARDS))


# ---------------------------------------------------------------- verify
@pytest.mark.parametrize("changed", [{"text": "Etwas anderes."}, {"state": "withheld"}, {"original_digest": "x"}])
def test_verify_names_a_comment_that_was_changed(table: Table, changed: dict[str, str]) -> None:
    table.moderate({KIND: Verdict("released", KIND)})
    (id_,) = db.session().scalars(select(Remark.id))
    change(id_, **changed)
    promise = "every comment that a team reads was released in these words"
    assert invariants.breaches() == {promise: [f"remark {id_}"]}


@db.action
def change(remark_id: uuid.UUID, **values: str) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(Remark).where(Remark.id == remark_id).values(**values))
