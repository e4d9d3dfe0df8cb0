"""The jury of the demo in talk, a question about a sheet, an appeal, and what will count in a final."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.aftermath import rules
from app.appeals import actions as appeals
from app.appeals.queries import appeals_in
from app.appeals.rules import PROCEDURE, REJECTED
from app.core import db
from app.discussions import actions as discussions
from app.judgement.actions import Contest
from app.questions import actions as questions
from app.questions.queries import questions_of, standouts_of
from app.questions.rules import KEPT
from app.rubrics.queries import criteria_of, rubric_of
from app.samples.actions import Entry
from app.scoring import actions as scoring
from app.scoring.queries import reading_of
from app.stages.actions import lay_down

Scene = tuple[datetime, Callable[..., object], tuple[Any, ...]]


def scenes_of(plan: Mapping[str, Any], at: Callable[..., datetime], entries: Sequence[Entry]) -> Iterator[Scene]:
    """What happens around the jury of a round, as moments with what is done and for whom; `at` a day and hour."""
    last = plan["judge"][1]
    yield at(plan["appointed"], 11), lay_down_share, ()
    for turn, minute in enumerate((0, 9, 21)):
        yield at(last, 20, minute), talk, (entries, turn)
    if "published" in plan and entries:
        odd = rules.odd_one_of([entry.text for entry in entries])
        if odd is not None:
            yield at(last, 19), stray, (entries[odd],)
            yield at(last + 1, 9), ask, ()
            yield at(last + 1, 18), reply, ()
        yield at(plan["published"] + 2, 15), appeal, (entries[odd or 0],)
        yield at(plan["published"] + 4, 10), look_into_it, ()
        yield at(plan["published"] + 7, 11), settle, ()


def lay_down_share(contest: Contest) -> None:
    lay_down(contest.leader, contest.round_id, rules.SHARE, 0)


@db.action
def talk(contest: Contest, entries: Sequence[Entry], turn: int) -> None:
    """About the first idea that two have read to the end, the two and then the chair say something in turn."""
    for entry in entries:
        done = [juror for juror in _readers(contest, entry) if _is_done(contest, entry, juror)]
        if len(done) >= len(rules.TALK):
            speakers = [*(contest.troupe.jurors[juror] for juror in done[: len(rules.TALK)]), contest.chair]
            text = (*rules.TALK, rules.OF_THE_CHAIR)[turn]
            discussions.post(speakers[turn], contest.round_id, entry.submission_id, text)
            if speakers[turn] == contest.chair and len(done) == len(_readers(contest, entry)):
                discussions.open_discussion(contest.chair, contest.round_id, entry.submission_id)
            return


def _readers(contest: Contest, entry: Entry) -> list[int]:
    return [juror for title, juror in contest.assignments if title == entry.text.title]


def _is_done(contest: Contest, entry: Entry, juror: int) -> bool:
    return reading_of(contest.troupe.jurors[juror], contest.assignments[entry.text.title, juror]).is_final


@db.action
def stray(contest: Contest, entry: Entry) -> None:
    """The first reader of an idea has second thoughts and gives it next to nothing."""
    juror = min(_readers(contest, entry))
    person, assignment_id = contest.troupe.jurors[juror], contest.assignments[entry.text.title, juror]
    scoring.reopen_sheet(person, assignment_id)
    marks = rules.low_marks(each.key for each in criteria_of(rubric_of(contest.round_id).id))
    version = reading_of(person, assignment_id).version
    sheet = scoring.save_sheet(person, assignment_id, marks, version)
    scoring.hand_in_sheet(person, assignment_id, sheet.version)


def ask(contest: Contest) -> None:
    """The chair asks about the sheet that stands out most, if any does."""
    for each in standouts_of(contest.round_id)[:1]:
        questions.ask(contest.chair, contest.round_id, each.sheet_id)


def reply(contest: Contest) -> None:
    by_member = {member: contest.troupe.jurors[number] for number, member in contest.members.items()}
    for each in questions_of(contest.round_id):
        questions.answer(by_member[each.member_id], each.question.id, KEPT, rules.KEPT)


def appeal(contest: Contest, entry: Entry) -> None:
    del contest
    appeals.appeal(entry.author(0), entry.team_id, PROCEDURE, rules.APPEAL)


def look_into_it(contest: Contest) -> None:
    for each in appeals_in(contest.chair, contest.round_id):
        appeals.take_up(contest.chair, contest.round_id, each.id)


def settle(contest: Contest) -> None:
    for each in appeals_in(contest.chair, contest.round_id):
        appeals.answer(contest.chair, contest.round_id, each.id, REJECTED, rules.ANSWER)
