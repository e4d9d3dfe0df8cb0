"""A whole small contest, from the first team to the published result: something of everything."""

from dataclasses import dataclass

from app.deliberation.models import Decision
from app.ideas.models import Attachment, Submission
from app.publication.models import Publication
from app.scoring.rules import Sheet
from tests.support.ideas import a_file, a_full_team, an_idea, process_files, submit
from tests.support.jury import a_prize, a_publication, a_reading
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Contest:
    ground: Ground
    attachment: Attachment
    submission: Submission
    sheet: Sheet
    prize: Decision
    publication: Publication


def a_contest() -> Contest:
    """One team, one idea with a picture, one reading, one prize, all public."""
    ground = a_ground()
    mia = ground.student("Mia")
    idea = an_idea(mia, a_full_team(ground, mia))
    attachment = a_file(mia, idea, alt="Eine Skizze der Bank")
    process_files()
    submission = submit(mia, idea.id)
    sheet = a_reading(ground, submission, points=4)
    prize = a_prize(submission)
    return Contest(ground, attachment, submission, sheet, prize, a_publication(ground.round))
