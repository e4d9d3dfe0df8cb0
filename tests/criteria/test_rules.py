"""What is wrong with a criterion, and what differs between two states of it."""

from typing import Any

import pytest

from app.criteria import rules
from app.rubrics.models import Criterion, Rubric
from tests.support.rounds import JUDGING

pytestmark = pytest.mark.usefixtures("app")


def criterion(key: str = "benefit", **values: Any) -> Criterion:  # noqa: ANN401 # the columns of a criterion
    usual = {
        "weight": 20,
        "low": 0,
        "high": 3,
        "is_required": True,
        "may_be_skipped": False,
        "name": {"de": key, "en": "Benefit"},
        "question": {"de": "Wem hilft es?"},
        "levels": {"0": {"de": "Niemandem."}, "3": {"de": "Allen."}},
    }
    return Criterion(key=key, **{**usual, **values})


ENDS = {"0": {"de": "Nichts."}, "100": {"de": "Alles."}}
HUNDRED = {"high": 100, "comments": "ends", "levels": ENDS}


@pytest.mark.parametrize(
    ("taken", "key"),
    [((), "groesse-mut"), (("groesse-mut",), "groesse-mut-2"), (("groesse-mut", "groesse-mut-2"), "groesse-mut-3")],
)
def test_a_key_comes_from_the_name_and_is_nobody_elses(taken: tuple[str, ...], key: str) -> None:
    assert rules.new_key("Größe & Mut", taken) == key


@pytest.mark.parametrize(
    ("key", "faults"),
    [
        ("", {}),
        ("mut-2", {}),
        ("benefit", {"key": ["Diesen Kurznamen hat schon ein Kriterium."]}),
        ("Mut!", {"key": ["Bitte nur Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel mut."]}),
    ],
)
def test_a_chosen_key_is_plain_and_nobody_elses(key: str, faults: dict[str, list[str]]) -> None:
    assert rules.key_faults(key, ["benefit"]) == faults


@pytest.mark.parametrize(
    ("values", "others", "field"),
    [
        (HUNDRED, [criterion("a")], ""),
        ({**HUNDRED, "comments": "common"}, [criterion("a")], "comments"),
        ({**HUNDRED, "levels": {"0": {"de": "Nichts."}}}, [criterion("a")], "level_100_de"),
        ({**HUNDRED, "levels": {**ENDS, "50": {"plain": "Halb."}}}, [criterion("a")], "level_50_de"),
        ({"category_ids": ["x"]}, [criterion("a")], ""),
        ({"category_ids": ["x"]}, [criterion("a", weight=0)], "category_ids"),
        ({"category_ids": ["x"]}, [criterion("a", kind="info")], "category_ids"),
        ({"kind": "measurement"}, [criterion("a")], ""),
        ({"kind": "measurement"}, [criterion("a", kind="info")], "weight"),
    ],
)
def test_every_kind_of_criterion_is_looked_at_in_its_own_way(
    values: dict[str, Any], others: list[Criterion], field: str
) -> None:
    assert list(rules.criterion_faults(criterion(**values), others)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"a": 0, "b": 5, "c": 0}, "Mindestens ein Kriterium, das zählt, muss für alle Themenfelder gelten."),
        ({"a": 0, "b": 0, "c": 9}, "Die Gewichte ergeben zusammen nichts."),
        ({"a": 1, "b": 0, "c": 0}, ""),
    ],
)
def test_weights_must_leave_every_category_something_to_judge_by(weights: dict[str, int], words: str) -> None:
    criteria = [criterion("a"), criterion("b", category_ids=["x"]), criterion("c", kind="info")]
    assert rules.weight_faults(criteria, weights) == ({"": [words]} if words else {})


def test_points_are_named_where_levels_give_them() -> None:
    criteria = [criterion("a", low=1), criterion("b", low=2, high=5), criterion("c", **HUNDRED)]
    assert rules.points_in_use(criteria) == [1, 2, 3, 4, 5]


def test_conflicts_are_what_differs_in_words_and_nothing_else() -> None:
    stored, offered = criterion(), criterion(weight=5, may_be_skipped=True, comments="none", category_ids=["x"])
    stored_texts, offered_texts = (rules.texts_of_criterion(each, {"x": "Klima"}) for each in (stored, offered))

    found = rules.conflicts(stored_texts, offered_texts, 7)

    assert [(each.key, each.stored, each.offered, each.stored_version) for each in found] == [
        ("weight", "20", "5", 7),
        ("may_be_skipped", "nein", "ja", 7),
        ("comments", "wie bei allen Kriterien", "kein Kommentar", 7),
        ("category_ids", "", "Klima", 7),
    ]


def test_a_version_is_used_as_it_was_seen_and_stays_once_it_is_in_use() -> None:
    prepared, used = Rubric(number=2, content_hash="x"), Rubric(number=2, content_hash="x", in_use_at=JUDGING)
    refusals = [rules.why_not_use(prepared, "x"), rules.why_not_use(prepared, "y"), rules.why_not_use(used, "x")]
    assert [each.code if each else None for each in refusals] == [None, "rubric_changed", "in_use"]
    assert [rules.why_not_give_up(each) is None for each in (prepared, used)] == [True, False]
