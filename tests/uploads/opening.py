"""`python -m tests.uploads.opening` sets up a team that writes its idea; it prints who signs in, and where."""

import json
from datetime import timedelta

from app import build_app
from app.core import clock
from app.ideas.actions import begin_idea
from app.settings import load_settings
from app.teams.actions import found_team, join_team
from tests.support.browsers import Browser
from tests.support.people import a_class, a_school, a_student, a_teacher, an_admin
from tests.support.rounds import an_announced_round


def main() -> None:
    app = build_app(load_settings())
    with app.app_context():
        admin = an_admin()
        school_class = a_class(a_teacher(a_school(admin)))
        round_ = an_announced_round(admin, opens=clock.now() - timedelta(days=1))
        student, ben = a_student(school_class, "Tamara"), a_student(school_class, "Ben")
        team = found_team(student, round_.id, "Filmteam")
        join_team(ben, team.code)
        idea = begin_idea(student, team.id)
        told = {"cookie": Browser(app).sign_in(student).cookie, "cookie of ben": Browser(app).sign_in(ben).cookie}
        told["idea"] = f"/ideas/{idea.id}"
    print(json.dumps(told))  # noqa: T201 # this is how it tells


if __name__ == "__main__":
    main()
