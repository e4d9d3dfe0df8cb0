"""A lifelike competition, played scene by scene at believable moments, each through the action of everybody.

Nothing is written behind the back of the application, so that log, messages, receipts and revisions exist as in life.
"""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from app.aftermath import actions as aftermath
from app.benches import actions as benches
from app.cast import actions as cast
from app.cast import queries as cast_queries
from app.cast.actions import Troupe
from app.cast.rules import JurorText, PersonText, SchoolText
from app.core import audit, clock, db, jobs, migrations, storage
from app.demo import queries, rules
from app.demo.rules import Days
from app.finale import actions as finale
from app.incidents import actions as incidents
from app.judgement import actions as judgement
from app.judgement import rules as jury_rules
from app.judgement.actions import Contest
from app.organising import actions as organising
from app.planning import actions as planning
from app.rounds import actions as rounds
from app.rounds.actions import PhaseValues, RoundValues
from app.rounds.queries import phases_of
from app.samples import actions as samples
from app.samples import queries as sample_queries
from app.samples.actions import Entry
from app.samples.rules import CHANGED_LATER, HANDED_IN, TEAM_SIZES, IdeaText, Progress, with_fewer_files

OPENS, CLOSES = 8, 18
GRACE_MINUTES = 60


@dataclass(frozen=True)
class Script:
    """What is played: the whole of it, or a little for tests."""

    schools: Sequence[SchoolText]
    people: Sequence[PersonText]
    jurors: Sequence[JurorText]
    ideas: Sequence[IdeaText]


@dataclass
class Stage:
    """What scenes leave behind for later ones: rounds by their keys, with their juries."""

    script: Script
    troupe: Troupe
    rounds: dict[str, uuid.UUID] = field(default_factory=dict)
    contests: dict[str, Contest] = field(default_factory=dict)
    in_teams: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    scenes: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def plan(self, at: datetime, act: Callable[..., object], *args: Any, **values: Any) -> None:  # noqa: ANN401 # whatever the scene takes
        self.scenes.append((at, partial(act, *args, **values)))

    def plan_jury(
        self,
        at: datetime,
        plan: Mapping[str, Any],
        act: Callable[..., object],
        *args: Any,  # noqa: ANN401 # as above
        **values: Any,  # noqa: ANN401 # as above
    ) -> None:
        """A scene of the jury of a round, which is only known once the round is there."""
        self.scenes.append((at, lambda: act(self.contests[plan["key"]], *args, **values)))


def fill() -> None:
    """Play everything into an empty database; the files are decoded meanwhile."""
    _play(Script(cast_queries.schools(), cast_queries.showcase(), cast_queries.jurors(), sample_queries.ideas()))


def fill_small() -> None:
    """Play a little of everything: one or two rows in each table, within seconds."""
    titles = {"Der Becher, der mitzählt", "Farbreste-Rechner", "Kabel-Kompass", "Barriere-Checker", "Fair getauscht"}
    schools = [
        replace(s, classes=s.classes[:3]) for s in cast_queries.schools() if s.key in {"it", "pflege", "friseur"}
    ]
    _play(
        Script(
            schools,
            cast_queries.showcase(),
            cast_queries.jurors()[:2],
            [with_fewer_files(idea) for idea in sample_queries.ideas() if idea.title in titles],
        )
    )


def reset() -> None:
    """Empty the database and the store of files. Whoever asks for it has made sure that nobody needs them."""
    migrations.downgrade("base")
    migrations.upgrade()
    audit.forget_anchors()
    for key in list(storage.keys()):
        storage.delete(key)


def _play(script: Script) -> None:
    now = clock.now()
    today = Days(clock.today(), clock.BERLIN)
    last_year = replace(today, anchor=rules.end_of_last_year(today.anchor))
    with clock.at(last_year.at(-220, OPENS)):
        stage = Stage(script, cast.gather())
    for at, act in cast.scenes_of(stage.troupe, script.schools, script.people, script.jurors, last_year.at, today.at):
        stage.plan(at, act)
    _plan_rounds(stage, {"end_of_last_year": last_year, "today": today})
    jobs.start_thread(with_long=False)
    try:
        for at, act in sorted(stage.scenes, key=lambda scene: scene[0]):
            with clock.at(min(at, now)):  # nothing has happened yet that is still to come
                act()
        # What is left is done by two at once.
        jobs.run_due()
    finally:
        jobs.stop_thread()
    jobs.run_due()


