"""How readings come to the jury of the demo: profiles, dealing, giving back, dealing anew, and judging."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.benches import queries, rules
from app.calibration import actions as calibration
from app.calibration.queries import criteria_to_practise, examples_of
from app.calibration.rules import Reference
from app.conflicts import actions as conflicts
from app.core import db
from app.core.idempotency import Write
from app.folders import actions as folders
from app.folders.rules import HAND_IN, Offer, Sent
from app.judgement import actions as judgement
from app.judgement import rules as jury_rules
from app.judgement.actions import Contest
from app.judgement.rules import Effort, Seat
from app.panels.rules import BIASED
from app.plans import actions as plans
from app.plans.rules import READY, Order
from app.profiles import actions as profiles
from app.profiles.rules import GERMAN, Profile
from app.recusals import actions as recusals
from app.rounds.queries import categories_of
from app.samples.actions import Entry
from app.scoring.rules import comment_field, entered, points_field

Scene = tuple[datetime, Callable[[Contest], object]]
At = Callable[..., datetime]
Dealt = Collection[tuple[str, int]]
_SEED = 2024


def scenes_of(
    plan: Mapping[str, Any], seats: Sequence[Seat], entries: Sequence[Entry], at: At, between: At
) -> Iterator[Scene]:
    """What happens from the first day of a jury to its last sheet; `at` and `between` say when."""
    yield at(plan["appointed"], 11), partial(introduce, seats=seats)
    yield at(plan["appointed"], 12), agree_on_samples
    yield at(plan["dealt"], 17), practise
    dealt: set[tuple[str, int]] = set()
    for number, entry in enumerate(entries):
        biased = jury_rules.biased_against(entry.text, seats)
        readers = jury_rules.readers_of(number, biased, len(seats), plan["readings"])
        dealt |= {(entry.text.title, juror) for juror in readers}
        yield at(plan["dealt"], 10, number), partial(judgement.deal, entry=entry, readers=readers)
        quitter = rules.quitter_of(number, readers, biased, len(seats))
        if quitter is not None:
            cause = rules.CAUSES[number]
            yield at(plan["dealt"], 12, number), partial(give_back, entry=entry, juror=quitter, cause=cause)
        for turn, juror in enumerate(each for each in readers if each != quitter):
            effort = jury_rules.effort_of(number, juror, plan["finished"])
            if turn == 0 and entry.text.title == plan.get("late_sheet"):
                effort = Effort.NONE
            moment = between(plan["judge"], (number * 3 + turn * 7) % 10 / 10, 15 + turn, number)
            yield moment, partial(judgement.judge, entry=entry, reader=juror, effort=effort, is_first=turn == 0)
    if entries:
        yield at(plan["dealt"], 9), partial(object_to, entry=entries[0])
        yield at(plan["dealt"], 13), partial(deal_anew, entries=entries, readings=plan["readings"])
        yield at(plan["dealt"], 18), say_yes
        yield between(plan["judge"], 0.1, 8), take_along
        effort = Effort.ALL if plan["finished"] == 10 else Effort.NONE  # noqa: PLR2004 # all of ten
        yield between(plan["judge"], 0.9, 19), partial(judge_anew, entries=entries, dealt=dealt, effort=effort)


def late_scenes_of(plan: Mapping[str, Any], entries: Sequence[Entry], closes_at: datetime) -> Iterator[Scene]:
    """A sheet that is filled in on a train without network just before a jury's end, and arrives just after it."""
    for entry in entries:
        if entry.text.title == plan.get("late_sheet"):
            yield closes_at - timedelta(hours=3), partial(leave_with_folder, entry=entry)
            filled_in_at = closes_at - timedelta(minutes=40)
            yield closes_at + timedelta(minutes=12), partial(arrive_late, entry=entry, filled_in_at=filled_in_at)


def introduce(contest: Contest, seats: Sequence[Seat]) -> None:
    """Everybody in the jury says what they know, how much they read, and where they teach."""
    categories = categories_of(contest.round_id)
    for number, seat in enumerate(seats):
        fields = tuple(categories[place].id for place in rules.fields_of(number, len(categories)))
        schools = (contest.troupe.schools[seat.school].id,) if seat.school else ()
        profile = Profile((GERMAN,), fields, rules.load_of(number), schools)
        profiles.edit_own_profile(contest.troupe.jurors[number], contest.round_id, profile, 0)


