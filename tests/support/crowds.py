"""A round as large as a city's: copies of one idea, each read by copies of one sheet with points of their own.

They are written straight into the tables, because a thousand ideas made by actions take minutes.
"""

import random
import uuid
from typing import Any

from sqlalchemy import insert, select

from app.core import db
from app.ideas.models import Idea, Submission
from app.lines.models import Line
from app.panels.models import Assignment, PanelMember
from app.scoring.models import Score, ScoreSheet
from app.sheets.queries import lines_due
from app.teams.models import Team

Row = dict[str, Any]


@db.action
def add_crowd(submission: Submission, ideas: int, readings: int = 1) -> None:
    """So many further ideas beside one that was read, each read so often by the jurors of its round in turn."""
    chance = random.Random(ideas)  # noqa: S311 # the same crowd each time
    idea = _rows(Idea, Idea.id == submission.idea_id)[0]
    team = _rows(Team, Team.id == idea["team_id"])[0]
    entry = _rows(Submission, Submission.id == submission.id)[0]
    assignment = _rows(Assignment, Assignment.submission_id == submission.id)[0]
    sheet = _rows(ScoreSheet, ScoreSheet.assignment_id == assignment["id"])[0]
    scores = _rows(Score, Score.sheet_id == sheet["id"])
    members = [row["id"] for row in _rows(PanelMember, PanelMember.round_id == submission.round_id)]
    made: dict[type[db.Base], list[Row]] = {
        model: [] for model in (Team, Idea, Submission, Assignment, ScoreSheet, Score)
    }

    def copy(model: type[db.Base], row: Row, **changes: object) -> uuid.UUID:
        id_ = uuid.uuid4()
        made[model].append({**row, "id": id_, **changes})
        return id_

    for number in range(ideas):
        names = {"name": f"Team {number}", "name_key": f"team {number}", "code": f"T{number:05}"}
        team_id = copy(Team, team, **names)
        idea_id = copy(Idea, idea, team_id=team_id, number=100_000 + number)
        signs = {"token": uuid.uuid4().hex, "receipt_number": f"R{number:06}", "title": f"Idee {number}"}
        submission_id = copy(Submission, entry, idea_id=idea_id, **signs)
        for turn in range(readings):
            places = {"submission_id": submission_id, "panel_member_id": members[(number + turn) % len(members)]}
            sheet_id = copy(ScoreSheet, sheet, assignment_id=copy(Assignment, assignment, **places))
            for score in scores:
                copy(Score, score, sheet_id=sheet_id, points=chance.randint(1, 4))
    for table, rows in made.items():
        db.session().execute(insert(table), rows)
    kept = set(db.session().scalars(select(Line.assignment_id)))
    lines = [row for row in lines_due() if row["assignment_id"] not in kept]
    if lines:
        db.session().execute(insert(Line), [{"id": uuid.uuid4(), **row} for row in lines])


def _rows(model: type[db.Base], condition: Any) -> list[Row]:  # noqa: ANN401 # as SQLAlchemy's where
    return [dict(row) for row in db.session().execute(select(model.__table__).where(condition)).mappings()]
