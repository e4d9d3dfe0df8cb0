from sqlalchemy import select, update

from app.core import clock, db
from app.core.invariants import breaches
from app.folders.models import Folder
from app.scoring.models import Score, ScoreSheet
from tests.folders.scripts import load, save
from tests.scoring.conftest import Table
from tests.support.jury import a_draft, marks
from tests.support.rounds import JUDGING, ONE_SECOND


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
