from datetime import timedelta

import pytest

from app.folders import rules
from app.folders.rules import Offer
from app.rubrics.rules import Mark
from tests.folders.scripts import reading, save
from tests.scoring.conftest import Table
from tests.support.rounds import JUDGING, JURY_CLOSES, ONE_SECOND


def test_only_what_another_device_changed_to_something_else_since_then_is_overtaken(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0), "points-benefit": ("2", 0)})
    stored = reading(table)
    for offer, conflicts in ((Offer("1", 0), ["points-novelty"]), (Offer("4", 0), []), (Offer("1", 1), [])):
        fitting = rules.fitting(stored, {"points-novelty": offer})
        assert (fitting.conflicts, fitting.marks) == (
            conflicts,
            {} if conflicts else {"novelty": Mark(int(offer.value))},
        )


def test_a_field_has_its_name_and_its_value_in_words(table: Table) -> None:
    stored = reading(table)
    assert [rules.label_of(stored, name) for name in ("points-novelty", "comment-novelty")] == [
        "Neuheit",
        "Kommentar zu „Neuheit“",
    ]
    values = [("points-novelty", "1"), ("points-novelty", ""), ("points-novelty", "–"), ("comment-novelty", "1")]
    assert [rules.shown_text(*value) for value in values] == ["1 Punkt", "noch offen", "nicht beurteilbar", "1"]


@pytest.mark.parametrize(("begun_at", "is_taken"), [(JUDGING, True), (JURY_CLOSES, False), (None, False)])
def test_a_device_proves_nothing_by_itself(table: Table, begun_at: object, is_taken: bool) -> None:  # noqa: FBT001 # of a parameter
    stored = reading(table)
    stored.phases[0].grace_minutes = 10
    now = JURY_CLOSES + timedelta(minutes=10) - ONE_SECOND
    refusal = rules.why_not_take(stored, now, JURY_CLOSES - ONE_SECOND, begun_at)  # type: ignore[arg-type]  # moments
    assert (refusal is None) is is_taken
    assert rules.why_not_take(stored, now + ONE_SECOND, JURY_CLOSES - ONE_SECOND, JUDGING) is not None
