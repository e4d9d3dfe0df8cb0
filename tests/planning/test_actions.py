"""What the demo has of a jury that is still to come."""

from flask import Flask
from sqlalchemy import select

from app.core import db, invariants
from app.designs import queries as designs
from app.rounds.models import Round
from app.rubrics.models import Criterion, Rubric
from tests.support.demos import a_small_demo


def test_a_round_has_criteria_of_its_own_and_a_jury_was_played_through(app: Flask) -> None:
    del app
    a_small_demo()

    query = select(Criterion.key, Criterion.high, Criterion.category_ids).join(Criterion.rubric).join(
        Round, Round.id == Rubric.round_id
    )  # fmt: skip
    own = {key: (high, len(ids)) for key, high, ids in db.session().execute(query) if key in {"wirkung", "material"}}
    (trial,) = designs.newest_trials()
    assert own == {"wirkung": (100, 0), "material": (3, 2)}
    assert (trial.design["jurors"], trial.done_at is None) == (2, False)
    assert "every trial of a design is kept by what was asked" not in invariants.breaches()
