"""`python -m tests.drafts.opening` sets up teams of two that write; it prints who signs in, and where each idea is."""

import json
from datetime import timedelta

from app import build_app
from app.core import clock
from app.ideas.actions import begin_idea
from app.settings import load_settings
from app.teams.actions import found_team, join_team
from tests.support.browsers import Browser
from tests.support.people import PASSWORD, a_class, a_school, a_student, a_teacher, an_admin
from tests.support.rounds import an_announced_round

TEAMS = 40


def main() -> None:
    app = build_app(load_settings())
    with app.app_context():
        admin = an_admin()
        school_class = a_class(a_teacher(a_school(admin)))
        round_ = an_announced_round(admin, opens=clock.now() - timedelta(days=1))
        told = {"password": PASSWORD, "admin": admin.email or ""}
        for number in range(TEAMS):
            mia, ben = a_student(school_class, "Mia Sommer"), a_student(school_class, "Ben Winter")
            team = found_team(mia, round_.id, f"Team {number}")
            join_team(ben, team.code)
            idea = begin_idea(mia, team.id)
            told[f"idea {number}"] = f"{mia.login_name} {ben.login_name} {idea.id}"
            told |= {f"cookie {each.login_name}": Browser(app).sign_in(each).cookie for each in (mia, ben)}
    print(json.dumps(told))  # noqa: T201 # this is how it tells


if __name__ == "__main__":
    main()
