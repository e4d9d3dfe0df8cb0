"""Who is certified what, from the person who asks, and what was issued."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import ClassTeacher, School, SchoolClass, User
from app.certificates import rules
from app.certificates.models import Certificate
from app.certificates.rules import (
    Award,
    ClassRun,
    Facts,
    Holder,
    MemberPaper,
    SchoolRun,
    TeamPaper,
    ThanksPaper,
    Wanted,
)
from app.core import clock, text
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError, RefusedError
from app.core.invariants import invariant
from app.enrolment.queries import is_looked_after_by, school_class_of, school_run_by
from app.panels.models import Assignment, PanelMember
from app.panels.rules import DONE
from app.publication.models import Publication
from app.publication.queries import shown_publication, shown_rounds
from app.rounds.models import Round
from app.rounds.queries import round_of
from app.submissions.queries import Entrant, entrants, entrants_of, taught_by, took_part, with_those_who_took_part
from app.teams.models import Membership, Team


# ---------------------------------------------------------------- what somebody can have
@dataclass
class Shelf:
    """What somebody can have of one round: as a member of teams, as juror or teacher (`thanks`), for others."""

    round: Round
    publication: Publication | None
    teams: list[Entrant] = field(default_factory=list)
    thanks: set[str] = field(default_factory=set)
    classes: list[SchoolClass] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)

    def award_of(self, entrant: Entrant) -> Award | None:
        return rules.award_of(self.publication, entrant.team.id) if self.publication else None


@dataclass
class _Pieces:
    """The same by the round's id."""

    teams: dict[uuid.UUID, list[Entrant]] = field(default_factory=lambda: defaultdict(list))
    thanks: dict[uuid.UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[uuid.UUID, list[SchoolClass]] = field(default_factory=lambda: defaultdict(list))


def shelves_of(person: User) -> list[Shelf]:
    """Everything somebody can have, the newest round first (five queries at the most)."""
    found = _Pieces()
    if Role.STUDENT in person.roles:
        for entrant in entrants_of(person):
            found.teams[entrant.team.round_id].append(entrant)
    else:
        _add_thanks(person, found)
        _add_classes(person, found)
    shown = {each.round.id: each.publication for each in shown_rounds(clock.received_at())}
    query = select(Round).where(Round.id.in_({*found.teams, *found.thanks, *found.classes}))
    query = query.options(joinedload(Round.competition)).order_by(Round.created_at.desc(), Round.id)
    return [_shelf(person, round_, shown.get(round_.id), found) for round_ in session().scalars(query)]


def _shelf(person: User, round_: Round, publication: Publication | None, found: _Pieces) -> Shelf:
    classes, run_by = found.classes[round_.id], person.school_ids(Role.SCHOOL_ADMIN)
    schools = {each.school_id: each.school for each in classes if each.school_id in run_by}
    thanks = found.thanks[round_.id]
    return Shelf(round_, publication, found.teams[round_.id], thanks, classes, list(schools.values()))


def _add_thanks(person: User, found: _Pieces) -> None:
    """What was issued once stays, whatever has become of juries and classes."""
    issued = select(Certificate.round_id, Certificate.kind).where(
        Certificate.person_id == person.id, Certificate.replaced_at.is_(None)
    )
    for round_id, kind in session().execute(issued):
        found.thanks[round_id].add(kind)
    for round_id in _readings_of(person) if person.roles & {Role.JUROR, Role.CHAIR} else {}:
        found.thanks[round_id].add(rules.JUROR)


def _add_classes(person: User, found: _Pieces) -> None:
    """The classes of a person with somebody who took part; whoever teaches one is thanked."""
    if not person.roles & {Role.TEACHER, Role.SCHOOL_ADMIN}:
        return
    is_taught = select(ClassTeacher.id).where(
        ClassTeacher.school_class_id == SchoolClass.id, ClassTeacher.user_id == person.id
    )
    query = with_those_who_took_part(select(Team.round_id, SchoolClass, is_taught.exists()))
    query = query.join(SchoolClass.school).options(contains_eager(SchoolClass.school)).where(is_looked_after_by(person))
    query = query.order_by(School.sort_key, SchoolClass.sort_key, SchoolClass.id).distinct()
    for round_id, school_class, teaches in session().execute(query):
        found.classes[round_id].append(school_class)
        if teaches:
            found.thanks[round_id].add(rules.TEACHER)


# ---------------------------------------------------------------- what a certificate says
def facts_for(person: User, wanted: Wanted) -> list[Facts]:
    """What stands on everything that was asked for.

    NotFoundError for what is not this person's to have, RefusedError while the results are not public.
    """
    match wanted:
        case MemberPaper() | TeamPaper():
            return [_facts_of_team_of(person, wanted)]
        case ThanksPaper():
            return [_own_thanks(person, wanted)]
        case ClassRun():
            school_class = school_class_of(person, wanted.class_id)
            return _facts_of_many(wanted.round_id, User.school_class_id == school_class.id)
        case SchoolRun():
            school = school_run_by(person, wanted.school_id)
            facts = _facts_of_many(wanted.round_id, Team.school_id == school.id)
            return facts + _thanks_to_teachers(school, round_of(person, wanted.round_id))


def _facts_of_team_of(student: User, wanted: MemberPaper | TeamPaper) -> Facts:
    entrant = next((each for each in entrants_of(student) if each.team.id == wanted.team_id), None)
    if entrant is None:
        raise NotFoundError
    publication = _public_results(entrant.team.round)
    if isinstance(wanted, TeamPaper):
        return _facts_of_team(entrant, publication)
    return _facts_of_member(entrant, student.id, student.name, publication)


def _public_results(round_: Round) -> Publication:
    publication = shown_publication(round_.id, clock.received_at())
    if refusal := rules.why_not_certify(publication):
        raise RefusedError(refusal)
    assert publication is not None  # noqa: S101 # the rule refuses without one
    return publication


def _facts_of_member(entrant: Entrant, person_id: uuid.UUID, name: str, publication: Publication) -> Facts:
    return _facts(entrant, Holder(rules.MEMBER, entrant.team.round_id, entrant.team.id, person_id), name, publication)


def _facts_of_team(entrant: Entrant, publication: Publication) -> Facts:
    holder = Holder(rules.TEAM, entrant.team.round_id, entrant.team.id)
    return _facts(entrant, holder, entrant.team.name, publication)


def _facts(entrant: Entrant, holder: Holder, recipient: str, publication: Publication) -> Facts:
    team, round_ = entrant.team, entrant.team.round
    award = rules.award_of(publication, team.id)
    occasion = (round_.competition.title, round_.title)
    return Facts(holder, award, recipient, *occasion, team.school.name, team=team.name, title=entrant.title)


def _facts_of_many(round_id: uuid.UUID, is_chosen: ColumnElement[bool]) -> list[Facts]:
    """Team by team, each followed by its members (two queries)."""
    query = entrants().join(Membership, Membership.team_id == Team.id).join(Membership.user)
    query = query.where(Team.round_id == round_id, took_part(), is_chosen, User.ended_at.is_(None))
    query = query.order_by(Team.sort_key, Team.id, User.sort_key, User.id)
    rows = session().execute(query.add_columns(User.id, User.name)).all()
    if not rows:
        raise NotFoundError
    publication = _public_results(rows[0][0].round)
    found: dict[str, Facts] = {}
    for team, title, person_id, name in rows:
        entrant = Entrant(team, title)
        for facts in (_facts_of_team(entrant, publication), _facts_of_member(entrant, person_id, name, publication)):
            found.setdefault(facts.holder.key, facts)
    return list(found.values())


# ---------------------------------------------------------------- thanks
def _own_thanks(person: User, wanted: ThanksPaper) -> Facts:
    round_ = round_of(person, wanted.round_id)
    holder = Holder(wanted.kind, round_.id, person_id=person.id)
    issued = present_of([holder]).get(holder.key)
    deeds = _deeds_of(person, holder) if issued is None else (issued.place, issued.count)
    if deeds is None:
        raise NotFoundError
    _public_results(round_)
    return _thanks_to(person, holder, round_, deeds)


def _deeds_of(person: User, holder: Holder) -> tuple[str, int] | None:
    if holder.kind == rules.TEACHER:
        return taught_by(holder.round_id, ClassTeacher.user_id == person.id).get(person.id)
    count = _readings_of(person).get(holder.round_id)
    return None if count is None else ("", count)


def _readings_of(juror: User) -> dict[uuid.UUID, int]:
    """How many sheets somebody has handed in, by round: with those whose jury the person chairs, without idle ones."""
    done = select(func.count()).where(Assignment.panel_member_id == PanelMember.id, Assignment.state == DONE)
    query = select(PanelMember.round_id, PanelMember.is_chair, done.scalar_subquery())
    query = query.where(PanelMember.user_id == juror.id, PanelMember.removed_at.is_(None))
    return {round_id: count for round_id, is_chair, count in session().execute(query) if is_chair or count}


def _thanks_to(person: User, holder: Holder, round_: Round, deeds: tuple[str, int]) -> Facts:
    place, count = deeds
    occasion = (round_.competition.title, round_.title)
    return Facts(holder, Award(rules.THANKS), person.name, *occasion, place, count=count)


def _thanks_to_teachers(school: School, round_: Round) -> list[Facts]:
    taught = taught_by(round_.id, SchoolClass.school_id == school.id)
    query = select(User).where(User.id.in_(taught), User.ended_at.is_(None)).order_by(User.sort_key, User.id)
    return [
        _thanks_to(each, Holder(rules.TEACHER, round_.id, person_id=each.id), round_, taught[each.id])
        for each in session().scalars(query)
    ]


# ---------------------------------------------------------------- what was issued
def present_of(holders: Iterable[Holder]) -> dict[str, Certificate]:
    """The certificates that were not replaced, by the key of their holder (one query)."""
    keys = {holder.key for holder in holders}
    query = select(Certificate).where(Certificate.holder.in_(keys), Certificate.replaced_at.is_(None))
    return {row.holder: row for row in session().scalars(query)}


def certificate_in(round_id: uuid.UUID, typed: str) -> Certificate | None:
    """A certificate of a round, by its code as somebody typed it."""
    query = select(Certificate).where(Certificate.round_id == round_id, Certificate.code == text.clean_code(typed))
    return session().scalar(query)


@dataclass(frozen=True)
class Count:
    """How many certificates of a kind hold, were replaced and were withdrawn."""

    kind: str
    valid: int
    replaced: int
    withdrawn: int


def counts_of(round_id: uuid.UUID) -> list[Count]:
    is_replaced, is_withdrawn = Certificate.replaced_at.is_not(None), Certificate.withdrawn_at.is_not(None)
    query = select(
        Certificate.kind,
        func.count().filter(~is_replaced & ~is_withdrawn),
        func.count().filter(is_replaced),
        func.count().filter(is_withdrawn),
    )
    query = query.where(Certificate.round_id == round_id).group_by(Certificate.kind).order_by(Certificate.kind)
    return [Count(*row) for row in session().execute(query)]


def withdrawn_in(round_id: uuid.UUID) -> list[Certificate]:
    """With person and team, the last one first."""
    query = select(Certificate).where(Certificate.round_id == round_id, Certificate.withdrawn_at.is_not(None))
    query = query.options(joinedload(Certificate.person), joinedload(Certificate.team))
    return list(session().scalars(query.order_by(Certificate.withdrawn_at.desc(), Certificate.id)))


# ---------------------------------------------------------------- what must always hold
@invariant("every certificate says what it was issued for")
def _changed_certificates() -> list[str]:
    """Compares each certificate with the log: what it says by its digest, and whether it still holds."""
    noted: dict[uuid.UUID | None, tuple[str, str]] = {}
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.object_kind == "certificate").order_by(AuditEvent.number)
    for id_, action, values in session().execute(query):
        noted[id_] = (values["digest"], rules.STATES[action])
    rows = session().scalars(select(Certificate))
    found: dict[uuid.UUID | None, tuple[str, str]] = {
        each.id: (rules.row_digest_of(each), rules.stored_state_of(each)) for each in rows
    }
    return [f"certificate {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]
