"""Ideas as teams write them, while submission is open.

ground = a_ground()
mia = ground.student("Mia")
team = a_full_team(ground, mia)
idea = an_idea(mia, team)                    begun and filled in, nothing left open
submission = a_submitted_idea(mia, team)     the same, handed in
"""

import io
import uuid

from PIL import Image
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db, jobs
from app.ideas import actions, queries, rules
from app.ideas.models import Attachment, Idea, Submission
from app.rounds.queries import categories_of
from app.submissions.actions import submit_idea
from app.teams.models import Team
from tests.support.rounds import WRITING
from tests.support.teams import Ground, a_team, join

TEXTS = {
    "title": "Solarbank für den Pausenhof",
    "pitch": "Eine Bank, die Handys mit Sonnenlicht lädt.",
    "problem": "In der Pause sind viele Akkus leer, und Steckdosen gibt es draußen keine.",
    "solution": "Ein Modul auf dem Dach der Bank speist zwei USB-Buchsen.",
    "benefit": "Alle, die draußen Pause machen. Und der Strom kommt von der Sonne.",
    "progress": "Ein Modell aus Holz steht in der Werkstatt.",
    "sources": "Datenblatt des Moduls. KI haben wir keine benutzt.",
}


def a_full_team(ground: Ground, captain: User | None = None, name: str = "Solarbank") -> Team:
    """A team with as many members as the round asks for."""
    team = a_team(captain or ground.student("Mia"), ground.round, name)
    for number in range(1, ground.round.team_min):
        join(ground.student(f"Mitglied {number}"), team)
    return team


def a_begun_idea(student: User, team: Team) -> Idea:
    """An idea in which nothing is written yet."""
    with clock.at(WRITING):
        return actions.begin_idea(student, team.id)


def an_idea(student: User, team: Team, category: int = 0, **texts: str) -> Idea:
    """An idea with every field filled in; `category` counts the round's categories from 0."""
    idea = a_begun_idea(student, team)
    write(student, idea.id, TEXTS | texts, category)
    return read(student, idea.id).idea


def write(student: User, idea_id: uuid.UUID, texts: dict[str, str], category: int | None = None) -> None:
    """Save texts (by key) over those that stand there now."""
    draft = read(student, idea_id)
    if category is not None:
        texts = texts | {rules.CATEGORY: str(categories_of(draft.idea.round_id)[category].id)}
    with clock.at(WRITING):
        actions.save_answers(student, idea_id, {key: (text, draft.version_of(key)) for key, text in texts.items()})


def read(student: User, idea_id: uuid.UUID) -> rules.Draft:
    """The idea as it stands now."""
    return queries.draft_of(student, idea_id)


def a_file(student: User, idea: Idea, name: str = "skizze.png", alt: str = "", colour: str = "gold") -> Attachment:
    """A picture on an idea, received but not processed; `processed()` does that."""
    picture = io.BytesIO()
    Image.new("RGB", (48, 32), colour).save(picture, "PNG")
    with clock.at(WRITING):
        attachment = actions.upload_file(student, idea.id, io.BytesIO(picture.getvalue()), name, picture.tell())
    if alt:
        write(student, idea.id, {rules.alt_key(attachment.id): alt})
    return attachment


def process_files() -> None:
    """Have every received file decoded, as the worker does."""
    jobs.run_due()


def a_submitted_idea(student: User, team: Team, category: int = 0, **texts: str) -> Submission:
    """What a team handed in."""
    return submit(student, an_idea(student, team, category, **texts).id)


def submit(student: User, idea_id: uuid.UUID, token: str | None = None) -> Submission:
    """Hand an idea in as it is now."""
    version = read(student, idea_id).idea.version
    with clock.at(WRITING):
        return submit_idea(student, idea_id, token or uuid.uuid4().hex, version)


def number_of(submission: Submission) -> int:
    """The number under which a jury knows the idea."""
    number: int = db.session().scalars(select(Idea.number).where(Idea.id == submission.idea_id)).one()
    return number
