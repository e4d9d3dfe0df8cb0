from datetime import datetime, timedelta

from app.aftermath import actions
from app.samples.actions import Entry
from app.samples.queries import ideas
from tests.support.rounds import OPENS

PLAN = {"appointed": -65, "judge": [-52, -22]}


def at(day: float, hour: int, minute: int = 0) -> datetime:
    return OPENS + timedelta(days=day, hours=hour, minutes=minute)


def names(plan: dict[str, object], entries: list[Entry]) -> list[str]:
    return [act.__name__ for _moment, act, _things in actions.scenes_of(plan, at, entries)]


def test_while_a_jury_reads_there_is_only_talk() -> None:
    entries = [Entry(idea) for idea in ideas() if idea.round == "jury"]
    assert names(dict(PLAN), entries) == ["lay_down_share", "talk", "talk", "talk"]


def test_with_results_a_sheet_is_asked_about_and_a_team_appeals() -> None:
    entries = [Entry(idea) for idea in ideas() if idea.round == "published"]
    found = names({**PLAN, "published": -4}, entries)
    assert found[4:] == ["stray", "ask", "reply", "appeal", "look_into_it", "settle"]
    assert names({**PLAN, "published": -4}, []) == found[:4]


def test_everything_happens_in_its_order() -> None:
    entries = [Entry(idea) for idea in ideas() if idea.round == "published"]
    scenes = {act.__name__: moment for moment, act, _t in actions.scenes_of({**PLAN, "published": -4}, at, entries)}
    order = ["lay_down_share", "stray", "talk", "ask", "reply", "appeal", "look_into_it", "settle"]
    assert sorted(scenes, key=lambda name: scenes[name]) == order