# ---------------------------------------------------------------- rounds
def _plan_rounds(stage: Stage, anchors: dict[str, Days]) -> None:
    first = anchors["end_of_last_year"].at(-207, 9)
    competition: list[uuid.UUID] = []
    entries_of: dict[str, list[Entry]] = {}
    stage.plan(first, lambda: competition.append(_create_competition(stage)))
    for plan in queries.competition()["rounds"]:
        days = anchors[plan["anchor"]]
        stage.plan(days.at(plan["created"], 10), _create_round, stage, competition, plan, days)
        stage.plan(days.at(plan["announced"], 12), _announce, stage, plan["key"])
        if "prepared" in plan:
            size = len(stage.script.ideas), len(stage.script.jurors)
            stage.plan_jury(days.at(plan["prepared"], 9), plan, planning.prepare, *size)
        if extension := plan.get("extension"):
            stage.plan(days.at(extension["on"], 13), _extend, stage, plan["key"], extension)
        entries = [Entry(idea) for idea in stage.script.ideas if idea.round == plan["key"]]
        entries_of[plan["key"]] = entries
        for number, entry in enumerate(entries):
            _plan_entry(stage, plan, days, entry, (number + 0.5) / len(entries))
        if "readings" in plan:
            _plan_jury(stage, plan, days, entries)
    _plan_final(stage, anchors, entries_of)


def _create_competition(stage: Stage) -> uuid.UUID:
    return rounds.create_competition(stage.troupe.leader, queries.competition()["title"]).id


@db.action
def _create_round(stage: Stage, competition: list[uuid.UUID], plan: dict[str, Any], days: Days) -> None:
    admin, year = stage.troupe.leader, rules.name_of_year(days.anchor)
    values = RoundValues(plan["title"].format(year=year), lead=plan["lead"], contact=queries.competition()["contact"])
    round_ = organising.create_round(admin, competition[0], values)
    for kind, (opens, closes) in plan["phases"].items():
        grace = GRACE_MINUTES if kind in {"submit", "jury"} else 0
        rounds.add_phase(
            admin, round_.id, PhaseValues(kind, days.of_school(opens, OPENS), days.of_school(closes, CLOSES), grace)
        )
    for name in queries.competition()["categories"]:
        rounds.add_category(admin, round_.id, name)
    stage.rounds[plan["key"]], stage.in_teams[plan["key"]] = round_.id, set()
    stage.contests[plan["key"]] = Contest(stage.troupe, round_.id)


def _announce(stage: Stage, key: str) -> None:
    organising.announce_round(stage.troupe.leader, stage.rounds[key])


def _extend(stage: Stage, key: str, extension: dict[str, Any]) -> None:
    (phase,) = (phase for phase in phases_of(stage.rounds[key]) if phase.kind == extension["phase"])
    closes_at = phase.closes_at + timedelta(days=extension["by"])
    organising.extend_deadline(stage.troupe.leader, stage.rounds[key], phase.id, closes_at, extension["reason"])


# ---------------------------------------------------------------- teams and ideas
def _plan_entry(stage: Stage, plan: Mapping[str, Any], days: Days, entry: Entry, share: float) -> None:
    """From the founding to handing in; `share` (0 to 1) puts the teams of a round one after the other."""
    minute, progress = entry.text.seed % 60, entry.text.progress
    founded_at = days.between(plan["found"], share, 9, minute)
    stage.plan(founded_at, _found, stage, plan["key"], entry)
    for turn in range(1, max(TEAM_SIZES)):
        stage.plan(founded_at + timedelta(minutes=35 * turn), samples.join_team, entry)
    afternoons = rules.afternoons(founded_at, days, plan["write"], share)
    stage.plan(afternoons[0], samples.begin, entry)
    if progress != Progress.BEGUN:
        stage.plan(afternoons[1], samples.go_on, entry)
    if progress not in {Progress.BEGUN, Progress.HALF}:
        stage.plan(afternoons[2], samples.finish, entry)
        if entry.has_film:
            stage.plan(afternoons[2] + timedelta(minutes=5), _finish_decoding)
            stage.plan(afternoons[2] + timedelta(minutes=6), samples.caption, entry)
    if plan.get("late_text", {}).get("idea") == entry.text.title:
        late = _closes(plan, days, "submit") + timedelta(minutes=4)
        stage.plan(late, samples.write_late, entry, plan["late_text"]["sentence"])
    if progress in HANDED_IN:
        _plan_handing_in(stage, days.between(plan["submit"], share, 14, minute), entry)


def _closes(plan: Mapping[str, Any], days: Days, phase: str) -> datetime:
    return days.of_school(plan["phases"][phase][1], CLOSES)


