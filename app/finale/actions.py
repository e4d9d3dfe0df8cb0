"""The final of the demo: made of a short list, judged by a smaller jury, decided, and approved by one of two."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import resources
from typing import Any

from app.core.access import Role
from app.criteria.actions import CriterionValues, add_criterion
from app.deliberation.actions import decide
from app.deliberation.queries import approved_decisions_of
from app.deliberation.rules import digest_of_all
from app.finale import rules
from app.finals.actions import create_final
from app.finals.rules import finalists_among
from app.ideas.queries import submissions_of_round
from app.judgement import actions as judgement
from app.judgement.actions import Contest
from app.judgement.rules import Effort, Seat
from app.panels.queries import choice_for
from app.ranking.queries import kept_ranking_of
from app.rounds.actions import PhaseValues, add_phase
from app.samples.actions import Entry

Scene = tuple[datetime, Callable[[Contest], object]]


def scenes_of(
    plan: Mapping[str, Any], phases: Sequence[PhaseValues], seats: Sequence[Seat], entries: Sequence[Entry],
    at: Callable[..., datetime],
) -> Iterator[Scene]:  # fmt: skip
    """The scenes of a final in the first round's jury; `phases` are those of judging and of publishing."""
    there: list[Contest] = []
    yield at(plan["created"], 10), partial(create, there=there, title=plan["title"], phases=phases)
    yield at(plan["appointed"], 10), partial(prepare, there=there, seats=seats, entries=entries)
    yield at(plan["judge"], 15), partial(judge, there=there, entries=entries)
    yield at(plan["decided"], 16), partial(settle, there=there)


def create(contest: Contest, there: list[Contest], title: str, phases: Sequence[PhaseValues]) -> None:
    """The leader makes a final of the short list, if there is one, and adds to its rubric what only a pitch shows."""
    leader, decisions = contest.leader, approved_decisions_of(contest.round_id)
    if not finalists_among(decisions):
        return
    judging, publishing = phases
    final = create_final(leader, contest.round_id, title, judging, digest_of_all(decisions))
    add_phase(leader, final.id, publishing)
    stored = json.loads(resources.files("app.finale").joinpath("pitch.json").read_text(encoding="utf-8"))
    add_criterion(leader, final.id, CriterionValues(**stored["values"]), stored["key"])
    there.append(Contest(contest.troupe, final.id))


def prepare(contest: Contest, there: Sequence[Contest], seats: Sequence[Seat], entries: Sequence[Entry]) -> None:
    """A small jury; everybody in it who is not biased reads every idea."""
    del contest
    for final in there:
        judgement.appoint(final, seats)
        numbers = {member_id: number for number, member_id in final.members.items()}
        for entry in _finalists(final, entries):
            readers = choice_for(final.round_id, entry.submission_id).readers
            free = [numbers[each.juror.member.id] for each in readers if each.refusal is None]
            judgement.deal(final, entry, sorted(free))


def _finalists(final: Contest, entries: Sequence[Entry]) -> list[Entry]:
    """The same ideas as they are in the final."""
    by_title = {entry.text.title: entry for entry in entries}
    brought = submissions_of_round(final.round_id)
    return [replace(by_title[each.title], round_id=final.round_id, submission_id=each.id) for each in brought]


def judge(contest: Contest, there: Sequence[Contest], entries: Sequence[Entry]) -> None:
    """Right after the pitches everybody hands in their sheets; the worker ranks."""
    del contest
    for final in there:
        for entry in _finalists(final, entries):
            for juror in sorted(number for title, number in final.assignments if title == entry.text.title):
                judgement.judge(final, entry, juror, Effort.ALL, is_first=False)
        judgement.rank(final)


def settle(contest: Contest, there: Sequence[Contest]) -> None:
    """The first in the official order wins; the chair approves, and the leader has not yet."""
    del contest
    for final in there:
        winner = kept_ranking_of(final.round_id).places[0]
        decide(final.chair, final.round_id, winner.entry.submission_id, rules.WINNER)
        judgement.decide_rest(final)
        judgement.approve(final, Role.CHAIR)
