from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.invariants import breaches
from app.folders.models import Folder
from app.rounds.models import Phase, PhaseKind
from app.rubrics.rules import Mark
from app.scoring import queries
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import Reading
from tests.folders.scripts import load, save
from tests.scoring.conftest import Table
from tests.scoring.pages import get, post, sheet, words_of
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND
from tests.support.statements import statements

GRACE = timedelta(minutes=30)


def reading(table: Table) -> Reading:
    return queries.reading_of(table.juror, table.assignment.id)


def allow_grace() -> None:
    """Give the jury half an hour to send what was filled in before its end."""
    phases = db.table(Phase)
    values = {"grace_minutes": int(GRACE.total_seconds() // 60)}
    db.session().execute(update(phases).where(phases.c.kind == PhaseKind.JURY).values(values))
    db.session().commit()


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


def test_fields_of_no_criterion_and_points_that_do_not_exist_change_nothing(table: Table) -> None:
    told = save(table, {"points-fame": ("5", 0), "points-novelty": ("9", 0), "points-benefit": ("drei", 0)})
    assert (set(told.body["faults"]), set(told.body["versions"])) == (
        {"points-novelty", "points-benefit"}, {"points-fame"},
    )  # fmt: skip
    assert all(mark == Mark() for mark in reading(table).marks.values())


def test_a_comment_that_is_too_long_is_not_kept_and_the_page_is_told_why(table: Table) -> None:
    told = save(table, {"comment-novelty": ("ü" * 2001, 0), "points-benefit": ("3", 0)})
    assert (list(told.body["faults"]), told.body["versions"]) == (["comment-novelty"], {"points-benefit": 1})


def test_a_page_whose_marks_are_saved_by_themselves_is_saved_by_its_button_as_well(table: Table) -> None:
    told = save(table, {"points-novelty": ("4", 0)})
    assert post(table, table.path, sheet(table, 2, told.body["version"])).status_code == 303
    assert save(table, {"points-novelty": ("1", 1)}).body["conflicts"][0]["stored"] == "2 Punkte"


# ---------------------------------------------------------------- handing in
def everything(table: Table, points: str = "3", base: int = 0) -> dict[str, tuple[str, int]]:
    return {f"points-{key}": (points, base) for key in reading(table).marks} | {"hand_in": ("1", base)}


def test_a_sheet_filled_in_without_network_is_handed_in_with_its_last_marks_once(table: Table) -> None:
    told = save(table, everything(table), key="one")
    assert (told.body["is_final"], told.body["open"]) == (True, [])
    assert save(table, everything(table), key="one").body["is_final"] is True
    assert (reading(table).is_final, reading(table).version) == (True, 2)
    events = db.session().scalars(select(AuditEvent.action).where(AuditEvent.object_kind == "score_sheet"))
    assert list(events) == ["hand_in_sheet"]


def test_a_sheet_in_which_something_is_open_is_kept_and_not_handed_in(table: Table) -> None:
    told = save(table, {"points-novelty": ("3", 0), "hand_in": ("1", 0)})
    assert (told.body["is_final"], len(told.body["open"])) == (False, 6)
    assert reading(table).marks["novelty"] == Mark(3)


@pytest.mark.parametrize("shown", [{}, {"comment-benefit": 0}])
def test_a_sheet_that_was_changed_elsewhere_is_not_handed_in_unseen(table: Table, shown: dict[str, int]) -> None:
    save(table, {"points-novelty": ("5", 0), "comment-benefit": ("Vom Laptop.", 0)})
    told = save(table, everything(table), shown=shown)
    assert told.body["open"] == [
        "Dieser Bogen wurde inzwischen auf einem anderen Gerät geändert. Bitte sehen Sie ihn noch einmal an.",
    ]
    assert reading(table).is_final is False


def test_a_final_sheet_takes_nothing_more_by_itself(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    told = save(table, {"points-novelty": ("1", 2)})
    assert (told.status, told.body["code"]) == (409, "already_handed_in")


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


# ---------------------------------------------------------------- what verify finds
def test_a_mark_of_lateness_or_a_folder_changed_behind_the_applications_back_is_found(table: Table) -> None:
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment))
    load(table)
    db.session().execute(update(ScoreSheet).values(late_at=JUDGING, filled_in_at=JUDGING))
    db.session().execute(update(Folder).values(loaded_at=JUDGING + ONE_SECOND))
    db.session().commit()
    found = breaches()
    sheet_id = db.session().scalar(select(ScoreSheet.id))
    folder_id = db.session().scalar(select(Folder.id))
    assert found["a sheet is marked as late exactly if the log says so"] == [f"score sheet {sheet_id}"]
    assert found["every folder was loaded when the log says"] == [f"folder {folder_id}"]


def test_points_and_comment_each_know_the_version_that_changed_them(table: Table) -> None:
    save(table, {"points-novelty": ("4", 0), "comment-novelty": ("Neu.", 0)})
    save(table, {"comment-novelty": ("Ganz neu.", 1)})
    versions = select(Score.points_version, Score.comment_version).where(Score.comment == "Ganz neu.")
    with clock.at(JUDGING):
        assert db.session().execute(versions).one() == (1, 2)
