"""Saying that somebody is biased, objecting, answering, and letting somebody judge all the same."""

import uuid
from collections.abc import Collection

from app.accounts import actions as accounts
from app.accounts.models import School, User
from app.conflicts import mails, queries, rules
from app.conflicts.models import Conflict, Objection, SchoolTie, Waiver
from app.core import audit, clock, db, jobs
from app.core.errors import RefusedError
from app.policies.actions import rank_again
from app.teams import queries as teams
from app.teams.models import Team


@db.action
def ties_changed(round_id: uuid.UUID) -> None:
    """Have that looked at anew which hangs on who is biased in a round: the fair ranking, and who has approved."""
    rank_again(round_id)
    key = f"publication.end_biased:{round_id}"
    jobs.enqueue("publication.end_biased", dedupe=key, round_id=str(round_id))


@db.action
def note_conflict(
    actor: User, user_id: uuid.UUID, team_id: uuid.UUID, relation: str, note: str = "", *, source: str = rules.BY_ADMIN
) -> Conflict:
    """Somebody is biased about a team from now on; once is enough. An exception that was made ends."""
    if waiver := queries.waiver_of(user_id, team_id):
        _forget(actor, "end_waiver", waiver)
        ties_changed(waiver.round_id)
    if known := queries.present_conflict(user_id, team_id):
        return known
    row = Conflict(
        user_id=user_id, team_id=team_id, source=source, relation=relation, note=note, created_by_id=actor.id
    )
    _note(actor, "note_conflict", db.add(row))
    ties_changed(db.load(Team, team_id).round_id)
    return row


@db.action
def end_conflict(actor: User, round_id: uuid.UUID, conflict_id: uuid.UUID, reason: str) -> None:
    """It was a mistake, says whoever runs the round, and why."""
    conflict = db.locked(queries.conflict_in(round_id, conflict_id))
    conflict.ended_at = clock.now()
    _note(actor, "end_conflict", conflict, reason)
    ties_changed(round_id)


def _note(actor: User, action: str, row: Conflict | Objection, reason: str = "") -> None:
    kind = "conflict" if isinstance(row, Conflict) else "objection"
    audit.record(actor.id, action, kind, row.id, values=rules.noted(row), reason=reason)


def _forget(actor: User, action: str, row: SchoolTie | Waiver) -> None:
    kind = "school_tie" if isinstance(row, SchoolTie) else "waiver"
    db.session().delete(row)
    audit.record(actor.id, action, kind, row.id, values={**rules.noted(row), "state": "removed"})


@db.action
def tie_to_schools(actor: User, user_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> None:
    """Say at which schools somebody teaches beside the one of their seat, all of them."""
    known = {tie.school_id: tie for tie in queries.schools_tied_to(user_id)}
    for school_id in known.keys() - set(school_ids):
        _forget(actor, "untie_from_school", known[school_id])
    for school_id in sorted(set(school_ids) - known.keys(), key=str):
        row = db.add(SchoolTie(user_id=user_id, school_id=db.load(School, school_id).id))
        audit.record(actor.id, "tie_to_school", "school_tie", row.id, values=rules.noted(row))


@db.action
def waive(chair: User, round_id: uuid.UUID, user_id: uuid.UUID, team_id: uuid.UUID, reason: str) -> Waiver:
    """Let somebody judge a team about which they are biased; the reason goes into the protocol."""
    if known := queries.waiver_of(user_id, team_id):
        return known
    row = db.add(Waiver(round_id=round_id, user_id=user_id, team_id=team_id, reason=reason, granted_by_id=chair.id))
    audit.record(chair.id, "waive_conflict", "waiver", row.id, values=rules.noted(row), reason=reason)
    ties_changed(round_id)
    return row


@db.action
def keep_conflicts(admin: User, team_id: uuid.UUID, there: Team) -> None:
    """Whoever is biased about a team is so about the same team in another round, and so are companies it objects to."""
    for each in queries.present_conflicts_about(team_id):
        note_conflict(admin, each.user_id, there.id, each.relation, each.note, source=each.source)
    for objection in queries.objections_of(team_id):
        if objection.relation == rules.COMPANY and objection.state == rules.UPHELD:
            again = Objection(relation=rules.COMPANY, company_id=objection.company_id, note=objection.note)
            _object(admin, there, again)


# ---------------------------------------------------------------- objections of teams
@db.action
def object_to_company(student: User, team_id: uuid.UUID, company: str, note: str) -> Objection:
    """Nobody of a company shall judge the team's idea. It counts at once."""
    team = _team_to_object(student, team_id)
    company_id = accounts.company_named(company, by_staff=False).id
    for each in queries.objections_of(team.id):
        if each.company_id == company_id and each.state == rules.UPHELD:
            return each
    return _object(student, team, Objection(relation=rules.COMPANY, company_id=company_id, note=note))


@db.action
def object_to_person(student: User, team_id: uuid.UUID, note: str) -> Objection:
    """Somebody described by the team shall not judge its idea. Whoever runs the round finds out who that is."""
    team = _team_to_object(student, team_id)
    objection = _object(student, team, Objection(relation=rules.PERSON, note=note))
    mails.tell_admins(objection)
    return objection


def _team_to_object(student: User, team_id: uuid.UUID) -> Team:
    team = db.locked(teams.team_of(student, team_id))
    mine = [each for each in queries.objections_of(team.id) if each.state in {rules.OPEN, rules.UPHELD}]
    if refusal := rules.why_not_object(len(mine)):
        raise RefusedError(refusal)
    return team


def _object(student: User, team: Team, row: Objection) -> Objection:
    row.round_id, row.team_id, row.raised_by_id = team.round_id, team.id, student.id
    row.state = rules.UPHELD if row.relation == rules.COMPANY else rules.OPEN
    db.add(row)
    _note(student, "object", row)
    _rank_without(row)
    return row


def _rank_without(objection: Objection) -> None:
    """Nobody of a company is proposed as a reader any more, or again."""
    if objection.relation == rules.COMPANY:
        ties_changed(objection.round_id)


@db.action
def take_objection_back(student: User, team_id: uuid.UUID, objection_id: uuid.UUID) -> None:
    team = db.locked(teams.team_of(student, team_id))
    objection = queries.objection_among(queries.objections_of(team.id), objection_id)
    if refusal := rules.why_not_take_back(objection.state, objection.relation):
        raise RefusedError(refusal)
    objection.state = rules.TAKEN_BACK
    _note(student, "take_objection_back", objection)
    _rank_without(objection)


@db.action
def answer_objection(
    person: User, round_id: uuid.UUID, objection_id: uuid.UUID, user_ids: Collection[uuid.UUID], answer: str
) -> Objection:
    """Say whom an objection concerns, or nobody: then it is rejected. The team reads the answer and no name."""
    objection = db.locked(queries.objection_in(round_id, objection_id))
    if refusal := rules.why_not_answer(objection.state):
        raise RefusedError(refusal)
    for user_id in sorted(set(user_ids), key=str):
        note_conflict(person, user_id, objection.team_id, "other", objection.note, source=rules.BY_TEAM)
    objection.state = rules.UPHELD if user_ids else rules.REJECTED
    objection.answer, objection.answered_at = answer, clock.now()
    _note(person, "answer_objection", objection)
    mails.tell_answer(objection, teams.members_of(objection.team_id))
    return objection
