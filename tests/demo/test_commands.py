import json
import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import build_app
from app.accounts.models import School, SchoolClass, User
from app.accounts.queries import people_with, person_named
from app.appeals.models import Appeal
from app.cast.queries import showcase_for_machines
from app.conflicts.models import Waiver
from app.core import audit, clock, db, invariants, jobs
from app.core.access import Role
from app.deliberation.queries import approvals_of, decisions_of
from app.discussions.models import DiscussionOpening
from app.ideas.models import Idea, Revision, Submission
from app.ideas.rules import LATE
from app.logbook.queries import faults
from app.media.models import MediaFile
from app.panels.models import Assignment
from app.publication.models import Publication
from app.ranking.queries import kept_ranking_of
from app.recusals.models import Voiding
from app.rounds.models import Round
from app.rounds.queries import announced_rounds
from app.rounds.rules import phase_states
from app.scoring.models import ScoreSheet
from app.scoring.queries import piles_of
from app.settings import load_settings
from app.stages.models import Final, Finalist
from app.waves.models import Wave
from tests.support.databases import Databases
from tests.support.people import an_admin


def _count(model: type[Any], *where: Any) -> int:  # noqa: ANN401 # conditions of any kind
    return db.session().scalar(select(func.count()).select_from(model).where(*where)) or 0


def _running_phases() -> list[list[str]]:
    """What goes on now in each round, the newest round first."""
    planned = announced_rounds()
    return [[s.kind for s in phase_states(each.phases, clock.now()) if s.state == "current"] for each in planned]


def _sheets_of(address: str) -> set[str]:
    juror = person_named(address)
    assert juror is not None
    return {assignment.state for pile in piles_of(juror) for assignment in pile.assignments}


def _round_titled(beginning: str) -> uuid.UUID:
    query = select(Round.id).where(Round.title.startswith(beginning)).order_by(Round.created_at)
    return db.session().scalars(query).first() or uuid.UUID(int=0)


def _check_the_first_round() -> None:
    """Fifteen jurors have judged it, one of them by an exception, one whose sheet counts no more; then came a wave."""
    round_id = _round_titled("Jahresrunde")
    done = select(Assignment.panel_member_id).where(Assignment.round_id == round_id, Assignment.state == "done")
    assert len(set(db.session().scalars(done))) == 15
    for row in (Waiver, Voiding, Wave):
        assert set(db.session().scalars(select(row.round_id))) == {round_id}, row.__name__
    assert set(db.session().scalars(select(Appeal.state))) == {"rejected"}
    assert {row.round_id for row in db.session().scalars(select(DiscussionOpening))} >= {round_id}


def _check_the_final() -> None:
    """Every finalist brings its value along, and the leader still has to approve what was decided."""
    round_id = _round_titled("Finale")
    assert db.session().scalars(select(Final.round_id)).all() == [round_id]
    assert (_count(Finalist), _count(Finalist, Finalist.value != "0/1")) == (3, 3)
    assert Counter(each.kind for each in decisions_of(round_id)) == {"prize": 1, "not_selected": 2}
    assert [each.role for each in approvals_of(round_id)] == ["chair"]
    places = kept_ranking_of(round_id).places
    assert [place.worth == place.mean for place in places] == [False] * 3


def _former_sheets() -> Sequence[str]:
    """How far those are who were asked to look at a sheet again after the rubric had changed."""
    return db.session().scalars(select(ScoreSheet.state).where(ScoreSheet.former.is_not(None))).all()


@pytest.mark.timeout(1200)
def test_the_whole_demo_shows_everything_once_and_a_second_run_changes_nothing(own_app: Flask) -> None:
    runner = own_app.test_cli_runner()

    filled = runner.invoke(args=["demo", "--json"])

    assert filled.exception is None, filled.exc_info
    assert json.loads(filled.stdout) == showcase_for_machines()
    assert (_count(School), _count(SchoolClass), _count(Idea), len(people_with(Role.JUROR))) == (9, 52, 72, 15)
    assert _count(User, User.school_class_id.is_not(None)) == 420
    assert sorted(_running_phases()) == [[], [], [], ["jury"], ["register"], ["register", "submit"]]
    assert Counter(db.session().scalars(select(Idea.state))) == {"submitted": 59, "draft": 12, "withdrawn": 1}
    assert _count(Submission) == 62
    _check_the_first_round()
    _check_the_final()
    assert set(_former_sheets()) == {"draft", "final"}
    assert _count(MediaFile) == _count(MediaFile, MediaFile.state == "ready") == 129
    assert _sheets_of("jury@demo.funkenflug.example") == {"open", "begun", "done"}
    assert (_count(Revision, Revision.origin == LATE), _count(ScoreSheet, ScoreSheet.late_at.is_not(None))) == (1, 1)
    assert [len(each.results) for each in db.session().scalars(select(Publication))] == [8]
    assert (invariants.breaches(), audit.verify(), list(faults()), jobs.state().failed) == ({}, [], [], 0)

    events = max(audit.anchors())
    again = [runner.invoke(args=["demo", *options]) for options in ([], ["--json"], ["--if-new"])]

    assert [outcome.exit_code for outcome in again] == [0, 0, 0]
    assert (again[1].stdout, again[2].output) == (filled.stdout, "")
    assert max(audit.anchors()) == events


def test_the_demo_keeps_away_from_a_database_that_others_use(own_app: Flask) -> None:
    an_admin()
    runner = own_app.test_cli_runner()

    refused, passed_over = runner.invoke(args=["demo"]), runner.invoke(args=["demo", "--if-new"])

    assert (refused.exit_code, passed_over.exit_code, passed_over.output) == (1, 0, "")
    assert "somebody else uses this database" in refused.output
    assert _count(User) == 1


@pytest.mark.usefixtures("own_app")
@pytest.mark.parametrize("options", [[], ["--reset"], ["--if-new"], ["--json"]])
def test_a_public_site_gets_no_demo(options: list[str], databases: Databases, tmp_path: Path) -> None:
    url = databases.make()
    public = build_app(
        load_settings(
            _env_file=None,
            data_dir=tmp_path,
            database_url=url,
            secret_key="x" * 40,
            site_url="https://wettbewerb.example",
        )
    )
    with public.app_context():
        an_admin()
        outcome = public.test_cli_runner().invoke(args=["demo", *options])

        assert (outcome.exit_code, _count(User)) == (1, 1)
        assert "known passwords" in outcome.output
    db.disconnect()
    databases.drop(url)
