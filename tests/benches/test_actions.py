from flask import Flask
from sqlalchemy import select

from app.calibration.models import PractiseSheet
from app.conflicts.models import Conflict, Objection
from app.core import db, invariants
from app.panels.models import PanelMember, ReturnedReading
from app.plans.models import Plan
from tests.support.demos import a_small_demo


def test_the_jury_of_the_demo_gives_back_and_what_came_back_is_dealt_anew(app: Flask) -> None:
    del app
    a_small_demo()

    assert invariants.breaches() == {}
    assert {row.source for row in db.session().scalars(select(Conflict))} == {"declared"}
    assert {row.state for row in db.session().scalars(select(Objection))} == {"upheld"}
    assert {row.cause for row in db.session().scalars(select(ReturnedReading))} == {"biased", "too_many"}
    assert len(db.session().scalars(select(PractiseSheet)).all()) > 0
    plans = db.session().scalars(select(Plan)).all()
    returned = db.session().scalars(select(ReturnedReading)).all()
    assert {plan.state for plan in plans} == {"applied"}
    assert sum(len(plan.outcome["pairs"]) for plan in plans) == len(returned)
    assert {len(row.fields) for row in db.session().scalars(select(PanelMember).where(PanelMember.is_juror))} == {2}
