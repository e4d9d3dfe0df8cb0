from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, db
from app.core.invariants import breaches
from app.folders.models import Folder
from app.rubrics.rules import Mark
from tests.folders.scripts import everything, load, reading, save
from tests.scoring.conftest import Table
from tests.scoring.pages import get, post, sheet, words_of
from tests.support.jury import a_juror, a_submission, an_assignment
from tests.support.late import GRACE, allow_grace
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND
from tests.support.statements import statements


# ---------------------------------------------------------------- saving
def test_each_field_is_answered_with_the_version_of_the_sheet(table: Table) -> None:
    told = save(table, {"points-novelty": ("4", 0), "comment-novelty": ("Neu.", 0)})
    assert (told.status, told.body["versions"]) == (200, {"points-novelty": 1, "comment-novelty": 1})
    assert reading(table).marks["novelty"] == Mark(4, comment="Neu.")
    assert save(table, {"points-benefit": ("2", 1)}).body["versions"] == {"points-benefit": 2}


def test_saving_asks_the_database_six_times_whatever_the_number_of_ideas(table: Table) -> None:
    for title in ("Regentonne", "Lernkiste"):
        an_assignment(table.juror, a_submission(table.ground, title))
    with clock.at(JUDGING):
        browser = table.browser()
    save(table, {"points-novelty": ("4", 0)}, browser=browser)
    save(table, {"points-novelty": ("3", 1)}, browser=browser)
    with statements() as sent:
        save(table, {"points-novelty": ("5", 2), "comment-novelty": ("Sehr neu.", 0)}, browser=browser)
    # The first asks who is signed in. On PostgreSQL the assignment is locked.
    assert (len(sent), reading(table).version) == (6 if db.is_sqlite() else 7, 3)


def test_the_same_write_twice_counts_once_and_is_answered_alike(table: Table) -> None:
    first = save(table, {"points-novelty": ("4", 0)}, key="one")
    save(table, {"points-novelty": ("1", 1)})
    again = save(table, {"points-novelty": ("4", 0)}, key="one")
    assert (again.status, again.body | {"clock": ""}) == (200, first.body | {"clock": ""})
    assert (reading(table).marks["novelty"], reading(table).version) == (Mark(1), 2)


def test_a_write_that_was_done_is_told_so_even_after_the_end(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0)}, key="one")
    assert save(table, {"points-novelty": ("4", 0)}, key="one", at=JURY_CLOSES).status == 200
    assert save(table, {"points-novelty": ("4", 0)}, key="two", at=JURY_CLOSES).status == 409


def test_another_write_under_the_same_key_is_refused_and_changes_nothing(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0)}, key="one")
    assert save(table, {"points-novelty": ("1", 1)}, key="one").status == 422
    assert reading(table).marks["novelty"] == Mark(4)


def test_a_write_without_a_key_is_refused(table: Table) -> None:
    assert save(table, {"points-novelty": ("4", 0)}, key="").status == 422
    assert reading(table).sheet is None


def test_what_another_device_changed_is_shown_with_both_versions_and_the_rest_is_kept(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0), "points-benefit": ("1", 0)})
    told = save(table, {"points-novelty": ("2", 0), "comment-novelty": ("Vom Handy.", 0)}, shown={"points-benefit": 0})
    (conflict,) = told.body["conflicts"]
    assert [conflict[name] for name in ("key", "label", "stored", "value", "version")] == [
        "points-novelty", "Neuheit", "4 Punkte", "4", 1,
    ]  # fmt: skip
    assert told.body["versions"] == {"comment-novelty": 2}
    assert told.body["newer"] == {"points-benefit": {"text": "1", "version": 1, "by": ""}}
    assert reading(table).marks["novelty"] == Mark(4, comment="Vom Handy.")
    assert save(table, {"points-novelty": ("2", 1)}).body["conflicts"] == []


def test_the_same_from_two_devices_is_no_conflict(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0)})
    assert save(table, {"points-novelty": ("4", 0)}).body["conflicts"] == []
    assert reading(table).version == 1


def test_fields_of_no_criterion_and_points_that_do_not_exist_change_nothing_and_are_told_so(table: Table) -> None:
    told = save(table, {"points-fame": ("5", 0), "points-novelty": ("9", 0), "points-benefit": ("drei", 0)})
    assert (told.body["faults"], told.body["versions"]) == (
        {
            "points-fame": "Das fragt dieses Raster nicht mehr.",
            "points-novelty": "Möglich sind 0 bis 5 Punkte.",
            "points-benefit": "Das sind keine Punkte.",
        },
        {},
    )
    assert all(mark == Mark() for mark in reading(table).marks.values())


