import pytest
from flask import Flask
from sqlalchemy import select

from app.core import audit, clock, db, invariants
from app.core.errors import EditConflictError
from app.stages import rules
from app.stages.actions import lay_down
from app.stages.queries import carry_over_of
from tests.deliberation.conftest import refused
from tests.support.jury import a_draft, a_juror, a_submission, an_assignment, marks
from tests.support.rounds import JUDGING
from tests.support.teams import Ground, a_ground


@pytest.fixture
def ground(app: Flask) -> Ground:
    del app
    return a_ground()


def test_the_share_is_laid_down_with_a_digest_and_changed_until_the_first_sheet_is_begun(ground: Ground) -> None:
    round_id = ground.round.id
    assert lay_down(ground.admin, round_id, 50, 0).version == 1
    assert lay_down(ground.admin, round_id, 50, 0).version == 1
    with pytest.raises(EditConflictError):
        lay_down(ground.admin, round_id, 30, 0)
    changed = lay_down(ground.admin, round_id, 30, 1)
    assert (changed.share, changed.version, changed.digest) == (30, 2, rules.digest_of(round_id, 30))
    juror = a_juror(ground.round)
    assignment = an_assignment(juror, a_submission(ground))
    a_draft(juror, assignment, dict(list(marks(juror, assignment).items())[:1]))
    with clock.at(JUDGING), refused("judging"):
        lay_down(ground.admin, round_id, 100, 2)
    stored = carry_over_of(round_id)
    assert stored is not None
    assert stored.share == 30
    query = select(audit.AuditEvent.values).where(audit.AuditEvent.action == "lay_down_carry_over")
    shares = [values["share"] for values in db.session().scalars(query.order_by(audit.AuditEvent.number))]
    assert (shares, invariants.breaches()) == ([50, 30], {})
