"""A lifelike competition, played scene by scene at believable moments, each through the action of everybody.

Nothing is written behind the back of the application, so that log, messages, receipts and revisions exist as in life.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.cast import actions as cast
from app.cast import queries as cast_queries
from app.cast.actions import Troupe
from app.cast.rules import JurorText, PersonText, SchoolText, names_of_class
from app.core import audit, clock, db, jobs, migrations, storage
from app.core.access import Role
from app.deliberation import actions as deliberation
from app.deliberation.queries import decisions_of
from app.deliberation.rules import PRIZE, DecisionValues
from app.demo import queries, rules
from app.demo.rules import Days
from app.organising import actions as organising
from app.panels import actions as panels
from app.panels.actions import JurorValues
from app.publication import actions as publication
from app.publication.rules import digest_of, results_of
from app.rounds import actions as rounds
from app.rounds.actions import PhaseValues, RoundValues
from app.rounds.queries import phases_of
from app.rubrics.queries import criteria_of, rubric_of
from app.samples import actions as samples
from app.samples import queries as sample_queries
from app.samples.actions import Entry
from app.samples.rules import CHANGED_LATER, HANDED_IN, TEAM_SIZES, IdeaText, Progress, with_fewer_files
from app.scoring import actions as scoring

OPENS, CLOSES = 8, 18
GRACE_MINUTES = 60
HALF = 4  # of a class comes in last year, the other half now


@dataclass(frozen=True)
class Script:
    """What is played: the whole of it, or a little for tests."""

    schools: Sequence[SchoolText]
    people: Sequence[PersonText]
    jurors: Sequence[JurorText]
    ideas: Sequence[IdeaText]


@dataclass
class Stage:
    """What scenes leave behind for later ones. Jurors are known by number, assignments by title of the idea as well."""

    script: Script
    troupe: Troupe
    rounds: dict[str, uuid.UUID] = field(default_factory=dict)
    in_teams: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    members: dict[tuple[str, int], uuid.UUID] = field(default_factory=dict)
    assignments: dict[tuple[str, int], uuid.UUID] = field(default_factory=dict)
    scenes: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def plan(self, at: datetime, act: Callable[..., object], *args: Any, **values: Any) -> None:  # noqa: ANN401 # whatever the scene takes
        self.scenes.append((at, partial(act, *args, **values)))


def fill() -> None:
    """Play everything into an empty database; the files are decoded meanwhile."""
    _play(
        Script(cast_queries.schools(), cast_queries.showcase(), cast_queries.jurors(), sample_queries.ideas())
    )  # fmt: skip


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
    _plan_people(stage, last_year, today)
    _plan_rounds(stage, {"end_of_last_year": last_year, "today": today})
    jobs.start_thread()
    try:
        for at, act in sorted(stage.scenes, key=lambda scene: scene[0]):
            with clock.at(min(at, now)):  # nothing has happened yet that is still to come
                act()
        # What is left is done by two at once.
        jobs.run_due()
    finally:
        jobs.stop_thread()
    jobs.run_due()


# ---------------------------------------------------------------- people
def _plan_people(stage: Stage, last_year: Days, today: Days) -> None:
    script, troupe = stage.script, stage.troupe
    for number, school in enumerate(script.schools):
        stage.plan(last_year.at(-219, 9 + number % 6, 10), cast.open_school, troupe, school)
        for place, name in enumerate(school.classes):
            names = names_of_class(cast_queries.first_names(), school.key, name, 2 * HALF)
            first, second = (
                last_year.at(-214 + place, 8 + number % 5, 30),
                today.at(-88 + place % 5, 8 + number % 5, 15),
            )
            stage.plan(first, cast.enrol_class, troupe, school.key, name, names[:HALF])
            stage.plan(second, cast.enrol_class, troupe, school.key, name, names[HALF:])
    known = {school.key for school in script.schools}
    for number, person in enumerate(script.people):
        if person.role == Role.STUDENT and known.issuperset(person.schools):
            stage.plan(last_year.at(-206, 11, number), cast.show_student, troupe, person)
        elif person.role not in {Role.STUDENT, Role.ADMIN}:
            local = replace(person, schools=tuple(key for key in person.schools if key in known))
            stage.plan(last_year.at(-213, 14, number), cast.show_staff, troupe, local)
    stage.plan(last_year.at(-80, 15), cast.bring_jurors, troupe, script.jurors)


# ---------------------------------------------------------------- rounds
def _plan_rounds(stage: Stage, anchors: dict[str, Days]) -> None:
    first = anchors["end_of_last_year"].at(-207, 9)
    competition: list[uuid.UUID] = []
    stage.plan(first, lambda: competition.append(_create_competition(stage)))
    for plan in queries.competition()["rounds"]:
        days = anchors[plan["anchor"]]
        stage.plan(days.at(plan["created"], 10), _create_round, stage, competition, plan, days)
        stage.plan(days.at(plan["announced"], 12), _announce, stage, plan["key"])
        if extension := plan.get("extension"):
            stage.plan(days.at(extension["on"], 13), _extend, stage, plan["key"], extension)
        entries = [Entry(idea) for idea in stage.script.ideas if idea.round == plan["key"]]
        for number, entry in enumerate(entries):
            _plan_entry(stage, plan, days, entry, (number + 0.5) / len(entries))
        if "readings" in plan:
            _plan_jury(stage, plan, days, entries)


def _create_competition(stage: Stage) -> uuid.UUID:
    return rounds.create_competition(stage.troupe.leader, queries.competition()["title"]).id


@db.action
def _create_round(stage: Stage, competition: list[uuid.UUID], plan: dict[str, Any], days: Days) -> None:
    admin, year = stage.troupe.leader, rules.name_of_year(days.anchor)
    values = RoundValues(plan["title"].format(year=year), lead=plan["lead"], contact=queries.competition()["contact"])
    round_ = organising.create_round(admin, competition[0], values)
    for kind, (opens, closes) in plan["phases"].items():
        grace = GRACE_MINUTES if kind == "submit" else 0
        rounds.add_phase(
            admin, round_.id, PhaseValues(kind, days.of_school(opens, OPENS), days.of_school(closes, CLOSES), grace)
        )
    for name in queries.competition()["categories"]:
        rounds.add_category(admin, round_.id, name)
    stage.rounds[plan["key"]], stage.in_teams[plan["key"]] = round_.id, set()


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
    if progress in HANDED_IN:
        _plan_handing_in(stage, days.between(plan["submit"], share, 14, minute), entry)


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
    schools = _schools_of_jurors(stage.script)[: plan["jurors"]]
    stage.plan(days.at(plan["appointed"], 10), _appoint, stage, plan["key"], schools)
    for number, entry in enumerate(entries):
        readers = rules.readers_of(number, entry.text.school, schools, plan["readings"])
        stage.plan(days.at(plan["dealt"], 10, number), _deal, stage, plan["key"], entry, readers)
        for turn, juror in enumerate(readers):
            effort = rules.effort_of(number, juror, plan["finished"])
            at = days.between(plan["judge"], (number * 3 + turn * 7) % 10 / 10, 15 + turn, number)
            stage.plan(at, _judge, stage, entry, juror, effort, is_first=turn == 0)
        if plan.get("decided") and entry.text.prize:
            stage.plan(days.at(plan["decided"], 17, number), _award, stage, plan["key"], entry)
    if plan.get("published"):
        stage.plan(days.at(plan["published"], 12), _publish, stage, plan["key"])


def _schools_of_jurors(script: Script) -> list[str | None]:
    """The school of every juror, in the order in which they come in; None for those of a company or the city."""
    known = {school.key for school in script.schools}
    shown = [next(iter(person.schools), None) for person in script.people if person.role == Role.JUROR]
    return [school if school in known else None for school in [*shown, *(juror.school for juror in script.jurors)]]


@db.action
def _appoint(stage: Stage, key: str, schools: Sequence[str | None]) -> None:
    for number, school in enumerate(schools):
        juror, school_id = stage.troupe.jurors[number], stage.troupe.schools[school].id if school else None
        values = JurorValues(juror.email or "", juror.name, school_id)
        stage.members[key, number] = panels.add_juror(stage.troupe.leader, stage.rounds[key], values).id


def _deal(stage: Stage, key: str, entry: Entry, readers: Sequence[int]) -> None:
    readers_by_member = {stage.members[key, reader]: reader for reader in readers}
    round_id = stage.rounds[key]
    for dealt in panels.assign(stage.troupe.leader, round_id, entry.submission_id, list(readers_by_member)):
        stage.assignments[entry.text.title, readers_by_member[dealt.panel_member_id]] = dealt.id


def _judge(stage: Stage, entry: Entry, reader: int, effort: rules.Effort, *, is_first: bool) -> None:
    if effort == rules.Effort.NONE:
        return
    juror, assignment_id = stage.troupe.jurors[reader], stage.assignments[entry.text.title, reader]
    criteria = [(each.key, each.may_be_skipped) for each in criteria_of(rubric_of(entry.round_id).id)]
    marks = rules.marks_of(entry.text, reader, criteria, queries.comments())
    if is_first:
        marks = rules.with_remark(marks, entry.text)
    if effort == rules.Effort.SOME:
        marks = rules.without_the_last(marks)
    sheet = scoring.save_sheet(juror, assignment_id, marks, 0)
    if effort == rules.Effort.ALL:
        scoring.hand_in_sheet(juror, assignment_id, sheet.version)


def _award(stage: Stage, key: str, entry: Entry) -> None:
    prize = entry.text.prize
    assert prize is not None  # noqa: S101 # planned only for those with a prize
    values = DecisionValues(PRIZE, prize.name, prize.rank, prize.reason, deviates=True)
    deliberation.decide(stage.troupe.leader, stage.rounds[key], entry.submission_id, values)


def _publish(stage: Stage, key: str) -> None:
    digest = digest_of(results_of(decisions_of(stage.rounds[key])))
    publication.publish(stage.troupe.leader, stage.rounds[key], digest)
