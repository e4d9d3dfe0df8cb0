"""Founding, joining, leaving, leading and restoring teams. Locks are taken in this order: person, team, round."""

import uuid

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import Company, User
from app.core import audit, clock, db, text
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError, TextConflict
from app.core.i18n import _
from app.enrolment.queries import school_class_of
from app.rounds.models import Round
from app.rounds.queries import phases_of, round_of
from app.teams import mails, queries, rules
from app.teams.models import Membership, Team, TeamCompany


@db.action
def found_team(student: User, round_id: uuid.UUID, name: str) -> Team:
    """A new team led by the student, who gets the same one again for the same name (a double click).

    InvalidError if another team has a name that looks the same.
    """
    round_ = round_of(student, round_id)
    # One team per person: two tabs of one student must not count at the same time.
    db.load(User, student.id, to_change=True)
    if own := _own_team_named(student, round_.id, name):
        return own
    if refusal := queries.why_not_found(student, round_):
        raise RefusedError(refusal)
    school_class = people.class_of(student)
    assert school_class is not None  # noqa: S101 # the rule refuses students without a class
    team = Team(round_id=round_.id, school_id=school_class.school_id, code=_new_code())
    _give_name(team, name)
    team.captain_id, team.member_count = student.id, 1
    db.add(team)
    db.add(Membership(team_id=team.id, user_id=student.id))
    audit.record(student.id, "found_team", "team", team.id, values={"round": str(round_.id)})
    return team


def _own_team_named(student: User, round_id: uuid.UUID, name: str) -> Team | None:
    key = text.lookalike_key(name)
    return next((t for t in queries.teams_of(student) if t.round_id == round_id and t.name_key == key), None)


def _give_name(team: Team, name: str) -> None:
    """Name a team; the round's lock keeps two teams from taking the same name at the same time."""
    db.load(Round, team.round_id, to_change=True)
    key = text.lookalike_key(name)
    if queries.is_name_taken(team.round_id, key, except_for=team.id):
        raise InvalidError({"name": [_("So ähnlich heißt schon ein Team. Fällt euch noch ein anderer Name ein?")]})
    team.name, team.name_key, team.sort_key = name, key, text.sort_key(name)


def _new_code() -> str:
    code = text.random_code(rules.CODE_LENGTH)
    return _new_code() if queries.is_code_taken(code) else code


@db.action
def join_team(student: User, code: str) -> Team:
    """Join the team with this code; whoever is in it already stays in it. NotFoundError for an unknown code."""
    db.load(User, student.id, to_change=True)
    team = _locked_team_with(code)
    if queries.membership_of(team.id, student.id):
        return team
    if refusal := queries.why_not_join(student, team):
        raise RefusedError(refusal)
    others = queries.members_of(team.id)
    membership = db.add(Membership(team_id=team.id, user_id=student.id))
    team.member_count += 1
    audit.record(student.id, "join_team", "team", team.id, values={"members": team.member_count})
    mails.tell_joined(team, membership, others)
    return team


def _locked_team_with(code: str) -> Team:
    """The team with a code, looked at only after its lock: the last member may have left meanwhile."""
    if found := queries.team_with_code(code):
        db.load(Team, found.id, to_change=True)
        found = queries.team_with_code(code)
    if found is None:
        raise NotFoundError
    return found


def _locked_team_of(student: User, team_id: uuid.UUID) -> Team:
    """A team of the student, looked at only after its lock: who waited for it sees who came and went."""
    db.load(Team, team_id, to_change=True)
    return queries.team_of(student, team_id)


@db.action
def leave_team(student: User, team_id: uuid.UUID, new_captain_id: uuid.UUID | None = None) -> None:
    """Leave a team. A captain names who leads it from now on; the last member's leaving archives it.

    InvalidError at `captain` without a member to lead it.
    """
    team = _locked_team_of(student, team_id)
    now = clock.received_at()
    if refusal := rules.why_not_leave(team.round, phases_of(team.round_id), now):
        raise RefusedError(refusal)
    if rules.needs_new_captain(team, student.id):
        _make_captain(student, team, new_captain_id)
    membership = queries.membership_of(team.id, student.id)
    assert membership is not None  # noqa: S101 # the team was found from its member
    membership.left_at = clock.now()
    team.member_count -= 1
    if team.member_count == 0:
        team.captain_id, team.archived_at = None, membership.left_at
    audit.record(student.id, "leave_team", "team", team.id, values={"members": team.member_count})
    mails.tell_left(team, membership, queries.others_in(team, student))


def _make_captain(student: User, team: Team, new_captain_id: uuid.UUID | None) -> None:
    others = {other.id: other for other in queries.others_in(team, student)}
    captain = others.pop(new_captain_id, None) if new_captain_id else None
    if captain is None:
        raise InvalidError({"captain": [_("Bitte sucht aus, wer ab jetzt für das Team spricht.")]})
    team.captain_id = captain.id
    audit.record(student.id, "hand_over_team", "team", team.id, values={"captain": str(captain.id)})
    mails.tell_new_captain(team, captain, others.values(), clock.now())


