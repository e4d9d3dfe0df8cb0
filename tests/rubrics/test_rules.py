"""What a complete sheet is, and by what a rubric is known."""

from typing import Any

import pytest
from flask import Flask

from app.rubrics import rules
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, Share
from tests.support.rounds import JUDGING

pytestmark = pytest.mark.usefixtures("app")

RUBRIC = Rubric(labels={"0": {"de": "nichts", "en": "nothing"}, "3": {"de": "gut", "en": "good"}}, comment_for=[0, 3])


def criterion(key: str = "benefit", **values: Any) -> Criterion:  # noqa: ANN401 # the columns of a criterion
    defaults = {
        "position": 1,
        "weight": 20,
        "low": 0,
        "high": 3,
        "is_required": True,
        "may_be_skipped": False,
        "name": {"de": "Nutzen", "en": "Benefit"},
        "question": {"de": "Wem hilft es?", "en": "Who benefits?"},
        "levels": {"0": {"de": "Niemandem."}, "3": {"de": "Allen."}},
    }
    return Criterion(key=key, **{**defaults, **values})


def test_weights_are_shown_as_shares_of_their_sum() -> None:
    criteria = [criterion("a", weight=30), criterion("b", weight=10), criterion("c", weight=0)]

    assert [rules.percent_of(each, criteria) for each in criteria] == [75, 25, 0]
    assert rules.percent_of(criteria[2], criteria[2:]) == 100


def test_shares_are_those_of_each_category() -> None:
    criteria = [criterion("a", weight=30), criterion("b", weight=10, category_ids=["x"]), criterion("c", kind="info")]
    names = {"x": "Klima", "y": "Arbeit"}

    assert [rules.shares_of(each, criteria, names) for each in criteria] == [
        [Share(75, ("Klima",)), Share(100, ("Arbeit",))],
        [Share(25, ("Klima",))],
        [Share(0)],
    ]
    assert rules.shares_of(criteria[0], criteria[:1], names) == [Share(100)]


def test_of_a_hundred_points_those_described_are_told_in_plain_words_where_there_are_some(app: Flask) -> None:
    levels = {"0": {"de": "Nichts.", "plain": "Gar nichts."}, "100": {"de": "Alles.", "en": "All."}}
    hundred = criterion(high=100, levels=levels)
    told = {}
    for language in ("de", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            found = rules.levels_of(RUBRIC, hundred, is_plain=True)
            told[language] = [(level.points, level.text) for level in found], rules.is_in_plain_language([hundred])

    assert told == {
        "de": ([(0, "Gar nichts."), (100, "Alles.")], True),
        "en": ([(0, "Nichts."), (100, "All.")], False),
    }


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, [0, 3]),
        ({"comments": "optional"}, []),
        ({"comments": "none"}, []),
        ({"comments": "ends", "low": 1}, [1, 3]),
        ({"comments": "required"}, [0, 1, 2, 3]),
        ({"comments": "common", "high": 100}, []),
    ],
)
def test_a_sentence_is_asked_for_by_the_rule_of_the_criterion(values: dict[str, Any], asked: list[int]) -> None:
    assert [points for points in range(4) if rules.asks_why(RUBRIC, criterion(**values), points)] == asked


def test_where_no_comment_is_wanted_none_is_kept() -> None:
    without = criterion(comments="none")
    assert rules.mark_faults(RUBRIC, without, Mark(3)) == []
    for is_final in (True, False):
        found = rules.mark_faults(RUBRIC, without, Mark(3, comment="Doch."), is_final=is_final)
        assert found == ["Zu diesem Kriterium ist kein Kommentar vorgesehen."]


def test_the_points_that_need_a_sentence_are_told_only_where_all_criteria_share_them() -> None:
    assert rules.common_why(RUBRIC, [criterion("a"), criterion("b", comments="ends")]) == [0, 3]
    assert rules.common_why(RUBRIC, [criterion("a"), criterion("b", comments="optional")]) == []
    assert rules.common_why(RUBRIC, [criterion("a"), criterion("b", comments="required")]) == []


