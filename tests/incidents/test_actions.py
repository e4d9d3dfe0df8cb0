from datetime import datetime, timedelta
from functools import partial

from app.incidents import actions
from app.judgement.rules import Seat
from app.samples.actions import Entry
from app.samples.queries import ideas
from tests.support.rounds import OPENS

SEATS = [Seat(None, "Seniorenzentrum Lindenhof")]
PLAN = {"waived": -56, "voided": -25, "reworded": -3}


def at(day: float, hour: int, minute: int = 0) -> datetime:
    return OPENS + timedelta(days=day, hours=hour, minutes=minute)


def scenes(plan: dict[str, int], entries: list[Entry]) -> dict[str, datetime]:
    found = actions.scenes_of(plan, SEATS, entries, at)
    return {(act.func if isinstance(act, partial) else act).__name__: moment for moment, act in found}


def test_what_the_plan_does_not_ask_for_does_not_happen() -> None:
    entries = [Entry(idea) for idea in ideas() if idea.round == "published"]
    assert scenes({}, entries) == {}
    assert sorted(scenes({"reworded": -3}, entries)) == ["confirm", "reword"]
    assert sorted(scenes(PLAN, [])) == ["confirm", "reword"]


def test_further_readings_are_dealt_once_every_sheet_is_there() -> None:
    found = scenes(PLAN, [Entry(idea) for idea in ideas() if idea.round == "published"])
    assert sorted(found, key=lambda name: found[name]) == [
        "let_judge", "step_back", "deal_further", "reword", "confirm",
    ]  # fmt: skip
