"""What of a team may be shown: the teacher's tick and the admin's releases, given after submission has closed.

cleared(submission)                        papers are there, everything is released
cleared(submission, is_school_named=True)  the school as well
"""

import uuid
from dataclasses import replace

from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import User
from app.clearances import actions, queries
from app.clearances.models import Clearance, Papers
from app.clearances.rules import Released, everything_of
from app.core import clock, db
from app.ideas.models import Idea, Submission
from app.submissions.queries import teachers_of
from tests.support.jury import some_admin
from tests.support.rounds import AFTERWARDS


def team_id_of(submission: Submission) -> uuid.UUID:
    query = select(Idea.team_id).where(Idea.id == submission.idea_id)
    return db.session().scalars(query).one()


def teacher_of(submission: Submission) -> User:
    """The first teacher of the team's classes."""
    return people.person(teachers_of(team_id_of(submission))[0].id)


def papers_for(submission: Submission) -> Papers:
    """The teacher says that the papers of the team are there."""
    with clock.at(AFTERWARDS):
        return actions.note_papers(teacher_of(submission), team_id_of(submission))


def no_papers_for(submission: Submission) -> None:
    with clock.at(AFTERWARDS):
        actions.end_papers(teacher_of(submission), team_id_of(submission))


def released(submission: Submission, *, is_school_named: bool = False) -> Clearance:
    """Every text, and every picture that has a description. Builders call people like ideas, which is no name."""
    entry = queries.entry_of(submission.round_id, submission.id)
    offered = replace(everything_of(entry.offer, entry.released, []), is_school_named=is_school_named)
    return _release(submission, offered, entry.version)


def withdrawn(submission: Submission, *keys: str) -> Clearance:
    """These texts and files (by key and id) are released no more."""
    entry = queries.entry_of(submission.round_id, submission.id)
    fields, files = entry.released.fields - set(keys), entry.released.files - set(keys)
    return _release(submission, replace(entry.released, fields=fields, files=files), entry.version)


def _release(submission: Submission, offered: Released, version: int) -> Clearance:
    with clock.at(AFTERWARDS):
        return actions.release(some_admin(), submission.round_id, submission.id, offered, version, is_name_checked=True)


def cleared(submission: Submission, *, is_school_named: bool = False) -> Clearance:
    """Nothing is missing any more."""
    papers_for(submission)
    return released(submission, is_school_named=is_school_named)
