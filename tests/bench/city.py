"""A round as large as a city's in the data folder of the settings: 1,000 ideas, each read by five jurors.

`python -m tests.bench.city` prints the path of that round.
"""

from sqlalchemy import select

from app import create_app
from app.core import clock, db
from app.ideas.models import Submission
from app.panels.models import Assignment
from app.rounds.models import Phase, PhaseKind
from app.scoring.models import ScoreSheet
from app.scoring.rules import FINAL
from tests.support.crowds import add_crowd

IDEAS, READINGS = 1000, 5


def main() -> None:
    with create_app().app_context():
        is_over = (Phase.kind == PhaseKind.JURY) & (Phase.closes_at < clock.now())
        query = select(Submission).join(Assignment, Assignment.submission_id == Submission.id)
        query = query.join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id).where(ScoreSheet.state == FINAL)
        query = query.join(Phase, Phase.round_id == Submission.round_id).where(is_over)
        submission = db.session().scalars(query.order_by(Submission.id)).first()
        if submission is None:
            message = "no jury has done its work"
            raise RuntimeError(message)
        add_crowd(submission, IDEAS, READINGS)
        print(f"/rounds/{submission.round_id}")


if __name__ == "__main__":
    main()