@pytest.mark.parametrize("points", ["9", "drei"])
def test_a_comment_beside_points_that_do_not_exist_is_kept(table: Table, points: str) -> None:
    save(table, {"points-novelty": ("4", 0)})
    told = save(table, {"points-novelty": (points, 1), "comment-novelty": ("Lange überlegt.", 0)})
    assert (list(told.body["faults"]), told.body["versions"]) == (["points-novelty"], {"comment-novelty": 2})
    assert reading(table).marks["novelty"] == Mark(4, comment="Lange überlegt.")


def test_points_beside_a_comment_that_is_too_long_are_kept_and_the_page_is_told_why(table: Table) -> None:
    told = save(table, {"comment-novelty": ("ü" * 2001, 0), "points-novelty": ("3", 0), "points-benefit": ("3", 0)})
    assert told.body["faults"] == {"comment-novelty": "Das ist 1 Zeichen zu lang. Erlaubt sind 2000."}
    assert told.body["versions"] == {"points-novelty": 1, "points-benefit": 1}
    assert reading(table).marks["novelty"] == Mark(3)


def test_a_page_whose_marks_are_saved_by_themselves_is_saved_by_its_button_as_well(table: Table) -> None:
    told = save(table, {"points-novelty": ("4", 0)})
    assert post(table, table.path, sheet(table, 2, told.body["version"])).status_code == 303
    assert save(table, {"points-novelty": ("1", 1)}).body["conflicts"][0]["stored"] == "2 Punkte"


# ---------------------------------------------------------------- after the end
def test_what_was_begun_and_filled_in_before_the_end_arrives_within_the_grace_and_is_marked(table: Table) -> None:
    allow_grace()
    save(table, {"points-novelty": ("4", 0)}, at=JURY_CLOSES - 2 * GRACE)
    arrival = JURY_CLOSES + GRACE - ONE_SECOND
    told = save(table, everything(table, base=1), at=arrival, ago=2400)
    assert (told.status, told.body["is_final"]) == (200, True)
    stored = reading(table).sheet
    assert stored is not None
    assert (stored.late_at, stored.filled_in_at) == (arrival, arrival - timedelta(seconds=2400))
    assert list(breaches()) == ["every phase is when the log says"]
    page = words_of(get(table, table.path, at=arrival).text)
    assert "Nach Schluss eingegangen, vorher ausgefüllt" in page


def test_a_folder_loaded_before_the_end_counts_as_begun(table: Table) -> None:
    allow_grace()
    assert save(table, everything(table), at=JURY_CLOSES, ago=60).status == 409
    assert load(table, at=JURY_CLOSES - ONE_SECOND).status == 200
    assert save(table, everything(table), at=JURY_CLOSES, ago=60).body["is_final"] is True


@pytest.mark.parametrize(
    ("later", "ago"),
    [
        (timedelta(0), 0),  # the device itself says that it was filled in after the end
        (GRACE, 3600),  # the grace is over
        (timedelta(0), -60),
        (timedelta(0), 10**9),
        (timedelta(0), 60 * 24 * 3600),  # before the jury began
    ],
)
def test_whatever_else_arrives_after_the_end_is_refused(table: Table, later: timedelta, ago: int) -> None:
    allow_grace()
    save(table, {"points-novelty": ("4", 0)})
    told = save(table, {"points-novelty": ("1", 1)}, at=JURY_CLOSES + later, ago=ago)
    assert (told.status, told.body["code"]) == (409, "phase_closed")
    assert (reading(table).marks["novelty"], reading(table).version) == (Mark(4), 1)


def test_without_grace_nothing_arrives_after_the_end(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0)})
    assert save(table, {"points-novelty": ("1", 1)}, at=JURY_CLOSES, ago=60).status == 409


# ---------------------------------------------------------------- folders
def test_a_folder_names_every_sheet_in_the_jurors_order(table: Table) -> None:
    other = an_assignment(table.juror, a_submission(table.ground, "Regentonne"))
    told = load(table)
    sheets = [f"/jury/{id_}" for id_ in sorted([table.assignment.id, other.id], key=lambda id_: id_.hex)]
    assert told.body["sheets"] == sheets
    assert (told.body["list"], told.body["overview"]) == ("/jury", f"/jury/rounds/{table.ground.round.id}")


def test_a_folder_is_loaded_only_while_the_jury_works_and_the_last_time_counts(table: Table) -> None:
    moments = [JURY_OPENS - ONE_SECOND, JURY_OPENS, JURY_CLOSES - ONE_SECOND, JURY_CLOSES]
    assert [load(table, at=moment).status for moment in moments] == [409, 200, 200, 409]
    assert db.session().scalars(select(Folder.loaded_at)).all() == [JURY_CLOSES - ONE_SECOND]
    assert breaches() == {}


def test_somebody_elses_sheets_and_rounds_are_not_there(table: Table) -> None:
    other = a_juror(table.ground.round)
    assert save(table, {"points-novelty": ("4", 0)}, person=other).status == 404
    assert load(table, person=other).status == 404
    assert reading(table).sheet is None
