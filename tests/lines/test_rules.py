"""How a final sheet becomes a line: the same for every language until somebody reads it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core.i18n import force_locale
from app.lines import rules
from app.lines.rules import HandedIn
from app.rubrics.rules import Mark

KEYS = ("novelty", "teamwork", "digital")
BEGUN, HANDED_IN = datetime(2027, 3, 31, 7, tzinfo=UTC), datetime(2027, 3, 31, 8, 30, 59, tzinfo=UTC)
SHEET = HandedIn("145/2", BEGUN, HANDED_IN, None, None, "f00d")
MARKS = {"novelty": Mark(0, comment="Alt; aber gut."), "teamwork": Mark(is_skipped=True)}


def read(said: bytes, language: str = "de") -> str:
    with force_locale(language):
        return rules.in_words(said).decode()


def test_points_and_comments_stand_side_by_side_and_then_what_the_sheet_is_worth() -> None:
    said = rules.said_of(KEYS, MARKS, SHEET)
    assert read(said) == (
        '0;"Alt; aber gut.";nicht beurteilbar;;;;145;2;72,5;2027-03-31 09:00;2027-03-31 10:30;;;f00d\r\n'
    )


def test_the_same_line_is_read_in_every_language() -> None:
    said = rules.said_of(KEYS, MARKS, SHEET)
    assert read(said, "en") == read(said).replace("nicht beurteilbar", "cannot be assessed").replace("72,5", "72.5")


def test_what_came_late_says_when_it_came_and_when_it_was_filled_in() -> None:
    late = SHEET._replace(late_at=HANDED_IN, filled_in_at=BEGUN)
    assert read(rules.said_of([], {}, late)).endswith(";2027-03-31 10:30;2027-03-31 09:00;f00d\r\n")


@pytest.mark.parametrize(
    ("total", "shown"), [("580/9", "580;9;64,4"), ("289/4", "289;4;72,3"), ("0/1", "0;1;0,0"), ("100/1", "100;1;100,0")]
)
def test_a_total_is_exact_and_beside_it_rounded_with_halves_going_up(total: str, shown: str) -> None:
    assert read(rules.said_of([], {}, SHEET._replace(total=total))).startswith(f"{shown};")


@pytest.mark.parametrize("comment", ["=1+1", "@SUM(A1)", "-5"])
def test_a_comment_is_no_formula(comment: str) -> None:
    said = rules.said_of(["novelty"], {"novelty": Mark(3, comment=comment)}, SHEET)
    assert read(said).startswith(f"3;'{comment};")


@pytest.mark.parametrize("comment", ["nicht beurteilbar", "72.5", 'Er sagt: "Gut; so"', "Erstens\nzweitens", "5", ""])
def test_cells_are_what_was_said_whatever_a_comment_looks_like(comment: str) -> None:
    marks = {"novelty": replace(MARKS["novelty"], comment=comment), "teamwork": MARKS["teamwork"]}
    lines = rules.said_of(KEYS, marks, SHEET) + rules.said_of(KEYS, {}, SHEET)
    rest = [145, 2, 72.5, "2027-03-31 09:00", "2027-03-31 10:30", None, None, "f00d"]
    assert rules.cells_of(lines) == [
        [0, comment, "nicht beurteilbar", "", None, "", *rest],
        [None, "", None, "", None, "", *rest],
    ]
