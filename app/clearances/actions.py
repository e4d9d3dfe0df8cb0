"""Saying that papers are there, and releasing what may be shown to everybody. What is taken back goes at once."""

import uuid

from sqlalchemy import select

from app.accounts.models import User
from app.captions.actions import hears_of_changes
from app.clearances import queries, rules
from app.clearances.models import Clearance, Papers
from app.clearances.queries import Entry
from app.clearances.rules import Released
from app.core import audit, clock, db
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.ideas.models import Idea, Submission
from app.ideas.rules import files_in
from app.media import actions as media
from app.teams.models import Team


# ---------------------------------------------------------------- papers
@db.action
def note_papers(teacher: User, team_id: uuid.UUID) -> Papers:
    """Say that the papers of everybody in a team are there; a second time changes nothing while nobody came since."""
    team = _locked_team(teacher, team_id)
    present, holds = queries.papers_of(team.id) or (None, False)
    if present is not None and holds:
        return present
    if present is not None:
        _end(teacher, team, present)
    papers = db.add(Papers(team_id=team.id, noted_by_id=teacher.id))
    audit.record(teacher.id, "note_papers", "papers", papers.id, values=_of_team(team))
    return papers


@db.action
def end_papers(teacher: User, team_id: uuid.UUID) -> None:
    """Take that back, whoever said it. Whatever was public of the team is so no more, its pictures included."""
    team = _locked_team(teacher, team_id)
    papers, _holds = queries.papers_of(team.id) or (None, False)
    if papers is not None:
        _end(teacher, team, papers)


@db.action
def _end(teacher: User, team: Team, papers: Papers) -> None:
    """An action of its own, so that it is written before another word is added."""
    papers.ended_at, papers.ended_by_id = clock.now(), teacher.id
    shown = select(Submission.content).join(Submission.idea).where(Idea.team_id == team.id)
    media.end_addresses(id_ for content in db.session().scalars(shown) for id_ in files_in(content))
    audit.record(teacher.id, "end_papers", "papers", papers.id, values=_of_team(team))


def _locked_team(teacher: User, team_id: uuid.UUID) -> Team:
    return db.load(Team, queries.team_for(teacher, team_id).id, to_change=True)


def _of_team(team: Team) -> dict[str, object]:
    return {"team": str(team.id), "round": str(team.round_id)}


# ---------------------------------------------------------------- releases
@db.action
def release(
    admin: User,
    round_id: uuid.UUID,
    submission_id: uuid.UUID,
    offered: Released,
    version: int,
    *,
    is_name_checked: bool = False,
) -> Clearance:
    """Let exactly this of a submission be shown to everybody, and nothing else of it.

    InvalidError for a picture without description, and for names of persons unless they were checked;
    EditConflictError if something else was released since `version` was shown.
    """
    entry = _entry_to_change(round_id, submission_id)
    offer = entry.offer
    files = offered.files & set(offer.file_ids)
    known = Released(
        offered.fields & offer.texts.keys(),
        files,
        {id_: offered.alts.get(id_, "") for id_ in rules.alts_of(offer, offered) if id_ in files},
        offered.is_school_named,
    )
    conflicts = rules.conflicts(entry.released, known, entry.fields, offer.file_ids, entry.version)
    if version != entry.version and conflicts:
        raise EditConflictError(conflicts)
    if faults := rules.faults_of(offer, known, entry.names, is_name_checked=is_name_checked):
        raise InvalidError(faults)
    return _store(admin, entry, known)


@db.action
def release_everything(
    admin: User, round_id: uuid.UUID, submission_id: uuid.UUID, version: int, *, is_name_checked: bool = False
) -> Clearance:
    """Release all that lacks nothing and names nobody; the school stays as it is. Raises as `release` does.

    `is_name_checked` is about the name of the team: of texts and files, those that may name somebody are left out.
    """
    entry = _entry_to_change(round_id, submission_id)
    offered = rules.everything_of(entry.offer, entry.released, entry.names)
    return release(admin, round_id, submission_id, offered, version, is_name_checked=is_name_checked)


def _entry_to_change(round_id: uuid.UUID, submission_id: uuid.UUID) -> Entry:
    """The entry as it is once nobody else can release anything of it."""
    db.load(Submission, queries.entry_of(round_id, submission_id).submission.id, to_change=True)
    entry = queries.entry_of(round_id, submission_id)
    round_ = entry.submission.idea.round
    if refusal := rules.why_not_release(entry.phases, clock.received_at(), round_.contact):
        raise RefusedError(refusal)
    return entry


def _store(admin: User, entry: Entry, released: Released) -> Clearance:
    row = entry.clearance or Clearance(submission_id=entry.submission.id, version=0)
    if row.version and entry.released == released:
        return row
    if rules.is_less(released, entry.released):
        media.end_addresses(files_in(entry.submission.content))
    row.fields, row.files = sorted(released.fields), sorted(released.files)
    row.alts, row.is_school_named = dict(released.alts), released.is_school_named
    row.version, row.changed_by_id, row.changed_at = row.version + 1, admin.id, clock.now()
    db.add(row)
    audit.record(admin.id, "release_idea", "clearance", row.id, values=_noted(row, released))
    return row


@hears_of_changes
def _look_again(student: User, file_id: uuid.UUID) -> None:
    """A film that was released says something else now: it is public once somebody has looked at that as well."""
    for id_ in queries.submissions_showing(file_id):
        db.load(Submission, id_, to_change=True)
        row = queries.clearance_of(id_)
        row.files = [each for each in row.files if each != str(file_id)]
        row.version, row.changed_by_id, row.changed_at = row.version + 1, student.id, clock.now()
        audit.record(student.id, "change_released", "clearance", row.id, values=_noted(row, rules.released_of(row)))
    media.end_addresses([file_id])


def _noted(row: Clearance, released: Released) -> dict[str, object]:
    return {
        "submission": str(row.submission_id),
        "version": row.version,
        "fields": row.fields,
        "files": row.files,
        "school": row.is_school_named,
        "digest": rules.digest_of(row.submission_id, released),
    }