def test_every_number_of_points_has_a_level_and_in_betweens_have_no_text(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        levels = rules.levels_of(RUBRIC, criterion())

    assert [(level.points, level.title, level.text) for level in levels] == [
        (0, "nichts", "Niemandem."),
        (1, "", ""),
        (2, "", ""),
        (3, "gut", "Allen."),
    ]


def test_the_default_rubric_is_sound_and_weighs_a_hundred() -> None:
    stored = rules.default_rubric()["criteria"]

    assert [each["key"] for each in stored] == [
        "novelty", "benefit", "feasibility", "digital", "sustainability", "teamwork", "presentation",
    ]  # fmt: skip
    assert sum(each["weight"] for each in stored) == 100


@pytest.mark.parametrize(
    ("criteria", "faults"),
    [
        ([], ["Das Raster hat noch kein Kriterium."]),
        ([criterion(weight=0)], ["Die Gewichte ergeben zusammen nichts."]),
        ([criterion("a"), criterion("a")], ["Ein Kriterium steht doppelt im Raster."]),
        ([criterion("a"), criterion("b", weight=-1)], ["Nutzen: Das Gewicht darf nicht kleiner als 0 sein."]),
        ([criterion(low=3)], ["Nutzen: Es braucht mindestens zwei Stufen."]),
        (
            [criterion(levels={"0": {"de": "Niemandem."}})],
            ["Nutzen: Die niedrigste und die höchste Stufe brauchen eine Beschreibung."],
        ),
        ([criterion("a"), criterion("b", weight=0)], []),
        ([criterion(kind="info")], ["Die Gewichte ergeben zusammen nichts."]),
        (
            [criterion(category_ids=["x"])],
            ["Mindestens ein Kriterium, das zählt, muss für alle Themenfelder gelten."],
        ),
    ],
)
def test_criteria_by_which_nobody_could_judge_are_named(criteria: list[Criterion], faults: list[str]) -> None:
    assert rules.rubric_faults(criteria) == faults


@pytest.mark.parametrize(
    ("mark", "faults"),
    [
        (Mark(2), []),
        (Mark(3, comment="Weil es allen hilft."), []),
        (Mark(), ["Hier fehlen noch die Punkte."]),
        (Mark(4), ["Möglich sind 0 bis 3 Punkte."]),
        (Mark(-1), ["Möglich sind 0 bis 3 Punkte."]),
        (Mark(0), ["Bei 0 Punkten bitte in einem Satz sagen, warum."]),
        (Mark(3, comment=" \n"), ["Bei 3 Punkten bitte in einem Satz sagen, warum."]),
        (Mark(is_skipped=True), ["Dieses Kriterium bitte in jedem Fall bewerten."]),
    ],
)
def test_a_final_mark_has_points_and_where_asked_a_sentence(mark: Mark, faults: list[str]) -> None:
    assert rules.mark_faults(RUBRIC, criterion(), mark) == faults


def test_a_draft_may_lack_points_and_sentence_but_not_be_nonsense() -> None:
    marks = [Mark(), Mark(0), Mark(9)]

    assert [rules.mark_faults(RUBRIC, criterion(), mark, is_final=False) for mark in marks] == [
        [],
        [],
        ["Möglich sind 0 bis 3 Punkte."],
    ]


def test_what_may_be_skipped_is_skipped_or_judged_not_both() -> None:
    skippable = criterion(may_be_skipped=True)

    assert rules.mark_faults(RUBRIC, skippable, Mark(is_skipped=True)) == []
    assert rules.mark_faults(RUBRIC, skippable, Mark(0, is_skipped=True)) == [
        "Entweder Punkte oder „nicht beurteilbar“, nicht beides."
    ]


def test_an_optional_criterion_may_stay_empty() -> None:
    assert rules.mark_faults(RUBRIC, criterion(is_required=False), Mark()) == []


def test_all_faults_of_a_sheet_are_told_by_criterion() -> None:
    criteria = [criterion("a"), criterion("b"), criterion("c")]

    assert rules.sheet_faults(RUBRIC, criteria, {"a": Mark(1), "b": Mark(0)}) == {
        "b": ["Bei 0 Punkten bitte in einem Satz sagen, warum."],
        "c": ["Hier fehlen noch die Punkte."],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"weight": 21},
        {"high": 4},
        {"low": -1},
        {"key": "other"},
        {"is_required": False},
        {"may_be_skipped": True},
        {"name": {"de": "Nutzen!", "en": "Benefit"}},
        {"question": {"de": "Wem?", "en": "Who?"}},
        {"levels": {"0": {"de": "Niemandem."}, "3": {"de": "Vielen."}}},
        {"kind": "info"},
        {"comments": "none"},
        {"category_ids": ["x"]},
    ],
)
def test_whatever_one_judges_by_changes_the_hash(change: dict[str, Any]) -> None:
    assert rules.content_hash(RUBRIC, [criterion(**change)]) != rules.content_hash(RUBRIC, [criterion()])


def test_a_hash_that_was_once_given_stays() -> None:
    assert rules.content_hash(RUBRIC, [criterion()])[:16] == "e3b00dd554eeaf2d"


def test_the_hash_does_not_depend_on_the_order_in_which_rows_come() -> None:
    first, second = criterion("a", position=1), criterion("b", position=2)

    assert rules.content_hash(RUBRIC, [second, first]) == rules.content_hash(RUBRIC, [first, second])


# ---------------------------------------------------------------- changing a rubric
@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ({"begun_sheets": 0}, None, ""),
        ({"begun_sheets": 1}, "sheets_begun", "schon 1 Bogen begonnen"),
        ({"begun_sheets": 2}, "sheets_begun", "schon 2 Bögen begonnen"),
        ({"begun_sheets": 2, "frozen_at": JUDGING}, "rubric_frozen", "neue Version"),
    ],
)
def test_a_rubric_is_changed_until_a_sheet_is_begun(values: dict[str, Any], code: str | None, words: str) -> None:
    refusal = rules.why_not_edit(Rubric(number=1, **values))
    assert (refusal.code if refusal else None) == code
    assert words in (refusal.reason if refusal else "")


def test_the_range_of_points_is_told_only_where_all_criteria_share_it() -> None:
    assert rules.common_range([criterion("a"), criterion("b")]) == (0, 3)
    assert rules.common_range([criterion("a"), criterion("b", high=5)]) is None
