"""What a complete sheet is, and by what a rubric is known."""

from typing import Any

import pytest
from flask import Flask

from app.fairness.cases import Sheet
from app.fairness.totals import sheet_totals
from app.rubrics import rules
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark
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
    ],
)
def test_whatever_one_judges_by_changes_the_hash(change: dict[str, Any]) -> None:
    assert rules.content_hash(RUBRIC, [criterion(**change)]) != rules.content_hash(RUBRIC, [criterion()])


def test_the_hash_does_not_depend_on_the_order_in_which_rows_come() -> None:
    first, second = criterion("a", position=1), criterion("b", position=2)

    assert rules.content_hash(RUBRIC, [second, first]) == rules.content_hash(RUBRIC, [first, second])


def test_the_criteria_count_as_they_are_shown() -> None:
    criteria = [criterion("a", weight=30), criterion("b", weight=10, may_be_skipped=True)]

    found = sheet_totals(rules.counted_by(criteria), [Sheet("idea", "juror", {"a": 3, "b": 0})])

    assert found.y == (75.0,)


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


@pytest.mark.parametrize(
    ("taken", "key"),
    [((), "groesse-mut"), (("groesse-mut",), "groesse-mut-2"), (("groesse-mut", "groesse-mut-2"), "groesse-mut-3")],
)
def test_a_key_comes_from_the_name_and_is_nobody_elses(taken: tuple[str, ...], key: str) -> None:
    assert rules.new_key("Größe & Mut", taken) == key


def test_a_version_is_used_as_it_was_seen_and_stays_once_it_is_in_use() -> None:
    prepared, used = Rubric(number=2, content_hash="x"), Rubric(number=2, content_hash="x", in_use_at=JUDGING)
    refusals = [rules.why_not_use(prepared, "x"), rules.why_not_use(prepared, "y"), rules.why_not_use(used, "x")]
    assert [each.code if each else None for each in refusals] == [None, "rubric_changed", "in_use"]
    assert [rules.why_not_give_up(each) is None for each in (prepared, used)] == [True, False]


def test_the_range_of_points_is_told_only_where_all_criteria_share_it() -> None:
    assert rules.common_range([criterion("a"), criterion("b")]) == (0, 3)
    assert rules.common_range([criterion("a"), criterion("b", high=5)]) is None
    assert rules.points_in_use([criterion("a", low=1), criterion("b", low=2, high=5)]) == range(1, 6)


def test_conflicts_are_what_differs_and_nothing_else() -> None:
    stored, offered = criterion(weight=20), criterion(weight=5, may_be_skipped=True)
    found = rules.conflicts(rules.texts_of_criterion(stored), rules.texts_of_criterion(offered), 7)
    assert [(each.key, each.stored, each.offered, each.stored_version) for each in found] == [
        ("weight", "20", "5", 7),
        ("may_be_skipped", "nein", "ja", 7),
    ]
