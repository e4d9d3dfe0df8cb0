"""`python -m tests.folders.opening` sets up jurors with ideas to read; it prints who signs in, and where each sheet is.

Everything lies in the future, as in all tests: let the plans come by `LEAD`.
"""

import io
import json

from app import build_app
from app.core import clock
from app.ideas.actions import upload_file
from app.rounds.actions import PhaseValues, change_phase
from app.rounds.models import PhaseKind
from app.rounds.queries import phases_of
from app.settings import load_settings
from tests.media.films import film
from tests.support.browsers import Browser
from tests.support.ideas import a_file, a_full_team, an_idea, submit
from tests.support.jury import a_juror, an_assignment
from tests.support.people import PASSWORD
from tests.support.rounds import BEFORE, WRITING
from tests.support.teams import a_ground

JURORS, IDEAS, GRACE_MINUTES = 36, 3, 30
WITH_FILM = "Regentonne"


def main() -> None:
    app = build_app(load_settings())
    with app.app_context():
        ground = a_ground()
        (jury,) = (phase for phase in phases_of(ground.round.id) if phase.kind == PhaseKind.JURY)
        with clock.at(BEFORE):
            values = PhaseValues(PhaseKind.JURY, jury.opens_at, jury.closes_at, GRACE_MINUTES)
            change_phase(ground.admin, ground.round.id, jury.id, values, jury.version)
        submissions = []
        for title in ("Solarbank", "Regentonne", "Lernkiste")[:IDEAS]:
            captain = ground.student()
            idea = an_idea(captain, a_full_team(ground, captain, title), title=title)
            a_file(captain, idea, alt=f"Skizze: {title}")
            if title == WITH_FILM:
                with clock.at(WRITING):
                    upload_file(captain, idea.id, io.BytesIO(film(size=(1280, 720))), "film.mov")
            submissions.append(submit(captain, idea.id))
        told = {"password": PASSWORD, "round": str(ground.round.id)}
        for number in range(JURORS):
            juror = a_juror(ground.round)
            sheets = sorted(str(an_assignment(juror, submission).id) for submission in submissions)
            told[f"juror {number}"] = " ".join([juror.email or "", *sheets])
            told[f"cookie {juror.email}"] = Browser(app).sign_in(juror).cookie
    print(json.dumps(told))  # noqa: T201 # this is how it tells


if __name__ == "__main__":
    main()
