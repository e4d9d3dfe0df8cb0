import json
from datetime import datetime, timedelta
from functools import partial
from importlib import resources

from app.criteria.actions import CriterionValues
from app.criteria.rules import criterion_faults
from app.demo.queries import competition
from app.finale import actions
from app.judgement.queries import comments
from app.rounds.actions import PhaseValues
from app.rounds.models import PhaseKind
from app.rubrics.models import Criterion
from tests.support.rounds import OPENS

PHASES = [PhaseValues(kind, OPENS, OPENS + timedelta(days=9)) for kind in (PhaseKind.JURY, PhaseKind.PUBLISH)]


def at(day: float, hour: int, minute: int = 0) -> datetime:
    return OPENS + timedelta(days=day, hours=hour, minutes=minute)


def test_the_final_is_made_prepared_judged_and_decided_in_this_order() -> None:
    found = [
        (moment, act.func.__name__)
        for moment, act in actions.scenes_of(competition()["final"], PHASES, [], [], at)
        if isinstance(act, partial)
    ]
    assert [name for _moment, name in sorted(found)] == ["create", "prepare", "judge", "settle"]


def test_the_criterion_of_the_pitch_is_sound_and_jurors_have_words_for_it() -> None:
    stored = json.loads(resources.files("app.finale").joinpath("pitch.json").read_text(encoding="utf-8"))
    values = CriterionValues(**stored["values"])
    assert criterion_faults(Criterion(**vars(values)), []) == {}
    assert sorted(comments()[stored["key"]]) == ["high", "low", "mid"]
