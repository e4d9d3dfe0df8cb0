"""`python -m tests.journey.opening` sets an installation up, for walks that begin in the middle of a round.

It prints as JSON what those who walk have been told: the code of a class, and how one of its students signs in.
"""

import json
from datetime import timedelta

from app import build_app
from app.core import clock
from app.settings import load_settings
from app.teams.actions import found_team, join_team
from tests.support.people import PASSWORD, a_class, a_code, a_school, a_student, a_teacher, an_admin
from tests.support.rounds import an_announced_round


def main() -> None:
    app = build_app(load_settings())
    with app.app_context():
        admin = an_admin()
        school_class = a_class(a_teacher(a_school(admin)))
        round_ = an_announced_round(admin, opens=clock.now() - timedelta(days=1))
        student, other = a_student(school_class, "Tamara"), a_student(school_class, "Timo")
        team = found_team(student, round_.id, "Tastenteam")
        join_team(other, team.code)
        told = {
            "code": a_code(school_class).code,
            "login name": student.login_name,
            "password": PASSWORD,
            "team": f"/teams/{team.id}",
        }
    print(json.dumps(told))  # noqa: T201 # this is how it tells


if __name__ == "__main__":
    main()
