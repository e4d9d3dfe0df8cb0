"""The jury of the demo at work, and what follows: decisions, approvals, papers, releases, results, certificates."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from app.accounts import queries as people
from app.accounts.models import User
from app.cast.actions import Troupe
from app.certificates.actions import certificates_for
from app.certificates.queries import Shelf, shelves_of
from app.certificates.rules import ClassRun, MemberPaper, SchoolRun, TeamPaper, ThanksPaper, Wanted
from app.clearances import actions as clearances
from app.clearances.queries import entry_of
from app.clearances.rules import everything_of
from app.core import clock, db
from app.core.access import Role
from app.deliberation import actions as deliberation
from app.deliberation.queries import candidates_of, decisions_of
from app.deliberation.rules import digest_of_all, open_ideas, rest_of
from app.feedback import actions as feedback
from app.feedback.queries import moderation_of, piles_of
from app.judgement import queries, rules
from app.judgement.rules import Effort, Seat
from app.panels import actions as panels
from app.panels.actions import JurorValues
from app.plans.actions import give_pairs
from app.publication import actions as publication
from app.publication.queries import bundle_of, teams_to_tell
from app.rounds.models import Round
from app.rubrics.queries import criteria_of, rubric_of
from app.rubrics.rules import Mark
from app.samples.actions import Entry
from app.scoring import actions as scoring
from app.snapshots.actions import make_snapshot
from app.submissions.queries import teachers_of


@dataclass
class Contest:
    """A round with its jury. Members of the jury are known by number, assignments by title of the idea as well."""

    troupe: Troupe
    round_id: uuid.UUID
    members: dict[int, uuid.UUID] = field(default_factory=dict)
    assignments: dict[tuple[str, int], uuid.UUID] = field(default_factory=dict)

    @property
    def leader(self) -> User:
        return self.troupe.leader

    @property
    def chair(self) -> User:
        return self.troupe.chair


# ---------------------------------------------------------------- the jury at work
@db.action
def appoint(contest: Contest, seats: Sequence[Seat]) -> None:
    """The first jurors take the seats; the chair reads nothing and leads them."""
    for number, seat in enumerate(seats):
        juror = contest.troupe.jurors[number]
        school_id = contest.troupe.schools[seat.school].id if seat.school else None
        values = JurorValues(juror.email or "", juror.name, school_id, seat.company)
        contest.members[number] = panels.add_juror(contest.leader, contest.round_id, values).id
    chair = contest.chair
    values = JurorValues(chair.email or "", chair.name, is_juror=False, is_chair=True)
    panels.add_juror(contest.leader, contest.round_id, values)


def deal(contest: Contest, entry: Entry, readers: Sequence[int]) -> None:
    """The system deals what the sample says."""
    by_member = {contest.members[reader]: reader for reader in readers}
    pairs = [(entry.submission_id, member_id) for member_id in by_member]
    for dealt in give_pairs(contest.leader, db.load(Round, contest.round_id), pairs, days=0):
        contest.assignments[entry.text.title, by_member[dealt.panel_member_id]] = dealt.id


def choose(contest: Contest, entry: Entry, reader: int) -> None:
    """The leader wants this juror to read this idea, too."""
    (chosen,) = panels.assign(contest.leader, contest.round_id, entry.submission_id, [contest.members[reader]])
    contest.assignments[entry.text.title, reader] = chosen.id


def judge(contest: Contest, entry: Entry, reader: int, effort: Effort, *, is_first: bool, version: int = 0) -> None:
    """Fill in a sheet, so far as the effort goes; `version` is that of the stored one."""
    if effort == Effort.NONE:
        return
    juror, assignment_id = contest.troupe.jurors[reader], contest.assignments[entry.text.title, reader]
    marks = marks_of(entry, reader)
    if is_first:
        marks = rules.with_remark(marks, entry.text)
    if effort == Effort.SOME:
        marks = rules.without_the_last(marks)
    sheet = scoring.save_sheet(juror, assignment_id, marks, version)
    if effort == Effort.ALL:
        scoring.hand_in_sheet(juror, assignment_id, sheet.version)


def marks_of(entry: Entry, reader: int) -> dict[str, Mark]:
    """What a juror thinks of an idea, by the rubric in use."""
    criteria = [(each.key, each.may_be_skipped) for each in criteria_of(rubric_of(entry.round_id).id)]
    return rules.marks_of(entry.text, reader, criteria, queries.comments())


def rank(contest: Contest) -> None:
    """What the worker does after every sheet; time flies here, so it is done once for all of them."""
    make_snapshot(contest.round_id)


# ---------------------------------------------------------------- decisions
def results_of(
    plan: Mapping[str, Any], entries: Sequence[Entry], at: Callable[..., datetime]
) -> Iterator[tuple[datetime, Callable[[Contest], object]]]:
    """What happens from the first decision to the last certificate; `at` says when."""
    for number, entry in enumerate(entries):
        yield at(plan["decided"], 17, number), partial(decide, entry=entry)
    yield at(plan["decided"], 18), decide_rest
    yield at(plan["approved"], 9), partial(approve, role=Role.CHAIR)
    yield at(plan["approved"], 16), partial(approve, role=Role.ADMIN)
    yield at(plan["moderated"], 10), partial(moderate, but_for=plan["unread"])
    yield at(plan["published"] - 1, 12), partial(publish, at=at(plan["published"], 12))
    yield at(plan["published"] + 1, 9), certify


def decide(contest: Contest, entry: Entry) -> None:
    """The chair gives what the sample says; if others have a higher mean, the reason tells why."""
    if (prize := entry.text.prize) is not None:
        deliberation.decide(contest.chair, contest.round_id, entry.submission_id, rules.decision_of(prize))


@db.action
def decide_rest(contest: Contest) -> None:
    """All others are not selected; whoever has a higher mean than one that is gets a reason."""
    chair, round_id = contest.chair, contest.round_id
    if rest_of(candidates_of(round_id)):
        deliberation.decide_rest(chair, round_id, "", digest_of_all(decisions_of(round_id)))
    for idea in open_ideas(candidates_of(round_id)):
        deliberation.decide(chair, round_id, idea.submission_id, rules.PASSED_OVER)


def approve(contest: Contest, role: Role) -> None:
    person = contest.chair if role == Role.CHAIR else contest.leader
    deliberation.approve(person, contest.round_id, role, digest_of_all(decisions_of(contest.round_id)))


# ---------------------------------------------------------------- what may be shown
def tick(entry: Entry) -> None:
    """The first teacher of the team has seen its papers."""
    teacher = people.person(teachers_of(entry.team_id)[0].id)
    clearances.note_papers(teacher, entry.team_id)


def release(contest: Contest, entry: Entry) -> None:
    """Everything in which nobody is named; those who win are proud of their school."""
    found = entry_of(contest.round_id, entry.submission_id)
    offered = everything_of(found.offer, found.released, found.names)
    offered = replace(offered, is_school_named=entry.text.prize is not None)
    clearances.release(contest.leader, contest.round_id, entry.submission_id, offered, found.version)


@db.action
def moderate(contest: Contest, *, but_for: int = 0) -> None:
    """The chair looks through the comments, and leaves those on the last few ideas for another day."""
    piles = piles_of(contest.round_id)
    for pile in piles[: len(piles) - but_for]:
        found = moderation_of(contest.round_id, pile.submission_id)
        verdicts = {comment.key: rules.verdict_on(comment, found.names) for comment in found.comments}
        feedback.moderate(contest.chair, contest.round_id, pile.submission_id, verdicts, 0)


# ---------------------------------------------------------------- the publication
@db.action
def publish(contest: Contest, at: datetime) -> None:
    """The leader sets the moment; what the worker tells the teams then is told as of that moment."""
    bundle = bundle_of(contest.round_id)
    planned = publication.publish(contest.leader, contest.round_id, bundle.digest, at=at, without=bundle.withheld_keys)
    with clock.at(at):
        for team_id in teams_to_tell(planned.id, at):
            publication.tell_team(planned.id, team_id)


def certify(contest: Contest) -> None:
    """Whoever anybody may be has downloaded what there is to download."""
    for person in contest.troupe.people.values():
        for shelf in shelves_of(person):
            if shelf.round.id == contest.round_id:
                for wanted in _wanted_from(shelf):
                    certificates_for(person, wanted)


def _wanted_from(shelf: Shelf) -> list[Wanted]:
    round_id, teams = shelf.round.id, [each.team.id for each in shelf.teams]
    wanted: list[Wanted] = [paper(team_id) for team_id in teams for paper in (MemberPaper, TeamPaper)]
    wanted += [ThanksPaper(round_id, kind) for kind in sorted(shelf.thanks)]
    wanted += [ClassRun(round_id, each.id) for each in shelf.classes]
    return wanted + [SchoolRun(round_id, each.id) for each in shelf.schools]
