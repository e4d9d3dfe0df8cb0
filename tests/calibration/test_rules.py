import uuid

from app.calibration import rules
from app.calibration.rules import EXAMPLES_MAX
from app.rubrics.models import Criterion


def a_criterion(key: str, category_ids: list[str]) -> Criterion:
    return Criterion(key=key, category_ids=category_ids)


def test_only_what_holds_for_every_idea_is_practised() -> None:
    everywhere, somewhere = a_criterion("benefit", []), a_criterion("taste", ["food"])
    assert rules.practised([everywhere, somewhere]) == [everywhere]


def test_a_line_tells_of_the_juror_and_of_all() -> None:
    criteria = [a_criterion("benefit", []), a_criterion("new", [])]
    (line,) = rules.lines_of(criteria, {"benefit": [3, "Klar."]}, {"benefit": 5}, [{"benefit": 5}, {"benefit": 2}, {}])
    assert (line.own, line.low, line.high, line.mean, line.distance) == (5, 2, 5, 3.5, 1.5)
    (alone,) = rules.lines_of(criteria[:1], {"benefit": [3, "Klar."]}, None, [])
    assert (alone.own, alone.low, alone.mean, alone.distance) == (None, None, None, None)


def test_three_samples_are_enough_and_used_ones_stay() -> None:
    assert [rules.why_not_add(count) is None for count in (EXAMPLES_MAX - 1, EXAMPLES_MAX)] == [True, False]
    assert [rules.why_not_change(sheets) is None for sheets in (0, 1)] == [True, False]


def test_who_has_practised_everything_begins() -> None:
    round_id = uuid.uuid4()
    refusal = rules.why_not_begin(1, round_id)
    assert refusal is not None
    assert (refusal.code, rules.why_not_begin(0, round_id)) == ("practise_first", None)
    assert refusal.way == ("Probe lesen", "calibration.practise_list", {"round_id": round_id})


def test_the_digest_tells_texts_apart() -> None:
    assert rules.noted({"a": 1}, "x") == rules.noted({"a": 1}, "x")
    assert len({rules.noted({"a": 1}, "x"), rules.noted({"a": 2}, "x"), rules.noted({"a": 1}, "y")}) == 3
    assert (rules.position_after([]), rules.position_after([1, 4])) == (1, 5)
