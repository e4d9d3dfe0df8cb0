"""What does not go as planned in the jury of the demo, from an exception to readings that come on top."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial
from typing import Any

from app.benches import actions as benches
from app.confirmations.actions import ask_again
from app.core import clock, db
from app.criteria import actions as criteria
from app.criteria.actions import CriterionValues
from app.incidents import rules
from app.judgement import actions as judgement
from app.judgement.actions import Contest
from app.judgement.rules import Effort, Seat
from app.panels.queries import choice_for
from app.panels.rules import BIASED
from app.recusals import actions as recusals
from app.rubrics.queries import criteria_of, newest_rubric_of, rubric_of
from app.samples.actions import Entry
from app.scoring.queries import reading_of
from app.waves.actions import deal_wave
from app.waves.queries import state_of
from app.waves.rules import why_not_wave

Scene = tuple[datetime, Callable[[Contest], object]]


def scenes_of(
    plan: Mapping[str, Any], seats: Sequence[Seat], entries: Sequence[Entry], at: Callable[..., datetime]
) -> Iterator[Scene]:
    """What happens between the first and the last sheet of a jury; `at` says when."""
    if "reworded" in plan:
        yield at(plan["reworded"], 9), reword
        yield at(plan["reworded"] + 1, 20), partial(confirm, entries=entries)
    found = rules.exception_among([entry.text for entry in entries], seats)
    if "waived" in plan and found is not None:
        yield at(plan["waived"], 14), partial(let_judge, entry=entries[found[0]], juror=found[1])
    if "voided" in plan and entries:
        yield at(plan["voided"], 20), partial(step_back, entry=entries[-1])
        yield at(plan["voided"] + 1, 10), partial(deal_further, entries=entries)


# ---------------------------------------------------------------- an exception
def let_judge(contest: Contest, entry: Entry, juror: int) -> None:
    """The chair lets somebody of the team's company judge it; who deals gives them the idea."""
    member = contest.members[juror]
    recusals.waive(contest.chair, contest.round_id, member, entry.submission_id, rules.EXCEPTION)
    judgement.choose(contest, entry, juror)


# ---------------------------------------------------------------- a sheet that counts no more
def step_back(contest: Contest, entry: Entry) -> None:
    """Somebody recognises a team after judging it; the chair takes the sheet out, and somebody else reads at once."""
    substitute = _substitute_for(contest, entry)
    if substitute is None:
        return
    juror = max(number for title, number in contest.assignments if title == entry.text.title)
    person, assignment_id = contest.troupe.jurors[juror], contest.assignments.pop((entry.text.title, juror))
    recusals.decline(person, assignment_id, BIASED, "family", rules.RECOGNISED)
    recusals.void(contest.chair, contest.round_id, assignment_id, rules.VOIDED)
    judgement.choose(contest, entry, substitute)
    judgement.judge(contest, entry, substitute, Effort.ALL, is_first=False)


def _substitute_for(contest: Contest, entry: Entry) -> int | None:
    """Who reads least of those that have not got an idea and may have it."""
    numbers = {member_id: number for number, member_id in contest.members.items()}
    free = [
        numbers[each.juror.member.id]
        for each in choice_for(contest.round_id, entry.submission_id).readers
        if each.assignment is None and each.refusal is None
    ]
    return free[0] if free else None


# ---------------------------------------------------------------- further readings
def deal_further(contest: Contest, entries: Sequence[Entry]) -> None:
    """The worker has ranked; the chair deals what would make it clearer, and who gets it reads it the same day."""
    dealt = set(contest.assignments)
    judgement.rank(contest)
    _deal_what_is_shown(contest)
    benches.take_note(contest, entries)
    benches.judge_anew(contest, entries, dealt, Effort.ALL)


@db.action
def _deal_what_is_shown(contest: Contest) -> None:
    proposal, left, _waves = state_of(contest.round_id, clock.now())
    if proposal is not None and why_not_wave(proposal, left) is None:
        deal_wave(contest.chair, contest.round_id, proposal.digest)


# ---------------------------------------------------------------- another wording
@db.action
def reword(contest: Contest) -> None:
    """A question was too narrow: the leader asks it anew, and the chair asks everybody to look at it once more."""
    leader, round_id = contest.leader, contest.round_id
    criteria.add_version(leader, round_id)
    rubric = newest_rubric_of(round_id)
    (known,) = (each for each in criteria_of(rubric.id) if each.key == rules.REWORDED)
    values = {field.name: getattr(known, field.name) for field in fields(CriterionValues)}
    changed = CriterionValues(**{**values, "question": rules.QUESTION})
    criteria.edit_criterion(leader, round_id, known.id, changed, known.version)
    criteria.use_version(leader, round_id, newest_rubric_of(round_id).content_hash)
    ask_again(contest.chair, round_id, rubric_of(round_id).content_hash)


def confirm(contest: Contest, entries: Sequence[Entry]) -> None:
    """Some look at their sheets again and hand them in."""
    by_title = {entry.text.title: entry for entry in entries}
    for title, juror in sorted(contest.assignments):
        if rules.confirms(juror):
            _confirm_one(contest, by_title[title], juror)


@db.action
def _confirm_one(contest: Contest, entry: Entry, juror: int) -> None:
    person, assignment_id = contest.troupe.jurors[juror], contest.assignments[entry.text.title, juror]
    reading = reading_of(person, assignment_id)
    if reading.former and not reading.is_final:
        judgement.judge(contest, entry, juror, Effort.ALL, is_first=False, version=reading.version)