@db.action
def hand_over_team(student: User, team_id: uuid.UUID, new_captain_id: uuid.UUID) -> None:
    """Let another member lead the team. RefusedError for everybody but the captain."""
    team = _locked_team_of(student, team_id)
    if refusal := rules.why_not_lead(team, student.id):
        raise RefusedError(refusal)
    _make_captain(student, team, new_captain_id)


@db.action
def rename_team(student: User, team_id: uuid.UUID, name: str, version: int) -> None:
    """Give the team another name. EditConflictError if it has got one since `version` was shown."""
    team = _locked_team_of(student, team_id)
    if refusal := rules.why_not_rename(team, student.id, phases_of(team.round_id), clock.received_at()):
        raise RefusedError(refusal)
    if name == team.name:
        return
    if version != team.version:
        raise EditConflictError([TextConflict("name", _("Teamname"), team.name, name, team.version)])
    _give_name(team, name)
    team.version += 1
    audit.record(student.id, "rename_team", "team", team.id, values={"version": team.version})


@db.action
def restore_team(student: User, team_id: uuid.UUID) -> None:
    """Bring a team back that the student was the last to leave."""
    _restore(student, queries.ended_team_of(student, team_id), is_teacher=False)


@db.action
def restore_team_of_class(teacher: User, class_id: uuid.UUID, team_id: uuid.UUID) -> None:
    """Bring a team back whose last member is of a class that the teacher (or school admin) looks after."""
    school_class = school_class_of(teacher, class_id)
    _restore(teacher, queries.ended_team_of_class(school_class, team_id), is_teacher=True)


def _restore(actor: User, found: Team, *, is_teacher: bool) -> None:
    last = queries.last_membership_of(found)
    student = db.load(User, last.user_id, to_change=True)
    round_ = found.round
    team = db.load(Team, found.id, to_change=True)
    count, now = queries.count_of_teams(student, round_.id), clock.received_at()
    refusal = rules.why_not_restore(team, round_, phases_of(round_.id), count, now, is_teacher=is_teacher)
    if refusal:
        raise RefusedError(refusal)
    membership = db.add(Membership(team_id=team.id, user_id=student.id))
    team.captain_id, team.member_count, team.archived_at = student.id, 1, None
    audit.record(actor.id, "restore_team", "team", team.id, values={"captain": str(student.id)})
    mails.tell_restored(team, membership, student)


@db.action
def name_company(student: User, team_id: uuid.UUID, name: str) -> Company:
    """Say that a member learns in a company; a second time changes nothing. InvalidError if there are too many."""
    team = _team_to_write_about(student, team_id)
    company = accounts.company_named(name, by_staff=False)
    if queries.named_company(team.id, company.id):
        return company
    if len(queries.companies_of(team.id)) >= rules.COMPANIES_MAX:
        raise InvalidError({"name": [_("Mehr als %(count)s Betriebe passen nicht.", count=rules.COMPANIES_MAX)]})
    db.add(TeamCompany(team_id=team.id, company_id=company.id))
    audit.record(student.id, "name_company", "team", team.id, values={"company": str(company.id)})
    return company


def _team_to_write_about(student: User, team_id: uuid.UUID) -> Team:
    team = _locked_team_of(student, team_id)
    if refusal := rules.why_not_name_companies(team, phases_of(team.round_id), clock.received_at()):
        raise RefusedError(refusal)
    return team


@db.action
def drop_company(student: User, team_id: uuid.UUID, company_id: uuid.UUID) -> None:
    """Take a company back; one that is not named any more changes nothing."""
    team = _team_to_write_about(student, team_id)
    if row := queries.named_company(team.id, company_id):
        db.session().delete(row)
        audit.record(student.id, "drop_company", "team", team.id, values={"company": str(company_id)})


@db.action
def bring_over(admin: User, team_id: uuid.UUID, round_id: uuid.UUID) -> Team:
    """The same team in another round, with its present members and companies; whoever calls this tells them."""
    known, members = db.load(Team, team_id), queries.members_of(team_id)
    team = Team(round_id=round_id, school_id=known.school_id, code=_new_code())
    _give_name(team, known.name)
    team.captain_id, team.member_count = known.captain_id, len(members)
    db.add(team)
    for member in members:
        db.add(Membership(team_id=team.id, user_id=member.id))
    audit.record(admin.id, "bring_over_team", "team", team.id, values={"round": str(round_id), "from": str(team_id)})
    for company in queries.companies_of(team_id):
        db.add(TeamCompany(team_id=team.id, company_id=company.id))
        audit.record(admin.id, "name_company", "team", team.id, values={"company": str(company.id)})
    return team
