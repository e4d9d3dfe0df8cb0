import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import build_app
from app.accounts.models import School, SchoolClass, User
from app.accounts.queries import people_with, person_named
from app.cast.queries import showcase_for_machines
from app.core import audit, clock, db, invariants, jobs
from app.core.access import Role
from app.ideas.models import Idea, Submission
from app.logbook.queries import faults
from app.media.models import MediaFile
from app.publication.models import Publication
from app.rounds.queries import announced_rounds
from app.rounds.rules import phase_states
from app.scoring.queries import piles_of
from app.settings import load_settings
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


@pytest.mark.timeout(900)
def test_the_whole_demo_shows_everything_once_and_a_second_run_changes_nothing(app: Flask) -> None:
    runner = app.test_cli_runner()

    filled = runner.invoke(args=["demo", "--json"])

    assert filled.exception is None, filled.exc_info
    assert json.loads(filled.stdout) == showcase_for_machines()
    assert (_count(School), _count(SchoolClass), _count(Idea), len(people_with(Role.JUROR))) == (9, 52, 69, 15)
    assert _count(User, User.school_class_id.is_not(None)) == 420
    assert _running_phases() == [["register"], ["register", "submit"], ["jury"], [], []]
    assert Counter(db.session().scalars(select(Idea.state))) == {"submitted": 56, "draft": 12, "withdrawn": 1}
    assert _count(Submission) == 59
    assert _count(MediaFile) == _count(MediaFile, MediaFile.state == "ready") == 129
    assert _sheets_of("jury@demo.funkenflug.example") == {"begun", "done"}
    assert [len(each.results) for each in db.session().scalars(select(Publication))] == [7]
    assert (invariants.breaches(), audit.verify(), list(faults()), jobs.state().failed) == ({}, [], [], 0)

    events = max(audit.anchors())
    again = [runner.invoke(args=["demo", *options]) for options in ([], ["--json"], ["--if-new"])]

    assert [outcome.exit_code for outcome in again] == [0, 0, 0]
    assert (again[1].stdout, again[2].output) == (filled.stdout, "")
    assert max(audit.anchors()) == events


def test_the_demo_keeps_away_from_a_database_that_others_use(app: Flask) -> None:
    an_admin()
    runner = app.test_cli_runner()

    refused, passed_over = runner.invoke(args=["demo"]), runner.invoke(args=["demo", "--if-new"])

    assert (refused.exit_code, passed_over.exit_code, passed_over.output) == (1, 0, "")
    assert "somebody else uses this database" in refused.output
    assert _count(User) == 1


@pytest.mark.usefixtures("app")
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
