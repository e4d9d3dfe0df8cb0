"""Every revision goes up, down and up again with rows in the tables, in one transaction."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from app import build_app
from app.core import db, migrations
from app.demo import actions as demo
from app.lines.models import Line
from app.policies import queries as policies
from app.policies.rules import MEAN, Terms, digest_of
from app.rubrics.rules import Mark
from app.settings import load_settings
from app.sheets.queries import lines_due
from tests.support.databases import Databases
from tests.support.jury import a_juror, a_reading, a_submission, an_assignment
from tests.support.late import a_late_sheet
from tests.support.people import an_admin
from tests.support.rounds import a_round
from tests.support.teams import a_ground

FOLDER = str(Path(__file__).parent.parent.parent / "migrations")
SCRIPTS = ScriptDirectory(FOLDER, version_locations=[FOLDER])


@pytest.fixture
def app(databases: Databases, tmp_path: Path, session_app: Flask) -> Iterator[Flask]:
    """An application of its own, for Alembic remembers its database."""
    del session_app
    url = databases.make_copy()
    fresh = build_app(load_settings(_env_file=None, data_dir=tmp_path, database_url=url, secret_key="x" * 40))
    with fresh.app_context():
        yield fresh
    db.disconnect()
    databases.drop(url)


@contextlib.contextmanager
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


@pytest.mark.usefixtures("app")
def test_models_and_migrations_agree() -> None:
    assert migrations.differences() == []


@pytest.mark.usefixtures("app")
def test_who_asks_about_the_schema_keeps_nobody_from_writing() -> None:
    answers = (migrations.is_current(), migrations.differences())

    assert answers == (True, [])
    assert an_admin().id is not None


def test_every_revision_goes_down_and_up_again_with_rows_in_the_tables(app: Flask) -> None:
    demo.fill_small()
    tables = sorted(inspect(db.engine()).get_table_names())
    db.close_session()
    for _revision in SCRIPTS.walk_revisions():
        with _context(app):
            migrations.downgrade("-1")
    left = inspect(db.engine()).get_table_names()
    with _context(app):
        migrations.upgrade()
    assert (set(left) - {"alembic_version"}, sorted(inspect(db.engine()).get_table_names())) == (set(), tables)


def test_rounds_from_before_policies_get_one_by_what_was_judged_in_them(app: Flask) -> None:
    usual = a_round(an_admin(), title="Unbewertet", policy=None).id
    once, twice = (a_ground(title=f"{count} Bögen", policy=None) for count in (1, 2))
    for ground, readings in ((once, 1), (twice, 2)):
        submission = a_submission(ground)
        for _reading in range(readings):
            a_reading(ground, submission)
    ids = [usual, once.round.id, twice.round.id]
    db.close_session()
    while "jury_policies" in inspect(db.engine()).get_table_names():
        with _context(app):
            migrations.downgrade("-1")
    with _context(app):
        migrations.upgrade()
    found = [policies.policy_of(id_) for id_ in ids]

    plain = Terms(MEAN, tie_rules=(), readings_budget=0)
    assert [each.terms for each in found] == [Terms(), replace(plain, readings_min=1), plain]
    assert [each.locked_at is not None for each in found] == [False, True, True]
    assert [each.digest for each in found] == [digest_of(each.round_id, each.terms) for each in found]


def test_sheets_that_were_final_before_lines_were_kept_have_the_same_line_as_later_ones(app: Flask) -> None:
    ground = a_ground()
    juror, submission = a_juror(ground.round), a_submission(ground)
    said = {"novelty": Mark(5, comment='=Neu; "sehr"'), "teamwork": Mark(is_skipped=True, comment="Nichts gesehen.")}
    a_late_sheet(juror, an_assignment(juror, submission), ground.round.id)
    a_reading(ground, submission, 3, said)
    before = lines_due()
    db.close_session()
    while "sheet_lines" in inspect(db.engine()).get_table_names():
        with _context(app):
            migrations.downgrade("-1")
    with _context(app):
        migrations.upgrade()
    kept = select(*(db.table(Line).c[name] for name in before[0]))
    found = [{**row} for row in db.session().execute(kept).mappings()]

    assert len(found) == 2
    assert sorted(found, key=str) == sorted(before, key=str)
