"""What is brought back is whole, and holds nothing that another test did to it."""

import pytest
from flask import Flask

from app.accounts.models import School
from app.core import audit, db, invariants
from app.rounds.models import Round
from app.teams.models import Team
from tests.support.people import a_school
from tests.support.prepared import prepared
from tests.support.teams import Ground, a_ground, a_team


@prepared
def _a_ground_with_a_team(app: Flask, name: str) -> tuple[Flask, Ground, Team]:
    ground = a_ground()
    return app, ground, a_team(ground.student("Mia"), ground.round, name)


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_each_time_it_is_as_it_was_built(app: Flask, time: str) -> None:
    brought, ground, team = _a_ground_with_a_team(app, "Solarbank")

    assert (brought is app, team.name, db.load(Team, team.id) is team) == (True, "Solarbank", True)
    assert (audit.verify(), invariants.breaches()) == ([], {})
    team.name = f"Umbenannt {time}"
    a_team(ground.student("Ben"), ground.round, "Noch eins")


@pytest.mark.parametrize("time", ["first", "second"])
def test_more_is_brought_back_on_top_of_what_was(app: Flask, time: str) -> None:
    del time  # of each a new database
    _app, ground, _team = _a_ground_with_a_team(app, "Solarbank")
    other = a_ground(title="Runde 2")

    assert db.load(Round, ground.round.id).title != other.round.title
    assert (audit.verify(), invariants.breaches()) == ([], {})


def test_where_something_was_written_before_it_is_built_anew(app: Flask) -> None:
    school = a_school()

    _a_ground_with_a_team(app, "Solarbank")

    assert db.load(School, school.id).name == school.name
