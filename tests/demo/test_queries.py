from datetime import date, timedelta
from typing import Any

import pytest

from app.core import clock
from app.demo import queries, rules
from app.demo.actions import CLOSES, OPENS
from app.demo.rules import Days
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import phase_faults
from tests.support.people import an_admin


def test_the_plan_has_a_round_in_every_state() -> None:
    rounds = queries.competition()["rounds"]

    assert [each["key"] for each in rounds] == ["published", "decide", "jury", "submit", "register"]
    assert {kind for each in rounds for kind in each["phases"]} <= set(PhaseKind)


@pytest.mark.usefixtures("app")
def test_somebody_has_to_be_there_for_the_database_to_be_in_use() -> None:
    before = queries.has_people()
    an_admin()

    assert (before, queries.has_people()) == (False, True)


@pytest.mark.parametrize("plan", queries.competition()["rounds"], ids=lambda plan: plan["key"])
def test_the_plan_of_a_round_fits_whatever_day_the_demo_is_made(plan: dict[str, Any]) -> None:
    begin = date(2026, 9, 1)

    assert [day for day in (begin + timedelta(days=n) for n in range(731)) if not _fits(plan, day)] == []


def _fits(plan: dict[str, Any], today: date) -> bool:
    days = Days(rules.end_of_last_year(today) if plan["anchor"] == "end_of_last_year" else today, clock.BERLIN)
    phases = {
        kind: (days.of_school(opens, OPENS), days.of_school(closes, CLOSES))
        for kind, (opens, closes) in plan["phases"].items()
    }
    rows = [
        Phase(kind=kind, opens_at=opens, closes_at=closes, grace_minutes=60) for kind, (opens, closes) in phases.items()
    ]
    windows = [("register", plan["found"]), ("submit", plan["submit"]), ("jury", plan.get("judge"))]
    inside = [
        phases[kind][0] <= days.at(window[0], 9) and days.at(window[1], 19) < phases[kind][1]
        for kind, window in windows
        if window and not (plan["key"] == "register" and kind == "submit")
    ]
    order = [phases["submit"][1], days.at(plan["dealt"], 10), phases["jury"][0]] if "dealt" in plan else []
    if "decided" in plan:
        first, second = (("decided", 17), ("ticked", 8), ("approved", 9)), (("released", 14), ("moderated", 10))
        steps = (*first, *second, ("published", 12))
        order += [phases["jury"][1], *(days.at(plan[name], hour) for name, hour in steps)]
    return all(inside) and order == sorted(order) and phase_faults(rows) == {}
