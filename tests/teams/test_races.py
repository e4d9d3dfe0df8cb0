"""Many at once: promises hold when nobody waits for anybody."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from flask import Flask

from app.accounts.models import User
from app.core import db, invariants
from app.core.errors import InvalidError, RefusedError
from app.teams import actions, queries
from tests.support.browsers import Browser
from tests.support.teams import a_ground, a_team, join, names_in

CROWD = 20
T = TypeVar("T")


def _at_once(app: Flask, calls: Sequence[Callable[[], T]]) -> list[T]:
    """Run all calls at the same moment, each in a thread, with a session and a clock of its own."""
    barrier = threading.Barrier(len(calls))
    # The rows of the test are read by all threads; none may need the session of another.
    db.read_again()
    db.close_session()

    def run(call: Callable[[], T]) -> T:
        with app.app_context():
            barrier.wait()
            try:
                return call()
            finally:
                db.close_session()

    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(copy_context().run, run, call) for call in calls]
        return [future.result() for future in running]


def _outcome(change: Callable[[], object]) -> str:
    try:
        change()
    except RefusedError as error:
        return error.refusal.code
    except InvalidError:
        return "invalid"
    return "done"


def test_the_last_place_goes_to_exactly_one_of_twenty(app: Flask) -> None:
    ground = a_ground(team_max=2)
    team = a_team(ground.student("Mia"), ground.round)
    crowd = [ground.student(f"Person {number}") for number in range(CROWD)]

    def joining(student: User) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.join_team(student, team.code))

    outcomes = _at_once(app, [joining(student) for student in crowd])

    assert Counter(outcomes) == {"done": 1, "team_full": CROWD - 1}
    assert (len(names_in(team)), invariants.breaches()) == (2, {})


def test_nineteen_of_twenty_read_that_the_team_is_full(app: Flask) -> None:
    ground = a_ground(team_max=2)
    team = a_team(ground.student("Mia"), ground.round)
    browsers = [Browser(app).sign_in(ground.student(f"Person {number}")) for number in range(CROWD)]

    def posting(browser: Browser) -> Callable[[], tuple[int, bool]]:
        def post() -> tuple[int, bool]:
            answer = browser.post(f"/t/{team.code}")
            return answer.status_code, "Team ist voll." in answer.text

        return post

    answers = _at_once(app, [posting(browser) for browser in browsers])

    assert Counter(answers) == {(303, False): 1, (409, True): CROWD - 1}
    assert (len(names_in(team)), invariants.breaches()) == (2, {})


def test_one_person_who_clicks_twenty_times_is_one_member(app: Flask) -> None:
    ground = a_ground()
    team = a_team(ground.student("Mia"), ground.round)
    ben = ground.student("Ben")

    outcomes = _at_once(app, [lambda: _outcome(lambda: actions.join_team(ben, team.code))] * CROWD)

    assert Counter(outcomes) == {"done": CROWD}
    assert (names_in(team), invariants.breaches()) == (["Mia", "Ben"], {})


def test_nobody_gets_into_two_teams_at_once_where_one_is_allowed(app: Flask) -> None:
    ground = a_ground()
    teams = [a_team(ground.student(f"Person {number}"), ground.round, f"Team {number}") for number in range(10)]
    ben = ground.student("Ben")

    def joining(code: str) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.join_team(ben, code))

    def founding(name: str) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.found_team(ben, ground.round.id, name))

    outcomes = _at_once(app, [joining(team.code) for team in teams] + [founding(f"Neu {n}") for n in range(10)])

    assert Counter(outcomes) == {"done": 1, "team_limit": CROWD - 1}
    assert (len(queries.teams_of(ben)), invariants.breaches()) == (1, {})


def test_a_name_goes_to_exactly_one_of_twenty(app: Flask) -> None:
    ground = a_ground()
    crowd = [ground.student(f"Person {number}") for number in range(CROWD)]

    def founding(student: User) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.found_team(student, ground.round.id, "Solarbank"))

    outcomes = _at_once(app, [founding(student) for student in crowd])

    assert Counter(outcomes) == {"done": 1, "invalid": CROWD - 1}
    assert invariants.breaches() == {}


def test_teams_hold_together_while_all_come_go_and_hand_over(app: Flask) -> None:
    ground = a_ground(team_max=8)
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    members = [ground.student(f"Mitglied {number}") for number in range(5)]
    for member in members:
        join(member, team)
    newcomers = [ground.student(f"Person {number}") for number in range(8)]

    def leaving(member: User) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.leave_team(member, team.id))

    def joining(newcomer: User) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.join_team(newcomer, team.code))

    def handing_over(member: User) -> Callable[[], str]:
        return lambda: _outcome(lambda: actions.hand_over_team(mia, team.id, member.id))

    changes = [*map(leaving, members[:3]), *map(joining, newcomers), *map(handing_over, members[3:])]
    outcomes = _at_once(app, changes)

    assert set(outcomes) <= {"done", "team_full", "only_captain"}
    assert Counter(outcomes)["only_captain"] == 1
    assert invariants.breaches() == {}