def agree_on_samples(contest: Contest) -> None:
    """The chair writes sample ideas and what they are worth."""
    keys = [criterion.key for criterion in criteria_to_practise(contest.round_id)]
    for sample in queries.samples():
        reference = {
            key: Reference(sample.points[place % len(sample.points)], sample.reason) for place, key in enumerate(keys)
        }
        calibration.add_example(contest.chair, contest.round_id, sample.title, sample.text, reference)
    calibration.require(contest.chair, contest.round_id, is_required=False)


def practise(contest: Contest) -> None:
    """Two of three jurors try themselves; some are stricter than others."""
    for number in contest.members:
        for example in examples_of(contest.round_id) if number % 3 else []:
            given = {key: rules.tried(said[0], number) for key, said in example.reference.items()}
            calibration.practise(contest.troupe.jurors[number], contest.round_id, example.id, given)


def object_to(contest: Contest, entry: Entry) -> None:
    """A team does not want to be judged by whoever sells the same."""
    del contest
    note = "Die verkaufen fast das Gleiche und kennen unsere Idee vom Tag der offenen Tür."
    conflicts.object_to_company(entry.author(0), entry.team_id, "Konkurrenz & Söhne GmbH", note)


def give_back(contest: Contest, entry: Entry, juror: int, cause: str) -> None:
    """A juror sees at once that this idea is not for them."""
    person = contest.troupe.jurors[juror]
    assignment_id = contest.assignments.pop((entry.text.title, juror))
    words = {BIASED: "Mein Neffe ist im Team."}.get(cause, "Ich schaffe diesmal nur ein paar Ideen, Entschuldigung.")
    recusals.decline(person, assignment_id, cause, "family" if cause == BIASED else "other", words)


def deal_anew(contest: Contest, entries: Sequence[Entry], readings: int) -> None:
    """The system fills every gap; the chair has looked at the proposal before."""
    plan, _is_left_to_job = plans.propose(contest.chair, contest.round_id, Order(readings, _SEED))
    if plans.work_out(plan.id).state == READY:
        plans.apply(contest.chair, contest.round_id, plan.id)
    take_note(contest, entries)


def take_note(contest: Contest, entries: Sequence[Entry]) -> None:
    """The system has dealt: remember who has what by now."""
    titles = {entry.submission_id: entry.text.title for entry in entries}
    numbers = {member_id: number for number, member_id in contest.members.items()}
    for submission_id, member_id, assignment_id in queries.dealt_in(contest.round_id, list(numbers)):
        contest.assignments[titles[submission_id], numbers[member_id]] = assignment_id


def take_along(contest: Contest) -> None:
    """One of those who have something to read judges on the train."""
    number = min(juror for _title, juror in contest.assignments)
    folders.load_folder(contest.troupe.jurors[number], contest.round_id)


def leave_with_folder(contest: Contest, entry: Entry) -> None:
    folders.load_folder(contest.troupe.jurors[_who_is_late(contest, entry)], contest.round_id)


def arrive_late(contest: Contest, entry: Entry, filled_in_at: datetime) -> None:
    """What the page of a sheet sends once the train has network again."""
    number = _who_is_late(contest, entry)
    juror, assignment_id = contest.troupe.jurors[number], contest.assignments[entry.text.title, number]
    fields = {HAND_IN: "1"}
    for key, mark in judgement.marks_of(entry, number).items():
        fields[points_field(key)], fields[comment_field(key)] = entered(mark)
    sent = Sent({name: Offer(value, 0) for name, value in fields.items()}, {}, filled_in_at)
    folders.save_marks(juror, assignment_id, sent, Write(juror.id, f"train {assignment_id}", ""))


def _who_is_late(contest: Contest, entry: Entry) -> int:
    """The first reader of an idea who has not begun."""
    readers = (juror for title, juror in contest.assignments if title == entry.text.title)
    return min(juror for juror in readers if queries.is_open(contest.assignments[entry.text.title, juror]))


@db.action
def say_yes(contest: Contest) -> None:
    """Most of the jury accept what they got."""
    for number in contest.members:
        if number % 4:
            recusals.accept(contest.troupe.jurors[number], contest.round_id)


def judge_anew(contest: Contest, entries: Sequence[Entry], dealt: Dealt, effort: Effort) -> None:
    """What came to somebody later is read as well."""
    by_title = {entry.text.title: entry for entry in entries}
    for title, juror in sorted(contest.assignments.keys() - set(dealt)):
        judgement.judge(contest, by_title[title], juror, effort, is_first=False)
