"""What a juror finds of criteria that are no usual ones, and that everything about them is counted exactly."""

from fractions import Fraction

import pytest
from flask import Flask

from app.core import clock, db, invariants
from app.criteria import actions
from app.criteria.actions import CriterionValues
from app.ideas.models import Idea
from app.ranking.queries import ranking_of
from app.rubrics.queries import categories_by_id
from app.rubrics.rules import Mark
from app.scoring import queries
from app.scoring.actions import hand_in_sheet
from app.sheets.queries import table_of
from tests.support.browsers import Browser
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks, some_admin
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING
from tests.support.teams import Ground, a_ground


@pytest.fixture
@prepared
def ground(app: Flask) -> Ground:
    """A round with a hundred points for one criterion, one for the first category, and one that does not count."""
    del app
    ground = a_ground()
    (first, *_others) = categories_by_id(ground.round.id)
    for values in (
        CriterionValues(
            {"de": "Wirkung"}, {"de": "Wie viel?"}, 50, 0, 100, {"0": {"de": "Nichts."}, "100": {"de": "Alles."}},
            comments="ends", is_required=False,
        ),
        CriterionValues(
            {"de": "Material"}, {"de": "Wie sparsam?"}, 50, 0, 3, {"0": {"de": "Nicht."}, "3": {"de": "Sehr."}},
            comments="required", category_ids=[first],
        ),
        CriterionValues(
            {"de": "Minuten"}, {"de": "Wie lang?"}, 90, 0, 9, {"0": {"de": "Kurz."}, "9": {"de": "Lang."}},
            comments="none", kind="measurement", is_required=False,
        ),
    ):  # fmt: skip
        actions.add_criterion(some_admin(), ground.round.id, values)
    return ground


SAID = {"wirkung": Mark(60), "material": Mark(3, comment="Gut gerechnet."), "minuten": Mark(9)}


def test_a_juror_is_asked_only_what_holds_for_the_idea(app: Flask, ground: Ground) -> None:
    juror = a_juror(ground.round)
    pages = []
    with clock.at(JUDGING):
        browser = Browser(app).sign_in(juror)
    for category in (0, 1):
        assignment = an_assignment(juror, a_submission(ground, f"Idee {category}", category))
        with clock.at(JUDGING):
            pages.append(browser.get(f"/jury/{assignment.id}").text)

    assert ["Wie sparsam?" in page for page in pages] == [True, False]
    for page in pages:
        assert ('name="points-wirkung"' in page, 'data-asks-why="0 100"' in page) == (True, True)
        assert ('name="comment-minuten"' in page, "Bei 0 und 100 Punkten bitte" in page) == (False, True)
    assert ["Hier bitte immer in einem Satz sagen" in page for page in pages] == [True, False]


def test_points_are_typed_saved_and_shown_again(app: Flask, ground: Ground) -> None:
    juror = a_juror(ground.round)
    assignment = an_assignment(juror, a_submission(ground))
    with clock.at(JUDGING):
        browser = Browser(app).sign_in(juror)
        saved = browser.post(f"/jury/{assignment.id}", {"version": "0", "points-wirkung": "47"})
        page = browser.get(f"/jury/{assignment.id}").text
        wrong = browser.post(f"/jury/{assignment.id}", {"version": "1", "points-wirkung": "101"})

    assert (saved.status_code, queries.reading_of(juror, assignment.id).marks["wirkung"]) == (303, Mark(47))
    assert ('value="47"' in page, wrong.status_code, 'value="101"' in wrong.text) == (True, 422, True)


def test_every_kind_is_counted_exactly_and_by_category(ground: Ground) -> None:
    first, second = a_submission(ground, "Idee 0"), a_submission(ground, "Idee 1", 1)
    for submission in (first, second):
        juror = a_juror(ground.round)
        assignment = an_assignment(juror, submission)
        asked = queries.reading_of(juror, assignment.id).marks
        a_handed_in_sheet(juror, assignment, 3, {key: mark for key, mark in SAID.items() if key in asked})

    means = {place.entry.title: place.mean for place in ranking_of(ground.round.id).everything}
    assert means == {
        # 100 · (100 · 3/5 + 50 · 60/100 + 50 · 3/3) / 200, and without the last for the other category
        "Idee 0": Fraction(100 * (60 + 30 + 50), 200),
        "Idee 1": Fraction(100 * (60 + 30), 150),
    }
    table = table_of(ground.round.id)
    points = list(table.header).index("Material: Punkte")
    # By number, which is drawn by lot: the rows stand in its order.
    numbers = {db.load(Idea, submission.idea_id).number: value for submission, value in ((first, 3), (second, None))}
    assert {row[0]: row[points] for row in table.rows} == numbers
    assert "Minuten (zählt nicht): Punkte" in table.header
    assert invariants.breaches() == {}


def test_a_sheet_that_leaves_a_quarter_of_the_weight_empty_is_handed_in_but_counts_for_nothing(ground: Ground) -> None:
    submission = a_submission(ground)
    for mark in (Mark(60), Mark()):
        juror = a_juror(ground.round)
        assignment = an_assignment(juror, submission)
        sheet = a_draft(juror, assignment, {**marks(juror, assignment), **SAID, "wirkung": mark})
        with clock.at(JUDGING):
            hand_in_sheet(juror, assignment.id, sheet.version)

    (place,) = ranking_of(ground.round.id).everything
    assert (len(place.totals), place.unusable) == (1, 1)