def _plan_handing_in(stage: Stage, at: datetime, entry: Entry) -> None:
    stage.plan(at, samples.hand_in, entry)
    if entry.text.progress in CHANGED_LATER:
        stage.plan(at + timedelta(minutes=50), samples.change, entry)
    if entry.text.progress == Progress.TWICE:
        stage.plan(at + timedelta(minutes=65), samples.hand_in, entry)
    if entry.text.progress == Progress.WITHDRAWN:
        stage.plan(at + timedelta(hours=3), samples.withdraw, entry)


def _found(stage: Stage, key: str, entry: Entry) -> None:
    """A team of people of one school who are in no other team of the round; those of the showcase come first."""
    shown = [
        stage.troupe.people[person.sign_in_name]
        for person in stage.script.people
        if entry.text.title in person.ideas and person.sign_in_name in stage.troupe.people
    ]
    students, taken = stage.troupe.students[entry.text.school], stage.in_teams[key]
    first = entry.text.seed % len(students)
    free = [student for student in (*students[first:], *students[:first]) if student.id not in taken]
    team = [*shown, *free][: TEAM_SIZES[entry.text.seed % len(TEAM_SIZES)]]
    taken.update(student.id for student in team)
    samples.found_team(entry, stage.rounds[key], team[0], team[1:])


# ---------------------------------------------------------------- jury and results
def _plan_jury(stage: Stage, plan: Mapping[str, Any], days: Days, entries: Sequence[Entry]) -> None:
    seats = _seats(stage, plan)
    stage.plan_jury(days.at(plan["appointed"], 10), plan, judgement.appoint, seats)
    usual = benches.scenes_of(plan, seats, entries, days.at, days.between)
    late = benches.late_scenes_of(plan, entries, _closes(plan, days, "jury"))
    for at, act in chain(usual, incidents.scenes_of(plan, seats, entries, days.at), late):
        stage.plan_jury(at, plan, act)
    for at, act, things in aftermath.scenes_of(plan, days.at, entries):
        stage.plan_jury(at, plan, act, *things)
    stage.plan_jury(days.at(plan["judge"][1] + 1, 6), plan, judgement.rank)
    if "ticked" in plan:
        _plan_papers(stage, plan, days, entries)
    if "decided" in plan:
        stage.plan(days.at(plan["decided"], 16), jobs.run_due)  # the ranking by which is decided
        for at, act in judgement.results_of(plan, entries, days.at):
            stage.plan_jury(at, plan, act)


def _seats(stage: Stage, plan: Mapping[str, Any]) -> list[jury_rules.Seat]:
    known = {school.key for school in stage.script.schools}
    return jury_rules.seats_of(stage.script.people, stage.script.jurors, known)[: plan["jurors"]]


def _plan_final(stage: Stage, anchors: dict[str, Days], entries_of: Mapping[str, Sequence[Entry]]) -> None:
    """The final goes on this year, with the short list of last year's round."""
    plan, days = queries.competition()["final"], anchors["today"]
    title = plan["title"].format(year=rules.name_of_year(anchors["end_of_last_year"].anchor))
    phases = [
        PhaseValues(kind, days.of_school(opens, OPENS), days.of_school(closes, CLOSES))
        for kind, (opens, closes) in plan["phases"].items()
    ]
    entries = entries_of[plan["after"]]
    scenes = finale.scenes_of({**plan, "title": title}, phases, _seats(stage, plan), entries, days.at)
    for at, act in scenes:
        stage.plan_jury(at, {"key": plan["after"]}, act)


def _plan_papers(stage: Stage, plan: Mapping[str, Any], days: Days, entries: Sequence[Entry]) -> None:
    """Teachers tick, the leader releases; the last few teams still have to bring their papers."""
    if "released" in plan:
        stage.plan(days.at(plan["released"], 13), _decode)
        stage.plan(days.at(plan["released"], 13, 59), _finish_decoding)
    for number, entry in enumerate(entries[: max(1, len(entries) - plan["unticked"])]):
        stage.plan(days.at(plan["ticked"], 8, number), judgement.tick, entry)
        if "released" in plan:
            stage.plan_jury(days.at(plan["released"], 14, number), plan, judgement.release, entry)


def _finish_decoding() -> None:
    """Nobody releases a picture that cannot be seen yet, however slow the machine is."""
    while queries.is_decoding():
        if jobs.run_due(limit=1) == 0:
            time.sleep(0.05)  # the other one is at the last of them


def _decode() -> None:
    """Only what was decoded can be released, and time flies here: let no file wait any longer."""
    jobs.stop_thread()
    jobs.run_due()
    jobs.start_thread(with_long=False)
